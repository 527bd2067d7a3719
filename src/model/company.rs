//! The company: everything that `engine` settles, whatever is drawn.

use super::capital::{Facility, Programme, Raise, Requirement};
use super::claim::{Claim, Figure, Test};
use super::driver::DriverId;
use super::flow::{BurnLine, Flow, RevenueStream};
use super::loan::{Loan, Tax};
use super::response::Response;
use crate::scenario::Measure;

/// Revenue and costs, capital, debt and responses, and the claims about them; its numbers are drivers of
/// [`RandomInputs`](super::RandomInputs).
#[derive(Debug, Clone)]
pub struct Company {
    /// Revenue streams, ordered by name.
    pub revenue: Vec<RevenueStream>,
    /// Burn lines, ordered by name.
    pub burn: Vec<BurnLine>,
    /// Share of revenue left after the cost of running the product; `None` if all of it.
    pub margin: Option<DriverId>,
    /// Least compute that must be paid for, in units a year.
    pub compute_commitment: Option<DriverId>,
    /// What moves the number of users, if they are counted; never [`Flow::PerUser`].
    pub users: Option<Flow>,
    /// Money that may be raised, ordered by name, but for what comes after another.
    pub capital: Vec<Raise>,
    /// Money that is raised again and again, in the order of the file.
    pub programmes: Vec<Programme>,
    /// Money that may be borrowed, in the order of the file.
    pub facilities: Vec<Facility>,
    /// What must hold where an event would fire, by its place in [`RandomInputs::events`](super::RandomInputs::events); nothing of most.
    pub event_requires: Vec<Vec<Requirement>>,
    /// Money that is owed or will be lent, in the order of the file.
    pub loans: Vec<Loan>,
    /// Tax on the result, if there is one.
    pub tax: Option<Tax>,
    /// What management does when cash gets short, in the order of the file.
    pub responses: Vec<Response>,
    /// Cash at the start.
    pub opening_cash: DriverId,
    /// Yield a year on cash above zero, as a fraction.
    pub cash_yield: Option<DriverId>,
    /// Cash below this, in units, is exhaustion.
    pub minimum_cash: f64,
    /// The measure that must be 0 or more for profitability.
    pub measure: Measure,
    /// For how many consecutive years.
    pub for_years: u32,
    /// Whether the answer says when it becomes profitable; whatever is simulated is the same.
    pub asks_profitability: bool,
    /// Claims, in the order of the file.
    pub claims: Vec<Claim>,
}

/// How the steps of a company are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Many steps in one go: nothing is conditional, delayed or reacts to cash, so Part I of the equations covers it.
    Plain {
        /// Whether all that counts moves in cash and nothing else does, so that the cash flow is the operating result.
        result_is_cash_flow: bool,
    },
    /// Step by step: conditional capital, debt, taxes, responses, or payment lags (equations, 16 to 21, 28 and 29).
    Stepwise {
        /// Whether anything depends on the runway.
        asks_for_runway: bool,
        /// Whether anything depends on how much cash there is.
        reacts: bool,
        /// Whether runs without new capital need a simulation of their own, because more than their cash differs.
        is_apart: bool,
    },
}

impl Settlement {
    /// Whether many steps are taken in one go.
    #[must_use]
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Plain { .. })
    }

    /// Whether the cash flow is known to be the operating result.
    #[must_use]
    pub fn result_is_cash_flow(self) -> bool {
        matches!(self, Self::Plain { result_is_cash_flow: true })
    }

    /// Whether anything depends on how much cash there is (equations, 21).
    #[must_use]
    pub fn reacts(self) -> bool {
        matches!(self, Self::Stepwise { reacts: true, .. })
    }

    /// Whether runs without new capital need a simulation of their own, because more than their cash differs.
    #[must_use]
    pub fn is_apart(self) -> bool {
        matches!(self, Self::Stepwise { is_apart: true, .. })
    }
}

impl Company {
    /// How it is settled. Nothing is plain that is not named here as plain: a field that is added does not compile until it is.
    #[must_use]
    pub fn settlement(&self) -> Settlement {
        let Self {
            revenue,
            burn,
            capital,
            programmes,
            facilities,
            loans,
            tax,
            responses,
            event_requires,
            cash_yield,
            margin: _,
            compute_commitment: _,
            users: _,
            opening_cash: _,
            minimum_cash: _,
            measure: _,
            for_years: _,
            asks_profitability: _,
            claims,
        } = self;
        let instalments = || programmes.iter().flat_map(|programme| &programme.instalments);
        let rounds = || capital.iter().chain(instalments());
        let is_run_by_runway = !facilities.is_empty()
            || !responses.is_empty()
            || rounds().any(Raise::asks_for_runway)
            || event_requires.iter().flatten().any(Requirement::asks_for_runway);
        let claims = || claims.iter().map(|claim| &claim.test);
        let is_runway = |test: &Test| matches!(test, Test::Figure(Figure::RunwayOn(_), _));
        let asks_for_runway =
            is_run_by_runway || loans.iter().any(Loan::asks_for_runway) || claims().any(|test| test.has(&is_runway));
        let reacts = is_run_by_runway || cash_yield.is_some() || loans.iter().any(Loan::reacts);
        let is_plain = !reacts
            && event_requires.iter().all(Vec::is_empty)
            && !claims().any(|test| test.asks_for_steps() || test.asks_of_counterfactual())
            && programmes.is_empty()
            && loans.is_empty()
            && tax.is_none()
            && revenue.iter().all(RevenueStream::is_plain)
            && burn.iter().all(BurnLine::is_plain)
            && capital.iter().all(Raise::is_plain);
        if is_plain {
            return Settlement::Plain { result_is_cash_flow: burn.iter().all(BurnLine::counts_in_both) };
        }
        let is_tied = |raise: &Raise| raise.tied_share.is_some();
        let borrows = loans.iter().any(Loan::is_new);
        let raises_apart = reacts || rounds().any(is_tied) || claims().any(Test::asks_of_counterfactual);
        let is_apart = borrows || (rounds().next().is_some() && raises_apart);
        Settlement::Stepwise { asks_for_runway, reacts, is_apart }
    }

    /// Whether a claim asks for more than the two clocks of the runs without new capital, which have a simulation of their own.
    #[must_use]
    pub fn asks_of_counterfactual(&self) -> bool {
        self.settlement().is_apart() && self.claims.iter().any(|claim| claim.test.asks_of_counterfactual())
    }

    /// The figures on days that claims ask about, with the ends of these days in months after the start.
    #[must_use]
    pub fn days_asked(&self) -> Vec<(Figure, f64)> {
        let mut days = Vec::new();
        self.claims.iter().for_each(|claim| claim.test.add_days(&mut days));
        days
    }

    /// Whether anything depends on how much cash there is (equations, 21).
    #[must_use]
    pub fn reacts(&self) -> bool {
        self.settlement().reacts()
    }

    /// Shows every part's drivers to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self {
            revenue,
            burn,
            margin,
            compute_commitment,
            users,
            capital,
            programmes,
            facilities,
            event_requires: _,
            loans,
            tax,
            responses,
            opening_cash,
            cash_yield,
            minimum_cash: _,
            measure: _,
            for_years: _,
            asks_profitability: _,
            claims: _,
        } = self;
        revenue.iter_mut().for_each(|stream| stream.each_driver(change));
        burn.iter_mut().for_each(|line| line.each_driver(change));
        users.iter_mut().for_each(|flow| flow.each_driver(change));
        capital.iter_mut().for_each(|raise| raise.each_driver(change));
        let instalments = programmes.iter_mut().flat_map(|programme| &mut programme.instalments);
        instalments.for_each(|raise| raise.each_driver(change));
        facilities.iter_mut().for_each(|facility| facility.each_driver(change));
        loans.iter_mut().for_each(|loan| loan.each_driver(change));
        tax.iter_mut().for_each(|tax| tax.each_driver(change));
        responses.iter_mut().for_each(|response| response.each_driver(change));
        margin.iter_mut().chain(compute_commitment).chain(cash_yield).chain([opening_cash]).for_each(change);
    }
}
