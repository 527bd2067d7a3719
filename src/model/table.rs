//! Quantile functions as tables of polynomials: no search, no logarithm, no branch in a draw (METHODS.md, 2).
//!
//! Two tables of one law: by latent (z to Q(Phi(z)), for drivers that persist or are correlated) and by probability
//! (52 random bits to Q(u), for the others, in one step). A cell that polynomials cannot meet, because the quantile function jumps,
//! bends or is too steep there, holds NaN: its draws are made from pieces of it (`model::refinement`).

use super::distribution::{Distribution, Tails, standard_normal};
use super::refinement::{Refinement, Refiner};
use std::sync::{Arc, OnceLock};

/// Error allowed in a cell, relative to the largest value in it.
const TOLERANCE: f64 = 4e-10;
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
/// Degree of the polynomials by latent.
pub const LATENT_DEGREE: usize = 5;
/// Latents beyond this are evaluated exactly: a normal latent of 52 bits stays within 8.3.
const LATENT_REACH: f64 = 8.5;

/// Pieces that each octave of the smaller tail is cut into, as a power of two.
pub const PIECES_LOG2: u32 = 6;
/// Octaves of the smaller tail: down to 2^-64 in the index, to 2^-53 in use.
const OCTAVES: usize = 64;
/// Cells of one side of the table by probability.
pub const SIDE_CELLS: usize = OCTAVES << PIECES_LOG2;
/// Cells of the table by probability: the lower side, then the upper.
pub const PROBABILITY_CELLS: usize = 2 * SIDE_CELLS;
/// Degree of the polynomials by probability.
pub const PROBABILITY_DEGREE: usize = 3;
/// The deepest octave in use: 52 bits and a half end at 2^-53.
const DEEPEST: i32 = -53;

/// Coefficients of the table by latent, lowest degree first, cell by cell: a draw reads one stretch of memory.
pub type LatentCells = [[f64; LATENT_DEGREE + 1]; LATENT_CELLS];
/// Coefficients of the table by probability, lowest degree first, cell by cell.
pub type ProbabilityCells = [[f64; PROBABILITY_DEGREE + 1]; PROBABILITY_CELLS];

/// One law: exactly, and as tables.
#[derive(Debug)]
pub struct Table {
    law: Arc<dyn Distribution>,
    by_latent: Box<LatentCells>,
    refined: Refinement,
    by_probability: Option<Box<ProbabilityCells>>,
}

impl Table {
    /// Tables of `law`. The table by probability is left out where too many of its cells would be evaluated exactly.
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
        Self { by_latent, refined, law, by_probability: None }
    }

    /// What the law's family is called.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.law.family()
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

/// The cell of 52 random bits (the high ones of `bits`) and the place within it, in [-1/2, 1/2).
///
/// The highest bit chooses the side; the next 51 make the smaller tail v = (k + 1/2) 2^-52, whose exponent and first six
/// bits are the cell.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the masks leave thirteen bits")]
pub fn probability_cell(bits: u64) -> (usize, f64) {
    const ONE: u64 = 0x3ff << 52;
    const MANTISSA: u64 = (1 << 52) - 1;
    let v = smaller_tail(bits).to_bits();
    let cell = ((v >> (52 - PIECES_LOG2)) & (SIDE_CELLS as u64 - 1)) | ((bits >> 63) * SIDE_CELLS as u64);
    (cell as usize, f64::from_bits(((v << PIECES_LOG2) & MANTISSA) | ONE) - 1.5)
}

/// The smaller tail of 52 random bits, in (0, 1/2).
#[inline(always)]
#[must_use]
pub fn smaller_tail(bits: u64) -> f64 {
    const ONE: u64 = 0x3ff << 52;
    const HALF_STEP_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits(((bits >> 12) & ((1 << 51) - 1)) | ONE) - HALF_STEP_BELOW_ONE
}

/// The probability that 52 random bits stand for.
#[must_use]
pub fn tails(bits: u64) -> Tails {
    if bits >> 63 == 0 { Tails::below(smaller_tail(bits)) } else { Tails::above(smaller_tail(bits)) }
}

/// A polynomial by Horner's rule, lowest degree first.
#[inline(always)]
#[must_use]
pub fn horner<const N: usize>(coefficients: &[f64; N], t: f64) -> f64 {
    let mut value = coefficients[N - 1];
    for degree in (0..N - 1).rev() {
        value = value.mul_add(t, coefficients[degree]);
    }
    value
}

fn by_latent(law: &dyn Distribution, basis: &Basis<{ LATENT_DEGREE + 1 }>) -> Box<LatentCells> {
    let mut cells = empty();
    for cell in within_reach() {
        let law = LawInCell::new(law, cell);
        if let Ok(fitted) = basis.fit(TOLERANCE, |_, t| law.at(t)) {
            cells[cell] = fitted;
        }
    }
    cells
}

fn refine(law: &dyn Distribution, cells: &LatentCells, basis: &Basis<{ LATENT_DEGREE + 1 }>) -> Refinement {
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
    (0..LATENT_CELLS).filter(|&cell| latent_centre(cell).abs() <= LATENT_REACH)
}

fn latent_centre(cell: usize) -> f64 {
    (cell as f64 - LATENT_CELLS as f64 / 2.0) / LATENT_CELLS_A_UNIT
}

/// A law over one cell by latent. Its values at the ends come first: what lies between is found sooner.
struct LawInCell<'l> {
    law: &'l dyn Distribution,
    centre: f64,
    ends: [f64; 2],
}

impl<'l> LawInCell<'l> {
    fn new(law: &'l dyn Distribution, cell: usize) -> Self {
        let centre = latent_centre(cell);
        let at = |t: f64| law.quantile(standard_normal::probability(centre + t / LATENT_CELLS_A_UNIT));
        Self { law, centre, ends: [-0.5, 0.5].map(at) }
    }

    /// Q(Phi(z)) at the place `t` in the cell, in [-1/2, 1/2].
    fn at(&self, t: f64) -> f64 {
        match t {
            -0.5 => self.ends[0],
            0.5 => self.ends[1],
            _ => {
                let p = standard_normal::probability(self.centre + t / LATENT_CELLS_A_UNIT);
                self.law.quantile_within(p, self.ends)
            }
        }
    }
}

fn by_probability(table: &Table) -> Option<Box<ProbabilityCells>> {
    let basis = Basis::<{ PROBABILITY_DEGREE + 1 }>::new();
    let mut cells = empty();
    let mut rough = 0.0;
    for place in grid() {
        for (side, sign) in [(0, 1.0), (SIDE_CELLS, -1.0)] {
            match basis.fit(TOLERANCE, |point, _| table.at(sign * place.latents[point])) {
                Ok(fitted) => cells[side + place.cell] = fitted,
                Err(_) => rough += place.probability,
            }
        }
    }
    (rough <= ROUGH_SHARE).then_some(cells)
}

/// A cell of the table by probability with the latents at which it is fitted and checked: the same for every law, so reckoned once.
struct GridCell {
    cell: usize,
    probability: f64,
    latents: [f64; GRID_POINTS],
}

const GRID_POINTS: usize = 2 * (PROBABILITY_DEGREE + 1) + 1;

fn grid() -> &'static [GridCell] {
    static GRID: OnceLock<Vec<GridCell>> = OnceLock::new();
    GRID.get_or_init(|| {
        let (basis, pieces) = (Basis::new(), 1 << PIECES_LOG2);
        let octave = |exponent| (0..pieces).map(move |piece| (exponent, piece));
        (DEEPEST..=-2).flat_map(octave).map(|(exponent, piece)| grid_cell(&basis, exponent, piece)).collect()
    })
}

fn grid_cell(basis: &Basis<{ PROBABILITY_DEGREE + 1 }>, exponent: i32, piece: i32) -> GridCell {
    let width = libm::ldexp(1.0, exponent - PIECES_LOG2 as i32);
    let low = libm::ldexp(1.0, exponent) + f64::from(piece) * width;
    let latent = |point| standard_normal::quantile(Tails::below(((basis.point(point) + 0.5) * width + low).min(0.5)));
    GridCell {
        cell: (low.to_bits() >> (52 - PIECES_LOG2)) as usize & (SIDE_CELLS - 1),
        probability: width,
        latents: std::array::from_fn(latent),
    }
}

fn empty<const CELLS: usize, const N: usize>() -> Box<[[f64; N]; CELLS]> {
    let cells = vec![[f64::NAN; N]; CELLS].into_boxed_slice();
    match cells.try_into() {
        Ok(cells) => cells,
        Err(_) => unreachable!("the vector has as many cells"),
    }
}

/// Interpolation at the N Chebyshev nodes of [-1/2, 1/2], checked at the N + 1 extremes between and beside them.
pub(super) struct Basis<const N: usize> {
    nodes: [f64; N],
    /// The extremes but the last, which is at -1/2.
    checks: [f64; N],
    /// Takes the values at the nodes to the coefficients.
    inverse: [[f64; N]; N],
}

impl<const N: usize> Basis<N> {
    pub(super) fn new() -> Self {
        let extreme = |angle: f64| 0.5 * libm::cos(angle * std::f64::consts::PI);
        let mut basis = Self {
            nodes: std::array::from_fn(|node| extreme((2 * node + 1) as f64 / (2 * N) as f64)),
            checks: std::array::from_fn(|check| extreme(check as f64 / N as f64)),
            inverse: [[0.0; N]; N],
        };
        for node in 0..N {
            let coefficients = basis.lagrange(node);
            for (degree, coefficient) in coefficients.into_iter().enumerate() {
                basis.inverse[degree][node] = coefficient;
            }
        }
        basis
    }

    /// Nodes first, then checks.
    fn point(&self, point: usize) -> f64 {
        let check = point.wrapping_sub(N);
        self.nodes.get(point).or_else(|| self.checks.get(check)).copied().unwrap_or(-0.5)
    }

    /// The polynomial that is 1 at `node` and 0 at the other nodes.
    fn lagrange(&self, node: usize) -> [f64; N] {
        let mut product = [0.0; N];
        product[0] = 1.0;
        for (count, other) in (0..N).filter(|&other| other != node).enumerate() {
            let (at, scale) = (self.point(other), 1.0 / (self.point(node) - self.point(other)));
            for degree in (0..=count + 1).rev() {
                let shifted = if degree > 0 { product[degree - 1] } else { 0.0 };
                product[degree] = (shifted - at * product[degree]) * scale;
            }
        }
        product
    }

    /// Coefficients of `f(point, t)`. If the polynomial misses `f` at a check by more than `tolerance` of the largest value, by how
    /// many times as much.
    pub(super) fn fit(&self, tolerance: f64, f: impl Fn(usize, f64) -> f64) -> Result<[f64; N], f64> {
        let values: [f64; N] = std::array::from_fn(|node| f(node, self.point(node)));
        let mut fitted = self.inverse.map(|row| row.iter().zip(values).map(|(weight, value)| weight * value).sum());
        if values.iter().all(|value| value.to_bits() == values[0].to_bits()) {
            // What is always the same is itself to the last bit: a level of 20 is at least 20.
            fitted = [0.0; N];
            fitted[0] = values[0];
        }
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for check in N..=2 * N {
            let t = self.point(check);
            let (miss, allowed) = ((horner(&fitted, t) - f(check, t)).abs(), tolerance * largest);
            let meets = miss <= allowed;
            if !meets {
                return Err(miss / allowed);
            }
        }
        Ok(fitted)
    }
}
