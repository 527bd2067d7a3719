//! The draws of one block: every driver's current value in each lane, renewed when its period begins.

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
    /// Room for the draws of a block of `model` under `seed`.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64) -> Self {
        let drivers = model.drivers.len();
        let keys: Vec<StreamKey> = model.drivers.iter().map(|driver| StreamKey::new(seed, &driver.name)).collect();
        let largest_group = model.groups.iter().map(|group| group.members.len()).max().unwrap_or(0);
        Self {
            model,
            streams: keys.iter().map(|&key| Stream::new(key, 0)).collect(),
            keys,
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
            self.streams[member].fill(&mut self.scratch.bits);
            self.scratch.by_probability(normal, Stretch::NONE, noise);
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
                } else {
                    self.streams[id].fill(&mut self.scratch.bits);
                    if table.probability_cells().is_some() {
                        self.scratch.by_probability(table, stretch, values);
                    } else {
                        let normal = self.model.standard_normal();
                        self.scratch.by_probability(normal, Stretch::NONE, &mut self.noise[0]);
                        self.scratch.by_latent(table, &self.noise[0], stretch, values);
                    }
                }
            }
        }
        if driver.can_meet_limits {
            self.limits_met[id] += lanes::clamp_and_count(values, driver.limits.min, driver.limits.max, self.runs);
        }
        self.draws_made[id] += self.runs as u64;
    }
}

/// What one draw of every lane needs on its way.
#[derive(Debug)]
struct Scratch {
    bits: Bits,
    places: Places,
}

impl Scratch {
    /// Q(u) of the bits, stretched; cells without a polynomial piece by piece.
    #[inline(always)]
    fn by_probability(&mut self, table: &Table, stretch: Stretch, values: &mut Lanes) {
        match table.probability_cells() {
            Some(cells) => lanes::by_probability(cells, &self.bits, stretch, &mut self.places, values),
            None => values.fill(f64::NAN),
        }
        if lanes::any_nan(values) {
            for (value, &bits) in values.iter_mut().zip(&self.bits).filter(|(value, _)| value.is_nan()) {
                *value = stretch.apply(table.refined_quantile(tails(bits)));
            }
        }
    }

    /// Q(Phi(z)) of the latents, stretched; cells without a polynomial piece by piece.
    #[inline(always)]
    fn by_latent(&mut self, table: &Table, latents: &Lanes, stretch: Stretch, values: &mut Lanes) {
        lanes::by_latent(table.latent_cells(), latents, stretch, &mut self.places, values);
        if lanes::any_nan(values) {
            for (value, &z) in values.iter_mut().zip(latents).filter(|(value, _)| value.is_nan()) {
                *value = stretch.apply(table.refined(z));
            }
        }
    }
}
