//! From a name or a path straight to a model, with problems of shape and of meaning reported together.

use super::lever::written;
use super::{Model, build};
use crate::error::{Faults, Message, Result};
use crate::scenario::{Scenario, ScenarioBuilder, Source};

/// A model with the scenario that it was made from.
#[derive(Debug)]
pub struct LoadedModel {
    /// The model.
    pub model: Model,
    /// The scenario that it was made from.
    pub scenario: Scenario,
    /// The library's name or the file's stem, after which a folder of results is named.
    pub name: String,
    /// What is good to know of the overrides: what each kept of what it replaced.
    pub notes: Vec<Message>,
}

/// The model of a library's name or a file's path, changed by `overrides` (`PATH=VALUE`).
///
/// # Errors
/// - [`Error::AtFault`](crate::error::Error::AtFault) with every problem of the text, the overrides and their meaning, or if there is no such file or name.
/// - [`Error::File`](crate::error::Error::File) if the file cannot be read.
pub fn load(name_or_path: &str, overrides: &[String]) -> Result<LoadedModel> {
    load_source(&Source::find(name_or_path)?, overrides)
}

impl ScenarioBuilder {
    /// The model of the scenario built so far, checked as a file is.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) with every problem of what was said and of its meaning.
    pub fn build(&self) -> Result<LoadedModel> {
        load_source(&self.source(), &self.overrides)
    }
}

/// The same of a text that was found before.
///
/// # Errors
/// - [`Error::AtFault`](crate::error::Error::AtFault) with every problem of the text, the overrides and their meaning.
pub fn load_source(source: &Source, overrides: &[String]) -> Result<LoadedModel> {
    let reading = source.read(overrides);
    let (mut problems, sources) = (reading.problems, reading.sources);
    let Some(scenario) = reading.scenario else {
        return Err(Faults::new(problems, sources, &reading.file).into());
    };
    let model = match build(&scenario) {
        Ok(mut model) => {
            written::apply(&mut model, (&reading.moves, &scenario), &mut problems);
            Some(model)
        }
        Err(more) => {
            problems.extend(more);
            None
        }
    };
    match model {
        Some(model) if problems.is_empty() => {
            Ok(LoadedModel { model, scenario, name: reading.name, notes: reading.notes })
        }
        _ => Err(Faults::new(problems, sources, &reading.file).into()),
    }
}
