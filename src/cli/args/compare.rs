//! What can be typed after `compare`.

use super::{ActualsOptions, ChangeOptions, OutputOptions, SimulationOptions, change, usual_folder, usual_runs};
use clap::{Args as Options, ValueHint};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout compare openai-lease openai-own openai-own-no-loan
  runout compare openai --with 'capital[0].probability=0'
  runout compare acme.toml --with 'cash.opening=12' --with 'cash.opening=12; capital[0].probability=0'
  runout compare acme.toml rival.toml --runs 10M --out results/duel

Scenarios must have the same start, years, year_ends, currency and unit. What is uncertain in both under the same name
has the same luck in both, so that differences are those of the scenarios and not of chance.";

/// Options of `compare`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("runs", |runs| usual_runs(runs, "1_000_000", ", each in every scenario")),
    mut_arg("out", |out| usual_folder(out, "the comparison and its charts", "compare"))
)]
pub(in crate::cli) struct CompareOptions {
    /// Scenario files, or names of those that come with the program; the first is the baseline
    #[arg(value_name = "SCENARIO", required = true, value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scenarios: Vec<PathBuf>,

    /// One scenario more: the first with these values changed; may be given several times
    ///
    /// Several changes that belong to one variant are separated by semicolons: 'cash.opening=12; years=5'. Paths and values are those of
    /// --set.
    #[arg(long = "with", value_name = "PATH=VALUE", value_parser = variant)]
    pub(in crate::cli) variants: Vec<Variant>,

    #[command(flatten)]
    pub(in crate::cli) changes: ChangeOptions,

    #[command(flatten)]
    pub(in crate::cli) actuals: ActualsOptions,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// The changes of one `--with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Variant {
    /// Each as `--set` takes it.
    pub(in crate::cli) changes: Vec<String>,
}

/// Changes at the semicolons that stand outside of quotes, of which TOML has two kinds.
fn variant(text: &str) -> Result<Variant, String> {
    let (mut changes, mut quote, mut escaped) = (vec![String::new()], None, false);
    for c in text.chars() {
        match quote {
            None if c == ';' => {
                changes.push(String::new());
                continue;
            }
            None if c == '"' || c == '\'' => quote = Some(c),
            Some('"') if escaped => escaped = false,
            Some('"') if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            _ => {}
        }
        changes.iter_mut().last().into_iter().for_each(|change| change.push(c));
    }
    let changes = changes.iter().map(|change| change.trim()).filter(|change| !change.is_empty());
    let changes: Vec<String> = changes.map(change).collect::<Result<_, _>>()?;
    if changes.is_empty() { Err(change(text).err().unwrap_or_default()) } else { Ok(Variant { changes }) }
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use super::*;
    use clap::Parser as _;

    #[test]
    fn changes_of_a_variant_are_parted_at_semicolons_outside_of_quotes() {
        let parted = |text: &str| variant(text).map(|variant| variant.changes.join(" | "));
        assert_eq!(parted("years=5").unwrap(), "years=5");
        assert_eq!(parted(" years=5 ; cash.opening=12;").unwrap(), "years=5 | cash.opening=12");
        assert_eq!(
            parted(r#"title="a;\";b"; burn.'c;d'.annual=1"#).unwrap(),
            r#"title="a;\";b" | burn.'c;d'.annual=1"#
        );
        for wrong in ["", ";", "years", "years=5; cash"] {
            assert!(
                parted(wrong).unwrap_err().starts_with("must be PATH=VALUE such as cash.opening=12, got"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn compare_takes_scenarios_and_variants() {
        let arguments = [
            "runout", "compare", "a", "b.toml", "--with", "x=1; y=2", "--with", "z=3", "--set", "years=5", "--runs",
            "1k",
        ];
        let Command::Compare(read) = Args::try_parse_from(arguments).unwrap().command else { panic!("not compare") };
        assert_eq!(
            (read.scenarios.len(), read.simulation.runs, read.changes.set.changes),
            (2, 1_000, vec!["years=5".to_owned()])
        );
        assert_eq!(read.variants.iter().map(|variant| variant.changes.len()).collect::<Vec<_>>(), [2, 1]);
        let refused = Args::try_parse_from(["runout", "compare"]).unwrap_err();
        assert!(refused.to_string().contains("required arguments were not provided"));
    }
}
