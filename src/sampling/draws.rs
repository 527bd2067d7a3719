//! The draws of one block: every driver's current value in each lane, renewed when its period begins.

use super::design::{Latin, Sampling, Sobol};
use super::lanes::{self, Bits, LANES, Lanes, Places, Stretch};
use super::stream::{Stream, StreamKey};
use crate::model::table::{Table, tails};
use crate::model::{Curve, Driver, DriverId, Group, Model};

/// The draws of one block of runs, step after step. Made once a thread, started anew for each block; nothing is allocated between.
#[derive(Debug)]
pub struct Draws<'m> {
    model: &'m Model,
    keys: Vec<StreamKey>,
    streams: Vec<Stream>,
    design: Design,
    /// Current values by driver.
    values: Vec<Lanes>,
    /// Current latents, by driver, of those in groups.
    latents: Vec<Lanes>,
    /// Independent normals of a group's members.
    noise: Vec<Lanes>,
    scratch: Scratch,
    limits_met: Vec<u64>,
    draws_made: Vec<u64>,
    runs: usize,
}

impl<'m> Draws<'m> {
    /// Room for the draws of a block of `model` under `seed`, by the design `sampling`.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64, sampling: Sampling) -> Self {
        let drivers = model.drivers.len();
        let keys: Vec<StreamKey> = model.drivers.iter().map(|driver| StreamKey::new(seed, &driver.name)).collect();
        let largest_group = model.groups.iter().map(|group| group.members.len()).max().unwrap_or(0);
        Self {
            model,
            streams: keys.iter().map(|&key| Stream::new(key, 0)).collect(),
            keys,
            design: Design::new(model, seed, sampling),
            values: vec![[0.0; LANES]; drivers],
            latents: vec![[0.0; LANES]; drivers],
            noise: vec![[0.0; LANES]; largest_group.max(1)],
            scratch: Scratch { bits: [0; LANES], places: Places::default() },
            limits_met: vec![0; drivers],
            draws_made: vec![0; drivers],
            runs: 0,
        }
    }

    /// Starts a block, of which the first `runs` lanes count.
    #[inline(always)]
    pub fn start(&mut self, block: u64, runs: usize) {
        self.runs = runs;
        for (stream, &key) in self.streams.iter_mut().zip(&self.keys) {
            *stream = Stream::new(key, block);
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
        let year = model.calendar.year_of_step(step);
        for group in &model.groups {
            if group.cadence.draws_at(step, &model.calendar) {
                self.renew_latents(group, step == 0);
            }
        }
        for (id, driver) in model.drivers.iter().enumerate() {
            if driver.cadence.draws_at(step, &model.calendar) {
                self.renew(id, driver, year);
            }
        }
    }

    /// The current draw of a driver in every lane.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, driver: DriverId) -> &Lanes {
        &self.values[driver]
    }

    /// Draws that were moved to a limit so far, by driver.
    #[must_use]
    pub fn limits_met(&self) -> &[u64] {
        &self.limits_met
    }

    /// Draws made so far, by driver.
    #[must_use]
    pub fn draws_made(&self) -> &[u64] {
        &self.draws_made
    }

    #[inline(always)]
    fn renew_latents(&mut self, group: &Group, is_first: bool) {
        let normal = self.model.standard_normal();
        for (&member, noise) in group.members.iter().zip(&mut self.noise) {
            self.design.normals(member, &mut self.streams[member], normal, &mut self.scratch, noise);
        }
        let root = if is_first { &group.first } else { &group.later };
        for (place, &member) in group.members.iter().enumerate() {
            let kept = if is_first { 0.0 } else { group.persistence[place] };
            let latents = &mut self.latents[member];
            latents.iter_mut().for_each(|z| *z *= kept);
            for (noise, &weight) in self.noise.iter().zip(&root[place][..=place]) {
                if weight != 0.0 {
                    lanes::add_scaled(latents, weight, noise);
                }
            }
        }
    }

    #[inline(always)]
    fn renew(&mut self, id: DriverId, driver: &Driver, year: usize) {
        let values = &mut self.values[id];
        match *driver.curve(year) {
            Curve::Constant(value) => *values = [value; LANES],
            Curve::Drawn { table, location, scale } => {
                let (table, stretch) = (&self.model.tables[table], Stretch { scale, location });
                if driver.group.is_some() {
                    self.scratch.by_latent(table, &self.latents[id], stretch, values);
                } else if table.probability_cells().is_some() && !self.design.goes_by_latents() {
                    self.design.fill(id, &mut self.streams[id], &mut self.scratch);
                    self.scratch.by_probability(table, stretch, values);
                } else {
                    let (normal, noise) = (self.model.standard_normal(), &mut self.noise[0]);
                    self.design.normals(id, &mut self.streams[id], normal, &mut self.scratch, noise);
                    self.scratch.by_latent(table, noise, stretch, values);
                }
            }
        }
        if driver.can_meet_limits {
            self.limits_met[id] += lanes::clamp_and_count(values, driver.limits.min, driver.limits.max, self.runs);
        }
        self.draws_made[id] += self.runs as u64;
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

/// What one draw of every lane needs on its way.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) bits: Bits,
    places: Places,
}

impl Scratch {
    /// The next bits of a stream.
    #[inline(always)]
    pub(super) fn fill(&mut self, stream: &mut Stream) {
        stream.fill(&mut self.bits);
    }

    /// The normals of the bits.
    #[inline(always)]
    pub(super) fn normals(&mut self, normal: &Table, normals: &mut Lanes) {
        self.by_probability(normal, Stretch::NONE, normals);
    }

    /// Q(u) of the bits, stretched; cells without a polynomial exactly.
    #[inline(always)]
    fn by_probability(&mut self, table: &Table, stretch: Stretch, values: &mut Lanes) {
        match table.probability_cells() {
            Some(cells) => lanes::by_probability(cells, &self.bits, stretch, &mut self.places, values),
            None => values.fill(f64::NAN),
        }
        if lanes::any_nan(values) {
            repair(values, |lane| stretch.apply(table.exact_quantile(tails(self.bits[lane]))));
        }
    }

    /// Q(Phi(z)) of the latents, stretched; cells without a polynomial exactly.
    #[inline(always)]
    fn by_latent(&mut self, table: &Table, latents: &Lanes, stretch: Stretch, values: &mut Lanes) {
        lanes::by_latent(table.latent_cells(), latents, stretch, &mut self.places, values);
        if lanes::any_nan(values) {
            repair(values, |lane| stretch.apply(table.exact(latents[lane])));
        }
    }
}

#[cold]
#[inline(never)]
fn repair(values: &mut Lanes, exact: impl Fn(usize) -> f64) {
    for (lane, value) in values.iter_mut().enumerate().filter(|(_, value)| value.is_nan()) {
        *value = exact(lane);
    }
}
