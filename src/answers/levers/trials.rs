//! The probability of one question in models that share their draws, counted over the same futures again and again.

use crate::answers::Estimate;
use crate::answers::answer::check_overflow;
use crate::answers::compare::comparable::by_name;
use crate::answers::interval::probability;
use crate::answers::lasting::LastedWith;
use crate::engine::{Case, Plan, Progress, RequestedOutputs, Simulated, Simulator};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::{Model, Test};
use crate::sampling::Variation;
use crate::tally::{LastingTally, Merge as _, NeedList, Shares, Tally};
use std::sync::atomic::{AtomicU64, Ordering};

/// Models that are followed side by side: each takes memory of its own, on every thread.
const SIDE_BY_SIDE: usize = 16;

/// Why there is no result.
#[derive(Debug)]
pub(in crate::answers) enum Halt {
    /// It was stopped.
    Stopped,
    /// It failed.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What is found unless it is stopped or fails.
pub(in crate::answers) type TrialResult<T> = std::result::Result<T, Halt>;

/// Counts in how many futures of a plan a test holds, and reports progress.
pub(in crate::answers) struct Trials<'a> {
    pub(in crate::answers) test: &'a Test,
    /// With a plan rounded to its design.
    simulator: Simulator<'a>,
    /// Futures followed so far, in all models, and how many are expected in all.
    done: AtomicU64,
    until: AtomicU64,
}

/// The result of one model: the counts of each replicate.
#[derive(Debug, Clone)]
pub(in crate::answers) struct Trial {
    pub(in crate::answers) probability: Estimate,
    /// Whether amounts grew beyond what numbers can hold in some of them.
    pub(in crate::answers) overflows: bool,
}

impl<'a> Trials<'a> {
    /// Trials over the futures of the simulator's plan.
    ///
    /// # Errors
    /// - If the design does not have that many runs.
    pub(in crate::answers) fn new(test: &'a Test, simulator: &Simulator<'a>) -> Result<Self> {
        let (done, until) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self { test, simulator: simulator.whole()?, done, until })
    }

    /// Runs of every probability.
    pub(in crate::answers) fn runs(&self) -> u64 {
        self.simulator.plan().runs
    }

    /// Adds futures to those that are expected.
    pub(in crate::answers) fn add_expected_work(&self, futures: u64) {
        self.until.fetch_add(futures, Ordering::Relaxed);
    }

    /// Futures followed so far, in all models.
    pub(in crate::answers) fn followed(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Fewer runs of the plan, from its first: a sixteenth of them but no fewer than 8,192, unless there are fewer.
    ///
    /// # Errors
    /// - If the design does not have that many runs.
    pub(in crate::answers) fn few(&self) -> Result<u64> {
        let runs = (self.runs() / 16).max(8_192).min(self.runs());
        Ok(Plan { runs, ..self.simulator.plan().clone() }.whole()?.runs.min(self.runs()))
    }

    /// The probability in one model, of all runs of the plan.
    ///
    /// # Errors
    /// - As [`Self::side_by_side`], and if amounts grow beyond what numbers can hold.
    pub(in crate::answers) fn of(&self, model: &Model) -> TrialResult<Estimate> {
        let shares = self.count(&[model], self.runs())?;
        check_overflow(shares.overflowed(0), self.runs())?;
        Ok(trial(&shares, 0).probability)
    }

    /// The probability in each of several models over the first `runs` runs, with the counts of those that were followed together: of
    /// at most 16 models at a time.
    ///
    /// # Errors
    /// - If the design would give the models different draws.
    /// - If the machine refuses the threads.
    /// - If it is stopped.
    pub(in crate::answers) fn side_by_side(
        &self,
        models: &[Model],
        runs: u64,
    ) -> TrialResult<(Vec<Trial>, Vec<Shares<'a>>)> {
        let models: Vec<&Model> = models.iter().collect();
        self.check_shared_draws(&models)?;
        let (mut trials, mut counts) = (Vec::new(), Vec::new());
        for models in models.chunks(SIDE_BY_SIDE) {
            let shares = self.count(models, runs)?;
            trials.extend((0..models.len()).map(|place| trial(&shares, place)));
            counts.push(shares);
        }
        Ok((trials, counts))
    }

    fn count(&self, models: &[&Model], runs: u64) -> TrialResult<Shares<'a>> {
        let plan = Plan { runs, ..self.simulator.plan().clone() };
        let outputs = RequestedOutputs::Test(self.test);
        let case = |&model| Case { model, variation: Variation::none(), outputs };
        let cases: Vec<Case<'_>> = models.iter().map(case).collect();
        let new = || Shares::new(self.test, models, plan.replicates());
        let simulated = self.follow(&plan, models.len(), |simulator| simulator.simulate_jointly(&cases, new))?;
        Ok(new().merged(&simulated.observers))
    }

    /// Capital needed in every run of a model, by replicate, sorted.
    ///
    /// # Errors
    /// - If the machine refuses the threads, if it is stopped, or if amounts grow beyond what numbers can hold.
    pub(in crate::answers) fn needs(&self, model: &Model) -> TrialResult<Vec<Vec<f64>>> {
        let plan = self.simulator.plan();
        let new = || NeedList::new(plan.replicates());
        let simulated = self.follow(plan, 1, |simulator| simulator.simulate(model, new))?;
        let all = new().merged(&simulated.observers);
        let needs = all.needs.into_iter().map(|replicate| replicate.0);
        let mut needs: Vec<Vec<f64>> = needs.filter(|needs| !needs.is_empty()).collect();
        needs.iter_mut().for_each(|replicate| replicate.sort_unstable_by(f64::total_cmp));
        Ok(needs)
    }

    /// Everything that is counted over the first `runs` runs of a model.
    ///
    /// # Errors
    /// - As [`Self::needs`].
    pub(in crate::answers) fn tally(&self, model: &Model, runs: u64) -> TrialResult<Tally> {
        let plan = Plan { runs, ..self.simulator.plan().clone() };
        let new = || Tally::of_replicates(model, plan.replicates());
        let outputs = (model, RequestedOutputs::Everything);
        let simulated = self.follow(&plan, 1, |simulator| simulator.follow(outputs, 0..runs, new))?;
        let tally = new().merged(&simulated.observers);
        Ok(tally)
    }

    /// In how many of the first `runs` runs of a model the cash lasts with each of some rising amounts, in units, more at the start.
    ///
    /// # Errors
    /// - If it is stopped.
    pub(in crate::answers) fn lasted_with(&self, model: &Model, amounts: &[f64], runs: u64) -> TrialResult<LastedWith> {
        let plan = Plan { runs, ..self.simulator.plan().clone() };
        let new = || LastingTally::new(amounts, None, plan.replicates());
        let outputs = (model, RequestedOutputs::Lasting(amounts));
        let follow = |simulator: &Simulator<'_>| simulator.follow(outputs, 0..runs, new);
        let simulated = self.follow(&plan, amounts.len(), follow)?;
        Ok(LastedWith::of(&new().merged(&simulated.observers)))
    }

    /// Simulates the runs of a plan in this many models, and reports the progress of all trials.
    fn follow<O>(
        &self,
        plan: &Plan,
        models: usize,
        simulate: impl FnOnce(&Simulator<'_>) -> Result<Simulated<O>>,
    ) -> TrialResult<Simulated<O>> {
        let (before, models) = (self.followed(), models as u64);
        self.until.fetch_max(before + plan.runs * models, Ordering::Relaxed);
        let on_progress = |progress: Progress| {
            let until = self.until.load(Ordering::Relaxed);
            self.simulator.report(Progress { runs: before + progress.runs * models, until, half_width: None });
        };
        let simulated = simulate(&self.simulator.with(plan.clone()).reporting_to(&on_progress))?;
        if simulated.runs < plan.runs {
            return Err(Halt::Stopped);
        }
        self.done.fetch_add(plan.runs * models, Ordering::Relaxed);
        Ok(simulated)
    }

    fn check_shared_draws(&self, models: &[&Model]) -> Result<()> {
        let sampling = self.simulator.plan().sampling;
        if models.windows(2).all(|pair| sampling.shares_draws(&pair[0].inputs, &pair[1].inputs)) {
            return Ok(());
        }
        let why = format!(" {sampling}: moving the lever would change the luck of other drivers under this design");
        Err(Problem::new(None, "", Message::from(Input::Sampling) + why).help(by_name()).into())
    }
}

fn trial(shares: &Shares<'_>, place: usize) -> Trial {
    let probability = probability(&shares.replicates, place);
    Trial { probability, overflows: shares.overflowed(place) > 0 }
}
