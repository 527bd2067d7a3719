//! Customers who come and leave (equations, 25), and lines that are a share of others, by closed forms and by hand.

use crate::support::{model, near};
use jiff::civil::date;
use runout::answers::{Ledger, trace};
use runout::model::{Levers, Model, build};
use runout::sampling::Sampling;
use runout::scenario::{Scenario, Source};

/// A company in steps of `step` from January 2027 with this revenue, and `more`.
fn company(step: &str, revenue: &str, more: &str) -> String {
    format!(
        "start = 2027-01-01\nyears = 3\nstep = \"{step}\"\n[cash]\nopening = 60000\n\
         [[revenue]]\nname = \"Subscriptions\"\n{revenue}\n{more}\n[[burn]]\nname = \"Zero\"\nannual = 0\n"
    )
}

fn ledger(text: &str) -> Ledger {
    trace(&model(text), 1, Sampling::Random, 0)
}

/// Sums of a stream by year, of a scenario that starts in January.
fn by_year(text: &str) -> Vec<f64> {
    let ledger = ledger(text);
    let steps = ledger.steps.len() / 3;
    ledger.steps.chunks(steps).map(|year| year.iter().map(|step| step.revenue[0]).sum()).collect()
}

/// Forty new customers a month, of all 5 in a hundred leave in a month: 480 a year, and 1 - 0.95^12 in a year.
fn forty_a_month() -> String {
    let churn = 1.0 - 0.95_f64.powi(12);
    format!("customers = {{ opening = 200, adds = 480, churn = {churn:?} }}\nprice = 600")
}

#[test]
fn customers_approach_those_who_come_over_those_who_leave() {
    // N(t) = a/c + (200 - a/c) exp(-ct), by month: exp(-ct) is 0.95 to the month.
    let c = -12.0 * 0.95_f64.ln();
    let most = 480.0 / c;
    let after = |months: usize| most + (200.0 - most) * 0.95_f64.powi(i32::try_from(months).unwrap());
    let ledger = ledger(&company("month", &forty_a_month(), "[[burn]]\nname = \"All\"\nannual = 360000\n"));
    assert_eq!(ledger.streams_with_customers, ["Subscriptions"]);
    for (month, step) in ledger.steps.iter().enumerate() {
        near(step.customers[0], after(month + 1), 1e-9);
        // The integral of a month: a/c of them all along, and what is above or below that decays.
        let years = most / 12.0 + (after(month) - after(month + 1)) / c;
        near(step.revenue[0], 600.0 * years, 1e-7);
    }
    // Of the 779.8 that they approach, 688.3 are there after three years; 200 who stay and 40 more a month would be 1,640.
    near(most, 779.8, 0.05);
    near(ledger.steps[35].customers[0], 688.3, 0.05);
}

#[test]
fn revenue_from_customers_does_not_depend_on_the_step() {
    for churn in ["0", "1e-9", "0.001", "0.46", "0.99"] {
        let adds = "{ by_year = { 2027 = 480, 2028 = 100, 2029 = 900 } }";
        let revenue = format!("customers = {{ opening = 200, adds = {adds}, churn = {churn} }}\nprice = 600");
        let [month, quarter, year] = ["month", "quarter", "year"].map(|step| by_year(&company(step, &revenue, "")));
        for place in 0..3 {
            near(quarter[place] / month[place], 1.0, 1e-12);
            near(year[place] / month[place], 1.0, 1e-12);
        }
    }
}

#[test]
fn without_churn_customers_add_up_and_with_churn_alone_they_decay() {
    let stays = company("year", "customers = { opening = 200, adds = 480, churn = 0 }\nprice = 2", "");
    let expected = [2.0 * (200.0 + 240.0), 2.0 * (680.0 + 240.0), 2.0 * (1160.0 + 240.0)];
    by_year(&stays).iter().zip(expected).for_each(|(found, expected)| near(*found, expected, 1e-9));
    let leaves = company("quarter", "customers = { opening = 1000, adds = 0, churn = \"99%\" }\nprice = 1", "");
    // The integral of 1000 exp(-ct) over a year is 990/c.
    near(by_year(&leaves)[0], 990.0 / 100.0_f64.ln(), 1e-9);
    near(by_year(&leaves)[1], 9.90 / 100.0_f64.ln(), 1e-9);
}

/// Half of January exists, with the opening number on its 17th (of 31 days, 15 exist); prices follow an index that doubles.
#[test]
fn customers_begin_with_the_stream_and_prices_follow_an_index() {
    let revenue = "customers = { opening = 310, adds = 0, churn = 0 }\nprice = 12\nfrom = 2027-01-17";
    let ledger_of = |more: &str| ledger(&company("month", &format!("{revenue}{more}"), ""));
    near(ledger_of("").steps[0].revenue[0], 310.0 * 15.0 / 31.0, 1e-9);
    near(ledger_of("").steps[1].revenue[0], 310.0, 1e-9);
    let index = "\nindexed_to = \"Prices\"\n[[index]]\nname = \"Prices\"\ngrowth = 1\n";
    let average = 12.0 * (2.0_f64.powf(1.0 / 12.0) - 1.0) / 2.0_f64.ln();
    near(ledger_of(index).steps[1].revenue[0], 310.0 * average * 2.0_f64.powf(1.0 / 12.0), 1e-9);
}

#[test]
fn bills_of_customers_begin_at_what_they_pay_at_the_start() {
    let text = company(
        "month",
        "customers = { opening = 12, adds = 0, churn = 0 }\nprice = 10\ncollected_after_months = 2",
        "",
    );
    ledger(&text).steps.iter().for_each(|step| near(step.cash_flow, 10.0, 1e-12));
}

/// Commissions of 10 % of all revenue, which is 24 and 12 without the grant; payroll tax of 20 % of a payroll of 240 that is halved in the second
/// month; insurance of half the tax.
#[test]
fn a_share_goes_with_what_it_is_a_share_of() {
    let more = "[[revenue]]\nname = \"Licences\"\nannual = 12\n[[revenue]]\nname = \"Grant\"\nannual = 99\ncounts_in = \"cash\"\n\
        [[burn]]\nname = \"Commissions\"\nshare_of = \"revenue\"\nshare = \"10%\"\n\
        [[burn]]\nname = \"Payroll\"\nannual = 240\n\
        [[burn]]\nname = \"Royalties\"\nshare_of = \"revenue.Licences\"\nshare = 0.5\n\
        [[burn]]\nname = \"Tax\"\nshare_of = \"burn.Payroll\"\nshare = \"20%\"\n\
        [[burn]]\nname = \"Insurance\"\nshare_of = \"burn.Tax\"\nshare = 0.5\n\
        [[response]]\nname = \"Cut\"\nwhen_runway_below = 600\ncut = 0.5\nat_most_every_months = 600\ndelay_months = 1\n";
    let text = company("month", "annual = 24", more).replace("opening = 60000", "opening = -1");
    let ledger = ledger(&text);
    assert_eq!(ledger.burn_lines[..5], ["Commissions", "Insurance", "Payroll", "Royalties", "Tax"]);
    for (month, payroll) in [(0, 20.0), (1, 10.0), (35, 10.0)] {
        let burn = &ledger.steps[month].burn;
        let expected = [0.3, 0.1 * payroll, payroll, 0.5, 0.2 * payroll];
        burn.iter().zip(expected).for_each(|(found, expected)| near(*found, expected, 1e-12));
    }
}

/// Sales tax of 20 % of revenue that doubles each year, due in February, May, August and November: the first payment is for January and
/// February, and for December at the opening rate.
#[test]
fn a_share_may_be_due_in_some_months_only() {
    let vat = "[[burn]]\nname = \"VAT\"\nshare_of = \"revenue\"\nshare = 0.2\ndue_months = [2, 5, 8, 11]\ncounts_in = \"cash\"\n";
    let ledger = ledger(&company("month", "opening = 1200\ngrowth = 1", vat));
    let revenue: Vec<f64> = ledger.steps.iter().map(|step| step.revenue[0]).collect();
    let paid: Vec<f64> = ledger.steps.iter().map(|step| step.cash_by_line[0]).collect();
    near(paid[1], 0.2 * (100.0 + revenue[0] + revenue[1]), 1e-9);
    near(paid[4], 0.2 * revenue[2..5].iter().sum::<f64>(), 1e-9);
    assert!(paid[0].abs() < 1e-12 && paid[2].abs() < 1e-12);
    near(ledger.steps[0].operating_result, revenue[0], 1e-9);
}

/// The same company made in code and written as a text.
#[test]
fn a_company_made_in_code_says_the_same() {
    let made = Scenario::builder("made")
        .start(date(2027, 1, 1))
        .years(3)
        .cash(60_000.0)
        .revenue_from_customers("Subscriptions", 200.0, (480.0, 0.25), 600.0)
        .billed_every_months("revenue.Subscriptions", 12)
        .burn("Rent", 12_000.0)
        .due_months("burn.Rent", &[1, 7], true)
        .burn_share("Commissions", "revenue", 0.08)
        .build()
        .unwrap();
    let revenue = "customers = { opening = 200, adds = 480, churn = 0.25 }\nprice = 600\nbilled_every_months = 12";
    let burn = "[[burn]]\nname = \"Rent\"\nannual = 12000\ndue_months = [1, 7]\nin_advance = true\n\
        [[burn]]\nname = \"Commissions\"\nshare_of = \"revenue\"\nshare = 0.08\n";
    let written = ledger(&company("month", revenue, burn));
    let made = trace(&made.model, 1, Sampling::Random, 0);
    for (made, written) in made.steps.iter().zip(&written.steps) {
        assert_eq!(made.cash.to_bits(), written.cash.to_bits());
    }
}

#[test]
fn customers_and_prices_are_levers() {
    let text = company("month", &forty_a_month(), "[[burn]]\nname = \"B\"\nshare_of = \"revenue\"\nshare = 0.5\n");
    let levers = Levers::new(Source::of_text("test.toml", &text), &[]).unwrap();
    let paths = levers.paths();
    for key in ["customers.opening", "customers.adds", "customers.churn", "price"] {
        assert!(paths.contains(&format!("revenue.Subscriptions.{key}")), "{key} is not among {paths:?}");
    }
    let last = |model: &Model| trace(model, 1, Sampling::Random, 0).steps.pop().unwrap();
    let as_written = last(levers.base());
    let at = |lever: &str, value: f64| {
        let lever = levers.lever(lever).unwrap();
        last(&levers.model(&[(&lever, value)]).unwrap())
    };
    near(at("revenue*", 2.0).revenue[0], 2.0 * as_written.revenue[0], 1e-9);
    near(at("burn*", 1.5).burn[0], 0.75 * as_written.revenue[0], 1e-9);
    near(at("revenue.Subscriptions.customers.churn", 0.0).customers[0], 200.0 + 3.0 * 480.0, 1e-9);
    near(levers.lever("revenue.Subscriptions.customers.churn").unwrap().limits.max, 0.99, 0.0);
}

/// What is wrong with a company that has these lines.
fn refusal(more: &str) -> String {
    let text = company("month", "annual = 1", more);
    match Scenario::from_toml("acme.toml", &text, &[]) {
        Err(error) => error.to_string(),
        Ok((scenario, sources)) => match build(&scenario) {
            Ok(_) => "nothing".to_owned(),
            Err(problems) => runout::error::Faults::new(problems, sources, "acme.toml").to_string(),
        },
    }
}

#[test]
fn what_is_wrong_with_customers_and_shares_is_said_with_a_remedy() {
    let revenue = |keys: &str| format!("[[revenue]]\nname = \"R\"\n{keys}\n");
    let burn = |name: &str, keys: &str| format!("[[burn]]\nname = \"{name}\"\n{keys}\n");
    let share = |name: &str, of: &str| burn(name, &format!("share_of = \"{of}\"\nshare = 0.1"));
    let refusals = [
        revenue("customers = { opening = 1, adds = 2, churn = 0.1 }"),
        revenue("price = 3"),
        revenue("customers = { opening = 1, adds = 2 }\nprice = 3"),
        revenue("customers = { opening = 1, adds = 2, churn = 5 }\nprice = 3"),
        revenue("customers = { opening = 1, adds = 2, churn = \"3 to 8\" }\nprice = 3"),
        revenue("customers = { opening = 1, adds = 2, churn = 1 }\nprice = 3"),
        revenue("customers = { opening = 1, adds = 2, churn = 0.1 }\nprice = 3\nannual = 4"),
        burn("B", "customers = { opening = 1, adds = 2, churn = 0.1 }\nprice = 3"),
        burn("B", "share = 0.1"),
        burn("B", "share_of = \"revenue\""),
        burn("B", "share_of = \"revenue\"\nshare = 0.1\nannual = 4"),
        share("B", "all"),
        share("B", "revenue.Subscription"),
        share("B", "burn.B"),
        share("A", "burn.B") + &share("B", "burn.C") + &share("C", "burn.B"),
        revenue("share_of = \"revenue\"\nshare = 0.1"),
        share("B", "burn.A") + &burn("A", "once = 3\ndate = 2027-05-01"),
        share("B", "revenue") + "[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\ncut = 0.5\nlines = [\"B\"]\n",
    ];
    insta::assert_snapshot!(refusals.map(|lines| refusal(&lines)).join("\n"));
}

#[test]
fn a_stream_of_customers_that_begins_late_is_out_on_its_day() {
    // 3,500 of cash, 1,000 a month, and nothing comes in: out in mid-April.
    let revenue = "customers = { opening = 100, adds = 0, churn = 0 }\nprice = 120\nfrom = 2027-06-01";
    let text = company("month", revenue, "[[burn]]\nname = \"All\"\nannual = 12000\n").replace("60000", "3500");
    assert_eq!(ledger(&text).exhausted_on, Some(date(2027, 4, 16)));
}
