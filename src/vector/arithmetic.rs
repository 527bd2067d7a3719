//! Arithmetic over all lanes of a block.

use super::lanes::{LANES, Lanes};

/// `values = kept * values + weight * noise`
#[inline(always)]
pub(crate) fn blend(values: &mut Lanes, kept: f64, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value = weight * noise + kept * *value;
    }
}

/// `values += weight * noise`
#[inline(always)]
pub(crate) fn add_scaled(values: &mut Lanes, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value += weight * noise;
    }
}

/// `sums += numbers`
#[inline(always)]
pub(crate) fn add(sums: &mut Lanes, numbers: &Lanes) {
    for lane in 0..LANES {
        sums[lane] += numbers[lane];
    }
}

/// `sums -= numbers`
#[inline(always)]
pub(crate) fn subtract(sums: &mut Lanes, numbers: &Lanes) {
    for lane in 0..LANES {
        sums[lane] -= numbers[lane];
    }
}

/// In how many lanes a number, which is whole, is `number`.
#[inline(always)]
#[must_use]
#[expect(clippy::float_cmp, reason = "whole numbers")]
pub(crate) fn count_equal(numbers: &Lanes, number: f64) -> u64 {
    let mut count = 0;
    for lane in 0..LANES {
        count += u64::from(numbers[lane] == number);
    }
    count
}

/// The least and the greatest value; infinities if there is none. Eight at a time, because a float minimum taken in order cannot be
/// vectorised.
#[inline(always)]
#[must_use]
pub(crate) fn extremes(values: &[f64]) -> [f64; 2] {
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

/// Moves values beyond a limit to it; returns how many of the first `runs` were moved.
#[inline(always)]
pub(crate) fn clamp_and_count(values: &mut Lanes, min: f64, max: f64, runs: usize) -> u64 {
    let is_beyond = |value: f64| u64::from(value < min) + u64::from(value > max);
    let behind: u64 = values[runs..].iter().map(|&value| is_beyond(value)).sum();
    let mut beyond = 0;
    for lane in 0..LANES {
        beyond += is_beyond(values[lane]);
        values[lane] = values[lane].max(min).min(max);
    }
    beyond - behind
}
