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
    /// The calendar year of each draw of a run.
    pub(super) years: Arc<[usize]>,
    /// Draws of the run made so far.
    pub(super) made: usize,
    /// Draws of the run that are past or current.
    pub(super) turned: usize,
    /// The draws made last; for the growth of a flow, the factor of a step.
    pub(super) values: Vec<Lanes>,
    /// For the growth of a flow, the integral of a step; else empty.
    pub(super) integrals: Vec<Lanes>,
    /// The place of the current draw among these.
    pub(super) current: usize,
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
        let mut values = vec![Lanes::all(constant.unwrap_or(0.0)); draws];
        let mut integrals = vec![Lanes::all(0.0); if driver.is_growth { draws } else { 0 }];
        for (growth, integral) in values.iter_mut().zip(&mut integrals) {
            tables::step_growth_exactly(growths, growth, integral);
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
        }
    }

    /// Whether the current draw is the last one made.
    pub(super) fn is_used_up(&self) -> bool {
        self.turned == self.made
    }

    /// The draws of the run to be made next.
    pub(super) fn next(&self) -> Range<usize> {
        self.made..(self.made + self.values.len()).min(self.years.len())
    }

    /// The slot of draw number `ordinal` of the run.
    pub(super) fn slot(&self, ordinal: usize) -> usize {
        ordinal % self.values.len()
    }

    /// Draw number `ordinal` of the run, which is among those made last.
    #[inline(always)]
    pub(super) fn draw(&self, ordinal: usize) -> &Lanes {
        &self.values[self.slot(ordinal)]
    }

    /// Whether all draws of a run have room at once.
    pub(super) fn is_whole(&self) -> bool {
        self.is_fixed || self.values.len() == self.years.len()
    }

    /// Turns to the next draw, which is made.
    pub(super) fn turn(&mut self) {
        self.current = self.slot(self.turned);
        self.turned += 1;
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
        let slot = self.slot(ordinal);
        let (values, limits) = (&mut self.values[slot], driver.limits);
        let met =
            if driver.can_meet_limits { vector::clamp_and_count(values, limits.min, limits.max, runs) } else { 0 };
        if let Some(integrals) = self.integrals.get_mut(slot) {
            if driver.is_certain_in(self.years[ordinal]) {
                tables::step_growth_exactly(growths, values, integrals);
            } else {
                transform.step_growth(growths, values, integrals);
            }
        }
        met
    }
}

/// The calendar year of each draw of a run, shared by the drivers that are drawn equally often.
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
