//! `run`: simulate, print the answer, write results and charts.

use super::args::{AnswerFormat, RunOptions};
use super::files::OutputFiles;
use super::interrupt::{INTERRUPTED, Interrupt};
use super::progress::Progress;
use super::{model, stdout};
use runout::answers::{Answers, Request, answer};
use runout::charts;
use runout::engine::Plan;
use runout::error::Result;
use runout::model::LoadedModel;
use runout::report::{self, RunFacts};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

const RESULTS: &str = "results.json";
const SUMMARY: &str = "summary.csv";

/// Simulates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &RunOptions) -> Result<ExitCode> {
    let loaded = model(&options.scenario)?;
    let folder = options.out.clone().unwrap_or_else(|| Path::new("results").join(&loaded.name));
    let charts = if options.no_charts { Vec::new() } else { charts::file_names(options.svg) };
    let names = [RESULTS, SUMMARY].into_iter().chain(charts.iter().map(String::as_str));
    let mut files = OutputFiles::open(&folder, names)?;
    let interrupt = Interrupt::listen()?;
    interrupt.remove_on_stop(files.temporary_paths());

    let (answers, elapsed) = simulate(&loaded, options, &interrupt)?;
    files.write(RESULTS, &report::json(&answers)?)?;
    files.write(SUMMARY, &report::csv(&answers)?)?;
    if !options.no_charts {
        for (name, bytes) in charts::draw(&answers, options.svg)? {
            files.write(&name, &bytes)?;
        }
    }
    let files = files.publish(&charts::file_names(true))?;
    let facts = RunFacts { folder, files, elapsed, runs_per_second: answers.runs as f64 / elapsed.as_secs_f64() };
    print(&answers, &facts, options.format)?;
    Ok(ExitCode::from(if answers.complete { 0 } else { INTERRUPTED }))
}

fn simulate(
    loaded: &LoadedModel,
    options: &RunOptions,
    interrupt: &Interrupt,
) -> Result<(Answers, std::time::Duration)> {
    let threads = options.threads.map(NonZeroUsize::get);
    let request = Request {
        plan: Plan { runs: options.runs, seed: options.seed, sampling: options.sampling.into(), threads },
        overrides: options.scenario.changes.clone(),
    };
    let progress = Progress::new(options.runs, options.quiet);
    let started = Instant::now();
    let answers = answer(&loaded.model, &request, interrupt.wanted(), &|runs| progress.advance_to(runs));
    let elapsed = started.elapsed();
    progress.finish();
    Ok((answers?, elapsed))
}

fn print(answers: &Answers, facts: &RunFacts, format: AnswerFormat) -> Result<()> {
    match format {
        AnswerFormat::Text => stdout::print_text(&report::text(answers, facts, true)),
        AnswerFormat::Json => stdout::print_bytes(&report::json(answers)?),
    }
}
