//! Numbers of runs as people write them: `250k`, `10M`, `1e7`, `1_000_000`.

/// More runs than this are a slip of the finger: at a million a second they take eleven days.
pub(crate) const MOST_RUNS: u64 = 1_000_000_000_000;

/// A number of runs, at least 1.
pub(crate) fn runs(text: &str) -> Result<u64, String> {
    match number(text)? {
        0 => Err("must be at least 1 run, got 0".to_owned()),
        runs if runs > MOST_RUNS => Err(format!("must be at most 1e12 runs, got {text}")),
        runs => Ok(runs),
    }
}

/// The number of a run, from 0.
pub(crate) fn run_number(text: &str) -> Result<u64, String> {
    match number(text)? {
        run if run >= MOST_RUNS => Err(format!("must be below 1e12, got {text}")),
        run => Ok(run),
    }
}

/// A seed: plain digits, so that it is written in one way only.
pub(crate) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("must be a whole number from 0 to {}, got {text:?}", u64::MAX))
}

/// A whole number, exactly: digits with `_` between them, a decimal fraction, a power of ten `e7`, and `k`, `M` or `B`.
fn number(text: &str) -> Result<u64, String> {
    let not_whole = || format!("must be a whole number such as 250k, 10M, 1e7 or 1_000_000, got {text:?}");
    if text.contains(',') {
        return Err(format!("must be written without commas, such as 1_000_000, got {text:?}"));
    }
    let (digits, thousands) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 3),
        Some((at, 'm' | 'M')) => (&text[..at], 6),
        Some((at, 'b' | 'B')) => (&text[..at], 9),
        _ => (text, 0),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| not_whole())?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let all: String = [whole, fraction].concat().chars().filter(|c| *c != '_').collect();
    if whole.is_empty() || whole.starts_with('_') || all.len() > 40 || !all.chars().all(|c| c.is_ascii_digit()) {
        return Err(not_whole());
    }
    let mantissa: u128 = all.parse().map_err(|_| not_whole())?;
    let places = i32::try_from(fraction.len()).map_err(|_| not_whole())?;
    scaled(mantissa, exponent.saturating_add(thousands).saturating_sub(places)).ok_or_else(not_whole)
}

/// `mantissa` times ten to the `power`, if whole; the largest number if it is too large for one.
fn scaled(mantissa: u128, power: i32) -> Option<u64> {
    let factor = 10_u128.checked_pow(power.unsigned_abs());
    let exact = match (factor, power < 0) {
        _ if mantissa == 0 => 0,
        (None, true) => return None,
        (None, false) => u128::MAX,
        (Some(factor), true) => mantissa.is_multiple_of(factor).then_some(mantissa / factor)?,
        (Some(factor), false) => mantissa.saturating_mul(factor),
    };
    Some(u64::try_from(exact).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_ways_in_which_people_write_large_numbers() {
        let cases = [
            ("1", 1),
            ("1000000", 1_000_000),
            ("1_000_000", 1_000_000),
            ("250k", 250_000),
            ("10M", 10_000_000),
            ("2.5m", 2_500_000),
            ("1e7", 10_000_000),
            ("1.5E3", 1_500),
            ("1B", 1_000_000_000),
            ("1.50k", 1_500),
            ("20e-1", 2),
            ("1e12", MOST_RUNS),
        ];
        for (text, expected) in cases {
            assert_eq!(runs(text), Ok(expected), "{text}");
        }
        assert_eq!(run_number("0"), Ok(0));
    }

    #[test]
    fn refuses_what_is_not_a_whole_number() {
        for text in
            ["", "k", "1.5", "1e-1", "ten", "-5", "1e", "e7", ".5k", "_1", "1kk", "0x10", "NaN", "inf", "1e7.5", "１"]
        {
            assert!(runs(text).is_err_and(|message| message.starts_with("must be a whole number")), "{text}");
        }
    }

    #[test]
    fn refuses_numbers_out_of_range_with_the_number() {
        assert_eq!(runs("0"), Err("must be at least 1 run, got 0".to_owned()));
        assert_eq!(runs("0k"), Err("must be at least 1 run, got 0".to_owned()));
        for text in ["1e13", "1e999999999", "99999999999999999999999", "1e2147483647k"] {
            assert_eq!(runs(text), Err(format!("must be at most 1e12 runs, got {text}")));
        }
        assert!(run_number("1e12").is_err());
    }

    #[test]
    fn refuses_commas_because_they_mean_two_things() {
        assert_eq!(runs("1,5"), Err("must be written without commas, such as 1_000_000, got \"1,5\"".to_owned()));
    }
}
