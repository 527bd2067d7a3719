//! In how many runs each claim of a scenario holds, and nothing else.

use super::claims::YearlyAmounts;
use super::merge::merge_fields;
use super::{HeldCounts, Replicated};
use crate::engine::{Block, JointObserver, Observer};
use crate::model::Model;

/// In how many runs each claim holds.
#[derive(Debug, Clone)]
pub struct ClaimCounts {
    /// By replicate, then by claim, in the order of the model's.
    pub replicates: Replicated<HeldCounts>,
    yearly: YearlyAmounts,
}

impl ClaimCounts {
    /// Empty counts of `model`, in `replicates` replicates, at least one.
    #[must_use]
    pub fn new(model: &Model, replicates: usize) -> Self {
        let replicates = HeldCounts::replicated(model.company.claims.len(), replicates);
        Self { replicates, yearly: YearlyAmounts::new(model) }
    }
}

merge_fields!(ClaimCounts { replicates; yearly });

impl Observer for ClaimCounts {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.yearly.keep(year, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        let counts = self.replicates.of_block(block.index);
        counts.runs += block.runs as u64;
        for (count, claim) in counts.held.iter_mut().zip(&block.model.company.claims) {
            let holds = self.yearly.test(&claim.test, block);
            *count += holds[..block.runs].iter().map(|&holds| u64::from(holds)).sum::<u64>();
        }
    }
}

/// One count for each scenario.
impl JointObserver for Vec<ClaimCounts> {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self[place]
    }

    fn joint_end(&mut self, _blocks: &[Block<'_>]) {}
}
