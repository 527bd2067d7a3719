//! `compare`: simulate scenarios on the same draws, print what differs, write the comparison and its charts.

use super::args::CompareOptions;
use super::deliver::Delivery;
use super::model_of;
use runout::answers::{Compared, check_comparable};
use runout::error::{Error, Input, Result};
use runout::model::LoadedModel;

use std::path::PathBuf;
use std::process::ExitCode;

/// Characters of a folder's name, at most.
const LONGEST_NAME: usize = 60;

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
    let folder = options.telling.folder(folder_name(&scenarios));
    let compared: Vec<Compared<'_>> = scenarios.iter().map(Loaded::compared).collect();
    check_comparable(&compared, options.simulation.luck.sampling.into())?;
    let plan = options.simulation.plan();
    let delivery = Delivery { folder, telling: &options.telling, plan, target: None };
    let (_, code) = delivery.of(|simulator| simulator.compare(&compared))?;
    Ok(code)
}

/// The scenarios as named, then the variants of the first.
fn load(options: &CompareOptions) -> Result<Vec<Loaded>> {
    let changes = options.changes.overrides();
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
    error.about(Input::Override, Input::Variant)
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
            title: told_apart(self.loaded.model.title()),
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
