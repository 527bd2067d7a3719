//! Quantile functions as tables of polynomials: no search, no logarithm, no branch in a draw.
//!
//! Two tables of cubics of one distribution: by latent (z to Q(Phi(z)), for drivers that persist or are correlated) and by probability (52
//! random bits to Q(u), for the others, in one step). Each is made when the first draw needs it, from a third, of polynomials over longer
//! cells by latent, which takes fewer evaluations of the distribution. A cell that a cubic cannot meet, because the quantile function
//! jumps, bends or is too steep there, has none: its draws are made from the longer cell or, if that has no polynomial either, from pieces
//! of it (`refinement`).

use super::cell_index::{LATENT_CUBICS, PROBABILITY_CUBICS, first_of_octave, latent_cubic};
use super::cubic::{Cubic, CubicCell, STRIP};
use super::cubic_table::Cubics;
use super::evaluation_points;
use super::latent_polynomials::LatentPolynomials;
use crate::distribution::{Distribution, TailProbabilities, standard_normal};
use crate::vector::{Width, Work, at_full_width};
use std::sync::{Arc, OnceLock};

/// With a larger share of probability in cells without a polynomial, a table by probability does not pay: a draw from such a cell needs
/// its latent first, which is cheaper to make for all lanes at once.
const ROUGH_SHARE: f64 = 0.5;

/// The quantile function of one distribution: exact, and as tables.
#[derive(Debug)]
pub struct QuantileTable {
    is_identity: bool,
    is_standard_normal: bool,
    polynomials: LatentPolynomials,
    by_latent: OnceLock<Cubics>,
    /// Left out where too many of its cells would have no cubic.
    by_probability: OnceLock<Option<Cubics>>,
}

impl QuantileTable {
    /// Tables of `distribution`.
    #[must_use]
    pub fn new(distribution: Arc<dyn Distribution>) -> Self {
        let (by_latent, by_probability) = (OnceLock::new(), OnceLock::new());
        let (is_identity, is_standard_normal) = (distribution.is_identity(), distribution.is_standard_normal());
        Self {
            is_identity,
            is_standard_normal,
            polynomials: LatentPolynomials::new(distribution),
            by_latent,
            by_probability,
        }
    }

    /// The name of the distribution's family.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.polynomials.distribution.family()
    }

    /// Whether the distribution is uniform between 0 and 1, so that a draw is its probability.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.is_identity
    }

    /// Whether the distribution is the standard normal, so that a draw is its latent.
    #[must_use]
    pub fn is_standard_normal(&self) -> bool {
        self.is_standard_normal
    }

    /// Whether a probability leads to a value without a latent.
    #[must_use]
    pub fn takes_probabilities(&self) -> bool {
        self.is_identity || self.by_probability().is_some()
    }

    /// Cubics by latent, each in its [`latent_cubic`].
    #[inline(always)]
    #[must_use]
    pub fn by_latent(&self) -> &Cubics {
        self.by_latent.get_or_init(|| at_full_width(ByLatent(&self.polynomials)))
    }

    /// Cubics by probability, each in its [`probability_cubic`](super::probability_cubic), if the distribution is smooth enough.
    #[inline(always)]
    #[must_use]
    pub fn by_probability(&self) -> Option<&Cubics> {
        self.by_probability.get_or_init(|| at_full_width(ByProbability(&self.polynomials))).as_ref()
    }

    /// Q(Phi(z)), exactly.
    ///
    /// # Units
    /// `z` counts in standard deviations, the value in the units of the distribution.
    #[must_use]
    pub fn exact(&self, z: f64) -> f64 {
        self.polynomials.exact(z)
    }

    /// Q(p), exactly.
    ///
    /// # Units
    /// Those of the distribution.
    #[must_use]
    pub fn exact_quantile(&self, p: TailProbabilities) -> f64 {
        self.polynomials.distribution.quantile(p)
    }

    /// Q(Phi(z)) by the longer cells, where there is no cubic; where they have no polynomial, by a piece of one, or else exactly.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, z: f64) -> f64 {
        self.polynomials.at(z)
    }

    /// How many parts of the distribution, on average, a draw evaluates: none where its tables are whole.
    pub(crate) fn parts_a_draw(&self) -> f64 {
        self.polynomials.left_out * self.polynomials.distribution.parts() as f64
    }

    /// The number of pieces that longer cells were cut into.
    #[cfg(test)]
    pub(super) fn pieces(&self) -> usize {
        self.polynomials.refined.len()
    }

    /// Q(p) where there is no cubic by probability: by the latent.
    #[inline(always)]
    #[must_use]
    pub fn quantile(&self, p: TailProbabilities) -> f64 {
        self.at(standard_normal::quantile(p))
    }
}

/// Cubics by latent, made from a table's polynomials, as work for vectors.
struct ByLatent<'t>(&'t LatentPolynomials);

impl Work for ByLatent<'_> {
    type Output = Cubics;

    #[inline(always)]
    fn work(self, _: Width) -> Self::Output {
        let (fitting, strips) = evaluation_points::by_latent();
        let mut cubics = Cubics::none(LATENT_CUBICS);
        for points in strips {
            let (first, _) = latent_cubic(points.of);
            cubics.set_all(first, &fitting.fit_strip(&points.values(self.0, false)));
        }
        // Latents beyond all cells belong to the outermost.
        for beyond in [f64::NEG_INFINITY, f64::INFINITY] {
            cubics.set(latent_cubic(beyond).0, Cubic::NONE);
        }
        cubics
    }
}

/// The same by probability; `None` if too large a share of it would have no cubic.
struct ByProbability<'t>(&'t LatentPolynomials);

impl Work for ByProbability<'_> {
    type Output = Option<Cubics>;

    #[inline(always)]
    fn work(self, _: Width) -> Self::Output {
        let (fitting, strips) = evaluation_points::by_probability();
        let mut cubics = Cubics::none(PROBABILITY_CUBICS);
        let mut rough = 0.0;
        for points in strips {
            let first = first_of_octave(points.of);
            for side in 0..2 {
                let fitted: [Cubic; STRIP] = fitting.fit_strip(&points.values(self.0, side == 1));
                for (piece, cubic) in fitted.into_iter().enumerate() {
                    cubics.set(first + 2 * piece + side, cubic);
                    rough += if cubic == Cubic::NONE { points.of / STRIP as f64 } else { 0.0 };
                }
            }
        }
        (rough <= ROUGH_SHARE).then_some(cubics)
    }
}
