//! How many runs last with each of several amounts more at the start, and how many of them more cash harms: runs that last with less but
//! not with more.

use super::Replicated;
use super::merge::merge_fields;
use super::weighted::weights_of;
use crate::engine::{Block, Observer};

/// Counts of the runs that last, by amount.
#[derive(Debug, Clone)]
pub struct LastingTally<'a> {
    /// In units, rising.
    amounts: &'a [f64],
    /// By run; `None`: each counts as one.
    weights: Option<&'a [u64]>,
    /// By independent group of runs.
    pub replicates: Replicated<LastingRuns>,
}

/// Runs, or weight, of one replicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastingRuns {
    /// All.
    pub runs: u64,
    /// Those that last, by amount.
    pub last: Vec<u64>,
    /// Those that last with some amount and not with a greater one.
    pub harmed: u64,
}

impl<'a> LastingTally<'a> {
    /// Empty counts, in `replicates` replicates, at least one, of runs that have `weights` or count as one.
    ///
    /// # Units
    /// `amounts` are in units and rise.
    #[must_use]
    pub fn new(amounts: &'a [f64], weights: Option<&'a [u64]>, replicates: usize) -> Self {
        let nothing = LastingRuns { runs: 0, last: vec![0; amounts.len()], harmed: 0 };
        Self { amounts, weights, replicates: Replicated::new(nothing, replicates) }
    }

    /// How many amounts there are.
    #[must_use]
    pub fn amounts(&self) -> usize {
        self.amounts.len()
    }
}

merge_fields!(LastingTally<'_> { replicates; amounts, weights });
merge_fields!(LastingRuns { runs, last, harmed });

impl Observer for LastingTally<'_> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, block: &Block<'_>) {
        let counts = self.replicates.of_block(block.index);
        let weights = match self.weights {
            Some(weights) => weights_of(weights, block),
            None => std::array::from_fn(|lane| u64::from(lane < block.runs)),
        };
        let weigh =
            |mask: u128| (0..block.runs).map(|lane| weights[lane] * u64::from(mask >> lane & 1 == 1)).sum::<u64>();
        let (mut lasted, mut harmed) = (0, 0);
        for (count, &amount) in counts.last.iter_mut().zip(self.amounts) {
            let lasts = block.lasts_with(amount);
            let mask = lasts.iter().enumerate().fold(0, |mask, (lane, &lasts)| mask | u128::from(lasts) << lane);
            *count += weigh(mask);
            harmed |= lasted & !mask;
            lasted |= mask;
        }
        counts.harmed += weigh(harmed);
        counts.runs += weigh(u128::MAX);
    }
}
