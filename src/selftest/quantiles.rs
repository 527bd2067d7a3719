//! Quantiles known to 18 digits from arithmetic of 50, far into both tails.

use super::{Check, refused};
use crate::distribution::{Beta, Distribution, Gamma, Normal, StudentT, TailProbabilities};
use crate::error::Result;
use serde::Deserialize;

const KNOWN: &str = include_str!("quantiles.json");

/// A relative error: 2e-13 where a shape of 0.01 multiplies the logarithm of the value by 100, less elsewhere.
const LIMIT: f64 = 2e-13;

/// Probabilities of a tail and their quantiles; numbers are strings, which keep all digits.
type Pairs = Vec<(String, String)>;

/// The known quantiles of one distribution.
#[derive(Deserialize)]
struct Known {
    dist: String,
    params: Vec<serde_json::Value>,
    #[serde(default)]
    lower: Pairs,
    #[serde(default)]
    upper: Pairs,
    /// The same for one minus the value, which near 1 has digits that the value lacks.
    #[serde(default)]
    upper_one_minus_x: Pairs,
}

/// The largest error of each family.
pub(super) fn known() -> Result<Vec<Check>> {
    let sets: Vec<Known> = serde_json::from_str(KNOWN).map_err(refused)?;
    let mut checks: Vec<Check> = Vec::new();
    for set in &sets {
        let error = largest_error(set)?;
        match checks.iter_mut().find(|check| check.subject == set.dist) {
            Some(check) => check.measured = larger(check.measured, error),
            None => checks.push(Check::new(&set.dist, error, LIMIT)),
        }
    }
    Ok(checks)
}

fn largest_error(set: &Known) -> Result<f64> {
    let params = set.params.iter().map(number).collect::<Result<Vec<f64>>>()?;
    let whole = distribution(&set.dist, &params)?;
    let of_whole = larger(
        largest_of(&set.lower, &*whole, TailProbabilities::below, 1.0)?,
        largest_of(&set.upper, &*whole, TailProbabilities::above, 1.0)?,
    );
    if set.upper_one_minus_x.is_empty() {
        return Ok(of_whole);
    }
    let mirrored = distribution("beta below 0", &params)?;
    Ok(larger(of_whole, largest_of(&set.upper_one_minus_x, &*mirrored, TailProbabilities::above, -1.0)?))
}

/// The largest error of the quantiles of one tail, which are known up to their sign.
fn largest_of(
    pairs: &Pairs,
    distribution: &dyn Distribution,
    tail: fn(f64) -> TailProbabilities,
    sign: f64,
) -> Result<f64> {
    let mut largest = 0.0;
    for (p, x) in pairs {
        let (p, x): (f64, f64) = (p.parse().map_err(refused)?, x.parse().map_err(refused)?);
        largest = larger(largest, error(distribution.quantile(tail(p)), sign * x));
    }
    Ok(largest)
}

/// Relative; absolute for what is 0, or smaller than any number.
fn error(found: f64, known: f64) -> f64 {
    let off = (found - known).abs();
    if known.abs() < f64::MIN_POSITIVE { off } else { off / known.abs() }
}

/// The larger of two, or NaN if one is.
fn larger(one: f64, other: f64) -> f64 {
    if other <= one { one } else { other }
}

fn number(value: &serde_json::Value) -> Result<f64> {
    match value {
        serde_json::Value::String(text) => text.parse().map_err(refused),
        _ => value.as_f64().ok_or_else(|| refused(value)),
    }
}

fn distribution(name: &str, params: &[f64]) -> Result<Box<dyn Distribution>> {
    fn boxed(distribution: impl Distribution + 'static) -> Box<dyn Distribution> {
        Box::new(distribution)
    }
    match (name, params) {
        ("normal", &[mean, std_dev]) => Normal::new(mean, std_dev).map(boxed),
        ("gamma", &[shape, scale]) => Gamma::new(shape, scale).map(boxed),
        ("beta", &[a, b]) => Beta::new(a, b, 0.0, 1.0).map(boxed),
        ("beta below 0", &[a, b]) => Beta::new(a, b, -1.0, 0.0).map(boxed),
        ("student_t", &[dof]) => StudentT::new(0.0, 1.0, dof).map(boxed),
        _ => return Err(refused(format!("{name} of {params:?}"))),
    }
    .map_err(|error| refused(error.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_known_quantiles_are_looked_at() {
        let sets: Vec<Known> = serde_json::from_str(KNOWN).unwrap();
        let pairs = sets.iter().map(|set| set.lower.len() + set.upper.len() + set.upper_one_minus_x.len());
        assert_eq!(pairs.sum::<usize>(), 301);
    }

    #[test]
    fn a_quantile_in_the_wrong_place_misses_the_limit() {
        let mut set: Known = serde_json::from_str::<Vec<Known>>(KNOWN).unwrap().swap_remove(0);
        assert!(largest_error(&set).unwrap() <= LIMIT);
        set.params[1] = serde_json::json!(1.000_000_1);
        assert!(largest_error(&set).unwrap() > LIMIT);
    }
}
