//! Spans: steps between which nothing is drawn. Eight runs at a time are taken through all of them (equations, 6 to 12), so that values
//! passed from one step to the next stay in registers.
//!
//! A span of one step and a span of twelve do the same to every run, bit for bit.

use super::cash_path::{CashPath, CashPathRow, StepFlow, allowance};
use super::flows::Flows;
use super::jumps::Jumps;
use super::sums::{StepSums, YearSums};
use crate::model::{BurnLine, Flow, Model};
use crate::scenario::Step;
use crate::vector::{Lanes, ROWS, Row};
use std::ops::Range;

/// Steps of the longest span: the months of a year.
pub(super) const MOST_STEPS: usize = 12;

/// Where spans end, and which flows make up each sum.
#[derive(Debug)]
pub(super) struct Spans {
    /// By step, the step after the last of the span that begins with it.
    ends: Vec<usize>,
    /// By sum, the flows that it is made of.
    parts: [Parts; SUMS],
}

/// The flows of a sum, by their place.
#[derive(Debug, Default)]
struct Parts {
    /// The same in every step of a span.
    level: Vec<usize>,
    /// The others.
    moving: Vec<usize>,
}

/// Sums of a step: compute bought, which is among the others; revenue; burn that counts in result and cash, in the result alone, in cash
/// alone.
const SUMS: usize = 5;
const COMPUTE: usize = 0;
const REVENUE: usize = 1;
const BURN: usize = 2;
const BURN_IN_RESULT: usize = 3;
const BURN_IN_CASH: usize = 4;

impl Spans {
    pub(super) fn new(model: &Model) -> Self {
        let mut parts: [Parts; SUMS] = Default::default();
        let mut counts = |sum: usize, place: usize, flow: Flow| {
            let is_level = matches!(flow, Flow::Annual { .. });
            if is_level { parts[sum].level.push(place) } else { parts[sum].moving.push(place) }
        };
        for (place, stream) in model.company.revenue.iter().enumerate() {
            counts(REVENUE, place, stream.flow);
        }
        for (place, line) in (model.company.revenue.len()..).zip(&model.company.burn) {
            if line.compute && model.company.compute_commitment.is_some() {
                counts(COMPUTE, place, line.flow);
            }
            counts(sum_of(line), place, line.flow);
        }
        Self { ends: ends(model), parts }
    }

    /// The span that begins with `step`; of a single step if each is to be seen.
    #[inline(always)]
    pub(super) fn from(&self, step: usize, sees_steps: bool) -> Range<usize> {
        step..if sees_steps { step + 1 } else { self.ends[step] }
    }
}

fn sum_of(line: &BurnLine) -> usize {
    match (line.in_result, line.in_cash) {
        (true, false) => BURN_IN_RESULT,
        (false, true) => BURN_IN_CASH,
        _ => BURN,
    }
}

/// By step, the next one at which a year begins or anything is drawn; where flows go by users, or events may fire, the next one.
fn ends(model: &Model) -> Vec<usize> {
    let calendar = &model.inputs.calendar;
    let begins = |step: usize| {
        calendar.begins(Step::Year, step)
            || model.company.users.is_some()
            || !model.inputs.events.is_empty()
            || model.inputs.drivers.iter().any(|driver| driver.cadence.draws_at(step, calendar))
    };
    let mut ends = vec![calendar.steps(); calendar.steps()];
    for step in (0..calendar.steps().saturating_sub(1)).rev() {
        ends[step] = if begins(step + 1) { step + 1 } else { ends[step + 1] };
    }
    ends
}

/// The state that a span reads and changes.
pub(super) struct SpanState<'a> {
    pub(super) spans: &'a Spans,
    pub(super) flows: &'a mut Flows,
    pub(super) margin: &'a Lanes,
    /// The compute commitment of a step.
    pub(super) commitment: Option<&'a Lanes>,
    pub(super) step_years: f64,
    pub(super) minimum: f64,
    /// Capital that lands, by step of the span.
    pub(super) jumps: &'a [Jumps; MOST_STEPS],
    pub(super) with_capital: &'a mut CashPath,
    pub(super) without_capital: &'a mut CashPath,
    /// By how much, in units, cash was below the minimum where it was lowest.
    pub(super) shortfall: &'a mut Lanes,
    /// Sums of the last step, if an observer sees them.
    pub(super) sums: Option<&'a mut StepSums>,
    pub(super) year: &'a mut YearSums,
    /// Whether a calendar year begins with the span.
    pub(super) begins_year: bool,
}

/// The sums of a row, by step of a span of at most `STEPS` steps.
type Totals<const STEPS: usize> = [[Row; STEPS]; SUMS];

impl SpanState<'_> {
    /// Takes `steps` steps, the first of which begins at the month `start`. `SAME`: the cash flow is the result.
    ///
    /// Spans of everyday lengths are compiled each by itself: where the compiler knows how many steps there are, it unrolls loops over
    /// them, and intermediate values stay in registers.
    #[inline(always)]
    pub(super) fn walk<const SAME: bool>(&mut self, steps: usize, start: f64) {
        match steps {
            1 => self.take::<1, SAME>(1, start),
            3 => self.take::<3, SAME>(3, start),
            MOST_STEPS => self.take::<MOST_STEPS, SAME>(MOST_STEPS, start),
            _ => self.take::<MOST_STEPS, SAME>(steps, start),
        }
    }

    /// The same for at most `STEPS`.
    #[inline(always)]
    fn take<const STEPS: usize, const SAME: bool>(&mut self, steps: usize, start: f64) {
        let (months, mut starts) = (12.0 * self.step_years, [start; STEPS]);
        for (step, start) in starts.iter_mut().enumerate() {
            *start += step as f64 * months;
        }
        let mut totals = [[Row::ZERO; STEPS]; SUMS];
        for row in 0..ROWS {
            self.total::<STEPS, SAME>(row, steps, &mut totals);
            self.settle::<STEPS, SAME>(row, &totals, &starts[..steps]);
        }
    }

    /// Sums of the flows. They are left at their amounts of the last step.
    #[inline(always)]
    fn total<const STEPS: usize, const SAME: bool>(&mut self, row: usize, steps: usize, totals: &mut Totals<STEPS>) {
        if self.commitment.is_some() {
            self.sum(COMPUTE, row, &mut totals[COMPUTE][..steps]);
        }
        self.sum(REVENUE, row, &mut totals[REVENUE][..steps]);
        self.sum(BURN, row, &mut totals[BURN][..steps]);
        if !SAME {
            self.sum(BURN_IN_RESULT, row, &mut totals[BURN_IN_RESULT][..steps]);
            self.sum(BURN_IN_CASH, row, &mut totals[BURN_IN_CASH][..steps]);
        }
    }

    /// One sum, step by step.
    #[inline(always)]
    fn sum(&mut self, sum: usize, row: usize, sums: &mut [Row]) {
        let parts = &self.spans.parts[sum];
        let mut level = Row::ZERO;
        for &flow in &parts.level {
            level = level + self.flows.amounts[flow].row(row);
        }
        sums.fill(level);
        for &flow in &parts.moving {
            let (mut amount, factor) = self.flows.row(flow, row);
            sums[0] = sums[0] + amount;
            for sum in &mut sums[1..] {
                amount = amount * factor;
                *sum = *sum + amount;
            }
            // Compute bought is summed once more, as burn.
            if sums.len() > 1 && sum != COMPUTE {
                self.flows.amounts[flow].set_row(row, amount);
            }
        }
    }

    /// Result, cash flow and cash, step by step; `starts` are the months at which the steps begin.
    #[inline(always)]
    fn settle<const STEPS: usize, const SAME: bool>(&mut self, row: usize, totals: &Totals<STEPS>, starts: &[f64]) {
        let cost_share = self.margin.row(row).map(|margin| 1.0 - margin);
        let least_compute = self.commitment.map(|annual| annual.row(row).map(|annual| annual * self.step_years));
        let (minimum, months) = (self.minimum, 12.0 * self.step_years);
        let so_far = |sum: &Lanes| if self.begins_year { Row::ZERO } else { sum.row(row) };
        let mut year_revenue = so_far(&self.year.revenue);
        let mut year_result = so_far(&self.year.operating_result);
        let mut year_flow = so_far(&self.year.cash_flow);
        let mut shortfall = self.shortfall.row(row);
        let mut with_capital = CashPathRow::of(self.with_capital, row);
        let mut without_capital = CashPathRow::of(self.without_capital, row);
        let mut last = [Row::ZERO; 4];
        for (step, (jumps, &start)) in self.jumps.iter().zip(starts).enumerate() {
            let revenue = totals[REVENUE][step];
            let running_cost = cost_share * revenue;
            let top_up = match least_compute {
                Some(least) => (least - (running_cost + totals[COMPUTE][step])).greater(Row::ZERO),
                None => Row::ZERO,
            };
            let left = revenue - running_cost - top_up - totals[BURN][step];
            let result = if SAME { left } else { left - totals[BURN_IN_RESULT][step] };
            let flow = if SAME { left } else { left - totals[BURN_IN_CASH][step] };
            let whole = StepFlow { flow, allowance: allowance(revenue, flow), start, months, minimum };
            let lowest = if jumps.is_empty() {
                with_capital.take(whole)
            } else {
                with_capital.take_jumps(jumps, true, row, whole)
            };
            without_capital.take(whole);
            shortfall = shortfall.greater(lowest.map(|cash| minimum - cash));
            year_revenue = year_revenue + revenue;
            year_result = year_result + result;
            year_flow = year_flow + flow;
            last = [running_cost, top_up, result, flow];
        }
        with_capital.leave(self.with_capital, row);
        without_capital.leave(self.without_capital, row);
        self.shortfall.set_row(row, shortfall);
        self.year.revenue.set_row(row, year_revenue);
        self.year.operating_result.set_row(row, year_result);
        self.year.cash_flow.set_row(row, year_flow);
        if let Some(sums) = &mut self.sums {
            sums.revenue.set_row(row, totals[REVENUE][starts.len() - 1]);
            let kept = [&mut sums.running_cost, &mut sums.top_up, &mut sums.operating_result, &mut sums.cash_flow];
            for (kept, last) in kept.into_iter().zip(last) {
                kept.set_row(row, last);
            }
        }
    }
}
