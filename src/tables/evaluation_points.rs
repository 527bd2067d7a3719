//! The points at which distributions are evaluated to fit cubics to them, many cells at a time: the same for every distribution, so
//! computed once.

use super::cell_index::{CUBICS_A_SIDE, CUBICS_A_UNIT, FITTED, LATENT_CELLS, latent_cell};
use super::chebyshev::horner;
use super::cubic::{Fitting, STRIP, Strip};
use super::latent_polynomials::LatentPolynomials;
use crate::distribution::{TailProbabilities, standard_normal};
use std::ops::Range;
use std::sync::OnceLock;

/// The points at which a distribution is evaluated for the cubics of a strip.
pub(super) struct StripPoints {
    /// Which strip it is: the middle of its first cell by latent, or its octave of the smaller tail.
    pub(super) of: f64,
    points: [CellPoint; Fitting::POINTS],
}

/// One point of every cell of a strip.
struct CellPoint {
    latents: [f64; STRIP],
    /// The positions of these within their longer cells.
    places: [f64; STRIP],
    /// The longer cells, each with those of the strip that lie in it.
    longer: Vec<(usize, Range<usize>)>,
}

impl StripPoints {
    fn new(of: f64, latent: impl Fn(usize, usize) -> f64) -> Self {
        Self {
            of,
            points: std::array::from_fn(|point| CellPoint::new(std::array::from_fn(|cell| latent(cell, point)))),
        }
    }

    /// The values of a distribution at these points; of its other side, if `is_mirrored`.
    #[inline(always)]
    pub(super) fn values(&self, distribution: &LatentPolynomials, is_mirrored: bool) -> Strip {
        let sign = if is_mirrored { -1.0 } else { 1.0 };
        let mut values = [[0.0; STRIP]; Fitting::POINTS];
        // Plain loops: a closure that is not inlined is not compiled for the width of vectors.
        for (point, values) in self.points.iter().zip(&mut values) {
            for (longer, cells) in &point.longer {
                let polynomial = distribution.cells[if is_mirrored { LATENT_CELLS - longer } else { *longer }];
                for cell in cells.clone() {
                    values[cell] = horner(&polynomial, sign * point.places[cell]);
                }
                if polynomial[0].is_nan() {
                    for cell in cells.clone() {
                        values[cell] = distribution.at_rough(sign * point.latents[cell]);
                    }
                }
            }
        }
        values
    }
}

impl CellPoint {
    fn new(latents: [f64; STRIP]) -> Self {
        let found = latents.map(latent_cell);
        let mut longer: Vec<(usize, Range<usize>)> = Vec::new();
        for (cell, (of, _)) in found.into_iter().enumerate() {
            match longer.last_mut() {
                Some((same, cells)) if *same == of => cells.end = cell + 1,
                _ => longer.push((of, cell..cell + 1)),
            }
        }
        Self { latents, places: found.map(|(_, place)| place), longer }
    }
}

/// Points by latent: strip after strip from the least latent that has a cubic.
pub(super) fn by_latent() -> &'static (Fitting, Vec<StripPoints>) {
    static POINTS: OnceLock<(Fitting, Vec<StripPoints>)> = OnceLock::new();
    POINTS.get_or_init(|| {
        let fitting = Fitting::new(1.0 / CUBICS_A_UNIT);
        let strip = |first: i32| {
            let middle = |cell: usize| f64::from(first) / CUBICS_A_UNIT + cell as f64 / CUBICS_A_UNIT;
            StripPoints::new(middle(0), |cell, point| middle(cell) + fitting.point(point))
        };
        let strips = (-CUBICS_A_SIDE..CUBICS_A_SIDE).step_by(STRIP).map(strip).collect();
        (fitting, strips)
    })
}

/// Points by probability, octave after octave of the smaller tail: a strip is an octave.
pub(super) fn by_probability() -> &'static (Fitting, Vec<StripPoints>) {
    static POINTS: OnceLock<(Fitting, Vec<StripPoints>)> = OnceLock::new();
    POINTS.get_or_init(|| {
        let fitting = Fitting::new(1.0 / STRIP as f64);
        let strip = |exponent| {
            let octave = libm::ldexp(1.0, exponent);
            let middle = |cell: usize| octave * (1.0 + (cell as f64 + 0.5) / STRIP as f64);
            let tail = |cell, point| (fitting.point(point) * octave + middle(cell)).min(0.5);
            StripPoints::new(octave, |cell, point| {
                standard_normal::quantile(TailProbabilities::below(tail(cell, point)))
            })
        };
        let strips = FITTED.map(strip).collect();
        (fitting, strips)
    })
}
