//! Capital needed of every run, kept: for whoever wants its exact quantiles, of as many runs as the memory has room for.

use super::{replicate_of, watch};
use crate::engine::{Block, Observer};

/// Capital needed of every run that was followed, apart for each replicate.
#[derive(Debug, Clone)]
pub struct NeedList {
    /// By replicate, in no particular order.
    pub needs: Vec<Vec<f64>>,
    /// Runs whose cash left the range of numbers.
    pub overflowed: u64,
}

impl NeedList {
    /// Nothing kept yet, of so many replicates, at least one.
    #[must_use]
    pub fn new(replicates: usize) -> Self {
        Self { needs: vec![Vec::new(); replicates.max(1)], overflowed: 0 }
    }

    /// Takes over what another of as many replicates has kept.
    pub fn merge(&mut self, other: &Self) {
        self.needs.iter_mut().zip(&other.needs).for_each(|(mine, theirs)| mine.extend_from_slice(theirs));
        self.overflowed += other.overflowed;
    }
}

impl Observer for NeedList {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, block: &Block<'_>) {
        let replicate = replicate_of(block, self.needs.len());
        self.needs[replicate].extend_from_slice(&block.need[..block.runs]);
        self.overflowed += watch::overflowed(block);
    }
}
