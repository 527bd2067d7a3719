//! What can be typed after `frontier`.

use super::{OutputOptions, QuestionOptions, SimulationOptions, usual_folder, usual_runs};
use clap::Args as Options;
use runout::scenario::number;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout frontier acme.toml --x cash.opening --y revenue.growth+
  runout frontier openai --x 'burn*' --y revenue.growth+ --claim 'profitable_by = 2030'
  runout frontier startup --x 'capital.Seed extension.date' --y 'capital.Seed extension.amount'
  runout frontier acme.toml --x cash.opening --x-range '500 to 3000' --y 'burn*' --y-range '60% to 120%'

The curves are those on which the claim has a probability of 50, 80, 90 and 95 %.
Levers are those of `solve`: `runout solve acme.toml --lever help` lists them.";

/// Options of `frontier`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("runs", |runs| usual_runs(runs, "10_000", " at each point")),
    mut_arg("out", |out| usual_folder(out, "the curves and their chart", "frontier"))
)]
pub(in crate::cli) struct FrontierOptions {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionOptions,

    /// The lever to the right: PATH, 'PATH+' or 'PATH*'
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) x: String,

    /// The lever upwards: PATH, 'PATH+' or 'PATH*'
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) y: String,

    /// Between which values of --x, such as '500 to 3000', '-5% to 20%' or '2027-01-01 to 2028-06-01' [default: where it matters]
    #[arg(long, value_name = "A to B", value_parser = range, allow_hyphen_values = true)]
    pub(in crate::cli) x_range: Option<LeverRange>,

    /// Between which values of --y [default: where it matters]
    #[arg(long, value_name = "A to B", value_parser = range, allow_hyphen_values = true)]
    pub(in crate::cli) y_range: Option<LeverRange>,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// From one value to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cli) struct LeverRange {
    pub(in crate::cli) from: RangeEnd,
    pub(in crate::cli) to: RangeEnd,
}

/// A number or a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cli) enum RangeEnd {
    Number(f64),
    Date(jiff::civil::Date),
}

pub(super) fn range(text: &str) -> Result<LeverRange, String> {
    let rule = || format!("must be two values, the lesser first, such as '500 to 3000' or '-5% to 20%', got {text:?}");
    let end = |text: &str| {
        let text = text.trim();
        text.parse().ok().map(RangeEnd::Date).or_else(|| number(text).map(RangeEnd::Number))
    };
    let (from, to) = text.split_once(" to ").ok_or_else(rule)?;
    let (from, to) = (end(from).ok_or_else(rule)?, end(to).ok_or_else(rule)?);
    let is_rising = match (from, to) {
        (RangeEnd::Number(from), RangeEnd::Number(to)) => from < to,
        (RangeEnd::Date(from), RangeEnd::Date(to)) => from < to,
        _ => false,
    };
    is_rising.then_some(LeverRange { from, to }).ok_or_else(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_two_numbers_or_two_dates_that_rise() {
        let numbers = |from, to| Ok(LeverRange { from: RangeEnd::Number(from), to: RangeEnd::Number(to) });
        assert_eq!(range("500 to 3000"), numbers(500.0, 3000.0));
        assert_eq!(range("-5% to 0.2"), numbers(-0.05, 0.2));
        assert!(matches!(range("2027-01-01 to 2028-06-01"), Ok(LeverRange { from: RangeEnd::Date(_), .. })));
        for wrong in ["", "5", "5 to", "5 to 4", "5 to 5", "nan to 5", "1 to inf", "2027-01-01 to 5"] {
            assert!(range(wrong).unwrap_err().starts_with("must be two values"), "{wrong}");
        }
    }
}
