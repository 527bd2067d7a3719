//! `frontier`: the curves of equal probability in the plane of two levers.

use super::args::{FrontierOptions, LeverRange, RangeEnd};
use super::output_writer::OutputWriter;
use super::question::{Question, load_question};
use runout::answers::{Side, check_sides, survival};
use runout::error::{Problem, Result};
use runout::model::{Lever, LeverValue};
use std::process::ExitCode;

/// Finds and draws the curves as the options say.
pub(super) fn run(options: &FrontierOptions) -> Result<ExitCode> {
    let Question { levers, claim, actuals } = load_question(&options.question)?;
    let side = |flag: &str, path: &str, range: Option<LeverRange>| -> Result<Side> {
        let lever = levers.lever(path)?;
        let range = range.map(|range| within(&lever, flag, range)).transpose()?;
        Ok(Side { lever, range })
    };
    let sides = [side("--x-range", &options.x, options.x_range)?, side("--y-range", &options.y, options.y_range)?];
    check_sides(&sides)?;
    let claim = claim.unwrap_or_else(|| survival(levers.base()));
    let folder = options.output.folder(format!("frontier-{}", levers.name()));
    let plan = options.simulation.plan();
    let happened = actuals.happened(levers.base())?;
    let writer = OutputWriter { command: "frontier", folder, output: &options.output, plan, target: None, happened };
    writer.write(|simulator| simulator.frontier(&levers, &sides, &claim)).map(|(_, code)| code)
}

/// A range in the lever's own numbers.
fn within(lever: &Lever, flag: &str, range: LeverRange) -> Result<(f64, f64)> {
    let x = |end| {
        lever.x_of(match end {
            RangeEnd::Number(number) => LeverValue::Number(number),
            RangeEnd::Date(date) => LeverValue::Date(date),
        })
    };
    let (from, to) = (x(range.from), x(range.to));
    let is_meant = |x: &f64| (lever.limits.min..=lever.limits.max).contains(x);
    match (from.filter(is_meant), to.filter(is_meant)) {
        (Some(from), Some(to)) if !(to - from).is_finite() => {
            let problem = Problem::new(None, "", format!("{flag}: a range from {from:e} to {to:e} cannot be divided"));
            Err(problem.help("choose two values that are less than 1e308 apart").into())
        }
        (Some(from), Some(to)) => Ok((from, to)),
        _ => {
            let [least, most] = [lever.limits.min, lever.limits.max].map(|limit| match lever.value(limit) {
                _ if limit == f64::INFINITY => "any number".to_owned(),
                _ if limit == f64::NEG_INFINITY => "any number".to_owned(),
                LeverValue::Number(number) => number.to_string(),
                LeverValue::Date(date) => date.to_string(),
            });
            let problem = Problem::new(None, "", format!("{flag}: {} has no meaning there", lever.text));
            Err(problem.help(format!("choose two values from {least} to {most}")).into())
        }
    }
}
