//! Everything before and after, and by how much it changed; and which drivers moved.

use super::whole;
use crate::answers::{
    Answers, Change, ClaimAnswer, ClockChange, DateQuantiles, Estimate, Kind, Moved, Order, Update, Year,
};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::report::text::before_after::{BeforeAfterRow, table};
use crate::report::text::tables::{thinned, year_label};
use crate::wording::{
    AmountScale, Formatted, Horizon, clean, count, fixed, points, probability, supported_decimals, whole_digits,
};
use std::collections::BTreeMap;

/// Drivers that are shown: those that moved farthest.
const MOST_DRIVERS: usize = 5;
/// Claims that are shown: those that moved farthest.
const MOST_CLAIMS: usize = 6;
const MOST_OF_A_CLAIM: usize = 90;
/// A probability below this share of its interval's upper end may as well be 0.
const UNRESOLVED: f64 = 0.1;
/// Titles of the three columns of most tables.
const BEFORE_AND_AFTER: [&str; 3] = ["before", "after", "change, percentage points"];

/// A line of probabilities.
fn shares(label: impl Into<String>, [before, after]: [&Estimate; 2], change: &Estimate) -> BeforeAfterRow {
    BeforeAfterRow::of_shares(label, before, &resolved(after), change)
}

/// The probability; or 0 or 1 where its interval is too wide to distinguish it from these: then it is written as under, or over, the
/// interval's end.
pub(super) fn resolved(share: &Estimate) -> Estimate {
    let Estimate { estimate, low, high } = *share;
    if estimate < UNRESOLVED * high {
        Estimate { estimate: 0.0, low: 0.0, high }
    } else if 1.0 - estimate < UNRESOLVED * (1.0 - low) {
        Estimate { estimate: 1.0, low, high: 1.0 }
    } else {
        *share
    }
}

/// Everything before, after and by how much it changed.
pub(super) fn changes(page: &mut Page, update: &Update) {
    let (before, after, change) = (&update.before, &update.after, &update.change);
    let last = Horizon::of(&before.provenance.scenario).last();
    finding(page, update, &last);
    table(page, &format!("By the end of {last}"), BEFORE_AND_AFTER, &headlines(before, after, change));
    let heading = "The cash has run out by the end of";
    let sides = [before, after].map(|side| &side.exhaustion.by_end_of_year);
    table(page, heading, BEFORE_AND_AFTER, &years(before, sides, &change.exhaustion));
    let heading = "It is profitable by the end of";
    let sides = [before, after].map(|side| &side.profitability.by_end_of_year);
    table(page, heading, BEFORE_AND_AFTER, &years(before, sides, &change.profitability));
    table(page, "The cash has run out in", ["before", "after", ""], &dates(before, after));
    let (heading, rows) = needs(before, after, &last);
    table(page, &heading, ["before", "after", ""], &rows);
    let claims = claims(before, after, change);
    if !claims.is_empty() {
        table(page, "Claims", BEFORE_AND_AFTER, &claims);
    }
    if let Some(more @ 1..) = before.own_and_asked().0.len().checked_sub(MOST_CLAIMS) {
        page.line(&format!("and {more} more that moved less, in update.json"));
        page.blank();
    }
}

/// What changes, in a sentence.
fn finding(page: &mut Page, update: &Update, last: &str) {
    page.heading("What does it change?");
    let (before, after) = (&update.before.exhaustion, &update.after.exhaustion);
    let change = &update.change.exhaustion.by_horizon;
    let [was, is] =
        [before.by_horizon, resolved(&after.by_horizon)].map(|share| page.with_interval(&probability(&share)));
    let by = match change.low > 0.0 || change.high < 0.0 {
        true => format!("{} percentage points", page.with_interval(&points(change))),
        false => format!("a change of {} percentage points, which may be none", page.with_interval(&points(change))),
    };
    page.line(&format!("The chance that the cash runs out by the end of {last} was {was} and is {is}: {by}."));
    let (worth, futures) = (count(whole(update.weights.effective_runs)), count(update.provenance.runs));
    page.line(&format!(
        "The {futures} futures, weighed, are worth {worth} that count alike: the ranges after are wider for it."
    ));
    page.blank();
}

fn headlines(before: &Answers, after: &Answers, change: &Change) -> Vec<BeforeAfterRow> {
    let (without, without_change) =
        ([&before.without_new_capital, &after.without_new_capital], &change.without_new_capital);
    let row = |label: &str, sides: [&Estimate; 2], change: &Estimate| shares(label, sides, change);
    let order =
        |label: &str, of: fn(&Order) -> &Estimate| row(label, [of(&before.order), of(&after.order)], of(&change.order));
    let mut rows = vec![row(
        "the cash runs out",
        [&before.exhaustion.by_horizon, &after.exhaustion.by_horizon],
        &change.exhaustion.by_horizon,
    )];
    if before.without_new_capital.exhaustion != before.exhaustion {
        let sides = without.map(|side| &side.exhaustion.by_horizon);
        rows.push(row("  without new capital", sides, &without_change.exhaustion.by_horizon));
    }
    let sides = [&before.profitability.by_horizon, &after.profitability.by_horizon];
    rows.push(row("it is profitable", sides, &change.profitability.by_horizon));
    rows.push(order("profitable, cash lasts", |order| &order.profitable_first));
    rows.push(order("profitable, then out", |order| &order.exhausted_later));
    rows.push(order("out of cash first", |order| &order.exhausted_first));
    rows.push(order("neither", |order| &order.neither));
    rows
}

fn years(
    answers: &Answers,
    [before, after]: [&BTreeMap<Year, Estimate>; 2],
    change: &ClockChange,
) -> Vec<BeforeAfterRow> {
    let all: Vec<Year> = before.keys().copied().collect();
    let row = |year: &Year| {
        let label = year_label(*year, &answers.provenance.scenario);
        Some(shares(label, [before.get(year)?, after.get(year)?], change.by_end_of_year.get(year)?))
    };
    // The last year is the horizon, which stands above.
    let shown = thinned(&all).0;
    shown.iter().take(shown.len().saturating_sub(1)).filter_map(row).collect()
}

fn nothing() -> Formatted {
    Formatted { value: String::new(), interval: String::new() }
}

fn dates(before: &Answers, after: &Answers) -> Vec<BeforeAfterRow> {
    let horizon = Horizon::of(&before.provenance.scenario);
    let row = |label: &str, p: fn(&DateQuantiles<_>) -> &_, interval: fn(&DateQuantiles<_>) -> &_| {
        let side = |of: &Answers| {
            horizon.date(*p(&of.exhaustion.date_quantiles), interval(&of.exhaustion.date_quantile_intervals))
        };
        BeforeAfterRow { label: label.to_owned(), cells: [side(before), side(after), nothing()] }
    };
    vec![
        row("one future in ten by", |of| &of.p10, |of| &of.p10),
        row("half by", |of| &of.p50, |of| &of.p50),
        row("nine in ten by", |of| &of.p90, |of| &of.p90),
    ]
}

/// Capital needed, under a heading with the scale of the amounts.
fn needs(before: &Answers, after: &Answers, last: &str) -> (String, Vec<BeforeAfterRow>) {
    let (a, b) = (&before.capital_needed, &after.capital_needed);
    let all = [a, b].map(|of| [of.p50, of.p75, of.p90, of.p95, of.p99].map(|amount| amount.estimate));
    let scale =
        AmountScale::of(all.as_flattened(), &before.provenance.scenario.unit, &before.provenance.scenario.currency);
    let side = |of: &Estimate| {
        let [value, low, high] = scale.amount(of);
        let interval = match (of.low < of.high, of.high.is_finite()) {
            (true, true) => format!("({low} to {high})"),
            (true, false) => format!("({low} or more)"),
            _ => String::new(),
        };
        Formatted { value, interval }
    };
    let row = |label: &str, before: &Estimate, after: &Estimate| BeforeAfterRow {
        label: label.to_owned(),
        cells: [side(before), side(after), nothing()],
    };
    let rows = vec![
        row("50 %", &a.p50, &b.p50),
        row("75 %", &a.p75, &b.p75),
        row("90 %", &a.p90, &b.p90),
        row("95 %", &a.p95, &b.p95),
        row("99 %", &a.p99, &b.p99),
    ];
    (format!("{} more at the start to last to the end of {last}, for a chance of", scale.words), rows)
}

fn claims(before: &Answers, after: &Answers, change: &Change) -> Vec<BeforeAfterRow> {
    let own = before.own_and_asked().0.len();
    let mut claims: Vec<_> = before.claims.iter().zip(&after.claims).zip(&change.claims).take(own).collect();
    claims.sort_by(|a, b| b.1.estimate.abs().total_cmp(&a.1.estimate.abs()));
    claims.iter().take(MOST_CLAIMS).map(|claim| claim_row(claim, MOST_OF_A_CLAIM)).collect()
}

/// A claim before and after, its text up to `longest` characters.
fn claim_row(((before, after), change): &((&ClaimAnswer, &ClaimAnswer), &Estimate), longest: usize) -> BeforeAfterRow {
    shares(clean(&before.text, longest), [&before.probability, &after.probability], change)
}

/// The claims that were asked besides those of the scenario: all of them, in full.
pub(super) fn asked(page: &mut Page, update: &Update) {
    let (before, after) = (&update.before, &update.after);
    let own = before.own_and_asked().0.len();
    let asked = before.claims.iter().zip(&after.claims).zip(&update.change.claims).skip(own);
    let rows: Vec<BeforeAfterRow> = asked.map(|claim| claim_row(&claim, LONGEST_QUESTION)).collect();
    if !rows.is_empty() {
        table(page, "What you asked", BEFORE_AND_AFTER, &rows);
    }
}

/// Which drivers moved.
pub(super) fn moved(page: &mut Page, update: &Update) {
    let resolved: Vec<&Moved> = update.drivers.iter().filter(|moved| moved.resolved).collect();
    if resolved.is_empty() {
        return;
    }
    let row = |moved: &&Moved| {
        let spread = moved.before.std_dev;
        let Estimate { estimate, low, high } = moved.shift;
        let half = 0.5 * (high - low);
        let decimals = supported_decimals(half).unwrap_or(2).clamp(0, 4);
        let sign = if estimate > 0.0 { "+" } else { "" };
        let shift = Formatted {
            value: format!("{sign}{}", fixed(estimate, decimals)),
            interval: format!("± {}", fixed(half, decimals)),
        };
        let mean = |of: f64| Formatted { value: mean(of, half * spread, moved.kind), interval: String::new() };
        let year = moved.year.map_or_else(String::new, |year| format!(" in {year}"));
        let label = clean(&moved.driver, 50) + &year;
        BeforeAfterRow { label, cells: [mean(moved.before.mean), mean(moved.after.mean), shift] }
    };
    let rows: Vec<BeforeAfterRow> = resolved.iter().take(MOST_DRIVERS).map(row).collect();
    table(page, "What moved most, on average", ["before", "after", "in standard deviations of before"], &rows);
    if let Some(more @ 1..) = resolved.len().checked_sub(MOST_DRIVERS) {
        page.line(&format!("and {more} more that moved by more than chance, in update.json"));
        page.blank();
    }
}

/// A mean with the digits that its error supports.
fn mean(value: f64, half: f64, kind: Kind) -> String {
    let (value, half) = if kind == Kind::Share { (100.0 * value, 100.0 * half) } else { (value, half) };
    let least = 3 - whole_digits(value.abs());
    let decimals = supported_decimals(half).unwrap_or(least).min(least.max(0)).clamp(-12, 6);
    let unit = if kind == Kind::Share { " %" } else { "" };
    format!("{}{unit}", fixed(value, decimals))
}
