//! The constant: one value, with certainty.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Always `value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    value: f64,
}

impl Constant {
    /// The constant `value`.
    ///
    /// # Units
    /// `value` counts in the units of the draws.
    ///
    /// # Errors
    /// - `value` is not finite.
    pub fn new(value: f64) -> Result<Self, ParameterError> {
        Ok(Self { value: check::finite("value", value)? })
    }
}

impl Distribution for Constant {
    fn family(&self) -> &'static str {
        "fixed"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x < self.value { TailProbabilities::below(0.0) } else { TailProbabilities::above(0.0) }
    }

    fn quantile(&self, _: TailProbabilities) -> f64 {
        self.value
    }

    fn by_latent(&self, _: f64) -> Option<f64> {
        Some(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_one_value_at_every_probability() {
        let seven = Constant::new(7.0).unwrap();
        assert_eq!(seven.quantile(TailProbabilities::below(1e-300)).to_bits(), 7.0_f64.to_bits());
        assert_eq!(seven.probability(7.0), TailProbabilities { below: 1.0, above: 0.0 });
        assert_eq!(seven.probability(7.0_f64.next_down()), TailProbabilities { below: 0.0, above: 1.0 });
    }

    #[test]
    fn fails_with_a_value_that_is_not_finite() {
        assert_eq!(Constant::new(f64::NAN).unwrap_err().message, "must be a finite number, got NaN");
    }
}
