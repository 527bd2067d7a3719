//! How the values of levers are written: amounts, percentages, points, factors, months and dates, to the digits that their interval
//! supports.

use super::{AmountScale, Formatted, day, fixed, supported_decimals, three_digits};
use crate::answers::{Estimate, ScenarioHeader};
use crate::model::LeverValue;

/// A value with the ends of its interval; an end is `None` if it is not known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranged {
    pub(crate) value: LeverValue,
    pub(crate) low: Option<LeverValue>,
    pub(crate) high: Option<LeverValue>,
}

/// How a scenario's levers of one kind are written.
pub(crate) struct LeverFormat<'a> {
    /// As in the JSON: `money`, `share`, `points`, `factor`, `months`, `date` or `number`.
    pub(crate) quantity: &'a str,
    pub(crate) scenario: &'a ScenarioHeader,
}

impl LeverFormat<'_> {
    /// A value without an interval, to about three digits.
    pub(crate) fn plain(&self, value: LeverValue) -> String {
        let number = match value {
            LeverValue::Date(date) => return day(date),
            LeverValue::Number(number) => number,
        };
        let percent = || {
            let percent = 100.0 * number;
            fixed(percent, i32::from(percent.abs() < 99.95 && (percent - percent.round()).abs() > 1e-6))
        };
        match self.quantity {
            "money" => AmountScale::plain(number, &self.scenario.unit, &self.scenario.currency),
            "share" => format!("{} %", percent()),
            "points" => format!("{}{} points", if number > 0.0 { "+" } else { "" }, percent()),
            "factor" => format!("× {}", three_digits(number)),
            "months" => format!("{} months", three_digits(number)),
            _ => three_digits(number),
        }
    }

    /// A value with its interval.
    pub(crate) fn ranged(&self, of: Ranged) -> Formatted {
        let LeverValue::Number(value) = of.value else { return dates(of) };
        let number = |end: Option<LeverValue>| match end {
            Some(LeverValue::Number(number)) => Some(number),
            _ => None,
        };
        let (low, high) = (number(of.low), number(of.high));
        let half = match (low, high) {
            (Some(low), Some(high)) => (high - low) / 2.0,
            (Some(end), None) | (None, Some(end)) => (value - end).abs(),
            (None, None) => 0.0,
        };
        if half <= 0.0 {
            let interval = if low.is_some() { String::new() } else { "(not known)".to_owned() };
            return Formatted { value: self.plain(of.value), interval };
        }
        let (formatted, ends, after) = self.numbers(value, [low, high], half);
        let interval = match ends {
            [Some(low), Some(high)] => format!("({low} to {high})"),
            [Some(low), None] => format!("({low} or more)"),
            [None, Some(high)] => format!("({high} or less)"),
            [None, None] => "(not known)".to_owned(),
        };
        Formatted { value: format!("{formatted}{after}"), interval }
    }

    /// A number and the ends of its interval in the same form, and what stands after the number.
    fn numbers(&self, value: f64, ends: [Option<f64>; 2], half: f64) -> (String, [Option<String>; 2], String) {
        if self.quantity == "money" {
            let scale = AmountScale::of(&[value], &self.scenario.unit, &self.scenario.currency);
            let formatted = |number: f64| {
                let [formatted, ..] =
                    scale.amount(&Estimate { estimate: number, low: number - half, high: number + half });
                formatted
            };
            return (formatted(value), ends.map(|end| end.map(formatted)), format!(" {}", scale.words));
        }
        let (factor, before, after) = match self.quantity {
            "share" => (100.0, "", " %"),
            "points" => (100.0, "+", " points"),
            "factor" => (1.0, "× ", ""),
            "months" => (1.0, "", " months"),
            _ => (1.0, "", ""),
        };
        let decimals = supported_decimals(factor * half).unwrap_or(4);
        let sign = |number: f64| if before == "+" && number <= 0.0 { "" } else { before };
        let formatted = |number: f64| format!("{}{}", sign(number), fixed(factor * number, decimals));
        let bare = |number: f64| formatted(number).replace("× ", "");
        (formatted(value), ends.map(|end| end.map(bare)), after.to_owned())
    }
}

fn dates(of: Ranged) -> Formatted {
    let formatted = |value: LeverValue| match value {
        LeverValue::Date(date) => day(date),
        LeverValue::Number(number) => three_digits(number),
    };
    let interval = match (of.low, of.high) {
        (Some(low), Some(high)) if low == high => String::new(),
        (Some(low), Some(high)) => format!("({} to {})", formatted(low), formatted(high)),
        (Some(low), None) => format!("({} or later)", formatted(low)),
        (None, Some(high)) => format!("({} or earlier)", formatted(high)),
        (None, None) => "(not known)".to_owned(),
    };
    Formatted { value: formatted(of.value), interval }
}
