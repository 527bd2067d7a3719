//! Whether one question holds in each run of a block, and nothing counted: for whoever looks at the same runs in several cases.

use super::claims::History;
use super::merge::merge_fields;
use crate::engine::{Block, Observer};
use crate::model::{Model, Test};
use crate::vector::LANES;

/// What is seen of the runs of the last block that was followed.
#[derive(Debug, Clone)]
pub struct Watch<'t> {
    test: &'t Test,
    history: History,
    /// Whether the test holds in each lane.
    pub holds: [bool; LANES],
    /// Runs so far whose cash left the range of numbers.
    pub overflowed: u64,
}

impl<'t> Watch<'t> {
    /// Looks whether `test` holds in runs of `model`.
    #[must_use]
    pub fn new(test: &'t Test, model: &Model) -> Self {
        let history = History::of(std::iter::once(test), model);
        Self { test, history, holds: [false; LANES], overflowed: 0 }
    }

    /// In how many of the first `runs` lanes it holds.
    #[must_use]
    pub fn count(&self, runs: usize) -> u64 {
        self.holds[..runs].iter().map(|&holds| u64::from(holds)).sum()
    }
}

merge_fields!(Watch<'_> { overflowed; test, history, holds });

impl Observer for Watch<'_> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.history.keep(year, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        self.holds = self.history.test(self.test, block);
        self.overflowed += overflowed(block);
    }
}

/// Runs of a block whose cash left the range of numbers.
pub(super) fn overflowed(block: &Block<'_>) -> u64 {
    block.with_capital.cash[..block.runs].iter().map(|cash| u64::from(!cash.is_finite())).sum()
}
