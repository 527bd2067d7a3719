//! From a model to its answers: simulate, merge the tallies, look whether they are precise enough, and say what they say.

use super::Answers;
use super::compose::compose;
use super::interval::OUTSIDE;
use super::precision::{Precision, outside_at, runs_at};
use super::reading::Reading;
use crate::engine::{Plan, Simulation};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::tally::Tally;
use std::sync::atomic::AtomicBool;

/// What is asked of a model.
#[derive(Debug, Clone)]
pub struct Request {
    /// Runs, seed and threads.
    pub plan: Plan,
    /// How precise the answer must be: runs end early once it is. `None`: the planned number of runs.
    pub precision: Option<Precision>,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}

/// How far a simulation has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Runs that are done.
    pub runs: u64,
    /// Runs at which it ends, or is looked at next.
    pub until: u64,
    /// How far the widest interval that must be narrow reached from its estimate at the last look.
    pub half_width: Option<f64>,
}

/// Simulates `model` and answers.
///
/// `stop` is looked at between blocks: when it is set, the answer is that of the runs done so far. `progress` is told now and then how
/// far it has come, from any thread.
///
/// # Errors
/// - If the machine refuses the threads.
/// - If the design has not so many runs.
/// - If it is stopped before any run is done.
/// - If amounts grow beyond what numbers can hold.
pub fn answer(
    model: &Model,
    request: &Request,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Answers> {
    let plan = match request.precision {
        None => request.plan.whole()?,
        Some(_) => request.plan.whole_within(),
    };
    let whole = Request { plan, ..request.clone() };
    let simulation = Simulation::new(model, &whole.plan)?;
    let tally = Tally::of_replicates(model, whole.plan.replicates());
    let mut counting = Counting { model, request: &whole, stop, progress, simulation, tally };
    match &request.precision {
        None => Ok(Answers { runs_asked: request.plan.runs, ..counting.until_the_end()? }),
        Some(precision) => counting.until_precise(precision),
    }
}

/// A simulation under way and what it has counted so far.
struct Counting<'a> {
    model: &'a Model,
    request: &'a Request,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(Progress) + Sync),
    simulation: Simulation<'a>,
    tally: Tally,
}

impl Counting<'_> {
    fn until_the_end(&mut self) -> Result<Answers> {
        let runs = self.request.plan.runs;
        let complete = self.count_to(runs, None)?;
        let answers = compose(self.model, &Reading::new(&self.tally, OUTSIDE), self.request);
        Ok(Answers { complete, ..answers })
    }

    /// The runs of one look after the other, until one is precise enough or is the last.
    fn until_precise(&mut self, precision: &Precision) -> Result<Answers> {
        let (model, plan) = (self.model, &self.request.plan);
        let (mut look, mut half_width) = (1, None);
        loop {
            let runs = runs_at(look, plan.runs);
            let complete = self.count_to(runs, half_width)?;
            let reading = Reading::new(&self.tally, outside_at(look));
            let widest = precision.widest(model, &reading);
            let reached = complete && precision.is_met_by(&widest);
            if reached || !complete || runs == plan.runs {
                let precision = Some(precision.reached(model, plan, look, widest, reached));
                return Ok(Answers { complete, precision, ..compose(model, &reading, self.request) });
            }
            half_width = Some(widest.half_width);
            look += 1;
        }
    }

    /// Takes the simulation on to so many runs, if nobody stops it; whether nobody did.
    fn count_to(&mut self, until: u64, half_width: Option<f64>) -> Result<bool> {
        let (model, request, progress) = (self.model, self.request, self.progress);
        let told = |runs| progress(Progress { runs, until, half_width });
        let new_tally = || Tally::of_replicates(model, request.plan.replicates());
        for part in self.simulation.advance_to(until, self.stop, &told, new_tally) {
            self.tally.merge(&part);
        }
        let runs = self.simulation.runs();
        check(self.tally.overflowed, runs)?;
        Ok(runs == until)
    }
}

/// That there is an answer, and none of its numbers is lost.
pub(super) fn check(overflowed: u64, runs: u64) -> Result<()> {
    if runs == 0 {
        return Err(Error::Machine("stopped before any run was done: there is no answer".to_owned()));
    }
    if overflowed > 0 {
        return Err(Error::AtFault(format!(
            "error: in {overflowed} of {runs} runs amounts grow beyond what numbers can hold\nhelp: narrow the growth rates, or choose a larger `unit`"
        )));
    }
    Ok(())
}
