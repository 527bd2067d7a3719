//! The beta distribution on any range.

use super::log_concave::{self, LogConcave, LogConcaveDensity, continued_fraction};
use super::{Distribution, ParameterError, TailProbabilities, check};

/// Beta: density proportional to s^(alpha - 1) (1 - s)^(beta - 1) in s = (x - min) / (max - min).
#[derive(Debug, Clone, PartialEq)]
pub struct Beta {
    min: f64,
    max: f64,
    width: f64,
    logit: LogConcave<LogitDensity>,
}

impl Beta {
    /// The beta distribution with shapes `alpha` and `beta` from `min` to `max`.
    ///
    /// # Units
    /// `min` and `max` count in the units of the draws; `alpha` and `beta` have none.
    ///
    /// # Errors
    /// - `alpha` or `beta` is not between 0.001 and 1,000,000; `min` or `max` is not finite, or `max` not greater than `min`.
    pub fn new(alpha: f64, beta: f64, min: f64, max: f64) -> Result<Self, ParameterError> {
        check::shape("alpha", alpha)?;
        check::shape("beta", beta)?;
        let width = check::range(min, max)?;
        Ok(Self { min, max, width, logit: LogConcave::new(LogitDensity::new(alpha, beta)) })
    }
}

impl Distribution for Beta {
    fn family(&self) -> &'static str {
        "beta"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        if x <= self.min {
            return TailProbabilities::below(0.0);
        }
        if x >= self.max {
            return TailProbabilities::above(0.0);
        }
        self.logit.probability(libm::log((x - self.min) / self.width) - libm::log((self.max - x) / self.width))
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let u = self.logit.quantile(p);
        let (s, complement) = shares(u);
        let x = if u < 0.0 { self.min + self.width * s } else { self.max - self.width * complement };
        x.clamp(self.min, self.max)
    }

    fn spans_magnitudes(&self) -> bool {
        self.min == 0.0 && self.logit.density().is_steep_below()
    }

    fn effort(&self) -> f64 {
        let LogitDensity { a, b, .. } = *self.logit.density();
        log_concave::effort(a.min(b))
    }
}

/// The beta density in u = ln(s / (1 - s)): proportional to s^a (1 - s)^b, which is log-concave for every a and b.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LogitDensity {
    a: f64,
    b: f64,
    /// s and 1 - s at the split.
    at_split: (f64, f64),
}

impl LogitDensity {
    /// The density for shapes `a` and `b`, both greater than 0.
    pub(super) fn new(a: f64, b: f64) -> Self {
        Self { a, b, at_split: ((a + 1.0) / (a + b + 2.0), (b + 1.0) / (a + b + 2.0)) }
    }

    /// Whether quantiles fall to the lower end as a high power of the probability.
    fn is_steep_below(&self) -> bool {
        self.a < 0.5
    }
}

impl LogConcaveDensity for LogitDensity {
    fn split(&self) -> f64 {
        libm::log((self.a + 1.0) / (self.b + 1.0))
    }

    fn log_density(&self, distance: f64) -> f64 {
        let (s, complement) = self.at_split;
        if s <= complement {
            log_change(self.a, self.b, (s, complement), distance)
        } else {
            log_change(self.b, self.a, (complement, s), -distance)
        }
    }

    fn slope(&self, u: f64) -> f64 {
        let (s, complement) = shares(u);
        self.a * complement - self.b * s
    }

    fn below(&self, u: f64) -> f64 {
        tail_over_density(self.a, self.b, shares(u))
    }

    fn above(&self, u: f64) -> f64 {
        tail_over_density(self.b, self.a, shares(-u))
    }
}

/// s and 1 - s at u = ln(s / (1 - s)), both to all their digits.
fn shares(u: f64) -> (f64, f64) {
    let small = libm::exp(-u.abs());
    let (less, more) = (small / (1.0 + small), 1.0 / (1.0 + small));
    if u < 0.0 { (less, more) } else { (more, less) }
}

/// The change of ln(s^a (1 - s)^b) over a distance in u; loses no digits if the place started from, (s, 1 - s), has s up to 1/2.
fn log_change(a: f64, b: f64, (s, complement): (f64, f64), distance: f64) -> f64 {
    const NEAR_OVERFLOW: f64 = 700.0;
    if distance < NEAR_OVERFLOW {
        a * distance - (a + b) * log_share(s, complement, distance)
    } else {
        -b * distance - (a + b) * log_share(complement, s, -distance)
    }
}

/// ln(1 - s + s e^d), where `complement` is 1 - s.
fn log_share(s: f64, complement: f64, d: f64) -> f64 {
    let change = s * libm::expm1(d);
    if change > -0.5 { libm::log1p(change) } else { libm::log(complement + s * libm::exp(d)) }
}

/// The integral of s^a (1 - s)^b over u below a place, over its value there; the place is (x, 1 - x), x up to (a + 1) / (a + b + 2).
///
/// # Source
/// Didonato and Morris 1992, algorithm TOMS 708, the continued fraction of BFRAC.
fn tail_over_density(a: f64, b: f64, (x, y): (f64, f64)) -> f64 {
    let lead = a * y - b * x + 1.0;
    1.0 / continued_fraction(|n| {
        let (before, at, after) = (a + 2.0 * n - 1.0, a + n, a + 2.0 * n + 1.0);
        let numerator = ((at - 1.0) / before) * ((at + b - 1.0) / before * x) * (n * (b - n) * x);
        let middle = if n > 0.0 { n + n * (b - n) * x / before } else { 0.0 };
        (numerator, middle + at / after * (lead + n * (1.0 + y)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;
    use statrs::distribution::ContinuousCDF as _;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        let shapes = [1e-3, 0.1, 0.5, 1.0, 2.0, 7.3, 50.0, 1e4, 1e6];
        for alpha in shapes {
            for beta in shapes {
                let unit = Beta::new(alpha, beta, 0.0, 1.0).unwrap();
                testing::gives_numbers(&unit);
                if alpha.min(beta) >= 0.5 && alpha.max(beta) <= 1e4 {
                    testing::is_consistent(&unit);
                }
            }
        }
        testing::is_consistent(&Beta::new(2.0, 5.0, -1e300, 1e300).unwrap());
        testing::is_consistent(&Beta::new(2.0, 5.0, -3.0, 17.0).unwrap());
    }

    #[test]
    fn agrees_with_the_distribution_function_of_statrs_where_that_is_right() {
        for (alpha, beta) in [(2.0, 5.0), (0.7, 1.4), (30.0, 4.0)] {
            let ours = Beta::new(alpha, beta, 0.0, 1.0).unwrap();
            let theirs = statrs::distribution::Beta::new(alpha, beta).unwrap();
            for x in [0.01, 0.1, 0.3, 0.5, 0.7, 0.95] {
                testing::near(ours.probability(x).below, theirs.cdf(x), 1e-10);
                testing::near(ours.probability(x).above, theirs.sf(x), 1e-10);
            }
        }
    }

    #[test]
    fn fails_with_shapes_out_of_reach() {
        assert_eq!(Beta::new(0.0, 1.0, 0.0, 1.0).unwrap_err().message, "must be greater than 0, got 0");
        assert_eq!(
            Beta::new(1.0, 1e9, 0.0, 1.0).unwrap_err().message,
            "must be between 0.001 and 1000000, got 1000000000"
        );
        assert_eq!(Beta::new(1.0, 1.0, 1.0, 0.0).unwrap_err().parameter, "max");
    }
}
