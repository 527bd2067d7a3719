//! The shape of a sensitivity analysis: `sensitivity.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Estimate, Provenance, Year};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that a sensitivity analysis reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sensitivity {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The question whose uncertainty is traced to its drivers.
    #[serde(rename = "asked")]
    pub question: SensitivityQuestion,
    /// Futures followed in all, every case of each counted.
    pub followed: u64,
    /// Equal batches of futures that the intervals of indices rest on.
    pub batches: usize,
    /// The answer with every driver drawn.
    ///
    /// # Units
    /// As `question.unit` says: a probability, months, or units of the scenario.
    pub baseline: Estimate,
    /// Each driver held low and high, those that matter most first.
    pub drivers: Vec<HeldDriver>,
    /// Drivers that are not here because the analysis was interrupted.
    pub drivers_missing: usize,
    /// Indices by unit: a driver, or drivers that are correlated; those that matter most first.
    pub units: Vec<UnitIndices>,
    /// Units that are not here because the analysis was interrupted.
    pub units_missing: usize,
    /// Sum of all first-order indices: what goes back to units alone. `null` if no future differs, or units are missing.
    pub alone: Option<Index>,
    /// Futures with which about all indices would be resolved; `null` if they are, or if that is not known.
    pub runs_to_resolve: Option<u64>,
}

/// The question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitivityQuestion {
    /// Claim, date or need.
    pub of: QuestionKind,
    /// The question in words; for a claim, its text.
    pub text: String,
    /// Who made the claim.
    pub source: Option<String>,
    /// The unit of `baseline` and of all that is compared with it: `probability`, `months` or `units`.
    pub unit: String,
}

/// The quantity whose uncertainty is traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Whether a claim holds.
    #[default]
    Claim,
    /// How long the cash lasts, in months, at most to the horizon.
    Date,
    /// Capital needed, in units.
    Need,
}

/// One driver held low and high, all others as they were drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeldDriver {
    /// Its name.
    pub driver: String,
    /// Whether its values are shares, rates or margins.
    pub is_share: bool,
    /// At its 10 % quantile in every period; for what happens or not: does not happen.
    pub low: HeldSide,
    /// At its 90 % quantile in every period; for what happens or not: happens whenever it can; conditions of capital apply as before.
    pub high: HeldSide,
    /// How much more the answer is held high than held low, on the same draws.
    pub high_less_low: Estimate,
}

/// One side of a held driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeldSide {
    /// Where it is held.
    pub held_at: HeldAt,
    /// The answer then.
    pub answer: Estimate,
    /// The answer then less the baseline, on the same draws.
    pub less_baseline: Estimate,
}

/// Where a driver is held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum HeldAt {
    /// This value in every period.
    Value(f64),
    /// These values, by year.
    ByYear(BTreeMap<Year, f64>),
    /// In words, of what happens or not.
    Words(String),
}

/// The indices of a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitIndices {
    /// The driver; of several that are correlated, first the one that matters most when held.
    pub drivers: Vec<String>,
    /// First-order Sobol' index: the share of the variance that goes back to the unit alone.
    pub first: Index,
    /// Total Sobol' index: the same with all that it does together with other units.
    pub total: Index,
    /// Shapley effect: what it does together with others shared out evenly; absent if not requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shapley: Option<Index>,
}

/// A share of the variance with its 95 % interval, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Index {
    /// The best single value; `null` unless resolved.
    pub estimate: Option<f64>,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// How well the futures resolve it.
    pub resolution: Resolution,
}

/// How well the futures resolve an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Its interval lies above 0 and reaches no further from the estimate than half of it, or than 0.01.
    Resolved,
    /// Not resolved, but below 0.05: too small to matter much.
    Small,
    /// Neither: more futures are needed.
    Unresolved,
}
