//! What has happened, as the options name it, on the grid of a scenario.

use super::args::ActualsOptions;
use super::note;
use runout::answers::{ErrorSizes, Updating};
use runout::error::Result;
use runout::model::{Actual, Model};
use runout::scenario::read_actuals;
use std::collections::BTreeSet;

/// What has happened to a company.
#[derive(Debug)]
pub(super) struct Happened<'a> {
    /// The scenario that it is held against.
    pub(super) model: &'a Model,
    actuals: Vec<Actual>,
    errors: ErrorSizes,
}

impl<'a> Happened<'a> {
    /// Reads what the options name, if they name anything.
    pub(super) fn read(options: &ActualsOptions, model: &'a Model) -> Result<Option<Self>> {
        let Some(file) = &options.actuals else { return Ok(None) };
        let written = read_actuals(file, options.decimals.map(Into::into))?;
        let actuals = model.actuals(&written)?;
        if written.are_books {
            note(&weighed(&actuals));
        }
        Ok(Some(Self { model, actuals, errors: options.sizes() }))
    }

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
    format!("of the books {} count, {from} to {to}; months before the scenario do not", items.join(", "))
}
