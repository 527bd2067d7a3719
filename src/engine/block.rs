//! One block of runs from the start to the horizon, lane by lane in arrays: MODEL.md, 5 to 12, in its order.

#![expect(clippy::needless_range_loop, reason = "lanes of several arrays side by side read best by their index")]
#![expect(clippy::float_cmp, reason = "steps are whole numbers, and NEVER is infinite: both are compared exactly")]

use super::growth::step_factors;
use super::observer::Observer;
use crate::model::{BurnLine, DriverId, Flow, Model, Raise};
use crate::sampling::lanes::{LANES, Lanes, extremes};
use crate::sampling::{Draws, Sampling};
use crate::scenario::Measure;

/// The moment, or the year, of what does not happen within the horizon.
pub const NEVER: f64 = f64::INFINITY;

const ZERO: Lanes = [0.0; LANES];

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
    /// Amount of the step, by revenue stream.
    pub revenue_by_stream: Vec<Lanes>,
    /// Amount of the step, by burn line.
    pub burn_by_line: Vec<Lanes>,
    /// Sums of the step.
    pub step: Sums,
    /// Capital that landed in the step.
    pub landed: Lanes,
    /// Sums of the calendar year so far.
    pub year: Sums,
    /// With new capital.
    pub with_capital: Course,
    /// Without.
    pub without_capital: Course,
    /// First year of profitability, as a place in the calendar's years, or [`NEVER`].
    pub profitable: Lanes,
    /// Capital needed.
    pub need: Lanes,
    streak: Lanes,
    revenue_state: Vec<FlowState>,
    burn_state: Vec<FlowState>,
    raises: Vec<RaiseState>,
}

/// What a company earns and spends in a step or a year.
#[derive(Debug)]
pub struct Sums {
    /// Revenue.
    pub revenue: Lanes,
    /// Cost of running the product.
    pub running_cost: Lanes,
    /// Top-up to the compute commitment.
    pub top_up: Lanes,
    /// Operating result.
    pub operating_result: Lanes,
    /// Operating cash flow.
    pub cash_flow: Lanes,
}

impl Sums {
    const ZERO: Self =
        Self { revenue: ZERO, running_cost: ZERO, top_up: ZERO, operating_result: ZERO, cash_flow: ZERO };
}

/// Cash along the steps and the moment at which it runs out.
#[derive(Debug)]
pub struct Course {
    /// Cash at the end of the step.
    pub cash: Lanes,
    /// Moment of exhaustion, or [`NEVER`].
    pub exhausted: Lanes,
}

#[derive(Debug, Clone)]
struct FlowState {
    /// Annual run rate of a growing flow.
    rate: Lanes,
    factor: Lanes,
    integral: Lanes,
}

/// The step at whose start the money lands, in each lane, and how much: nothing if it does not close.
#[derive(Debug, Clone)]
struct RaiseState {
    step: Lanes,
    /// The first and the last of these steps.
    window: [f64; 2],
    amount: Lanes,
}

impl<'m> Block<'m> {
    /// Room for a block of `model` under `seed`, by the design `sampling`.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64, sampling: Sampling) -> Self {
        let (revenue, burn) = (model.revenue.len(), model.burn.len());
        let state = FlowState { rate: ZERO, factor: ZERO, integral: ZERO };
        Self {
            model,
            index: 0,
            runs: 0,
            draws: Draws::new(model, seed, sampling),
            revenue_by_stream: vec![ZERO; revenue],
            burn_by_line: vec![ZERO; burn],
            step: Sums::ZERO,
            landed: ZERO,
            year: Sums::ZERO,
            with_capital: Course { cash: ZERO, exhausted: ZERO },
            without_capital: Course { cash: ZERO, exhausted: ZERO },
            profitable: ZERO,
            need: ZERO,
            streak: ZERO,
            revenue_state: vec![state.clone(); revenue],
            burn_state: vec![state; burn],
            raises: vec![RaiseState { step: ZERO, window: [0.0; 2], amount: ZERO }; model.capital.len()],
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
            self.take_step(step);
            observer.step(step, self);
            if calendar.ends_year(step) {
                self.close_year(calendar.year_of_step(step));
                observer.year(calendar.year_of_step(step), self);
                self.year = Sums::ZERO;
            }
        }
        observer.end(self);
    }

    #[inline(always)]
    fn open(&mut self) {
        let model = self.model;
        self.year = Sums::ZERO;
        self.streak = ZERO;
        self.profitable = [NEVER; LANES];
        let opening = self.draws.of(model.opening_cash);
        for course in [&mut self.with_capital, &mut self.without_capital] {
            course.cash = *opening;
            course.exhausted = [NEVER; LANES];
        }
        for lane in 0..LANES {
            self.need[lane] = (model.minimum_cash - opening[lane]).max(0.0);
        }
        let states = self.revenue_state.iter_mut().chain(&mut self.burn_state);
        let flows = model.revenue.iter().map(|stream| stream.flow).chain(model.burn.iter().map(|line| line.flow));
        for (state, flow) in states.zip(flows) {
            if let Flow::Growing { opening, .. } = flow {
                state.rate = *self.draws.of(opening);
            }
        }
        for (state, raise) in self.raises.iter_mut().zip(&model.capital) {
            state.plan(raise, &self.draws, model.calendar.months_per_step() as f64);
        }
    }

    #[inline(always)]
    fn take_step(&mut self, step: usize) {
        self.move_flows(step);
        self.sum_step();
        self.land_capital(step);
        let months = self.model.calendar.months_per_step() as f64;
        let moment = Moment { start: step as f64 * months, months, end: ((step + 1) as f64 * months).next_down() };
        let minimum = self.model.minimum_cash;
        self.with_capital.advance(&self.landed, &self.step.cash_flow, minimum, moment);
        self.without_capital.advance(&ZERO, &self.step.cash_flow, minimum, moment);
        for lane in 0..LANES {
            self.need[lane] = self.need[lane].max(minimum - self.with_capital.cash[lane]);
        }
    }

    /// The amount of every flow (MODEL.md, 5).
    #[inline(always)]
    fn move_flows(&mut self, step: usize) {
        let model = self.model;
        for (place, stream) in model.revenue.iter().enumerate() {
            let amounts = &mut self.revenue_by_stream[place];
            self.revenue_state[place].advance(stream.flow, step, model, &self.draws, amounts);
        }
        for (place, line) in model.burn.iter().enumerate() {
            let amounts = &mut self.burn_by_line[place];
            self.burn_state[place].advance(line.flow, step, model, &self.draws, amounts);
        }
    }

    /// Running cost, top-up, operating result and cash flow of the step (MODEL.md, 6 to 8).
    #[inline(always)]
    fn sum_step(&mut self) {
        let model = self.model;
        let sums = &mut self.step;
        sums.revenue = ZERO;
        for amounts in &self.revenue_by_stream {
            add(&mut sums.revenue, amounts);
        }
        if let Some(margin) = model.margin {
            let margin = self.draws.of(margin);
            for lane in 0..LANES {
                sums.running_cost[lane] = (1.0 - margin[lane]) * sums.revenue[lane];
            }
        }
        if let Some(commitment) = model.compute_commitment {
            top_up(sums, self.draws.of(commitment), model, &self.burn_by_line);
        }
        for lane in 0..LANES {
            let left = sums.revenue[lane] - sums.running_cost[lane] - sums.top_up[lane];
            sums.operating_result[lane] = left;
            sums.cash_flow[lane] = left;
        }
        for (line, amounts) in model.burn.iter().zip(&self.burn_by_line) {
            if line.in_result {
                subtract(&mut sums.operating_result, amounts);
            }
            if line.in_cash {
                subtract(&mut sums.cash_flow, amounts);
            }
        }
        for (year, step) in [
            (&mut self.year.revenue, &self.step.revenue),
            (&mut self.year.operating_result, &self.step.operating_result),
            (&mut self.year.cash_flow, &self.step.cash_flow),
        ] {
            add(year, step);
        }
    }

    /// Capital that lands at the start of the step (MODEL.md, 9).
    #[inline(always)]
    fn land_capital(&mut self, step: usize) {
        self.landed = ZERO;
        let is_due = |raise: &&RaiseState| (raise.window[0]..=raise.window[1]).contains(&(step as f64));
        for raise in self.raises.iter().filter(is_due) {
            for lane in 0..LANES {
                let lands = raise.step[lane] == step as f64;
                self.landed[lane] += if lands { raise.amount[lane] } else { 0.0 };
            }
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
            let is_new = streak >= wanted && self.profitable[lane] == NEVER;
            self.profitable[lane] = if is_new { first } else { self.profitable[lane] };
            self.streak[lane] = streak;
        }
    }
}

impl FlowState {
    /// The amount of the step, and the run rate after it.
    #[inline(always)]
    fn advance(&mut self, flow: Flow, step: usize, model: &Model, draws: &Draws<'_>, amounts: &mut Lanes) {
        let years = model.calendar.step_years();
        match flow {
            Flow::Growing { growth, .. } => {
                if is_renewed(growth, step, model) {
                    step_factors(draws.of(growth), years, &mut self.factor, &mut self.integral);
                }
                for lane in 0..LANES {
                    amounts[lane] = self.rate[lane] * self.integral[lane];
                    self.rate[lane] *= self.factor[lane];
                }
            }
            Flow::Annual { level } => {
                let level = draws.of(level);
                for lane in 0..LANES {
                    amounts[lane] = level[lane] * years;
                }
            }
        }
    }
}

fn is_renewed(driver: DriverId, step: usize, model: &Model) -> bool {
    model.drivers[driver].cadence.draws_at(step, &model.calendar)
}

impl RaiseState {
    /// When and how much, once the single drivers are drawn.
    #[inline(always)]
    fn plan(&mut self, raise: &Raise, draws: &Draws<'_>, months_per_step: f64) {
        self.amount = *draws.of(raise.amount);
        if let Some(closing) = raise.closing {
            let (probability, closes) = (draws.of(closing.probability), draws.of(closing.closes));
            for lane in 0..LANES {
                self.amount[lane] = if 1.0 - closes[lane] < probability[lane] { self.amount[lane] } else { 0.0 };
            }
        }
        self.step = [(raise.month / months_per_step).floor(); LANES];
        if let Some(delay) = raise.delay {
            let delay = draws.of(delay);
            for lane in 0..LANES {
                self.step[lane] = ((raise.month + delay[lane]) / months_per_step).floor();
            }
        }
        self.window = extremes(&self.step);
    }
}

/// A step's place in time, in months after the start.
#[derive(Clone, Copy)]
struct Moment {
    start: f64,
    months: f64,
    /// The last moment within the step.
    end: f64,
}

impl Course {
    /// Cash at the end of the step, and the moment of exhaustion if it falls in the step (MODEL.md, 10 and 11): cash is linear
    /// from what stands there once capital has landed.
    #[inline(always)]
    fn advance(&mut self, landed: &Lanes, flow: &Lanes, minimum: f64, step: Moment) {
        for lane in 0..LANES {
            let opening = self.cash[lane] + landed[lane];
            let closing = opening + flow[lane];
            let share = ((opening - minimum) / (opening - closing)).max(0.0);
            let moment = (share * step.months + step.start).min(step.end);
            let moment = if opening < minimum { step.start } else { moment };
            let is_new = (opening < minimum || closing < minimum) && self.exhausted[lane] == NEVER;
            self.exhausted[lane] = if is_new { moment } else { self.exhausted[lane] };
            self.cash[lane] = closing;
        }
    }
}

/// The part of the commitment that running the product and buying compute do not use (MODEL.md, 7).
#[inline(always)]
fn top_up(sums: &mut Sums, annual: &Lanes, model: &Model, burn_by_line: &[Lanes]) {
    let years = model.calendar.step_years();
    for lane in 0..LANES {
        sums.top_up[lane] = annual[lane] * years - sums.running_cost[lane];
    }
    let compute = |(line, _): &(&BurnLine, &Lanes)| line.compute;
    for (_, amounts) in model.burn.iter().zip(burn_by_line).filter(compute) {
        subtract(&mut sums.top_up, amounts);
    }
    for top_up in &mut sums.top_up {
        *top_up = top_up.max(0.0);
    }
}

#[inline(always)]
fn add(sum: &mut Lanes, amounts: &Lanes) {
    for (sum, amount) in sum.iter_mut().zip(amounts) {
        *sum += amount;
    }
}

#[inline(always)]
fn subtract(sum: &mut Lanes, amounts: &Lanes) {
    for (sum, amount) in sum.iter_mut().zip(amounts) {
        *sum -= amount;
    }
}
