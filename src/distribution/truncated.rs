//! A distribution, conditional on a range.

use super::{Distribution, ParameterError, TailProbabilities, check};
use std::sync::Arc;

/// Truncated: `of`, conditional on [min, max], both included.
#[derive(Debug, Clone)]
pub struct Truncated {
    of: Arc<dyn Distribution>,
    min: f64,
    max: f64,
    /// Tails of `of` just below `min`.
    before: TailProbabilities,
    /// Tails of `of` at `max`.
    after: TailProbabilities,
    /// The probability of the range.
    mass: f64,
}

/// By hand: the derived code would move out of the `Arc<dyn ..>`. The other fields follow from those compared.
impl PartialEq for Truncated {
    fn eq(&self, other: &Self) -> bool {
        (&*self.of, self.min, self.max) == (&*other.of, other.min, other.max)
    }
}

/// A range with less probability than this is out of reach.
const LEAST_MASS: f64 = 1e-250;
/// The same, relative to the tail that the range lies in: below it, differences of probabilities lose their digits.
const LEAST_SHARE: f64 = 1e-6;

impl Truncated {
    /// `of`, conditional on values from `min` to `max`; `None` is no bound.
    ///
    /// # Units
    /// `min` and `max` count in the units of the draws.
    ///
    /// # Errors
    /// - A bound is not finite, `max` is less than `min`, or neither is given.
    /// - `of` has no probability between them, or too little for its digits to be known.
    pub fn new(of: Arc<dyn Distribution>, min: Option<f64>, max: Option<f64>) -> Result<Self, ParameterError> {
        if min.is_none() && max.is_none() {
            return Err(ParameterError::new("truncated", "must have `min`, `max` or both"));
        }
        let min = min.map_or(Ok(-f64::MAX), |min| check::finite("min", min))?;
        let max = max.map_or(Ok(f64::MAX), |max| check::finite("max", max))?;
        if max < min {
            let (min, max) = (check::number(min), check::number(max));
            return Err(ParameterError::new("max", format!("must not be less than `min` ({min}), got {max}")));
        }
        let unbounded = min <= -f64::MAX;
        let before = if unbounded { TailProbabilities::below(0.0) } else { of.probability(min.next_down()) };
        let after = if max >= f64::MAX { TailProbabilities::above(0.0) } else { of.probability(max) };
        let mass = between(before, after);
        let tail = after.below.min(before.above);
        if mass >= LEAST_MASS && mass >= LEAST_SHARE * tail {
            return Ok(Self { of, min, max, before, after, mass });
        }
        let (blamed, median) = (if unbounded { "max" } else { "min" }, of.quantile(TailProbabilities::below(0.5)));
        let message =
            format!("leaves too little of the distribution (a share of {}) to draw from", check::number(mass));
        let help = format!("the median of what is truncated is {}", check::number(median));
        Err(ParameterError::new(blamed, message).help(help))
    }
}

impl Truncated {
    /// The probability in `of` that corresponds to `p` within the range.
    fn of_whole(&self, p: TailProbabilities) -> TailProbabilities {
        let below = self.before.below + p.below * self.mass;
        let above = self.after.above + p.above * self.mass;
        TailProbabilities { below, above }
    }
}

/// The probability between two places, from the tails that keep its digits.
fn between(from: TailProbabilities, to: TailProbabilities) -> f64 {
    let mass = if from.below > 0.5 { from.above - to.above } else { to.below - from.below };
    mass.max(0.0)
}

impl Distribution for Truncated {
    fn family(&self) -> &'static str {
        "truncated"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x < self.min {
            return TailProbabilities::below(0.0);
        }
        if x >= self.max {
            return TailProbabilities::above(0.0);
        }
        let here = self.of.probability(x);
        let below = (between(self.before, here) / self.mass).min(1.0);
        let above = (between(here, self.after) / self.mass).min(1.0);
        TailProbabilities { below, above }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        self.of.quantile(self.of_whole(p)).clamp(self.min, self.max)
    }

    fn quantile_within(&self, p: TailProbabilities, bracket: [f64; 2]) -> f64 {
        self.of.quantile_within(self.of_whole(p), bracket).clamp(self.min, self.max)
    }

    fn spans_magnitudes(&self) -> bool {
        self.of.spans_magnitudes()
    }

    fn parts(&self) -> usize {
        self.of.parts()
    }

    fn effort(&self) -> f64 {
        self.of.effort()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Discrete, Lognormal, Normal, standard_normal, testing};

    fn normal() -> Arc<dyn Distribution> {
        Arc::new(Normal::new(0.0, 1.0).unwrap())
    }

    #[test]
    fn normal_agrees_with_its_closed_form() {
        let truncated = Truncated::new(normal(), Some(-1.0), Some(2.0)).unwrap();
        let [low, high] = [-1.0, 2.0].map(|z| standard_normal::probability(z).below);
        for p in [0.01, 0.2, 0.5] {
            let expected = standard_normal::quantile(TailProbabilities::below(low + p * (high - low)));
            testing::near(truncated.quantile(TailProbabilities::below(p)), expected, 1e-14);
        }
        // Mean of a truncated normal: (φ(a) - φ(b)) / (Φ(b) - Φ(a)).
        let density = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
        let [mean, _] = testing::moments(&truncated);
        testing::near(mean, (density(-1.0) - density(2.0)) / (high - low), 1e-11);
    }

    #[test]
    fn is_its_own_inverse_far_out() {
        for (min, max) in [(None, Some(-10.0)), (Some(10.0), None), (Some(20.0), Some(21.0)), (Some(-1.0), Some(2.0))] {
            testing::is_consistent(&Truncated::new(normal(), min, max).unwrap());
        }
        let lognormal = Arc::new(Lognormal::new(1.0, 0.5).unwrap());
        testing::is_consistent(&Truncated::new(lognormal, Some(0.5), Some(9.0)).unwrap());
    }

    #[test]
    fn keeps_atoms_at_both_ends() {
        let dice = Arc::new(Discrete::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1.0; 6]).unwrap());
        let truncated = Truncated::new(dice, Some(2.0), Some(4.0)).unwrap();
        for (p, value) in [(0.1, 2.0), (0.32, 2.0), (0.34, 3.0), (0.66, 3.0), (0.67, 4.0), (0.99, 4.0)] {
            testing::near(truncated.quantile(TailProbabilities { below: p, above: 1.0 - p }), value, 0.0);
        }
        testing::near(truncated.probability(2.0).below, 1.0 / 3.0, 1e-14);
        testing::near(truncated.probability(3.5).above, 1.0 / 3.0, 1e-14);
    }

    #[test]
    fn fails_with_a_range_that_leaves_nothing() {
        let error = Truncated::new(normal(), Some(60.0), None).unwrap_err();
        assert_eq!(error.parameter, "min");
        assert_eq!(error.message, "leaves too little of the distribution (a share of 0) to draw from");
        assert_eq!(error.help.as_deref(), Some("the median of what is truncated is 0"));
        assert!(Truncated::new(normal(), Some(0.0), Some(1e-15)).is_err());
    }

    #[test]
    fn fails_with_reversed_missing_or_infinite_bounds() {
        assert_eq!(Truncated::new(normal(), Some(1.0), Some(0.0)).unwrap_err().parameter, "max");
        assert_eq!(Truncated::new(normal(), None, None).unwrap_err().message, "must have `min`, `max` or both");
        assert!(Truncated::new(normal(), Some(f64::NAN), None).is_err());
        assert!(Truncated::new(normal(), None, Some(f64::INFINITY)).is_err());
    }
}
