//! What has happened so far, as a table of CSV: figures with the places at which they stand.
//!
//! Checks the shape of the table and nothing of its meaning: whether a period lies within the horizon, and which stream a name stands for, is
//! for `model` to say.

use super::number;
use crate::error::{At, Error, Faults, Place, Problem, Problems, Result, Sources};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Tables larger than this are refused before they are read.
const LARGEST: u64 = 1 << 20;
/// Figures that a table may hold: every one is followed in every future.
const MOST_ACTUALS: usize = 240;
/// Alike enough to be suggested.
const ALIKE: f64 = 0.75;
/// The column of periods.
const PERIOD: &str = "period";
/// A table to start from.
const EXAMPLE: &str = "write a table such as\n  period,revenue,margin,cash\n  2026Q1,6.1,41%,38.5\n  2026Q2,6.8,,";

/// What has happened, as written.
#[derive(Debug, Clone)]
pub struct Actuals {
    /// Every cell that is not empty, row by row.
    pub figures: Vec<WrittenActual>,
    /// The text that places point into.
    pub sources: Sources,
    /// The file's path as given.
    pub file: String,
}

/// One cell of the table.
#[derive(Debug, Clone)]
pub struct WrittenActual {
    /// When.
    pub span: At<Timespan>,
    /// What, from the head of its column.
    pub item: Item,
    /// How much: in units, users, or as a share.
    pub amount: At<f64>,
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timespan {
    /// `2026`
    Year(i16),
    /// `2026Q1`: the year, and the quarter from 1.
    Quarter(i16, i8),
    /// `2026-01`: the year, and the month from 1.
    Month(i16, i8),
    /// `2026-03-31`: the end of that day.
    Day(Date),
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// `revenue`, of all streams.
    Revenue,
    /// `revenue.NAME`, with where the name stands.
    Stream(String),
    /// `margin`: share of revenue left after running cost.
    Margin,
    /// `cash`, at the end of the period.
    Cash,
    /// `burn`: what operations took from cash.
    Burn,
    /// `cash_flow`: what they added.
    CashFlow,
    /// `operating_result`
    OperatingResult,
    /// `users`, on average over the period.
    Users,
}

impl Item {
    /// Columns that stand for themselves.
    const PLAIN: [(&'static str, Self); 7] = [
        ("revenue", Self::Revenue),
        ("margin", Self::Margin),
        ("cash", Self::Cash),
        ("burn", Self::Burn),
        ("cash_flow", Self::CashFlow),
        ("operating_result", Self::OperatingResult),
        ("users", Self::Users),
    ];

    /// The column of this name, if there is one.
    #[must_use]
    pub fn called(name: &str) -> Option<Self> {
        let plain = Self::PLAIN.into_iter().find(|(written, _)| *written == name).map(|(_, item)| item);
        let stream = || name.strip_prefix("revenue.").map(str::trim).filter(|stream| !stream.is_empty());
        plain.or_else(|| stream().map(|stream| Self::Stream(stream.to_owned())))
    }

    /// The name of its column.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Stream(stream) => format!("revenue.{stream}"),
            plain => Self::PLAIN.iter().find(|(_, item)| item == plain).map_or_else(String::new, |it| it.0.to_owned()),
        }
    }

    /// What is wrong with an amount of it, and what to write instead; `None` if nothing is.
    fn fault(&self, amount: f64) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Margin if amount > 1.0 => Some(("a margin is a share, at most 1", "for 55 % write `55%` or `0.55`")),
            Self::Revenue | Self::Stream(_) | Self::Users if amount < 0.0 => {
                Some(("must not be below 0", "leave the cell empty if it is not known"))
            }
            _ => None,
        }
    }
}

/// The table in a file.
///
/// # Errors
/// - [`Error::AtFault`] with every problem, or if there is no such file, or it is too large or no text.
/// - [`Error::File`] if the file cannot be read.
pub fn read_actuals(path: &Path) -> Result<Actuals> {
    let name = path.to_string_lossy().into_owned();
    let bytes = bytes(path, &name)?;
    match String::from_utf8(bytes) {
        Ok(text) => Actuals::from_csv(&name, &text),
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
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(refused("there is no such file".to_owned(), EXAMPLE));
        }
        opened => opened.map_err(failed)?,
    };
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(refused("is a folder, not a table of actuals".to_owned(), "name a CSV file in it"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
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
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        sources.add(name, text);
        let figures = ActualsTable::new(text).read(&mut problems);
        if problems.is_empty() && figures.is_empty() {
            problems.push(Problem::new(None, "", "holds no figure").help(EXAMPLE));
        }
        if figures.len() > MOST_ACTUALS {
            let place = figures[MOST_ACTUALS].amount.place;
            let message = format!("at most {MOST_ACTUALS} figures can be weighed, got {}", figures.len());
            problems.push(Problem::new(place, "", message).help("give quarters or years in place of months"));
        }
        if problems.is_empty() {
            Ok(Self { figures, sources, file: name.to_owned() })
        } else {
            Err(Faults::new(problems, sources, name).into())
        }
    }
}

/// A text as rows of cells, each with its place.
struct ActualsTable<'t> {
    text: &'t str,
    delimiter: u8,
}

type Cells = Vec<At<String>>;

impl<'t> ActualsTable<'t> {
    /// Columns are parted by commas; by semicolons or tabs if the head has these and no comma.
    fn new(text: &'t str) -> Self {
        let head = text.lines().find(|line| !is_aside(line)).unwrap_or_default();
        let parts = |with: char| head.contains(with) && !head.contains(',');
        let delimiter = match (parts(';'), parts('\t')) {
            (true, _) => b';',
            (_, true) => b'\t',
            _ => b',',
        };
        Self { text, delimiter }
    }

    fn read(&self, problems: &mut Problems) -> Vec<WrittenActual> {
        let body = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .comment(Some(b'#'))
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        let (mut head, mut figures) = (None, Vec::new());
        for record in reader.records() {
            let Ok(record) = record else { continue };
            let from = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
            let cells = self.cells(&record, from + self.text.len() - body.len());
            match &head {
                None => head = Some(ActualsHeader::new(&cells, problems)),
                Some(head) => head.row(&cells, &mut figures, problems),
            }
        }
        if head.is_none() {
            problems.push(Problem::new(None, "", "is empty").help(EXAMPLE));
        }
        figures
    }

    /// The cells of a record whose text begins at or after `from`, once asides are skipped.
    fn cells(&self, record: &csv::StringRecord, mut from: usize) -> Cells {
        while let Some(line) = self.text.get(from..).and_then(|rest| rest.split_inclusive('\n').next())
            && is_aside(line)
        {
            from += line.len();
        }
        let mut cells = Cells::new();
        for value in record {
            let end = self.end_of_cell(from);
            let written = self.text.get(from..end).unwrap_or_default();
            let blank = written.len() - written.trim_start().len();
            let place = Place { start: from + blank, end: from + written.trim_end().len().max(blank) };
            cells.push(At::new(value.trim().to_owned(), place));
            from = end + 1;
        }
        cells
    }

    /// Where the cell that begins at `from` ends: at a delimiter or the end of a line that is not within quotes.
    fn end_of_cell(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        if bytes.get(from) == Some(&b'"') {
            at += 1;
            // Two quotes stand for one.
            while at < bytes.len() && (bytes[at] != b'"' || bytes.get(at + 1) == Some(&b'"')) {
                at += if bytes[at] == b'"' { 2 } else { 1 };
            }
        }
        let is_end = |byte: &u8| [b'\n', b'\r', self.delimiter].contains(byte);
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(is_end).unwrap_or(rest.len())
    }
}

/// Whether a line is no row: blank, or a comment.
fn is_aside(line: &str) -> bool {
    line.starts_with('#') || line.trim_end_matches(['\r', '\n']).is_empty()
}

/// The names of the columns.
struct ActualsHeader {
    columns: Vec<Option<Item>>,
    /// The column of periods.
    period: Option<usize>,
}

impl ActualsHeader {
    fn new(cells: &Cells, problems: &mut Problems) -> Self {
        let mut first: BTreeMap<&str, Place> = BTreeMap::new();
        let period = cells.iter().position(|cell| cell.value == PERIOD);
        let is_misspelt = cells.iter().any(|cell| nearest(&cell.value) == Some(PERIOD));
        if period.is_none() && !is_misspelt {
            let place = cells.first().map(|cell| cell.place);
            let rule = "the first row must name the columns, one of them `period`";
            problems.push(Problem::new(place, "", rule).help(EXAMPLE));
            return Self { columns: Vec::new(), period };
        }
        let mut columns = Vec::new();
        for cell in cells {
            let twice = first.insert(&cell.value, cell.place);
            if let Some(earlier) = twice.filter(|_| !cell.value.is_empty()) {
                let message = format!("the column `{}` stands there twice", cell.value);
                problems.push(Problem::new(cell.place, "", message).also("the first", earlier));
            }
            let item = Item::called(&cell.value);
            if item.is_none() && cell.value != PERIOD {
                problems.push(unknown(cell));
            }
            columns.push(item);
        }
        Self { columns, period }
    }

    /// The figures of a row; a row of empty cells is none.
    fn row(&self, cells: &Cells, figures: &mut Vec<WrittenActual>, problems: &mut Problems) {
        let Some(period) = self.period else { return };
        if cells.iter().all(|cell| cell.value.is_empty()) {
            return;
        }
        let (wanted, got) = (self.columns.len(), cells.len());
        if wanted != got {
            let place = cells[got.min(wanted) - 1].place;
            let message = format!("the row has {got} cells, and the first row names {wanted} columns");
            problems
                .push(Problem::new(place, "", message).help("a cell that is not known is left empty: `2026Q1,,3.2`"));
            return;
        }
        let Some(span) = span(&cells[period], problems) else { return };
        for (cell, item) in cells.iter().zip(&self.columns) {
            let Some(item) = item.as_ref().filter(|_| !cell.value.is_empty()) else { continue };
            match amount(&cell.value, item) {
                Ok(value) => figures.push(WrittenActual {
                    span: span.clone(),
                    item: item.clone(),
                    amount: At::new(value, cell.place),
                }),
                Err((rule, help)) => {
                    let message = format!("{rule}, got \"{}\"", cell.value);
                    problems.push(Problem::new(cell.place, item.name(), message).help(help));
                }
            }
        }
    }
}

fn unknown(cell: &At<String>) -> Problem {
    let help = match nearest(&cell.value) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            let names = Item::PLAIN.map(|(name, _)| name).join("`, `");
            format!("the columns are `{PERIOD}`, `{names}` and `revenue.STREAM`")
        }
    };
    Problem::new(cell.place, "", format!("there is no column \"{}\"", cell.value)).help(help)
}

/// The column that may have been meant; itself, if it is one.
fn nearest(written: &str) -> Option<&'static str> {
    let names = Item::PLAIN.into_iter().map(|(name, _)| name).chain([PERIOD]);
    let alike = names.map(|name| (strsim::jaro_winkler(name, written), name));
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > ALIKE).map(|(_, name)| name)
}

/// A period as written; if it is none, that is noted.
fn span(cell: &At<String>, problems: &mut Problems) -> Option<At<Timespan>> {
    let written = cell.value.as_str();
    let year = |text: &str| text.parse::<i16>().ok().filter(|year| text.len() == 4 && (1..=9_998).contains(year));
    let part = |text: &str, most: i8| text.parse::<i8>().ok().filter(|part| (1..=most).contains(part));
    let quarter = || {
        let (of, quarter) = written.split_once(['Q', 'q'])?;
        Some(Timespan::Quarter(year(of.trim_end_matches('-'))?, part(quarter, 4).filter(|_| quarter.len() == 1)?))
    };
    let month = || {
        let (of, month) = written.split_once('-')?;
        Some(Timespan::Month(year(of)?, part(month, 12).filter(|_| month.len() == 2)?))
    };
    let day = || written.parse::<Date>().ok().filter(|_| written.len() == 10).map(Timespan::Day);
    let span = year(written).map(Timespan::Year).or_else(quarter).or_else(month).or_else(day);
    if span.is_none() {
        let message = format!("must be a month, a quarter, a year or a day, got \"{written}\"");
        let help = "write `2026-01`, `2026Q1`, `2026`, or `2026-03-31` for cash on that day";
        problems.push(Problem::new(cell.place, "period", message).help(help));
    }
    span.map(|span| At::new(span, cell.place))
}

/// The number in a cell; if there is none, the rule and the remedy.
fn amount(written: &str, item: &Item) -> std::result::Result<f64, (&'static str, &'static str)> {
    let plain = ("must be a plain number", "write it as `4.1`, in the unit of the scenario");
    if written.ends_with('%') && *item != Item::Margin {
        return Err(("must be an amount, and only a margin is a share", plain.1));
    }
    if written.contains(',') {
        let help = "write the decimals after a point, and no separators: `1200.5`";
        return Err(("must be a number without commas", help));
    }
    let value = number(written).ok_or(plain)?;
    item.fault(value).map_or(Ok(value), Err)
}
