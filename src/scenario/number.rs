//! How numbers, percentages and years are written: one rule for scenario files, flags and tables of actuals.

/// The number that a text is: as in `12.5` and `1_000`, or, of a percentage such as `12.5%`, its fraction. `None` if it is neither, or not
/// finite.
///
/// A percentage has the bits of its fraction: the decimal point is shifted in the text, where dividing by 100 would round a second time.
///
/// # Example
/// ```
/// use runout::scenario::number;
///
/// assert_eq!(number("57.7%"), Some(0.577));
/// assert_ne!(57.7 / 100.0, 0.577);
/// assert_eq!(number("a lot"), None);
/// ```
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    percentage(text).or_else(|| plain(text))
}

/// The number written in a text: digits with sign, point, exponent, and underscores between digits.
pub(super) fn plain(text: &str) -> Option<f64> {
    let text = text.trim();
    let well_formed = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E' | '_'))
        && !text.ends_with('_');
    let digits = text.replace('_', "");
    digits.parse().ok().filter(|number: &f64| well_formed && number.is_finite())
}

/// The fraction that a percentage in a text is: `"35%"` is 0.35.
pub(super) fn percentage(text: &str) -> Option<f64> {
    let digits = text.trim().strip_suffix('%')?.trim_end();
    plain(digits)?;
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let exponent = exponent.parse::<i32>().ok()?.saturating_sub(2);
    plain(&format!("{mantissa}e{exponent}"))
}

/// The number of a year, which is written as `2027` or, if it is a business year, `FY2027`.
pub(crate) fn year(text: &str) -> Option<i16> {
    let digits = text.strip_prefix("FY").unwrap_or(text);
    let well_formed = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| well_formed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_have_four_digits() {
        assert_eq!(["2027", "FY2027", "0001"].map(year), [Some(2027), Some(2027), Some(1)]);
        for written in ["", "FY", "FY27", "27", "20270", "+202", "fy2027", "FYFY2027", "2027 "] {
            assert_eq!(year(written), None, "{written}");
        }
    }

    #[test]
    fn a_percentage_is_the_same_bits_as_its_fraction() {
        for (written, fraction) in [("35%", 0.35), (" 7.3 % ", 0.073), ("-12.34%", -0.1234), ("1e2%", 1.0)] {
            assert_eq!(number(written), Some(fraction), "{written}");
        }
        let bits = |number: Option<f64>| number.map(f64::to_bits);
        for tenths in 1..1_000_u32 {
            let (whole, tenth) = (tenths / 10, tenths % 10);
            let fraction: f64 = format!("0.{tenths:03}").parse().unwrap();
            assert_eq!(bits(number(&format!("{whole}.{tenth}%"))), Some(fraction.to_bits()), "{whole}.{tenth}%");
            assert_eq!(bits(number(&format!("{tenths}e-1%"))), Some(fraction.to_bits()), "{tenths}e-1%");
        }
    }

    #[test]
    fn only_numbers_are_numbers() {
        for written in ["", "nan", "inf", "1e999", "-", "1_", "e5", "0x10", "1 2", "%", "nan%", "1%%", "1e%"] {
            assert_eq!(number(written), None, "{written}");
        }
        assert_eq!(number(" 1_000_000.5 "), Some(1_000_000.5));
    }
}
