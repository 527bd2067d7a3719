//! The draws of one block: every driver's value in each lane, renewed when its period begins.

use super::design::{Latin, Sampling, Sobol};
use super::draw_buffer::{DrawBuffer, schedule};
use super::events::Events;
use super::inverse_transform::{DrawSource, InverseTransform};
use super::selected_runs::{SelectedBits, SelectedRuns};
use super::stream::{Stream, StreamKey};
use super::variation::Variation;
use crate::model::{Cadence, Curve, Driver, DriverGroup, DriverId, RandomInputs};
use crate::tables::{AffineMap, QuantileTable, StepGrowth};
use crate::vector::{self, Flags, Lanes, NOWHERE, Width};
use std::ops::Range;

/// The draws of one block of runs, step after step. Made once a thread, started anew for each block; nothing is allocated between.
///
/// A driver is drawn several periods ahead, so that its table is in the nearest cache for all of them.
#[derive(Debug)]
pub struct Draws<'m> {
    inputs: &'m RandomInputs,
    keys: Vec<StreamKey>,
    streams: Vec<Stream>,
    design: DesignState,
    buffers: Vec<DrawBuffer>,
    /// The latent at which each driver is held in every period, if it is.
    held: Vec<Option<f64>>,
    events: Option<Box<Events>>,
    /// Independent normals of a group's members.
    noise: Vec<Lanes>,
    transform: InverseTransform,
    limits_met: Vec<u64>,
    /// The drivers that are drawn, by step.
    due: Vec<DueDraws>,
    block: u64,
    runs: usize,
}

/// Which futures are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Futures {
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws.
    pub sampling: Sampling,
    /// The runs that are drawn; `None`: all, in their order. Selected runs are random ones, whatever the design.
    pub selected: Option<SelectedRuns>,
}

impl Futures {
    /// All futures of a seed, by a design.
    #[must_use]
    pub fn all(seed: u64, sampling: Sampling) -> Self {
        Self { seed, sampling, selected: None }
    }
}

/// How often the draws of a block are used, from its first step to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// Once.
    One,
    /// Several times: draws are kept meanwhile, if they are few enough.
    Many,
}

/// Draws made ahead over all drivers: what the nearer caches hold.
const DRAWS_AHEAD: usize = 1024;
/// Draws of a run over all drivers, at most, that are kept for another pass: 8 MiB a thread.
const DRAWS_KEPT: usize = 8192;

impl<'m> Draws<'m> {
    /// Room for the draws of a block of `futures`.
    #[must_use]
    pub fn new(inputs: &'m RandomInputs, futures: &Futures) -> Self {
        Self::varied(inputs, futures, &Variation::none(), Passes::One)
    }

    /// The same with the random streams of some drivers changed, and draws kept for that many passes.
    #[must_use]
    pub fn varied(inputs: &'m RandomInputs, futures: &Futures, variation: &Variation, passes: Passes) -> Self {
        let seeds = variation.seeds(inputs, futures.seed);
        let key = |(driver, &seed): (&Driver, &u64)| StreamKey::new(seed, &driver.key);
        let keys: Vec<StreamKey> = inputs.drivers.iter().zip(&seeds).map(key).collect();
        let ahead = if passes == Passes::Many && can_be_kept(inputs) {
            usize::MAX
        } else {
            (DRAWS_AHEAD / inputs.drivers.len()).max(1)
        };
        let largest_group = inputs.groups.iter().map(|group| group.members.len()).max().unwrap_or(0);
        let events = Events::new(inputs);
        let mut schedules = Vec::new();
        let buffer = |driver: &Driver| {
            let years = schedule(driver.cadence, &inputs.calendar, &mut schedules);
            DrawBuffer::new(driver, years, ahead, inputs.growths)
        };
        Self {
            inputs,
            streams: keys.iter().map(|&key| Stream::new(key, 0)).collect(),
            keys,
            design: DesignState::new(inputs, &seeds, futures),
            held: variation.held(inputs),
            buffers: inputs.drivers.iter().map(buffer).collect(),
            events,
            noise: vec![Lanes::all(0.0); largest_group],
            transform: InverseTransform::new(),
            limits_met: vec![0; inputs.drivers.len()],
            due: (0..inputs.calendar.steps()).map(|step| DueDraws::at(step, inputs)).collect(),
            block: 0,
            runs: 0,
        }
    }

    /// From the next block on, holds the drivers that `variation` holds and no others; the seeds of all streams stay as they are.
    pub fn hold(&mut self, variation: &Variation) {
        self.held = variation.held(self.inputs);
    }

    /// Starts a block, of which the first `runs` lanes count, to be drawn by vectors of `width`, which the processor has.
    #[inline(always)]
    pub fn start(&mut self, width: Width, block: u64, runs: usize) {
        (self.block, self.runs) = (block, runs);
        self.transform.lookup.width = width;
        for (id, buffer) in self.buffers.iter_mut().enumerate().filter(|(_, buffer)| !buffer.is_fixed) {
            self.streams[id] = Stream::new(self.keys[id], block);
            (buffer.made, buffer.turned) = (0, 0);
        }
        match &mut self.design {
            DesignState::Random => {}
            DesignState::Selected(selected) => selected.start(block),
            DesignState::Latin(latin) => latin.start(block),
            DesignState::Sobol(sobol) => {
                sobol.start(block, &mut self.streams, self.inputs.standard_normal(), &mut self.transform);
            }
        }
    }

    /// Goes back to before the first step of the block, to repeat the same draws.
    #[inline(always)]
    pub fn rewind(&mut self) {
        if self.buffers.iter().all(DrawBuffer::is_whole) {
            self.buffers.iter_mut().for_each(|buffer| buffer.turned = 0);
            return;
        }
        let limits_met = self.limits_met.clone();
        self.start(self.transform.lookup.width, self.block, self.runs);
        self.limits_met = limits_met;
    }

    /// Renews the draws of every driver whose period begins at `step`; events are [to come](Self::act).
    #[inline(always)]
    pub fn advance(&mut self, step: usize) {
        let inputs = self.inputs;
        for place in 0..self.due[step].groups.len() {
            let group = &inputs.groups[self.due[step].groups[place]];
            if self.buffers[group.members[0]].is_used_up() {
                self.renew_group(group);
            }
            group.members.iter().for_each(|&member| self.buffers[member].turn());
        }
        for place in 0..self.due[step].alone.len() {
            let id = self.due[step].alone[place];
            if self.buffers[id].is_used_up() {
                self.renew_alone(id, &inputs.drivers[id]);
            }
            self.buffers[id].turn();
        }
    }

    /// Lets events fire at the start of `step`, and act on its draws. An event fires only where its gate, by its place in
    /// [`RandomInputs::events`], is open; without gates everywhere.
    #[inline(always)]
    pub fn act(&mut self, step: usize, gates: &[Flags]) {
        if let Some(events) = &mut self.events {
            let drawn = (self.buffers.as_mut_slice(), self.limits_met.as_mut_slice());
            events.act(step, gates, self.inputs, drawn, (self.runs, &mut self.transform));
        }
    }

    /// The same at the first step, for a trial: nothing is counted, and it is done again.
    #[inline(always)]
    pub fn try_at_start(&mut self, gates: &[Flags]) {
        let limits_met = self.limits_met.clone();
        self.act(0, gates);
        self.limits_met = limits_met;
    }

    /// The current draw of a driver in every lane, in the driver's own units; of the growth of a flow, the factor of a step.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, driver: DriverId) -> &Lanes {
        let buffer = &self.buffers[driver];
        &buffer.values[buffer.current]
    }

    /// The current draw of the growth of a flow: the factor of a step and its integral in years (`StepGrowth`).
    #[inline(always)]
    #[must_use]
    pub fn growth(&self, driver: DriverId) -> (&Lanes, &Lanes) {
        let buffer = &self.buffers[driver];
        (&buffer.values[buffer.current], &buffer.integrals[buffer.current])
    }

    /// The current draw of a driver in one lane, in the units of the scenario: growth as a fraction a year.
    #[must_use]
    pub fn value(&self, driver: DriverId, lane: usize) -> f64 {
        let (buffer, of) = (&self.buffers[driver], &self.inputs.drivers[driver]);
        match *of.curve(buffer.years[buffer.turned.max(1) - 1]) {
            Curve::Constant(value) if !of.is_acted_on => value,
            _ if of.is_growth => StepGrowth::annual(self.of(driver)[lane], self.inputs.calendar.step_years()),
            _ => self.of(driver)[lane],
        }
    }

    /// Whether an event, by its place in [`RandomInputs::events`], fires at the start of `step`, lane by lane.
    #[must_use]
    pub fn fires_at(&self, event: usize, step: usize) -> Flags {
        let year = self.inputs.calendar.year_of_step(step);
        self.events.as_ref().map_or(NOWHERE, |events| events.fires_at(event, step, year))
    }

    /// Whether an event has fired in a year so far, lane by lane.
    #[must_use]
    pub fn fires(&self, event: usize, year: usize) -> Flags {
        self.events.as_ref().map_or(NOWHERE, |events| events.fires(event, year))
    }

    /// Whether an event has fired so far, lane by lane.
    #[inline(always)]
    #[must_use]
    pub fn has_fired(&self, event: usize) -> Flags {
        self.events.as_ref().map_or(NOWHERE, |events| *events.has_fired(event))
    }

    /// The step at whose start an event fires for the first time, or infinity, in runs that have come to their end.
    #[inline(always)]
    #[must_use]
    pub fn first_firing(&self, event: usize) -> Lanes {
        self.events.as_ref().map_or(Lanes::all(f64::INFINITY), |events| events.first_firing(event))
    }

    /// Draws that were moved to a limit so far, by driver.
    #[must_use]
    pub fn limits_met(&self) -> &[u64] {
        &self.limits_met
    }

    /// Makes draws ahead of a driver without a group, and finishes them.
    #[inline(always)]
    fn renew_alone(&mut self, id: DriverId, driver: &Driver) {
        for ordinal in self.draw_alone(id, driver) {
            self.finish(id, ordinal);
        }
    }

    /// Makes draws ahead of the members of a group, and finishes them.
    #[inline(always)]
    fn renew_group(&mut self, group: &DriverGroup) {
        let ordinals = self.draw_group(group);
        for &id in &group.members {
            for ordinal in ordinals.clone() {
                self.finish(id, ordinal);
            }
        }
    }

    /// Applies limits and the length of a step to a draw; where events act on it, they come first.
    #[inline(always)]
    fn finish(&mut self, id: DriverId, ordinal: usize) {
        let driver = &self.inputs.drivers[id];
        if !driver.is_acted_on {
            let buffer = &mut self.buffers[id];
            self.limits_met[id] += buffer.finish(driver, ordinal, self.runs, self.inputs.growths, &mut self.transform);
        }
    }

    /// Makes draws ahead of a driver without a group.
    #[inline(always)]
    fn draw_alone(&mut self, id: DriverId, driver: &Driver) -> Range<usize> {
        let (inputs, buffer) = (self.inputs, &mut self.buffers[id]);
        let ordinals = buffer.next();
        for ordinal in ordinals.clone() {
            let slot = buffer.slot(ordinal);
            let values = &mut buffer.values[slot];
            match *driver.curve(buffer.years[ordinal]) {
                Curve::Constant(value) => values.fill(value),
                Curve::Drawn { table, location, scale } => {
                    let table = &inputs.tables[table];
                    let source = if let Some(latent) = self.held[id] {
                        values.fill(latent);
                        DrawSource::Latents
                    } else if table.takes_probabilities() && !self.design.goes_by_latents() {
                        self.design.fill(id, &mut self.streams[id], &mut self.transform);
                        DrawSource::Bits
                    } else {
                        let normal = inputs.standard_normal();
                        self.design.normals(id, &mut self.streams[id], normal, &mut self.transform, values);
                        DrawSource::Latents
                    };
                    self.transform.draw(table, AffineMap { scale, location }, source, values);
                }
            }
        }
        buffer.made = ordinals.end;
        ordinals
    }

    /// Makes draws ahead of the members of a group: all their latents, then all their values.
    #[inline(always)]
    fn draw_group(&mut self, group: &DriverGroup) -> Range<usize> {
        let ordinals = self.buffers[group.members[0]].next();
        for ordinal in ordinals.clone() {
            self.draw_latents(group, ordinal);
        }
        for &id in &group.members {
            let (driver, buffer) = (&self.inputs.drivers[id], &mut self.buffers[id]);
            for ordinal in ordinals.clone() {
                let slot = buffer.slot(ordinal);
                match *driver.curve(buffer.years[ordinal]) {
                    Curve::Constant(value) => buffer.values[slot].fill(value),
                    Curve::Drawn { table, location, scale } => {
                        let (table, affine) = (&self.inputs.tables[table], AffineMap { scale, location });
                        let values = &mut buffer.values[slot];
                        self.held[id].into_iter().for_each(|latent| values.fill(latent));
                        self.transform.draw(table, affine, DrawSource::Latents, values);
                    }
                }
            }
            buffer.made = ordinals.end;
        }
        ordinals
    }

    /// The latents of a group's draw number `ordinal` of the run, which their values will replace.
    #[inline(always)]
    fn draw_latents(&mut self, group: &DriverGroup, ordinal: usize) {
        let normal = self.inputs.standard_normal();
        for (&member, noise) in group.members.iter().zip(&mut self.noise) {
            self.design.normals(member, &mut self.streams[member], normal, &mut self.transform, noise);
        }
        let root = if ordinal == 0 { &group.first } else { &group.later };
        for (place, &member) in group.members.iter().enumerate() {
            let buffer = &mut self.buffers[member];
            let kept = if ordinal == 0 { 0.0 } else { group.persistence[place] };
            vector::blend(&mut buffer.latent, kept, root[place][place], &self.noise[place]);
            for (noise, &weight) in self.noise.iter().zip(&root[place][..place]) {
                if weight != 0.0 {
                    vector::add_scaled(&mut buffer.latent, weight, noise);
                }
            }
            let slot = buffer.slot(ordinal);
            buffer.values[slot] = buffer.latent;
        }
    }
}

/// Whether the draws of a run are few enough to be kept.
fn can_be_kept(inputs: &RandomInputs) -> bool {
    let drawn = inputs.drivers.iter().filter(|driver| driver.constant().is_none() || driver.group.is_some());
    drawn.map(|driver| driver.cadence.draws(&inputs.calendar)).sum::<usize>() <= DRAWS_KEPT
}

/// The drivers that are drawn at a step.
#[derive(Debug)]
struct DueDraws {
    groups: Vec<usize>,
    /// Drivers without a group that are not always the same.
    alone: Vec<DriverId>,
}

impl DueDraws {
    fn at(step: usize, inputs: &RandomInputs) -> Self {
        let is_drawn = |cadence: Cadence| cadence.draws_at(step, &inputs.calendar);
        let is_alone =
            |driver: &Driver| driver.group.is_none() && driver.constant().is_none() && is_drawn(driver.cadence);
        Self {
            groups: (0..inputs.groups.len()).filter(|&group| is_drawn(inputs.groups[group].cadence)).collect(),
            alone: (0..inputs.drivers.len()).filter(|&id| is_alone(&inputs.drivers[id])).collect(),
        }
    }
}

/// Where the bits of a draw come from.
#[derive(Debug)]
enum DesignState {
    Random,
    Selected(Box<SelectedBits>),
    Latin(Box<Latin>),
    Sobol(Box<Sobol>),
}

impl DesignState {
    /// `seeds` are those of the drivers.
    fn new(inputs: &RandomInputs, seeds: &[u64], futures: &Futures) -> Self {
        if let Some(selected) = &futures.selected {
            return Self::Selected(Box::new(SelectedBits::new(&inputs.drivers, seeds, selected.clone())));
        }
        match futures.sampling {
            Sampling::Random => Self::Random,
            Sampling::Latin => Self::Latin(Box::new(Latin::new(&inputs.drivers, seeds))),
            Sampling::Sobol => Self::Sobol(Box::new(Sobol::new(inputs, seeds))),
        }
    }

    /// Whether every draw is made from a normal latent.
    fn goes_by_latents(&self) -> bool {
        matches!(self, Self::Sobol(_))
    }

    /// The bits of a driver's next draw.
    #[inline(always)]
    fn fill(&mut self, driver: DriverId, stream: &mut Stream, transform: &mut InverseTransform) {
        if let Self::Selected(selected) = self {
            return selected.fill(driver, transform);
        }
        transform.fill(stream);
        if let Self::Latin(latin) = self {
            latin.spread(driver, &mut transform.bits);
        }
    }

    /// The independent normals of a driver's next draw.
    #[inline(always)]
    fn normals(
        &mut self,
        driver: DriverId,
        stream: &mut Stream,
        normal: &QuantileTable,
        transform: &mut InverseTransform,
        normals: &mut Lanes,
    ) {
        if let Self::Sobol(sobol) = self {
            sobol.normals(driver, stream, normal, transform, normals);
        } else {
            self.fill(driver, stream, transform);
            transform.normals(normal, normals);
        }
    }
}
