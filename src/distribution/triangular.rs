//! The triangular distribution.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Triangular: with c = (mode - min) / (max - min), Q(p) = min + (max - min) sqrt(p c) up to p = c,
/// and max - (max - min) sqrt((1 - p) (1 - c)) beyond.
#[derive(Debug, Clone, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
    width: f64,
}

impl Triangular {
    /// The triangular distribution from `min` to `max` with its peak at `mode`.
    ///
    /// # Units
    /// `min`, `mode` and `max` count in the units of the draws.
    ///
    /// # Errors
    /// - A parameter is not finite, `max` is not greater than `min`, or `mode` does not lie between them.
    pub fn new(min: f64, mode: f64, max: f64) -> Result<Self, ParameterError> {
        let width = check::range(min, max)?;
        Ok(Self { min, mode: check::mode(min, mode, max)?, max, width })
    }

    /// The probability at and below the mode, and above it.
    fn at_mode(&self) -> TailProbabilities {
        TailProbabilities { below: (self.mode - self.min) / self.width, above: (self.max - self.mode) / self.width }
    }
}

impl Distribution for Triangular {
    fn family(&self) -> &'static str {
        "triangular"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        let x = x.clamp(self.min, self.max);
        let TailProbabilities { below, above } = self.at_mode();
        if x < self.mode && below > 0.0 {
            let share = (x - self.min) / self.width;
            let rest = (self.mode - x) / self.width;
            TailProbabilities { below: share * (share / below), above: above + rest * ((below + share) / below) }
        } else if above > 0.0 {
            let share = (self.max - x) / self.width;
            let rest = (x - self.mode) / self.width;
            TailProbabilities { below: below + rest * ((above + share) / above), above: share * (share / above) }
        } else {
            TailProbabilities::above(0.0)
        }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let TailProbabilities { below, above } = self.at_mode();
        let x = if p.above < above {
            self.max - self.width * (p.above.sqrt() * above.sqrt())
        } else {
            self.min + self.width * (p.below.sqrt() * below.sqrt())
        };
        x.clamp(self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for (min, mode, max) in [(0.0, 0.3, 1.0), (-2.0, -2.0, 5.0), (0.0, 5.0, 5.0), (-1e300, 0.0, 1e300)] {
            testing::is_consistent(&Triangular::new(min, mode, max).unwrap());
        }
        testing::gives_numbers(&Triangular::new(0.0, 5e-324, 1e300).unwrap());
    }

    #[test]
    fn has_the_moments_of_its_closed_form() {
        let (a, c, b) = (1.0, 2.0, 7.0);
        let [mean, variance] = testing::moments(&Triangular::new(a, c, b).unwrap());
        testing::near(mean, (a + b + c) / 3.0, 1e-9);
        testing::near(variance, (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0, 1e-8);
    }

    #[test]
    fn fails_with_a_mode_outside_its_range() {
        let error = Triangular::new(0.0, 2.0, 1.0).unwrap_err();
        assert_eq!(error.parameter, "mode");
        assert_eq!(error.message, "must be between `min` (0) and `max` (1), got 2");
        assert!(Triangular::new(0.0, f64::NAN, 1.0).is_err());
    }
}
