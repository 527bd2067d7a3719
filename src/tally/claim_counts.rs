//! In how many runs each claim of a scenario holds, and nothing else: for whoever asks only that.

use super::claims::History;
use super::watch::overflowed;
use crate::engine::{Block, Observer, Spectator};
use crate::model::Model;

/// In how many runs each claim holds.
#[derive(Debug, Clone)]
pub struct ClaimCounts {
    /// By claim, in the order of the model's.
    pub held: Vec<u64>,
    /// Runs whose cash left the range of numbers.
    pub overflowed: u64,
    history: History,
}

impl ClaimCounts {
    /// Nothing counted yet of `model`.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self { held: vec![0; model.claims.len()], overflowed: 0, history: History::new(model) }
    }

    /// Adds the counts of another of the same model.
    pub fn merge(&mut self, other: &Self) {
        self.held.iter_mut().zip(&other.held).for_each(|(mine, theirs)| *mine += theirs);
        self.overflowed += other.overflowed;
    }
}

impl Observer for ClaimCounts {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.history.keep(year, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        for (count, claim) in self.held.iter_mut().zip(&block.model.claims) {
            let holds = self.history.test(&claim.test, block);
            *count += holds[..block.runs].iter().map(|&holds| u64::from(holds)).sum::<u64>();
        }
        self.overflowed += overflowed(block);
    }
}

/// By scenario.
impl Spectator for Vec<ClaimCounts> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self[place]
    }

    fn together(&mut self, _blocks: &[Block<'_>]) {}
}
