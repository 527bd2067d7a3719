//! What is varied: the uncertain drivers, and those of them that are correlated as one unit.

use super::types::HeldAt;
use crate::model::{Curve, Driver, DriverId, Event, Model, Occurrence};

/// The latents of the 10 % and the 90 % quantile.
const QUANTILES: [f64; 2] = [-1.281_551_565_544_600_5, 1.281_551_565_544_600_5];
/// Latents at which what happens or not does not, and does.
const NO_AND_YES: [f64; 2] = [-8.0, 8.0];

/// Whether a driver has draws of its own.
fn is_uncertain(driver: &Driver) -> bool {
    driver.curves.iter().any(|curve| matches!(curve, Curve::Drawn { .. }))
}

/// The drivers that have draws of their own.
pub(super) fn uncertain(model: &Model) -> Vec<DriverId> {
    (0..model.inputs.drivers.len()).filter(|&id| is_uncertain(&model.inputs.drivers[id])).collect()
}

/// The uncertain drivers in units whose draws are independent: each by itself, but the members of a group together.
pub(super) fn units(model: &Model) -> Vec<Vec<DriverId>> {
    let uncertain = uncertain(model);
    let is_first = |id: &DriverId| {
        let group = model.inputs.drivers[*id].group;
        group.is_none() || uncertain.iter().find(|other| model.inputs.drivers[**other].group == group) == Some(id)
    };
    let unit = |id: DriverId| match model.inputs.drivers[id].group {
        None => vec![id],
        group => uncertain.iter().copied().filter(|&other| model.inputs.drivers[other].group == group).collect(),
    };
    uncertain.iter().copied().filter(is_first).map(unit).collect()
}

/// Where a driver is held low and high, as latents and as a reader knows it.
pub(super) struct Ends {
    pub(super) latents: [f64; 2],
    pub(super) held_at: [HeldAt; 2],
    pub(super) is_share: bool,
}

/// Where a driver is held.
pub(super) fn ends(id: DriverId, model: &Model) -> Ends {
    let driver = &model.inputs.drivers[id];
    let is_share = driver.limits.are_of_fractions;
    let Some(words) = no_and_yes(id, model) else {
        return Ends { latents: QUANTILES, held_at: QUANTILES.map(|latent| held_at(latent, driver, model)), is_share };
    };
    Ends { latents: NO_AND_YES, held_at: words.map(HeldAt::Words), is_share: false }
}

fn held_at(latent: f64, driver: &Driver, model: &Model) -> HeldAt {
    let value = |curve: &Curve| driver.limits.apply(curve.at(latent, &model.inputs.tables));
    if driver.curves.iter().all(|curve| *curve == driver.curves[0]) {
        return HeldAt::Value(value(&driver.curves[0]));
    }
    HeldAt::ByYear(model.inputs.calendar.years().into_iter().zip(driver.curves.iter().map(value)).collect())
}

/// What a driver decides, not happening and happening, in words; `None` if it decides nothing.
fn no_and_yes(id: DriverId, model: &Model) -> Option<[String; 2]> {
    if let Some((occurrence, _)) = model.company.chances().find(|(_, chance)| chance.closes == id) {
        let words = match occurrence {
            Occurrence::Capital(_) => ["does not close", "closes"],
            Occurrence::Revenue(_) | Occurrence::Burn(_) => ["does not happen", "happens"],
        };
        return Some(words.map(str::to_owned));
    }
    let event = model.inputs.events.iter().find(|event| event.fires == id)?;
    Some(["never".to_owned(), happens(event, model)])
}

fn happens(event: &Event, model: &Model) -> String {
    let years = model.inputs.calendar.years();
    let [first, last] = [*event.years.start(), *event.years.end()].map(|place| years.get(place).copied());
    let (Some(first), Some(last)) = (first, last) else { return "always".to_owned() };
    let is_whole = event.years == (0..=years.len() - 1);
    match (event.once, is_whole) {
        _ if first == last => format!("in {first}"),
        (true, _) => format!("in {first}, once"),
        (false, true) => "every year".to_owned(),
        (false, false) => format!("each year {first}-{last}"),
    }
}
