//! What investors and lenders ask for, in words.

use super::unit::amounts_in;
use crate::error::visible;
use crate::model::{Model, Occurrence, Requirement};
use crate::wording::{listed, percent, three_digits};

/// "revenue is at least 4 million USD a year and event Launch has fired"
pub(super) fn rules<'r>(rules: impl IntoIterator<Item = &'r Requirement>, model: &Model) -> String {
    let rule = |rule: &Requirement| match *rule {
        Requirement::Revenue(least) => {
            format!("revenue is at least {} {} a year", three_digits(least), amounts_in(model))
        }
        Requirement::Growth(least) => format!("revenue grows by at least {} a year", percent(least)),
        Requirement::Margin(least) => format!("the margin is at least {}", percent(least)),
        Requirement::Runway(least) => format!("the runway is at least {}", months_long(least)),
        Requirement::Event(event) => format!("event {} has fired", visible(&model.inputs.events[event].name)),
        Requirement::NotEvent(event) => format!("event {} has not fired", visible(&model.inputs.events[event].name)),
        Requirement::After(Occurrence::Capital(place)) => {
            format!("capital {} has landed", visible(&model.company.capital[place].name))
        }
        Requirement::After(Occurrence::Revenue(place)) => {
            format!("revenue {} has happened", visible(&model.company.revenue[place].name))
        }
        Requirement::After(Occurrence::Burn(place)) => {
            format!("burn {} has happened", visible(&model.company.burn[place].name))
        }
    };
    listed(&rules.into_iter().map(rule).collect::<Vec<_>>())
}

/// "6 months"
pub(super) fn months_long(months: f64) -> String {
    let plural = if months.to_bits() == 1.0_f64.to_bits() { "" } else { "s" };
    format!("{} month{plural}", three_digits(months))
}
