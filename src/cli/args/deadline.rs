//! What can be typed after `deadline`.

use super::{OutputOptions, QuestionOptions, SimulationOptions, probability, usual_folder, usual_runs};
use clap::Args as Options;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout deadline acme.toml                   a raise of eighteen months of burn, and a cut of 30 %
  runout deadline acme.toml --raise 800 --closes-in '4 to 10'
  runout deadline startup --raise 'Seed extension' --closes-in '{ gamma = { shape = 4, scale = 1.5 } }'
  runout deadline acme.toml --cut 25% --lines Payroll,Marketing --probability 80%

A raise is started on a day and closes some months later; a cut is felt at once and for good.";

/// Months in which a raise closes by default: 6 on average, 2 to 12 in nine cases of ten.
pub(in crate::cli) const CLOSES_IN: &str = "{ gamma = { shape = 4, scale = 1.5 } }";

/// Options of `deadline`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("runs", |runs| usual_runs(runs, "50_000", " for each day")),
    mut_arg("out", |out| usual_folder(out, "the answer and its chart", "deadline"))
)]
pub(in crate::cli) struct DeadlineOptions {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionOptions,

    /// The probability that the claim is to keep: a fraction, or in percent
    #[arg(long, value_name = "P", default_value = "0.9", value_parser = probability, allow_negative_numbers = true)]
    pub(in crate::cli) probability: f64,

    /// Money that may be raised: an amount in the scenario's unit (a number, '500 to 900' or a distribution), or the name of a round of
    /// the scenario, which is then started at a date of its own choice
    #[arg(long, value_name = "AMOUNT|NAME")]
    pub(in crate::cli) raise: Option<String>,

    /// Months from the start of a raise to the money: a number, a range such as '4 to 10', or a distribution
    #[arg(long, value_name = "MONTHS", default_value = CLOSES_IN)]
    pub(in crate::cli) closes_in: String,

    /// Chance that the raise closes at all [default: 1, or that of the scenario's own round]
    #[arg(long, value_name = "P")]
    pub(in crate::cli) closes_with: Option<String>,

    /// Share by which costs are cut for good, such as 0.3 or 30%
    #[arg(long, value_name = "SHARE", value_parser = probability, allow_negative_numbers = true)]
    pub(in crate::cli) cut: Option<f64>,

    /// The burn lines that are cut, separated by commas [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "cut")]
    pub(in crate::cli) lines: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}
