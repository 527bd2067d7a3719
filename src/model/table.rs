//! Quantile functions as tables of polynomials: no search, no logarithm, no branch in a draw (METHODS.md, 2).
//!
//! Two tables of one law: by latent (z to Q(Phi(z)), for drivers that persist or are correlated) and by probability
//! (52 random bits to Q(u), for the others, in one step). A cell that polynomials cannot meet, because the quantile function jumps,
//! bends or is too steep there, holds NaN: its draws are made from pieces of it (`model::refinement`).

use super::distribution::{Distribution, Tails, standard_normal};
use super::fit::{Affine, Basis, TOLERANCE};
use super::refinement::{Refinement, Refiner};
use std::sync::{Arc, OnceLock};

pub use super::fit::horner;

/// Share of probability that may lie in cells without a polynomial before the table by probability is not worth having: a draw from such
/// a cell needs its latent first, which all lanes at once get more cheaply.
const ROUGH_SHARE: f64 = 0.5;
/// Evaluations of a law that refining its cells may take, if it is not made of others: enough for 10,000 values, in less than half a second.
const MOST_EVALUATIONS: u32 = 4_000_000;
/// The same for a law of several parts, over their number: each evaluation is a search for a root among them.
const MOST_SEARCHES: u32 = 40_000;

/// Cells by latent: centred on the multiples of 1/16 in [-16, 16).
pub const LATENT_CELLS: usize = 512;
/// Cells a unit of the latent.
pub const LATENT_CELLS_A_UNIT: f64 = 16.0;
/// Coefficients of a polynomial by latent.
pub const LATENT_TERMS: usize = 6;
/// Latents beyond this are evaluated exactly: a normal latent of 52 bits stays within 8.3.
const LATENT_REACH: f64 = 8.5;

/// Pieces that each octave of the smaller tail is cut into, as a power of two.
const PIECES_LOG2: u32 = 6;
/// Octaves of the smaller tail: down to 2^-33, of which the last is evaluated exactly, as is all beyond.
const OCTAVES: usize = 32;
/// Cells of the table by probability: the lower and the upper side in turn.
pub const PROBABILITY_CELLS: usize = (2 * OCTAVES) << PIECES_LOG2;
/// Coefficients of a polynomial by probability.
pub const PROBABILITY_TERMS: usize = 4;
/// Exponents of the octaves that have polynomials.
const FITTED: std::ops::RangeInclusive<i32> = -32..=-2;
/// 2^-33, the least smaller tail that has a cell.
const LEAST_TAIL: f64 = f64::from_bits((1023 - 33) << 52);

/// Coefficients by latent, lowest degree first, cell by cell: a draw reads one stretch of memory.
pub type LatentCells = [[f64; LATENT_TERMS]; LATENT_CELLS];
/// Coefficients by probability, lowest degree first, cell by cell.
pub type ProbabilityCells = [[f64; PROBABILITY_TERMS]; PROBABILITY_CELLS];

/// One law: exactly, and as tables.
#[derive(Debug)]
pub struct Table {
    law: Arc<dyn Distribution>,
    by_latent: Box<LatentCells>,
    refined: Refinement,
    by_probability: Option<Box<ProbabilityCells>>,
}

impl Table {
    /// Tables of `law`. The table by probability is left out where too many of its cells would have no polynomial.
    #[must_use]
    pub fn new(law: Arc<dyn Distribution>) -> Self {
        let mut table = Self::by_latent_only(law);
        table.by_probability = by_probability(&table);
        table
    }

    /// The table by latent of `law` alone, a tenth of the size: enough where every draw has a latent.
    #[must_use]
    pub fn by_latent_only(law: Arc<dyn Distribution>) -> Self {
        let basis = Basis::new();
        let by_latent = by_latent(law.as_ref(), &basis);
        let refined = refine(law.as_ref(), &by_latent, &basis);
        Self { law, by_latent, refined, by_probability: None }
    }

    /// What the law's family is called.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.law.family()
    }

    /// Whether the law is uniform between 0 and 1, so that a draw is its probability.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.law.is_identity()
    }

    /// Whether a probability leads to a value without a latent.
    #[must_use]
    pub fn takes_probabilities(&self) -> bool {
        self.is_identity() || self.by_probability.is_some()
    }

    /// Coefficients by latent.
    #[must_use]
    pub fn latent_cells(&self) -> &LatentCells {
        &self.by_latent
    }

    /// Coefficients by probability, if the law is smooth enough.
    #[must_use]
    pub fn probability_cells(&self) -> Option<&ProbabilityCells> {
        self.by_probability.as_deref()
    }

    /// Q(Phi(z)), exactly.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn exact(&self, z: f64) -> f64 {
        self.law.quantile(standard_normal::probability(z))
    }

    /// Q(p), exactly.
    #[must_use]
    pub fn exact_quantile(&self, p: Tails) -> f64 {
        self.law.quantile(p)
    }

    /// Q(Phi(z)) by the table.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = horner(&self.by_latent[cell], t);
        if x.is_nan() { self.refined(z) } else { x }
    }

    /// Q(Phi(z)) where the cell by latent has no polynomial: by a piece of it, exactly where no piece has one either.
    #[inline(always)]
    #[must_use]
    pub fn refined(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = self.refined.at(cell, t);
        if x.is_nan() { self.exact(z) } else { x }
    }

    /// Q(p) where the cell by probability has no polynomial: by the latent.
    #[inline(always)]
    #[must_use]
    pub fn refined_quantile(&self, p: Tails) -> f64 {
        self.at(standard_normal::quantile(p))
    }
}

/// The cell of a latent and the place within it, in [-1/2, 1/2]. Adding a number whose last bit is worth 1/16 rounds to the cell's centre.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves nine bits")]
pub fn latent_cell(z: f64) -> (usize, f64) {
    const ROUNDER: f64 = (3u64 << 47) as f64;
    let shifted = z + ROUNDER;
    let cell = shifted.to_bits().wrapping_add(LATENT_CELLS as u64 / 2) & (LATENT_CELLS as u64 - 1);
    (cell as usize, (z - (shifted - ROUNDER)) * LATENT_CELLS_A_UNIT)
}

/// The latent at a place within a cell: the inverse of [`latent_cell`].
#[must_use]
pub fn latent_at(cell: usize, t: f64) -> f64 {
    (cell as f64 - LATENT_CELLS as f64 / 2.0 + t) / LATENT_CELLS_A_UNIT
}

const ONE: u64 = 0x3ff << 52;
const MANTISSA: u64 = (1 << 52) - 1;

/// The cell of 52 random bits (all but bits 1 to 12) and the place within its octave, in [1, 2): the mantissa of the smaller tail.
///
/// The lowest bit chooses the side; the highest 51 make the smaller tail, whose exponent and first six bits are the cell.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves twelve bits")]
pub fn probability_cell(bits: u64) -> (usize, f64) {
    let tail = smaller_tail(bits);
    let tail = if tail > LEAST_TAIL { tail } else { LEAST_TAIL }.to_bits();
    let cell = ((tail >> (51 - PIECES_LOG2)) & !1 | bits & 1) & (PROBABILITY_CELLS as u64 - 1);
    (cell as usize, f64::from_bits(tail & MANTISSA | ONE))
}

/// The smaller tail of 52 random bits, (k + 1/2) 2^-52 with k the highest 51, in (0, 1/2).
#[inline(always)]
#[must_use]
pub fn smaller_tail(bits: u64) -> f64 {
    const HALF_STEP_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits((bits >> 13) | ONE) - HALF_STEP_BELOW_ONE
}

/// The probability that 52 random bits stand for, as a number in (0, 1).
#[inline(always)]
#[must_use]
pub fn uniform(bits: u64) -> f64 {
    let tail = smaller_tail(bits);
    if bits & 1 == 0 { tail } else { 1.0 - tail }
}

/// The probability that 52 random bits stand for.
#[must_use]
pub fn tails(bits: u64) -> Tails {
    if bits & 1 == 0 { Tails::below(smaller_tail(bits)) } else { Tails::above(smaller_tail(bits)) }
}

/// The random bits that stand for the probability (`k` + 1/2) 2^-52, with `k` below 2^52: those of [`tails`], backwards.
#[inline(always)]
#[must_use]
pub fn bits_of(k: u64) -> u64 {
    // Above the middle the smaller tail is counted from the other end.
    let is_upper = k >> 51;
    let tail = if is_upper == 1 { MANTISSA - k } else { k };
    tail << 13 | is_upper
}

fn by_latent(law: &dyn Distribution, basis: &Basis<LATENT_TERMS>) -> Box<LatentCells> {
    let mut cells = empty();
    for cell in within_reach() {
        let law = LawInCell::new(law, cell);
        if let Ok(fitted) = basis.fit(TOLERANCE, |point| law.at(basis.point(point)), Affine::SAME) {
            cells[cell] = fitted;
        }
    }
    cells
}

fn refine(law: &dyn Distribution, cells: &LatentCells, basis: &Basis<LATENT_TERMS>) -> Refinement {
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
    ends: [f64; 2],
}

impl<'l> LawInCell<'l> {
    fn new(law: &'l dyn Distribution, cell: usize) -> Self {
        let at = |t: f64| law.quantile(standard_normal::probability(latent_at(cell, t)));
        Self { law, cell, ends: [-0.5, 0.5].map(at) }
    }

    /// Q(Phi(z)) at the place `t` in the cell, in [-1/2, 1/2].
    fn at(&self, t: f64) -> f64 {
        match t {
            -0.5 => self.ends[0],
            0.5 => self.ends[1],
            _ => self.law.quantile_within(standard_normal::probability(latent_at(self.cell, t)), self.ends),
        }
    }
}

/// `None` if too much of it would have no polynomial.
fn by_probability(table: &Table) -> Option<Box<ProbabilityCells>> {
    let grid = grid();
    let mut cells = empty();
    let mut rough = 0.0;
    for place in &grid.cells {
        for (side, sign) in [(0, 1.0), (1, -1.0)] {
            match grid.basis.fit(TOLERANCE, |point| table.at(sign * place.latents[point]), place.variable) {
                Ok(fitted) => cells[place.cell + side] = fitted,
                Err(_) => rough += place.probability,
            }
        }
    }
    (rough <= ROUGH_SHARE).then_some(cells)
}

/// The cells of the table by probability that have polynomials, with the latents at which they are fitted and checked: the same for
/// every law, so reckoned once.
struct Grid {
    basis: Basis<PROBABILITY_TERMS>,
    cells: Vec<GridCell>,
}

struct GridCell {
    /// Of the lower side; that of the upper is the next.
    cell: usize,
    probability: f64,
    latents: [f64; Basis::<PROBABILITY_TERMS>::POINTS],
    variable: Affine,
}

fn grid() -> &'static Grid {
    static GRID: OnceLock<Grid> = OnceLock::new();
    GRID.get_or_init(|| {
        let (basis, pieces) = (Basis::new(), 1 << PIECES_LOG2);
        let octave = |exponent| (0..pieces).map(move |piece| (exponent, piece));
        let cells = FITTED.flat_map(octave).map(|(exponent, piece)| grid_cell(&basis, exponent, piece)).collect();
        Grid { basis, cells }
    })
}

fn grid_cell(basis: &Basis<PROBABILITY_TERMS>, exponent: i32, piece: i32) -> GridCell {
    let pieces = f64::from(1 << PIECES_LOG2);
    let width = libm::ldexp(1.0, exponent) / pieces;
    let low = libm::ldexp(1.0, exponent) + f64::from(piece) * width;
    let latent = |point| standard_normal::quantile(Tails::below(((basis.point(point) + 0.5) * width + low).min(0.5)));
    GridCell {
        cell: (low.to_bits() >> (51 - PIECES_LOG2)) as usize & (PROBABILITY_CELLS - 1),
        probability: width,
        latents: std::array::from_fn(latent),
        variable: Affine { slope: pieces, intercept: -(pieces + f64::from(piece) + 0.5) },
    }
}

fn empty<const CELLS: usize, const N: usize>() -> Box<[[f64; N]; CELLS]> {
    let cells = vec![[f64::NAN; N]; CELLS].into_boxed_slice();
    match cells.try_into() {
        Ok(cells) => cells,
        Err(_) => unreachable!("the vector has as many cells"),
    }
}
