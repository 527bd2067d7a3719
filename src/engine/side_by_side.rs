//! The same block in several cases, one after the other, and then all of them together: futures that share their luck.

use super::auxiliary_solves::Asks;
use super::block::Block;
use super::observer::Observer;
use super::simulate::{Plan, Simulated};
use super::simulator::Simulator;
use crate::error::Result;
use crate::model::Model;
use crate::sampling::Variation;

/// A model, with the luck that it is followed with and what is wanted of it.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// What is simulated.
    pub model: &'a Model,
    /// Whose luck is changed.
    pub variation: Variation,
    /// What is asked of it beside its runs as they are written.
    pub asks: Asks<'a>,
}

impl<'a> Case<'a> {
    /// A model as it is written, of which everything is asked.
    #[must_use]
    pub fn of(model: &'a Model) -> Self {
        Self { model, variation: Variation::none(), asks: Asks::Everything }
    }

    fn block(&self, plan: &Plan) -> Block<'a> {
        Block::varied(self.model, plan.seed, plan.sampling, &self.variation, self.asks)
    }
}

/// What is told of runs that are followed in several cases.
pub trait Spectator: Send {
    /// Who is told of the case at `place` while a block of it is followed.
    fn of(&mut self, place: usize) -> &mut dyn Observer;

    /// The same block of every case, in their order, is at its horizon: a lane is the same luck in each.
    fn together(&mut self, blocks: &[Block<'_>]);
}

impl Simulator<'_> {
    /// Follows all runs of the plan, made [whole](Plan::whole), in every case, and tells one spectator a thread, made by `spectator`. No run
    /// is left out in one case and not in another.
    ///
    /// # Errors
    /// - If the design has not so many runs.
    ///
    /// # Reproducibility
    /// Every run of every case is that of a simulation of it alone by the same plan. Whether drivers of the same name then have the same
    /// luck is for the design to say ([`Sampling::shares_luck`](crate::sampling::Sampling::shares_luck)).
    pub fn simulate_side_by_side<O: Spectator>(
        &self,
        cases: &[Case<'_>],
        spectator: impl Fn() -> O + Sync,
    ) -> Result<Simulated<O>> {
        let simulator = self.whole()?;
        let plan = simulator.plan();
        let (observers, runs) = simulator.share_out(0..plan.runs, |queue| {
            let mut spectator = spectator();
            let mut blocks: Vec<Block<'_>> = cases.iter().map(|case| case.block(&plan)).collect();
            queue.each(|index, runs| {
                for (place, block) in blocks.iter_mut().enumerate() {
                    block.follow(index, runs, spectator.of(place));
                }
                spectator.together(&blocks);
            });
            spectator
        });
        Ok(Simulated { observers, runs })
    }
}
