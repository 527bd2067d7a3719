//! What has happened, as the options name it: the months before a scenario change how it opens, and those since are held against it.

use super::args::ActualsOptions;
use super::note;
use runout::answers::{ErrorSizes, Updating};
use runout::error::Result;
use runout::model::{Actual, Model, history};
use runout::scenario::{Actuals, Source, read_actuals};
use std::collections::BTreeSet;

/// The file that the options name, if they name one.
#[derive(Debug)]
pub(super) struct ReadActuals {
    written: Option<Actuals>,
    errors: ErrorSizes,
}

/// What has happened to a company since its start.
#[derive(Debug)]
pub(super) struct Happened<'a> {
    /// The scenario that it is held against.
    pub(super) model: &'a Model,
    actuals: Vec<Actual>,
    errors: ErrorSizes,
}

impl ReadActuals {
    /// Reads what the options name.
    pub(super) fn read(options: &ActualsOptions) -> Result<Self> {
        let read = |file| read_actuals(file, options.decimals.map(Into::into));
        Ok(Self { written: options.actuals.as_deref().map(read).transpose()?, errors: options.sizes() })
    }

    /// The changes by which a scenario opens as the months before it show, then those that were typed.
    pub(super) fn changes(&self, source: &Source, typed: Vec<String>) -> Vec<String> {
        let Some((written, scenario)) = self.written.as_ref().zip(source.read(&typed).scenario) else { return typed };
        let found = history(written, &scenario);
        if !found.is_empty() {
            note(&format!("what was before {} says how it opens: {}", scenario.start.value, found.join("; ")));
        }
        [found, typed].concat()
    }

    /// What has happened since the start, if a file was named.
    pub(super) fn happened<'a>(&self, model: &'a Model) -> Result<Option<Happened<'a>>> {
        let Some(written) = &self.written else { return Ok(None) };
        let actuals = model.actuals(written)?;
        if written.are_books {
            note(&weighed(&actuals));
        }
        Ok(Some(Happened { model, actuals, errors: self.errors.clone() }))
    }
}

impl Happened<'_> {
    /// The same with the overrides to be echoed.
    pub(super) fn updating(&self, overrides: Vec<String>) -> Updating<'_> {
        Updating { actuals: &self.actuals, errors: &self.errors, overrides }
    }
}

/// What of some books is weighed.
fn weighed(actuals: &[Actual]) -> String {
    let items: BTreeSet<&str> = actuals.iter().map(|actual| actual.item.as_str()).collect();
    let items: Vec<&str> = items.into_iter().collect();
    let from = actuals.iter().map(|actual| actual.period.as_str()).min().unwrap_or_default();
    let to = actuals.iter().map(|actual| actual.period.as_str()).max().unwrap_or_default();
    format!("of the books {} count, {from} to {to}", items.join(", "))
}
