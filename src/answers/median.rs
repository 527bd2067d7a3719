//! The path with every driver at its median: the rule of thumb that calculators give, and doubts that only a path can raise.

use crate::engine::{Block, NEVER, Observer, replay};
use crate::model::Model;
use crate::sampling::Sampling;

/// Doubts about a scenario that is valid, in words: those of the model, and those of its median path.
#[must_use]
pub fn doubts(model: &Model) -> Vec<String> {
    MedianPath::of(model).doubts(model)
}

/// What the path with every driver at its median says.
#[derive(Default)]
pub(super) struct MedianPath {
    opening_cash: f64,
    first_flow: f64,
    is_profitable: bool,
}

impl Observer for MedianPath {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        if step == 0 {
            self.opening_cash = block.draws.of(block.model.company.opening_cash)[0];
            self.first_flow = block.step.cash_flow[0];
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        self.is_profitable = block.profitable[0] < NEVER;
    }
}

impl MedianPath {
    pub(super) fn of(model: &Model) -> Self {
        let mut path = Self::default();
        replay(&model.at_medians(), 0, Sampling::Random, 0, &mut path);
        path
    }

    /// Opening cash over the first step's burn, in months; `None` if the company does not burn (equations, 13).
    pub(super) fn naive_runway_months(&self, model: &Model) -> Option<f64> {
        let burn = -self.first_flow / model.inputs.calendar.months_per_step() as f64;
        (burn > 0.0).then(|| self.opening_cash / burn)
    }

    pub(super) fn doubts(&self, model: &Model) -> Vec<String> {
        let mut doubts = model.warnings.clone();
        if !self.is_profitable {
            let end = model.inputs.calendar.end();
            let last_day = end.yesterday().unwrap_or(end);
            let last = last_day.strftime(if last_day.month() == 12 { "%Y" } else { "%B %Y" });
            doubts.push(format!(
                "with every driver at its median, the company is not profitable by the end of {last}: a larger `years` would \
                 show more of what follows"
            ));
        }
        doubts
    }
}
