//! The same futures with the draws of some drivers changed, and of no others: sensitivity and blame rest on this.

use crate::model::{DriverId, RandomInputs};

/// What replaces a driver's own random stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Replacement {
    /// The stream of another seed, independent of its own.
    Seed(u64),
    /// In every period the same latent: 0 holds the driver at its median, `z` at the quantile of standard normal probability Phi(z).
    Latent(f64),
}

/// The drivers whose streams are replaced; every other draw stays as it was.
///
/// A driver that depends on others keeps its part of them only under [`Replacement::Seed`]: of drivers that are correlated, change all
/// or none, or the remaining correlation is undefined. [`Replacement::Latent`] takes a driver out of its group: the others are as
/// they were drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variation {
    changes: Vec<(DriverId, Replacement)>,
}

impl Variation {
    /// Nothing is changed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The same replacement for each of some drivers.
    #[must_use]
    pub fn of(drivers: impl IntoIterator<Item = DriverId>, replacement: Replacement) -> Self {
        Self { changes: drivers.into_iter().map(|driver| (driver, replacement)).collect() }
    }

    /// This variation with a driver's stream replaced too; the last replacement of a driver counts.
    #[must_use]
    pub fn and(mut self, driver: DriverId, replacement: Replacement) -> Self {
        self.changes.push((driver, replacement));
        self
    }

    fn last(&self, driver: DriverId) -> Option<Replacement> {
        self.changes.iter().rev().find(|(changed, _)| *changed == driver).map(|(_, replacement)| *replacement)
    }

    /// The seed of each driver's stream.
    pub(super) fn seeds(&self, inputs: &RandomInputs, seed: u64) -> Vec<u64> {
        let seed_of = |driver| match self.last(driver) {
            Some(Replacement::Seed(other)) => other,
            _ => seed,
        };
        (0..inputs.drivers.len()).map(seed_of).collect()
    }

    /// The latent at which each driver is held, if it is; the last change of a driver counts.
    pub(super) fn held(&self, inputs: &RandomInputs) -> Vec<Option<f64>> {
        let mut held = vec![None; inputs.drivers.len()];
        for &(driver, replacement) in &self.changes {
            held[driver] = match replacement {
                Replacement::Latent(latent) => Some(latent),
                Replacement::Seed(_) => None,
            };
        }
        held
    }
}
