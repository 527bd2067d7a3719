//! A distribution between two others, for the years between two named ones.

use super::{Distribution, ParameterError, TailProbabilities, check, search, standard_normal};
use std::sync::Arc;

/// Blend: Q(p) = (1 - weight) Q1(p) + weight Q2(p). Not a mixture: between two constants it is one constant.
#[derive(Debug, Clone)]
pub struct Blend {
    first: Arc<dyn Distribution>,
    second: Arc<dyn Distribution>,
    weight: f64,
}

/// By hand: the derived code would move out of the `Arc<dyn ..>`.
impl PartialEq for Blend {
    fn eq(&self, other: &Self) -> bool {
        (&*self.first, &*self.second, self.weight) == (&*other.first, &*other.second, other.weight)
    }
}

/// Beyond this latent the probability is smaller than any number.
const LARGEST_LATENT: f64 = 38.5;

impl Blend {
    /// From `first` (at `weight` 0) to `second` (at `weight` 1).
    ///
    /// # Errors
    /// - `weight` is not between 0 and 1.
    pub fn new(
        first: Arc<dyn Distribution>,
        second: Arc<dyn Distribution>,
        weight: f64,
    ) -> Result<Self, ParameterError> {
        Ok(Self { first, second, weight: check::between("weight", weight, 0.0, 1.0)? })
    }

    fn between(&self, first: f64, second: f64) -> f64 {
        (1.0 - self.weight) * first + self.weight * second
    }
}

impl Distribution for Blend {
    fn family(&self) -> &'static str {
        "between two years"
    }

    /// The largest probability whose quantile does not exceed `x`, searched for by its latent.
    fn probability(&self, x: f64) -> TailProbabilities {
        let excess = |z: f64| {
            let difference = self.quantile(standard_normal::probability(z)) - x;
            if difference > 0.0 { difference } else { difference.min(-f64::MIN_POSITIVE) }
        };
        if excess(LARGEST_LATENT) < 0.0 {
            return TailProbabilities::above(0.0);
        }
        if excess(-LARGEST_LATENT) > 0.0 {
            return TailProbabilities::below(0.0);
        }
        standard_normal::probability(search::smallest(-LARGEST_LATENT, LARGEST_LATENT, 0.0, excess))
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        self.between(self.first.quantile(p), self.second.quantile(p))
    }

    fn by_latent(&self, z: f64) -> Option<f64> {
        Some(self.between(self.first.by_latent(z)?, self.second.by_latent(z)?))
    }

    fn spans_magnitudes(&self) -> bool {
        self.first.spans_magnitudes() || self.second.spans_magnitudes()
    }

    fn parts(&self) -> usize {
        self.first.parts().saturating_add(self.second.parts())
    }

    fn effort(&self) -> f64 {
        self.first.effort() + self.second.effort()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Constant, Discrete, Normal, testing};

    #[test]
    fn of_two_normals_is_a_normal() {
        let normal = |mean, std_dev| Arc::new(Normal::new(mean, std_dev).unwrap());
        let blend = Blend::new(normal(1.0, 2.0), normal(5.0, 4.0), 0.25).unwrap();
        let expected = Normal::new(2.0, 2.5).unwrap();
        for p in testing::PROBABILITIES {
            testing::near(blend.quantile(p), expected.quantile(p), 1e-13);
        }
        testing::is_consistent(&blend);
    }

    #[test]
    fn counts_atoms_as_at_or_below() {
        let constant = |value| Arc::new(Constant::new(value).unwrap());
        let blend = Blend::new(constant(1.0), constant(3.0), 0.5).unwrap();
        assert_eq!(blend.probability(2.0), TailProbabilities { below: 1.0, above: 0.0 });
        assert_eq!(blend.probability(1.999), TailProbabilities { below: 0.0, above: 1.0 });
        let coin = Arc::new(Discrete::new(&[0.0, 1.0], &[0.3, 0.7]).unwrap());
        let blend = Blend::new(coin, constant(1.0), 0.5).unwrap();
        testing::near(blend.probability(0.5).below, 0.3, 1e-12);
    }

    #[test]
    fn fails_with_a_weight_beyond_its_ends() {
        let constant = || Arc::new(Constant::new(1.0).unwrap());
        assert!(Blend::new(constant(), constant(), 1.5).is_err());
        assert!(Blend::new(constant(), constant(), f64::NAN).is_err());
    }
}
