//! `list`, `show`, `init` and `schema`: what the program knows without simulating.

use super::args::{InitOptions, ShowOptions};
use super::stdout;
use runout::error::{Error, Problem, Result};
use runout::scenario::{self, Library};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};

/// The scenario that `init` writes.
const STARTER: &str = "startup";

/// Prints the names of the library with the question of each.
pub(super) fn list() -> Result<()> {
    let widest = Library::names().map(str::len).max().unwrap_or(0);
    let mut text = String::new();
    for scenario in Library::all() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:widest$}  {}", scenario.name, scenario.question());
    }
    text += "\n`runout show NAME` prints one, `runout run NAME` simulates it.\n";
    stdout::print_text(&text)
}

/// Prints the file of one scenario of the library.
pub(super) fn show(options: &ShowOptions) -> Result<()> {
    match Library::get(&options.name) {
        Some(scenario) => stdout::print_bytes(scenario.text.as_bytes()),
        None => {
            let names = Library::names().collect::<Vec<_>>().join(", ");
            let rule = format!("{:?} is not a scenario of the library", options.name);
            Err(Problem::new(None, "", rule).help(format!("the library has {names}")).into())
        }
    }
}

/// Writes the starter scenario to a new file.
pub(super) fn init(options: &InitOptions) -> Result<()> {
    let path = &options.file;
    let failed = |source| Error::File { path: path.clone(), doing: "write", source };
    let Some(starter) = Library::get(STARTER) else {
        return Err(Error::Machine("the starter scenario is missing from this build".to_owned()));
    };
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let rule = format!("{}: is already there and is never overwritten", path.display());
            return Err(Problem::new(None, "", rule).help("name another file, as in `runout init acme.toml`").into());
        }
        opened => opened.map_err(failed)?,
    };
    file.write_all(starter.text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    let path = path.display();
    stdout::print_text(&format!(
        "Wrote {path}. Change its numbers, then `runout check {path}` and `runout run {path}`.\n"
    ))
}

/// Prints the JSON Schema of scenario files.
pub(super) fn schema() -> Result<()> {
    stdout::print_text(&format!("{:#}\n", scenario::schema()))
}
