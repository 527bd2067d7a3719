//! `compare`: simulate scenarios on the same draws, print what differs, write the comparison and its charts.

use super::args::{AnswerFormat, CompareOptions};
use super::files::OutputFiles;
use super::interrupt::{INTERRUPTED, Interrupt};
use super::progress::Progress;
use super::run::plan;
use super::{model_of, stdout};
use runout::answers::{Compared, Comparison, check_comparable, compare};
use runout::charts;
use runout::error::{Error, Result};
use runout::model::LoadedModel;
use runout::report::{self, RunFacts};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const COMPARISON: &str = "comparison.json";
/// Characters of a folder's name, at most.
const LONGEST_NAME: usize = 120;

/// A scenario with what was changed in it alone.
struct Loaded {
    loaded: LoadedModel,
    /// What its variant changes; empty if it is no variant.
    alone: String,
    overrides: Vec<String>,
}

/// Compares as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &CompareOptions) -> Result<ExitCode> {
    let scenarios = load(options)?;
    let folder = options.out.clone().unwrap_or_else(|| Path::new("results").join(folder_name(&scenarios)));
    let telling = &options.telling;
    let charts = if telling.no_charts { Vec::new() } else { charts::comparison_file_names(telling.svg) };
    let names = std::iter::once(COMPARISON).chain(charts.iter().map(String::as_str));
    let compared: Vec<Compared<'_>> = scenarios.iter().map(Loaded::compared).collect();
    check_comparable(&compared, options.luck.sampling.into())?;
    let mut files = OutputFiles::open(&folder, names)?;
    let interrupt = Interrupt::listen()?;
    interrupt.remove_on_stop(files.temporary_paths());

    let (comparison, elapsed) = simulate(&compared, options, &interrupt)?;
    files.write(COMPARISON, &report::comparison_json(&comparison)?)?;
    if !telling.no_charts {
        for (name, bytes) in charts::draw_comparison(&comparison, telling.svg)? {
            files.write(&name, &bytes)?;
        }
    }
    let files = files.publish(&charts::comparison_file_names(true))?;
    let facts = RunFacts { folder, files, elapsed, runs_per_second: comparison.runs as f64 / elapsed.as_secs_f64() };
    match telling.format {
        AnswerFormat::Text => stdout::print_text(&report::comparison_text(&comparison, &facts, true))?,
        AnswerFormat::Json => stdout::print_bytes(&report::comparison_json(&comparison)?)?,
    }
    Ok(ExitCode::from(if comparison.complete { 0 } else { INTERRUPTED }))
}

/// The scenarios as named, then the variants of the first.
fn load(options: &CompareOptions) -> Result<Vec<Loaded>> {
    let changes = options.overrides();
    let named = options.scenarios.iter().map(|scenario| {
        let loaded = model_of(scenario, &changes)?;
        Ok(Loaded { loaded, alone: String::new(), overrides: changes.clone() })
    });
    let mut scenarios = named.collect::<Result<Vec<Loaded>>>()?;
    for variant in &options.variants {
        let overrides = [changes.as_slice(), &variant.changes].concat();
        let loaded = model_of(&options.scenarios[0], &overrides).map_err(as_typed)?;
        scenarios.push(Loaded { loaded, alone: variant.changes.join("; "), overrides });
    }
    Ok(scenarios)
}

/// The scenario is sound without the variant's changes, so whatever is at fault was typed after `--with`.
fn as_typed(error: Error) -> Error {
    match error {
        Error::AtFault(blocks) => Error::AtFault(blocks.replace("--set", "--with")),
        other => other,
    }
}

impl Loaded {
    fn compared(&self) -> Compared<'_> {
        let told_apart = |what: &str| match self.alone.as_str() {
            "" => what.to_owned(),
            changes => format!("{what} with {changes}"),
        };
        Compared {
            model: &self.loaded.model,
            name: told_apart(&self.loaded.name),
            title: told_apart(&self.loaded.model.title),
            overrides: self.overrides.clone(),
        }
    }
}

/// A folder's name that tells this comparison from others: letters, digits and hyphens of the scenarios and their changes.
fn folder_name(scenarios: &[Loaded]) -> PathBuf {
    let mut name = "compare".to_owned();
    for part in scenarios.iter().enumerate().map(|(place, scenario)| match scenario.alone.as_str() {
        "" => scenario.loaded.name.clone(),
        _ if place == 0 => scenario.loaded.name.clone(),
        changes => changes.to_owned(),
    }) {
        name.push('-');
        for c in part.chars() {
            let is_plain = c.is_alphanumeric() || c == '_';
            if is_plain || !name.ends_with('-') {
                name.push(if is_plain { c } else { '-' });
            }
        }
        name.truncate(name.trim_end_matches('-').len());
    }
    name.chars().take(LONGEST_NAME).collect::<String>().into()
}

fn simulate(
    scenarios: &[Compared<'_>],
    options: &CompareOptions,
    interrupt: &Interrupt,
) -> Result<(Comparison, Duration)> {
    let progress = Progress::new(None, options.telling.quiet);
    let started = Instant::now();
    let plan = plan(options.runs, &options.luck);
    let comparison = compare(scenarios, &plan, interrupt.wanted(), &|standing| progress.show(standing));
    let elapsed = started.elapsed();
    progress.finish();
    Ok((comparison?, elapsed))
}
