//! What it would take: levers against closed forms, against `--set` by hand, and at their edges.

use crate::problems::message;
use crate::support::{DESIGNS, answers_by, model, near};
use runout::answers::{LeverAnswer, LeverValue, Method, Solution, SolveOutcome, survival};
use runout::engine::{Plan, Progress, Simulator};
use runout::model::{Claim, Levers, Model, load_source};
use runout::report::json;
use runout::sampling::Sampling;
use runout::scenario::Source;
use std::collections::HashSet;
use std::sync::Mutex;

const RUNS: u64 = 20_000;
/// The standard normal's 90 % point, and its density there.
const Z: f64 = 1.281_551_565_544_600_5;
const DENSITY: f64 = 0.175_498_331_932_487;

/// Burn of N(15, 3^2) a year, drawn once, for two years: with cash c it lasts if c / 2 exceeds the burn. A round of 0 in the first
/// summer, and rent of 0, do nothing.
pub(crate) const GAUSSIAN: &str = r#"
start = 2026-01-01
years = 2
[cash]
opening = 24
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = { value = { normal = { mean = 15, std_dev = 3 } }, persistence = 1 }
[[burn]]
name = "Rent"
annual = 0
[[capital]]
name = "Round"
date = 2026-07-01
amount = 0
"#;

/// The margin decides: cash of 10 and two years of 100 m - 40, with m of N(0.3, 0.05^2), drawn once.
const MARGIN: &str = r#"
start = 2026-01-01
years = 2
[cash]
opening = 10
[[revenue]]
name = "All"
annual = 100
[gross_margin]
value = { normal = { mean = 0.3, std_dev = 0.05 } }
persistence = 1
[[burn]]
name = "All"
annual = 40
"#;

fn levers(text: &str) -> Levers {
    Levers::new(Source::of_text("test.toml", text), &[]).unwrap()
}

fn claim(toml: &str) -> Claim {
    let text = format!("{GAUSSIAN}\n[[claim]]\ntext = \"asked\"\n{toml}\n");
    model(&text).company().claims[0].clone()
}

fn plan(runs: u64, sampling: Sampling, threads: Option<usize>) -> Plan {
    Plan { runs, seed: 1, sampling, threads, ..Plan::default() }
}

#[track_caller]
fn solution(levers: &Levers, named: &[&str], claim: &Claim, wanted: f64, plan: &Plan) -> Solution {
    let named: Vec<_> = named.iter().map(|lever| levers.lever(lever).unwrap()).collect();
    Simulator::new(plan.clone()).unwrap().solve(levers, &named, claim, wanted).unwrap()
}

/// One lever of a text, for survival with 90 %.
#[track_caller]
fn solved(text: &str, lever: &str) -> LeverAnswer {
    let levers = levers(text);
    let claim = survival(levers.base());
    solution(&levers, &[lever], &claim, 0.9, &plan(RUNS, Sampling::Random, None)).levers.remove(0)
}

fn number(value: LeverValue) -> f64 {
    match value {
        LeverValue::Number(number) => number,
        LeverValue::Date(date) => panic!("{date}"),
    }
}

/// Value, low and high of what is needed.
#[track_caller]
fn needed(answer: &LeverAnswer) -> [f64; 3] {
    let needed = answer.needed.as_ref().unwrap_or_else(|| panic!("{answer:?}"));
    [needed.value, needed.low.unwrap(), needed.high.unwrap()].map(number)
}

/// Closed forms, held to 4 standard errors of a probability over the slope of the probability along the lever.
#[test]
fn levers_are_where_closed_forms_have_them() {
    let error = (0.9 * 0.1 / RUNS as f64).sqrt() / DENSITY;
    let burn = 3.0_f64.mul_add(Z, 15.0);
    let known = [
        (GAUSSIAN, "cash.opening", 2.0 * burn, 6.0 * error),
        (GAUSSIAN, "cash.opening+", 2.0 * burn - 24.0, 6.0 * error),
        (GAUSSIAN, "burn.All.annual+", 12.0 - burn, 3.0 * error),
        (GAUSSIAN, "burn.All.annual*", 12.0 / burn, 12.0 / burn / burn * 3.0 * error),
        (GAUSSIAN, "burn*", 12.0 / burn, 12.0 / burn / burn * 3.0 * error),
        (GAUSSIAN, "capital.Round.amount", 2.0 * burn - 24.0, 6.0 * error),
        (MARGIN, "gross_margin+", 0.05_f64.mul_add(Z, 0.05), 0.05 * error),
    ];
    for (text, lever, exact, error) in known {
        let answer = solved(text, lever);
        let [value, low, high] = needed(&answer);
        assert!((value - exact).abs() < 4.0 * error, "{lever}: {value} is not {exact} to 4 times {error}");
        // Wilson's interval is 1.96 standard errors to either side. Its ends are quantiles of the same runs, so many of which lie between
        // them that their number has a standard error of its own: held to four of these.
        let between = RUNS as f64 * DENSITY * 2.0 * 1.96 * error;
        near((high - low) / error, 2.0 * 1.96, 4.0 * 2.0 * 1.96 / between.sqrt());
        assert!(low < value && value < high, "{lever}: {low} {value} {high}");
        let expected = if lever == "cash.opening" { Method::CapitalNeeded } else { Method::Search };
        assert_eq!((answer.outcome, answer.method), (SolveOutcome::Reached, expected), "{lever}");
    }
}

#[test]
fn capital_needed_and_the_search_give_the_same_cash() {
    let (exact, searched) = (needed(&solved(GAUSSIAN, "cash.opening")), needed(&solved(GAUSSIAN, "cash.opening+")));
    let width = exact[2] - exact[1];
    for (exact, searched) in exact.iter().zip(searched) {
        near(searched + 24.0, *exact, 0.05 * width);
    }
}

/// With every design, `run --set` at the value has the probability that solving says, to the last run; at a little less it is missed.
#[test]
fn what_solving_says_is_what_set_does() {
    let levers = levers(GAUSSIAN);
    let text = format!("{GAUSSIAN}\n[[claim]]\ntext = \"lasts\"\nsurvives_to = 2028-01-01\n");
    let source = Source::of_text("test.toml", &text);
    for sampling in DESIGNS {
        for lever in ["cash.opening", "capital.Round.amount"] {
            let claim = survival(levers.base());
            let answer = solution(&levers, &[lever], &claim, 0.9, &plan(8_192, sampling, None)).levers.remove(0);
            let [value, low, _] = needed(&answer);
            let by_hand = |value: f64| {
                let model = load_source(&source, &[format!("{lever}={value}")]).unwrap().model;
                answers_by(sampling, &model, 8_192, None).claims[0].probability
            };
            let needed = answer.needed.unwrap();
            assert_eq!(by_hand(value), needed.probability, "{sampling} {lever}");
            assert!(needed.probability.estimate >= 0.9 && by_hand(low).estimate < 0.9, "{sampling} {lever}");
            // Twenty halvings by hand end where solving does, to within what sampling error can distinguish.
            let (mut short, mut meets) = (0.0, 100.0);
            for _ in 0..20 {
                let middle = f64::midpoint(short, meets);
                *(if by_hand(middle).estimate >= 0.9 { &mut meets } else { &mut short }) = middle;
            }
            assert!(value >= short && value - meets < 0.2 * (meets - low).max(0.05), "{value} {short} {meets} {low}");
        }
    }
}

/// Without rent the burn alone is met with Phi((12 - 15) / 3) = 15.87 %.
#[test]
fn a_lever_that_cannot_do_it_says_what_it_can() {
    let text = GAUSSIAN.replace("name = \"Rent\"\nannual = 0", "name = \"Rent\"\nannual = 1");
    let answer = solved(&text, "burn.Rent.annual");
    assert_eq!((answer.outcome, &answer.needed), (SolveOutcome::OutOfReach, &None));
    near(number(answer.best.value), 0.0, 0.0);
    near(answer.best.probability.estimate, 0.158_655_253_931_457, 4.0 * (0.1335 / RUNS as f64).sqrt());
}

/// In debt of a thousand with no chance worth a run, whatever the rent of nothing is multiplied by.
#[test]
fn a_lever_that_makes_no_difference_says_that_every_value_will_do() {
    let levers = levers(GAUSSIAN);
    let claim = claim("cash = { year = 2027, at_least = -1000 }");
    let found = solution(&levers, &["burn.Rent.annual*"], &claim, 0.9, &plan(RUNS, Sampling::Random, None));
    assert_eq!((found.levers[0].outcome, found.levers[0].shape), (SolveOutcome::Everywhere, "flat"));
}

/// To end between 0 and 20: Phi((c - 30) / 6) - Phi((c - 50) / 6), 80 % at 35.1972 and, by symmetry, at 44.8028.
#[test]
fn of_two_values_the_nearest_is_given_and_the_other_mentioned() {
    let both = "all = [{ cash = { year = 2027, at_least = 0 } }, { cash = { year = 2027, at_most = 20 } }]";
    for (opening, exact, other) in [(24, 35.1972, 44.8028), (60, 44.8028, 35.1972)] {
        let levers = levers(&GAUSSIAN.replace("opening = 24", &format!("opening = {opening}")));
        let found = solution(&levers, &["cash.opening"], &claim(both), 0.8, &plan(RUNS, Sampling::Random, None));
        let answer = &found.levers[0];
        // The slope is the difference of the two densities over 6.
        near(needed(answer)[0], exact, 0.35);
        assert_eq!(answer.shape, "rises_and_falls");
        assert!(
            answer.also_between.iter().any(|ends| number(ends[0]) <= other && other <= number(ends[1])),
            "{:?}",
            answer.also_between
        );
    }
}

/// 12 in hand and 12 a year: gone after twelve months, unless money lands before, at the latest in December.
#[test]
fn a_date_is_moved_by_whole_months() {
    let text = r#"
start = 2026-01-01
years = 2
[cash]
opening = 12
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = 12
[[capital]]
name = "Round"
date = 2027-06-15
amount = 100
"#;
    let answer = solved(text, "capital.Round.date");
    let needed = answer.needed.unwrap();
    assert_eq!(needed.set, "capital.Round.date=2026-12-15");
    assert_eq!(needed.low, needed.high, "certain to the month");
    assert_eq!(answer.shape, "falls");
    let by_hand = |date: &str| {
        let overrides = [format!("capital.Round.date={date}")];
        let model: Model = load_source(&Source::of_text("test.toml", text), &overrides).unwrap().model;
        answers_by(Sampling::Random, &model, 128, None).exhaustion.by_horizon.estimate
    };
    assert_eq!((by_hand("2026-12-15"), by_hand("2027-01-15")), (0.0, 1.0));
}

#[test]
fn events_and_limits_act_on_what_a_lever_has_made() {
    let text = format!(
        "{MARGIN}\n[[event]]\nname = \"Recall\"\nprobability = 1\nfrom = 2026\nuntil = 2026\non = \"gross_margin\"\nadd = -0.2\n"
    );
    let levers = levers(&text);
    let lever = levers.lever("gross_margin+").unwrap();
    // With 80 points more every draw is at the limit of 1 in 2027, and only after the event in 2026: 10 + 2 (100 - 40) = 130.
    let model = levers.model(&[(&lever, 2.0)]).unwrap();
    let answers = answers_by(Sampling::Random, &model, 1_280, None);
    near(answers.by_year[&2027].cash.p50, 130.0, 1.0);
    // A certain margin, which nothing draws, stops at its limit too.
    let certain = MARGIN.replace("{ normal = { mean = 0.3, std_dev = 0.05 } }\npersistence = 1", "0.3");
    let certain = Levers::new(Source::of_text("test.toml", &certain), &[]).unwrap();
    let model = certain.model(&[(&certain.lever("gross_margin+").unwrap(), 2.0)]).unwrap();
    near(answers_by(Sampling::Random, &model, 128, None).by_year[&2027].cash.p50, 130.0, 1.0);
    let model = levers.model(&[(&lever, 0.0)]).unwrap();
    let [moved, base] = [&model, levers.base()].map(|model| answers_by(Sampling::Random, model, 1_280, None));
    assert_eq!(moved, base, "nothing moved is nothing changed");
}

#[test]
fn a_solution_does_not_depend_on_the_number_of_threads() {
    let levers = levers(GAUSSIAN);
    let claim = survival(levers.base());
    let [one, two] = [1, 2].map(|threads| {
        let plan = plan(10_000, Sampling::Random, Some(threads));
        json(&solution(&levers, &["cash.opening", "burn*", "cash.opening+"], &claim, 0.9, &plan)).unwrap()
    });
    assert!(one == two);
}

#[test]
fn levers_that_are_none_are_refused_with_what_there_is() {
    let levers = levers(GAUSSIAN);
    let reported = |lever: &str| match levers.lever(lever) {
        Err(error) => message(&error),
        other => panic!("{other:?}"),
    };
    let all: String =
        ["cash.openin", "burn.Al.annual*", "years", "burn.All.name", "capital[3].amount", "burn.None+", "a=1"]
            .map(|lever| format!("## {lever}\n{}\n\n", reported(lever)))
            .concat();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(all) });
    let help = levers.help().to_string();
    for path in levers.paths() {
        assert!(help.contains(&path) && levers.lever(&path).is_ok(), "{path}");
    }
}

/// Progress is reported from the two threads of the pool, and at the end of every simulation from the calling one.
#[test]
fn one_pool_of_threads_serves_all_simulations_of_a_question() {
    let levers = levers(GAUSSIAN);
    let requested = [levers.lever("burn.All.annual*").unwrap()];
    let reporters = Mutex::new(Vec::new());
    let on_progress = |_: Progress| reporters.lock().unwrap().push(std::thread::current().id());
    let simulator = Simulator::new(plan(RUNS, Sampling::Random, Some(2))).unwrap().reporting_to(&on_progress);
    simulator.solve(&levers, &requested, &survival(levers.base()), 0.9).unwrap();
    let (ends, workers): (Vec<_>, Vec<_>) =
        reporters.into_inner().unwrap().into_iter().partition(|&thread| thread == std::thread::current().id());
    assert!(ends.len() > 2, "{} simulations", ends.len());
    let workers: HashSet<_> = workers.into_iter().collect();
    assert!([1, 2].contains(&workers.len()), "{} threads", workers.len());
}
