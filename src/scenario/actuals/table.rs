//! A table of periods: a row for each, a column for each quantity, and the places of its cells.

use super::super::{lost_thousands, number};
use super::types::{EXAMPLE, Item, Timespan, WrittenActual};
use crate::books::{self, Decimals};
use crate::error::{At, Input, Message, Place, Problem, Problems};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Alike enough to be suggested.
const ALIKE: f64 = 0.75;
/// The column of periods.
const PERIOD: &str = "period";

/// A text as rows of cells, each with its place.
pub(super) struct TextTable<'t> {
    text: &'t str,
    delimiter: u8,
}

/// The cells of a row.
pub(super) type Cells = Vec<At<String>>;

impl<'t> TextTable<'t> {
    /// Columns are parted by commas; by semicolons or tabs if the head has these and no comma.
    pub(super) fn new(text: &'t str) -> Self {
        let head = text.lines().find(|line| !is_aside(line)).unwrap_or_default();
        let parts = |with: char| head.contains(with) && !head.contains(',');
        let delimiter = match (parts(';'), parts('\t')) {
            (true, _) => b';',
            (_, true) => b'\t',
            _ => b',',
        };
        Self { text, delimiter }
    }

    /// Whether its first row names a column of periods, perhaps misspelt.
    pub(super) fn has_periods(&self) -> bool {
        self.rows().next().is_some_and(|head| names_periods(&head))
    }

    pub(super) fn read(&self, decimals: Option<Decimals>, problems: &mut Problems) -> Vec<WrittenActual> {
        // Where commas part the cells, a point stands before decimals.
        let shown = if self.delimiter == b',' { Some(Decimals::Point) } else { None };
        read_rows(self.rows(), decimals, shown, problems)
    }

    fn rows(&self) -> impl Iterator<Item = Cells> {
        let body = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let skipped = self.text.len() - body.len();
        let reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .comment(Some(b'#'))
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        reader.into_records().flatten().map(move |record| {
            let from = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
            self.cells(&record, from + skipped)
        })
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

/// The figures in rows of cells, of which the first names the columns. Decimals are as `said`; else as the cells show them, or the way in
/// which the cells are parted (`shown`).
pub(super) fn read_rows(
    mut rows: impl Iterator<Item = Cells>,
    said: Option<Decimals>,
    shown: Option<Decimals>,
    problems: &mut Problems,
) -> Vec<WrittenActual> {
    let Some(head) = rows.next() else {
        problems.push(Problem::new(None, "", "is empty").help(EXAMPLE));
        return Vec::new();
    };
    let head = ActualsHeader::new(&head, problems);
    let rows: Vec<Cells> = rows.collect();
    let decimals = said.or(shown).map_or_else(|| head.decimals(&rows), Ok);
    let written = match (decimals, said) {
        (Ok(_), Some(said)) => Written::As(said),
        (Ok(Decimals::Comma), None) => Written::As(Decimals::Comma),
        (Ok(Decimals::Point), None) => Written::Plainly,
        (Err(problem), _) => {
            problems.push(*problem);
            return Vec::new();
        }
    };
    let lost = if said.is_none() && shown.is_some() { head.lost_thousands(&rows) } else { None };
    problems.extend(lost.map_or_else(Problems::default, Problems::from));
    let mut figures = Vec::new();
    for cells in rows {
        head.row(&cells, written, &mut figures, problems);
    }
    figures
}

/// How figures are written.
#[derive(Debug, Clone, Copy)]
enum Written {
    /// As in a scenario: `1200.5`.
    Plainly,
    /// With thousands parted and decimals after a point or comma.
    As(Decimals),
}

/// Whether a row names a column of periods, perhaps misspelt.
pub(super) fn names_periods(cells: &Cells) -> bool {
    cells.iter().any(|cell| nearest(&cell.value) == Some(PERIOD))
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
        if period.is_none() && !names_periods(cells) {
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

    /// What stands before decimals in some rows.
    fn decimals(&self, rows: &[Cells]) -> std::result::Result<Decimals, Box<Problem>> {
        let is_figure = |(column, _): &(usize, &At<String>)| self.columns.get(*column).is_some_and(Option::is_some);
        let cells: Vec<&At<String>> =
            rows.iter().flat_map(|cells| cells.iter().enumerate().filter(is_figure).map(|(_, cell)| cell)).collect();
        let shown = books::decimals_of(cells.iter().map(|cell| cell.value.as_str()));
        shown.map(|decimals| decimals.unwrap_or(Decimals::Point)).map_err(|unclear| {
            let cell = cells[unclear];
            Box::new(Problem { place: Some(cell.place), ..books::unclear_decimals(&cell.value) })
        })
    }

    /// The first figure such as `1.000`, where others are in the thousands and parted by nothing.
    fn lost_thousands(&self, rows: &[Cells]) -> Option<Problem> {
        let figures =
            || rows.iter().flat_map(|cells| cells.iter().zip(&self.columns)).filter(|(_, item)| item.is_some());
        let is_large = |text: &str| number(text).is_some_and(|value| value.abs() >= 1000.0);
        if !figures().any(|(cell, _)| is_large(&cell.value)) {
            return None;
        }
        let (cell, item, whole) =
            figures().find_map(|(cell, item)| Some((cell, item.as_ref()?, lost_thousands::thousands(&cell.value)?)))?;
        let one = cell.value.trim_end_matches('0').trim_end_matches('.');
        let message = format!("is {one} beside figures in the thousands, got \"{}\"", cell.value);
        let help = Message::from(format!("write {whole} if that is meant, else {one}; `"))
            + Input::Decimals
            + " point` takes all as they stand";
        Some(Problem::new(cell.place, item.name(), message).help(help))
    }

    /// The figures of a row; a row of empty cells is none.
    fn row(&self, cells: &Cells, written: Written, figures: &mut Vec<WrittenActual>, problems: &mut Problems) {
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
            match amount(&cell.value, item, written) {
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
            format!("the columns are `{PERIOD}`, `{names}`, `revenue.STREAM` and `burn.LINE`")
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
    let year = |text: &str| number::year(text).filter(|year| (1..=9_998).contains(year));
    let part = |text: &str, most: i8| text.parse::<i8>().ok().filter(|part| (1..=most).contains(part));
    let quarter = || {
        let (of, quarter) = written.split_once(['Q', 'q'])?;
        Some(Timespan::Quarter(year(of.trim_end_matches('-'))?, part(quarter, 4).filter(|_| quarter.len() == 1)?))
    };
    let month = || {
        let (of, month) = written.split_once('-')?;
        let of = year(of).filter(|_| !of.starts_with("FY"))?;
        Some(Timespan::Month(of, part(month, 12).filter(|_| month.len() == 2)?))
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
fn amount(text: &str, item: &Item, written: Written) -> std::result::Result<f64, (&'static str, &'static str)> {
    let plain = ("must be a plain number", "write it as `4.1`, in the unit of the scenario");
    if text.starts_with('=') {
        let help = "open the file in a spreadsheet and save it, so that results are saved, or save the sheet as CSV";
        return Err(("must be a figure, and is a formula whose result was not saved with it", help));
    }
    if text.ends_with('%') && *item != Item::Margin {
        return Err(("must be an amount, and only a margin is a share", plain.1));
    }
    if text.contains(',') && matches!(written, Written::Plainly) {
        let help = "write the decimals after a point, and no separators: `1200.5`";
        return Err(("must be a number without commas", help));
    }
    let value = match written {
        Written::Plainly => number(text),
        Written::As(decimals) => books::plain_figure(text, decimals).and_then(|text| number(&text)),
    };
    let value = value.ok_or(plain)?;
    item.fault(value).map_or(Ok(value), Err)
}
