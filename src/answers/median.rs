//! Paths with every driver at its median: the rule of thumb that calculators give, and doubts that only a path can raise.

use crate::engine::{Block, NEVER, Observer, TOLERANCE, replay};
use crate::model::Model;
use crate::sampling::{Futures, Sampling};

/// Doubts about a scenario that is valid, in words: those of the model, and those of its median path.
#[must_use]
pub fn doubts(model: &Model) -> Vec<String> {
    MedianPath::of(model).doubts(model)
}

/// What the path with every driver at its median says.
#[derive(Default)]
pub(super) struct MedianPath {
    is_profitable: bool,
}

impl Observer for MedianPath {
    fn end(&mut self, block: &Block<'_>) {
        self.is_profitable = block.profitable[0] < NEVER;
    }
}

/// The first step of the company by itself.
#[derive(Default)]
struct FirstStep {
    opening_cash: f64,
    revenue: f64,
    flow: f64,
}

impl Observer for FirstStep {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        if step == 0 {
            self.opening_cash = block.draws.of(block.model.company.opening_cash)[0];
            self.revenue = block.step.revenue[0];
            self.flow = block.step.cash_flow[0];
        }
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

/// Opening cash above the minimum over the first step's operating burn, every driver at its median and before anything reacts; `None`
/// if the company does not burn.
///
/// # Units
/// Months.
///
/// # Source
/// Equations, 13.
#[must_use]
pub fn naive_runway_months(model: &Model) -> Option<f64> {
    let mut first = FirstStep::default();
    replay(&model.by_itself(), &Futures::all(0, Sampling::Random), 0, &mut first);
    let burn = -first.flow / model.inputs.calendar.months_per_step() as f64;
    // What it burns by rounding alone it does not burn.
    let moved = first.revenue + (first.revenue - first.flow).abs();
    (-first.flow > TOLERANCE * moved).then(|| (first.opening_cash - model.company.minimum_cash) / burn)
}

impl MedianPath {
    pub(super) fn of(model: &Model) -> Self {
        let mut path = Self::default();
        replay(&model.at_medians(), &Futures::all(0, Sampling::Random), 0, &mut path);
        path
    }

    pub(super) fn doubts(&self, model: &Model) -> Vec<String> {
        let mut doubts = model.warnings.clone();
        if !self.is_profitable && model.company.asks_profitability {
            let (end, years) = (model.inputs.calendar.end(), model.inputs.calendar.years());
            let last = match years.last() {
                Some(year) if year.end() == end => year.to_string(),
                _ => end.yesterday().unwrap_or(end).strftime("%B %Y").to_string(),
            };
            doubts.push(format!(
                "with every driver at its median, the company is not profitable by the end of {last}: a larger `years` would \
                 show more of what follows"
            ));
        }
        doubts
    }
}
