//! What can be said without simulating of what may happen: the chances of capital, lines and events, and when they are due.

use super::MaybeDate;
use crate::distribution::{TailProbabilities, standard_normal};
use crate::model::{Calendar, Driver, DriverId, Event, Model, Occurrence};

/// Values of a driver, each equally likely, over which a mean is taken.
const VALUES: u32 = 1_000;
/// Latents of the 5 %, 50 % and 95 % quantiles.
const QUANTILES: [f64; 3] = [-1.644_853_626_951_472_7, 0.0, 1.644_853_626_951_472_7];

/// The chance that something is to be: that capital closes, that an amount comes; 1 where nothing is said of it. What it requires is left
/// out.
#[must_use]
pub fn chance_to_be(occurrence: Occurrence, model: &Model) -> f64 {
    let chance = model.company.chance_of(occurrence);
    chance.map_or(1.0, |closing| mean(model, closing.probability, 0, |probability| probability))
}

/// The day on which something is due: its 5 %, 50 % and 95 % quantiles. `None` is beyond the horizon.
#[must_use]
pub fn due_dates(occurrence: Occurrence, model: &Model) -> [MaybeDate; 3] {
    let (calendar, planned) = (&model.inputs.calendar, model.company.planned(occurrence));
    let (month, delay) = planned.unwrap_or((0.0, None));
    QUANTILES.map(|z| {
        let moment = month + delay.map_or(0.0, |delay| at(z, &model.inputs.drivers[delay], 0, model));
        (moment < calendar.months() as f64).then(|| calendar.date_at(moment))
    })
}

/// The chance that an event fires at least once within the horizon, where what it requires holds. It is exact unless its probability persists
/// from year to year.
#[must_use]
pub fn event_chance(event: &Event, model: &Model) -> f64 {
    let stays_away = event.years.clone().map(|year| {
        let share = months_of(event, year, &model.inputs.calendar) / 12.0;
        mean(model, event.probability, year, |probability| libm::pow(1.0 - probability, share))
    });
    1.0 - stays_away.product::<f64>()
}

/// Months of a calendar year at whose start, or that of their step, an event can fire.
fn months_of(event: &Event, year: usize, calendar: &Calendar) -> f64 {
    let steps = event.steps.clone().filter(|&step| calendar.year_of_step(step) == year).count();
    (steps * calendar.months_per_step()) as f64
}

/// The mean of a function of a driver in a calendar year.
fn mean(model: &Model, driver: DriverId, year: usize, of: impl Fn(f64) -> f64) -> f64 {
    let driver = &model.inputs.drivers[driver];
    if driver.is_constant() {
        return of(at(0.0, driver, year, model));
    }
    let value = |place: u32| {
        let below = (f64::from(place) + 0.5) / f64::from(VALUES);
        let z = standard_normal::quantile(TailProbabilities { below, above: 1.0 - below });
        of(at(z, driver, year, model))
    };
    (0..VALUES).map(value).sum::<f64>() / f64::from(VALUES)
}

/// The value of a driver in a calendar year at a latent.
fn at(z: f64, driver: &Driver, year: usize, model: &Model) -> f64 {
    driver.limits.apply(driver.curve(year).at(z, &model.inputs.tables))
}
