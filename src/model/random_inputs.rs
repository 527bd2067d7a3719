//! Everything random: what draws are made from, and all that `sampling` sees of a model.
//!
//! It knows no company: several may be settled from one, each with drivers whose keys begin with a prefix of its own.

use super::calendar::Calendar;
use super::driver::{Curve, Driver, Group};
use super::event::Event;
use crate::tables::{Growths, Table};
use std::sync::Arc;

/// The uncertain numbers of a scenario, how they hang together, and when they are drawn.
#[derive(Debug, Clone)]
pub struct RandomInputs {
    /// Steps and years.
    pub calendar: Calendar,
    /// Laws as tables. The first is the standard normal, which makes latents.
    pub tables: Arc<[Table]>,
    /// What growth a year makes of a step, as tables.
    pub growths: &'static Growths,
    /// Every uncertain number, ordered by name.
    pub drivers: Vec<Driver>,
    /// Drivers whose luck hangs together or lasts.
    pub groups: Vec<Group>,
    /// What may happen and then acts on drivers, in the order of the file.
    pub events: Vec<Event>,
}

impl RandomInputs {
    /// The standard normal law, which makes latents.
    #[must_use]
    pub fn standard_normal(&self) -> &Table {
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
}
