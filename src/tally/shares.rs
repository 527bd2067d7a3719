//! In how many of the same futures one test holds in each of several models, and in how many in only one of two.

use super::merge::merge_fields;
use super::{Replicated, TestObserver};
use crate::engine::{Block, JointObserver, Observer};
use crate::model::{Model, Test};

/// Runs of one replicate, and in how many of them each of several things holds.
#[derive(Debug, Clone)]
pub struct HeldCounts {
    /// Runs.
    pub runs: u64,
    /// Those in which it holds, by thing.
    pub held: Vec<u64>,
}

impl HeldCounts {
    /// Empty counts of `things` things, in each of `replicates` replicates.
    pub(super) fn replicated(things: usize, replicates: usize) -> Replicated<Self> {
        Replicated::new(Self { runs: 0, held: vec![0; things] }, replicates)
    }
}

/// Counts of one test over the same futures of several models.
#[derive(Debug, Clone)]
pub struct Shares<'t> {
    observers: Vec<TestObserver<'t>>,
    /// Futures in which it holds, by replicate and then by model.
    pub replicates: Replicated<HeldCounts>,
    /// Futures in which it holds in one model and not in another: of models `a` and `b` at `a * models + b`, it holds in `a` alone.
    alone: Vec<u64>,
}

impl<'t> Shares<'t> {
    /// Empty counts of `test` in `models`, in `replicates` replicates, at least one.
    #[must_use]
    pub fn new(test: &'t Test, models: &[&Model], replicates: usize) -> Self {
        Self {
            observers: models.iter().map(|model| TestObserver::new(test, model)).collect(),
            replicates: HeldCounts::replicated(models.len(), replicates),
            alone: vec![0; models.len() * models.len()],
        }
    }

    /// The number of models.
    #[must_use]
    pub fn models(&self) -> usize {
        self.observers.len()
    }

    /// Futures in which it holds in model `one` and not in `other`.
    #[must_use]
    pub fn alone(&self, one: usize, other: usize) -> u64 {
        self.alone[one * self.models() + other]
    }

    /// Futures of a model whose cash left the range of numbers.
    #[must_use]
    pub fn overflowed(&self, model: usize) -> u64 {
        self.observers[model].overflowed
    }
}

merge_fields!(HeldCounts { runs, held });
merge_fields!(Shares<'_> { observers, replicates, alone });

impl JointObserver for Shares<'_> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self.observers[place]
    }

    fn counts_overflow(&self) -> bool {
        true
    }

    fn joint_end(&mut self, blocks: &[Block<'_>]) {
        let Some(first) = blocks.first() else { return };
        let counts = self.replicates.of_block(first.index);
        counts.runs += first.runs as u64;
        let mask = |watch: &TestObserver<'_>| {
            let lanes = watch.holds[..first.runs].iter().enumerate();
            lanes.fold(0_u128, |mask, (lane, &holds)| mask | u128::from(holds) << lane)
        };
        let masks: Vec<u128> = self.observers.iter().map(mask).collect();
        for (one, &mask) in masks.iter().enumerate() {
            counts.held[one] += u64::from(mask.count_ones());
            for (other, &theirs) in masks.iter().enumerate() {
                self.alone[one * masks.len() + other] += u64::from((mask & !theirs).count_ones());
            }
        }
    }
}
