//! Estimates with their intervals, from counts: from all runs as one sample, or from independent replicates.
//!
//! Independent runs: Wilson's interval and order statistics. Where a design spreads runs evenly, they are not independent, but the
//! replicates are: the spread of their estimates gives the standard error of the pooled one.

use super::Estimate;
use super::binomial::central;
use crate::distribution::{Distribution as _, StudentT, TailProbabilities, standard_normal};
use crate::tally::HeldCounts;

/// The share of intervals that may miss what they estimate (alpha): 5 % gives 95 % intervals.
pub const ALPHA: f64 = 0.05;
/// The 97.5 % point of the standard normal.
const Z: f64 = 1.959_963_984_540_054;
/// Fewer runs than this, in all replicates, in which something holds, or does not: most replicates then have one such run or none,
/// and how far they lie apart says too little.
pub(super) const FEW_THAT_HOLD: u64 = 32;
/// Up to here the binomial is taken exactly; beyond, its normal approximation is right to a fraction of a rank.
const FEW_RUNS: u64 = 10_000;

/// Successes of independent trials: in how many runs something held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successes {
    /// Runs in which it held.
    pub successes: u64,
    /// All runs; at least one.
    pub runs: u64,
}

impl Successes {
    fn share(self) -> f64 {
        self.successes as f64 / self.runs as f64
    }

    fn pooled(replicates: &[Self]) -> Self {
        let sum = |part: fn(&Self) -> u64| replicates.iter().map(part).sum();
        Self { successes: sum(|replicate| replicate.successes), runs: sum(|replicate| replicate.runs) }
    }
}

/// The ranks, from 0, of the ends of a quantile's interval; an end is `None` if it lies beyond all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranks {
    /// Of the lower end.
    pub low: Option<u64>,
    /// Of the upper end.
    pub high: Option<u64>,
}

/// Computes intervals from counts, at a given alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intervals {
    /// The share of intervals that may miss.
    alpha: f64,
    /// The standard normal's upper point for half of it.
    z: f64,
    /// That of Student's t; `None` for fewer than two replicates.
    t: Option<f64>,
    /// The weight of one run; where weights differ, of one of as many equal runs as their effective sample size.
    unit: f64,
}

impl Intervals {
    /// Intervals of which a share `alpha` may miss what they estimate, from this many replicates that have runs. With fewer than two,
    /// whatever the design, the runs are treated as random: the intervals are too wide where the design helps.
    #[must_use]
    pub fn new(alpha: f64, replicates: usize) -> Self {
        let tail = TailProbabilities::above(0.5 * alpha);
        let is_usual = alpha.to_bits() == ALPHA.to_bits();
        let t = |replicates: usize| match StudentT::new(0.0, 1.0, (replicates - 1) as f64) {
            Ok(distribution) => distribution.quantile(tail),
            // Never reached: the distribution is defined for all degrees of freedom from 0.1 to 10^9. Beyond, nothing would be known: from
            // 0 to 1.
            Err(_) => f64::MAX,
        };
        Self {
            alpha,
            z: if is_usual { Z } else { standard_normal::quantile(tail) },
            t: (replicates >= 2).then(|| t(replicates)),
            unit: 1.0,
        }
    }

    /// The upper point of Student's t for half of what may miss; `None` for fewer than two replicates.
    pub(super) fn student_point(&self) -> Option<f64> {
        self.t
    }

    /// The same for weighted counts, where each run of an unweighted sample of the effective size would weigh `unit`.
    pub(super) fn of_weights(self, unit: f64) -> Self {
        Self { unit, ..self }
    }

    /// Half the width of the interval of a sum, from its parts of expectation 0, one per replicate; `None` for fewer than two.
    pub(super) fn of_residuals(&self, residuals: &[f64]) -> Option<f64> {
        let parts = residuals.len() as f64;
        let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
        self.t.map(|t| t * (squares * parts / (parts - 1.0)).sqrt())
    }

    /// Whether something holds, or fails, in so few runs that the spread of the replicates says too little.
    pub(super) fn is_rare(&self, all: Successes) -> bool {
        (all.successes.min(all.runs - all.successes) as f64 / self.unit) < FEW_THAT_HOLD as f64
    }

    /// The standard normal's upper point for half of what may miss.
    pub(super) fn normal_point(&self) -> f64 {
        self.z
    }

    /// The share of all runs in which something held, from its counts by replicate.
    ///
    /// The interval is that of Student's t over the replicates. Where none of them differs from another, or where fewer than 32 runs hold
    /// (or do not), it is no narrower than Wilson's of all runs together, which is too wide rather than too narrow for an even design:
    /// what has never been seen is not impossible.
    #[must_use]
    pub fn probability(&self, replicates: &[Successes]) -> Estimate {
        let all = Successes::pooled(replicates);
        let (estimate, wilson) = (all.share(), self.wilson(all));
        let Some(half) = self.half_width(replicates) else { return wilson };
        let (low, high) = ((estimate - half).max(0.0), (estimate + half).min(1.0));
        if half > 0.0 && !self.is_rare(all) {
            Estimate { estimate, low, high }
        } else {
            Estimate { estimate, low: low.min(wilson.low), high: high.max(wilson.high) }
        }
    }

    /// # Source
    /// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
    fn wilson(&self, all: Successes) -> Estimate {
        let (successes, runs) = (all.successes as f64 / self.unit, all.runs as f64 / self.unit);
        let z_z = self.z * self.z;
        let share = successes / runs;
        let shrink = 1.0 / (1.0 + z_z / runs);
        let centre = shrink * (share + z_z / (2.0 * runs));
        let half = shrink * self.z * (share * (1.0 - share) / runs + z_z / (4.0 * runs * runs)).sqrt();
        let low = if successes == 0.0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if successes >= runs { 1.0 } else { (centre + half).min(1.0) };
        Estimate { estimate: share, low, high }
    }

    /// Half the width of the share's interval by how far the replicates lie apart; `None` for fewer than two.
    ///
    /// A replicate weighs as many runs as it has. The squares are divided by one less the sum of squared weights (by the number of
    /// replicates less one, where all have equally many runs), which leaves no bias for random runs.
    fn half_width(&self, replicates: &[Successes]) -> Option<f64> {
        let values: Vec<(u64, f64)> = replicates.iter().map(|replicate| (replicate.runs, replicate.share())).collect();
        self.spread(&values, Successes::pooled(replicates).share())
    }

    /// The same for any statistic about `centre`, from its value in each replicate, which comes with its runs.
    pub(super) fn spread(&self, values: &[(u64, f64)], centre: f64) -> Option<f64> {
        let runs: u64 = values.iter().map(|(runs, _)| runs).sum();
        let (mut squares, mut weights) = (0.0, 0.0);
        for &(of, value) in values {
            let weight = of as f64 / runs as f64;
            squares += (weight * (value - centre)).powi(2);
            weights += weight * weight;
        }
        self.t.map(|t| t * (squares / (1.0 - weights)).sqrt())
    }

    /// The ranks between which the `p`-quantile lies, from how many runs of each replicate do not exceed its estimate.
    ///
    /// One replicate: order statistics. Several: the share of runs that do not exceed the estimate is uncertain as any other share is,
    /// by how far the replicates lie apart; that far from `p`, among all runs, lie the ends. So an end is beyond the horizon exactly if the
    /// runs that get there are too few for it, however many of the replicates' own quantiles are. Where no replicate differs from another,
    /// or fewer than 32 runs are expected beyond the quantile, the ends are no nearer than by order statistics.
    ///
    /// # Source
    /// David and Nagaraja, Order Statistics, 3rd edition, 7.1; Woodruff, "Confidence intervals for medians and other position measures",
    /// JASA 47, 1952.
    #[must_use]
    pub fn ranks(&self, p: f64, replicates: &[Successes]) -> Ranks {
        let runs = Successes::pooled(replicates).runs;
        let (mut low, mut high) = self.binomial_ends(p, runs);
        if let Some(half) = self.half_width(replicates) {
            let expected = runs as f64 * p;
            let from_replicates = ((expected - runs as f64 * half).floor(), (expected + runs as f64 * half).ceil());
            let (least, most) = (whole(from_replicates.0), whole(from_replicates.1));
            let is_rare = expected.min(runs as f64 - expected) / self.unit < FEW_THAT_HOLD as f64;
            let is_enough = half > 0.0 && !is_rare;
            (low, high) = if is_enough { (least, most) } else { (low.min(least), high.max(most)) };
        }
        Ranks { low: low.checked_sub(1), high: (high < runs).then_some(high) }
    }

    /// The two quantiles, with half of what may miss beyond each, of how many of `runs` random values lie below their `p`-quantile.
    fn binomial_ends(&self, p: f64, runs: u64) -> (u64, u64) {
        let tail = 0.5 * self.alpha;
        if runs <= FEW_RUNS {
            return central(p, runs, tail);
        }
        let (mean, half) = (runs as f64 * p, self.z * (runs as f64 * self.unit * p * (1.0 - p)).sqrt());
        (whole((mean - half).floor()), whole((mean + half).ceil()))
    }
}

/// The share in which the thing at `place` held, with its 95 % interval.
pub(super) fn probability(counts: &[HeldCounts], place: usize) -> Estimate {
    let counted = counts.iter().filter(|counts| counts.runs > 0);
    let replicates: Vec<Successes> =
        counted.map(|counts| Successes { successes: counts.held[place], runs: counts.runs }).collect();
    Intervals::new(ALPHA, replicates.len()).probability(&replicates)
}

/// The rank, from 0, of the `p`-quantile of `runs` sorted values.
#[must_use]
pub fn quantile_rank(p: f64, runs: u64) -> u64 {
    whole((runs as f64 * p).ceil()).clamp(1, runs) - 1
}

/// A rank; nothing is below 0.
#[expect(clippy::cast_possible_truncation, reason = "ranks lie between 0 and the number of runs, or are cut there")]
fn whole(rank: f64) -> u64 {
    rank.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_one(successes: u64, runs: u64) -> Estimate {
        Intervals::new(ALPHA, 1).probability(&[Successes { successes, runs }])
    }

    fn of_replicates(counts: &[(u64, u64)]) -> (Intervals, Vec<Successes>) {
        let replicates = counts.iter().map(|&(successes, runs)| Successes { successes, runs });
        (Intervals::new(ALPHA, counts.len()), replicates.collect())
    }

    #[track_caller]
    fn is_near(found: Estimate, expected: [f64; 3]) {
        let found = [found.low, found.estimate, found.high];
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn none_of_ten_thousand_is_not_impossible() {
        let none = of_one(0, 10_000);
        assert_eq!((none.estimate, none.low), (0.0, 0.0));
        assert!((none.high - 3.84e-4).abs() < 1e-6, "closed form z^2 / (n + z^2)");
        let all = of_one(10_000, 10_000);
        assert_eq!(all.high.to_bits(), 1.0_f64.to_bits());
        assert!((1.0 - all.low - none.high).abs() < 1e-12);
    }

    #[test]
    fn half_of_a_hundred_has_the_interval_of_wilson() {
        // R: prop.test(50, 100, correct = FALSE)
        is_near(of_one(50, 100), [0.403_831_5, 0.5, 0.596_168_5]);
        // The same with conf.level = 0.99: z = 2.575829, and by hand half a width of z sqrt(25 + z^2 / 4) / (100 + z^2).
        let surer = Intervals::new(0.01, 1).probability(&[Successes { successes: 50, runs: 100 }]);
        is_near(surer, [0.375_279_6, 0.5, 0.624_720_4]);
    }

    /// Shares 0.40, 0.44, 0.48 and 0.52: mean 0.46, variance 0.008/3, error sqrt(0.008/12); t of 3 degrees at 97.5 % is 3.182446.
    #[test]
    fn four_equal_replicates_have_the_interval_of_student() {
        let (intervals, replicates) = of_replicates(&[(400, 1_000), (440, 1_000), (480, 1_000), (520, 1_000)]);
        let half = 3.182_446_305_284_263 * (0.008_f64 / 12.0).sqrt();
        is_near(intervals.probability(&replicates), [0.46 - half, 0.46, 0.46 + half]);
    }

    /// Weights 2/3 and 1/3, shares 0.5 and 0.2, mean 0.4: squares (2/3 x 0.1)^2 + (1/3 x 0.2)^2 = 8/900 over 1 - 5/9 = 4/9 make 0.02;
    /// t of 1 degree at 97.5 % is 12.7062, which reaches beyond 0 and 1.
    #[test]
    fn replicates_weigh_as_many_runs_as_they_have() {
        let (intervals, replicates) = of_replicates(&[(1_000, 2_000), (200, 1_000)]);
        let half = intervals.half_width(&replicates).unwrap();
        assert!((half - 12.706_204_736 * 0.02_f64.sqrt()).abs() < 1e-8, "{half}");
        is_near(intervals.probability(&replicates), [0.0, 0.4, 1.0]);
    }

    #[test]
    fn replicates_that_all_agree_are_not_certain() {
        for successes in [0, 250, 1_000] {
            let (intervals, replicates) = of_replicates(&[(successes, 1_000); 32]);
            assert_eq!(intervals.probability(&replicates), of_one(32 * successes, 32_000), "Wilson's of all runs");
        }
        let (intervals, replicates) = of_replicates(&[(500, 1_000); 32]);
        let (one, all) = (Intervals::new(ALPHA, 1), [Successes { successes: 16_000, runs: 32_000 }]);
        assert_eq!(intervals.ranks(0.5, &replicates), one.ranks(0.5, &all));
    }

    #[test]
    fn few_runs_that_hold_have_an_interval_no_narrower_than_wilsons() {
        let mut counts = [(0, 1_000); 32];
        (counts[3], counts[20]) = ((1, 1_000), (1, 1_000));
        let (intervals, replicates) = of_replicates(&counts);
        let (found, wilson) = (intervals.probability(&replicates), of_one(2, 32_000));
        assert!(found.low <= wilson.low && found.high >= wilson.high, "{found:?} {wilson:?}");
    }

    #[test]
    fn the_median_of_ten_thousand_lies_between_known_ranks() {
        let intervals = Intervals::new(ALPHA, 1);
        let ranks = |p, runs| intervals.ranks(p, &[Successes { successes: 0, runs }]);
        let expected = Ranks { low: Some(4_901), high: Some(5_098) };
        assert_eq!(ranks(0.5, 10_000), expected, "ranks 4,902 and 5,099 from 1, by the binomial");
        assert_eq!(quantile_rank(0.5, 10_000), 4_999);
        assert_eq!(ranks(0.99, 10).high, None, "ten runs do not bound the 99 % quantile from above");
    }

    /// The four replicates above: half a width of 0.082170 of 4,000 runs is 328.68 ranks about the 2,000th.
    #[test]
    fn the_median_of_four_replicates_lies_between_ranks_that_their_spread_gives() {
        let (intervals, replicates) = of_replicates(&[(440, 1_000), (480, 1_000), (520, 1_000), (560, 1_000)]);
        assert_eq!(intervals.ranks(0.5, &replicates), Ranks { low: Some(1_670), high: Some(2_329) });
        assert_eq!(intervals.ranks(0.95, &replicates).high, None, "3,800 + 328.68 is beyond all runs");
    }
}
