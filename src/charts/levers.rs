//! How values of levers stand on an axis: as numbers to place them by, and as ticks.

use super::axis;
use super::words::{self, Money};
use crate::answers::{Axis, LeverValue, ScenarioHeader};
use jiff::civil::Date;

/// A value as a number to place it by: a date in years.
pub(super) fn number(value: LeverValue) -> f64 {
    match value {
        LeverValue::Number(number) => number,
        LeverValue::Date(date) => axis::years(date),
    }
}

/// Places with what is written there, between two values of an axis.
pub(super) fn ticks(of: &Axis, (from, to): (f64, f64), about: f64, scenario: &ScenarioHeader) -> Vec<(f64, String)> {
    if of.quantity == "date" {
        return dates(from, to, about);
    }
    let (_, mut ticks) = axis::ticks((from, to), about);
    ticks.retain(|tick| (from - 1e-9 * (to - from)..=to + 1e-9 * (to - from)).contains(tick));
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let step = if step.is_finite() { step } else { to - from };
    let said: Vec<String> = match of.quantity {
        "money" => Money::of(scenario).ticks(&ticks),
        "share" => ticks.iter().map(|&tick| words::percent_tick(tick, step)).collect(),
        "points" => ticks.iter().map(|&tick| points(tick, step)).collect(),
        "factor" => ticks.iter().map(|&tick| format!("×\u{a0}{}", words::number_tick(tick, step))).collect(),
        _ => ticks.iter().map(|&tick| words::number_tick(tick, step)).collect(),
    };
    ticks.into_iter().zip(said).collect()
}

/// Points with their sign.
fn points(tick: f64, step: f64) -> String {
    let number = words::number_tick(100.0 * tick, 100.0 * step);
    if tick > 0.0 { format!("+{number}") } else { number }
}

/// A value in words, as in `1.2 million USD`, `+5 points` or `1 May 2027`.
pub(super) fn said(of: &Axis, value: LeverValue, scenario: &ScenarioHeader) -> String {
    let number = match value {
        LeverValue::Date(date) => return day(date),
        LeverValue::Number(number) => number,
    };
    match of.quantity {
        "money" => Money::of(scenario).short(number),
        "share" => format!("{}\u{a0}%", words::number_tick(100.0 * number, 0.1)),
        "points" => {
            let sign = if number > 0.0 { "+" } else { "" };
            format!("{sign}{}\u{a0}points", words::number_tick(100.0 * number, 0.1))
        }
        "factor" => format!("×\u{a0}{}", words::number_tick(number, 0.01)),
        "months" => format!("{}\u{a0}months", words::three_digits_of(number)),
        _ => words::three_digits_of(number),
    }
}

/// What the values of an axis are, for its title.
pub(super) fn unit(of: &Axis, scenario: &ScenarioHeader) -> String {
    match of.quantity {
        "money" => Money::of(scenario).currency().to_owned(),
        "points" => "percentage points more in every year".to_owned(),
        "factor" => "times as much in every year".to_owned(),
        "months" => "months".to_owned(),
        "date" => "the day that it is planned for".to_owned(),
        _ => String::new(),
    }
}

/// `1 May 2027`, held together.
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d\u{a0}%B\u{a0}%Y").to_string()
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
        let said = if every < 12 { date.strftime("%b\u{a0}%Y").to_string() } else { year.to_string() };
        Some((axis::years(date), said))
    };
    (first..=last).filter(|month| month % every == 0).filter_map(|month| date(&month)).collect()
}
