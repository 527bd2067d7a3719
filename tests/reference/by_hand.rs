//! One small company for each mechanism, with its numbers worked out by hand.

use super::Said;
use super::cashing::Terms;
use super::company::{Company, Event, Facility, Flow, Raise, Requires, Response, Stream, Value};
use crate::support::{answers, near};

fn fixed(value: f64) -> Flow {
    Flow::Annual(Value::Fixed(value))
}

/// Burns `burn` a month from `cash`.
fn burning(cash: f64, burn: f64, years: usize) -> Company {
    let mut company = Company::idle(cash, years);
    company.burn[0].flow = fixed(12.0 * burn);
    company
}

/// Cash of the first run at the end of each step.
fn cash(company: &Company) -> Vec<f64> {
    Said::of(company).steps.iter().map(|step| step.cash[0]).collect()
}

#[track_caller]
fn are(found: &[f64], expected: &[f64]) {
    assert!(found.len() >= expected.len());
    for (found, expected) in found.iter().zip(expected) {
        near(*found, *expected, 1e-9);
    }
}

#[test]
fn users_pay_and_cost_by_their_average_number() {
    // 2 users growing by 50 % a year: 2 x 0.5 / ln 1.5 = 2.466303 user-years in the first. A quarter pays 12: 7.398910.
    let mut company = Company::idle(0.0, 2);
    company.step = 12;
    company.users = Some((Flow::Growing { opening: Value::Fixed(2.0), growth: Value::Fixed(0.5) }, Value::Fixed(0.25)));
    company.revenue[0].flow = Flow::PerUser(Value::Fixed(12.0), 1);
    company.burn[0].flow = Flow::PerUser(Value::Fixed(1.0), 2);
    let paid = 1.0 / 1.5_f64.ln() * 0.25 * 12.0;
    let cost = 1.0 / 1.5_f64.ln() * 0.75;
    are(&cash(&company), &[paid - cost, 2.5 * (paid - cost)]);
    near(paid, 7.398_910, 1e-6);
}

#[test]
fn a_stream_has_its_own_margin() {
    // Revenue 12 at the company's 50 % and 12 at 100 %: 6 + 12 a year.
    let mut company = Company::idle(0.0, 1);
    (company.step, company.margin) = (12, Some(Value::Fixed(0.5)));
    let stream = |name: &str, margin| Stream { margin, ..Stream::plain(name, fixed(12.0)) };
    company.revenue = vec![stream("A", None), stream("B", Some(Value::Fixed(1.0)))];
    are(&cash(&company), &[18.0]);
}

#[test]
fn an_event_acts_for_as_many_years_as_it_lasts_and_twice_if_it_fires_again() {
    // Certain to fire in 2027 and 2028, adding -0.2 for two years each: margins 0.7, 0.5, 0.3, 0.5, 0.7 of a revenue of 10.
    let mut company = Company::idle(0.0, 5);
    (company.step, company.margin) = (12, Some(Value::Fixed(0.7)));
    company.revenue[0].flow = fixed(10.0);
    company.events.push(Event {
        name: "Launch".to_owned(),
        probability: 1.0,
        years: (1, 2),
        once: false,
        on: "compute_margin".to_owned(),
        multiplies: false,
        size: Value::Fixed(-0.2),
        lasts: 2,
    });
    are(&cash(&company), &[7.0, 12.0, 15.0, 20.0, 27.0]);
    // Once only: 0.7, 0.5, 0.5, 0.7, 0.7.
    company.events[0].once = true;
    are(&cash(&company), &[7.0, 12.0, 17.0, 24.0, 31.0]);
    // Halving for ever from 2027: 0.7, 0.35, 0.35 ..
    (company.events[0].multiplies, company.events[0].size, company.events[0].lasts) = (true, Value::Fixed(0.5), 0);
    are(&cash(&company), &[7.0, 10.5, 14.0, 17.5, 21.0]);
}

#[test]
fn the_chance_that_an_event_never_fires_is_a_product() {
    // Fires with 20 % in each of three years and then costs 100: survives with 0.8^3 = 51.2 %.
    let mut company = Company::idle(1.0, 3);
    (company.step, company.burn[0].flow) =
        (12, Flow::Growing { opening: Value::Fixed(0.1), growth: Value::Fixed(0.0) });
    company.events.push(Event {
        name: "Flood".to_owned(),
        probability: 0.2,
        years: (0, 2),
        once: true,
        on: "burn.B.growth".to_owned(),
        multiplies: false,
        size: Value::Fixed(1000.0),
        lasts: 1,
    });
    let answers = answers(&company.to_toml(), 100_000);
    crate::support::holds(answers.exhaustion.by_horizon, 1.0 - 0.512, 100_000, 4.0);
}

fn raise(name: &str, month: usize, amount: f64) -> Raise {
    Raise {
        name: name.to_owned(),
        month,
        day: 1,
        amount: Value::Fixed(amount),
        probability: None,
        delay: None,
        requires: Requires::default(),
        patience: 0.0,
        tied: None,
        repeats: None,
    }
}

#[test]
fn a_round_waits_for_what_it_requires_and_no_longer_than_its_patience() {
    // Revenue grows from 12 a year by 100 % a year; 18 a year is passed in the step after month 7 (12 x 2^(7/12) = 17.98, average of the
    // eighth month 18.5): the round of 10 lands in the ninth month, 8 months after its date.
    let mut company = Company::idle(0.0, 1);
    company.revenue[0].flow = Flow::Growing { opening: Value::Fixed(12.0), growth: Value::Fixed(1.0) };
    company.capital.push(raise("A", 0, 10.0));
    (company.capital[0].requires.revenue, company.capital[0].patience) = (Some(18.0), 8.0);
    let landed = |company: &Company| Said::of(company).steps.iter().position(|step| step.outside[0] > 0.0);
    assert_eq!(landed(&company), Some(8));
    company.capital[0].patience = 7.0;
    assert_eq!(landed(&company), None);
    // What comes after it lands with it.
    company.capital[0].patience = 8.0;
    company.capital.push(raise("0 before A by name", 2, 5.0));
    (company.capital[1].requires.after, company.capital[1].patience) = (Some("A".to_owned()), 12.0);
    near(Said::of(&company).steps[8].outside[0], 15.0, 1e-12);
}

#[test]
fn tied_capital_pays_for_compute_only() {
    // 40, of which 75 % is credit: 10 of cash and 30 of credit. Compute costs 10 a year, payroll 2: cash 8, 6, 4, and -6 from the fourth
    // year.
    let mut company = Company::idle(0.0, 4);
    company.step = 12;
    company.burn[0].flow = fixed(2.0);
    let mut compute = company.burn[0].clone();
    (compute.name, compute.flow, compute.compute) = ("Compute".to_owned(), fixed(10.0), true);
    company.burn.push(compute);
    company.capital.push(raise("Supplier", 0, 40.0));
    company.capital[0].tied = Some(Value::Fixed(0.75));
    are(&cash(&company), &[8.0, 6.0, 4.0, -8.0]);
}

#[test]
fn what_credit_pays_for_makes_nobody_profitable_before_credit() {
    // Revenue 11 a year, payroll 2, compute 10: 1 short in every year. Credit of 15 pays for the compute of the first year and half of the
    // second.
    let mut company = Company::idle(50.0, 3);
    company.step = 12;
    (company.revenue[0].flow, company.burn[0].flow) = (fixed(11.0), fixed(2.0));
    let mut compute = company.burn[0].clone();
    (compute.name, compute.flow, compute.compute) = ("Compute".to_owned(), fixed(10.0), true);
    company.burn.push(compute);
    company.capital.push(raise("Supplier", 0, 15.0));
    company.capital[0].tied = Some(Value::Fixed(1.0));
    let first_years = [0, 1, 2].map(|measure| {
        company.measure = measure;
        Said::of(&company).profitable[0]
    });
    assert_eq!(first_years.map(|[with_capital, _]| with_capital.is_finite()), [false, true, false]);
    assert!(first_years.iter().all(|[_, without]| without.is_infinite()));
    company.revenue[0].flow = fixed(12.0);
    assert!(Said::of(&company).profitable[0].iter().all(|year| *year == 0.0), "earns what it spends, credit or none");
}

#[test]
fn a_facility_restores_the_runway_costs_interest_and_is_repaid() {
    // Cash 10, burn 1 a month, drawn below 6 months up to 4, at 12 % a year, repaid after a year. After 5 months cash is 5, runway 5: it
    // draws 1. Then interest of 1 % a month is due, and the burn of three months is (1 + 1 + 1.01) / 3.
    let mut company = burning(10.0, 1.0, 2);
    company.facilities.push(Facility {
        name: "Line".to_owned(),
        limit: Value::Fixed(4.0),
        rate: Value::Fixed(0.12),
        from: 0,
        matures: 12,
        matures_day: 1,
        trigger: 6.0,
        requires: Requires::default(),
    });
    let sixth = 5.0 + 1.0 - 1.0 - 0.01;
    let average = 3.01 / 3.0;
    let draw = 6.0 * average - sixth;
    let seventh = sixth + draw - 1.0 - 0.01 * (1.0 + draw);
    let found = cash(&company);
    are(&found, &[9.0, 8.0, 7.0, 6.0, 5.0, sixth, seventh]);
    // The limit of 4 is drawn in the end, and goes in the thirteenth month.
    near(Said::of(&company).steps[12].outside[0], -4.0, 1e-12);
}

#[test]
fn a_cut_is_felt_after_its_delay_and_not_again_within_the_time_agreed() {
    // Cash 10, burn 1: after four months the runway is 6, after five it is 5, below 5.5: decided at the start of the sixth month, felt
    // two months later, at the start of the eighth. The next may come 12 months after the first.
    let mut company = burning(10.0, 1.0, 2);
    company.responses.push(Response {
        name: "Cut".to_owned(),
        trigger: 5.5,
        cut: Value::Fixed(0.5),
        lines: Vec::new(),
        every: 12.0,
        delay: 2.0,
    });
    are(&cash(&company), &[9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5, 0.0, -0.5, -1.0]);
    // Decided again at the start of the eighteenth month, felt in the twentieth: cuts compound.
    let found = cash(&company);
    near(found[18] - found[17], -0.5, 1e-12);
    near(found[19] - found[18], -0.25, 1e-12);
}

#[test]
fn cash_above_zero_earns() {
    // 100 at 6 % in yearly steps, burn 10 a year: 100 + 6 - 10 = 96, 96 + 5.76 - 10 = 91.76.
    let mut company = burning(100.0, 10.0 / 12.0, 2);
    (company.step, company.earns) = (12, Some(Value::Fixed(0.06)));
    are(&cash(&company), &[96.0, 91.76]);
    company.cash = Value::Fixed(-50.0);
    are(&cash(&company), &[-60.0, -70.0]);
}

#[test]
fn money_moves_some_months_after_it_counts() {
    // Sales of 12 a year from an opening rate of 12 that doubles each year, collected two months later; burn at once.
    let mut company = Company::idle(0.0, 1);
    company.revenue[0].flow = Flow::Growing { opening: Value::Fixed(12.0), growth: Value::Fixed(1.0) };
    company.revenue[0].terms = Terms::After(2);
    let factor = 2.0_f64.powf(1.0 / 12.0);
    let first = 12.0 * (factor - 1.0) / 2.0_f64.ln();
    are(&cash(&company), &[1.0, 2.0, 2.0 + first, 2.0 + first * (1.0 + factor)]);
}

#[test]
fn what_is_needed_allows_for_what_management_would_do() {
    // Cash 4, burn 1 a month for a year, halved once when the runway is below 4 months, that is at the start of the second month: 4 - 1 -
    // 11 x 0.5 = -2.5. With 2.5 more the cut comes later: at 6.5 it comes after three months (runway 3.5), so 6.5 - 3 - 9 x 0.5 = -1; with
    // 4 more after five months (runway 3), 8 - 5 - 7 x 0.5 = -0.5; with 4.5 more it comes after five months (runway 3.5), 8.5 - 5 - 3.5 =
    // 0.
    let mut company = burning(4.0, 1.0, 1);
    company.responses.push(Response {
        name: "Cut".to_owned(),
        trigger: 4.0,
        cut: Value::Fixed(0.5),
        lines: Vec::new(),
        every: 600.0,
        delay: 0.0,
    });
    let said = Said::of(&company);
    near(said.steps[11].cash[0], -2.5, 1e-12);
    near(said.need[0], 4.5, 4.5e-4);
    let claims = "[[claim]]\ntext = \"4.4\"\ncapital_needed = { at_most = 4.4 }\n[[claim]]\ntext = \"4.6\"\ncapital_needed = { at_most = 4.6 }\n";
    let answers = answers(&(company.to_toml() + claims), 1_000);
    assert_eq!(answers.claims.iter().map(|claim| claim.probability.estimate).collect::<Vec<_>>(), [0.0, 1.0]);
    assert_eq!((answers.capital_needed.method.as_str(), answers.capital_needed.runs), ("repeated", Some(1_000)));
}
