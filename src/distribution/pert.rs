//! The PERT distribution: a beta distribution by its range and its mode.

use super::{Beta, Distribution, ParameterError, TailProbabilities, check};

/// PERT: beta on [min, max] with alpha = 1 + shape (mode - min) / (max - min) and beta = 1 + shape (max - mode) / (max - min).
///
/// # Source
/// Vose 2008, modified PERT; equations, 3.
#[derive(Debug, Clone, PartialEq)]
pub struct Pert {
    beta: Beta,
}

/// A larger shape puts all of the range but its mode out of reach.
const LARGEST_SHAPE: f64 = 999_999.0;

impl Pert {
    /// The PERT distribution from `min` to `max` with its peak at `mode`; `shape` (usually 4) says how pointed it is, 0 is uniform.
    ///
    /// # Units
    /// `min`, `mode` and `max` count in the units of the draws; `shape` has none.
    ///
    /// # Errors
    /// - A parameter is not finite, `max` is not greater than `min`, `mode` does not lie between them, or `shape` is negative or
    ///   greater than 999,999.
    pub fn new(min: f64, mode: f64, max: f64, shape: f64) -> Result<Self, ParameterError> {
        let width = check::range(min, max)?;
        check::mode(min, mode, max)?;
        check::between("shape", shape, 0.0, LARGEST_SHAPE)?;
        let (before, after) = ((mode - min) / width, (max - mode) / width);
        Ok(Self { beta: Beta::new(1.0 + shape * before, 1.0 + shape * after, min, max)? })
    }
}

impl Distribution for Pert {
    fn family(&self) -> &'static str {
        "PERT"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        self.beta.probability(x)
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        self.beta.quantile(p)
    }

    fn effort(&self) -> f64 {
        self.beta.effort()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for (min, mode, max, shape) in
            [(0.0, 0.3, 1.0, 4.0), (-2.0, -2.0, 5.0, 10.0), (0.0, 5.0, 5.0, 0.0), (-1e300, 0.0, 1e300, 4.0)]
        {
            testing::is_consistent(&Pert::new(min, mode, max, shape).unwrap());
        }
        testing::gives_numbers(&Pert::new(0.0, 1.0, 2.0, LARGEST_SHAPE).unwrap());
        testing::gives_numbers(&Pert::new(0.0, 0.0, 2.0, LARGEST_SHAPE).unwrap());
    }

    #[test]
    fn has_the_moments_of_its_closed_form() {
        let (min, mode, max, shape) = (1.0, 2.0, 7.0, 4.0);
        let [mean, variance] = testing::moments(&Pert::new(min, mode, max, shape).unwrap());
        let expected = (min + shape * mode + max) / (shape + 2.0);
        testing::near(mean, expected, 1e-12);
        testing::near(variance, (expected - min) * (max - expected) / (shape + 3.0), 1e-10);
    }

    #[test]
    fn fails_with_parameters_it_cannot_have() {
        assert_eq!(Pert::new(0.0, 2.0, 1.0, 4.0).unwrap_err().parameter, "mode");
        assert_eq!(Pert::new(0.0, 0.5, 1.0, -1.0).unwrap_err().message, "must be between 0 and 999999, got -1");
        assert_eq!(Pert::new(1.0, 1.0, 1.0, 4.0).unwrap_err().parameter, "max");
    }
}
