//! Where values of levers stand on an axis, and its ticks.

use super::axis;
use crate::answers::{LeverValue, ScenarioHeader};
use crate::wording::chart_labels::{self, Money};
use jiff::civil::Date;

/// A value as a number to place it by: a date in years.
pub(super) fn number(value: LeverValue) -> f64 {
    match value {
        LeverValue::Number(number) => number,
        LeverValue::Date(date) => axis::years(date),
    }
}

/// Places with what is written there, between two values of a quantity.
pub(super) fn ticks(
    quantity: &str,
    (from, to): (f64, f64),
    about: f64,
    scenario: &ScenarioHeader,
) -> Vec<(f64, String)> {
    if quantity == "date" {
        return dates(from, to, about);
    }
    let (_, mut ticks) = axis::ticks((from, to), about);
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    ticks.retain(|tick| (from - 1e-9 * (to - from)..=to + 1e-9 * (to - from)).contains(tick));
    let labels: Vec<String> = match quantity {
        "money" => Money::of(scenario).ticks(&ticks),
        "share" => ticks.iter().map(|&tick| chart_labels::percent_tick(tick, step)).collect(),
        "points" => ticks.iter().map(|&tick| chart_labels::points_tick(tick, step)).collect(),
        "factor" => ticks.iter().map(|&tick| format!("×\u{a0}{}", chart_labels::number_tick(tick, step))).collect(),
        _ => ticks.iter().map(|&tick| chart_labels::number_tick(tick, step)).collect(),
    };
    ticks.into_iter().zip(labels).collect()
}

/// The first days of years, or of quarters or months where there are few, each with its name.
fn dates(from: f64, to: f64, about: f64) -> Vec<(f64, String)> {
    let months = [1, 3, 6, 12, 24, 60, 120];
    let every = months.into_iter().find(|&every| (to - from) * 12.0 / f64::from(every) <= about).unwrap_or(120);
    #[expect(clippy::cast_possible_truncation, reason = "months of a calendar of four digits")]
    let (first, last) = ((from * 12.0).ceil() as i32, (to * 12.0).floor() as i32);
    let date = |month: &i32| {
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        let date = Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()?;
        let label = if every < 12 { date.strftime("%b\u{a0}%Y").to_string() } else { year.to_string() };
        Some((axis::years(date), label))
    };
    (first..=last).filter(|month| month % every == 0).filter_map(|month| date(&month)).collect()
}
