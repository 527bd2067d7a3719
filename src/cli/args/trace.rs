//! What can be typed after `trace`.

use super::{RandomOptions, ScenarioOptions, count};
use clap::{Args as Options, ValueEnum};

pub(super) const EXAMPLES: &str = "\
Examples:
  runout trace acme.toml --run 481223
  runout trace acme.toml --run 0 --format csv > run-0.csv

A run is the same as in `runout run` with the same scenario, seed, design and changes.";

/// Options of `trace`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("seed", |seed| seed.help("The seed of the simulation that the run belongs to")),
    mut_arg("sampling", |design| design.help("The design of the simulation that the run belongs to")),
    mut_arg("threads", |threads| threads.hide(true))
)]
pub(in crate::cli) struct TraceOptions {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,

    /// Which run; they are numbered from 0
    #[arg(long, value_name = "N", value_parser = count::run_number, allow_negative_numbers = true)]
    pub(in crate::cli) run: u64,

    #[command(flatten)]
    pub(in crate::cli) random: RandomOptions,

    /// How to print the ledger
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LedgerFormat::Text)]
    pub(in crate::cli) format: LedgerFormat,
}

/// How `trace` prints its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LedgerFormat {
    /// A table to read
    Text,
    /// Comma-separated values for a spreadsheet
    Csv,
}
