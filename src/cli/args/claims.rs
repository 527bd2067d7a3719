//! What can be typed after `claims`.

use super::{ChangeOptions, SimulationOptions, usual_runs};
use clap::{Args as Options, ValueEnum, ValueHint};
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
#[command(mut_arg("runs", |runs| usual_runs(runs, "200_000", " of each scenario")))]
pub(in crate::cli) struct ClaimsOptions {
    /// Scenario files, or names of those that come with the program
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scenarios: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) changes: ChangeOptions,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    /// How to print the claims
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ClaimsFormat::Text)]
    pub(in crate::cli) format: ClaimsFormat,

    /// Do not show progress
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
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
