//! `update`: weigh the futures of a scenario by what has happened, print what that changes, write the update and its charts.

use super::actuals::ReadActuals;
use super::args::UpdateOptions;
use super::output_writer::OutputWriter;
use super::source;
use runout::error::{Problem, Result};
use runout::model::load_source;
use std::process::ExitCode;

/// Updates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &UpdateOptions) -> Result<ExitCode> {
    let (source, actuals) = (source(&options.scenario.scenario)?, ReadActuals::read(&options.actuals)?);
    let overrides = actuals.changes(&source, options.scenario.changes.overrides());
    let loaded = load_source(&source, &overrides)?;
    let Some(happened) = actuals.happened(&loaded.model)? else {
        let help = "name what has happened: `--actuals FILE`";
        return Err(Problem::new(None, "", "there is nothing to update by").help(help).into());
    };
    let updating = happened.updating(overrides);
    let folder = options.output.folder(format!("update-{}", loaded.name));
    let plan = options.simulation.plan();
    let writer =
        OutputWriter { command: "update", folder, output: &options.output, plan, target: None, happened: None };
    let (_, code) = writer.write(|simulator| simulator.update(&loaded.model, &updating))?;
    Ok(code)
}
