//! Receivables and payables: revenue collected and burn paid some months after it counts (equations, 20).

use super::flows::Flows;
use super::line_amounts::LineAmounts;
use crate::model::Model;
use crate::sampling::Draws;
use crate::vector::Lanes;

/// Amounts that have counted in the result and are not collected or paid yet.
#[derive(Debug)]
pub(super) struct WorkingCapital {
    /// By flow: the amounts of the last steps, by step modulo their number; empty where money moves without a lag.
    waiting: Vec<Vec<Lanes>>,
}

impl WorkingCapital {
    pub(super) fn new(model: &Model) -> Self {
        let working_capital =
            model.company.revenue.iter().map(|stream| stream.lag).chain(model.company.burn.iter().map(|line| line.lag));
        Self { waiting: working_capital.map(|lag| vec![Lanes::all(0.0); lag]).collect() }
    }

    /// The receivables and payables at the start.
    #[inline(always)]
    pub(super) fn open(&mut self, flows: &Flows, lines: &LineAmounts, draws: &Draws<'_>) {
        for (flow, waiting) in self.waiting.iter_mut().enumerate() {
            if !waiting.is_empty() {
                let (before, existed) = (flows.before_start(flow, draws), lines.existed(flow));
                waiting.fill(Lanes::from_fn(|lane| before[lane] * existed[lane]));
            }
        }
    }

    /// The amount of a flow that is collected or paid at `step`, at which `amount` counts.
    #[inline(always)]
    pub(super) fn due<'a>(&'a self, flow: usize, step: usize, amount: &'a Lanes) -> &'a Lanes {
        let waiting = &self.waiting[flow];
        if waiting.is_empty() { amount } else { &waiting[step % waiting.len()] }
    }

    /// Records the amount of the step, once [the amount due](Self::due) has moved.
    #[inline(always)]
    pub(super) fn note(&mut self, flow: usize, step: usize, amount: &Lanes) {
        let waiting = &mut self.waiting[flow];
        if !waiting.is_empty() {
            let places = waiting.len();
            waiting[step % places] = *amount;
        }
    }
}
