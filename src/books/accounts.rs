//! Books: accounts by whole months that follow each other, the oldest first, and everything that was left out with its reason.

use super::balance::{self, BankBalance};
use super::header::Column;
use super::month::{Heading, Month};
use super::rollup::{Found, shown, told_apart};
use super::sheet::{Decimals, Sheet};
use super::table::{Row, Table};
use super::words::Kind;
use crate::error::{Place, Problem, Result, Sources};
use std::collections::BTreeMap;

/// A table to start from.
const EXAMPLE: &str = "name the months in one row and the accounts below:\n  Account,Jan 2026,Feb 2026,Mar 2026\n  Sales,120,130,125\n  Payroll,90,90,95";

/// What a company's books say, month by month.
#[derive(Debug, Clone)]
pub struct Books {
    /// The file's name and, where it has several, the sheet.
    pub name: String,
    /// Whole months that follow each other, the oldest first; of quarters, the first month of each.
    pub months: Vec<Month>,
    /// How many months each of them stands for: 1, or 3 if these are books by quarter.
    pub months_each: i32,
    /// Accounts, in the order of the file.
    pub accounts: Vec<Account>,
    /// Cash at the end of the months, if the books say it.
    pub cash: Option<Account>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOut>,
    /// The code of the currency, if the books say it.
    pub currency: Option<String>,
    /// Whether amounts are booked when they are paid, if the books say so.
    pub is_cash_basis: Option<bool>,
    /// What stands above the table and is no name of a report: mostly the company's.
    pub heading: Option<String>,
    /// The text that places point into.
    pub sources: Sources,
}

/// An account, month by month.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether nothing said what it is, so that it was taken for what its sign says, or what the accounts beside it are.
    pub is_guess: bool,
    /// By month: amounts, of costs too above zero as a rule; zero where nothing was booked.
    ///
    /// # Units
    /// Currency.
    pub amounts: Vec<f64>,
    /// Where each was written.
    pub places: Vec<Option<Place>>,
    /// Its cells, as in `B7:M7`.
    pub cells: String,
}

/// Something that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// A row, a column or a sheet.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Books {
    /// The books in the sheets of a file: those of its largest table that is no balance sheet.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) if there is no table of accounts by months, with the cell that cannot be read, or
    ///   with the sum that does not agree with its parts.
    pub fn read(sheets: &[Sheet], decimals: Option<Decimals>) -> Result<Self> {
        match Self::find(sheets, decimals)? {
            Some(books) => Ok(books),
            None => {
                let sheet = sheets.first().cloned().unwrap_or_else(|| Sheet::new(""));
                Err(sheet.fault(Problem::new(None, "", "has no row that names two months or more").help(EXAMPLE)))
            }
        }
    }

    /// The same; `None` if no sheet has such a table.
    ///
    /// # Errors
    /// - [`Error::AtFault`](crate::error::Error::AtFault) with the cell that cannot be read, or with the sum that does not agree with its parts.
    pub fn find(sheets: &[Sheet], decimals: Option<Decimals>) -> Result<Option<Self>> {
        let mut tables = Vec::new();
        for sheet in sheets {
            tables.push((sheet, Table::read(sheet, decimals)?));
        }
        let size = |table: &Option<Table>| {
            let of = |table: &Table| (!balance::is_one(table), table.rows.len() * table.columns.len());
            table.as_ref().map_or((false, 0), of)
        };
        let largest = tables.iter().map(|(_, table)| size(table)).enumerate().rev().max_by_key(|(_, size)| *size);
        let best = largest.map_or(0, |(place, _)| place);
        let Some((sheet, Some(table))) = tables.get(best) else { return Ok(None) };
        let mut books = Reader { table, left_out: Vec::new() }.read()?;
        let mut left_out = Vec::new();
        for (_, (other, table)) in tables.iter().enumerate().filter(|(place, _)| *place != best) {
            let cash = table.as_ref().filter(|_| books.cash.is_none());
            let cash = cash.and_then(|table| balance::cash(table, &books.months, books.months_each)).map(|found| {
                let BankBalance { name, cells, amounts } = found;
                // Places are of the sheet of accounts.
                let places = vec![None; amounts.len()];
                Account { name, kind: Kind::Cash, is_guess: false, amounts, places, cells }
            });
            let why = match (table, &cash) {
                (_, Some(cash)) => format!("only its cash was taken, `{}` ({})", cash.name, cash.cells),
                (Some(_), None) => {
                    format!("{} has the larger table; to read this one, save it to a file of its own", sheet.name)
                }
                (None, None) => "no row there names months".to_owned(),
            };
            left_out.push(LeftOut { what: other.name.clone(), why });
            books.cash = books.cash.or(cash);
        }
        left_out.append(&mut books.left_out);
        Ok(Some(Self { left_out, ..books }))
    }
}

impl Books {
    /// The same by single months: each of a quarter's has a third of what the quarter had, and the cash of its end.
    pub(super) fn by_month(&self) -> Self {
        let each = usize::try_from(self.months_each).unwrap_or(1).max(1);
        let months = self.months.iter().flat_map(|first| (0..self.months_each).map(|later| first.plus(later)));
        let spread = |account: &Account, share: f64| Account {
            amounts: account.amounts.iter().flat_map(|amount| vec![amount * share; each]).collect(),
            places: account.places.iter().flat_map(|place| vec![*place; each]).collect(),
            ..account.clone()
        };
        Self {
            months: months.collect(),
            months_each: 1,
            accounts: self.accounts.iter().map(|account| spread(account, 1.0 / each as f64)).collect(),
            cash: self.cash.as_ref().map(|cash| spread(cash, 1.0)),
            ..self.clone()
        }
    }
}

/// Whether a title may be the name of a company: not that of a report, a period or a unit.
fn is_company(title: &str) -> bool {
    let lower = title.to_lowercase();
    let reports = [
        "profit",
        "loss",
        "income statement",
        "statement",
        "report",
        "cash",
        "budget",
        "thousand",
        "million",
        "basis",
        "guv",
    ];
    !reports.iter().any(|word| lower.contains(word)) && !lower.chars().any(|c| c.is_ascii_digit()) && lower.len() > 3
}

/// A table while it becomes books.
struct Reader<'t> {
    table: &'t Table,
    left_out: Vec<LeftOut>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Books> {
        let table = self.table;
        let found = told_apart(table)?;
        for one in &found {
            if let Found::Account { row, .. } = one {
                self.check_totals(&table.rows[*row])?;
            }
        }
        let columns = self.months(&found)?;
        let months: Vec<Month> = columns.iter().map(|(month, _)| *month).collect();
        let accounts = self.accounts(&found, &columns);
        self.check_cash(&accounts, &months)?;
        let of_kind = |kind: Kind| accounts.iter().find(|account| account.kind == kind).cloned();
        let cash = of_kind(Kind::Cash);
        let accounts: Vec<Account> =
            accounts.into_iter().filter(|account| !matches!(account.kind, Kind::Cash | Kind::OpeningCash)).collect();
        self.leave_out_rows(&found);
        let note = |marks: [&str; 2]| {
            table.notes.iter().any(|note| marks.iter().any(|mark| note.to_lowercase().contains(mark)))
        };
        let is_cash_basis = match (note(["cash basis", "cash summary"]), note(["accrual", "accruals"])) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        };
        Ok(Books {
            name: table.sheet.title.clone(),
            months,
            months_each: table.months_each(),
            accounts,
            cash,
            left_out: self.left_out,
            currency: table.currency.clone(),
            is_cash_basis,
            heading: table.titles.iter().find(|title| is_company(title)).cloned(),
            sources: table.sheet.sources(),
        })
    }

    fn leave_out(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.left_out.push(LeftOut { what: what.into(), why: why.into() });
    }

    fn leave_out_rows(&mut self, found: &[Found]) {
        let table = self.table;
        for one in found {
            let (row, why) = match one {
                Found::Sum { row, of } => (*row, format!("a sum, which agrees: {of}")),
                Found::Apart { row, why } => (*row, (*why).to_owned()),
                Found::Account { row, kind: Kind::OpeningCash, .. } => {
                    (*row, "cash at the start of a month".to_owned())
                }
                Found::Account { .. } => continue,
            };
            let row = &table.rows[row];
            let name = if row.name.is_empty() { String::new() } else { format!("`{}`, ", row.name) };
            self.leave_out(format!("{name}{}", table.row_name(row)), why);
        }
    }

    /// A column of totals must be the sum of its months: of all, or of those since the last such column.
    fn check_totals(&self, row: &Row) -> Result<()> {
        let (mut all, mut recent, mut parts) = ([0.0; 2], [0.0; 2], 0.0);
        let places = row.figures.iter().flatten().map(|(figure, _)| figure.places).max().unwrap_or(0);
        let grain = 0.5 * 0.1_f64.powi(i32::try_from(places.min(9)).unwrap_or(0));
        for (at, column) in self.table.columns.iter().enumerate() {
            let (printed, year) = (row.amount(at), usize::from(column.is_prior));
            match column.heading {
                Heading::Month { .. } | Heading::Quarter(_) if column.counts(self.table.months_each()) => {
                    all[year] += printed;
                    recent[year] += printed;
                    parts += 1.0;
                }
                Heading::Total => {
                    let tolerance = grain * (parts + 1.0) * 1.001 + 1e-9 * f64::abs(printed);
                    let is_either = [all[year], recent[year]].iter().any(|sum| (printed - sum).abs() <= tolerance);
                    if !is_either && row.figures[at].is_some() {
                        return Err(self.wrong_total(row, at, all[year]));
                    }
                    recent[year] = 0.0;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn wrong_total(&self, row: &Row, at: usize, computed: f64) -> crate::error::Error {
        let (sheet, column) = (&self.table.sheet, &self.table.columns[at]);
        let message = format!(
            "`{}` of {} is printed as {}, and its months come to {}",
            row.name,
            column.title,
            shown(row.amount(at)),
            shown(computed)
        );
        let help =
            "a column may be hidden or was left out of the export: show it, or correct the sum, or delete this column";
        sheet.fault(Problem::new(sheet.place(row.at, column.at), "", message).help(help))
    }

    /// The whole months that follow each other up to the last, with their columns.
    fn months(&mut self, found: &[Found]) -> Result<Vec<(Month, usize)>> {
        let table = self.table;
        let each = table.months_each();
        let counts = |column: &&Column| column.counts(each);
        let last = table.columns.iter().filter(counts).filter_map(Column::month).max();
        let cut_off = last.and_then(|last| table.cut_off(last.plus(each - 1)).map(|day| (last, day)));
        let mut by_month: BTreeMap<Month, usize> = BTreeMap::new();
        // Columns of this year first: those of the year before only add months.
        let mut columns: Vec<(usize, &Column)> = table.columns.iter().enumerate().collect();
        columns.sort_by_key(|(_, column)| column.is_prior);
        for (at, column) in columns {
            match column.heading {
                Heading::Month { month, .. } | Heading::Quarter(month) if column.counts(each) => {
                    match (by_month.get(&month), cut_off) {
                        _ if column.is_part() => self.leave_out(self.titled(column), "only a part of the month"),
                        (_, Some((last, day))) if last == month => {
                            self.leave_out(
                                self.titled(column),
                                format!("only a part of the month: the books end on {day}"),
                            );
                        }
                        (None, _) => _ = by_month.insert(month, at),
                        (Some(_), _) if column.is_prior => {
                            self.leave_out(self.titled(column), "the month is there already")
                        }
                        (Some(first), _) => return Err(self.twice(column, &table.columns[*first])),
                    }
                }
                Heading::Total => self.leave_out(self.titled(column), "a sum of months, which agrees"),
                Heading::Span | Heading::Named(_) | Heading::Month { .. } | Heading::Quarter(_) => {
                    self.leave_out(self.titled(column), "several months together")
                }
                Heading::Other => self.leave_out(self.titled(column), "a comparison or a plan, not what was booked"),
            }
        }
        for column in &table.others {
            self.leave_out(self.titled(column), "its head names no month");
        }
        self.connected(&by_month, found)
    }

    /// Of some months those with figures that follow each other up to the last.
    fn connected(&mut self, by_month: &BTreeMap<Month, usize>, found: &[Found]) -> Result<Vec<(Month, usize)>> {
        let table = self.table;
        let rows: Vec<usize> = found
            .iter()
            .filter_map(|one| if let Found::Account { row, .. } = one { Some(*row) } else { None })
            .collect();
        let is_booked = |column: &usize| rows.iter().any(|row| table.rows[*row].amount(*column).abs() > 0.0);
        let booked: Vec<(Month, usize)> =
            by_month.iter().map(|(month, column)| (*month, *column)).filter(|(_, column)| is_booked(column)).collect();
        let Some((last, _)) = booked.last().copied() else {
            let sheet = &table.sheet;
            return Err(sheet.fault(Problem::new(None, "", "has no whole month with a figure").help(EXAMPLE)));
        };
        let (mut kept, mut next) = (Vec::new(), last);
        for (month, column) in by_month.iter().rev().filter(|(month, _)| **month <= last) {
            if *month == next && booked.first().is_some_and(|(first, _)| month >= first) {
                kept.push((*month, *column));
                next = month.plus(-table.months_each());
            }
        }
        kept.reverse();
        for (month, column) in by_month {
            let is_kept = kept.iter().any(|(kept, _)| kept == month);
            let why =
                if is_booked(column) { format!("{next} is missing after it") } else { "nothing was booked".to_owned() };
            if !is_kept {
                self.leave_out(self.titled(&table.columns[*column]), why);
            }
        }
        Ok(kept)
    }

    /// A column, for people.
    fn titled(&self, column: &Column) -> String {
        let cell = self.table.sheet.cell_name(0, column.at);
        let letters: String = if self.table.sheet.is_turned() {
            format!("row {}", column.at + 1)
        } else if self.table.is_tidy {
            return column.title.clone();
        } else {
            format!("column {}", cell.trim_end_matches(|c: char| c.is_ascii_digit()))
        };
        format!("`{}`, {letters}", column.title)
    }

    fn twice(&self, column: &Column, first: &Column) -> crate::error::Error {
        let (sheet, header) = (&self.table.sheet, self.table.header);
        let message = format!("the month \"{}\" stands there twice", column.title);
        let problem = Problem::new(sheet.place(header, column.at), "", message);
        let problem = match sheet.place(header, first.at) {
            Some(place) => problem.also("the first", place),
            None => problem,
        };
        sheet.fault(problem.help("leave one of the columns out, or head the older one with (PY)"))
    }

    fn accounts(&self, found: &[Found], columns: &[(Month, usize)]) -> Vec<Account> {
        let table = self.table;
        let mut accounts = Vec::new();
        for one in found {
            let Found::Account { row, kind, section, is_guess } = one else { continue };
            let row = &table.rows[*row];
            // Of cash only the last figure is taken.
            let read = if *kind == Kind::Cash { &columns[columns.len().saturating_sub(1)..] } else { columns };
            let figure = |column: usize| row.figures[column].map(|(_, (row, column))| table.sheet.place(row, column));
            accounts.push(Account {
                name: self.name(row, section.as_deref(), found),
                kind: *kind,
                is_guess: *is_guess,
                amounts: columns.iter().map(|(_, column)| table.scale * row.amount(*column)).collect(),
                places: columns.iter().map(|(_, column)| figure(*column).flatten()).collect(),
                cells: table.range(row, read.iter().map(|(_, column)| *column)),
            });
        }
        let total = |kinds: [Kind; 2]| -> f64 {
            accounts.iter().filter(|account| kinds.contains(&account.kind)).flat_map(|account| &account.amounts).sum()
        };
        // Costs may be printed with a minus, and a ledger prints revenue with one.
        let (revenue, costs) = (total([Kind::Revenue; 2]), total([Kind::Cost, Kind::NonCash]));
        for account in &mut accounts {
            let sum = match account.kind {
                Kind::Revenue => revenue,
                Kind::Cost | Kind::NonCash => costs,
                _ => continue,
            };
            if sum < 0.0 {
                account.amounts.iter_mut().for_each(|amount| *amount = 0.0 - *amount);
            }
        }
        accounts
    }

    /// The name of an account; where several have the same, with their section.
    fn name(&self, row: &Row, section: Option<&str>, found: &[Found]) -> String {
        let rows = &self.table.rows;
        let alike = found
            .iter()
            .filter(|one| matches!(one, Found::Account { row: other, .. } if rows[*other].name == row.name))
            .count();
        let name = match row.name.split_once(':') {
            Some((_, rest)) if self.table.is_tidy => rest,
            _ => row.name.as_str(),
        };
        match section.filter(|_| alike > 1) {
            Some(section) => format!("{name} ({section})"),
            None => name.to_owned(),
        }
    }

    /// Cash at the end of a month must be that at its beginning and what moved, where books print both.
    fn check_cash(&self, accounts: &[Account], months: &[Month]) -> Result<()> {
        let of_kind = |kind: Kind| accounts.iter().find(|account| account.kind == kind);
        let (Some(opening), Some(closing)) = (of_kind(Kind::OpeningCash), of_kind(Kind::Cash)) else { return Ok(()) };
        for (at, month) in months.iter().enumerate() {
            let moved: f64 = accounts
                .iter()
                .map(|account| match account.kind {
                    Kind::Revenue | Kind::Financing => account.amounts[at],
                    Kind::Cost => -account.amounts[at],
                    _ => 0.0,
                })
                .sum();
            let (printed, computed) = (closing.amounts[at], opening.amounts[at] + moved);
            if (printed - computed).abs()
                > 0.01 * (1.0 + accounts.len() as f64) * self.table.scale + 1e-9 * printed.abs()
            {
                let message = format!(
                    "`{}` of {month} is printed as {}, and cash at its beginning with what moved comes to {}",
                    closing.name,
                    shown(printed),
                    shown(computed)
                );
                let problem = Problem::new(closing.places[at], "", message);
                let help =
                    "a row may be hidden or was left out of the export: show it, or delete the row of opening cash";
                return Err(self.table.sheet.fault(problem.help(help)));
            }
        }
        Ok(())
    }
}
