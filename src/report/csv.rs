//! `summary.csv`: one row a year, quarter or month, for spreadsheets.

use super::output::CsvTable;
use crate::answers::{Answers, ByPeriod, ByYear, Estimate, Explanation, Fan, Shift, Year};
use crate::error::{Error, Result};
use crate::scenario::Step;
use std::collections::{BTreeMap, BTreeSet};

/// One row a year with a header; probabilities are fractions, amounts are in units of the scenario.
///
/// # Shape
/// - `year`
/// - the estimate and the two ends of the 95 % interval (`..._low`, `..._high`) of `exhaustion_in_year`, `exhaustion_by_end`,
///   `profitability_in_year`, `profitability_by_end` and `without_new_capital_exhaustion_by_end`
/// - the quantiles (`..._p05`, `..._p25`, `..._p50`, `..._p75`, `..._p95`) of `revenue`, `operating_result`, `cash_flow` and
///   `cash` (the first three are sums of the year, the last is at its end)
///
/// A value that the answers do not have is an empty cell, never 0.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no answer of this program causes.
pub fn csv(answers: &Answers) -> Result<Vec<u8>> {
    written(years(answers).into_iter().map(|year| row(answers, year)))
}

/// The tables of the answers of a simulation, with one row for each year, quarter or month.
#[must_use]
pub fn summary(by: Step) -> &'static [CsvTable<Answers>] {
    match by {
        Step::Year => &[("summary.csv", csv)],
        Step::Quarter => &[("summary.csv", quarterly_csv)],
        Step::Month => &[("summary.csv", monthly_csv)],
    }
}

/// One row a month with a header, as [`quarterly_csv`] has one a quarter.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no answer of this program causes.
fn monthly_csv(answers: &Answers) -> Result<Vec<u8>> {
    written(answers.runway.by_month.iter().map(|(name, month)| period_row("month", name, month)))
}

/// One row a quarter with a header; probabilities are fractions, amounts are in units of the scenario.
///
/// # Shape
/// - `quarter`, `last_day`
/// - the estimate and the two ends of the 95 % interval (`..._low`, `..._high`) of `exhaustion_in_quarter`, `exhaustion_by_end` and
///   `without_new_capital_exhaustion_by_end`
/// - the quantiles (`..._p05`, `..._p25`, `..._p50`, `..._p75`, `..._p95`) of `cash` at its end; empty where no step ends then
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no answer of this program causes.
fn quarterly_csv(answers: &Answers) -> Result<Vec<u8>> {
    written(answers.runway.by_quarter.iter().map(|(name, quarter)| period_row("quarter", name, quarter)))
}

fn period_row(period: &str, name: &str, by: &ByPeriod) -> Vec<CsvCell> {
    let mut cells = vec![(period.to_owned(), name.to_owned()), ("last_day".to_owned(), by.last_day.to_string())];
    cells.extend(estimate_cells(&format!("exhaustion_in_{period}"), Some(&by.exhaustion_in_period)));
    cells.extend(estimate_cells("exhaustion_by_end", Some(&by.exhaustion_by_end)));
    let without = Some(&by.without_new_capital_exhaustion_by_end);
    cells.extend(estimate_cells("without_new_capital_exhaustion_by_end", without));
    cells.extend(fan_cells("cash", by.cash.as_ref()));
    cells
}

/// Rows of equal columns as CSV, below their names.
fn written(rows: impl Iterator<Item = Vec<CsvCell>>) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Machine(format!("cannot write the summary as CSV: {reason}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (number, cells) in rows.enumerate() {
        if number == 0 {
            writer.write_record(cells.iter().map(|cell| &cell.0)).map_err(|error| failed(error.to_string()))?;
        }
        writer.write_record(cells.iter().map(|cell| &cell.1)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// One row for each driver and year of an explanation, and one for its mean over the years, or its only draw, without a year.
///
/// # Shape
/// `driver`, `year`, its means in bad futures and in the others (`failing`, `others`), `std_dev` over all, and the difference of the means
/// in standard deviations: `shift`, `shift_low`, `shift_high`.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no explanation of this program causes.
pub fn shifts_csv(explanation: &Explanation) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Machine(format!("cannot write the table of shifts as CSV: {reason}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["driver", "year", "failing", "others", "std_dev", "shift", "shift_low", "shift_high"];
    writer.write_record(head).map_err(|error| failed(error.to_string()))?;
    for driver in &explanation.drivers {
        let years = driver.by_year.iter().map(|(year, shift)| (year.to_string(), shift));
        for (year, shift) in years.chain(driver.overall.iter().map(|shift| (String::new(), shift))) {
            let Shift { failing, others, std_dev, shift } = shift;
            let numbers = [*failing, *others, *std_dev, shift.estimate, shift.low, shift.high];
            let cells = [driver.driver.clone(), year].into_iter().chain(numbers.map(|value| number(Some(value))));
            writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
        }
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// Every year that occurs in the answers.
fn years(answers: &Answers) -> BTreeSet<Year> {
    answers.by_year.keys().chain(answers.exhaustion.in_year.keys()).copied().collect()
}

/// A column's name and its cell.
type CsvCell = (String, String);

fn row(answers: &Answers, year: Year) -> Vec<CsvCell> {
    let mut cells = vec![("year".to_owned(), year.to_string())];
    let mut add = |name, by_year: &BTreeMap<Year, Estimate>| cells.extend(estimate_cells(name, by_year.get(&year)));
    add("exhaustion_in_year", &answers.exhaustion.in_year);
    add("exhaustion_by_end", &answers.exhaustion.by_end_of_year);
    add("profitability_in_year", &answers.profitability.in_year);
    add("profitability_by_end", &answers.profitability.by_end_of_year);
    add("without_new_capital_exhaustion_by_end", &answers.without_new_capital.exhaustion.by_end_of_year);
    let amounts = answers.by_year.get(&year);
    let mut add = |name, fan: fn(&ByYear) -> &Fan| cells.extend(fan_cells(name, amounts.map(fan)));
    add("revenue", |amounts| &amounts.revenue);
    add("operating_result", |amounts| &amounts.operating_result);
    add("cash_flow", |amounts| &amounts.cash_flow);
    add("cash", |amounts| &amounts.cash);
    cells
}

fn estimate_cells(name: &str, estimate: Option<&Estimate>) -> [CsvCell; 3] {
    [
        (name.to_owned(), number(estimate.map(|known| known.estimate))),
        (format!("{name}_low"), number(estimate.map(|known| known.low))),
        (format!("{name}_high"), number(estimate.map(|known| known.high))),
    ]
}

fn fan_cells(name: &str, fan: Option<&Fan>) -> [CsvCell; 5] {
    let cell = |quantile: &str, value: fn(&Fan) -> f64| (format!("{name}_{quantile}"), number(fan.map(value)));
    [
        cell("p05", |fan| fan.p05),
        cell("p25", |fan| fan.p25),
        cell("p50", |fan| fan.p50),
        cell("p75", |fan| fan.p75),
        cell("p95", |fan| fan.p95),
    ]
}

/// The shortest text that reads back as the same number; empty for what is not known.
fn number(value: Option<f64>) -> String {
    value.filter(|known| known.is_finite()).map_or_else(String::new, |known| known.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::fixture::openai;

    fn table(answers: &Answers) -> Vec<Vec<String>> {
        let text = String::from_utf8(csv(answers).unwrap()).unwrap();
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn has_a_header_and_one_row_a_year_of_equal_width() {
        let table = table(&openai());
        assert_eq!(table.len(), 11);
        assert!(table.iter().all(|row| row.len() == 36));
        assert_eq!(table[0][..4], ["year", "exhaustion_in_year", "exhaustion_in_year_low", "exhaustion_in_year_high"]);
        assert_eq!(table[0][35], "cash_p95");
        assert_eq!(table[1][0], "2026");
    }

    #[test]
    fn numbers_read_back_exactly() {
        let answers = openai();
        let table = table(&answers);
        let column = table[0].iter().position(|name| name == "exhaustion_by_end_low").unwrap();
        let written: f64 = table[2][column].parse().unwrap();
        assert_eq!(written.to_bits(), answers.exhaustion.by_end_of_year[&2027].low.to_bits());
    }

    #[test]
    fn leaves_the_cell_empty_where_nothing_is_known() {
        let mut answers = openai();
        answers.profitability.in_year.remove(&2026);
        let table = table(&answers);
        let column = table[0].iter().position(|name| name == "profitability_in_year").unwrap();
        assert_eq!(table[1][column..column + 3], ["", "", ""]);
    }
}
