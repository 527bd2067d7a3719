//! From scenario to model: every driver declared under its name, every part of the company pointed at its drivers.

mod capital;
mod events;
mod responses;

use super::calendar::Calendar;
use super::curves::Laws;
use super::driver::{Cadence, Curve, Driver, DriverId, Limits};
use super::event::Effect;
use super::flow::{BurnLine, Flow, RevenueStream, Share};
use super::{Model, claims, dependence, lints, overflow};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{self, CountsIn, Distribution, Of, Scenario, Schedule, Step, Yearly};
use crate::tables::{Growths, Table};
use std::sync::Arc;

/// The model of `scenario`.
///
/// # Errors
/// - With every problem of meaning: parameters that no distribution has, drivers that do not exist, correlations that cannot be,
///   dates outside the horizon, amounts that no number can hold.
pub fn build(scenario: &Scenario) -> Result<Model, Problems> {
    let mut builder = Builder::new(scenario);
    let opening_cash = builder.single("cash.opening", &scenario.cash.opening, Limits::NONE);
    let cash_yield = scenario.cash.earns.as_ref().map(|earns| builder.yearly("cash.yield", earns, Limits::NONE));
    let users = builder.users();
    let revenue = builder.revenue();
    let burn = builder.burn();
    let margin = scenario.margin.as_ref().map(|margin| builder.yearly(margin.section, &margin.share, Limits::MARGIN));
    let annual = scenario.compute_commitment.as_ref().map(|commitment| &commitment.annual);
    let compute_commitment = annual.map(|annual| builder.yearly("compute_commitment.annual", annual, Limits::AMOUNT));
    let capital = builder.capital();
    let facilities = builder.facilities(&capital);
    let responses = builder.responses(&burn);
    let events = builder.events();
    let claims = claims::resolve(&scenario.claim, &builder.calendar, &mut builder.problems);
    let mut model = Model {
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        unit: scenario.unit,
        growths: Growths::of(builder.calendar.months_per_step()),
        calendar: builder.calendar,
        tables: Arc::new([]),
        drivers: Vec::new(),
        groups: Vec::new(),
        revenue,
        result_is_cash_flow: burn.iter().all(|line| line.in_cash && line.in_result),
        burn,
        margin,
        compute_commitment,
        users,
        events,
        capital,
        facilities,
        responses,
        opening_cash,
        cash_yield,
        minimum_cash: scenario.cash.minimum,
        measure: scenario.profitability.measure,
        for_years: u32::try_from(scenario.profitability.for_years.value).unwrap_or(u32::MAX),
        claims,
        warnings: Vec::new(),
    };
    model.result_is_cash_flow &= model.is_plain();
    let mut drivers = builder.drivers;
    let places = order_by_name(&mut drivers);
    model.each_driver(|id| *id = places[*id]);
    let persistence: Vec<f64> = drivers.iter().map(|declared| declared.persistence.unwrap_or(0.0)).collect();
    model.drivers = drivers.iter().map(|declared| declared.driver.clone()).collect();
    model.groups = dependence::group(&mut model.drivers, &persistence, &scenario.correlation, &mut builder.problems);
    check_size(&builder.laws, &mut builder.problems);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    model.tables = builder.laws.tables().into();
    note_limits(&mut model.drivers, &model.tables);
    overflow::refuse(&model, scenario, &mut builder.problems);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    model.warnings = lints::lint(&model, &drivers, scenario);
    Ok(model)
}

/// More distributions than this would take long, and much memory, to make tables of.
const MOST_LAWS: usize = 2_000;

fn check_size(laws: &Laws, problems: &mut Problems) {
    if laws.parts() > MOST_LAWS {
        let message = format!("must have at most {MOST_LAWS} different distributions in all, got {}", laws.parts());
        problems.push(
            Problem::new(None, "", message).help("name fewer years in `by_year`: those between are interpolated"),
        );
    }
}

/// A driver as declared, with what is settled only later.
pub(super) struct Declared {
    pub(super) driver: Driver,
    /// `None` if not written.
    pub(super) persistence: Option<f64>,
}

struct Builder<'s> {
    scenario: &'s Scenario,
    calendar: Calendar,
    laws: Laws,
    drivers: Vec<Declared>,
    /// Share of users who pay, once it is declared.
    conversion: Option<DriverId>,
    problems: Problems,
}

impl<'s> Builder<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let years = usize::try_from(scenario.years.value).unwrap_or(1);
        let calendar = Calendar::new(scenario.start.value, years, scenario.step.value);
        let (laws, drivers, problems) = (Laws::new(), Vec::new(), Problems::default());
        Self { scenario, calendar, laws, drivers, conversion: None, problems }
    }

    fn revenue(&mut self) -> Vec<RevenueStream> {
        let mut streams: Vec<RevenueStream> = Vec::new();
        for stream in &self.scenario.revenue {
            let name = stream.name.value.clone();
            let path = format!("revenue.{name}");
            let flow = self.flow(&path, &stream.flow);
            let margin = stream.margin.as_ref();
            let margin = margin.map(|margin| self.yearly(&format!("{path}.margin"), margin, Limits::MARGIN));
            streams.push(RevenueStream { name, flow, margin, lag: lag(stream.collected_after_months.as_ref()) });
        }
        streams.sort_by(|a, b| a.name.cmp(&b.name));
        streams
    }

    fn burn(&mut self) -> Vec<BurnLine> {
        let mut lines: Vec<BurnLine> = Vec::new();
        for line in &self.scenario.burn {
            let name = line.name.value.clone();
            let flow = self.flow(&format!("burn.{name}"), &line.flow);
            let in_cash = line.counts_in != CountsIn::Result;
            let in_result = line.counts_in != CountsIn::Cash;
            let lag = lag(line.paid_after_months.as_ref());
            lines.push(BurnLine { name, flow, in_cash, in_result, compute: line.compute, lag });
        }
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        lines
    }

    fn flow(&mut self, path: &str, flow: &scenario::Flow) -> Flow {
        match flow {
            scenario::Flow::Growing { opening, growth } => Flow::Growing {
                opening: self.single(&format!("{path}.opening"), opening, Limits::AMOUNT),
                growth: self.growth(&format!("{path}.growth"), growth),
            },
            scenario::Flow::Annual(level) => {
                Flow::Annual { level: self.yearly(&format!("{path}.annual"), level, Limits::AMOUNT) }
            }
            scenario::Flow::PerUser { per_user, of } => Flow::PerUser {
                per_user: self.yearly(&format!("{path}.per_user"), per_user, Limits::AMOUNT),
                of: self.share(*of),
            },
        }
    }

    fn users(&mut self) -> Option<Flow> {
        let users = self.scenario.users.as_ref()?;
        if let Some(conversion) = &users.conversion {
            self.conversion = Some(self.yearly("users.conversion", conversion, Limits::SHARE));
        }
        Some(self.flow("users", &users.flow))
    }

    /// Whom a flow counts; without a conversion, which the readers of scenarios ask for, all.
    fn share(&self, of: Of) -> Share {
        match (of, self.conversion) {
            (Of::Paying, Some(conversion)) => Share::Paying(conversion),
            (Of::Free, Some(conversion)) => Share::Free(conversion),
            _ => Share::All,
        }
    }

    /// A driver that decides whether something happens: uniform on (0, 1), and a high draw says yes.
    fn deciding(&mut self, name: &str, cadence: Cadence, place: Place) -> DriverId {
        let uniform = Distribution::Uniform { min: At::new(0.0, place), max: At::new(1.0, place) };
        let curve = self.laws.single(&At::new(uniform, place), name, &mut self.problems);
        let curves = vec![curve.unwrap_or(Curve::Constant(0.0))];
        self.declare(Driver { cadence, curves, ..blank(name, Limits::SHARE) }, None)
    }

    fn single(&mut self, name: &str, of: &At<Distribution>, limits: Limits) -> DriverId {
        let curve = self.laws.single(of, name, &mut self.problems);
        self.check_constant(name, of, limits);
        let curves = vec![curve.unwrap_or(Curve::Constant(0.0))];
        self.declare(Driver { cadence: Cadence::Single, curves, ..blank(name, limits) }, None)
    }

    fn yearly(&mut self, name: &str, yearly: &At<Yearly>, limits: Limits) -> DriverId {
        let Yearly { values, persistence, redraw } = &yearly.value;
        let curves = self.laws.yearly(values, &self.calendar, name, &mut self.problems);
        match values {
            Schedule::Same(of) => self.check_constant(name, of, limits),
            Schedule::ByYear(named) => named.values().for_each(|of| self.check_constant(name, of, limits)),
        }
        let curves = curves.unwrap_or_else(|| vec![Curve::Constant(0.0)]);
        let cadence = Cadence::Each(redraw.value.max(self.scenario.step.value));
        let persistence = persistence.as_ref().map(|persistence| persistence.value);
        self.declare(Driver { cadence, curves, ..blank(name, limits) }, persistence)
    }

    fn growth(&mut self, name: &str, yearly: &At<Yearly>) -> DriverId {
        let id = self.yearly(name, yearly, Limits::GROWTH);
        self.drivers[id].driver.is_growth = true;
        id
    }

    fn check_constant(&mut self, name: &str, of: &At<Distribution>, limits: Limits) {
        if let Distribution::Constant(value) = of.value {
            check_limits(name, value, of.place, limits, &mut self.problems);
        }
    }

    fn declare(&mut self, driver: Driver, persistence: Option<f64>) -> DriverId {
        self.drivers.push(Declared { driver, persistence });
        self.drivers.len() - 1
    }
}

fn blank(name: &str, limits: Limits) -> Driver {
    let (name, curves, cadence) = (name.to_owned(), Vec::new(), Cadence::Each(Step::Year));
    Driver { name, cadence, curves, is_growth: false, limits, is_acted_on: false, can_meet_limits: false, group: None }
}

/// Steps after which money moves; paid in advance, at the amount of the month in which it is paid, it moves at once (MODEL.md, 20).
fn lag(months: Option<&At<i64>>) -> usize {
    months.map_or(0, |months| usize::try_from(months.value).unwrap_or(0))
}

fn check_limits(name: &str, value: f64, place: Place, limits: Limits, problems: &mut Problems) {
    if value < limits.min || value > limits.max {
        let message = format!("must be {}, got {value}", limits.words());
        problems.push(Problem::new(place, name, message));
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
fn note_limits(drivers: &mut [Driver], tables: &[Table]) {
    for driver in drivers {
        driver.can_meet_limits = driver.reaches_its_limits(tables);
    }
}

impl Model {
    /// Shows every part's drivers to `change`.
    fn each_driver(&mut self, mut change: impl FnMut(&mut DriverId)) {
        let flows = self.revenue.iter_mut().map(|stream| &mut stream.flow);
        let flows = flows.chain(self.burn.iter_mut().map(|line| &mut line.flow)).chain(&mut self.users);
        for flow in flows {
            match flow {
                Flow::Growing { opening, growth } => [opening, growth].into_iter().for_each(&mut change),
                Flow::Annual { level } => change(level),
                Flow::PerUser { per_user, of } => {
                    change(per_user);
                    if let Share::Paying(conversion) | Share::Free(conversion) = of {
                        change(conversion);
                    }
                }
            }
        }
        for raise in &mut self.capital {
            change(&mut raise.amount);
            raise.delay.iter_mut().chain(&mut raise.tied_share).for_each(&mut change);
            if let Some(closing) = &mut raise.closing {
                change(&mut closing.probability);
                change(&mut closing.closes);
            }
        }
        for facility in &mut self.facilities {
            change(&mut facility.limit);
            change(&mut facility.rate);
        }
        for event in &mut self.events {
            let (Effect::Add(size) | Effect::Multiply(size)) = &mut event.effect;
            [&mut event.probability, &mut event.fires, &mut event.on, size].into_iter().for_each(&mut change);
        }
        self.responses.iter_mut().for_each(|response| change(&mut response.cut));
        let own_margins = self.revenue.iter_mut().filter_map(|stream| stream.margin.as_mut());
        let company = [&mut self.margin, &mut self.compute_commitment, &mut self.cash_yield];
        company.into_iter().flatten().chain(own_margins).for_each(&mut change);
        change(&mut self.opening_cash);
    }

    /// The same scenario with every driver at its median: the path that the user's middle numbers draw.
    #[must_use]
    pub fn at_medians(&self) -> Self {
        let fixed = |driver: &Driver| Driver {
            curves: (0..driver.curves.len()).map(|year| Curve::Constant(driver.median(year, &self.tables))).collect(),
            group: None,
            can_meet_limits: false,
            ..driver.clone()
        };
        Self {
            title: self.title.clone(),
            currency: self.currency.clone(),
            unit: self.unit,
            calendar: self.calendar.clone(),
            tables: Arc::new([]),
            growths: self.growths,
            drivers: self.drivers.iter().map(fixed).collect(),
            groups: Vec::new(),
            revenue: self.revenue.clone(),
            burn: self.burn.clone(),
            result_is_cash_flow: self.result_is_cash_flow,
            margin: self.margin,
            compute_commitment: self.compute_commitment,
            users: self.users,
            events: self.events.clone(),
            capital: self.capital.clone(),
            facilities: self.facilities.clone(),
            responses: self.responses.clone(),
            opening_cash: self.opening_cash,
            cash_yield: self.cash_yield,
            minimum_cash: self.minimum_cash,
            measure: self.measure,
            for_years: self.for_years,
            claims: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
