//! The exponential distribution.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Exponential: Q(p) = -mean ln(1 - p).
#[derive(Debug, Clone, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Exponential {
    /// The exponential distribution with mean `mean`.
    ///
    /// # Units
    /// `mean` counts in the units of the draws.
    ///
    /// # Errors
    /// - `mean` is not finite and greater than 0.
    pub fn new(mean: f64) -> Result<Self, ParameterError> {
        Ok(Self { mean: check::positive("mean", mean)? })
    }
}

impl Distribution for Exponential {
    fn family(&self) -> &'static str {
        "exponential"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        let scaled = x.max(0.0) / self.mean;
        TailProbabilities { below: -libm::expm1(-scaled), above: libm::exp(-scaled) }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        (self.mean * minus_log_above(p)).min(f64::MAX)
    }
}

/// -ln(1 - p) from the smaller tail.
pub(super) fn minus_log_above(p: TailProbabilities) -> f64 {
    if p.below < p.above { -libm::log1p(-p.below) } else { -libm::log(p.above.max(f64::from_bits(1))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for mean in [1.0, 1e-9, 1e200] {
            testing::is_consistent(&Exponential::new(mean).unwrap());
        }
        testing::gives_numbers(&Exponential::new(f64::MAX).unwrap());
    }

    #[test]
    fn has_the_moments_of_its_closed_form() {
        let [mean, variance] = testing::moments(&Exponential::new(3.0).unwrap());
        testing::near(mean, 3.0, 1e-10);
        testing::near(variance, 9.0, 1e-8);
    }

    #[test]
    fn fails_with_a_mean_that_is_not_positive() {
        assert_eq!(Exponential::new(0.0).unwrap_err().parameter, "mean");
    }
}
