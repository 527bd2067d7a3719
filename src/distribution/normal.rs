//! The normal distribution.

use super::{Distribution, ParameterError, TailProbabilities, check, standard_normal};

/// Normal: Q(p) = mean + std_dev z(p), where z is the standard normal quantile.
#[derive(Debug, Clone, PartialEq)]
pub struct Normal {
    mean: f64,
    std_dev: f64,
}

impl Normal {
    /// The normal distribution with mean `mean` and standard deviation `std_dev`.
    ///
    /// # Units
    /// `mean` and `std_dev` count in the units of the draws.
    ///
    /// # Errors
    /// - `mean` is not finite, or `std_dev` not finite and greater than 0.
    pub fn new(mean: f64, std_dev: f64) -> Result<Self, ParameterError> {
        Ok(Self { mean: check::finite("mean", mean)?, std_dev: check::spread("std_dev", std_dev)? })
    }

    /// The normal distribution with the central 90 % interval from `low` to `high`.
    ///
    /// # Units
    /// `low` and `high` count in the units of the draws.
    ///
    /// # Errors
    /// - `low` or `high` is not finite, or `high` not greater than `low`.
    pub fn from_interval(low: f64, high: f64) -> Result<Self, ParameterError> {
        check::finite("low", low)?;
        check::finite("high", high)?;
        check::ascending(("low", low), ("high", high))?;
        let width = check::width("high", low, high)?;
        let std_dev = width / (2.0 * standard_normal::quantile(TailProbabilities::above(0.05)));
        Self::new(f64::midpoint(low, high), std_dev.max(f64::from_bits(1)))
    }

    fn at(&self, z: f64) -> f64 {
        (self.mean + self.std_dev * z).clamp(-f64::MAX, f64::MAX)
    }

    /// The mean.
    ///
    /// # Units
    /// Those of the draws.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    ///
    /// # Units
    /// Those of the draws.
    #[must_use]
    pub fn std_dev(&self) -> f64 {
        self.std_dev
    }
}

impl Distribution for Normal {
    fn family(&self) -> &'static str {
        "normal"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        standard_normal::probability((x - self.mean) / self.std_dev)
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        self.at(standard_normal::quantile(p))
    }

    #[expect(clippy::float_cmp, reason = "only the very same is")]
    fn is_standard_normal(&self) -> bool {
        self.mean == 0.0 && self.std_dev == 1.0
    }

    fn by_latent(&self, z: f64) -> Option<f64> {
        Some(self.at(z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for (mean, std_dev) in [(0.0, 1.0), (-5.0, 1e-9), (1e9, 3e12), (0.0, 1e-300)] {
            testing::is_consistent(&Normal::new(mean, std_dev).unwrap());
        }
        testing::gives_numbers(&Normal::new(-1e308, 1e308).unwrap());
        testing::gives_numbers(&Normal::new(1.0, 5e-324).unwrap());
    }

    #[test]
    fn interval_holds_the_central_90_percent() {
        let normal = Normal::from_interval(-2.0, 6.0).unwrap();
        testing::near(normal.quantile(TailProbabilities::below(0.05)), -2.0, 1e-14);
        testing::near(normal.quantile(TailProbabilities::above(0.05)), 6.0, 1e-14);
    }

    #[test]
    fn fails_with_a_negative_deviation_and_says_what_to_write() {
        let error = Normal::new(0.5, -0.3).unwrap_err();
        assert_eq!(error.parameter, "std_dev");
        assert_eq!(error.message, "must be greater than 0, got -0.3");
        assert!(error.help.is_some());
    }

    #[test]
    fn fails_with_a_reversed_interval() {
        let error = Normal::from_interval(3.0, -3.0).unwrap_err();
        assert_eq!((error.parameter, error.message.as_str()), ("high", "must be greater than `low` (3), got -3"));
    }
}
