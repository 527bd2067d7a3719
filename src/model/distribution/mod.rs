//! The families of MODEL.md section 3, one file each, by their exact quantile functions.
//!
//! Set-up only: the engine never calls these for a draw; it uses tables made from them (`model::table`).

use std::fmt::Debug;

/// A probability by both its tails, so that neither loses digits: `below + above = 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Probability of a smaller value.
    pub below: f64,
    /// Probability of a larger value.
    pub above: f64,
}

impl Tails {
    /// The probability `p` of a smaller value, for p up to 1/2.
    #[must_use]
    pub fn below(p: f64) -> Self {
        Self { below: p, above: 1.0 - p }
    }

    /// The probability `p` of a larger value, for p up to 1/2.
    #[must_use]
    pub fn above(p: f64) -> Self {
        Self { below: 1.0 - p, above: p }
    }
}

/// A distribution of one number, by its distribution function and its inverse.
pub trait Distribution: Debug + Send + Sync {
    /// The probability of a value at or below `x` (`below`) and above it (`above`).
    fn probability(&self, x: f64) -> Tails;

    /// The smallest value whose probability at or below is `p.below`; uses the smaller of the two tails.
    fn quantile(&self, p: Tails) -> f64;
}

/// A parameter that no distribution of the family can have.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterError {
    /// The parameter at fault, as written in a scenario: `std_dev`.
    pub parameter: &'static str,
    /// The rule and what was got: "must be greater than 0, got -0.3".
    pub message: String,
    /// What to type instead.
    pub help: Option<String>,
}
