//! Events of a block: the steps in which they fire in each run, and their effect on the drivers that they act on (equations, 15).

use super::draw_buffer::DrawBuffer;
use super::inverse_transform::InverseTransform;
use crate::model::{Calendar, DriverId, Effect, Event, RandomInputs};
use crate::scenario::Step;
use crate::vector::{self, EVERYWHERE, Flags, LANES, Lanes, NOWHERE};

/// The step at which an event fires that does not.
const NEVER: f64 = f64::INFINITY;

/// The events of a block of runs.
#[derive(Debug)]
pub(super) struct Events {
    events: Vec<EventState>,
    /// The drivers that events act on.
    acted_on: Vec<ActedOn>,
}

/// One event.
#[derive(Debug)]
struct EventState {
    /// By year, the steps at whose start it may fire.
    windows: Vec<Window>,
    /// By year.
    firings: Vec<Firing>,
    /// The step of this year at which it would fire, or [`NEVER`].
    candidate: Lanes,
    /// Whether it has fired.
    has_fired: Flags,
    /// Steps for which it acts.
    lasts: f64,
}

/// The steps of one year at whose start an event may fire.
#[derive(Debug, Clone, Copy)]
struct Window {
    first: usize,
    steps: usize,
    /// The share of a year that they are.
    years: f64,
}

/// The firings of an event in one year.
#[derive(Debug, Clone)]
struct Firing {
    /// The step at which it fired, or [`NEVER`].
    step: Lanes,
    /// The size of its effect.
    size: Lanes,
    /// Whether it fired in any lane.
    is_any: bool,
}

/// A driver that events act on.
#[derive(Debug)]
struct ActedOn {
    driver: DriverId,
    /// Its events, in the order of the file.
    events: Vec<usize>,
}

impl Events {
    /// The events among the inputs; `None` if there are none.
    pub(super) fn new(inputs: &RandomInputs) -> Option<Box<Self>> {
        if inputs.events.is_empty() {
            return None;
        }
        let calendar = &inputs.calendar;
        let events = inputs.events.iter().map(|event| EventState::new(event, calendar)).collect();
        let drivers = (0..inputs.drivers.len()).filter(|&id| inputs.drivers[id].is_acted_on);
        let of = |driver| {
            let acts = |(place, event): (usize, &Event)| (event.on == driver).then_some(place);
            ActedOn { driver, events: inputs.events.iter().enumerate().filter_map(acts).collect() }
        };
        Some(Box::new(Self { events, acted_on: drivers.map(of).collect() }))
    }

    /// Nothing has fired before the first step.
    fn open(&mut self) {
        for state in &mut self.events {
            state.has_fired = NOWHERE;
            state.candidate = Lanes::all(NEVER);
            state.firings.iter_mut().for_each(|firing| firing.is_any = false);
        }
    }

    /// Lets events fire at the start of `step` where their `gates` are open, and act on their drivers, whose draws of the step are made.
    #[inline(always)]
    pub(super) fn act(
        &mut self,
        step: usize,
        gates: &[Flags],
        inputs: &RandomInputs,
        (buffers, limits_met): (&mut [DrawBuffer], &mut [u64]),
        (runs, transform): (usize, &mut InverseTransform),
    ) {
        if step == 0 {
            self.open();
        }
        let year = inputs.calendar.year_of_step(step);
        let begins_year = inputs.calendar.begins(Step::Year, step);
        for (place, (state, event)) in self.events.iter_mut().zip(&inputs.events).enumerate() {
            if begins_year {
                state.choose_step(year, event, buffers);
            }
            let size = buffers[event.effect.size()].value();
            state.fire((step, year), event.once, size, gates.get(place).unwrap_or(&EVERYWHERE));
        }
        for ActedOn { driver: id, events } in &self.acted_on {
            let driver = &inputs.drivers[*id];
            let is_drawn = driver.cadence.draws_at(step, &inputs.calendar);
            if !is_drawn && !events.iter().any(|&event| self.events[event].changes(step, year)) {
                continue;
            }
            let buffer = &mut buffers[*id];
            let mut values = *buffer.drawn();
            for &event in events {
                self.events[event].apply(step, year, inputs.events[event].effect, &mut values);
            }
            let met = buffer.finish_acted_on(&values, driver, runs, inputs.growths, transform);
            limits_met[*id] += if is_drawn { met } else { 0 };
        }
    }

    /// Whether an event fires at `step` of a year, lane by lane.
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn fires_at(&self, event: usize, step: usize, year: usize) -> Flags {
        self.events[event].firings[year].flags(|fired| fired == step as f64)
    }

    /// Whether an event has fired in a year, so far, lane by lane.
    pub(super) fn fires(&self, event: usize, year: usize) -> Flags {
        self.events[event].firings[year].flags(|fired| fired < NEVER)
    }

    /// The step at which an event fires for the first time, or infinity, in runs that have come to their end.
    #[inline(always)]
    pub(super) fn first_firing(&self, event: usize) -> Lanes {
        let mut first = Lanes::all(NEVER);
        for firing in self.events[event].firings.iter().filter(|firing| firing.is_any) {
            for lane in 0..LANES {
                first[lane] = if firing.step[lane] < first[lane] { firing.step[lane] } else { first[lane] };
            }
        }
        first
    }

    /// Whether an event has fired so far, lane by lane.
    pub(super) fn has_fired(&self, event: usize) -> &Flags {
        &self.events[event].has_fired
    }
}

impl Firing {
    fn flags(&self, is_one: impl Fn(f64) -> bool) -> Flags {
        if self.is_any { Flags::from_fn(|lane| u64::from(is_one(self.step[lane]))) } else { NOWHERE }
    }
}

impl EventState {
    fn new(event: &Event, calendar: &Calendar) -> Self {
        let windows = (0..calendar.years().len()).map(|year| {
            let steps = event.steps.clone().filter(|&step| calendar.year_of_step(step) == year);
            let (first, steps) = (steps.clone().next().unwrap_or(0), steps.count());
            Window { first, steps, years: (steps * calendar.months_per_step()) as f64 / 12.0 }
        });
        let windows: Vec<Window> = windows.collect();
        let firing = Firing { step: Lanes::all(NEVER), size: Lanes::all(0.0), is_any: false };
        Self {
            firings: vec![firing; windows.len()],
            windows,
            candidate: Lanes::all(NEVER),
            has_fired: NOWHERE,
            lasts: (12 * event.lasts / calendar.months_per_step()) as f64,
        }
    }

    /// At the start of a year: the step at which the event would fire in it, each equally likely.
    ///
    /// It fires in a whole year where v = 1 less the deciding draw is below the probability p; then v / p is uniform and says when. In m
    /// months of a year the probability is 1 - (1 - p)^(m / 12).
    #[inline(always)]
    fn choose_step(&mut self, year: usize, event: &Event, buffers: &[DrawBuffer]) {
        let Window { first, steps, years } = self.windows[year];
        self.firings[year].is_any = false;
        if steps == 0 {
            self.candidate = Lanes::all(NEVER);
            return;
        }
        let (decides, probability) = (buffers[event.fires].value(), buffers[event.probability].value());
        let (is_whole, last) = (years >= 1.0, steps as f64 - 1.0);
        for lane in 0..LANES {
            let a_year = probability[lane];
            let probability = if is_whole { a_year } else { 1.0 - libm::pow(1.0 - a_year, years) };
            let place = (1.0 - decides[lane]) / probability;
            let step = first as f64 + (place * steps as f64).floor().min(last);
            self.candidate[lane] = if place < 1.0 { step } else { NEVER };
        }
    }

    /// Fires at the start of `step`, by an effect of that `size`, where that is the step of the year and the gate is open.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    fn fire(&mut self, (step, year): (usize, usize), once: bool, size: &Lanes, gate: &Flags) {
        let now = step as f64;
        if vector::count_equal(&self.candidate, now) == 0 {
            return;
        }
        let firing = &mut self.firings[year];
        if !firing.is_any {
            (firing.is_any, firing.step) = (true, Lanes::all(NEVER));
        }
        for lane in 0..LANES {
            let may_fire = gate[lane] & (1 - (u64::from(once) & self.has_fired[lane]));
            let fires = u64::from(self.candidate[lane] == now) & may_fire;
            firing.step[lane] = if fires != 0 { now } else { firing.step[lane] };
            firing.size[lane] = if fires != 0 { size[lane] } else { firing.size[lane] };
            self.has_fired[lane] |= fires;
        }
    }

    /// Whether it begins or ends to act at `step` in any lane.
    #[inline(always)]
    fn changes(&self, step: usize, year: usize) -> bool {
        let (now, years) = (step as f64, self.firings.len());
        let is_at = |year: usize, step: f64| {
            self.firings.get(year).is_some_and(|firing| firing.is_any && vector::count_equal(&firing.step, step) > 0)
        };
        let ended = (0..years).filter(|_| now >= self.lasts).any(|year| is_at(year, now - self.lasts));
        is_at(year, now) || ended
    }

    /// Acts on `values` at `step`: each of its firings by itself, in their order.
    #[inline(always)]
    fn apply(&self, step: usize, year: usize, effect: Effect, values: &mut Lanes) {
        let now = step as f64;
        for firing in self.firings[..=year].iter().filter(|firing| firing.is_any) {
            for lane in 0..LANES {
                let (value, since) = (values[lane], now - firing.step[lane]);
                let after = match effect {
                    Effect::Add(_) => value + firing.size[lane],
                    Effect::Multiply(_) => value * firing.size[lane],
                };
                values[lane] = if (since >= 0.0) & (since < self.lasts) { after } else { value };
            }
        }
    }
}
