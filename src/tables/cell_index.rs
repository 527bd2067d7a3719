//! The cell that a latent or random bits fall into, and the position within it: arithmetic on bits, no search.

use super::cubic::STRIP;
use crate::distribution::TailProbabilities;

/// Longer cells by latent: centred on the multiples of 1/16 in [-16, 16).
pub(super) const LATENT_CELLS: usize = 512;
/// Longer cells per unit of the latent.
pub(super) const LATENT_CELLS_A_UNIT: f64 = 16.0;

/// Cubics by latent: centred on the multiples of 1/128 in [-4, 4).
pub(super) const LATENT_CUBICS: usize = 2 * CUBICS_A_SIDE as usize;
pub(super) const CUBICS_A_SIDE: i32 = 512;
/// Cubics per unit of the latent.
pub(super) const CUBICS_A_UNIT: f64 = 128.0;
/// Latents of this size or more have no cubic: one in sixteen thousand.
const CUBIC_REACH: f64 = 4.0;

/// Pieces that each octave of the smaller tail is cut into, as a power of two.
const PIECES_LOG2: u32 = STRIP.ilog2();
/// Octaves of the smaller tail: down to 2^-17.
const OCTAVES: usize = 16;
/// Cubics by probability: the lower and the upper side in turn.
pub(super) const PROBABILITY_CUBICS: usize = (2 * OCTAVES) << PIECES_LOG2;
/// Exponents of the octaves that have cubics: one draw in thirty-two thousand lies beyond.
pub(super) const FITTED: std::ops::RangeInclusive<i32> = -16..=-2;
/// 2^-17, the least smaller tail that has a cell.
const LEAST_TAIL: f64 = f64::from_bits((1023 - 17) << 52);

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
pub(super) fn latent_at(cell: usize, t: f64) -> f64 {
    (cell as f64 - LATENT_CELLS as f64 / 2.0 + t) / LATENT_CELLS_A_UNIT
}

/// The number of a latent's cubic, and the position from the middle of its cell.
///
/// # Units
/// The latent and the position count in standard deviations.
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

/// The number of the cubic of 52 random bits (all but bits 1 to 12), and the place counted from the middle of its cell.
///
/// # Units
/// The place counts in octaves of the smaller tail.
///
/// The lowest bit chooses the side; the highest 51 make the smaller tail, whose exponent and first seven bits are the cell.
#[inline(always)]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the mask leaves twelve bits")]
pub fn probability_cubic(bits: u64) -> (usize, f64) {
    const WITHIN: u64 = MANTISSA >> PIECES_LOG2;
    const MIDDLE: f64 = 1.0 + 0.5 / STRIP as f64;
    let tail = smaller_tail(bits);
    let tail = if tail > LEAST_TAIL { tail } else { LEAST_TAIL }.to_bits();
    let number = ((tail >> (51 - PIECES_LOG2)) & !1 | bits & 1) & (PROBABILITY_CUBICS as u64 - 1);
    (number as usize, f64::from_bits(tail & WITHIN | ONE) - MIDDLE)
}

/// The number of the first cubic of an octave of the smaller tail; those of the lower side come at twice their place in it, those of the
/// upper side in between.
pub(super) fn first_of_octave(octave: f64) -> usize {
    (octave.to_bits() >> (51 - PIECES_LOG2)) as usize & (PROBABILITY_CUBICS - 1)
}

/// The smaller tail of 52 random bits, (k + 1/2) 2^-52 with k the highest 51, in (0, 1/2).
#[inline(always)]
#[must_use]
pub(super) fn smaller_tail(bits: u64) -> f64 {
    const HALF_STEP_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits((bits >> 13) | ONE) - HALF_STEP_BELOW_ONE
}

/// The probability that 52 random bits represent, as a number in (0, 1).
#[inline(always)]
#[must_use]
pub(super) fn uniform(bits: u64) -> f64 {
    let tail = smaller_tail(bits);
    if bits & 1 == 0 { tail } else { 1.0 - tail }
}

/// The probability that 52 random bits represent.
#[must_use]
pub fn tail_probabilities(bits: u64) -> TailProbabilities {
    if bits & 1 == 0 {
        TailProbabilities::below(smaller_tail(bits))
    } else {
        TailProbabilities::above(smaller_tail(bits))
    }
}

/// The random bits that represent the probability (`k` + 1/2) 2^-52, with `k` below 2^52: the inverse of [`tail_probabilities`].
#[inline(always)]
#[must_use]
pub fn bits_of(k: u64) -> u64 {
    // Above the middle the smaller tail is counted from the other end.
    let is_upper = k >> 51;
    let tail = if is_upper == 1 { MANTISSA - k } else { k };
    tail << 13 | is_upper
}
