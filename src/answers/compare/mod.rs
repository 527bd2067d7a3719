//! Scenarios on the same draws: each one's answers, and how the others differ from the first, future by future.

pub(super) mod comparable;
mod difference;
pub(super) mod interval;
mod types;

pub use comparable::check_comparable;
pub use types::{
    CapitalDifference, ClaimDifference, ComparedScenario, Comparison, DayDifference, Difference, ExhaustionDifference,
    Lasting, ProfitabilityDifference, SharedDrivers, WithoutNewCapitalDifference,
};

use super::answer::check_done;
use super::capital::{Capital, Followed};
use super::compose::compose;
use super::estimator::Estimator;
use super::interval::ALPHA;
use super::{CapitalNeeded, Provenance};
use crate::engine::{Case, Plan, Simulator};
use crate::error::Result;
use crate::model::Model;
use crate::tally::{Merge as _, PairedTally, Tally};
use difference::{ComparedSide, difference};
use std::borrow::Cow;

/// Scenarios that can be compared at a time: more cannot be told apart in a chart.
pub const MOST_COMPARED: usize = 6;

/// A scenario to be compared.
#[derive(Debug, Clone)]
pub struct Compared<'m> {
    /// Its model.
    pub model: &'m Model,
    /// What it is called in lists and files.
    pub name: String,
    /// Its title, which must tell it from the others.
    pub title: String,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}

impl Simulator<'_> {
    /// Simulates scenarios on the same draws, and says how the others differ from the first.
    ///
    /// Where it is stopped, the comparison is that of the runs done so far.
    ///
    /// # Errors
    /// - If there are fewer than two scenarios, or more than [`MOST_COMPARED`].
    /// - If they differ in start, horizon, currency or unit.
    /// - If the design would give different draws to drivers that two of them share, or does not have that many runs.
    /// - If it is stopped before any run is done, or if amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// The answers of each scenario are, to the bit, those of [`answer`](Self::answer) to it alone by the same plan.
    ///
    /// # Example
    /// The same company with its round and without:
    /// ```
    /// use runout::answers::Compared;
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::load;
    ///
    /// let without = ["capital[0].probability=0".to_owned()];
    /// let (a, b) = (load("startup", &[])?, load("startup", &without)?);
    /// let scenarios = [(&a, "with"), (&b, "without")].map(|(loaded, name)| Compared {
    ///     model: &loaded.model,
    ///     name: name.to_owned(),
    ///     title: name.to_owned(),
    ///     overrides: vec![],
    /// });
    /// let comparison = Simulator::new(Plan { runs: 10_000, ..Plan::default() })?.compare(&scenarios)?;
    /// let difference = &comparison.differences[0];
    /// assert!(difference.exhaustion.by_horizon.low > 0.3, "it runs out more often without the round");
    /// assert!(difference.lasting.other_longer.estimate == 0.0, "and never later");
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn compare(&self, scenarios: &[Compared<'_>]) -> Result<Comparison> {
        check_comparable(scenarios, self.plan().sampling)?;
        let models: Vec<&Model> = scenarios.iter().map(|scenario| scenario.model).collect();
        let (requested, plan) = (self.plan().clone(), self.plan().whole()?);
        let cases: Vec<Case<'_>> = models.iter().map(|model| Case::of(model)).collect();
        let new_tally = || PairedTally::new(&models, plan.replicates());
        let simulated = self.simulate_jointly(&cases, new_tally)?;
        let tally = new_tally().merged(&simulated.observers);
        check_done(simulated.runs)?;
        let (runs, complete) = (simulated.runs, simulated.runs == plan.runs);
        let runs_done = PairedRuns { simulator: self.with(plan), requested, runs, complete };
        Ok(runs_done.comparison(scenarios, &tally))
    }
}

/// The runs that were simulated.
struct PairedRuns<'a> {
    simulator: Simulator<'a>,
    requested: Plan,
    /// Runs done.
    runs: u64,
    /// Whether these are all of the plan.
    complete: bool,
}

impl PairedRuns<'_> {
    fn comparison(mut self, scenarios: &[Compared<'_>], tally: &PairedTally) -> Comparison {
        let replicates = self.requested.replicates();
        let wholes: Vec<Cow<'_, Tally>> = tally.tallies.iter().map(|tally| whole(tally, replicates)).collect();
        let sides: Vec<ComparedSide<'_>> = (0..scenarios.len())
            .map(|place| ComparedSide::new(scenarios[place].model, &wholes[place], &tally.tallies[place]))
            .collect();
        let capitals: Vec<Capital> = scenarios.iter().zip(&sides).map(|of| self.capital(of)).collect();
        self.complete &= capitals.iter().all(|capital| capital.complete);
        let compared =
            ('A'..).zip(scenarios).zip(sides.iter().zip(capitals)).map(|((letter, scenario), (side, capital))| {
                let answers =
                    compose(scenario.model, &side.estimator, capital, &self.requested, self.provenance(scenario));
                ComparedScenario { letter, name: scenario.name.clone(), title: scenario.title.clone(), answers }
            });
        let scenarios_compared: Vec<ComparedScenario> = compared.collect();
        let needed: Vec<&CapitalNeeded> = scenarios_compared.iter().map(|of| &of.answers.capital_needed).collect();
        let others = ('B'..).zip(sides[1..].iter().zip(&needed[1..])).zip(&tally.pairs);
        let differences = others
            .map(|((letter, (other, needs)), pair)| difference(letter, [(&sides[0], needed[0]), (other, needs)], pair));
        let differences: Vec<Difference> = differences.collect();
        Comparison {
            provenance: self.provenance(&scenarios[0]),
            warnings: comparable::doubts(&scenarios_compared, &differences),
            scenarios: scenarios_compared,
            differences,
        }
    }

    fn capital(&self, (scenario, side): (&Compared<'_>, &ComparedSide<'_>)) -> Capital {
        let followed = Followed { simulator: &self.simulator, model: scenario.model, runs: self.runs, weights: None };
        followed.capital(&side.estimator)
    }

    fn provenance(&self, scenario: &Compared<'_>) -> Provenance {
        Provenance::new(scenario.model, &scenario.overrides, &self.requested, self.runs, self.complete)
    }
}

/// The tally that a scenario's own answers rest on: batches of independent runs are pooled.
fn whole(tally: &Tally, replicates: usize) -> Cow<'_, Tally> {
    if replicates > 1 { Cow::Borrowed(tally) } else { Cow::Owned(tally.as_one()) }
}

/// The alpha of a quantile's own interval, where two of them make the interval of a difference.
const SURER: f64 = 0.5 * ALPHA;

/// The estimator of a tally at that alpha.
fn surer(tally: &Tally) -> Estimator<'_> {
    Estimator::new(tally, SURER)
}
