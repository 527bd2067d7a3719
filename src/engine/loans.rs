//! Loans: lent or owed at the start, paid back at the ends of months, and called when a covenant breaks (equations, 28).

use super::covenants::{CovenantInputs, met_from};
use super::jumps::Jumps;
use super::moment::NEVER;
use super::onset::Onset;
use super::onsets::Onsets;
use super::repayment::Schedule;
use super::rounds::Round;
use crate::model::{Covenant, Loan, LoanOrigin, Model, Raise};
use crate::sampling::Draws;
use crate::vector::{self, EVERYWHERE, Flags, LANES, Lanes, NOWHERE};

const ZERO: Lanes = Lanes::all(0.0);

/// All loans of a block. Amounts are in units.
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
            if let Some(covenant) = &loan.covenant {
                let broken = state.watch(covenant, self.start, inputs, others);
                if covenant.repays {
                    state.schedule.call(&broken, &mut self.called, &mut self.called_interest);
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
                let lent = state.lend((loan, raise), step, inputs, others);
                jumps.add_capital(&state.round.onset.moment.day, &lent);
                vector::add(&mut self.lent, &lent);
            }
        }
        jumps.add_at_start(&Lanes::from_fn(|lane| -(self.called[lane] + self.called_interest[lane])));
    }

    /// What is paid at the end of the step, in which `revenue` counted.
    #[inline(always)]
    pub(super) fn pay(&mut self, loans: &[Loan], draws: &Draws<'_>, revenue: &Lanes, jumps: &mut Jumps) {
        (self.principal, self.interest, self.owed) = (ZERO, ZERO, ZERO);
        let step = (self.start, self.months_per_step);
        for (loan, state) in loans.iter().zip(&mut self.loans) {
            vector::add(&mut self.owed, &state.schedule.balance);
            state.schedule.pay(&loan.repays, draws, step, revenue, (&mut self.principal, &mut self.interest));
        }
        jumps.add(1.0, &Lanes::from_fn(|lane| -(self.principal[lane] + self.interest[lane])));
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
}
