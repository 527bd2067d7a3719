//! The uniform distribution.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Uniform: Q(p) = min + p (max - min).
#[derive(Debug, Clone, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
    width: f64,
}

impl Uniform {
    /// The uniform distribution from `min` to `max`.
    ///
    /// # Units
    /// `min` and `max` count in the units of the draws.
    ///
    /// # Errors
    /// - `min` or `max` is not finite, `max` is not greater than `min`, or their distance overflows.
    pub fn new(min: f64, max: f64) -> Result<Self, ParameterError> {
        Ok(Self { min, max, width: check::range(min, max)? })
    }
}

impl Distribution for Uniform {
    fn family(&self) -> &'static str {
        "uniform"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        let x = x.clamp(self.min, self.max);
        TailProbabilities { below: (x - self.min) / self.width, above: (self.max - x) / self.width }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let x = if p.below < p.above { self.min + p.below * self.width } else { self.max - p.above * self.width };
        x.clamp(self.min, self.max)
    }

    fn is_identity(&self) -> bool {
        [self.min, self.max].map(f64::to_bits) == [0.0_f64, 1.0].map(f64::to_bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for (min, max) in [(0.0, 1.0), (-7.0, 1e9), (-1e300, 1e300)] {
            testing::is_consistent(&Uniform::new(min, max).unwrap());
        }
        testing::gives_numbers(&Uniform::new(1.0, 1.0_f64.next_up()).unwrap());
    }

    #[test]
    fn is_linear_between_its_ends() {
        let uniform = Uniform::new(2.0, 6.0).unwrap();
        testing::near(uniform.quantile(TailProbabilities::below(0.25)), 3.0, 1e-15);
        testing::near(uniform.probability(5.0).above, 0.25, 1e-15);
        assert_eq!(uniform.probability(7.0), TailProbabilities { below: 1.0, above: 0.0 });
    }

    #[test]
    fn fails_with_a_reversed_range() {
        assert_eq!(Uniform::new(2.0, 1.0).unwrap_err().parameter, "max");
    }
}
