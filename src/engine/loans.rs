//! Loans: lent or owed at the start, paid back at the ends of months, and called when a covenant breaks (equations, 28).

use super::covenants::{CovenantInputs, met_from};
use super::jumps::Jumps;
use super::line_amounts::LineAmounts;
use super::moment::NEVER;
use super::onset::Onset;
use super::onsets::Onsets;
use super::repayment::Schedule;
use super::rounds::Round;
use crate::model::{Covenant, Loan, LoanOrigin, Model, Raise, Repayment};
use crate::sampling::Draws;
use crate::vector::{self, EVERYWHERE, Flags, LANES, Lanes, NOWHERE};

const ZERO: Lanes = Lanes::all(0.0);

/// All loans of a block. Amounts are in units; what is owed under an indexed one, in units of its index.
#[derive(Debug)]
pub(super) struct Loans {
    loans: Vec<LoanState>,
    /// Lent in the step.
    pub(super) lent: Lanes,
    /// Principal called on the first day of the step.
    pub(super) called: Lanes,
    /// Principal paid at the end of the step.
    pub(super) principal: Lanes,
    /// Interest paid at the end of the step.
    pub(super) interest: Lanes,
    /// Interest that fell due with what was called.
    pub(super) called_interest: Lanes,
    /// Owed during the step.
    pub(super) owed: Lanes,
    /// The step, in months after the start.
    start: f64,
    months_per_step: f64,
    /// Steps of the horizon.
    steps: usize,
}

/// One loan.
#[derive(Debug)]
struct LoanState {
    round: Round,
    schedule: Schedule,
    /// The moment at which its covenant first broke, in months after the start, or [`NEVER`].
    broken: Lanes,
}

impl Loans {
    pub(super) fn new(model: &Model) -> Self {
        let state = |_: &Loan| LoanState { round: Round::NEW, schedule: Schedule::NEW, broken: Lanes::all(NEVER) };
        Self {
            loans: model.company.loans.iter().map(state).collect(),
            lent: ZERO,
            called: ZERO,
            principal: ZERO,
            interest: ZERO,
            called_interest: ZERO,
            owed: ZERO,
            start: 0.0,
            months_per_step: model.inputs.calendar.months_per_step() as f64,
            steps: model.inputs.calendar.steps(),
        }
    }

    /// When loan `place` is lent, if it is.
    pub(super) fn lending(&self, place: usize) -> &Onset {
        &self.loans[place].round.onset
    }

    /// The moment at which loan `place` was lent, in months after the start, or [`NEVER`].
    pub(super) fn lent_at(&self, place: usize) -> Lanes {
        self.loans[place].round.onset.moment.months(self.months_per_step)
    }

    /// The moment at which the covenant of loan `place` first broke, in months after the start, or [`NEVER`].
    pub(super) fn broken(&self, place: usize) -> &Lanes {
        &self.loans[place].broken
    }

    /// Before the first step; without the loans that are new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn open(&mut self, loans: &[Loan], draws: &Draws<'_>, raises: bool) {
        for (loan, state) in loans.iter().zip(&mut self.loans) {
            state.broken = Lanes::all(NEVER);
            state.round = Round::NEW;
            state.schedule.open();
            match &loan.origin {
                LoanOrigin::Balance(balance) => {
                    let terms = (&loan.repays, self.months_per_step);
                    state.schedule.owe(terms, draws, &EVERYWHERE, draws.of(*balance), &ZERO);
                }
                LoanOrigin::Lent(raise) if raises => state.round.plan(raise, draws, self.months_per_step),
                LoanOrigin::Lent(_) => {}
            }
        }
    }

    /// What happens to them in `step` before its end: lenders call what is owed under a covenant that is broken at its start, before
    /// anything lands, and lend on their days; `others` are what they may wait for.
    #[inline(always)]
    pub(super) fn begin(
        &mut self,
        loans: &[Loan],
        step: usize,
        inputs: &CovenantInputs<'_>,
        others: &Onsets<'_>,
        jumps: &mut Jumps,
    ) {
        self.start = step as f64 * self.months_per_step;
        (self.lent, self.called, self.called_interest) = (ZERO, ZERO, ZERO);
        for (loan, state) in loans.iter().zip(&mut self.loans) {
            let index = others.lines.index(loan.index);
            if let Some(covenant) = &loan.covenant {
                let broken = state.watch(covenant, self.start, inputs, others);
                if covenant.repays {
                    let sums = (&mut self.called, &mut self.called_interest);
                    state.call(&broken, index.map(|index| &index.level), sums);
                }
            }
            if let LoanOrigin::Lent(raise) = &loan.origin
                && state.round.onset.is_open(step as f64)
            {
                let onset = &mut state.round.onset;
                let last = (step, step + 1 == self.steps);
                let not_met = inputs.not_met_at_last(&raise.requires, onset, last, others);
                onset.note_not_met(&not_met);
                let step = (self.start, self.months_per_step);
                let mut lent = state.lend((loan, raise), step, inputs, others);
                if let Some(index) = index {
                    index.multiply_on(&state.round.onset.moment.day, &mut lent);
                }
                jumps.add_capital(&state.round.onset.moment.day, &lent);
                vector::add(&mut self.lent, &lent);
            }
        }
        jumps.add_at_start(&Lanes::from_fn(|lane| -(self.called[lane] + self.called_interest[lane])));
    }

    /// What is paid at the end of the step, in which `revenue` counted; `lines` know the indices.
    #[inline(always)]
    pub(super) fn pay(
        &mut self,
        loans: &[Loan],
        draws: &Draws<'_>,
        (revenue, lines): (&Lanes, &LineAmounts),
        jumps: &mut Jumps,
    ) {
        (self.principal, self.interest, self.owed) = (ZERO, ZERO, ZERO);
        let step = (self.start, self.months_per_step);
        for (loan, state) in loans.iter().zip(&mut self.loans) {
            let sums = (&mut self.principal, &mut self.interest);
            match lines.index(loan.index) {
                None => {
                    vector::add(&mut self.owed, &state.schedule.balance);
                    state.schedule.pay(&loan.repays, draws, step, revenue, sums);
                }
                Some(index) => {
                    add_valued(&mut self.owed, &state.schedule.balance, &index.level);
                    state.pay_valued(&loan.repays, draws, step, (revenue, &index.at_end()), sums);
                }
            }
        }
        jumps.add(1.0, &Lanes::from_fn(|lane| -(self.principal[lane] + self.interest[lane])));
    }
}

/// Adds amounts in the unit of an indexed loan, each of which is worth the `level` of its index. What is 0 stays so at any level.
#[inline(always)]
fn add_valued(sums: &mut Lanes, amounts: &Lanes, level: &Lanes) {
    for lane in 0..LANES {
        sums[lane] += if amounts[lane] != 0.0 { amounts[lane] * level[lane] } else { 0.0 };
    }
}

impl LoanState {
    /// Where the covenant of what is owed does not hold at the moment `start`.
    #[inline(always)]
    fn watch(&mut self, covenant: &Covenant, start: f64, inputs: &CovenantInputs<'_>, others: &Onsets<'_>) -> Flags {
        let mut meets = inputs.meets(&covenant.requires, others);
        if let (Some(growth), true) = (&covenant.growth, inputs.history.tells_growth()) {
            let grows = inputs.meets(std::slice::from_ref(growth), others);
            for lane in 0..LANES {
                meets[lane] &= grows[lane];
            }
        }
        let least = covenant.cash.unwrap_or(f64::NEG_INFINITY);
        let mut broken = EVERYWHERE;
        for lane in 0..LANES {
            let holds = meets[lane] & u64::from(inputs.cash[lane] >= met_from(least));
            broken[lane] = u64::from(self.schedule.balance[lane] > 0.0) & (1 - holds);
            let first = if broken[lane] != 0 { start } else { NEVER };
            self.broken[lane] = self.broken[lane].min(first);
        }
        broken
    }

    /// What is lent in the step of `months_per_step` months from `start`, and owed from its day on: nothing once it would have to be repaid.
    #[inline(always)]
    fn lend(
        &mut self,
        (loan, raise): (&Loan, &Raise),
        (start, months_per_step): (f64, f64),
        inputs: &CovenantInputs<'_>,
        others: &Onsets<'_>,
    ) -> Lanes {
        let end = loan.repays.end();
        let delay = raise.delay.map(|delay| inputs.draws.of(delay));
        let mut meets = inputs.meets(&raise.requires, others);
        for lane in 0..LANES {
            let planned = raise.month + delay.map_or(0.0, |delay| delay[lane]);
            meets[lane] &= u64::from(planned.max(start) < end);
        }
        let after = others.awaited(&raise.requires);
        let mut credit = ZERO;
        let lent = self.round.receive(start / months_per_step, &meets, after.as_ref(), &mut credit);
        let (mut is_lent, mut since) = (NOWHERE, ZERO);
        for lane in 0..LANES {
            is_lent[lane] = u64::from(lent[lane] > 0.0);
            since[lane] = start + self.round.onset.moment.day[lane] * months_per_step;
        }
        self.schedule.owe((&loan.repays, months_per_step), inputs.draws, &is_lent, &lent, &since);
        lent
    }

    /// Calls all that is owed where `broken`, in money at the `level` of the loan's index if it has one: adds its principal and interest.
    #[inline(always)]
    fn call(&mut self, broken: &Flags, level: Option<&Lanes>, (called, called_interest): (&mut Lanes, &mut Lanes)) {
        let Some(level) = level else {
            self.schedule.call(broken, called, called_interest);
            return;
        };
        let (mut principal, mut interest) = (ZERO, ZERO);
        self.schedule.call(broken, &mut principal, &mut interest);
        add_valued(called, &principal, level);
        add_valued(called_interest, &interest, level);
    }

    /// Adds what an indexed loan pays at the end of a step, at the `level` of its index then (equations, 28).
    #[inline(always)]
    fn pay_valued(
        &mut self,
        repays: &Repayment,
        draws: &Draws<'_>,
        step: (f64, f64),
        (revenue, level): (&Lanes, &Lanes),
        (paid, paid_interest): (&mut Lanes, &mut Lanes),
    ) {
        let revenue = Lanes::from_fn(|lane| revenue[lane] / level[lane]);
        let (mut principal, mut interest) = (ZERO, ZERO);
        self.schedule.pay(repays, draws, step, &revenue, (&mut principal, &mut interest));
        add_valued(paid, &principal, level);
        add_valued(paid_interest, &interest, level);
    }
}
