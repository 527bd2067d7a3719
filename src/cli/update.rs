//! `update`: weigh the futures of a scenario by what has happened, print what that changes, write the update and its charts.

use super::args::UpdateOptions;
use super::output_writer::OutputWriter;
use super::{model, note};
use runout::answers::{ErrorSizes, Updating};
use runout::error::Result;
use runout::model::Actual;
use runout::scenario::read_actuals;
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

/// How much a figure may be off by default. Books are better than this; a scenario of smooth growth and annual levels is not.
const USUAL_ERROR: f64 = 0.05;

/// Updates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &UpdateOptions) -> Result<ExitCode> {
    let loaded = model(&options.scenario)?;
    let written = read_actuals(&options.actuals, options.decimals.map(Into::into))?;
    let actuals = loaded.model.actuals(&written)?;
    if written.are_books {
        note(&weighed(&actuals));
    }
    let errors = errors(options);
    let updating = Updating { actuals: &actuals, errors: &errors, overrides: options.scenario.changes.overrides() };
    let folder = options.output.folder(format!("update-{}", loaded.name));
    let plan = options.simulation.plan();
    let writer = OutputWriter { command: "update", folder, output: &options.output, plan, target: None };
    let (_, code) = writer.write(|simulator| simulator.update(&loaded.model, &updating))?;
    Ok(code)
}

/// What of some books is weighed.
fn weighed(actuals: &[Actual]) -> String {
    let items: BTreeSet<&str> = actuals.iter().map(|actual| actual.item.as_str()).collect();
    let items: Vec<&str> = items.into_iter().collect();
    let from = actuals.iter().map(|actual| actual.period.as_str()).min().unwrap_or_default();
    let to = actuals.iter().map(|actual| actual.period.as_str()).max().unwrap_or_default();
    format!("of the books {} count, {from} to {to}; months before the scenario do not", items.join(", "))
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
