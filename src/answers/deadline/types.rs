//! The shape of deadlines: `deadline.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Estimate, Provenance};
use jiff::civil::Date;
use serde::Serialize;

/// By when something must be done for a claim to keep a probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Deadlines {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The claim in words.
    pub claim: String,
    /// The probability that it is to keep.
    pub wanted: f64,
    /// The probability that it has in the scenario as written.
    pub now: Estimate,
    /// Opening cash over the first step's burn, both at medians; `null` if it does not burn.
    ///
    /// # Units
    /// Months.
    pub naive_runway_months: Option<f64>,
    /// The day on which the cash would be gone by that rule; `null` if it does not burn, or only after the horizon.
    pub naive_runway_until: Option<Date>,
    /// Runs followed in all. Not in the JSON.
    #[serde(skip)]
    pub followed: u64,
    /// Each thing that can be done, by itself.
    pub actions: Vec<ActionAnswer>,
}

/// By when one thing must be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ActionAnswer {
    /// What is done.
    pub action: ActionDescription,
    /// Whether there is a deadline.
    pub outcome: DeadlineStatus,
    /// The last day on which it can be done, or started, with the claim keeping its probability; `null` if there is none.
    pub deadline: Option<Date>,
    /// The first day for which the wanted probability lies within the 95 % interval; `null` if it does on the first day of all.
    pub low: Option<Date>,
    /// The last such day; `null` if it does on the last day of the horizon.
    pub high: Option<Date>,
    /// The probability if it is done on the deadline.
    pub at_deadline: Option<Estimate>,
    /// If it is done two months later, or for a cut at the next step if steps are longer; `null` if that is beyond the horizon.
    pub later: Option<DatedProbability>,
    /// If it is done on the first day.
    pub at_once: Estimate,
    /// If it is never done.
    pub never: Estimate,
    /// By the day on which it is done: evenly over the horizon, and nearer about the deadline.
    pub by_date: Vec<DatedProbability>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActionDescription {
    /// Money is raised.
    Raise {
        /// The round of the scenario that it is; `null` if it is a new one.
        round: Option<String>,
        /// The amount, at its median.
        ///
        /// # Units
        /// Units of the scenario.
        amount: f64,
        /// Months from start to close.
        closes_in_months: DateSpread,
        /// Whether the amount or the time to close is the program's own choice.
        by_default: bool,
    },
    /// Costs are cut.
    Cut {
        /// Share of the lines' costs.
        share: f64,
        /// The burn lines.
        lines: Vec<String>,
        /// Lines that are left out because they cannot be cut, or go on by contract; none if the lines were named.
        spared: Vec<String>,
        /// Whether the share is the program's own choice.
        by_default: bool,
    },
}

/// Where an uncertain number lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
#[non_exhaustive]
pub struct DateSpread {
    pub p05: f64,
    pub p50: f64,
    pub p95: f64,
}

/// Whether there is a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineStatus {
    /// There is.
    InTime,
    /// Even on the first day it would not be enough.
    TooLate,
    /// A raise on the first day would be enough if it were certain to close; but it may not close, or what it requires may not hold.
    NotCertain,
    /// The claim has its probability without it.
    NeverNeeded,
}

/// A day and the probability that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DatedProbability {
    /// The day.
    pub date: Date,
    /// The probability.
    pub probability: Estimate,
}
