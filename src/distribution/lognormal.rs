//! The lognormal distribution.

use super::{Distribution, ParameterError, TailProbabilities, check, standard_normal};

/// Lognormal: Q(p) = median exp(sigma z(p)), where z is the standard normal quantile.
#[derive(Debug, Clone, PartialEq)]
pub struct Lognormal {
    median: f64,
    sigma: f64,
}

/// At a larger sigma one draw in a million would be more than e^475 times another.
const LARGEST_SIGMA: f64 = 50.0;

impl Lognormal {
    /// The lognormal distribution with median `median` whose logarithm has standard deviation `sigma`.
    ///
    /// # Units
    /// `median` counts in the units of the draws; `sigma` has none.
    ///
    /// # Errors
    /// - `median` is not finite and greater than 0, or `sigma` not greater than 0 and at most 50.
    pub fn new(median: f64, sigma: f64) -> Result<Self, ParameterError> {
        check::positive("median", median)?;
        check::spread("sigma", sigma)?;
        check::between("sigma", sigma, 0.0, LARGEST_SIGMA)
            .map_err(|error| error.help("`sigma` is the standard deviation of the logarithm: 0.5 is already wide"))?;
        Ok(Self { median, sigma })
    }

    /// The lognormal distribution with the central 90 % interval from `low` to `high`.
    ///
    /// # Units
    /// `low` and `high` count in the units of the draws.
    ///
    /// # Errors
    /// - `low` is not finite and greater than 0, or `high` not finite and greater than `low`, or their ratio is beyond all use.
    pub fn from_interval(low: f64, high: f64) -> Result<Self, ParameterError> {
        check::positive("low", low)?;
        check::finite("high", high)?;
        check::ascending(("low", low), ("high", high))?;
        // By the ratio, so that other units of money change no bit of the shape.
        let ratio = high / low;
        let width = if ratio < 2.0 { libm::log1p((high - low) / low) } else { libm::log(ratio) };
        let sigma = width / (2.0 * standard_normal::quantile(TailProbabilities::above(0.05)));
        if sigma > LARGEST_SIGMA {
            let message = format!("is too many times `low` ({}), got {}", check::number(low), check::number(high));
            return Err(ParameterError::new("high", message));
        }
        Self::new(low * ratio.sqrt(), sigma)
    }

    fn at(&self, z: f64) -> f64 {
        (self.median * libm::exp(self.sigma * z)).min(f64::MAX)
    }

    /// The median.
    ///
    /// # Units
    /// Those of the draws.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The standard deviation of the logarithm.
    ///
    /// # Units
    /// None.
    #[must_use]
    pub fn sigma(&self) -> f64 {
        self.sigma
    }
}

impl Distribution for Lognormal {
    fn family(&self) -> &'static str {
        "lognormal"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x <= 0.0 {
            return TailProbabilities::below(0.0);
        }
        let log = if (x / self.median).is_normal() {
            libm::log(x / self.median)
        } else {
            libm::log(x) - libm::log(self.median)
        };
        standard_normal::probability(log / self.sigma)
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        self.at(standard_normal::quantile(p))
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
        for (median, sigma) in [(1.0, 1.0), (13.1, 0.3), (1e9, 1e-7), (1e-9, 5.0)] {
            testing::is_consistent(&Lognormal::new(median, sigma).unwrap());
        }
        testing::gives_numbers(&Lognormal::new(1e300, 50.0).unwrap());
        testing::gives_numbers(&Lognormal::new(1e-300, 1e-9).unwrap());
    }

    #[test]
    fn has_the_moments_of_its_closed_form() {
        let (median, sigma) = (20.0, 0.4);
        let [mean, variance] = testing::moments(&Lognormal::new(median, sigma).unwrap());
        let s2: f64 = sigma * sigma;
        testing::near(mean, median * (s2 / 2.0).exp(), 1e-10);
        testing::near(variance, median * median * s2.exp() * s2.exp_m1(), 1e-9);
    }

    #[test]
    fn interval_holds_the_central_90_percent() {
        for (low, high) in [(0.2, 0.6), (3.0, 3.000_000_1), (1e-200, 1e-150), (1e200, 1e250)] {
            let lognormal = Lognormal::from_interval(low, high).unwrap();
            testing::near(lognormal.quantile(TailProbabilities::below(0.05)), low, 1e-13);
            testing::near(lognormal.quantile(TailProbabilities::above(0.05)), high, 1e-13);
        }
    }

    #[test]
    fn fails_with_parameters_it_cannot_have() {
        assert_eq!(Lognormal::new(0.0, 1.0).unwrap_err().message, "must be greater than 0, got 0");
        assert_eq!(Lognormal::new(1.0, 60.0).unwrap_err().message, "must be between 0 and 50, got 60");
        assert_eq!(Lognormal::new(1.0, f64::NAN).unwrap_err().parameter, "sigma");
        assert_eq!(Lognormal::from_interval(2.0, 1.0).unwrap_err().parameter, "high");
        assert_eq!(Lognormal::from_interval(1e-300, 1e300).unwrap_err().parameter, "high");
    }
}
