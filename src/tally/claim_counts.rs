//! In how many runs each claim of a scenario holds, and nothing else: for whoever asks only that.

use super::claims::History;
use super::watch::overflowed;
use super::{add, replicate_of};
use crate::engine::{Block, Observer, Spectator};
use crate::model::Model;

/// In how many runs each claim holds, apart for each replicate: block `b` counts in replicate `b` modulo their number.
#[derive(Debug, Clone)]
pub struct ClaimCounts {
    /// Runs by replicate.
    pub runs: Vec<u64>,
    /// By claim, in the order of the model's, and then by replicate.
    pub held: Vec<Vec<u64>>,
    /// Runs whose cash left the range of numbers.
    pub overflowed: u64,
    history: History,
}

impl ClaimCounts {
    /// Nothing counted yet of `model`, in so many replicates, at least one.
    #[must_use]
    pub fn new(model: &Model, replicates: usize) -> Self {
        let runs = vec![0; replicates.max(1)];
        Self { held: vec![runs.clone(); model.company.claims.len()], runs, overflowed: 0, history: History::new(model) }
    }

    /// Adds the counts of another of the same model.
    pub fn merge(&mut self, other: &Self) {
        add(&mut self.runs, &other.runs);
        self.held.iter_mut().zip(&other.held).for_each(|(mine, theirs)| add(mine, theirs));
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
        let replicate = replicate_of(block, self.runs.len());
        self.runs[replicate] += block.runs as u64;
        for (count, claim) in self.held.iter_mut().zip(&block.model.company.claims) {
            let holds = self.history.test(&claim.test, block);
            count[replicate] += holds[..block.runs].iter().map(|&holds| u64::from(holds)).sum::<u64>();
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
