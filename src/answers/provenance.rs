//! Where an answer comes from: given this, the same program gives the same answer again.

use crate::engine::{Given, Plan};
use crate::model::{Model, Year};
use crate::scenario::{Month, Step, Unit, adds_claim};
use crate::vector::LANES;
use serde::Serialize;
use std::collections::BTreeMap;

/// Which program answered, for which scenario, and from which runs. The JSON of every answer begins with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Provenance {
    /// Version of the structure of the answer.
    pub schema: u32,
    /// Program and version.
    pub program: String,
    /// Which scenario; of several the first, which is the baseline of a comparison.
    pub scenario: ScenarioHeader,
    /// Changes of the scenario as given, in order; a claim that was typed is the last.
    pub overrides: Vec<String>,
    /// Runs simulated; where some are simulated again in other cases, each counts once.
    pub runs: u64,
    /// Runs requested: more are made if the design needs them. Not in the JSON.
    #[serde(skip)]
    pub runs_requested: u64,
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws: `random`, `latin` or `sobol`.
    pub sampling: String,
    /// Independent replicates that intervals rest on; `None`, and absent, if all runs are independent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicates: Option<usize>,
    /// What has happened, if only futures that agree with it count; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// False if interrupted: the answer rests on fewer runs than requested, or part of it is missing.
    pub complete: bool,
}

/// Which scenario was simulated, and over what time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ScenarioHeader {
    /// Its title.
    pub title: String,
    /// Currency of amounts, such as `USD`.
    pub currency: String,
    /// Unit of amounts: `one`, `thousand`, `million` or `billion`.
    pub unit: String,
    /// First day.
    pub start: jiff::civil::Date,
    /// Horizon in years.
    pub years: u32,
    /// `month`, `quarter` or `year`.
    pub step: String,
    /// The month with which its years end; absent in the JSON if these are the calendar's.
    #[serde(skip_serializing_if = "is_december")]
    pub year_ends: Month,
    /// First day after the horizon. Not in the JSON: it follows from start and years.
    #[serde(skip)]
    pub end: jiff::civil::Date,
    /// Cash below this is exhaustion. Not in the JSON.
    ///
    /// # Units
    /// Units of the scenario.
    #[serde(skip)]
    pub minimum_cash: f64,
    /// What drivers are called, by their names, where the scenario says so; absent in the JSON if it does of none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl ScenarioHeader {
    pub(super) fn of(model: &Model) -> Self {
        let calendar = &model.inputs.calendar;
        let unit = match model.unit {
            Unit::One => "one",
            Unit::Thousand => "thousand",
            Unit::Million => "million",
            Unit::Billion => "billion",
        };
        let step = match calendar.step() {
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        };
        Self {
            title: model.title.clone(),
            currency: model.currency.clone(),
            unit: unit.to_owned(),
            start: calendar.start(),
            years: u32::try_from(calendar.months() / 12).unwrap_or(u32::MAX),
            step: step.to_owned(),
            year_ends: calendar.year_ends(),
            end: calendar.end(),
            minimum_cash: model.company.minimum_cash,
            labels: model.labels.clone(),
        }
    }

    /// The years that it touches, in order; the first and the last may lie in it only in part.
    #[must_use]
    pub fn years_touched(&self) -> Vec<Year> {
        Year::touched(self.start, self.end, self.year_ends)
    }

    /// The year that a day lies in.
    #[must_use]
    pub fn year_of(&self, day: jiff::civil::Date) -> Year {
        Year::of(day, self.year_ends)
    }
}

fn is_december(month: &Month) -> bool {
    *month == Month::December
}

impl Provenance {
    /// The provenance of an answer from the first `runs` runs of a plan, which is given as it was requested.
    pub(super) fn new(model: &Model, overrides: &[String], plan: &Plan, runs: u64, complete: bool) -> Self {
        let blocks = usize::try_from(runs.div_ceil(LANES as u64)).unwrap_or(usize::MAX);
        Self {
            schema: 1,
            program: concat!("runout ", env!("CARGO_PKG_VERSION")).to_owned(),
            scenario: ScenarioHeader::of(model),
            overrides: overrides.to_vec(),
            runs,
            runs_requested: plan.runs,
            seed: plan.seed,
            sampling: plan.sampling.to_string(),
            replicates: Some(plan.replicates().min(blocks)).filter(|replicates| *replicates > 1),
            given: plan.given.as_deref().cloned(),
            complete,
        }
    }

    /// The overrides that change the scenario, and how many more add a claim to it, which come after them.
    #[must_use]
    pub fn changes(&self) -> (Vec<&String>, usize) {
        let changes: Vec<&String> = self.overrides.iter().filter(|change| !adds_claim(change)).collect();
        let asked = self.overrides.len() - changes.len();
        (changes, asked)
    }
}
