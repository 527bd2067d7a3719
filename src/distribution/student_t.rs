//! Student's t distribution, moved and scaled.

use super::beta::LogitDensity;
use super::log_concave::{self, LogConcave};
use super::{Distribution, ParameterError, TailProbabilities, check};

/// Student's t: location + scale T, where T^2 / dof = s / (1 - s) and s is beta(1/2, dof/2).
///
/// # Source
/// DLMF 8.17; Johnson, Kotz and Balakrishnan 1995, chapter 28.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentT {
    location: f64,
    scale: f64,
    dof: f64,
    /// The distribution of ln(T^2 / dof).
    log_square: LogConcave<LogitDensity>,
}

/// Fewer degrees of freedom: one draw in a million would be beyond 10^60; more: it is the normal to the last digit.
const DOF: (f64, f64) = (0.1, 1e9);

/// Below as many degrees of freedom quantiles span too many orders of magnitude for plain tables.
const LEAST_PLAIN: f64 = 0.5;

impl StudentT {
    /// Student's t with `dof` degrees of freedom around `location`, stretched by `scale` (which is not its standard deviation).
    ///
    /// # Units
    /// `location` and `scale` count in the units of the draws; `dof` has none.
    ///
    /// # Errors
    /// - `location` is not finite, `scale` not finite and greater than 0, or `dof` not between 0.1 and 1e9.
    pub fn new(location: f64, scale: f64, dof: f64) -> Result<Self, ParameterError> {
        check::finite("location", location)?;
        check::spread("scale", scale)?;
        check::positive("dof", dof)?;
        check::between("dof", dof, DOF.0, DOF.1)?;
        Ok(Self { location, scale, dof, log_square: LogConcave::new(LogitDensity::new(0.5, 0.5 * dof)) })
    }
}

impl Distribution for StudentT {
    fn family(&self) -> &'static str {
        "Student t"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        let t = (x - self.location) / self.scale;
        let size = (t / self.dof.sqrt()).abs();
        let log_square = if size > 0.0 { 2.0 * libm::log(size.min(f64::MAX)) } else { -2000.0 };
        let outside = 0.5 * self.log_square.probability(log_square).above;
        if t < 0.0 {
            TailProbabilities { below: outside, above: 1.0 - outside }
        } else {
            TailProbabilities { below: 1.0 - outside, above: outside }
        }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let tail = p.below.min(p.above);
        let log_square = self.log_square.quantile(TailProbabilities { below: 1.0 - 2.0 * tail, above: 2.0 * tail });
        let size = self.dof.sqrt() * libm::exp(0.5 * log_square);
        let t = if tail >= 0.5 { 0.0 } else { size.min(f64::MAX) };
        let x = self.location + self.scale * if p.below < p.above { -t } else { t };
        x.clamp(-f64::MAX, f64::MAX)
    }

    fn spans_magnitudes(&self) -> bool {
        self.dof < LEAST_PLAIN
    }

    fn effort(&self) -> f64 {
        log_concave::effort(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn is_its_own_inverse_at_extremes() {
        for dof in [1.0, 1.5, 2.5, 4.0, 30.0, 1e3, 1e6, 1e9] {
            testing::is_consistent(&StudentT::new(0.5, 2.0, dof).unwrap());
        }
        testing::gives_numbers(&StudentT::new(0.0, 1.0, 0.1).unwrap());
        testing::gives_numbers(&StudentT::new(-1e308, 1e308, 0.1).unwrap());
        testing::gives_numbers(&StudentT::new(1.0, 5e-324, 5.0).unwrap());
    }

    #[test]
    fn of_one_degree_of_freedom_is_the_cauchy() {
        let cauchy = StudentT::new(0.0, 1.0, 1.0).unwrap();
        for p in [1e-12, 1e-3, 0.1, 0.4] {
            testing::near(
                cauchy.quantile(TailProbabilities::above(p)),
                1.0 / libm::tan(std::f64::consts::PI * p),
                1e-14,
            );
        }
    }

    #[test]
    fn fails_with_parameters_it_cannot_have() {
        assert_eq!(StudentT::new(0.0, 0.0, 5.0).unwrap_err().parameter, "scale");
        assert_eq!(StudentT::new(0.0, 1.0, 0.01).unwrap_err().message, "must be between 0.1 and 1000000000, got 0.01");
        assert_eq!(StudentT::new(0.0, 1.0, f64::NAN).unwrap_err().parameter, "dof");
    }
}
