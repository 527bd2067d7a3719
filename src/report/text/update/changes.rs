//! Everything before and after, and by how much it changed; and which drivers moved.

use super::whole;
use crate::answers::{Answers, Change, ClaimAnswer, Estimate, Kind, Moved, Update};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::report::text::before_after::{BeforeAfterRow, table};
use crate::wording::{
    AmountScale, Formatted, Horizon, clean, count, counted, fixed, points, probability, side, supported_decimals,
    whole_digits,
};

/// Drivers that are shown: those that moved farthest.
const MOST_DRIVERS: usize = 3;
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

/// What changes: the headlines in a table, dates and capital in sentences; the rest is in the JSON.
pub(super) fn changes(page: &mut Page, update: &Update) {
    let (before, after, change) = (&update.before, &update.after, &update.change);
    let last = Horizon::of(&before.provenance.scenario).last();
    finding(page, update, &last);
    table(page, &format!("By the end of {last}"), BEFORE_AND_AFTER, &headlines(before, after, change));
}

/// What changes, in sentences.
fn finding(page: &mut Page, update: &Update, last: &str) {
    page.heading("What does it change?");
    let (before, after) = (&update.before, &update.after);
    let change = &update.change.exhaustion.by_horizon;
    let [was, is] = [before.exhaustion.by_horizon, resolved(&after.exhaustion.by_horizon)]
        .map(|share| page.with_interval(&probability(&share)));
    let by = match change.low > 0.0 || change.high < 0.0 {
        true => format!("{} percentage points", page.with_interval(&points(change))),
        false => format!("a change of {} percentage points, which may be none", page.with_interval(&points(change))),
    };
    page.line(&format!("The chance that the cash runs out by the end of {last} was {was} and is {is}: {by}."));
    let horizon = Horizon::of(&before.provenance.scenario);
    let half = |of: &Answers| {
        let (date, interval) = (of.exhaustion.date_quantiles.p50, &of.exhaustion.date_quantile_intervals.p50);
        page.with_interval(&horizon.date(date, interval))
    };
    let (was, is) = (half(before), half(after));
    let [needed, needs] = [before, after].map(|of| of.capital_needed.p90);
    let header = &before.provenance.scenario;
    let scale = AmountScale::of(&[needed.estimate, needs.estimate], &header.unit, &header.currency);
    let [needed, needs] = [needed, needs].map(|amount| page.with_interval(&side(&scale, &amount)));
    page.line(&format!(
        "The date by which half have run out was {was} and is {is}. To last in nine futures of ten took {needed}, and takes \
         {needs} {} more at the start.",
        scale.words
    ));
    let (worth, futures) = (count(whole(update.weights.effective_runs)), count(update.provenance.runs));
    page.line(&format!(
        "The {futures} futures, weighed, are worth {worth} that count alike. Years, dates, amounts and {}, before and after, are in {}.",
        counted(u64::try_from(before.claims.len()).unwrap_or(u64::MAX), "claim"),
        page.file()
    ));
    page.blank();
}

fn headlines(before: &Answers, after: &Answers, change: &Change) -> Vec<BeforeAfterRow> {
    let (without, without_change) =
        ([&before.without_new_capital, &after.without_new_capital], &change.without_new_capital);
    let row = |label: &str, sides: [&Estimate; 2], change: &Estimate| shares(label, sides, change);
    let mut rows = vec![row(
        "the cash runs out",
        [&before.exhaustion.by_horizon, &after.exhaustion.by_horizon],
        &change.exhaustion.by_horizon,
    )];
    if before.without_new_capital.exhaustion != before.exhaustion {
        let sides = without.map(|side| &side.exhaustion.by_horizon);
        rows.push(row("  without new capital", sides, &without_change.exhaustion.by_horizon));
    }
    if before.profitability.asked {
        let sides = [&before.profitability.by_horizon, &after.profitability.by_horizon];
        rows.push(row("it is profitable", sides, &change.profitability.by_horizon));
    }
    rows
}

/// A claim before and after, in full.
fn claim_row(((before, after), change): ((&ClaimAnswer, &ClaimAnswer), &Estimate)) -> BeforeAfterRow {
    shares(clean(&before.text, LONGEST_QUESTION), [&before.probability, &after.probability], change)
}

/// The claims that were asked besides those of the scenario: all of them, in full.
pub(super) fn asked(page: &mut Page, update: &Update) {
    let (before, after) = (&update.before, &update.after);
    let own = before.own_and_asked().0.len();
    let asked = before.claims.iter().zip(&after.claims).zip(&update.change.claims).skip(own);
    let rows: Vec<BeforeAfterRow> = asked.map(claim_row).collect();
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
