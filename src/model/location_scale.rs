//! From a distribution as written to a validated one in location-scale form, so that distributions of one standard form share a table.

use crate::distribution::{
    Beta, Constant, Discrete, Distribution, Empirical, Exponential, Gamma, Lognormal, Metalog, Mixture, Normal,
    ParameterError, Pert, StudentT, Triangular, Truncated, Uniform, Weibull,
};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::DistributionSpec;
use std::sync::Arc;

/// A distribution as `location + scale * standard`; a constant has no standard form.
#[derive(Debug, Clone)]
pub(super) struct LocationScale {
    pub(super) location: f64,
    pub(super) scale: f64,
    pub(super) standard: Option<Arc<dyn Distribution>>,
    /// The distribution itself.
    pub(super) whole: Arc<dyn Distribution>,
}

/// The location-scale form of a distribution as written; `None`, with the problems noted, if no such distribution exists.
pub(super) fn shape(written: &At<DistributionSpec>, subject: &str, problems: &mut Problems) -> Option<LocationScale> {
    use DistributionSpec as D;
    let place = written.place;
    let made = match &written.value {
        D::Constant(value) => Constant::new(*value).map(|whole| LocationScale::constant(*value, whole)),
        D::Interval { low, high } if *low > 0.0 => Lognormal::from_interval(*low, *high)
            .and_then(|distribution| lognormal(distribution.median(), distribution.sigma())),
        D::Interval { low, high } => Normal::from_interval(*low, *high)
            .and_then(|distribution| normal(distribution.mean(), distribution.std_dev())),
        D::Normal { mean, std_dev } => normal(mean.value, std_dev.value),
        D::Lognormal { median, sigma } => lognormal(median.value, sigma.value),
        D::Uniform { min, max } => {
            let whole = Uniform::new(min.value, max.value);
            whole.and_then(|whole| LocationScale::within(min.value, max.value, Uniform::new(0.0, 1.0)?, whole))
        }
        D::Triangular { min, mode, max } => triangular(min.value, mode.value, max.value),
        D::Pert { min, mode, max, shape } => {
            pert(min.value, mode.value, max.value, shape.as_ref().map_or(4.0, |shape| shape.value))
        }
        D::Beta { alpha, beta, min, max } => {
            let (min, max) = (min.as_ref().map_or(0.0, |min| min.value), max.as_ref().map_or(1.0, |max| max.value));
            let whole = Beta::new(alpha.value, beta.value, min, max);
            whole
                .and_then(|whole| LocationScale::within(min, max, Beta::new(alpha.value, beta.value, 0.0, 1.0)?, whole))
        }
        D::Gamma { shape, scale } => Gamma::new(shape.value, scale.value)
            .and_then(|whole| Ok(LocationScale::new(0.0, scale.value, Gamma::new(shape.value, 1.0)?, whole))),
        D::Exponential { mean } => Exponential::new(mean.value)
            .and_then(|whole| Ok(LocationScale::new(0.0, mean.value, Exponential::new(1.0)?, whole))),
        D::Weibull { shape, scale } => Weibull::new(shape.value, scale.value)
            .and_then(|whole| Ok(LocationScale::new(0.0, scale.value, Weibull::new(shape.value, 1.0)?, whole))),
        D::StudentT { location, scale, dof } => {
            StudentT::new(location.value, scale.value, dof.value).and_then(|whole| {
                Ok(LocationScale::new(location.value, scale.value, StudentT::new(0.0, 1.0, dof.value)?, whole))
            })
        }
        D::Discrete { values, weights } => {
            Discrete::new(&numbers(values), &numbers(weights)).map(LocationScale::as_it_is)
        }
        D::Empirical { values } => Empirical::new(&numbers(values)).map(LocationScale::as_it_is),
        D::Quantiles { tail, low, mid, high, min, max } => Metalog::new(
            *tail,
            [low.value, mid.value, high.value],
            min.as_ref().map(|min| min.value),
            max.as_ref().map(|max| max.value),
        )
        .map(LocationScale::as_it_is),
        D::Mixture(parts) => {
            let mut distributions = Vec::with_capacity(parts.len());
            for part in parts {
                distributions.push((part.weight.value, shape(&part.of, subject, problems)?.whole));
            }
            Mixture::new(distributions).map(LocationScale::as_it_is)
        }
        D::Truncated { of, min, max } => {
            let of = shape(of, subject, problems)?.whole;
            Truncated::new(of, min.as_ref().map(|min| min.value), max.as_ref().map(|max| max.value))
                .map(LocationScale::as_it_is)
        }
    };
    made.map_err(|error| problems.push(problem(&error, &written.value, place, subject))).ok()
}

fn normal(mean: f64, std_dev: f64) -> Result<LocationScale, ParameterError> {
    Ok(LocationScale::new(mean, std_dev, Normal::new(0.0, 1.0)?, Normal::new(mean, std_dev)?))
}

fn lognormal(median: f64, sigma: f64) -> Result<LocationScale, ParameterError> {
    Ok(LocationScale::new(0.0, median, Lognormal::new(1.0, sigma)?, Lognormal::new(median, sigma)?))
}

fn triangular(min: f64, mode: f64, max: f64) -> Result<LocationScale, ParameterError> {
    let whole = Triangular::new(min, mode, max)?;
    LocationScale::within(min, max, Triangular::new(0.0, (mode - min) / (max - min), 1.0)?, whole)
}

fn pert(min: f64, mode: f64, max: f64, shape: f64) -> Result<LocationScale, ParameterError> {
    let whole = Pert::new(min, mode, max, shape)?;
    LocationScale::within(min, max, Pert::new(0.0, (mode - min) / (max - min), 1.0, shape)?, whole)
}

fn numbers(written: &[At<f64>]) -> Vec<f64> {
    written.iter().map(|number| number.value).collect()
}

impl LocationScale {
    fn new(
        location: f64,
        scale: f64,
        standard: impl Distribution + 'static,
        whole: impl Distribution + 'static,
    ) -> Self {
        Self { location, scale, standard: Some(Arc::new(standard)), whole: Arc::new(whole) }
    }

    /// A distribution on [min, max] from the same on [0, 1].
    fn within(
        min: f64,
        max: f64,
        standard: impl Distribution + 'static,
        whole: impl Distribution + 'static,
    ) -> Result<Self, ParameterError> {
        Ok(Self::new(min, max - min, standard, whole))
    }

    fn as_it_is(distribution: impl Distribution + 'static) -> Self {
        let distribution: Arc<dyn Distribution> = Arc::new(distribution);
        Self { location: 0.0, scale: 1.0, standard: Some(Arc::clone(&distribution)), whole: distribution }
    }

    fn constant(value: f64, whole: Constant) -> Self {
        Self { location: value, scale: 0.0, standard: None, whole: Arc::new(whole) }
    }
}

/// The problem with its place at the parameter at fault, if that was written.
fn problem(error: &ParameterError, written: &DistributionSpec, place: Place, subject: &str) -> Problem {
    let place = place_of(written, error.parameter).unwrap_or(place);
    let problem = Problem::new(place, subject, format!("`{}` {}", error.parameter, error.message));
    match &error.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// Where a parameter was written.
fn place_of(written: &DistributionSpec, parameter: &str) -> Option<Place> {
    use DistributionSpec as D;
    let one = |number: &At<f64>| Some(number.place);
    let maybe = |number: &Option<At<f64>>| number.as_ref().map(|number| number.place);
    match (written, parameter) {
        (D::Normal { mean, .. } | D::Exponential { mean }, "mean") => one(mean),
        (D::Normal { std_dev, .. }, "std_dev") => one(std_dev),
        (D::Lognormal { median, .. }, "median") => one(median),
        (D::Lognormal { sigma, .. }, "sigma") => one(sigma),
        (D::Uniform { min, .. } | D::Triangular { min, .. } | D::Pert { min, .. }, "min") => one(min),
        (D::Uniform { max, .. } | D::Triangular { max, .. } | D::Pert { max, .. }, "max") => one(max),
        (D::Triangular { mode, .. } | D::Pert { mode, .. }, "mode") => one(mode),
        (D::Pert { shape, .. }, "shape") => maybe(shape),
        (D::Beta { alpha, .. }, "alpha") => one(alpha),
        (D::Beta { beta, .. }, "beta") => one(beta),
        (D::Beta { min, .. } | D::Truncated { min, .. } | D::Quantiles { min, .. }, "min") => maybe(min),
        (D::Beta { max, .. } | D::Truncated { max, .. } | D::Quantiles { max, .. }, "max") => maybe(max),
        (D::Gamma { shape, .. } | D::Weibull { shape, .. }, "shape") => one(shape),
        (D::Gamma { scale, .. } | D::Weibull { scale, .. } | D::StudentT { scale, .. }, "scale") => one(scale),
        (D::StudentT { location, .. }, "location") => one(location),
        (D::StudentT { dof, .. }, "dof") => one(dof),
        (D::Quantiles { low, .. }, "p05" | "p10" | "p25") => one(low),
        (D::Quantiles { mid, .. }, "p50") => one(mid),
        (D::Quantiles { high, .. }, "p75" | "p90" | "p95") => one(high),
        _ => None,
    }
}
