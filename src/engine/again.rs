//! The same block as often as one likes, with other drivers held each time: what blame rests on.

use super::block::Block;
use super::need::Asks;
use super::observer::Observer;
use super::simulate::{Plan, Queue, Simulated, pool};
use crate::error::Result;
use crate::model::Model;
use crate::sampling::Variation;
use std::sync::atomic::AtomicBool;

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

/// Hands the blocks of the first `runs` runs of `plan` to one director a thread, made by `director`, and returns the directors in no
/// particular order: merge them by integers. Memory is that of one block a thread, however often it is followed.
///
/// `stop` is looked at between blocks; the blocks that were directed are then the first so many. `progress` is told now and then how many
/// runs are done, from any thread.
///
/// # Errors
/// - If the machine refuses the threads.
pub fn simulate_again<D: Director>(
    (model, asks): (&Model, Asks<'_>),
    plan: &Plan,
    runs: u64,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
    director: impl Fn() -> D + Sync,
) -> Result<Simulated<D>> {
    let queue = Queue::new(plan.runs, 0..runs.min(plan.runs), stop, progress);
    let work = |_: rayon::BroadcastContext<'_>| {
        let mut director = director();
        let mut block = Block::varied(model, plan.seed, plan.sampling, &Variation::none(), asks);
        queue.each(|index, runs| director.direct(&mut Again { block: &mut block, index, runs }));
        director
    };
    let observers = pool(plan.threads)?.broadcast(work);
    Ok(Simulated { observers, runs: queue.finish() })
}
