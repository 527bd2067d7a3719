//! Scenarios whose amounts grow beyond what numbers can hold even if every driver stays at its median: refused before a run is made.
//! Overflow in some runs only is reported after the simulation (`answers`).

use super::{DriverId, Flow, Model};
use crate::error::{Place, Problem, Problems};
use crate::scenario::{self, Scenario};

/// Notes a problem, at the largest amount, if all amounts at the medians do not add up to a number.
pub(super) fn refuse(model: &Model, scenario: &Scenario, problems: &mut Problems) {
    let amounts: Vec<MedianAmount> = amounts(model, scenario);
    let total: f64 = amounts.iter().map(|amount| amount.size).sum();
    let largest = amounts.into_iter().reduce(|largest, next| if next.size > largest.size { next } else { largest });
    if let (false, Some(MedianAmount { path, place, .. })) = (total.is_finite(), largest) {
        let message = "grows beyond what numbers can hold (1.8e308) even if every number stays at its median";
        problems.push(Problem::new(place, path, message).help("write a smaller number, or choose a larger `unit`"));
    }
}

/// The total of a part of the company over the horizon, in units, at medians and without its sign.
struct MedianAmount {
    path: String,
    place: Place,
    size: f64,
}

fn amounts(model: &Model, scenario: &Scenario) -> Vec<MedianAmount> {
    let flow_of = |name: &str| {
        let revenue = &model.company.revenue;
        let revenue =
            revenue.iter().map(|stream| (format!("revenue.{}", stream.name), stream.flow, stream.terms.index));
        let burn = &model.company.burn;
        let burn = burn.iter().map(|line| (format!("burn.{}", line.name), line.flow, line.terms.index));
        let mut flows = revenue.chain(burn);
        flows.find(|(path, ..)| path == name).map(|(_, flow, index)| (flow, index))
    };
    let revenue = scenario.revenue.iter().map(|stream| (format!("revenue.{}", stream.name.value), &stream.flow));
    let burn = scenario.burn.iter().map(|line| (format!("burn.{}", line.name.value), &line.flow));
    let flows = revenue.chain(burn).filter_map(|(path, written)| {
        let (key, place) = match written {
            scenario::FlowSpec::Growing { growth, .. } => ("growth", growth.place),
            scenario::FlowSpec::Annual(level) => ("annual", level.place),
            scenario::FlowSpec::PerUser { per_user, .. } => ("per_user", per_user.place),
            scenario::FlowSpec::Once(once) => ("once", once.amount.place),
            scenario::FlowSpec::Customers(customers) => ("price", customers.price.place),
            scenario::FlowSpec::ShareOf(share) => ("share", share.share.place),
        };
        let (flow, index) = flow_of(&path)?;
        let size = by_year(model, flow).iter().sum::<f64>() * index.map_or(1.0, |index| highest(model, index));
        Some(MedianAmount { size, path: format!("{path}.{key}"), place })
    });
    let capital = scenario.capital.iter().filter_map(|written| {
        let raise = model.company.capital.iter().find(|raise| raise.name == written.name.value)?;
        let (path, place) = (format!("capital.{}.amount", raise.name), written.amount.place);
        Some(MedianAmount {
            path,
            place,
            size: model.inputs.drivers[raise.amount].median(0, &model.inputs.tables).abs(),
        })
    });
    let programmes = model.company.programmes.iter().filter_map(|programme| {
        let written = scenario.capital.iter().find(|written| written.name.value == programme.name)?;
        let driver = &model.inputs.drivers[programme.instalments.first()?.amount];
        let size = driver.median(0, &model.inputs.tables).abs() * programme.instalments.len() as f64;
        Some(MedianAmount { path: driver.name.clone(), place: written.amount.place, size })
    });
    let loans = scenario.loan.iter().zip(&model.company.loans).map(|(written, loan)| {
        let driver = &model.inputs.drivers[loan.origin.amount()];
        let place = written.origin.amount().place;
        let highest = loan.index.map_or(1.0, |index| highest(model, index));
        MedianAmount { path: driver.name.clone(), place, size: driver.median(0, &model.inputs.tables).abs() * highest }
    });
    let size = model.inputs.drivers[model.company.opening_cash].median(0, &model.inputs.tables).abs();
    let earned = scenario.cash.earns.as_ref().zip(model.company.cash_yield).map(|(written, earns)| MedianAmount {
        path: "cash.yield".to_owned(),
        place: written.place,
        size: size * compounded(model, earns),
    });
    let opening = MedianAmount { path: "cash.opening".to_owned(), place: scenario.cash.opening.place, size };
    flows.chain(capital).chain(programmes).chain(loans).chain(earned).chain([opening]).collect()
}

/// The highest level of an index at the ends of years.
fn highest(model: &Model, index: usize) -> f64 {
    compounded(model, model.company.indices[index].growth)
}

/// The highest of what 1 becomes at a rate of growth, at the ends of years.
fn compounded(model: &Model, growth: DriverId) -> f64 {
    let growth = &model.inputs.drivers[growth];
    let mut level = 1.0;
    let years = 0..model.inputs.calendar.years().len();
    let levels = years.map(|year| {
        level *= 1.0 + growth.median(year, &model.inputs.tables);
        level
    });
    levels.fold(1.0, f64::max)
}

/// The largest run rate in each year.
fn by_year(model: &Model, flow: Flow) -> Vec<f64> {
    let median = |driver: usize, year| model.inputs.drivers[driver].median(year, &model.inputs.tables);
    let years = 0..model.inputs.calendar.years().len();
    match flow {
        Flow::Annual { level } => years.map(|year| median(level, year).abs()).collect(),
        Flow::Once { amount } => vec![median(amount, 0).abs()],
        // No more than what it is a share of, which is counted.
        Flow::ShareOf { .. } => Vec::new(),
        Flow::Customers { opening, adds, price, .. } => {
            let mut customers = median(opening, 0);
            let yearly = years.map(|year| {
                customers += median(adds, year);
                customers * median(price, year)
            });
            yearly.collect()
        }
        Flow::Growing { opening, growth } => {
            let mut rate = median(opening, 0).abs();
            let yearly = years.map(|year| {
                let before = rate;
                rate *= 1.0 + median(growth, year);
                before.max(rate)
            });
            yearly.collect()
        }
        Flow::PerUser { per_user, .. } => {
            let users = model.company.users.map_or_else(Vec::new, |users| by_year(model, users));
            years.zip(users).map(|(year, users)| users * median(per_user, year).abs()).collect()
        }
    }
}
