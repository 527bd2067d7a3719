//! How differences are said: percentage points, days and months, amounts; the sign first, and the digits that the interval supports.

use super::words::{Said, Scale, fixed, supported_decimals};
use crate::answers::{DayDifference, Estimate};

/// Decimals beyond which no difference is printed.
const MOST_DECIMALS: i32 = 14;
/// Days in a month, on average over the calendar's 400 years.
const DAYS_A_MONTH: f64 = 30.436_875;
/// From so many days on, a difference is said in months.
const MANY_DAYS: f64 = 75.0;

/// The difference of two probabilities in percentage points.
pub(super) fn points(difference: &Estimate) -> Said {
    let [estimate, low, high] = [difference.estimate, difference.low, difference.high].map(|share| 100.0 * share);
    let decimals = supported_decimals((high - low) / 2.0).unwrap_or(2).clamp(0, MOST_DECIMALS);
    said([estimate, low, high].map(|number| (number, fixed(number, decimals))), |half| fixed(half, decimals))
}

/// The difference of two amounts, in what the scale says.
pub(super) fn amount(scale: &Scale, difference: &Estimate) -> Said {
    let Estimate { estimate, low, high } = *difference;
    let bounded = Estimate { low: finite(low, estimate), high: finite(high, estimate), estimate };
    let [value, lowest, highest] = scale.amount(&bounded);
    if !(low.is_finite() && high.is_finite()) {
        let interval = match (low.is_finite(), high.is_finite()) {
            (true, false) => format!("({lowest} or more)"),
            (false, true) => format!("({highest} or less)"),
            _ => "(any)".to_owned(),
        };
        return Said { value: signed(estimate, &value), interval };
    }
    let half = (high - low) / 2.0;
    let said_half = || scale.amount(&Estimate { estimate: half, low: 0.0, high: 2.0 * half })[0].clone();
    said([(estimate, value), (low, lowest), (high, highest)], |_| said_half())
}

fn finite(end: f64, otherwise: f64) -> f64 {
    if end.is_finite() { end } else { otherwise }
}

/// A number with its sign, and its interval about it: with one width where that is the same on both sides.
fn said([estimate, low, high]: [(f64, String); 3], half: impl Fn(f64) -> String) -> Said {
    let value = signed(estimate.0, &estimate.1);
    let reach = (high.0 - low.0) / 2.0;
    let is_lopsided = (high.0 - estimate.0 - reach).abs() > 0.1 * reach;
    let interval = match (reach > 0.0, is_lopsided) {
        (false, _) => String::new(),
        (true, false) => format!("± {}", half(reach)),
        (true, true) => format!("({} to {})", signed(low.0, &low.1), signed(high.0, &high.1)),
    };
    Said { value, interval }
}

/// The number as written, with a plus if it is above 0; what is exactly 0 is `0`.
fn signed(number: f64, written: &str) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number > 0.0 { format!("+{written}") } else { written.to_owned() }
}

/// How much later or earlier a date is; nothing where one of the two is beyond the horizon.
pub(super) fn days(difference: &DayDifference) -> Said {
    let Some(days) = difference.days else { return Said { value: "unknown".to_owned(), interval: String::new() } };
    if days == 0 && difference.low == Some(0) && difference.high == Some(0) {
        return Said { value: "the same day".to_owned(), interval: String::new() };
    }
    let toward = if days < 0 { -1.0 } else { 1.0 };
    let number = |days: i64| toward * days as f64;
    let (size, ends) = (number(days), [difference.low, difference.high].map(|end| end.map(number)));
    let [near, far] = if days < 0 { [ends[1], ends[0]] } else { ends };
    let is_long = size >= MANY_DAYS;
    let scale = if is_long { DAYS_A_MONTH } else { 1.0 };
    let decimals = i32::from(is_long && size < 24.0 * DAYS_A_MONTH);
    let write = |days: f64| fixed(days / scale, decimals);
    let unit = match (is_long, days.abs() == 1) {
        (true, _) => "months",
        (false, true) => "day",
        (false, false) => "days",
    };
    let interval = match (near, far) {
        (Some(near), Some(far)) => format!("({} to {})", write(near), write(far)),
        (Some(near), None) => format!("({} or more)", write(near)),
        (None, Some(far)) => format!("({} or less)", write(far)),
        (None, None) => String::new(),
    };
    let direction = if days < 0 { "earlier" } else { "later" };
    Said { value: format!("{} {unit} {direction}", write(size)), interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: f64, estimate: f64, high: f64) -> Estimate {
        Estimate { estimate, low, high }
    }

    fn joined(said: &Said) -> String {
        format!("{} {}", said.value, said.interval).trim_end().to_owned()
    }

    #[test]
    fn points_have_a_sign_and_the_digits_of_their_interval() {
        let says = |low, estimate, high| joined(&points(&between(low, estimate, high)));
        assert_eq!(says(0.0216, 0.0221, 0.0226), "+2.21 ± 0.05");
        assert_eq!(says(-0.35, -0.31, -0.27), "-31 ± 4");
        assert_eq!(says(-2.8e-6, 0.0, 2.8e-6), "0 ± 0.0003");
        assert_eq!(says(0.0, 0.0, 0.0), "0");
        assert_eq!(says(-0.000_001, 0.000_1, 0.000_4), "+0.01 (0.00 to +0.04)");
    }

    #[test]
    fn dates_differ_by_days_or_months() {
        let says = |days, low, high| joined(&super::days(&DayDifference { days, low, high }));
        assert_eq!(says(Some(-25), Some(-30), Some(-20)), "25 days earlier (20 to 30)");
        assert_eq!(says(Some(1), Some(-3), Some(5)), "1 day later (-3 to 5)");
        assert_eq!(says(Some(400), Some(380), None), "13.1 months later (12.5 or more)");
        assert_eq!(says(Some(0), Some(0), Some(0)), "the same day");
        assert_eq!(says(None, None, None), "unknown");
    }

    #[test]
    fn amounts_differ_in_their_scale() {
        let scale = Scale::of(&[97.0, 110.0], "billion", "USD");
        assert_eq!(joined(&amount(&scale, &between(12.1, 13.0, 13.9))), "+13.0 ± 0.9");
        assert_eq!(joined(&amount(&scale, &between(12.0, 13.0, f64::INFINITY))), "+13.0 (12.0 or more)");
        assert_eq!(joined(&amount(&scale, &between(0.0, 0.0, 0.0))), "0");
    }
}
