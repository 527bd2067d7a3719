//! Lines that begin and end on dates, come once, have a season or follow an index, by hand (equations, 23, 24 and 26).

use crate::problems::message;
use crate::support::{answers, holds, model, near};
use jiff::civil::{Date, date};
use runout::answers::{Ledger, naive_runway_months, trace};
use runout::error::Faults;
use runout::model::{Levers, build};
use runout::sampling::Sampling;
use runout::scenario::{Scenario, Source};

/// A company from January 2027 on with this much cash, earning and spending so much a year, and `more`.
fn company(years: u32, step: &str, cash: f64, [revenue, burn]: [f64; 2], more: &str) -> String {
    format!(
        r#"
start = 2027-01-01
years = {years}
step = "{step}"
[cash]
opening = {cash}
[[revenue]]
name = "Sales"
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

/// The day on which the cash of a certain scenario runs out.
fn exhausted_on(text: &str) -> Option<Date> {
    let quantiles = answers(text, 64).exhaustion.date_quantiles;
    assert_eq!(quantiles.p05, quantiles.p95, "nothing is uncertain");
    assert_eq!(ledger(text).exhausted_on, quantiles.p50, "the trace tells the same day");
    quantiles.p50
}

/// The amounts of one burn line, step by step.
fn burn(text: &str, name: &str) -> Vec<f64> {
    let ledger = ledger(text);
    let place = ledger.burn_lines.iter().position(|line| line == name).unwrap();
    ledger.steps.iter().map(|step| step.burn[place]).collect()
}

/// 25 a month leave 300 on 1 September 2027, which 45 a month take in 6 2/3 months: 20 2/3 days into March.
#[test]
fn a_hire_costs_from_the_day_on_which_it_begins() {
    let hire = "[[burn]]\nname = \"Two people\"\nannual = 240\nfrom = 2027-09-01";
    for step in ["month", "quarter"] {
        let text = company(2, step, 500.0, [1200.0, 1500.0], hire);
        assert_eq!(exhausted_on(&text), Some(date(2028, 3, 21)), "{step}");
    }
}

/// Nothing is burnt in 2027; 50 a month from January 2028 take 100 in two months.
#[test]
fn a_lease_costs_nothing_before_it_begins() {
    let lease = "[[burn]]\nname = \"Lease\"\nannual = 600\nfrom = 2028-01-01";
    assert_eq!(exhausted_on(&company(2, "month", 100.0, [600.0, 600.0], lease)), Some(date(2028, 3, 1)));
}

/// From 16 April (half of its 30 days) to 11 June (a third of its 30 days): 0.5 + 1 + 1/3 months of 10.
#[test]
fn a_line_counts_by_the_share_of_each_step_in_which_it_exists() {
    let line = "[[burn]]\nname = \"Project\"\nannual = 120\nfrom = 2027-04-16\nuntil = 2027-06-11";
    for (step, expected) in [
        ("month", vec![0.0, 0.0, 0.0, 5.0, 10.0, 10.0 / 3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        ("quarter", vec![0.0, 55.0 / 3.0, 0.0, 0.0]),
        ("year", vec![55.0 / 3.0]),
    ] {
        let found = burn(&company(1, step, 500.0, [0.0, 0.0], line), "Project");
        assert_eq!(found.len(), expected.len());
        found.iter().zip(&expected).for_each(|(found, expected)| near(*found, *expected, 1e-12));
    }
}

/// From mid-2027 at 12 a year, growing by half a year: 12 (1.5^(1/2) - 1) / ln 1.5 in what is left of 2027, and 1.5^(1/2) times the whole
/// year's integral in 2028, in steps of any length. In 2028 it grows by a fifth.
#[test]
fn a_line_grows_from_its_opening_rate_on_its_first_day() {
    let line =
        "[[burn]]\nname = \"Team\"\nopening = 12\ngrowth = { by_year = { 2027 = 0.5, 2028 = 0.2 } }\nfrom = 2027-07-01";
    let first = 12.0 * (1.5_f64.sqrt() - 1.0) / 1.5_f64.ln();
    let second = 12.0 * 1.5_f64.sqrt() * 0.2 / 1.2_f64.ln();
    for step in ["month", "quarter", "year"] {
        let amounts = burn(&company(2, step, 500.0, [0.0, 0.0], line), "Team");
        let (one, two) = amounts.split_at(amounts.len() / 2);
        near(one.iter().sum(), first, 1e-11);
        near(two.iter().sum(), second, 1e-11);
    }
}

/// It begins 0 to 12 months late, each as likely, and costs 1 a month from then to the end of the second year: 24 less the delay.
#[test]
fn a_late_start_is_drawn_in_every_run() {
    let line = "[[burn]]\nname = \"Team\"\nannual = 12\nstarts_late_months = { uniform = { min = 0, max = 12 } }";
    let text = company(2, "month", 18.0, [0.0, 0.0], line);
    holds(answers(&text, 100_000).exhaustion.by_horizon, 0.5, 100_000, 4.0);
}

/// A line that begins later owed nothing before the start, and what it owed when it ended is still paid.
#[test]
fn what_is_paid_later_is_paid_after_the_line_has_ended() {
    let line =
        "[[burn]]\nname = \"Project\"\nannual = 120\nfrom = 2027-02-01\nuntil = 2027-04-01\npaid_after_months = 2";
    let flows: Vec<f64> =
        ledger(&company(1, "month", 500.0, [0.0, 0.0], line)).steps.iter().map(|step| step.cash_flow).collect();
    assert_eq!(flows, [0.0, 0.0, 0.0, -10.0, -10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

/// 20 a month leave 660 on 1 June 2028; the machine leaves 360, which last 18 months.
#[test]
fn an_amount_that_comes_once_does_not_come_again() {
    let machine = "[[burn]]\nname = \"Machine\"\nonce = 300\ndate = 2028-06-01\ncounts_in = \"cash\"";
    for step in ["month", "quarter", "year"] {
        let text = company(4, step, 1000.0, [480.0, 720.0], machine);
        assert_eq!(exhausted_on(&text), Some(date(2029, 12, 1)), "{step}");
        assert!(ledger(&text).steps.iter().all(|step| step.operating_result < 0.0 && step.operating_result > -241.0));
    }
}

/// It is a jump on its day: 100 of cash, nothing else moves until 90 go on 16 June and 20 more on 1 July.
#[test]
fn an_amount_that_comes_once_moves_cash_on_its_day() {
    let two =
        "[[burn]]\nname = \"A\"\nonce = 90\ndate = 2027-06-16\n[[burn]]\nname = \"B\"\nonce = 20\ndate = 2027-07-21";
    for step in ["month", "quarter", "year"] {
        assert_eq!(exhausted_on(&company(1, step, 100.0, [0.0, 0.0], two)), Some(date(2027, 7, 21)), "{step}");
    }
    // On one day, what comes in is added before cash is looked at.
    let both = "[[burn]]\nname = \"A\"\nonce = 900\ndate = 2027-06-16\n[[revenue]]\nname = \"B\"\nonce = 850\ndate = 2027-06-16";
    assert_eq!(exhausted_on(&company(1, "month", 100.0, [0.0, 0.0], both)), None);
}

#[test]
fn what_comes_once_may_not_happen_and_may_be_late() {
    let fine = "[[burn]]\nname = \"Fine\"\nonce = 200\ndate = 2027-06-01\nprobability = 0.3\n";
    let text = company(1, "month", 100.0, [0.0, 0.0], fine);
    holds(answers(&text, 100_000).exhaustion.by_horizon, 0.3, 100_000, 4.0);
    // Late by 0 to 14 months, each as likely, from 1 June: half of them within the seven months that are left.
    let late = fine.replace("probability = 0.3", "delay_months = { uniform = { min = 0, max = 14 } }");
    holds(answers(&company(1, "month", 100.0, [0.0, 0.0], &late), 100_000).exhaustion.by_horizon, 0.5, 100_000, 4.0);
}

/// A milestone pays 50 once the round has landed, 3 months after its date at the earliest of 1 April: on 16 May with it.
#[test]
fn a_milestone_waits_for_another_and_happens_on_the_later_day() {
    let more = r#"
[[revenue]]
name = "Milestone"
once = 50
date = 2027-04-01
requires = { after = "Round" }
patience_months = 6
[[burn]]
name = "Royalty"
once = 10
date = 2027-05-21
requires = { after = "Milestone" }
[[capital]]
name = "Round"
date = 2027-05-16
amount = 100
"#;
    let ledger = ledger(&company(1, "month", 10.0, [0.0, 0.0], more));
    let cash: Vec<f64> = ledger.steps.iter().map(|step| step.cash).collect();
    assert_eq!(cash[..6], [10.0, 10.0, 10.0, 10.0, 150.0, 150.0]);
    let without = answers(&company(1, "month", 10.0, [0.0, 12.0], more), 64).without_new_capital;
    near(without.exhaustion.by_horizon.estimate, 1.0, 1e-12);
}

/// A line that requires something begins with the step in which that holds: revenue passes 18 a year in the step after month 7, see the
/// round that waits for the same.
#[test]
fn a_line_that_requires_something_begins_when_it_holds() {
    let more = r#"
[[revenue]]
name = "Growing"
opening = 12
growth = 1
[[burn]]
name = "Second team"
annual = 12
requires = { revenue_at_least = 18 }
"#;
    let amounts = burn(&company(1, "month", 100.0, [0.0, 0.0], more), "Second team");
    assert_eq!(amounts, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
}

/// Sales of 60 a month in ten months and 300 in two against 100: 150 of cash last 3 3/4 months.
#[test]
fn a_season_moves_amounts_between_months_and_keeps_the_year() {
    let season = "season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5]";
    let text = company(1, "month", 150.0, [1200.0, 1200.0], "").replacen(
        "annual = 1200",
        &format!("annual = 1200\n{season}"),
        1,
    );
    assert_eq!(exhausted_on(&text), Some(date(2027, 4, 23)));
    near(ledger(&text).steps.iter().map(|step| step.revenue[0]).sum(), 1200.0, 1e-10);
    let quarters: Vec<f64> =
        ledger(&text.replace("month", "quarter")).steps.iter().map(|step| step.revenue[0]).collect();
    quarters.iter().zip([180.0, 180.0, 180.0, 660.0]).for_each(|(found, expected)| near(*found, expected, 1e-11));
}

/// Of a season that halves the first months, revenue of the last twelve months is tested, a year's worth while younger: 60 a month is 720.
#[test]
fn requirements_look_at_twelve_months_where_anything_has_a_season() {
    let round = |least: f64| {
        let round = format!(
            "[[capital]]\nname = \"Round\"\ndate = 2028-01-01\namount = 1\nrequires = {{ revenue_at_least = {least} }}\n"
        );
        let text = company(2, "month", 150.0, [1200.0, 1200.0], &round);
        let text = text.replacen("annual = 1200", "annual = 1200\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5]", 1);
        ledger(&text).steps.iter().any(|step| step.capital > 0.0)
    };
    // December alone would be 3,600 a year.
    assert!(round(1200.0) && !round(1201.0));
}

/// Rent of 10 a year indexed to prices that double each year: 10 / ln 2 in the first, twice that in the second; a fee that comes once
/// takes the level of its day, and a line that begins later that of its first day.
#[test]
fn what_follows_an_index_is_multiplied_by_it() {
    let more = r#"
[[index]]
name = "Prices"
growth = 1
[[burn]]
name = "Rent"
annual = 10
indexed_to = "Prices"
[[burn]]
name = "Fee"
once = 10
date = 2028-07-01
indexed_to = "Prices"
[[burn]]
name = "Team"
opening = 10
growth = 0.5
indexed_to = "Prices"
[[burn]]
name = "Second team"
opening = 10
growth = 0.5
from = 2027-07-01
indexed_to = "Prices"
"#;
    // Run rates compound: (1 + 0.5) (1 + 1) = 3 a year.
    let year = 10.0 * (3.0 - 1.0) / 3.0_f64.ln();
    let half = 10.0 * 2.0_f64.sqrt() * (3.0_f64.sqrt() - 1.0) / 3.0_f64.ln();
    let after = 10.0 * 2.0_f64.sqrt() * 3.0_f64.sqrt() * 2.0 / 3.0_f64.ln();
    for step in ["month", "quarter", "year"] {
        let text = company(2, step, 1000.0, [0.0, 0.0], more);
        let by_year = |name: &str| {
            let amounts = burn(&text, name);
            let (one, two) = amounts.split_at(amounts.len() / 2);
            [one.iter().sum::<f64>(), two.iter().sum()]
        };
        for (name, expected) in [
            ("Rent", [10.0 / 2.0_f64.ln(), 20.0 / 2.0_f64.ln()]),
            ("Fee", [0.0, 20.0 * 2.0_f64.sqrt()]),
            ("Team", [year, 3.0 * year]),
            ("Second team", [half, after]),
        ] {
            by_year(name).into_iter().zip(expected).for_each(|(found, expected)| near(found, expected, 1e-9));
        }
    }
}

/// A grant of 12 a year in cash only bears no running cost and is no revenue; goods given for shares count in the result only.
#[test]
fn revenue_counts_in_cash_or_in_the_result_only_if_it_says_so() {
    let lines = r#"
[[revenue]]
name = "Grant"
annual = 12
counts_in = "cash"
[[revenue]]
name = "Barter"
annual = 24
counts_in = "result"
"#;
    let text = format!("gross_margin = 0.5\n{}", company(1, "month", 100.0, [120.0, 0.0], lines));
    let step = &ledger(&text).steps[0];
    near(step.running_cost, 6.0, 1e-12);
    near(step.operating_result, 10.0 + 2.0 - 6.0, 1e-12);
    near(step.cash_flow, 10.0 + 1.0 - 6.0, 1e-12);
    near(answers(&text, 64).by_year[&2027].revenue.p50, 144.0, 1e-9);
}

#[test]
fn a_company_may_have_no_revenue() {
    let text = "start = 2027-01-01\nyears = 1\n[cash]\nopening = 6\n[[burn]]\nname = \"All\"\nannual = 12\n";
    assert_eq!(exhausted_on(text), Some(date(2027, 7, 1)));
}

/// Half of all burn lines is cut at once, but not the fine that comes once.
#[test]
fn management_cuts_what_recurs() {
    let more = r#"
[[burn]]
name = "Fine"
once = 10
date = 2027-02-01
[[response]]
name = "Cut"
when_runway_below = 600
cut = 0.5
at_most_every_months = 600
"#;
    let text = company(1, "month", 1000.0, [0.0, 120.0], more);
    assert_eq!(burn(&text, "All")[..3], [5.0, 5.0, 5.0]);
    assert_eq!(burn(&text, "Fine")[..3], [0.0, 10.0, 0.0]);
}

/// Compute that comes once is paid from credit first, and only what is left moves cash on the day.
#[test]
fn credit_pays_for_compute_that_comes_once() {
    let more = r#"
[[burn]]
name = "Cluster"
once = 50
date = 2027-03-16
compute = true
[[capital]]
name = "Supplier"
date = 2027-01-01
amount = 40
tied_share = 1
"#;
    let text = company(1, "month", 10.0, [0.0, 0.0], more);
    assert_eq!(exhausted_on(&text), None);
    near(ledger(&text).steps[2].cash, 0.0, 1e-12);
    near(ledger(&text).steps[2].cash_flow, -10.0, 1e-12);
}

/// Opening cash of 100 over 10 a month and what surely comes in the first month, 40; not what may come, or waits.
#[test]
fn the_naive_runway_knows_only_what_is_certain() {
    let more = r#"
[[burn]]
name = "Sure"
once = 40
date = 2027-01-20
[[burn]]
name = "May come"
once = 500
date = 2027-01-20
probability = 0.9
[[burn]]
name = "Waits"
annual = 600
requires = { after = "Round" }
[[capital]]
name = "Round"
date = 2027-01-01
amount = 1000
"#;
    near(naive_runway_months(&model(&company(1, "month", 100.0, [0.0, 120.0], more))).unwrap(), 2.0, 1e-12);
}

/// 100 of cash, 10 a month: a hire of 10 a month from the third month on, moved a month later, takes two thirds of a month longer.
#[test]
fn dates_of_lines_are_levers() {
    let hire = "[[burn]]\nname = \"Hire\"\nannual = 120\nfrom = 2027-03-01\nuntil = 2027-12-01";
    let text = company(1, "month", 100.0, [0.0, 120.0], hire);
    let levers = Levers::new(Source::of_text("acme", &text), &[]).unwrap();
    let paths = levers.paths();
    assert!(
        ["burn.Hire.from", "burn.Hire.until"].iter().all(|path| paths.iter().any(|known| known == path)),
        "{paths:?}"
    );
    let from = levers.lever("burn.Hire.from").unwrap();
    let out = |months: f64| trace(&levers.model(&[(&from, months)]).unwrap(), 1, Sampling::Random, 0).exhausted_on;
    assert_eq!([out(0.0), out(2.0)], [Some(date(2027, 7, 1)), Some(date(2027, 8, 1))]);
}

/// What a scenario that cannot be is told, and what to write instead.
#[test]
fn what_cannot_be_said_of_a_line_is_refused_with_the_way_to_say_it() {
    let said = |more: &str| match Scenario::from_toml("acme.toml", &company(2, "month", 100.0, [0.0, 120.0], more), &[])
    {
        Err(error) => message(&error),
        Ok((scenario, sources)) => build(&scenario)
            .err()
            .map_or_else(String::new, |problems| message(&Faults::new(problems, sources, "acme.toml").into())),
    };
    let line = |keys: &str| said(&format!("[[burn]]\nname = \"X\"\n{keys}\n"));
    for (found, expected) in [
        (line("once = 5"), "write date = 2028-06-01, say"),
        (line("annual = 5\ndate = 2027-05-01"), "a line that begins on a day says `from`"),
        (line("annual = 5\nprobability = 0.5"), "what may happen and then acts on a line is an [[event]]"),
        (line("annual = 5\ndelay_months = 2"), "`starts_late_months`"),
        (line("annual = 5\npatience_months = 2"), "waits for as long as"),
        (line("once = 5\ndate = 2027-05-01\npatience_months = 2"), "`patience_months` must have `requires` beside it"),
        (line("once = 5\ndate = 2027-05-01\nfrom = 2027-06-01"), "`from` must not stand beside `once`"),
        (line("once = 5\ndate = 2027-05-01\npaid_after_months = 2"), "`date` is the day on which it is paid"),
        (line("once = 5\ndate = 2027-05-01\nannual = 2"), "`once` must stand alone, got `annual` beside it"),
        (line("once = 5\ndate = 2026-05-01"), "must not be before the start 2027-01-01"),
        (line("annual = 5\nfrom = 2026-05-01"), "a line without `from` exists at the start"),
        (line("annual = 5\nuntil = 2027-01-01"), "leave the line out: it is over"),
        (line("annual = 5\nfrom = 2027-05-01\nuntil = 2027-05-01"), "`until` must be after `from`"),
        (line("annual = 5\nseason = [1, 2]"), "2 numbers are written"),
        (line("annual = 5\nseason = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"), "not all of them 0"),
        (line("annual = 5\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1]"), "twelve numbers of 0 or more"),
        (line("annual = 5\nindexed_to = \"CPI\""), "there is no index `CPI`"),
        (line("annual = -5"), "for a refund or a grant write [[revenue]] with `counts_in = \"cash\"`"),
        (line("once = 5\ndate = 2027-05-01\nrequires = { after = \"X\" }"), "`X` waits for itself to land first"),
        (line("annual = 5\nrequires = { after = \"All\" }"), "there is no capital `All`"),
        (
            said(
                "[[burn]]\nname = \"X\"\nonce = 5\ndate = 2027-05-01\n[[revenue]]\nname = \"X\"\nonce = 5\ndate = 2027-05-01\n[[burn]]\nname = \"Y\"\nannual = 1\nrequires = { after = \"X\" }\n",
            ),
            "`after` must name one thing, and 2 are called `X`",
        ),
        (
            said(
                "[[burn]]\nname = \"X\"\nonce = 5\ndate = 2027-05-01\n[[response]]\nname = \"R\"\nwhen_runway_below = 6\ncut = 0.1\nlines = [\"X\"]\n",
            ),
            "`X` cannot be cut: it is one amount on one day",
        ),
    ] {
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(found.contains(expected), "{expected}:\n{found}");
    }
}

#[test]
fn a_level_that_recurs_for_ever_after_a_zero_is_doubted() {
    let line = |years: &str| format!("[[burn]]\nname = \"Machine\"\nannual = {{ by_year = {{ {years} }} }}");
    let doubts = |years: &str| model(&company(4, "month", 100.0, [0.0, 12.0], &line(years))).warnings().join("\n");
    let doubt = "`burn.Machine.annual` is 0 in 2027 and recurs every year from 2028 on: write `once` with `date` for one amount, or `from` \
                 for a line that begins then";
    assert!(doubts("2027 = 0, 2028 = 300").contains(doubt));
    for fine in
        ["2027 = 0, 2028 = 300, 2029 = 0", "2027 = 1, 2028 = 300", "2027 = 0, 2030 = 300", "2029 = 0, 2030 = 300"]
    {
        assert!(!doubts(fine).contains("recurs"), "{fine}");
    }
}

#[test]
fn scenarios_made_in_code_have_lines_with_dates() {
    let made = Scenario::builder("acme")
        .start(date(2027, 1, 1))
        .years(4)
        .cash(1000.0)
        .burn("All", 240.0)
        .burn_once("Machine", date(2028, 6, 1), 300.0)
        .burn_from("Lease", date(2029, 1, 1), 120.0);
    let model = made.build().unwrap().model;
    // 220 are left on 1 January 2029, which 30 a month take in 7 1/3 months.
    assert_eq!(trace(&model, 1, Sampling::Random, 0).exhausted_on, Some(date(2029, 8, 11)));
}
