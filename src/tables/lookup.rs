//! From bits, latents or growth in every lane to values: the cubic of each lane found, then all evaluated.

use super::cell_index::{latent_cubic, probability_cubic, uniform};
use super::cubic_table::{Cubics, WholeCubics};
use super::evaluation::{AffineMap, Evaluate, VectorCubics};
use super::growth::{Growths, StepGrowth, growth_cubic};
use crate::vector::{Bits, LANES, Lanes, Width, Work, at_known_width};

/// Where the cubic of each lane begins in a table, and the position of each lane within its cell.
#[derive(Debug)]
pub struct TableLookup {
    cells: Lanes<u16>,
    t: Lanes,
    /// Width of the vectors that evaluate cubics; the baseline until it is set.
    pub width: Width,
}

impl Default for TableLookup {
    fn default() -> Self {
        Self { cells: Lanes::all(0), t: Lanes::all(0.0), width: Width::Baseline }
    }
}

impl TableLookup {
    /// Finds the cubics of the bits of each lane in a table by probability.
    #[inline(always)]
    pub fn find_bits(&mut self, bits: &Bits) {
        for lane in 0..LANES {
            let (number, t) = probability_cubic(bits[lane]);
            (self.cells[lane], self.t[lane]) = (Cubics::place(number), t);
        }
    }

    /// Finds the cubics of the latent of each lane in a table by latent.
    #[inline(always)]
    pub fn find_latents(&mut self, latents: &Lanes) {
        for lane in 0..LANES {
            let (number, t) = latent_cubic(latents[lane]);
            (self.cells[lane], self.t[lane]) = (Cubics::place(number), t);
        }
    }

    /// Finds the cubics of the growth of each lane in a table by growth.
    #[inline(always)]
    fn find_growths(&mut self, growths: &Lanes) {
        for lane in 0..LANES {
            let (number, t) = growth_cubic(1.0 + growths[lane]);
            (self.cells[lane], self.t[lane]) = (WholeCubics::place(number), t);
        }
    }

    /// The value in each lane, mapped by `affine`; NaN where there is no cubic. Returns whether any lane may be NaN.
    #[inline(always)]
    pub fn evaluate(&self, cubics: &Cubics, affine: AffineMap, values: &mut Lanes) -> bool {
        self.of(cubics, affine, values)
    }

    /// The same for cubics in full precision.
    #[inline(always)]
    fn evaluate_whole(&self, cubics: &WholeCubics, values: &mut Lanes) -> bool {
        self.of(cubics, AffineMap::IDENTITY, values)
    }

    #[inline(always)]
    fn of(&self, cubics: &impl VectorCubics, affine: AffineMap, values: &mut Lanes) -> bool {
        at_known_width(self.width, Evaluate { cubics, cells: &self.cells, t: &self.t, affine, values })
    }
}

/// The bits as probabilities, mapped by `affine`.
#[inline(always)]
pub fn uniforms(bits: &Bits, affine: AffineMap, values: &mut Lanes) {
    for (value, &bits) in values.iter_mut().zip(bits.iter()) {
        *value = affine.apply(uniform(bits));
    }
}

/// Values, mapped by `affine`.
#[inline(always)]
pub(crate) fn affine(affine: AffineMap, values: &mut Lanes) {
    for value in values.iter_mut() {
        *value = affine.apply(*value);
    }
}

/// Turns growth in each lane into the factor and the integral of a step.
///
/// # Units
/// Growth is a fraction a year; the integral counts in years.
pub fn step_growth(growths: &Growths, lookup: &mut TableLookup, growth: &mut Lanes, integral: &mut Lanes) {
    at_known_width(lookup.width, GrowthOfStep { growths, lookup, growth, integral });
}

/// Turning growth into the factor and integral of a step, as work for vectors.
struct GrowthOfStep<'a> {
    growths: &'a Growths,
    lookup: &'a mut TableLookup,
    growth: &'a mut Lanes,
    integral: &'a mut Lanes,
}

impl Work for GrowthOfStep<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        let Self { growths, lookup, growth, integral } = self;
        lookup.find_growths(growth);
        if lookup.evaluate_whole(growths.integrals(), integral) {
            return step_growth_exactly(growths, growth, integral);
        }
        match growths.factors() {
            Some(factors) => {
                lookup.evaluate_whole(factors, growth);
            }
            None => growth.iter_mut().for_each(|growth| *growth += 1.0),
        }
    }
}

/// The same by the formula.
#[cold]
#[inline(never)]
pub(crate) fn step_growth_exactly(growths: &Growths, growth: &mut Lanes, integral: &mut Lanes) {
    for (growth, integral) in growth.iter_mut().zip(integral.iter_mut()) {
        StepGrowth { factor: *growth, integral: *integral } = growths.exact(*growth);
    }
}
