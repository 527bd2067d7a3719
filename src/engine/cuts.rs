//! The cuts that management makes when cash gets short, and when they take effect (equations, 18).

use super::covenants::RELATIVE_TOLERANCE;
use super::moment::NEVER;
use crate::model::{Model, Response};
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes};

/// The cuts of all responses.
#[derive(Debug)]
pub(super) struct Cuts {
    /// The share left of each burn line, from 0 to 1.
    pub(super) left: Vec<Lanes>,
    responses: Vec<ResponseState>,
}

/// The decisions of one response.
#[derive(Debug)]
struct ResponseState {
    /// The step of the last decision; far in the past where there is none.
    last: Lanes,
    /// Whether it decided to cut, at the steps whose decisions have not taken effect yet, by step modulo their number.
    /// A byte a run: a delay may be of hundreds of steps, and responses are many.
    decisions: Vec<Lanes<u8>>,
}

impl Cuts {
    pub(super) fn new(model: &Model) -> Self {
        let state = |response: &Response| ResponseState {
            last: Lanes::all(f64::NEG_INFINITY),
            decisions: vec![Lanes::all(0); response.delay.min(model.inputs.calendar.steps()) + 1],
        };
        Self {
            left: vec![Lanes::all(1.0); model.company.burn.len()],
            responses: model.company.responses.iter().map(state).collect(),
        }
    }

    #[inline(always)]
    pub(super) fn open(&mut self) {
        self.left.fill(Lanes::all(1.0));
        for response in &mut self.responses {
            response.last = Lanes::all(f64::NEG_INFINITY);
            response.decisions.fill(Lanes::all(0));
        }
    }

    /// Decides at `step`, at which cash lasts `runway` months, and puts into effect what was decided `delay` steps ago.
    #[inline(always)]
    pub(super) fn respond(&mut self, model: &Model, step: usize, runway: &Lanes, draws: &Draws<'_>) {
        let months_per_step = model.inputs.calendar.months_per_step() as f64;
        for (response, state) in model.company.responses.iter().zip(&mut self.responses) {
            let places = state.decisions.len();
            let (decided, last, now) = (&mut state.decisions[step % places], &mut state.last, step as f64);
            // Where nothing burns the runway is infinite too: a cut that is planned whatever the runway is made all the same.
            let is_planned = response.trigger == NEVER;
            let trigger = response.trigger * (1.0 - RELATIVE_TOLERANCE);
            for lane in 0..LANES {
                let is_time = (now - last[lane]) * months_per_step >= response.at_most_every;
                let decides = ((runway[lane] < trigger) | is_planned) & is_time;
                decided[lane] = u8::from(decides);
                last[lane] = if decides { now } else { last[lane] };
            }
            let (felt, cut) = (&state.decisions[(step + 1) % places], draws.of(response.cut));
            for &line in &response.lines {
                let left = &mut self.left[line];
                for lane in 0..LANES {
                    left[lane] *= if felt[lane] != 0 { 1.0 - cut[lane] } else { 1.0 };
                }
            }
        }
    }

    /// Whether response `place` decided to cut at `step`, lane by lane.
    pub(super) fn decided(&self, place: usize, step: usize) -> &Lanes<u8> {
        let decisions = &self.responses[place].decisions;
        &decisions[step % decisions.len()]
    }
}
