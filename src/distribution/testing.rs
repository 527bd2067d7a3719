//! What every family must satisfy: its two functions invert each other and never fall. The self-test checks known quantiles.

use super::{
    Beta, Distribution, Gamma, Lognormal, Metalog, Normal, Pert, StudentT, TailProbabilities, Triangular, Weibull,
};
use proptest::prelude::*;

const fn low(p: f64) -> TailProbabilities {
    TailProbabilities { below: p, above: 1.0 - p }
}

const fn high(p: f64) -> TailProbabilities {
    TailProbabilities { below: 1.0 - p, above: p }
}

/// Probabilities in rising order, far into both tails.
pub(super) const PROBABILITIES: [TailProbabilities; 19] = [
    low(1e-300),
    low(1e-100),
    low(1e-30),
    low(1e-15),
    low(1e-9),
    low(1e-5),
    low(0.01),
    low(0.1),
    low(0.3),
    low(0.5),
    high(0.3),
    high(0.1),
    high(0.01),
    high(1e-5),
    high(1e-9),
    high(1e-15),
    high(1e-30),
    high(1e-100),
    high(1e-300),
];

/// Fails unless `found` is `expected` to `tolerance` of its size (of 1 if it is smaller than 1e-12).
#[track_caller]
pub(super) fn near(found: f64, expected: f64, tolerance: f64) {
    let size = if expected.abs() < 1e-12 && tolerance > 0.0 { 1.0 } else { expected.abs() };
    assert!((found - expected).abs() <= tolerance * size, "{found} is not near {expected}");
}

/// No NaN, no infinity, never falling: what every distribution promises whatever its parameters.
#[track_caller]
pub(super) fn gives_numbers(distribution: &dyn Distribution) {
    let mut last = f64::NEG_INFINITY;
    for p in PROBABILITIES {
        let x = distribution.quantile(p);
        assert!(x.is_finite(), "{distribution:?}: {x} at {p:?}");
        assert!(x >= last - 1e-12 * last.abs(), "{distribution:?}: {x} after {last} at {p:?}");
        last = x;
    }
    for x in [-f64::MAX, -1e300, -1.0, -1e-300, 0.0, 5e-324, 1e-300, 0.5, 1.0, 1e9, 1e300, f64::MAX] {
        let TailProbabilities { below, above } = distribution.probability(x);
        assert!((0.0..=1.0 + 1e-12).contains(&below) && (0.0..=1.0 + 1e-12).contains(&above), "{distribution:?}: {x}");
        assert!((below + above - 1.0).abs() < 1e-12, "{distribution:?}: {below} + {above} at {x}");
    }
}

/// Gives numbers, and quantile and probability undo each other, as well as the spacing of numbers near the quantile lets them.
#[track_caller]
pub(super) fn is_consistent(distribution: &dyn Distribution) {
    gives_numbers(distribution);
    for p in PROBABILITIES.iter().filter(|p| p.below.min(p.above) >= 1e-15) {
        let x = distribution.quantile(*p);
        let tail = |t: TailProbabilities| if p.below < p.above { t.below } else { t.above };
        let [here, before, after] =
            [x, x - 4e-16 * x.abs(), x + 4e-16 * x.abs()].map(|x| tail(distribution.probability(x)));
        let error = (here - tail(*p)).abs();
        assert!(error <= 1e-11 * tail(*p) + 2.0 * (before - after).abs(), "{distribution:?}: {here} at {p:?}, x {x}");
    }
}

/// Mean and variance by integration of the quantile function over the standard normal latent, with the trapezoidal rule.
pub(super) fn moments(distribution: &dyn Distribution) -> [f64; 2] {
    const STEP: f64 = 1.0 / 512.0;
    let points = (-38 * 512..=38 * 512).map(|k| f64::from(k) * STEP).map(|z| {
        let density = STEP * (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
        (density, distribution.quantile(super::standard_normal::probability(z)))
    });
    let points: Vec<(f64, f64)> = points.collect();
    let mean: f64 = points.iter().map(|(density, x)| density * x).sum();
    [mean, points.iter().map(|(density, x)| density * (x - mean) * (x - mean)).sum()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn families_are_consistent_for_random_parameters(
        location in -1e3..1e3_f64, scale in 0.01..1e3_f64, log_a in -0.7..9.0_f64, log_b in -0.7..9.0_f64, share in 0.0..1.0_f64
    ) {
        let (a, b) = (log_a.exp(), log_b.exp());
        is_consistent(&Normal::new(location, scale).unwrap());
        is_consistent(&Lognormal::new(scale, 0.05 + 3.0 * share).unwrap());
        is_consistent(&Beta::new(a, b, location, location + scale).unwrap());
        is_consistent(&Gamma::new(a, scale).unwrap());
        is_consistent(&Weibull::new(0.3 + 5.0 * share, scale).unwrap());
        is_consistent(&StudentT::new(location, scale, 1.0 + a).unwrap());
        let mode = location + share * scale;
        is_consistent(&Pert::new(location, mode, location + scale, 4.0).unwrap());
        is_consistent(&Triangular::new(location, mode, location + scale).unwrap());
        let mid = location + (0.2 + 0.6 * share) * scale;
        is_consistent(&Metalog::new(0.1, [location, mid, location + scale], None, None).unwrap());
    }

    #[test]
    fn quantiles_never_fall(a in 1e-3..1e3_f64, b in 1e-3..1e3_f64, p in 1e-12..0.5_f64, step in 1e-9..1.0_f64) {
        let families: [Box<dyn Distribution>; 3] = [
            Box::new(Beta::new(a, b, 0.0, 1.0).unwrap()),
            Box::new(Gamma::new(a, 1.0).unwrap()),
            Box::new(StudentT::new(0.0, 1.0, 0.1 + a).unwrap()),
        ];
        let q = p * (1.0 - step);
        for family in families {
            prop_assert!(family.quantile(TailProbabilities::below(q)) <= family.quantile(TailProbabilities::below(p)));
            prop_assert!(family.quantile(TailProbabilities::above(q)) >= family.quantile(TailProbabilities::above(p)));
        }
    }
}
