//! `compare`: simulate scenarios on the same draws, print what differs, write the comparison and its charts.

use super::actuals::ReadActuals;
use super::args::CompareOptions;
use super::output_writer::OutputWriter;
use super::{source, tell_notes};
use runout::answers::{Compared, check_comparable};
use runout::error::{Error, Input, Result};
use runout::model::{LoadedModel, load_source};

use std::path::PathBuf;
use std::process::ExitCode;

/// Characters of a folder's name, at most.
const LONGEST_NAME: usize = 60;

/// A scenario with what was changed in it alone.
struct ComparedScenarios {
    loaded: LoadedModel,
    /// What its variant changes; empty if it is no variant.
    alone: String,
    overrides: Vec<String>,
}

/// Compares as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &CompareOptions) -> Result<ExitCode> {
    let actuals = ReadActuals::read(&options.actuals)?;
    let scenarios = load(options, &actuals)?;
    let folder = options.output.folder(folder_name(&scenarios));
    let compared: Vec<Compared<'_>> = scenarios.iter().map(ComparedScenarios::compared).collect();
    check_comparable(&compared, options.simulation.random.sampling.into())?;
    let plan = options.simulation.plan();
    let happened = actuals.happened(&scenarios[0].loaded.model)?;
    let writer = OutputWriter { command: "compare", folder, output: &options.output, plan, target: None, happened };
    let (_, code) = writer.write(|simulator| simulator.compare(&compared))?;
    Ok(code)
}

/// The scenarios as named, then the variants of the first.
fn load(options: &CompareOptions, actuals: &ReadActuals) -> Result<Vec<ComparedScenarios>> {
    let changes = options.changes.overrides();
    let sources = options.scenarios.iter().map(|scenario| source(scenario)).collect::<Result<Vec<_>>>()?;
    let named = sources.iter().map(|source| {
        let overrides = actuals.changes(source, changes.clone());
        Ok(ComparedScenarios { loaded: load_source(source, &overrides)?, alone: String::new(), overrides })
    });
    let mut scenarios = named.collect::<Result<Vec<ComparedScenarios>>>()?;
    for variant in &options.variants {
        let overrides = [scenarios[0].overrides.as_slice(), &variant.changes].concat();
        let loaded = load_source(&sources[0], &overrides).map_err(as_typed)?;
        scenarios.push(ComparedScenarios { loaded, alone: variant.changes.join("; "), overrides });
    }
    tell_notes(scenarios.iter().flat_map(|scenario| &scenario.loaded.notes));
    Ok(scenarios)
}

/// The scenario is sound without the variant's changes, so whatever is at fault was typed after `--with`.
fn as_typed(error: Error) -> Error {
    error.about(Input::Override, Input::Variant)
}

impl ComparedScenarios {
    fn compared(&self) -> Compared<'_> {
        let told_apart = |what: &str| match self.alone.as_str() {
            "" => what.to_owned(),
            changes => format!("{what} with {changes}"),
        };
        Compared {
            model: &self.loaded.model,
            name: told_apart(&self.loaded.name),
            title: told_apart(self.loaded.model.title()),
            overrides: self.overrides.clone(),
        }
    }
}

/// A folder's name that distinguishes this comparison from others: letters, digits and hyphens of the scenarios and their changes.
fn folder_name(scenarios: &[ComparedScenarios]) -> PathBuf {
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
