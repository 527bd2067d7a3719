//! What all simulations of one command share: the planned runs, one pool of threads, a flag that stops them, and a callback for
//! progress. What can be asked of it is in [`answers`](crate::answers).

use super::plan::Plan;
use crate::error::{Error, Result};
use crate::vector::LANES;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Blocks between two reports of progress.
const REPORT_EVERY: u64 = 64;

static NEVER_STOPPED: AtomicBool = AtomicBool::new(false);

/// Simulates models by one plan, on one pool of threads.
///
/// A clone shares the threads.
///
/// # Example
/// How likely the starter scenario is to run out of cash:
/// ```
/// use runout::answers::Request;
/// use runout::engine::{Plan, Simulator};
///
/// let model = runout::model::load("startup", &[])?.model;
/// let simulator = Simulator::new(Plan { runs: 10_000, ..Plan::default() })?;
/// let answers = simulator.answer(&model, &Request::default())?;
/// assert!((0.3..0.7).contains(&answers.exhaustion.by_horizon.estimate));
/// # Ok::<(), runout::error::Error>(())
/// ```
#[derive(Clone)]
pub struct Simulator<'a> {
    plan: Plan,
    /// `None`: the caller's thread does everything, as on WebAssembly, which has no other.
    pool: Option<Arc<rayon::ThreadPool>>,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far a simulation has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Runs that are done.
    pub runs: u64,
    /// The number of runs at which it ends, or at the next interim look.
    pub until: u64,
    /// The half-width of the widest interval that precision is asked of, at the last interim look.
    pub half_width: Option<f64>,
}

impl<'a> Simulator<'a> {
    /// Starts the threads of a plan, but no more than it has blocks of runs. Nothing stops it, and progress is not reported.
    ///
    /// # Errors
    /// - If the machine refuses the threads.
    pub fn new(plan: Plan) -> Result<Self> {
        let pool = if cfg!(target_family = "wasm") || plan.threads == Some(1) {
            None
        } else {
            let blocks = usize::try_from(plan.runs.div_ceil(LANES as u64)).unwrap_or(usize::MAX).max(1);
            let threads = plan.threads.map_or(0, |threads| threads.min(blocks));
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            Some(Arc::new(pool.map_err(|error| Error::Threads(error.to_string()))?))
        };
        Ok(Self { plan, pool, stop: &NEVER_STOPPED, progress: &|_| {} })
    }

    /// The same, stopped once `stop` is set, which is checked between blocks. Blocks under way are finished and the rest is left out.
    #[must_use]
    pub fn stopped_by(self, stop: &'a AtomicBool) -> Self {
        Self { stop, ..self }
    }

    /// The same, with `progress` called now and then, from any thread.
    #[must_use]
    pub fn reporting_to(self, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self { progress, ..self }
    }

    /// The plan as it was asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The same threads with another plan, whose number of threads is ignored.
    pub(crate) fn with(&self, plan: Plan) -> Self {
        Self { plan, ..self.clone() }
    }

    /// The same by the plan made [whole](Plan::whole).
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    pub(crate) fn whole(&self) -> Result<Self> {
        Ok(self.with(self.plan.whole()?))
    }

    pub(crate) fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, |pool| pool.current_num_threads())
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn report(&self, progress: Progress) {
        (self.progress)(progress);
    }

    /// Distributes the blocks that hold the runs `todo`, where those before are done, over as many workers as there are threads, but no more
    /// than blocks. Returns the workers, how many runs are then done, and the first block in which amounts overflowed.
    pub(super) fn share_out<W: Send>(&self, todo: Range<u64>, worker: impl Fn(&Queue<'_>) -> W + Sync) -> SharedOut<W> {
        let queue = Queue::new(self, todo);
        let work = |thread: usize| ((thread as u64) < queue.blocks.end - queue.blocks.start).then(|| worker(&queue));
        let workers = match &self.pool {
            None => work(0).into_iter().collect(),
            Some(pool) => pool.broadcast(|thread| work(thread.index())).into_iter().flatten().collect(),
        };
        let lost = queue.first_lost();
        SharedOut { workers, runs: queue.finish(), lost }
    }
}

/// What came of blocks that were shared out.
pub(super) struct SharedOut<W> {
    pub(super) workers: Vec<W>,
    /// Runs that are done.
    pub(super) runs: u64,
    /// The first block in which amounts overflowed. Those before it were all followed, because blocks are taken in their order.
    pub(super) lost: Option<u64>,
}

/// The blocks that are still to be simulated, for threads to take from.
pub(super) struct Queue<'a> {
    simulator: &'a Simulator<'a>,
    blocks: Range<u64>,
    /// Runs at which it ends.
    until: u64,
    next: AtomicU64,
    done: AtomicU64,
    /// The first block in which amounts overflowed, after which none is taken.
    lost: AtomicU64,
}

impl<'a> Queue<'a> {
    fn new(simulator: &'a Simulator<'a>, todo: Range<u64>) -> Self {
        let block = LANES as u64;
        let until = todo.end.min(simulator.plan.runs);
        let blocks = todo.start.div_ceil(block)..until.div_ceil(block);
        let (next, done) = (AtomicU64::new(blocks.start), AtomicU64::new(todo.start));
        Self { simulator, blocks, until, next, done, lost: AtomicU64::new(u64::MAX) }
    }

    /// Takes one block after the other, by its index and the number of its runs, until none is left or it is stopped.
    pub(super) fn each(&self, mut follow: impl FnMut(u64, usize)) {
        while !self.simulator.is_stopped() {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.blocks.end || index > self.lost.load(Ordering::Relaxed) {
                break;
            }
            let left = self.simulator.plan.runs - index * LANES as u64;
            let runs = usize::try_from(left).map_or(LANES, |left| left.min(LANES));
            follow(index, runs);
            let followed = self.done.fetch_add(runs as u64, Ordering::Relaxed) + runs as u64;
            if index.is_multiple_of(REPORT_EVERY) {
                self.report(followed);
            }
        }
    }

    /// Notes that amounts overflowed in a block: no block after it need be followed.
    pub(super) fn lose(&self, index: u64) {
        self.lost.fetch_min(index, Ordering::Relaxed);
    }

    fn first_lost(&self) -> Option<u64> {
        Some(self.lost.load(Ordering::Relaxed)).filter(|&index| index < u64::MAX)
    }

    /// Reports how many runs are done, and returns it.
    fn finish(self) -> u64 {
        let done = self.done.load(Ordering::Relaxed);
        self.report(done);
        done
    }

    fn report(&self, runs: u64) {
        self.simulator.report(Progress { runs, until: self.until, half_width: None });
    }
}
