//! From a model to its answers: simulate, merge the tallies, test whether they are precise enough, and compose the answers.

use super::capital::{Capital, Followed};
use super::compose::compose;
use super::estimator::Estimator;
use super::interval::ALPHA;
use super::precision::{Precision, alpha_at, runs_at};
use super::request::Request;
use super::{Answers, Provenance};
use crate::engine::{Plan, Progress, RequestedOutputs, Simulator};
use crate::error::{Error, Problem, Result};
use crate::model::Model;
use crate::tally::{Merge as _, Tally};

impl Simulator<'_> {
    /// Simulates `model` and answers. Where it is stopped, the answer is that of the runs done so far.
    ///
    /// # Errors
    /// - If the design does not have that many runs.
    /// - If it is stopped before any run is done.
    /// - If amounts grow beyond what numbers can hold.
    pub fn answer(&self, model: &Model, request: &Request) -> Result<Answers> {
        let plan = match request.precision {
            None => self.plan().whole()?,
            Some(_) => self.plan().whole_within(),
        };
        let tally = Tally::of_replicates(model, plan.replicates());
        let mut counting = Counting { model, request, simulator: self.with(plan), runs: 0, tally };
        match &request.precision {
            None => counting.until_the_end(self.plan()),
            Some(precision) => counting.until_precise(precision),
        }
    }
}

/// A simulation under way and what it has counted so far; no run is followed twice.
struct Counting<'a> {
    model: &'a Model,
    request: &'a Request,
    simulator: Simulator<'a>,
    /// Runs counted so far; they are the first ones.
    runs: u64,
    tally: Tally,
}

impl Counting<'_> {
    fn until_the_end(&mut self, requested: &Plan) -> Result<Answers> {
        let complete = self.count_to(self.simulator.plan().runs, None)?;
        let estimator = Estimator::new(&self.tally, ALPHA);
        let capital = self.capital(&estimator);
        let complete = complete && capital.complete;
        let provenance = Provenance::new(self.model, &self.request.overrides, requested, self.runs, complete);
        Ok(compose(self.model, &estimator, capital, requested, provenance))
    }

    /// Simulates up to one interim look after another, until the answer is precise enough or the looks are used up.
    fn until_precise(&mut self, precision: &Precision) -> Result<Answers> {
        let (model, plan) = (self.model, self.simulator.plan().clone());
        let (mut look, mut half_width) = (1, None);
        loop {
            let runs = runs_at(look, plan.runs);
            let complete = self.count_to(runs, half_width)?;
            let estimator = Estimator::new(&self.tally, alpha_at(look));
            let widest = precision.widest(model, &estimator);
            let reached = complete && precision.is_met_by(&widest);
            if reached || !complete || runs == plan.runs {
                let precision = Some(precision.reached(model, &plan, look, widest, reached));
                let requested = Plan { runs: self.runs, ..plan.clone() };
                let capital = self.capital(&estimator);
                let complete = complete && capital.complete;
                let provenance = Provenance::new(model, &self.request.overrides, &requested, self.runs, complete);
                return Ok(Answers { precision, ..compose(model, &estimator, capital, &plan, provenance) });
            }
            half_width = Some(widest.half_width);
            look += 1;
        }
    }

    fn capital(&self, estimator: &Estimator<'_>) -> Capital {
        Followed { simulator: &self.simulator, model: self.model, runs: self.runs, weights: None }.capital(estimator)
    }

    /// Continues the simulation up to `until` runs; returns whether it was not stopped before.
    fn count_to(&mut self, until: u64, half_width: Option<f64>) -> Result<bool> {
        let on_progress = |progress| self.simulator.report(Progress { half_width, ..progress });
        let new_tally = || Tally::of_replicates(self.model, self.tally.replicates.len());
        let further = self.simulator.clone().reporting_to(&on_progress).follow(
            (self.model, RequestedOutputs::Everything),
            self.runs..until,
            new_tally,
        )?;
        self.runs = further.runs;
        further.observers.iter().for_each(|part| self.tally.merge(part));
        check_done(self.runs)?;
        Ok(self.runs == until)
    }
}

/// Checks that there are runs.
pub(super) fn check_done(runs: u64) -> Result<()> {
    match runs {
        0 => Err(Error::Stopped("stopped before any run was done: there is no answer".to_owned())),
        _ => Ok(()),
    }
}

/// Checks that amounts overflowed in no run, where that is counted: in models and runs that are variants of those as written.
pub(super) fn check_overflow(overflowed: u64, runs: u64) -> Result<()> {
    if overflowed > 0 {
        let rule = format!("in {overflowed} of {runs} runs amounts grow beyond what numbers can hold (1.8e308)");
        return Err(Problem::new(None, "", rule).help("narrow the growth rates, or choose a larger `unit`").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Request;
    use crate::engine::{Plan, Simulator};
    use crate::model::{Company, Model, load};
    use std::sync::Arc;

    #[test]
    fn companies_that_share_what_is_random_differ_by_themselves_alone() {
        let one = load("openai-top-down", &[]).unwrap().model;
        let company = Company { minimum_cash: 1e6, ..one.company.clone() };
        let other = Model { company, inputs: Arc::clone(&one.inputs), ..one.clone() };
        let simulator = Simulator::new(Plan { runs: 12_800, ..Plan::default() }).unwrap();
        let exhausted = [&one, &other]
            .map(|model| simulator.answer(model, &Request::default()).unwrap().exhaustion.by_horizon.estimate);
        assert!(exhausted[0] < 1.0 && exhausted[1].to_bits() == 1.0_f64.to_bits(), "{exhausted:?}");
    }
}
