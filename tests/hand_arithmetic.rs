//! Scenarios without uncertainty: every date, sum and class by hand (equations, 1 and 5 to 13).

use crate::support::{answers, model, near};
use jiff::civil::{Date, date};
use runout::answers::{Answers, Ledger, Year, trace};
use runout::sampling::Sampling;
use runout::scenario::Library;

/// A company from January 2026 on with this much cash, earning and burning so much a year, and `more`.
fn company(years: u32, step: &str, opening: f64, revenue: &str, burn: &str, more: &str) -> String {
    format!(
        r#"
start = 2026-01-01
years = {years}
step = "{step}"
[cash]
opening = {opening}
[[revenue]]
name = "All"
annual = {revenue}
[[burn]]
name = "All"
annual = {burn}
{more}
"#
    )
}

fn ledger(text: &str) -> Ledger {
    trace(&model(text), 1, Sampling::Random, 0)
}

/// The year in which the first run of a scenario becomes profitable.
fn profitable_in(text: &str) -> Option<i16> {
    ledger(text).profitable_in.map(Year::number)
}

/// The day on which the cash of a certain scenario runs out.
fn exhausted_on(text: &str) -> Option<Date> {
    let quantiles = answers(text, 64).exhaustion.date_quantiles;
    assert_eq!(quantiles.p05, quantiles.p95, "nothing is uncertain");
    assert_eq!(ledger(text).exhausted_on, quantiles.p50, "the trace tells the same day");
    quantiles.p50
}

/// The class that all runs of a certain scenario are in.
fn class(text: &str) -> &'static str {
    let order = answers(text, 64).order;
    let classes = [
        ("profitable first", order.profitable_first),
        ("exhausted later", order.exhausted_later),
        ("exhausted first", order.exhausted_first),
        ("neither", order.neither),
    ];
    let held: Vec<&str> = classes.into_iter().filter(|(_, share)| share.estimate > 0.0).map(|(name, _)| name).collect();
    assert_eq!(held.len(), 1, "nothing is uncertain: {held:?}");
    held[0]
}

fn plan(name: &str) -> Answers {
    answers(Library::get(name).unwrap().text, 512)
}

/// FACTS.md, F20 and F21, to 3 %: (year, revenue, cash flow); revenue of 2028 and 2029 of the February plan is interpolated.
#[test]
fn the_plans_come_out_as_published() {
    let february =
        [(2026, 30.0, -25.0), (2027, 62.0, -57.0), (2028, 102.5, -85.0), (2029, 169.4, -51.0), (2030, 280.0, 39.0)];
    let september =
        [(2026, 30.0, -17.0), (2027, 60.0, -35.0), (2028, 100.0, -47.0), (2029, 145.0, -8.0), (2030, 200.0, 38.0)];
    for (name, known) in [("openai-plan-feb-2026", february), ("openai-plan-sept-2025", september)] {
        let by_year = plan(name).by_year;
        for (year, revenue, cash_flow) in known {
            near(by_year[&year].revenue.p50, revenue, 0.03 * revenue);
            near(by_year[&year].cash_flow.p50, cash_flow, 0.03_f64 * cash_flow.abs());
        }
    }
}

/// 40 - 25 leaves 15, which at 57 a year lasts 3.158 months of 2027: 0.158 x 30 days into April.
/// 40 - 17 leaves 23, which at 35 a year lasts 7.886 months of 2027: 0.886 x 31 days into August.
#[test]
fn without_new_capital_the_plans_run_out_in_april_and_august_2027() {
    for (name, day) in [("openai-plan-feb-2026", date(2027, 4, 5)), ("openai-plan-sept-2025", date(2027, 8, 28))] {
        let quantiles = plan(name).without_new_capital.exhaustion.date_quantiles;
        assert_eq!((quantiles.p05, quantiles.p95), (Some(day), Some(day)), "{name}");
    }
}

/// Compute used is 30 to run the product and 50 bought; the commitment is 120, so 40 is paid on top, in result and cash.
#[test]
fn compute_that_is_committed_and_not_used_is_paid_on_top() {
    let more = |commitment: f64| {
        format!(
            "[compute_margin]\nvalue = 0.7\n[compute_commitment]\nannual = {commitment}\n\
             [[burn]]\nname = \"Clusters\"\nannual = 50\ncompute = true\n"
        )
    };
    let step = ledger(&company(1, "year", 500.0, "100", "10", &more(120.0))).steps.remove(0);
    near(step.running_cost, 30.0, 1e-12);
    near(step.top_up, 40.0, 1e-12);
    near(step.operating_result, 100.0 - 30.0 - 50.0 - 10.0 - 40.0, 1e-12);
    near(step.cash_flow, -30.0, 1e-12);
    near(step.cash, 470.0, 1e-12);
    let step = ledger(&company(1, "year", 500.0, "100", "10", &more(79.0))).steps.remove(0);
    near(step.top_up, 0.0, 0.0);
    near(step.operating_result, 10.0, 1e-12);
}

/// Capital expenditure of 7 leaves the result alone, stock of 5 the cash.
#[test]
fn burn_counts_in_cash_in_result_or_in_both() {
    let more = "[[burn]]\nname = \"Capex\"\nannual = 7\ncounts_in = \"cash\"\n\
                [[burn]]\nname = \"Stock\"\nannual = 5\ncounts_in = \"result\"\n";
    let text = company(1, "quarter", 50.0, "100", "90", more);
    let year = answers(&text, 64).by_year[&2026].clone();
    near(year.operating_result.p50, 100.0 - 90.0 - 5.0, 1e-12);
    near(year.cash_flow.p50, 100.0 - 90.0 - 7.0, 1e-12);
    near(year.cash.p50, 53.0, 1e-12);
}

/// October 2026 for two years: 3, 12 and 9 months; each year takes its own level.
#[test]
fn partial_years_are_years_of_their_own() {
    let levels = "{ by_year = { 2026 = 12, 2027 = 24, 2028 = 48 } }";
    let text = company(2, "month", 100.0, levels, "0", "").replace("2026-01-01", "2026-10-01");
    let by_year = answers(&text, 64).by_year;
    assert_eq!(by_year.keys().copied().collect::<Vec<_>>(), [2026, 2027, 2028]);
    for (year, revenue, cash) in [(2026, 3.0, 103.0), (2027, 24.0, 127.0), (2028, 36.0, 163.0)] {
        near(by_year[&year].revenue.p50, revenue, 1e-12);
        near(by_year[&year].cash.p50, cash, 1e-12);
    }
}

/// From October 2026: 3 months at 50 % a year, then 12 at none: the run rate is 12 x 1.5^(1/4) throughout 2027.
#[test]
fn growth_starts_at_the_start_and_changes_with_the_calendar_year() {
    let text = company(2, "month", 100.0, "0", "0", "")
        .replace("annual = 0\n[[burn]]", "opening = 12\ngrowth = { by_year = { 2026 = 0.5, 2027 = 0 } }\n[[burn]]")
        .replace("2026-01-01", "2026-10-01");
    let by_year = answers(&text, 64).by_year;
    near(by_year[&2026].revenue.p50, 12.0 * (1.5_f64.powf(0.25) - 1.0) / 1.5_f64.ln(), 1e-12);
    near(by_year[&2027].revenue.p50, 12.0 * 1.5_f64.powf(0.25), 1e-12);
}

/// 2026 = 10 and 2029 = 40 make 20 and 30 between; before and after, the nearest.
#[test]
fn years_between_two_named_ones_are_interpolated() {
    let text = company(6, "year", 100.0, "{ by_year = { 2027 = 10, 2030 = 40 } }", "0", "");
    let by_year = answers(&text, 64).by_year;
    for (year, revenue) in [(2026, 10.0), (2027, 10.0), (2028, 20.0), (2029, 30.0), (2030, 40.0), (2031, 40.0)] {
        near(by_year[&year].revenue.p50, revenue, 1e-12);
    }
}

/// The step in which money of this date and delay lands.
fn landing(step: &str, day: &str, delay: &str) -> Option<Date> {
    let more = format!("[[capital]]\nname = \"A\"\ndate = {day}\namount = 7\ndelay_months = {delay}\n");
    let ledger = ledger(&company(1, step, 100.0, "0", "0", &more));
    let landed: Vec<_> = ledger.steps.iter().filter(|step| step.capital > 0.0).collect();
    assert!(landed.len() <= 1);
    landed.first().map(|step| {
        near(step.capital, 7.0, 0.0);
        step.from
    })
}

/// A day is its share of its month: the 16th of March is 15/31 = 0.484 of it, so half a month later is still March, 0.52 is not.
#[test]
fn capital_lands_at_the_start_of_the_step_that_holds_its_date_and_delay() {
    assert_eq!(landing("month", "2026-01-01", "0"), Some(date(2026, 1, 1)));
    assert_eq!(landing("month", "2026-03-31", "0"), Some(date(2026, 3, 1)));
    assert_eq!(landing("quarter", "2026-06-30", "0"), Some(date(2026, 4, 1)));
    assert_eq!(landing("year", "2026-12-31", "0"), Some(date(2026, 1, 1)));
    assert_eq!(landing("month", "2026-03-16", "0.5"), Some(date(2026, 3, 1)));
    assert_eq!(landing("month", "2026-03-16", "0.52"), Some(date(2026, 4, 1)));
    assert_eq!(landing("month", "2026-12-31", "0.03"), Some(date(2026, 12, 1)));
    assert_eq!(landing("month", "2026-12-31", "1"), None, "after the horizon");
}

/// Below the minimum before the first step: the first day, unless money that lands on that day is enough.
#[test]
fn cash_below_the_minimum_at_the_start_runs_out_on_the_first_day() {
    let short = company(2, "month", 4.0, "0", "0", "").replace("opening = 4\n", "opening = 4\nminimum = 5\n");
    assert_eq!(exhausted_on(&short), Some(date(2026, 1, 1)));
    let late = short.clone() + "[[capital]]\nname = \"A\"\ndate = 2026-01-02\namount = 1\n";
    assert_eq!(exhausted_on(&late), Some(date(2026, 1, 1)), "a day late");
    let rescued = short.clone() + "[[capital]]\nname = \"A\"\ndate = 2026-01-01\namount = 1\n";
    assert_eq!(exhausted_on(&rescued), None, "5 is not below 5");
    let answers = answers(&rescued, 64);
    assert_eq!(answers.without_new_capital.exhaustion.date_quantiles.p50, Some(date(2026, 1, 1)));
    near(answers.capital_needed.p99.estimate, 0.0, 0.0);
}

/// 21.1 - 12 + 12 = 21.1, which at 30 a year lasts 8.44 months of 2028. A calculator that floors the burn at nothing would have run
/// out with 9.1 left, after 3.64 months (PEERS.md).
#[test]
fn profitable_months_refill_the_cash() {
    let burn = "{ by_year = { 2026 = 12, 2027 = 0, 2028 = 30 } }";
    let text = company(3, "month", 21.1, "{ by_year = { 2026 = 0, 2027 = 12, 2028 = 0 } }", burn, "");
    assert_eq!(exhausted_on(&text), Some(date(2028, 9, 14)));
}

/// Results +, -, +, +, - : one year running is 2026, two are 2028, three never.
#[test]
fn profitable_for_years_counts_the_first_of_those_running() {
    let revenue = "{ by_year = { 2026 = 1, 2027 = 0, 2028 = 1, 2029 = 1, 2030 = 0 } }";
    for (for_years, year) in [(1, Some(2026)), (2, Some(2028)), (3, None)] {
        let more = format!("[profitability]\nfor_years = {for_years}\n");
        let text = company(5, "month", 100.0, revenue, "0.5", &more);
        assert_eq!(profitable_in(&text), year);
        let answers = answers(&text, 64).profitability;
        let found: Vec<i16> =
            answers.in_year.iter().filter(|(_, share)| share.estimate > 0.0).map(|(year, _)| year.number()).collect();
        assert_eq!(found, year.into_iter().collect::<Vec<_>>());
    }
}

/// A year with a result of exactly 0 is profitable; the measure decides which result.
#[test]
fn nothing_lost_is_profitable_by_the_measure_that_was_chosen() {
    let stock = "[[burn]]\nname = \"Stock\"\nannual = 5\ncounts_in = \"result\"\n";
    let text = company(1, "year", 100.0, "10", "10", stock);
    assert_eq!(profitable_in(&text), None);
    assert_eq!(profitable_in(&(text + "[profitability]\nmeasure = \"cash_flow\"\n")), Some(2026));
}

/// Burn of 12 a year on cash of 10, 20 or 100; profit, where there is one, comes in 2027. From 20: 8, 16, 4, and gone in 2029.
#[test]
fn the_order_of_the_clocks_has_four_classes() {
    let profit_in_2027 = "{ by_year = { 2026 = 0, 2027 = 20, 2028 = 0 } }";
    assert_eq!(class(&company(2, "month", 100.0, profit_in_2027, "12", "")), "profitable first");
    assert_eq!(class(&company(4, "month", 20.0, profit_in_2027, "12", "")), "exhausted later");
    assert_eq!(class(&company(2, "month", 10.0, profit_in_2027, "12", "")), "exhausted first");
    assert_eq!(class(&company(2, "month", 100.0, "0", "12", "")), "neither");
}

/// The year as a whole earns, but the cash is gone before its end: it did not get there. With yearly steps the dip is invisible.
#[test]
fn a_year_of_profit_does_not_count_if_the_cash_runs_out_before_its_end() {
    let late = "[[capital]]\nname = \"Late\"\ndate = 2026-06-01\namount = 90\n";
    let dip = company(1, "month", -1.0, "12", "0", late);
    assert_eq!(class(&dip), "exhausted first");
    assert_eq!(profitable_in(&dip), Some(2026));
}

/// Cash of 40 at 1 a month; what does not burn has no runway limit, and profitable later years change nothing.
#[test]
fn the_naive_runway_is_cash_over_the_first_months_burn() {
    let text = company(5, "month", 40.0, "{ by_year = { 2026 = 12, 2027 = 99 } }", "24", "");
    near(answers(&text, 64).naive_runway_months.unwrap(), 40.0, 1e-12);
    let quarterly = company(5, "quarter", 40.0, "\"11 to 13\"", "24", "");
    let median = (11.0_f64 * 13.0).sqrt();
    near(answers(&quarterly, 64).naive_runway_months.unwrap(), 40.0 / ((24.0 - median) / 12.0), 1e-9);
    for revenue in ["24", "25"] {
        assert_eq!(answers(&company(5, "month", 40.0, revenue, "24", ""), 64).naive_runway_months, None);
    }
}

/// 20 at 12 a year for 5 years ends 40 short; a round of 15 in 2028 leaves 25; a minimum of 3 adds 3.
#[test]
fn the_capital_needed_is_the_deepest_shortfall() {
    let text = company(5, "month", 20.0, "0", "12", "");
    near(answers(&text, 64).capital_needed.p50.estimate, 40.0, 1e-12);
    let raised = text + "[[capital]]\nname = \"A\"\ndate = 2028-01-01\namount = 15\n";
    near(answers(&raised, 64).capital_needed.p99.estimate, 25.0, 1e-12);
    let held = raised.replace("opening = 20\n", "opening = 20\nminimum = 3\n");
    near(answers(&held, 64).capital_needed.p90.estimate, 28.0, 1e-12);
}

/// Growth, yearly levels and margins drawn once a year: each run's yearly sums are the same however the year is cut.
#[test]
fn yearly_sums_do_not_depend_on_the_step() {
    let more = "[compute_margin]\nvalue = { pert = { min = 0.3, mode = 0.6, max = 0.8 } }\npersistence = 0.5\n\
                [[burn]]\nname = \"Payroll\"\nopening = \"10 to 20\"\ngrowth = \"-10% to 40%\"\n";
    let sums = |step: &str| -> Vec<[f64; 3]> {
        let text = company(3, step, 100.0, "\"10 to 30\"", "{ value = \"5 to 8\", persistence = 0.9 }", more);
        let model = model(&text);
        let years = (0..40).flat_map(|run| {
            let ledger = trace(&model, 1, Sampling::Random, run);
            let per_year = ledger.steps.len() / 3;
            let sum = |steps: &[runout::answers::LedgerStep]| {
                let cash_flow: f64 = steps.iter().map(|step| step.cash_flow).sum();
                let burn: f64 = steps.iter().flat_map(|step| &step.burn).sum();
                [steps.iter().flat_map(|step| &step.revenue).sum(), cash_flow, burn]
            };
            ledger.steps.chunks(per_year).map(sum).collect::<Vec<_>>()
        });
        years.collect()
    };
    let (monthly, quarterly, yearly) = (sums("month"), sums("quarter"), sums("year"));
    assert_eq!(monthly.len(), 120);
    for ((monthly, quarterly), yearly) in monthly.iter().zip(&quarterly).zip(&yearly) {
        for amount in 0..3 {
            near(monthly[amount], yearly[amount], 1e-11);
            near(quarterly[amount], yearly[amount], 1e-11);
        }
    }
}

/// Revenue 10, 20, 40, 80; burn 50 in cash and 5 more in result; cash 200: 160, 130, 120, 150. Each claim once true, once false.
#[test]
fn claims_of_every_kind_hold_or_not_as_reckoned_by_hand() {
    let revenue = "{ by_year = { 2026 = 10, 2027 = 20, 2028 = 40, 2029 = 80 } }";
    let mut text =
        company(4, "month", 200.0, revenue, "50", "[[burn]]\nname = \"Stock\"\nannual = 5\ncounts_in = \"result\"\n");
    text += "[profitability]\nmeasure = \"operating_result\"\n";
    let claims = [
        ("exhausted_by = 2029-01-01", false),
        ("survives_to = 2030-01-01", true),
        ("profitable_by = 2028", false),
        ("profitable_by = 2029", true),
        ("profitable_first = true", true),
        ("profitable_first = false", false),
        ("revenue = { year = 2028, at_least = 39.99 }", true),
        ("revenue = { year = 2028, at_least = 40.01 }", false),
        ("revenue = { through = 2029, at_least = 149.99 }", true),
        ("revenue = { through = 2029, at_most = 149.99 }", false),
        ("operating_result = { year = 2026, at_most = -44.99 }", true),
        ("operating_result = { through = 2027, at_most = -80.01 }", false),
        ("cash_flow = { year = 2027, at_most = -29.99 }", true),
        ("cash_flow = { through = 2028, at_least = -79.99 }", false),
        ("cash = { year = 2028, at_most = 120.01 }", true),
        ("cash = { year = 2029, at_least = 150.01 }", false),
        ("growth = { year = 2027, at_least = 0.9999 }", true),
        ("growth = { year = 2029, at_least = 1.0001 }", false),
        ("cagr = { from = 2025, base = 5, to = 2029, at_least = 0.9999 }", true),
        ("cagr = { from = 2025, base = 5, to = 2029, at_least = 1.0001 }", false),
        ("capital_needed = { at_most = 0 }", true),
        ("capital_needed = { at_least = 1 }", false),
        ("all = [{ profitable_by = 2029 }, { survives_to = 2030-01-01 }]", true),
        ("all = [{ profitable_by = 2029 }, { exhausted_by = 2030-01-01 }]", false),
        ("any = [{ profitable_by = 2028 }, { survives_to = 2030-01-01 }]", true),
        ("any = [{ profitable_by = 2028 }, { exhausted_by = 2030-01-01 }]", false),
        ("not = { exhausted_by = 2030-01-01 }", true),
    ];
    for (test, _) in claims {
        text += &format!("[[claim]]\ntext = '{test}'\n{test}\n");
    }
    for (claim, (test, holds)) in answers(&text, 64).claims.into_iter().zip(claims) {
        assert_eq!(claim.text, test);
        near(claim.probability.estimate, f64::from(u8::from(holds)), 0.0);
    }
}

/// 2027-01-05 12:00 or so: 12 at 12 a year from a cash of 12.13 lasts 12.13 months, 4.03 days into January 2027.
#[test]
fn exhaustion_is_claimed_strictly_before_a_date() {
    let text = company(2, "month", 12.13, "0", "12", "");
    assert_eq!(exhausted_on(&text), Some(date(2027, 1, 5)));
    let claims = ["2027-01-05", "2027-01-06"];
    let found = crate::support::exhausted_before(&text, &claims, 64);
    assert_eq!(found.iter().map(|share| share.estimate > 0.5).collect::<Vec<_>>(), [false, true]);
}
