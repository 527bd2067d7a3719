//! Deadlines that are known by hand to the month, and in closed form to the day.

use crate::problems::message;
use crate::support::near;
use jiff::civil::{Date, date};
use runout::answers::{ActionAnswer, DeadlineStatus, Deadlines, Planned, survival};
use runout::engine::{Plan, Simulator};
use runout::error::Result;
use runout::model::{Action, CutPlan, Levers, RaisePlan, load_source};
use runout::report::json;
use runout::sampling::Sampling;
use runout::scenario::Source;

const RUNS: u64 = 20_000;

/// A little more than 12 in hand, and 12 a year: gone after twelve months.
const CERTAIN: &str = r#"
start = 2026-01-01
years = 3
[cash]
opening = 12.01
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "Payroll"
annual = 8
[[burn]]
name = "Office"
annual = 4
[[capital]]
name = "Bridge"
date = 2028-12-01
amount = 100
delay_months = 6
"#;

fn raise(text: &str, what: &str, closes_in: &str) -> Result<Planned> {
    let plan = RaisePlan { what: what.to_owned(), closes_in: closes_in.to_owned(), probability: None };
    let action = Action::raise(&Levers::new(Source::of_text("test.toml", text), &[])?, &plan)?;
    Ok(Planned { action, cut: None, by_default: false })
}

fn cut(text: &str, share: f64, lines: &[&str]) -> Result<Planned> {
    let plan = CutPlan { share, lines: lines.iter().map(|line| (*line).to_owned()).collect() };
    let action = Action::cut(&Levers::new(Source::of_text("test.toml", text), &[])?, &plan)?;
    Ok(Planned { action, cut: Some(share), by_default: false })
}

fn all(text: &str, planned: &[Planned], runs: u64, threads: Option<usize>) -> Deadlines {
    let base = load_source(&Source::of_text("test.toml", text), &[]).unwrap().model;
    let plan = Plan { runs, seed: 1, sampling: Sampling::Random, threads, ..Plan::default() };
    Simulator::new(plan).unwrap().deadlines((&base, &[]), planned, &survival(&base), 0.9).unwrap()
}

fn one(text: &str, planned: Planned, runs: u64) -> ActionAnswer {
    all(text, &[planned], runs, None).actions.remove(0)
}

/// The money is gone a third of a day into January 2027, so it must land on the first; four months before lies 1 September 2026.
#[test]
fn a_raise_that_closes_in_four_months_must_start_four_months_before_the_money_is_gone() {
    for what in ["100", "Bridge"] {
        let answer = one(CERTAIN, raise(CERTAIN, what, "4").unwrap(), 128);
        assert_eq!((answer.outcome, answer.deadline), (DeadlineStatus::InTime, Some(date(2026, 9, 1))), "{what}");
        let [at, later] = [answer.at_deadline.unwrap(), answer.later.unwrap().probability];
        assert_eq!((at.estimate, later.estimate, answer.never.estimate), (1.0, 0.0, 0.0));
        assert_eq!((answer.low, answer.high), (answer.deadline, answer.deadline), "nothing is uncertain");
    }
}

/// It lands in time if N(6, 1) months after its start are before the money is gone: with 90 % if it starts 12.01 - 6 - 1.2816 months after
/// the start, in the 4.728th month, which is 23 May. A standard error of the probability is a third of a day.
#[test]
fn a_raise_that_closes_some_time_must_start_when_the_normal_distribution_says() {
    let answer = one(CERTAIN, raise(CERTAIN, "100", "{ normal = { mean = 6, std_dev = 1 } }").unwrap(), RUNS);
    let days = |date: Option<Date>| f64::from((date.unwrap() - date_of_start()).get_days());
    near(days(answer.deadline), f64::from((date(2026, 5, 23) - date_of_start()).get_days()), 1.5);
    assert!(answer.low <= answer.deadline && answer.deadline <= answer.high);
    near(days(answer.high) - days(answer.low), 2.0 * 1.96 * 30.0 * (0.09 / RUNS as f64).sqrt() / 0.175_498, 1.01);
    // Two months later: Phi(1.2816 - 2).
    near(answer.later.unwrap().probability.estimate, 0.236_3, 0.03);
}

fn date_of_start() -> Date {
    date(2026, 1, 1)
}

/// After m months a cut of three quarters leaves m + 4 (12.01 - m) months: 36 of them if m is 4 or less. Of the payroll alone, two thirds
/// of it all, nothing is enough: 1 / (1/3 + 2/3 x 1/4) = 2, so 24 months.
#[test]
fn a_cut_is_due_when_arithmetic_says() {
    let answer = one(CERTAIN, cut(CERTAIN, 0.75, &[]).unwrap(), 128);
    assert_eq!((answer.outcome, answer.deadline), (DeadlineStatus::InTime, Some(date(2026, 5, 1))));
    near(answer.by_date.iter().map(|at| at.probability.estimate).fold(0.0, f64::max), 1.0, 0.0);
    let answer = one(CERTAIN, cut(CERTAIN, 0.75, &["Payroll"]).unwrap(), 128);
    assert_eq!((answer.outcome, answer.deadline, answer.at_once.estimate), (DeadlineStatus::TooLate, None, 0.0));
}

/// A company that does not burn at first, and then does: the cut must not wait for a runway that is infinite.
#[test]
fn a_cut_is_made_on_its_day_whether_or_not_anything_burns_then() {
    let text = CERTAIN
        .replace("annual = 0", "annual = { by_year = { 2026 = 30, 2027 = 0 } }")
        .replace("opening = 12.01", "opening = 6.01");
    // 24.01 at the end of 2026; 2 years of 12 take 24, so that it just lasts. With rent of 16 in place of 4 it takes half a cut.
    assert_eq!(one(&text, cut(&text, 0.5, &[]).unwrap(), 128).outcome, DeadlineStatus::NeverNeeded);
    let text = text.replace("annual = 4", "annual = { by_year = { 2026 = 4, 2027 = 16 } }");
    // 24 a year from 2027: m months of it, then 12: 2 m + 1 (24 - m) <= 24.01, so m = 0, on 1 January 2027.
    let answer = one(&text, cut(&text, 0.5, &[]).unwrap(), 128);
    // Cut earlier it also saves in 2026; the last day is that on which nothing of 2027 is wasted.
    assert_eq!((answer.outcome, answer.deadline), (DeadlineStatus::InTime, Some(date(2027, 1, 1))));
}

#[test]
fn a_raise_that_is_not_needed_says_so_and_one_too_small_is_too_late() {
    let rich = CERTAIN.replace("opening = 12.01", "opening = 40");
    assert_eq!(one(&rich, raise(&rich, "1", "4").unwrap(), 128).outcome, DeadlineStatus::NeverNeeded);
    let answer = one(CERTAIN, raise(CERTAIN, "1", "4").unwrap(), 128);
    assert_eq!((answer.outcome, answer.deadline, answer.later), (DeadlineStatus::TooLate, None, None));
}

#[test]
fn deadlines_do_not_depend_on_the_number_of_threads() {
    let planned = || [raise(CERTAIN, "100", "4 to 10").unwrap(), cut(CERTAIN, 0.8, &["Office", "Payroll"]).unwrap()];
    let [one, two] = [1, 2].map(|threads| json(&all(CERTAIN, &planned(), 4_000, Some(threads))).unwrap());
    assert!(one == two);
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let outcome = |planned: Result<Planned>| match planned {
        Err(error) => message(&error),
        other => panic!("{other:?}"),
    };
    let all = [
        ("raise Brigde", outcome(raise(CERTAIN, "Brigde", "4"))),
        ("raise -5", outcome(raise(CERTAIN, "-5", "4"))),
        ("closes in soon", outcome(raise(CERTAIN, "5", "soon"))),
        ("cut of a line that is none", outcome(cut(CERTAIN, 0.5, &["Payrol"]))),
    ]
    .map(|(case, outcome)| format!("## {case}\n{outcome}\n\n"))
    .concat();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(all) });
}
