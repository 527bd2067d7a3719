//! What a future comes to, as one whole number.

use crate::engine::{Asks, Block, Observer};
use crate::model::{Model, Test};
use crate::tally::watch::{Watch, overflowed};
use crate::vector::{LANES, Lanes};

/// What is asked of a future.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'t> {
    /// Whether a test holds: 1 or 0.
    Holds(&'t Test),
    /// How long the cash lasts: months to exhaustion, at most to the horizon.
    Lasts,
    /// Capital needed, in so many units for each whole number.
    Needs {
        /// Units, above 0.
        quantum: f64,
    },
}

/// A moment is counted in this share of a month: two seconds and a half.
const MOMENT: f64 = 1.0 / 1_048_576.0;
/// Capital needed is counted in this share of the most that a pilot needed.
const FINENESS: f64 = 1.0 / 1_048_576.0;
/// Whole numbers beyond this are lost: their squares, summed over any number of runs, would leave 128 bits.
const MOST: f64 = (1_u64 << 44) as f64;
/// A test that costs nothing, where only the run itself is asked for.
static NOTHING: Test = Test::ProfitableFirst;

impl<'t> Outcome<'t> {
    /// Capital needed, counted finely enough for futures such as those of a pilot.
    #[must_use]
    pub fn needs(pilot: &Block<'_>) -> Self {
        let most = |values: &Lanes| values[..pilot.runs].iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        let sizes = [most(&pilot.need), most(&pilot.with_capital.cash), 1.0];
        let size = sizes.into_iter().find(|size| *size > 0.0 && size.is_finite()).unwrap_or(1.0);
        Self::Needs { quantum: size * FINENESS }
    }

    /// What must be followed for it.
    #[must_use]
    pub fn asks(self) -> Asks<'t> {
        match self {
            Self::Holds(test) => Asks::Test(test),
            Self::Lasts => Asks::Test(&NOTHING),
            Self::Needs { .. } => Asks::Need,
        }
    }

    /// What the whole number 1 is worth: one, months, or units.
    #[must_use]
    pub fn worth(self) -> f64 {
        match self {
            Self::Holds(_) => 1.0,
            Self::Lasts => MOMENT,
            Self::Needs { quantum } => quantum,
        }
    }

    /// The greatest whole number that there can be, if there is one; the least is 0.
    #[must_use]
    pub fn greatest(self, model: &Model) -> Option<f64> {
        match self {
            Self::Holds(_) => Some(1.0),
            Self::Lasts => Some(model.inputs.calendar.months() as f64 / MOMENT),
            Self::Needs { .. } => None,
        }
    }
}

/// Reads what each run of a block comes to.
#[derive(Debug)]
pub struct Reader<'t> {
    outcome: Outcome<'t>,
    watch: Option<Watch<'t>>,
    /// What each run of the last block came to.
    pub values: Lanes<i64>,
    /// Runs of which no number says what they come to.
    lost: u64,
}

impl<'t> Reader<'t> {
    /// Has read nothing yet of `model`.
    #[must_use]
    pub fn new(outcome: Outcome<'t>, model: &Model) -> Self {
        let watch = match outcome {
            Outcome::Holds(test) => Some(Watch::new(test, model)),
            _ => None,
        };
        Self { outcome, watch, values: Lanes::all(0), lost: 0 }
    }

    /// Runs so far of which no number says what they come to.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost + self.watch.as_ref().map_or(0, |watch| watch.overflowed)
    }

    /// Reads amounts of 0 or more, each worth so much for a whole number.
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^44")]
    fn read(&mut self, amounts: &Lanes, worth: f64, block: &Block<'_>) {
        let scaled = amounts.map(|amount| (amount / worth).round());
        let beyond = scaled[..block.runs].iter().map(|&value| u64::from(!(0.0..=MOST).contains(&value))).sum::<u64>();
        self.lost += beyond.max(overflowed(block));
        self.values = Lanes::from_fn(|lane| scaled[lane].clamp(0.0, MOST) as i64);
    }
}

impl Observer for Reader<'_> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        if let Some(watch) = &mut self.watch {
            watch.year(year, block);
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        if let Some(watch) = &mut self.watch {
            watch.end(block);
            self.values = Lanes::from_fn(|lane| i64::from(watch.holds[lane]));
            return;
        }
        match self.outcome {
            Outcome::Needs { quantum } => self.read(&block.need, quantum, block),
            _ => {
                let months = block.model.inputs.calendar.months() as f64;
                let lasts: [f64; LANES] = block.with_capital.exhausted.map(|moment| moment.min(months));
                self.read(&Lanes::from_fn(|lane| lasts[lane]), MOMENT, block);
            }
        }
    }
}
