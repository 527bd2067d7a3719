//! One of each family, as written in a scenario and as the exact law that it stands for.

use runout::distribution as law;
use std::sync::Arc;

/// A law as written and exactly.
pub(crate) struct Family {
    /// What it is called.
    pub(crate) name: &'static str,
    /// As written in a scenario.
    pub(crate) written: &'static str,
    /// The law itself.
    pub(crate) exact: Arc<dyn law::Distribution>,
}

fn family(name: &'static str, written: &'static str, exact: impl law::Distribution + 'static) -> Family {
    Family { name, written, exact: Arc::new(exact) }
}

/// Every family, with values above 0, so that they can be annual levels, and mostly between 10 and 30.
pub(crate) fn all() -> Vec<Family> {
    with_densities().into_iter().chain(made_of_others_or_of_values()).chain(through_quantiles()).collect()
}

fn with_densities() -> Vec<Family> {
    vec![
        family("range above 0", "\"10 to 30\"", law::Lognormal::from_interval(10.0, 30.0).unwrap()),
        family("normal", "{ normal = { mean = 50, std_dev = 5 } }", law::Normal::new(50.0, 5.0).unwrap()),
        family("lognormal", "{ lognormal = { median = 20, sigma = 0.5 } }", law::Lognormal::new(20.0, 0.5).unwrap()),
        family("uniform", "{ uniform = { min = 10, max = 30 } }", law::Uniform::new(10.0, 30.0).unwrap()),
        family(
            "triangular",
            "{ triangular = { min = 10, mode = 15, max = 30 } }",
            law::Triangular::new(10.0, 15.0, 30.0).unwrap(),
        ),
        family("pert", "{ pert = { min = 10, mode = 15, max = 30 } }", law::Pert::new(10.0, 15.0, 30.0, 4.0).unwrap()),
        family(
            "beta",
            "{ beta = { alpha = 2, beta = 5, min = 10, max = 30 } }",
            law::Beta::new(2.0, 5.0, 10.0, 30.0).unwrap(),
        ),
        family("gamma", "{ gamma = { shape = 2, scale = 10 } }", law::Gamma::new(2.0, 10.0).unwrap()),
        family("exponential", "{ exponential = { mean = 20 } }", law::Exponential::new(20.0).unwrap()),
        family("weibull", "{ weibull = { shape = 1.5, scale = 20 } }", law::Weibull::new(1.5, 20.0).unwrap()),
        family(
            "student_t",
            "{ student_t = { location = 200, scale = 5, dof = 4 } }",
            law::StudentT::new(200.0, 5.0, 4.0).unwrap(),
        ),
    ]
}

fn made_of_others_or_of_values() -> Vec<Family> {
    let part = |low, high| -> Arc<dyn law::Distribution> { Arc::new(law::Uniform::new(low, high).unwrap()) };
    let mixture = law::Mixture::new(vec![(1.0, part(10.0, 12.0)), (3.0, part(20.0, 30.0))]).unwrap();
    let body: Arc<dyn law::Distribution> = Arc::new(law::Lognormal::from_interval(10.0, 20.0).unwrap());
    let constant: Arc<dyn law::Distribution> = Arc::new(law::Constant::new(15.0).unwrap());
    let kinked = law::Mixture::new(vec![(2.0, body), (1.0, constant), (2.0, part(18.0, 30.0))]).unwrap();
    let normal = Arc::new(law::Normal::new(20.0, 5.0).unwrap());
    vec![
        family(
            "discrete",
            "{ discrete = { values = [10, 20, 30], weights = [1, 2, 1] } }",
            law::Discrete::new(&[10.0, 20.0, 30.0], &[1.0, 2.0, 1.0]).unwrap(),
        ),
        family(
            "empirical",
            "{ empirical = { values = [10, 12, 20, 30] } }",
            law::Empirical::new(&[10.0, 12.0, 20.0, 30.0]).unwrap(),
        ),
        family(
            "mixture",
            "{ mixture = [ { weight = 1, of = { uniform = { min = 10, max = 12 } } }, { weight = 3, of = { uniform = { min = 20, max = 30 } } } ] }",
            mixture,
        ),
        family(
            "mixture with a constant",
            "{ mixture = [ { weight = 2, of = \"10 to 20\" }, { weight = 1, of = 15 }, { weight = 2, of = { uniform = { min = 18, max = 30 } } } ] }",
            kinked,
        ),
        family(
            "truncated",
            "{ truncated = { of = { normal = { mean = 20, std_dev = 5 } }, min = 15, max = 40 } }",
            law::Truncated::new(normal, Some(15.0), Some(40.0)).unwrap(),
        ),
    ]
}

fn through_quantiles() -> Vec<Family> {
    vec![
        family(
            "quantiles",
            "{ quantiles = { p10 = 60, p50 = 68, p90 = 80 } }",
            law::Metalog::new(0.1, [60.0, 68.0, 80.0], None, None).unwrap(),
        ),
        family(
            "quantiles above a bound",
            "{ quantiles = { p10 = 10, p50 = 18, p90 = 30, min = 0 } }",
            law::Metalog::new(0.1, [10.0, 18.0, 30.0], Some(0.0), None).unwrap(),
        ),
        family(
            "quantiles within bounds",
            "{ quantiles = { p10 = 10, p50 = 18, p90 = 30, min = 0, max = 50 } }",
            law::Metalog::new(0.1, [10.0, 18.0, 30.0], Some(0.0), Some(50.0)).unwrap(),
        ),
    ]
}
