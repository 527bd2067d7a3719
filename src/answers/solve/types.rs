//! The shape of what solving finds: `solve.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Estimate, Provenance};
use crate::model::LeverValue;
use serde::Serialize;

/// What it would take, lever by lever, for a claim to have a probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Solution {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The claim in words.
    pub claim: String,
    /// The probability that it is to have.
    pub wanted: f64,
    /// The probability that it has in the scenario as written.
    pub now: Estimate,
    /// Runs of the coarse scan of a lever.
    #[serde(rename = "runs_of_a_look")]
    pub scan_runs: u64,
    /// Runs followed in all, with every lever at every value. Not in the JSON.
    #[serde(skip)]
    pub followed: u64,
    /// The scenario as it was named, by its file's path or its name in the library. Not in the JSON.
    #[serde(skip)]
    pub file: String,
    /// Each lever by itself.
    pub levers: Vec<LeverAnswer>,
}

/// What one lever can do by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LeverAnswer {
    /// The lever as typed.
    pub lever: String,
    /// What its values count: `money`, `share`, `points`, `factor`, `months`, `date` or `number`.
    pub quantity: &'static str,
    /// Where it stands in the scenario as written; `null` if it is uncertain there, or not the same in all years.
    pub now: Option<LeverValue>,
    /// The same, or the middle of what is uncertain. Not in the JSON.
    #[serde(skip)]
    pub centre: LeverValue,
    /// What comes of moving it.
    pub outcome: SolveOutcome,
    /// The value nearest to where it stands at which the claim has the probability; `null` if there is none.
    pub needed: Option<Needed>,
    /// How the value was found.
    pub method: Method,
    /// How the probability goes with the lever: `rises`, `falls`, `rises_and_falls` or `flat`.
    pub shape: &'static str,
    /// Of a lever that rises and falls: between which other values the probability passes the wanted one too.
    pub also_between: Vec<[LeverValue; 2]>,
    /// The value with the greatest probability of those that were tried; of several, the one nearest to where it stands.
    pub best: LeverPoint,
    /// The coarse scan: rising values, over fewer runs.
    #[serde(rename = "look")]
    pub scan: Vec<LeverPoint>,
}

/// What comes of moving a lever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SolveOutcome {
    /// It reaches the wanted probability.
    Reached,
    /// No value that was tried does.
    OutOfReach,
    /// Every value that was tried has it, or more.
    Everywhere,
}

/// How a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// As an order statistic of capital needed, run by run: exact on these runs.
    CapitalNeeded,
    /// By simulating again and again on the same draws.
    Search,
}

/// A value that gives the wanted probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Needed {
    /// The value.
    pub value: LeverValue,
    /// The least value at which the wanted probability lies within the 95 % interval; `null` if it still does at the least that was tried.
    pub low: Option<LeverValue>,
    /// The greatest such value; `null` if it still does at the greatest that was tried.
    pub high: Option<LeverValue>,
    /// The probability of the claim at the value.
    pub probability: Estimate,
    /// The override that gets there.
    pub set: String,
}

/// A value of a lever and the probability there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LeverPoint {
    /// The value.
    pub value: LeverValue,
    /// The probability of the claim there.
    pub probability: Estimate,
}
