//! One block of runs from the start to the horizon, lane by lane in arrays: MODEL.md, 5 to 12, in its order.

use super::course::Course;
use super::flows::Flows;
use super::observer::Observer;
use super::raise::RaiseState;
use super::sums::{Sums, YearSums};
use crate::model::{BurnLine, Model};
use crate::sampling::lanes::{LANES, Lanes};
use crate::sampling::{Draws, Sampling};
use crate::scenario::{Measure, Step};

/// The moment, or the year, of what does not happen within the horizon.
pub const NEVER: f64 = f64::INFINITY;

const ZERO: Lanes = Lanes::all(0.0);
const ONE: Lanes = Lanes::all(1.0);

/// The place in the calendar's years of a lane's [`Block::profitable`]; `None` if [`NEVER`].
#[must_use]
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the place of a year, a small whole number")]
pub fn year_of(profitable: f64) -> Option<usize> {
    (profitable < NEVER).then_some(profitable as usize)
}

/// The runs of one block at a step. Amounts are in units; moments are in months after the start.
#[derive(Debug)]
pub struct Block<'m> {
    /// What is simulated.
    pub model: &'m Model,
    /// Which block: its first run is `index` times the number of lanes.
    pub index: u64,
    /// The lanes that count: the first so many.
    pub runs: usize,
    /// The draws of the step.
    pub draws: Draws<'m>,
    /// Sums of the step.
    pub step: Sums,
    /// Capital that landed in the step.
    pub landed: Lanes,
    /// Whether any did.
    has_landed: bool,
    /// Sums of the calendar year so far.
    pub year: YearSums,
    /// With new capital.
    pub with_capital: Course,
    /// Without.
    pub without_capital: Course,
    /// First year of profitability, as a place in the calendar's years, or [`NEVER`].
    pub profitable: Lanes,
    /// Capital needed.
    pub need: Lanes,
    streak: Lanes,
    flows: Flows,
    raises: Vec<RaiseState>,
}

impl<'m> Block<'m> {
    /// Room for a block of `model` under `seed`, by the design `sampling`.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64, sampling: Sampling) -> Self {
        Self {
            model,
            index: 0,
            runs: 0,
            draws: Draws::new(model, seed, sampling),
            step: Sums::ZERO,
            landed: ZERO,
            has_landed: false,
            year: YearSums::ZERO,
            with_capital: Course::NEW,
            without_capital: Course::NEW,
            profitable: ZERO,
            need: ZERO,
            streak: ZERO,
            flows: Flows::new(model),
            raises: vec![RaiseState::NEW; model.capital.len()],
        }
    }

    /// Follows block `index`, of which `runs` lanes count, to the horizon.
    #[inline(always)]
    pub fn follow(&mut self, index: u64, runs: usize, observer: &mut impl Observer) {
        let calendar = &self.model.calendar;
        (self.index, self.runs) = (index, runs);
        self.draws.start(index, runs);
        for step in 0..calendar.steps() {
            self.draws.advance(step);
            if step == 0 {
                self.open();
            }
            self.flows.advance(step, &self.draws);
            self.sum_flows(step);
            self.land_capital(step);
            if self.model.result_is_cash_flow {
                self.settle::<true>(step)
            } else {
                self.settle::<false>(step)
            }
            observer.step(step, self);
            if calendar.ends_year(step) {
                self.close_year(calendar.year_of_step(step));
                observer.year(calendar.year_of_step(step), self);
            }
        }
        self.with_capital.finish(calendar.months_per_step() as f64);
        self.without_capital.finish(calendar.months_per_step() as f64);
        observer.end(self);
    }

    #[inline(always)]
    fn open(&mut self) {
        let model = self.model;
        self.streak = ZERO;
        self.profitable = Lanes::all(NEVER);
        let opening = self.draws.of(model.opening_cash);
        self.with_capital.open(opening);
        self.without_capital.open(opening);
        for lane in 0..LANES {
            self.need[lane] = (model.minimum_cash - opening[lane]).max(0.0);
        }
        self.flows.open(&self.draws);
        for (state, raise) in self.raises.iter_mut().zip(&model.capital) {
            state.plan(raise, &self.draws, model.calendar.months_per_step() as f64);
        }
    }

    /// The amount of the step, by revenue stream.
    #[must_use]
    pub fn revenue_by_stream(&self) -> &[Lanes] {
        &self.flows.amounts[..self.model.revenue.len()]
    }

    /// The amount of the step, by burn line.
    #[must_use]
    pub fn burn_by_line(&self) -> &[Lanes] {
        &self.flows.amounts[self.model.revenue.len()..]
    }

    /// Revenue of all streams and burn of all lines, where the step changes them.
    #[inline(always)]
    fn sum_flows(&mut self, step: usize) {
        let (model, flows, sums) = (self.model, &self.flows, &mut self.step);
        let streams = model.revenue.len();
        flows.sum(step, 0..streams, &mut sums.revenue);
        let lines = |counts: fn(&BurnLine) -> bool| {
            let lines = model.burn.iter().enumerate().filter(move |(_, line)| counts(line));
            lines.map(move |(place, _)| streams + place)
        };
        flows.sum(step, lines(|line| line.in_result), &mut sums.burn_in_result);
        if !model.result_is_cash_flow {
            flows.sum(step, lines(|line| line.in_cash), &mut sums.burn_in_cash);
        }
        if model.compute_commitment.is_some() {
            flows.sum(step, lines(|line| line.compute), &mut sums.compute);
        }
    }

    /// Capital that lands at the start of the step (MODEL.md, 9).
    #[inline(always)]
    fn land_capital(&mut self, step: usize) {
        let step = step as f64;
        if self.has_landed {
            self.landed = ZERO;
            self.has_landed = false;
        }
        // A plain loop: what iterators make of it is not compiled for the width of vectors.
        for raise in &self.raises {
            if raise.is_due(step) {
                raise.land(step, &mut self.landed);
                self.has_landed = true;
            }
        }
    }

    /// Result, cash flow and cash of the step, in one pass (MODEL.md, 6 to 12).
    #[inline(always)]
    fn settle<const SAME: bool>(&mut self, step: usize) {
        let (model, calendar) = (self.model, &self.model.calendar);
        let margin = model.margin.map_or(&ONE, |margin| self.draws.of(margin));
        if let Some(commitment) = model.compute_commitment {
            self.step.top_up(self.draws.of(commitment), margin, calendar.step_years());
        }
        let is_first = step == 0 || calendar.begins(Step::Year, step);
        let (minimum, start) = (model.minimum_cash, (step * calendar.months_per_step()) as f64);
        let (sums, year) = (&mut self.step, &mut self.year);
        for lane in 0..LANES {
            // All that is read comes before all that is written: the arrays lie whole pages apart, and a processor takes a read that
            // follows a write at the same place of another page for a read of what was written.
            let revenue = sums.revenue[lane];
            let so_far = |year: &Lanes| if is_first { 0.0 } else { year[lane] };
            let (year_revenue, year_result, year_flow) =
                (so_far(&year.revenue), so_far(&year.operating_result), so_far(&year.cash_flow));
            let running_cost = (1.0 - margin[lane]) * revenue;
            let left = revenue - running_cost - sums.top_up[lane];
            let result = left - sums.burn_in_result[lane];
            let flow = if SAME { result } else { left - sums.burn_in_cash[lane] };
            let with_capital = self.with_capital.ahead(lane, self.landed[lane], flow, minimum);
            let without_capital = self.without_capital.ahead(lane, 0.0, flow, minimum);
            let need = self.need[lane].max(minimum - with_capital.closing);

            (sums.running_cost[lane], sums.operating_result[lane], sums.cash_flow[lane]) = (running_cost, result, flow);
            year.revenue[lane] = year_revenue + revenue;
            year.operating_result[lane] = year_result + result;
            year.cash_flow[lane] = year_flow + flow;
            self.need[lane] = need;
            self.with_capital.advance(lane, with_capital, minimum, start);
            self.without_capital.advance(lane, without_capital, minimum, start);
        }
    }

    /// Whether the year, with those just before it, is profitable (MODEL.md, 11).
    #[inline(always)]
    fn close_year(&mut self, year: usize) {
        let measure = match self.model.measure {
            Measure::OperatingResult => &self.year.operating_result,
            Measure::CashFlow => &self.year.cash_flow,
        };
        let wanted = self.model.for_years as f64;
        let first = (year + 1) as f64 - wanted;
        for lane in 0..LANES {
            let streak = if measure[lane] >= 0.0 { self.streak[lane] + 1.0 } else { 0.0 };
            self.streak[lane] = streak;
            let this = if streak >= wanted { first } else { NEVER };
            self.profitable[lane] = self.profitable[lane].min(this);
        }
    }
}
