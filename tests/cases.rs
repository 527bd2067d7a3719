//! Small companies that people brought, with the answers that are right: by hand, by closed forms, or by integrals.

use crate::support::{answers, holds, model, near};
use jiff::civil::{Date, date};
use runout::answers::{Answers, Planned, survival, trace};
use runout::engine::{Plan, Simulator};
use runout::model::{Action, Levers, RaisePlan};
use runout::sampling::Sampling;
use runout::scenario::Source;

macro_rules! case {
    ($name:literal) => {
        include_str!(concat!("cases/", $name, ".toml"))
    };
}

const RUNS: u64 = 200_000;

/// The same text with another step.
fn with_step(text: &str, step: &str) -> String {
    format!("step = \"{step}\"\n{text}")
}

/// The day on which the cash of a certain company runs out.
fn out_on(text: &str) -> Option<Date> {
    let answers = answers(text, 64);
    let quantiles = answers.exhaustion.date_quantiles;
    assert_eq!(quantiles.p05, quantiles.p95, "nothing is uncertain");
    let ledger = trace(&model(text), 1, Sampling::Random, 0);
    assert_eq!(ledger.exhausted_on, quantiles.p50, "the trace tells the same day");
    quantiles.p50
}

fn out_by_horizon(answers: &Answers) -> f64 {
    answers.exhaustion.by_horizon.estimate
}

#[test]
fn a_round_on_the_last_of_the_month_comes_too_late_whatever_the_step() {
    // 450 at 100 a month last until the middle of May; the money comes on the 31st.
    for step in ["month", "quarter", "year"] {
        assert_eq!(out_on(&with_step(case!("b1-round-monthend"), step)), Some(date(2027, 5, 16)), "{step}");
    }
}

#[test]
fn money_on_the_day_before_the_cash_ends_is_in_time() {
    let earlier = case!("b1-round-monthend").replace("2027-05-31", "2027-05-16");
    assert_eq!(out_on(&earlier), None);
    assert_eq!(out_on(&earlier.replace("2027-05-16", "2027-05-17")), Some(date(2027, 5, 16)));
}

#[test]
fn a_bridge_in_the_last_week_of_a_month_fails_as_often_as_the_integral_says() {
    holds(answers(case!("b2-bridge"), RUNS).exhaustion.by_horizon, 0.2594, RUNS, 4.0);
}

#[test]
fn a_yield_compounds_to_itself_over_a_year_whatever_the_step() {
    for step in ["month", "quarter", "year"] {
        let answers = answers(&with_step(case!("f1-yield"), step), 64);
        near(answers.by_year[&2027].cash.p50, 1120.0, 1e-6);
    }
}

#[test]
fn savings_at_seven_percent_are_ruined_in_half_of_all_futures() {
    let runs = 20_000;
    holds(answers(case!("i1-retire"), runs).exhaustion.by_horizon, 0.5, runs, 4.0);
}

#[test]
fn a_part_year_is_never_profitable() {
    // Monthly projects of 800 a year with a standard deviation of 500 against costs of 1,000: a year of twelve draws is.
    let from_december = answers(case!("d5-stub"), RUNS);
    near(from_december.profitability.in_year[&2026].estimate, 0.0, 0.0);
    holds(from_december.profitability.by_horizon, 0.1673, RUNS, 4.0);
    let from_january = answers(&case!("d5-stub").replace("2026-12-01", "2027-01-01"), RUNS);
    holds(from_january.profitability.by_horizon, 0.240, RUNS, 4.0);
}

#[test]
fn an_event_of_twenty_percent_a_year_has_its_share_of_part_years() {
    // Three months of the first year and nine of the second: 1 - 0.8^(3/12), then 1 - 0.8^(9/12), whose last month is too late.
    let [first, second] = [0.25, 0.75].map(|years: f64| 1.0 - 0.8_f64.powf(years));
    let exact = first + (1.0 - first) * second * 8.0 / 9.0;
    near(exact, 0.184, 5e-4);
    holds(answers(case!("u1-event"), RUNS).exhaustion.by_horizon, exact, RUNS, 4.0);
}

#[test]
fn an_event_strikes_in_any_month_of_the_year() {
    // The cash lasts six months after it: half of the firings come too late.
    holds(answers(case!("u2-timing"), RUNS).exhaustion.by_horizon, 0.15, RUNS, 4.0);
}

#[test]
fn what_breaks_even_to_the_last_digit_breaks_even() {
    for text in [case!("a1-breakeven"), case!("a2-breakeven")] {
        let answers = answers(text, 10_000);
        near(answers.profitability.in_year[&2027].estimate, 1.0, 0.0);
        near(out_by_horizon(&answers), 0.0, 0.0);
        assert_eq!(answers.naive_runway_months, None, "it does not burn");
        near(answers.capital_needed.p99.estimate, 0.0, 0.0);
    }
}

#[test]
fn cash_that_lasts_exactly_to_the_horizon_lasts() {
    assert_eq!(out_on(case!("z1-lasts")), None);
    assert_eq!(out_on(&case!("z1-lasts").replace("1100", "1099.999")), Some(date(2028, 12, 31)));
}

#[test]
fn what_is_funded_on_the_first_day_needs_nothing() {
    let answers = answers(case!("n2"), RUNS);
    let [lasts, nothing, two] = [0, 1, 2].map(|claim: usize| answers.claims[claim].probability);
    holds(lasts, 0.6, RUNS, 4.0);
    assert_eq!(lasts.estimate.to_bits(), nothing.estimate.to_bits(), "what lasts needs nothing");
    near(two.estimate, 1.0, 0.0);
    near(answers.capital_needed.p50.estimate, 0.0, 0.0);
    near(answers.capital_needed.p75.estimate, 2.0, 1e-2);
}

#[test]
fn a_raise_is_started_just_in_time_to_the_day() {
    for (cash, day) in [(1200, date(2027, 7, 1)), (1250, date(2027, 7, 16)), (1299, date(2027, 7, 31))] {
        let text = case!("b3-deadline").replace("1250", &cash.to_string());
        let levers = Levers::new(Source::of_text("b3.toml", &text), &[]).unwrap();
        let plan = RaisePlan { what: "5000".to_owned(), closes_in: "6".to_owned(), probability: None };
        let planned = Planned { action: Action::raise(&levers, &plan).unwrap(), cut: None, by_default: false };
        let simulator = Simulator::new(Plan { runs: 1_000, ..Plan::default() }).unwrap();
        let base = (levers.base(), &[][..]);
        let deadlines = simulator.deadlines(base, &[planned], &survival(levers.base()), 0.9).unwrap();
        assert_eq!(deadlines.actions[0].deadline, Some(day), "{cash}");
    }
}

/// A client who pays what everything costs, and may leave; six months of cash.
fn client(event: &str) -> String {
    case!("u2-timing").replace("years = 1", "years = 2").replace("probability = 0.3\n", event)
}

#[test]
fn an_event_fires_within_its_window_of_dates_alone() {
    // Three months in which it may fire: 1 - 0.7^(3/12), and then never again.
    let exact = 1.0 - 0.7_f64.powf(0.25);
    let quarter = "probability = 0.3\nfrom = 2027-07-01\nuntil = 2027-10-01\n";
    let answers = answers(&client(quarter), RUNS);
    holds(answers.exhaustion.by_horizon, exact, RUNS, 4.0);
    // Six months after the first of July, of August or of September.
    near(answers.exhaustion.in_year[&2027].estimate, 0.0, 0.0);
    // A day later, two months are left.
    let later = quarter.replace("2027-07-01", "2027-07-02");
    holds(
        crate::support::answers(&client(&later), RUNS).exhaustion.by_horizon,
        1.0 - 0.7_f64.powf(2.0 / 12.0),
        RUNS,
        4.0,
    );
}

#[test]
fn an_event_fires_only_where_what_it_requires_holds() {
    // Certain to come at the start of each year, once, and to halve the growth of revenue from then on: 100, 200, 400 a year ago, then half.
    let text = "start = 2027-01-01\nyears = 4\nstep = \"year\"\n[cash]\nopening = 0\n[[revenue]]\nname = \"R\"\n\
        annual = { by_year = { 2027 = 100, 2028 = 200, 2029 = 400, 2030 = 800 } }\n[[burn]]\nname = \"B\"\nannual = 0\n\
        [[event]]\nname = \"Tax\"\nprobability = 1\non = \"revenue.R.annual\"\nmultiply = 0.5\nlasts = \"forever\"\nonce = true\n";
    let cash = |text: &str| answers(text, 64).by_year.values().map(|year| year.cash.p50).collect::<Vec<_>>();
    let near_all = |found: Vec<f64>, expected: [f64; 4]| {
        found.iter().zip(expected).for_each(|(found, expected)| near(*found, expected, 1e-6));
    };
    near_all(cash(text), [50.0, 150.0, 350.0, 750.0]);
    // The last year's revenue decides: 200 has been reached once 2028 is over. Before any year, the first year's own revenue does.
    near_all(cash(&format!("{text}requires = {{ revenue_at_least = 200 }}\n")), [100.0, 300.0, 500.0, 900.0]);
    near_all(cash(&format!("{text}requires = {{ revenue_at_least = 100 }}\n")), [50.0, 150.0, 350.0, 750.0]);
    // What requires another event fires after it, or with it if it comes later in the file.
    let other =
        "[[event]]\nname = \"Other\"\nprobability = 1\nfrom = 2029\non = \"burn.B.annual\"\nadd = 1\nonce = true\n";
    near_all(cash(&format!("{text}requires = {{ event = \"Other\" }}\n{other}")), [100.0, 300.0, 699.0, 1099.0]);
}
