//! One of each family of distributions: as written in a scenario, as the program's distribution, and as independent referees know it.

use super::refused;
use crate::distribution as ours;
use crate::error::Result;
use crate::sampling::Stream;
use rand_distr::{Distribution as _, Uniform};
use statrs::distribution::{self as theirs, ContinuousCDF, DiscreteCDF as _};
use std::sync::Arc;
use std::{fmt, result};

/// A function of a number.
type Function = Box<dyn Fn(f64) -> f64 + Send + Sync>;
/// Draws one number.
type Sampler = Box<dyn Fn(&mut Stream) -> f64 + Send + Sync>;

/// What is known of a distribution without this program.
pub enum Formula {
    /// The probability of a value at or below another.
    Below(Function),
    /// The value at or below which there is a probability, where it has no closed inverse or is no more than this.
    Quantile(Function),
}

/// A distribution as written in a scenario, as the program has it, and as independent sources know it.
pub struct ReferenceFamily {
    /// What it is called.
    pub name: &'static str,
    /// As written in a scenario.
    pub written: &'static str,
    /// The program's distribution.
    pub exact: Arc<dyn ours::Distribution>,
    /// A sampler of `rand_distr`, or one made from them.
    pub sampler: Sampler,
    /// A distribution function of `statrs`, or one made from them; or a formula.
    pub formula: Formula,
}

impl fmt::Debug for ReferenceFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family").field("name", &self.name).field("exact", &self.exact).finish_non_exhaustive()
    }
}

/// Every family, with values above 0, so that they can be annual levels, and mostly between 10 and 30.
///
/// # Errors
/// - None, unless a referee refuses its parameters.
pub fn all() -> Result<Vec<ReferenceFamily>> {
    let mut all = by_location_and_scale()?;
    all.extend(within_bounds()?);
    all.extend(above_zero()?);
    all.extend(of_values()?);
    all.extend(of_others()?);
    all.extend(through_quantiles()?);
    Ok(all)
}

fn exact(
    made: result::Result<impl ours::Distribution + 'static, ours::ParameterError>,
) -> Result<Arc<dyn ours::Distribution>> {
    Ok(Arc::new(made.map_err(|error| refused(error.message))?))
}

fn sampler<E: fmt::Display>(
    made: result::Result<impl rand_distr::Distribution<f64> + Send + Sync + 'static, E>,
) -> Result<Sampler> {
    let made = made.map_err(refused)?;
    Ok(Box::new(move |stream| made.sample(stream)))
}

/// Uniform on [`min`, `max`).
fn uniform(min: f64, max: f64) -> Result<Uniform<f64>> {
    Uniform::new(min, max).map_err(refused)
}

fn below<E: fmt::Display>(
    made: result::Result<impl ContinuousCDF<f64, f64> + Send + Sync + 'static, E>,
) -> Result<Formula> {
    let made = made.map_err(refused)?;
    Ok(Formula::Below(Box::new(move |x| made.cdf(x))))
}

/// Standard normal quantile at 95 %, to all digits.
const Z95: f64 = 1.644_853_626_951_472_7;

fn by_location_and_scale() -> Result<Vec<ReferenceFamily>> {
    let (mu, sigma) = (f64::midpoint(10.0_f64.ln(), 30.0_f64.ln()), 3.0_f64.ln() / (2.0 * Z95));
    let t = rand_distr::StudentT::new(4.0).map_err(refused)?;
    Ok(vec![
        ReferenceFamily {
            name: "range above 0",
            written: "\"10 to 30\"",
            exact: exact(ours::Lognormal::from_interval(10.0, 30.0))?,
            sampler: sampler(rand_distr::LogNormal::new(mu, sigma))?,
            formula: below(theirs::LogNormal::new(mu, sigma))?,
        },
        ReferenceFamily {
            name: "normal",
            written: "{ normal = { mean = 50, std_dev = 5 } }",
            exact: exact(ours::Normal::new(50.0, 5.0))?,
            sampler: sampler(rand_distr::Normal::new(50.0, 5.0))?,
            formula: below(theirs::Normal::new(50.0, 5.0))?,
        },
        ReferenceFamily {
            name: "lognormal",
            written: "{ lognormal = { median = 20, sigma = 0.5 } }",
            exact: exact(ours::Lognormal::new(20.0, 0.5))?,
            sampler: sampler(rand_distr::LogNormal::new(20.0_f64.ln(), 0.5))?,
            formula: below(theirs::LogNormal::new(20.0_f64.ln(), 0.5))?,
        },
        ReferenceFamily {
            name: "student_t",
            written: "{ student_t = { location = 200, scale = 5, dof = 4 } }",
            exact: exact(ours::StudentT::new(200.0, 5.0, 4.0))?,
            sampler: Box::new(move |stream| 200.0 + 5.0 * t.sample(stream)),
            formula: below(theirs::StudentsT::new(200.0, 5.0, 4.0))?,
        },
    ])
}

fn within_bounds() -> Result<Vec<ReferenceFamily>> {
    let beta = rand_distr::Beta::new(2.0, 5.0).map_err(refused)?;
    let scaled = |a, b| -> Result<Formula> {
        let beta = theirs::Beta::new(a, b).map_err(refused)?;
        Ok(Formula::Below(Box::new(move |x| beta.cdf((x - 10.0) / 20.0))))
    };
    Ok(vec![
        ReferenceFamily {
            name: "uniform",
            written: "{ uniform = { min = 10, max = 30 } }",
            exact: exact(ours::Uniform::new(10.0, 30.0))?,
            sampler: sampler(Uniform::new(10.0, 30.0))?,
            formula: below(theirs::Uniform::new(10.0, 30.0))?,
        },
        ReferenceFamily {
            name: "triangular",
            written: "{ triangular = { min = 10, mode = 15, max = 30 } }",
            exact: exact(ours::Triangular::new(10.0, 15.0, 30.0))?,
            sampler: sampler(rand_distr::Triangular::new(10.0, 30.0, 15.0))?,
            formula: below(theirs::Triangular::new(10.0, 30.0, 15.0))?,
        },
        ReferenceFamily {
            name: "pert",
            written: "{ pert = { min = 10, mode = 15, max = 30 } }",
            exact: exact(ours::Pert::new(10.0, 15.0, 30.0, 4.0))?,
            sampler: sampler(rand_distr::Pert::new(10.0, 30.0).with_mode(15.0))?,
            formula: scaled(2.0, 4.0)?,
        },
        ReferenceFamily {
            name: "beta",
            written: "{ beta = { alpha = 2, beta = 5, min = 10, max = 30 } }",
            exact: exact(ours::Beta::new(2.0, 5.0, 10.0, 30.0))?,
            sampler: Box::new(move |stream| 10.0 + 20.0 * beta.sample(stream)),
            formula: scaled(2.0, 5.0)?,
        },
    ])
}

fn above_zero() -> Result<Vec<ReferenceFamily>> {
    Ok(vec![
        ReferenceFamily {
            name: "gamma",
            written: "{ gamma = { shape = 2, scale = 10 } }",
            exact: exact(ours::Gamma::new(2.0, 10.0))?,
            sampler: sampler(rand_distr::Gamma::new(2.0, 10.0))?,
            formula: below(theirs::Gamma::new(2.0, 0.1))?,
        },
        ReferenceFamily {
            name: "exponential",
            written: "{ exponential = { mean = 20 } }",
            exact: exact(ours::Exponential::new(20.0))?,
            sampler: sampler(rand_distr::Exp::new(0.05))?,
            formula: below(theirs::Exp::new(0.05))?,
        },
        ReferenceFamily {
            name: "weibull",
            written: "{ weibull = { shape = 1.5, scale = 20 } }",
            exact: exact(ours::Weibull::new(1.5, 20.0))?,
            sampler: sampler(rand_distr::Weibull::new(20.0, 1.5))?,
            formula: below(theirs::Weibull::new(1.5, 20.0))?,
        },
    ])
}

fn of_values() -> Result<Vec<ReferenceFamily>> {
    const VALUES: [f64; 3] = [10.0, 20.0, 30.0];
    let quarters = uniform(0.0, 4.0)?;
    let categorical = theirs::Categorical::new(&[1.0, 2.0, 1.0]).map_err(refused)?;
    let up_to = move |x: f64| match VALUES.iter().filter(|&&value| value <= x).count() as u64 {
        0 => 0.0,
        count => categorical.cdf(count - 1),
    };
    Ok(vec![
        ReferenceFamily {
            name: "discrete",
            written: "{ discrete = { values = [10, 20, 30], weights = [1, 2, 1] } }",
            exact: exact(ours::Discrete::new(&VALUES, &[1.0, 2.0, 1.0]))?,
            sampler: Box::new(move |stream| match quarters.sample(stream) {
                u if u < 1.0 => VALUES[0],
                u if u < 3.0 => VALUES[1],
                _ => VALUES[2],
            }),
            formula: Formula::Below(Box::new(up_to)),
        },
        by_quantile(
            "empirical",
            "{ empirical = { values = [10, 12, 20, 30] } }",
            exact(ours::Empirical::new(&[10.0, 12.0, 20.0, 30.0]))?,
            empirical,
        )?,
    ])
}

/// Linear between 10, 12, 20 and 30 at 1/8, 3/8, 5/8 and 7/8.
fn empirical(p: f64) -> f64 {
    match 4.0 * p - 0.5 {
        place if place <= 0.0 => 10.0,
        place if place < 1.0 => 10.0 + 2.0 * place,
        place if place < 2.0 => 12.0 + 8.0 * (place - 1.0),
        place if place < 3.0 => 20.0 + 10.0 * (place - 2.0),
        _ => 30.0,
    }
}

/// A family that is known by its quantiles, and so drawn through them.
fn by_quantile(
    name: &'static str,
    written: &'static str,
    exact: Arc<dyn ours::Distribution>,
    quantile: fn(f64) -> f64,
) -> Result<ReferenceFamily> {
    let unit = uniform(0.0, 1.0)?;
    let sampler: Sampler = Box::new(move |stream| quantile(unit.sample(stream)));
    Ok(ReferenceFamily { name, written, exact, sampler, formula: Formula::Quantile(Box::new(quantile)) })
}

fn of_others() -> Result<Vec<ReferenceFamily>> {
    Ok(vec![mixture()?, mixture_with_a_constant()?, truncated()?])
}

fn mixture() -> Result<ReferenceFamily> {
    let parts = vec![(1.0, exact(ours::Uniform::new(10.0, 12.0))?), (3.0, exact(ours::Uniform::new(20.0, 30.0))?)];
    let (which, low, high) = (uniform(0.0, 4.0)?, uniform(10.0, 12.0)?, uniform(20.0, 30.0)?);
    let below_12 = theirs::Uniform::new(10.0, 12.0).map_err(refused)?;
    let below_30 = theirs::Uniform::new(20.0, 30.0).map_err(refused)?;
    Ok(ReferenceFamily {
        name: "mixture",
        written: "{ mixture = [ { weight = 1, of = { uniform = { min = 10, max = 12 } } }, { weight = 3, of = { uniform = { min = 20, max = 30 } } } ] }",
        exact: exact(ours::Mixture::new(parts))?,
        sampler: Box::new(
            move |stream| {
                if which.sample(stream) < 1.0 { low.sample(stream) } else { high.sample(stream) }
            },
        ),
        formula: Formula::Below(Box::new(move |x| 0.25 * below_12.cdf(x) + 0.75 * below_30.cdf(x))),
    })
}

fn mixture_with_a_constant() -> Result<ReferenceFamily> {
    let (mu, sigma) = (f64::midpoint(10.0_f64.ln(), 20.0_f64.ln()), 2.0_f64.ln() / (2.0 * Z95));
    let parts = vec![
        (2.0, exact(ours::Lognormal::from_interval(10.0, 20.0))?),
        (1.0, exact(ours::Constant::new(15.0))?),
        (2.0, exact(ours::Uniform::new(18.0, 30.0))?),
    ];
    let body = rand_distr::LogNormal::new(mu, sigma).map_err(refused)?;
    let (which, high) = (uniform(0.0, 5.0)?, uniform(18.0, 30.0)?);
    let below_body = theirs::LogNormal::new(mu, sigma).map_err(refused)?;
    let below_30 = theirs::Uniform::new(18.0, 30.0).map_err(refused)?;
    Ok(ReferenceFamily {
        name: "mixture with a constant",
        written: "{ mixture = [ { weight = 2, of = \"10 to 20\" }, { weight = 1, of = 15 }, { weight = 2, of = { uniform = { min = 18, max = 30 } } } ] }",
        exact: exact(ours::Mixture::new(parts))?,
        sampler: Box::new(move |stream| match which.sample(stream) {
            u if u < 2.0 => body.sample(stream),
            u if u < 3.0 => 15.0,
            _ => high.sample(stream),
        }),
        formula: Formula::Below(Box::new(move |x| {
            0.4 * below_body.cdf(x) + 0.2 * f64::from(x >= 15.0) + 0.4 * below_30.cdf(x)
        })),
    })
}

fn truncated() -> Result<ReferenceFamily> {
    let whole = rand_distr::Normal::new(20.0, 5.0).map_err(refused)?;
    let below_x = theirs::Normal::new(20.0, 5.0).map_err(refused)?;
    let (low, high) = (below_x.cdf(15.0), below_x.cdf(40.0));
    Ok(ReferenceFamily {
        name: "truncated",
        written: "{ truncated = { of = { normal = { mean = 20, std_dev = 5 } }, min = 15, max = 40 } }",
        exact: exact(ours::Truncated::new(exact(ours::Normal::new(20.0, 5.0))?, Some(15.0), Some(40.0)))?,
        sampler: Box::new(move |stream| {
            loop {
                let x = whole.sample(stream);
                if (15.0..=40.0).contains(&x) {
                    return x;
                }
            }
        }),
        formula: Formula::Below(Box::new(move |x| (below_x.cdf(x) - low) / (high - low))),
    })
}

fn through_quantiles() -> Result<Vec<ReferenceFamily>> {
    Ok(vec![
        by_quantile(
            "quantiles",
            "{ quantiles = { p10 = 60, p50 = 68, p90 = 80 } }",
            exact(ours::Metalog::new(0.1, [60.0, 68.0, 80.0], None, None))?,
            |p| metalog(p, [60.0, 68.0, 80.0]),
        )?,
        by_quantile(
            "quantiles above a bound",
            "{ quantiles = { p10 = 10, p50 = 18, p90 = 30, min = 0 } }",
            exact(ours::Metalog::new(0.1, [10.0, 18.0, 30.0], Some(0.0), None))?,
            |p| metalog(p, [10.0_f64, 18.0, 30.0].map(f64::ln)).exp(),
        )?,
        by_quantile(
            "quantiles within bounds",
            "{ quantiles = { p10 = 10, p50 = 18, p90 = 30, min = 0, max = 50 } }",
            exact(ours::Metalog::new(0.1, [10.0, 18.0, 30.0], Some(0.0), Some(50.0)))?,
            |p| {
                let odds = metalog(p, [10.0_f64, 18.0, 30.0].map(|x| (x / (50.0 - x)).ln())).exp();
                50.0 * odds / (1.0 + odds)
            },
        )?,
    ])
}

/// Three terms through the quantiles of 10, 50 and 90 %.
///
/// # Source
/// Keelin, "The metalog distributions", Decision Analysis 13(4), 2016, section 5.
fn metalog(p: f64, [low, median, high]: [f64; 3]) -> f64 {
    let (logit, nine) = ((p / (1.0 - p)).ln(), 9.0_f64.ln());
    let spread = (high - low) / (2.0 * nine);
    let skew = (high - low) * (1.0 - 2.0 * (median - low) / (high - low)) / (0.8 * nine);
    median + spread * logit + skew * (p - 0.5) * logit
}
