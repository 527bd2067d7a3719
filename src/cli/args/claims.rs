//! What can be typed after `claims`.

use super::{change, count, overrides, threads};
use clap::{Args as Options, ValueEnum, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout claims
  runout claims acme.toml rival.toml
  runout claims openai openai-600 --format markdown
  runout claims acme.toml --claim 'survives_to = 2030-01-01' --set cash.opening=12

Without a scenario: those of the library that answer the article on the limits of financing OpenAI's data centres.";

/// Options of `claims`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct ClaimsOptions {
    /// Scenario files, or names of those that come with the program
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scenarios: Vec<PathBuf>,

    /// Change a value in every scenario: PATH=VALUE, the value as in the file; may be given several times
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = change)]
    pub(in crate::cli) changes: Vec<String>,

    /// Ask every scenario one question more: the body of a [[claim]]; may be given several times
    #[arg(long = "claim", value_name = "TOML")]
    pub(in crate::cli) claims: Vec<String>,

    /// How many possible futures of each scenario to simulate; 250k, 10M, 1e7 and 1_000_000 are understood
    #[arg(long, value_name = "N", default_value = "200_000", value_parser = count::runs, allow_negative_numbers = true)]
    pub(in crate::cli) runs: u64,

    /// Whole number that all luck is drawn from; another seed gives other futures of the same scenario
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count::seed, allow_negative_numbers = true)]
    pub(in crate::cli) seed: u64,

    /// Threads to compute with, 1 to 1024; changes the time, never the results [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(in crate::cli) threads: Option<NonZeroUsize>,

    /// How to print the claims
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ClaimsFormat::Text)]
    pub(in crate::cli) format: ClaimsFormat,

    /// Do not show progress
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

impl ClaimsOptions {
    /// The changes of every scenario, in the order in which they apply: those of values, then the claims.
    pub(in crate::cli) fn overrides(&self) -> Vec<String> {
        overrides(&self.changes, &self.claims)
    }
}

/// How `claims` prints its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ClaimsFormat {
    /// To read on the terminal
    Text,
    /// A table for a document
    Markdown,
    /// For programs
    Json,
}
