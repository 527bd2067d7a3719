//! Loans and taxes of a run of the reference: month after month, and an annuity found by trying two payments (equations, 28 and 29).

use super::company::{Company, Loan, Raise, Repays, Tax};
use super::follow::{Round, Run};

/// What is owed under one loan.
pub(super) struct Owed {
    round: Option<Round>,
    balance: f64,
    since: f64,
    /// Principal a month, or the payment a month of an annuity.
    part: f64,
    /// What is still to be paid by a share of revenue.
    left: f64,
}

/// What a step's start brings: what is called on its first day, as principal and interest, and what is lent, by its moment.
#[derive(Default)]
pub(super) struct Begun {
    pub(super) called: [f64; 2],
    pub(super) lent: Vec<(f64, f64)>,
}

impl Loan {
    fn end(&self, company: &Company) -> f64 {
        self.matures.map_or(f64::INFINITY, |(month, day)| company.moment(month, day).ceil())
    }

    fn first(&self) -> f64 {
        self.interest_only_until.map_or(0.0, |month| month as f64)
    }
}

impl Run<'_> {
    pub(super) fn loans(&self, raises: bool) -> Vec<Owed> {
        let company = self.company;
        let owed = |loan: &Loan| {
            let path = format!("loan.{}", loan.name);
            let new = Owed { round: None, balance: 0.0, since: 0.0, part: 0.0, left: 0.0 };
            match &loan.raise {
                Some(raise) if raises => Owed { round: Some(self.round(&path, raise, true, 0)), ..new },
                Some(_) => new,
                None => {
                    let balance = self.value(&format!("{path}.balance"), loan.amount, 0, (0.0, f64::INFINITY));
                    self.owe(loan, new, balance, 0.0)
                }
            }
        };
        company.loans.iter().map(owed).collect()
    }

    /// The loan once `amount` is lent at the moment `since`.
    fn owe(&self, loan: &Loan, owed: Owed, amount: f64, since: f64) -> Owed {
        let company = self.company;
        let owed = Owed { balance: amount, since, ..owed };
        match loan.repays {
            Repays::Level => {
                let months = (0..2000).filter(|&month| self.is_for_a_part(loan, month, since)).count();
                Owed { part: if months > 0 { amount / months as f64 } else { 0.0 }, ..owed }
            }
            Repays::Annuity => {
                // What is left at the end falls in a straight line with the payment.
                let last = ((loan.end(company) - 1.0) / company.step as f64).floor() as usize;
                let rest = |payment: f64| {
                    (0..=last).fold(amount, |balance, step| {
                        let months = self.months(loan, step, since);
                        let cost = self.rate(loan) / 12.0 * self.owed_for(step, since) * balance;
                        if months > 0.0 { balance + cost - payment * months } else { balance }
                    })
                };
                let (none, one) = (rest(0.0), rest(1.0));
                Owed { part: if none > one { none / (none - one) } else { 0.0 }, ..owed }
            }
            Repays::AtMaturity => owed,
            Repays::Share(_, until) => {
                let until = self.value(&format!("loan.{}.repays.until", loan.name), until, 0, (1.0, f64::INFINITY));
                Owed { left: until * amount, ..owed }
            }
        }
    }

    fn is_for_a_part(&self, loan: &Loan, month: usize, since: f64) -> bool {
        let month = month as f64;
        month >= since && month >= loan.first() && month < loan.end(self.company)
    }

    /// Months of a step at whose ends a part of principal falls.
    fn months(&self, loan: &Loan, step: usize, since: f64) -> f64 {
        let w = self.company.step;
        (step * w..(step + 1) * w).filter(|&month| self.is_for_a_part(loan, month, since)).count() as f64
    }

    /// Months of a step, a part one by its share, in which it is owed.
    fn owed_for(&self, step: usize, since: f64) -> f64 {
        let w = self.company.step;
        (step * w..(step + 1) * w).map(|month| (month as f64 + 1.0 - since).clamp(0.0, 1.0)).sum()
    }

    fn rate(&self, loan: &Loan) -> f64 {
        self.value(&format!("loan.{}.rate", loan.name), loan.rate, 0, (0.0, f64::INFINITY))
    }

    /// Covenants at the start of a step, and loans that land in it; `last` are the revenue and running cost that tests see.
    pub(super) fn lend(
        &mut self,
        owed: &mut [Owed],
        step: usize,
        (cash, runway, last): (f64, f64, (f64, f64)),
        rounds: &[Round],
    ) -> Begun {
        let (company, mut begun) = (self.company, Begun::default());
        for (loan, owed) in company.loans.iter().zip(owed) {
            if let Some(covenant) = &loan.covenant
                && owed.balance > 0.0
            {
                let mut rules = covenant.requires.clone();
                rules.growth = rules.growth.filter(|_| step >= 2);
                let has_cash = covenant.cash.is_none_or(|least| !self.below(cash, least));
                if !(self.meets(&rules, step, runway, last, rounds) & has_cash) {
                    self.happens("covenant broken");
                    if covenant.repays {
                        begun.called[0] += owed.balance;
                        begun.called[1] += (owed.left - owed.balance).max(0.0);
                        (owed.balance, owed.left) = (0.0, 0.0);
                    }
                }
            }
            let Some(raise) = &loan.raise else { continue };
            let start = (step * company.step) as f64;
            let Some((moment, is_due)) = owed.round.as_ref().map(|round| (round.month.max(start), round.is_due(step)))
            else {
                continue;
            };
            if is_due && moment < loan.end(company) && self.meets(&raise.requires, step, runway, last, rounds) {
                self.borrow(loan, raise, owed, (step, moment), rounds, &mut begun);
            }
        }
        begun
    }

    fn borrow(
        &mut self,
        loan: &Loan,
        raise: &Raise,
        owed: &mut Owed,
        (step, moment): (usize, f64),
        rounds: &[Round],
        begun: &mut Begun,
    ) {
        let company = self.company;
        let after = raise.requires.after.as_ref();
        let other = after.map(|after| &rounds[company.capital.iter().position(|c| c.name == *after).unwrap()]);
        let moment = other.filter(|other| other.at.0 == step).map_or(moment, |other| other.at.1.max(moment));
        let amount = self.value(&format!("loan.{}.amount", loan.name), loan.amount, 0, (0.0, f64::INFINITY));
        let mut round = owed.round.take();
        round.iter_mut().for_each(|round| round.landed = true);
        if amount > 0.0 {
            let new = Owed { round, balance: 0.0, since: 0.0, part: 0.0, left: 0.0 };
            *owed = self.owe(loan, new, amount, moment);
            self.happens("lent");
            begun.lent.push((moment, amount));
        } else {
            owed.round = round;
        }
    }

    /// What is paid at the end of a step, as principal and interest.
    pub(super) fn pay(&mut self, owed: &mut [Owed], step: usize, revenue: f64) -> [f64; 2] {
        let (company, mut paid) = (self.company, [0.0; 2]);
        for (loan, owed) in company.loans.iter().zip(owed).filter(|(_, owed)| owed.balance > 0.0) {
            let is_last = ((step + 1) * company.step) as f64 >= loan.end(company);
            let (months, owed_for) = (self.months(loan, step, owed.since), self.owed_for(step, owed.since));
            let [principal, interest] = if let Repays::Share(share, until) = loan.repays {
                let path = format!("loan.{}.repays", loan.name);
                let share = self.value(&format!("{path}.revenue_share"), share, 0, (0.0, 1.0));
                let until = self.value(&format!("{path}.until"), until, 0, (1.0, f64::INFINITY));
                let payment = share * revenue * owed_for / company.step as f64;
                let payment = if is_last { owed.left } else { payment.min(owed.left) };
                let principal = if payment < owed.left { payment / until } else { owed.balance };
                owed.left -= payment;
                [principal, payment - principal]
            } else {
                let cost = self.rate(loan) / 12.0 * owed_for * owed.balance;
                let part = match loan.repays {
                    Repays::Annuity if months > 0.0 => owed.part * months - cost,
                    Repays::Level => owed.part * months,
                    _ => 0.0,
                };
                [if is_last { owed.balance } else { part.clamp(0.0, owed.balance) }, cost]
            };
            owed.balance -= principal;
            paid = [paid[0] + principal, paid[1] + interest];
            if is_last && principal > 0.0 {
                self.happens("loan repaid");
            }
        }
        paid
    }

    /// What is owed in all.
    pub(super) fn owed(owed: &[Owed]) -> f64 {
        owed.iter().map(|owed| owed.balance).sum()
    }
}

/// Taxes of a run.
#[derive(Default)]
pub(super) struct Taxes {
    taxable: f64,
    losses: f64,
    /// By the month at whose end it is paid.
    due: Vec<(usize, f64)>,
}

impl Taxes {
    pub(super) fn open(run: &Run<'_>) -> Self {
        let losses = run.company.tax.as_ref().and_then(|tax| tax.losses);
        let losses = losses.map(|losses| run.value("tax.losses_brought_forward", losses, 0, (0.0, f64::INFINITY)));
        Self { losses: losses.unwrap_or(0.0), ..Self::default() }
    }

    /// The tax paid at the end of a step, whose result less interest is `taxable`.
    pub(super) fn pay(&mut self, run: &mut Run<'_>, step: usize, taxable: f64) -> f64 {
        let company = run.company;
        let Some(Tax { rate, paid_after, .. }) = company.tax else { return 0.0 };
        self.taxable += taxable;
        let months = (step + 1) * company.step;
        if (company.start - 1 + months).is_multiple_of(12) {
            let taxed = self.taxable - self.losses;
            let rate = run.value("tax.rate", rate, step, (0.0, 1.0));
            self.due.push((months + paid_after - 1, rate * taxed.max(0.0)));
            (self.taxable, self.losses) = (0.0, (-taxed).max(0.0));
        }
        let within = |month: usize| month / company.step == step;
        let paid: f64 = self.due.iter().filter(|(month, _)| within(*month)).map(|(_, tax)| tax).sum();
        if paid > 0.0 {
            run.happens("tax paid");
        }
        paid
    }
}
