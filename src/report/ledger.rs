//! The ledger of one run, for `trace`: a table to read, or CSV with every line and every driver's draw.

use super::words::three_digits;
use crate::answers::{Ledger, LedgerStep};
use crate::error::{Error, Result, visible};
use crate::model::Model;
use anstyle::Style;
use std::fmt::Write as _;

/// The ledger as a table, with what became of the run above it; `styled` adds ANSI bold.
#[must_use]
pub fn ledger_text(model: &Model, ledger: &Ledger, run: u64, styled: bool) -> String {
    let bold = if styled { Style::new().bold() } else { Style::new() };
    let mut text = format!("{bold}{}, run {run}{bold:#}\n{}\n\n", visible(&model.title), fate(model, ledger));
    let header = ["from", "capital", "revenue", "running cost", "burn", "top-up", "result", "cash flow", "cash"];
    let rows: Vec<[String; 9]> = ledger.steps.iter().map(row).collect();
    let widths: [usize; 9] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).chain([header[column].len()]).max().unwrap_or(0)
    });
    for row in std::iter::once(&header.map(str::to_owned)).chain(&rows) {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", cells.join("  "));
    }
    text
}

/// What became of the run, in words.
fn fate(model: &Model, ledger: &Ledger) -> String {
    let end = model.calendar.end();
    let exhausted = match ledger.exhausted_on {
        Some(date) => format!("The cash runs out on {date}."),
        None => format!("The cash does not run out before {end}."),
    };
    let profitable = match ledger.profitable_in {
        Some(year) => format!("It becomes profitable in {year}."),
        None => format!("It does not become profitable before {end}."),
    };
    format!("{exhausted} {profitable} Capital needed: {}.", three_digits(ledger.capital_needed))
}

fn row(step: &LedgerStep) -> [String; 9] {
    let amounts = [
        step.capital,
        step.revenue.iter().sum(),
        step.running_cost,
        step.burn.iter().sum(),
        step.top_up,
        step.operating_result,
        step.cash_flow,
        step.cash,
    ];
    let mut cells: [String; 9] = Default::default();
    cells[0] = step.from.to_string();
    for (cell, amount) in cells[1..].iter_mut().zip(amounts) {
        *cell = three_digits(amount);
    }
    cells
}

/// The ledger as CSV: one row a step; every revenue stream, burn line and driver has a column; amounts to all their digits.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no ledger of this program causes.
pub fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Machine(format!("cannot write the ledger as CSV: {reason}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns(ledger)).map_err(|error| failed(error.to_string()))?;
    for (place, step) in ledger.steps.iter().enumerate() {
        writer.write_record(cells(ledger, place, step)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn columns(ledger: &Ledger) -> Vec<String> {
    let mut columns = vec!["from".to_owned(), "capital".to_owned()];
    columns.extend(ledger.revenue_streams.iter().map(|name| format!("revenue.{name}")));
    columns.push("running_cost".to_owned());
    columns.extend(ledger.burn_lines.iter().map(|name| format!("burn.{name}")));
    columns.extend(["top_up", "operating_result", "cash_flow", "cash"].map(str::to_owned));
    columns.extend(ledger.draws.iter().map(|(driver, _)| format!("draw {driver}")));
    columns
}

fn cells(ledger: &Ledger, place: usize, step: &LedgerStep) -> Vec<String> {
    let mut amounts = vec![step.capital];
    amounts.extend(&step.revenue);
    amounts.push(step.running_cost);
    amounts.extend(&step.burn);
    amounts.extend([step.top_up, step.operating_result, step.cash_flow, step.cash]);
    amounts.extend(ledger.draws.iter().map(|(_, draws)| draws[place]));
    std::iter::once(step.from.to_string()).chain(amounts.iter().map(f64::to_string)).collect()
}
