//! The mixture of distributions.

use super::{Distribution, ParameterError, TailProbabilities, check, search};
use std::sync::Arc;

/// Mixture: its probabilities are the weighted means of those of its parts; its quantiles are found between theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    parts: Vec<(f64, Arc<dyn Distribution>)>,
}

/// Every quantile evaluates all parts many times; more would keep the user waiting.
const MOST_PARTS: usize = 100;

/// Relative error allowed in the probability of a quantile.
const TOLERANCE: f64 = 1e-14;

impl Mixture {
    /// The mixture of `parts`, each with a weight relative to the others'. Parts of weight 0 do not occur.
    ///
    /// # Errors
    /// - There are no parts, or, counting mixtures within, more than 100.
    /// - A weight is negative or not finite, or all are 0.
    pub fn new(mut parts: Vec<(f64, Arc<dyn Distribution>)>) -> Result<Self, ParameterError> {
        if parts.is_empty() {
            return Err(ParameterError::new("mixture", "must have parts, got none"));
        }
        let count = parts.iter().fold(0_usize, |count, part| count.saturating_add(part.1.parts()));
        if count > MOST_PARTS {
            let message = format!("must have at most {MOST_PARTS} parts in all, got {count}");
            let help = "for many observed values write `{ empirical = { values = [..] } }`";
            return Err(ParameterError::new("mixture", message).help(help));
        }
        let weights: Vec<f64> = parts.iter().map(|part| part.0).collect();
        let weights = check::weights(&weights).map_err(|error| ParameterError { parameter: "weight", ..error })?;
        for (part, weight) in parts.iter_mut().zip(weights) {
            part.0 = weight;
        }
        parts.retain(|part| part.0 > 0.0);
        Ok(Self { parts })
    }

    /// By how much the lower tail at `x` exceeds `p`, on the logarithm of the smaller tail.
    fn excess(&self, p: TailProbabilities, x: f64) -> f64 {
        let here = self.probability(x);
        if p.below < p.above { libm::log(here.below / p.below) } else { libm::log(p.above / here.above) }
    }
}

/// Tails whose logarithm is a number.
fn kept_above_0(p: TailProbabilities) -> TailProbabilities {
    TailProbabilities { below: p.below.max(f64::MIN_POSITIVE), above: p.above.max(f64::MIN_POSITIVE) }
}

impl Distribution for Mixture {
    fn family(&self) -> &'static str {
        "mixture"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        let mut sum = TailProbabilities { below: 0.0, above: 0.0 };
        for (weight, part) in &self.parts {
            let TailProbabilities { below, above } = part.probability(x);
            sum.below += weight * below;
            sum.above += weight * above;
        }
        sum
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let p = kept_above_0(p);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, part) in &self.parts {
            let quantile = part.quantile(p);
            low = low.min(quantile);
            high = high.max(quantile);
        }
        self.quantile_within(p, [low, high])
    }

    fn quantile_within(&self, p: TailProbabilities, [low, high]: [f64; 2]) -> f64 {
        let p = kept_above_0(p);
        if low >= high {
            return low;
        }
        if low > 0.0 && self.spans_magnitudes() {
            let [low, high] = [low, high].map(libm::log);
            return libm::exp(search::smallest(low, high, TOLERANCE, |log| self.excess(p, libm::exp(log))));
        }
        search::smallest(low, high, TOLERANCE, |x| self.excess(p, x))
    }

    fn spans_magnitudes(&self) -> bool {
        self.parts.iter().any(|(_, part)| part.spans_magnitudes())
    }

    fn parts(&self) -> usize {
        self.parts.iter().map(|part| part.1.parts()).sum()
    }

    fn effort(&self) -> f64 {
        self.parts.iter().map(|part| part.1.effort()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Constant, Lognormal, Normal, Uniform, testing};

    fn normal(mean: f64, std_dev: f64) -> Arc<dyn Distribution> {
        Arc::new(Normal::new(mean, std_dev).unwrap())
    }

    fn constant(value: f64) -> Arc<dyn Distribution> {
        Arc::new(Constant::new(value).unwrap())
    }

    #[test]
    fn of_one_part_equals_the_part() {
        let part = normal(3.0, 2.0);
        let mixture = Mixture::new(vec![(7.0, Arc::clone(&part))]).unwrap();
        for p in testing::PROBABILITIES {
            assert_eq!(mixture.quantile(p).to_bits(), part.quantile(p).to_bits());
        }
    }

    #[test]
    fn is_its_own_inverse() {
        let lognormal: Arc<dyn Distribution> = Arc::new(Lognormal::new(3.0, 0.8).unwrap());
        testing::is_consistent(
            &Mixture::new(vec![(0.3, normal(0.0, 1.0)), (0.5, lognormal), (0.2, normal(-4.0, 0.1))]).unwrap(),
        );
    }

    #[test]
    fn keeps_atoms_where_they_are() {
        let mixture = Mixture::new(vec![(0.3, constant(0.0)), (0.7, normal(0.0, 1.0))]).unwrap();
        // below 0: 0.35; the atom: 0.35 to 0.65
        for p in [0.36, 0.5, 0.64] {
            assert_eq!(mixture.quantile(TailProbabilities::below(p)).to_bits(), 0.0_f64.to_bits(), "{p}");
        }
        assert!(mixture.quantile(TailProbabilities::below(0.34)) < 0.0);
        assert!(mixture.quantile(TailProbabilities::above(0.34)) > 0.0);
    }

    #[test]
    fn quantile_at_a_gap_is_its_lower_end() {
        let uniform = |min, max| -> Arc<dyn Distribution> { Arc::new(Uniform::new(min, max).unwrap()) };
        let mixture = Mixture::new(vec![(1.0, uniform(0.0, 1.0)), (1.0, uniform(2.0, 3.0))]).unwrap();
        testing::near(mixture.quantile(TailProbabilities::below(0.5)), 1.0, 1e-9);
    }

    #[test]
    fn gives_numbers_at_extremes() {
        let far = vec![(1e-300, normal(1e300, 1e290)), (1e300, normal(0.0, 1e-300)), (1.0, constant(-1e-5))];
        testing::gives_numbers(&Mixture::new(far).unwrap());
    }

    #[test]
    fn fails_with_more_than_100_parts_in_all() {
        let parts = |count| vec![(1.0, normal(0.0, 1.0)); count];
        let half: Arc<dyn Distribution> = Arc::new(Mixture::new(parts(60)).unwrap());
        assert!(Mixture::new(parts(100)).is_ok());
        assert_eq!(Mixture::new(parts(200_000)).unwrap_err().message, "must have at most 100 parts in all, got 200000");
        assert!(Mixture::new(vec![(1.0, Arc::clone(&half)), (1.0, half)]).is_err());
    }

    #[test]
    fn fails_without_parts_or_weight() {
        assert_eq!(Mixture::new(vec![]).unwrap_err().message, "must have parts, got none");
        assert_eq!(Mixture::new(vec![(0.0, constant(1.0))]).unwrap_err().message, "must not all be 0");
        assert_eq!(Mixture::new(vec![(f64::NAN, constant(1.0))]).unwrap_err().parameter, "weight");
    }
}
