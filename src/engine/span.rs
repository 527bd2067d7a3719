//! Spans: steps between which nothing is drawn. Eight runs at a time are taken through all of them (equations, 6 to 12), so that values
//! passed from one step to the next stay in registers.
//!
//! A span of one step and a span of twelve do the same to every run, bit for bit.

use super::cash_path::{CashPath, CashPathRow, StepFlow, moved};
use super::flows::Flows;
use super::jumps::Jumps;
use super::sums::{StepSums, YearSums};
use crate::model::{BurnLine, Flow, Model};
use crate::scenario::Step;
use crate::vector::{Lanes, ROWS, Row, Width, Work, at_known_width};
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
    pub(super) jumps: &'a [Jumps],
    /// Cash at the end of each step of the span.
    pub(super) cash: &'a mut [Lanes; MOST_STEPS],
    pub(super) with_capital: &'a mut CashPath,
    pub(super) without_capital: &'a mut CashPath,
    /// By how much, in units, cash was below the minimum where it was lowest.
    pub(super) shortfall: &'a mut Lanes,
    /// Sums of the last step, if an observer sees them.
    pub(super) sums: Option<&'a mut StepSums>,
    pub(super) year: &'a mut YearSums,
    /// Whether a year begins with the span.
    pub(super) begins_year: bool,
    /// The width of vectors, which the processor has.
    pub(super) width: Width,
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
        let so_far = |sum: &Lanes| if self.begins_year { Row::ZERO } else { sum.row(row) };
        let mut year_revenue = so_far(&self.year.revenue);
        let mut year_result = so_far(&self.year.operating_result);
        let mut year_flow = so_far(&self.year.cash_flow);
        let (mut flows, mut last) = ([Row::ZERO; STEPS], [Row::ZERO; 4]);
        for step in 0..starts.len() {
            let revenue = totals[REVENUE][step];
            let running_cost = cost_share * revenue;
            let top_up = match least_compute {
                Some(least) => (least - (running_cost + totals[COMPUTE][step])).greater(Row::ZERO),
                None => Row::ZERO,
            };
            let left = revenue - running_cost - top_up - totals[BURN][step];
            let result = if SAME { left } else { left - totals[BURN_IN_RESULT][step] };
            let flow = if SAME { left } else { left - totals[BURN_IN_CASH][step] };
            flows[step] = flow;
            year_revenue = year_revenue + revenue;
            year_result = year_result + result;
            year_flow = year_flow + flow;
            last = [running_cost, top_up, result, flow];
        }
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
        self.move_cash(row, &totals[REVENUE][..starts.len()], &flows[..starts.len()], starts);
    }

    /// Cash, with and without new capital, by revenue and cash flow of each step.
    ///
    /// Only in a row in which some run may run out it is looked at where exactly, which takes several times as long.
    #[inline(always)]
    fn move_cash(&mut self, row: usize, revenue: &[Row], flows: &[Row], starts: &[f64]) {
        let (mut cash, mut without) = (self.with_capital.cash.row(row), self.without_capital.cash.row(row));
        let (mut lowest, mut lowest_without) = (Row::all(f64::INFINITY), Row::all(f64::INFINITY));
        let mut turnover = Row::ZERO;
        let ends = self.cash.iter_mut();
        for (((&revenue, &flow), jumps), end) in revenue.iter().zip(flows).zip(self.jumps).zip(ends) {
            if jumps.is_empty_in(row) {
                cash = cash + flow;
                lowest = lowest.lesser(cash);
            } else {
                let (lowest_of_step, closing) = jumps.lowest(true, row, cash, flow);
                (lowest, cash) = (lowest.lesser(lowest_of_step), closing);
            }
            end.set_row(row, cash);
            without = without + flow;
            lowest_without = lowest_without.lesser(without);
            // Revenue and costs, neither of which is below 0.
            turnover = turnover + (revenue + revenue - flow);
        }
        let minimum = self.minimum;
        let shortfall = self.shortfall.row(row).greater(lowest.map(|lowest| minimum - lowest));
        self.shortfall.set_row(row, shortfall);
        let steps = Steps { row, revenue, flows, starts, months: 12.0 * self.step_years, minimum };
        for (path, raises, lowest, cash) in [
            (&mut *self.with_capital, true, lowest, cash),
            (&mut *self.without_capital, false, lowest_without, without),
        ] {
            if path.may_run_out(row, lowest, minimum) {
                at_known_width(self.width, Look { steps, path, jumps: if raises { Some(self.jumps) } else { None } });
            } else {
                path.pass(row, cash, turnover);
            }
        }
    }
}

/// The steps of a row of runs in a span, by step.
#[derive(Clone, Copy)]
struct Steps<'a> {
    row: usize,
    revenue: &'a [Row],
    flows: &'a [Row],
    starts: &'a [f64],
    months: f64,
    minimum: f64,
}

/// Taking a cash path through steps and looking where it runs out, as work for vectors; without jumps if there are none.
struct Look<'a> {
    steps: Steps<'a>,
    path: &'a mut CashPath,
    jumps: Option<&'a [Jumps]>,
}

impl Work for Look<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _width: Width) {
        let Steps { row, revenue, flows, starts, months, minimum } = self.steps;
        let mut taken = CashPathRow::of(self.path, row);
        for place in 0..flows.len() {
            let (revenue, flow) = (revenue[place], flows[place]);
            let step = StepFlow { flow, moved: moved(revenue, flow), start: starts[place], months, minimum };
            taken.take(self.jumps.map_or(&NO_JUMPS, |jumps| &jumps[place]), true, row, step);
        }
        taken.leave(self.path, row);
    }
}

/// What companies without new capital have, where nothing else jumps.
static NO_JUMPS: Jumps = Jumps::NONE;
