//! The search grid of a lever: from its own value outwards, in steps that matter, within the limits of what it may be.

use crate::model::{Lever, Quantity};

/// Values tried at first, at most: as many as are counted together.
const MOST: usize = 16;

/// Multiples of the value as written.
const TIMES: [f64; 12] = [0.0, 0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 4.0, 16.0, 64.0, 256.0, 4096.0];
/// Fractions.
const FRACTIONS: [f64; 12] = [-1.0, -0.5, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0, 4.0, 8.0];
/// Points added to fractions.
const POINTS: [f64; 14] = [-2.0, -1.0, -0.5, -0.2, -0.1, -0.05, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0];
/// Multiples of the size of what is added to.
const ADDED: [f64; 12] = [-4.0, -1.0, -0.5, -0.25, 0.25, 0.5, 1.0, 2.0, 8.0, 64.0, 512.0, 4096.0];

/// The values at which a lever is tried, in rising order; its own is one of them.
pub(in crate::answers) fn search_grid(lever: &Lever) -> Vec<f64> {
    let (limits, size) = (lever.limits, lever.size);
    let times = |steps: &[f64]| steps.iter().map(|step| step * size).collect::<Vec<_>>();
    let mut values = match lever.quantity {
        Quantity::Date => evenly(limits.min, limits.max),
        _ if lever.is_whole => evenly(limits.min, limits.max.min(limits.min + 48.0)),
        Quantity::Share if limits.min >= 0.0 && limits.max <= 1.0 => evenly(limits.min, limits.max),
        Quantity::Share => FRACTIONS.to_vec(),
        Quantity::Points if limits.max <= 1.0 => evenly(limits.min, limits.max),
        Quantity::Points => POINTS.to_vec(),
        Quantity::Factor => TIMES.to_vec(),
        Quantity::Months if lever.sets() => times(&[0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0]),
        _ if lever.sets() && lever.limits.min < 0.0 => times(&[&[-4.0, -1.0], TIMES.as_slice()].concat()),
        _ if lever.sets() => times(&TIMES),
        _ => times(&ADDED),
    };
    if lever.is_whole {
        values.iter_mut().for_each(|value| *value = value.round());
    }
    values.push(limits.apply(lever.centre));
    values.extend([limits.min, limits.max].into_iter().filter(|limit| limit.is_finite()));
    values.retain(|value| (limits.min..=limits.max).contains(value));
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() <= 1e-9 * size);
    values.truncate(MOST);
    values
}

/// Thirteen values from one to the other.
fn evenly(from: f64, to: f64) -> Vec<f64> {
    (0..=12).map(|step| from + (to - from) * f64::from(step) / 12.0).collect()
}
