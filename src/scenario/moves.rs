//! Overrides that add to a driver or multiply it, `PATH+=NUMBER` and `PATH*=NUMBER`: they change no text, but the model made of it.

use crate::error::Place;

/// A driver, or all of a kind, that is moved once the scenario is a model.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenMove {
    /// The driver's name; or `burn`, `revenue` or `revenue.growth` for all of that kind.
    pub name: String,
    /// Whether it is multiplied; otherwise something is added.
    pub multiplies: bool,
    /// By how much.
    pub by: f64,
    /// Where it was written.
    pub place: Place,
}

/// Whether a path stands for all drivers of a kind, when it is multiplied or added to.
pub(crate) fn is_group(path: &str, multiplies: bool) -> bool {
    matches!((path, multiplies), ("burn" | "revenue", true) | ("revenue.growth", _))
}
