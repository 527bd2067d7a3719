//! From scenario to model: every driver declared under its name, every part of the company pointed at its drivers.

mod capital;
mod events;
mod lines;
mod loans;
mod occurrences;
mod responses;
mod shares;

use super::calendar::Calendar;
use super::capital::{Programme, Raise};
use super::claim::Landing;
use super::claims::KnownNames;
use super::company::Company;
use super::curves::DistinctDistributions;
use super::driver::{Cadence, Curve, Driver, DriverId, Limits};
use super::flow::Share;
use super::loan::Loan;
use super::random_inputs::RandomInputs;
use super::{Model, claims, dependence, lints, memory, overflow};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{DistributionSpec, Scenario, Schedule, Step, UserGroup, Yearly};
use crate::tables::{Growths, QuantileTable};
use lines::Surroundings;
use occurrences::Occurrences;
use std::sync::Arc;

/// The model of `scenario`.
///
/// # Errors
/// - With every problem of meaning: parameters that no distribution has, drivers that do not exist, correlations that cannot be,
///   dates outside the horizon, amounts that no number can hold.
pub fn build(scenario: &Scenario) -> Result<Model, Problems> {
    build_keyed(scenario, "")
}

/// The same with the keys of its streams prefixed: under prefixes of their own, companies with drivers of one name have draws of their own.
///
/// # Errors
/// - As [`build`].
pub fn build_keyed(scenario: &Scenario, prefix: &str) -> Result<Model, Problems> {
    let mut builder = Builder::new(scenario, prefix);
    let mut company = builder.company();
    let mut events = builder.events();
    let Builder { calendar, distributions, mut drivers, mut problems, .. } = builder;
    let places = order_by_name(&mut drivers);
    let mut place = |id: &mut DriverId| *id = places[*id];
    company.each_driver(&mut place);
    events.iter_mut().for_each(|event| event.each_driver(&mut place));
    let (mut drivers, persistence): (Vec<Driver>, Vec<Option<f64>>) =
        drivers.into_iter().map(|declared| (declared.driver, declared.persistence)).unzip();
    let groups = dependence::group(&mut drivers, &persistence, &scenario.correlation, &mut problems);
    distributions.check_size(&mut problems);
    let tables = if problems.is_empty() { distributions.tables(&mut problems) } else { None };
    let Some(tables) = tables else { return Err(problems) };
    let tables: Arc<[QuantileTable]> = tables.into();
    note_limits(&mut drivers, &tables);
    let growths = Growths::of(calendar.months_per_step());
    let mut model = Model {
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        unit: scenario.unit,
        labels: scenario.labels.clone(),
        inputs: Arc::new(RandomInputs { calendar, tables, growths, drivers, groups, events }),
        company,
        warnings: Vec::new(),
    };
    overflow::refuse(&model, scenario, &mut problems);
    let much = memory::refuse(&model, scenario, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    model.warnings = lints::lint(&model, &persistence, scenario);
    model.warnings.extend(much);
    Ok(model)
}

/// A driver as declared, with what is settled only later.
struct Declared {
    driver: Driver,
    /// `None` if not written.
    persistence: Option<f64>,
}

struct Builder<'s> {
    scenario: &'s Scenario,
    /// Of the keys of all streams.
    prefix: &'s str,
    calendar: Calendar,
    distributions: DistinctDistributions,
    drivers: Vec<Declared>,
    /// Share of users who pay, once it is declared.
    conversion: Option<DriverId>,
    problems: Problems,
}

impl<'s> Builder<'s> {
    fn new(scenario: &'s Scenario, prefix: &'s str) -> Self {
        let years = usize::try_from(scenario.years.value).unwrap_or(1);
        let calendar = Calendar::new(scenario.start.value, years, scenario.step.value).in_years_to(scenario.year_ends);
        let (distributions, drivers, problems) = (DistinctDistributions::new(), Vec::new(), Problems::default());
        Self { scenario, prefix, calendar, distributions, drivers, conversion: None, problems }
    }

    /// Every part of the company, its drivers declared.
    fn company(&mut self) -> Company {
        let scenario = self.scenario;
        let opening_cash = self.single("cash.opening", &scenario.cash.opening, Limits::NONE);
        let cash_yield = scenario.cash.earns.as_ref().map(|earns| self.growth("cash.yield", earns));
        let users = self.users();
        let indices = self.indices();
        let occurrences = Occurrences::of(scenario, &mut self.problems);
        let around = Surroundings { occurrences: &occurrences, indices: &indices };
        let (revenue, burn) = (self.revenue(&around), self.burn(&around));
        let margin = scenario.margin.as_ref().map(|margin| self.yearly(margin.section, &margin.share, Limits::MARGIN));
        let annual = scenario.compute_commitment.as_ref().map(|commitment| &commitment.annual);
        let compute_commitment = annual.map(|annual| self.yearly("compute_commitment.annual", annual, Limits::AMOUNT));
        let capital = self.capital(&occurrences);
        let programmes = self.programmes(&occurrences.named);
        let facilities = self.facilities(&occurrences);
        let loans = self.loans(&occurrences.named, &indices);
        let tax = self.tax();
        let responses = self.responses(&burn);
        let event_requires = self.event_requires(&occurrences);
        let shares = self.shares(&revenue, &burn);
        let known = known_names(&capital, &programmes, &loans);
        Company {
            shares,
            revenue,
            burn,
            margin,
            compute_commitment,
            users,
            indices,
            capital,
            occurrences: occurrences.order,
            programmes,
            facilities,
            loans,
            tax,
            responses,
            event_requires,
            opening_cash,
            cash_yield,
            minimum_cash: scenario.cash.minimum,
            measure: scenario.profitability.measure,
            for_years: u32::try_from(scenario.profitability.for_years.value).unwrap_or(u32::MAX),
            asks_profitability: scenario.profitability.ask,
            claims: claims::resolve(&scenario.claim, (&self.calendar, &known), &mut self.problems),
        }
    }

    /// Whom a flow counts; without a conversion, which the readers of scenarios ask for, all.
    fn share(&self, of: UserGroup) -> Share {
        match (of, self.conversion) {
            (UserGroup::Paying, Some(conversion)) => Share::Paying(conversion),
            (UserGroup::Free, Some(conversion)) => Share::Free(conversion),
            _ => Share::All,
        }
    }

    /// A driver that decides whether something happens: uniform on (0, 1), and a high draw says yes.
    fn deciding(&mut self, name: &str, cadence: Cadence, place: Place) -> DriverId {
        let uniform = DistributionSpec::Uniform { min: At::new(0.0, place), max: At::new(1.0, place) };
        let curve = self.distributions.single(&At::new(uniform, place), name, &mut self.problems);
        let curves = vec![curve.unwrap_or(Curve::Constant(0.0))];
        self.declare(Driver { cadence, curves, ..self.blank(name, Limits::SHARE) }, None)
    }

    /// A number that is drawn once a run, or anew each period, each time by itself.
    fn drawn(&mut self, name: &str, of: &At<DistributionSpec>, limits: Limits, cadence: Cadence) -> DriverId {
        let Cadence::Each(redraw) = cadence else { return self.single(name, of, limits) };
        let values = Schedule::Same(of.clone());
        let yearly = Yearly { values, persistence: Some(At::new(0.0, of.place)), redraw: At::new(redraw, of.place) };
        self.yearly(name, &At::new(yearly, of.place), limits)
    }

    fn single(&mut self, name: &str, of: &At<DistributionSpec>, limits: Limits) -> DriverId {
        let curve = self.distributions.single(of, name, &mut self.problems);
        self.check_constant(name, of, limits);
        let curves = vec![curve.unwrap_or(Curve::Constant(0.0))];
        self.declare(Driver { cadence: Cadence::Single, curves, ..self.blank(name, limits) }, None)
    }

    fn yearly(&mut self, name: &str, yearly: &At<Yearly>, limits: Limits) -> DriverId {
        let Yearly { values, persistence, redraw } = &yearly.value;
        let curves = self.distributions.yearly(values, &self.calendar, name, &mut self.problems);
        match values {
            Schedule::Same(of) => self.check_constant(name, of, limits),
            Schedule::ByYear(named) => named.values().for_each(|of| self.check_constant(name, of, limits)),
        }
        let curves = curves.unwrap_or_else(|| vec![Curve::Constant(0.0)]);
        let cadence = Cadence::Each(redraw.value.max(self.scenario.step.value));
        let persistence = persistence.as_ref().map(|persistence| persistence.value);
        self.declare(Driver { cadence, curves, ..self.blank(name, limits) }, persistence)
    }

    fn growth(&mut self, name: &str, yearly: &At<Yearly>) -> DriverId {
        let id = self.yearly(name, yearly, Limits::GROWTH);
        self.drivers[id].driver.is_growth = true;
        id
    }

    fn check_constant(&mut self, name: &str, of: &At<DistributionSpec>, limits: Limits) {
        if let DistributionSpec::Constant(value) = of.value {
            check_limits(name, value, of.place, limits, &mut self.problems);
        }
    }

    /// A driver of that name, without curves yet.
    fn blank(&self, name: &str, limits: Limits) -> Driver {
        Driver {
            name: name.to_owned(),
            key: format!("{}{name}", self.prefix),
            cadence: Cadence::Each(Step::Year),
            curves: Vec::new(),
            is_growth: false,
            limits,
            is_acted_on: false,
            can_meet_limits: false,
            group: None,
        }
    }

    fn declare(&mut self, driver: Driver, persistence: Option<f64>) -> DriverId {
        self.drivers.push(Declared { driver, persistence });
        self.drivers.len() - 1
    }
}

fn check_limits(name: &str, value: f64, place: Place, limits: Limits, problems: &mut Problems) {
    if value < limits.min || value > limits.max {
        let message = format!("must be {}, got {value}", limits.words());
        let problem = Problem::new(place, name, message);
        problems.push(match what_it_may_be(name).filter(|_| value < 0.0 && limits == Limits::AMOUNT) {
            Some(help) => problem.help(help),
            None => problem,
        });
    }
}

/// What a negative amount of a revenue stream or a burn line may be meant to say.
fn what_it_may_be(name: &str) -> Option<&'static str> {
    match name.split('.').next() {
        Some("burn") => Some(
            "money that comes back is revenue: for a refund or a grant write [[revenue]] with `counts_in = \"cash\"`, and `once` with \
             `date` if it comes once",
        ),
        Some("revenue") => Some(
            "money that goes out is burn: for a refund to customers or a repayment write [[burn]], with `counts_in = \"cash\"` if it is \
             no cost, and `once` with `date` if it comes once",
        ),
        _ => None,
    }
}

/// The names of what claims may be about.
fn known_names(capital: &[Raise], programmes: &[Programme], loans: &[Loan]) -> KnownNames {
    let rounds = capital.iter().enumerate().map(|(place, raise)| (raise.name.clone(), Landing::Round(place)));
    let programmes = programmes.iter().enumerate();
    let programmes = programmes.map(|(place, programme)| (programme.name.clone(), Landing::Instalment(place)));
    let lent = loans.iter().enumerate().filter(|(_, loan)| loan.is_new());
    let lent = lent.map(|(place, loan)| (loan.name.clone(), Landing::Loan(place)));
    KnownNames {
        landings: rounds.chain(programmes).chain(lent).collect(),
        loans: loans.iter().map(|loan| (loan.name.clone(), loan.covenant.is_some())).collect(),
    }
}

/// Sorts by name, so that the order of the file changes nothing; returns where each went.
fn order_by_name(drivers: &mut [Declared]) -> Vec<DriverId> {
    let mut order: Vec<DriverId> = (0..drivers.len()).collect();
    order.sort_by(|&a, &b| drivers[a].driver.name.cmp(&drivers[b].driver.name));
    let mut places = vec![0; order.len()];
    for (place, &id) in order.iter().enumerate() {
        places[id] = place;
    }
    drivers.sort_by(|a, b| a.driver.name.cmp(&b.driver.name));
    places
}

/// Marks the drivers whose curves reach beyond their limits, as far as 52 bits go.
fn note_limits(drivers: &mut [Driver], tables: &[QuantileTable]) {
    for driver in drivers {
        driver.can_meet_limits = driver.reaches_its_limits(tables);
    }
}
