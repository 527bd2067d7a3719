//! `run`: simulate, print the answer, write results and charts.

use super::actuals::ReadActuals;
use super::args::RunOptions;
use super::output_writer::OutputWriter;
use super::problems::printed;
use super::{source, warn};
use runout::answers::{Precision, Request};
use runout::engine::Plan;
use runout::error::Result;
use runout::model::{Model, load_source};
use runout::report;
use std::process::ExitCode;

/// Simulates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &RunOptions) -> Result<ExitCode> {
    let (source, actuals) = (source(&options.scenario.scenario)?, ReadActuals::read(&options.actuals)?);
    let overrides = actuals.changes(&source, options.scenario.changes.overrides());
    let loaded = load_source(&source, &overrides)?;
    let (plan, request) = plan_and_request(&loaded.model, options, overrides)?;
    let folder = options.output.folder(&loaded.name);
    let target = request.precision.map(|precision| precision.target());
    let happened = actuals.happened(&loaded.model)?;
    let writer = OutputWriter { command: "run", folder, output: &options.output, plan, target, happened };
    let tables = report::summary(options.by.into());
    let (answers, code) = writer.write_with(tables, |simulator| simulator.answer(&loaded.model, &request))?;
    if let Some(missed) = report::missed_precision(&answers) {
        warn(&printed(&missed));
    }
    Ok(code)
}

/// The plan and the request that the options describe.
fn plan_and_request(model: &Model, options: &RunOptions, overrides: Vec<String>) -> Result<(Plan, Request)> {
    let runs = if options.precision.is_some() { options.max_runs } else { options.simulation.runs };
    let plan = options.simulation.random.plan(runs);
    let of = options.precision_of.as_deref();
    let precision = options.precision.map(|target| Precision::new(model, &plan, target, of)).transpose()?;
    Ok((plan, Request { precision, overrides }))
}
