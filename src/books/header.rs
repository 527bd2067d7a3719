//! Where on a sheet the figures are: the row that names months, the columns under it, and those that name accounts.

use super::month::{DayOrder, Heading, Month, day_of_serial, heading, heading_of_day, is_prior_year};
use super::numeral::is_figure;
use super::sheet::{Cell, Sheet};

use crate::error::{Problem, Result};
use std::collections::BTreeSet;

/// Rows in which the header is looked for.
const ROWS_TRIED: usize = 200;
/// Heads of the column that names accounts, the better ones first.
const ACCOUNT_WORDS: [&str; 14] = [
    "description",
    "account name",
    "name",
    "bezeichnung",
    "distribution account",
    "account",
    "konto",
    "item",
    "line",
    "category",
    "kategorie",
    "position",
    "posten",
    "compte",
];

/// Where the figures are.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// The first row below it.
    pub(super) below: usize,
    /// The row of months.
    pub(super) row: usize,
    /// Columns of figures, from left to right.
    pub(super) columns: Vec<Column>,
    /// Columns to the right of the first of these that are headed by something else.
    pub(super) others: Vec<Column>,
    /// Columns that may name accounts.
    pub(super) labels: Vec<usize>,
}

/// A column of figures.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) heading: Heading,
    /// Whether it is of the year before, beside one of this year.
    pub(super) is_prior: bool,
    /// Its head as written.
    pub(super) title: String,
}

impl Column {
    /// The month that it is of, or the first of its quarter.
    pub(super) fn month(&self) -> Option<Month> {
        match self.heading {
            Heading::Month { month, .. } | Heading::Quarter(month) => Some(month),
            _ => None,
        }
    }

    /// Whether it is of that many months: 1, or 3.
    pub(super) fn counts(&self, months_each: i32) -> bool {
        match self.heading {
            Heading::Month { .. } => months_each == 1,
            Heading::Quarter(_) => months_each == 3,
            _ => false,
        }
    }

    pub(super) fn is_part(&self) -> bool {
        matches!(self.heading, Heading::Month { is_part: true, .. })
    }
}

/// The header of a sheet; `None` if it names no two months, and no two quarters.
///
/// # Errors
/// - [`Error::AtFault`](crate::error::Error::AtFault) if months have no year.
pub(super) fn header(sheet: &Sheet) -> Result<Option<Header>> {
    let mut best: Option<(usize, usize, DayOrder)> = None;
    for row in 0..sheet.rows.len().min(ROWS_TRIED) {
        for order in [DayOrder::First, DayOrder::Second] {
            let found = months(sheet, row, order);
            if found >= 2 && best.is_none_or(|(most, ..)| found > most) {
                best = Some((found, row, order));
            }
        }
    }
    let Some((_, row, order)) = best else { return Ok(None) };
    let (mut columns, below) = columns(sheet, row, order);
    name_years(sheet, row, &mut columns)?;
    shift_prior_years(&mut columns);
    let first = columns.first().map_or(0, |column| column.at);
    let others = (first..sheet.rows[row].len()).filter(|at| columns.iter().all(|column| column.at != *at));
    let others = others.map(|at| (at, shown(sheet, row, at))).filter(|(_, title)| !title.is_empty());
    let others = others.map(|(at, title)| Column { at, heading: Heading::Other, is_prior: false, title }).collect();
    Ok(Some(Header { below, row, labels: labels(sheet, row, first), columns, others }))
}

/// How many months a row names, whole ones counted twice; if it names none, how many quarters.
fn months(sheet: &Sheet, row: usize, order: DayOrder) -> usize {
    let (mut found, mut quarters, mut whole) = (BTreeSet::new(), BTreeSet::new(), 0);
    for column in 0..sheet.rows[row].len() {
        match cell_heading(sheet, row, column, order) {
            Some(Heading::Month { month, is_part }) => {
                found.insert(month.0);
                whole += usize::from(!is_part);
            }
            Some(Heading::Named(month)) => _ = found.insert(month),
            Some(Heading::Quarter(month)) => _ = quarters.insert(month.0),
            _ => {}
        }
    }
    match (found.len(), quarters.len()) {
        (2.., _) => found.len() + whole,
        (0, 2..) => quarters.len(),
        _ => 0,
    }
}

/// What a cell says as the head of a column.
fn cell_heading(sheet: &Sheet, row: usize, column: usize, order: DayOrder) -> Option<Heading> {
    let of_serial = |serial: f64| {
        let is_recent = (36_526.0..73_050.0).contains(&serial);
        let heading = is_recent.then(|| day_of_serial(serial)).flatten().and_then(heading_of_day);
        heading.filter(|heading| matches!(heading, Heading::Month { is_part: false, .. }))
    };
    match sheet.cell(row, column) {
        Cell::Date(day) => heading_of_day(*day),
        Cell::Number(serial) => of_serial(*serial),
        Cell::Text(text) => match text.trim().parse::<f64>() {
            Ok(serial) => of_serial(serial),
            Err(_) => heading(text, order),
        },
        Cell::Empty | Cell::Formula => None,
    }
}

/// The columns of figures, and the first row below their heads, of which there may be two rows.
fn columns(sheet: &Sheet, row: usize, order: DayOrder) -> (Vec<Column>, usize) {
    let second = is_second(sheet, row + 1, order).then_some(row + 1);
    let (mut columns, mut last): (Vec<Column>, Option<(Heading, String)>) = (Vec::new(), None);
    let width = sheet.rows[row].len().max(second.map_or(0, |row| sheet.rows[row].len()));
    for at in 0..width {
        let title = shown(sheet, row, at);
        let own = cell_heading(sheet, row, at, order);
        if own.is_some() || !title.is_empty() {
            last = own.map(|heading| (heading, title.clone()));
        }
        let below = second.map(|row| sheet.words(row, at)).unwrap_or_default();
        // A head over several columns stands in the first of them.
        let Some((heading, over)) =
            own.map(|heading| (heading, title)).or_else(|| last.clone().filter(|_| !below.is_empty()))
        else {
            continue;
        };
        let heading = match self::heading(below, order) {
            Some(Heading::Named(_)) | None => heading,
            Some(own) => own,
        };
        let title = format!("{over} {below}").trim().to_owned();
        columns.push(Column { at, heading, is_prior: is_prior_year(&over) || is_prior_year(below), title });
    }
    (columns, second.unwrap_or(row) + 1)
}

/// Whether a row says more of the columns: which are of the year before, or of a plan.
fn is_second(sheet: &Sheet, row: usize, order: DayOrder) -> bool {
    let Some(cells) = sheet.rows.get(row) else { return false };
    let says = |text: &str| {
        is_prior_year(text)
            || heading(text, order).is_some()
            || ["current", "actual", "ist"].contains(&text.to_lowercase().as_str())
    };
    let mut words =
        (1..cells.len()).map(|column| sheet.words(row, column)).filter(|words| !words.is_empty()).peekable();
    let is_figures = cells.iter().any(|cell| matches!(cell.value, Cell::Number(_) | Cell::Formula));
    !is_figures && words.peek().is_some() && words.all(|words| says(words) && !is_figure(words))
}

/// What a cell shows.
fn shown(sheet: &Sheet, row: usize, column: usize) -> String {
    match sheet.cell(row, column) {
        Cell::Date(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
        _ => sheet.words(row, column).to_owned(),
    }
}

/// The years of months that are named without: from the rows above, or the only year that these name.
fn name_years(sheet: &Sheet, row: usize, columns: &mut [Column]) -> Result<()> {
    if !columns.iter().any(|column| matches!(column.heading, Heading::Named(_))) {
        return Ok(());
    }
    let above: Vec<(usize, i32)> = (row.saturating_sub(3)..row)
        .rev()
        .map(|row| (0..sheet.rows[row].len()).filter_map(|at| Some((at, year(&shown(sheet, row, at))?))).collect())
        .find(|years: &Vec<(usize, i32)>| years.len() > 1)
        .unwrap_or_default();
    let named: BTreeSet<i32> = (0..row)
        .flat_map(|row| (0..sheet.rows[row].len()).map(move |at| (row, at)))
        .flat_map(|(row, at)| years_in(&shown(sheet, row, at)))
        .chain(years_in(&sheet.name))
        .collect();
    let only = named.first().copied().filter(|_| named.len() == 1 && is_one_year(columns));
    for column in columns {
        let Heading::Named(month) = column.heading else { continue };
        let over = above.iter().rev().find(|(at, _)| *at <= column.at).map(|(_, year)| *year);
        let year = over.or(only);
        let Some(month_of_year) = year.and_then(|year| Month::new(year, month)) else {
            let message = format!("the month \"{}\" has no year", column.title);
            let problem = Problem::new(sheet.place(row, column.at), "", message);
            return Err(sheet.fault(problem.help("write the year to each month, as in `Jan 2026`")));
        };
        column.heading = Heading::Month { month: month_of_year, is_part: false };
    }
    Ok(())
}

/// Whether months without years follow each other within one, forwards or backwards.
fn is_one_year(columns: &[Column]) -> bool {
    let named = |column: &Column| if let Heading::Named(month) = column.heading { Some(month) } else { None };
    let months: Vec<i32> = columns.iter().filter_map(named).collect();
    months.is_sorted_by(|a, b| a < b) || months.is_sorted_by(|a, b| a > b)
}

fn year(text: &str) -> Option<i32> {
    text.trim().parse::<i32>().ok().filter(|year| (1990..=2100).contains(year))
}

fn years_in(text: &str) -> Vec<i32> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4).filter_map(year).collect()
}

/// A column of the year before that is headed by the month beside it is twelve months earlier.
fn shift_prior_years(columns: &mut [Column]) {
    let mut beside: Option<Month> = None;
    for column in columns {
        let Some(month) = column.month() else { continue };
        if !column.is_prior {
            beside = Some(month);
        } else if beside == Some(month) {
            let earlier = month.plus(-12);
            column.heading = match column.heading {
                Heading::Month { is_part, .. } => Heading::Month { month: earlier, is_part },
                _ => Heading::Quarter(earlier),
            };
        }
    }
}

/// The columns that may name accounts: the one whose head says so, or all to the left of the figures.
fn labels(sheet: &Sheet, row: usize, first: usize) -> Vec<usize> {
    let named = |word: &&str| (0..first).find(|at| sheet.words(row, *at).to_lowercase() == **word);
    match ACCOUNT_WORDS.iter().find_map(named) {
        Some(at) => vec![at],
        None => (0..first).collect(),
    }
}
