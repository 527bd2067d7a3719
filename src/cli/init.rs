//! `init`: a scenario to start from, written to a new file: a commented example, or one made from books.

use super::args::InitOptions;
use super::stdout;
use runout::books::{self, Books, Draft, LeftOut};
use runout::error::{Error, Problem, Result};
use runout::model::load_source;
use runout::scenario::{Library, Source};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// The scenario that is written where there are no books.
const STARTER: &str = "startup";
/// Columns of the terminal.
const WIDTH: usize = 100;
/// Things left out that are printed; the file lists all of them.
const MOST_PRINTED: usize = 15;

/// Writes a scenario to a new file: the starter, or what the books come to.
pub(super) fn init(options: &InitOptions) -> Result<()> {
    let path = options.file.display();
    let next = format!("`runout check {path}` and `runout run {path}`");
    let Some(from) = &options.from else {
        let Some(starter) = Library::get(STARTER) else {
            return Err(Error::Machine("the starter scenario is missing from this build".to_owned()));
        };
        write_new(&options.file, starter.text)?;
        return stdout::print_text(&format!("Wrote {path}. Change its numbers, then {next}.\n"));
    };
    let books = Books::read(&books::open(from)?, options.decimals.map(Into::into))?;
    let draft = books.draft();
    // What is written can be read: a fault of the draft is told before there is a file.
    load_source(&Source::of_text(&path.to_string(), &draft.text), &[])?;
    write_new(&options.file, &draft.text)?;
    stdout::print_text(&format!("Wrote {path} from {}\nRead it through, then {next}.\n", told(&books, &draft)))
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let failed = |source| Error::File { path: path.to_owned(), doing: "write", source };
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let rule = format!("{}: is already there and is never overwritten", path.display());
            return Err(Problem::new(None, "", rule).help("name another file, as in `runout init acme.toml`").into());
        }
        opened => opened.map_err(failed)?,
    };
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// What was read, what it came to, and what was not taken over.
fn told(books: &Books, draft: &Draft) -> String {
    let months = match books.months.as_slice() {
        [] => String::new(),
        [only] => format!("the month {only}"),
        [first, .., last] => {
            let (periods, last) = match books.months_each {
                1 => ("months", *last),
                each => ("quarters", last.plus(each - 1)),
            };
            format!("{} {periods}, {first} to {last}", books.months.len())
        }
    };
    let mut text = format!("{}: {months}.\n\n", books.name);
    let unit = match (draft.unit, books.currency.as_deref().unwrap_or("USD")) {
        ("one", currency) => currency.to_owned(),
        (unit, currency) => format!("{unit} {currency}"),
    };
    let head = [format!("Amounts in {unit}"), String::new(), "a year".to_owned(), "growth a year".to_owned()];
    let lines = draft
        .lines
        .iter()
        .map(|line| [line.name.clone(), line.kind.to_owned(), line.amount.clone(), line.growth.clone()]);
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(lines).collect();
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).min(48);
    let [name, kind, amount] = [0, 1, 2].map(widest);
    for row in &rows {
        let short: String = row[0].chars().take(name).collect();
        // Writing to a string cannot fail.
        let line = format!("  {short:name$}  {:kind$}  {:>amount$}  {}", row[1], row[2], row[3]);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text += &listed("What the books do not say", draft.open.iter().cloned());
    text += &listed("Left out, and why", draft.left_out.iter().map(|LeftOut { what, why }| format!("{what}: {why}")));
    text
}

/// A list under a title, wrapped; the first of many.
fn listed(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}\n");
    for item in items.iter().take(MOST_PRINTED) {
        let options = textwrap::Options::new(WIDTH).initial_indent("  - ").subsequent_indent("    ");
        text += &textwrap::fill(&runout::error::visible(item), options);
        text.push('\n');
    }
    match items.len().saturating_sub(MOST_PRINTED) {
        0 => {}
        more => _ = writeln!(text, "  and {more} more, which the file lists"),
    }
    text
}
