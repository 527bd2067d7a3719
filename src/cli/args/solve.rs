//! What can be typed after `solve`.

use super::{OutputOptions, QuestionOptions, SimulationOptions, probability, usual_folder, usual_runs};
use clap::Args as Options;

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
#[command(
    mut_arg("runs", |runs| usual_runs(runs, "50_000", " at each value")),
    mut_arg("out", |out| usual_folder(out, "the answer", "solve"))
)]
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

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}
