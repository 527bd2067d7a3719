//! Overrides that add to drivers or multiply them: what a lever `PATH+` or `PATH*` does at one value.

use super::list::{self, listed};
use super::{LeverKind, drivers_of, moving};
use crate::error::{Problem, Problems};
use crate::model::{Model, Move};
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
    let kind = if *multiplies { LeverKind::Scales } else { LeverKind::Shifts };
    let limits = moving(model, name, drivers.clone(), kind).limits;
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
