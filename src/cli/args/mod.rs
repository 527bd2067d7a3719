//! What can be typed. The options of each command are plain structs with their final types: nothing is parsed again later.

mod actuals;
mod claims;
mod compare;
mod deadline;
mod decimals;
mod explain;
mod frontier;
mod init;
mod output;
mod question;
mod run;
mod scenario;
mod sensitivity;
mod simulation;
mod solve;
mod trace;
mod update;

pub(super) use actuals::ActualsOptions;
pub(super) use claims::{ClaimsFormat, ClaimsOptions};
pub(super) use compare::CompareOptions;
pub(super) use deadline::{CLOSES_IN, DeadlineOptions};
pub(super) use explain::ExplainOptions;
pub(super) use frontier::{FrontierOptions, LeverRange, RangeEnd};
pub(super) use init::InitOptions;
pub(super) use output::{AnswerFormat, OutputOptions};
pub(super) use question::QuestionOptions;
pub(super) use run::RunOptions;
pub(super) use scenario::ScenarioOptions;
pub(super) use sensitivity::{SensitivityOptions, Traced};
pub(super) use solve::SolveOptions;
pub(super) use trace::{LedgerFormat, TraceOptions};
pub(super) use update::UpdateOptions;

use super::count;
use clap::{Args as Options, Parser, Subcommand};
use output::usual_folder;
use runout::scenario::number;
pub(super) use scenario::SCENARIO;
use scenario::{ChangeOptions, SetOptions, change};
use simulation::{RandomOptions, SimulationOptions, usual_runs};

/// When does the cash run out, and when does the company become profitable?
///
/// runout simulates millions of possible futures of a company that spends more than it earns. A scenario file says what you know
/// of the company (cash, revenue, costs, money still to be raised) and how sure you are of it; the answer comes as probabilities.
#[derive(Debug, Parser)]
#[command(name = "runout", version, arg_required_else_help = true, after_help = EXAMPLES, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  runout run                    the OpenAI scenario that comes with the program
  runout init acme.toml         write a commented scenario to start from, or one --from your books
  runout check acme.toml        see what was understood of it, before running it
  runout run acme.toml          the answer, with files and charts in results/acme

Exit codes: 0 done, 2 the arguments or the scenario are at fault, 1 any other failure, 130 interrupted.";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulate a scenario; print the answer and write results and charts
    #[command(after_help = run::EXAMPLES)]
    Run(RunOptions),
    /// Compare scenarios on the same draws: what differs, future by future
    #[command(after_help = compare::EXAMPLES)]
    Compare(CompareOptions),
    /// Tell how likely each claim of some scenarios is
    #[command(after_help = claims::EXAMPLES)]
    Claims(ClaimsOptions),
    /// Explain why it goes wrong: what bad futures have in common, how they go, and whose bad luck it was
    #[command(after_help = explain::EXAMPLES)]
    Explain(ExplainOptions),
    /// Find out what decides: each driver held low and high, and how much of the uncertainty goes back to it
    #[command(after_help = sensitivity::EXAMPLES)]
    Sensitivity(SensitivityOptions),
    /// Find what it would take for a claim to have a probability: any one of these levers by itself
    #[command(after_help = solve::EXAMPLES)]
    Solve(SolveOptions),
    /// Draw what you would have to believe: curves of equal probability over two levers
    #[command(after_help = frontier::EXAMPLES)]
    Frontier(FrontierOptions),
    /// Find the last date by which a raise must start, or a cut be made
    #[command(after_help = deadline::EXAMPLES)]
    Deadline(DeadlineOptions),
    /// Update the answer by what has happened since: futures that look like it count more
    #[command(after_help = update::EXAMPLES)]
    Update(UpdateOptions),
    /// Check a scenario and print what was understood, without simulating it
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckOptions),
    /// Write a scenario to start from: a commented example, or one made from your books
    #[command(after_help = init::EXAMPLES)]
    Init(InitOptions),
    /// List the scenarios that come with the program
    List,
    /// Print one of the scenarios that come with the program
    Show(ShowOptions),
    /// Print the ledger of one single run, step by step
    #[command(after_help = trace::EXAMPLES)]
    Trace(TraceOptions),
    /// Read the guide, a chapter at a time; without a chapter, see which there are
    #[command(after_help = "Examples:\n  runout guide\n  runout guide language | less")]
    Guide(GuideOptions),
    /// Check this program on this machine, in seconds: against independent referees, and against itself
    Selftest,
    /// Print the JSON Schema of scenario files, for editors that complete and check as you type
    Schema,
    /// Print the completions of a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsOptions),
    /// Print the manual page
    #[command(after_help = "Example:\n  runout man > runout.1 && man ./runout.1")]
    Man,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  runout check acme.toml
  runout check openai --set years=5";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  runout completions bash > ~/.local/share/bash-completion/completions/runout
  runout completions fish > ~/.config/fish/completions/runout.fish";

/// Options of `check`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct CheckOptions {
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

/// Options of `show`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct ShowOptions {
    /// Its name, as `runout list` prints it
    #[arg(value_name = "NAME")]
    pub(super) name: String,
}

/// Options of `guide`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct GuideOptions {
    /// Its name, as `runout guide` prints it
    #[arg(value_name = "CHAPTER")]
    pub(super) chapter: Option<String>,
}

/// Options of `completions`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct CompletionsOptions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// A probability between 0 and 1, as a fraction or in percent.
fn probability(text: &str) -> Result<f64, String> {
    let rule = || format!("must be a probability above 0 and below 1, such as 0.9 or 90%, got {text:?}");
    number(text).filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use runout::charts::PictureSize;
    use simulation::SamplingOption;
    use std::num::NonZeroUsize;
    use std::path::PathBuf;

    fn run(arguments: &str) -> RunOptions {
        match Args::try_parse_from(["runout", "run"].into_iter().chain(arguments.split_whitespace())).unwrap().command {
            Command::Run(options) => options,
            other => panic!("{other:?}"),
        }
    }

    fn refusal(arguments: &str) -> String {
        let error = Args::try_parse_from(std::iter::once("runout").chain(arguments.split_whitespace())).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        error.to_string().lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn run_without_arguments_is_a_million_runs_of_openai() {
        let scenario = ScenarioOptions { scenario: "openai".into(), changes: ChangeOptions::default() };
        let (format, out, threads) = (AnswerFormat::Text, None, None);
        let (force, quiet, no_charts, svg) = (false, false, false, false);
        let expected = RunOptions {
            scenario,
            precision: None,
            actuals: ActualsOptions::default(),
            precision_of: None,
            max_runs: 100_000_000,
            by: run::PeriodOption::Year,
            simulation: SimulationOptions {
                runs: 1_000_000,
                random: RandomOptions { seed: 1, sampling: SamplingOption::Random, threads },
            },
            output: OutputOptions {
                out,
                force,
                format,
                quiet,
                no_charts,
                svg,
                title: None,
                size: PictureSize::default(),
                font: None,
            },
        };
        assert_eq!(run(""), expected);
    }

    #[test]
    fn every_flag_of_run_is_read() {
        let read = run(
            "a.toml --runs 10M --seed 7 --sampling sobol --threads 3 --out x --set a=1 --set b.c=2 --force --format json --quiet --svg",
        );
        assert_eq!(read.scenario.scenario, PathBuf::from("a.toml"));
        assert_eq!(read.scenario.changes.set.changes, ["a=1", "b.c=2"]);
        assert_eq!(
            (read.simulation.runs, read.simulation.random.seed, read.simulation.random.sampling),
            (10_000_000, 7, SamplingOption::Sobol)
        );
        assert_eq!(read.simulation.random.threads.map(NonZeroUsize::get), Some(3));
        assert_eq!(read.output.out, Some(PathBuf::from("x")));
        assert_eq!(read.output.format, AnswerFormat::Json);
        assert_eq!((read.by, run("--by month").by), (run::PeriodOption::Year, run::PeriodOption::Month));
        assert!(read.output.force && read.output.quiet && read.output.svg && !read.output.no_charts);
        assert!(run("--no-charts").output.no_charts);
        let precise = run("--precision 0.001 --precision-of 2 --max-runs 1B");
        assert_eq!((precise.precision, precise.precision_of.as_deref()), (Some(0.001), Some("2")));
        assert_eq!(precise.max_runs, 1_000_000_000);
    }

    #[test]
    fn a_percentage_has_the_bits_of_its_fraction_after_every_flag() {
        for tenths in 1..1_000_u32 {
            let (percentage, fraction) = (format!("{}.{}%", tenths / 10, tenths % 10), format!("0.{tenths:03}"));
            let wanted: f64 = fraction.parse().unwrap();
            assert_eq!(probability(&percentage).map(f64::to_bits), Ok(wanted.to_bits()), "{percentage}");
            assert_eq!(actuals::error_size(&percentage).map(|of| of.size.to_bits()), Ok(wanted.to_bits()));
            let from = frontier::range(&format!("{percentage} to 5")).map(|range| range.from);
            assert_eq!(from, Ok(RangeEnd::Number(wanted)), "{percentage}");
        }
    }

    #[test]
    fn trace_needs_a_run() {
        let arguments =
            ["runout", "trace", "a.toml", "--run", "0", "--seed", "9", "--sampling", "latin", "--format", "csv"];
        let Command::Trace(read) = Args::try_parse_from(arguments).unwrap().command else { panic!("not trace") };
        assert_eq!(
            (read.run, read.random.seed, read.random.sampling, read.format),
            (0, 9, SamplingOption::Latin, LedgerFormat::Csv)
        );
        assert!(refusal("trace a.toml").contains("required arguments were not provided"));
    }

    #[test]
    fn refusals_name_the_flag_the_rule_and_what_was_got() {
        insta::assert_snapshot!(refusal("run --runs 0"), @"error: invalid value '0' for '--runs <N>': must be at least 1 run, got 0");
        insta::assert_snapshot!(refusal("run --threads 0"), @r#"error: invalid value '0' for '--threads <N>': must be a whole number from 1 to 1024, got "0""#);
        insta::assert_snapshot!(refusal("run --set cash"), @r#"error: invalid value 'cash' for '--set <PATH=VALUE>': must be PATH=VALUE such as cash.opening=12, got "cash""#);
        insta::assert_snapshot!(refusal("run --seed -1"), @r#"error: invalid value '-1' for '--seed <N>': must be a whole number from 0 to 18446744073709551615, got "-1""#);
        for wrong in ["0", "-0.1", "0.5", "0.6", "nan", "inf", "much"] {
            let rule = format!(
                "must be a number above 0 and below 0.5, such as 0.001 for a tenth of a percentage point, got {wrong:?}"
            );
            let expected = format!("error: invalid value '{wrong}' for '--precision <P>': {rule}");
            assert_eq!(refusal(&format!("run --precision {wrong}")), expected);
        }
        insta::assert_snapshot!(refusal("run --precision 0.01 --runs 5"), @"error: the argument '--precision <P>' cannot be used with '--runs <N>'");
        for lonely in ["--max-runs 5", "--precision-of 1"] {
            assert!(refusal(&format!("run {lonely}")).contains("required arguments were not provided"), "{lonely}");
        }
        insta::assert_snapshot!(refusal("run --no-charts --svg"), @"error: the argument '--no-charts' cannot be used with '--svg'");
    }
}
