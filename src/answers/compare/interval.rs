//! Intervals of differences between two scenarios on the same futures.
//!
//! Those of probabilities come from the futures in which something holds in one scenario only; those of quantiles from how far apart
//! batches of futures lie.

use crate::answers::interval::{FEW_THAT_HOLD, Intervals};
use crate::answers::{Estimate, Interval};
use crate::tally::Discordant;

/// With fewer futures beyond its quantile than this, a batch says too little about the error.
const LEAST_BEYOND: f64 = 16.0;

/// Futures of one replicate in which something holds in one scenario only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answers) struct Differing {
    pub(in crate::answers) discordant: Discordant,
    /// All futures; at least one.
    pub(in crate::answers) runs: u64,
}

impl Differing {
    fn share(self) -> f64 {
        let Discordant { first_only, other_only } = self.discordant;
        (other_only as f64 - first_only as f64) / self.runs as f64
    }
}

/// How much more often something holds in the other scenario, from its counts by replicate.
///
/// One replicate: Bonett and Price. Several: Student's t over the replicates; where none of them differs from another, or where fewer
/// than 32 futures tell the scenarios apart, no narrower than by Bonett and Price of all futures together. So futures none of which
/// differs have an estimate of 0 and an interval of about 2.8 futures to either side.
///
/// # Source
/// Bonett and Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data", Journal of
/// Educational and Behavioral Statistics 37(4), 2012; recommended by Fagerland, Lydersen and Laake, Statistics in Medicine 33, 2014.
pub(in crate::answers) fn of_probabilities(intervals: &Intervals, replicates: &[Differing]) -> Estimate {
    let sum = |part: fn(&Differing) -> u64| replicates.iter().map(part).sum::<u64>();
    let discordant = Discordant {
        first_only: sum(|replicate| replicate.discordant.first_only),
        other_only: sum(|replicate| replicate.discordant.other_only),
    };
    let all = Differing { discordant, runs: sum(|replicate| replicate.runs) };
    let (estimate, of_all) = (all.share(), bonett_price(intervals.normal_point(), all));
    let values: Vec<(u64, f64)> = replicates.iter().map(|replicate| (replicate.runs, replicate.share())).collect();
    let Some(half) = intervals.spread(&values, estimate) else { return of_all };
    let (low, high) = ((estimate - half).max(-1.0), (estimate + half).min(1.0));
    if half > 0.0 && discordant.first_only + discordant.other_only >= FEW_THAT_HOLD {
        Estimate { estimate, low, high }
    } else {
        Estimate { estimate, low: low.min(of_all.low), high: high.max(of_all.high) }
    }
}

fn bonett_price(z: f64, all: Differing) -> Estimate {
    let (runs, estimate) = (all.runs as f64 + 2.0, all.share());
    let first_only = (all.discordant.first_only as f64 + 1.0) / runs;
    let other_only = (all.discordant.other_only as f64 + 1.0) / runs;
    let centre = other_only - first_only;
    let half = z * ((first_only + other_only - centre * centre) / runs).sqrt();
    Estimate { estimate, low: (centre - half).max(-1.0).min(estimate), high: (centre + half).min(1.0).max(estimate) }
}

/// A quantile of one scenario: of all its futures, with an interval, and of each batch. `None` is beyond the horizon.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantile {
    pub(super) estimate: Option<f64>,
    /// Its interval, at half the alpha of a difference.
    pub(super) surer: Interval<Option<f64>>,
    /// Futures of each batch, and its own quantile.
    pub(super) batches: Vec<(u64, Option<f64>)>,
    /// How wide the bin is in which the estimate was counted; 0 if it is exact.
    pub(super) resolution: f64,
}

/// How much greater the `p`-quantile of the other scenario is: the difference and the ends of its interval; `None` is unknown or unbounded.
///
/// The interval is that of Student's t over the differences of the batches' own quantiles, in which the shared draws cancel, with the
/// variance added that either estimate has as a place anywhere in its bin: batches of a mere shift do not differ at all. Where a batch
/// has too few futures beyond the quantile, or its quantile is beyond the horizon, the interval goes from the least to the greatest
/// difference of the two quantiles' own 97.5 % intervals, which is too wide rather than too narrow.
///
/// # Source
/// Batches: Asmussen and Glynn, Stochastic Simulation, 2007, III.5. Two intervals for one: Bonferroni's inequality.
pub(super) fn of_quantiles(intervals: &Intervals, p: f64, first: &Quantile, other: &Quantile) -> [Option<f64>; 3] {
    let less = |other: Option<f64>, first: Option<f64>| Some(other? - first?);
    let Some(difference) = less(other.estimate, first.estimate) else { return [None; 3] };
    let by_batches = || {
        let pairs = first.batches.iter().zip(&other.batches);
        let values: Option<Vec<(u64, f64)>> = pairs
            .map(|(first, other)| {
                let runs = first.0.min(other.0);
                let is_enough = runs as f64 * p.min(1.0 - p) >= LEAST_BEYOND;
                less(other.1, first.1).filter(|_| is_enough).map(|value| (runs, value))
            })
            .collect();
        let values = values?;
        let runs: u64 = values.iter().map(|(runs, _)| runs).sum();
        let mean = values.iter().map(|&(of, value)| value * of as f64 / runs as f64).sum();
        intervals.spread(&values, mean)
    };
    match by_batches() {
        Some(half) => {
            // A place that is equally likely anywhere between 0 and 1 has the variance 1/12.
            let binned = first.resolution.hypot(other.resolution) / 12.0_f64.sqrt();
            let half = half.hypot(intervals.normal_point() * binned);
            [Some(difference), Some(difference - half), Some(difference + half)]
        }
        None => {
            let (low, high) = (less(other.surer.low, first.surer.high), less(other.surer.high, first.surer.low));
            [Some(difference), low, high]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::interval::ALPHA;

    fn differing(first_only: u64, other_only: u64, runs: u64) -> Differing {
        Differing { discordant: Discordant { first_only, other_only }, runs }
    }

    fn of_one(first_only: u64, other_only: u64, runs: u64) -> Estimate {
        of_probabilities(&Intervals::new(ALPHA, 1), &[differing(first_only, other_only, runs)])
    }

    /// By hand: 8 and 3 of 50, so (9 - 4) / 52 with half a width of 1.96 sqrt((13/52 - (5/52)^2) / 52).
    #[test]
    fn half_a_hundred_pairs_have_the_interval_of_bonett_and_price() {
        let found = of_one(3, 8, 50);
        let half = 1.959_963_984_540_054 * ((0.25 - (5.0_f64 / 52.0).powi(2)) / 52.0).sqrt();
        assert!((found.estimate - 0.1).abs() < 1e-15);
        assert!((found.low - (5.0 / 52.0 - half)).abs() < 1e-12, "{found:?}");
        assert!((found.high - (5.0 / 52.0 + half)).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn futures_that_never_differ_are_not_known_to_be_alike_forever() {
        let none = of_one(0, 0, 1_000_000);
        assert_eq!(none.estimate.to_bits(), 0.0_f64.to_bits());
        assert!((none.high - 1.96 * 2.0_f64.sqrt() / 1_000_002.0).abs() < 1e-9 && none.low < 0.0, "{none:?}");
        let all = of_one(0, 7, 7);
        assert!((all.estimate - 1.0).abs() < 1e-15 && all.high <= 1.0 && all.low < 1.0, "{all:?}");
    }

    /// All outcomes of 200 pairs by their multinomial probabilities: 2 % differ one way and 1 % the other. Nominal 95 %.
    #[test]
    fn intervals_hold_the_difference_of_rare_events() {
        let (runs, first, other) = (200_u64, 0.02_f64, 0.01_f64);
        let log_factorial = |n: u64| (1..=n).map(|k| (k as f64).ln()).sum::<f64>();
        let mut held = 0.0;
        for f in 0..=30 {
            for o in 0..=30 {
                let rest = runs - f - o;
                let log = log_factorial(runs) - log_factorial(f) - log_factorial(o) - log_factorial(rest);
                let log =
                    log + f as f64 * first.ln() + o as f64 * other.ln() + rest as f64 * (1.0 - first - other).ln();
                let found = of_one(f, o, runs);
                held += if (found.low..=found.high).contains(&(other - first)) { log.exp() } else { 0.0 };
            }
        }
        assert!((0.94..0.99).contains(&held), "{held}");
    }

    #[test]
    fn quantiles_of_batches_have_the_interval_of_student_and_lacking_ones_that_of_both() {
        let surer = |low: f64, high: Option<f64>| Interval { low: Some(low), high };
        let quantile = |estimate: f64, surer, values: [Option<f64>; 4]| Quantile {
            estimate: Some(estimate),
            surer,
            batches: values.map(|value| (1_000, value)).to_vec(),
            resolution: 0.0,
        };
        let first = quantile(10.0, surer(9.0, Some(11.0)), [8.0, 9.0, 11.0, 12.0].map(Some));
        let other = quantile(15.0, surer(13.0, None), [13.0, 14.0, 16.0, 18.0].map(Some));
        let intervals = Intervals::new(ALPHA, 4);
        // Differences 5, 5, 5 and 6: variance 1/4, error 1/4; t of 3 degrees at 97.5 % is 3.182446.
        let [difference, low, high] = of_quantiles(&intervals, 0.5, &first, &other).map(Option::unwrap);
        assert!((difference - 5.0).abs() < 1e-12);
        assert!((high - low - 2.0 * 3.182_446_305 * 0.25).abs() < 1e-8, "{low} {high}");
        assert_eq!(of_quantiles(&intervals, 0.99, &first, &other), [Some(5.0), Some(2.0), None], "ten beyond each");
        let coarse = Quantile { resolution: 3.0, ..other.clone() };
        let [_, low, high] = of_quantiles(&intervals, 0.5, &first, &coarse).map(Option::unwrap);
        let half = (3.182_446_305_f64 * 0.25).hypot(1.959_963_985 * 3.0 / 12.0_f64.sqrt());
        assert!((high - low - 2.0 * half).abs() < 1e-8, "{low} {high}");
        let beyond = Quantile { estimate: None, ..other };
        assert_eq!(of_quantiles(&intervals, 0.5, &first, &beyond), [None; 3]);
    }
}
