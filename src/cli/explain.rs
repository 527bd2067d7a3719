//! `explain`: hold the futures in which something goes wrong against the others; print, write the explanation and its charts.

use super::args::ExplainOptions;
use super::deliver::Delivery;
use super::question::{Asked, asked};
use runout::answers::ExplainRequest;
use runout::error::Result;
use std::process::ExitCode;

/// Explains as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &ExplainOptions) -> Result<ExitCode> {
    let Asked { levers, claim } = asked(&options.question)?;
    let folder = options.telling.folder(format!("explain-{}", levers.name()));
    let request = ExplainRequest {
        name: options.question.scenario.display().to_string(),
        claim,
        bad: options.bad.map(Into::into),
        overrides: levers.overrides().to_vec(),
    };
    let plan = options.simulation.plan();
    let delivery = Delivery { folder, telling: &options.telling, plan, target: None };
    let (_, code) = delivery.of(|simulator| simulator.explain(levers.base(), &request))?;
    Ok(code)
}
