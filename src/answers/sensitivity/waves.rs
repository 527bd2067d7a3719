//! The simulations of an analysis, one wave of cases after the other: all cases at once would not fit into memory.

use crate::engine::{Case, Plan, Progress, Simulator};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::Model;
use crate::sampling::Variation;
use crate::tally::sensitivity::{CasePanel, CaseSums, SensitivityOutcome};
use crate::vector::LANES;

/// Cases of a wave, at most.
const MOST_CASES: usize = 32;
/// Cases of a wave, at least: two futures, and two made from them.
const LEAST_CASES: usize = 4;
/// Memory that the cases of all threads may take, roughly: a gibibyte.
const MEMORY: usize = 1 << 30;
/// Draws of a run that a block keeps, at most, where it is followed again.
const DRAWS_KEPT: usize = 8192;

/// Simulates waves of cases, and reports progress.
pub(super) struct Waves<'a> {
    pub(super) model: &'a Model,
    pub(super) outcome: SensitivityOutcome<'a>,
    pub(super) simulator: Simulator<'a>,
    /// Futures followed so far, of those planned.
    pub(super) followed: u64,
    pub(super) planned: u64,
    /// Whether it was stopped.
    pub(super) is_stopped: bool,
}

impl<'a> Waves<'a> {
    /// Follows the runs of `plan` in every case; `None` if it was stopped before the last.
    pub(super) fn follow<S: CaseSums + Clone + Sync>(
        &mut self,
        plan: &Plan,
        cases: Vec<Variation>,
        sums: S,
    ) -> Result<Option<S>> {
        if self.is_stopped {
            return Ok(None);
        }
        let (count, outputs, model, outcome) = (cases.len() as u64, self.outcome.outputs(), self.model, self.outcome);
        let cases: Vec<Case<'a>> = cases.into_iter().map(|variation| Case { model, variation, outputs }).collect();
        let (before, until) = (self.followed, self.planned);
        let on_progress = |progress: Progress| {
            self.simulator.report(Progress { runs: before + count * progress.runs, until, half_width: None });
        };
        let new_panel = || CasePanel::new(outcome, model, cases.len(), sums.clone());
        let simulated =
            self.simulator.with(plan.clone()).reporting_to(&on_progress).simulate_jointly(&cases, new_panel)?;
        self.followed += count * simulated.runs;
        if simulated.runs < plan.runs {
            self.is_stopped = true;
            return Ok(None);
        }
        let lost: u64 = simulated.observers.iter().map(CasePanel::lost).sum();
        if lost > 0 {
            return Err(lost_runs(lost, count * plan.runs, outcome));
        }
        Ok(Some(sums.merged(simulated.observers.iter().map(|panel| &panel.sums))))
    }

    /// How many cases of so many runs can be followed side by side, each on as many threads as there are, but no more than blocks.
    pub(super) fn cases_at_once(&self, runs: u64) -> usize {
        let draws = self.model.inputs.drivers.iter().map(|driver| driver.cadence.draws(&self.model.inputs.calendar));
        // A value and, of growth, its integral; flows and sums take as much as some hundred draws.
        let kept = draws.sum::<usize>().min(DRAWS_KEPT) + self.model.inputs.drivers.len() + 256;
        let bytes = kept * 2 * size_of::<f64>() * LANES;
        let blocks = usize::try_from(runs.div_ceil(LANES as u64)).unwrap_or(usize::MAX);
        let threads = self.simulator.threads().min(blocks).max(1);
        (MEMORY / (bytes * threads)).clamp(LEAST_CASES, MOST_CASES)
    }
}

fn lost_runs(lost: u64, all: u64, outcome: SensitivityOutcome<'_>) -> Error {
    let (what, help) = match outcome {
        SensitivityOutcome::Needs { .. } => (
            "capital needed grows beyond what can be summed",
            Message::from("ask of a claim: `")
                + Input::Claim
                + " 'capital_needed = { at_most = 50 }'`, say; or narrow the growth rates",
        ),
        _ => ("amounts grow beyond what numbers can hold", "narrow the growth rates, or choose a larger `unit`".into()),
    };
    Problem::new(None, "", format!("in {lost} of {all} futures {what}")).help(help).into()
}
