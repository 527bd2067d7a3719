//! The runway by month and quarter, and what happens along the way: companies whose answers are known by hand or by closed forms.

use crate::support::{DESIGNS, answers, answers_by, answers_of, holds, model};
use jiff::civil::{Date, date};
use runout::answers::{Answers, OccurrenceAnswer, OccurrenceKind, StatedRequirement, chance_to_be, event_chance};
use runout::model::Occurrence;
use runout::report::{csv, summary, understood};
use runout::scenario::Step;

const RUNS: u64 = 100_000;

/// Nothing comes in and 120 a year goes out; 45 of cash last until the middle of May.
const CERTAIN: &str = r#"
start = 2026-01-01
years = 2
[cash]
opening = 45
[[burn]]
name = "All"
annual = 120
[[revenue]]
name = "None"
annual = 0
"#;

fn with_step(step: &str) -> String {
    format!("step = \"{step}\"\n{CERTAIN}")
}

/// Nothing comes in or goes out.
fn idle(more: &str) -> String {
    CERTAIN.replace("annual = 120", "annual = 0") + more
}

/// The only thing that may happen.
fn only(answers: &Answers) -> &OccurrenceAnswer {
    assert_eq!(answers.occurrences.len(), 1);
    &answers.occurrences[0]
}

fn quartiles(one: &OccurrenceAnswer) -> [Date; 3] {
    one.date_quartiles.map(|dates| [dates.p25, dates.p50, dates.p75]).unwrap()
}

#[test]
fn a_certain_company_runs_out_in_its_month_and_its_cash_falls_by_ten_a_month() {
    let runway = answers(CERTAIN, 256).runway;
    assert_eq!((runway.by_month.len(), runway.by_quarter.len(), runway.cash_runs), (24, 8, 256));
    for (at, (name, month)) in runway.by_month.iter().enumerate() {
        let cash = month.cash.unwrap();
        let left = 45.0 - 10.0 * (at + 1) as f64;
        assert!([cash.p05, cash.p50, cash.p95].iter().all(|found| (found - left).abs() < 1e-9), "{name}: {cash:?}");
        let is_out = if at < 4 { 0.0 } else { 1.0 };
        assert!((month.exhaustion_by_end.estimate - is_out).abs() < 1e-12, "{name}");
        let in_month = if name == "2026-05" { 1.0 } else { 0.0 };
        assert!((month.exhaustion_in_period.estimate - in_month).abs() < 1e-12, "{name}");
    }
    assert_eq!(runway.by_month["2026-02"].last_day, date(2026, 2, 28));
    let quarter = &runway.by_quarter["2026-Q2"];
    assert!((quarter.exhaustion_in_period.estimate - 1.0).abs() < 1e-12);
    assert!((quarter.cash.unwrap().p50 + 15.0).abs() < 1e-9);
}

#[test]
fn longer_steps_know_the_month_of_exhaustion_and_the_cash_where_they_end() {
    for (step, ends) in [("quarter", 8), ("year", 2)] {
        let runway = answers(&with_step(step), 128).runway;
        assert!((runway.by_month["2026-05"].exhaustion_in_period.estimate - 1.0).abs() < 1e-12, "{step}");
        assert_eq!(runway.by_month.values().filter(|month| month.cash.is_some()).count(), ends, "{step}");
        assert!(runway.by_month["2026-12"].cash.is_some_and(|cash| (cash.p50 + 75.0).abs() < 1e-9), "{step}");
    }
}

/// Cash at a month's end is what a step-by-step observer sees, whichever way steps are taken: the years of both agree.
#[test]
fn cash_at_the_end_of_december_is_that_of_the_year_in_every_design() {
    for scenario in ["startup", "hardware"] {
        let model = runout::model::load(scenario, &[]).unwrap().model;
        for design in DESIGNS {
            let answers = answers_by(design, &model, 4_096, None);
            for (year, amounts) in &answers.by_year {
                let month = &answers.runway.by_month[&format!("{year}-12")];
                assert_eq!(month.cash, Some(amounts.cash), "{scenario}, {design}, {year}");
                assert_eq!(month.exhaustion_by_end, answers.exhaustion.by_end_of_year[year], "{scenario} {year}");
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let model = runout::model::load("hardware", &[]).unwrap().model;
    let [one, two] = [1, 2].map(|threads| answers_of(&model, 5_000, Some(threads)));
    assert_eq!((&one.runway, &one.occurrences), (&two.runway, &two.occurrences));
}

/// 30 % a year over two years; half of first firings come in the first of the two, which has 0.3 of 0.51.
#[test]
fn an_event_fires_as_often_as_its_chance_says_evenly_over_its_window() {
    let event = r#"
[[event]]
name = "Rival"
probability = 0.3
once = true
until = 2026
on = "burn.All.annual"
add = 0
lasts = "forever"
"#;
    let text = idle(event);
    let answers = answers(&text, RUNS);
    let one = only(&answers);
    assert_eq!((one.name.as_str(), one.kind, &one.not_occurred), ("Rival", OccurrenceKind::Event, &None));
    holds(one.probability, 0.3, RUNS, 4.0);
    // Uniform over twelve months: the quartiles are the months after three, six and nine, or those before, by luck.
    let [early, half, late] = quartiles(one);
    assert!((3..=4).contains(&early.month()) && (6..=7).contains(&half.month()) && (9..=10).contains(&late.month()));
    assert!([early, half, late].iter().all(|date| date.day() == 1 && date.year() == 2026));
    let model = model(&text.replace("until = 2026\n", ""));
    let chance = event_chance(&model.inputs().events[0], &model);
    assert!((chance - 0.51).abs() < 1e-12, "1 - 0.7^2, without simulating: {chance}");
}

const ROUND: &str = r#"
[[capital]]
name = "Round"
date = 2026-07-01
amount = 10
probability = 0.6
delay_months = { uniform = { min = 0, max = 24 } }
"#;

/// It closes in 60 %; a delay of up to 24 months, evenly, leaves 18 of them within the horizon.
#[test]
fn capital_that_is_late_or_does_not_close_is_told_apart() {
    let answers = answers(&idle(ROUND), RUNS);
    let one = only(&answers);
    let missed = one.not_occurred.as_ref().unwrap();
    holds(one.probability, 0.45, RUNS, 4.0);
    holds(missed.not_to_be, 0.4, RUNS, 4.0);
    holds(missed.after_horizon, 0.15, RUNS, 4.0);
    assert!(missed.requirements.is_empty());
    // Evenly over the eighteen months from July 2026.
    let expected = [date(2026, 11, 15), date(2027, 4, 1), date(2027, 8, 15)];
    for (found, expected) in quartiles(one).into_iter().zip(expected) {
        assert!((found - expected).get_days().abs() <= 8, "{found}, expected {expected}");
    }
}

/// Revenue of 4 to 8, evenly, is at least 5 in three quarters of the futures; the margin is always too low for the second round.
#[test]
fn the_requirement_that_fails_at_the_last_chance_is_named_with_its_share() {
    let text = idle(
        r#"
[[revenue]]
name = "Sales"
annual = { value = { uniform = { min = 4, max = 8 } }, persistence = 1 }
[gross_margin]
value = 0.5
persistence = 0
[[capital]]
name = "First"
date = 2026-07-01
amount = 10
requires = { revenue_at_least = 5 }
patience_months = 3
[[capital]]
name = "Second"
date = 2027-01-01
amount = 10
requires = { margin_at_least = 0.6, after = "First" }
patience_months = 60
"#,
    );
    let answers = answers(&text, RUNS);
    let [first, second] = answers.occurrences.as_slice() else { panic!("two rounds") };
    assert_eq!((first.name.as_str(), second.name.as_str()), ("First", "Second"), "what never happens comes last");
    holds(first.probability, 0.75, RUNS, 4.0);
    let not_met = |one: &OccurrenceAnswer| one.not_occurred.as_ref().unwrap().requirements.clone();
    let [revenue] = not_met(first).try_into().unwrap();
    assert_eq!(revenue.requirement, StatedRequirement::RevenueAtLeast);
    holds(revenue.not_met, 0.25, RUNS, 4.0);
    assert_eq!(quartiles(first), [date(2026, 7, 1); 3]);
    assert!(second.probability.estimate < 1e-12 && second.date_quartiles.is_none());
    for one in not_met(second) {
        match one.requirement {
            StatedRequirement::MarginAtLeast => assert!((one.not_met.estimate - 1.0).abs() < 1e-12),
            StatedRequirement::After(name) => {
                assert_eq!(name, "First");
                holds(one.not_met, 0.25, RUNS, 4.0);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// A round that nothing stops is not told of; without rounds and events there is nothing.
#[test]
fn what_is_certain_is_no_occurrence() {
    let certain = "[[capital]]\nname = \"Sure\"\ndate = 2026-07-01\namount = 10\n";
    assert!(answers(&idle(certain), 128).occurrences.is_empty());
    assert!(answers(CERTAIN, 128).occurrences.is_empty());
}

fn table(answers: &Answers, by: Step) -> Vec<Vec<String>> {
    let [(name, write)] = summary(by) else { panic!("one table") };
    assert_eq!(*name, "summary.csv");
    let text = String::from_utf8(write(answers).unwrap()).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_summary_has_one_row_for_each_period() {
    let answers = answers(&with_step("quarter"), 128);
    for (by, first, rows) in [(Step::Month, "2026-01", 24), (Step::Quarter, "2026-Q1", 8), (Step::Year, "2026", 2)] {
        let table = table(&answers, by);
        assert_eq!((table.len(), table[1][0].as_str()), (rows + 1, first));
        assert!(table.iter().all(|row| row.len() == table[0].len()));
    }
    let months = table(&answers, Step::Month);
    let column = |name: &str| months[0].iter().position(|known| known == name).unwrap();
    assert_eq!(months[1][column("cash_p50")], "", "January ends within a quarter");
    assert_eq!(months[5][column("exhaustion_in_month")], "1");
    assert_eq!(months[0][..2], ["month", "last_day"]);
    assert_eq!(String::from_utf8(csv(&answers).unwrap()).unwrap().lines().count(), 3, "the year stays as it was");
}

#[test]
fn check_says_the_chances_without_simulating() {
    let text = idle(ROUND).replace("probability = 0.6", "probability = { uniform = { min = 0.4, max = 0.8 } }");
    let model = model(&text);
    assert!((chance_to_be(Occurrence::Capital(0), &model) - 0.6).abs() < 1e-9, "the mean");
    let said = understood(&model, &[], false).replace('\n', " ");
    let expected = "What may happen   Capital Round closes with a chance of 60 % and then lands between August 2026 and after 2027";
    assert!(said.contains(expected), "{said}");
}
