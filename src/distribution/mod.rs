//! The families of distributions (equations, 3), one file each, by their exact quantile functions.
//!
//! Set-up only: the engine never calls these for a draw; it uses tables made from them (`tables`).
//! Every transcendental function is of the `libm` crate, so that a scenario has the same quantiles, to the bit, on every machine.

mod beta;
mod blend;
mod constant;
mod discrete;
mod empirical;
mod exponential;
mod gamma;
mod lognormal;
mod metalog;
mod mixture;
mod normal;
mod pert;
mod student_t;
mod triangular;
mod truncated;
mod uniform;
mod weibull;

mod check;
mod log_concave;
mod search;
pub mod standard_normal;
#[cfg(test)]
mod testing;

pub use beta::Beta;
pub use blend::Blend;
pub use constant::Constant;
pub use discrete::Discrete;
pub use empirical::Empirical;
pub use exponential::Exponential;
pub use gamma::Gamma;
pub use lognormal::Lognormal;
pub use metalog::Metalog;
pub use mixture::Mixture;
pub use normal::Normal;
pub use pert::Pert;
pub use student_t::StudentT;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
pub use weibull::Weibull;

use std::any::Any;
use std::fmt::Debug;

/// The lower-tail (cdf) and the upper-tail (survival) probability at one point, so that neither loses digits: `below + above = 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailProbabilities {
    /// Lower tail: the probability of a value at or below the point, from 0 to 1.
    pub below: f64,
    /// Upper tail: the probability of a value above it, from 0 to 1.
    pub above: f64,
}

impl TailProbabilities {
    /// From the lower tail `p`, at most 1/2.
    #[must_use]
    pub fn below(p: f64) -> Self {
        Self { below: p, above: 1.0 - p }
    }

    /// From the upper tail `p`, at most 1/2.
    #[must_use]
    pub fn above(p: f64) -> Self {
        Self { below: 1.0 - p, above: p }
    }
}

/// A distribution of one number, by its distribution function and its inverse.
///
/// Each family also is a [`rand::distr::Distribution`], drawn from by inversion, with any generator:
/// ```
/// use rand::SeedableRng as _;
/// use rand::distr::Distribution as _;
/// use runout::distribution::Lognormal;
///
/// let revenue = Lognormal::from_interval(10.0, 30.0)?;
/// let mut generator = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(1);
/// let draws: Vec<f64> = revenue.sample_iter(&mut generator).take(10_000).collect();
/// let within = draws.iter().filter(|&&draw| (10.0..30.0).contains(&draw)).count();
/// assert!((8_900..9_100).contains(&within), "nine in ten");
/// # Ok::<(), runout::distribution::ParameterError>(())
/// ```
pub trait Distribution: Comparable + Any + Debug + Send + Sync {
    /// The name of the family.
    fn family(&self) -> &'static str;

    /// The cumulative distribution function and the survival function at `x`.
    ///
    /// # Units
    /// `x` counts in the units of the distribution.
    fn probability(&self, x: f64) -> TailProbabilities;

    /// The smallest value whose lower tail is at least `p.below`; uses the smaller of the two tails.
    ///
    /// # Units
    /// Those of the distribution.
    fn quantile(&self, p: TailProbabilities) -> f64;

    /// Q(Phi(`z`)) without the probability in between, if the distribution is made from the standard normal.
    ///
    /// # Units
    /// `z` counts in standard deviations, the value in the units of the distribution.
    fn by_latent(&self, z: f64) -> Option<f64> {
        let _ = z;
        None
    }

    /// Whether Q(p) is p itself, so that a draw needs no table.
    fn is_identity(&self) -> bool {
        false
    }

    /// Whether Q(Phi(z)) is z itself, so that a latent needs no table.
    fn is_standard_normal(&self) -> bool {
        false
    }

    /// [`Self::quantile`] where it is known to lie between the two numbers of `bracket`: quicker if it must be searched for.
    fn quantile_within(&self, p: TailProbabilities, bracket: [f64; 2]) -> f64 {
        let _ = bracket;
        self.quantile(p)
    }

    /// Whether quantiles can span so many orders of magnitude within a short stretch of probability that only their logarithms are smooth:
    /// tables are of these then, where others would be cut into many pieces.
    fn spans_magnitudes(&self) -> bool {
        false
    }

    /// How many distributions this one is mixed from; the cost of evaluating it grows with them.
    fn parts(&self) -> usize {
        1
    }

    /// About how many times as long a quantile takes as one that has a formula.
    fn effort(&self) -> f64 {
        1.0
    }
}

/// Equality by value across families; implemented for every type with `PartialEq`.
pub trait Comparable {
    /// Whether `other` is of the same family, with the same parameters.
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + Any> Comparable for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for dyn Distribution {
    fn eq(&self, other: &Self) -> bool {
        self.equals(other)
    }
}
/// A random probability: either tail is equally likely, and has 63 bits, so that far tails are reached too.
fn random_probability<R: rand::Rng + ?Sized>(generator: &mut R) -> TailProbabilities {
    const HALF: u64 = 1 << 63;
    let bits = generator.next_u64();
    let tail = ((bits % HALF) as f64 + 0.5) / HALF as f64 / 2.0;
    if bits < HALF { TailProbabilities::below(tail) } else { TailProbabilities::above(tail) }
}

/// Lets families be sampled with any generator of `rand`, with one 64-bit number a draw.
macro_rules! sample_with_any_generator {
    ($($family:ty),*) => {
        $(impl rand::distr::Distribution<f64> for $family {
            fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
                self.quantile(random_probability(generator))
            }
        })*
    };
}

sample_with_any_generator!(
    Beta,
    Blend,
    Constant,
    Discrete,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Metalog,
    Mixture,
    Normal,
    Pert,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
    dyn Distribution
);

/// A parameter that no distribution of the family can have.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterError {
    /// The parameter at fault, as written in a scenario: `std_dev`.
    pub parameter: &'static str,
    /// The rule and the value received: "must be greater than 0, got -0.3".
    pub message: String,
    /// What to type instead.
    pub help: Option<String>,
}
