//! Closed forms: growth, persistence and capital with known probabilities. Random walks and ruin are the self-test's.
//!
//! Every probability is held to 4 standard errors, at a fixed seed.

use crate::support::{answers, draws, holds, model, near};
pub(crate) use runout::selftest::companies::walk;

const RUNS: u64 = 400_000;
const ERRORS: f64 = 4.0;

/// Annual amounts of 40 x 1.05^n against 100: ln 2.5 / ln 1.05 = 18.8.
#[test]
fn growth_of_5_percent_a_step_takes_40_above_100_at_step_19() {
    let opening = 40.0 * 1.05 * 1.05_f64.ln() / 0.05;
    let text = format!(
        r#"
start = 2026-01-01
years = 30
step = "year"
[cash]
opening = 1000
[[revenue]]
name = "All"
opening = {opening}
growth = 0.05
[[burn]]
name = "All"
annual = 100
"#
    );
    let profitability = answers(&text, 512).profitability;
    assert_eq!(profitability.in_year[&2044].estimate.to_bits(), 1.0_f64.to_bits(), "the 19th year");
}

/// 40 exp(g n) >= 100 with g ~ N(0.05, 0.02^2), drawn once: Phi((0.05 n - ln 2.5) / (0.02 n)).
#[test]
fn a_growth_rate_drawn_once_crosses_the_costs_as_the_normal_distribution_says() {
    let levels: Vec<String> = (1..=36)
        .map(|n| {
            let (median, sigma) = (40.0 * (0.05 * f64::from(n)).exp(), 0.02 * f64::from(n));
            format!("{} = {{ lognormal = {{ median = {median}, sigma = {sigma} }} }}", 2025 + n)
        })
        .collect();
    let text = format!(
        r#"
start = 2026-01-01
years = 36
step = "year"
[cash]
opening = 1000
[[revenue]]
name = "All"
annual = {{ by_year = {{ {} }}, persistence = 1 }}
[[burn]]
name = "All"
annual = 100
"#,
        levels.join(", ")
    );
    let by_end = answers(&text, RUNS).profitability.by_end_of_year;
    for (year, exact) in [(2037, 0.093_772_237_431_483_2), (2049, 0.722_760_216_800_288), (2061, 0.890_158_969_920_571)]
    {
        holds(by_end[&year], exact, RUNS, ERRORS);
    }
}

/// The sum of n equally distributed AR(1) normals has variance s^2 (n + 2 sum of (n - j) phi^j).
#[test]
fn persistence_from_month_to_month_widens_the_sum_of_a_year_as_ar1_does() {
    let phi = 0.8_f64;
    let correlated: f64 = (1..12).map(|lag| 2.0 * f64::from(12 - lag) * phi.powi(lag)).sum();
    let deviation = 3.0 * (12.0 + correlated).sqrt();
    let quarter_above = 24.0 - 12.0 + 0.674_489_750_196_081_7 * deviation;
    let text = walk("1212").replace("persistence = 0 ", "persistence = 0.8 ")
        + &format!("[[claim]]\ntext = \"quarter\"\ncash = {{ year = 2026, at_least = {quarter_above} }}\n");
    holds(answers(&text, RUNS).claims[0].probability, 0.25, RUNS, ERRORS);
}

/// A probability is a driver like any other: closing with P ~ U(0, 1) happens half the time, with 0.3 in 3 of 10 runs.
#[test]
fn capital_closes_as_often_as_its_probability_says() {
    for (probability, exact) in [("0.3", 0.3), ("{ uniform = { min = 0, max = 1 } }", 0.5)] {
        let text = format!(
            r#"
start = 2026-01-01
years = 1
[cash]
opening = 6
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = 12
[[capital]]
name = "Round"
date = 2026-04-01
amount = 50
probability = {probability}
"#
        );
        let answers = answers(&text, RUNS);
        holds(answers.exhaustion.by_horizon, 1.0 - exact, RUNS, ERRORS);
        assert_eq!(answers.without_new_capital.exhaustion.by_horizon.estimate.to_bits(), 1.0_f64.to_bits());
    }
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

/// Closed forms; 4 standard errors of a mean, and 4 of a variance with the distribution's own fourth moment bounded by `kurtosis`.
#[test]
fn lognormal_and_pert_draws_have_the_moments_of_their_closed_forms() {
    let (sigma, median) = (0.4_f64, 30.0);
    let lognormal_mean = median * (sigma * sigma / 2.0).exp();
    let lognormal_variance = lognormal_mean.powi(2) * (sigma * sigma).exp_m1();
    let (min, mode, max) = (10.0, 20.0, 60.0);
    let pert_mean = (min + 4.0 * mode + max) / 6.0;
    let pert_variance = (pert_mean - min) * (max - pert_mean) / 7.0;
    for (distribution, mean, variance, kurtosis) in [
        ("{ lognormal = { median = 30, sigma = 0.4 } }", lognormal_mean, lognormal_variance, 6.3),
        ("{ pert = { min = 10, mode = 20, max = 60 } }", pert_mean, pert_variance, 3.0),
    ] {
        let text = walk("1212").replace("opening = 24", &format!("opening = {distribution}"));
        let drawn = draws(&model(&text), "cash.opening", 400).swap_remove(0);
        let (found_mean, found_variance) = mean_and_variance(&drawn);
        let n = drawn.len() as f64;
        near(found_mean, mean, ERRORS * (variance / n).sqrt());
        near(found_variance, variance, ERRORS * variance * ((kurtosis - 1.0) / n).sqrt());
    }
}

/// What is moved to a limit is counted: half of a normal distribution about 0 is below it, and then lies at 0.
#[test]
fn draws_beyond_a_limit_lie_at_it_and_are_counted() {
    let text = walk("{ value = { normal = { mean = 0, std_dev = 1 } }, redraw = \"month\", persistence = 0 }");
    let met = answers(&text, 16_384).limits_met;
    assert_eq!((met.len(), met[0].driver.as_str(), met[0].limit.as_str()), (1, "burn.All.annual", "at least 0"));
    near(met[0].share, 0.5, ERRORS * 0.5 / (16_384.0_f64 * 36.0).sqrt());
    let least = draws(&model(&text), "burn.All.annual", 1)[0].iter().copied().fold(f64::INFINITY, f64::min);
    near(least, 0.0, 0.0);
}
