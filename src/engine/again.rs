//! The same block as often as one likes, with other drivers held each time: what blame rests on.

use super::auxiliary_solves::Asks;
use super::block::Block;
use super::observer::Observer;
use super::simulate::{Plan, Simulated};
use super::simulator::Simulator;
use crate::model::Model;
use crate::sampling::Variation;

/// A block of runs that can be followed again.
#[derive(Debug)]
pub struct Again<'b, 'm> {
    block: &'b mut Block<'m>,
    index: u64,
    runs: usize,
}

impl Again<'_, '_> {
    /// Which block.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The lanes that count: the first so many.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Follows it to the horizon, with the drivers held that `held` holds
    /// ([`Instead::Latent`](crate::sampling::Instead::Latent)); all other luck is that of the runs as written.
    pub fn follow(&mut self, held: &Variation, observer: &mut dyn Observer) {
        self.block.draws.hold(held);
        self.block.follow(self.index, self.runs, observer);
    }
}

/// Who decides with which drivers held a block is followed.
pub trait Director: Send {
    /// The turn of a block, which is directed once.
    fn direct(&mut self, again: &mut Again<'_, '_>);
}

impl Simulator<'_> {
    /// Hands the blocks of the first `runs` runs of the plan to one director a thread, made by `director`. Memory is that of one block a
    /// thread, however often it is followed. Where it is stopped, the blocks that were directed are the first so many.
    pub(crate) fn simulate_again<D: Director>(
        &self,
        (model, asks): (&Model, Asks<'_>),
        runs: u64,
        director: impl Fn() -> D + Sync,
    ) -> Simulated<D> {
        let Plan { seed, sampling, .. } = self.plan();
        let (observers, runs) = self.share_out(0..runs, |queue| {
            let mut director = director();
            let mut block = Block::varied(model, seed, sampling, &Variation::none(), asks);
            queue.each(|index, runs| director.direct(&mut Again { block: &mut block, index, runs }));
            director
        });
        Simulated { observers, runs }
    }
}
