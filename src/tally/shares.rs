//! In how many of the same futures one question holds, in each of several models, and in which of two it holds alone.

use super::{Watch, replicate_of};
use crate::engine::{Block, Observer, Spectator};
use crate::model::{Model, Test};

/// Counts of one question over the same futures of several models.
#[derive(Debug, Clone)]
pub struct Shares<'t> {
    watches: Vec<Watch<'t>>,
    /// Futures counted, by replicate: block `b` counts in replicate `b` modulo their number.
    pub runs: Vec<u64>,
    /// Futures in which it holds, by model and then by replicate.
    pub held: Vec<Vec<u64>>,
    /// Futures in which it holds in one model and not in another: of models `a` and `b` at `a * models + b`, it holds in `a` alone.
    alone: Vec<u64>,
}

impl<'t> Shares<'t> {
    /// Nothing counted yet of `test` in `models`, in so many replicates, at least one.
    #[must_use]
    pub fn new(test: &'t Test, models: &[&Model], replicates: usize) -> Self {
        let replicates = replicates.max(1);
        Self {
            watches: models.iter().map(|model| Watch::new(test, model)).collect(),
            runs: vec![0; replicates],
            held: vec![vec![0; replicates]; models.len()],
            alone: vec![0; models.len() * models.len()],
        }
    }

    /// Futures in which it holds in model `one` and not in `other`.
    #[must_use]
    pub fn alone(&self, one: usize, other: usize) -> u64 {
        self.alone[one * self.held.len() + other]
    }

    /// Futures of a model whose cash left the range of numbers.
    #[must_use]
    pub fn overflowed(&self, model: usize) -> u64 {
        self.watches[model].overflowed
    }

    /// Adds the counts of another of the same models.
    pub fn merge(&mut self, other: &Self) {
        let add = |mine: &mut [u64], theirs: &[u64]| mine.iter_mut().zip(theirs).for_each(|(mine, more)| *mine += more);
        add(&mut self.runs, &other.runs);
        add(&mut self.alone, &other.alone);
        self.held.iter_mut().zip(&other.held).for_each(|(mine, theirs)| add(mine, theirs));
        self.watches.iter_mut().zip(&other.watches).for_each(|(mine, theirs)| mine.overflowed += theirs.overflowed);
    }
}

impl Spectator for Shares<'_> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self.watches[place]
    }

    fn together(&mut self, blocks: &[Block<'_>]) {
        let Some(first) = blocks.first() else { return };
        let replicate = replicate_of(first, self.runs.len());
        self.runs[replicate] += first.runs as u64;
        let mask = |watch: &Watch<'_>| {
            let lanes = watch.holds[..first.runs].iter().enumerate();
            lanes.fold(0_u128, |mask, (lane, &holds)| mask | u128::from(holds) << lane)
        };
        let masks: Vec<u128> = self.watches.iter().map(mask).collect();
        for (one, &mask) in masks.iter().enumerate() {
            self.held[one][replicate] += u64::from(mask.count_ones());
            for (other, &theirs) in masks.iter().enumerate() {
                self.alone[one * masks.len() + other] += u64::from((mask & !theirs).count_ones());
            }
        }
    }
}
