//! What is counted of futures some of whose luck was changed: what each comes to as a whole number, and sums over them.
//!
//! Whole numbers, so that sums are exact in any order: the same runs give the same indices on any number of threads.

mod outcome;
mod sums;

pub use outcome::{Outcome, Reader};
pub use sums::{ChainSums, Chains, HeldPair, HeldSums, Holds, SwapSums, Swaps};

use crate::engine::{Block, Observer, Spectator};
use crate::model::Model;
use crate::tally::Merge;

/// Sums over futures that are followed in several cases.
pub trait Sums: Merge + Send {
    /// Adds a block of futures: what they come to in each case, in the order of the cases.
    fn add(&mut self, cases: &[Reader<'_>], block: &Block<'_>);
}

/// Reads what futures come to in each case, and sums over the cases.
#[derive(Debug)]
pub struct Panel<'t, S> {
    cases: Vec<Reader<'t>>,
    /// The sums so far.
    pub sums: S,
}

impl<'t, S: Sums> Panel<'t, S> {
    /// Nothing summed yet of so many cases of `model`.
    #[must_use]
    pub fn new(outcome: Outcome<'t>, model: &Model, cases: usize, sums: S) -> Self {
        Self { cases: (0..cases).map(|_| Reader::new(outcome, model)).collect(), sums }
    }

    /// Runs, over all cases, of which no number says what they come to.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.cases.iter().map(Reader::lost).sum()
    }
}

impl<S: Sums> Spectator for Panel<'_, S> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self.cases[place]
    }

    fn together(&mut self, blocks: &[Block<'_>]) {
        if let Some(first) = blocks.first() {
            self.sums.add(&self.cases, first);
        }
    }
}
