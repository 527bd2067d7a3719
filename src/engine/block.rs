//! One block of runs from the start to the horizon, lane by lane in arrays: equations, 5 to 12, in its order. What goes beyond them is in
//! `financing`.

use super::auxiliary_solves::{AuxiliarySolve, AuxiliarySolves, Counterfactual, RequestedOutputs};
use super::cash_path::{CashPath, CashPathRow, StepFlow, TOLERANCE, moved};
use super::counterfactual_record::CounterfactualRecord;
use super::financing::Financing;
use super::flows::Flows;
use super::jumps::Jumps;
use super::moment::NEVER;
use super::observer::{NullObserver, Observer};
use super::raise::land;
use super::span::{MOST_STEPS, SpanState, Spans};
use super::sums::{StepSums, YearSums};
use crate::model::{Company, Model, Settlement};
use crate::sampling::{Draws, Futures, Passes, Variation};
use crate::scenario::{Bound, Measure, Step};
use crate::vector::{Flags, LANES, Lanes, NOWHERE, ROWS, Row, Width, Work, at_full_width, at_width};
use std::ops::Range;

const ZERO: Lanes = Lanes::all(0.0);
const ONE: Lanes = Lanes::all(1.0);

/// The runs of one block at a step. Amounts are in units; moments are in months after the start.
#[derive(Debug)]
pub struct Block<'m> {
    /// The model that is simulated.
    pub model: &'m Model,
    settlement: Settlement,
    /// The number of the block: its first run is `index` times the number of lanes.
    pub index: u64,
    /// The number of lanes that count, from the first.
    pub runs: usize,
    /// The draws of the step.
    pub draws: Draws<'m>,
    /// Sums of the step, for an observer that sees steps.
    pub step: StepSums,
    /// Capital received in the step, in units, for an observer that sees steps.
    pub(super) received: Lanes,
    /// What moves cash on days of its own, by step; of a company that is settled step by step, in the step.
    jumps: Vec<Jumps>,
    /// Sums of the year so far.
    pub year: YearSums,
    /// Cash at the end of each step of the span, in units.
    pub(super) cash: Box<[Lanes; MOST_STEPS]>,
    /// The cash path with new capital.
    pub with_capital: CashPath,
    /// The cash path without new capital.
    pub without_capital: CashPath,
    /// First year of profitability, as an index into the calendar's years, or [`NEVER`].
    pub profitable: Lanes,
    /// The same without new capital.
    pub profitable_without: Lanes,
    /// What claims ask of the runs without new capital beside their clocks, if these have a simulation of their own.
    pub without_capital_record: Option<Box<CounterfactualRecord>>,
    /// Capital needed, in units, where it [is known](Self::knows_need).
    pub need: Lanes,
    /// Credit, debt, cuts, receivables and payables, if the model has any.
    pub financing: Option<Box<Financing>>,
    /// By how much, in units, cash is below the minimum where it is lowest; below 0 if it never is.
    shortfall: Lanes,
    auxiliary: AuxiliarySolves,
    streak: Lanes,
    flows: Flows,
    spans: Spans,
    /// By event, where it may fire; empty if no event requires anything.
    gates: Vec<Flags>,
}

/// How often the draws of a block are used: companies that react need auxiliary solves.
fn passes(settlement: Settlement) -> Passes {
    match settlement {
        Settlement::Stepwise { reacts, is_apart, .. } if reacts || is_apart => Passes::Many,
        Settlement::Stepwise { .. } | Settlement::Plain { .. } => Passes::One,
    }
}

/// Room for the gates of events, if any requires something.
fn gates(company: &Company) -> Vec<Flags> {
    let is_gated = company.event_requires.iter().any(|rules| !rules.is_empty());
    vec![NOWHERE; if is_gated { company.event_requires.len() } else { 0 }]
}

/// Following one block, as work for vectors.
struct Follow<'a, 'm> {
    block: &'a mut Block<'m>,
    index: u64,
    runs: usize,
    observer: &'a mut dyn Observer,
}

impl Work for Follow<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, width: Width) {
        self.block.follow_lanes(width, self.index, self.runs, self.observer);
    }
}

impl<'m> Block<'m> {
    /// Room for a block of some futures of `model`.
    #[must_use]
    pub fn new(model: &'m Model, futures: &Futures) -> Self {
        Self::varied(model, futures, &Variation::none(), RequestedOutputs::Everything)
    }

    /// The same with the random streams of some drivers changed, for the requested outputs.
    #[must_use]
    pub fn varied(model: &'m Model, futures: &Futures, variation: &Variation, outputs: RequestedOutputs<'_>) -> Self {
        let settlement = model.company.settlement();
        Self {
            model,
            settlement,
            index: 0,
            runs: 0,
            draws: Draws::varied(&model.inputs, futures, variation, passes(settlement)),
            step: StepSums::ZERO,
            received: ZERO,
            jumps: vec![Jumps::NONE; if settlement.is_plain() { model.inputs.calendar.steps() } else { 1 }],
            year: YearSums::ZERO,
            cash: Box::new([ZERO; MOST_STEPS]),
            with_capital: CashPath::NEW,
            without_capital: CashPath::NEW,
            profitable: ZERO,
            profitable_without: ZERO,
            need: ZERO,
            financing: Financing::new(model, settlement),
            shortfall: ZERO,
            auxiliary: AuxiliarySolves::new(&model.company, settlement, outputs),
            without_capital_record: CounterfactualRecord::new(&model.company, model.inputs.calendar.years().len()),
            streak: ZERO,
            flows: Flows::new(model),
            spans: Spans::new(model),
            gates: gates(&model.company),
        }
    }

    /// Simulates block `index`, of which `runs` lanes count, to the horizon: once for each auxiliary solve, and then as written, reporting
    /// to `observer`.
    pub fn follow(&mut self, index: u64, runs: usize, observer: &mut dyn Observer) {
        at_full_width(Follow { block: self, index, runs, observer });
    }

    /// The same with vectors of a given width; returns whether this processor has them.
    pub fn follow_at(&mut self, width: Width, index: u64, runs: usize, observer: &mut dyn Observer) -> bool {
        at_width(width, Follow { block: self, index, runs, observer }).is_some()
    }

    #[inline(always)]
    fn follow_lanes(&mut self, width: Width, index: u64, runs: usize, observer: &mut dyn Observer) {
        (self.index, self.runs) = (index, runs);
        self.draws.start(width, index, runs);
        let mut solve = self.auxiliary.begin(index);
        loop {
            let observer: &mut dyn Observer = if solve.is_none() { &mut *observer } else { &mut NullObserver };
            self.walk(width, &self.auxiliary.counterfactual(solve), observer);
            let Some(asked) = solve else { break };
            self.draws.rewind();
            solve = self.learn(asked);
        }
        observer.end(self);
    }

    /// Keeps the result of a solve; returns the next solve.
    #[inline(always)]
    fn learn(&mut self, solve: AuxiliarySolve) -> Option<AuxiliarySolve> {
        match solve {
            AuxiliarySolve::WithoutCapital => {
                self.without_capital.clone_from(&self.with_capital);
                self.profitable_without = self.profitable;
                if let (Some(record), Some(financing)) = (&mut self.without_capital_record, &self.financing) {
                    record.keep(financing);
                }
            }
            AuxiliarySolve::Bound(bound) => self.auxiliary.note_bound(bound, &self.shortfall),
            AuxiliarySolve::Need => match self.auxiliary.note_trial(&self.shortfall) {
                Some(need) => self.need = *need,
                None => return Some(solve),
            },
        }
        self.auxiliary.after(solve, self.index)
    }

    /// The lanes of runs whose cash has left the range of numbers.
    pub fn overflowing(&self) -> impl Iterator<Item = usize> {
        let cash = self.with_capital.cash[..self.runs].iter().enumerate();
        cash.filter(|(_, cash)| !cash.is_finite()).map(|(lane, _)| lane)
    }

    /// Whether capital needed is known of this block's runs: where something reacts to cash, only if it [was requested](RequestedOutputs).
    #[must_use]
    pub fn knows_need(&self) -> bool {
        self.auxiliary.know_need(self.index)
    }

    /// Whether capital needed meets a bound, in each lane; known for every run.
    #[must_use]
    pub fn need_meets(&self, bound: Bound) -> Lanes<bool> {
        match bound {
            Bound::AtMost(most) => self.lasts_with(most),
            Bound::AtLeast(least) if self.settlement.reacts() => {
                let lasts = self.lasts_with(least);
                Lanes::from_fn(|lane| least <= 0.0 || !lasts[lane])
            }
            Bound::AtLeast(least) => Lanes::from_fn(|lane| self.need[lane] >= least),
        }
    }

    /// Whether each run lasts with so much more at the start, in units; with less than nothing more none does. Where something reacts to
    /// cash, only amounts that [were requested](RequestedOutputs) are known.
    #[must_use]
    pub fn lasts_with(&self, amount: f64) -> Lanes<bool> {
        if !self.settlement.reacts() {
            return Lanes::from_fn(|lane| self.need[lane] <= amount);
        }
        let solved = self.auxiliary.lasts_with(amount);
        Lanes::from_fn(|lane| match solved {
            Some(lasts) => lasts[lane],
            None => amount >= 0.0 && self.with_capital.exhausted[lane] == NEVER,
        })
    }

    /// Takes the block, whose draws stand before the first step, to the horizon.
    #[inline(always)]
    fn walk(&mut self, width: Width, counterfactual: &Counterfactual, observer: &mut dyn Observer) {
        let calendar = &self.model.inputs.calendar;
        let sees_steps = observer.sees_steps();
        let mut step = 0;
        while step < calendar.steps() {
            let span = self.spans.from(step, sees_steps || self.financing.is_some());
            self.draws.advance(step);
            self.open_gates(step);
            self.draws.act(step, &self.gates);
            if step == 0 {
                self.open(counterfactual);
            }
            self.flows.advance(step, &self.draws);
            if self.financing.is_some() {
                self.finance(step, counterfactual);
            } else {
                self.settle(width, span.clone(), sees_steps);
            }
            observer.span(span.clone(), self);
            if sees_steps {
                observer.step(step, self);
            }
            let last = span.end - 1;
            if calendar.ends_year(last) {
                self.close_year(calendar.year_of_step(last));
                if let (false, Some(record)) = (counterfactual.raises, &mut self.without_capital_record) {
                    record.keep_year(
                        calendar.year_of_step(last),
                        &self.year,
                        &self.with_capital,
                        self.financing.as_deref(),
                    );
                }
                observer.year(calendar.year_of_step(last), self);
            }
            step = span.end;
        }
        self.finish();
    }

    /// The moments of exhaustion, and what a run that lasts needs: nothing.
    #[inline(always)]
    fn finish(&mut self) {
        let (minimum, months) = (self.model.company.minimum_cash, self.model.inputs.calendar.months_per_step() as f64);
        self.with_capital.finish(minimum, months);
        if !self.settlement.is_apart() {
            self.without_capital.finish(minimum, months);
            self.profitable_without = self.profitable;
        }
        for lane in 0..LANES {
            let lasts = self.with_capital.exhausted[lane] == NEVER;
            self.shortfall[lane] = if lasts { self.shortfall[lane].min(0.0) } else { self.shortfall[lane] };
            if !self.settlement.reacts() {
                self.need[lane] = self.shortfall[lane].max(0.0);
            }
        }
    }

    /// Opens the gates of events that require something where it holds (equations, 15): before the first step, by the flows of that step if
    /// none of these events fires.
    #[inline(always)]
    fn open_gates(&mut self, step: usize) {
        let model = self.model;
        let Some(financing) = self.financing.as_mut().filter(|_| !self.gates.is_empty()) else { return };
        if step == 0 {
            self.gates.fill(NOWHERE);
            self.draws.try_at_start(&self.gates);
            self.flows.open(&self.draws);
            self.flows.advance(step, &self.draws);
            financing.open(model, &self.flows, &self.draws, false, &mut self.step);
            self.with_capital.cash = *self.draws.of(model.company.opening_cash);
        }
        for (gate, rules) in self.gates.iter_mut().zip(&model.company.event_requires) {
            *gate = financing.meets(rules, &self.draws, (&self.with_capital.cash, &self.step));
        }
    }

    #[inline(always)]
    fn open(&mut self, counterfactual: &Counterfactual) {
        let model = self.model;
        self.streak = ZERO;
        self.profitable = Lanes::all(NEVER);
        let mut opening = *self.draws.of(model.company.opening_cash);
        self.flows.open(&self.draws);
        self.shortfall = Lanes::all(f64::NEG_INFINITY);
        if self.financing.is_some() {
            for lane in 0..LANES {
                opening[lane] += counterfactual.extra[lane];
            }
        } else {
            self.jumps.iter_mut().for_each(Jumps::clear_landed);
            let months_per_step = model.inputs.calendar.months_per_step() as f64;
            for raise in &model.company.capital {
                land(raise, &self.draws, months_per_step, &mut self.jumps);
            }
        }
        self.with_capital.open(&opening, model.company.minimum_cash);
        if !self.settlement.is_apart() {
            self.without_capital.open(&opening, model.company.minimum_cash);
        }
    }

    /// Looks at cash at the start, before which nothing has flowed, where no jumps of the first day are looked at.
    #[inline(always)]
    fn look_at_start(&mut self, without_capital_too: bool) {
        let minimum = self.model.company.minimum_cash;
        if self.jumps[0].is_empty() {
            self.with_capital.look(minimum);
            for lane in 0..LANES {
                self.shortfall[lane] = minimum - self.with_capital.cash[lane];
            }
        }
        if without_capital_too && !self.settlement.is_apart() {
            self.without_capital.look(minimum);
        }
    }

    /// User-years of the step (users times its length in years), if users are counted.
    #[must_use]
    pub fn users(&self) -> Option<&Lanes> {
        self.flows.users()
    }

    /// The revenue of the step, in units, by revenue stream.
    #[must_use]
    pub fn revenue_by_stream(&self) -> &[Lanes] {
        let streams = &self.flows.amounts[..self.model.company.revenue.len()];
        self.financing.as_ref().map_or(streams, |financing| &financing.streams)
    }

    /// The cost of the step, in units, by burn line.
    #[must_use]
    pub fn burn_by_line(&self) -> &[Lanes] {
        let (streams, lines) = (self.model.company.revenue.len(), self.model.company.burn.len());
        self.financing.as_ref().map_or(&self.flows.amounts[streams..streams + lines], |financing| &financing.lines)
    }

    /// Result, cash flow and cash of a span of steps.
    #[inline(always)]
    fn settle(&mut self, width: Width, span: Range<usize>, sees_steps: bool) {
        let (model, calendar) = (self.model, &self.model.inputs.calendar);
        let (steps, start) = (span.len(), (span.start * calendar.months_per_step()) as f64);
        if span.start == 0 {
            self.look_at_start(true);
        }
        if sees_steps {
            self.received = ZERO;
            self.jumps[span.start].add_received(&mut self.received);
        }
        let mut span = SpanState {
            spans: &self.spans,
            flows: &mut self.flows,
            margin: model.company.margin.map_or(&ONE, |margin| self.draws.of(margin)),
            commitment: model.company.compute_commitment.map(|commitment| self.draws.of(commitment)),
            step_years: calendar.step_years(),
            minimum: model.company.minimum_cash,
            jumps: &self.jumps[span.start..span.end],
            cash: &mut self.cash,
            with_capital: &mut self.with_capital,
            without_capital: &mut self.without_capital,
            shortfall: &mut self.shortfall,
            sums: sees_steps.then_some(&mut self.step),
            year: &mut self.year,
            width,
            begins_year: span.start == 0 || calendar.begins(Step::Year, span.start),
        };
        if self.settlement.result_is_cash_flow() {
            span.walk::<true>(steps, start);
        } else {
            span.walk::<false>(steps, start);
        }
    }

    /// A step with conditional funding, debt, cuts or payment lags (equations, 6 to 12 and 16 to 20).
    #[inline(always)]
    fn finance(&mut self, step: usize, counterfactual: &Counterfactual) {
        let model = self.model;
        let Some(financing) = &mut self.financing else { return };
        let (draws, flows, sums) = (&self.draws, &self.flows, &mut self.step);
        if step == 0 {
            financing.open(model, flows, draws, counterfactual.raises, sums);
        }
        let jumps = &mut self.jumps[0];
        jumps.clear();
        financing.decide(model, (flows, draws), step, (&self.with_capital.cash, sums), (&mut self.received, jumps));
        financing.sum(model, flows, draws, step, sums);
        financing.pay(model, draws, step, (sums, jumps));
        financing.note(step, sums);
        if step == 0 {
            self.look_at_start(self.jumps[0].is_empty());
        }
        self.book(step);
    }

    /// Adds the step to the year and to the cash path.
    #[inline(always)]
    fn book(&mut self, step: usize) {
        let (model, calendar) = (self.model, &self.model.inputs.calendar);
        let Some(financing) = &mut self.financing else { return };
        let (minimum, months) = (model.company.minimum_cash, calendar.months_per_step() as f64);
        if step == 0 || calendar.begins(Step::Year, step) {
            self.year = YearSums::ZERO;
            financing.credit_used_in_year = ZERO;
        }
        let (sums, year, jumps) = (&self.step, &mut self.year, &self.jumps[0]);
        for row in 0..ROWS {
            for (sum, more) in [
                (&mut year.revenue, &sums.revenue),
                (&mut year.operating_result, &sums.operating_result),
                (&mut year.cash_flow, &sums.cash_flow),
                (&mut financing.credit_used_in_year, &financing.credit_used),
            ] {
                sum.set_row(row, sum.row(row) + more.row(row));
            }
            let flow = sums.cash_flow.row(row) - financing.lumps.row(row) - financing.one_offs.row(row);
            let moved = moved(sums.revenue.row(row), flow);
            let whole = StepFlow { flow, moved, start: step as f64 * months, months, minimum };
            let take = |path: &mut CashPath, raises: bool| {
                let (lowest, _) = jumps.lowest(raises, row, path.cash.row(row), flow);
                let mut taken = CashPathRow::of(path, row);
                taken.take(jumps, raises, row, whole);
                taken.leave(path, row);
                lowest
            };
            let lowest = take(&mut self.with_capital, true);
            let shortfall = self.shortfall.row(row).greater(lowest.map(|lowest| minimum - lowest));
            self.shortfall.set_row(row, shortfall);
            if !self.settlement.is_apart() {
                take(&mut self.without_capital, false);
            }
            self.cash[0].set_row(row, self.with_capital.cash.row(row));
        }
    }

    /// Operating cash flow of the year so far, in units, as if costs paid from credit had been paid in cash.
    #[must_use]
    #[inline(always)]
    pub fn cash_flow_before_credit(&self) -> Lanes {
        let flow = &self.year.cash_flow;
        match &self.financing {
            Some(financing) => Lanes::from_fn(|lane| flow[lane] - financing.credit_used_in_year[lane]),
            None => *flow,
        }
    }

    /// Whether the year, with those just before it, is profitable (equations, 11); a part year never is.
    #[inline(always)]
    fn close_year(&mut self, year: usize) {
        if !self.model.inputs.calendar.is_whole(year) {
            return;
        }
        let measure = match self.model.company.measure {
            Measure::OperatingResult => &self.year.operating_result,
            Measure::CashFlow => &self.year.cash_flow,
            Measure::CashFlowBeforeCredit => &self.cash_flow_before_credit(),
        };
        let wanted = self.model.company.for_years as f64;
        let first = (year + 1) as f64 - wanted;
        for row in 0..ROWS {
            let longer = self.streak.row(row).map(|streak| streak + 1.0);
            let measure = measure.row(row);
            // Zero or more, rounding allowed for.
            let zero = moved(self.year.revenue.row(row), measure).map(|moved| -TOLERANCE * moved);
            let streak = Row::ZERO.or_where((measure, zero), longer, |measure, zero| measure >= zero);
            self.streak.set_row(row, streak);
            let profitable = self.profitable.row(row);
            let this = profitable.with(streak, |known, streak| if streak >= wanted { known.min(first) } else { known });
            self.profitable.set_row(row, this);
        }
    }
}
