//! The futures that agree with what has happened, for every question that is asked of them.
//!
//! Rejection sampling: each run is kept with the probability of its weight beside the heaviest, so that those kept are independent draws
//! from what is known now, and whatever is computed of runs holds of them, with its intervals.

use super::weights::{Weights, kept};
use super::{Updating, Weighed, WeightPasses, whole};
use crate::engine::{Given, Plan, Simulator};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::Model;
use crate::sampling::{Sampling, SelectedRuns, Stream, StreamKey};
use crate::tally::WHOLE;
use crate::vector::{Bits, LANES};
use std::sync::Arc;

/// Fewer runs than this are not weighed: of few, too few would agree.
const LEAST_WEIGHED: u64 = 1_000_000;

impl<'a> Simulator<'a> {
    /// The same simulator for the runs of `model` that agree with what has happened: at most as many as planned, of at least a million that
    /// are held against it. Every question asked of it, of this model or of one that differs from it, is asked of these futures.
    ///
    /// # Errors
    /// - If the design is not the random one.
    /// - If what happened is so far from every run that none agree, or if it is stopped.
    ///
    /// # Source
    /// von Neumann, "Various techniques used in connection with random digits", 1951; Owen, Monte Carlo theory, methods and examples, 4.7.
    ///
    /// # Example
    /// Little revenue in the first year makes it likelier that the cash runs out:
    /// ```
    /// use runout::answers::{ErrorSizes, Request, Updating};
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::load;
    /// use runout::scenario::Actuals;
    ///
    /// let model = load("openai", &[])?.model;
    /// let actuals = model.actuals(&Actuals::from_csv("books.csv", "period,revenue\n2026,25\n")?)?;
    /// let errors = ErrorSizes { all: 0.02, columns: Default::default() };
    /// let updating = Updating { actuals: &actuals, errors: &errors, overrides: vec![] };
    /// let simulator = Simulator::new(Plan { runs: 20_000, ..Plan::default() })?;
    /// let before = simulator.answer(&model, &Request::default())?;
    /// let after = simulator.given(&model, &updating)?.answer(&model, &Request::default())?;
    /// assert!(after.exhaustion.by_horizon.low > before.exhaustion.by_horizon.high);
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn given(&self, model: &Model, updating: &Updating<'_>) -> Result<Self> {
        if self.plan().sampling != Sampling::Random {
            let why =
                format!(" {}`: futures spread evenly are no longer so once only some agree", self.plan().sampling);
            let rule = Message::from("`") + Input::Sampling + why;
            return Err(Problem::new(None, "", rule).help("leave it out where there are actuals").into());
        }
        let plan = whole(&Plan { runs: self.plan().runs.max(LEAST_WEIGHED), ..self.plan().clone() })?;
        let passes = WeightPasses::new(self, model, updating.actuals, plan.clone());
        let Weighed { weights, seen, .. } = passes.weigh(updating, kept, &|progress| self.report(progress))?;
        let agreeing = weights.agreeing(plan.seed);
        let agree = agreeing.len() as u64;
        let Some(selected) = SelectedRuns::new(plan.seed, agreeing) else {
            return Err(Error::Stopped(
                "stopped before any future was found that agrees with what happened".to_owned(),
            ));
        };
        let mut columns: Vec<String> = updating.actuals.iter().map(|actual| actual.item.clone()).collect();
        columns.sort_unstable();
        columns.dedup();
        let until = updating.actuals.iter().map(|actual| actual.to).max().unwrap_or_default();
        let given = Given {
            columns,
            figures: updating.actuals.len(),
            until,
            simulated: seen,
            agreeing: agree,
            errors_widened: weights.power.sqrt().recip(),
            selected,
        };
        Ok(self.with(Plan { runs: self.plan().runs.min(agree), given: Some(Arc::new(given)), ..plan }))
    }
}

impl Weights {
    /// The runs that are kept, each with the probability of its weight beside the heaviest.
    fn agreeing(&self, seed: u64) -> Vec<u64> {
        let key = StreamKey::new(seed, "agrees with what happened");
        const { assert!(WHOLE == 1 << 32) };
        let (mut bits, mut runs) = (Bits::all(0), Vec::new());
        for (block, weights) in (0_u64..).zip(self.of_runs.chunks(LANES)) {
            Stream::new(key, block).fill(&mut bits);
            // The first 32 binary digits: a whole number below a whole weight.
            let agrees = bits.iter().zip(weights).map(|(bits, weight)| bits >> 32 < *weight);
            runs.extend((block * LANES as u64..).zip(agrees).filter(|(_, agrees)| *agrees).map(|(run, _)| run));
        }
        runs
    }
}
