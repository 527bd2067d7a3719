//! The simulation of one model by it, and the replay of single runs.

use super::auxiliary_solves::RequestedOutputs;
use super::block::Block;
use super::observer::Observer;
use super::overflow;
use super::simulator::Simulator;
use crate::error::Result;
use crate::model::Model;
use crate::sampling::{Futures, Variation};
use crate::vector::{LANES, Width};
use std::ops::Range;

/// The result of a simulation.
#[derive(Debug)]
pub struct Simulated<O> {
    /// One observer for each thread that had a block to follow, in no particular order of runs: merge them by integers.
    pub observers: Vec<O>,
    /// The number of runs that were simulated to the horizon, from the first.
    pub runs: u64,
}

impl Simulator<'_> {
    /// Simulates all runs of the plan, made [whole](crate::engine::Plan::whole).
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    /// - If amounts grow beyond what numbers can hold.
    pub fn simulate<O: Observer>(&self, model: &Model, observer: impl Fn() -> O + Sync) -> Result<Simulated<O>> {
        self.whole()?.follow((model, RequestedOutputs::Everything), 0..u64::MAX, observer)
    }

    /// Simulates the runs `runs` for the requested outputs, rounded up to whole blocks, but never more than planned, where those before are done, with one observer a
    /// thread, made by `observer`.
    ///
    /// # Errors
    /// - If amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// The runs are the same whatever the number of threads and of calls; which observer sees which block is not.
    pub(crate) fn follow<O: Observer>(
        &self,
        (model, outputs): (&Model, RequestedOutputs<'_>),
        runs: Range<u64>,
        observer: impl Fn() -> O + Sync,
    ) -> Result<Simulated<O>> {
        let futures = self.plan().futures();
        let shared = self.share_out(runs, |queue| {
            let mut observer = observer();
            let mut block = Block::varied(model, &futures, &Variation::none(), outputs);
            queue.each(|index, runs| {
                block.follow(index, runs, &mut observer);
                if block.overflowing().next().is_some() {
                    queue.lose(index);
                }
            });
            observer
        });
        match shared.lost {
            Some(index) => Err(overflow::told(&[model], &futures, index)),
            None => Ok(Simulated { observers: shared.workers, runs: shared.runs }),
        }
    }
}

/// The lane of run `run` in its block.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a remainder of the number of lanes")]
pub fn lane_of(run: u64) -> usize {
    (run % LANES as u64) as usize
}

/// Simulates again, alone, the block that holds run `run`; the run is in lane [`lane_of`] `run`.
pub fn replay(model: &Model, futures: &Futures, run: u64, observer: &mut dyn Observer) {
    let mut block = Block::varied(model, futures, &Variation::none(), RequestedOutputs::EveryNeed);
    block.follow(run / LANES as u64, LANES, observer);
}

/// Simulates one block with vectors of a given width; returns whether this processor has them.
pub fn replay_at(width: Width, model: &Model, futures: &Futures, index: u64, observer: &mut dyn Observer) -> bool {
    let mut block = Block::varied(model, futures, &Variation::none(), RequestedOutputs::EveryNeed);
    block.follow_at(width, index, LANES, observer)
}
