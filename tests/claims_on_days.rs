//! Claims about days, landings, covenants and the runs without new capital, by hand (equations, Claims).

use crate::support::{answers, near};
use runout::error::Faults;
use runout::model::build;
use runout::scenario::Scenario;

/// 450 thousand, of which 100 go each month, from January 2027 on.
fn company(more: &str) -> String {
    format!(
        "start = 2027-01-01\nyears = 2\n[cash]\nopening = 450\n[[revenue]]\nname = \"R\"\nannual = 0\n[[burn]]\n\
         name = \"B\"\nannual = 1200\n{more}"
    )
}

fn claim(test: &str) -> String {
    format!("[[claim]]\ntext = \"{}\"\n{test}\n", test.replace('"', "'").replace('\n', " "))
}

/// The probability of each test of a company with `more`.
fn probabilities(more: &str, tests: &[&str]) -> Vec<f64> {
    let claims: String = tests.iter().map(|test| claim(test)).collect();
    answers(&company(&(more.to_owned() + &claims)), 4_096)
        .claims
        .iter()
        .map(|claim| claim.probability.estimate)
        .collect()
}

/// Each test holds in every run, or in none, as said.
fn holds(more: &str, tests: &[(&str, bool)]) {
    let written: Vec<&str> = tests.iter().map(|(test, _)| *test).collect();
    for ((test, expected), probability) in tests.iter().zip(probabilities(more, &written)) {
        assert_eq!(probability > 0.5, *expected, "{test}: {probability}\n{more}");
        assert!(!(0.01..=0.99).contains(&probability), "{test}: {probability}");
    }
}

const ROUND: &str = "[[capital]]\nname = \"Round\"\ndate = 2027-05-15\namount = 1000\n";

/// By the end of 15 May 100 (4 + 15/31) = 448.387 have gone.
#[test]
fn cash_on_a_day_is_that_of_its_end_with_what_moves_on_it() {
    holds(
        "",
        &[
            ("cash = { date = 2027-05-15, at_least = 1.61 }", true),
            ("cash = { date = 2027-05-15, at_least = 1.62 }", false),
            ("cash = { date = 2027-01-31, at_most = 350 }", true),
            ("cash = { date = 2027-12-31, at_least = -750 }", true),
        ],
    );
    holds(
        ROUND,
        &[
            ("cash = { date = 2027-05-15, at_least = 1001 }", true),
            ("cash = { date = 2027-05-14, at_least = 1000 }", false),
        ],
    );
    let loan = "[[loan]]\nname = \"Bank\"\nbalance = 100\nrate = 0\nmatures = 2027-04-01\nrepays = \"at_maturity\"\n";
    holds(
        loan,
        &[
            ("cash = { date = 2027-03-30, at_least = 150 }", true),
            ("cash = { date = 2027-03-31, at_most = 50 }", true),
            ("cash = { date = 2027-04-01, at_least = 46 }", true),
        ],
    );
}

/// 150 are left at the end of March, 50 and a half month later none; the round lasts ten months more.
#[test]
fn runway_on_a_day_is_cash_then_over_the_burn_of_the_last_three_months() {
    holds(
        "",
        &[
            ("runway_months = { date = 2027-03-31, at_least = 1.5 }", true),
            ("runway_months = { date = 2027-03-31, at_least = 1.51 }", false),
            ("runway_months = { date = 2027-01-01, at_least = 4.4 }", true),
            ("runway_months = { date = 2027-01-01, at_least = 4.5 }", false),
        ],
    );
    holds(ROUND, &[("runway_months = { date = 2027-05-31, at_most = 9.6 }", true)]);
    let earns = "[[revenue]]\nname = \"More\"\nannual = 1300\n";
    holds(earns, &[("runway_months = { date = 2027-05-31, at_least = 600 }", true)]);
}

#[test]
fn capital_lands_on_its_day_or_not_at_all() {
    holds(
        ROUND,
        &[
            ("lands = \"Round\"", true),
            ("lands = \"Round\"\nby = 2027-05-15", true),
            ("lands = \"Round\"\nby = 2027-05-14", false),
            ("not = { lands = \"Round\", by = 2027-06-01 }", false),
            ("lands = \"Round\"\nwithout_new_capital = true", false),
        ],
    );
    let late = "[[capital]]\nname = \"Round\"\ndate = 2028-12-01\namount = 1000\ndelay_months = 2\n";
    holds(late, &[("lands = \"Round\"", false)]);
    let maybe = ROUND.to_owned() + "probability = 0.3\n";
    near(probabilities(&maybe, &["lands = \"Round\""])[0], 0.3, 0.03);
}

/// 250 are left on 1 March and 150 on 1 April, when a covenant at 200 breaks.
#[test]
fn a_covenant_breaks_before_a_day_or_not() {
    let loan = "[[loan]]\nname = \"Bank\"\nbalance = 10\nrate = 0\nmatures = 2030-01-01\nrepays = \"at_maturity\"\n\
                covenant = { cash_at_least = 200, if_broken = \"report\" }\n";
    let early = "[[capital]]\nname = \"Early\"\ndate = 2027-03-15\namount = 5000\n";
    let by = |date: &str| format!("covenant_broken_by = {{ loan = \"Bank\", date = {date} }}");
    holds(loan, &[(&by("2027-04-02"), true), (&by("2027-04-01"), false)]);
    let without = by("2028-01-01") + "\nwithout_new_capital = true";
    holds(&(loan.to_owned() + early), &[(&by("2028-01-01"), false), (&without, true)]);
}

/// Going concern: out on 16 May 2027 without the round, which lands the day before and lasts ten months.
#[test]
fn a_claim_may_be_asked_of_the_futures_without_new_capital() {
    let tests = [
        ("survives_to = 2027-12-01", true),
        ("survives_to = 2027-12-01\nwithout_new_capital = true", false),
        ("survives_to = 2027-05-16\nwithout_new_capital = true", true),
        ("cash = { year = 2027, at_least = 200 }", true),
        ("cash = { year = 2027, at_most = -700 }\nwithout_new_capital = true", true),
        ("cash = { date = 2027-05-31, at_most = -50 }\nwithout_new_capital = true", true),
        ("runway_months = { date = 2027-03-31, at_most = 1.5 }\nwithout_new_capital = true", true),
        ("operating_result = { through = 2028, at_most = -2400 }\nwithout_new_capital = true", true),
        ("exhausted_by = 2028-12-01", true),
    ];
    holds(ROUND, &tests);
    holds(&(ROUND.to_owned() + "[[response]]\nname = \"Cut\"\nwhen_runway_below = 0.01\ncut = 0\n"), &tests);
}

/// Four instalments of 1, each as likely as not; the last of five days lies on the day that ends them.
#[test]
fn capital_that_repeats_draws_anew_each_time() {
    let programme = "[[capital]]\nname = \"Market\"\ndate = 2027-01-31\namount = 1\nprobability = 0.5\nevery = \"month\"\n\
                     until = 2027-05-31\n";
    let tests: Vec<String> =
        (0..=4).map(|landed| format!("cash = {{ year = 2027, at_least = {} }}", -750.0 + f64::from(landed))).collect();
    let tests: Vec<&str> = tests.iter().map(String::as_str).chain(["lands = \"Market\"\nby = 2027-02-28"]).collect();
    let found = probabilities(programme, &tests);
    for (found, expected) in found.iter().zip([1.0, 15.0 / 16.0, 11.0 / 16.0, 5.0 / 16.0, 1.0 / 16.0, 0.75]) {
        near(*found, expected, 0.03);
    }
}

#[test]
fn an_instalment_lands_on_the_same_day_of_each_period_or_on_the_last_that_there_is() {
    let programme =
        "[[capital]]\nname = \"Market\"\ndate = 2027-01-31\namount = 1000\nevery = \"month\"\nuntil = 2027-03-01\n";
    holds(
        programme,
        &[
            ("cash = { date = 2027-01-30, at_most = 400 }", true),
            ("cash = { date = 2027-01-31, at_least = 1350 }", true),
            ("cash = { date = 2027-02-27, at_most = 1300 }", true),
            ("cash = { date = 2027-02-28, at_least = 2250 }", true),
            ("cash = { date = 2027-03-31, at_most = 2150 }", true),
        ],
    );
}

/// What is said of a scenario that is refused.
fn refused(text: &str) -> String {
    match Scenario::from_toml("test.toml", text, &[]) {
        Err(error) => error.to_string(),
        Ok((scenario, sources)) => build(&scenario)
            .map_or_else(|problems| Faults::new(problems, sources, "test.toml").to_string(), |_| String::new()),
    }
}

#[test]
fn what_claims_cannot_ask_is_refused_with_a_remedy() {
    for (test, said) in [
        ("lands = \"Rund\"", "did you mean `Round`?"),
        ("by = 2027-05-15\nsurvives_to = 2027-06-01", "`by` must have `lands` beside it"),
        ("covenant_broken_by = { loan = \"Bank\", date = 2027-06-01 }", "the scenario has no loan"),
        ("cash = { date = 2029-01-01, at_least = 0 }", "must be before 2029-01-01"),
        ("runway_months = { date = 2026-12-31, at_least = 12 }", "must not be before 2027-01-01"),
        ("cash = { at_least = 0 }", "must have one of `year` and `date`"),
        ("capital_needed = { at_most = 5 }\nwithout_new_capital = true", "`capital_needed` is asked with new capital"),
    ] {
        let error = refused(&company(&(ROUND.to_owned() + &claim(test))));
        assert!(error.contains(said), "{test}: {error}");
    }
}
