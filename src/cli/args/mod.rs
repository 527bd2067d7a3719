//! What can be typed. The options of each command are plain structs with their final types: nothing is parsed again later.

mod claims;
mod compare;
mod deadline;
mod explain;
mod frontier;
mod question;
mod sensitivity;
mod solve;
mod update;

pub(super) use claims::{ClaimsFormat, ClaimsOptions};
pub(super) use compare::CompareOptions;
pub(super) use deadline::{CLOSES_IN, DeadlineOptions};
pub(super) use explain::ExplainOptions;
pub(super) use frontier::{FrontierOptions, Range, RangeEnd};
pub(super) use question::QuestionOptions;
pub(super) use sensitivity::{SensitivityOptions, Traced};
pub(super) use solve::SolveOptions;
pub(super) use update::UpdateOptions;

use super::count;
use clap::{Arg, Args as Options, Parser, Subcommand, ValueEnum, ValueHint};
use runout::engine::Plan;
use runout::sampling::Sampling;
use runout::scenario::number;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

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
  runout init acme.toml         write a commented scenario to start from
  runout check acme.toml        see what was understood of it, before running it
  runout run acme.toml          the answer, with files and charts in results/acme

Exit codes: 0 done, 2 the arguments or the scenario are at fault, 1 any other failure, 130 interrupted.";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulate a scenario; print the answer and write results and charts
    #[command(after_help = RUN_EXAMPLES)]
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
    /// Find what would have to be for a claim to have a probability: any one of these levers by itself
    #[command(after_help = solve::EXAMPLES)]
    Solve(SolveOptions),
    /// Draw what you would have to believe: the curves of equal probability in the plane of two levers
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
    /// Write a commented scenario of a small company to start from
    Init(InitOptions),
    /// List the scenarios that come with the program
    List,
    /// Print one of the scenarios that come with the program
    Show(ShowOptions),
    /// Print the ledger of one single run, step by step
    #[command(after_help = TRACE_EXAMPLES)]
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

const RUN_EXAMPLES: &str = "\
Examples:
  runout run
  runout run acme.toml --runs 10M
  runout run acme.toml --precision 0.001
  runout run acme.toml --set 'revenue.Consumer.growth=\"20% to 60%\"' --set cash.opening=12
  runout run acme.toml --format json --quiet | jq .exhaustion.by_horizon

The same scenario, seed, design and number of runs (or precision) always give the same results.json,
on any number of threads.
Ctrl-C stops early with the answer so far, marked as incomplete; a second Ctrl-C stops at once.";

const CHECK_EXAMPLES: &str = "\
Examples:
  runout check acme.toml
  runout check openai --set years=5";

const TRACE_EXAMPLES: &str = "\
Examples:
  runout trace acme.toml --run 481223
  runout trace acme.toml --run 0 --format csv > run-0.csv

A run is the same as in `runout run` with the same scenario, seed, design and changes.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  runout completions bash > ~/.local/share/bash-completion/completions/runout
  runout completions fish > ~/.config/fish/completions/runout.fish";

/// Which scenario, with which changes.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct ScenarioOptions {
    /// A scenario file, or the name of one that comes with the program (see `runout list`)
    #[arg(value_name = "SCENARIO", default_value = "openai", value_hint = ValueHint::FilePath)]
    pub(super) scenario: PathBuf,

    #[command(flatten)]
    pub(super) changes: ChangeOptions,
}

/// Values that are changed.
#[derive(Debug, Clone, Default, PartialEq, Options)]
pub(super) struct SetOptions {
    /// Change a value of the scenario, of each if there are several: PATH=VALUE, the value as in the file; may be given several times
    ///
    /// The path names sections and, where there are several of a kind, their names: cash.opening=12,
    /// revenue.Consumer.growth="20% to 60%".
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = change)]
    pub(super) changes: Vec<String>,
}

/// What is changed, and what is asked on top.
#[derive(Debug, Clone, Default, PartialEq, Options)]
pub(super) struct ChangeOptions {
    #[command(flatten)]
    pub(super) set: SetOptions,

    /// Ask one question more: the body of a [[claim]], such as 'survives_to = 2030-01-01'; may be given several times
    ///
    /// Without a text it is called by what was written:
    /// --claim 'text = "Big", any = [{ revenue = { year = 2030, at_least = 280 } }, { profitable_by = 2029 }]'.
    #[arg(long = "claim", value_name = "TOML")]
    pub(super) claims: Vec<String>,
}

impl ChangeOptions {
    /// The changes in the order in which they apply: those of values, then the claims.
    pub(super) fn overrides(&self) -> Vec<String> {
        let claims = self.claims.iter().map(|toml| runout::scenario::claim(toml));
        self.set.changes.iter().cloned().chain(claims).collect()
    }
}

/// Options of `run`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(mut_arg("runs", |runs| usual_runs(runs, "1_000_000", "")))]
pub(super) struct RunOptions {
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,

    /// Simulate until every headline probability is known to ± P, such as 0.001 for a tenth of a percentage point
    ///
    /// Headline probabilities are exhaustion by the horizon (with and without new capital), profitability by the horizon, what comes
    /// first, and every claim. It is looked at 16,384 runs, 32,768 and so on, and intervals are wider to allow for the looking.
    #[arg(long, value_name = "P", value_parser = precision, allow_negative_numbers = true, conflicts_with = "runs")]
    pub(super) precision: Option<f64>,

    /// Only this claim needs to be so precise: its text, or its number in the file from 1
    #[arg(long, value_name = "CLAIM", requires = "precision")]
    pub(super) precision_of: Option<String>,

    /// With --precision: simulate no more than this, and say so if it was not enough
    #[arg(
        long,
        value_name = "N",
        default_value = "100_000_000",
        value_parser = count::runs,
        allow_negative_numbers = true,
        requires = "precision"
    )]
    pub(super) max_runs: u64,

    #[command(flatten)]
    pub(super) simulation: SimulationOptions,

    #[command(flatten)]
    pub(super) telling: TellingOptions,
}

/// How many futures are simulated, and which.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct SimulationOptions {
    /// How many possible futures to simulate; 250k, 10M, 1e7 and 1_000_000 are understood
    #[arg(long, value_name = "N", value_parser = count::runs, allow_negative_numbers = true)]
    pub(super) runs: u64,

    #[command(flatten)]
    pub(super) luck: LuckOptions,
}

impl SimulationOptions {
    /// So many runs, with this luck.
    pub(super) fn plan(&self) -> Plan {
        self.luck.plan(self.runs)
    }
}

/// How many runs a command makes unless it is told, and of what `each`.
fn usual_runs(runs: Arg, number: &'static str, each: &str) -> Arg {
    let help = format!("How many possible futures to simulate{each}; 250k, 10M, 1e7 and 1_000_000 are understood");
    runs.required(false).default_value(number).help(help)
}

/// What goes into the folder of a command, and which folder that is unless it is told.
fn usual_folder(out: Arg, files: &str, command: &str) -> Arg {
    let named = if command == "compare" { "<scenarios>" } else { "<scenario>" };
    out.help(format!("Folder for {files} [default: results/{command}-{named}]"))
}

/// Which futures are simulated, and on how many threads.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct LuckOptions {
    /// Whole number that all luck is drawn from; another seed gives other futures of the same scenario
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count::seed, allow_negative_numbers = true)]
    pub(super) seed: u64,

    /// How the futures are spread: an even spread needs fewer of them
    #[arg(long, value_name = "DESIGN", value_enum, default_value_t = Design::Random)]
    pub(super) sampling: Design,

    /// Threads to compute with, 1 to 1024; changes the time, never the results [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<NonZeroUsize>,
}

impl LuckOptions {
    /// So many runs with this luck.
    pub(super) fn plan(&self, runs: u64) -> Plan {
        let threads = self.threads.map(NonZeroUsize::get);
        Plan { runs, seed: self.seed, sampling: self.sampling.into(), threads }
    }
}

/// How the answer is told.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct TellingOptions {
    /// Folder for results and charts [default: results/<scenario>]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<PathBuf>,

    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = AnswerFormat::Text)]
    pub(super) format: AnswerFormat,

    /// Do not show progress
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Do not draw charts; those of an earlier run in the folder are removed
    #[arg(long, conflicts_with = "svg")]
    pub(super) no_charts: bool,

    /// Draw each chart as SVG too, beside its PNG
    #[arg(long)]
    pub(super) svg: bool,
}

impl TellingOptions {
    /// The folder that was asked for, or the one of `results` that has the name.
    pub(super) fn folder(&self, name: impl AsRef<Path>) -> PathBuf {
        self.out.clone().unwrap_or_else(|| Path::new("results").join(name))
    }
}

/// How the futures of a simulation are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Design {
    /// Each by itself
    Random,
    /// Each draw evenly, within blocks of 128 futures; their number is rounded up to a multiple of 4,096
    Latin,
    /// All draws evenly together: 32 scrambled Sobol sequences; rounded up to 4,096 times a power of two
    Sobol,
}

impl From<Design> for Sampling {
    fn from(design: Design) -> Self {
        match design {
            Design::Random => Self::Random,
            Design::Latin => Self::Latin,
            Design::Sobol => Self::Sobol,
        }
    }
}

/// How `run` prints its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// The answer in words
    Text,
    /// The content of results.json
    Json,
}

/// Options of `check`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct CheckOptions {
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,
}

/// Options of `init`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct InitOptions {
    /// The file to write; an existing one is never overwritten
    #[arg(value_name = "FILE", default_value = "scenario.toml", value_hint = ValueHint::FilePath)]
    pub(super) file: PathBuf,
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

/// Options of `trace`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("seed", |seed| seed.help("The seed of the simulation that the run belongs to")),
    mut_arg("sampling", |design| design.help("The design of the simulation that the run belongs to")),
    mut_arg("threads", |threads| threads.hide(true))
)]
pub(super) struct TraceOptions {
    #[command(flatten)]
    pub(super) scenario: ScenarioOptions,

    /// Which run; they are numbered from 0
    #[arg(long, value_name = "N", value_parser = count::run_number, allow_negative_numbers = true)]
    pub(super) run: u64,

    #[command(flatten)]
    pub(super) luck: LuckOptions,

    /// How to print the ledger
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LedgerFormat::Text)]
    pub(super) format: LedgerFormat,
}

/// How `trace` prints its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LedgerFormat {
    /// A table to read
    Text,
    /// Comma-separated values for a spreadsheet
    Csv,
}

/// Options of `completions`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(super) struct CompletionsOptions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// More threads than this are a slip of the finger.
const MOST_THREADS: usize = 1_024;

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let rule = || format!("must be a whole number from 1 to {MOST_THREADS}, got {text:?}");
    text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS).ok_or_else(rule)
}

/// A half-width that can be asked for.
fn precision(text: &str) -> Result<f64, String> {
    let rule = || {
        format!("must be a number above 0 and below 0.5, such as 0.001 for a tenth of a percentage point, got {text:?}")
    };
    number(text).filter(|target| *target > 0.0 && *target < 0.5).ok_or_else(rule)
}

/// A probability between 0 and 1, as a fraction or in percent.
fn probability(text: &str) -> Result<f64, String> {
    let rule = || format!("must be a probability above 0 and below 1, such as 0.9 or 90%, got {text:?}");
    number(text).filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(rule)
}

/// Only the shape is checked here; what the path and the value mean is for the scenario to say.
fn change(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(format!("must be PATH=VALUE such as cash.opening=12, got {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

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
        let flags = (false, false, false);
        let (quiet, no_charts, svg) = flags;
        let expected = RunOptions {
            scenario,
            precision: None,
            precision_of: None,
            max_runs: 100_000_000,
            simulation: SimulationOptions {
                runs: 1_000_000,
                luck: LuckOptions { seed: 1, sampling: Design::Random, threads },
            },
            telling: TellingOptions { out, format, quiet, no_charts, svg },
        };
        assert_eq!(run(""), expected);
    }

    #[test]
    fn every_flag_of_run_is_read() {
        let read = run(
            "a.toml --runs 10M --seed 7 --sampling sobol --threads 3 --out x --set a=1 --set b.c=2 --format json --quiet --svg",
        );
        assert_eq!(read.scenario.scenario, PathBuf::from("a.toml"));
        assert_eq!(read.scenario.changes.set.changes, ["a=1", "b.c=2"]);
        assert_eq!(
            (read.simulation.runs, read.simulation.luck.seed, read.simulation.luck.sampling),
            (10_000_000, 7, Design::Sobol)
        );
        assert_eq!(read.simulation.luck.threads.map(NonZeroUsize::get), Some(3));
        assert_eq!(read.telling.out, Some(PathBuf::from("x")));
        assert_eq!(read.telling.format, AnswerFormat::Json);
        assert!(read.telling.quiet && read.telling.svg && !read.telling.no_charts);
        assert!(run("--no-charts").telling.no_charts);
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
            assert_eq!(update::error_size(&percentage).map(|of| of.size.to_bits()), Ok(wanted.to_bits()));
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
            (read.run, read.luck.seed, read.luck.sampling, read.format),
            (0, 9, Design::Latin, LedgerFormat::Csv)
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
