//! The gamma distribution.

use super::log_concave::{self, LogConcave, LogConcaveDensity, continued_fraction};
use super::{Distribution, ParameterError, TailProbabilities, check};

/// Gamma: density proportional to (x / scale)^(shape - 1) exp(-x / scale).
#[derive(Debug, Clone, PartialEq)]
pub struct Gamma {
    scale: f64,
    log: LogConcave<LogDensity>,
}

impl Gamma {
    /// The gamma distribution with shape `shape` and scale `scale`; its mean is their product.
    ///
    /// # Units
    /// `scale` counts in the units of the draws; `shape` has none.
    ///
    /// # Errors
    /// - `shape` is not between 0.001 and 1,000,000, or `scale` not finite and greater than 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        check::shape("shape", shape)?;
        check::positive("scale", scale)?;
        Ok(Self { scale, log: LogConcave::new(LogDensity { shape }) })
    }
}

impl Distribution for Gamma {
    fn family(&self) -> &'static str {
        "gamma"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x <= 0.0 {
            return TailProbabilities::below(0.0);
        }
        self.log.probability(libm::log(x / self.scale).clamp(-LARGEST_LOG, LARGEST_LOG))
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        (self.scale * libm::exp(self.log.quantile(p))).min(f64::MAX)
    }

    fn spans_magnitudes(&self) -> bool {
        self.log.density().is_of_small_shape()
    }

    fn effort(&self) -> f64 {
        log_concave::effort(self.log.density().shape)
    }
}

/// About the logarithm of the largest number.
const LARGEST_LOG: f64 = 709.0;

/// The gamma density in u = ln(x / scale): proportional to exp(shape u - e^u), which is log-concave for every shape.
#[derive(Debug, Clone, PartialEq)]
struct LogDensity {
    shape: f64,
}

impl LogDensity {
    /// Below this shape quantiles fall to 0 as a high power of the probability.
    const SMALL: f64 = 0.5;

    fn is_of_small_shape(&self) -> bool {
        self.shape < Self::SMALL
    }

    /// The power series of the integral below x over x^shape e^-x, which a small shape makes short: DLMF 8.7.1 and 8.5.1.
    fn series(&self, x: f64) -> f64 {
        let (mut term, mut divisor) = (1.0 / self.shape, self.shape);
        let mut sum = term;
        while term > f64::EPSILON * sum / 4.0 {
            divisor += 1.0;
            term *= x / divisor;
            sum += term;
        }
        sum
    }
}

impl LogConcaveDensity for LogDensity {
    fn split(&self) -> f64 {
        libm::log(self.shape.max(1.0))
    }

    fn log_density(&self, distance: f64) -> f64 {
        self.shape * distance - self.shape.max(1.0) * libm::expm1(distance)
    }

    fn slope(&self, u: f64) -> f64 {
        self.shape - libm::exp(u)
    }

    /// The fraction of TOMS 708 for the beta distribution, in the limit of a large second shape.
    fn below(&self, u: f64) -> f64 {
        let (a, x) = (self.shape, libm::exp(u));
        if self.is_of_small_shape() {
            return self.series(x);
        }
        1.0 / continued_fraction(|n| {
            let (before, at, after) = (a + 2.0 * n - 1.0, a + n, a + 2.0 * n + 1.0);
            let middle = if n > 0.0 { n + n * x / before } else { 0.0 };
            ((at - 1.0) / before * x * (n / before * x), middle + at / after * (a - x + 1.0 + 2.0 * n))
        })
    }

    /// Legendre's fraction: DLMF 8.9.2, contracted.
    fn above(&self, u: f64) -> f64 {
        let (a, x) = (self.shape, libm::exp(u));
        1.0 / continued_fraction(|n| (n * (a - n), 2.0 * n + 1.0 + (x - a)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;
    use statrs::distribution::ContinuousCDF as _;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for shape in [1e-3, 0.01, 0.1, 0.5, 0.999, 1.0, 1.001, 2.5, 50.0, 1e3, 1e4, 1e5, 1e6] {
            let gamma = Gamma::new(shape, 3.0).unwrap();
            testing::gives_numbers(&gamma);
            if (0.1..=1e5).contains(&shape) {
                testing::is_consistent(&gamma);
            }
        }
        testing::gives_numbers(&Gamma::new(2.0, 1e308).unwrap());
        testing::gives_numbers(&Gamma::new(2.0, 5e-324).unwrap());
    }

    #[test]
    fn agrees_with_the_distribution_function_of_statrs_where_that_is_right() {
        for shape in [1.0, 2.5, 40.0] {
            let ours = Gamma::new(shape, 2.0).unwrap();
            let theirs = statrs::distribution::Gamma::new(shape, 0.5).unwrap();
            for x in [0.5, 1.0, 4.0, 30.0, 80.0, 120.0] {
                testing::near(ours.probability(x).below, theirs.cdf(x), 1e-10);
                testing::near(ours.probability(x).above, theirs.sf(x), 1e-10);
            }
        }
    }

    #[test]
    fn of_shape_1_is_the_exponential() {
        let gamma = Gamma::new(1.0, 2.0).unwrap();
        testing::near(gamma.probability(3.0).above, (-1.5_f64).exp(), 1e-15);
    }

    #[test]
    fn fails_with_parameters_it_cannot_have() {
        assert_eq!(Gamma::new(-1.0, 1.0).unwrap_err().message, "must be greater than 0, got -1");
        assert_eq!(Gamma::new(1e9, 1.0).unwrap_err().parameter, "shape");
        assert_eq!(Gamma::new(1.0, f64::INFINITY).unwrap_err().parameter, "scale");
    }
}
