//! What can be typed after `explain`.

use super::{OutputOptions, QuestionOptions, SimulationOptions, usual_folder, usual_runs};
use clap::{Arg, Args as Options, ValueEnum};
use runout::answers::Bad;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout explain openai
  runout explain acme.toml --claim 'survives_to = 2030-01-01'
  runout explain openai --claim 'Revenue of 280 or more in 2030'
  runout explain openai --claim 6 --bad fails --runs 1M
  runout trace openai --run 17                       a typical run, step by step

Bad are the futures in which the cash runs out or a claim does not hold; of claims that say something bad
(exhausted_by, or an amount with at_most), those in which it does. --bad reverses that.";

/// Options of `explain`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("runs", explained_runs),
    mut_arg("out", |out| usual_folder(out, "the explanation and its charts", "explain"))
)]
pub(in crate::cli) struct ExplainOptions {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionOptions,

    /// Which futures are the bad ones: those in which the claim holds, or those in which it fails [default: by its kind]
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(in crate::cli) bad: Option<BadWhen>,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// The help of `--runs`: how many runs `explain` makes.
fn explained_runs(runs: Arg) -> Arg {
    let runs = usual_runs(runs, "200_000", "");
    let help = runs.get_help().map(ToString::to_string).unwrap_or_default();
    let blame = "For the blame the first of them are followed again, about sixteen times as many in all.";
    runs.long_help(format!("{help}\n\n{blame}"))
}

/// When a claim is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BadWhen {
    /// The futures in which the claim holds are bad
    Holds,
    /// The futures in which it does not hold are bad
    Fails,
}

impl From<BadWhen> for Bad {
    fn from(when: BadWhen) -> Self {
        match when {
            BadWhen::Holds => Self::Holds,
            BadWhen::Fails => Self::Fails,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use super::*;
    use clap::Parser as _;

    #[test]
    fn explain_takes_a_claim_and_when_it_is_bad() {
        let arguments = "runout explain a.toml --claim 2 --bad holds --runs 1k --seed 3 --set years=5";
        let read = Args::try_parse_from(arguments.split(' ')).unwrap().command;
        let Command::Explain(read) = read else { panic!("not explain") };
        assert_eq!(
            (read.question.claim.as_deref(), read.bad, read.simulation.runs),
            (Some("2"), Some(BadWhen::Holds), 1_000)
        );
        assert_eq!(
            (read.simulation.random.seed, read.question.set.changes.as_slice()),
            (3, ["years=5".to_owned()].as_slice())
        );
        let refused = Args::try_parse_from("runout explain a.toml --bad never".split(' ')).unwrap_err();
        assert!(refused.to_string().contains("[possible values: holds, fails]"), "{refused}");
    }
}
