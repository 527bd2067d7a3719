//! Events of a block: the years in which they fire in each run, and their effect on the drivers that they act on (equations, 15).

use super::draw_buffer::DrawBuffer;
use crate::model::{DriverId, Effect, Event, RandomInputs};
use crate::vector::{Flags, LANES, Lanes, NOWHERE};

/// The events of a block of runs, once their drivers are drawn for every year.
#[derive(Debug)]
pub(super) struct Events {
    /// By event and year.
    years: Vec<Vec<EventYear>>,
    /// The events that act on a driver, in the order of the file, by driver.
    on: Vec<Vec<usize>>,
    /// Groups with a driver of an event: drawn whole when a block starts.
    pub(super) groups: Vec<usize>,
    /// Drivers of events that are in no group and not always the same: drawn whole when a block starts.
    pub(super) alone: Vec<DriverId>,
    /// All drivers of events.
    pub(super) own: Vec<DriverId>,
}

/// One event in one calendar year.
#[derive(Debug, Clone)]
struct EventYear {
    /// Whether it fires in it.
    fires: Flags,
    /// Whether it has fired in it or before.
    has_fired: Flags,
    /// The sum, or the product, of all its firings that act in this year.
    effect: Lanes,
}

impl Events {
    /// The events among the inputs; `None` if there are none.
    pub(super) fn new(inputs: &RandomInputs) -> Option<Box<Self>> {
        if inputs.events.is_empty() {
            return None;
        }
        let drivers = |event: &Event| [event.probability, event.fires, event.effect.size()];
        let own: Vec<DriverId> = inputs.events.iter().flat_map(drivers).collect();
        let mut groups: Vec<usize> = own.iter().filter_map(|&id| inputs.drivers[id].group).collect();
        groups.sort_unstable();
        groups.dedup();
        let is_alone = |id: &DriverId| inputs.drivers[*id].group.is_none() && inputs.drivers[*id].constant().is_none();
        let alone = own.iter().copied().filter(is_alone).collect();
        let acting = |driver| {
            let acts = |(place, event): (usize, &Event)| (event.on == driver).then_some(place);
            inputs.events.iter().enumerate().filter_map(acts).collect()
        };
        let year = EventYear { fires: NOWHERE, has_fired: NOWHERE, effect: Lanes::all(0.0) };
        let years = vec![vec![year; inputs.calendar.years().len()]; inputs.events.len()];
        Some(Box::new(Self { years, on: (0..inputs.drivers.len()).map(acting).collect(), groups, alone, own }))
    }

    /// Whether a driver must be drawn whole when a block starts.
    pub(super) fn is_early(&self, driver: DriverId, inputs: &RandomInputs) -> bool {
        self.own.contains(&driver) || inputs.drivers[driver].group.is_some_and(|group| self.groups.contains(&group))
    }

    /// Settles the years in which each event fires and its effect in each, from the draws of its drivers.
    #[inline(always)]
    pub(super) fn settle(&mut self, events: &[Event], buffers: &[DrawBuffer]) {
        for (event, years) in events.iter().zip(&mut self.years) {
            for year in 0..years.len() {
                fire(event, year, years, buffers);
                act(event, year, years, buffers);
            }
        }
    }

    /// Lets the events that are active in `year` act on a driver's value.
    #[inline(always)]
    pub(super) fn act_on(&self, driver: DriverId, year: usize, events: &[Event], values: &mut Lanes) {
        for &event in &self.on[driver] {
            let effect = &self.years[event][year].effect;
            match events[event].effect {
                Effect::Add(_) => {
                    for lane in 0..LANES {
                        values[lane] += effect[lane];
                    }
                }
                Effect::Multiply(_) => {
                    for lane in 0..LANES {
                        values[lane] *= effect[lane];
                    }
                }
            }
        }
    }

    /// Whether an event fires in a year, lane by lane.
    pub(super) fn fires(&self, event: usize, year: usize) -> &Flags {
        &self.years[event][year].fires
    }

    /// Whether an event has fired in a year or before, lane by lane.
    pub(super) fn has_fired(&self, event: usize, year: usize) -> &Flags {
        &self.years[event][year].has_fired
    }
}

/// Whether the event fires in `year`: where the deciding draw exceeds 1 less the probability.
#[inline(always)]
fn fire(event: &Event, year: usize, years: &mut [EventYear], buffers: &[DrawBuffer]) {
    let before = if year == 0 { NOWHERE } else { years[year - 1].has_fired };
    let now = &mut years[year];
    (now.fires, now.has_fired) = (NOWHERE, before);
    if !event.years.contains(&year) {
        return;
    }
    let (decides, probability) = (buffers[event.fires].draw(year), buffers[event.probability].draw(year));
    for lane in 0..LANES {
        let may_fire = 1 - (u64::from(event.once) & before[lane]);
        let fires = u64::from(1.0 - decides[lane] < probability[lane]) & may_fire;
        now.fires[lane] = fires;
        now.has_fired[lane] = fires | before[lane];
    }
}

/// The total effect of all firings that are active in `year`.
#[inline(always)]
fn act(event: &Event, year: usize, years: &mut [EventYear], buffers: &[DrawBuffer]) {
    let nothing = if matches!(event.effect, Effect::Add(_)) { 0.0 } else { 1.0 };
    // Until the first firing ends, the effect is last year's and this year's firing.
    let is_new = year < event.lasts;
    let mut effect = if is_new && year > 0 { years[year - 1].effect } else { Lanes::all(nothing) };
    let first = if is_new { year } else { year + 1 - event.lasts };
    for (fired, earlier) in years.iter().enumerate().take(year + 1).skip(first) {
        let size = buffers[event.effect.size()].draw(fired);
        for lane in 0..LANES {
            let size = if earlier.fires[lane] != 0 { size[lane] } else { nothing };
            effect[lane] = if nothing == 0.0 { effect[lane] + size } else { effect[lane] * size };
        }
    }
    years[year].effect = effect;
}
