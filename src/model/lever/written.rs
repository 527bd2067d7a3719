//! Overrides that add to drivers or multiply them: what a lever `PATH+` or `PATH*` does at one value.

use super::list::{self, listed};
use super::quantity::{self, Quantity};
use crate::error::{Problem, Problems};
use crate::model::{Flow, Limits, Model, Move, ShareBase};
use crate::scenario::{Scenario, WrittenMove};

/// Moves the drivers of a model, one override after the other.
pub(in crate::model) fn apply(
    model: &mut Model,
    (moves, scenario): (&[WrittenMove], &Scenario),
    problems: &mut Problems,
) {
    for written in moves {
        if let Err(problem) = apply_one(model, written, scenario) {
            problems.push(*problem);
        }
    }
}

fn apply_one(model: &mut Model, written: &WrittenMove, scenario: &Scenario) -> Result<(), Box<Problem>> {
    let WrittenMove { name, multiplies, by, place } = written;
    let wrong = |message: String| Problem::new(*place, name.clone(), message);
    let Some(drivers) = drivers_of(model, name, *multiplies) else {
        let paths = list::paths(model, scenario);
        let message = "is not a number of this scenario that can be moved in every year".to_owned();
        return Err(Box::new(wrong(message).help(listed(&paths))));
    };
    let own = model.inputs.drivers.iter().rfind(|driver| drivers.contains(&driver.name));
    let is_fraction = quantity::key(&drivers[0]).quantity == Quantity::Share;
    let limits = limits_of_move(own.map_or(Limits::NONE, |driver| driver.limits), is_fraction, *multiplies);
    if *by < limits.min || *by > limits.max {
        let what = if *multiplies { "what it is multiplied by" } else { "what is added" };
        return Err(Box::new(wrong(format!("{what} must be {}, got {by}", limits.words()))));
    }
    let by = if *multiplies { Move::Scale(*by) } else { Move::Shift(*by) };
    drivers.iter().for_each(|driver| {
        model.move_driver(driver, by);
    });
    Ok(())
}

/// Growth, margins and shares are moved by no more than this: eight hundred percentage points.
pub(super) const MOST_POINTS: f64 = 8.0;

/// By how much a driver with these limits may be moved.
pub(super) fn limits_of_move(limits: Limits, is_fraction: bool, multiplies: bool) -> Limits {
    let reach = if is_fraction { MOST_POINTS } else { f64::INFINITY };
    match multiplies {
        true => Limits::AMOUNT,
        false if limits == Limits::SHARE => Limits::between(-1.0, 1.0),
        false => Limits::between(-reach, reach),
    }
}

/// The names of the drivers that a name, or one of a group, stands for; `None` if none that can be moved does.
pub(super) fn drivers_of(model: &Model, name: &str, multiplies: bool) -> Option<Vec<String>> {
    // What is a share of lines of the same kind goes with them.
    let level = |flow: Flow, own: fn(ShareBase) -> bool| match flow {
        Flow::Growing { opening: driver, .. }
        | Flow::Annual { level: driver }
        | Flow::PerUser { per_user: driver, .. }
        | Flow::Once { amount: driver }
        | Flow::Customers { price: driver, .. } => Some(driver),
        Flow::ShareOf { share, of } => (!own(of)).then_some(share),
    };
    let is_burn = |of| matches!(of, ShareBase::Line(_));
    let is_revenue = |of| !matches!(of, ShareBase::Line(_));
    let growth = |flow: Flow| if let Flow::Growing { growth, .. } = flow { Some(growth) } else { None };
    let (revenue, burn) = (&model.company.revenue, &model.company.burn);
    let ids: Vec<usize> = match (name, multiplies) {
        ("burn", true) => burn.iter().filter_map(|line| level(line.flow, is_burn)).collect(),
        ("revenue", true) => revenue.iter().filter_map(|stream| level(stream.flow, is_revenue)).collect(),
        ("revenue.growth", _) => revenue.iter().filter_map(|stream| growth(stream.flow)).collect(),
        _ => model.inputs.drivers.iter().position(|driver| driver.name == name).into_iter().collect(),
    };
    let names: Vec<String> = ids.iter().map(|&id| model.inputs.drivers[id].name.clone()).collect();
    names.first().is_some_and(|first| !list::is_deciding(first)).then_some(names)
}
