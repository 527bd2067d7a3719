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

    /// The burn lines that are cut, separated by commas; a name that holds one stands in quotes: 'Payroll,"Rent, power"' [default: all
    /// but those that come once, go with another line, say `can_be_cut = false`, or are a lease or rent by their name]
    #[arg(long, value_name = "NAMES", value_parser = names, requires = "cut")]
    pub(in crate::cli) lines: Option<Names>,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// Names in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Names(pub(in crate::cli) Vec<String>);

/// Names at the commas that stand outside of quotes.
fn names(text: &str) -> Result<Names, String> {
    let (mut names, mut quote) = (vec![String::new()], None);
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ',' => names.push(String::new()),
            _ => names.iter_mut().last().into_iter().for_each(|name| name.push(c)),
        }
    }
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    match quote.is_some() || names.iter().any(String::is_empty) {
        true => Err(format!("must be names separated by commas, such as Payroll,Marketing, got {text:?}")),
        false => Ok(Names(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, names};

    #[test]
    fn names_are_parted_at_commas_outside_of_quotes() {
        let parted = |text: &str| names(text).map(|Names(names)| names);
        assert_eq!(parted("Payroll, \"Rent, power\",'R & D'").unwrap(), ["Payroll", "Rent, power", "R & D"]);
        for wrong in ["", "a,,b", "\"a", ","] {
            assert!(parted(wrong).unwrap_err().starts_with("must be names separated by commas"), "{wrong}");
        }
    }
}
