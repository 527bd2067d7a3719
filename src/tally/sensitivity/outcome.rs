//! The outcome of a future, as one whole number.

use crate::engine::{Block, Observer, RequestedOutputs};
use crate::model::{Model, Test};
use crate::tally::test_observer::{TestObserver, overflowed};
use crate::vector::{LANES, Lanes};

/// The outcome whose sensitivity is measured.
#[derive(Debug, Clone, Copy)]
pub enum SensitivityOutcome<'t> {
    /// Whether a test holds: 1 or 0.
    Holds(&'t Test),
    /// How long the cash lasts: months to exhaustion, at most to the horizon.
    Lasts,
    /// Capital needed, in multiples of a quantum.
    Needs {
        /// Units of the scenario, above 0.
        quantum: f64,
    },
}

/// The quantum of moments, in months: two and a half seconds.
const MOMENT: f64 = 1.0 / 1_048_576.0;
/// The quantum of capital needed, as a fraction of the most that a run of the pilot needed.
const FINENESS: f64 = 1.0 / 1_048_576.0;
/// Larger whole numbers are out of range: their squares, summed over any number of runs, would overflow 128 bits.
const MOST: f64 = (1_u64 << 44) as f64;
/// A test without cost, where only the run itself is needed.
static NOTHING: Test = Test::ProfitableFirst;

impl<'t> SensitivityOutcome<'t> {
    /// Capital needed, with a quantum chosen by the runs of a pilot block.
    #[must_use]
    pub fn needs(pilot: &Block<'_>) -> Self {
        let most = |values: &Lanes| values[..pilot.runs].iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        let sizes = [most(&pilot.need), most(&pilot.with_capital.cash), 1.0];
        let size = sizes.into_iter().find(|size| *size > 0.0 && size.is_finite()).unwrap_or(1.0);
        Self::Needs { quantum: size * FINENESS }
    }

    /// The outputs that it needs.
    #[must_use]
    pub fn outputs(self) -> RequestedOutputs<'t> {
        match self {
            Self::Holds(test) => RequestedOutputs::Test(test),
            Self::Lasts => RequestedOutputs::Test(&NOTHING),
            Self::Needs { .. } => RequestedOutputs::Need,
        }
    }

    /// The unit of its whole numbers.
    ///
    /// # Units
    /// None for [`Self::Holds`], months for [`Self::Lasts`], units of the scenario for [`Self::Needs`].
    #[must_use]
    pub fn unit(self) -> f64 {
        match self {
            Self::Holds(_) => 1.0,
            Self::Lasts => MOMENT,
            Self::Needs { quantum } => quantum,
        }
    }

    /// The greatest possible whole number, if it is bounded; the least is 0.
    ///
    /// # Units
    /// Multiples of [`Self::unit`].
    #[must_use]
    pub fn greatest(self, model: &Model) -> Option<f64> {
        match self {
            Self::Holds(_) => Some(1.0),
            Self::Lasts => Some(model.inputs.calendar.months() as f64 / MOMENT),
            Self::Needs { .. } => None,
        }
    }
}

/// Reads the outcome of each run of a block.
#[derive(Debug)]
pub struct OutcomeReader<'t> {
    outcome: SensitivityOutcome<'t>,
    observer: Option<TestObserver<'t>>,
    /// The outcome of each run of the last block.
    pub values: Lanes<i64>,
    /// Runs whose outcome is out of range.
    lost: u64,
}

impl<'t> OutcomeReader<'t> {
    /// A reader of runs of `model` that has read nothing yet.
    #[must_use]
    pub fn new(outcome: SensitivityOutcome<'t>, model: &Model) -> Self {
        let observer = match outcome {
            SensitivityOutcome::Holds(test) => Some(TestObserver::new(test, model)),
            _ => None,
        };
        Self { outcome, observer, values: Lanes::all(0), lost: 0 }
    }

    /// Runs so far whose outcome is out of range.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost + self.observer.as_ref().map_or(0, |observer| observer.overflowed)
    }

    /// Reads amounts of 0 or more, in multiples of `unit`.
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^44")]
    fn read(&mut self, amounts: &Lanes, unit: f64, block: &Block<'_>) {
        let scaled = amounts.map(|amount| (amount / unit).round());
        let beyond = scaled[..block.runs].iter().map(|&value| u64::from(!(0.0..=MOST).contains(&value))).sum::<u64>();
        self.lost += beyond.max(overflowed(block));
        self.values = Lanes::from_fn(|lane| scaled[lane].clamp(0.0, MOST) as i64);
    }
}

impl Observer for OutcomeReader<'_> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        if let Some(observer) = &mut self.observer {
            observer.year(year, block);
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        if let Some(observer) = &mut self.observer {
            observer.end(block);
            self.values = Lanes::from_fn(|lane| i64::from(observer.holds[lane]));
            return;
        }
        match self.outcome {
            SensitivityOutcome::Needs { quantum } => self.read(&block.need, quantum, block),
            _ => {
                let months = block.model.inputs.calendar.months() as f64;
                let lasts: [f64; LANES] = block.with_capital.exhausted.map(|moment| moment.min(months));
                self.read(&Lanes::from_fn(|lane| lasts[lane]), MOMENT, block);
            }
        }
    }
}
