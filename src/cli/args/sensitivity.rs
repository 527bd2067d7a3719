//! What can be typed after `sensitivity`.

use super::{OutputOptions, QuestionOptions, RandomOptions, count, usual_folder};
use clap::{Args as Options, ValueEnum};

pub(super) const EXAMPLES: &str = "\
Examples:
  runout sensitivity openai
  runout sensitivity openai --claim 'survives_to = 2030-01-01'
  runout sensitivity acme.toml --claim 2 --shapley
  runout sensitivity acme.toml --of need --runs 20k

Drivers that are correlated share their luck: the indices take them together as one. Held low or high, a driver is
alone: those that are correlated with it are as they were drawn.";

/// Options of `sensitivity`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(mut_arg("out", |out| usual_folder(out, "the result and its charts", "sensitivity")))]
pub(in crate::cli) struct SensitivityOptions {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionOptions,

    /// What to trace: the uncertainty of this answer, back to its drivers
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Traced::Claim)]
    pub(in crate::cli) of: Traced,

    /// Shapley effects too: what drivers do together is shared out evenly, so that the shares add up to 100 %
    #[arg(long)]
    pub(in crate::cli) shapley: bool,

    /// How many possible futures to simulate, each of them again for every driver; rounded up to a multiple of 4,096
    /// [default: 16,384; of capital needed where something reacts to cash, 4,096]
    #[arg(long, value_name = "N", value_parser = count::runs, allow_negative_numbers = true)]
    pub(in crate::cli) runs: Option<u64>,

    #[command(flatten)]
    pub(in crate::cli) random: RandomOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

/// Of what the uncertainty is traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Traced {
    /// Whether the claim holds; without a claim, whether the cash runs out by the horizon
    Claim,
    /// How long the cash lasts, counted up to the horizon
    Date,
    /// Capital needed
    Need,
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use super::*;
    use clap::Parser as _;

    fn read(arguments: &str) -> SensitivityOptions {
        let words = ["runout", "sensitivity"].into_iter().chain(arguments.split_whitespace());
        let Command::Sensitivity(read) = Args::try_parse_from(words).unwrap().command else {
            panic!("another command")
        };
        read
    }

    #[test]
    fn a_claim_is_asked_of_unless_something_else_is() {
        let options = read("acme.toml --claim 2 --shapley");
        assert_eq!((options.of, options.shapley, options.runs), (Traced::Claim, true, None));
        assert_eq!(options.question.claim.as_deref(), Some("2"));
        let needed = read("acme.toml --of need --runs 20k");
        assert_eq!((needed.of, needed.shapley, needed.runs), (Traced::Need, false, Some(20_000)));
        assert!(Args::try_parse_from(["runout", "sensitivity", "--of", "cash"]).is_err());
    }
}
