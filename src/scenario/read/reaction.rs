//! Reads what may happen to a company and what its management does: events and responses.

use super::capital::requirements;
use super::optional;
use crate::error::At;
use crate::scenario::section::SectionReader;
use crate::scenario::{EffectSpec, EventSpec, Lasts, ResponseSpec, YearOrDate};

/// Default of `at_most_every_months`.
const A_YEAR: f64 = 12.0;

/// One `[[event]]`.
pub(super) fn event(section: &mut SectionReader<'_, '_>) -> Option<EventSpec> {
    let (name, probability, on) = (section.text("name"), section.yearly("probability"), section.text("on"));
    let (from, until, once) = (section.year_or_date("from"), section.year_or_date("until"), section.truth("once"));
    let effect = effect(section);
    let lasts = optional(section, "lasts", |section| section.lasts("lasts"));
    let requires = requirements(section);
    section.source();
    if let Some(place) = section.key_place("date") {
        section.offer(["date"]);
        let help = "write `from` and `until`; an amount that comes on a day, or does not, is a revenue or burn line with `once` and `probability`";
        section.problem(
            Some(place),
            "an event has no `date`: it fires in any month in which it can",
            Some(help.to_owned()),
        );
    }
    if let (Some(from), Some(until)) = (&from, &until) {
        window(section, from.value, until);
    }
    Some(EventSpec {
        name: name?,
        probability: probability?,
        from,
        until,
        once: once.unwrap_or_default(),
        on: on?,
        effect: effect?,
        lasts: lasts?.unwrap_or(Lasts::Years(1)),
        requires: requires?,
    })
}

/// A window must not end before it begins, whenever years end.
fn window(section: &mut SectionReader<'_, '_>, from: YearOrDate, until: &At<YearOrDate>) {
    let (is_empty, got) = match (from, until.value) {
        (YearOrDate::Year(from), YearOrDate::Year(until)) => (until < from, format!("{until} and {from}")),
        (YearOrDate::Date(from), YearOrDate::Date(until)) => (until <= from, format!("{until} and {from}")),
        (YearOrDate::Date(from), YearOrDate::Year(until)) => {
            (until < i64::from(from.year()), format!("{until} and {from}"))
        }
        // The model knows when a year begins.
        (YearOrDate::Year(_), YearOrDate::Date(_)) => return,
    };
    if is_empty {
        section.problem(Some(until.place), format!("`until` must not be before `from`, got {got}"), None);
    }
}

/// `add` or `multiply`.
fn effect(section: &mut SectionReader<'_, '_>) -> Option<EffectSpec> {
    let (add, multiply) = (section.yearly("add"), section.yearly("multiply"));
    match section.written(["add", "multiply"]).as_slice() {
        ["add"] => add.map(EffectSpec::Add),
        ["multiply"] => multiply.map(EffectSpec::Multiply),
        written => {
            let got = if written.is_empty() { "neither" } else { "both" };
            let help = "write add = \"-15% to -5%\", say, or multiply = 0.8";
            let message = format!("an event must have one of `add` and `multiply`, got {got}");
            section.problem(Some(section.place()), message, Some(help.to_owned()));
            None
        }
    }
}

/// One `[[response]]`.
pub(super) fn response(section: &mut SectionReader<'_, '_>) -> Option<ResponseSpec> {
    let (name, trigger, cut) = (section.text("name"), section.number("when_runway_below"), section.distribution("cut"));
    let lines = optional(section, "lines", |section| section.names("lines"));
    let (every, delay) = (section.number("at_most_every_months"), section.number("delay_months"));
    section.source();
    Some(ResponseSpec {
        name: name?,
        when_runway_below: trigger?,
        cut: cut?,
        lines: lines?,
        at_most_every_months: every.map_or(A_YEAR, |every| every.value),
        delay_months: delay.map_or(0.0, |delay| delay.value),
    })
}
