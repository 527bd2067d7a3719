//! From luck to values: bits or latents of every lane through a law's table.

use super::lanes::{self, Bits, LANES, Lanes, Places, Reading, Stretch};
use super::stream::Stream;
use crate::model::table::{Table, tails};

/// What decides a draw in each lane.
#[derive(Clone, Copy)]
pub(super) enum Luck {
    /// Random bits, in the scratch.
    Bits,
    /// Latents, where the values will be.
    Latents,
}

/// What one draw of every lane needs on its way.
#[derive(Debug)]
pub(super) struct Scratch {
    reading: Reading,
    pub(super) bits: Bits,
    places: Places,
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self { reading: Reading::quicker(), bits: Bits::all(0), places: Places::default() }
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

    /// Values of a law, stretched; where a cell has no polynomial, piece by piece.
    #[inline(always)]
    pub(super) fn draw(&mut self, table: &Table, stretch: Stretch, luck: Luck, values: &mut Lanes) {
        match (luck, table.probability_cells()) {
            (Luck::Bits, _) if table.is_identity() => return lanes::uniforms(&self.bits, stretch, values),
            (Luck::Bits, Some(cells)) => {
                lanes::places_of_bits(&self.bits, &mut self.places);
                lanes::evaluate(self.reading, cells, &self.places, stretch, values);
            }
            (Luck::Bits, None) => values.fill(f64::NAN),
            (Luck::Latents, _) => {
                lanes::places_of_latents(values, &mut self.places);
                lanes::evaluate(self.reading, table.latent_cells(), &self.places, stretch, values);
            }
        }
        if lanes::any_nan(values) {
            for lane in 0..LANES {
                if values[lane].is_nan() {
                    values[lane] = stretch.apply(match luck {
                        Luck::Bits => table.refined_quantile(tails(self.bits[lane])),
                        Luck::Latents => table.refined(self.places.latent(lane)),
                    });
                }
            }
        }
    }
}
