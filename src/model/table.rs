//! Quantile functions as tables of polynomials: no search, no logarithm, no branch in a draw (METHODS.md, 2).
//!
//! Two tables of cubics of one law: by latent (z to Q(Phi(z)), for drivers that persist or are correlated) and by probability
//! (52 random bits to Q(u), for the others, in one step). Each is made when the first draw needs it, from a third, of polynomials over
//! longer cells by latent, which takes fewer evaluations of the law. A cell that a cubic cannot meet, because the quantile function jumps, bends or is too steep there,
//! has none: its draws are made from the longer cell or, if that has no polynomial either, from pieces of it (`model::refinement`).

use super::cubic::{self, Cell, Cubic, Fitting};
use super::distribution::{Distribution, Tails, standard_normal};
use super::fit::{Basis, TOLERANCE, horner};
use super::refinement::{Refinement, Refiner};
use super::width::{Work, at_full_width};
use std::sync::{Arc, OnceLock};

/// Share of probability that may lie in cells without a polynomial before the table by probability is not worth having: a draw from such
/// a cell needs its latent first, which all lanes at once get more cheaply.
const ROUGH_SHARE: f64 = 0.5;
/// Evaluations of a law that refining its cells may take, if it is not made of others: enough for 10,000 values, in less than half a second.
const MOST_EVALUATIONS: u32 = 4_000_000;
/// The same for a law of several parts, over their number: each evaluation is a search for a root among them.
const MOST_SEARCHES: u32 = 40_000;

/// Longer cells by latent: centred on the multiples of 1/16 in [-16, 16).
pub(super) const LATENT_CELLS: usize = 512;
/// Longer cells a unit of the latent.
pub(super) const LATENT_CELLS_A_UNIT: f64 = 16.0;
/// Coefficients of a polynomial by latent.
pub(super) const LATENT_TERMS: usize = 6;
/// Latents beyond this are evaluated exactly: a normal latent of 52 bits stays within 8.3.
const LATENT_REACH: f64 = 8.5;
type LatentBasis = Basis<LATENT_TERMS>;
/// Coefficients by latent, lowest degree first.
type LatentCells = [[f64; LATENT_TERMS]; LATENT_CELLS];

/// Cubics by latent: centred on the multiples of 1/128 in [-4, 4).
pub const LATENT_CUBICS: usize = 2 * CUBICS_A_SIDE as usize;
const CUBICS_A_SIDE: i32 = 512;
/// Cubics a unit of the latent.
const CUBICS_A_UNIT: f64 = 128.0;
/// Latents from this on, in size, have no cubic: one in sixteen thousand.
const CUBIC_REACH: f64 = 4.0;

/// Pieces that each octave of the smaller tail is cut into, as a power of two.
const PIECES_LOG2: u32 = 7;
const PIECES: i32 = 1 << PIECES_LOG2;
/// Octaves of the smaller tail: down to 2^-17, of which the last has no cubics, nor has anything beyond.
const OCTAVES: usize = 16;
/// Cubics by probability: the lower and the upper side in turn.
pub const PROBABILITY_CUBICS: usize = (2 * OCTAVES) << PIECES_LOG2;
/// Exponents of the octaves that have cubics.
const FITTED: std::ops::RangeInclusive<i32> = -16..=-2;
/// 2^-17, the least smaller tail that has a cell.
const LEAST_TAIL: f64 = f64::from_bits((1023 - 17) << 52);

/// One law: exactly, and as tables.
#[derive(Debug)]
pub struct Table {
    law: Arc<dyn Distribution>,
    is_identity: bool,
    cells: Box<LatentCells>,
    refined: Refinement,
    by_latent: OnceLock<Box<[Cubic; LATENT_CUBICS]>>,
    /// Left out where too many of its cells would have no cubic.
    by_probability: OnceLock<Option<Box<[Cubic; PROBABILITY_CUBICS]>>>,
}

impl Table {
    /// Tables of `law`.
    #[must_use]
    pub fn new(law: Arc<dyn Distribution>) -> Self {
        let basis = Basis::new();
        let cells = cells(law.as_ref(), &basis);
        let refined = refine(law.as_ref(), &cells, &basis);
        let (by_latent, by_probability) = (OnceLock::new(), OnceLock::new());
        Self { is_identity: law.is_identity(), law, cells, refined, by_latent, by_probability }
    }

    /// What the law's family is called.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.law.family()
    }

    /// Whether the law is uniform between 0 and 1, so that a draw is its probability.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.is_identity
    }

    /// Whether a probability leads to a value without a latent.
    #[must_use]
    pub fn takes_probabilities(&self) -> bool {
        self.is_identity || self.by_probability().is_some()
    }

    /// Cubics by latent, each in its [`latent_cubic`].
    #[inline(always)]
    #[must_use]
    pub fn by_latent(&self) -> &[Cubic; LATENT_CUBICS] {
        self.by_latent.get_or_init(|| at_full_width(ByLatent(self)))
    }

    /// Cubics by probability, each in its [`probability_cubic`], if the law is smooth enough.
    #[inline(always)]
    #[must_use]
    pub fn by_probability(&self) -> Option<&[Cubic; PROBABILITY_CUBICS]> {
        self.by_probability.get_or_init(|| at_full_width(ByProbability(self))).as_deref()
    }

    /// Q(Phi(z)), exactly.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn exact(&self, z: f64) -> f64 {
        self.law.by_latent(z).unwrap_or_else(|| self.law.quantile(standard_normal::probability(z)))
    }

    /// Q(p), exactly.
    #[must_use]
    pub fn exact_quantile(&self, p: Tails) -> f64 {
        self.law.quantile(p)
    }

    /// Q(Phi(z)) by the longer cells, where there is no cubic; where they have no polynomial, by a piece of one, or else exactly.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = horner(&self.cells[cell], t);
        if x.is_nan() { self.refined(z) } else { x }
    }

    #[inline(always)]
    pub(super) fn refined(&self, z: f64) -> f64 {
        let (cell, t) = latent_cell(z);
        let x = self.refined.at(cell, t);
        if x.is_nan() { self.exact(z) } else { x }
    }

    /// Q(p) where there is no cubic by probability: by the latent.
    #[inline(always)]
    #[must_use]
    pub fn quantile(&self, p: Tails) -> f64 {
        self.at(standard_normal::quantile(p))
    }
}

/// The longer cell of a latent and the place within it, in [-1/2, 1/2]. Adding a number whose last bit is worth 1/16 rounds to the cell's
/// centre.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves nine bits")]
pub(super) fn latent_cell(z: f64) -> (usize, f64) {
    const ROUNDER: f64 = (3u64 << 47) as f64;
    let shifted = z + ROUNDER;
    let cell = shifted.to_bits().wrapping_add(LATENT_CELLS as u64 / 2) & (LATENT_CELLS as u64 - 1);
    (cell as usize, (z - (shifted - ROUNDER)) * LATENT_CELLS_A_UNIT)
}

/// The latent at a place within a longer cell: the inverse of [`latent_cell`].
fn latent_at(cell: usize, t: f64) -> f64 {
    (cell as f64 - LATENT_CELLS as f64 / 2.0 + t) / LATENT_CELLS_A_UNIT
}

/// The number of a latent's cubic, and the place counted from the middle of its cell.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves ten bits")]
pub fn latent_cubic(z: f64) -> (usize, f64) {
    const ROUNDER: f64 = (3u64 << 44) as f64;
    let z = z.clamp(-CUBIC_REACH, CUBIC_REACH - 1.0 / CUBICS_A_UNIT);
    let shifted = z + ROUNDER;
    (shifted.to_bits() as usize & (LATENT_CUBICS - 1), z - (shifted - ROUNDER))
}

const ONE: u64 = 0x3ff << 52;
const MANTISSA: u64 = (1 << 52) - 1;

/// The number of the cubic of 52 random bits (all but bits 1 to 12), and the place counted from the middle of its cell, in octaves.
///
/// The lowest bit chooses the side; the highest 51 make the smaller tail, whose exponent and first seven bits are the cell.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves twelve bits")]
pub fn probability_cubic(bits: u64) -> (usize, f64) {
    const WITHIN: u64 = MANTISSA >> PIECES_LOG2;
    const MIDDLE: f64 = 1.0 + 0.5 / PIECES as f64;
    let tail = smaller_tail(bits);
    let tail = if tail > LEAST_TAIL { tail } else { LEAST_TAIL }.to_bits();
    let number = ((tail >> (51 - PIECES_LOG2)) & !1 | bits & 1) & (PROBABILITY_CUBICS as u64 - 1);
    (number as usize, f64::from_bits(tail & WITHIN | ONE) - MIDDLE)
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

/// Cubics by latent of what a table has already, as work for vectors.
struct ByLatent<'t>(&'t Table);

impl Work for ByLatent<'_> {
    type Output = Box<[Cubic; LATENT_CUBICS]>;

    #[inline(always)]
    fn work(self) -> Self::Output {
        let (mut cubics, fitting) = (cubic::none(), Fitting::new(1.0 / CUBICS_A_UNIT));
        let mut values = [0.0; Fitting::POINTS];
        for cell in 1 - CUBICS_A_SIDE..CUBICS_A_SIDE - 1 {
            let centre = f64::from(cell) / CUBICS_A_UNIT;
            // Plain loops: what is not inlined is not compiled for the width of vectors.
            for (point, value) in values.iter_mut().enumerate() {
                *value = self.0.at(centre + fitting.point(point));
            }
            cubics[latent_cubic(centre).0] = fitting.fit(&values);
        }
        cubics
    }
}

/// The same by probability; `None` if too much of it would have no cubic.
struct ByProbability<'t>(&'t Table);

impl Work for ByProbability<'_> {
    type Output = Option<Box<[Cubic; PROBABILITY_CUBICS]>>;

    #[inline(always)]
    fn work(self) -> Self::Output {
        let grid = grid();
        let mut cubics: Box<[Cubic; PROBABILITY_CUBICS]> = cubic::none();
        let (mut rough, mut values) = (0.0, [0.0; Fitting::POINTS]);
        for place in &grid.cells {
            for (side, sign) in [(0, 1.0), (1, -1.0)] {
                for (value, latent) in values.iter_mut().zip(place.latents) {
                    *value = self.0.at(sign * latent);
                }
                let fitted = grid.fitting.fit(&values);
                rough += if fitted == Cubic::NONE { place.probability } else { 0.0 };
                cubics[place.number + side] = fitted;
            }
        }
        (rough <= ROUGH_SHARE).then_some(cubics)
    }
}

/// The cells of the table by probability that have cubics, with the latents at which they are fitted and checked: the same for
/// every law, so reckoned once.
struct Grid {
    fitting: Fitting,
    cells: Vec<GridCell>,
}

struct GridCell {
    /// Of the lower side; that of the upper is the next.
    number: usize,
    probability: f64,
    latents: [f64; Fitting::POINTS],
}

fn grid() -> &'static Grid {
    static GRID: OnceLock<Grid> = OnceLock::new();
    GRID.get_or_init(|| {
        let fitting = Fitting::new(1.0 / f64::from(PIECES));
        let octave = |exponent| (0..PIECES).map(move |piece| (exponent, piece));
        let cells = FITTED.flat_map(octave).map(|(exponent, piece)| grid_cell(&fitting, exponent, piece)).collect();
        Grid { fitting, cells }
    })
}

fn grid_cell(fitting: &Fitting, exponent: i32, piece: i32) -> GridCell {
    let octave = libm::ldexp(1.0, exponent);
    let middle = octave * (1.0 + (f64::from(piece) + 0.5) / f64::from(PIECES));
    let tail = |point| fitting.point(point).mul_add(octave, middle).min(0.5);
    GridCell {
        number: (middle.to_bits() >> (51 - PIECES_LOG2)) as usize & (PROBABILITY_CUBICS - 1) & !1,
        probability: octave / f64::from(PIECES),
        latents: std::array::from_fn(|point| standard_normal::quantile(Tails::below(tail(point)))),
    }
}
