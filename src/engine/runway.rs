//! How long the cash lasts at the recent burn (equations, 18).

use super::moment::NEVER;
use crate::model::Model;
use crate::vector::{LANES, Lanes};

/// Months of burn that are averaged.
const LOOKS_BACK: usize = 3;

/// The recent burn, and the months that cash lasts at it.
#[derive(Debug)]
pub(super) struct Runway {
    /// Cash flows of the steps that cover the last three months, by step modulo their number; empty if nothing depends on the runway.
    flows: Vec<Lanes>,
    /// Average burn, in units a month; below 0 where cash grows.
    pub(super) burn: Lanes,
    minimum: f64,
    months_per_step: usize,
}

impl Runway {
    pub(super) fn new(model: &Model, is_asked_for: bool) -> Self {
        let months_per_step = model.inputs.calendar.months_per_step();
        let steps = if is_asked_for { LOOKS_BACK.div_ceil(months_per_step) } else { 0 };
        let flows = vec![Lanes::all(0.0); steps];
        Self { flows, burn: Lanes::all(0.0), minimum: model.company.minimum_cash, months_per_step }
    }

    /// Before any step: the burn is that of the step ahead.
    #[inline(always)]
    pub(super) fn open(&mut self, flow: &Lanes) {
        for lane in 0..LANES {
            self.burn[lane] = -flow[lane] / self.months_per_step as f64;
        }
    }

    /// Records the cash flow of `step`, and updates the burn.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, flow: &Lanes) {
        if self.flows.is_empty() {
            return;
        }
        let places = self.flows.len();
        self.flows[step % places] = *flow;
        let known = places.min(step + 1);
        let months = -((known * self.months_per_step) as f64);
        let mut sum = self.flows[0];
        for flow in &self.flows[1..known] {
            for lane in 0..LANES {
                sum[lane] += flow[lane];
            }
        }
        for lane in 0..LANES {
            self.burn[lane] = sum[lane] / months;
        }
    }

    /// Months that `cash` lasts, above the minimum; [`NEVER`] ending where nothing burns.
    #[inline(always)]
    pub(super) fn months(&self, cash: &Lanes) -> Lanes {
        let mut months = Lanes::all(NEVER);
        for lane in 0..LANES {
            let lasts = (cash[lane] - self.minimum) / self.burn[lane];
            months[lane] = if self.burn[lane] > 0.0 { lasts } else { NEVER };
        }
        months
    }

    /// The amount, in units, that `cash` lacks to last `months` months; below 0 where it lasts longer.
    #[inline(always)]
    pub(super) fn missing(&self, months: f64, cash: f64, lane: usize) -> f64 {
        months * self.burn[lane] - (cash - self.minimum)
    }
}
