//! Amounts that wait for some steps until their cash moves (equations, 20).

use crate::vector::Lanes;

/// The amounts of the last steps, in units.
#[derive(Debug)]
pub(super) struct Waiting {
    /// By step modulo their number: at least one.
    amounts: Vec<Lanes>,
    /// Those of the last steps before the start that are known, the last one last.
    known: Vec<f64>,
}

impl Waiting {
    /// Of so many steps; before the start the last amounts were those that are `known`.
    pub(super) fn new(steps: usize, known: &[f64]) -> Self {
        Self { amounts: vec![Lanes::all(0.0); steps], known: last(known, steps).to_vec() }
    }

    /// As if every step before the start had this amount, but for those that are known.
    #[inline(always)]
    pub(super) fn open(&mut self, before_start: &Lanes) {
        let assumed = self.amounts.len() - self.known.len();
        self.amounts[..assumed].fill(*before_start);
        for (amount, known) in self.amounts[assumed..].iter_mut().zip(&self.known) {
            *amount = Lanes::all(*known);
        }
    }

    /// The amount that has waited long enough at `step`.
    #[inline(always)]
    pub(super) fn due(&self, step: usize) -> &Lanes {
        &self.amounts[step % self.amounts.len()]
    }

    /// Puts the amount of `step` in the place of the one that is due at it.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, amount: &Lanes) {
        let places = self.amounts.len();
        self.amounts[step % places] = *amount;
    }
}

/// The last `count` amounts, or all if there are fewer.
pub(super) fn last(amounts: &[f64], count: usize) -> &[f64] {
    &amounts[amounts.len().saturating_sub(count)..]
}
