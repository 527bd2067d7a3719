//! The plan of a simulation, the simulation of one model by it, and the replay of single runs.

use super::auxiliary_solves::RequestedOutputs;
use super::block::Block;
use super::observer::Observer;
use super::simulator::Simulator;
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::Model;
use crate::sampling::{Sampling, Variation};
use crate::vector::{LANES, Width};
use std::ops::Range;

/// How many runs, from which seed and design, on how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Runs, at most; they are numbered from 0. [`Plan::whole`] rounds them up to what the design needs.
    pub runs: u64,
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws.
    pub sampling: Sampling,
    /// Threads; `None` takes one for each processor. Never changes a result.
    pub threads: Option<usize>,
}

impl Plan {
    /// The same with the runs rounded up to what the design needs.
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    pub fn whole(self) -> Result<Self> {
        let Self { runs, sampling, .. } = self;
        let too_many = || {
            let most = sampling.most_runs();
            let rule = format!("the design `{sampling}` has at most {most} runs, got {runs}");
            let help = Message::from("`") + Input::Sampling + " random` has no such limit";
            Error::from(Problem::new(None, "", rule).help(help))
        };
        Ok(Self { runs: sampling.whole(runs).ok_or_else(too_many)?, ..self })
    }

    /// The same with the runs, a maximum, rounded down to what the design needs.
    #[must_use]
    pub fn whole_within(self) -> Self {
        Self { runs: self.sampling.whole_within(self.runs), ..self }
    }

    /// The number of independent replicates, which take the blocks in turn; 1 with random draws.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.sampling.replicates()
    }
}

impl Default for Plan {
    /// A million random runs of seed 1, with a thread for each processor.
    fn default() -> Self {
        Self { runs: 1_000_000, seed: 1, sampling: Sampling::Random, threads: None }
    }
}

/// The result of a simulation.
#[derive(Debug)]
pub struct Simulated<O> {
    /// One observer for each thread that had a block to follow, in no particular order of runs: merge them by integers.
    pub observers: Vec<O>,
    /// The number of runs that were simulated to the horizon, from the first.
    pub runs: u64,
}

impl Simulator<'_> {
    /// Simulates all runs of the plan, made [whole](Plan::whole).
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    pub fn simulate<O: Observer>(&self, model: &Model, observer: impl Fn() -> O + Sync) -> Result<Simulated<O>> {
        Ok(self.whole()?.follow(model, 0..u64::MAX, observer))
    }

    /// Simulates the runs `runs`, rounded up to whole blocks, but never more than planned, where those before are done, with one observer a
    /// thread, made by `observer`.
    ///
    /// # Reproducibility
    /// The runs are the same whatever the number of threads and of calls; which observer sees which block is not.
    pub(crate) fn follow<O: Observer>(
        &self,
        model: &Model,
        runs: Range<u64>,
        observer: impl Fn() -> O + Sync,
    ) -> Simulated<O> {
        let Plan { seed, sampling, .. } = self.plan();
        let (observers, runs) = self.share_out(runs, |queue| {
            let mut observer = observer();
            let mut block = Block::new(model, seed, sampling);
            queue.each(|index, runs| block.follow(index, runs, &mut observer));
            observer
        });
        Simulated { observers, runs }
    }
}

/// The lane of run `run` in its block.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a remainder of the number of lanes")]
pub fn lane_of(run: u64) -> usize {
    (run % LANES as u64) as usize
}

/// Simulates again, alone, the block that holds run `run`; the run is in lane [`lane_of`] `run`.
pub fn replay(model: &Model, seed: u64, sampling: Sampling, run: u64, observer: &mut dyn Observer) {
    let mut block = Block::varied(model, seed, sampling, &Variation::none(), RequestedOutputs::EveryNeed);
    block.follow(run / LANES as u64, LANES, observer);
}

/// Simulates one block with vectors of a given width; returns whether this processor has them.
pub fn replay_at(
    width: Width,
    model: &Model,
    seed: u64,
    sampling: Sampling,
    index: u64,
    observer: &mut dyn Observer,
) -> bool {
    let mut block = Block::varied(model, seed, sampling, &Variation::none(), RequestedOutputs::EveryNeed);
    block.follow_at(width, index, LANES, observer)
}
