//! From bits, latents or growth in every lane to values: the cubic of each lane found, then all evaluated.

use super::cell_index::{latent_cubic, probability_cubic, uniform};
use super::cubic_table::{Cubics, WholeCubics};
use super::evaluation::{Evaluate, SideBySide, Stretch};
use super::growth::{Growths, StepGrowth, growth_cubic};
use crate::vector::{Bits, LANES, Lanes, Width, Work, at_known_width};

/// Where in a table the cubic of each lane begins, and where in its cell a lane is.
#[derive(Debug)]
pub struct Places {
    cells: Lanes<u16>,
    t: Lanes,
    /// Of the vectors that cubics are evaluated by; those of the baseline until something else is said.
    pub width: Width,
}

impl Default for Places {
    fn default() -> Self {
        Self { cells: Lanes::all(0), t: Lanes::all(0.0), width: Width::Baseline }
    }
}

impl Places {
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

    /// The value in each lane, stretched; not a number where there is no cubic. Returns whether that may be so in any lane.
    #[inline(always)]
    pub fn evaluate(&self, cubics: &Cubics, stretch: Stretch, values: &mut Lanes) -> bool {
        self.of(cubics, stretch, values)
    }

    /// The same of what is tabulated with all digits.
    #[inline(always)]
    fn evaluate_whole(&self, cubics: &WholeCubics, values: &mut Lanes) -> bool {
        self.of(cubics, Stretch::NONE, values)
    }

    #[inline(always)]
    fn of(&self, cubics: &impl SideBySide, stretch: Stretch, values: &mut Lanes) -> bool {
        at_known_width(self.width, Evaluate { cubics, cells: &self.cells, t: &self.t, stretch, values })
    }
}

/// The bits as probabilities, stretched.
#[inline(always)]
pub fn uniforms(bits: &Bits, stretch: Stretch, values: &mut Lanes) {
    for (value, &bits) in values.iter_mut().zip(bits.iter()) {
        *value = stretch.apply(uniform(bits));
    }
}

/// Values, stretched.
#[inline(always)]
pub(crate) fn stretch(stretch: Stretch, values: &mut Lanes) {
    for value in values.iter_mut() {
        *value = stretch.apply(*value);
    }
}

/// Growth a year in each lane into the factor and the integral of a step.
pub fn step_growth(growths: &Growths, places: &mut Places, growth: &mut Lanes, integral: &mut Lanes) {
    at_known_width(places.width, GrowthOfStep { growths, places, growth, integral });
}

/// What a step feels of growth, as work for vectors.
struct GrowthOfStep<'a> {
    growths: &'a Growths,
    places: &'a mut Places,
    growth: &'a mut Lanes,
    integral: &'a mut Lanes,
}

impl Work for GrowthOfStep<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        let Self { growths, places, growth, integral } = self;
        places.find_growths(growth);
        if places.evaluate_whole(growths.integrals(), integral) {
            return step_growth_exactly(growths, growth, integral);
        }
        match growths.factors() {
            Some(factors) => {
                places.evaluate_whole(factors, growth);
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
