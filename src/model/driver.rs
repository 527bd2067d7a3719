//! Drivers: every uncertain number of a scenario, with its curves, its limits, and how its draws depend on other drivers' and on its own past.

use super::calendar::Calendar;
use super::matrix::Matrix;
use crate::scenario::Step;
use crate::tables::QuantileTable;

/// A driver's place in [`RandomInputs::drivers`](super::RandomInputs::drivers).
pub type DriverId = usize;

/// How often a driver is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Once a run.
    Single,
    /// Each calendar period of this length.
    Each(Step),
}

impl Cadence {
    /// Whether a draw is made at the start of `step`.
    #[must_use]
    pub fn draws_at(self, step: usize, calendar: &Calendar) -> bool {
        match self {
            Self::Single => step == 0,
            Self::Each(period) => calendar.begins(period, step),
        }
    }

    /// How many draws a run has.
    #[must_use]
    pub fn draws(self, calendar: &Calendar) -> usize {
        (0..calendar.steps()).filter(|&step| self.draws_at(step, calendar)).count()
    }
}

/// The quantile function of a driver in a year, by latent or by probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Curve {
    /// Always this value.
    Constant(f64),
    /// `location + scale * T`, with T from a table.
    Drawn {
        /// Place in [`RandomInputs::tables`](super::RandomInputs::tables).
        table: usize,
        /// The summand, in the driver's units.
        location: f64,
        /// The factor, in the driver's units.
        scale: f64,
    },
}

impl Curve {
    /// The value at latent `z` (in standard deviations), in the driver's units.
    #[must_use]
    pub fn at(&self, z: f64, tables: &[QuantileTable]) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Drawn { table, location, scale } => scale * tables[table].at(z) + location,
        }
    }
}

/// The limits of meaning of a driver (equations, 4): draws beyond are moved to them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Least meaningful value, in the driver's units.
    pub min: f64,
    /// Greatest meaningful value, in the driver's units.
    pub max: f64,
    /// Whether they are those of fractions, which are shown in percent.
    pub are_of_fractions: bool,
}

impl Limits {
    /// Opening cash: anything.
    pub const NONE: Self = Self::between(f64::NEG_INFINITY, f64::INFINITY);
    /// Growth a year.
    pub const GROWTH: Self = Self::of_fractions(-0.99, f64::INFINITY);
    /// Margin.
    pub const MARGIN: Self = Self::of_fractions(f64::NEG_INFINITY, 1.0);
    /// Amounts, annual levels and delays.
    pub const AMOUNT: Self = Self::between(0.0, f64::INFINITY);
    /// Interest a year.
    pub const RATE: Self = Self::of_fractions(0.0, f64::INFINITY);
    /// Shares and probabilities.
    pub const SHARE: Self = Self::of_fractions(0.0, 1.0);
    /// Share of customers who leave within a year.
    pub const CHURN: Self = Self::of_fractions(0.0, 0.99);

    /// The limits of a number that is no fraction.
    #[must_use]
    pub const fn between(min: f64, max: f64) -> Self {
        Self { min, max, are_of_fractions: false }
    }

    /// The limits of a fraction, which is shown in percent.
    #[must_use]
    pub const fn of_fractions(min: f64, max: f64) -> Self {
        Self { min, max, are_of_fractions: true }
    }

    /// The value, in the driver's units, moved to the nearest limit if it is beyond one.
    #[must_use]
    pub fn apply(&self, value: f64) -> f64 {
        value.clamp(self.min, self.max)
    }

    /// The limits in words.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.min.is_finite(), self.max.is_finite()) {
            (true, true) => format!("from {} to {}", self.min, self.max),
            (true, false) => format!("at least {}", self.min),
            (false, true) => format!("at most {}", self.max),
            (false, false) => "none".to_owned(),
        }
    }
}

/// An uncertain number of a scenario.
#[derive(Debug, Clone)]
pub struct Driver {
    /// Its name: `revenue.Consumer.growth`.
    pub name: String,
    /// What its streams are keyed by, with the seed and the block: the prefix of its company, if that has one, then its name.
    pub key: String,
    /// How often it is drawn.
    pub cadence: Cadence,
    /// One curve if [`Cadence::Single`], else one for each of the calendar's years.
    pub curves: Vec<Curve>,
    /// Whether it is the growth of a flow, which a step uses as a factor and an integral.
    pub is_growth: bool,
    /// Its limits of meaning.
    pub limits: Limits,
    /// Whether events act on it.
    pub is_acted_on: bool,
    /// Whether any curve, or what events make of it, reaches beyond the limits.
    pub can_meet_limits: bool,
    /// The group of drivers that depend on each other, if any; else its draws are independent.
    pub group: Option<usize>,
}

impl Driver {
    /// Its curve in the calendar's `year`.
    #[must_use]
    pub fn curve(&self, year: usize) -> &Curve {
        &self.curves[year.min(self.curves.len() - 1)]
    }

    /// Whether it has one value in the calendar's `year`: its curve is a constant, and no event acts on it.
    #[must_use]
    pub fn is_certain_in(&self, year: usize) -> bool {
        !self.is_acted_on && matches!(self.curve(year), Curve::Constant(_))
    }

    /// Whether no draw is needed: every curve is a constant, and no event acts on it.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        !self.is_acted_on && self.curves.iter().all(|curve| matches!(curve, Curve::Constant(_)))
    }

    /// The value that it always has, in its own units, if every curve is the same constant and no event acts on it.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        match self.curves[0] {
            Curve::Constant(value) if !self.is_acted_on && self.curves.iter().all(|curve| *curve == self.curves[0]) => {
                Some(value)
            }
            _ => None,
        }
    }

    /// Whether any curve, as far as 52 bits go, or what events make of it, reaches beyond the limits.
    pub(super) fn reaches_its_limits(&self, tables: &[QuantileTable]) -> bool {
        const FURTHEST: f64 = 8.5;
        let is_beyond = |value: f64| value < self.limits.min || value > self.limits.max;
        let reaches = |curve: &Curve| [-FURTHEST, FURTHEST].iter().any(|&z| is_beyond(curve.at(z, tables)));
        self.curves.iter().any(reaches) || (self.is_acted_on && self.limits != Limits::NONE)
    }

    /// Its median in the calendar's `year`, in its own units, within its limits.
    #[must_use]
    pub fn median(&self, year: usize, tables: &[QuantileTable]) -> f64 {
        self.limits.apply(self.curve(year).at(0.0, tables))
    }
}

/// Drivers whose latents depend on each other or on their own past.
///
/// At the first draw the latents are `first` times independent normals; at each later one they are `persistence` times what they were,
/// plus `later` times independent normals. Each latent stays standard normal.
#[derive(Debug, Clone)]
pub struct DriverGroup {
    /// The drivers, ordered by name, so that the order of the file does not matter.
    pub members: Vec<DriverId>,
    /// How often they are drawn; the same for all.
    pub cadence: Cadence,
    /// Share of the last latent that is kept, for each member.
    pub persistence: Vec<f64>,
    /// Lower-triangular root of the latents' correlation matrix.
    pub first: Matrix,
    /// Lower-triangular root of the innovations' covariance matrix.
    pub later: Matrix,
}
