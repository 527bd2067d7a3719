//! Spans: steps between which nothing is drawn. Eight runs at a time are taken through all of them (MODEL.md, 6 to 12), so that what a step
//! leaves for the next stays in registers.
//!
//! A span of one step and a span of twelve do the same to every run, bit for bit.

use super::block::NEVER;
use super::course::Course;
use super::flows::Flows;
use super::sums::{Sums, YearSums};
use crate::model::{BurnLine, Flow, Model};
use crate::sampling::lanes::{Lanes, ROWS, Row};
use crate::scenario::Step;
use std::ops::Range;

/// Steps of the longest span: the months of a year.
pub(super) const MOST_STEPS: usize = 12;

/// Where spans end, and what flows count in.
#[derive(Debug)]
pub(super) struct Spans {
    /// By step, the step after the last of the span that begins with it.
    ends: Vec<usize>,
    /// Flows that are the same in every step of a span, and the others.
    level: Vec<Part>,
    moving: Vec<Part>,
}

/// A flow, and what it counts in.
#[derive(Debug, Clone, Copy)]
struct Part {
    flow: usize,
    /// One of the first four of [`Totals`].
    sum: usize,
    /// Whether it is compute bought, and that matters.
    is_compute: bool,
}

/// Sums of a step: revenue; burn that counts in result and cash, in the result alone, in cash alone; and compute bought, which is among them.
const SUMS: usize = 5;
const REVENUE: usize = 0;
const BURN: usize = 1;
const BURN_IN_RESULT: usize = 2;
const BURN_IN_CASH: usize = 3;
const COMPUTE: usize = 4;

impl Spans {
    pub(super) fn new(model: &Model) -> Self {
        let stream = |flow| Part { flow, sum: REVENUE, is_compute: false };
        let line = |(place, line): (usize, &BurnLine)| Part {
            flow: model.revenue.len() + place,
            sum: match (line.in_result, line.in_cash) {
                (true, false) => BURN_IN_RESULT,
                (false, true) => BURN_IN_CASH,
                _ => BURN,
            },
            is_compute: line.compute && model.compute_commitment.is_some(),
        };
        let parts = (0..model.revenue.len()).map(stream).chain(model.burn.iter().enumerate().map(line));
        let flow = |part: &Part| match part.flow.checked_sub(model.revenue.len()) {
            Some(line) => model.burn[line].flow,
            None => model.revenue[part.flow].flow,
        };
        let (level, moving) = parts.partition(|part| matches!(flow(part), Flow::Annual { .. }));
        Self { ends: ends(model), level, moving }
    }

    /// The span that begins with `step`; of a single step if each is to be seen.
    #[inline(always)]
    pub(super) fn from(&self, step: usize, sees_steps: bool) -> Range<usize> {
        step..if sees_steps { step + 1 } else { self.ends[step] }
    }
}

/// By step, the next one at which a year begins or anything is drawn; where flows go by users, the next one.
fn ends(model: &Model) -> Vec<usize> {
    let calendar = &model.calendar;
    let begins = |step: usize| {
        calendar.begins(Step::Year, step)
            || model.users.is_some()
            || model.drivers.iter().any(|driver| driver.cadence.draws_at(step, calendar))
    };
    let mut ends = vec![calendar.steps(); calendar.steps()];
    for step in (0..calendar.steps().saturating_sub(1)).rev() {
        ends[step] = if begins(step + 1) { step + 1 } else { ends[step + 1] };
    }
    ends
}

/// What a span reads and changes.
pub(super) struct Span<'a> {
    pub(super) spans: &'a Spans,
    pub(super) flows: &'a mut Flows,
    pub(super) margin: &'a Lanes,
    /// The compute commitment of a step.
    pub(super) commitment: Option<&'a Lanes>,
    pub(super) step_years: f64,
    pub(super) minimum: f64,
    /// Capital that lands, by step of the span.
    pub(super) landed: &'a [Lanes; MOST_STEPS],
    pub(super) with_capital: &'a mut Course,
    pub(super) without_capital: &'a mut Course,
    pub(super) need: &'a mut Lanes,
    /// Of the last step, if anyone sees them.
    pub(super) sums: Option<&'a mut Sums>,
    pub(super) year: &'a mut YearSums,
    /// Whether a calendar year begins with the span.
    pub(super) begins_year: bool,
}

/// The sums of a row, by step of a span of at most so many.
type Totals<const STEPS: usize> = [[Row; STEPS]; SUMS];

impl Span<'_> {
    /// Takes so many steps, at most `STEPS`, the first of which begins at the month `start`. `SAME`: the cash flow is the result.
    #[inline(always)]
    pub(super) fn take<const STEPS: usize, const SAME: bool>(&mut self, steps: usize, start: f64) {
        // Known to the compiler where it is one.
        let steps = if STEPS == 1 { 1 } else { steps.min(STEPS) };
        let (mut totals, mut starts) = ([[Row::ZERO; STEPS]; SUMS], [start; STEPS]);
        for (step, start) in starts.iter_mut().enumerate() {
            *start += step as f64 * 12.0 * self.step_years;
        }
        for row in 0..ROWS {
            self.total::<STEPS, SAME>(row, steps, &mut totals);
            self.settle::<STEPS, SAME>(row, &totals, &starts[..steps]);
        }
    }

    /// Sums of the flows. They are left at their amounts of the last step.
    #[inline(always)]
    fn total<const STEPS: usize, const SAME: bool>(&mut self, row: usize, steps: usize, totals: &mut Totals<STEPS>) {
        let mut level = [Row::ZERO; SUMS];
        for part in &self.spans.level {
            let amount = self.flows.amounts[part.flow].row(row);
            level[part.sum] = level[part.sum] + amount;
            if part.is_compute {
                level[COMPUTE] = level[COMPUTE] + amount;
            }
        }
        let needed = [true, true, !SAME, !SAME, self.commitment.is_some()];
        for sum in 0..SUMS {
            if needed[sum] {
                totals[sum][..steps].fill(level[sum]);
            }
        }
        for part in &self.spans.moving {
            if part.is_compute {
                self.add(part.flow, row, &mut totals[COMPUTE][..steps]);
            }
            let last = self.add(part.flow, row, &mut totals[part.sum][..steps]);
            if STEPS > 1 {
                self.flows.amounts[part.flow].set_row(row, last);
            }
        }
    }

    /// Adds the amounts of a flow to a sum, step by step; returns that of the last step.
    #[inline(always)]
    fn add(&self, flow: usize, row: usize, sum: &mut [Row]) -> Row {
        let (first, factor) = self.flows.row(flow, row);
        let mut amount = first;
        sum[0] = sum[0] + amount;
        for sum in &mut sum[1..] {
            amount = amount * factor;
            *sum = *sum + amount;
        }
        amount
    }

    /// Result, cash flow and cash, step by step, each of which begins at so many months.
    #[inline(always)]
    fn settle<const STEPS: usize, const SAME: bool>(&mut self, row: usize, totals: &Totals<STEPS>, starts: &[f64]) {
        let cost_share = self.margin.row(row).map(|margin| 1.0 - margin);
        let least_compute = self.commitment.map(|annual| annual.row(row).map(|annual| annual * self.step_years));
        let minimum = self.minimum;
        let so_far = |sum: &Lanes| if self.begins_year { Row::ZERO } else { sum.row(row) };
        let mut year_revenue = so_far(&self.year.revenue);
        let mut year_result = so_far(&self.year.operating_result);
        let mut year_flow = so_far(&self.year.cash_flow);
        let mut need = self.need.row(row);
        let mut with_capital = CourseRow::of(self.with_capital, row);
        let mut without_capital = CourseRow::of(self.without_capital, row);
        let mut last = [Row::ZERO; 4];
        for (step, (landed, &start)) in self.landed.iter().zip(starts).enumerate() {
            let revenue = totals[REVENUE][step];
            let running_cost = cost_share * revenue;
            let top_up = match least_compute {
                Some(least) => (least - (running_cost + totals[COMPUTE][step])).greater(Row::ZERO),
                None => Row::ZERO,
            };
            let left = revenue - running_cost - top_up - totals[BURN][step];
            let result = if SAME { left } else { left - totals[BURN_IN_RESULT][step] };
            let flow = if SAME { left } else { left - totals[BURN_IN_CASH][step] };
            with_capital.take(landed.row(row), flow, minimum, start);
            without_capital.take(Row::ZERO, flow, minimum, start);
            need = need.greater(with_capital.cash.map(|cash| minimum - cash));
            year_revenue = year_revenue + revenue;
            year_result = year_result + result;
            year_flow = year_flow + flow;
            last = [running_cost, top_up, result, flow];
        }
        with_capital.leave(self.with_capital, row);
        without_capital.leave(self.without_capital, row);
        self.need.set_row(row, need);
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

/// The course of cash of eight runs.
struct CourseRow {
    cash: Row,
    exhausted: Row,
    above: Row,
    taken: Row,
}

impl CourseRow {
    #[inline(always)]
    fn of(course: &Course, row: usize) -> Self {
        Self {
            cash: course.cash.row(row),
            exhausted: course.exhausted.row(row),
            above: course.above.row(row),
            taken: course.taken.row(row),
        }
    }

    #[inline(always)]
    fn leave(&self, course: &mut Course, row: usize) {
        course.cash.set_row(row, self.cash);
        course.exhausted.set_row(row, self.exhausted);
        course.above.set_row(row, self.above);
        course.taken.set_row(row, self.taken);
    }

    /// Takes a step: cash is linear from what stands there once capital has `landed` ([`Course::ahead`], [`Course::advance`]).
    #[inline(always)]
    fn take(&mut self, landed: Row, flow: Row, minimum: f64, start: f64) {
        let opening = self.cash + landed;
        let closing = opening + flow;
        let before = (opening.lesser(closing), self.exhausted);
        let is_news = |lowest: f64, exhausted: f64| (lowest < minimum) & (exhausted == NEVER);
        self.exhausted = self.exhausted.or_where(before, Row::all(start), is_news);
        self.above = self.above.or_where(before, opening.map(|opening| opening - minimum), is_news);
        self.taken = self.taken.or_where(before, opening - closing, is_news);
        self.cash = closing;
    }
}
