//! Models with a driver moved: every value shifted, multiplied, or set. The driver keeps its name and hence its draws.

use crate::model::{Curve, Driver, Model};
use std::sync::Arc;

/// What is done to every value of a driver, before events act on it and before its limits of meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Move {
    /// It is this.
    Set(f64),
    /// This is added.
    Shift(f64),
    /// It is multiplied by this.
    Scale(f64),
}

impl Move {
    /// The curve after the move.
    fn of(self, curve: &Curve) -> Curve {
        match (*curve, self) {
            (_, Self::Set(value)) => Curve::Constant(value),
            (Curve::Constant(value), Self::Shift(by)) => Curve::Constant(value + by),
            (Curve::Constant(value), Self::Scale(by)) => Curve::Constant(value * by),
            (Curve::Drawn { table, location, scale }, Self::Shift(by)) => {
                Curve::Drawn { table, location: location + by, scale }
            }
            (Curve::Drawn { table, location, scale }, Self::Scale(by)) => {
                Curve::Drawn { table, location: location * by, scale: scale * by }
            }
        }
    }
}

impl Model {
    /// Moves every value of the driver called `name`; returns whether there is one.
    ///
    /// A certain value that is moved beyond a limit of meaning stops there, as a draw does; one that an event acts on does so once the
    /// event has acted.
    pub fn move_driver(&mut self, name: &str, by: Move) -> bool {
        let inputs = Arc::make_mut(&mut self.inputs);
        let Ok(place) = inputs.drivers.binary_search_by(|driver| driver.name.as_str().cmp(name)) else { return false };
        let driver = &mut inputs.drivers[place];
        let moved = |curve: &Curve| match by.of(curve) {
            Curve::Constant(value) if !driver.is_acted_on => Curve::Constant(driver.limits.apply(value)),
            moved => moved,
        };
        let curves = driver.curves.iter().map(moved).collect();
        *driver = Driver { curves, ..driver.clone() };
        driver.can_meet_limits = driver.reaches_its_limits(&inputs.tables);
        true
    }

    /// Plans the capital called `name` for this many months after the start; returns whether there is such capital.
    pub fn move_raise(&mut self, name: &str, month: f64) -> bool {
        let raise = self.company.capital.iter_mut().find(|raise| raise.name == name);
        raise.map(|raise| raise.month = month).is_some()
    }
}
