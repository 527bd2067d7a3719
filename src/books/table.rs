//! The rows of a sheet as accounts by months, before anything is made of them: names, figures with their cells, and what else the sheet says.

use super::header::{Column, Header, header};
use super::month::{DayOrder, Heading, Month, heading};
use super::numeral::{Figure, Numerals, currency_in, is_figure};
use super::sheet::{Cell, Decimals, Sheet};
use crate::error::{Problem, Result, column_name};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Rows with figures that a table may have.
const MOST_ACCOUNTS: usize = 2_000;

/// Accounts by months.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The sheet, turned so that months are columns.
    pub(super) sheet: Sheet,
    /// Columns of figures.
    pub(super) columns: Vec<Column>,
    /// Columns with other heads than months, which are not read.
    pub(super) others: Vec<Column>,
    /// The row of months.
    pub(super) header: usize,
    /// Rows below the header, each with something in it.
    pub(super) rows: Vec<Row>,
    /// What is written above it.
    pub(super) titles: Vec<String>,
    /// What is written above, beside its head and below it.
    pub(super) notes: Vec<String>,
    /// What amounts are counted in, where the sheet says so.
    pub(super) scale: f64,
    /// The code of the currency, where the sheet says so.
    pub(super) currency: Option<String>,
    /// Whether months and accounts are in rows of their own, one figure a row.
    pub(super) is_tidy: bool,
}

/// Months of a column.
pub(super) const QUARTER: i32 = 3;

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its name, without blanks around it.
    pub(super) name: String,
    /// How far it is set in.
    pub(super) indent: usize,
    /// Its row on the sheet.
    pub(super) at: usize,
    /// By column: the figure and its cell.
    pub(super) figures: Vec<Option<(Figure, (usize, usize))>>,
}

impl Row {
    /// Whether it has no figure.
    pub(super) fn is_bare(&self) -> bool {
        self.figures.iter().all(Option::is_none)
    }

    /// Whether its figures are shares, and no amounts.
    pub(super) fn is_share(&self) -> bool {
        let mut figures = self.figures.iter().flatten().peekable();
        figures.peek().is_some() && figures.all(|(figure, _)| figure.is_share)
    }

    /// The amount in a column; zero, if nothing was booked.
    pub(super) fn amount(&self, column: usize) -> f64 {
        self.figures.get(column).copied().flatten().map_or(0.0, |(figure, _)| figure.value)
    }
}

impl Table {
    /// The table on a sheet; `None` if it has none.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) with the cell that cannot be read.
    pub(super) fn read(sheet: &Sheet, decimals: Option<Decimals>) -> Result<Option<Self>> {
        if let Some(tidy) = TidyColumns::find(sheet) {
            return tidy.table(sheet, decimals).map(Some);
        }
        let (mut sheet, mut found) = (sheet.clone(), header(sheet)?);
        if found.is_none() {
            sheet = sheet.transposed();
            found = header(&sheet)?;
        }
        found.map(|header| Self::below(sheet, header, decimals)).transpose()
    }

    fn below(sheet: Sheet, header: Header, decimals: Option<Decimals>) -> Result<Self> {
        let Header { below, row: head, columns, others, labels } = header;
        let rows = below..sheet.rows.len();
        let written = rows.clone().flat_map(|row| columns.iter().map(move |column| (row, column.at)));
        let numerals = Numerals::of(&sheet, written, decimals).map_err(|problem| sheet.fault(*problem))?;
        let mut read = Vec::new();
        for at in rows {
            let (name, indent) = name(&sheet, at, &labels);
            let figures = figures(&sheet, at, &columns, numerals)?;
            let row = Row { name, indent, at, figures };
            if !row.name.is_empty() || !row.is_bare() {
                read.push(row);
            }
        }
        let last = read.iter().rposition(|row| !row.is_bare()).map_or(0, |last| last + 1);
        let footers = read.split_off(last);
        let titles = (0..head).flat_map(|row| (0..sheet.rows[row].len()).map(move |column| (row, column)));
        let titles = titles.map(|(row, column)| sheet.words(row, column).to_owned());
        let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
        let corner = labels.iter().map(|column| sheet.words(head, *column).to_owned());
        let notes: Vec<String> =
            titles.iter().cloned().chain(corner).chain(footers.into_iter().map(|row| row.name)).collect();
        let shown = columns.iter().flat_map(|column| (below..sheet.rows.len()).map(move |row| (row, column.at)));
        let currency = currency(&sheet, &notes, shown);
        let table = Self {
            scale: scale(&notes),
            currency,
            columns,
            rows: read,
            notes,
            is_tidy: false,
            header: head,
            others,
            titles,
            sheet,
        };
        table.checked()
    }

    /// How many months its columns are of: 3 if they are quarters, else 1, and then quarters beside months are sums.
    pub(super) fn months_each(&self) -> i32 {
        let is_month = |column: &Column| matches!(column.heading, Heading::Month { .. });
        let is_quarter = |column: &Column| matches!(column.heading, Heading::Quarter(_));
        let are_quarters = self.columns.iter().any(is_quarter) && !self.columns.iter().any(is_month);
        if are_quarters { QUARTER } else { 1 }
    }

    /// The same, if it is not too long.
    fn checked(self) -> Result<Self> {
        let rows = self.rows.len();
        if rows <= MOST_ACCOUNTS {
            return Ok(self);
        }
        let message = format!("a table may have at most {MOST_ACCOUNTS} accounts, got {rows} rows");
        Err(self.sheet.fault(Problem::new(None, "", message).help("export a summary, with the accounts collapsed")))
    }

    /// What the file calls the cells of a row from the first figure of some columns to the last, as in `B7:M7`.
    pub(super) fn range(&self, row: &Row, columns: impl Iterator<Item = usize>) -> String {
        let cells: Vec<(usize, usize)> =
            columns.filter_map(|column| row.figures[column].map(|(_, cell)| cell)).collect();
        let name =
            |cell: Option<&(usize, usize)>| cell.map_or_else(String::new, |cell| self.sheet.cell_name(cell.0, cell.1));
        let (first, last) = (name(cells.iter().min()), name(cells.iter().max()));
        if first == last { first } else { format!("{first}:{last}") }
    }

    /// What the file calls a row: by its number, or by its column if months are rows.
    pub(super) fn row_name(&self, row: &Row) -> String {
        if self.sheet.is_turned() { format!("column {}", column_name(row.at)) } else { format!("row {}", row.at + 1) }
    }

    /// The day that the notes name within a month: what was booked ends there.
    pub(super) fn cut_off(&self, last: Month) -> Option<Date> {
        let days = self.notes.iter().flat_map(|note| days_in(note));
        days.filter(|day| Month::of(*day) == Some(last) && day.day() < day.days_in_month()).max()
    }
}

/// The name of a row and how far it is set in: by columns, or by blanks.
fn name(sheet: &Sheet, row: usize, labels: &[usize]) -> (String, usize) {
    let written = |column: &&usize| !matches!(sheet.cell(row, **column), Cell::Empty);
    // A name beside a number of an account is the name.
    let in_words = |column: &&usize| !sheet.words(row, **column).is_empty() && !is_figure(sheet.words(row, **column));
    let named = labels.iter().rev().find(in_words).or_else(|| labels.iter().rev().find(written));
    let Some(column) = named else { return (String::new(), 0) };
    match sheet.cell(row, *column) {
        Cell::Text(text) => (text.trim().to_owned(), column * 100 + text.len() - text.trim_start().len()),
        Cell::Number(number) => (number.to_string(), column * 100),
        Cell::Date(_) | Cell::Empty | Cell::Formula => (String::new(), column * 100),
    }
}

/// A figure with its cell: row and column.
type PlacedFigure = (Figure, (usize, usize));

fn figures(sheet: &Sheet, row: usize, columns: &[Column], numerals: Numerals) -> Result<Vec<Option<PlacedFigure>>> {
    let mut figures = Vec::new();
    for column in columns {
        let cell = (row, column.at);
        let figure = match numerals.figure(sheet, row, column.at) {
            Ok(figure) => figure,
            // A comparison is not read: its cells may hold anything.
            Err(_) if column.heading == Heading::Other => None,
            Err(problem) => return Err(sheet.fault(*problem)),
        };
        figures.push(figure.filter(|_| column.heading != Heading::Other).map(|figure| (figure, cell)));
    }
    Ok(figures)
}

/// What amounts are counted in, by what is written around the table.
fn scale(notes: &[String]) -> f64 {
    let says = |marks: &[&str]| notes.iter().any(|note| marks.iter().any(|mark| note.to_lowercase().contains(mark)));
    if says(&[
        "thousand",
        "'000",
        "(000s)",
        "000s",
        "tausend",
        "teur",
        "t€",
        "k€",
        "keur",
        "kusd",
        "$k",
        "£k",
        "en milliers",
    ]) {
        1e3
    } else if says(&[
        "in million",
        "(million",
        "millions",
        "eur million",
        "usd million",
        "in mio",
        "mio.",
        "en millions",
        "€m",
        "$m",
        "£m",
    ]) {
        1e6
    } else {
        1.0
    }
}

/// The currency that formats, notes or figures name, if it is one.
fn currency(sheet: &Sheet, notes: &[String], cells: impl Iterator<Item = (usize, usize)>) -> Option<String> {
    let formats = sheet.currencies.iter().filter_map(|mark| currency_in(mark));
    let notes = notes.iter().filter_map(|note| currency_in(note));
    let cells = cells.filter_map(|(row, column)| currency_in(sheet.words(row, column)));
    let named: BTreeSet<&str> = formats.chain(notes).chain(cells).collect();
    named.first().filter(|_| named.len() == 1).map(|code| (*code).to_owned())
}

/// Days that a text names, as in `November 12, 2026` or `12 November 2026`.
fn days_in(text: &str) -> Vec<Date> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let day = |three: &[&str]| {
        let is_day = |word: &&&str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        let day = three.iter().find(is_day)?.parse::<i8>().ok()?;
        let year = three.last().filter(|word| word.len() == 4)?;
        let name = three.iter().find(|word| word.starts_with(|c: char| c.is_alphabetic()))?;
        match heading(&format!("{name} {year}"), DayOrder::First)? {
            Heading::Month { month, .. } => Date::new(month.parts().0, month.parts().1, day).ok(),
            _ => None,
        }
    };
    words.windows(3).filter_map(day).collect()
}

/// One figure a row: the columns of hledger's tidy layout.
struct TidyColumns {
    header: usize,
    account: usize,
    start: usize,
    end: Option<usize>,
    value: usize,
    commodity: Option<usize>,
}

impl TidyColumns {
    fn find(sheet: &Sheet) -> Option<Self> {
        let header = (0..sheet.rows.len().min(20)).find(|row| !sheet.words(*row, 0).is_empty())?;
        let called = |names: &[&str]| {
            (0..sheet.rows[header].len())
                .find(|column| names.contains(&sheet.words(header, *column).to_lowercase().as_str()))
        };
        Some(Self {
            header,
            account: called(&["account"])?,
            start: called(&["start_date"])?,
            end: called(&["end_date"]),
            value: called(&["value", "amount"])?,
            commodity: called(&["commodity"]),
        })
    }

    fn table(&self, sheet: &Sheet, decimals: Option<Decimals>) -> Result<Table> {
        let rows = self.header + 1..sheet.rows.len();
        let cells = rows.clone().map(|row| (row, self.value));
        let numerals = Numerals::of(sheet, cells, decimals).map_err(|problem| sheet.fault(*problem))?;
        let mut months: BTreeMap<Month, bool> = BTreeMap::new();
        let mut by_account: BTreeMap<String, Vec<(Month, Figure, usize)>> = BTreeMap::new();
        let (mut order, mut commodities) = (Vec::new(), BTreeMap::new());
        for row in rows {
            let account = sheet.words(row, self.account).to_owned();
            let figure = numerals.figure(sheet, row, self.value).map_err(|problem| sheet.fault(*problem))?;
            let Some(figure) = figure.filter(|_| !account.is_empty()) else { continue };
            let (month, is_part) = self.month(sheet, row)?;
            *months.entry(month).or_insert(false) |= is_part;
            if let Some(column) = self.commodity
                && figure.value.abs() > 0.0
            {
                commodities.entry(sheet.words(row, column)).or_insert(row);
            }
            if !by_account.contains_key(&account) {
                order.push(account.clone());
            }
            by_account.entry(account).or_default().push((month, figure, row));
        }
        self.one_currency(sheet, &commodities)?;
        let columns: Vec<Column> = months.iter().map(|(month, is_part)| column(self.value, *month, *is_part)).collect();
        let place = |month: Month| columns.iter().position(|column| column.month() == Some(month));
        let rows = order.into_iter().map(|account| {
            let mut figures = vec![None; columns.len()];
            let written = by_account.remove(&account).unwrap_or_default();
            let at = written.first().map_or(0, |(.., row)| *row);
            for (month, figure, row) in written {
                if let Some(slot) = place(month).and_then(|place| figures.get_mut(place)) {
                    *slot = Some((figure, (row, self.value)));
                }
            }
            Row { name: account, indent: 0, at, figures }
        });
        let (rows, header) = (rows.collect(), self.header);
        let (titles, notes, others) = (Vec::new(), Vec::new(), Vec::new());
        let currency = commodities.keys().next().and_then(|mark| currency_in(mark)).map(str::to_owned);
        Table {
            rows,
            header,
            titles,
            others,
            sheet: sheet.clone(),
            columns,
            notes,
            scale: 1.0,
            currency,
            is_tidy: true,
        }
        .checked()
    }

    /// The month of a row, and whether it is only a part of it.
    fn month(&self, sheet: &Sheet, row: usize) -> Result<(Month, bool)> {
        let day = |column: usize| match sheet.cell(row, column) {
            Cell::Date(day) => Some(*day),
            _ => sheet.words(row, column).parse::<Date>().ok(),
        };
        let start = day(self.start);
        let month = start.and_then(Month::of).filter(|month| start == Some(month.first()));
        let end = self.end.and_then(day);
        // The end is given as the last day, or as the first one after.
        let is_whole = |month: Month| {
            let next = month.plus(1).first();
            end.is_none_or(|end| end == next || end.tomorrow().ok() == Some(next))
        };
        match (start, month) {
            (Some(_), Some(month)) => Ok((month, !is_whole(month))),
            (Some(day), None) => Month::of(day).map(|month| (month, true)).ok_or_else(|| self.no_month(sheet, row)),
            _ => Err(self.no_month(sheet, row)),
        }
    }

    fn no_month(&self, sheet: &Sheet, row: usize) -> crate::error::Error {
        let got = sheet.words(row, self.start);
        let problem =
            Problem::new(sheet.place(row, self.start), "", format!("must be the first day of a month, got \"{got}\""));
        sheet.fault(problem.help("export by months, as hledger does with `-M` and its tidy layout"))
    }

    fn one_currency(&self, sheet: &Sheet, commodities: &BTreeMap<&str, usize>) -> Result<()> {
        let (Some(column), true) = (self.commodity, commodities.len() > 1) else { return Ok(()) };
        let names: Vec<&str> = commodities.keys().copied().collect();
        let row = commodities.values().max().copied().unwrap_or_default();
        let message = format!("all figures must be in one currency, got {}", names.join(" and "));
        Err(sheet.fault(
            Problem::new(sheet.place(row, column), "", message).help("convert them, as with hledger's `-X EUR`"),
        ))
    }
}

fn column(at: usize, month: Month, is_part: bool) -> Column {
    Column { at, heading: Heading::Month { month, is_part }, is_prior: false, title: month.to_string() }
}
