//! Estimates with their 95 % intervals, from counts.

use super::Estimate;
use statrs::distribution::{Binomial, DiscreteCDF as _};

/// The 97.5 % point of the standard normal.
const Z: f64 = 1.959_963_984_540_054;

/// The share of `runs` in which something held.
///
/// # Source
/// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
#[must_use]
pub fn probability(held: u64, runs: u64) -> Estimate {
    let (held, runs) = (held as f64, runs as f64);
    let share = held / runs;
    let shrink = 1.0 / (1.0 + Z * Z / runs);
    let centre = shrink * (share + Z * Z / (2.0 * runs));
    let half = shrink * Z * (share * (1.0 - share) / runs + Z * Z / (4.0 * runs * runs)).sqrt();
    let low = if held == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if held >= runs { 1.0 } else { (centre + half).min(1.0) };
    Estimate { estimate: share, low, high }
}

/// The ranks, from 0, of a quantile and of the ends of its interval; an end is `None` if it lies beyond all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranks {
    /// Of the quantile.
    pub estimate: u64,
    /// Of the lower end.
    pub low: Option<u64>,
    /// Of the upper end.
    pub high: Option<u64>,
}

/// Up to here the binomial is taken exactly; beyond, its normal approximation is right to a fraction of a rank.
const FEW_RUNS: u64 = 10_000;

/// The ranks of the `p`-quantile among `runs` sorted values.
///
/// # Source
/// David and Nagaraja, Order Statistics, 3rd edition, 7.1.
#[must_use]
pub fn quantile_ranks(p: f64, runs: u64) -> Ranks {
    let (low, high) = binomial_ends(p, runs);
    let estimate = whole((runs as f64 * p).ceil()).clamp(1, runs);
    Ranks { estimate: estimate - 1, low: low.checked_sub(1), high: (high < runs).then_some(high) }
}

/// The 2.5 % and 97.5 % quantiles of how many of `runs` values lie below their `p`-quantile.
fn binomial_ends(p: f64, runs: u64) -> (u64, u64) {
    match Binomial::new(p, runs) {
        Ok(binomial) if runs <= FEW_RUNS => (binomial.inverse_cdf(0.025), binomial.inverse_cdf(0.975)),
        _ => {
            let (mean, half) = (runs as f64 * p, Z * (runs as f64 * p * (1.0 - p)).sqrt());
            (whole((mean - half).floor()), whole((mean + half).ceil()))
        }
    }
}

/// A rank; nothing is below 0.
#[expect(clippy::cast_possible_truncation, reason = "ranks lie between 0 and the number of runs")]
fn whole(rank: f64) -> u64 {
    rank.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::{probability, quantile_ranks};

    #[test]
    fn none_of_ten_thousand_is_not_impossible() {
        let none = probability(0, 10_000);
        assert_eq!((none.estimate, none.low), (0.0, 0.0));
        assert!((none.high - 3.84e-4).abs() < 1e-6, "closed form z^2 / (n + z^2)");
        let all = probability(10_000, 10_000);
        assert_eq!(all.high.to_bits(), 1.0_f64.to_bits());
        assert!((1.0 - all.low - none.high).abs() < 1e-12);
    }

    #[test]
    fn half_of_a_hundred_has_the_interval_of_wilson() {
        let half = probability(50, 100);
        assert!(
            (half.low - 0.403_831_5).abs() < 1e-6 && (half.high - 0.596_168_5).abs() < 1e-6,
            "R: prop.test(50, 100, correct = FALSE)"
        );
    }

    #[test]
    fn the_median_of_ten_thousand_lies_between_known_ranks() {
        let ranks = quantile_ranks(0.5, 10_000);
        assert_eq!(
            (ranks.low, ranks.high),
            (Some(4_901), Some(5_098)),
            "ranks 4,902 and 5,099 from 1, by the binomial"
        );
        assert_eq!(ranks.estimate, 4_999);
        assert_eq!(quantile_ranks(0.99, 10).high, None, "ten runs do not bound the 99 % quantile from above");
    }
}
