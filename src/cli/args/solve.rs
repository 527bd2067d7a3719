//! What can be typed after `solve`.

use super::{LuckOptions, QuestionOptions, TellingOptions, count, probability};
use clap::{Args as Options, ValueHint};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout solve acme.toml                      the levers that most companies have, each by itself
  runout solve acme.toml --lever help         all levers that this scenario has
  runout solve acme.toml --probability 95% --lever cash.opening --lever 'burn.Payroll.annual*'
  runout solve openai --claim 'revenue = { year = 2030, at_least = 280 }' --probability 0.5 --lever revenue.growth+
  runout solve startup --lever 'capital.Seed extension.date' --lever 'capital.Seed extension.probability'

A lever is the path of a value, as --set takes it (a date is moved by whole months), or a path with a sign:
'PATH+' adds to the value in every year, whatever its distribution (0.05: five percentage points of growth),
'PATH*' multiplies it. All values of a lever have the same luck, so that they differ by the lever alone.";

/// Options of `solve`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct SolveOptions {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionOptions,

    /// The probability that the claim is to have: a fraction, or in percent
    #[arg(long, value_name = "P", default_value = "0.9", value_parser = probability, allow_negative_numbers = true)]
    pub(in crate::cli) probability: f64,

    /// What may be moved: PATH, 'PATH+' or 'PATH*'; may be given several times; `help` lists what there is [default: cash, growth,
    /// margin, costs and the next round]
    #[arg(long = "lever", value_name = "PATH")]
    pub(in crate::cli) levers: Vec<String>,

    /// How many possible futures to simulate at each value; 250k, 10M, 1e7 and 1_000_000 are understood
    #[arg(long, value_name = "N", default_value = "50_000", value_parser = count::runs, allow_negative_numbers = true)]
    pub(in crate::cli) runs: u64,

    #[command(flatten)]
    pub(in crate::cli) luck: LuckOptions,

    /// Folder for the answer [default: results/solve-<scenario>]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) out: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) telling: TellingOptions,
}
