//! Inverse transform sampling: from the bits or latents of every lane to values, by a distribution's table.

use super::stream::Stream;
use crate::tables::{self, AffineMap, Growths, QuantileTable, TableLookup, tail_probabilities};
use crate::vector::{Bits, LANES, Lanes, Width, Work, at_known_width};

/// What a draw is made from in each lane.
#[derive(Clone, Copy)]
pub(super) enum DrawSource {
    /// The random bits in the transform.
    Bits,
    /// Latents, which the values replace.
    Latents,
}

/// Buffers for one draw of every lane.
#[derive(Debug)]
pub(super) struct InverseTransform {
    pub(super) bits: Bits,
    /// Latents that values are made from.
    latents: Lanes,
    pub(super) lookup: TableLookup,
}

impl InverseTransform {
    pub(super) fn new() -> Self {
        Self { bits: Bits::all(0), latents: Lanes::all(0.0), lookup: TableLookup::default() }
    }

    /// The next bits of a stream.
    pub(super) fn fill(&mut self, stream: &mut Stream) {
        at_known_width(self.lookup.width, Fill { stream, bits: &mut self.bits });
    }

    /// The normals of the bits.
    pub(super) fn normals(&mut self, normal: &QuantileTable, normals: &mut Lanes) {
        self.draw(normal, AffineMap::IDENTITY, DrawSource::Bits, normals);
    }

    /// Values of a distribution, mapped by `affine`.
    pub(super) fn draw(&mut self, table: &QuantileTable, affine: AffineMap, source: DrawSource, values: &mut Lanes) {
        at_known_width(self.lookup.width, Draw { transform: self, table, affine, source, values });
    }

    #[inline(always)]
    fn draw_lanes(&mut self, table: &QuantileTable, affine: AffineMap, source: DrawSource, values: &mut Lanes) {
        let is_missing = match (source, table.by_probability()) {
            (DrawSource::Bits, _) if table.is_identity() => return tables::uniforms(&self.bits, affine, values),
            (DrawSource::Bits, Some(cubics)) => {
                self.lookup.find_bits(&self.bits);
                self.lookup.evaluate(cubics, affine, values)
            }
            (DrawSource::Bits, None) => {
                values.fill(f64::NAN);
                true
            }
            (DrawSource::Latents, _) if table.is_standard_normal() => return tables::affine(affine, values),
            (DrawSource::Latents, _) => {
                self.latents = *values;
                self.lookup.find_latents(&self.latents);
                self.lookup.evaluate(table.by_latent(), affine, values)
            }
        };
        if is_missing {
            self.draw_missing(table, affine, source, values);
        }
    }

    /// The values for which the table has no cubic.
    #[inline(always)]
    fn draw_missing(&self, table: &QuantileTable, affine: AffineMap, source: DrawSource, values: &mut Lanes) {
        for lane in 0..LANES {
            if values[lane].is_nan() {
                values[lane] = affine.apply(match source {
                    DrawSource::Bits => table.quantile(tail_probabilities(self.bits[lane])),
                    DrawSource::Latents => table.at(self.latents[lane]),
                });
            }
        }
    }

    /// Turns growth a year, a fraction, in each lane into the factor and the integral of a step.
    pub(super) fn step_growth(&mut self, growths: &Growths, growth: &mut Lanes, integral: &mut Lanes) {
        tables::step_growth(growths, &mut self.lookup, growth, integral);
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
    table: &'a QuantileTable,
    affine: AffineMap,
    source: DrawSource,
    values: &'a mut Lanes,
}

impl Work for Draw<'_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.transform.draw_lanes(self.table, self.affine, self.source, self.values);
    }
}
