//! Loans and taxes with their drivers resolved: what is owed, how it is paid back, and what lenders watch (equations, 28 and 29).

use super::capital::{Raise, Requirement};
use super::driver::DriverId;
use crate::scenario::Amortization;

/// A loan.
#[derive(Debug, Clone)]
pub struct Loan {
    /// Its name.
    pub name: String,
    /// Where the debt comes from.
    pub origin: LoanOrigin,
    /// How it is paid back.
    pub repays: Repayment,
    /// What its lender watches, if anything.
    pub covenant: Option<Covenant>,
    /// The place in [`Company::indices`](super::Company::indices) of the index that it is in units of, if any.
    pub index: Option<usize>,
}

/// Where the debt of a loan comes from.
#[derive(Debug, Clone)]
pub enum LoanOrigin {
    /// So much, in units, is owed at the start.
    Balance(DriverId),
    /// It is lent later, as capital is raised; it is new capital.
    Lent(Raise),
}

/// How a loan is paid back, at the ends of months. Months count from the start.
#[derive(Debug, Clone)]
pub enum Repayment {
    /// With interest, by a day.
    Scheduled {
        /// Interest a year, as a share of what is owed.
        rate: DriverId,
        /// The first month at whose end principal may be paid.
        first: usize,
        /// The month at whose start nothing is owed any more.
        end: usize,
        /// How principal is spread.
        amortization: Amortization,
    },
    /// By a share of revenue.
    RevenueShare {
        /// The share.
        share: DriverId,
        /// How many times the amount is paid in all.
        until: DriverId,
        /// The month at whose start nothing is owed any more, if it matures.
        end: Option<usize>,
    },
}

/// What must hold at the start of every step while something is owed.
#[derive(Debug, Clone)]
pub struct Covenant {
    /// Least cash, in units.
    pub cash: Option<f64>,
    /// What else must hold, but for growth.
    pub requires: Vec<Requirement>,
    /// Growth of revenue, which is asked for only once it can be told.
    pub growth: Option<Requirement>,
    /// Whether all is repaid once it is broken; else that is only reported.
    pub repays: bool,
}

/// Tax on the year's operating result less interest.
#[derive(Debug, Clone)]
pub struct Tax {
    /// Share of the taxable result.
    pub rate: DriverId,
    /// Losses of years before the start, in units, if any.
    pub losses: Option<DriverId>,
    /// Months after the year's end at whose end it is paid.
    pub paid_after: usize,
}

impl Loan {
    /// Whether it is new capital: lent later, and not owed at the start.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self.origin, LoanOrigin::Lent(_))
    }

    /// Whether anything of it depends on the runway.
    pub(super) fn asks_for_runway(&self) -> bool {
        let of_lender =
            self.covenant.as_ref().is_some_and(|covenant| covenant.requires.iter().any(Requirement::asks_for_runway));
        of_lender || matches!(&self.origin, LoanOrigin::Lent(raise) if raise.asks_for_runway())
    }

    /// Whether what it moves depends on how much cash there is.
    pub(super) fn reacts(&self) -> bool {
        let calls = |covenant: &Covenant| {
            covenant.repays && (covenant.cash.is_some() || covenant.requires.iter().any(Requirement::asks_for_runway))
        };
        self.covenant.as_ref().is_some_and(calls)
            || matches!(&self.origin, LoanOrigin::Lent(raise) if raise.asks_for_runway())
    }

    /// Everything that is required of the company by its lender.
    pub(crate) fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        let conditions = match &self.origin {
            LoanOrigin::Lent(raise) => raise.requires.as_slice(),
            LoanOrigin::Balance(_) => &[],
        };
        let covenant = self.covenant.iter().flat_map(|covenant| covenant.requires.iter().chain(&covenant.growth));
        conditions.iter().chain(covenant)
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, origin, repays, covenant: _, index: _ } = self;
        match origin {
            LoanOrigin::Balance(balance) => change(balance),
            LoanOrigin::Lent(raise) => raise.each_driver(change),
        }
        match repays {
            Repayment::Scheduled { rate, first: _, end: _, amortization: _ } => change(rate),
            Repayment::RevenueShare { share, until, end: _ } => [share, until].into_iter().for_each(change),
        }
    }
}

impl LoanOrigin {
    /// How much, in units.
    #[must_use]
    pub fn amount(&self) -> DriverId {
        match self {
            Self::Balance(balance) => *balance,
            Self::Lent(raise) => raise.amount,
        }
    }
}

impl Repayment {
    /// The first month, from the start, at whose end principal may be paid.
    pub(crate) fn first(&self) -> f64 {
        match self {
            Self::Scheduled { first, .. } => *first as f64,
            Self::RevenueShare { .. } => 0.0,
        }
    }

    /// Whether there is a day by which all is repaid.
    pub(crate) fn matures(&self) -> bool {
        self.end() < f64::INFINITY
    }

    /// The moment from which on nothing is owed any more, in months after the start.
    pub(crate) fn end(&self) -> f64 {
        match self {
            Self::Scheduled { end, .. } => *end as f64,
            Self::RevenueShare { end, .. } => end.map_or(f64::INFINITY, |end| end as f64),
        }
    }
}

impl Tax {
    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { rate, losses, paid_after: _ } = self;
        losses.iter_mut().chain([rate]).for_each(change);
    }
}
