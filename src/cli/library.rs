//! `list`, `show` and `schema`: what the program knows without simulating.

use super::args::ShowOptions;
use super::stdout;
use runout::error::{Problem, Result};
use runout::scenario::{self, Library};
use std::fmt::Write as _;

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

/// Prints the JSON Schema of scenario files.
pub(super) fn schema() -> Result<()> {
    stdout::print_text(&format!("{:#}\n", scenario::schema()))
}
