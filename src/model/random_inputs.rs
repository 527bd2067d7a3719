//! Everything random: what draws are made from, and all that `sampling` sees of a model.
//!
//! It knows no company: several may be settled from one, each with drivers whose keys begin with a prefix of its own.

use super::calendar::Calendar;
use super::driver::{Curve, Driver, DriverGroup};
use super::event::Event;
use crate::tables::{Growths, QuantileTable};
use std::sync::Arc;

/// The uncertain numbers of a scenario, how they depend on each other, and when they are drawn.
#[derive(Debug, Clone)]
pub struct RandomInputs {
    /// Steps and years.
    pub calendar: Calendar,
    /// Distributions as tables. The first is the standard normal, which makes latents.
    pub tables: Arc<[QuantileTable]>,
    /// From growth a year to the growth of a step, as tables.
    pub growths: &'static Growths,
    /// Every uncertain number, ordered by name.
    pub drivers: Vec<Driver>,
    /// Drivers that are correlated or persist.
    pub groups: Vec<DriverGroup>,
    /// What may happen and then acts on drivers, in the order of the file.
    pub events: Vec<Event>,
}

impl RandomInputs {
    /// The standard normal distribution, which makes latents.
    #[must_use]
    pub fn standard_normal(&self) -> &QuantileTable {
        &self.tables[0]
    }

    /// The same with every driver at its median.
    pub(super) fn at_medians(&self) -> Self {
        let fixed = |driver: &Driver| Driver {
            curves: (0..driver.curves.len()).map(|year| Curve::Constant(driver.median(year, &self.tables))).collect(),
            group: None,
            can_meet_limits: false,
            ..driver.clone()
        };
        Self {
            tables: Arc::new([]),
            drivers: self.drivers.iter().map(fixed).collect(),
            groups: Vec::new(),
            ..self.clone()
        }
    }

    /// The same without events.
    pub(super) fn without_events(&self) -> Self {
        let left_alone = |driver: &Driver| Driver { is_acted_on: false, ..driver.clone() };
        Self { drivers: self.drivers.iter().map(left_alone).collect(), events: Vec::new(), ..self.clone() }
    }
}
