//! The quantile tables that draws are made with, against the exact quantile functions: 1e-9 in the body, sane to 1e-15 in both tails.

use crate::support::families;
use runout::distribution;
use runout::distribution::{Distribution, TailProbabilities, standard_normal};
use runout::internals::{CubicCell, QuantileTable, latent_cubic, probability_cubic, tail_probabilities};
use std::sync::Arc;

/// Beside one of each family, what is hard for polynomials: sharp peaks, poles at the ends, heavy tails.
fn distributions() -> Vec<(String, Arc<dyn Distribution>)> {
    let mut distributions: Vec<(String, Arc<dyn Distribution>)> =
        families::all().into_iter().map(|family| (family.name.to_owned(), family.exact)).collect();
    let mut add = |name: &str, distribution: Arc<dyn Distribution>| distributions.push((name.to_owned(), distribution));
    add("standard normal", Arc::new(distribution::Normal::new(0.0, 1.0).unwrap()));
    add("wide lognormal", Arc::new(distribution::Lognormal::new(1.0, 3.0).unwrap()));
    for shape in [0.05, 0.5, 1.0, 30.0, 1e5] {
        add(&format!("gamma {shape}"), Arc::new(distribution::Gamma::new(shape, 1.0).unwrap()));
    }
    for (alpha, beta) in [(0.5, 0.5), (0.1, 3.0), (1.0, 1.0), (2.0, 30.0), (1e4, 1e4)] {
        add(&format!("beta {alpha} {beta}"), Arc::new(distribution::Beta::new(alpha, beta, 0.0, 1.0).unwrap()));
    }
    for dof in [1.0, 2.5, 30.0, 1e6] {
        add(&format!("t of {dof}"), Arc::new(distribution::StudentT::new(0.0, 1.0, dof).unwrap()));
    }
    for shape in [0.3, 1.0, 10.0] {
        add(&format!("weibull {shape}"), Arc::new(distribution::Weibull::new(shape, 1.0).unwrap()));
    }
    for mode in [0.0, 0.5, 1.0] {
        add(&format!("pert {mode}"), Arc::new(distribution::Pert::new(0.0, mode, 1.0, 4.0).unwrap()));
        add(&format!("triangular {mode}"), Arc::new(distribution::Triangular::new(0.0, mode, 1.0).unwrap()));
    }
    add("narrow empirical", Arc::new(distribution::Empirical::new(&[-1.0, 0.0, 0.001, 5.0]).unwrap()));
    let of = |distribution: &Arc<dyn Distribution>| Arc::clone(distribution);
    let metalog: Arc<dyn Distribution> =
        Arc::new(distribution::Metalog::new(0.1, [10.0, 18.0, 40.0], None, None).unwrap());
    let values: Arc<dyn Distribution> =
        Arc::new(distribution::Discrete::new(&[3.0, 5.0, 9.0], &[0.2, 0.7, 0.1]).unwrap());
    add("truncated metalog", Arc::new(distribution::Truncated::new(of(&metalog), Some(5.0), Some(60.0)).unwrap()));
    add("blend with jumps", Arc::new(distribution::Blend::new(of(&metalog), of(&values), 0.4).unwrap()));
    add("mixture with jumps", Arc::new(distribution::Mixture::new(vec![(1.0, metalog), (2.0, values)]).unwrap()));
    distributions
}

/// The error relative to the value; for distributions that cross 0, where no value is near enough, to the largest value nearby.
fn relative(found: f64, exact: f64, nearby: f64) -> f64 {
    let size = exact.abs().max(nearby);
    if size > 0.0 { (found - exact).abs() / size } else { found.abs() }
}

/// The larger quantile, by size, of those one cell below and above `z`, if 0 lies between the distribution's quantiles; else nothing.
fn nearby(distribution: &dyn Distribution, z: f64) -> f64 {
    let at = |z: f64| distribution.quantile(standard_normal::probability(z));
    if at(-8.0) < 0.0 && at(8.0) > 0.0 { at(z - 0.0625).abs().max(at(z + 0.0625).abs()) } else { 0.0 }
}

#[test]
fn tables_by_latent_are_exact_to_1e9_in_the_body() {
    for (name, distribution) in distributions() {
        let table = QuantileTable::new(Arc::clone(&distribution));
        // Steps that fall on no node of a cell; 4.7534 is the quantile of 1e-6.
        for z in (0..4_000).map(|step| f64::from(step - 2_000) * 0.002_376_7) {
            let (exact, nearby) = (table.exact(z), nearby(distribution.as_ref(), z));
            for found in [table.at(z), by_latent(&table, z).unwrap_or(exact)] {
                let error = relative(found, exact, nearby);
                assert!(error <= 1e-9, "{name} at latent {z}: off by {error:e}");
            }
        }
    }
}

/// Q by the cubics by latent; `None` where there is none.
fn by_latent(table: &QuantileTable, z: f64) -> Option<f64> {
    let (number, t) = latent_cubic(z);
    let found = table.by_latent().cubic(number).at(t);
    (!found.is_nan()).then_some(found)
}

/// Of 20,000 probabilities, the share that does not find a cubic.
fn share_missing(finds: impl Fn(f64) -> bool) -> f64 {
    let places = (0..20_000).map(|k| (f64::from(k) + 0.5) / 20_000.0);
    places.filter(|&p| !finds(p)).count() as f64 / 20_000.0
}

/// A draw without a cubic takes several times as long. Few draws of the families as they are mostly written do; steeper distributions have
/// more, up to all.
#[test]
fn few_draws_of_everyday_distributions_find_no_cubic() {
    for family in families::all() {
        let (name, table) = (family.name, QuantileTable::new(family.exact));
        let latent = |p: f64| standard_normal::quantile(TailProbabilities::below(p));
        let missing = share_missing(|p| by_latent(&table, latent(p)).is_some());
        assert!(missing <= 0.1 || has_levels(&table), "{name} by latent: {missing}");
        if table.by_probability().is_some() {
            let bits = |p: f64| if p < 0.5 { bits_of(p, false) } else { bits_of(1.0 - p, true) };
            let missing = share_missing(|p| by_probability(&table, bits(p)).is_some());
            assert!(missing <= 0.1, "{name} by probability: {missing}");
        }
    }
}

/// Whether the distribution is level somewhere, at a value whose last digits a cubic cannot hold.
fn has_levels(table: &QuantileTable) -> bool {
    let level = |z: f64| table.exact(z).to_bits() == table.exact(z + 1e-6).to_bits();
    (-20..20).any(|step| level(f64::from(step) * 0.1))
}

/// Bits whose smaller tail is the nearest there is to `v`, on the lower or the upper side.
fn bits_of(v: f64, is_upper: bool) -> u64 {
    let k = ((v * 2.0_f64.powi(52)) as u64).min((1 << 51) - 1);
    u64::from(is_upper) | (k << 13)
}

/// Q by the table and exactly; `None` where draws are evaluated exactly.
fn by_probability(table: &QuantileTable, bits: u64) -> Option<f64> {
    let (number, t) = probability_cubic(bits);
    let found = table.by_probability()?.cubic(number).at(t);
    (!found.is_nan()).then_some(found)
}

/// Smaller tails from 1/2 down to `least`, 40 to an octave.
fn ladder(least: f64) -> impl Iterator<Item = f64> {
    (1..).map(|step| 0.5 * 2.0_f64.powf(f64::from(-step) / 40.3)).take_while(move |&v| v >= least)
}

#[test]
fn tables_by_probability_are_exact_to_1e9_in_the_body() {
    let mut tabled = 0;
    for (name, distribution) in distributions() {
        let table = QuantileTable::new(Arc::clone(&distribution));
        tabled += usize::from(table.by_probability().is_some());
        for (v, is_upper) in ladder(1e-6).flat_map(|v| [(v, false), (v, true)]) {
            let bits = bits_of(v, is_upper);
            let p = tail_probabilities(bits);
            let Some(found) = by_probability(&table, bits) else { continue };
            let error =
                relative(found, distribution.quantile(p), nearby(distribution.as_ref(), standard_normal::quantile(p)));
            assert!(error <= 1e-9, "{name} at {p:?}: off by {error:e}");
        }
    }
    assert!(tabled >= 20, "most distributions are smooth enough: {tabled}");
}

/// In rising order of probability, down to 1e-15 in both tails: no NaN, no infinity, no fall beyond 1e-9 of the size.
#[track_caller]
fn is_sane(name: &str, values: impl Iterator<Item = f64>) {
    let mut last = f64::NEG_INFINITY;
    for value in values {
        assert!(value.is_finite(), "{name}: {value} after {last}");
        assert!(value >= last - 1e-9 * last.abs(), "{name}: {value} after {last}");
        last = value;
    }
}

#[test]
fn tables_are_finite_and_never_fall_down_to_1e15_in_both_tails() {
    let furthest = standard_normal::quantile(TailProbabilities::above(1e-15));
    let rising: Vec<(f64, bool)> = {
        let lower: Vec<f64> = ladder(1e-15).collect();
        lower.iter().rev().map(|&v| (v, false)).chain(lower.iter().map(|&v| (v, true))).collect()
    };
    for (name, distribution) in distributions() {
        let table = QuantileTable::new(distribution);
        is_sane(&name, (0..=3_000).map(|step| table.at(furthest * (f64::from(step) / 1_500.0 - 1.0))));
        let drawn = |bits| by_probability(&table, bits).unwrap_or_else(|| table.quantile(tail_probabilities(bits)));
        is_sane(&name, rising.iter().map(|&(v, is_upper)| drawn(bits_of(v, is_upper))));
    }
}

/// 52 bits at their ends: the smallest tail that is drawn is 2^-53, and its quantiles are numbers.
#[test]
fn the_outermost_bits_give_numbers() {
    for (name, distribution) in distributions() {
        let table = QuantileTable::new(distribution);
        for bits in [0, 1 << 12, (1 << 63) - 1, 1 << 63, u64::MAX] {
            let p = tail_probabilities(bits);
            assert!(p.below > 0.0 && p.above > 0.0 && table.exact_quantile(p).is_finite(), "{name} at {p:?}");
            assert!(by_probability(&table, bits).is_none_or(f64::is_finite), "{name} at {p:?}");
        }
    }
}
