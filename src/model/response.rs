//! What management does when cash gets short, with names resolved (equations, 18).

use super::driver::DriverId;

/// A cut that is made when the runway is short.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its name.
    pub name: String,
    /// Months of runway below which it is made.
    pub trigger: f64,
    /// Share by which it cuts.
    pub cut: DriverId,
    /// The lines that it cuts, as places in [`Company::burn`](super::Company::burn).
    pub lines: Vec<usize>,
    /// Least months between two cuts.
    pub at_most_every: f64,
    /// Steps until a cut is felt.
    pub delay: usize,
}

impl Response {
    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, trigger: _, cut, lines: _, at_most_every: _, delay: _ } = self;
        change(cut);
    }
}
