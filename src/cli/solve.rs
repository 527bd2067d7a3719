//! `solve`: what it would take for a claim to have a probability, one lever after another.

use super::args::SolveOptions;
use super::output_writer::OutputWriter;
use super::question::{Question, load_question};
use super::stdout;
use runout::answers::survival;
use runout::error::Result;
use runout::model::Lever;
use std::process::ExitCode;

/// Solves as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &SolveOptions) -> Result<ExitCode> {
    let Question { levers, claim, actuals } = load_question(&options.question)?;
    if options.levers.iter().any(|lever| lever.trim() == "help") {
        return stdout::print_text(&super::problems::printed(&levers.help())).map(|()| ExitCode::SUCCESS);
    }
    let named = if options.levers.is_empty() { levers.usual() } else { options.levers.clone() };
    let named: Vec<Lever> = named.iter().map(|lever| levers.lever(lever)).collect::<Result<_>>()?;
    let claim = claim.unwrap_or_else(|| survival(levers.base()));
    let folder = options.output.folder(format!("solve-{}", levers.name()));
    let (plan, wanted) = (options.simulation.plan(), options.probability);
    let happened = actuals.happened(levers.base())?;
    let writer = OutputWriter { command: "solve", folder, output: &options.output, plan, target: None, happened };
    writer.write(|simulator| simulator.solve(&levers, &named, &claim, wanted)).map(|(_, code)| code)
}
