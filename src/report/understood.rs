//! What was understood of a scenario, for `check`: every driver with its family and quantiles, what hangs together, and the doubts.

use super::words::three_digits;
use crate::error::visible;
use crate::model::{Cadence, Curve, Driver, Group, Model, months_in};
use anstyle::Style;
use std::fmt::Write as _;

/// Latents of the 5 %, 50 % and 95 % quantiles.
const QUANTILES: [f64; 3] = [-1.644_853_626_951_472_7, 0.0, 1.644_853_626_951_472_7];

/// The drivers, their dependence, the company's parts and the doubts; `styled` adds ANSI bold.
#[must_use]
pub fn understood(model: &Model, styled: bool) -> String {
    let bold = if styled { Style::new().bold() } else { Style::new() };
    let mut text = String::new();
    head(&mut text, model, bold);
    drivers(&mut text, model, bold);
    dependence(&mut text, model, bold);
    if !model.claims.is_empty() {
        heading(&mut text, "Claims", bold);
        model.claims.iter().for_each(|claim| line(&mut text, &format!("  {}", visible(&claim.text))));
    }
    if !model.warnings.is_empty() {
        heading(&mut text, "Doubts", bold);
        model.warnings.iter().for_each(|warning| line(&mut text, &format!("  {}", visible(warning))));
    }
    text
}

fn line(text: &mut String, words: &str) {
    let options = textwrap::Options::new(100).subsequent_indent("    ");
    text.push_str(&textwrap::fill(words, options));
    text.push('\n');
}

fn heading(text: &mut String, words: &str, bold: Style) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n{bold}{words}{bold:#}");
}

fn head(text: &mut String, model: &Model, bold: Style) {
    let calendar = &model.calendar;
    let steps = calendar.steps();
    let _ = writeln!(text, "{bold}{}{bold:#}", visible(&model.title));
    line(
        text,
        &format!(
            "From {} to {} in {steps} steps of {}; amounts in {} {}.",
            calendar.start(),
            calendar.end(),
            period(calendar.months_per_step()),
            unit(model),
            visible(&model.currency)
        ),
    );
    let revenue = model.revenue.iter().map(|stream| stream.name.as_str()).collect::<Vec<_>>();
    let burn = model.burn.iter().map(|line| line.name.as_str()).collect::<Vec<_>>();
    let capital = model.capital.iter().map(|raise| raise.name.as_str()).collect::<Vec<_>>();
    for (what, names) in [("Revenue", revenue), ("Burn", burn), ("Capital", capital)] {
        let names = if names.is_empty() { "none".to_owned() } else { visible(&names.join(", ")) };
        line(text, &format!("{what}: {names}."));
    }
}

fn unit(model: &Model) -> &'static str {
    match model.unit {
        crate::scenario::Unit::One => "single",
        crate::scenario::Unit::Thousand => "thousand",
        crate::scenario::Unit::Million => "million",
        crate::scenario::Unit::Billion => "billion",
    }
}

fn period(months: usize) -> &'static str {
    match months {
        1 => "a month",
        3 => "a quarter",
        _ => "a year",
    }
}

fn drivers(text: &mut String, model: &Model, bold: Style) {
    heading(text, "Drivers: one in twenty futures is below the first number, half are below the second", bold);
    let rows: Vec<[String; 7]> = model.drivers.iter().flat_map(|driver| driver_rows(driver, model)).collect();
    let header = ["driver", "from", "drawn", "family", "5 %", "50 %", "95 %"].map(str::to_owned);
    let widths: [usize; 7] = std::array::from_fn(|column| {
        std::iter::once(&header).chain(&rows).map(|row| row[column].chars().count()).max().unwrap_or(0)
    });
    for row in std::iter::once(&header).chain(&rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .enumerate()
            .map(
                |(column, (cell, width))| if column < 4 { format!("{cell:width$}") } else { format!("{cell:>width$}") },
            )
            .collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
}

/// A row for the first year, and one for each year whose curve differs from the year before.
fn driver_rows(driver: &Driver, model: &Model) -> Vec<[String; 7]> {
    let mut rows = Vec::new();
    for (year, curve) in driver.curves.iter().enumerate() {
        if year > 0 && driver.curves[year - 1] == *curve {
            continue;
        }
        let (name, drawn) = if year == 0 { (visible(&driver.name), drawn(driver.cadence)) } else { Default::default() };
        let from = if driver.curves.len() > 1 { model.calendar.years()[year].to_string() } else { String::new() };
        let (family, quantiles) = match curve {
            Curve::Constant(value) => ("fixed", [String::new(), three_digits(*value), String::new()]),
            Curve::Drawn { table, .. } => {
                let at = |z| three_digits(driver.limits.apply(curve.at(z, &model.tables)));
                (model.tables[*table].family(), QUANTILES.map(at))
            }
        };
        let [low, middle, high] = quantiles;
        rows.push([name, from, drawn, family.to_owned(), low, middle, high]);
    }
    rows
}

fn drawn(cadence: Cadence) -> String {
    match cadence {
        Cadence::Single => "once".to_owned(),
        Cadence::Each(step) => format!("each {}", period(months_in(step)).trim_start_matches("a ")),
    }
}

fn dependence(text: &mut String, model: &Model, bold: Style) {
    if model.groups.is_empty() {
        return;
    }
    heading(text, "What hangs together", bold);
    for group in &model.groups {
        for (place, &id) in group.members.iter().enumerate() {
            line(text, &member(place, id, group, model));
        }
    }
}

fn member(place: usize, id: usize, group: &Group, model: &Model) -> String {
    let mut words = format!("  {}", visible(&model.drivers[id].name));
    let persistence = group.persistence[place];
    if persistence > 0.0 {
        let _ = write!(words, ", of which {} of each year's luck is kept in the next", three_digits(persistence));
    }
    for (before, &other) in group.members.iter().enumerate().take(place) {
        let latent: f64 = group.first[place].iter().zip(&group.first[before]).map(|(a, b)| a * b).sum();
        let spearman = crate::model::spearman(latent);
        if spearman.abs() > 1e-9 {
            let _ = write!(words, "; rank correlation {:.2} with {}", spearman, visible(&model.drivers[other].name));
        }
    }
    words
}
