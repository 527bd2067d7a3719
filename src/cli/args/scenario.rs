//! The options that name a scenario and change it, for every command that reads one.

use clap::{Args as Options, ValueHint};
use std::path::PathBuf;

/// What a scenario is called in usages.
pub(in crate::cli) const SCENARIO: &str = "SCENARIO";

/// Which scenario, with which changes.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct ScenarioOptions {
    /// A scenario file, or the name of one that comes with the program (see `runout list`)
    #[arg(value_name = SCENARIO, value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scenario: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) changes: ChangeOptions,
}

/// Values that are changed.
#[derive(Debug, Clone, Default, PartialEq, Options)]
pub(in crate::cli) struct SetOptions {
    /// Change a value of the scenario, of each if there are several: PATH=VALUE, the value as in the file; may be given several times
    ///
    /// The path names sections and, where there are several of a kind, their names: cash.opening=12,
    /// revenue.Consumer.growth="20% to 60%". PATH+=NUMBER adds to a value in every year and PATH*=NUMBER multiplies it, whatever its
    /// distribution: compute_margin+=0.05, 'burn*=0.8'. What is added to a list of sections is one more: 'capital+={ .. }'.
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = change)]
    pub(in crate::cli) changes: Vec<String>,
}

/// What is changed, and which claims are added.
#[derive(Debug, Clone, Default, PartialEq, Options)]
pub(in crate::cli) struct ChangeOptions {
    #[command(flatten)]
    pub(in crate::cli) set: SetOptions,

    /// Add a claim: the body of a [[claim]], such as 'survives_to = 2030-01-01'; may be given several times
    ///
    /// Without a text it goes by what was typed:
    /// --claim 'text = "Big", any = [{ revenue = { year = 2030, at_least = 280 } }, { profitable_by = 2029 }]'.
    #[arg(long = "claim", value_name = "TOML")]
    pub(in crate::cli) claims: Vec<String>,
}

impl ChangeOptions {
    /// The changes in the order in which they apply: those of values, then the claims.
    pub(in crate::cli) fn overrides(&self) -> Vec<String> {
        let claims = self.claims.iter().map(|toml| runout::scenario::claim(toml));
        self.set.changes.iter().cloned().chain(claims).collect()
    }
}

/// Only the shape is checked here; what the path and the value mean is for the scenario to say.
pub(super) fn change(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(format!("must be PATH=VALUE such as cash.opening=12, got {text:?}")),
    }
}
