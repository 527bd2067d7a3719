//! From luck to values: bits or latents of every lane through a law's table.

use super::stream::Stream;
use crate::tables::{self, Growths, Places, Stretch, Table, tails};
use crate::vector::{Bits, LANES, Lanes};

/// What decides a draw in each lane.
#[derive(Clone, Copy)]
pub(super) enum Luck {
    /// Random bits, in the transform.
    Bits,
    /// Latents, where the values will be.
    Latents,
}

/// What one draw of every lane needs on its way.
#[derive(Debug)]
pub(super) struct InverseTransform {
    pub(super) bits: Bits,
    /// Latents whose values are made.
    latents: Lanes,
    pub(super) places: Places,
}

impl InverseTransform {
    pub(super) fn new() -> Self {
        Self { bits: Bits::all(0), latents: Lanes::all(0.0), places: Places::default() }
    }

    /// The next bits of a stream.
    #[inline(always)]
    pub(super) fn fill(&mut self, stream: &mut Stream) {
        stream.fill(&mut self.bits);
    }

    /// The normals of the bits.
    #[inline(always)]
    pub(super) fn normals(&mut self, normal: &Table, normals: &mut Lanes) {
        self.draw(normal, Stretch::NONE, Luck::Bits, normals);
    }

    /// Values of a law, stretched.
    #[inline(always)]
    pub(super) fn draw(&mut self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
        let is_missing = match (luck, table.by_probability()) {
            (Luck::Bits, _) if table.is_identity() => return tables::uniforms(&self.bits, stretch, values),
            (Luck::Bits, Some(cubics)) => {
                self.places.find_bits(&self.bits);
                self.places.evaluate(cubics, stretch, values)
            }
            (Luck::Bits, None) => {
                values.fill(f64::NAN);
                true
            }
            (Luck::Latents, _) if table.is_standard_normal() => return tables::stretch(stretch, values),
            (Luck::Latents, _) => {
                self.latents = *values;
                self.places.find_latents(&self.latents);
                self.places.evaluate(table.by_latent(), stretch, values)
            }
        };
        if is_missing {
            self.draw_missing(table, stretch, luck, values);
        }
    }

    /// The values for which the table has no cubic.
    #[inline(always)]
    fn draw_missing(&self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
        for lane in 0..LANES {
            if values[lane].is_nan() {
                values[lane] = stretch.apply(match luck {
                    Luck::Bits => table.quantile(tails(self.bits[lane])),
                    Luck::Latents => table.at(self.latents[lane]),
                });
            }
        }
    }

    /// Growth a year in each lane into the factor and the integral of a step.
    #[inline(always)]
    pub(super) fn step_growth(&mut self, growths: &Growths, growth: &mut Lanes, integral: &mut Lanes) {
        tables::step_growth(growths, &mut self.places, growth, integral);
    }
}
