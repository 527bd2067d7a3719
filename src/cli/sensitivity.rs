//! `sensitivity`: hold and swap the draws of each driver, print what decides, write it with its charts.

use super::args::{SensitivityOptions, Traced};
use super::output_writer::OutputWriter;
use super::question::{Question, load_question};
use runout::answers::{QuestionKind, SensitivityRequest};
use runout::error::{Problem, Result};
use std::process::ExitCode;

/// The default number of futures.
const RUNS: u64 = 1 << 14;
/// The same where each is followed some twenty times in every case.
const RUNS_SOLVED: u64 = 1 << 12;

/// Analyses as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &SensitivityOptions) -> Result<ExitCode> {
    let of = of(options)?;
    let Question { levers, claim, actuals } = load_question(&options.question)?;
    let (model, overrides) = (levers.base(), levers.overrides().to_vec());
    let usual = if of == QuestionKind::Need && model.company().reacts() { RUNS_SOLVED } else { RUNS };
    let plan = options.random.plan(options.runs.unwrap_or(usual));
    let request = SensitivityRequest { of, claim, shapley: options.shapley, overrides };
    let folder = options.output.folder(format!("sensitivity-{}", levers.name()));
    let happened = actuals.happened(model)?;
    let writer = OutputWriter { command: "sensitivity", folder, output: &options.output, plan, target: None, happened };
    let (_, code) = writer.write(|simulator| simulator.sensitivity(model, &request))?;
    Ok(code)
}

fn of(options: &SensitivityOptions) -> Result<QuestionKind> {
    let (of, name) = match options.of {
        Traced::Claim => return Ok(QuestionKind::Claim),
        Traced::Date => (QuestionKind::Date, "date"),
        Traced::Need => (QuestionKind::Need, "need"),
    };
    match options.question.claim {
        None => Ok(of),
        Some(_) => {
            let rule = format!("`--claim` asks whether something holds, `--of {name}` asks of something else");
            Err(Problem::new(None, "", rule).help("leave one of the two out").into())
        }
    }
}
