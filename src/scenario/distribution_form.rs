//! The forms of the families of distributions.

use super::form::{ANY, Form, FormKey, ValueShape, may, must};

const PART: &[FormKey] = &[
    must("weight", ValueShape::Number(0.0, f64::INFINITY), "Its weight, relative to the others'"),
    must("of", ValueShape::Distribution, "Its distribution"),
];
pub(super) static MIXTURE_PART: Form = Form { about: "One part of a mixture", keys: PART };

/// A family of distributions, as `{ name = { .. } }`.
#[derive(Debug)]
pub(super) struct DistributionForm {
    pub(super) name: &'static str,
    pub(super) form: Form,
}

const fn family(name: &'static str, about: &'static str, keys: &'static [FormKey]) -> DistributionForm {
    DistributionForm { name, form: Form { about, keys } }
}

const MEAN: FormKey = must("mean", ANY, "Mean");
const SHAPE: FormKey = must("shape", ANY, "Shape");
const SCALE: FormKey = must("scale", ANY, "Scale");
const LEAST: FormKey = must("min", ANY, "Least value");
const MODE: FormKey = must("mode", ANY, "Likeliest value");
const MOST: FormKey = must("max", ANY, "Largest value");
const BOUND_BELOW: FormKey = may("min", ANY, "Lower bound");
const BOUND_ABOVE: FormKey = may("max", ANY, "Upper bound");

/// Every family but `mixture`, which holds a list.
pub(super) static FAMILIES: [DistributionForm; 15] = [
    family("normal", "Normal", &[MEAN, must("std_dev", ANY, "Standard deviation")]),
    family(
        "lognormal",
        "Lognormal",
        &[must("median", ANY, "Median"), must("sigma", ANY, "Standard deviation of the logarithm")],
    ),
    family("uniform", "Uniform", &[LEAST, MOST]),
    family("triangular", "Triangular", &[LEAST, MODE, MOST]),
    family("pert", "PERT", &[LEAST, MODE, MOST, may("shape", ANY, "Weight of the mode; default 4")]),
    family(
        "beta",
        "Beta; min and max default to 0 and 1",
        &[must("alpha", ANY, "Alpha"), must("beta", ANY, "Beta"), BOUND_BELOW, BOUND_ABOVE],
    ),
    family("gamma", "Gamma", &[SHAPE, SCALE]),
    family("exponential", "Exponential", &[MEAN]),
    family("weibull", "Weibull", &[SHAPE, SCALE]),
    family(
        "student_t",
        "Student's t",
        &[must("location", ANY, "Median"), SCALE, must("dof", ANY, "Degrees of freedom")],
    ),
    family(
        "discrete",
        "Some values, each with a weight",
        &[must("values", ValueShape::Numbers, "The values"), must("weights", ValueShape::Numbers, "Their weights")],
    ),
    family(
        "empirical",
        "Observed values, linear between them",
        &[must("values", ValueShape::Numbers, "The values, in any order")],
    ),
    family(
        "quantiles",
        "Through three quantiles: p05, p50, p95 or p10, p50, p90 or p25, p50, p75",
        &[
            may("p05", ANY, "5 % quantile"),
            may("p10", ANY, "10 % quantile"),
            may("p25", ANY, "25 % quantile"),
            must("p50", ANY, "Median"),
            may("p75", ANY, "75 % quantile"),
            may("p90", ANY, "90 % quantile"),
            may("p95", ANY, "95 % quantile"),
            BOUND_BELOW,
            BOUND_ABOVE,
        ],
    ),
    family("mixture", "One of several distributions, by weight", PART),
    family(
        "truncated",
        "A distribution, given that it lies between bounds",
        &[must("of", ValueShape::Distribution, "The distribution"), BOUND_BELOW, BOUND_ABOVE],
    ),
];
