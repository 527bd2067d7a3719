//! Distribution functions against those of others, or against the formula of their quantiles.

use super::Check;
use super::families::{Formula, ReferenceFamily};
use crate::distribution::{Distribution, TailProbabilities};

/// As exact as `statrs` is where it is used here.
const LIMIT: f64 = 1e-10;

/// Each family's distribution function against what others know of it.
pub(super) fn agree(families: &[ReferenceFamily]) -> Vec<Check> {
    families.iter().map(|family| Check::new(family.name, difference(&*family.exact, &family.formula), LIMIT)).collect()
}

/// Probabilities at which functions are compared: each half a percent, and tails of a millionth.
fn probabilities() -> impl Iterator<Item = f64> {
    (1..200).map(|k| f64::from(k) / 200.0).chain([1e-6, 1.0 - 1e-6])
}

/// The largest difference of a probability.
fn difference(ours: &dyn Distribution, theirs: &Formula) -> f64 {
    let at = |p: f64| match theirs {
        Formula::Below(below) => {
            let x = ours.quantile(TailProbabilities::below(p));
            (ours.probability(x).below - below(x)).abs()
        }
        Formula::Quantile(quantile) => off_quantile(ours, p, quantile(p)),
    };
    // A maximum that keeps a NaN.
    probabilities().map(at).fold(0.0, |largest, next| if next <= largest { largest } else { next })
}

/// How far the probability `p` is outside of those of values just below and at its quantile `x`, which may have one of its own.
fn off_quantile(ours: &dyn Distribution, p: f64, x: f64) -> f64 {
    let margin = 1e-14 * x.abs();
    let (before, at) = (ours.probability(x - margin).below, ours.probability(x + margin).below);
    (before - p).max(p - at).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Normal;
    use statrs::distribution::ContinuousCDF as _;

    #[test]
    fn another_distribution_misses_the_limit() {
        let theirs = statrs::distribution::Normal::new(50.0, 5.0).unwrap();
        let formula = Formula::Below(Box::new(move |x| theirs.cdf(x)));
        assert!(difference(&Normal::new(50.0, 5.0).unwrap(), &formula) < LIMIT);
        assert!(difference(&Normal::new(50.0, 5.000_001).unwrap(), &formula) > LIMIT);
        let quantile = Formula::Quantile(Box::new(move |p| theirs.inverse_cdf(p)));
        assert!(difference(&Normal::new(50.000_1, 5.0).unwrap(), &quantile) > LIMIT);
        let unknown = Formula::Below(Box::new(|_| f64::NAN));
        assert!(difference(&Normal::new(50.0, 5.0).unwrap(), &unknown).is_nan());
    }
}
