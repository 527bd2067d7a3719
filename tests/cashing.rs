//! When cash moves (equations, 20 and 27): bills ahead and due months, by hand.

use crate::support::{answers, model, near};
use jiff::civil::{Date, date};
use runout::answers::{Ledger, Year, trace};
use runout::sampling::Sampling;
use runout::scenario::Scenario;

/// A company that starts in January 2026 with `cash`, and lines.
fn company(years: u32, cash: f64, lines: &str) -> String {
    format!("start = 2026-01-01\nyears = {years}\n[cash]\nopening = {cash}\n{lines}")
}

fn revenue(keys: &str) -> String {
    format!("[[revenue]]\nname = \"R\"\n{keys}\n")
}

fn burn(keys: &str) -> String {
    format!("[[burn]]\nname = \"B\"\n{keys}\n")
}

fn ledger(text: &str) -> Ledger {
    trace(&model(text), 1, Sampling::Random, 0)
}

fn cash_flows(text: &str) -> Vec<f64> {
    ledger(text).steps.iter().map(|step| step.cash_flow).collect()
}

#[track_caller]
fn are(found: &[f64], expected: &[f64]) {
    assert!(found.len() >= expected.len());
    for (month, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-9, "month {month}: {found} is not {expected}");
    }
}

fn exhausted_on(text: &str) -> Option<Date> {
    let quantiles = answers(text, 64).exhaustion.date_quantiles;
    assert_eq!(quantiles.p05, quantiles.p95, "nothing is uncertain");
    assert_eq!(ledger(text).exhausted_on, quantiles.p50, "the trace tells the same day");
    quantiles.p50
}

/// Cash of 300, subscriptions of 1,200 that double each year, burn of 2,400: out in April if customers pay by the month.
const SUBSCRIPTIONS: &str = "start = 2027-01-01\nyears = 3\n[cash]\nopening = 300\n\
    [[revenue]]\nname = \"Annual plans\"\nopening = 1200\ngrowth = \"100%\"\nbilled_every_months = 12\n\
    [[burn]]\nname = \"All\"\nannual = 2400\n";

#[test]
fn customers_who_pay_a_year_ahead_keep_a_growing_company_alive() {
    assert_eq!(exhausted_on(SUBSCRIPTIONS), None);
    let paid_ahead = ledger(SUBSCRIPTIONS);
    assert_eq!(paid_ahead.profitable_in.map(Year::number), Some(2028));
    let lowest = paid_ahead.steps.iter().map(|step| step.cash).fold(f64::INFINITY, f64::min);
    near(lowest, 147.0, 0.5);
    let by_the_month = SUBSCRIPTIONS.replace("billed_every_months = 12\n", "");
    assert_eq!(exhausted_on(&by_the_month).map(|day| (day.year(), day.month())), Some((2027, 4)));
    // Deferred revenue does not touch the result.
    for (one, other) in paid_ahead.steps.iter().zip(&ledger(&by_the_month).steps) {
        assert_eq!(one.operating_result.to_bits(), other.operating_result.to_bits());
    }
}

/// 1 a month doubles in January 2027: three months of what came new, and then 4, 1, 1 in each quarter.
#[test]
fn what_grows_is_billed_for_all_its_months_at_once_and_again_when_it_is_renewed() {
    let revenue = revenue("annual = { by_year = { 2026 = 12, 2027 = 24 } }\nbilled_every_months = 3");
    let flows = cash_flows(&company(2, 0.0, &(revenue.clone() + &burn("annual = 0"))));
    let expected = [[1.0; 12].as_slice(), &[4.0, 1.0, 1.0].repeat(4)].concat();
    are(&flows, &expected);
    // Each bill collected two months later.
    let later = revenue + "collected_after_months = 2\n";
    let flows = cash_flows(&company(2, 0.0, &(later + &burn("annual = 0"))));
    are(&flows, &[&[1.0; 2], &expected[..22]].concat());
}

/// From 2 a month to nothing: bills of 4, 1, 1 run out against -6 of lost months, and none of them is paid back.
#[test]
fn no_bill_is_negative_and_what_was_withheld_is_made_up_for() {
    let revenue =
        revenue("annual = { by_year = { 2026 = 12, 2027 = 24, 2028 = 0, 2029 = 12 } }\nbilled_every_months = 3");
    let flows = cash_flows(&company(4, 0.0, &(revenue + &burn("annual = 0"))));
    assert!(flows.iter().all(|flow| *flow >= 0.0));
    are(&flows[24..], &[[0.0; 12].as_slice(), &[3.0, 0.0, 0.0].repeat(4)].concat());
}

#[test]
fn a_bill_each_month_is_no_bill_ahead() {
    let by_bill = SUBSCRIPTIONS.replace("billed_every_months = 12", "billed_every_months = 1");
    are(&cash_flows(&by_bill), &cash_flows(&SUBSCRIPTIONS.replace("billed_every_months = 12\n", "")));
}

/// A lease of 600 a year from 2028, six months ahead, on cash of 100 that nothing else moves.
#[test]
fn rent_in_advance_is_paid_on_the_first_day_of_its_months() {
    let lease = "start = 2027-01-01\nyears = 2\n[cash]\nopening = 100\n[[revenue]]\nname = \"Sales\"\nannual = 600\n\
        [[burn]]\nname = \"All\"\nannual = 600\n[[burn]]\nname = \"Lease\"\n\
        annual = { by_year = { 2027 = 0, 2028 = 600 } }\ndue_months = [1, 7]\nin_advance = true\n";
    assert_eq!(exhausted_on(lease), Some(date(2028, 1, 1)));
    let by_month = ledger(lease);
    near(by_month.steps[12].cash, -200.0, 1e-9);
    near(by_month.steps[18].cash, -500.0, 1e-9);
    near(by_month.steps[12].cash_by_line[0], 300.0, 1e-9);
}

/// The same lease as a line that begins, and one that begins on 16 March: it pays up to July on that day, for 16 of 31 days of March and three
/// months. One that ends with September pays three of its six months in July.
#[test]
fn a_line_that_begins_after_the_start_pays_in_its_first_month_up_to_the_next_due_one() {
    let lease = |dates: &str| {
        "start = 2027-01-01\nyears = 2\n[cash]\nopening = 100\n[[burn]]\nname = \"Lease\"\nannual = 600\n".to_owned()
            + &format!("due_months = [1, 7]\nin_advance = true\n{dates}\n")
    };
    assert_eq!(exhausted_on(&lease("from = 2028-01-01")), Some(date(2028, 1, 1)));
    let begins = lease("from = 2028-03-16");
    assert_eq!(exhausted_on(&begins), Some(date(2028, 3, 16)));
    let flows = cash_flows(&begins);
    are(&flows[14..], &[-50.0 * (16.0 / 31.0 + 3.0), 0.0, 0.0, 0.0, -300.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let ends = cash_flows(&lease("from = 2028-01-01\nuntil = 2028-10-01"));
    are(&ends[12..], &[-300.0, 0.0, 0.0, 0.0, 0.0, 0.0, -150.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    // Whoever is there at the start has been paid for; who begins then, too.
    assert_eq!(cash_flows(&lease("from = 2027-01-01")), cash_flows(&lease("")));
}

/// Sales of 12 a year from 1 March, billed for three months: 3, 0, 0 in each quarter. What is due in arrears has accrued since then only.
#[test]
fn what_begins_after_the_start_owes_nothing_from_before() {
    let sales = revenue("annual = 12\nfrom = 2026-03-01\nbilled_every_months = 3");
    are(&cash_flows(&company(1, 0.0, &(sales + &burn("annual = 0")))), &[0.0, 0.0, 3.0, 0.0, 0.0, 3.0, 0.0, 0.0, 3.0]);
    let tax = burn("annual = 12\nfrom = 2026-03-01\ndue_months = [4]");
    are(&cash_flows(&company(1, 50.0, &(revenue("annual = 0") + &tax))), &[0.0, 0.0, 0.0, -2.0, 0.0]);
}

/// A line that exists at the start has been paid up to its first due month.
#[test]
fn nothing_is_paid_in_advance_before_the_first_due_month() {
    let flows = cash_flows(&company(
        1,
        100.0,
        &(revenue("annual = 0") + &burn("annual = 12\ndue_months = [3, 9]\nin_advance = true")),
    ));
    are(&flows, &[0.0, 0.0, -6.0, 0.0, 0.0, 0.0, 0.0, 0.0, -6.0, 0.0, 0.0, 0.0]);
}

/// Tax of 1 a month from an opening rate of 1 that doubles each year, due in March and June: March pays October to December of the year
/// before at the opening rate, and July to September too.
#[test]
fn what_is_due_in_arrears_pays_for_the_months_since_it_was_last_due() {
    let lines = revenue("annual = 0") + &burn("opening = 12\ngrowth = 1\ndue_months = [3, 6]");
    let [due, as_it_counts] =
        [lines.clone(), lines.replace("due_months = [3, 6]", "")].map(|lines| cash_flows(&company(2, 100.0, &lines)));
    let sum = |months: std::ops::Range<usize>| as_it_counts[months].iter().sum::<f64>();
    let mut expected = [0.0; 24];
    (expected[2], expected[5], expected[14], expected[17]) = (sum(0..3) - 6.0, sum(3..6), sum(6..15), sum(15..18));
    are(&due, &expected);
}

/// Cash of 3 and a burn of 1 a month: on the first day of April, evenly through it, or on the last day of each month.
#[test]
fn the_day_on_which_money_is_due_decides_when_it_is_gone() {
    let months = "due_months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]";
    let out =
        |keys: &str| exhausted_on(&company(1, 3.5, &(revenue("annual = 0") + &burn(&format!("annual = 12\n{keys}")))));
    assert_eq!(out(&format!("{months}\nin_advance = true")), Some(date(2026, 4, 1)));
    assert_eq!(out(""), Some(date(2026, 4, 16)));
    assert_eq!(out(months), Some(date(2026, 4, 30)));
}

/// Credit of 30 pays for compute that is due in June, 12 of it, before the 2 a month that run evenly.
#[test]
fn credit_pays_for_compute_that_falls_due() {
    let lines = revenue("annual = 0")
        + &burn("annual = 24\ncompute = true")
        + "[[burn]]\nname = \"C\"\nannual = 24\ncompute = true\ndue_months = [6, 12]\n\
           [[capital]]\nname = \"Supplier\"\ndate = 2026-06-01\namount = 30\ntied_share = 1\n";
    let flows = cash_flows(&company(1, 100.0, &lines));
    // The five months before the credit, then 12 and 2 in June, then 2 a month until 30 are used, then 12 in December.
    are(&flows, &[-2.0, -2.0, -2.0, -2.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -12.0 - 2.0 + 6.0]);
}

/// What counts and is not paid is what working capital releases.
#[test]
fn a_trace_adds_up() {
    let lines = revenue("opening = 12\ngrowth = 0.5\nbilled_every_months = 6\ncollected_after_months = 1")
        + &burn("annual = 24\npaid_after_months = 2")
        + "[[burn]]\nname = \"C\"\nannual = 12\ndue_months = [2, 8]\nin_advance = true\n\
           [[burn]]\nname = \"D\"\nannual = 12\ncounts_in = \"result\"\ndue_months = [2]\n";
    let ledger = ledger(&company(2, 100.0, &lines));
    assert_eq!(ledger.lines_with_payment_terms, ["revenue.R", "burn.B", "burn.C", "burn.D"]);
    let mut cash = 100.0;
    for step in &ledger.steps {
        near(step.cash_flow, step.operating_result + step.burn[2] + step.from_working_capital, 1e-9);
        near(step.cash_flow, step.cash_by_line[0] - step.cash_by_line[1] - step.cash_by_line[2], 1e-9);
        cash += step.cash_flow;
        near(step.cash, cash, 1e-9);
    }
}

/// What is wrong with a company in steps of `step` that has these lines.
fn refusal(step: &str, lines: &str) -> String {
    let text = company(2, 100.0, lines).replace("[cash]", &format!("step = \"{step}\"\n[cash]"));
    Scenario::from_toml("acme.toml", &text, &[]).map_or_else(|error| error.to_string(), |_| "nothing".to_owned())
}

#[test]
fn what_is_wrong_with_payment_terms_is_said_with_a_remedy() {
    let (revenue_of, burn_of) =
        (|keys: &str| revenue(keys) + &burn("annual = 1"), |keys: &str| revenue("annual = 1") + &burn(keys));
    let refusals = [
        revenue_of("annual = 1\ncollected_after_months = -12"),
        burn_of("annual = 1\npaid_after_months = -6"),
        revenue_of("annual = 1\nbilled_every_months = 25"),
        burn_of("annual = 1\nbilled_every_months = 12"),
        revenue_of("annual = 1\nbilled_every_months = 12\ndue_months = [1]"),
        burn_of("annual = 1\nin_advance = true"),
        burn_of("annual = 1\ndue_months = [1, 13]"),
        burn_of("annual = 1\ndue_months = [3, 3]"),
        burn_of("annual = 1\ndue_months = 3"),
        burn_of("annual = 1\ndue_months = [3]\npaid_after_months = 1"),
        burn_of("once = 1\ndate = 2026-06-01\ndue_months = [3]"),
        revenue_of("annual = 1\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3]\nbilled_every_months = 12"),
    ];
    let quarterly = [
        burn_of("annual = 1\ndue_months = [3]"),
        burn_of("annual = 1\npaid_after_months = 1"),
        revenue_of("annual = 1\nbilled_every_months = 3"),
    ];
    let refusals = refusals.iter().map(|lines| refusal("month", lines));
    let refusals = refusals.chain(quarterly.iter().map(|lines| refusal("quarter", lines)));
    insta::assert_snapshot!(refusals.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_paid_ahead_is_for_no_month_after_the_line_ends_though_that_is_beyond_the_horizon() {
    // 12 a year, paid in October 2026 for the three months until January; the horizon ends there.
    let lease = |until: &str| burn(&format!("annual = 12\nuntil = {until}\ndue_months = [1, 10]\nin_advance = true"));
    let october = |until: &str| cash_flows(&company(1, 0.0, &lease(until)))[9];
    near(october("2027-02-15"), -3.0, 1e-12);
    near(october("2027-01-01"), -3.0, 1e-12);
    // Paid in October for twelve months, most of them beyond the horizon: only for those in which the lease exists.
    let ahead = |until: &str| cash_flows(&company(1, 0.0, &lease(until).replace("[1, 10]", "[10]")))[9];
    near(ahead("2027-02-15"), -(4.0 + 14.0 / 28.0), 1e-12);
    near(ahead("2027-03-01"), -5.0, 1e-12);
    near(ahead("2028-03-01"), -12.0, 1e-12);
}

/// Of 1 a month at the start, and 5 and 7 in November and December: three months later these, and 1 for October, of which nothing is known.
#[test]
fn what_the_months_before_the_start_had_is_collected_when_it_is_due() {
    let of =
        |keys: &str| cash_flows(&company(1, 0.0, &(revenue(&format!("annual = 12\n{keys}")) + &burn("annual = 0"))));
    are(&of("collected_after_months = 3\nbefore_start = [5, 7]"), &[1.0, 5.0, 7.0, 1.0, 1.0]);
    // More is known than is due.
    are(&of("collected_after_months = 1\nbefore_start = [5, 7]"), &[7.0, 1.0, 1.0]);
    // Bills of a quarter ahead: what was billed in October to December is renewed, and grows by nothing.
    are(&of("billed_every_months = 3\nbefore_start = [5, 7]"), &[1.0, 5.0, 7.0, 1.0, 5.0, 7.0]);
    are(&of("billed_every_months = 3\ncollected_after_months = 1\nbefore_start = [5, 7]"), &[7.0, 1.0, 5.0, 7.0, 1.0]);
    // Due at the ends of March and September: for October to December, and January to March.
    are(
        &of("due_months = [3, 9]\nbefore_start = [5, 7]"),
        &[0.0, 0.0, 1.0 + 5.0 + 7.0 + 3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0],
    );
    let said = reactions(&company(
        1,
        0.0,
        &(revenue("annual = 12\ncollected_after_months = 3\nbefore_start = [5, 7]") + &burn("annual = 0")),
    ));
    assert!(said.contains("In the 2 months before the start it was 5 and 7."), "{said}");
}

/// What `check` says.
fn reactions(text: &str) -> String {
    let model = model(text);
    runout::report::understood(&model, &[], false)
}

#[test]
fn what_was_before_the_start_needs_a_line_that_existed_and_money_that_is_still_due() {
    let wrong = |keys: &str| {
        let text = company(1, 0.0, &burn(&format!("annual = 12\n{keys}")));
        Scenario::from_toml("acme.toml", &text, &[]).unwrap_err().to_string()
    };
    assert!(wrong("before_start = [1]").contains("`before_start` must have a key beside it that says when cash moves"));
    let later = wrong("from = 2026-03-01\npaid_after_months = 1\nbefore_start = [1]");
    assert!(later.contains("`before_start` must stand without `from`"), "{later}");
    assert!(wrong("paid_after_months = 1\nbefore_start = [1, -1]").contains("1 to 24 numbers of 0 or more"));
    assert!(wrong("paid_after_months = 1\nbefore_start = 3").contains("1 to 24 numbers of 0 or more"));
}
