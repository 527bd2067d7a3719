//! Events that may fire, with names and years resolved (equations, 15).

use super::driver::DriverId;
use std::ops::{Range, RangeInclusive};

/// An event that may fire in a year and then acts on a driver.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The probability that it fires in a year of twelve months.
    pub probability: DriverId,
    /// The deciding driver, `event.NAME.fires`, uniform on (0, 1): it fires where this exceeds 1 less the probability, and where in between
    /// says when in the year.
    pub fires: DriverId,
    /// Years in which it can fire, as places in the calendar's years.
    pub years: RangeInclusive<usize>,
    /// Steps at whose start it can fire.
    pub steps: Range<usize>,
    /// Whether it fires at most once a run.
    pub once: bool,
    /// The driver that it acts on.
    pub on: DriverId,
    /// What it does to that driver.
    pub effect: Effect,
    /// For how many years of twelve months it acts, from the step at whose start it fires.
    pub lasts: usize,
}

/// What an event does to its driver's value, by a driver drawn for each year in which it may fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Is added.
    Add(DriverId),
    /// Is multiplied.
    Multiply(DriverId),
}

impl Effect {
    /// The driver that says how much.
    #[must_use]
    pub fn size(self) -> DriverId {
        match self {
            Self::Add(size) | Self::Multiply(size) => size,
        }
    }
}

impl Event {
    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, probability, fires, years: _, steps: _, once: _, on, effect, lasts: _ } = self;
        let (Effect::Add(size) | Effect::Multiply(size)) = effect;
        [probability, fires, on, size].into_iter().for_each(change);
    }
}
