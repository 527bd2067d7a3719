//! Revenue collected and burn paid some months after it counts (equations, 20).

use super::flows::Flows;
use crate::model::Model;
use crate::sampling::Draws;
use crate::vector::Lanes;

/// Amounts that have counted and have not moved yet.
#[derive(Debug)]
pub(super) struct Lags {
    /// By flow: the amounts of the last steps, by step modulo their number; empty where money moves at once.
    waiting: Vec<Vec<Lanes>>,
}

impl Lags {
    pub(super) fn new(model: &Model) -> Self {
        let lags =
            model.company.revenue.iter().map(|stream| stream.lag).chain(model.company.burn.iter().map(|line| line.lag));
        Self { waiting: lags.map(|lag| vec![Lanes::all(0.0); lag]).collect() }
    }

    /// What was under way at the start.
    #[inline(always)]
    pub(super) fn open(&mut self, flows: &Flows, draws: &Draws<'_>) {
        for (flow, waiting) in self.waiting.iter_mut().enumerate() {
            if !waiting.is_empty() {
                waiting.fill(flows.before_start(flow, draws));
            }
        }
    }

    /// What moves at `step` of a flow; `amount` counts at it.
    #[inline(always)]
    pub(super) fn due<'a>(&'a self, flow: usize, step: usize, amount: &'a Lanes) -> &'a Lanes {
        let waiting = &self.waiting[flow];
        if waiting.is_empty() { amount } else { &waiting[step % waiting.len()] }
    }

    /// Once [what is due](Self::due) has moved: notes the amount of the step.
    #[inline(always)]
    pub(super) fn note(&mut self, flow: usize, step: usize, amount: &Lanes) {
        let waiting = &mut self.waiting[flow];
        if !waiting.is_empty() {
            let places = waiting.len();
            waiting[step % places] = *amount;
        }
    }
}
