//! What has happened so far, as a table of periods or as books: figures with the places at which they stand.
//!
//! Checks the shape of the file and nothing of its meaning: whether a period lies within the horizon, and which stream a name stands for, is
//! for `model` to say.

mod accounts;
mod table;
mod types;

pub use types::{Actuals, Item, Timespan, WrittenActual};
pub(crate) use types::{MOST_ACTUALS, too_many};

use super::file::{NOT_REGULAR, is_readable_now};
use crate::books::{self, Decimals};
use crate::error::{Error, Faults, Place, Problem, Problems, Result, Sources};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use types::EXAMPLE;

/// Tables larger than this are refused before they are read.
const LARGEST: u64 = 1 << 20;

/// What happened by a file: a table of periods, or books, as CSV, XLSX or ODS; `decimals` says what stands before decimals, if it is known.
///
/// # Errors
/// - [`Error::AtFault`] with every problem, or if there is no such file, or it is too large or neither.
/// - [`Error::File`] if the file cannot be read.
pub fn read_actuals(path: &Path, decimals: Option<Decimals>) -> Result<Actuals> {
    let name = path.to_string_lossy().into_owned();
    if books::is_spreadsheet(path) {
        return accounts::of_sheets(&name, &books::open(path)?, decimals);
    }
    let bytes = bytes(path, &name)?;
    match String::from_utf8(bytes) {
        Ok(text) => Actuals::from_text(&name, &text, decimals),
        Err(error) => {
            let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let got = bytes.get(at).copied().unwrap_or_default();
            let message = format!("actuals must be text in UTF-8, got the byte 0x{got:02x}");
            let problem = Problem::new(Place { start: at, end: at + 1 }, "", message);
            Err(at_fault(&name, &String::from_utf8_lossy(bytes), problem.help("save the sheet as CSV (UTF-8)")))
        }
    }
}

fn bytes(path: &Path, name: &str) -> Result<Vec<u8>> {
    let failed = |source: std::io::Error| Error::File { path: path.to_owned(), doing: "read", source };
    let refused = |message: String, help: &str| at_fault(name, "", Problem::new(None, "", message).help(help));
    let metadata = match path.metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(refused("there is no such file".to_owned(), EXAMPLE));
        }
        found => found.map_err(failed)?,
    };
    if metadata.is_dir() {
        return Err(refused("is a folder, not a table of actuals".to_owned(), "name a CSV file in it"));
    }
    if !is_readable_now(path) {
        return Err(refused(format!("cannot be read: {NOT_REGULAR}"), "save the table to a file, and name that"));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("a table of actuals must have at most {} MiB, and this file has more", LARGEST >> 20);
        return Err(refused(message, "give the months, quarters or years of one company"));
    }
    Ok(bytes)
}

fn at_fault(name: &str, text: &str, problem: Problem) -> Error {
    let mut sources = Sources::default();
    sources.add(name, text);
    Faults::new(problem.into(), sources, name).into()
}

impl Actuals {
    /// The table in a text; `name` stands for the file in messages.
    ///
    /// # Errors
    /// - [`Error::AtFault`] with every problem of the text.
    ///
    /// # Example
    /// ```
    /// use runout::scenario::{Actuals, Item};
    ///
    /// let actuals = Actuals::from_csv("acme.csv", "period,revenue,margin\n2026Q1,6.1,41%\n2026Q2,6.8,\n")?;
    /// assert_eq!(actuals.figures.len(), 3, "an empty cell is not known");
    /// assert_eq!((&actuals.figures[1].item, actuals.figures[1].amount.value), (&Item::Margin, 0.41));
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn from_csv(name: &str, text: &str) -> Result<Self> {
        Self::from_text(name, text, None)
    }

    /// The same with what stands before decimals, if it is known.
    ///
    /// # Errors
    /// - [`Error::AtFault`] with every problem of the text.
    pub fn from_text(name: &str, text: &str, decimals: Option<Decimals>) -> Result<Self> {
        let table = table::TextTable::new(text);
        if !table.has_periods()
            && let Some(books) = books::Books::find(&books::sheets(name, text.as_bytes())?, decimals)?
        {
            return Ok(accounts::of_books(name, &books));
        }
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        sources.add(name, text);
        let figures = table.read(decimals, &mut problems);
        Self::of_figures(figures, sources, name, problems)
    }
}
