//! Several cases simulated jointly, block by block: futures that share their draws (common random numbers).

use super::auxiliary_solves::RequestedOutputs;
use super::block::Block;
use super::observer::Observer;
use super::overflow;
use super::simulate::Simulated;
use super::simulator::Simulator;
use crate::error::Result;
use crate::model::Model;
use crate::sampling::{Futures, Variation};

/// A model, with changes to its random streams and the outputs requested of it.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The model that is simulated.
    pub model: &'a Model,
    /// The drivers whose random streams are changed.
    pub variation: Variation,
    /// The outputs requested besides its runs as written.
    pub outputs: RequestedOutputs<'a>,
}

impl<'a> Case<'a> {
    /// A model as written, with every output requested.
    #[must_use]
    pub fn of(model: &'a Model) -> Self {
        Self { model, variation: Variation::none(), outputs: RequestedOutputs::Everything }
    }

    fn block(&self, futures: &Futures) -> Block<'a> {
        Block::varied(self.model, futures, &self.variation, self.outputs)
    }
}

/// Observes runs that are simulated in several cases.
pub trait JointObserver: Send {
    /// The observer of the case at `place`.
    fn of(&mut self, place: usize) -> &mut dyn Observer;

    /// The same block of every case, in their order, has reached the horizon; a lane has the same draws in each.
    fn joint_end(&mut self, blocks: &[Block<'_>]);

    /// Whether it counts runs whose amounts grow beyond what numbers can hold; if not, the first such run ends the simulation.
    fn counts_overflow(&self) -> bool {
        false
    }
}

impl Simulator<'_> {
    /// Simulates all runs of the plan, made [whole](crate::engine::Plan::whole), in every case, with one observer a thread, made by `observer`. Every case
    /// has the same runs, even if the simulation is stopped.
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    /// - If amounts grow beyond what numbers can hold, unless the observers count that.
    ///
    /// # Reproducibility
    /// Every run of every case is that of a simulation of it alone by the same plan. Whether drivers of the same name then have the same
    /// draws depends on the design ([`Sampling::shares_draws`](crate::sampling::Sampling::shares_draws)).
    pub fn simulate_jointly<O: JointObserver>(
        &self,
        cases: &[Case<'_>],
        observer: impl Fn() -> O + Sync,
    ) -> Result<Simulated<O>> {
        let simulator = self.whole()?;
        let futures = simulator.plan().futures();
        let shared = simulator.share_out(0..simulator.plan().runs, |queue| {
            let mut observer = observer();
            let mut blocks: Vec<Block<'_>> = cases.iter().map(|case| case.block(&futures)).collect();
            queue.each(|index, runs| {
                for (place, block) in blocks.iter_mut().enumerate() {
                    block.follow(index, runs, observer.of(place));
                }
                observer.joint_end(&blocks);
                if !observer.counts_overflow() && blocks.iter().any(|block| block.overflowing().next().is_some()) {
                    queue.lose(index);
                }
            });
            observer
        });
        let models: Vec<&Model> = cases.iter().map(|case| case.model).collect();
        match shared.lost {
            Some(index) => Err(overflow::told(&models, &futures, index)),
            None => Ok(Simulated { observers: shared.workers, runs: shared.runs }),
        }
    }
}
