//! Draws against the distributions that were written: each family's distribution function, persistence that leaves every year as it is, and
//! rank correlation as requested.
//!
//! Kolmogorov-Smirnov at fixed seeds: sqrt(n) D stays below 2.226 in all but 1 of 10,000 tests of a sampler that is right.

use crate::support::{draws, families, model, near};
use runout::distribution::Distribution;
use runout::model::Model;

const BLOCKS: u64 = 200;
pub(crate) const LIMIT: f64 = 2.226;

/// sqrt(n) times the largest distance between the share of draws up to a value and its probability, on both sides of the value.
pub(crate) fn kolmogorov(drawn: &[f64], distribution: &dyn Distribution) -> f64 {
    let mut sorted = drawn.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (n, mut before, mut largest) = (sorted.len() as f64, 0, 0.0_f64);
    for same in sorted.chunk_by(|a, b| a.to_bits() == b.to_bits()) {
        let (value, after) = (same[0], before + same.len());
        let at = distribution.probability(value).below;
        // Only a value that comes more than once has a probability of its own.
        let below = if same.len() > 1 { distribution.probability(value.next_down()).below } else { at };
        let (left, right) = ((before as f64 / n - below).abs(), (after as f64 / n - at).abs());
        (before, largest) = (after, largest.max(left).max(right));
    }
    largest * n.sqrt()
}

#[track_caller]
fn follows(drawn: &[f64], distribution: &dyn Distribution, what: &str) {
    let distance = kolmogorov(drawn, distribution);
    assert!(distance < LIMIT, "{what}: sqrt(n) D is {distance}");
}

/// Cash, a yearly level with the distribution, another beside it, and what is added.
pub(crate) fn company(opening: &str, annual: &str, more: &str) -> String {
    format!(
        "start = 2026-01-01\nyears = 3\nstep = \"year\"\n[cash]\nopening = {opening}\n[[revenue]]\nname = \"All\"\nannual = {annual}\n\
         [[burn]]\nname = \"All\"\nannual = \"1 to 2\"\n{more}"
    )
}

pub(crate) fn persistent(distribution: &str, persistence: f64) -> String {
    company("20", &format!("{{ value = {distribution}, persistence = {persistence} }}"), "")
}

#[test]
fn independent_draws_of_every_family_follow_its_distribution() {
    for family in families::all() {
        let drawn = draws(&model(&company(family.written, "1", "")), "cash.opening", BLOCKS).swap_remove(0);
        follows(&drawn, family.exact.as_ref(), family.name);
    }
}

/// To the last bit: a level of 20 must count as at least 20.
#[test]
fn draws_of_a_discrete_distribution_are_its_values_exactly() {
    let values = [0.1, 20.0, 1.0 / 3.0_f64];
    let written = format!("{{ discrete = {{ values = {values:?}, weights = [1, 2, 1] }} }}");
    let by_probability = draws(&model(&company(&written, "1", "")), "cash.opening", 4).swap_remove(0);
    let by_latent = draws(&model(&persistent(&written, 0.5)), "revenue.All.annual", 4).swap_remove(1);
    for drawn in by_probability.iter().chain(&by_latent) {
        assert!(values.iter().any(|value| value.to_bits() == drawn.to_bits()), "{drawn:e}");
    }
}

/// What is always the same may be written into a correlation; the others are drawn anew in every block and year all the same.
#[test]
fn a_constant_in_a_correlation_holds_nobody_back() {
    let tied = "[compute_margin]\nvalue = \"20% to 40%\"\n[[correlation]]\nbetween = [\"burn.All.annual\", \"compute_margin\"]\nspearman = 0.5\n";
    let text = company("20", "5", tied).replace("annual = \"1 to 2\"", "annual = 2");
    let model = model(&text);
    let years = draws(&model, "compute_margin", 3);
    let distinct: std::collections::BTreeSet<u64> = years.iter().flatten().map(|value| value.to_bits()).collect();
    assert_eq!(distinct.len(), 9 * runout::sampling::LANES);
    assert!(draws(&model, "burn.All.annual", 3).iter().flatten().all(|value| value.to_bits() == 2.0_f64.to_bits()));
}

#[test]
fn another_distribution_is_told_apart() {
    let drawn = draws(&model(&company("\"10 to 30\"", "1", "")), "cash.opening", BLOCKS).swap_remove(0);
    let other = runout::distribution::Lognormal::from_interval(10.0, 31.0).unwrap();
    assert!(kolmogorov(&drawn, &other) > LIMIT);
}

/// Persistence 0 draws without latents, 0.5 and 1 through them: the marginal of each year is still the distribution written.
#[test]
fn persistence_leaves_the_distribution_of_every_year_as_written() {
    for family in families::all() {
        for persistence in [0.0, 0.5, 1.0] {
            let years = draws(&model(&persistent(family.written, persistence)), "revenue.All.annual", BLOCKS);
            for (year, drawn) in years.iter().enumerate() {
                follows(
                    drawn,
                    family.exact.as_ref(),
                    &format!("{} in year {year}, persistence {persistence}", family.name),
                );
            }
        }
    }
}

#[test]
fn correlated_draws_of_every_family_follow_its_distribution() {
    for family in families::all() {
        let more = "[[capital]]\nname = \"A\"\ndate = 2026-01-01\namount = \"1 to 2\"\n\
                    [[correlation]]\nbetween = [\"cash.opening\", \"capital.A.amount\"]\nspearman = -0.7\n";
        let drawn = draws(&model(&company(family.written, "1", more)), "cash.opening", BLOCKS).swap_remove(0);
        follows(&drawn, family.exact.as_ref(), family.name);
    }
}

/// Between the named years 2026 and 2028 the quantile functions are averaged: U(10, 30) and U(20, 60) make U(15, 45).
#[test]
fn a_year_between_two_named_ones_follows_the_distribution_between() {
    let annual =
        "{ by_year = { 2026 = { uniform = { min = 10, max = 30 } }, 2028 = { uniform = { min = 20, max = 60 } } } }";
    let years = draws(&model(&company("20", annual, "")), "revenue.All.annual", BLOCKS);
    for (drawn, (min, max)) in years.iter().zip([(10.0, 30.0), (15.0, 45.0), (20.0, 60.0)]) {
        follows(drawn, &runout::distribution::Uniform::new(min, max).unwrap(), "uniform");
    }
}

/// Ranks, from 0; no two draws of a continuous distribution are equal.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b, n) = (ranks(a), ranks(b), a.len() as f64);
    let squares: f64 = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// The standard error of a rank correlation is largest, 1 / sqrt(n), where there is none; held to 4 of them.
#[track_caller]
pub(crate) fn is_correlated(a: &[f64], b: &[f64], requested: f64) {
    near(spearman(a, b), requested, 4.0 / (a.len() as f64).sqrt());
}

/// Two levels whose distributions differ in shape, with the rank correlation requested and the persistence of each.
pub(crate) fn correlated() -> impl Iterator<Item = ([f64; 3], Model)> {
    let cases = [(0.6, 0.0, 0.0), (-0.8, 0.7, 0.7), (0.3, 0.9, 0.2), (0.5, 1.0, 1.0)];
    cases.into_iter().map(|(requested, of_revenue, of_burn)| {
        let text = format!(
            "{}[[burn]]\nname = \"B\"\nannual = {{ value = {{ gamma = {{ shape = 2, scale = 3 }} }}, persistence = {of_burn} }}\n\
             [[correlation]]\nbetween = [\"revenue.All.annual\", \"burn.B.annual\"]\nspearman = {requested}\n",
            persistent("\"10 to 30\"", of_revenue)
        );
        ([requested, of_revenue, of_burn], model(&text))
    })
}

/// Distributions of different shape, each year, whether or not draws persist.
#[test]
fn rank_correlation_is_as_requested_in_every_year_whatever_the_persistence() {
    for ([requested, ..], model) in correlated() {
        let (revenue, burn) = (draws(&model, "revenue.All.annual", BLOCKS), draws(&model, "burn.B.annual", BLOCKS));
        for year in 0..3 {
            is_correlated(&revenue[year], &burn[year], requested);
        }
    }
}

/// From year to year the latents are AR(1): the rank correlation at a lag is that of a latent correlation phi^lag.
#[test]
fn persistence_is_the_correlation_of_the_latents_from_year_to_year() {
    for (phi, lags) in [(0.5, [0.5, 0.25]), (0.9, [0.9, 0.81]), (0.0, [0.0, 0.0])] {
        let years = draws(&model(&persistent("\"10 to 30\"", phi)), "revenue.All.annual", BLOCKS);
        is_correlated(&years[0], &years[1], runout::model::spearman(lags[0]));
        is_correlated(&years[1], &years[2], runout::model::spearman(lags[0]));
        is_correlated(&years[0], &years[2], runout::model::spearman(lags[1]));
    }
    let kept = draws(&model(&persistent("\"10 to 30\"", 1.0)), "revenue.All.annual", 1);
    assert_eq!(kept[0], kept[2], "drawn once and kept");
}

#[test]
fn drivers_that_are_not_correlated_are_independent() {
    let model = model(&company("\"1 to 2\"", "\"10 to 30\"", ""));
    let (cash, revenue) = (draws(&model, "cash.opening", BLOCKS), draws(&model, "revenue.All.annual", BLOCKS));
    let burn = draws(&model, "burn.All.annual", BLOCKS);
    is_correlated(&cash[0], &revenue[0], 0.0);
    is_correlated(&revenue[0], &burn[0], 0.0);
    is_correlated(&revenue[0], &revenue[1], 0.0);
}

/// Latent 0.3, 0.5 and 0.8.
#[test]
fn latent_and_rank_correlation_are_as_known() {
    for (latent, known) in [(0.3, 0.287_564_218_622_621), (0.5, 0.482_583_739_530_997), (0.8, 0.785_939_282_606_728)] {
        near(runout::model::spearman(latent), known, 1e-14);
    }
}
