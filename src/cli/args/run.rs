//! What can be typed after `run`.

use super::{ActualsOptions, OutputOptions, ScenarioOptions, SimulationOptions, count, usual_runs};
use clap::{Args as Options, ValueEnum};
use runout::scenario::{Step, number};

pub(super) const EXAMPLES: &str = "\
Examples:
  runout run
  runout run acme.toml --runs 10M
  runout run acme.toml --precision 0.001
  runout run acme.toml --by month
  runout run acme.toml --set 'revenue.Consumer.growth=\"20% to 60%\"' --set cash.opening=12
  runout run acme.toml --format json --quiet | jq .exhaustion.by_horizon

The same scenario, seed, design and number of runs (or precision) always give the same results.json,
on any number of threads.
Ctrl-C stops early with the answer so far, marked as incomplete; a second Ctrl-C stops at once.";

/// Options of `run`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("actuals", |actuals| actuals.conflicts_with("precision")),
    mut_arg("runs", |runs| usual_runs(runs, "1_000_000", "")),
    mut_arg("scenario", |scenario| scenario.required(false).default_value("openai"))
)]
pub(in crate::cli) struct RunOptions {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,

    /// Simulate until every headline probability is known to ± P, such as 0.001 for a tenth of a percentage point
    ///
    /// Headline probabilities are exhaustion by the horizon (with and without new capital), profitability by the horizon, what comes first,
    /// and every claim. Precision is tested at 16,384 runs, 32,768 and so on, and intervals are wider to allow for the repeated tests.
    #[arg(long, value_name = "P", value_parser = precision, allow_negative_numbers = true, conflicts_with = "runs")]
    pub(in crate::cli) precision: Option<f64>,

    /// Only this claim needs to be so precise: its text, or its number in the file from 1
    #[arg(long, value_name = "CLAIM", requires = "precision")]
    pub(in crate::cli) precision_of: Option<String>,

    /// With --precision: simulate no more than this, and say so if it was not enough
    #[arg(
        long,
        value_name = "N",
        default_value = "100_000_000",
        value_parser = count::runs,
        allow_negative_numbers = true,
        requires = "precision"
    )]
    pub(in crate::cli) max_runs: u64,

    #[command(flatten)]
    pub(in crate::cli) actuals: ActualsOptions,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    /// One row of summary.csv for each
    #[arg(long, value_name = "PERIOD", value_enum, default_value_t = PeriodOption::Year)]
    pub(in crate::cli) by: PeriodOption,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// The time that a row of `summary.csv` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PeriodOption {
    /// Whether the cash has run out, with and without new capital, and how much is left
    Month,
    /// The same by quarter
    Quarter,
    /// Profitability, revenue, operating result and cash flow too
    Year,
}

impl From<PeriodOption> for Step {
    fn from(period: PeriodOption) -> Self {
        match period {
            PeriodOption::Month => Self::Month,
            PeriodOption::Quarter => Self::Quarter,
            PeriodOption::Year => Self::Year,
        }
    }
}

/// A half-width that can be requested.
fn precision(text: &str) -> Result<f64, String> {
    let rule = || {
        format!("must be a number above 0 and below 0.5, such as 0.001 for a tenth of a percentage point, got {text:?}")
    };
    number(text).filter(|target| *target > 0.0 && *target < 0.5).ok_or_else(rule)
}
