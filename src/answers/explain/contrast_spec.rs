//! What is observed in every run: the uncertain numbers by year, which rounds close, which events happen.

use super::bad_futures::years_that_matter;
use crate::error::{Input, Message, Problem, Result};
use crate::model::{Cadence, Curve, Driver, DriverId, Effect, Event, Model, Test};
use crate::tally::{ContrastRow, ContrastSpec, ExpectedRange, Watched};

/// The most numbers of a run that are observed: some 60 MB a thread.
const MOST_ROWS: usize = 16_384;
/// Latents between which the bins of a density lie: the 0.5 % and the 99.5 % quantile.
const REACH: f64 = 2.575_829_303_548_900_4;
/// Latents between which nine in ten sizes of an event lie.
const USUAL: f64 = 1.644_853_626_951_472_2;

/// What is observed for `test`, which holds in the bad runs, of which the first `kept` are kept.
///
/// # Errors
/// - If there are more numbers than can be observed.
pub(super) fn contrast_spec<'t>(
    test: &'t Test,
    model: &Model,
    kept: impl Fn(usize) -> usize,
) -> Result<ContrastSpec<'t>> {
    let years = years_that_matter(test, model);
    let (mut watched, mut rows) = (Vec::new(), Vec::new());
    for (id, driver) in model.inputs.drivers.iter().enumerate().filter(|(id, _)| is_seen(*id, model, years)) {
        watched.push(Watched::Value(id));
        rows.extend(rows_of(id, driver, model, years));
    }
    if rows.len() > MOST_ROWS {
        let rule =
            format!("the uncertain numbers of all years are {}: `explain` observes at most {MOST_ROWS}", rows.len());
        let help = Message::from("shorten the horizon with `") + Input::Override + " years=N`, or ask with `";
        let help = help + Input::Claim + "` of something that is settled sooner";
        return Err(Problem::new(None, "", rule).help(help).into());
    }
    let is_open = |id: DriverId| model.inputs.drivers[id].constant().is_none_or(|share| share > 0.0 && share < 1.0);
    let closings = model.company.chances().filter(|(_, chance)| is_open(chance.probability));
    watched.extend(closings.map(|(occurrence, _)| Watched::Closing(occurrence)));
    let events = model.inputs.events.iter().enumerate().filter(|(_, event)| is_open(event.probability));
    watched.extend(events.map(|(place, _)| Watched::Firing(place)));
    let kept = kept(watched.len() + 2 * years + 1);
    Ok(ContrastSpec { test, years, watched, rows, kept })
}

/// Whether a driver's values are observed: it is uncertain in a year that matters, and it does more than decide whether something happens.
fn is_seen(id: DriverId, model: &Model, years: usize) -> bool {
    let driver = &model.inputs.drivers[id];
    let decides = model.company.chances().flat_map(|(_, chance)| [chance.probability, chance.closes]);
    let decides = decides.chain(model.inputs.events.iter().flat_map(|event| [event.probability, event.fires]));
    (driver.is_acted_on || is_drawn(driver, years)) && !decides.into_iter().any(|deciding| deciding == id)
}

/// Whether draws move a driver in one of the years.
pub(super) fn is_drawn(driver: &Driver, years: usize) -> bool {
    driver.curves.iter().take(years).any(|curve| matches!(curve, Curve::Drawn { .. }))
}

fn rows_of(id: DriverId, driver: &Driver, model: &Model, years: usize) -> Vec<ContrastRow> {
    let row = |year| ContrastRow { driver: id, year, range: range(id, year.unwrap_or(0), model) };
    if driver.cadence == Cadence::Single {
        return vec![row(None)];
    }
    let mut rows: Vec<ContrastRow> = (0..years).map(|year| row(Some(year))).collect();
    if years > 1 {
        let mean = |of: fn(&ExpectedRange) -> f64| rows.iter().map(|row| of(&row.range)).sum::<f64>() / years as f64;
        let range = ExpectedRange {
            centre: mean(|range| range.centre),
            scale: mean(|range| range.scale),
            low: mean(|range| range.low),
            high: mean(|range| range.high),
        };
        rows.push(ContrastRow { driver: id, year: None, range });
    }
    rows
}

/// Where the values of a driver are expected in a year, what events do to it included.
fn range(id: DriverId, year: usize, model: &Model) -> ExpectedRange {
    let driver = &model.inputs.drivers[id];
    let at = |z: f64| driver.limits.apply(driver.curve(year).at(z, &model.inputs.tables));
    let (mut low, mut high) = (at(-REACH), at(REACH));
    for event in model.inputs.events.iter().filter(|event| event.on == id && event.years.contains(&year)) {
        let (least, most) = (low, high);
        for value in [least, most].into_iter().flat_map(|value| acted_on(value, event, year, model)) {
            let value = driver.limits.apply(value);
            (low, high) = (low.min(value), high.max(value));
        }
    }
    let centre = at(0.0);
    let wide = |width: f64| (width > 1e-12 * centre.abs()).then_some(width);
    let scale = wide(0.5 * (at(1.0) - at(-1.0))).or_else(|| wide((high - low) / 6.0));
    let scale = scale.unwrap_or(if centre == 0.0 { 1.0 } else { 0.01 * centre.abs() });
    if high - low < 1e-3 * scale {
        (low, high) = (centre - 3.0 * scale, centre + 3.0 * scale);
    }
    ExpectedRange { centre, scale, low, high }
}

/// What an event makes of a value, where it is small and where it is large.
fn acted_on(value: f64, event: &Event, year: usize, model: &Model) -> [f64; 2] {
    let size = model.inputs.drivers[event.effect.size()].curve(year);
    [-USUAL, USUAL].map(|z| match event.effect {
        Effect::Add(_) => value + size.at(z, &model.inputs.tables),
        Effect::Multiply(_) => value * size.at(z, &model.inputs.tables),
    })
}
