//! The Weibull distribution.

use super::exponential::minus_log_above;
use super::{Distribution, ParameterError, TailProbabilities, check};

/// Weibull: Q(p) = scale (-ln(1 - p))^(1 / shape).
#[derive(Debug, Clone, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// The Weibull distribution with shape `shape` and scale `scale`, which is its quantile at 63.2 %.
    ///
    /// # Units
    /// `scale` counts in the units of the draws; `shape` has none.
    ///
    /// # Errors
    /// - `shape` is not between 0.001 and 1,000,000, or `scale` not finite and greater than 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        Ok(Self { shape: check::shape("shape", shape)?, scale: check::positive("scale", scale)? })
    }
}

/// Below this shape quantiles span too many orders of magnitude for plain tables.
const LEAST_PLAIN: f64 = 0.2;

impl Distribution for Weibull {
    fn family(&self) -> &'static str {
        "Weibull"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x <= 0.0 {
            return TailProbabilities::below(0.0);
        }
        let power = libm::pow(x / self.scale, self.shape);
        TailProbabilities { below: -libm::expm1(-power), above: libm::exp(-power) }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        (self.scale * libm::pow(minus_log_above(p), 1.0 / self.shape)).min(f64::MAX)
    }

    fn spans_magnitudes(&self) -> bool {
        self.shape < LEAST_PLAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for (shape, scale) in [(1.0, 1.0), (0.5, 1e9), (3.7, 2.0), (200.0, 5.0)] {
            testing::is_consistent(&Weibull::new(shape, scale).unwrap());
        }
        testing::gives_numbers(&Weibull::new(1e-3, 1e300).unwrap());
        testing::gives_numbers(&Weibull::new(1e6, 1e-300).unwrap());
    }

    #[test]
    fn of_shape_2_is_the_rayleigh() {
        let weibull = Weibull::new(2.0, 3.0).unwrap();
        testing::near(weibull.quantile(TailProbabilities::below(0.5)), 3.0 * std::f64::consts::LN_2.sqrt(), 1e-15);
    }

    #[test]
    fn fails_with_parameters_it_cannot_have() {
        assert_eq!(Weibull::new(0.0, 1.0).unwrap_err().parameter, "shape");
        assert_eq!(Weibull::new(1.0, -1.0).unwrap_err().parameter, "scale");
    }
}
