//! From luck to values: bits or latents of every lane through a law's table.

use super::stream::Stream;
use crate::tables::{self, Growths, Places, Stretch, Table, tails};
use crate::vector::{Bits, LANES, Lanes, Width, Work, at_known_width};

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
    pub(super) fn fill(&mut self, stream: &mut Stream) {
        at_known_width(self.places.width, Fill { stream, bits: &mut self.bits });
    }

    /// The normals of the bits.
    pub(super) fn normals(&mut self, normal: &Table, normals: &mut Lanes) {
        self.draw(normal, Stretch::NONE, Luck::Bits, normals);
    }

    /// Values of a law, stretched.
    pub(super) fn draw(&mut self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
        at_known_width(self.places.width, Draw { transform: self, table, stretch, luck, values });
    }

    #[inline(always)]
    fn draw_side_by_side(&mut self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
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
    pub(super) fn step_growth(&mut self, growths: &Growths, growth: &mut Lanes, integral: &mut Lanes) {
        tables::step_growth(growths, &mut self.places, growth, integral);
    }
}

/// Drawing bits, as work for vectors.
struct Fill<'a> {
    stream: &'a mut Stream,
    bits: &'a mut Bits,
}

impl Work for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.stream.fill(self.bits);
    }
}

/// Drawing values, as work for vectors.
struct Draw<'a> {
    transform: &'a mut InverseTransform,
    table: &'a Table,
    stretch: Stretch,
    luck: Luck,
    values: &'a mut Lanes,
}

impl Work for Draw<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.transform.draw_side_by_side(self.table, self.stretch, self.luck, self.values);
    }
}
