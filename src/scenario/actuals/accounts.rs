//! Sheets as what has happened: a table of periods in a spreadsheet, or books, whose accounts become revenue, cash and what is left.

use super::table::{Cells, names_periods, read_rows};
use super::types::{Actuals, Item, Timespan, WrittenActual};
use crate::books::{Account, Books, Cell, Decimals, Kind, Sheet};
use crate::error::{At, Place, Problems, Result};

/// What happened by the sheets of a file: the first with a table of periods, or else its books.
///
/// # Errors
/// - [`Error::AtFault`](crate::error::Error::AtFault) with every problem.
pub(super) fn of_sheets(name: &str, sheets: &[Sheet], decimals: Option<Decimals>) -> Result<Actuals> {
    let with_periods = sheets.iter().map(|sheet| (sheet, rows(sheet, decimals)));
    let found = with_periods.into_iter().find(|(_, rows)| rows.first().is_some_and(names_periods));
    let Some((sheet, rows)) = found else {
        return Ok(of_books(name, &Books::read(sheets, decimals)?));
    };
    let mut problems = Problems::default();
    let figures = read_rows(rows.into_iter(), decimals, Some(Decimals::Point), &mut problems);
    Actuals::of_figures(figures, sheet.sources(), &sheet.name, problems)
}

/// The rows of a sheet that are not blank and no comments, as wide as the first.
fn rows(sheet: &Sheet, decimals: Option<Decimals>) -> Vec<Cells> {
    let is_aside = |cells: &&Vec<At<Cell>>| match cells.iter().find(|cell| cell.value != Cell::Empty) {
        None => true,
        Some(At { value: Cell::Text(text), .. }) => text.starts_with('#'),
        Some(_) => false,
    };
    let mut rows: Vec<Cells> = Vec::new();
    for cells in sheet.rows.iter().filter(|cells| !is_aside(cells)) {
        let mut row: Cells = cells.iter().map(|cell| At::new(shown(&cell.value, decimals), cell.place)).collect();
        let end = row.last().map_or(Place::default(), |cell| cell.place);
        if let Some(first) = rows.first()
            && row.len() < first.len()
        {
            row.resize(first.len(), At::new(String::new(), Place { start: end.end, end: end.end }));
        }
        rows.push(row);
    }
    rows
}

/// A cell as it is written in a table of text: the first of a month, in a sheet, is the month.
fn shown(cell: &Cell, decimals: Option<Decimals>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(number) if decimals == Some(Decimals::Comma) => number.to_string().replace('.', ","),
        Cell::Number(number) => number.to_string(),
        Cell::Date(day) if day.day() == 1 => day.strftime("%Y-%m").to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Formula => "=".to_owned(),
    }
}

/// What happened by books: by month the revenue of all accounts and of each, cash, and what is left after costs, which on the cash basis
/// is the cash flow.
pub(super) fn of_books(name: &str, books: &Books) -> Actuals {
    let (mut figures, mut paid) = (Vec::new(), Vec::new());
    let of_kind = |kind: Kind| books.accounts.iter().filter(move |account| account.kind == kind).collect::<Vec<_>>();
    let (revenue, costs, without_cash) = (of_kind(Kind::Revenue), of_kind(Kind::Cost), of_kind(Kind::NonCash));
    let is_cash = books.is_cash_basis == Some(true);
    for (at, month) in books.months.iter().enumerate() {
        let (year, part) = month.parts();
        let any = books.accounts.iter().chain(&books.cash).find_map(|account| account.places[at]).unwrap_or_default();
        let span = if books.months_each == 1 { Timespan::Month(year, part) } else { Timespan::ThreeMonths(year, part) };
        let span = At::new(span, any);
        let place = |accounts: &[&Account]| accounts.iter().find_map(|account| account.places[at]).unwrap_or(any);
        let sum = |accounts: &[&Account]| accounts.iter().map(|account| account.amounts[at]).sum::<f64>();
        let mut push = |item: Item, amount: f64, place: Place| {
            figures.push(WrittenActual { span: span.clone(), item, amount: At::new(amount, place) });
        };
        if !revenue.is_empty() {
            push(Item::Revenue, sum(&revenue), place(&revenue));
        }
        for account in &revenue {
            push(Item::Stream(account.name.clone()), account.amounts[at], account.places[at].unwrap_or(any));
        }
        if !costs.is_empty() {
            let left = sum(&revenue) - sum(&costs);
            let (item, left) =
                if is_cash { (Item::CashFlow, left) } else { (Item::OperatingResult, left - sum(&without_cash)) };
            push(item, left, place(&costs));
        }
        paid.extend(costs.iter().map(|account| {
            let amount = At::new(account.amounts[at], account.places[at].unwrap_or(any));
            WrittenActual { span: span.clone(), item: Item::Line(account.name.clone()), amount }
        }));
        if let Some(cash) = &books.cash {
            push(Item::Cash, cash.amounts[at], cash.places[at].unwrap_or(any));
        }
    }
    Actuals { figures, costs: paid, sources: books.sources.clone(), file: name.to_owned(), are_books: true }
}
