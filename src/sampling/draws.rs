//! The draws of one block: every driver's value in each lane, renewed when its period begins.

use super::design::{Latin, Sampling, Sobol};
use super::lanes::{self, Lanes, Stretch};
use super::scratch::{Luck, Scratch};
use super::stream::{Stream, StreamKey};
use super::tape::{Tape, schedule};
use crate::model::table::Table;
use crate::model::{Cadence, Curve, Driver, DriverId, Group, Model, StepGrowth};

/// The draws of one block of runs, step after step. Made once a thread, started anew for each block; nothing is allocated between.
///
/// A driver is drawn several periods ahead, so that its table is in the nearest cache for all of them.
#[derive(Debug)]
pub struct Draws<'m> {
    model: &'m Model,
    keys: Vec<StreamKey>,
    streams: Vec<Stream>,
    design: Design,
    tapes: Vec<Tape>,
    /// Independent normals of a group's members.
    noise: Vec<Lanes>,
    scratch: Scratch,
    limits_met: Vec<u64>,
    /// Who is drawn, by step.
    due: Vec<Due>,
    runs: usize,
}

/// Draws made ahead over all drivers: what the nearer caches hold.
const DRAWS_AHEAD: usize = 1024;

impl<'m> Draws<'m> {
    /// Room for the draws of a block of `model` under `seed`, by the design `sampling`.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64, sampling: Sampling) -> Self {
        let keys: Vec<StreamKey> = model.drivers.iter().map(|driver| StreamKey::new(seed, &driver.name)).collect();
        let ahead = (DRAWS_AHEAD / model.drivers.len()).max(1);
        let largest_group = model.groups.iter().map(|group| group.members.len()).max().unwrap_or(0);
        let mut schedules = Vec::new();
        let tape = |driver: &Driver| {
            let years = schedule(driver.cadence, &model.calendar, &mut schedules);
            Tape::new(driver, years, ahead, model.calendar.step_years())
        };
        Self {
            model,
            streams: keys.iter().map(|&key| Stream::new(key, 0)).collect(),
            keys,
            design: Design::new(model, seed, sampling),
            tapes: model.drivers.iter().map(tape).collect(),
            noise: vec![Lanes::all(0.0); largest_group],
            scratch: Scratch::new(),
            limits_met: vec![0; model.drivers.len()],
            due: (0..model.calendar.steps()).map(|step| Due::at(step, model)).collect(),
            runs: 0,
        }
    }

    /// Starts a block, of which the first `runs` lanes count.
    #[inline(always)]
    pub fn start(&mut self, block: u64, runs: usize) {
        self.runs = runs;
        for (id, tape) in self.tapes.iter_mut().enumerate().filter(|(_, tape)| !tape.is_fixed) {
            self.streams[id] = Stream::new(self.keys[id], block);
            (tape.made, tape.turned) = (0, 0);
        }
        match &mut self.design {
            Design::Random => {}
            Design::Latin(latin) => latin.start(block),
            Design::Sobol(sobol) => {
                sobol.start(block, &mut self.streams, self.model.standard_normal(), &mut self.scratch);
            }
        }
    }

    /// Renews the draws of every driver whose period begins at `step`.
    #[inline(always)]
    pub fn advance(&mut self, step: usize) {
        let model = self.model;
        for place in 0..self.due[step].groups.len() {
            let group = &model.groups[self.due[step].groups[place]];
            if self.tapes[group.members[0]].is_used_up() {
                self.draw_group(group);
            }
            group.members.iter().for_each(|&member| self.tapes[member].turn());
        }
        for place in 0..self.due[step].alone.len() {
            let id = self.due[step].alone[place];
            if self.tapes[id].is_used_up() {
                self.draw_alone(id, &model.drivers[id]);
            }
            self.tapes[id].turn();
        }
    }

    /// The current draw of a driver in every lane; of the growth of a flow, the factor of a step.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, driver: DriverId) -> &Lanes {
        let tape = &self.tapes[driver];
        &tape.values[tape.current]
    }

    /// The current draw of the growth of a flow: the factor of a step and its integral ([`StepGrowth`]).
    #[inline(always)]
    #[must_use]
    pub fn growth(&self, driver: DriverId) -> (&Lanes, &Lanes) {
        let tape = &self.tapes[driver];
        (&tape.values[tape.current], &tape.integrals[tape.current])
    }

    /// The current draw of a driver in one lane, as the scenario counts it.
    #[must_use]
    pub fn value(&self, driver: DriverId, lane: usize) -> f64 {
        let (tape, of) = (&self.tapes[driver], &self.model.drivers[driver]);
        match *of.curve(tape.years[tape.turned.max(1) - 1]) {
            Curve::Constant(value) => value,
            Curve::Drawn { .. } if of.is_growth => {
                StepGrowth::annual(self.of(driver)[lane], self.model.calendar.step_years())
            }
            Curve::Drawn { .. } => self.of(driver)[lane],
        }
    }

    /// Draws that were moved to a limit so far, by driver.
    #[must_use]
    pub fn limits_met(&self) -> &[u64] {
        &self.limits_met
    }

    /// Makes draws ahead of a driver without a group.
    #[inline(always)]
    fn draw_alone(&mut self, id: DriverId, driver: &Driver) {
        let (model, tape) = (self.model, &mut self.tapes[id]);
        let ordinals = tape.next();
        for ordinal in ordinals.clone() {
            let slot = tape.slot(ordinal);
            let values = &mut tape.values[slot];
            match *driver.curve(tape.years[ordinal]) {
                Curve::Constant(value) => values.fill(value),
                Curve::Drawn { table, location, scale } => {
                    let table = &model.tables[table];
                    let luck = if table.takes_probabilities() && !self.design.goes_by_latents() {
                        self.design.fill(id, &mut self.streams[id], &mut self.scratch);
                        Luck::Bits
                    } else {
                        let normal = model.standard_normal();
                        self.design.normals(id, &mut self.streams[id], normal, &mut self.scratch, values);
                        Luck::Latents
                    };
                    self.scratch.draw(table, Stretch { scale, location }, luck, values);
                }
            }
            self.limits_met[id] += tape.finish(driver, slot, self.runs);
        }
        tape.made = ordinals.end;
    }

    /// Makes draws ahead of the members of a group: all their latents, then all their values.
    #[inline(always)]
    fn draw_group(&mut self, group: &Group) {
        let ordinals = self.tapes[group.members[0]].next();
        for ordinal in ordinals.clone() {
            self.draw_latents(group, ordinal);
        }
        for &id in &group.members {
            let (driver, tape) = (&self.model.drivers[id], &mut self.tapes[id]);
            for ordinal in ordinals.clone() {
                let slot = tape.slot(ordinal);
                match *driver.curve(tape.years[ordinal]) {
                    Curve::Constant(value) => tape.values[slot].fill(value),
                    Curve::Drawn { table, location, scale } => {
                        let (table, stretch) = (&self.model.tables[table], Stretch { scale, location });
                        self.scratch.draw(table, stretch, Luck::Latents, &mut tape.values[slot]);
                    }
                }
                self.limits_met[id] += tape.finish(driver, slot, self.runs);
            }
            tape.made = ordinals.end;
        }
    }

    /// The latents of a group's draw number `ordinal` of the run, left where their values will be.
    #[inline(always)]
    fn draw_latents(&mut self, group: &Group, ordinal: usize) {
        let normal = self.model.standard_normal();
        for (&member, noise) in group.members.iter().zip(&mut self.noise) {
            self.design.normals(member, &mut self.streams[member], normal, &mut self.scratch, noise);
        }
        let root = if ordinal == 0 { &group.first } else { &group.later };
        for (place, &member) in group.members.iter().enumerate() {
            let tape = &mut self.tapes[member];
            let kept = if ordinal == 0 { 0.0 } else { group.persistence[place] };
            lanes::blend(&mut tape.latent, kept, root[place][place], &self.noise[place]);
            for (noise, &weight) in self.noise.iter().zip(&root[place][..place]) {
                if weight != 0.0 {
                    lanes::add_scaled(&mut tape.latent, weight, noise);
                }
            }
            let slot = tape.slot(ordinal);
            tape.values[slot] = tape.latent;
        }
    }
}

/// Who is drawn at a step.
#[derive(Debug)]
struct Due {
    groups: Vec<usize>,
    /// Drivers without a group that are not always the same.
    alone: Vec<DriverId>,
}

impl Due {
    fn at(step: usize, model: &Model) -> Self {
        let is_drawn = |cadence: Cadence| cadence.draws_at(step, &model.calendar);
        let is_alone =
            |driver: &Driver| driver.group.is_none() && driver.constant().is_none() && is_drawn(driver.cadence);
        Self {
            groups: (0..model.groups.len()).filter(|&group| is_drawn(model.groups[group].cadence)).collect(),
            alone: (0..model.drivers.len()).filter(|&id| is_alone(&model.drivers[id])).collect(),
        }
    }
}

/// Where the bits of a draw come from.
#[derive(Debug)]
enum Design {
    Random,
    Latin(Box<Latin>),
    Sobol(Box<Sobol>),
}

impl Design {
    fn new(model: &Model, seed: u64, sampling: Sampling) -> Self {
        match sampling {
            Sampling::Random => Self::Random,
            Sampling::Latin => Self::Latin(Box::new(Latin::new(&model.drivers, seed))),
            Sampling::Sobol => Self::Sobol(Box::new(Sobol::new(model, seed))),
        }
    }

    /// Whether every draw is made from a normal latent.
    fn goes_by_latents(&self) -> bool {
        matches!(self, Self::Sobol(_))
    }

    /// The bits of a driver's next draw.
    #[inline(always)]
    fn fill(&mut self, driver: DriverId, stream: &mut Stream, scratch: &mut Scratch) {
        scratch.fill(stream);
        if let Self::Latin(latin) = self {
            latin.spread(driver, &mut scratch.bits);
        }
    }

    /// The independent normals of a driver's next draw.
    #[inline(always)]
    fn normals(
        &mut self,
        driver: DriverId,
        stream: &mut Stream,
        normal: &Table,
        scratch: &mut Scratch,
        normals: &mut Lanes,
    ) {
        if let Self::Sobol(sobol) = self {
            sobol.normals(driver, stream, normal, scratch, normals);
        } else {
            self.fill(driver, stream, scratch);
            scratch.normals(normal, normals);
        }
    }
}
