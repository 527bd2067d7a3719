//! Reads money from outside: rounds of capital, facilities, and what investors and lenders require.

use super::optional;
use crate::scenario::form::REQUIRES;
use crate::scenario::section::SectionReader;
use crate::scenario::{Capital, FacilitySpec, Requirements};

/// One `[[capital]]`.
pub(super) fn capital(section: &mut SectionReader<'_, '_>) -> Option<Capital> {
    let (capital, tied_share) = (lent(section), section.distribution("tied_share"));
    let (every, until) = (section.word("every"), section.date("until"));
    section.source();
    let capital = capital?;
    match (&every, &until) {
        (None, Some(until)) => {
            let help = "`until` ends what repeats: write every = \"month\" beside it";
            section.problem(Some(until.place), "`until` must have `every` beside it", Some(help.to_owned()));
        }
        (Some(_), Some(until)) if until.value <= capital.date.value => {
            let message = format!("`until` must be after `date`, got {} and {}", until.value, capital.date.value);
            section.problem(Some(until.place), message, None);
        }
        _ => {}
    }
    Some(Capital { tied_share, every, until, ..capital })
}

/// What lands on a date under conditions: a round, or a loan.
pub(super) fn lent(section: &mut SectionReader<'_, '_>) -> Option<Capital> {
    let (name, date, amount) = (section.text("name"), section.date("date"), section.distribution("amount"));
    let (probability, delay_months) = (section.distribution("probability"), section.distribution("delay_months"));
    let (patience, requires) = (section.number("patience_months"), requirements(section));
    if let (Some(patience), Some(None)) = (&patience, &requires) {
        let help = "it is for how long a round waits until what it `requires` holds";
        section.problem(
            Some(patience.place),
            "`patience_months` must have `requires` beside it",
            Some(help.to_owned()),
        );
    }
    Some(Capital {
        name: name?,
        date: date?,
        amount: amount?,
        probability,
        delay_months,
        requires: requires?,
        patience_months: patience.map_or(0.0, |patience| patience.value),
        tied_share: None,
        every: None,
        until: None,
    })
}

/// One `[[facility]]`.
pub(super) fn facility(section: &mut SectionReader<'_, '_>) -> Option<FacilitySpec> {
    let (name, limit, rate) = (section.text("name"), section.distribution("limit"), section.distribution("rate"));
    section.refuse_lost_percent("rate");
    let (from, matures, trigger) =
        (section.date("from"), section.date("matures"), section.number("draw_when_runway_below"));
    let requires = requirements(section);
    section.source();
    if let (Some(from), Some(matures)) = (&from, &matures)
        && matures.value <= from.value
    {
        let message = format!("`matures` must be after `from`, got {} and {}", matures.value, from.value);
        section.problem(Some(matures.place), message, None);
    }
    Some(FacilitySpec {
        name: name?,
        limit: limit?,
        rate: rate?,
        from,
        matures: matures?,
        draw_when_runway_below: trigger?,
        requires: requires?,
    })
}

/// `Some(None)` if nothing is required.
pub(super) fn requirements(section: &mut SectionReader<'_, '_>) -> Option<Option<Requirements>> {
    optional(section, "requires", |section| section.table("requires", &REQUIRES, all_required))
}

fn all_required(section: &mut SectionReader<'_, '_>) -> Option<Requirements> {
    let required = Requirements {
        revenue_at_least: section.number("revenue_at_least"),
        growth_at_least: section.number("growth_at_least"),
        margin_at_least: section.number("margin_at_least"),
        runway_months_at_least: section.number("runway_months_at_least"),
        event: section.text("event"),
        not_event: section.text("not_event"),
        after: section.text("after"),
    };
    let asked = REQUIRES.keys.iter().map(|key| key.name);
    requirements_written(section, asked, "requires", "requires = { revenue_at_least = 30 }").then_some(required)
}

/// Whether any of the keys that ask for something is written; if not, that is noted.
pub(super) fn requirements_written(
    section: &mut SectionReader<'_, '_>,
    asked: impl IntoIterator<Item = &'static str>,
    name: &str,
    example: &str,
) -> bool {
    if !section.written(asked).is_empty() || section.has_unknown() {
        return true;
    }
    let help = format!("write {example}, say, or leave it out");
    section.problem(Some(section.place()), format!("`{name}` must ask for something"), Some(help));
    false
}
