//! What a company does beyond earning and spending: conditional rounds, debt, taxes, cuts, receivables and payables
//! (equations, 16 to 20, 28 and 29).
//!
//! Only scenarios that use any of it have it; the others are settled in one pass (`block`).

use super::covenants::{CovenantInputs, RevenueHistory};
use super::cuts::Cuts;
use super::debt::Debts;
use super::due_payments::DuePayment;
use super::flows::Flows;
use super::jumps::Jumps;
use super::line_amounts::LineAmounts;
use super::loans::Loans;
use super::onset::Onset;
use super::onsets::Onsets;
use super::programmes::Programmes;
use super::rounds::Round;
use super::runway::Runway;
use super::sums::StepSums;
use super::taxes::Taxes;
use super::watch::Watch;
use super::working_capital::WorkingCapital;
use crate::model::{BurnLine, Figure, Landing, Model, Occurrence, Requirement, Settlement};
use crate::sampling::Draws;
use crate::vector::{self, Flags, LANES, Lanes};

const ZERO: Lanes = Lanes::all(0.0);
const ONE: Lanes = Lanes::all(1.0);

/// Credit, debt, cuts, receivables and payables of a block at a step. Amounts are in units.
#[derive(Debug)]
pub struct Financing {
    /// Compute credit left.
    pub credit: Lanes,
    /// Credit that arrived at the start of the step.
    pub credit_received: Lanes,
    /// Credit that paid for compute in the step.
    pub credit_used: Lanes,
    /// Compute paid from credit in the year so far.
    pub credit_used_in_year: Lanes,
    /// Drawn under facilities at the start of the step, and lent in it.
    pub drawn: Lanes,
    /// Repaid in the step.
    pub repaid: Lanes,
    /// Total debt during the step; of an indexed loan, at the index's level at its start.
    pub debt: Lanes,
    /// Interest paid in the step.
    pub interest: Lanes,
    /// Taxes of the company.
    taxes: Taxes,
    /// Yield on cash in the step.
    pub earned: Lanes,
    /// The part of the step's cash flow that does not flow evenly but jumps on days of its own.
    pub(super) lumps: Lanes,
    /// Cash flow of the step that is not burn, such as one-off amounts and taxes, and jumps on days of its own.
    pub(super) one_offs: Lanes,
    /// Cash at the start of the step, after what moves on its first day.
    pub(super) cash: Lanes,
    /// The cash of every flow in the step, the revenue streams and then the burn lines; not below 0 where it leaves.
    pub cash_by_flow: Vec<Lanes>,
    /// Operating cash flow of the step, but for due payments.
    pub(super) flow: Lanes,
    /// Revenue streams.
    pub(super) streams: Vec<Lanes>,
    /// Burn lines after cuts.
    pub(super) lines: Vec<Lanes>,
    /// Revenue streams and burn lines before cuts.
    amounts: LineAmounts,
    /// Compute that can be paid from credit, in the step.
    payable: Lanes,
    cuts: Cuts,
    debts: Debts,
    loans: Loans,
    programmes: Programmes,
    working_capital: WorkingCapital,
    due_payments: Vec<DuePayment>,
    history: RevenueHistory,
    rounds: Vec<Round>,
    runway: Runway,
    watch: Watch,
}

impl Financing {
    /// The state that a company with this settlement needs; `None` if none.
    pub(super) fn new(model: &Model, settlement: Settlement) -> Option<Box<Self>> {
        let Settlement::Stepwise { asks_for_runway, .. } = settlement else { return None };
        Some(Box::new(Self {
            credit: ZERO,
            credit_received: ZERO,
            credit_used: ZERO,
            credit_used_in_year: ZERO,
            drawn: ZERO,
            repaid: ZERO,
            debt: ZERO,
            interest: ZERO,
            taxes: Taxes::new(model),
            earned: ZERO,
            lumps: ZERO,
            one_offs: ZERO,
            cash: ZERO,
            cash_by_flow: vec![ZERO; model.company.revenue.len() + model.company.burn.len()],
            flow: ZERO,
            streams: vec![ZERO; model.company.revenue.len()],
            lines: vec![ZERO; model.company.burn.len()],
            amounts: LineAmounts::new(model),
            payable: ZERO,
            cuts: Cuts::new(model),
            debts: Debts::new(model),
            loans: Loans::new(model),
            programmes: Programmes::new(model),
            working_capital: WorkingCapital::new(model),
            due_payments: DuePayment::all(model),
            history: RevenueHistory::new(model),
            rounds: vec![Round::NEW; model.company.capital.len()],
            runway: Runway::new(model, asks_for_runway),
            watch: Watch::new(model),
        }))
    }

    /// How many customers of revenue stream `stream` there are at the end of the step, if it counts them.
    #[must_use]
    pub fn customers(&self, stream: usize) -> Option<&Lanes> {
        self.amounts.customers(stream)
    }

    /// Tax paid at the end of the step.
    #[must_use]
    pub fn tax(&self) -> &Lanes {
        &self.taxes.paid
    }

    /// The moment at which the covenant of loan `place` of the model first broke, in months after the start, or [`NEVER`](super::NEVER).
    #[must_use]
    pub fn covenant_broken(&self, place: usize) -> &Lanes {
        self.loans.broken(place)
    }

    /// The moment at which something first landed, in months after the start, or [`NEVER`](super::NEVER).
    #[must_use]
    pub fn landed(&self, what: Landing, months_per_step: f64) -> Lanes {
        match what {
            Landing::Round(place) => self.rounds[place].onset.moment.months(months_per_step),
            Landing::Instalment(place) => self.programmes.first(place),
            Landing::Loan(place) => self.loans.lent_at(place),
        }
    }

    /// When loan `place` of the model is lent, if it is.
    pub(super) fn lending(&self, place: usize) -> &Onset {
        self.loans.lending(place)
    }

    /// A figure on a day, if a claim asks for it: cash in units, runway in months.
    #[must_use]
    pub fn on_day(&self, figure: Figure) -> Option<&Lanes> {
        self.watch.figure(figure)
    }

    /// Whether response `place` of the model decided to cut at `step`, in a lane.
    #[must_use]
    pub fn decided(&self, place: usize, step: usize, lane: usize) -> bool {
        self.cuts.decided(place, step)[lane] != 0
    }

    /// Whether something occurs in `step` of a lane: a line begins, or what comes once comes.
    #[must_use]
    pub fn occurs(&self, occurrence: Occurrence, step: usize, lane: usize) -> bool {
        self.onset_of(occurrence).is_some_and(|onset| onset.happened_in(step as f64, lane))
    }

    /// When something occurs; `None` of what exists at the start.
    #[inline(always)]
    pub(super) fn onset_of(&self, occurrence: Occurrence) -> Option<&Onset> {
        Onsets { rounds: &self.rounds, lines: &self.amounts }.of(occurrence)
    }

    /// The share of burn line `line` that cuts have left in a lane: 1 if there were none.
    #[must_use]
    pub fn left(&self, line: usize, lane: usize) -> f64 {
        self.cuts.left[line][lane]
    }

    /// Before the first step, whose amounts are known; without new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn open(&mut self, model: &Model, flows: &Flows, draws: &Draws<'_>, raises: bool, sums: &mut StepSums) {
        self.credit = ZERO;
        self.cuts.open();
        self.debts.open();
        self.loans.open(&model.company.loans, draws, raises);
        self.programmes.open(raises);
        self.taxes.open(model, draws);
        self.amounts.open(draws);
        self.amounts.observe(model, draws);
        self.amounts.take(flows, 0, draws);
        self.working_capital.open(flows, &self.amounts, draws);
        self.history.open();
        for (round, raise) in self.rounds.iter_mut().zip(&model.company.capital) {
            *round = Round::NEW;
            if raises {
                round.plan(raise, draws, model.inputs.calendar.months_per_step() as f64);
            }
        }
        self.sum(model, flows, draws, 0, sums);
        let mut flow = self.flow;
        self.due_payments.iter().for_each(|payment| vector::add(&mut flow, &payment.cash));
        self.runway.open(&sums.revenue, &flow);
    }

    /// Whether all `rules` hold at the start of a step, before which there is `cash`, lane by lane.
    #[inline(always)]
    pub(super) fn meets(&self, rules: &[Requirement], draws: &Draws<'_>, (cash, sums): (&Lanes, &StepSums)) -> Flags {
        let (history, runway) = (&self.history, &self.runway);
        let onsets = Onsets { rounds: &self.rounds, lines: &self.amounts };
        CovenantInputs { history, sums, runway, cash, draws }.meets(rules, &onsets)
    }

    /// Money from outside and the decisions at the start of `step`, before which there is `cash` (equations, 16 to 18); capital from
    /// rounds is noted in `received`, and all that moves in `jumps`.
    #[inline(always)]
    pub(super) fn decide(
        &mut self,
        model: &Model,
        (flows, draws): (&Flows, &Draws<'_>),
        step: usize,
        (cash, sums): (&Lanes, &StepSums),
        (received, jumps): (&mut Lanes, &mut Jumps),
    ) {
        (*received, self.credit_received, self.drawn, self.repaid) = (ZERO, ZERO, ZERO, ZERO);
        (self.lumps, self.one_offs, self.credit_used) = (ZERO, ZERO, ZERO);
        self.amounts.observe(model, draws);
        let inputs = CovenantInputs { history: &self.history, sums, runway: &self.runway, cash, draws };
        let landing = Receipts { received: &mut *received, credit: &mut self.credit_received, jumps: &mut *jumps };
        occur(model, step, &inputs, (&mut self.rounds, &mut self.amounts), landing);
        let onsets = Onsets { rounds: &self.rounds, lines: &self.amounts };
        let receipts = (&mut *received, &mut self.credit_received, &mut *jumps);
        self.programmes.receive(&model.company.programmes, draws, step, (&inputs, &onsets), receipts);
        vector::add(&mut self.credit, &self.credit_received);
        self.amounts.take(flows, step, draws);
        self.pay_once(model, step, jumps);
        self.debts.repay_at_start(&model.company.facilities, step, jumps, &mut self.repaid);
        if !model.company.loans.is_empty() {
            let others = Onsets { rounds: &self.rounds, lines: &self.amounts };
            let inputs = CovenantInputs { history: &self.history, sums, runway: &self.runway, cash, draws };
            self.loans.begin(&model.company.loans, step, &inputs, &others, jumps);
        }
        self.cash = *cash;
        jumps.open(&mut self.cash);
        let onsets = Onsets { rounds: &self.rounds, lines: &self.amounts };
        let (history, runway) = (&self.history, &self.runway);
        for facility in model.company.facilities.iter().enumerate() {
            let inputs = CovenantInputs { history, sums, runway, cash: &self.cash, draws };
            let added = self.debts.draw(facility, step, &inputs, &onsets);
            vector::add(&mut self.cash, &added);
            vector::add(&mut self.drawn, &added);
        }
        if !model.company.facilities.is_empty() {
            jumps.add_at_start(&self.drawn);
        }
        vector::add(&mut self.drawn, &self.loans.lent);
        if !model.company.responses.is_empty() {
            self.cuts.respond(model, step, &self.runway.months(&self.cash), draws);
        }
    }

    /// Amounts of the step after cuts, their sums, and the operating cash flow with money moving when it does (equations, 6 to 8, 20).
    #[inline(always)]
    pub(super) fn sum(&mut self, model: &Model, flows: &Flows, draws: &Draws<'_>, step: usize, sums: &mut StepSums) {
        (sums.revenue, sums.running_cost, self.flow) = (ZERO, ZERO, ZERO);
        (sums.burn_in_result, sums.compute, self.payable) = (ZERO, ZERO, ZERO);
        self.amounts.take_shares(flows, step, draws, &self.cuts.left);
        for (flow, stream) in model.company.revenue.iter().enumerate() {
            self.streams[flow] = *self.amounts.of(flow, flows);
            let (amount, cash) = (&self.streams[flow], &mut self.cash_by_flow[flow]);
            if stream.in_result {
                let margin = stream.margin.or(model.company.margin).map_or(&ONE, |margin| draws.of(margin));
                for lane in 0..LANES {
                    sums.revenue[lane] += amount[lane];
                    sums.running_cost[lane] += (1.0 - margin[lane]) * amount[lane];
                }
            }
            if stream.in_cash {
                let existence = self.amounts.existence(flow);
                self.working_capital.cash(flow, step, (amount, existence.as_ref()), cash);
                if !stream.flow.is_once() && self.working_capital.moves_evenly(flow) {
                    vector::add(&mut self.flow, cash);
                }
            }
        }
        for (place, line) in model.company.burn.iter().enumerate() {
            self.sum_line((place, line), model.company.revenue.len() + place, flows, step, sums);
        }
        self.due_payments.iter_mut().for_each(|payment| payment.fall_due(&self.cash_by_flow, &self.amounts));
        self.top_up(model, draws, sums);
    }

    /// The burn line at this place, after cuts.
    #[inline(always)]
    fn sum_line(
        &mut self,
        (place, line): (usize, &BurnLine),
        flow: usize,
        flows: &Flows,
        step: usize,
        sums: &mut StepSums,
    ) {
        let (uncut, left) = (self.amounts.of(flow, flows), &self.cuts.left[place]);
        let (amount, cash) = (&mut self.lines[place], &mut self.cash_by_flow[flow]);
        for lane in 0..LANES {
            amount[lane] = uncut[lane] * left[lane];
        }
        if line.in_result {
            vector::add(&mut sums.burn_in_result, amount);
        }
        if line.compute {
            vector::add(&mut sums.compute, amount);
        }
        if !line.in_cash {
            return;
        }
        let existence = self.amounts.existence(flow);
        self.working_capital.cash(flow, step, (amount, existence.as_ref()), cash);
        if !line.flow.is_once() && self.working_capital.moves_evenly(flow) {
            vector::subtract(&mut self.flow, cash);
            if line.compute {
                vector::add(&mut self.payable, cash);
            }
        }
    }

    /// Adds the amounts that come once to the jumps of `step`, each on its day; credit pays for compute among them first (equations, 23).
    #[inline(always)]
    fn pay_once(&mut self, model: &Model, step: usize, jumps: &mut Jumps) {
        let streams = model.company.revenue.len();
        for (flow, stream) in model.company.revenue.iter().enumerate() {
            if let Some((day, amount)) = self.amounts.once(flow, step).filter(|_| stream.in_cash) {
                vector::add(&mut self.one_offs, amount);
                jumps.add_on_days(day, amount);
            }
        }
        for (place, line) in model.company.burn.iter().enumerate() {
            let Some((day, amount)) = self.amounts.once(streams + place, step).filter(|_| line.in_cash) else {
                continue;
            };
            let mut moved = ZERO;
            for lane in 0..LANES {
                let used = if line.compute { self.credit[lane].min(amount[lane]) } else { 0.0 };
                self.credit[lane] -= used;
                self.credit_used[lane] += used;
                moved[lane] = used - amount[lane];
            }
            vector::add(&mut self.one_offs, &moved);
            jumps.add_on_days(day, &moved);
        }
    }

    /// The top-up to the commitment, and the result and cash flow after it and the running cost.
    #[inline(always)]
    fn top_up(&mut self, model: &Model, draws: &Draws<'_>, sums: &mut StepSums) {
        let step_years = model.inputs.calendar.step_years();
        let commitment = model.company.compute_commitment.map(|commitment| draws.of(commitment));
        for lane in 0..LANES {
            let (running_cost, compute) = (sums.running_cost[lane], sums.compute[lane]);
            let least = commitment.map_or(0.0, |annual| annual[lane] * step_years);
            let top_up = (least - (running_cost + compute)).max(0.0);
            let top_up = if commitment.is_some() { top_up } else { 0.0 };
            sums.top_up[lane] = top_up;
            sums.operating_result[lane] = sums.revenue[lane] - running_cost - top_up - sums.burn_in_result[lane];
            self.flow[lane] -= running_cost + top_up;
            self.payable[lane] += running_cost + top_up;
        }
    }

    /// Credit, interest, yield and tax of the step, and so its cash flow, left in `sums`, and the debt that is repaid in it (equations, 16,
    /// 17, 19, 28 and 29).
    #[inline(always)]
    pub(super) fn pay(
        &mut self,
        model: &Model,
        draws: &Draws<'_>,
        step: usize,
        (sums, jumps): (&mut StepSums, &mut Jumps),
    ) {
        let (facilities, step_years) = (&model.company.facilities, model.inputs.calendar.step_years());
        self.debts.owe(facilities, draws, (step, step_years), &mut self.interest, &mut self.debt);
        self.debts.repay_within(facilities, step, jumps, &mut self.repaid);
        for payment in &mut self.due_payments {
            // Nothing falls due in most months.
            if payment.cash != ZERO {
                payment.take_credit(&mut self.credit, &mut self.credit_used);
                jumps.add_on_days(&payment.day, &payment.cash);
                vector::add(&mut self.lumps, &payment.cash);
                payment.open(&mut self.cash);
            }
        }
        self.pay_at_end(model, draws, step, (&*sums, &mut *jumps));
        // The yield is drawn as growth: the factor of a step.
        let cash_yield = model.company.cash_yield.map(|cash_yield| draws.of(cash_yield));
        for lane in 0..LANES {
            let used = self.credit[lane].min(self.payable[lane]);
            let earned = cash_yield.map_or(0.0, |factor| (factor[lane] - 1.0) * self.cash[lane].max(0.0));
            self.credit_used[lane] += used;
            self.credit[lane] -= used;
            self.earned[lane] = earned;
            sums.cash_flow[lane] = self.flow[lane] + used - self.interest[lane] + earned + self.one_offs[lane];
        }
        self.due_payments.iter().for_each(|payment| vector::add(&mut sums.cash_flow, &payment.cash));
        if !model.company.claims.is_empty() {
            let flow = Lanes::from_fn(|lane| sums.cash_flow[lane] - self.lumps[lane] - self.one_offs[lane]);
            self.watch.look(step, &self.cash, &flow, jumps, &self.runway);
        }
    }

    /// What is paid at the end of the step: loans and taxes (equations, 28 and 29).
    #[inline(always)]
    fn pay_at_end(&mut self, model: &Model, draws: &Draws<'_>, step: usize, (sums, jumps): (&StepSums, &mut Jumps)) {
        if !model.company.loans.is_empty() {
            self.loans.pay(&model.company.loans, draws, (&sums.revenue, &self.amounts), jumps);
            for lane in 0..LANES {
                let interest = self.loans.interest[lane] + self.loans.called_interest[lane];
                self.interest[lane] += interest;
                self.lumps[lane] -= interest;
                self.repaid[lane] += self.loans.called[lane] + self.loans.principal[lane];
                self.debt[lane] += self.loans.owed[lane];
            }
        }
        if model.company.tax.is_some() {
            self.taxes.pay(model, draws, step, (&sums.operating_result, &self.interest), jumps);
            vector::subtract(&mut self.one_offs, &self.taxes.paid);
        }
    }

    /// Records the step for later ones.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, sums: &StepSums) {
        for (flow, amount) in self.streams.iter().chain(&self.lines).enumerate() {
            self.working_capital.note(flow, step, amount);
        }
        self.amounts.note();
        self.history.note(sums);
        let mut burn = sums.cash_flow;
        vector::subtract(&mut burn, &self.one_offs);
        self.runway.note(step, &sums.revenue, &burn);
        self.watch.look_at_end(step, &self.runway);
    }
}

/// Where money from rounds goes.
struct Receipts<'a> {
    received: &'a mut Lanes,
    credit: &'a mut Lanes,
    jumps: &'a mut Jumps,
}

/// Receives all rounds that are due in `step`, and begins all lines; each comes after what it waits for.
#[inline(always)]
fn occur(
    model: &Model,
    step: usize,
    inputs: &CovenantInputs<'_>,
    (rounds, lines): (&mut [Round], &mut LineAmounts),
    landing: Receipts<'_>,
) {
    let Receipts { received, credit, jumps } = landing;
    for &occurrence in &model.company.occurrences {
        let onsets = Onsets { rounds, lines };
        let Some(onset) = onsets.of(occurrence).filter(|onset| onset.is_open(step as f64)) else { continue };
        let rules = model.company.required_of(occurrence);
        let meets = inputs.meets(rules, &onsets);
        let is_last_step = step + 1 == model.inputs.calendar.steps();
        let not_met = inputs.not_met_at_last(rules, onset, (step, is_last_step), &onsets);
        let after = onsets.awaited(rules);
        if let Occurrence::Capital(place) = occurrence {
            let round = &mut rounds[place];
            round.onset.note_not_met(&not_met);
            let cash = round.receive(step as f64, &meets, after.as_ref(), credit);
            vector::add(received, &cash);
            jumps.add_capital(round.day(), &cash);
        } else {
            lines.begin(occurrence, step as f64, &meets, after.as_ref(), &not_met);
        }
    }
}
