//! The command line: the only place that knows flags, files, the terminal and exit codes.

mod actuals;
mod args;
mod check;
mod claims;
mod compare;
mod count;
mod deadline;
mod explain;
mod files;
mod frontier;
mod guide;
mod init;
mod interrupt;
mod library;
mod manifest;
mod output_writer;
mod pages;
mod problems;
mod progress;
mod question;
mod run;
mod selftest;
mod sensitivity;
mod solve;
mod stdout;
mod trace;
mod update;
mod work_files;

use args::{Args, Command};
use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use runout::error::{Error, Input, Message, Problem, Result};
use runout::model::{LoadedModel, load_source};
use runout::scenario::{Library, Source};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Exit code for a usage or a scenario at fault; clap uses the same.
const AT_FAULT: u8 = 2;
/// Exit code for everything else that went wrong.
const FAILED: u8 = 1;

/// Does what the arguments say; returns the exit code.
pub(crate) fn main() -> ExitCode {
    let command = match Args::try_parse() {
        Ok(args) => args.command,
        Err(told) => return told_by_clap(&told),
    };
    match dispatch(command) {
        Ok(code) => code,
        Err(error) => {
            // If not even the error can be printed, the exit code still tells.
            let _ = writeln!(anstream::stderr(), "{}", problems::message(&error));
            exit_code(&error)
        }
    }
}

/// Prints a help, a version or a usage error; what is asked for and cannot be printed is an error.
fn told_by_clap(told: &clap::Error) -> ExitCode {
    if let Some(missing) = without_scenario(told) {
        let _ = writeln!(anstream::stderr(), "{}", problems::message(&missing.into()));
        return ExitCode::from(AT_FAULT);
    }
    let code = u8::try_from(told.exit_code()).unwrap_or(FAILED);
    match told.print() {
        Err(reason) if reason.kind() != std::io::ErrorKind::BrokenPipe && !told.use_stderr() => {
            let _ = writeln!(anstream::stderr(), "error: cannot print on standard output: {reason}");
            ExitCode::from(FAILED)
        }
        _ => ExitCode::from(code),
    }
}

/// What to say where a scenario must be named and is not.
fn without_scenario(error: &clap::Error) -> Option<Problem> {
    let missing = error.get(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::MissingRequiredArgument)?;
    let ContextValue::Strings(missing) = missing else { return None };
    missing.iter().find(|name| name.contains(&format!("<{}>", args::SCENARIO)))?;
    let names: Vec<&str> = Library::names().collect();
    let help =
        Message::from("name a file such as acme.toml (`") + Input::Starter + "` writes one), or one of the library: ";
    Some(Problem::new(None, "", "a scenario must be named").help(help + names.join(", ")))
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Run(options) => return run::run(&options),
        Command::Compare(options) => return compare::run(&options),
        Command::Selftest => return selftest::run(),
        Command::Claims(options) => return claims::run(&options),
        Command::Explain(options) => return explain::run(&options),
        Command::Sensitivity(options) => return sensitivity::run(&options),
        Command::Solve(options) => return solve::run(&options),
        Command::Frontier(options) => return frontier::run(&options),
        Command::Deadline(options) => return deadline::run(&options),
        Command::Update(options) => return update::run(&options),
        Command::Check(options) => check::check(&options),
        Command::Init(options) => init::init(&options),
        Command::List => library::list(),
        Command::Show(options) => library::show(&options),
        Command::Trace(options) => trace::trace(&options),
        Command::Guide(options) => guide::guide(&options),
        Command::Schema => library::schema(),
        Command::Completions(options) => stdout::print_bytes(&pages::completions(options.shell)),
        Command::Man => stdout::print_bytes(&pages::man()?),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Prints what the user must not overlook on standard error; if even this cannot be printed, the answer says it too.
fn warn(words: &str) {
    let _ = writeln!(anstream::stderr(), "warning: {words}");
}

/// Prints what is good to know on standard error.
fn note(words: &str) {
    let _ = writeln!(anstream::stderr(), "note: {words}");
}

/// Prints what is good to know of the changes: each once, whatever the number of scenarios.
fn tell_notes<'n>(notes: impl IntoIterator<Item = &'n Message>) {
    let mut told: Vec<&Message> = Vec::new();
    for words in notes {
        if !told.contains(&words) {
            note(&problems::printed(words));
            told.push(words);
        }
    }
}

/// The model of the scenario that the options name, with their changes.
fn model(options: &args::ScenarioOptions) -> Result<LoadedModel> {
    let loaded = model_of(&options.scenario, &options.changes.overrides())?;
    tell_notes(&loaded.notes);
    Ok(loaded)
}

/// The model of a scenario with changes.
fn model_of(scenario: &Path, changes: &[String]) -> Result<LoadedModel> {
    load_source(&source(scenario)?, changes)
}

/// The text of a scenario.
fn source(scenario: &Path) -> Result<Source> {
    let named = scenario.to_string_lossy();
    if Library::get(&named).is_none() && scenario.is_dir() {
        let folder = scenario.display();
        let rule = format!("{folder}: is a folder, not a scenario file");
        return Err(Problem::new(None, "", rule).help("name a file in it").into());
    }
    Source::find(&named)
}

fn exit_code(error: &Error) -> ExitCode {
    ExitCode::from(match error {
        Error::AtFault(_) => AT_FAULT,
        Error::Stopped(_) => interrupt::INTERRUPTED,
        _ => FAILED,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;
    use std::path::PathBuf;

    fn file_error(kind: ErrorKind) -> Error {
        Error::File { path: PathBuf::from("results/acme"), doing: "write", source: kind.into() }
    }

    #[test]
    fn the_users_faults_exit_with_2_interruptions_with_130_and_all_others_with_1() {
        assert_eq!(exit_code(&Error::from(Problem::new(None, "", "no"))), ExitCode::from(2));
        assert_eq!(exit_code(&file_error(ErrorKind::StorageFull)), ExitCode::from(1));
        assert_eq!(exit_code(&Error::Machine("no threads".to_owned())), ExitCode::from(1));
        assert_eq!(exit_code(&Error::Stopped("no answer".to_owned())), ExitCode::from(130));
    }
}
