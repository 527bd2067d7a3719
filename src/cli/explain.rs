//! `explain`: hold the futures in which something goes wrong against the others; print, write the explanation and its charts.

use super::args::ExplainOptions;
use super::output_writer::OutputWriter;
use super::question::{Question, load_question};
use runout::answers::ExplainRequest;
use runout::error::Result;
use std::process::ExitCode;

/// Explains as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &ExplainOptions) -> Result<ExitCode> {
    let Question { levers, claim, actuals } = load_question(&options.question)?;
    let folder = options.output.folder(format!("explain-{}", levers.name()));
    let request = ExplainRequest {
        name: options.question.scenario.display().to_string(),
        claim,
        bad: options.bad.map(Into::into),
        overrides: levers.overrides().to_vec(),
    };
    let plan = options.simulation.plan();
    let happened = actuals.happened(levers.base())?;
    let writer = OutputWriter { command: "explain", folder, output: &options.output, plan, target: None, happened };
    let (_, code) = writer.write(|simulator| simulator.explain(levers.base(), &request))?;
    Ok(code)
}
