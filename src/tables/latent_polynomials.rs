//! A law by latent: polynomials over longer cells, pieces of those that need it, and the law itself for what is left.

use super::cell_index::{LATENT_CELLS, latent_at, latent_cell};
use super::chebyshev::{Basis, TOLERANCE, horner};
use super::refinement::{LATENT_TERMS, Refinement, Refiner};
use crate::distribution::{Distribution, Tails, standard_normal};
use std::sync::{Arc, OnceLock};

/// Latents beyond this are evaluated exactly: a normal latent of 52 bits stays within 8.3.
const LATENT_REACH: f64 = 8.5;
/// Evaluations of a law that refining its cells may take, if it is not made of others: enough for 10,000 values, in less than half a second.
const MOST_EVALUATIONS: u32 = 4_000_000;
/// The same for a law of several parts, over their number: each evaluation is a search for a root among them.
const MOST_SEARCHES: u32 = 40_000;

type LatentBasis = Basis<LATENT_TERMS>;
/// Coefficients by latent, lowest degree first.
type LatentCells = [[f64; LATENT_TERMS]; LATENT_CELLS];

/// A law by latent.
#[derive(Debug)]
pub(super) struct LatentPolynomials {
    pub(super) law: Arc<dyn Distribution>,
    pub(super) cells: Box<LatentCells>,
    pub(super) refined: Refinement,
}

impl LatentPolynomials {
    pub(super) fn new(law: Arc<dyn Distribution>) -> Self {
        let basis = LatentBasis::new();
        let cells = cells(law.as_ref(), &basis);
        let refined = refine(law.as_ref(), &cells, &basis);
        Self { law, cells, refined }
    }

    /// Q(Phi(z)), exactly.
    #[cold]
    #[inline(never)]
    pub(super) fn exact(&self, z: f64) -> f64 {
        self.law.by_latent(z).unwrap_or_else(|| self.law.quantile(standard_normal::probability(z)))
    }

    /// Q(Phi(z)) by its cell; where that has no polynomial, by a piece of it, or else exactly.
    #[inline(always)]
    pub(super) fn at(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = horner(&self.cells[cell], t);
        if x.is_nan() { self.at_rough(z) } else { x }
    }

    /// The same where the cell is known to have no polynomial.
    #[inline(always)]
    pub(super) fn at_rough(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = self.refined.at(cell, t);
        if x.is_nan() { self.exact(z) } else { x }
    }
}

/// Polynomials by latent, over longer cells; not a number where none meets the law.
fn cells(law: &dyn Distribution, basis: &LatentBasis) -> Box<LatentCells> {
    let mut cells = Box::new([[f64::NAN; LATENT_TERMS]; LATENT_CELLS]);
    for cell in within_reach() {
        let law = LawInCell::new(law, cell);
        if let Ok(fitted) = basis.fit(TOLERANCE, |point| law.at_point(basis, point)) {
            cells[cell] = fitted;
        }
    }
    cells
}

fn refine(law: &dyn Distribution, cells: &LatentCells, basis: &LatentBasis) -> Refinement {
    let evaluations = match law.parts() {
        1 => MOST_EVALUATIONS,
        parts => MOST_SEARCHES / u32::try_from(parts).unwrap_or(u32::MAX),
    };
    let mut refiner = Refiner::new(basis, evaluations);
    let mut rough: Vec<usize> = within_reach().filter(|&cell| cells[cell][0].is_nan()).collect();
    rough.sort_by_key(|cell| cell.abs_diff(LATENT_CELLS / 2));
    for cell in rough {
        let law = LawInCell::new(law, cell);
        refiner.refine(cell, LATENT_CELLS, |t| law.at(t));
    }
    refiner.finish()
}

/// The cells by latent that have a polynomial, or would if it met the law.
fn within_reach() -> impl Iterator<Item = usize> {
    (0..LATENT_CELLS).filter(|&cell| latent_at(cell, 0.0).abs() <= LATENT_REACH)
}

/// A law over one cell by latent. Its values at the ends come first: what lies between is found sooner.
struct LawInCell<'l> {
    law: &'l dyn Distribution,
    cell: usize,
    points: &'static PointTails,
    ends: [f64; 2],
}

/// Phi at the points of a longer cell at which laws are looked at.
type PointTails = [Tails; LatentBasis::POINTS];

impl<'l> LawInCell<'l> {
    fn new(law: &'l dyn Distribution, cell: usize) -> Self {
        let points = &point_tails()[cell];
        let end = |(point, t)| law.by_latent(latent_at(cell, t)).unwrap_or_else(|| law.quantile(points[point]));
        let [low, high] = LatentBasis::ENDS;
        Self { law, cell, points, ends: [(low, -0.5), (high, 0.5)].map(end) }
    }

    /// Q(Phi(z)) at a point of the basis.
    fn at_point(&self, basis: &LatentBasis, point: usize) -> f64 {
        self.at_latent(basis.point(point), || self.points[point])
    }

    /// Q(Phi(z)) at the place `t` in the cell, in [-1/2, 1/2].
    fn at(&self, t: f64) -> f64 {
        self.at_latent(t, || standard_normal::probability(latent_at(self.cell, t)))
    }

    fn at_latent(&self, t: f64, probability: impl Fn() -> Tails) -> f64 {
        match t {
            -0.5 => self.ends[0],
            0.5 => self.ends[1],
            _ => {
                let straight = self.law.by_latent(latent_at(self.cell, t));
                straight.unwrap_or_else(|| self.law.quantile_within(probability(), self.ends))
            }
        }
    }
}

/// By longer cell; the same for every law, so reckoned once.
fn point_tails() -> &'static [PointTails] {
    static TAILS: OnceLock<Vec<PointTails>> = OnceLock::new();
    TAILS.get_or_init(|| {
        let basis = LatentBasis::new();
        let of_cell = |cell| {
            let tails = |point| standard_normal::probability(latent_at(cell, basis.point(point)));
            std::array::from_fn(tails)
        };
        (0..LATENT_CELLS).map(of_cell).collect()
    })
}
