//! What an answer is of: with it, the same program gives the same answer again.

use super::ScenarioHeader;
use super::compose::header;
use crate::engine::Plan;
use crate::model::Model;
use crate::vector::LANES;
use serde::Serialize;

/// Which program answered, of which scenario, and by which runs. The JSON of every answer begins with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// Version of the structure of the answer.
    pub schema: u32,
    /// Program and version.
    pub program: String,
    /// Which scenario; of several the first, which is the baseline of a comparison.
    pub scenario: ScenarioHeader,
    /// Changes of the scenario as given, in order; a claim that was written is the last.
    pub overrides: Vec<String>,
    /// Runs simulated; where some are simulated again in other cases, each counts once.
    pub runs: u64,
    /// Runs asked for: more are made if the design needs them. Not in the JSON.
    #[serde(skip)]
    pub runs_asked: u64,
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws: `random`, `latin` or `sobol`.
    pub sampling: String,
    /// Independent replicates that intervals rest on; `None`, and absent, if the runs are one whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicates: Option<usize>,
    /// False if interrupted: the answer rests on fewer runs than asked for, or part of it is missing.
    pub complete: bool,
}

impl Provenance {
    /// Of an answer by the first `runs` runs of a plan, given as it was asked for.
    pub(super) fn new(model: &Model, overrides: &[String], plan: &Plan, runs: u64, complete: bool) -> Self {
        let blocks = usize::try_from(runs.div_ceil(LANES as u64)).unwrap_or(usize::MAX);
        Self {
            schema: 1,
            program: concat!("runout ", env!("CARGO_PKG_VERSION")).to_owned(),
            scenario: header(model),
            overrides: overrides.to_vec(),
            runs,
            runs_asked: plan.runs,
            seed: plan.seed,
            sampling: plan.sampling.to_string(),
            replicates: Some(plan.replicates().min(blocks)).filter(|replicates| *replicates > 1),
            complete,
        }
    }
}
