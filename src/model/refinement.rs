//! Cells that one polynomial cannot meet, cut into pieces that each has one of its own: what a quantile function with kinks, jumps and
//! steep places costs a draw is a search among a few edges, not a search for a root (METHODS.md, 2).
//!
//! A cell is measured in units. Pieces are as long as their polynomial stays true, found by halving; a unit that a kink or a jump lies
//! in belongs to no piece and is evaluated exactly, which so few draws are that it costs nothing.

use super::table::{Basis, LATENT_DEGREE};
use std::cell::Cell;

/// Units of a cell: what is left to be evaluated exactly around a kink is this share of it.
const UNITS: u32 = 1 << 16;
/// Error allowed in a piece, relative to its largest value: so little that tables made from refined ones meet their own tolerance.
const TOLERANCE: f64 = 4e-11;

/// The pieces of the cells that needed them.
#[derive(Debug, Default)]
pub(super) struct Refinement {
    /// By cell: the first of its pieces and the first after them. Empty if no cell was refined.
    cells: Vec<[u32; 2]>,
    /// By piece: the unit that it begins with.
    starts: Vec<u16>,
    pieces: Vec<Piece>,
}

/// A polynomial in (t - centre) * per_width, from -1/2 to 1/2. 64 bytes: a line of the cache.
#[derive(Debug)]
struct Piece {
    centre: f64,
    per_width: f64,
    coefficients: [f64; LATENT_DEGREE + 1],
}

impl Refinement {
    /// The value at the place `t` of a cell, in [-1/2, 1/2]; NaN where no polynomial meets it.
    #[inline]
    pub(super) fn at(&self, cell: usize, t: f64) -> f64 {
        let Some(&[first, after]) = self.cells.get(cell) else { return f64::NAN };
        let (first, after) = (first as usize, after as usize);
        let unit = unit_of(t);
        match self.starts[first..after].partition_point(|&start| start <= unit) {
            0 => f64::NAN,
            reached => self.pieces[first + reached - 1].at(t),
        }
    }

    /// How many pieces there are: 66 bytes each.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }
}

impl Piece {
    /// Without fused multiplication, which is a call where vectors are narrow.
    #[inline]
    fn at(&self, t: f64) -> f64 {
        let s = (t - self.centre) * self.per_width;
        let value = self.coefficients.iter().rev().fold(0.0, |value, coefficient| value * s + coefficient);
        if s.abs() <= 0.5 { value } else { f64::NAN }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float stops at the last unit")]
fn unit_of(t: f64) -> u16 {
    ((t + 0.5) * f64::from(UNITS)) as u16
}

/// The place in a cell where a unit begins.
fn place_of(unit: u32) -> f64 {
    f64::from(unit) / f64::from(UNITS) - 0.5
}

/// Refines cells one by one, the most probable first, until what it may spend is spent: what comes later is evaluated exactly.
pub(super) struct Refiner<'b> {
    basis: &'b Basis<{ LATENT_DEGREE + 1 }>,
    evaluations_left: Cell<u32>,
    refined: Refinement,
}

impl<'b> Refiner<'b> {
    /// Will evaluate the law at most `evaluations` times, or a cell's worth more; each piece takes 13 or more.
    pub(super) fn new(basis: &'b Basis<{ LATENT_DEGREE + 1 }>, evaluations: u32) -> Self {
        Self { basis, evaluations_left: Cell::new(evaluations), refined: Refinement::default() }
    }

    /// Cuts `cell` of `cells`, over which the law is `f(t)` for t in [-1/2, 1/2], into pieces.
    #[expect(clippy::cast_possible_truncation, reason = "evaluations bound the pieces, and units are below 2^16")]
    pub(super) fn refine(&mut self, cell: usize, cells: usize, f: impl Fn(f64) -> f64) {
        let counted = |t| {
            self.evaluations_left.set(self.evaluations_left.get().saturating_sub(1));
            f(t)
        };
        let (mut from, first) = (0, self.refined.pieces.len());
        while from < UNITS && self.evaluations_left.get() > 0 {
            let Some((to, piece)) = longest(self.basis, from, &counted) else {
                from += 1;
                continue;
            };
            self.refined.starts.push(from as u16);
            self.refined.pieces.push(piece);
            from = to;
        }
        self.refined.cells.resize(cells, [0, 0]);
        self.refined.cells[cell] = [first as u32, self.refined.pieces.len() as u32];
    }

    /// What came of it.
    pub(super) fn finish(self) -> Refinement {
        self.refined
    }
}

/// The longest piece that begins at unit `from`, with the unit after it; `None` if it would not be a unit long.
fn longest(basis: &Basis<{ LATENT_DEGREE + 1 }>, from: u32, f: impl Fn(f64) -> f64) -> Option<(u32, Piece)> {
    if let Some(whole) = fit(basis, from, UNITS, &f) {
        return Some((UNITS, whole));
    }
    let (mut longest, mut too_far) = ((from + 1, fit(basis, from, from + 1, &f)?), UNITS);
    while too_far - longest.0 > 1 {
        let to = u32::midpoint(longest.0, too_far);
        match fit(basis, from, to, &f) {
            Some(piece) => longest = (to, piece),
            None => too_far = to,
        }
    }
    Some(longest)
}

/// The polynomial over the units from `from` to before `to`, if it meets `f`.
fn fit(basis: &Basis<{ LATENT_DEGREE + 1 }>, from: u32, to: u32, f: impl Fn(f64) -> f64) -> Option<Piece> {
    let [low, high] = [from, to].map(place_of);
    let (centre, width) = (f64::midpoint(low, high), high - low);
    let coefficients = basis.fit(TOLERANCE, |_, s| f(s.mul_add(width, centre)));
    (!coefficients[0].is_nan()).then_some(Piece { centre, per_width: 1.0 / width, coefficients })
}
