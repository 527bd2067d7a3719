//! What can be typed after `update`.

use super::decimals::DecimalsOption;
use super::{OutputOptions, ScenarioOptions, SimulationOptions, usual_folder, usual_runs};
use clap::{Args as Options, ValueHint};
use runout::scenario::number;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout update acme.toml --actuals books.csv
  runout update acme.toml --actuals books.csv --error 1% --error margin=3%
  runout update openai --actuals 2026.csv --runs 5M --out results/after-2026

books.csv is what has happened so far, in the unit of the scenario; a cell that is not known is
left empty:
  period,revenue,revenue.Services,margin,cash,burn
  2027-01,58.1,9.5,,,
  2027-02,60.4,,71%,,
  2027Q2,191,,,648,233
The first column says when: a month, a quarter or a year within the scenario, made of whole steps;
or the last day of one, for cash. The others, as many as you like:
  revenue, revenue.STREAM   of the period          operating_result   of the period
  margin                    a share, or 55%        cash_flow          what operations added to cash
  cash                      at the period's end    burn               what they took from it
  users                     on average, in units

Books are what `runout init --from` takes: accounts by months, in currency. Their revenue, what is left
after costs and, if it is there, cash count in every month of the scenario; what was before is left out.

Each figure is taken to be right to within its error, give or take: futures that look like what
happened count more, those that do not count less. Errors of different figures are taken for independent.";

/// Options of `update`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("runs", |runs| usual_runs(runs, "1_000_000", ", each twice")),
    mut_arg("out", |out| usual_folder(out, "the update and its charts", "update"))
)]
pub(in crate::cli) struct UpdateOptions {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,

    /// What has happened so far (CSV, XLSX, ODS): books, or a table with a row for each period, described below
    #[arg(long, value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(in crate::cli) actuals: PathBuf,

    /// What stands before decimals in the file, if it does not show it [default: as it shows]
    #[arg(long, value_name = "MARK", value_enum)]
    pub(in crate::cli) decimals: Option<DecimalsOption>,

    /// How much a figure may be off, as one standard deviation: in the books, and in what the scenario can be held to [default: 5%]
    ///
    /// Of an amount it is a share: of its own size, or of its usual size in the forecast if that is larger. Of a margin it is percentage
    /// points. COLUMN=SIZE sets it for one column; may be given several times.
    #[arg(long = "error", value_name = "[COLUMN=]SIZE", value_parser = error_size)]
    pub(in crate::cli) errors: Vec<ErrorSize>,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// One `--error`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct ErrorSize {
    /// The column that it applies to; `None`: all columns.
    pub(in crate::cli) column: Option<String>,
    /// A fraction.
    pub(in crate::cli) size: f64,
}

/// Smaller errors leave no future like what happened; larger ones leave all of them.
const SIZES: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

/// A size, or a column and its size.
pub(super) fn error_size(text: &str) -> Result<ErrorSize, String> {
    let rule = || {
        format!("must be a size such as 5% or 0.05, above 0, or a column and its size such as margin=3%, got {text:?}")
    };
    let (column, written) = match text.rsplit_once('=') {
        Some((column, written)) => (Some(column.trim().to_owned()).filter(|name| !name.is_empty()), written),
        None => (None, text),
    };
    if column.is_none() && text.contains('=') {
        return Err(rule());
    }
    let size = number(written).filter(|size| SIZES.contains(size)).ok_or_else(rule)?;
    Ok(ErrorSize { column, size })
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use super::*;
    use clap::Parser as _;

    #[test]
    fn errors_are_sizes_or_sizes_of_columns() {
        let read = |text: &str| error_size(text).map(|error| (error.column, error.size));
        assert_eq!(read("2%").unwrap(), (None, 0.02));
        assert_eq!(read("0.02").unwrap(), (None, 0.02));
        assert_eq!(read("revenue.A=B=5 %").unwrap(), (Some("revenue.A=B".to_owned()), 0.05));
        for wrong in ["", "0", "-1%", "nan", "inf", "two", "=2%", "margin=", "1e9", "0.000001%"] {
            assert!(read(wrong).unwrap_err().starts_with("must be a size such as 5% or 0.05"), "{wrong}");
        }
    }

    #[test]
    fn update_takes_a_scenario_actuals_and_errors() {
        let arguments = ["runout", "update", "a.toml", "--actuals", "b.csv", "--error", "1%", "--error", "cash=2%"];
        let Command::Update(read) = Args::try_parse_from(arguments).unwrap().command else { panic!("not update") };
        assert_eq!(
            (read.scenario.scenario, read.actuals, read.simulation.runs),
            ("a.toml".into(), "b.csv".into(), 1_000_000)
        );
        assert_eq!((read.errors.len(), read.errors[1].column.as_deref()), (2, Some("cash")));
        let refused = Args::try_parse_from(["runout", "update", "a.toml"]).unwrap_err();
        assert!(refused.to_string().contains("--actuals <FILE>"), "{refused}");
    }
}
