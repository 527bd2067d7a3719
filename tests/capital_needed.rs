//! Capital needed where more cash can harm a run: by brute force, and one meaning in the quantile, the claim and `solve`.

use crate::support::{DESIGNS, answers, answers_by, answers_of, model, near};
use runout::answers::{Answers, LeverValue, Request, survival, trace};
use runout::engine::{Plan, Simulator};
use runout::model::{Levers, Model, load};
use runout::sampling::Sampling;
use runout::scenario::Source;

/// Cash of 1 and a month's burn of 1 in the first year and 5 in the second; below five months of runway four fifths are cut, four months later, once.
const LATE_CUT: &str = r#"
start = 2027-01-01
years = 2
step = "month"
[cash]
opening = 1
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = { by_year = { 2027 = 12, 2028 = 60 } }
[[response]]
name = "Cut"
when_runway_below = 5
cut = 0.8
at_most_every_months = 60
delay_months = 4
"#;

/// The same with the second year's burn drawn once: the windows in which more cash harms lie elsewhere in every run.
fn late_cut_drawn() -> String {
    LATE_CUT.replace(
        "annual = { by_year = { 2027 = 12, 2028 = 60 } }",
        "annual = { by_year = { 2027 = 12, 2028 = \"40 to 80\" } }",
    )
}

/// The text with claims that it needs at most each of some amounts.
fn asking(text: &str, amounts: &[f64]) -> String {
    let claim = |x: &f64| format!("[[claim]]\ntext = \"{x}\"\ncapital_needed = {{ at_most = {x} }}\n");
    text.to_owned() + &amounts.iter().map(claim).collect::<String>()
}

/// The share that lasts with each of some amounts more at the start, amount by amount.
fn shares(text: &str, amounts: &[f64], runs: u64) -> Vec<f64> {
    answers(&asking(text, amounts), runs).claims.iter().map(|claim| claim.probability.estimate).collect()
}

/// What so many runs of a text last with, by brute force: the least of some rising amounts from which on no share is smaller than `p`.
fn by_force(amounts: &[f64], shares: &[f64], p: f64) -> f64 {
    let last_short = shares.iter().rposition(|&share| share < p);
    last_short.map_or(0.0, |place| amounts[place + 1])
}

fn solved(levers: &Levers, wanted: f64, runs: u64) -> f64 {
    let plan = Plan { runs, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
    let claim = survival(levers.base());
    let lever = levers.lever("cash.opening").unwrap();
    let solution = Simulator::new(plan).unwrap().solve(levers, &[lever], &claim, wanted).unwrap();
    match solution.levers[0].needed.as_ref().unwrap().value {
        LeverValue::Number(number) => number,
        LeverValue::Date(date) => panic!("{date}"),
    }
}

/// By hand, month by month: with x more it lasts from 55 to 56, from 59 to 61, from 63 to 66, and from 67 on. Every run is harmed by some.
#[test]
fn more_cash_that_comes_to_be_cut_later_is_no_help() {
    let within = [54.9, 55.1, 55.9, 56.1, 58.9, 59.1, 60.9, 61.1, 62.9, 63.1, 65.9, 66.1, 66.9, 67.1, 80.0];
    let expected = [0., 1., 1., 0., 0., 1., 1., 0., 0., 1., 1., 0., 0., 1., 1.];
    assert_eq!(shares(LATE_CUT, &within, 128), expected);
    let answers = answers(LATE_CUT, 1_000);
    let needed = &answers.capital_needed;
    for quantile in [needed.p50, needed.p75, needed.p90, needed.p95, needed.p99] {
        near(quantile.estimate, 67.0, 0.067);
        assert!(quantile.low <= quantile.estimate && quantile.estimate <= quantile.high, "{quantile:?}");
    }
    near(needed.harmed.unwrap().estimate, 1.0, 0.0);
    let levers = Levers::new(Source::of_text("test.toml", LATE_CUT), &[]).unwrap();
    near(solved(&levers, 0.9, 1_000), 68.0, 0.067);
}

/// The need of a run is an amount with which it lasts, while with a little less it does not.
#[test]
fn the_need_of_a_run_is_an_edge_of_what_it_lasts_with() {
    let need = trace(&model(LATE_CUT), 1, Sampling::Random, 0).capital_needed;
    assert_eq!(shares(LATE_CUT, &[need * 0.9995, need], 128), [0.0, 1.0]);
}

/// Against a hundred amounts one by one, with every design.
#[test]
fn quantiles_are_those_of_the_shares_that_last() {
    let text = late_cut_drawn();
    let amounts: Vec<f64> = (0..100).map(|place| f64::from(place) * 1.2).collect();
    for sampling in DESIGNS {
        let answers = answers_by(sampling, &model(&asking(&text, &amounts)), 512, None);
        let shares: Vec<f64> = answers.claims.iter().map(|claim| claim.probability.estimate).collect();
        let needed = &answers.capital_needed;
        assert!(needed.harmed.unwrap().estimate > 0.5, "{sampling}: {:?}", needed.harmed);
        for (p, quantile) in [(0.5, needed.p50), (0.75, needed.p75), (0.9, needed.p90), (0.95, needed.p95)] {
            let forced = by_force(&amounts, &shares, p);
            // Between two amounts of the force, and a dip of a few runs that only one of the two looked at.
            near(quantile.estimate, forced, 1.2 + 0.5 * (quantile.high - quantile.low));
            assert!(
                quantile.low < quantile.estimate && quantile.estimate < quantile.high,
                "{sampling} {p} {quantile:?}"
            );
        }
    }
}

/// What the share `p` of the runs needs, the claims that it is so much and a little less, and what `solve` says.
#[track_caller]
fn has_one_meaning(text: &dyn Fn(&[f64]) -> Model, levers: &Levers, opening: f64, (p, runs): (f64, u64)) {
    let needed = answers_of(&text(&[]), runs, None).capital_needed;
    let quantile = if p < 0.6 { needed.p50 } else { needed.p90 };
    let x = quantile.estimate;
    let claims = answers_of(&text(&[0.999 * x, x]), runs, None).claims;
    let [below, at] = [2, 1].map(|back| claims[claims.len() - back].probability.estimate);
    assert!(below < p + 0.002 && p <= at, "{p}: {below} {at} at {x}");
    near(solved(levers, p, runs), opening + x, 0.002 * x + 0.06 * (quantile.high - quantile.low));
}

#[test]
fn quantile_claim_and_solve_have_one_meaning() {
    let text = late_cut_drawn();
    let levers = Levers::new(Source::of_text("test.toml", &text), &[]).unwrap();
    for p in [0.5, 0.9] {
        has_one_meaning(&|amounts| model(&asking(&text, amounts)), &levers, 1.0, (p, 1_024));
    }
}

#[test]
fn hardware_has_one_meaning_of_capital_needed() {
    let levers = Levers::new(Source::find("hardware").unwrap(), &[]).unwrap();
    let claim = |x: &f64| format!("claim+={{ text = \"{x}\", capital_needed = {{ at_most = {x} }} }}");
    let asking = |amounts: &[f64]| load("hardware", &amounts.iter().map(claim).collect::<Vec<_>>()).unwrap().model;
    has_one_meaning(&asking, &levers, 2_400.0, (0.9, 512));
}

/// The company opens below its minimum of 5, a round of 10 lands that day with probability 0.6, and nothing burns.
#[test]
fn who_is_funded_the_same_day_needs_nothing() {
    let text = r#"
start = 2027-01-01
years = 2
step = "month"
[cash]
opening = 3
minimum = 5
[[revenue]]
name = "All"
annual = 12
[[burn]]
name = "All"
annual = 12
[[capital]]
name = "A"
date = 2027-01-01
amount = 10
probability = 0.6
"#;
    let answers = answers(&asking(text, &[0.0, 2.0]), 20_000);
    let lasts = 1.0 - answers.exhaustion.by_horizon.estimate;
    near(lasts, 0.6, 0.015);
    near(answers.capital_needed.p50.estimate, 0.0, 0.0);
    near(answers.capital_needed.p75.estimate, 2.0, 1e-12);
    near(answers.claims[0].probability.estimate, lasts, 1e-12);
    near(answers.claims[1].probability.estimate, 1.0, 0.0);
}

/// A response that cuts nothing reacts and harms nobody: the quantiles stand, and nothing is told of harm.
#[test]
fn where_more_cash_harms_nobody_nothing_is_said_of_it() {
    let answers = answers(&late_cut_drawn().replace("cut = 0.8", "cut = 0"), 2_000);
    assert_eq!((answers.capital_needed.method.as_str(), answers.capital_needed.harmed), ("repeated", None));
}

#[test]
fn what_is_searched_does_not_depend_on_the_number_of_threads() {
    let model = model(&late_cut_drawn());
    let [one, three]: [Answers; 2] = [1, 3].map(|threads| {
        let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: Some(threads), ..Plan::default() };
        Simulator::new(plan).unwrap().answer(&model, &Request::default()).unwrap()
    });
    assert!(one == three);
}
