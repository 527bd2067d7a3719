//! Futures some of whose draws were replaced: the outcome of each as a whole number, and sums over them.
//!
//! Whole numbers, so that sums are exact in any order: the same runs give the same indices on any number of threads.

mod outcome;
mod sums;

pub use outcome::{OutcomeReader, SensitivityOutcome};
pub use sums::{ChainSums, Chains, HeldPair, HeldSums, Holds, SwapSums, Swaps};

use crate::engine::{Block, JointObserver, Observer};
use crate::model::Model;
use crate::tally::Merge;

/// Sums over futures that are simulated in several cases.
pub trait CaseSums: Merge + Send {
    /// Adds the outcomes of a block of futures, in the order of the cases.
    fn add(&mut self, cases: &[OutcomeReader<'_>], block: &Block<'_>);
}

/// Reads the outcomes of futures in each case, and adds them to sums.
#[derive(Debug)]
pub struct CasePanel<'t, S> {
    cases: Vec<OutcomeReader<'t>>,
    /// The sums so far.
    pub sums: S,
}

impl<'t, S: CaseSums> CasePanel<'t, S> {
    /// Empty sums over this many cases of `model`.
    #[must_use]
    pub fn new(outcome: SensitivityOutcome<'t>, model: &Model, cases: usize, sums: S) -> Self {
        Self { cases: (0..cases).map(|_| OutcomeReader::new(outcome, model)).collect(), sums }
    }

    /// Runs, over all cases, whose outcome is out of range.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.cases.iter().map(OutcomeReader::lost).sum()
    }
}

impl<S: CaseSums> JointObserver for CasePanel<'_, S> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self.cases[place]
    }

    fn counts_overflow(&self) -> bool {
        true
    }

    fn joint_end(&mut self, blocks: &[Block<'_>]) {
        if let Some(first) = blocks.first() {
            self.sums.add(&self.cases, first);
        }
    }
}
