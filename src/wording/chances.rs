//! How probabilities are written: in percent, never as impossible and never as certain.

use super::Formatted;
use super::digits::{MOST_DECIMALS, fixed, less_than_hundred, rounded_up, supported_decimals, three_digits};
use crate::answers::Estimate;

/// A probability in percent. If none of the runs count, it is "under" the interval's end; if all of them do, "over" it.
pub(crate) fn probability(share: &Estimate) -> Formatted {
    let [estimate, low, high] = [share.estimate, share.low, share.high].map(|value| 100.0 * value);
    if !(estimate.is_finite() && low.is_finite() && high.is_finite()) || (low <= 0.0 && high >= 100.0) {
        return Formatted::alone("unknown");
    }
    if estimate <= 0.0 {
        return Formatted::alone(format!("under {} %", rounded_up(high)));
    }
    if estimate >= 100.0 {
        return Formatted::alone(format!("over {} %", less_than_hundred(100.0 - low)));
    }
    let decimals = share_decimals(estimate, low, high);
    let formatted = [estimate, low, high].map(|percent| fixed(percent, decimals));
    Formatted::within([estimate, low, high], formatted, |half| fixed(half, decimals)).followed_by(" %")
}

/// Decimals that the interval supports, and as many more as keep the estimate and its ends off 0 and 100.
fn share_decimals(estimate: f64, low: f64, high: f64) -> i32 {
    let enough = |decimals: &i32| {
        let smallest = 0.5 * 10_f64.powi(-decimals);
        [low, 100.0 - high, estimate, 100.0 - estimate].iter().all(|room| *room <= 0.0 || *room > smallest)
    };
    let supported = supported_decimals((high - low) / 2.0).unwrap_or(2).clamp(0, MOST_DECIMALS);
    (supported..MOST_DECIMALS).find(enough).unwrap_or(MOST_DECIMALS)
}

/// A share that is known, in percent to three digits: `97.5 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", three_digits(100.0 * share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::fixture::{between, share};

    fn formatted(estimate: &Estimate) -> String {
        let formatted = probability(estimate);
        format!("{} {}", formatted.value, formatted.interval).trim_end().to_owned()
    }

    #[test]
    fn a_probability_has_the_digits_that_its_interval_supports() {
        let cases = [
            (884_100, 1_000_000, "88.41 % ± 0.06"),
            (500_000, 1_000_000, "50.00 % ± 0.10"),
            (884_100_000, 1_000_000_000, "88.410 % ± 0.002"),
            (5_000, 10_000, "50.0 % ± 1.0"),
            (500, 1_000, "50 % ± 3"),
            (5, 10, "50 % ± 26"),
            (3, 10, "30 % (11 to 60)"),
        ];
        for (count, runs, expected) in cases {
            assert_eq!(formatted(&share(count, runs)), expected);
        }
    }

    #[test]
    fn a_rare_outcome_is_never_said_to_be_impossible() {
        assert_eq!(formatted(&share(0, 1_000_000)), "under 0.0004 %");
        assert_eq!(formatted(&share(0, 10_000)), "under 0.04 %");
        assert_eq!(formatted(&share(0, 1)), "under 80 %");
        assert_eq!(formatted(&share(1, 1_000_000)), "0.00010 % (0.00002 to 0.00057)");
        assert_eq!(formatted(&share(3, 1_000_000)), "0.0003 % (0.0001 to 0.0009)");
    }

    #[test]
    fn a_near_certain_outcome_is_never_said_to_be_certain() {
        assert_eq!(formatted(&share(1_000_000, 1_000_000)), "over 99.9996 %");
        assert_eq!(formatted(&share(1_000, 1_000)), "over 99.6 %");
        assert_eq!(formatted(&share(1, 1)), "over 20 %");
        assert_eq!(formatted(&share(999_999, 1_000_000)), "99.99990 % (99.99943 to 99.99998)");
    }

    #[test]
    fn a_probability_that_nothing_is_known_of_is_unknown() {
        assert_eq!(formatted(&between(0.0, 0.0, 1.0)), "unknown");
        assert_eq!(formatted(&between(f64::NAN, f64::NAN, f64::NAN)), "unknown");
    }
}
