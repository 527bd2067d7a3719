//! Amounts that wait for some steps until their cash moves (equations, 20).

use crate::vector::Lanes;

/// The amounts of the last steps, in units, by step modulo their number: at least one.
#[derive(Debug)]
pub(super) struct Waiting(Vec<Lanes>);

impl Waiting {
    pub(super) fn new(steps: usize) -> Self {
        Self(vec![Lanes::all(0.0); steps])
    }

    /// As if every step before the start had this amount.
    #[inline(always)]
    pub(super) fn open(&mut self, before_start: &Lanes) {
        self.0.fill(*before_start);
    }

    /// The amount that has waited long enough at `step`.
    #[inline(always)]
    pub(super) fn due(&self, step: usize) -> &Lanes {
        &self.0[step % self.0.len()]
    }

    /// Puts the amount of `step` in the place of the one that is due at it.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, amount: &Lanes) {
        let places = self.0.len();
        self.0[step % places] = *amount;
    }
}
