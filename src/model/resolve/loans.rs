//! Loans and taxes into the model: days into months, covenants into tests (equations, 28 and 29).

use super::super::capital::{Occurrence, Requirement};
use super::super::driver::Limits;
use super::super::loan::{Covenant, Loan, LoanOrigin, Repayment, Tax};
use super::super::terms::Index;
use super::Builder;
use crate::error::{At, Problem};
use crate::scenario::{CovenantSpec, IfBroken, LoanOriginSpec, LoanSpec, RepaymentSpec, TaxSpec};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many times an amount is paid back: at least once.
const MULTIPLE: Limits = Limits::between(1.0, f64::INFINITY);

/// A loan matures within a century: twice the longest horizon.
const MOST_MONTHS: usize = 1_200;

impl Builder<'_> {
    /// Money that is owed or will be lent, in the order of the file; `named` are what one may wait for by name.
    pub(super) fn loans(&mut self, named: &BTreeMap<&str, Vec<Occurrence>>, indices: &[Index]) -> Vec<Loan> {
        let scenario = self.scenario;
        scenario.loan.iter().map(|written| self.loan(written, named, indices)).collect()
    }

    fn loan(&mut self, written: &LoanSpec, named: &BTreeMap<&str, Vec<Occurrence>>, indices: &[Index]) -> Loan {
        let name = written.name.value.clone();
        let path = format!("loan.{name}");
        let origin = match &written.origin {
            LoanOriginSpec::Balance(balance) => {
                LoanOrigin::Balance(self.single(&format!("{path}.balance"), balance, Limits::AMOUNT))
            }
            LoanOriginSpec::Lent(lent) => LoanOrigin::Lent(self.raise(lent, &path, named)),
        };
        let repays = match &written.repays {
            RepaymentSpec::Scheduled { rate, interest_only_until, matures, amortization } => Repayment::Scheduled {
                rate: self.single(&format!("{path}.rate"), rate, Limits::RATE),
                first: interest_only_until.as_ref().map_or(0, |until| self.months_until(until.value)),
                end: self.maturity(matures, written, &path),
                amortization: *amortization,
            },
            RepaymentSpec::RevenueShare { share, until, matures } => Repayment::RevenueShare {
                share: self.single(&format!("{path}.repays.revenue_share"), share, Limits::SHARE),
                until: self.single(&format!("{path}.repays.until"), until, MULTIPLE),
                end: matures.as_ref().map(|matures| self.maturity(matures, written, &path)),
            },
        };
        let index = written.indexed_to.as_ref().and_then(|index| self.index(index, &path, indices));
        Loan { name, origin, repays, covenant: written.covenant.as_ref().map(covenant), index }
    }

    /// The month at whose start nothing is owed any more: that of the day it matures on, or the next if that day is not its first.
    fn maturity(&mut self, matures: &At<Date>, loan: &LoanSpec, path: &str) -> usize {
        let from = match &loan.origin {
            LoanOriginSpec::Balance(_) => ("the start", self.calendar.start()),
            LoanOriginSpec::Lent(lent) => ("`date`", lent.date.value),
        };
        if matures.value <= from.1 {
            let message = format!("must be after {} {}, got {}", from.0, from.1, matures.value);
            self.problems.push(Problem::new(matures.place, format!("{path}.matures"), message));
        }
        let months = self.months_until(matures.value);
        if months > MOST_MONTHS {
            let message =
                format!("must be within 100 years of the start {}, got {}", self.calendar.start(), matures.value);
            self.problems.push(Problem::new(matures.place, format!("{path}.matures"), message));
        }
        months.min(MOST_MONTHS)
    }

    /// Whole months from the start to a day, the last one begun; 0 before the start.
    #[expect(clippy::cast_possible_truncation, reason = "a date has at most four digits of years")]
    fn months_until(&self, date: Date) -> usize {
        self.calendar.months_to(date).max(0.0).ceil() as usize
    }

    /// Tax on the year's result.
    pub(super) fn tax(&mut self) -> Option<Tax> {
        let TaxSpec { rate, losses_brought_forward, paid_after_months } = self.scenario.tax.as_ref()?;
        let losses = losses_brought_forward.as_ref();
        Some(Tax {
            rate: self.yearly("tax.rate", rate, Limits::SHARE),
            losses: losses.map(|losses| self.single("tax.losses_brought_forward", losses, Limits::AMOUNT)),
            paid_after: usize::try_from(*paid_after_months).unwrap_or(0),
        })
    }
}

fn covenant(written: &CovenantSpec) -> Covenant {
    let CovenantSpec {
        cash_at_least,
        runway_months_at_least,
        revenue_at_least,
        growth_at_least,
        margin_at_least,
        if_broken,
    } = written;
    let number = |of: &Option<At<f64>>, rule: fn(f64) -> Requirement| of.as_ref().map(|least| rule(least.value));
    let requires = [
        number(revenue_at_least, Requirement::Revenue),
        number(margin_at_least, Requirement::Margin),
        number(runway_months_at_least, Requirement::Runway),
    ];
    Covenant {
        cash: cash_at_least.as_ref().map(|least| least.value),
        requires: requires.into_iter().flatten().collect(),
        growth: number(growth_at_least, Requirement::Growth),
        repays: *if_broken == IfBroken::Repay,
    }
}
