//! The same block of several models, one after the other, and then all of them together: futures that share their luck.

use super::block::Block;
use super::observer::Observer;
use super::simulate::{Plan, Queue, Simulated, pool};
use crate::error::Result;
use crate::model::Model;
use std::sync::atomic::AtomicBool;

/// What is told of runs that are followed in several models.
pub trait Spectator: Send {
    /// Who is told of the model at `place` while a block of it is followed.
    fn of(&mut self, place: usize) -> &mut dyn Observer;

    /// The same block of every model, in their order, is at its horizon: a lane is the same luck in each.
    fn together(&mut self, blocks: &[Block<'_>]);
}

/// Follows all runs of `plan`, made [whole](Plan::whole), in every model; tells one spectator a thread, made by `spectator`, and returns the
/// spectators in no particular order: merge them by integers.
///
/// `stop` is looked at between blocks: no run is left out in one model and not in another. `progress` is told now and then how many
/// runs are done, from any thread.
///
/// # Errors
/// - If the machine refuses the threads.
/// - If the design has not so many runs.
///
/// # Reproducibility
/// Every run of every model is that of a simulation of it alone by the same plan. Whether drivers of the same name then have the same luck is
/// for the design to say ([`Sampling::shares_luck`](crate::sampling::Sampling::shares_luck)).
pub fn simulate_side_by_side<O: Spectator>(
    models: &[&Model],
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
    spectator: impl Fn() -> O + Sync,
) -> Result<Simulated<O>> {
    let plan = plan.whole()?;
    let queue = Queue::new(plan.runs, 0..plan.runs, stop, progress);
    let work = |_: rayon::BroadcastContext<'_>| {
        let mut spectator = spectator();
        let mut blocks: Vec<_> = models.iter().map(|model| Block::new(model, plan.seed, plan.sampling)).collect();
        queue.each(|index, runs| {
            for (place, block) in blocks.iter_mut().enumerate() {
                block.follow(index, runs, spectator.of(place));
            }
            spectator.together(&blocks);
        });
        spectator
    };
    let observers = pool(plan.threads)?.broadcast(work);
    Ok(Simulated { observers, runs: queue.finish() })
}
