//! Distributions on the whole line whose density has a concave logarithm: gamma in u = ln x, beta in u = ln(x / (1 - x)).
//! Their tails over their density are continued fractions, and the logarithm of a tail is concave too, so its root is safe to search.

use super::TailProbabilities;
use std::fmt::Debug;

/// A density on the line with a concave logarithm, known up to a factor.
pub(super) trait LogConcaveDensity: Debug + Send + Sync {
    /// A point near the middle, from which both tails are quick to compute outwards.
    fn split(&self) -> f64;

    /// The logarithm of the density at `split() + distance` over that at the split.
    fn log_density(&self, distance: f64) -> f64;

    /// The derivative of the logarithm of the density at `u`.
    fn slope(&self, u: f64) -> f64;

    /// The integral of the density below `u`, for `u` up to the split, over the density at `u`.
    fn below(&self, u: f64) -> f64;

    /// The integral of the density above `u`, for `u` from the split on, over the density at `u`.
    fn above(&self, u: f64) -> f64;
}

/// The distribution with a given density.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LogConcave<D> {
    density: D,
    /// The integral of the density over that at the split.
    mass: f64,
    at_split: TailProbabilities,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum TailSide {
    Below,
    Above,
}

/// The tail at a place: its logarithm, its rate of decay outwards (the hazard) and the decay of the density itself.
struct Tail {
    log: f64,
    decay: f64,
    density_decay: f64,
}

/// The search doubles its digits at least at every step; this many are never needed.
const MOST_STEPS: usize = 300;
/// A step this small, in units of the tail's decay, leaves an error of its cube.
const LAST_STEP: f64 = 1e-6;

impl<D: LogConcaveDensity> LogConcave<D> {
    /// The factor that the density lacks is found from the two tails at the split, so no gamma function is needed.
    pub(super) fn new(density: D) -> Self {
        let (below, above) = (density.below(density.split()), density.above(density.split()));
        let mass = below + above;
        Self { density, mass, at_split: TailProbabilities { below: below / mass, above: above / mass } }
    }

    /// The density.
    pub(super) fn density(&self) -> &D {
        &self.density
    }

    /// The probability at or below `u` and above it.
    pub(super) fn probability(&self, u: f64) -> TailProbabilities {
        let distance = u - self.density.split();
        if distance <= 0.0 {
            let below = libm::exp(self.tail(TailSide::Below, -distance).log).min(1.0);
            TailProbabilities { below, above: 1.0 - below }
        } else {
            let above = libm::exp(self.tail(TailSide::Above, distance).log).min(1.0);
            TailProbabilities { below: 1.0 - above, above }
        }
    }

    /// The place with probability `p.below` below it.
    pub(super) fn quantile(&self, p: TailProbabilities) -> f64 {
        if p.above < self.at_split.above {
            self.density.split() + self.distance(TailSide::Above, p.above)
        } else {
            self.density.split() - self.distance(TailSide::Below, p.below)
        }
    }

    /// How far out from the split the tail is `p`: Halley's iteration on the tail's logarithm, kept within a bracket.
    fn distance(&self, side: TailSide, p: f64) -> f64 {
        let target = libm::log(p.max(f64::MIN_POSITIVE));
        let (mut at, mut low, mut high) = (0.0, 0.0, f64::INFINITY);
        for _ in 0..MOST_STEPS {
            let tail = self.tail(side, at);
            let excess = tail.log - target;
            if excess > 0.0 {
                low = at;
            } else {
                high = at;
            }
            let curvature = (tail.density_decay - tail.decay) / tail.decay;
            let step = excess / tail.decay / (1.0 + 0.5 * excess * curvature.abs()).max(0.5);
            let next = at + step;
            if (step * tail.decay).abs() < LAST_STEP {
                return next.max(0.0);
            }
            at = if next > low && next < high { next } else { f64::midpoint(low, high.min(f64::MAX)) };
        }
        at
    }

    fn tail(&self, side: TailSide, distance: f64) -> Tail {
        let (sign, u) = match side {
            TailSide::Below => (1.0, self.density.split() - distance),
            TailSide::Above => (-1.0, self.density.split() + distance),
        };
        let ratio = if side == TailSide::Below { self.density.below(u) } else { self.density.above(u) };
        Tail {
            log: self.density.log_density(-sign * distance) + libm::log(ratio / self.mass),
            decay: 1.0 / ratio,
            density_decay: sign * self.density.slope(u),
        }
    }
}

/// About how many times as long a quantile takes as one that has a formula, by the shape that decides how many terms its tails take: 37 ms a
/// table at a shape of a million, 11 at 10,000 and 3 at 100, measured.
pub(super) fn effort(shape: f64) -> f64 {
    6.0 * libm::pow(shape.max(1.0), 0.3)
}

/// The continued fraction b0 + a1 / (b1 + a2 / (b2 + ..)), where `terms(n)` is (an, bn).
///
/// # Source
/// Modified Lentz algorithm: Thompson and Barnett 1986.
pub(super) fn continued_fraction(terms: impl Fn(f64) -> (f64, f64)) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST_TERMS: u32 = 20_000;
    let nonzero = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut value = nonzero(terms(0.0).1);
    let (mut upper, mut lower) = (value, 0.0);
    for n in 1..MOST_TERMS {
        let (a, b) = terms(f64::from(n));
        lower = 1.0 / nonzero(b + a * lower);
        upper = nonzero(b + a / upper);
        let change = upper * lower;
        value *= change;
        let goes_on = (change - 1.0).abs() > f64::EPSILON;
        if !goes_on {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_fraction_of_ones_is_the_golden_ratio() {
        let golden = f64::midpoint(1.0, 5.0_f64.sqrt());
        assert!((continued_fraction(|_| (1.0, 1.0)) - golden).abs() < 1e-15);
    }

    #[test]
    fn continued_fraction_of_infinities_ends() {
        assert!(continued_fraction(|_| (1.0, f64::INFINITY)).is_nan());
    }
}
