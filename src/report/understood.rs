//! What was understood of a scenario, for `check`: every driver with its family and quantiles, what moves together, and the doubts.

use super::moves_together::moves_together;
use super::prospects::prospects;
use super::reactions::reactions;
use super::unit::amounts_in;
use crate::error::visible;
use crate::model::{Cadence, Calendar, Curve, Driver, Model, months_in};
use crate::scenario::Month;
use crate::wording::{Horizon, KEPT_TOGETHER, counted, listed, month, percent, sentence, three_digits, unbroken};
use anstyle::Style;
use std::fmt::Write as _;

/// Latents of the 5 %, 50 % and 95 % quantiles.
const QUANTILES: [f64; 3] = [-1.644_853_626_951_472_7, 0.0, 1.644_853_626_951_472_7];
/// Columns of the page.
const WIDTH: usize = 100;

/// The company's parts, the drivers, what moves together, the claims and the doubts in `warnings`; `styled` adds ANSI bold.
#[must_use]
pub fn understood(model: &Model, warnings: &[String], styled: bool) -> String {
    let bold = if styled { Style::new().bold() } else { Style::new() };
    let mut text = String::new();
    head(&mut text, model, bold);
    may_happen(&mut text, model, bold);
    reacts(&mut text, model, bold);
    drivers(&mut text, model, bold);
    let together = moves_together(model);
    if !together.is_empty() {
        heading(&mut text, "What moves together, with the rank correlation", bold);
        together.iter().for_each(|one| line(&mut text, one));
    }
    if !model.company.claims.is_empty() {
        heading(&mut text, "Claims", bold);
        model.company.claims.iter().for_each(|claim| line(&mut text, &format!("  {}", visible(&claim.text))));
    }
    doubts(&mut text, warnings, bold);
    text
}

fn line(text: &mut String, words: &str) {
    let words = unbroken(words);
    let filled = textwrap::fill(&words, textwrap::Options::new(WIDTH).subsequent_indent("    "));
    text.push_str(&filled.replace(KEPT_TOGETHER, " "));
    text.push('\n');
}

fn heading(text: &mut String, words: &str, bold: Style) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n{bold}{words}{bold:#}");
}

/// When years end, if not with the calendar's.
fn business_years(text: &mut String, calendar: &Calendar) {
    let (ends, years) = (calendar.year_ends(), calendar.years());
    if let Some(year) = years.first().filter(|_| ends != Month::December) {
        let (first, last) = (month(year.first_day()), month(year.end().yesterday().unwrap_or(year.end())));
        line(text, &format!("Business years end with {ends}: {year} is {first} to {last}."));
    }
}

fn head(text: &mut String, model: &Model, bold: Style) {
    let calendar = &model.inputs.calendar;
    let _ = writeln!(text, "{bold}{}{bold:#}", visible(&model.title));
    let (start, last) = (month(calendar.start()), Horizon::new(calendar.end(), calendar.year_ends()).last());
    let steps = counted(
        u64::try_from(calendar.steps()).unwrap_or(u64::MAX),
        &format!("{} step", pace(calendar.months_per_step())),
    );
    line(text, &format!("From {start} to the end of {last} in {steps}; amounts in {}.", amounts_in(model)));
    business_years(text, calendar);
    let names = |what: &str, names: Vec<&str>| {
        let names = names.into_iter().map(visible).collect::<Vec<_>>();
        format!("{what}: {}.", if names.is_empty() { "none".to_owned() } else { listed(&names) })
    };
    line(text, &names("Revenue", model.company.revenue.iter().map(|stream| stream.name.as_str()).collect()));
    line(text, &names("Burn", model.company.burn.iter().map(|line| line.name.as_str()).collect()));
    let rounds = model.company.capital.iter().map(|raise| raise.name.as_str());
    let programmes = model.company.programmes.iter().map(|programme| programme.name.as_str());
    line(text, &names("New capital", rounds.chain(programmes).collect()));
    if !model.company.loans.is_empty() {
        line(text, &names("Loans", model.company.loans.iter().map(|loan| loan.name.as_str()).collect()));
    }
}

/// What may happen, and with what chance, one sentence each.
fn may_happen(text: &mut String, model: &Model, bold: Style) {
    let prospects = prospects(model);
    if !prospects.is_empty() {
        heading(text, "What may happen", bold);
        prospects.iter().for_each(|prospect| line(text, &format!("  {prospect}")));
    }
}

/// What happens to the company and what reacts to what, one sentence each.
fn reacts(text: &mut String, model: &Model, bold: Style) {
    let reactions = reactions(model);
    if !reactions.is_empty() {
        heading(text, "What reacts to what", bold);
        reactions.iter().for_each(|reaction| line(text, &format!("  {reaction}")));
    }
}

fn pace(months: usize) -> &'static str {
    match months {
        1 => "monthly",
        3 => "quarterly",
        _ => "yearly",
    }
}

fn drivers(text: &mut String, model: &Model, bold: Style) {
    heading(text, "Drivers", bold);
    line(text, "  5 % of futures are below the first number, half below the second, 5 % above the third.");
    if model.inputs.drivers.iter().any(|driver| (1..driver.curves.len()).any(|year| is_between(driver, year, model))) {
        line(text, "  Years between two that are listed lie between them, at equal probability.");
    }
    text.push('\n');
    let shown = model.inputs.drivers.iter().filter(|driver| was_written(driver));
    let rows: Vec<[String; 8]> = shown.flat_map(|driver| rows(driver, model)).collect();
    let header = ["driver", "drawn", "persistence", "from", "family", "5 %", "50 %", "95 %"].map(str::to_owned);
    table(text, &header, &rows);
}

/// Whether a driver stands in the scenario. Those that decide whether capital closes, what comes once happens and events fire do not, unless
/// they are correlated.
fn was_written(driver: &Driver) -> bool {
    let is = |section, key| driver.name.starts_with(section) && driver.name.ends_with(key);
    let once = is("revenue.", ".happens") || is("burn.", ".happens");
    let closes = is("capital.", ".closes") || is("loan.", ".closes");
    !(once || closes || is("event.", ".fires")) || driver.group.is_some()
}

/// The first columns are words, the last three numbers. A column without a single cell is left out.
fn table(text: &mut String, header: &[String; 8], rows: &[[String; 8]]) {
    let widths: [usize; 8] = std::array::from_fn(|column| {
        let widest = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        if widest == 0 { 0 } else { widest.max(header[column].chars().count()) }
    });
    for row in std::iter::once(header).chain(rows) {
        let columns = row.iter().zip(widths).enumerate().filter(|(_, (_, width))| *width > 0);
        let cells: Vec<String> = columns
            .map(
                |(column, (cell, width))| if column < 5 { format!("{cell:width$}") } else { format!("{cell:>width$}") },
            )
            .collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
}

/// A row for the first year, and one for each later year from which on something else holds.
fn rows(driver: &Driver, model: &Model) -> Vec<[String; 8]> {
    let years = if driver.curves.len() > 1 { model.inputs.calendar.years() } else { Vec::new() };
    let mut rows = Vec::new();
    for (year, curve) in driver.curves.iter().enumerate().filter(|(year, _)| is_listed(driver, *year, model)) {
        let mut row: [String; 8] = Default::default();
        if year == 0 {
            row[0] = visible(&driver.name);
            row[1] = drawn(driver);
            row[2] = persistence(driver, model);
        }
        row[3] = years.get(year).map_or_else(String::new, ToString::to_string);
        row[4] = family(curve, model).to_owned();
        match curve {
            Curve::Constant(value) => row[6] = formatted(*value, driver),
            Curve::Drawn { .. } => {
                let quantiles = QUANTILES.map(|z| driver.limits.apply(curve.at(z, &model.inputs.tables)));
                row[5..].clone_from_slice(&without_rounding(quantiles).map(|quantile| formatted(quantile, driver)));
            }
        }
        rows.push(row);
    }
    // A driver that never changes needs no years.
    if let [only] = rows.as_mut_slice() {
        only[3].clear();
    }
    rows
}

/// Numbers of one row, in which what rounding left of a 0 is 0.
fn without_rounding(numbers: [f64; 3]) -> [f64; 3] {
    let largest = numbers.iter().fold(0.0_f64, |largest, number| largest.max(number.abs()));
    numbers.map(|number| if number.abs() < 1e-12 * largest { 0.0 } else { number })
}

/// Whether a year is listed: the first, the last if it is between two, and each that starts something new.
fn is_listed(driver: &Driver, year: usize, model: &Model) -> bool {
    let next_is_between = year + 1 < driver.curves.len() && is_between(driver, year + 1, model);
    let is_new = year == 0 || driver.curves[year] != driver.curves[year - 1];
    match (year, is_between(driver, year, model)) {
        (0, _) => true,
        (_, true) => year + 1 == driver.curves.len(),
        (_, false) => is_new || next_is_between,
    }
}

fn is_between(driver: &Driver, year: usize, model: &Model) -> bool {
    family(&driver.curves[year], model) == "between two years"
}

fn family(curve: &Curve, model: &Model) -> &'static str {
    match curve {
        Curve::Constant(_) => "fixed",
        Curve::Drawn { table, .. } => model.inputs.tables[*table].family(),
    }
}

/// Rates, margins and shares in percent, all else as it stands.
fn formatted(value: f64, driver: &Driver) -> String {
    if driver.limits.are_of_fractions { percent(value) } else { three_digits(value) }
}

fn drawn(driver: &Driver) -> String {
    match driver.cadence {
        _ if driver.is_constant() => String::new(),
        Cadence::Single => "once".to_owned(),
        Cadence::Each(step) => match months_in(step) {
            1 => "monthly".to_owned(),
            3 => "quarterly".to_owned(),
            _ => "yearly".to_owned(),
        },
    }
}

fn persistence(driver: &Driver, model: &Model) -> String {
    let Some(group) = driver.group.map(|group| &model.inputs.groups[group]) else { return String::new() };
    let kept =
        group.members.iter().zip(&group.persistence).find(|(id, _)| model.inputs.drivers[**id].name == driver.name);
    kept.filter(|(_, kept)| **kept > 0.0).map_or_else(String::new, |(_, kept)| three_digits(*kept))
}

/// One paragraph each.
fn doubts(text: &mut String, warnings: &[String], bold: Style) {
    if warnings.is_empty() {
        return;
    }
    heading(text, "Doubts: the scenario is valid, but think about this", bold);
    for (place, warning) in warnings.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        line(text, &format!("  - {}", sentence(&visible(warning))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build;
    use crate::scenario::Scenario;

    #[test]
    fn says_what_was_understood_in_percent_and_amounts_and_leaves_out_what_was_not_written() {
        insta::assert_snapshot!(understood(&model(), &model().warnings, false), @r###"
acme
From April 2026 to the end of March 2031 in 60 monthly steps; amounts in million EUR.
Revenue: Product.
Burn: Payroll.
New capital: Round.

What may happen
  Capital Round closes with a chance of 70 % and then lands on 1 January 2027.

Drivers
  5 % of futures are below the first number, half below the second, 5 % above the third.
  Years between two that are listed lie between them, at equal probability.

  driver                     drawn   persistence  from  family        5 %    50 %    95 %
  burn.Payroll.annual                                   fixed                   9
  capital.Round.amount       once                       lognormal       5    7.07      10
  capital.Round.probability                             fixed                70 %
  cash.opening               once                       lognormal       8     9.8      12
  gross_margin               yearly                     PERT       58.6 %  68.7 %  76.7 %
  revenue.Product.growth     yearly  0.6          2026  lognormal    20 %  34.6 %    60 %
                                                  2029  normal        0 %    10 %    20 %
  revenue.Product.opening                               fixed                   5

What moves together, with the rank correlation
   0.40  gross_margin and revenue.Product.growth

Claims
  Lasts to the end of 2028

Doubts: the scenario is valid, but think about this
  - `gross_margin` is drawn without `persistence`: shocks of independent years average out, and real
    forecasts err the same way for years; write `persistence = 0.7`, say, or `persistence = 0` if
    you mean it.
"###);
    }

    #[test]
    fn stays_within_its_lines_and_styles_change_nothing_but_the_looks() {
        let (plain, styled) = (understood(&model(), &[], false), understood(&model(), &[], true));
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
        assert!(plain.lines().all(|line| line == line.trim_end() && !line.contains(KEPT_TOGETHER)), "{plain}");
    }

    fn model() -> Model {
        let text = r#"
            start = 2026-04-01
            years = 5
            currency = "EUR"
            unit = "million"
            [cash]
            opening = "8 to 12"
            [[revenue]]
            name = "Product"
            opening = 5
            [revenue.growth]
            by_year = { 2026 = "20% to 60%", 2029 = "0% to 20%" }
            persistence = 0.6
            [gross_margin]
            value = { pert = { min = 0.5, mode = 0.7, max = 0.8 } }
            [[burn]]
            name = "Payroll"
            annual = 9
            [[capital]]
            name = "Round"
            date = 2027-01-01
            amount = "5 to 10"
            probability = 0.7
            [[correlation]]
            between = ["revenue.Product.growth", "gross_margin"]
            spearman = 0.4
            [[claim]]
            text = "Lasts to the end of 2028"
            survives_to = 2029-01-01
        "#;
        build(&Scenario::from_toml("acme", text, &[]).unwrap().0).unwrap()
    }
}
