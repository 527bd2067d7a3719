//! Cash from a balance sheet, or a sheet of cash, that stands beside the profit and loss in one file.

use super::header::Column;
use super::month::Month;
use super::table::{Row, Table};
use super::words::{Kind, Role, cash as cash_kind, plain, role};

/// What a balance sheet calls the sum of what is in the bank.
const BANK: [&str; 10] = [
    "bank",
    "banks",
    "bank accounts",
    "cash",
    "cash at bank",
    "cash at bank and in hand",
    "cash and bank",
    "cash and cash equivalents",
    "cash & cash equivalents",
    "liquide mittel",
];

/// What is in the bank at the ends of some months.
pub(super) struct BankBalance {
    /// The name of its row.
    pub(super) name: String,
    /// The last cell that was read, with its sheet.
    pub(super) cells: String,
    pub(super) amounts: Vec<f64>,
}

/// What stands on a balance sheet and in no profit and loss.
const OWNED: [&str; 6] = ["assets", "total assets", "total for assets", "liabilities", "aktiva", "bilanz"];

/// Whether a table is a balance sheet: what is owned and owed, and not what came and went.
pub(super) fn is_one(table: &Table) -> bool {
    table.rows.iter().any(|row| OWNED.contains(&plain(&row.name).as_str()))
}

/// Cash at the ends of some months, each the first of `months_each`; `None` if the table does not say it of each of them.
pub(super) fn cash(table: &Table, months: &[Month], months_each: i32) -> Option<BankBalance> {
    let row = table.rows.iter().find(|row| is_sum(row)).or_else(|| table.rows.iter().find(|row| is_cash(row)))?;
    let each = table.months_each();
    let ends_with = |column: &Column, last: Month| {
        column.counts(each) && !column.is_part() && column.month().map(|first| first.plus(each - 1)) == Some(last)
    };
    let column = |month: &Month| {
        let last = month.plus(months_each - 1);
        let column = table.columns.iter().position(|column| ends_with(column, last))?;
        row.figures.get(column).copied().flatten().map(|(figure, _)| (column, table.scale * figure.value))
    };
    let found: Vec<(usize, f64)> = months.iter().map(column).collect::<Option<_>>()?;
    let last = found.iter().map(|(column, _)| *column).skip(found.len() - 1);
    Some(BankBalance {
        name: row.name.clone(),
        cells: format!("{} of {}", table.range(row, last), table.sheet.title),
        amounts: found.into_iter().map(|(_, amount)| amount).collect(),
    })
}

fn is_sum(row: &Row) -> bool {
    !row.is_bare() && matches!(role(&row.name), Role::Total(of) if BANK.contains(&of.as_str()))
}

fn is_cash(row: &Row) -> bool {
    !row.is_bare() && cash_kind(&row.name) == Some(Kind::Cash)
}
