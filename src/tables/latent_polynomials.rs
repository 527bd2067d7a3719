//! A distribution by latent: polynomials over longer cells, pieces of the cells that need them, and the distribution itself for the rest.

use super::cell_index::{LATENT_CELLS, latent_at, latent_cell};
use super::chebyshev::{Basis, TOLERANCE, horner};
use super::refinement::{LATENT_TERMS, Refinement, Refiner};
use crate::distribution::{Distribution, TailProbabilities, standard_normal};
use std::sync::{Arc, OnceLock};

/// Latents beyond this are evaluated exactly: a normal latent of 52 bits stays within 8.3.
const LATENT_REACH: f64 = 8.5;
/// Evaluations of a distribution that refining its cells may take, if it is a single one: enough for 10,000 values, in less than half a
/// second.
const MOST_EVALUATIONS: u32 = 4_000_000;
/// The same for a distribution of several parts, over their number: each evaluation is a search for a root among them.
const MOST_SEARCHES: u32 = 40_000;

type LatentBasis = Basis<LATENT_TERMS>;
/// Coefficients by latent, lowest degree first.
type LatentCells = [[f64; LATENT_TERMS]; LATENT_CELLS];

/// A distribution by latent.
#[derive(Debug)]
pub(super) struct LatentPolynomials {
    pub(super) distribution: Arc<dyn Distribution>,
    pub(super) cells: Box<LatentCells>,
    pub(super) refined: Refinement,
    /// The probability of cells that have neither, as the budget of evaluations was spent.
    pub(super) left_out: f64,
}

impl LatentPolynomials {
    pub(super) fn new(distribution: Arc<dyn Distribution>) -> Self {
        let basis = LatentBasis::new();
        let cells = cells(distribution.as_ref(), &basis);
        let (refined, left_out) = refine(distribution.as_ref(), &cells, &basis);
        Self { distribution, cells, refined, left_out }
    }

    /// Q(Phi(z)), exactly.
    #[cold]
    #[inline(never)]
    pub(super) fn exact(&self, z: f64) -> f64 {
        self.distribution.by_latent(z).unwrap_or_else(|| self.distribution.quantile(standard_normal::probability(z)))
    }

    /// Q(Phi(z)) by its cell; where that has no polynomial, by a piece of it, or else exactly.
    #[inline(always)]
    pub(super) fn at(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = horner(&self.cells[cell], t);
        if x.is_nan() { self.at_rough(z) } else { x }
    }

    /// The same for a cell that is known to have no polynomial.
    #[inline(always)]
    pub(super) fn at_rough(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = self.refined.at(cell, t);
        if x.is_nan() { self.exact(z) } else { x }
    }
}

/// Polynomials by latent, over longer cells; NaN where none is accurate enough.
fn cells(distribution: &dyn Distribution, basis: &LatentBasis) -> Box<LatentCells> {
    let mut cells = Box::new([[f64::NAN; LATENT_TERMS]; LATENT_CELLS]);
    for cell in within_reach() {
        let distribution = DistributionInCell::new(distribution, cell);
        if let Ok(fitted) = basis.fit(TOLERANCE, |point| distribution.at_point(basis, point)) {
            cells[cell] = fitted;
        }
    }
    cells
}

/// The rough cells cut into pieces, the most probable first, and the probability of those for which the budget does not suffice.
fn refine(distribution: &dyn Distribution, cells: &LatentCells, basis: &LatentBasis) -> (Refinement, f64) {
    let evaluations = match distribution.parts() {
        1 => MOST_EVALUATIONS,
        parts => MOST_SEARCHES / u32::try_from(parts).unwrap_or(u32::MAX),
    };
    let mut refiner = Refiner::new(basis, distribution.spans_magnitudes(), evaluations);
    let mut rough: Vec<usize> = within_reach().filter(|&cell| cells[cell][0].is_nan()).collect();
    rough.sort_by_key(|cell| cell.abs_diff(LATENT_CELLS / 2));
    let mut left_out = 0.0;
    for cell in rough {
        if !refiner.is_spent() {
            let distribution = DistributionInCell::new(distribution, cell);
            refiner.refine(cell, LATENT_CELLS, |t| distribution.at(t));
        }
        left_out += if refiner.is_spent() { probability_of(cell) } else { 0.0 };
    }
    (refiner.finish(), left_out)
}

/// The probability of a latent in this cell.
fn probability_of(cell: usize) -> f64 {
    let [from, to] = [-0.5, 0.5].map(|t| standard_normal::probability(latent_at(cell, t)));
    if from.below < 0.5 { to.below - from.below } else { from.above - to.above }
}

/// The cells by latent within reach, whether or not a polynomial is accurate enough there.
fn within_reach() -> impl Iterator<Item = usize> {
    (0..LATENT_CELLS).filter(|&cell| latent_at(cell, 0.0).abs() <= LATENT_REACH)
}

/// A distribution over one cell by latent. Its values at the ends come first: they bracket those between, which are then found sooner.
struct DistributionInCell<'l> {
    distribution: &'l dyn Distribution,
    cell: usize,
    points: &'static PointProbabilities,
    ends: [f64; 2],
}

/// Phi at the points of a longer cell at which distributions are evaluated.
type PointProbabilities = [TailProbabilities; LatentBasis::POINTS];

impl<'l> DistributionInCell<'l> {
    fn new(distribution: &'l dyn Distribution, cell: usize) -> Self {
        let points = &point_probabilities()[cell];
        let end = |(point, t)| {
            distribution.by_latent(latent_at(cell, t)).unwrap_or_else(|| distribution.quantile(points[point]))
        };
        let [low, high] = LatentBasis::ENDS;
        Self { distribution, cell, points, ends: [(low, -0.5), (high, 0.5)].map(end) }
    }

    /// Q(Phi(z)) at a point of the basis.
    fn at_point(&self, basis: &LatentBasis, point: usize) -> f64 {
        self.at_latent(basis.point(point), || self.points[point])
    }

    /// Q(Phi(z)) at the place `t` in the cell, in [-1/2, 1/2].
    fn at(&self, t: f64) -> f64 {
        self.at_latent(t, || standard_normal::probability(latent_at(self.cell, t)))
    }

    fn at_latent(&self, t: f64, probability: impl Fn() -> TailProbabilities) -> f64 {
        match t {
            -0.5 => self.ends[0],
            0.5 => self.ends[1],
            _ => {
                let straight = self.distribution.by_latent(latent_at(self.cell, t));
                straight.unwrap_or_else(|| self.distribution.quantile_within(probability(), self.ends))
            }
        }
    }
}

/// By longer cell; the same for every distribution, so computed once.
fn point_probabilities() -> &'static [PointProbabilities] {
    static TAILS: OnceLock<Vec<PointProbabilities>> = OnceLock::new();
    TAILS.get_or_init(|| {
        let basis = LatentBasis::new();
        let of_cell = |cell| {
            let tail_probabilities = |point| standard_normal::probability(latent_at(cell, basis.point(point)));
            std::array::from_fn(tail_probabilities)
        };
        (0..LATENT_CELLS).map(of_cell).collect()
    })
}
