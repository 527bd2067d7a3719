//! Loans and taxes of a run of the reference: month after month, and an annuity found by trying two payments (equations, 28 and 29).

use super::company::{Company, Raise, Requires, Value, written};
use super::follow::{Round, Run};
use std::fmt::Write as _;

/// How a loan is paid back.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Repays {
    Level,
    Annuity,
    AtMaturity,
    /// A share of revenue, until so many times the amount.
    Share(Value, Value),
}

#[derive(Debug, Clone)]
pub(crate) struct Covenant {
    pub(crate) cash: Option<f64>,
    /// Neither `event` nor `after`.
    pub(crate) requires: Requires,
    pub(crate) repays: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Loan {
    pub(crate) name: String,
    pub(crate) amount: Value,
    /// When and under which conditions it is lent; none if it is owed at the start.
    pub(crate) raise: Option<Raise>,
    pub(crate) rate: Value,
    /// Whole months after the start.
    pub(crate) interest_only_until: Option<usize>,
    /// Months after the start and the day of the month.
    pub(crate) matures: Option<(usize, usize)>,
    pub(crate) repays: Repays,
    pub(crate) covenant: Option<Covenant>,
    /// Place among the company's indices.
    pub(crate) index: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tax {
    pub(crate) rate: Value,
    pub(crate) losses: Option<Value>,
    pub(crate) paid_after: usize,
}

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
    /// The table that says it.
    pub(super) fn written(&self, company: &Company) -> String {
        let mut text = format!("[[loan]]\nname = \"{}\"\n", self.name);
        text += &match &self.raise {
            Some(raise) => raise.written(company),
            None => format!("balance = {}\n", written(self.amount)),
        };
        let rate = format!("rate = {}\n", written(self.rate));
        // Writing to a string cannot fail.
        let _ = match self.repays {
            Repays::Level => write!(text, "repays = \"level\"\n{rate}"),
            Repays::Annuity => write!(text, "repays = \"annuity\"\n{rate}"),
            Repays::AtMaturity => write!(text, "repays = \"at_maturity\"\n{rate}"),
            Repays::Share(share, until) => {
                let [share, until] = [share, until].map(written);
                writeln!(text, "repays = {{ revenue_share = {share}, until = {until} }}")
            }
        };
        if let Some(month) = self.interest_only_until {
            let _ = writeln!(text, "interest_only_until = {}", company.date(month, 1));
        }
        if let Some((month, day)) = self.matures {
            let _ = writeln!(text, "matures = {}", company.date(month, day));
        }
        if let Some(index) = self.index {
            let _ = writeln!(text, "indexed_to = \"I{index}\"");
        }
        if let Some(covenant) = &self.covenant {
            let cash = covenant.cash.map(|least| format!("cash_at_least = {least}"));
            let follows = if covenant.repays { "repay" } else { "report" };
            let rules = cash.into_iter().chain(covenant.requires.rules());
            let rules: Vec<String> = rules.chain([format!("if_broken = \"{follows}\"")]).collect();
            let _ = writeln!(text, "covenant = {{ {} }}", rules.join(", "));
        }
        text
    }

    /// What its unit is worth so many months into a step, with the levels and rates of the indices in it.
    fn worth(&self, indices: &[(f64, f64)], months: f64) -> f64 {
        self.index.map_or(1.0, |index| indices[index].0 * (indices[index].1 * months / 12.0).exp())
    }

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
        indices: &[(f64, f64)],
    ) -> Begun {
        let (company, mut begun) = (self.company, Begun::default());
        for (loan, owed) in company.loans.iter().zip(owed) {
            if let Some(covenant) = &loan.covenant
                && owed.balance > 0.0
            {
                let mut rules = covenant.requires.clone();
                rules.growth = rules.growth.filter(|_| step >= 2);
                let has_cash = covenant.cash.is_none_or(|least| !self.below(cash, least));
                if !(self.meets(&rules, step, runway, last) & has_cash) {
                    self.happens(if loan.index.is_some() { "covenant broken, indexed" } else { "covenant broken" });
                    if covenant.repays {
                        let worth = loan.worth(indices, 0.0);
                        begun.called[0] += owed.balance * worth;
                        begun.called[1] += (owed.left - owed.balance).max(0.0) * worth;
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
            if is_due && moment < loan.end(company) && self.meets(&raise.requires, step, runway, last) {
                self.borrow(loan, raise, owed, (step, moment), &mut begun, indices);
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
        begun: &mut Begun,
        indices: &[(f64, f64)],
    ) {
        let moment = self.not_before(moment, &raise.requires, step);
        let amount = self.value(&format!("loan.{}.amount", loan.name), loan.amount, 0, (0.0, f64::INFINITY));
        let mut round = owed.round.take();
        round.iter_mut().for_each(|round| round.landed = true);
        if amount > 0.0 {
            let new = Owed { round, balance: 0.0, since: 0.0, part: 0.0, left: 0.0 };
            *owed = self.owe(loan, new, amount, moment);
            self.happens(if loan.index.is_some() { "lent, indexed" } else { "lent" });
            begun.lent.push((moment, amount * loan.worth(indices, moment - (step * self.company.step) as f64)));
        } else {
            owed.round = round;
        }
    }

    /// What is paid at the end of a step, as principal and interest.
    pub(super) fn pay(&mut self, owed: &mut [Owed], step: usize, revenue: f64, indices: &[(f64, f64)]) -> [f64; 2] {
        let (company, mut paid) = (self.company, [0.0; 2]);
        for (loan, owed) in company.loans.iter().zip(owed).filter(|(_, owed)| owed.balance > 0.0) {
            let is_last = ((step + 1) * company.step) as f64 >= loan.end(company);
            let worth = loan.worth(indices, company.step as f64);
            let revenue = revenue / worth;
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
            paid = [paid[0] + principal * worth, paid[1] + interest * worth];
            if is_last && principal > 0.0 {
                self.happens(if loan.index.is_some() { "loan repaid, indexed" } else { "loan repaid" });
            }
        }
        paid
    }

    /// What is owed in all at the start of a step.
    pub(super) fn owed(&self, owed: &[Owed], indices: &[(f64, f64)]) -> f64 {
        self.company.loans.iter().zip(owed).map(|(loan, owed)| owed.balance * loan.worth(indices, 0.0)).sum()
    }
}

impl Tax {
    /// The table that says it.
    pub(super) fn written(&self) -> String {
        let losses = self.losses.map(|losses| format!("losses_brought_forward = {}\n", written(losses)));
        let (rate, after) = (written(self.rate), self.paid_after);
        format!("[tax]\nrate = {rate}\npaid_after_months = {after}\n{}", losses.unwrap_or_default())
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
        if (company.months_before() + months).is_multiple_of(12) {
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
