//! A distribution as the user wrote it (equations, 3): its family and its parameters with their places, unchecked.

use crate::error::At;

/// A number, or a distribution of one.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are the parameters of equations, 3, under the same names")]
pub enum DistributionSpec {
    /// `0.7` or `"70%"`
    Constant(f64),
    /// `"A to B"`: central 90 % interval.
    Interval {
        low: f64,
        high: f64,
    },
    Normal {
        mean: At<f64>,
        std_dev: At<f64>,
    },
    Lognormal {
        median: At<f64>,
        sigma: At<f64>,
    },
    Uniform {
        min: At<f64>,
        max: At<f64>,
    },
    Triangular {
        min: At<f64>,
        mode: At<f64>,
        max: At<f64>,
    },
    Pert {
        min: At<f64>,
        mode: At<f64>,
        max: At<f64>,
        shape: Option<At<f64>>,
    },
    Beta {
        alpha: At<f64>,
        beta: At<f64>,
        min: Option<At<f64>>,
        max: Option<At<f64>>,
    },
    Gamma {
        shape: At<f64>,
        scale: At<f64>,
    },
    Exponential {
        mean: At<f64>,
    },
    Weibull {
        shape: At<f64>,
        scale: At<f64>,
    },
    StudentT {
        location: At<f64>,
        scale: At<f64>,
        dof: At<f64>,
    },
    Discrete {
        values: Vec<At<f64>>,
        weights: Vec<At<f64>>,
    },
    Empirical {
        values: Vec<At<f64>>,
    },
    /// Three quantiles at `tail`, 1/2 and 1 - `tail` (0.05, 0.10 or 0.25), with optional bounds.
    Quantiles {
        tail: f64,
        low: At<f64>,
        mid: At<f64>,
        high: At<f64>,
        min: Option<At<f64>>,
        max: Option<At<f64>>,
    },
    Mixture(Vec<MixturePart>),
    Truncated {
        of: Box<At<DistributionSpec>>,
        min: Option<At<f64>>,
        max: Option<At<f64>>,
    },
}

/// One part of a mixture.
#[derive(Debug, Clone)]
pub struct MixturePart {
    /// Its weight, relative to the others'.
    pub weight: At<f64>,
    /// Its distribution.
    pub of: At<DistributionSpec>,
}
