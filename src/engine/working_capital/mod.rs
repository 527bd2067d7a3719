//! Receivables, payables and deferred revenue: cash that moves at another time than it counts in the result (equations, 20 and 27).

mod billing;
mod due_dates;
mod waiting;

use super::flows::Flows;
use super::line_amounts::{Existence, LineAmounts};
use crate::model::{Model, PaymentTerms};
use crate::sampling::Draws;
use crate::vector::Lanes;
use billing::Billing;
use due_dates::DueDates;
use waiting::Waiting;

/// What every flow has counted in the result and not moved in cash yet, or the other way round.
#[derive(Debug)]
pub(super) struct WorkingCapital {
    /// By flow: the revenue streams, then the burn lines.
    accounts: Vec<Account>,
}

/// The account of one flow.
#[derive(Debug)]
enum Account {
    /// Cash moves as it counts.
    AtOnce,
    /// So many steps later.
    Later(Waiting),
    /// Billed ahead.
    Billed(Box<Billing>),
    /// In some months of the calendar only.
    Due(DueDates),
}

impl WorkingCapital {
    pub(super) fn new(model: &Model) -> Self {
        let streams = model.company.revenue.iter().map(|stream| (stream.payment, &stream.terms.before_start));
        let terms = streams.chain(model.company.burn.iter().map(|line| (line.payment, &line.terms.before_start)));
        let account = |(terms, known): (PaymentTerms, &Vec<f64>)| match terms {
            PaymentTerms::After(0) => Account::AtOnce,
            PaymentTerms::After(steps) => Account::Later(Waiting::new(steps, known)),
            PaymentTerms::Billed { every, after } => Account::Billed(Box::new(Billing::new(every, after, known))),
            PaymentTerms::Due(months) => Account::Due(DueDates::new(&months, known, &model.inputs.calendar)),
        };
        Self { accounts: terms.map(account).collect() }
    }

    /// What is owed at the start, of flows that exist then.
    #[inline(always)]
    pub(super) fn open(&mut self, flows: &Flows, lines: &LineAmounts, draws: &Draws<'_>) {
        for (flow, account) in self.accounts.iter_mut().enumerate() {
            if matches!(account, Account::AtOnce) {
                continue;
            }
            let before = lines.before_start(flow, flows, draws);
            match account {
                Account::AtOnce => {}
                Account::Later(waiting) => waiting.open(&before),
                Account::Billed(billing) => billing.open(&before),
                Account::Due(dates) => dates.open(&before),
            }
        }
    }

    /// The cash of a flow that moves at `step`, at which `amount` counts; `existence` is `None` for one that exists throughout. Nothing
    /// changes for later steps until the amount [is noted](Self::note).
    #[inline(always)]
    pub(super) fn cash(
        &mut self,
        flow: usize,
        step: usize,
        (amount, existence): (&Lanes, Option<&Existence<'_>>),
        cash: &mut Lanes,
    ) {
        match &mut self.accounts[flow] {
            Account::AtOnce => *cash = *amount,
            Account::Later(waiting) => *cash = *waiting.due(step),
            Account::Billed(billing) => *cash = *billing.collected(step, amount),
            Account::Due(dates) => dates.pay(step, (amount, existence), cash),
        }
    }

    /// Whether the cash of a flow runs evenly within a step, and not on a day of its own.
    pub(super) fn moves_evenly(&self, flow: usize) -> bool {
        !matches!(self.accounts[flow], Account::Due(_))
    }

    /// Records the amount of the step, once its [cash](Self::cash) has moved.
    #[inline(always)]
    pub(super) fn note(&mut self, flow: usize, step: usize, amount: &Lanes) {
        match &mut self.accounts[flow] {
            Account::AtOnce => {}
            Account::Later(waiting) => waiting.note(step, amount),
            Account::Billed(billing) => billing.note(step, amount),
            Account::Due(dates) => dates.note(step, amount),
        }
    }
}
