//! What has happened since, and how it changes the answer: futures that resemble it count more.
//!
//! Bayes' rule by importance sampling: the scenario is what was thought before, every future of it is as likely as any other; what happened
//! is more or less likely in each, and by this each then counts. Nothing is simulated that the scenario does not hold.

mod change;
mod drivers;
mod given;
mod surprise;
mod types;
mod weights;

pub use types::{
    Change, ClockChange, ErrorSizes, Kind, MeanAndSpread, Moved, Surprise, Together, Update, WeightsUsed,
    WithoutNewCapitalChange,
};
pub use weights::LEAST_EFFECTIVE;

use super::answer::check_done;
use super::capital::Followed;
use super::compose::compose;
use super::estimator::Estimator;
use super::interval::ALPHA;
use super::{Answers, Provenance};
use crate::engine::{Block, Case, JointObserver, Observer, Plan, Progress, RequestedOutputs, Simulator};
use crate::error::{Error, Input, Message, Problem, Result, visible};
use crate::model::{Actual, Model, Test};
use crate::sampling::Variation;
use crate::scenario::Unit;
use crate::tally::{BATCHES, Likelihoods, Merge as _, SimulatedFigures, Tally, WeightedTally};
use change::BeforeAndAfter;
use std::borrow::Cow;
use std::sync::atomic::AtomicBool;
use surprise::{FIRST_RUNS, Forecast};
use weights::{EffectiveSize, Refused, Weights, WorthInRuns, by_run, effective};

/// More runs than this are refused: each has a weight, of 8 bytes, and as much again while they are put in order.
pub const MOST_WEIGHED: u64 = 50_000_000;
/// Fewer equal runs than this say nothing at all, even of what was interrupted.
const LEAST_INTERRUPTED: f64 = 32.0;
/// With fewer effective runs than this, a warning says that intervals are wide.
const FEW_EFFECTIVE: f64 = 2_000.0;

/// All figures together were not expected if a smaller share of futures than this lies as far out.
pub const UNEXPECTED: f64 = 0.01;

impl ErrorSizes {
    /// The error of each figure.
    ///
    /// # Errors
    /// - If a column is named that no figure stands in.
    fn of(&self, actuals: &[Actual]) -> Result<Vec<f64>> {
        for column in self.columns.keys() {
            if actuals.iter().all(|actual| actual.item != *column) {
                let mut there: Vec<&str> = actuals.iter().map(|actual| actual.item.as_str()).collect();
                there.sort_unstable();
                there.dedup();
                let rule = Message::from(Input::ErrorSize) + format!(": the actuals have no column `{column}`");
                return Err(Problem::new(None, "", rule).help(format!("they have `{}`", there.join("`, `"))).into());
            }
        }
        Ok(actuals.iter().map(|actual| self.columns.get(&actual.item).copied().unwrap_or(self.all)).collect())
    }
}

/// What has happened, and how much it may be off.
#[derive(Debug, Clone)]
pub struct Updating<'a> {
    /// What has happened, at least one figure.
    pub actuals: &'a [Actual],
    /// How much it may be off.
    pub errors: &'a ErrorSizes,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}

impl Simulator<'_> {
    /// Simulates `model`, weighs its runs by what has happened, and answers before and after.
    ///
    /// Every run is followed twice: first to find how likely what happened is in it and, once all weights are known, to count it. Where it
    /// is stopped, the update is that of the runs done so far. For progress, a run counts once for each time that it is followed.
    ///
    /// # Errors
    /// - If there are more than [`MOST_WEIGHED`] runs, or the design does not have that many.
    /// - If what happened is so far from every run that no weights carry an answer.
    /// - If it is stopped too early, or if amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// The same on any number of threads. `before` is, to the bit, what [`answer`](Self::answer) says by the same plan.
    ///
    /// # Example
    /// The revenue of the first year says that growth was little:
    /// ```
    /// use runout::answers::{ErrorSizes, Updating};
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::load;
    /// use runout::scenario::Actuals;
    ///
    /// let model = load("openai", &[])?.model;
    /// let actuals = model.actuals(&Actuals::from_csv("books.csv", "period,revenue\n2026,25\n")?)?;
    /// let errors = ErrorSizes { all: 0.02, columns: Default::default() };
    /// let updating = Updating { actuals: &actuals, errors: &errors, overrides: vec![] };
    /// let update = Simulator::new(Plan { runs: 20_000, ..Plan::default() })?.update(&model, &updating)?;
    /// assert!(update.actuals[0].lower.high < 0.2, "few futures have so little");
    /// assert!(update.change.exhaustion.by_horizon.low > 0.0, "the cash runs out more often");
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn update(&self, model: &Model, updating: &Updating<'_>) -> Result<Update> {
        let plan = whole(self.plan())?;
        let passes = WeightPasses::new(self, model, updating.actuals, plan.clone());
        let parts = |progress| self.report(Progress { until: 2 * plan.runs, ..progress });
        let weighed = passes.weigh(updating, effective, &parts)?;
        let Weighed { weights, seen, surprises, together } = weighed;
        let (tally, runs) = passes.count(&weights, seen)?;
        let effective_size = weights.effective_size(usize::try_from(runs).unwrap_or(usize::MAX));
        if effective_size.effective < LEAST_INTERRUPTED {
            return Err(too_early(runs));
        }
        let parts = UpdateParts {
            simulator: &passes.simulator,
            updating,
            requested: self.plan().clone(),
            complete: runs == plan.runs,
            runs,
            effective_size,
            weights: &weights,
            surprises,
            together,
        };
        Ok(parts.update(model, &tally))
    }
}

/// The plan rounded to its design, if its runs can be weighed.
fn whole(plan: &Plan) -> Result<Plan> {
    let plan = plan.whole()?;
    let wrong = |rule: String, help: Message| {
        let rule = Message::from(Input::Runs) + format!(": {rule}, got {}", plan.runs);
        Err(Problem::new(None, "", rule).help(help).into())
    };
    if plan.runs > MOST_WEIGHED {
        let rule = format!("at most {MOST_WEIGHED} runs can be weighed, each by a number of its own");
        return wrong(rule, Message::from("`") + Input::Runs + " 50M` takes 800 MB");
    }
    if (plan.runs as f64) < 2.0 * LEAST_EFFECTIVE {
        let help = "the default is a million; what is far from the forecast needs more";
        return wrong(format!("at least {} runs must be weighed", 2.0 * LEAST_EFFECTIVE), help.into());
    }
    Ok(plan)
}

/// The passes over the runs.
struct WeightPasses<'a> {
    model: &'a Model,
    actuals: &'a [Actual],
    plan: Plan,
    replicates: usize,
    simulator: Simulator<'a>,
}

/// Observes the runs of a single case.
struct Alone<O>(O);

impl<O: Observer> JointObserver for Alone<O> {
    fn of(&mut self, _place: usize) -> &mut dyn Observer {
        &mut self.0
    }

    fn joint_end(&mut self, _blocks: &[Block<'_>]) {}
}

/// The weights of runs, and how far what happened is from the forecast.
struct Weighed {
    weights: Weights,
    /// Runs that were weighed.
    seen: u64,
    surprises: Vec<Surprise>,
    together: Together,
}

impl<'a> WeightPasses<'a> {
    fn new(simulator: &Simulator<'a>, model: &'a Model, actuals: &'a [Actual], plan: Plan) -> Self {
        let (replicates, simulator) = (plan.replicates().max(BATCHES), simulator.with(plan.clone()));
        Self { model, actuals, plan, replicates, simulator }
    }

    /// Weighs all runs by what has happened, so that they are worth enough by `size`.
    fn weigh(
        &self,
        updating: &Updating<'_>,
        size: WorthInRuns,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Weighed> {
        let forecast = self.forecast()?;
        let errors = forecast.errors(self.actuals, &updating.errors.of(self.actuals)?);
        let (likelihoods, seen) = self.likelihoods(&errors, progress)?;
        let counted = likelihoods.replicates;
        let ranks = if self.plan.replicates() > 1 { counted } else { counted.as_one() };
        let surprises = forecast.surprises(self.actuals, &errors, &ranks);
        let likelihoods = by_run(likelihoods.blocks.0, usize::try_from(seen).unwrap_or(usize::MAX))?;
        let together = forecast.together(self.actuals, &errors, self.plan.seed);
        let weights = Weights::new(&likelihoods, size).map_err(|refused| match seen < self.plan.runs {
            true => too_early(seen),
            false => refusal(self.model, &surprises, &together, seen, refused),
        })?;
        Ok(Weighed { weights, seen, surprises, together })
    }

    /// Simulates runs only for the figures of the periods that have happened; returns the observers, and how many runs were done.
    fn follow<O: Observer>(&self, simulator: &Simulator<'_>, observer: impl Fn() -> O + Sync) -> Result<(Vec<O>, u64)> {
        // A test that takes no simulations of its own.
        let nothing = Test::ExhaustedBefore(0.0);
        let case = Case { model: self.model, variation: Variation::none(), outputs: RequestedOutputs::Test(&nothing) };
        let simulated = simulator.simulate_jointly(&[case], || Alone(observer()))?;
        Ok((simulated.observers.into_iter().map(|alone| alone.0).collect(), simulated.runs))
    }

    /// The figures of the first runs.
    fn forecast(&self) -> Result<Forecast> {
        let wanted = self.plan.runs.min(FIRST_RUNS);
        let simulator = self.simulator.with(Plan { runs: wanted, ..self.plan.clone() });
        let step_years = self.model.inputs.calendar.step_years();
        let (parts, runs) =
            self.follow(&simulator.reporting_to(&|_| ()), || SimulatedFigures::new(self.actuals, step_years))?;
        check_done(if runs == wanted { runs } else { 0 })?;
        Ok(Forecast::new(parts.into_iter().flat_map(|part| part.blocks).collect(), self.actuals.len()))
    }

    /// The likelihood of what happened in every run, and how many runs were done.
    fn likelihoods<'e>(
        &'e self,
        errors: &'e [Option<f64>],
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Likelihoods<'e>, u64)> {
        let new = || Likelihoods::new(self.actuals, errors, self.model.inputs.calendar.step_years(), self.replicates);
        let (parts, runs) = self.follow(&self.simulator.clone().reporting_to(progress), new)?;
        let all = new().merged(&parts);
        check_done(runs)?;
        Ok((all, runs))
    }

    /// Counts the `seen` runs that have weights, plain and weighted; returns how many were done. If the pass before was stopped, the runs
    /// that it saw are counted.
    fn count<'w>(&self, weights: &'w Weights, seen: u64) -> Result<(WeightedTally<'w>, u64)> {
        let (model, calendar) = (self.model, &self.model.inputs.calendar);
        let last = self.actuals.iter().map(|actual| actual.steps.end).max().unwrap_or(1).max(1) - 1;
        let new = || WeightedTally::new(model, &weights.of_runs, calendar.year_of_step(last), self.replicates);
        let parts = |progress: Progress| {
            self.simulator.report(Progress { runs: seen + progress.runs, until: 2 * seen, half_width: None });
        };
        let (never, simulator) = (AtomicBool::new(false), self.simulator.clone().reporting_to(&parts));
        let simulator = if seen < self.plan.runs { simulator.stopped_by(&never) } else { simulator };
        let counted = simulator.follow((model, RequestedOutputs::Everything), 0..seen, new)?;
        let all = new().merged(&counted.observers);
        check_done(counted.runs)?;
        Ok((all, counted.runs))
    }
}

fn too_early(runs: u64) -> Error {
    Error::Stopped(format!("stopped too early: the {runs} runs done do not carry an answer"))
}

/// Why no weights carry an answer, and what to do.
fn refusal(model: &Model, surprises: &[Surprise], together: &Together, runs: u64, refused: Refused) -> Error {
    let alone = match refused.effective_size {
        effective_size if effective_size < 0.5 => format!("none of {runs} futures could have led to it"),
        effective_size if effective_size < 2.0 => format!("of {runs} futures, one alone would decide the answer"),
        effective_size => format!("the answer would rest on {effective_size:.0} of {runs} futures"),
    };
    let wider = refused.wider.map_or_else(
        || Message::from("; or set a much larger `") + Input::ErrorSize + "`",
        |wider| {
            let times = format!("` {:.1} times as large there is an answer that goes part of the way", wider + 0.05);
            Message::from("; with an `") + Input::ErrorSize + times
        },
    );
    if together.as_far.is_some_and(|as_far| as_far.estimate >= UNEXPECTED) {
        let rule = format!("what happened is known so much better than it was forecast that {alone}");
        let more = Message::from("simulate more `") + Input::Runs + "`, or give years in place of quarters or months";
        return Problem::new(None, "", rule).help(more + wider).into();
    }
    let farthest = surprises.iter().max_by(|a, b| off_the_middle(a).total_cmp(&off_the_middle(b)));
    let example = farthest.map_or_else(String::new, |surprise| {
        let Surprise { item, period, actual, forecast, .. } = surprise;
        let item = visible(item);
        format!(
            "\n  {item} of {period} was {actual}; nine futures in ten have {:.4} to {:.4}",
            forecast.p05, forecast.p95
        )
    });
    let header = super::ScenarioHeader::of(model);
    let unit = if model.unit == Unit::One { String::new() } else { header.unit + " " };
    let check = format!(
        "check the periods and the unit of the actuals (the scenario counts in {unit}{}); if they are right, the scenario was wrong: \
         widen the assumption concerned, or change it with `",
        header.currency
    );
    Problem::new(None, "", format!("what happened lies too far outside the forecast: {alone}{example}"))
        .help(Message::from(check) + Input::Override + "`" + wider)
        .into()
}

/// How far from the median of the forecast a figure lies, in widths of its middle nine tenths.
fn off_the_middle(surprise: &Surprise) -> f64 {
    let Surprise { actual, forecast, error, .. } = surprise;
    (actual - forecast.p50).abs() / (forecast.p95 - forecast.p05).max(error.unwrap_or(f64::INFINITY))
}

/// The parts of an update.
struct UpdateParts<'a> {
    simulator: &'a Simulator<'a>,
    updating: &'a Updating<'a>,
    requested: Plan,
    /// Runs counted.
    runs: u64,
    /// Whether these are all.
    complete: bool,
    effective_size: EffectiveSize,
    weights: &'a Weights,
    surprises: Vec<Surprise>,
    together: Together,
}

impl UpdateParts<'_> {
    fn update(self, model: &Model, tally: &WeightedTally<'_>) -> Update {
        let (plain, weighted) = (self.as_counted(&tally.plain), self.as_weighed(&tally.weighted));
        let unit = self.effective_size.sum as f64 / self.effective_size.effective;
        let before = Estimator::new(&plain, ALPHA);
        let after = Estimator::of_weights(&weighted, ALPHA, unit);
        let batches = tally.plain.replicates.iter().zip(tally.weighted.replicates.iter());
        let batches = batches.filter(|(plain, _)| plain.runs > 0).collect();
        let sides =
            BeforeAndAfter { before: &before, after: &after, batches, unit, is_equal: self.effective_size.is_equal };
        let (change, drivers) =
            (sides.change(model), drivers::moved(model, &tally.moments, &tally.plain, &tally.weighted));
        let capital = |weights, estimator| {
            Followed { simulator: self.simulator, model, runs: self.runs, weights }.capital(estimator)
        };
        let capitals = [capital(None, &before), capital(Some(&self.weights.of_runs), &after)];
        let complete = self.complete && capitals.iter().all(|capital| capital.complete);
        let provenance = Provenance::new(model, &self.updating.overrides, &self.requested, self.runs, complete);
        let compose = |estimator, capital| compose(model, estimator, capital, &self.requested, provenance.clone());
        let [capital_before, capital_after] = capitals;
        let (before, after) = (compose(&before, capital_before), compose(&after, capital_after));
        let needs = before.capital_needed.runs;
        let after = Answers { capital_needed: super::CapitalNeeded { runs: needs, ..after.capital_needed }, ..after };
        Update {
            provenance,
            errors: self.updating.errors.clone(),
            warnings: self.warnings(&drivers),
            weights: self.weights_used(),
            actuals: self.surprises,
            together: self.together,
            before,
            after,
            change,
            drivers,
        }
    }

    /// A tally as plain answers are computed from it: batches of independent runs are pooled.
    fn as_counted<'t>(&self, tally: &'t Tally) -> Cow<'t, Tally> {
        if self.requested.replicates() > 1 { Cow::Borrowed(tally) } else { Cow::Owned(tally.as_one()) }
    }

    /// A tally as weighted answers are computed from it: by batches, whatever the design, unless all runs weigh the same.
    fn as_weighed<'t>(&self, tally: &'t Tally) -> Cow<'t, Tally> {
        if self.effective_size.is_equal { self.as_counted(tally) } else { Cow::Borrowed(tally) }
    }

    fn weights_used(&self) -> WeightsUsed {
        let Weights { power, untempered, .. } = *self.weights;
        // Fewer than ten do not show how many there would be among more.
        let needed = 1.2 * LEAST_EFFECTIVE / untempered * self.weights.of_runs.len() as f64;
        #[expect(clippy::cast_possible_truncation, reason = "at most 48 times the runs that can be weighed")]
        let runs_needed = (power < 1.0 && untempered >= 10.0).then_some(needed.ceil() as u64);
        WeightsUsed {
            effective_runs: self.effective_size.effective,
            effective_runs_untempered: untempered,
            power,
            errors_widened: power.sqrt().recip(),
            heaviest: self.effective_size.heaviest,
            runs_needed,
        }
    }

    fn warnings(&self, drivers: &[Moved]) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.effective_size.is_equal {
            warnings.push("what happened is equally likely in every future: nothing was learned from it".to_owned());
        }
        if self.weights.power >= 1.0 && self.effective_size.effective < FEW_EFFECTIVE {
            let effective = self.effective_size.effective.round();
            warnings.push(format!(
                "the weights are worth only {effective} equal futures, so the ranges after are wide: more runs narrow them"
            ));
        }
        if !self.effective_size.is_equal && drivers.iter().all(|moved| !moved.resolved) {
            warnings.push("no driver moved by more than chance, as far as these runs tell".to_owned());
        }
        let streams = |surprise: &&Surprise| surprise.item.starts_with("revenue.");
        let overlaps = |stream: &Surprise| {
            let whole =
                |other: &&Surprise| other.item == "revenue" && other.from <= stream.to && stream.from <= other.to;
            self.surprises.iter().any(|other| whole(&other))
        };
        if self.surprises.iter().filter(streams).any(overlaps) {
            warnings.push(
                "revenue is given both in total and by stream: what is in both counts twice; leave one out".to_owned(),
            );
        }
        warnings
    }
}
