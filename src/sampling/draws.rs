//! The draws of one block: every driver's value in each lane, renewed when its period begins.

use super::design::{Latin, Sampling, Sobol};
use super::lanes::{self, Bits, LANES, Lanes, Places, Reading, Stretch};
use super::stream::{Stream, StreamKey};
use crate::model::table::{Table, tails};
use crate::model::{Cadence, Calendar, Curve, Driver, DriverId, Group, GrowthTable, Model, StepGrowth};
use std::ops::Range;
use std::sync::Arc;

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
            scratch: Scratch { reading: Reading::quicker(), bits: Lanes::all(0), places: Places::default() },
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
            let source = Source::of(driver, tape.years[ordinal], model);
            let luck = match source {
                Source::Constant(_) => Luck::Bits,
                _ if source.takes_bits() && !self.design.goes_by_latents() => {
                    self.design.fill(id, &mut self.streams[id], &mut self.scratch);
                    Luck::Bits
                }
                _ => {
                    let (normal, slot) = (model.standard_normal(), tape.slot(ordinal));
                    self.design.normals(id, &mut self.streams[id], normal, &mut self.scratch, &mut tape.values[slot]);
                    Luck::Latents
                }
            };
            self.scratch.draw(source, luck, tape, ordinal);
            self.limits_met[id] += keep_limits(driver, source, tape, ordinal, self.runs);
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
                let source = Source::of(driver, tape.years[ordinal], self.model);
                self.scratch.draw(source, Luck::Latents, tape, ordinal);
                self.limits_met[id] += keep_limits(driver, source, tape, ordinal, self.runs);
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

/// The draws of one driver that were made ahead.
#[derive(Debug)]
struct Tape {
    /// The calendar year of each draw of a run.
    years: Arc<[usize]>,
    /// Draws of the run made so far.
    made: usize,
    /// Draws of the run that are past or current.
    turned: usize,
    /// The draws made last; for the growth of a flow, the factor of a step.
    values: Vec<Lanes>,
    /// For the growth of a flow, the integral of a step; else empty.
    integrals: Vec<Lanes>,
    /// The place of the current draw among these.
    current: usize,
    /// The latent made last, of a driver in a group.
    latent: Lanes,
    /// Whether every draw is one constant, written once and for all.
    is_fixed: bool,
    step_years: f64,
}

impl Tape {
    fn new(driver: &Driver, years: Arc<[usize]>, ahead: usize, step_years: f64) -> Self {
        let constant = driver.constant();
        let draws = if constant.is_some() { 1 } else { ahead.min(years.len()) };
        let mut values = vec![Lanes::all(constant.unwrap_or(0.0)); draws];
        let mut integrals = vec![Lanes::all(0.0); if driver.is_growth { draws } else { 0 }];
        for (growth, integral) in values.iter_mut().zip(&mut integrals) {
            lanes::step_growth(step_years, growth, integral);
        }
        Self {
            years,
            made: 0,
            turned: 0,
            values,
            integrals,
            current: 0,
            latent: Lanes::all(0.0),
            is_fixed: constant.is_some(),
            step_years,
        }
    }

    fn is_used_up(&self) -> bool {
        self.turned == self.made
    }

    /// The draws of the run to be made next.
    fn next(&self) -> Range<usize> {
        self.made..(self.made + self.values.len()).min(self.years.len())
    }

    /// Where draw number `ordinal` of the run stands.
    fn slot(&self, ordinal: usize) -> usize {
        ordinal % self.values.len()
    }

    fn turn(&mut self) {
        self.current = self.slot(self.turned);
        self.turned += 1;
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

/// The calendar year of each draw of a run, shared by the drivers that are drawn equally often.
fn schedule(cadence: Cadence, calendar: &Calendar, known: &mut Vec<(Cadence, Arc<[usize]>)>) -> Arc<[usize]> {
    if let Some((_, years)) = known.iter().find(|(other, _)| *other == cadence) {
        return Arc::clone(years);
    }
    let draws = (0..calendar.steps()).filter(|&step| cadence.draws_at(step, calendar));
    let years: Arc<[usize]> = draws.map(|step| calendar.year_of_step(step)).collect();
    known.push((cadence, Arc::clone(&years)));
    years
}

/// What decides a draw in each lane.
#[derive(Clone, Copy)]
enum Luck {
    /// Random bits, in the scratch.
    Bits,
    /// Latents, where the values will be.
    Latents,
}

/// What a driver's draws in a calendar year are made with.
#[derive(Clone, Copy)]
enum Source<'m> {
    Constant(f64),
    Law(&'m Table, Stretch),
    Growth(&'m GrowthTable, &'m [Table]),
}

impl<'m> Source<'m> {
    #[inline(always)]
    fn of(driver: &Driver, year: usize, model: &'m Model) -> Self {
        match *driver.curve(year) {
            Curve::Constant(value) => Self::Constant(value),
            Curve::Drawn { table, location, scale } => match driver.growth_table(year) {
                Some(growth) => Self::Growth(&model.growths[growth], &model.tables),
                None => Self::Law(&model.tables[table], Stretch { scale, location }),
            },
        }
    }

    /// Whether bits lead to its values without a latent.
    #[inline(always)]
    fn takes_bits(self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Law(table, _) => table.is_identity() || table.cells().by_probability.is_some(),
            Self::Growth(table, _) => table.cells().by_probability.is_some(),
        }
    }
}

/// Moves a draw that is beyond its driver's limits to them, and makes growth that is not tabulated into what a step feels; returns in
/// how many of the first `runs` lanes a limit was met.
#[inline(always)]
fn keep_limits(driver: &Driver, source: Source<'_>, tape: &mut Tape, ordinal: usize, runs: usize) -> u64 {
    let slot = tape.slot(ordinal);
    let values = &mut tape.values[slot];
    if let Source::Growth(table, _) = source {
        return if driver.can_meet_limits { lanes::count_at_most(&values[..runs], table.least_factor()) } else { 0 };
    }
    let limits = driver.limits;
    let met = if driver.can_meet_limits { lanes::clamp_and_count(values, limits.min, limits.max, runs) } else { 0 };
    if let Some(integrals) = tape.integrals.get_mut(slot) {
        lanes::step_growth(tape.step_years, values, integrals);
    }
    met
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
    reading: Reading,
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
        self.law(normal, Stretch::NONE, Luck::Bits, normals);
    }

    /// Draw number `ordinal` of the run.
    #[inline(always)]
    fn draw(&mut self, source: Source<'_>, luck: Luck, tape: &mut Tape, ordinal: usize) {
        let slot = tape.slot(ordinal);
        let values = &mut tape.values[slot];
        match source {
            Source::Constant(value) => values.fill(value),
            Source::Law(table, stretch) => self.law(table, stretch, luck, values),
            Source::Growth(table, tables) => self.growth(table, tables, luck, values, &mut tape.integrals[slot]),
        }
    }

    /// Values of a law, stretched; where a cell has no polynomial, piece by piece.
    #[inline(always)]
    fn law(&mut self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
        let finish = |value| stretch.apply(value);
        match (luck, &table.cells().by_probability) {
            (Luck::Bits, _) if table.is_identity() => return lanes::uniforms(&self.bits, stretch, values),
            (Luck::Bits, Some(cells)) => {
                lanes::places_of_bits(&self.bits, &mut self.places);
                lanes::evaluate(self.reading, cells, &self.places, finish, [values]);
            }
            (Luck::Bits, None) => values.fill(f64::NAN),
            (Luck::Latents, _) => {
                lanes::places_of_latents(values, &mut self.places);
                lanes::evaluate(self.reading, &table.cells().by_latent, &self.places, finish, [values]);
            }
        }
        if lanes::any_nan(values) {
            for lane in 0..LANES {
                if values[lane].is_nan() {
                    values[lane] = stretch.apply(match luck {
                        Luck::Bits => table.refined_quantile(tails(self.bits[lane])),
                        Luck::Latents => table.refined(self.places.latent(lane)),
                    });
                }
            }
        }
    }

    /// Factors and integrals of a step; where a cell has no polynomial, from growth itself.
    #[inline(always)]
    fn growth(
        &mut self,
        table: &GrowthTable,
        tables: &[Table],
        luck: Luck,
        factors: &mut Lanes,
        integrals: &mut Lanes,
    ) {
        match (luck, &table.cells().by_probability) {
            (Luck::Bits, Some(cells)) => {
                lanes::places_of_bits(&self.bits, &mut self.places);
                lanes::evaluate(self.reading, cells, &self.places, |value| value, [factors, integrals]);
            }
            (Luck::Bits, None) => factors.fill(f64::NAN),
            (Luck::Latents, _) => {
                lanes::places_of_latents(factors, &mut self.places);
                let cells = &table.cells().by_latent;
                lanes::evaluate(self.reading, cells, &self.places, |value| value, [factors, integrals]);
            }
        }
        if lanes::any_nan(factors) {
            for lane in 0..LANES {
                if factors[lane].is_nan() {
                    [factors[lane], integrals[lane]] = match luck {
                        Luck::Bits => table.refined_quantile(tails(self.bits[lane]), tables),
                        Luck::Latents => table.refined(self.places.latent(lane), tables),
                    };
                }
            }
        }
    }
}
