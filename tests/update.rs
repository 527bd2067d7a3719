//! Updates against closed forms: conjugate normal algebra, effective runs of a normal likelihood, and what must not change.

use crate::problems::message;
use crate::support::{DESIGNS, model, near};
use runout::answers::{ErrorSizes, Estimate, Kind, Moved, Request, Update, Updating};
use runout::distribution::standard_normal;
use runout::engine::{Plan, Simulator};
use runout::error::Error;
use runout::model::{Actual, Model, load};
use runout::report;
use runout::sampling::Sampling;
use runout::scenario::{Actuals, Library};
use std::collections::BTreeMap;

/// Revenue a year is N(100, 15^2), drawn once; costs are 120, cash is 60. The cash runs out within four years below 105.
const DRAWN_ONCE: &str = r#"
start = 2026-01-01
years = 4
step = "year"
[cash]
opening = 60
[[revenue]]
name = "All"
annual = { value = { normal = { mean = 100, std_dev = 15 } }, persistence = 1 }
[[burn]]
name = "All"
annual = 120
[[claim]]
text = "115 or more in 2027"
revenue = { year = 2027, at_least = 115 }
[[claim]]
text = "Lasts to 2028"
survives_to = 2028-01-01
"#;

/// The same drawn every year anew, where six tenths of a year's latent are kept; nothing is spent.
const KEPT: &str = r#"
start = 2026-01-01
years = 4
step = "year"
[cash]
opening = 60
[[revenue]]
name = "All"
annual = { value = { normal = { mean = 100, std_dev = 15 } }, persistence = 0.6 }
[[burn]]
name = "None"
annual = 0
[[claim]]
text = "105 or more in 2028"
revenue = { year = 2028, at_least = 105 }
"#;

pub(crate) fn phi(z: f64) -> f64 {
    standard_normal::probability(z).below
}

pub(crate) fn actuals(model: &Model, csv: &str) -> Vec<Actual> {
    let written = Actuals::from_csv("books.csv", csv).unwrap_or_else(|error| panic!("{error}"));
    model.actuals(&written).unwrap_or_else(|error| panic!("{error}"))
}

fn plan(runs: u64, seed: u64, sampling: Sampling) -> Plan {
    Plan { runs, seed, sampling, threads: None, ..Plan::default() }
}

fn try_update(model: &Model, csv: &str, error: f64, plan: Plan) -> Result<Update, Error> {
    let actuals = actuals(model, csv);
    let errors = ErrorSizes { all: error, columns: BTreeMap::new() };
    let updating = Updating { actuals: &actuals, errors: &errors, overrides: Vec::new() };
    Simulator::new(plan).unwrap().update(model, &updating)
}

#[track_caller]
fn updated(model: &Model, csv: &str, error: f64, plan: Plan) -> Update {
    try_update(model, csv, error, plan).unwrap_or_else(|error| panic!("{error}"))
}

/// Fails unless the exact value lies within twice the interval, about four standard errors.
#[track_caller]
pub(crate) fn covers(found: Estimate, exact: f64) {
    let reach = found.high - found.low;
    let inside = (found.low - 0.5 * reach..=found.high + 0.5 * reach).contains(&exact);
    assert!(inside && reach < 0.05, "{found:?}, exactly {exact}");
}

fn driver<'u>(update: &'u Update, name: &str) -> &'u Moved {
    update.drivers.iter().find(|moved| moved.driver == name).unwrap()
}

/// Prior N(100, 225), observed 120 with an error of 5 % of it, 6: variance 1 / (1/225 + 1/36) = 900/29, mean 900/29 (100/225 + 120/36).
#[test]
fn one_observation_gives_the_conjugate_posterior() {
    let model = model(DRAWN_ONCE);
    let (variance, mean) = (900.0 / 29.0, 900.0 / 29.0 * (100.0 / 225.0 + 120.0 / 36.0));
    let deviation = f64::sqrt(variance);
    for design in DESIGNS {
        let update = updated(&model, "period,revenue\n2026,120\n", 0.05, plan(200_000, 1, design));
        let exhausted = phi((105.0 - mean) / deviation);
        covers(update.before.exhaustion.by_horizon, phi(5.0 / 15.0));
        covers(update.after.exhaustion.by_horizon, exhausted);
        covers(update.change.exhaustion.by_horizon, exhausted - phi(5.0 / 15.0));
        let least = phi((mean - 115.0) / deviation);
        covers(update.after.claims[0].probability, least);
        covers(update.change.claims[0], least - phi(-1.0));
        // The cash lasts two years above 90.
        covers(update.after.claims[1].probability, phi((mean - 90.0) / deviation));
        let moved = driver(&update, "revenue.All.annual");
        assert!(moved.resolved && moved.kind == Kind::Number && moved.shift.high - moved.shift.low < 0.05);
        covers(moved.shift, (mean - 100.0) / 15.0);
        near(moved.after.mean, mean, 0.15);
        near(moved.after.std_dev, deviation, 0.1);
        near(moved.before.mean, 100.0, 0.2);
        near(moved.before.std_dev, 15.0, 0.15);
        assert_eq!(update.actuals[0].error, Some(6.0));
        covers(update.actuals[0].lower, phi(20.0 / 15.0));
        near(update.actuals[0].forecast.p50, 100.0, 0.6);
        near(update.actuals[0].forecast.p95, 100.0 + 15.0 * 1.644_853_627, 1.0);
    }
}

/// Of L = exp(-(x - y)^2 / (2 s^2)) with x ~ N(m, t^2): E L = s / sqrt(s^2 + t^2) exp(-(y - m)^2 / (2 (s^2 + t^2))), and L^2 is the same
/// with s / sqrt(2).
fn effective_share(off: f64, deviation: f64, error: f64) -> f64 {
    let expected = |error: f64| {
        let variance = error * error + deviation * deviation;
        error / variance.sqrt() * (-off * off / (2.0 * variance)).exp()
    };
    expected(error).powi(2) / expected(error / 2.0_f64.sqrt())
}

#[test]
fn effective_runs_are_those_of_a_normal_likelihood() {
    let model = model(DRAWN_ONCE);
    for (csv, off, error) in [("period,revenue\n2026,120\n", 20.0, 6.0), ("period,revenue\n2026,105\n", 5.0, 5.25)] {
        let update = updated(&model, csv, 0.05, plan(200_000, 3, Sampling::Random));
        let expected = 200_000.0 * effective_share(off, 15.0, error);
        near(update.weights.effective_runs / expected, 1.0, 0.02);
        assert_eq!((update.weights.power, update.weights.runs_needed), (1.0, None));
        near(update.weights.effective_runs_untempered / update.weights.effective_runs, 1.0, 1e-6);
    }
}

/// That the squares of two standard normals with correlation `r` add up to `least` or more: as (1 + r) u^2 + (1 - r) v^2 of independent
/// ones, by Simpson's rule over the angle-free coordinate u = a sin(t).
fn squares_reach(least: f64, r: f64) -> f64 {
    let (a, b) = (1.0 + r, 1.0 - r);
    let density = |u: f64| (-0.5 * u * u).exp() / std::f64::consts::TAU.sqrt();
    let within = |t: f64| {
        let u = (least / a).sqrt() * t.sin();
        let v = ((least - a * u * u).max(0.0) / b).sqrt();
        density(u) * (2.0 * phi(v) - 1.0) * (least / a).sqrt() * t.cos()
    };
    let (steps, half) = (2_000, std::f64::consts::FRAC_PI_2);
    let width = 2.0 * half / f64::from(steps);
    let weight = |step: i32| {
        if step == 0 || step == steps {
            1.0
        } else if step % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    let sum: f64 = (0..=steps).map(|step| weight(step) * within(width.mul_add(f64::from(step), -half))).sum();
    1.0 - sum * width / 3.0
}

/// One figure: prior predictive N(100, 225 + 36), two-sided. Two: the squares of their scores, with errors of 5.5 and 5.2.
#[test]
fn the_surprise_of_all_figures_is_the_share_of_futures_that_lie_as_far() {
    near(squares_reach(3.0, 0.0), (-1.5_f64).exp(), 1e-9);
    let once = updated(&model(DRAWN_ONCE), "period,revenue\n2026,120\n", 0.05, plan(20_000, 1, Sampling::Random));
    covers(once.together.as_far.unwrap(), 2.0 * phi(-20.0 / 261.0_f64.sqrt()));
    assert_eq!((once.together.figures, once.together.futures), (1, 16_384));
    let kept = updated(&model(KEPT), "period,revenue\n2026,125\n2027,119\n", 0.05, plan(20_000, 1, Sampling::Random));
    let (a, b) = ((225.0 + 6.25_f64.powi(2)).sqrt(), (225.0 + 5.95_f64.powi(2)).sqrt());
    let (x, y, r) = (25.0 / a, 19.0 / b, 0.6 * 225.0 / (a * b));
    covers(kept.together.as_far.unwrap(), squares_reach(x * x + y * y, r));
}

/// What 2026 and 2027 say of 2028, when all three are normal with correlations 0.6 and 0.36.
#[test]
fn two_observations_tell_of_a_third_year() {
    let update =
        updated(&model(KEPT), "period,revenue\n2026,110\n2027,104\n", 0.05, plan(300_000, 1, Sampling::Random));
    // Covariances of what was observed: 225 + 5.5^2, 225 + 5.2^2 and 135; of 2028 with them: 81 and 135.
    let (a, b, c) = (225.0 + 30.25, 225.0 + 27.04, 135.0);
    let determinant = a * b - c * c;
    let (u, v) = ((81.0 * b - 135.0 * c) / determinant, (135.0 * a - 81.0 * c) / determinant);
    let mean: f64 = 100.0 + u * 10.0 + v * 4.0;
    let deviation = f64::sqrt(225.0 - u * 81.0 - v * 135.0);
    covers(update.after.claims[0].probability, phi((mean - 105.0) / deviation));
    covers(update.before.claims[0].probability, phi(-5.0 / 15.0));
    let observed = |of: [f64; 2]| [10.0, 4.0].iter().zip(of).map(|(off, weight)| off * weight).sum::<f64>();
    let first = [(225.0 * b - 135.0 * c) / determinant, (135.0 * a - 225.0 * c) / determinant];
    let moved = driver(&update, "revenue.All.annual");
    assert!(moved.year.is_some_and(|year| year == 2026), "the year that moved farthest");
    near(moved.after.mean, 100.0 + observed(first), 0.1);
}

#[test]
fn errors_without_end_change_nothing() {
    let model = model(DRAWN_ONCE);
    let update =
        updated(&model, "period,revenue,cash\n2026,120,30\n2027,,12\n", 1e6, plan(20_000, 1, Sampling::Random));
    near(update.weights.effective_runs, 20_000.0, 1e-3);
    near(update.after.exhaustion.by_horizon.estimate, update.before.exhaustion.by_horizon.estimate, 1e-6);
    assert!(update.change.exhaustion.by_horizon.estimate.abs() < 1e-6 && update.drivers.iter().all(|it| !it.resolved));
}

/// Where nothing uncertain bears on what happened, all runs weigh the same: the answer is, to the bit, that before.
#[test]
fn equal_weights_are_the_unweighted_answer() {
    let model = model(&DRAWN_ONCE.replace("value = { normal", "by_year.2026 = 90, by_year.2027 = { normal"));
    for design in DESIGNS {
        let plan = plan(20_480, 5, design);
        let update = updated(&model, "period,revenue,burn\n2026,90,30\n", 0.05, plan.clone());
        let runs = update.provenance.runs as f64;
        assert_eq!((update.weights.effective_runs, update.weights.heaviest), (runs, 1.0 / runs));
        let (before, after) = (&update.before, &update.after);
        assert_eq!(*before, Simulator::new(plan).unwrap().answer(&model, &Request::default()).unwrap());
        assert_eq!((&after.exhaustion, &after.profitability), (&before.exhaustion, &before.profitability), "{design}");
        assert_eq!((&after.order, &after.claims), (&before.order, &before.claims));
        assert_eq!(after.without_new_capital, before.without_new_capital);
        near(after.capital_needed.p90.estimate, before.capital_needed.p90.estimate, 1e-2);
        assert_eq!(update.change.exhaustion.by_horizon, Estimate { estimate: 0.0, low: 0.0, high: 0.0 });
        assert_eq!(update.actuals[0].error, None, "no future has anything else");
        assert_eq!((update.together.figures, update.together.as_far), (0, None));
        assert!(update.warnings[0].contains("nothing was learned"), "{:?}", update.warnings);
    }
}

#[test]
fn the_answer_before_is_that_of_run() {
    for (name, csv) in [("openai", "period,revenue\n2026,28\n"), ("hardware", "period,margin\n2027Q1,40%\n")] {
        let model = load(name, &[]).unwrap().model;
        for design in [Sampling::Random, Sampling::Sobol] {
            let plan = plan(8_192, 2, design);
            let before = Simulator::new(plan.clone()).unwrap().answer(&model, &Request::default()).unwrap();
            assert_eq!(updated(&model, csv, 0.1, plan).before, before, "{name} {design}");
        }
    }
}

/// 170 lies 4.6 standard deviations from the forecast. A power b of the likelihood is an error of 8.5 / sqrt(b), with which all is
/// conjugate again.
#[test]
fn tempering_reaches_its_effective_runs_and_is_a_wider_error() {
    let update = updated(&model(DRAWN_ONCE), "period,revenue\n2026,170\n", 0.05, plan(200_000, 1, Sampling::Random));
    let weights = &update.weights;
    assert!(weights.power < 1.0 && weights.effective_runs_untempered < 400.0, "{weights:?}");
    assert!((400.0..405.0).contains(&weights.effective_runs), "{weights:?}");
    near(weights.errors_widened, weights.power.sqrt().recip(), 1e-12);
    let error = 8.5 * weights.errors_widened;
    let expected = 200_000.0 * effective_share(70.0, 15.0, error);
    near(weights.effective_runs / expected, 1.0, 0.25);
    let variance = 1.0 / (1.0 / 225.0 + 1.0 / (error * error));
    let mean = variance * (100.0 / 225.0 + 170.0 / (error * error));
    let moved = driver(&update, "revenue.All.annual");
    near(moved.after.mean, mean, 4.0 * variance.sqrt() / 20.0);
    assert!(update.together.as_far.unwrap().high < 0.001);
}

#[test]
fn what_no_future_comes_near_is_refused_with_the_figure_and_the_unit() {
    let once = model(DRAWN_ONCE);
    let refused = |csv, error| message(&try_update(&once, csv, error, plan(20_000, 1, Sampling::Random)).unwrap_err());
    insta::assert_snapshot!(refused("period,revenue\n2026,1000\n", 0.01), @r"
    error: what happened lies too far outside the forecast: of 20000 futures, one alone would decide the answer
      revenue of 2026 was 1000; nine futures in ten have 75.0915 to 124.5379
    help: check the periods and the unit of the actuals (the scenario counts in USD); if they are right, the scenario was wrong: widen the assumption concerned, or change it with `--set`; with an `--error` 7.4 times as large there is an answer that goes part of the way
    ");
    insta::assert_snapshot!(refused("period,revenue,cash\n2026,107,47.001\n", 0.00001), @r"
    error: what happened is known so much better than it was forecast that of 20000 futures, one alone would decide the answer
    help: simulate more `--runs`, or give years in place of quarters or months; or set a much larger `--error`
    ");
    let few = try_update(&once, "period,revenue\n2026,100\n", 0.05, plan(700, 1, Sampling::Random)).unwrap_err();
    insta::assert_snapshot!(message(&few), @r"
    error: --runs: at least 800 runs must be weighed, got 700
    help: the default is a million; what is far from the forecast needs more
    ");
    let many =
        try_update(&once, "period,revenue\n2026,100\n", 0.05, plan(60_000_000, 1, Sampling::Random)).unwrap_err();
    assert!(many.to_string().contains("at most 50000000 runs can be weighed"), "{many}");
}

/// 300 seeds: 5 % of intervals miss, to four standard errors of 1.3 %.
#[test]
fn intervals_hold_what_they_estimate_19_times_in_20() {
    const SEEDS: u64 = 300;
    let model = model(DRAWN_ONCE);
    let (mean, deviation) = (900.0 / 29.0 * (100.0 / 225.0 + 120.0 / 36.0), f64::sqrt(900.0 / 29.0));
    let (after, before) = (phi((mean - 115.0) / deviation), phi(-1.0));
    // The 90 % quantile of what is missing after four years: 4 (120 - x) - 60 at the 10 % quantile of x, if that is above 0.
    let need = 4.0 * (120.0 - (mean - 1.281_551_565_5 * deviation)) - 60.0;
    let mut missed = [0_u32; 4];
    for seed in 0..SEEDS {
        let update = updated(&model, "period,revenue\n2026,120\n", 0.05, plan(4_096, seed, Sampling::Random));
        let p90 = Estimate { ..update.after.capital_needed.p90 };
        let checks = [
            (update.after.claims[0].probability, after),
            (update.change.claims[0], after - before),
            (driver(&update, "revenue.All.annual").shift, (mean - 100.0) / 15.0),
            (p90, need.max(0.0)),
        ];
        for (missed, (found, exact)) in missed.iter_mut().zip(checks) {
            *missed += u32::from(!(found.low..=found.high).contains(&exact));
        }
    }
    let tolerance = 4.0 * (SEEDS as f64 * 0.05 * 0.95).sqrt();
    for (place, missed) in missed.into_iter().enumerate().take(3) {
        let excess = f64::from(missed) - 0.05 * SEEDS as f64;
        assert!(excess.abs() < tolerance, "{place}: {missed} of {SEEDS} missed");
    }
    assert!(f64::from(missed[3]) < 0.05 * SEEDS as f64 + tolerance, "{} of {SEEDS} missed", missed[3]);
}

#[test]
fn updates_do_not_depend_on_the_number_of_threads() {
    let cases =
        [("openai", "period,revenue,cash\n2026Q1,5.6,\n2026Q2,,55\n"), ("hardware", "period,margin\n2027Q1,40%\n")];
    for (name, csv) in cases {
        let model = load(name, &[]).unwrap().model;
        for design in DESIGNS {
            let of = |threads| {
                let plan = Plan { threads: Some(threads), ..plan(5_003, 1, design) };
                report::json(&updated(&model, csv, 0.1, plan)).unwrap()
            };
            assert!(of(1) == of(2), "{name} {design}");
        }
    }
}

/// The library's own forecast, its median in the first year, is no surprise to it; every step, and what reacts to cash, is followed.
#[test]
fn every_scenario_of_the_library_can_be_updated() {
    for scenario in Library::all() {
        let loaded = load(scenario.name, &[]).unwrap();
        let (model, runs) = (&loaded.model, plan(4_096, 1, Sampling::Random));
        let before = Simulator::new(runs.clone()).unwrap().answer(model, &Request::default()).unwrap();
        let (year, amounts) = before.by_year.iter().next().unwrap();
        let csv = format!("period,revenue,cash\n{year},{},{}\n", amounts.revenue.p50, amounts.cash.p50);
        let update = updated(model, &csv, 0.1, runs);
        let lower = update.actuals.iter().map(|surprise| surprise.lower.estimate);
        assert!(
            lower.clone().all(|lower| (0.4..0.6).contains(&lower)),
            "{} {:?}",
            scenario.name,
            lower.collect::<Vec<_>>()
        );
        assert!(update.provenance.complete && update.weights.effective_runs >= 400.0, "{}", scenario.name);
    }
}

/// Without uncertainty, every figure is a sum by hand, and the forecast is that figure whatever the column.
#[test]
fn figures_are_those_of_their_periods() {
    let text = r#"
start = 2026-04-01
years = 2
[cash]
opening = 100
[users]
opening = 50
growth = 0
[[revenue]]
name = "A"
annual = { by_year = { 2026 = 12, 2027 = 24 } }
[[revenue]]
name = "B"
annual = 6
[gross_margin]
by_year = { 2026 = 0.5, 2027 = 0.8 }
[[burn]]
name = "Both"
annual = 36
[[burn]]
name = "Kind"
annual = 12
counts_in = "result"
[[capital]]
name = "Round"
date = 2026-06-01
amount = 40
"#;
    let model = model(text);
    // 2026: revenue 1 + 0.5 a month, half of it left, costs 3 in cash and 1 in kind; 2027: 2.5 a month, four fifths left.
    let csv = "period,revenue,revenue.A,margin,cash,burn,operating_result,users\n\
               2026-05,1,1,0.1,1,1,1,1\n\
               2026Q3,1,1,0.1,1,1,1,1\n\
               2027,1,1,0.1,1,1,1,1\n\
               2026-06-30,,,,1,,,\n";
    let expected = [
        [1.5, 1.0, 0.5, 100.0 - 4.5, 2.25, -3.25, 50.0].as_slice(),
        &[4.5, 3.0, 0.5, 140.0 - 6.0 * 2.25, 6.75, -9.75, 50.0],
        &[30.0, 24.0, 0.8, 140.0 - 9.0 * 2.25 - 12.0, 12.0, -24.0, 50.0],
        &[140.0 - 3.0 * 2.25],
    ];
    let update = updated(&model, csv, 0.05, plan(1_000, 1, Sampling::Random));
    let found: Vec<f64> = update.actuals.iter().map(|surprise| surprise.forecast.p50).collect();
    for ((found, expected), surprise) in found.iter().zip(expected.concat()).zip(&update.actuals) {
        assert!(
            (found - expected).abs() < 1e-9,
            "{} of {}: {found}, by hand {expected}",
            surprise.item,
            surprise.period
        );
    }
    assert_eq!(update.actuals.len(), expected.concat().len());
    let flows = updated(&model, "period,cash_flow\n2026-05,1\n", 0.05, plan(1_000, 1, Sampling::Random));
    near(flows.actuals[0].forecast.p50, -2.25, 1e-12);
}

/// Whether a round closed is a driver too, and cash tells of it.
#[test]
fn cash_tells_whether_a_round_closed() {
    let text = r#"
start = 2026-01-01
years = 2
step = "quarter"
[cash]
opening = { normal = { mean = 100, std_dev = 5 } }
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = 40
[[capital]]
name = "Round"
date = 2026-01-01
amount = 30
probability = 0.5
"#;
    let update = updated(&model(text), "period,cash\n2026Q1,103\n", 0.05, plan(50_000, 1, Sampling::Random));
    let closes = driver(&update, "capital.Round.closes");
    assert_eq!((closes.kind, closes.resolved), (Kind::Share, true));
    near(closes.before.mean, 0.5, 0.01);
    // N(90, 25) or N(120, 25), seen with an error of 5 % of the usual size.
    let error = update.actuals[0].error.unwrap();
    let density = |off: f64| (-0.5 * off * off / (25.0 + error * error)).exp();
    let exact = density(17.0) / (density(17.0) + density(13.0));
    covers(
        Estimate { estimate: closes.after.mean, low: closes.after.mean - 0.005, high: closes.after.mean + 0.005 },
        exact,
    );
}

/// The same posterior of what a line cost: prior N(100, 225), observed 120 with an error of 6.
#[test]
fn what_a_line_cost_tells_of_that_line() {
    let company = model(
        "start = 2026-01-01\nyears = 2\nstep = \"year\"\n[cash]\nopening = 500\n[[burn]]\nname = \"Rent\"\nannual = 9\n\
         [[burn]]\nname = \"All\"\nannual = { value = { normal = { mean = 100, std_dev = 15 } }, persistence = 1 }\n",
    );
    let update = updated(&company, "period,burn.All\n2026,120\n", 0.05, plan(200_000, 1, Sampling::Random));
    let moved = driver(&update, "burn.All.annual");
    near(moved.after.mean, 900.0 / 29.0 * (100.0 / 225.0 + 120.0 / 36.0), 0.15);
    near(moved.after.std_dev, f64::sqrt(900.0 / 29.0), 0.1);
    assert_eq!(update.actuals[0].error, Some(6.0));
}
