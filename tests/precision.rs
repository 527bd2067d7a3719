//! Simulating until it is precise enough: fixed looks, intervals that allow for them, no run followed twice.

use crate::problems::message;
use crate::support::{answers_of, model};
use runout::answers::{Answers, Precision, Request};
use runout::engine::{Plan, Simulator};
use runout::model::Model;
use runout::report;
use runout::sampling::Sampling;
use runout::scenario::Library;

/// Burn ~ U(0, 10 / (1 - p)) in one year, cash 10: it runs out with probability p exactly.
fn chance(p: f64) -> Model {
    let most = 10.0 / (1.0 - p);
    model(&format!(
        r#"
start = 2026-01-01
years = 1
step = "year"
[cash]
opening = 10
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = {{ uniform = {{ min = 0, max = {most} }} }}
[[claim]]
text = "Runs out"
exhausted_by = 2027-01-01
[[claim]]
text = "Burns more than 5"
cash = {{ year = 2026, at_most = 5 }}
"#
    ))
}

fn precise(model: &Model, plan: Plan, target: f64, of: Option<&str>) -> Answers {
    let precision = Some(Precision::new(model, &plan, target, of).unwrap());
    Simulator::new(plan).unwrap().answer(model, &Request { precision, overrides: Vec::new() }).unwrap()
}

fn plan(runs: u64, seed: u64) -> Plan {
    Plan { runs, seed, sampling: Sampling::Random, threads: Some(1), ..Plan::default() }
}

/// A rare event is where stopping early is most tempting: whenever few runs hold by chance, the interval is narrow by chance. The
/// half-width is one that one run in 50 of the first look would pass at a plain 95 %; then 6.5 % of answers miss, by the binomial
/// distribution. Spent over the looks, no more miss than the 4.3 % that are spent by the fourth.
#[test]
fn at_most_5_percent_of_answers_miss_although_they_were_looked_at_again_and_again() {
    let (exact, target, seeds) = (0.001, 0.000_484, 1_000);
    let model = chance(exact);
    let (mut missed, mut most_looks) = (0, 0);
    for seed in 0..seeds {
        let answers = precise(&model, plan(1 << 20, seed), target, Some("1"));
        let (found, reached) = (answers.claims[0].probability, answers.precision.unwrap());
        assert!(reached.reached && reached.half_width <= target);
        missed += u64::from(!(found.low..=found.high).contains(&exact));
        most_looks = reached.looks.max(most_looks);
    }
    assert!(missed * 1_000 <= seeds * 43, "{missed} of {seeds} missed");
    assert_eq!(most_looks, 4, "there was something to look at again, and no more is spent");
}

/// By hand: 5 % x 6 / (pi k)^2 is 3.039636 % at look 1 and 0.759909 % at look 2, so z is 2.164887 and 2.669382 (Python: NormalDist).
#[test]
fn every_interval_of_the_answer_is_as_wide_as_its_look_demands() {
    for (max_runs, looks, z) in [(1 << 14, 1, 2.164_886_803_f64), (1 << 15, 2, 2.669_382_361)] {
        let answers = precise(&chance(0.5), plan(max_runs, 1), 0.004, None);
        assert_eq!(answers.precision.as_ref().unwrap().looks, looks);
        let found = [answers.exhaustion.by_horizon, answers.exhaustion.in_year[&2026], answers.claims[1].probability];
        for estimate in found {
            let (p, n) = (estimate.estimate, max_runs as f64);
            let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
            assert!((0.5 * (estimate.high - estimate.low) - half).abs() < 1e-7, "{estimate:?}, look {looks}: {half}");
        }
        let need = answers.capital_needed.p90;
        let plain = answers_of(&chance(0.5), max_runs, Some(1)).capital_needed.p90;
        assert!(need.low < plain.low && need.high > plain.high, "{need:?} {plain:?}");
    }
}

#[test]
fn ends_at_the_first_look_that_is_precise_enough_with_each_run_followed_once() {
    let model = model(Library::get("startup").unwrap().text);
    let answers = precise(&model, plan(1 << 24, 1), 0.006, None);
    let precision = answers.precision.as_ref().unwrap();
    assert_eq!(
        (answers.provenance.runs, precision.looks),
        (1 << 16, 3),
        "what happens half the time: 2.931125 / (2 x 256) is below 0.006, and 2.669382 / (2 x 181) is not"
    );
    assert!(answers.provenance.complete && precision.reached && precision.half_width <= 0.006);
    let half = precise(&model, plan(answers.provenance.runs / 2, 1), 0.006, None);
    let before = half.precision.unwrap();
    assert!(!before.reached && before.half_width > 0.006 && before.looks == 2, "{before:?}");
    let plain = answers_of(&model, answers.provenance.runs, Some(2));
    assert_eq!(plain.exhaustion.date_quantiles, answers.exhaustion.date_quantiles);
    assert_eq!((&plain.by_year, &plain.limits_met), (&answers.by_year, &answers.limits_met));
    assert_eq!(plain.capital_needed.p90.estimate.to_bits(), answers.capital_needed.p90.estimate.to_bits());
    for (plain, claim) in plain.claims.iter().zip(&answers.claims) {
        assert_eq!(plain.probability.estimate.to_bits(), claim.probability.estimate.to_bits(), "{}", claim.text);
        assert!(plain.probability.high <= claim.probability.high, "{}", claim.text);
    }
}

#[test]
fn what_is_looked_at_does_not_depend_on_the_number_of_threads() {
    let model = model(Library::get("startup").unwrap().text);
    let json = |threads| {
        let plan =
            Plan { runs: 1 << 22, seed: 1, sampling: Sampling::Random, threads: Some(threads), ..Plan::default() };
        report::json(&precise(&model, plan, 0.006, None)).unwrap()
    };
    let one = json(1);
    assert!(one == json(2) && one == json(7), "other bytes");
}

#[test]
fn the_widest_headline_counts_or_only_the_claim_that_was_named() {
    let model = chance(0.01);
    let all = precise(&model, plan(1 << 20, 1), 0.002, None).precision.unwrap();
    assert_eq!((all.of.as_str(), all.widest.as_str()), ("headline", "Burns more than 5"));
    for name in ["Runs out", "1"] {
        let one = precise(&model, plan(1 << 20, 1), 0.002, Some(name)).precision.unwrap();
        assert_eq!((one.of.as_str(), one.widest.as_str()), ("Runs out", "Runs out"));
        assert!(one.looks < all.looks, "{} and {}", one.looks, all.looks);
    }
}

/// The last look is at the last run, whatever its number.
#[test]
fn what_is_not_reached_is_reported() {
    let answers = precise(&chance(0.5), plan(50_001, 1), 0.001, None);
    let precision = answers.precision.unwrap();
    assert_eq!((answers.provenance.runs, answers.provenance.complete, precision.reached), (50_001, true, false));
    assert_eq!((precision.looks, precision.max_runs), (3, 50_001));
    assert!(
        (precision.half_width - 0.006_554).abs() < 5e-6,
        "z of look 3, 2.931125, over 2 sqrt(50,001): {precision:?}"
    );
}

#[test]
fn what_cannot_be_reached_or_is_not_there_is_refused_with_a_remedy() {
    let model = chance(0.5);
    let refused = |target, max_runs, of| match Precision::new(&model, &plan(max_runs, 1), target, of) {
        Err(error) => message(&error),
        other => panic!("{other:?}"),
    };
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(refused(1e-12, 100_000_000, None), @r#"
        error: --precision 1e-12: cannot be reached within 1e8 runs: what happens half the time takes 9.7e24 runs, and even what never happens 1.8e13
        help: 1.9e-4 is sure to be reached; `--max-runs` allows more runs, up to 1e12
        "#);
        insta::assert_snapshot!(refused(0.001, 1_000, None), @r#"
        error: --precision 1e-3: cannot be reached within 1e3 runs: what happens half the time takes 4.2e6 runs, and even what never happens 1.6e4
        help: 3.5e-2 is sure to be reached; `--max-runs` allows more runs, up to 1e12
        "#);
        insta::assert_snapshot!(refused(f64::NAN, 1_000, None), @r#"
        error: --precision NaN: must be at least 1e-15 and below 0.5
        help: 0.001 is a tenth of a percentage point
        "#);
        insta::assert_snapshot!(refused(1e-16, 1_000, None), @r#"
        error: --precision 1e-16: must be at least 1e-15 and below 0.5
        help: 0.001 is a tenth of a percentage point
        "#);
        insta::assert_snapshot!(refused(0.01, 1_000_000, Some("Runs")), @r#"
        error: --precision-of: there is no claim "Runs"
        help: the claims are
          1 "Runs out"
          2 "Burns more than 5"
        "#);
        insta::assert_snapshot!(refused(0.01, 1_000_000, Some("3")), @r#"
        error: --precision-of: there is no claim "3"
        help: the claims are
          1 "Runs out"
          2 "Burns more than 5"
        "#);
    });
    let library = runout::model::load("benchmark", &[]).unwrap().model;
    let without = Precision::new(&library, &plan(1_000_000, 1), 0.01, Some("1"));
    insta::assert_snapshot!(message(&without.unwrap_err()), @r#"
    error: --precision-of: there is no claim "1"
    help: the scenario has no claims: leave the flag out, or add a `[[claim]]`
    "#);
}
