//! How much each run counts once something has happened: weights, their effective sample size, and what is done if that is too small.
//!
//! Importance sampling (Owen, Monte Carlo theory, methods and examples, chapter 9): the scenario proposes the runs, and each weighs in
//! proportion to how likely what happened is in it. The likelihood is at most 1, so no weight is without bound, and its variance is finite.

use crate::error::{Error, Result};
use crate::tally::WHOLE;
use crate::vector::Lanes;

/// A smaller effective sample size than this does not support an answer: a probability of a half would be known to ± 5 percentage points.
pub const LEAST_EFFECTIVE: f64 = 400.0;
/// With a smaller effective sample size than this before tempering, one future alone would decide the answer: no power mends that.
const LEAST_UNTEMPERED: f64 = 2.0;
/// The likelihood is not raised to a lesser power: errors would be more than ten times as wide as given.
const LEAST_POWER: f64 = 0.01;
/// The power is found once the effective runs are at most this share above what they must be.
const CLOSE_ENOUGH: f64 = 0.005;

/// How much each run counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// By run: its weight, of which the heaviest has [`WHOLE`].
    pub(super) of_runs: Vec<u64>,
    /// The power to which the likelihood was raised; 1 if it did not have to be.
    pub(super) power: f64,
    /// The effective sample size without tempering.
    pub(super) untempered: f64,
}

/// Why no weights support an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Refused {
    /// The effective sample size without tempering.
    pub(super) effective_size: f64,
    /// How many times as wide errors would have to be; `None` if more than ten times.
    pub(super) wider: Option<f64>,
}

/// The effective sample size of weights (Kish), and what it is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct EffectiveSize {
    /// The number of equally weighted runs that would be as informative.
    pub(super) effective: f64,
    /// Weight of all runs.
    pub(super) sum: u64,
    /// The heaviest run's share of it.
    pub(super) heaviest: f64,
    /// Whether no run weighs more than another.
    pub(super) is_equal: bool,
}

impl Weights {
    /// The weights of runs with these log-likelihoods, tempered if they were otherwise worth too few runs by `size`.
    ///
    /// # Errors
    /// - If they are worth no more than one run without tempering, or too few at every power that is allowed.
    pub(super) fn new(likelihoods: &[f64], size: WorthInRuns) -> std::result::Result<Self, Refused> {
        let greatest = likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if greatest == f64::NEG_INFINITY {
            return Err(Refused { effective_size: 0.0, wider: None });
        }
        let worth = |power: f64| size(likelihoods, greatest, power);
        let untempered = worth(1.0);
        let power = if untempered >= LEAST_EFFECTIVE { Some(1.0) } else { power(worth) };
        let Some(power) = power.filter(|_| untempered >= LEAST_UNTEMPERED) else {
            return Err(Refused { effective_size: untempered, wider: power.map(|power| power.sqrt().recip()) });
        };
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and the weight of a whole run")]
        let weight = |like: &f64| (libm::exp(power * (like - greatest)) * WHOLE as f64).round() as u64;
        Ok(Self { of_runs: likelihoods.iter().map(weight).collect(), power, untempered })
    }

    /// The effective sample size of the first `runs` of them.
    pub(super) fn effective_size(&self, runs: usize) -> EffectiveSize {
        EffectiveSize::of(&self.of_runs[..runs.min(self.of_runs.len())])
    }
}

impl EffectiveSize {
    /// # Source
    /// Kong, "A note on importance sampling using standardized weights", University of Chicago, 1992: the square of the sum over the sum of
    /// squares.
    fn of(weights: &[u64]) -> Self {
        let sum: u64 = weights.iter().sum();
        let squares: u128 = weights.iter().map(|&weight| u128::from(weight) * u128::from(weight)).sum();
        let (most, least) = (weights.iter().max().copied().unwrap_or(0), weights.iter().min().copied().unwrap_or(0));
        let effective = if squares > 0 { (sum as f64) * (sum as f64) / squares as f64 } else { 0.0 };
        Self { effective, sum, heaviest: most as f64 / (sum as f64).max(1.0), is_equal: most == least && most > 0 }
    }
}

/// How many runs the weights of some log-likelihoods are worth, given the greatest of them, and the power that the likelihood is raised to.
pub(super) type WorthInRuns = fn(&[f64], f64, f64) -> f64;

/// Runs kept, on average, if each is kept with the probability of its weight beside the heaviest: they only fall as the power rises.
pub(super) fn kept(likelihoods: &[f64], greatest: f64, power: f64) -> f64 {
    likelihoods.iter().map(|like| libm::exp(power * (like - greatest))).sum()
}

/// Effective runs of the likelihood raised to a power: they only fall as it rises.
pub(super) fn effective(likelihoods: &[f64], greatest: f64, power: f64) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for like in likelihoods {
        let weight = libm::exp(power * (like - greatest));
        sum += weight;
        squares += weight * weight;
    }
    sum * sum / squares
}

/// The greatest power at which the weights are worth enough runs, by bisection; `None` if not even the least is.
///
/// # Source
/// Neal, "Annealed importance sampling", Statistics and Computing 11, 2001, for the powers; Jasra et al., "Inference for Lévy-driven
/// stochastic volatility models via adaptive sequential Monte Carlo", Scandinavian Journal of Statistics 38, 2011, for choosing one by
/// effective runs.
fn power(worth: impl Fn(f64) -> f64) -> Option<f64> {
    let at_least = worth(LEAST_POWER);
    if at_least < LEAST_EFFECTIVE {
        return None;
    }
    let (mut low, mut high) = (LEAST_POWER, 1.0);
    let mut reached = at_least;
    while reached > (1.0 + CLOSE_ENOUGH) * LEAST_EFFECTIVE && high - low > 1e-12 {
        let middle = (low * high).sqrt();
        let found = worth(middle);
        if found >= LEAST_EFFECTIVE {
            (low, reached) = (middle, found);
        } else {
            high = middle;
        }
    }
    Some(low)
}

/// Logarithms of the likelihood of the first `runs` runs, from those of blocks in any order. A run without a likelihood is impossible.
///
/// # Errors
/// - If a block of them is missing, which the loop over blocks does not do.
pub(super) fn by_run(mut blocks: Vec<(u64, Lanes)>, runs: usize) -> Result<Vec<f64>> {
    blocks.sort_unstable_by_key(|(index, _)| *index);
    if (0..).zip(&blocks).any(|(place, (index, _))| place != *index) {
        return Err(Error::Machine("blocks of runs are missing: this is a mistake of the program".to_owned()));
    }
    let likelihoods = blocks.iter().flat_map(|(_, like)| like.iter().copied()).take(runs);
    Ok(likelihoods.map(|like| if like.is_nan() { f64::NEG_INFINITY } else { like }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights 1, 1/2, 1/4 and 0: (7/4)^2 / (1 + 1/4 + 1/16) = 49/21.
    #[test]
    fn effective_runs_are_the_square_of_the_sum_over_the_sum_of_squares() {
        let effective_size = EffectiveSize::of(&[WHOLE, WHOLE / 2, WHOLE / 4, 0]);
        assert!((effective_size.effective - 49.0 / 21.0).abs() < 1e-12, "{effective_size:?}");
        assert!((effective_size.heaviest - 4.0 / 7.0).abs() < 1e-12 && !effective_size.is_equal);
        let logs = [0.0, -(2.0_f64.ln()), -(4.0_f64.ln()), f64::NEG_INFINITY];
        assert!((effective(&logs, 0.0, 1.0) - 49.0 / 21.0).abs() < 1e-12);
        assert!(
            (effective(&logs, 0.0, 2.0) - (1.0 + 0.25 + 0.0625_f64).powi(2) / (1.0 + 0.0625 + 0.00390625)).abs()
                < 1e-12
        );
    }

    #[test]
    fn equal_weights_are_worth_all_runs() {
        let weights = Weights::new(&[-3.5; 1_000], effective).unwrap();
        let effective_size = weights.effective_size(1_000);
        assert_eq!(
            (effective_size.effective, effective_size.sum, effective_size.is_equal, weights.power),
            (1_000.0, 1_000 * WHOLE, true, 1.0)
        );
        assert!((weights.effective_size(10).effective - 10.0).abs() < 1e-12, "of the first ten");
    }

    /// Runs spread evenly over 40 standard deviations of the error: untempered, the effective sample size is about 2 sqrt(pi) of 50 a
    /// deviation.
    #[test]
    fn the_power_is_the_greatest_at_which_the_runs_are_worth_enough() {
        let likes: Vec<f64> = (0..2_000).map(|run| -0.5 * (f64::from(run) / 50.0).powi(2)).collect();
        let weights = Weights::new(&likes, effective).unwrap();
        let half_of_a_bell = std::f64::consts::PI.sqrt() * 50.0;
        assert!((weights.untempered - half_of_a_bell).abs() < 1.0, "{} {half_of_a_bell}", weights.untempered);
        let found = weights.effective_size(2_000).effective;
        assert!((LEAST_EFFECTIVE..(1.0 + 2.0 * CLOSE_ENOUGH) * LEAST_EFFECTIVE).contains(&found), "{found}");
        // A power b makes the deviation 1 / sqrt(b) as wide, and the effective runs with it.
        let expected = (half_of_a_bell / LEAST_EFFECTIVE).powi(2);
        assert!((weights.power / expected - 1.0).abs() < 0.03, "{} {expected}", weights.power);
    }

    #[test]
    fn what_no_run_comes_near_is_refused() {
        let far: Vec<f64> = (0..2_000).map(|run| -0.5 * (f64::from(run) * 10.0).powi(2)).collect();
        let refused = Weights::new(&far, effective).unwrap_err();
        assert!(refused.effective_size < 2.0 && refused.wider.is_none(), "{refused:?}");
        let near: Vec<f64> = far.iter().map(|like| like * 0.01).collect();
        let refused = Weights::new(&near, effective).unwrap_err();
        // 1.75331^2 / 1.38632, by hand from e^(-n^2 / 2).
        assert!((refused.effective_size - 2.2174).abs() < 1e-3 && refused.wider.is_none(), "{refused:?}");
        let close: Vec<f64> = (0..2_000).map(|run| if run == 0 { 0.0 } else { -9.0 - 0.01 * f64::from(run) }).collect();
        let refused = Weights::new(&close, effective).unwrap_err();
        assert!(
            refused.effective_size < 2.0 && refused.wider.is_some_and(|wider| wider > 1.5),
            "one run alone: {refused:?}"
        );
        assert_eq!(
            Weights::new(&[f64::NEG_INFINITY; 10], effective),
            Err(Refused { effective_size: 0.0, wider: None })
        );
        assert!(Weights::new(&[0.0; 10], effective).is_err(), "ten runs are never worth four hundred");
    }

    #[test]
    fn runs_are_put_in_order_and_a_missing_block_is_noticed() {
        let (a, b) = (Lanes::all(1.0), Lanes::all(2.0));
        let mut blocks = vec![(1, b), (0, a)];
        let runs = by_run(blocks.clone(), 130).unwrap();
        assert_eq!((runs.len(), runs[127], runs[128]), (130, 1.0, 2.0));
        blocks[0].0 = 2;
        assert!(by_run(blocks, 130).is_err());
        assert_eq!(by_run(vec![(0, Lanes::all(f64::NAN))], 1).unwrap(), [f64::NEG_INFINITY]);
    }
}
