//! The loop over blocks: threads take the next block until none is left or the simulation is stopped.

use super::block::Block;
use super::need::Asks;
use super::observer::Observer;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::sampling::lanes::{LANES, Width};
use crate::sampling::{Sampling, Variation};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How many runs, with which luck, on how many threads.
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
    /// - If the design has not so many runs.
    pub fn whole(self) -> Result<Self> {
        let Self { runs, sampling, .. } = self;
        let too_many = || {
            let most = sampling.most_runs();
            Error::AtFault(format!(
                "error: the design `{sampling}` has at most {most} runs, got {runs}\nhelp: `--sampling random` has no such limit"
            ))
        };
        Ok(Self { runs: sampling.whole(runs).ok_or_else(too_many)?, ..self })
    }

    /// The same with the runs, a maximum, rounded down to what the design needs.
    #[must_use]
    pub fn whole_within(self) -> Self {
        Self { runs: self.sampling.whole_within(self.runs), ..self }
    }

    /// Into how many independent replicates the blocks are dealt, in turn; with random draws the runs are one whole.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.sampling.replicates()
    }
}

/// What came of a simulation.
#[derive(Debug)]
pub struct Simulated<O> {
    /// One observer for each thread, in no particular order of runs: merge them by integers.
    pub observers: Vec<O>,
    /// Runs that were followed to the horizon.
    pub runs: u64,
}

/// Blocks between two reports of progress.
const REPORT_EVERY: u64 = 64;

/// A simulation that can be halted, looked at and taken further; no run is followed twice.
#[derive(Debug)]
pub struct Simulation<'m> {
    model: &'m Model,
    plan: Plan,
    pool: rayon::ThreadPool,
    /// Runs that were followed to the horizon: the first so many.
    runs: u64,
}

impl<'m> Simulation<'m> {
    /// A simulation of `model` that has not begun.
    ///
    /// # Errors
    /// - If the machine refuses the threads.
    /// - If the design has not so many runs.
    pub fn new(model: &'m Model, plan: &Plan) -> Result<Self> {
        Ok(Self { model, plan: plan.whole()?, pool: pool(plan.threads)?, runs: 0 })
    }

    /// Runs that were followed to the horizon: the first so many.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Follows further runs until there are `runs`, rounded up to whole blocks, but never more than planned; tells one observer a thread,
    /// made by `observer`, of these further runs, and returns the observers in no particular order: merge them by integers.
    ///
    /// `stop` is looked at between blocks: when it is set, the blocks under way are finished and the rest is left out.
    /// `progress` is told now and then how many runs are done in all, from any thread.
    ///
    /// # Reproducibility
    /// The runs are the same whatever the number of threads and of calls; which observer is told of which block is not.
    pub fn advance_to<O: Observer>(
        &mut self,
        runs: u64,
        stop: &AtomicBool,
        progress: &(dyn Fn(u64) + Sync),
        observer: impl Fn() -> O + Sync,
    ) -> Vec<O> {
        let (model, plan) = (self.model, self.plan);
        let queue = Queue::new(plan.runs, self.runs..runs.min(plan.runs), stop, progress);
        let work = |_: rayon::BroadcastContext<'_>| {
            let mut observer = observer();
            let mut block = Block::new(model, plan.seed, plan.sampling);
            queue.each(|index, runs| block.follow(index, runs, &mut observer));
            observer
        };
        let observers = self.pool.broadcast(work);
        self.runs = queue.finish();
        observers
    }
}

/// The blocks that are still to be followed, for threads to take from.
pub(super) struct Queue<'a> {
    /// Runs planned in all.
    planned: u64,
    next: AtomicU64,
    /// The block after the last.
    end: u64,
    done: AtomicU64,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl<'a> Queue<'a> {
    /// The blocks that hold the runs `todo`, where those before are done, of so many `planned`.
    pub(super) fn new(
        planned: u64,
        todo: Range<u64>,
        stop: &'a AtomicBool,
        progress: &'a (dyn Fn(u64) + Sync),
    ) -> Self {
        let block = LANES as u64;
        let (next, done) = (AtomicU64::new(todo.start.div_ceil(block)), AtomicU64::new(todo.start));
        Self { planned, next, end: todo.end.div_ceil(block), done, stop, progress }
    }

    /// Takes one block after the other, by its index and the number of its runs, until none is left or it is stopped.
    pub(super) fn each(&self, mut follow: impl FnMut(u64, usize)) {
        while !self.stop.load(Ordering::Relaxed) {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.end {
                break;
            }
            let left = self.planned - index * LANES as u64;
            let runs = usize::try_from(left).map_or(LANES, |left| left.min(LANES));
            follow(index, runs);
            let followed = self.done.fetch_add(runs as u64, Ordering::Relaxed) + runs as u64;
            if index.is_multiple_of(REPORT_EVERY) {
                (self.progress)(followed);
            }
        }
    }

    /// Tells how many runs are done, and returns it.
    pub(super) fn finish(self) -> u64 {
        let done = self.done.into_inner();
        (self.progress)(done);
        done
    }
}

/// Follows all runs of `plan`, made [whole](Plan::whole), in one go, as [`Simulation::advance_to`] does.
///
/// # Errors
/// - If the machine refuses the threads.
/// - If the design has not so many runs.
pub fn simulate<O: Observer>(
    model: &Model,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
    observer: impl Fn() -> O + Sync,
) -> Result<Simulated<O>> {
    let mut simulation = Simulation::new(model, plan)?;
    let observers = simulation.advance_to(u64::MAX, stop, progress, observer);
    Ok(Simulated { observers, runs: simulation.runs })
}

/// The lane that run `run` has in its block.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a remainder of the number of lanes")]
pub fn lane_of(run: u64) -> usize {
    (run % LANES as u64) as usize
}

/// Follows again, alone, the block that holds run `run`; the run is in [`lane_of`] it.
pub fn replay(model: &Model, seed: u64, sampling: Sampling, run: u64, observer: &mut dyn Observer) {
    let mut block = Block::varied(model, seed, sampling, &Variation::none(), Asks::EveryNeed);
    block.follow(run / LANES as u64, LANES, observer);
}

/// Follows one block with vectors of a given width; whether this processor has them.
pub fn replay_at(
    width: Width,
    model: &Model,
    seed: u64,
    sampling: Sampling,
    index: u64,
    observer: &mut dyn Observer,
) -> bool {
    let mut block = Block::varied(model, seed, sampling, &Variation::none(), Asks::EveryNeed);
    block.follow_at(width, index, LANES, observer)
}

pub(super) fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .map_err(|error| Error::Machine(format!("cannot start the threads: {error}; try fewer with `--threads`")))
}
