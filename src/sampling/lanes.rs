//! Runs side by side: the width of a block and the kernels over it. Everything else is unaware of vectors.
//!
//! Every kernel is a plain loop over fixed-size arrays, which the compiler turns into vector instructions when it stands inside
//! [`at_full_width`].

use crate::model::table::{LatentCells, ProbabilityCells, horner, latent_cell, probability_cell};

/// Runs in a block. Part of the plan of a simulation: changing it changes results.
pub const LANES: usize = 512;

/// One number of every run of a block.
pub type Lanes = [f64; LANES];

/// 64 random bits for every run of a block.
pub type Bits = [u64; LANES];

/// Cells of tables and places within them, of every lane; kept from one look-up to the next so that nothing is cleared or copied.
#[derive(Debug)]
pub struct Places {
    cells: [usize; LANES],
    t: Lanes,
}

impl Default for Places {
    fn default() -> Self {
        Self { cells: [0; LANES], t: [0.0; LANES] }
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

/// Stretched values by probability from random bits; NaN where the cell must be evaluated exactly.
#[inline(always)]
pub fn by_probability(
    cells: &ProbabilityCells,
    bits: &Bits,
    stretch: Stretch,
    places: &mut Places,
    values: &mut Lanes,
) {
    for (lane, &bits) in bits.iter().enumerate() {
        (places.cells[lane], places.t[lane]) = probability_cell(bits);
    }
    evaluate(cells, places, stretch, values);
}

/// Stretched values by latent; NaN where the cell must be evaluated exactly.
#[inline(always)]
pub fn by_latent(cells: &LatentCells, latents: &Lanes, stretch: Stretch, places: &mut Places, values: &mut Lanes) {
    for (lane, &z) in latents.iter().enumerate() {
        (places.cells[lane], places.t[lane]) = latent_cell(z);
    }
    evaluate(cells, places, stretch, values);
}

/// Lanes whose cells are read together, each whole, and turned on their side in registers: twice as quick as gathering them
/// coefficient by coefficient.
const TOGETHER: usize = 4;

/// The polynomial of each lane's cell at the lane's place in it, stretched.
#[inline(always)]
fn evaluate<const N: usize>(cells: &[[f64; N]], places: &Places, stretch: Stretch, values: &mut Lanes) {
    let rows = places.cells.as_chunks::<TOGETHER>().0.iter().zip(places.t.as_chunks::<TOGETHER>().0);
    for (values, (places, t)) in values.as_chunks_mut::<TOGETHER>().0.iter_mut().zip(rows) {
        let rows: [&[f64; N]; TOGETHER] = [&cells[places[0]], &cells[places[1]], &cells[places[2]], &cells[places[3]]];
        for lane in 0..TOGETHER {
            values[lane] = stretch.apply(horner(rows[lane], t[lane]));
        }
    }
}

/// Whether any lane is NaN.
#[inline(always)]
#[must_use]
pub fn any_nan(values: &Lanes) -> bool {
    values.iter().fold(0_u64, |found, value| found | u64::from(value.is_nan())) != 0
}

/// `values += weight * noise`
#[inline(always)]
pub fn add_scaled(values: &mut Lanes, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise) {
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
    for value in values {
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
