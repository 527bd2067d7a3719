//! Capital that repeats: each instalment is a round of its own, on draws of its own (equations, 9).

use super::covenants::CovenantInputs;
use super::jumps::Jumps;
use super::moment::NEVER;
use super::onsets::Onsets;
use super::rounds::Round;
use crate::model::{Model, Programme};
use crate::sampling::Draws;
use crate::vector::{self, LANES, Lanes};

/// The instalments of all programmes of a block.
#[derive(Debug)]
pub(super) struct Programmes {
    /// By programme, then by instalment.
    rounds: Vec<Vec<Round>>,
    /// Whether capital is raised.
    raises: bool,
    months_per_step: f64,
}

impl Programmes {
    pub(super) fn new(model: &Model) -> Self {
        let rounds = |programme: &Programme| vec![Round::NEW; programme.instalments.len()];
        Self {
            rounds: model.company.programmes.iter().map(rounds).collect(),
            raises: false,
            months_per_step: model.inputs.calendar.months_per_step() as f64,
        }
    }

    #[inline(always)]
    pub(super) fn open(&mut self, raises: bool) {
        self.raises = raises;
        for rounds in &mut self.rounds {
            rounds.fill(Round::NEW);
        }
    }

    /// The moment at which the first instalment of programme `place` landed, in months after the start, or [`NEVER`].
    pub(super) fn first(&self, place: usize) -> Lanes {
        let mut first = Lanes::all(NEVER);
        for round in &self.rounds[place] {
            let moment = round.onset.moment.months(self.months_per_step);
            for lane in 0..LANES {
                first[lane] = first[lane].min(moment[lane]);
            }
        }
        first
    }

    /// Plans the instalments whose day lies in `step`, on the draws of that step, and receives those that are due: adds their cash, on their
    /// days, and their credit. `others` are what they may wait for.
    #[inline(always)]
    pub(super) fn receive(
        &mut self,
        programmes: &[Programme],
        draws: &Draws<'_>,
        step: usize,
        (inputs, others): (&CovenantInputs<'_>, &Onsets<'_>),
        (received, credit, jumps): (&mut Lanes, &mut Lanes, &mut Jumps),
    ) {
        if !self.raises {
            return;
        }
        let (start, end) = (step as f64 * self.months_per_step, (step + 1) as f64 * self.months_per_step);
        for (programme, rounds) in programmes.iter().zip(&mut self.rounds) {
            for (raise, round) in programme.instalments.iter().zip(rounds) {
                if (start..end).contains(&raise.month) {
                    round.plan(raise, draws, self.months_per_step);
                }
                if round.onset.is_open(step as f64) {
                    let meets = inputs.meets(&raise.requires, others);
                    let after = others.awaited(&raise.requires);
                    let cash = round.receive(step as f64, &meets, after.as_ref(), credit);
                    vector::add(received, &cash);
                    jumps.add_capital(&round.onset.moment.day, &cash);
                }
            }
        }
    }
}
