//! What may happen, in words, as far as it can be said without simulating: capital, lines that begin later, events.

use crate::answers::{chance_to_be, due_dates, event_chance};
use crate::error::visible;
use crate::model::{Contingency, Event, Model, Occurrence};
use crate::wording::{Horizon, day, month, percent};

/// One sentence for each capital, and for each line and event whose course is not certain.
pub(super) fn prospects(model: &Model) -> Vec<String> {
    let capital = (0..model.company.capital.len()).map(|place| occurs(Occurrence::Capital(place), model));
    let others = model.contingencies().into_iter().filter_map(|contingency| match contingency {
        Contingency::Occurs(Occurrence::Capital(_)) => None,
        Contingency::Occurs(line) => Some(occurs(line, model)),
        Contingency::Fires(place) => Some(event(&model.inputs.events[place], place, model)),
        // What is said of loans and capital that repeats says it.
        Contingency::Starts(_) | Contingency::Lent(_) | Contingency::Breaks(_) => None,
    });
    capital.chain(others).collect()
}

fn occurs(occurrence: Occurrence, model: &Model) -> String {
    let (company, horizon) =
        (&model.company, Horizon::new(model.inputs.calendar.end(), model.inputs.calendar.year_ends()));
    let (what, does) = match occurrence {
        Occurrence::Capital(_) => ("Capital", "lands"),
        Occurrence::Revenue(_) if company.is_once(occurrence) => ("Revenue", "comes"),
        Occurrence::Burn(_) if company.is_once(occurrence) => ("Burn", "comes"),
        Occurrence::Revenue(_) => ("Revenue", "begins"),
        Occurrence::Burn(_) => ("Burn", "begins"),
    };
    let chance = company.chance_of(occurrence).map(|_| percent(chance_to_be(occurrence, model)));
    let does = match (chance, occurrence) {
        (Some(chance), Occurrence::Capital(_)) => format!("closes with a chance of {chance} and then lands"),
        (Some(chance), _) => format!("{does} with a chance of {chance}, then"),
        (None, _) => does.to_owned(),
    };
    let condition = if company.required_of(occurrence).is_empty() { "" } else { ", if what it requires is met" };
    let [early, middle, late] = due_dates(occurrence, model);
    let when = match (early, late) {
        (Some(early), Some(late)) if early == late => format!("on {}", day(early)),
        (None, _) => horizon.after(),
        (Some(early), late) => {
            let [middle, late] = [middle, late].map(|date| date.map_or_else(|| horizon.after(), month));
            format!("between {} and {late} in nine futures in ten, by {middle} in half of them", month(early))
        }
    };
    format!("{what} {} {does} {when}{condition}.", visible(company.name_of(occurrence)))
}

fn event(event: &Event, place: usize, model: &Model) -> String {
    let last = Horizon::new(model.inputs.calendar.end(), model.inputs.calendar.year_ends()).last();
    let often = if event.once { "" } else { ", at least once," };
    let condition =
        if model.required_of(Contingency::Fires(place)).is_empty() { "" } else { ", where what it requires holds" };
    let chance = percent(event_chance(event, model));
    format!("Event {} fires{often} by the end of {last} with a chance of {chance}{condition}.", visible(&event.name))
}
