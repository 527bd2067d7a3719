//! How long the cash lasts at the recent burn (equations, 18).

use super::cash_path::TOLERANCE;
use super::moment::NEVER;
use crate::model::Model;
use crate::vector::{self, LANES, Lanes};

/// Months of burn that are averaged.
const LOOKS_BACK: usize = 3;

/// The recent burn, and the months that cash lasts at it.
#[derive(Debug)]
pub(super) struct Runway {
    /// Of the steps that cover the last three months, by step modulo their number: cash flow but for one-offs, and the least that is no burn
    /// by rounding alone; empty if nothing depends on the runway.
    steps: Vec<[Lanes; 2]>,
    /// Average burn, in units a month; below 0 where cash grows.
    pub(super) burn: Lanes,
    minimum: f64,
    months_per_step: usize,
}

impl Runway {
    pub(super) fn new(model: &Model, is_asked_for: bool) -> Self {
        let months_per_step = model.inputs.calendar.months_per_step();
        let steps = if is_asked_for { LOOKS_BACK.div_ceil(months_per_step) } else { 0 };
        let steps = vec![[Lanes::all(0.0); 2]; steps];
        Self { steps, burn: Lanes::all(0.0), minimum: model.company.minimum_cash, months_per_step }
    }

    /// Before any step: the burn is that of the step ahead.
    #[inline(always)]
    pub(super) fn open(&mut self, revenue: &Lanes, flow: &Lanes) {
        for lane in 0..LANES {
            let [flow, least] = counted(revenue[lane], flow[lane]);
            self.burn[lane] = burn([flow, least], self.months_per_step as f64);
        }
    }

    /// Records the cash flow of `step`, and updates the burn.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, revenue: &Lanes, flow: &Lanes) {
        if self.steps.is_empty() {
            return;
        }
        let places = self.steps.len();
        let [flows, least] = &mut self.steps[step % places];
        for lane in 0..LANES {
            [flows[lane], least[lane]] = counted(revenue[lane], flow[lane]);
        }
        let known = places.min(step + 1);
        let months = (known * self.months_per_step) as f64;
        let [mut flow, mut least] = self.steps[0];
        for [of_step, least_of_step] in &self.steps[1..known] {
            vector::add(&mut flow, of_step);
            vector::add(&mut least, least_of_step);
        }
        for lane in 0..LANES {
            self.burn[lane] = burn([flow[lane], least[lane]], months);
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

/// The cash flow of a step, and the least burn that is not by rounding alone: all that moved times the tolerance.
#[inline(always)]
fn counted(revenue: f64, flow: f64) -> [f64; 2] {
    [flow, TOLERANCE * (revenue + (revenue - flow).abs())]
}

/// Burn a month over some months; 0 where it is no more than rounding.
#[inline(always)]
fn burn([flow, least]: [f64; 2], months: f64) -> f64 {
    if flow.abs() > least { -flow / months } else { 0.0 }
}
