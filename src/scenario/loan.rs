//! Loans and taxes as they are written: `[[loan]]` and `[tax]` (equations, 28 and 29).

use super::{Capital, DistributionSpec, Yearly};
use crate::error::At;
use jiff::civil::Date;

/// `[[loan]]`: money owed, or lent on a date, and how it is paid back.
#[derive(Debug, Clone)]
pub struct LoanSpec {
    /// Its name, unique among loans.
    pub name: At<String>,
    /// Where the debt comes from.
    pub origin: LoanOriginSpec,
    /// How it is paid back.
    pub repays: RepaymentSpec,
    /// What the lender watches; `None` if nothing.
    pub covenant: Option<CovenantSpec>,
    /// Name of the index that its amounts are multiplied by.
    pub indexed_to: Option<At<String>>,
}

/// Where the debt of a loan comes from.
#[derive(Debug, Clone)]
pub enum LoanOriginSpec {
    /// It is owed at the start.
    Balance(At<DistributionSpec>),
    /// It is lent on a date, under the conditions of new capital.
    Lent(Box<Capital>),
}

impl LoanOriginSpec {
    /// How much.
    #[must_use]
    pub fn amount(&self) -> &At<DistributionSpec> {
        match self {
            Self::Balance(balance) => balance,
            Self::Lent(lent) => &lent.amount,
        }
    }
}

/// How a loan is paid back.
#[derive(Debug, Clone)]
pub enum RepaymentSpec {
    /// With interest, by a day.
    Scheduled {
        /// Interest a year, as a share of what is owed; a month costs a twelfth.
        rate: At<DistributionSpec>,
        /// Day up to which only interest is paid; `None` for none.
        interest_only_until: Option<At<Date>>,
        /// Day by which all is repaid.
        matures: At<Date>,
        /// How principal is spread.
        amortization: Amortization,
    },
    /// By a share of revenue.
    RevenueShare {
        /// The share.
        share: At<DistributionSpec>,
        /// How many times the amount is paid in all.
        until: At<DistributionSpec>,
        /// Day by which the rest is due; `None` if never.
        matures: Option<At<Date>>,
    },
}

/// How the principal of a loan is spread over its payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amortization {
    /// Equal parts of principal.
    Level,
    /// Equal payments, interest included.
    Annuity,
    /// All of it with the last payment.
    AtMaturity,
}

/// `covenant = { .. }`: what must hold at the start of every step while something is owed.
#[derive(Debug, Clone)]
pub struct CovenantSpec {
    /// Cash before anything lands.
    pub cash_at_least: Option<At<f64>>,
    /// Runway in months.
    pub runway_months_at_least: Option<At<f64>>,
    /// Annualised revenue of the last step.
    pub revenue_at_least: Option<At<f64>>,
    /// Growth of revenue over the last twelve months, once it can be told.
    pub growth_at_least: Option<At<f64>>,
    /// Share of revenue left after running costs in the last step.
    pub margin_at_least: Option<At<f64>>,
    /// What follows if it is broken.
    pub if_broken: IfBroken,
}

/// What follows if a covenant is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfBroken {
    /// All is repaid at once.
    #[default]
    Repay,
    /// It is only reported.
    Report,
}

/// `[tax]`
#[derive(Debug, Clone)]
pub struct TaxSpec {
    /// Share of the year's taxable result.
    pub rate: At<Yearly>,
    /// Losses of years before the start; `None` if not written, which means none.
    pub losses_brought_forward: Option<At<DistributionSpec>>,
    /// Months after the year's end at whose end the tax is paid. Default 6.
    pub paid_after_months: i64,
}
