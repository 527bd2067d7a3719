//! How many digits of a number are written, and how: the last one is the first digit (or, if that is a 1, the second) of its interval's
//! half-width.

/// Decimals beyond which nothing is printed: a share of 10^12 runs needs no more.
pub(super) const MOST_DECIMALS: i32 = 14;

/// Decimals that a half-width supports: up to its first digit, or its second if the first is 1. Negative: tens, hundreds. `None` if it has
/// no width.
///
/// # Source
/// The rounding rule of the Particle Data Group, without its third digit.
pub(crate) fn supported_decimals(half: f64) -> Option<i32> {
    (half > 0.0 && half.is_finite()).then(|| {
        let power = magnitude(half);
        i32::from(half / 10_f64.powi(power) < 1.95) - power
    })
}

/// The power of ten of a positive number's first digit.
#[expect(clippy::cast_possible_truncation, reason = "the logarithm of a finite number is within 400")]
fn magnitude(positive: f64) -> i32 {
    positive.log10().floor() as i32
}

/// The percentage rounded up to one digit, as text.
pub(super) fn rounded_up(percent: f64) -> String {
    let power = magnitude(percent.max(1e-12));
    // The small allowance keeps an exact digit from being pushed up by the division's rounding.
    let digit = (percent / 10_f64.powi(power) - 1e-9).ceil().max(1.0);
    fixed(digit * 10_f64.powi(power), (-power).max(0))
}

/// 100 less the percentage rounded up to one digit, as text.
pub(super) fn less_than_hundred(percent: f64) -> String {
    let power = magnitude(percent.max(1e-12));
    let digit = (percent / 10_f64.powi(power) - 1e-9).ceil().max(1.0);
    fixed(100.0 - digit * 10_f64.powi(power), (-power).max(0))
}

/// A number to that many decimals (negative: rounded to tens, hundreds), with thousands separators.
pub(crate) fn fixed(value: f64, decimals: i32) -> String {
    let places = usize::try_from(decimals.clamp(0, MOST_DECIMALS)).unwrap_or(0);
    let coarse = 10_f64.powi((-decimals).clamp(0, 300));
    let rounded = if decimals < 0 { (value / coarse).round() * coarse } else { value };
    let text = format!("{rounded:.places$}");
    let is_zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    let text = if is_zero { text.trim_start_matches('-') } else { &text };
    separated(text)
}

/// Puts a comma between every three digits before the point.
fn separated(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// A whole number with thousands separators.
pub(crate) fn count(number: u64) -> String {
    separated(&number.to_string())
}

/// `1 run`, `2 runs`.
pub(crate) fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

/// To three digits, no more: `312,000`, `6.3`, `0.84`.
pub(crate) fn three_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() || value.abs() >= 1e15 {
        return format!("{value:.2e}");
    }
    let text = fixed(value, three_digit_decimals(value));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

pub(super) fn three_digit_decimals(value: f64) -> i32 {
    // 99.96 has one digit more than its logarithm says once it is rounded.
    let rounded = value.abs() * 1.0005;
    (2 - magnitude(rounded)).min(MOST_DECIMALS)
}

/// Digits before the point: 3 for 114.2, 0 or less below 1.
pub(crate) fn whole_digits(value: f64) -> i32 {
    if value > 0.0 { magnitude(value) + 1 } else { 0 }
}

/// A rate per second: `312,000`, `4.21 million`.
pub(crate) fn rate(per_second: f64) -> String {
    if per_second.is_finite() && per_second >= 1e6 {
        format!("{} million", three_digits(per_second / 1e6))
    } else {
        three_digits(per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_keep_three_digits() {
        let cases =
            [(19.2, "19.2"), (0.84, "0.84"), (99.96, "100"), (312_345.0, "312,000"), (6.0, "6"), (1e-7, "0.0000001")];
        for (value, expected) in cases {
            assert_eq!(three_digits(value), expected);
        }
    }
}
