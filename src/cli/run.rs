//! `run`: simulate, print the answer, write results and charts.

use super::args::{AnswerFormat, LuckOptions, RunOptions};
use super::files::OutputFiles;
use super::interrupt::{INTERRUPTED, Interrupt};
use super::progress::Progress;
use super::{model, stdout, warn};
use runout::answers::{Answers, Precision, Request, answer};
use runout::charts;
use runout::engine::Plan;
use runout::error::Result;
use runout::model::Model;
use runout::report::{self, RunFacts};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const RESULTS: &str = "results.json";
const SUMMARY: &str = "summary.csv";

/// Simulates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &RunOptions) -> Result<ExitCode> {
    let loaded = model(&options.scenario)?;
    let request = request(&loaded.model, options)?;
    let folder = options.out.clone().unwrap_or_else(|| Path::new("results").join(&loaded.name));
    let charts = if options.telling.no_charts { Vec::new() } else { charts::file_names(options.telling.svg) };
    let names = [RESULTS, SUMMARY].into_iter().chain(charts.iter().map(String::as_str));
    let mut files = OutputFiles::open(&folder, names)?;
    let interrupt = Interrupt::listen()?;
    interrupt.remove_on_stop(files.temporary_paths());

    let (answers, elapsed) = simulate(&loaded.model, &request, options.telling.quiet, &interrupt)?;
    files.write(RESULTS, &report::json(&answers)?)?;
    files.write(SUMMARY, &report::csv(&answers)?)?;
    if !options.telling.no_charts {
        for (name, bytes) in charts::draw(&answers, options.telling.svg)? {
            files.write(&name, &bytes)?;
        }
    }
    let files = files.publish(&charts::file_names(true))?;
    let facts = RunFacts { folder, files, elapsed, runs_per_second: answers.runs as f64 / elapsed.as_secs_f64() };
    print(&answers, &facts, options.telling.format)?;
    if let Some(missed) = report::missed_precision(&answers) {
        warn(&missed);
    }
    Ok(ExitCode::from(if answers.complete { 0 } else { INTERRUPTED }))
}

/// What the options ask of the model.
fn request(model: &Model, options: &RunOptions) -> Result<Request> {
    let runs = if options.precision.is_some() { options.max_runs } else { options.runs };
    let plan = plan(runs, &options.luck);
    let of = options.precision_of.as_deref();
    let precision = options.precision.map(|target| Precision::new(model, &plan, target, of)).transpose()?;
    Ok(Request { plan, precision, overrides: options.scenario.overrides() })
}

/// So many runs with the luck that the options ask for.
pub(super) fn plan(runs: u64, luck: &LuckOptions) -> Plan {
    Plan { runs, seed: luck.seed, sampling: luck.sampling.into(), threads: luck.threads.map(NonZeroUsize::get) }
}

fn simulate(model: &Model, request: &Request, quiet: bool, interrupt: &Interrupt) -> Result<(Answers, Duration)> {
    let progress = Progress::new(request.precision.map(|precision| precision.target()), quiet);
    let started = Instant::now();
    let answers = answer(model, request, interrupt.wanted(), &|standing| progress.show(standing));
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
