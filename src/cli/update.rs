//! `update`: weigh the futures of a scenario by what has happened, print what that changes, write the update and its charts.

use super::args::UpdateOptions;
use super::model;
use super::output_writer::OutputWriter;
use runout::answers::{ErrorSizes, Updating};
use runout::error::Result;
use runout::scenario::read_actuals;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// How much a figure may be off by default. Books are better than this; a scenario of smooth growth and annual levels is not.
const USUAL_ERROR: f64 = 0.05;

/// Updates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &UpdateOptions) -> Result<ExitCode> {
    let loaded = model(&options.scenario)?;
    let actuals = loaded.model.actuals(&read_actuals(&options.actuals)?)?;
    let errors = errors(options);
    let updating = Updating { actuals: &actuals, errors: &errors, overrides: options.scenario.changes.overrides() };
    let folder = options.output.folder(format!("update-{}", loaded.name));
    let plan = options.simulation.plan();
    let writer = OutputWriter { command: "update", folder, output: &options.output, plan, target: None };
    let (_, code) = writer.write(|simulator| simulator.update(&loaded.model, &updating))?;
    Ok(code)
}

/// The last size of a column counts, and the last without a column is that of all others.
fn errors(options: &UpdateOptions) -> ErrorSizes {
    let mut errors = ErrorSizes { all: USUAL_ERROR, columns: BTreeMap::new() };
    for error in &options.errors {
        match &error.column {
            Some(column) => _ = errors.columns.insert(column.clone(), error.size),
            None => errors.all = error.size,
        }
    }
    errors
}
