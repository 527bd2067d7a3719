//! Capital needed of every run, kept for exact quantiles, of as many runs as the memory has room for.

use super::merge::merge_fields;
use super::{Gathered, Replicated};
use crate::engine::{Block, Observer};

/// Capital needed of every run that was followed.
///
/// # Units
/// Units of the scenario.
#[derive(Debug, Clone)]
pub struct NeedList {
    /// By replicate.
    pub needs: Replicated<Gathered<f64>>,
}

impl NeedList {
    /// An empty list of `replicates` replicates, at least one.
    #[must_use]
    pub fn new(replicates: usize) -> Self {
        Self { needs: Replicated::new(Gathered(Vec::new()), replicates) }
    }
}

merge_fields!(NeedList { needs });

impl Observer for NeedList {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, block: &Block<'_>) {
        self.needs.of_block(block.index).0.extend_from_slice(&block.need[..block.runs]);
    }
}
