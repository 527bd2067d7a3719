//! The same futures with the luck of some drivers changed, and of no other: what sensitivity and blame rest on.

use crate::model::{DriverId, RandomInputs};

/// What a driver's luck is in place of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Instead {
    /// That of another seed: a fresh start, independent of its own.
    Seed(u64),
    /// In every period the same latent: 0 holds the driver at its median, `z` at the quantile of standard normal probability Phi(z).
    Latent(f64),
}

/// Which drivers' luck is changed; every other draw is what it would have been.
///
/// A driver that depends on others keeps its part of them only under [`Instead::Seed`]: of drivers that are correlated, change all
/// or none, or what is left of the correlation is anyone's guess. [`Instead::Latent`] takes a driver out of its group: the others are as
/// they were drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variation {
    changes: Vec<(DriverId, Instead)>,
}

impl Variation {
    /// Nothing is changed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The same for each of some drivers.
    #[must_use]
    pub fn of(drivers: impl IntoIterator<Item = DriverId>, instead: Instead) -> Self {
        Self { changes: drivers.into_iter().map(|driver| (driver, instead)).collect() }
    }

    /// With a driver's luck changed too; the last change of a driver counts.
    #[must_use]
    pub fn and(mut self, driver: DriverId, instead: Instead) -> Self {
        self.changes.push((driver, instead));
        self
    }

    fn last(&self, driver: DriverId) -> Option<Instead> {
        self.changes.iter().rev().find(|(changed, _)| *changed == driver).map(|(_, instead)| *instead)
    }

    /// The seed of each driver's luck.
    pub(super) fn seeds(&self, inputs: &RandomInputs, seed: u64) -> Vec<u64> {
        let seed_of = |driver| match self.last(driver) {
            Some(Instead::Seed(other)) => other,
            _ => seed,
        };
        (0..inputs.drivers.len()).map(seed_of).collect()
    }

    /// The latent at which each driver is held, if it is; the last change of a driver counts.
    pub(super) fn held(&self, inputs: &RandomInputs) -> Vec<Option<f64>> {
        let mut held = vec![None; inputs.drivers.len()];
        for &(driver, instead) in &self.changes {
            held[driver] = match instead {
                Instead::Latent(latent) => Some(latent),
                Instead::Seed(_) => None,
            };
        }
        held
    }
}
