//! Runs side by side: the width of a block and the kernels over it. Everything else is unaware of vectors.
//!
//! Every kernel is a plain loop over fixed-size arrays, which the compiler turns into vector instructions when it stands inside
//! [`at_full_width`].

use crate::model::StepGrowth;
use crate::model::table::{horner, latent_at, latent_cell, probability_cell, uniform};
use std::hint::black_box;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Runs in a block. Part of the plan of a simulation: changing it changes results.
pub const LANES: usize = 128;

/// One number of every run of a block, where vectors can be read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Lanes<T = f64>([T; LANES]);

/// 64 random bits for every run of a block.
pub type Bits = Lanes<u64>;

/// Yes (1) or no (0) for every run of a block: as wide as its numbers, so that a comparison of numbers and what follows from it stay side
/// by side.
pub type Flags = Lanes<u64>;

/// Nowhere.
pub const NOWHERE: Flags = Lanes::all(0);
/// Everywhere.
pub const EVERYWHERE: Flags = Lanes::all(1);

impl<T: Copy> Lanes<T> {
    /// What `of` says of each lane.
    #[inline(always)]
    #[must_use]
    pub fn from_fn(of: impl FnMut(usize) -> T) -> Self {
        Self(std::array::from_fn(of))
    }

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub const fn all(number: T) -> Self {
        Self([number; LANES])
    }
}

impl<T> Deref for Lanes<T> {
    type Target = [T; LANES];

    #[inline(always)]
    fn deref(&self) -> &[T; LANES] {
        &self.0
    }
}

impl<T> DerefMut for Lanes<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T; LANES] {
        &mut self.0
    }
}

/// Cells of tables and places within them, of every lane; kept from one look-up to the next so that nothing is cleared or copied.
#[derive(Debug)]
pub struct Places {
    cells: Lanes<usize>,
    t: Lanes,
}

impl Places {
    /// The latent of a lane whose place was looked for by latent.
    #[must_use]
    pub fn latent(&self, lane: usize) -> f64 {
        latent_at(self.cells[lane], self.t[lane])
    }
}

impl Default for Places {
    fn default() -> Self {
        Self { cells: Lanes::all(0), t: Lanes::all(0.0) }
    }
}

/// What a standard value is multiplied by, and what is added to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Multiplied.
    pub scale: f64,
    /// Added.
    pub location: f64,
}

impl Stretch {
    /// Leaves a value as it is.
    pub const NONE: Self = Self { scale: 1.0, location: 0.0 };

    /// The stretched value.
    #[inline(always)]
    #[must_use]
    pub fn apply(self, value: f64) -> f64 {
        self.scale.mul_add(value, self.location)
    }
}

/// Where the bits of each lane fall in a table by probability.
#[inline(always)]
pub fn places_of_bits(bits: &Bits, places: &mut Places) {
    for (lane, &bits) in bits.iter().enumerate() {
        (places.cells[lane], places.t[lane]) = probability_cell(bits);
    }
}

/// Where the latent of each lane falls in a table by latent.
#[inline(always)]
pub fn places_of_latents(latents: &Lanes, places: &mut Places) {
    for (lane, &z) in latents.iter().enumerate() {
        (places.cells[lane], places.t[lane]) = latent_cell(z);
    }
}

/// How the coefficients of many lanes are read. Results are the same; which is quicker depends on the processor, by up to a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Coefficient by coefficient, for many lanes at once: what the vector unit's gather does, where it has a quick one.
    Gathered,
    /// Cell by cell, each whole.
    Whole,
}

impl Reading {
    /// The quicker one on this processor, found by trying both for some microseconds, once.
    #[must_use]
    pub fn quicker() -> Self {
        static QUICKER: OnceLock<Reading> = OnceLock::new();
        *QUICKER.get_or_init(|| {
            let time = |reading| (0..9).map(|_| at_full_width(Trial(reading))).min();
            if time(Self::Gathered) <= time(Self::Whole) { Self::Gathered } else { Self::Whole }
        })
    }
}

/// Looks up places all over a table, as draws do.
struct Trial(Reading);

impl Work for Trial {
    type Output = Duration;

    #[inline(always)]
    fn work(self) -> Duration {
        const CELLS: usize = 256;
        let cells: [[f64; 4]; CELLS] = std::array::from_fn(|cell| [cell as f64; 4]);
        let cell = |lane: usize| lane.wrapping_mul(2_654_435_761) % CELLS;
        let places = Places { cells: Lanes::from_fn(cell), t: Lanes::all(0.5) };
        let mut values = Lanes::all(0.0);
        let start = Instant::now();
        for _ in 0..16 {
            evaluate(self.0, black_box(&cells), black_box(&places), Stretch::NONE, &mut values);
        }
        black_box(values);
        start.elapsed()
    }
}

/// Lanes whose cells are read together when they are read whole.
const TOGETHER: usize = 4;

/// The polynomial of each lane's cell at the lane's place in it, stretched; NaN where the cell has none.
#[inline(always)]
pub fn evaluate<const N: usize, const CELLS: usize>(
    reading: Reading,
    cells: &[[f64; N]; CELLS],
    places: &Places,
    stretch: Stretch,
    values: &mut Lanes,
) {
    const { assert!(CELLS.is_power_of_two()) };
    match reading {
        Reading::Gathered => {
            for lane in 0..LANES {
                let row = &cells[places.cells[lane] & (CELLS - 1)];
                values[lane] = stretch.apply(horner(row, places.t[lane]));
            }
        }
        Reading::Whole => {
            let places = places.cells.as_chunks::<TOGETHER>().0.iter().zip(places.t.as_chunks::<TOGETHER>().0);
            for (values, (cell, t)) in values.as_chunks_mut::<TOGETHER>().0.iter_mut().zip(places) {
                let rows: [&[f64; N]; TOGETHER] = std::array::from_fn(|lane| &cells[cell[lane] & (CELLS - 1)]);
                for lane in 0..TOGETHER {
                    values[lane] = stretch.apply(horner(rows[lane], t[lane]));
                }
            }
        }
    }
}

/// The bits as probabilities, stretched.
#[inline(always)]
pub fn uniforms(bits: &Bits, stretch: Stretch, values: &mut Lanes) {
    for (value, &bits) in values.iter_mut().zip(bits.iter()) {
        *value = stretch.apply(uniform(bits));
    }
}

/// Growth a year in each lane into the factor and the integral of a step.
#[inline(always)]
pub fn step_growth(step_years: f64, growth: &mut Lanes, integral: &mut Lanes) {
    for (growth, integral) in growth.iter_mut().zip(integral.iter_mut()) {
        StepGrowth { factor: *growth, integral: *integral } = StepGrowth::of(*growth, step_years);
    }
}

/// Whether any lane is NaN.
#[inline(always)]
#[must_use]
pub fn any_nan(values: &Lanes) -> bool {
    values.iter().fold(0_u64, |found, value| found | u64::from(value.is_nan())) != 0
}

/// `values = kept * values + weight * noise`
#[inline(always)]
pub fn blend(values: &mut Lanes, kept: f64, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value = weight.mul_add(noise, kept * *value);
    }
}

/// `values += weight * noise`
#[inline(always)]
pub fn add_scaled(values: &mut Lanes, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value = weight.mul_add(noise, *value);
    }
}

/// The least and the greatest value; infinities if there is none. Eight at a time, because a float minimum taken in order cannot be
/// vectorised.
#[inline(always)]
#[must_use]
pub fn extremes(values: &[f64]) -> [f64; 2] {
    let (mut least, mut greatest) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let (rows, rest) = values.as_chunks::<8>();
    for row in rows {
        for lane in 0..8 {
            least[lane] = if row[lane] < least[lane] { row[lane] } else { least[lane] };
            greatest[lane] = if row[lane] > greatest[lane] { row[lane] } else { greatest[lane] };
        }
    }
    let least = least.iter().chain(rest).copied().fold(f64::INFINITY, f64::min);
    let greatest = greatest.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max);
    [least, greatest]
}

/// Moves values beyond a limit to it; returns how many of the first `runs` were.
#[inline(always)]
pub fn clamp_and_count(values: &mut Lanes, min: f64, max: f64, runs: usize) -> u64 {
    let beyond = values[..runs].iter().map(|&value| u64::from(value < min) + u64::from(value > max)).sum();
    for value in values.iter_mut() {
        *value = value.max(min).min(max);
    }
    beyond
}

/// Work to be compiled for every width of vectors.
///
/// [`Self::work`] and all that it calls in loops must be `#[inline(always)]`: what is not inlined is compiled for the narrowest
/// width, and its fused multiplications become calls.
pub trait Work {
    /// What it comes to.
    type Output;

    /// Does it.
    fn work(self) -> Self::Output;
}

/// Does `work` with the widest vectors that this processor has.
pub fn at_full_width<W: Work>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(AtWidth(work))
}

/// Vectors that a processor may have. Results are the same with all of them; only tests ask for one by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// What every processor of the architecture has.
    Baseline,
    /// AVX2 with fused multiply-add: four lanes.
    Avx2,
    /// AVX-512: eight lanes.
    Avx512,
}

/// Does `work` with vectors of `width`; `None` if this processor does not have them.
pub fn at_width<W: Work>(width: Width, work: W) -> Option<W::Output> {
    match width {
        Width::Baseline => Some(work.work()),
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => pulp::x86::V3::try_new().map(|simd| simd.vectorize(AtWidth(work))),
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => pulp::x86::V4::try_new().map(|simd| simd.vectorize(AtWidth(work))),
        #[cfg(not(target_arch = "x86_64"))]
        Width::Avx2 | Width::Avx512 => None,
    }
}

struct AtWidth<W>(W);

impl<W: Work> pulp::NullaryFnOnce for AtWidth<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.work()
    }
}

#[cfg(test)]
mod tests {
    use super::{Lanes, Places, Reading, Stretch, evaluate};

    #[test]
    fn both_ways_of_reading_a_table_give_the_same_bits() {
        let cells: [[f64; 4]; 64] =
            std::array::from_fn(|cell| std::array::from_fn(|k| 1.0 / (cell + 7 * k + 1) as f64));
        let places =
            Places { cells: Lanes::from_fn(|lane| lane * 29 % 64), t: Lanes::from_fn(|lane| lane as f64 / 300.0) };
        let [gathered, whole] = [Reading::Gathered, Reading::Whole].map(|reading| {
            let mut values = Lanes::all(0.0);
            evaluate(reading, &cells, &places, Stretch { scale: 0.3, location: 1.7 }, &mut values);
            values.map(f64::to_bits)
        });
        assert!(gathered == whole && gathered[0] != gathered[1]);
    }
}
