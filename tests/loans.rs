//! Loans and taxes by hand: every payment, day and amount (equations, 28 and 29).

use crate::problems::message;
use crate::support::{answers, model, near};
use jiff::civil::{Date, date};
use runout::answers::{Ledger, LedgerStep, OccurrenceKind, trace};
use runout::error::Faults;
use runout::model::build;
use runout::report::understood;
use runout::sampling::Sampling;
use runout::scenario::Scenario;

/// A company from January 2027 on, in thousands, with this much cash, earning and spending so much a year, and `more`.
fn company(cash: f64, revenue: f64, burn: f64, more: &str) -> String {
    format!(
        "start = 2027-01-01\nyears = 5\nunit = \"thousand\"\n[cash]\nopening = {cash}\n[[revenue]]\nname = \"Sales\"\n\
         annual = {revenue}\n[[burn]]\nname = \"All\"\nannual = {burn}\n{more}"
    )
}

fn ledger(text: &str) -> Ledger {
    trace(&model(text), 1, Sampling::Random, 0)
}

/// The day on which the cash of a certain scenario runs out, with and without new capital.
fn exhausted_on(text: &str) -> [Option<Date>; 2] {
    let answers = answers(text, 64);
    [answers.exhaustion.date_quantiles, answers.without_new_capital.exhaustion.date_quantiles].map(|quantiles| {
        assert_eq!(quantiles.p05, quantiles.p95, "nothing is uncertain");
        quantiles.p50
    })
}

fn paid(step: &LedgerStep) -> f64 {
    step.dealt.repaid + step.dealt.interest
}

/// Twelve months at 6 of interest leave 528. From January 2028 month k takes 8.33 + 16.67 of principal + 6 - (k - 1) / 6 of interest:
/// 504.33 in 17 months and 532.5 in 18, and the payment of the 18th falls on 30 June 2029.
#[test]
fn a_level_loan_takes_its_parts_at_the_ends_of_months() {
    let loan = "[[loan]]\nname = \"Bank\"\nbalance = 600\nrate = \"12%\"\ninterest_only_until = 2028-01-01\n\
                matures = 2031-01-01\nrepays = \"level\"\n";
    let text = company(700.0, 900.0, 1000.0, loan);
    assert_eq!(exhausted_on(&text), [Some(date(2029, 6, 30)); 2], "a balance is no new capital");
    let steps = ledger(&text).steps;
    near(steps[11].cash, 528.0, 1e-9);
    near(steps[17 + 12].cash, 528.0 - 532.5, 1e-9);
    near(steps[47].dealt.repaid, 600.0 / 36.0, 1e-9);
    near(steps.iter().map(|step| step.dealt.repaid).sum(), 600.0, 1e-9);
    near(steps[48].dealt.debt, 0.0, 1e-9);
    near(steps[0].operating_result, -100.0 / 12.0, 1e-9);
    near(steps[0].cash_flow, -100.0 / 12.0 - 6.0, 1e-9);
}

/// 60 payments of 1000 i / (1 - (1 + i)^-60), with i a twelfth of 6 %.
#[test]
fn an_annuity_is_the_textbooks() {
    let loan = |rate: f64| {
        format!(
            "[[loan]]\nname = \"Bank\"\nbalance = 1000\nrate = {rate}\nmatures = 2032-01-01\nrepays = \"annuity\"\n"
        )
    };
    let steps = ledger(&company(2000.0, 0.0, 0.0, &loan(0.06))).steps;
    let payment = 5.0 / (1.0 - 1.005_f64.powi(-60));
    steps.iter().for_each(|step| near(paid(step), payment, 1e-9));
    near(steps[1].dealt.debt, 1000.0 + 5.0 - payment, 1e-9);
    near(steps.iter().map(|step| step.dealt.repaid).sum(), 1000.0, 1e-9);
    let steps = ledger(&company(2000.0, 0.0, 0.0, &loan(0.0))).steps;
    steps.iter().for_each(|step| near(paid(step), 1000.0 / 60.0, 1e-9));
}

/// Twenty payments at 1.5 % a quarter.
#[test]
fn with_longer_steps_payments_fall_at_their_ends() {
    let loan = "[[loan]]\nname = \"Bank\"\nbalance = 1000\nrate = 0.06\nmatures = 2032-01-01\nrepays = \"annuity\"\n";
    let text = company(2000.0, 0.0, 0.0, loan).replacen("years", "step = \"quarter\"\nyears", 1);
    let payment = 15.0 / (1.0 - 1.015_f64.powi(-20));
    ledger(&text).steps.iter().for_each(|step| near(paid(step), payment, 1e-9));
}

/// 8 a month until 390 is paid: after 48 months 6 are left, of which, as of every payment, 1 / 1.3 is principal.
#[test]
fn an_advance_is_repaid_by_a_share_of_revenue() {
    let loan = "[[loan]]\nname = \"Advance\"\namount = 300\ndate = 2027-01-01\nrepays = { revenue_share = 0.08, until = 1.3 }\n";
    let text = company(100.0, 1200.0, 1200.0, loan);
    let steps = ledger(&text).steps;
    near(steps[0].cash, 392.0, 1e-9);
    near(steps[0].dealt.repaid, 8.0 / 1.3, 1e-9);
    near(steps[0].dealt.interest, 8.0 - 8.0 / 1.3, 1e-9);
    near(paid(&steps[48]), 6.0, 1e-9);
    near(paid(&steps[49]), 0.0, 1e-12);
    near(steps.iter().map(|step| step.dealt.repaid).sum(), 300.0, 1e-9);
    near(steps.iter().map(paid).sum(), 390.0, 1e-9);
    assert_eq!(exhausted_on(&text), [None; 2]);
}

/// 100 a month go: 250 are left on 1 May, 150 on 1 June, when a covenant at 250 breaks.
#[test]
fn a_covenant_breaks_at_the_start_of_the_first_step_at_which_it_does_not_hold() {
    let loan = |follows: &str| {
        let covenant = format!("covenant = {{ cash_at_least = 250{follows} }}\n");
        company(
            650.0,
            0.0,
            1200.0,
            &format!(
                "[[loan]]\nname = \"Bank\"\nbalance = 100\nrate = 0\nmatures = 2031-01-01\nrepays = \"at_maturity\"\n{covenant}"
            ),
        )
    };
    // 100 are called, 50 are left, and June has 30 days.
    assert_eq!(exhausted_on(&loan(""))[0], Some(date(2027, 6, 16)));
    assert_eq!(exhausted_on(&loan(", if_broken = \"report\""))[0], Some(date(2027, 7, 16)));
}

/// Borrowed on 16 April at 12 %: half of April costs 3, of 600 at 6 a month.
#[test]
fn a_loan_with_a_date_is_new_capital_and_costs_nothing_before_it_is_lent() {
    let loan = "[[loan]]\nname = \"Bank\"\namount = 600\ndate = 2027-04-16\nrate = 0.12\nmatures = 2028-07-01\nrepays = \"level\"\n";
    let text = company(450.0, 0.0, 1200.0, loan);
    let [with, without] = exhausted_on(&text);
    assert_eq!(without, Some(date(2027, 5, 16)), "as if nothing were lent: 450 at 100 a month");
    assert!(with > without);
    let steps = ledger(&text).steps;
    near(steps[3].dealt.drawn, 600.0, 1e-9);
    near(steps[3].dealt.interest, 3.0, 1e-9);
    near(steps[3].dealt.repaid, 0.0, 1e-12);
    near(steps[4].dealt.interest, 6.0, 1e-9);
    // May 2027 to June 2028 are 14 months.
    near(steps[4].dealt.repaid, 600.0 / 14.0, 1e-9);
    near(steps[17].dealt.debt, 600.0 / 14.0, 1e-9);
    near(steps[18].dealt.debt, 0.0, 1e-9);
}

/// What is owed costs 1 at each month's end: 46 are left on 1 May, which at 100 a month last 14.3 days.
#[test]
fn without_new_capital_nothing_is_lent_repaid_or_repeated_but_what_was_owed_stays() {
    let owed = "[[loan]]\nname = \"Old\"\nbalance = 100\nrate = 0.12\nmatures = 2031-01-01\nrepays = \"at_maturity\"\n";
    let new = "[[loan]]\nname = \"New\"\namount = 300\ndate = 2027-01-01\nrate = 0.24\nmatures = 2027-05-01\nrepays = \"level\"\n\
               [[capital]]\nname = \"Grants\"\ndate = 2027-01-15\namount = 40\nevery = \"month\"\nuntil = 2028-01-01\n";
    let cut = "[[response]]\nname = \"Cut\"\nwhen_runway_below = 12\ncut = 0\n";
    for reacts in ["", cut] {
        let [with, without] = exhausted_on(&company(450.0, 0.0, 1200.0, &[owed, new, reacts].concat()));
        assert_eq!(without, Some(date(2027, 5, 15)));
        assert!(with > without);
        assert_eq!(exhausted_on(&company(450.0, 0.0, 1200.0, &[owed, reacts].concat())), [without; 2]);
    }
}

/// 450 over 50 of the result and 150 of the plant's, less 100 of revenue: 4.5 months, whatever is lent, owed, taxed or granted at once.
#[test]
fn the_naive_runway_knows_neither_loans_nor_taxes_nor_instalments() {
    let plant = "[[burn]]\nname = \"Plant\"\nannual = 1800\ncounts_in = \"cash\"\n";
    let more = "[[loan]]\nname = \"Old\"\nbalance = 100\nrate = 0.12\nmatures = 2028-06-01\nrepays = \"level\"\n\
                [[loan]]\nname = \"New\"\namount = 300\ndate = 2027-12-01\nrate = 0.12\nmatures = 2031-01-01\nrepays = \"annuity\"\n\
                [[capital]]\nname = \"Grants\"\ndate = 2027-12-01\namount = 40\nevery = \"month\"\nuntil = 2029-01-01\n\
                [tax]\nrate = 0.5\npaid_after_months = 0\n";
    let text = |more: &str| company(450.0, 1200.0, 600.0, more).replacen("2027-01-01", "2027-12-01", 1);
    let all = text(&[plant, more].concat());
    near(answers(&all, 64).naive_runway_months.unwrap(), 4.5, 1e-12);
    // The tax of December 2027 is paid on its last day: half of 50, less interest of 1 and 3.
    near(ledger(&all).steps[0].cash_flow, -100.0 - 4.0 - 23.0, 1e-9);
}

/// A bridge on the last day saves nobody who is out before, whatever the step.
#[test]
fn what_is_lent_lands_on_its_day() {
    for step in ["month", "quarter"] {
        let loan = "[[loan]]\nname = \"Bank\"\namount = 9000\ndate = 2027-05-31\nrate = 0\nmatures = 2031-01-01\nrepays = \"at_maturity\"\n";
        let text = company(450.0, 0.0, 1200.0, loan).replacen("years", &format!("step = \"{step}\"\nyears"), 1);
        assert_eq!(exhausted_on(&text)[0], Some(date(2027, 5, 16)), "by {step}");
    }
}

/// 600 a year at 25 %: 150 on the last day of June of the next year. With 700 of losses before, 100 are left for 2028: 125 on 500.
#[test]
fn tax_is_paid_some_months_after_the_year_on_what_losses_leave() {
    let paid_in = |tax: &str| -> Vec<(usize, f64)> {
        let steps = ledger(&company(100.0, 1200.0, 600.0, tax)).steps;
        steps.iter().map(|step| step.dealt.tax).enumerate().filter(|(_, tax)| *tax != 0.0).collect()
    };
    assert_eq!(paid_in("[tax]\nrate = 0.25\n").len(), 4, "the tax of 2031 falls due after the horizon");
    assert_eq!(
        paid_in("[tax]\nrate = 0.25\npaid_after_months = 0\n").iter().map(|(step, _)| *step).collect::<Vec<_>>(),
        [11, 23, 35, 47, 59]
    );
    let late = paid_in("[tax]\nrate = 0.25\nlosses_brought_forward = 700\n");
    assert_eq!(late.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [29, 41, 53]);
    near(late[0].1, 125.0, 1e-9);
    near(late[1].1, 150.0, 1e-9);
}

/// Half a year of 300 is taxed on its months; interest of 6 a month lessens it; the yield does not add to it.
#[test]
fn a_part_year_is_taxed_on_its_months_and_interest_lessens_the_tax() {
    let loan =
        "[[loan]]\nname = \"Bank\"\nbalance = 600\nrate = 0.12\nmatures = 2040-01-01\nrepays = \"at_maturity\"\n";
    let text = company(100.0, 1200.0, 600.0, &format!("{loan}[tax]\nrate = 0.25\npaid_after_months = 3\n"))
        .replacen("2027-01-01", "2027-07-01", 1)
        .replacen("opening = 100", "opening = 100\nyield = 0.05", 1);
    let steps = ledger(&text).steps;
    near(steps[8].dealt.tax, 0.25 * (300.0 - 36.0), 1e-9);
    near(steps[20].dealt.tax, 0.25 * (600.0 - 72.0), 1e-9);
    near(steps[8].operating_result, 50.0, 1e-9);
    let moved = steps[8].operating_result - steps[8].dealt.interest + steps[8].dealt.earned - steps[8].dealt.tax;
    near(steps[8].cash_flow, moved, 1e-9);
}

/// The tax of 300 on 31 March takes the last cash: 1,200 a year come in no more after the first year.
#[test]
fn a_tax_can_exhaust_a_company_on_the_last_day_of_its_month() {
    let revenue = "{ by_year = { 2027 = 1200, 2028 = 0 } }";
    let text =
        company(0.0, 1.0, 0.0, "[tax]\nrate = 1\npaid_after_months = 3\n[[burn]]\nname = \"Rent\"\nannual = 12\n")
            .replacen("annual = 1\n", &format!("annual = {revenue}\n"), 1);
    assert_eq!(exhausted_on(&text)[0], Some(date(2028, 3, 31)));
}

/// A loan that closes with 0.6, half a year late, and needs revenue that there is; one that needs more than there is; a covenant that breaks
/// when cash of 100, which falls by 10 a month, is first below 75 at the start of a month: on 1 April.
#[test]
fn loans_their_covenants_and_programmes_are_among_what_happens_along_the_way() {
    let lent = |name: &str, more: &str| {
        format!(
            "[[loan]]\nname = \"{name}\"\namount = 0.001\ndate = 2027-03-01\nrate = 0\nmatures = 2030-01-01\n\
             repays = \"at_maturity\"\n{more}\n"
        )
    };
    let owed = "[[loan]]\nname = \"Owed\"\nbalance = 0.001\nrate = 0\nmatures = 2030-01-01\nrepays = \"at_maturity\"\n\
                covenant = { cash_at_least = 75, if_broken = \"report\" }\n";
    let market = "[[capital]]\nname = \"Market\"\ndate = 2027-02-10\namount = 0.001\nprobability = 0.5\nevery = \"month\"\n\
                  until = 2027-04-11\n";
    let late = lent("Late", "probability = 0.6\ndelay_months = 6\nrequires = { revenue_at_least = 100 }");
    let never = lent("Never", "requires = { revenue_at_least = 200 }\npatience_months = 3");
    let text = company(100.0, 120.0, 240.0, &(late + &never + &lent("Sure", "") + owed + market));
    let answers = answers(&text, 20_000);
    let found = |name: &str| answers.occurrences.iter().find(|one| one.name == name).unwrap();
    assert_eq!(answers.occurrences.len(), 4, "what is sure to be lent on its day is not among it");
    let late = found("Late");
    crate::support::holds(late.probability, 0.6, 20_000, 4.0);
    assert_eq!((late.kind, late.date_quartiles.unwrap().p50), (OccurrenceKind::Loan, date(2027, 9, 1)));
    let missed = late.not_occurred.as_ref().unwrap();
    crate::support::holds(missed.not_to_be, 0.4, 20_000, 4.0);
    assert!(missed.requirements[0].not_met.estimate < 1e-12);
    let never = found("Never").not_occurred.as_ref().unwrap();
    assert!((never.requirements[0].not_met.estimate - 1.0).abs() < 1e-12);
    let breaks = found("Owed");
    assert!((breaks.probability.estimate - 1.0).abs() < 1e-12 && breaks.not_occurred.is_none());
    assert_eq!((breaks.kind, breaks.date_quartiles.unwrap().p25), (OccurrenceKind::Covenant, date(2027, 4, 1)));
    // Of three instalments the first that lands: 7/8 that any does, on 10 February in four of seven cases.
    let market = found("Market");
    crate::support::holds(market.probability, 0.875, 20_000, 4.0);
    assert_eq!((market.kind, market.date_quartiles.unwrap().p50), (OccurrenceKind::Programme, date(2027, 2, 10)));
}

const DOLLAR: &str = "[[index]]\nname = \"Dollar\"\ngrowth = \"44%\"\n";

/// An indexed loan, with these keys.
fn in_dollars(name: &str, keys: &str) -> String {
    format!("[[loan]]\nname = \"{name}\"\nindexed_to = \"Dollar\"\n{keys}\n")
}

/// What the index multiplies by after so many months.
fn dollar(months: f64) -> f64 {
    1.44_f64.powf(months / 12.0)
}

/// An exchange rate that grows by 44 % a year is 1.2 after half a year: of a loan of 100 in 50 parts of 2, with 1 % a month, the sixth payment is
/// 2 and 0.9 of interest on what is owed, times 1.2. One of 10 lent on 1 July brings 12, and one on 16 April what the rate is in its middle.
#[test]
fn an_indexed_loan_is_lent_and_paid_at_the_level_of_the_day() {
    let owed = in_dollars("Bank", "balance = 100\nrate = \"12%\"\nmatures = 2031-03-01\nrepays = \"level\"");
    let new =
        in_dollars("New", "amount = 10\ndate = 2027-07-01\nrate = 0\nmatures = 2031-01-01\nrepays = \"at_maturity\"");
    let within =
        in_dollars("Within", "amount = 5\ndate = 2027-04-16\nrate = 0\nmatures = 2040-01-01\nrepays = \"at_maturity\"");
    let text = company(1000.0, 0.0, 0.0, &[DOLLAR, &owed, &new, &within].concat());
    let steps = ledger(&text).steps;
    near(steps[5].dealt.repaid, 2.0 * 1.2, 1e-9);
    near(steps[5].dealt.interest, 0.01 * 90.0 * 1.2, 1e-9);
    near(steps[6].dealt.drawn, 12.0, 1e-9);
    near(steps[3].dealt.drawn, 5.0 * dollar(3.5), 1e-9);
    near(steps[3].dealt.debt, (94.0 + 5.0) * dollar(3.0), 1e-9);
    near(steps[47].dealt.repaid, (2.0 + 10.0) * dollar(48.0), 1e-9);
    let mut cash = 1000.0;
    for step in &steps {
        near(step.cash_flow, -step.dealt.interest, 1e-9);
        cash += step.cash_flow + step.dealt.drawn - step.dealt.repaid;
        near(step.cash, cash, 1e-9);
    }
}

/// A tenth of 100 a month is 10, of which 1 / 1.3 is principal, whatever the rate; what is left is owed at the rate of the day, and 130 are paid in
/// all, each part at the rate of its day.
#[test]
fn a_share_of_revenue_pays_less_of_a_loan_whose_index_has_risen() {
    let keys = "balance = 100\nrepays = { revenue_share = 0.1, until = 1.3 }";
    let steps = ledger(&company(1000.0, 1200.0, 1200.0, &[DOLLAR, &in_dollars("Advance", keys)].concat())).steps;
    near(paid(&steps[0]), 10.0, 1e-9);
    near(steps[0].dealt.repaid, 10.0 / 1.3, 1e-9);
    near(steps[1].dealt.debt, 100.0 * dollar(1.0) - 10.0 / 1.3, 1e-9);
    let parts = steps.iter().enumerate().map(|(step, of)| paid(of) / dollar(step as f64 + 1.0));
    near(parts.sum(), 130.0, 1e-9);
    assert!(steps.iter().filter(|step| paid(step) > 0.0).count() > 13, "it takes longer than without the index");
}

/// 100 a month go: 150 are left on 1 June, after five months, when a covenant at 250 breaks and 100 times the rate of that day are called.
#[test]
fn what_is_called_of_an_indexed_loan_takes_the_level_of_that_day() {
    let keys =
        "balance = 100\nrate = 0\nmatures = 2031-01-01\nrepays = \"at_maturity\"\ncovenant = { cash_at_least = 250 }";
    let text = company(650.0, 0.0, 1200.0, &[DOLLAR, &in_dollars("Bank", keys)].concat());
    let steps = ledger(&text).steps;
    near(steps[5].dealt.repaid, 100.0 * dollar(5.0), 1e-9);
    near(steps[5].cash, 50.0 - 100.0 * dollar(5.0), 1e-9);
    near(steps[6].dealt.debt, 0.0, 0.0);
}

#[test]
fn the_index_of_a_loan_is_told_and_must_exist() {
    let loan = in_dollars("Bank", "balance = 100\nrate = 0\nmatures = 2031-01-01\nrepays = \"at_maturity\"");
    let model = model(&company(1000.0, 0.0, 0.0, &[DOLLAR, &loan].concat()));
    let said = understood(&model, model.warnings(), false);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("each amount times the level of index Dollar on its day"), "{said}");
    assert!(!said.contains("no line follows the index"), "{said}");
    let without = company(1000.0, 0.0, 0.0, &loan);
    let (scenario, sources) = Scenario::from_toml("acme.toml", &without, &[]).unwrap();
    let refused = message(&Faults::new(build(&scenario).unwrap_err(), sources, "acme.toml").into());
    assert!(refused.contains("`loan.Bank.indexed_to`: there is no index `Dollar`"), "{refused}");
}
