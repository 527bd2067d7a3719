//! Every message about what a scenario means: parameters that no distribution has, correlations that cannot be, dates outside the horizon.

use crate::problems::message;
use runout::error::Faults;
use runout::model::build;
use runout::scenario::Scenario;
use std::fmt::Write as _;

const GOOD: &str = r#"start = 2026-01-01
years = 10
[cash]
opening = 40
[[revenue]]
name = "Consumer"
opening = 13.1
growth = "20% to 60%"
[[revenue]]
name = "Enterprise"
annual = { value = "5 to 9", redraw = "quarter" }
[compute_margin]
value = 0.6
[[burn]]
name = "Payroll"
opening = 20
growth = "10% to 30%"
[[capital]]
name = "Round"
date = 2026-06-01
amount = "20 to 40"
probability = 0.8
"#;

/// What is reported about a text; empty if it can be simulated.
fn reported(text: &str) -> String {
    let (scenario, sources) = Scenario::from_toml("acme.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"));
    build(&scenario)
        .err()
        .map_or_else(String::new, |problems| message(&Faults::new(problems, sources, "acme.toml").into()))
}

fn with(more: &str) -> String {
    reported(&format!("{GOOD}{more}"))
}

fn changed(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from}");
    reported(&GOOD.replace(from, to))
}

fn growth(written: &str) -> String {
    changed("\"20% to 60%\"", written)
}

fn correlation(a: &str, b: &str, spearman: f64) -> String {
    format!("[[correlation]]\nbetween = [\"{a}\", \"{b}\"]\nspearman = {spearman}\n")
}

/// All messages, one after the other, each under what was written.
fn catalogue(cases: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (case, reported) in cases {
        assert!(!reported.is_empty(), "nothing is reported about: {case}");
        let _ = write!(text, "## {case}\n{reported}\n\n");
    }
    text
}

macro_rules! check {
    ($reported:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($reported) })
    };
}

#[test]
fn the_good_scenario_can_be_simulated() {
    assert_eq!(reported(GOOD), "");
}

#[test]
fn parameters_that_no_distribution_has() {
    check!(catalogue(&[
        ("a negative deviation", growth("{ normal = { mean = 0.5, std_dev = -0.3 } }")),
        ("no deviation", growth("{ normal = { mean = 0.5, std_dev = 0 } }")),
        ("a median below 0", growth("{ lognormal = { median = -1, sigma = 0.3 } }")),
        ("a sigma beyond reason", growth("{ lognormal = { median = 1, sigma = 900 } }")),
        ("a reversed uniform", growth("{ uniform = { min = 2, max = 1 } }")),
        ("a mode outside", growth("{ triangular = { min = 0, mode = 3, max = 2 } }")),
        ("a pert of no width", growth("{ pert = { min = 1, mode = 1, max = 1 } }")),
        ("a pert of negative shape", growth("{ pert = { min = 0, mode = 1, max = 2, shape = -4 } }")),
        ("a beta of no shape", growth("{ beta = { alpha = 0, beta = 1 } }")),
        ("a beta with reversed bounds", growth("{ beta = { alpha = 1, beta = 1, min = 3, max = 2 } }")),
        ("a gamma of negative scale", growth("{ gamma = { shape = 1, scale = -1 } }")),
        ("a negative mean of an exponential", growth("{ exponential = { mean = -1 } }")),
        ("a weibull beyond reason", growth("{ weibull = { shape = 1e-9, scale = 1 } }")),
        ("no degrees of freedom", growth("{ student_t = { location = 0, scale = 1, dof = 0 } }")),
        ("more weights than values", growth("{ discrete = { values = [1, 2], weights = [1, 1, 1] } }")),
        ("a negative weight", growth("{ discrete = { values = [1, 2], weights = [1, -1] } }")),
        ("weights of 0", growth("{ discrete = { values = [1, 2], weights = [0, 0] } }")),
        ("a triplet out of order", growth("{ quantiles = { p10 = 3, p50 = 2, p90 = 4 } }")),
        ("a triplet too skewed", growth("{ quantiles = { p10 = 1, p50 = 1.01, p90 = 4 } }")),
        ("a bound above the triplet", growth("{ quantiles = { p10 = 1, p50 = 2, p90 = 4, min = 1.5 } }")),
        ("a mixture of nothing", growth("{ mixture = [{ weight = 0, of = 1 }] }")),
        (
            "a wrong part of a mixture",
            growth("{ mixture = [{ weight = 1, of = { uniform = { min = 2, max = 1 } } }] }")
        ),
        (
            "truncated to nothing",
            growth("{ truncated = { of = { uniform = { min = 0, max = 1 } }, min = 2, max = 3 } }")
        ),
        ("truncated the wrong way round", growth("{ truncated = { of = \"1 to 2\", min = 2, max = 1 } }")),
        ("truncated nowhere", growth("{ truncated = { of = \"1 to 2\" } }")),
        ("a wrong year of several", growth("{ by_year = { 2026 = 0.5, 2027 = { uniform = { min = 2, max = 1 } } } }")),
    ]));
}

#[test]
fn constants_beyond_their_limits() {
    check!(catalogue(&[
        ("growth below -0.99", growth("-1")),
        ("a margin above 1", changed("value = 0.6", "value = 1.2")),
        ("a negative level", changed("annual = { value = \"5 to 9\", redraw = \"quarter\" }", "annual = -1")),
        ("a negative run rate", changed("opening = 13.1", "opening = -13.1")),
        ("a negative amount", changed("amount = \"20 to 40\"", "amount = -3")),
        ("a probability above 1", changed("probability = 0.8", "probability = 1.5")),
        ("a negative delay", changed("probability = 0.8", "delay_months = -1")),
        ("one year of several", growth("{ by_year = { 2026 = 0.5, 2027 = -2 } }")),
    ]));
}

#[test]
fn dates_and_years_outside_the_horizon() {
    let claim = |test: &str| with(&format!("[[claim]]\ntext = \"So\"\n{test}\n"));
    check!(catalogue(&[
        ("capital before the start", changed("date = 2026-06-01", "date = 2025-12-31")),
        ("a claim about the past", claim("exhausted_by = 2025-07-01")),
        ("a claim about the first day", claim("survives_to = 2026-01-01")),
        ("a claim beyond the horizon", claim("survives_to = 2036-01-02")),
        ("a year beyond the horizon", claim("profitable_by = 2036")),
        ("a year before the start", claim("revenue = { year = 2025, at_least = 1 }")),
        ("growth of the first year", claim("growth = { year = 2026, at_least = 0.5 }")),
        ("one of several tests", claim("all = [{ profitable_by = 2030 }, { cash = { year = 2040, at_least = 0 } }]")),
    ]));
}

/// Two claims that a shorter horizon puts out of reach, and one that it does not.
fn three_claims() -> String {
    "[[claim]]\ntext = \"A\"\nexhausted_by = 2028-01-01\n[[claim]]\ntext = \"B\"\nprofitable_by = 2033\n\
     [[claim]]\ntext = \"C\"\nany = [{ survives_to = 2034-06-15 }, { profitable_by = 2031 }]\n"
        .to_owned()
}

#[test]
fn claims_beyond_a_shortened_horizon_are_one_problem_with_one_remedy() {
    let text = format!("{GOOD}{}", three_claims()).replace("years = 10", "years = 3");
    let message = reported(&text);
    assert_eq!(message.matches("error: ").count(), 1, "{message}");
    assert_eq!(reported(&text.replace("years = 3", "years = 9")), "", "the remedy can be typed as it stands");
    assert_ne!(reported(&text.replace("years = 3", "years = 8")), "");
    check!(message);
}

#[test]
fn amounts_that_no_number_can_hold() {
    check!(catalogue(&[
        ("growth", growth("1e40")),
        ("a level", changed("annual = { value = \"5 to 9\", redraw = \"quarter\" }", "annual = 1e308")),
        (
            "money together with money",
            reported(&GOOD.replace("opening = 40", "opening = 1e308").replace("\"20 to 40\"", "1.1e308")),
        ),
    ]));
}

#[test]
fn correlations_of_drivers_that_do_not_go_together() {
    let (consumer, payroll) = ("revenue.Consumer.growth", "burn.Payroll.growth");
    check!(catalogue(&[
        ("a misspelt driver", with(&correlation("revenue.Consumr.growth", payroll, 0.5))),
        ("a driver like no other", with(&correlation("zzz", payroll, 0.5))),
        ("yearly and once a run", with(&correlation(consumer, "cash.opening", 0.5))),
        ("yearly and quarterly", with(&correlation(consumer, "revenue.Enterprise.annual", 0.5))),
        ("twice", with(&(correlation(consumer, payroll, 0.5) + &correlation(payroll, consumer, 0.4)))),
    ]));
}

/// Each of three moves against the other two: no three quantities can.
fn impossible() -> String {
    let (a, b, c) = ("revenue.Consumer.growth", "burn.Payroll.growth", "compute_margin");
    GOOD.replace("value = 0.6", "value = \"50% to 70%\"")
        + &correlation(a, b, -0.9)
        + &correlation(b, c, -0.9)
        + &correlation(a, c, -0.9)
}

/// What always lasts, one that never does, and much correlation between them.
fn fleeting() -> String {
    GOOD.replace("growth = \"20% to 60%\"", "growth = { value = \"20% to 60%\", persistence = 1 }")
        + &correlation("revenue.Consumer.growth", "burn.Payroll.growth", 0.9)
}

#[test]
fn correlations_that_cannot_be_come_with_the_nearest_that_can() {
    check!(catalogue(&[
        ("three against each other", reported(&impossible())),
        ("one that lasts and one that does not", reported(&fleeting())),
    ]));
}

/// The lines `between = [..], spearman = ..` of a remedy, as sections of a scenario.
fn remedy(message: &str) -> String {
    let lines = message.lines().filter_map(|line| line.trim().strip_prefix("between = "));
    lines.map(|line| format!("[[correlation]]\nbetween = {}\n", line.replace("], spearman", "]\nspearman"))).collect()
}

#[test]
fn the_remedy_for_correlations_that_cannot_be_can_be_typed_as_it_stands() {
    for text in [impossible(), fleeting()] {
        let remedy = remedy(&reported(&text));
        assert!(remedy.contains("spearman = "), "{remedy}");
        let company = text.split("[[correlation]]").next().unwrap();
        assert_eq!(reported(&format!("{company}{remedy}")), "", "{remedy}");
    }
}

#[test]
fn all_problems_of_meaning_are_reported_at_once() {
    let text = GOOD.replace("\"20% to 60%\"", "{ uniform = { min = 2, max = 1 } }").replace("2026-06-01", "2020-06-01")
        + &correlation("nobody", "burn.Payroll.growth", 0.5);
    let reported = reported(&text);
    assert_eq!(reported.matches("error: acme.toml:").count(), 3, "{reported}");
}

#[test]
fn names_and_years_of_what_companies_do() {
    let event = |on: &str, more: &str| {
        with(&format!("[[event]]\nname = \"Launch\"\nprobability = 0.3\non = \"{on}\"\nadd = -0.1\n{more}"))
    };
    let capital = |name: &str, requires: &str| {
        format!("[[capital]]\nname = \"{name}\"\ndate = 2027-01-01\namount = 5\nrequires = {{ {requires} }}\n")
    };
    let response = |lines: &str| {
        with(&format!("[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\ncut = 0.2\nlines = [\"{lines}\"]\n"))
    };
    let cases = [
        ("a driver that is none", event("compute_margn", "")),
        ("a driver drawn once", event("cash.opening", "")),
        ("an event's own driver", event("event.Launch.add", "")),
        ("a year before the horizon", event("compute_margin", "from = 2020\n")),
        ("a year beyond it", event("compute_margin", "until = 2040\n")),
        ("an event that is none", with(&capital("A", "event = \"Lunch\""))),
        ("capital that is none", with(&capital("A", "after = \"Rond\""))),
        ("capital after itself", with(&capital("A", "after = \"A\""))),
        ("a circle", with(&(capital("A", "after = \"B\"") + &capital("B", "after = \"A\"")))),
        ("a line that is none", response("Payrol")),
        ("a cut of more than all", with("[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\ncut = 1.2\n")),
        (
            "matures before the start",
            with(
                "[[facility]]\nname = \"L\"\nlimit = 5\nrate = 0.1\nmatures = 2025-01-01\ndraw_when_runway_below = 6\n",
            ),
        ),
    ];
    check!(catalogue(&cases));
}
