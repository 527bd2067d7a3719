//! The company: everything that `engine` settles, whatever is drawn.

use super::capital::{Closing, Facility, Occurrence, Programme, Raise, Requirement};
use super::claim::{Claim, Figure, Test};
use super::driver::DriverId;
use super::flow::{BurnLine, Flow, RevenueStream};
use super::loan::{Loan, Tax};
use super::response::Response;
use super::terms::{Index, LineTerms};
use crate::scenario::Measure;

/// Revenue and costs, capital, debt and responses, and the claims about them; its numbers are drivers of
/// [`RandomInputs`](super::RandomInputs).
#[derive(Debug, Clone)]
pub struct Company {
    /// Revenue streams, ordered by name.
    pub revenue: Vec<RevenueStream>,
    /// Burn lines, ordered by name.
    pub burn: Vec<BurnLine>,
    /// Lines that are a share of others, by their places among the revenue streams and then the burn lines, each after what it is a share of.
    pub shares: Vec<usize>,
    /// Share of revenue left after the cost of running the product; `None` if all of it.
    pub margin: Option<DriverId>,
    /// Least compute that must be paid for, in units a year.
    pub compute_commitment: Option<DriverId>,
    /// What moves the number of users, if they are counted; never [`Flow::PerUser`].
    pub users: Option<Flow>,
    /// Levels that lines follow, ordered by name.
    pub indices: Vec<Index>,
    /// Money that may be raised, ordered by name, but for what comes after another.
    pub capital: Vec<Raise>,
    /// All capital, and the lines that do not exist at the start, each after what it waits for.
    pub occurrences: Vec<Occurrence>,
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
            indices: _,
            occurrences: _,
            shares: _,
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
            || event_requires.iter().flatten().any(Requirement::asks_for_runway)
            || self.line_requirements().any(Requirement::asks_for_runway);
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
        let mut rules = event_requires.iter().flatten().chain(self.line_requirements());
        let waits = rules.any(|rule| matches!(rule, Requirement::After(Occurrence::Capital(_))));
        let borrows = loans.iter().any(Loan::is_new);
        let raises_apart = reacts || waits || rounds().any(is_tied) || claims().any(Test::asks_of_counterfactual);
        let is_apart = borrows || (rounds().next().is_some() && raises_apart);
        Settlement::Stepwise { asks_for_runway, reacts, is_apart }
    }

    /// What revenue streams and burn lines require before they begin.
    fn line_requirements(&self) -> impl Iterator<Item = &Requirement> {
        let terms = self.revenue.iter().map(|stream| &stream.terms);
        terms.chain(self.burn.iter().map(|line| &line.terms)).flat_map(|terms| terms.requires())
    }

    /// Everything whose occurrence a draw decides, with that draw.
    pub fn chances(&self) -> impl Iterator<Item = (Occurrence, Closing)> {
        let lines = |terms: &LineTerms| terms.onset.as_ref().and_then(|onset| onset.happening);
        let capital = self.capital.iter().map(|raise| raise.closing).enumerate();
        let capital = capital.filter_map(|(place, chance)| Some((Occurrence::Capital(place), chance?)));
        let revenue = self.revenue.iter().enumerate();
        let revenue =
            revenue.filter_map(move |(place, stream)| Some((Occurrence::Revenue(place), lines(&stream.terms)?)));
        let burn = self.burn.iter().enumerate();
        let burn = burn.filter_map(move |(place, line)| Some((Occurrence::Burn(place), lines(&line.terms)?)));
        capital.chain(revenue).chain(burn)
    }

    /// The draw that decides whether something occurs; `None` if it is certain to.
    #[must_use]
    pub fn chance_of(&self, occurrence: Occurrence) -> Option<Closing> {
        self.chances().find(|(of, _)| *of == occurrence).map(|(_, chance)| chance)
    }

    /// The date for which something is planned, in months after the start, and the driver of the months by which it is late; `None` of what
    /// exists at the start.
    #[must_use]
    pub fn planned(&self, occurrence: Occurrence) -> Option<(f64, Option<DriverId>)> {
        let of_line = |terms: &LineTerms| terms.onset.as_ref().map(|onset| (onset.month, onset.delay));
        match occurrence {
            Occurrence::Capital(place) => Some((self.capital[place].month, self.capital[place].delay)),
            Occurrence::Revenue(place) => of_line(&self.revenue[place].terms),
            Occurrence::Burn(place) => of_line(&self.burn[place].terms),
        }
    }

    /// Whether something is certain to occur on its date.
    #[must_use]
    pub fn is_certain(&self, occurrence: Occurrence) -> bool {
        let is_late = self.planned(occurrence).is_some_and(|(_, delay)| delay.is_some());
        !is_late && self.chance_of(occurrence).is_none() && self.required_of(occurrence).is_empty()
    }

    /// Whether it is one amount on one day.
    #[must_use]
    pub fn is_once(&self, occurrence: Occurrence) -> bool {
        match occurrence {
            Occurrence::Capital(_) => false,
            Occurrence::Revenue(place) => self.revenue[place].flow.is_once(),
            Occurrence::Burn(place) => self.burn[place].flow.is_once(),
        }
    }

    /// What it is called in the scenario.
    #[must_use]
    pub fn name_of(&self, occurrence: Occurrence) -> &str {
        match occurrence {
            Occurrence::Capital(place) => &self.capital[place].name,
            Occurrence::Revenue(place) => &self.revenue[place].name,
            Occurrence::Burn(place) => &self.burn[place].name,
        }
    }

    /// What must hold before something may occur.
    #[must_use]
    pub fn required_of(&self, occurrence: Occurrence) -> &[Requirement] {
        match occurrence {
            Occurrence::Capital(place) => &self.capital[place].requires,
            Occurrence::Revenue(place) => self.revenue[place].terms.requires(),
            Occurrence::Burn(place) => self.burn[place].terms.requires(),
        }
    }

    /// The same with lines alone, of which those never occur that wait for something or may not happen.
    pub(super) fn certain_lines(&self) -> Self {
        let mut company = self.clone();
        company.occurrences.retain(|occurrence| !matches!(occurrence, Occurrence::Capital(_)));
        let streams = company.revenue.iter_mut().map(|stream| &mut stream.terms);
        streams.chain(company.burn.iter_mut().map(|line| &mut line.terms)).for_each(LineTerms::keep_if_certain);
        company
    }

    /// Everything that anybody requires.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        let raises = self.capital.iter().flat_map(|raise| &raise.requires);
        let lenders = self.facilities.iter().flat_map(|facility| &facility.requires);
        let instalments = self.programmes.iter().filter_map(|programme| programme.instalments.first());
        let instalments = instalments.flat_map(|raise| &raise.requires);
        let loans = self.loans.iter().flat_map(Loan::requirements);
        let events = self.event_requires.iter().flatten();
        raises.chain(lenders).chain(instalments).chain(loans).chain(events).chain(self.line_requirements())
    }

    /// Whether any line has a season.
    #[must_use]
    pub fn is_seasonal(&self) -> bool {
        let mut terms = self.revenue.iter().map(|stream| &stream.terms).chain(self.burn.iter().map(|line| &line.terms));
        terms.any(|terms| terms.season.is_some())
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
            indices,
            capital,
            programmes,
            facilities,
            event_requires: _,
            loans,
            tax,
            responses,
            opening_cash,
            cash_yield,
            occurrences: _,
            shares: _,
            minimum_cash: _,
            measure: _,
            for_years: _,
            asks_profitability: _,
            claims: _,
        } = self;
        revenue.iter_mut().for_each(|stream| stream.each_driver(change));
        burn.iter_mut().for_each(|line| line.each_driver(change));
        users.iter_mut().for_each(|flow| flow.each_driver(change));
        indices.iter_mut().for_each(|index| index.each_driver(change));
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
