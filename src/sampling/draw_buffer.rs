//! The draws of one driver that were made ahead, and which of them is the current one.

use super::inverse_transform::InverseTransform;
use crate::model::{Cadence, Calendar, Driver};
use crate::tables::{self, Growths};
use crate::vector::{self, Lanes};
use std::ops::Range;
use std::sync::Arc;

/// The draws of one driver that were made ahead.
#[derive(Debug)]
pub(super) struct DrawBuffer {
    /// The year of each draw of a run.
    pub(super) years: Arc<[usize]>,
    /// Draws of the run made so far.
    pub(super) made: usize,
    /// Draws of the run that are past or current.
    pub(super) turned: usize,
    /// The draws made last; for the growth of a flow, the factor of a step. Of a driver that events act on, as drawn, and last of all what
    /// events make of the current one.
    pub(super) values: Vec<Lanes>,
    /// For the growth of a flow, the integral of a step; else empty.
    pub(super) integrals: Vec<Lanes>,
    /// The place of the current value among these.
    pub(super) current: usize,
    /// The place of the draw that it is made from: the same, but where events act on it.
    drawn: usize,
    /// Draws that there is room for.
    room: usize,
    /// The latent made last, of a driver in a group.
    pub(super) latent: Lanes,
    /// Whether every draw is one constant, written once and for all.
    pub(super) is_fixed: bool,
}

impl DrawBuffer {
    pub(super) fn new(driver: &Driver, years: Arc<[usize]>, ahead: usize, growths: &Growths) -> Self {
        // Members of a group are drawn with it, constant or not.
        let constant = driver.constant().filter(|_| driver.group.is_none());
        let draws = if constant.is_some() { 1 } else { ahead.min(years.len()) };
        let places = if driver.is_acted_on { draws + 1 } else { draws };
        let mut values = vec![Lanes::all(constant.unwrap_or(0.0)); places];
        let mut integrals = vec![Lanes::all(0.0); if driver.is_growth { places } else { 0 }];
        for (growth, integral) in values.iter_mut().zip(&mut integrals) {
            tables::step_growth_exactly(growths, growth, integral);
        }
        Self {
            years,
            made: 0,
            turned: 0,
            values,
            integrals,
            current: places - 1,
            drawn: 0,
            room: draws,
            latent: Lanes::all(0.0),
            is_fixed: constant.is_some(),
        }
    }

    /// Whether the current draw is the last one made.
    pub(super) fn is_used_up(&self) -> bool {
        self.turned == self.made
    }

    /// The draws of the run to be made next.
    pub(super) fn next(&self) -> Range<usize> {
        self.made..(self.made + self.room).min(self.years.len())
    }

    /// The slot of draw number `ordinal` of the run.
    pub(super) fn slot(&self, ordinal: usize) -> usize {
        ordinal % self.room
    }

    /// The current value, in the driver's own units; of the growth of a flow, the factor of a step.
    #[inline(always)]
    pub(super) fn value(&self) -> &Lanes {
        &self.values[self.current]
    }

    /// The draw that the current value is made from; of a driver that events act on, without their effect.
    #[inline(always)]
    pub(super) fn drawn(&self) -> &Lanes {
        &self.values[self.drawn]
    }

    /// Whether all draws of a run have room at once.
    pub(super) fn is_whole(&self) -> bool {
        self.is_fixed || self.room == self.years.len()
    }

    /// Moves on to the next draw, which has been made.
    pub(super) fn turn(&mut self) {
        self.drawn = self.slot(self.turned);
        // What events make of the draw stands behind all draws.
        self.current = if self.values.len() > self.room { self.room } else { self.drawn };
        self.turned += 1;
    }

    /// Makes `values`, which events have made of the current draw, the current value, by [`Self::finish`].
    #[inline(always)]
    pub(super) fn finish_acted_on(
        &mut self,
        values: &Lanes,
        driver: &Driver,
        runs: usize,
        growths: &Growths,
        transform: &mut InverseTransform,
    ) -> u64 {
        self.values[self.current] = *values;
        self.finish_in(self.current, false, driver, runs, growths, transform)
    }

    /// Moves draw number `ordinal` of the run to its driver's limits if it is beyond them, and turns growth into the factor and integral of
    /// a step; returns in how many of the first `runs` lanes a limit was met.
    #[inline(always)]
    pub(super) fn finish(
        &mut self,
        driver: &Driver,
        ordinal: usize,
        runs: usize,
        growths: &Growths,
        transform: &mut InverseTransform,
    ) -> u64 {
        let is_certain = driver.is_certain_in(self.years[ordinal]);
        self.finish_in(self.slot(ordinal), is_certain, driver, runs, growths, transform)
    }

    /// The same for the draw at a place, whose growth is computed exactly if it is certain.
    #[inline(always)]
    fn finish_in(
        &mut self,
        place: usize,
        is_certain: bool,
        driver: &Driver,
        runs: usize,
        growths: &Growths,
        transform: &mut InverseTransform,
    ) -> u64 {
        let (values, limits) = (&mut self.values[place], driver.limits);
        let met =
            if driver.can_meet_limits { vector::clamp_and_count(values, limits.min, limits.max, runs) } else { 0 };
        if let Some(integrals) = self.integrals.get_mut(place) {
            if is_certain {
                tables::step_growth_exactly(growths, values, integrals);
            } else {
                transform.step_growth(growths, values, integrals);
            }
        }
        met
    }
}

/// The year of each draw of a run, shared by the drivers that are drawn equally often.
pub(super) fn schedule(
    cadence: Cadence,
    calendar: &Calendar,
    known: &mut Vec<(Cadence, Arc<[usize]>)>,
) -> Arc<[usize]> {
    if let Some((_, years)) = known.iter().find(|(other, _)| *other == cadence) {
        return Arc::clone(years);
    }
    let draws = (0..calendar.steps()).filter(|&step| cadence.draws_at(step, calendar));
    let years: Arc<[usize]> = draws.map(|step| calendar.year_of_step(step)).collect();
    known.push((cadence, Arc::clone(&years)));
    years
}
