//! Reads what a revenue stream or a burn line says beside its form: when it exists, what it waits for, and what it is multiplied by.

use super::capital::requirements;
use crate::scenario::section::SectionReader;
use crate::scenario::value::ValueReader;
use crate::scenario::{LineTermsSpec, OnceSpec};

/// Keys that are about one amount on one day.
const OF_ONCE: [&str; 4] = ["date", "probability", "delay_months", "patience_months"];
/// Keys that are about amounts that recur.
const OF_RECURRING: [&str; 8] = [
    "from",
    "until",
    "starts_late_months",
    "season",
    "billed_every_months",
    "due_months",
    "in_advance",
    "before_start",
];

/// When a line exists, and what it is multiplied by.
pub(super) fn terms(section: &mut SectionReader<'_, '_>) -> Option<LineTermsSpec> {
    let (from, until) = (section.date("from"), section.date("until"));
    let starts_late_months = section.distribution("starts_late_months");
    let requires = requirements(section);
    let (season, indexed_to) = (section.season("season"), section.text("indexed_to"));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value <= from.value
    {
        let message = format!("`until` must be after `from`, got {} and {}", until.value, from.value);
        let help = "`until` is the first day on which the line no longer exists";
        section.problem(Some(until.place), message, Some(help.to_owned()));
    }
    let before_start = section.value("before_start").and_then(ValueReader::months_before);
    existed(section);
    Some(LineTermsSpec { from, until, starts_late_months, requires: requires?, season, indexed_to, before_start })
}

/// Refuses what was before the start of a line that begins later, or of which nothing is still due then.
fn existed(section: &mut SectionReader<'_, '_>) {
    let place = section.key_place("before_start");
    if place.is_none() {
        return;
    }
    if let Some(key) = section.written(["from", "starts_late_months", "requires"]).first() {
        let message = format!("`before_start` must stand without `{key}`");
        section.problem(place, message, Some("a line that begins later has no months before the start".to_owned()));
    }
    let lags = ["collected_after_months", "paid_after_months", "billed_every_months", "due_months", "once"];
    if section.written(lags).is_empty() {
        let help =
            "it says what is still to be paid at the start, and all of this line's cash moves at once: leave it out";
        section.problem(
            place,
            "`before_start` must have a key beside it that says when cash moves",
            Some(help.to_owned()),
        );
    }
}

/// `once` with its `date`; `None` if it is not written or could not be read.
pub(super) fn once(section: &mut SectionReader<'_, '_>, lag: &'static str) -> Option<Box<OnceSpec>> {
    let (amount, date) = (section.distribution("once"), section.date("date"));
    let (probability, delay_months) = (section.distribution("probability"), section.distribution("delay_months"));
    let patience = section.number("patience_months");
    if section.written(["once"]).is_empty() {
        needs_once(section);
        return None;
    }
    if section.written(["date"]).is_empty() {
        let help = "write date = 2028-06-01, say, the day on which it is paid";
        section.problem(section.key_place("once"), "`once` must have `date` beside it", Some(help.to_owned()));
    }
    stands_alone(section, lag);
    if let (Some(patience), true) = (&patience, section.written(["requires"]).is_empty()) {
        let help = "it is for how long it waits until what it `requires` holds";
        section.problem(
            Some(patience.place),
            "`patience_months` must have `requires` beside it",
            Some(help.to_owned()),
        );
    }
    let patience_months = patience.map_or(0.0, |patience| patience.value);
    Some(Box::new(OnceSpec { amount: amount?, date: date?, probability, delay_months, patience_months }))
}

/// Notes the keys that are written without the `once` that they are about.
fn needs_once(section: &mut SectionReader<'_, '_>) {
    for key in section.written(OF_ONCE) {
        let help = match key {
            "date" => "a line that begins on a day says `from`; one amount on one day is `once` with `date`",
            "delay_months" => "a line that begins late says `starts_late_months`",
            "patience_months" => "a line that recurs waits for as long as what it `requires` does not hold",
            _ => "only `once` may not happen; what may happen and then acts on a line is an [[event]]",
        };
        let message = format!("`{key}` must have `once` beside it");
        section.problem(section.key_place(key), message, Some(help.to_owned()));
    }
}

/// Notes the keys that one amount on one day cannot have.
fn stands_alone(section: &mut SectionReader<'_, '_>, lag: &'static str) {
    for key in section.written(OF_RECURRING.into_iter().chain([lag])) {
        let help = if key == lag {
            "`date` is the day on which it is paid: leave this out"
        } else {
            "it is one amount on its `date`, late by `delay_months`: leave this out"
        };
        let message = format!("`{key}` must not stand beside `once`");
        section.problem(section.key_place(key), message, Some(help.to_owned()));
    }
}
