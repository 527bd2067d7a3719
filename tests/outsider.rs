//! The crate as used by someone who knows nothing of its internals.

use jiff::civil::date;
use runout::answers::{Request, Run};
use runout::engine::{Plan, Simulator};
use runout::error::Error;
use runout::scenario::{Scenario, Source, Step, Uncertain, Unit};

fn acme() -> runout::scenario::ScenarioBuilder {
    Scenario::builder("acme")
        .start(date(2026, 1, 1))
        .years(2)
        .unit(Unit::Million)
        .cash(40.0)
        .revenue("None yet", 0.0)
        .burn("All", Uncertain::uniform(10.0, 30.0).persistent(1.0))
}

fn plan(threads: usize) -> Plan {
    Plan { runs: 20_000, threads: Some(threads), ..Plan::default() }
}

#[test]
fn a_scenario_made_in_code_answers_as_its_text_does() {
    let text = "start = 2026-01-01\nyears = 2\nunit = 'million'\n[cash]\nopening = 40\n[[revenue]]\nname = 'None yet'\nannual = 0\n\
        [[burn]]\nname = 'All'\nannual = { value = { uniform = { min = 10, max = 30 } }, persistence = 1 }\n";
    let simulator = Simulator::new(plan(1)).unwrap();
    let of_text = runout::model::load_source(&Source::of_text("acme", text), &[]).unwrap();
    let [a, b] = [acme().build().unwrap(), of_text].map(|loaded| simulator.answer(&loaded.model, &Request::default()));
    assert_eq!(a.unwrap(), b.unwrap());
}

/// A round of 40 on the first day that closes in one half of the futures, and users who pay 20 a year on top.
#[test]
fn capital_users_margins_and_claims_are_made_in_code() {
    let scenario = Scenario::builder("acme")
        .start(date(2026, 1, 1))
        .years(1)
        .step(Step::Year)
        .cash(10.0)
        .gross_margin(0.5)
        .users(100.0, 0.0, 0.1)
        .revenue_per_paying_user("Subscriptions", 2.0)
        .burn("All", 30.0)
        .uncertain_capital("Round", date(2026, 1, 1), 40.0, 0.5, 0.0)
        .claim("It \"lasts\"", "survives_to = 2026-12-31")
        .claim("It sells 20", "revenue = { year = 2026, at_least = 19.9 }");
    let model = scenario.build().unwrap().model;
    let answers = Simulator::new(plan(2)).unwrap().answer(&model, &Request::default()).unwrap();
    let [lasts, sells] = [&answers.claims[0], &answers.claims[1]];
    assert_eq!((lasts.text.as_str(), model.title(), model.company().capital.len()), ("It \"lasts\"", "acme", 1));
    // 10 + 0.5 * 20 - 30 is below 0, and 40 more above: four standard errors of 20,000 runs.
    assert!((lasts.probability.estimate - 0.5).abs() < 4.0 * 0.5 / 20_000_f64.sqrt(), "{lasts:?}");
    assert!(sells.probability.estimate.to_bits() == 1.0_f64.to_bits(), "{sells:?}");
}

#[test]
fn what_is_wrong_with_a_scenario_made_in_code_is_reported_as_in_a_file() {
    let wrong = acme().burn("Rent \"B\"", Uncertain::normal(1.0, -0.3)).capital("Round", date(2027, 1, 1), f64::NAN);
    let Err(Error::AtFault(faults)) = wrong.build() else { panic!("it is sound") };
    let problems = faults.problems().sorted();
    assert!(!problems.is_empty(), "{faults}");
    let wrong = acme().burn("Rent", Uncertain::normal(1.0, -0.3)).build().unwrap_err();
    let Error::AtFault(faults) = &wrong else { panic!("{wrong}") };
    let problem = faults.problems().sorted()[0];
    assert_eq!((problem.subject.as_str(), problem.got().as_deref()), ("burn.Rent.annual", Some("-0.3")));
    assert_eq!(problem.rule(), "`std_dev` must be greater than 0");
    assert!(!wrong.to_string().contains("--"), "{wrong}");
}

/// Cash of a year's end is 40 less a uniform burn of 10 to 30: on average 20, and at the median too.
#[test]
fn a_metric_of_ones_own_is_what_arithmetic_says_on_any_number_of_threads() {
    let model = acme().build().unwrap().model;
    let left = |run: &Run| run.cash()[0];
    let [one, two] = [1, 2].map(|threads| Simulator::new(plan(threads)).unwrap().measure(&model, left).unwrap());
    assert_eq!(one, two);
    let (mean, median) = (one.mean(), one.quantile(0.5));
    assert!((mean.estimate - 20.0).abs() < 4.0 * 5.774 / 20_000_f64.sqrt(), "{mean:?}");
    assert!(median.low < 20.0 && 20.0 < median.high, "{median:?}");
    let months = |run: &Run| run.months_to_exhaustion().unwrap_or(24.0);
    let out = Simulator::new(plan(2)).unwrap().measure(&model, months).unwrap();
    assert!(
        (out.quantile(0.01).estimate - 16.1).abs() < 0.2,
        "the highest burn lasts 16 months: {:?}",
        out.quantile(0.01)
    );
}

#[test]
fn a_metric_that_is_no_number_is_refused_with_its_run() {
    let model = acme().build().unwrap().model;
    let refused = Simulator::new(plan(2)).unwrap().measure(&model, |_| f64::NAN).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the metric must be a number, got NaN in run 0; let it be a number of every run, or infinite"
    );
}
