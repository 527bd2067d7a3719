//! How differences are written: percentage points, days and months, amounts; the sign first, and the digits that the interval supports.

use super::digits::{MOST_DECIMALS, fixed, supported_decimals, three_digits};
use super::{AmountScale, Formatted};
use crate::answers::{DayDifference, Estimate, MaybeDate};

/// Days in a month, on average over the calendar's 400 years.
const DAYS_A_MONTH: f64 = 30.436_875;
/// From this many days on, a difference is given in months.
const MANY_DAYS: f64 = 75.0;

/// The difference of two probabilities in percentage points.
pub(crate) fn points(difference: &Estimate) -> Formatted {
    let [estimate, low, high] = [difference.estimate, difference.low, difference.high].map(|share| 100.0 * share);
    let decimals = supported_decimals((high - low) / 2.0).unwrap_or(2).clamp(0, MOST_DECIMALS);
    let numbers = [estimate, low, high];
    Formatted::within(numbers, numbers.map(|number| signed(number, &fixed(number, decimals))), |half| {
        fixed(half, decimals)
    })
}

/// The difference of two amounts, in units of the scale.
pub(crate) fn amount(scale: &AmountScale, difference: &Estimate) -> Formatted {
    in_scale(scale, difference, signed)
}

/// An amount beside others that it is compared with, in units of the scale: to all digits that its interval supports, because differences
/// are small.
pub(crate) fn side(scale: &AmountScale, amount: &Estimate) -> Formatted {
    in_scale(scale, amount, |number, written| if number == 0.0 { "0".to_owned() } else { written.to_owned() })
}

fn in_scale(scale: &AmountScale, found: &Estimate, sign: fn(f64, &str) -> String) -> Formatted {
    let [estimate, low, high] = [found.estimate, found.low, found.high].map(|amount| scale.of_amount(amount));
    let half = (finite(high, estimate) - finite(low, estimate)) / 2.0;
    let decimals = supported_decimals(half).map(|decimals| decimals.min(MOST_DECIMALS));
    let write = |number: f64| match decimals {
        Some(decimals) if number.abs() < 1e15 => fixed(number, decimals),
        _ => three_digits(number),
    };
    let [value, lowest, highest] = [estimate, low, high].map(|number| sign(number, &write(number)));
    match (low.is_finite(), high.is_finite()) {
        (true, true) => Formatted::within([estimate, low, high], [value, lowest, highest], write),
        (true, false) => Formatted { value, interval: format!("({lowest} or more)") },
        (false, true) => Formatted { value, interval: format!("({highest} or less)") },
        (false, false) => Formatted { value, interval: "(± unknown)".to_owned() },
    }
}

fn finite(end: f64, otherwise: f64) -> f64 {
    if end.is_finite() { end } else { otherwise }
}

/// The number as written, with a plus if it is above 0; what is exactly 0 is `0`.
fn signed(number: f64, written: &str) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number > 0.0 { format!("+{written}") } else { written.to_owned() }
}

/// How much later or earlier a date is; only the direction where one of the two dates is beyond the horizon.
pub(crate) fn days(difference: &DayDifference, dates: [MaybeDate; 2]) -> Formatted {
    let Some(days) = difference.days else {
        let value = match dates.map(|date| date.is_some()) {
            [true, false] => "later, how much is unknown",
            [false, true] => "earlier, how much is unknown",
            _ => "unknown",
        };
        return Formatted::alone(value);
    };
    let (toward, direction, opposite) = if days < 0 { (-1.0, "earlier", "later") } else { (1.0, "later", "earlier") };
    let number = |days: i64| toward * days as f64;
    let (size, ends) = (number(days), [difference.low, difference.high].map(|end| end.map(number)));
    let [near, far] = if days < 0 { [ends[1], ends[0]] } else { ends };
    let half = near.zip(far).map(|(near, far)| (far - near) / 2.0 / DAYS_A_MONTH);
    // A tenth of a month is the last digit of months: what is known better is written in days.
    let is_long = size >= MANY_DAYS && half.is_none_or(|half| half >= 0.1);
    let scale = if is_long { DAYS_A_MONTH } else { 1.0 };
    let decimals = half.filter(|_| is_long).and_then(supported_decimals).unwrap_or(0).clamp(0, 1);
    let write = |days: f64| fixed(days / scale, decimals);
    let toward = |days: f64| {
        let direction = if days < 0.0 { opposite } else { direction };
        format!("{} {direction}", write(days.abs()))
    };
    let interval = match (near, far) {
        (Some(near), Some(far)) if near >= far => String::new(),
        (Some(near), Some(far)) if near < 0.0 => format!("({} to {})", toward(near), toward(far)),
        (Some(near), Some(far)) => format!("({} to {})", write(near), write(far)),
        // What has no bound extends beyond the value on its side: any earlier, or any later.
        (Some(near), None) if near < 0.0 && days < 0 => format!("(up to {})", toward(near)),
        (Some(near), None) if near < 0.0 => format!("(from {} on)", toward(near)),
        (Some(near), None) => format!("({} or more)", write(near)),
        (None, Some(far)) => format!("({} or less)", write(far)),
        (None, None) => String::new(),
    };
    let unit = match (is_long, days.abs() == 1) {
        (true, _) => "months",
        (false, true) => "day",
        (false, false) => "days",
    };
    let value = if days == 0 { "the same day".to_owned() } else { format!("{} {unit} {direction}", write(size)) };
    Formatted { value, interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: f64, estimate: f64, high: f64) -> Estimate {
        Estimate { estimate, low, high }
    }

    fn joined(formatted: &Formatted) -> String {
        format!("{} {}", formatted.value, formatted.interval).trim_end().to_owned()
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
        let date = Some(jiff::civil::date(2030, 1, 1));
        let says = |days, low, high| joined(&super::days(&DayDifference { days, low, high }, [date; 2]));
        assert_eq!(says(Some(-25), Some(-30), Some(-20)), "25 days earlier (20 to 30)");
        assert_eq!(says(Some(1), Some(-3), Some(5)), "1 day later (3 earlier to 5 later)");
        assert_eq!(says(Some(-8), Some(-19), Some(3)), "8 days earlier (3 later to 19 earlier)");
        assert_eq!(says(Some(0), Some(-3), Some(3)), "the same day (3 earlier to 3 later)");
        assert_eq!(says(Some(400), Some(380), Some(420)), "13.1 months later (12.5 to 13.8)");
        assert_eq!(says(Some(-159), Some(-160), Some(-158)), "159 days earlier (158 to 160)");
        assert_eq!(says(Some(400), Some(380), None), "13 months later (12 or more)");
        assert_eq!(says(Some(0), Some(0), Some(0)), "the same day");
    }

    #[test]
    fn a_date_beyond_the_horizon_is_later_than_any_other() {
        let (none, date) = (DayDifference { days: None, low: None, high: None }, Some(jiff::civil::date(2030, 1, 1)));
        assert_eq!(joined(&super::days(&none, [date, None])), "later, how much is unknown");
        assert_eq!(joined(&super::days(&none, [None, date])), "earlier, how much is unknown");
        assert_eq!(joined(&super::days(&none, [None, None])), "unknown");
    }

    #[test]
    fn amounts_differ_in_their_scale() {
        let scale = AmountScale::of(&[97.0, 110.0], "billion", "USD");
        assert_eq!(joined(&amount(&scale, &between(12.1, 13.0, 13.9))), "+13.0 ± 0.9");
        assert_eq!(
            joined(&amount(&scale, &between(25.17, 25.3, 25.43))),
            "+25.30 ± 0.13",
            "as many digits as its width"
        );
        assert_eq!(joined(&amount(&scale, &between(12.0, 13.0, f64::INFINITY))), "+13.0 (+12.0 or more)");
        assert_eq!(joined(&amount(&scale, &between(0.0, 0.0, 0.0))), "0");
        assert_eq!(joined(&side(&scale, &between(998.0, 1004.0, 1010.0))), "1,004 ± 6");
        assert_eq!(joined(&side(&scale, &between(0.0, 0.0, 0.4))), "0 (0 to 0.4)");
        assert_eq!(joined(&side(&scale, &between(40.0, 40.0, 40.0))), "40");
    }
}
