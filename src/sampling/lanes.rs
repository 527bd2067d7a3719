//! Runs side by side: the width of a block and the kernels over it. Everything else is unaware of vectors.
//!
//! Every kernel is a plain loop over fixed-size arrays, which the compiler turns into vector instructions when it stands inside
//! [`at_full_width`]. What looks up tables writes into an array of its own, which the compiler knows to overlap nothing: else it would
//! not gather. Multiplications are fused explicitly, and `+ - * /` are exact by the standard, so the width never changes a bit.

use crate::model::table::{LatentCells, ProbabilityCells, horner, latent_cell, probability_cell};

/// Runs in a block. Part of the plan of a simulation: changing it changes results.
pub const LANES: usize = 512;

/// One number of every run of a block.
pub type Lanes = [f64; LANES];

/// 64 random bits for every run of a block.
pub type Bits = [u64; LANES];

/// Values by probability from random bits; NaN where the cell must be evaluated exactly.
#[inline(always)]
#[must_use]
pub fn by_probability(cells: &ProbabilityCells, bits: &Bits) -> Lanes {
    let mut values = [0.0; LANES];
    for lane in 0..LANES {
        let (cell, t) = probability_cell(bits[lane]);
        values[lane] = horner(&cells.each_ref().map(|plane| plane[cell]), t);
    }
    values
}

/// Values by latent; NaN where the cell must be evaluated exactly.
#[inline(always)]
#[must_use]
pub fn by_latent(cells: &LatentCells, latents: &Lanes) -> Lanes {
    let mut values = [0.0; LANES];
    for lane in 0..LANES {
        let (cell, t) = latent_cell(latents[lane]);
        values[lane] = horner(&cells.each_ref().map(|plane| plane[cell]), t);
    }
    values
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

/// `values = scale * values + location`
#[inline(always)]
pub fn stretch(values: &mut Lanes, scale: f64, location: f64) {
    for value in values {
        *value = scale.mul_add(*value, location);
    }
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

struct AtWidth<W>(W);

impl<W: Work> pulp::WithSimd for AtWidth<W> {
    type Output = W::Output;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> W::Output {
        self.0.work()
    }
}
