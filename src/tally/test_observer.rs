//! Whether one test holds in each run of a block, without counting: for simulating the same runs in several cases.

use super::claims::YearlyAmounts;
use super::merge::merge_fields;
use crate::engine::{Block, Observer};
use crate::model::{Model, Test};
use crate::vector::LANES;

/// Observes whether a test holds in each run of the last block.
#[derive(Debug, Clone)]
pub struct TestObserver<'t> {
    test: &'t Test,
    yearly: YearlyAmounts,
    /// Whether the test holds in each lane.
    pub holds: [bool; LANES],
    /// Runs so far whose cash left the range of numbers.
    pub overflowed: u64,
}

impl<'t> TestObserver<'t> {
    /// Observes whether `test` holds in runs of `model`.
    #[must_use]
    pub fn new(test: &'t Test, model: &Model) -> Self {
        let yearly = YearlyAmounts::of(std::iter::once(test), model);
        Self { test, yearly, holds: [false; LANES], overflowed: 0 }
    }

    /// In how many of the first `runs` lanes the test holds.
    #[must_use]
    pub fn count(&self, runs: usize) -> u64 {
        self.holds[..runs].iter().map(|&holds| u64::from(holds)).sum()
    }
}

merge_fields!(TestObserver<'_> { overflowed; test, yearly, holds });

impl Observer for TestObserver<'_> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.yearly.keep(year, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        self.holds = self.yearly.test(self.test, block);
        self.overflowed += overflowed(block);
    }
}

/// Runs of a block whose cash left the range of numbers.
pub(super) fn overflowed(block: &Block<'_>) -> u64 {
    block.overflowing().count() as u64
}
