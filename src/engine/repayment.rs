//! How one loan is paid back: the parts of principal, the payments and the interest that fall at the ends of months (equations, 28).

use crate::model::Repayment;
use crate::sampling::Draws;
use crate::scenario::Amortization;
use crate::vector::{Flags, LANES, Lanes};

const ZERO: Lanes = Lanes::all(0.0);

/// What is owed under a loan, and by which parts it is paid back. Amounts are in units, moments in months after the start.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Principal that is owed.
    pub(super) balance: Lanes,
    /// The moment since when.
    since: Lanes,
    /// The first month at whose end principal is paid.
    first: Lanes,
    /// What is paid for a month: principal of a level loan, principal and interest of an annuity.
    part: Lanes,
    /// What is still to be paid of a loan that is paid by a share of revenue.
    left: Lanes,
}

impl Schedule {
    pub(super) const NEW: Self = Self { balance: ZERO, since: ZERO, first: ZERO, part: ZERO, left: ZERO };

    /// Before anything is owed.
    #[inline(always)]
    pub(super) fn open(&mut self) {
        (self.balance, self.left) = (ZERO, ZERO);
    }

    /// From the moment `since` on, `amount` is owed where `is_lent`.
    #[inline(always)]
    pub(super) fn owe(
        &mut self,
        (repays, months_per_step): (&Repayment, f64),
        draws: &Draws<'_>,
        is_lent: &Flags,
        amount: &Lanes,
        since: &Lanes,
    ) {
        let first = repays.first();
        for lane in 0..LANES {
            let is_lent = is_lent[lane] != 0;
            self.balance[lane] = if is_lent { amount[lane] } else { self.balance[lane] };
            self.since[lane] = if is_lent { since[lane] } else { self.since[lane] };
            self.first[lane] = if is_lent { since[lane].ceil().max(first) } else { self.first[lane] };
        }
        match *repays {
            Repayment::Scheduled { rate, end, amortization, .. } => {
                let months = match amortization {
                    Amortization::Level => self.months_of_parts(end as f64),
                    Amortization::Annuity => self.annuity_factor(draws.of(rate), end as f64, months_per_step),
                    Amortization::AtMaturity => return,
                };
                for lane in 0..LANES {
                    let part = if months[lane] > 0.0 { self.balance[lane] / months[lane] } else { 0.0 };
                    self.part[lane] = if is_lent[lane] != 0 { part } else { self.part[lane] };
                }
            }
            Repayment::RevenueShare { until, .. } => {
                let until = draws.of(until);
                for lane in 0..LANES {
                    let left = until[lane] * amount[lane];
                    self.left[lane] = if is_lent[lane] != 0 { left } else { self.left[lane] };
                }
            }
        }
    }

    /// The number of parts of a level loan.
    #[inline(always)]
    fn months_of_parts(&self, end: f64) -> Lanes {
        let mut months = ZERO;
        for lane in 0..LANES {
            months[lane] = (end - self.first[lane]).max(0.0);
        }
        months
    }

    /// The present value, at the end of interest-only months, of 1 for each month until `end`, discounted from payment to payment.
    ///
    /// # Source
    /// The recursion a = (m + a') / (1 + i), with m the months that a payment is for and i the interest until it. With monthly steps it is
    /// the textbook's (1 - (1 + i)^-n) / i.
    #[inline(always)]
    fn annuity_factor(&self, rate: &Lanes, end: f64, months_per_step: f64) -> Lanes {
        let mut factor = ZERO;
        let mut start = ((end - 1.0) / months_per_step).floor() * months_per_step;
        while start >= 0.0 {
            for lane in 0..LANES {
                let months = months_within(start, months_per_step, self.first[lane], end);
                let until = (start + months_per_step - self.since[lane]).clamp(0.0, months_per_step);
                let earlier = (months + factor[lane]) / (1.0 + rate[lane] / 12.0 * until);
                factor[lane] = if months > 0.0 { earlier } else { factor[lane] };
            }
            start -= months_per_step;
        }
        factor
    }

    /// Calls all that is owed where `broken`: adds its principal and the interest that falls due with it.
    #[inline(always)]
    pub(super) fn call(&mut self, broken: &Flags, principal: &mut Lanes, interest: &mut Lanes) {
        for lane in 0..LANES {
            let is_called = broken[lane] != 0;
            let (balance, left) = (self.balance[lane], self.left[lane]);
            principal[lane] += if is_called { balance } else { 0.0 };
            interest[lane] += if is_called { (left - balance).max(0.0) } else { 0.0 };
            self.balance[lane] = if is_called { 0.0 } else { balance };
            self.left[lane] = if is_called { 0.0 } else { left };
        }
    }

    /// Adds what is paid at the end of the step of `months_per_step` months that began at `start`, and in which `revenue` counted.
    #[inline(always)]
    pub(super) fn pay(
        &mut self,
        repays: &Repayment,
        draws: &Draws<'_>,
        (start, months_per_step): (f64, f64),
        revenue: &Lanes,
        (principal, interest): (&mut Lanes, &mut Lanes),
    ) {
        let is_last = start + months_per_step >= repays.end();
        match *repays {
            Repayment::Scheduled { rate, end, amortization, .. } => {
                let rate = draws.of(rate);
                for lane in 0..LANES {
                    let balance = self.balance[lane];
                    let owed_for = (start + months_per_step - self.since[lane]).clamp(0.0, months_per_step);
                    let cost = rate[lane] / 12.0 * owed_for * balance;
                    let months = months_within(start, months_per_step, self.first[lane], end as f64);
                    let part = match amortization {
                        Amortization::Level => self.part[lane] * months,
                        Amortization::Annuity => self.part[lane] * months - if months > 0.0 { cost } else { 0.0 },
                        Amortization::AtMaturity => 0.0,
                    };
                    let part = if is_last { balance } else { part.max(0.0).min(balance) };
                    principal[lane] += part;
                    interest[lane] += cost;
                    self.balance[lane] = balance - part;
                }
            }
            Repayment::RevenueShare { share, until, .. } => {
                let (share, until) = (draws.of(share), draws.of(until));
                for lane in 0..LANES {
                    let (balance, left) = (self.balance[lane], self.left[lane]);
                    let owed_for = (start + months_per_step - self.since[lane]).clamp(0.0, months_per_step);
                    let paid = share[lane] * revenue[lane] * (owed_for / months_per_step);
                    let paid = if is_last { left } else { paid.min(left) };
                    let part = if paid < left { paid / until[lane] } else { balance };
                    principal[lane] += part;
                    interest[lane] += paid - part;
                    self.balance[lane] = balance - part;
                    self.left[lane] = left - paid;
                }
            }
        }
    }
}

/// Months of the step of `months_per_step` months from `start` that lie from `first` to `end`.
#[inline(always)]
fn months_within(start: f64, months_per_step: f64, first: f64, end: f64) -> f64 {
    ((start + months_per_step).min(end) - start.max(first)).max(0.0)
}
