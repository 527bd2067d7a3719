//! From scenario to model: every driver declared under its name, every part of the company pointed at its drivers.

use super::calendar::Calendar;
use super::curves::Laws;
use super::driver::{Cadence, Curve, Driver, DriverId, Limits};
use super::flow::{BurnLine, Closing, Flow, Raise, RevenueStream};
use super::table::Table;
use super::{Model, claims, dependence, lints, overflow};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{self, CountsIn, Distribution, Scenario, Schedule, Step, Yearly};

/// The model of `scenario`.
///
/// # Errors
/// - With every problem of meaning: parameters that no distribution has, drivers that do not exist, correlations that cannot be,
///   dates outside the horizon, amounts that no number can hold.
pub fn build(scenario: &Scenario) -> Result<Model, Problems> {
    let mut builder = Builder::new(scenario);
    let opening_cash = builder.single("cash.opening", &scenario.cash.opening, Limits::NONE);
    let revenue = builder.revenue();
    let burn = builder.burn();
    let margin = scenario.margin.as_ref().map(|margin| builder.yearly(margin.section, &margin.share, Limits::MARGIN));
    let commitment = scenario.compute_commitment.as_ref();
    let compute_commitment =
        commitment.map(|commitment| builder.yearly("compute_commitment.annual", &commitment.annual, Limits::AMOUNT));
    let capital = builder.capital();
    let claims = claims::resolve(&scenario.claim, &builder.calendar, &mut builder.problems);
    let mut model = Model {
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        unit: scenario.unit,
        calendar: builder.calendar,
        tables: Vec::new(),
        drivers: Vec::new(),
        groups: Vec::new(),
        revenue,
        result_is_cash_flow: burn.iter().all(|line| line.in_cash && line.in_result),
        burn,
        margin,
        compute_commitment,
        capital,
        opening_cash,
        minimum_cash: scenario.cash.minimum,
        measure: scenario.profitability.measure,
        for_years: u32::try_from(scenario.profitability.for_years.value).unwrap_or(u32::MAX),
        claims,
        warnings: Vec::new(),
    };
    let mut drivers = builder.drivers;
    let order = order_by_name(&mut drivers);
    model.renumber(&order);
    let persistence: Vec<f64> = drivers.iter().map(|declared| declared.persistence.unwrap_or(0.0)).collect();
    model.drivers = drivers.iter().map(|declared| declared.driver.clone()).collect();
    model.groups = dependence::group(&mut model.drivers, &persistence, &scenario.correlation, &mut builder.problems);
    check_size(&builder.laws, &mut builder.problems);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    model.tables = builder.laws.tables(&model.drivers);
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
    problems: Problems,
}

impl<'s> Builder<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let years = usize::try_from(scenario.years.value).unwrap_or(1);
        let calendar = Calendar::new(scenario.start.value, years, scenario.step.value);
        Self { scenario, calendar, laws: Laws::new(), drivers: Vec::new(), problems: Problems::default() }
    }

    fn revenue(&mut self) -> Vec<RevenueStream> {
        let mut streams: Vec<RevenueStream> = Vec::new();
        for stream in &self.scenario.revenue {
            let name = stream.name.value.clone();
            let flow = self.flow(&format!("revenue.{name}"), &stream.flow);
            streams.push(RevenueStream { name, flow });
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
            lines.push(BurnLine { name, flow, in_cash, in_result, compute: line.compute });
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
            scenario::Flow::PerUser { per_user, .. } => {
                Flow::Annual { level: self.yearly(&format!("{path}.per_user"), per_user, Limits::AMOUNT) }
            }
        }
    }

    fn capital(&mut self) -> Vec<Raise> {
        let mut raises: Vec<Raise> = Vec::new();
        for raise in &self.scenario.capital {
            let name = raise.name.value.clone();
            let path = format!("capital.{name}");
            let month = self.calendar.months_to(raise.date.value);
            if month < 0.0 {
                let message =
                    format!("must not be before the start {}, got {}", self.calendar.start(), raise.date.value);
                self.problems.push(Problem::new(raise.date.place, format!("{path}.date"), message));
            }
            let amount = self.single(&format!("{path}.amount"), &raise.amount, Limits::AMOUNT);
            let closing = raise.probability.as_ref().map(|written| self.closing(&path, written));
            let delay = raise.delay_months.as_ref();
            let delay = delay.map(|delay| self.single(&format!("{path}.delay_months"), delay, Limits::AMOUNT));
            raises.push(Raise { name, month, amount, closing, delay });
        }
        raises.sort_by(|a, b| a.name.cmp(&b.name));
        raises
    }

    fn closing(&mut self, path: &str, probability: &At<Distribution>) -> Closing {
        let uniform =
            Distribution::Uniform { min: At::new(0.0, probability.place), max: At::new(1.0, probability.place) };
        Closing {
            probability: self.single(&format!("{path}.probability"), probability, Limits::SHARE),
            closes: self.single(&format!("{path}.closes"), &At::new(uniform, probability.place), Limits::SHARE),
        }
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
    Driver { name, cadence, curves, is_growth: false, limits, can_meet_limits: false, group: None }
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
    const FURTHEST: f64 = 8.5;
    for driver in drivers {
        let beyond = |curve: &Curve| {
            [-FURTHEST, FURTHEST].iter().any(|&z| {
                let value = curve.at(z, tables);
                value < driver.limits.min || value > driver.limits.max
            })
        };
        driver.can_meet_limits = driver.curves.iter().any(beyond);
    }
}

impl Model {
    /// Points every part at its driver's new place.
    fn renumber(&mut self, places: &[DriverId]) {
        let flows = self.revenue.iter_mut().map(|stream| &mut stream.flow);
        for flow in flows.chain(self.burn.iter_mut().map(|line| &mut line.flow)) {
            match flow {
                Flow::Growing { opening, growth } => (*opening, *growth) = (places[*opening], places[*growth]),
                Flow::Annual { level } => *level = places[*level],
            }
        }
        for raise in &mut self.capital {
            raise.amount = places[raise.amount];
            raise.delay = raise.delay.map(|id| places[id]);
            raise.closing = raise
                .closing
                .map(|closing| Closing { probability: places[closing.probability], closes: places[closing.closes] });
        }
        self.margin = self.margin.map(|id| places[id]);
        self.compute_commitment = self.compute_commitment.map(|id| places[id]);
        self.opening_cash = places[self.opening_cash];
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
            tables: Vec::new(),
            drivers: self.drivers.iter().map(fixed).collect(),
            groups: Vec::new(),
            revenue: self.revenue.clone(),
            burn: self.burn.clone(),
            result_is_cash_flow: self.result_is_cash_flow,
            margin: self.margin,
            compute_commitment: self.compute_commitment,
            capital: self.capital.clone(),
            opening_cash: self.opening_cash,
            minimum_cash: self.minimum_cash,
            measure: self.measure,
            for_years: self.for_years,
            claims: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
