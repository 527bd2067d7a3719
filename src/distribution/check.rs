//! The checks that constructors share, and the messages of the errors they give. All are written so that NaN falls on the error side.

use super::ParameterError;

/// Shapes (of beta, gamma, Weibull, PERT) outside this range are refused: below, quantiles span more than the range of floating-point
/// numbers; above, the distribution cannot be distinguished from a point.
const SHAPES: (f64, f64) = (1e-3, 1e6);

impl ParameterError {
    /// An error about `parameter` without help.
    pub(super) fn new(parameter: &'static str, message: impl Into<String>) -> Self {
        Self { parameter, message: message.into(), help: None }
    }

    /// The same error with a remedy.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// `value` if it is a finite number.
pub(super) fn finite(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(ParameterError::new(parameter, format!("must be a finite number, got {}", number(value))))
}

/// `value` if it is finite and greater than 0.
pub(super) fn positive(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    if value > 0.0 {
        return finite(parameter, value);
    }
    Err(ParameterError::new(parameter, format!("must be greater than 0, got {}", number(value))))
}

/// A measure of spread: finite and greater than 0; someone who writes 0 wants a constant.
pub(super) fn spread(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    positive(parameter, value).map_err(|error| error.help("for a fixed value write the number alone"))
}

/// `value` if it lies between `least` and `most`, both included.
pub(super) fn between(parameter: &'static str, value: f64, least: f64, most: f64) -> Result<f64, ParameterError> {
    if value >= least && value <= most {
        return Ok(value);
    }
    let message = format!("must be between {} and {}, got {}", number(least), number(most), number(value));
    Err(ParameterError::new(parameter, message))
}

/// A shape parameter: positive, and neither so small nor so large that quantiles lose their meaning.
pub(super) fn shape(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    positive(parameter, value)?;
    between(parameter, value, SHAPES.0, SHAPES.1)
}

/// The width of the range from `min` to `max`, which must be finite and greater than 0.
pub(super) fn range(min: f64, max: f64) -> Result<f64, ParameterError> {
    finite("min", min)?;
    finite("max", max)?;
    ascending(("min", min), ("max", max))
        .map_err(|error| if max < min { error } else { error.help("for a fixed value write the number alone") })?;
    width("max", min, max)
}

/// The distance from `low` to `high`, which must not overflow.
pub(super) fn width(parameter: &'static str, low: f64, high: f64) -> Result<f64, ParameterError> {
    let width = high - low;
    if width.is_finite() {
        return Ok(width);
    }
    let message = format!("must be less than {} away from {}, got {}", number(f64::MAX), number(low), number(high));
    Err(ParameterError::new(parameter, message))
}

/// Fails, blaming the second parameter, unless it is greater than the first.
pub(super) fn ascending(low: (&'static str, f64), high: (&'static str, f64)) -> Result<(), ParameterError> {
    if high.1 > low.1 {
        return Ok(());
    }
    let message = format!("must be greater than `{}` ({}), got {}", low.0, number(low.1), number(high.1));
    Err(ParameterError::new(high.0, message))
}

/// A mode between `min` and `max`, both included.
pub(super) fn mode(min: f64, mode: f64, max: f64) -> Result<f64, ParameterError> {
    if mode >= min && mode <= max {
        return Ok(mode);
    }
    let message = format!("must be between `min` ({}) and `max` ({}), got {}", number(min), number(max), number(mode));
    Err(ParameterError::new("mode", message))
}

/// Weights with a sum greater than 0, scaled to add up to 1.
pub(super) fn weights(weights: &[f64]) -> Result<Vec<f64>, ParameterError> {
    let name = if weights.len() == 1 { "weight" } else { "weights" };
    for &weight in weights {
        if !(0.0..=f64::MAX).contains(&weight) {
            let message = format!("must be finite and not negative, got {}", number(weight));
            return Err(ParameterError::new(name, message));
        }
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest > 0.0 {
        let sum: f64 = weights.iter().map(|weight| weight / largest).sum();
        return Ok(weights.iter().map(|weight| weight / largest / sum).collect());
    }
    Err(ParameterError::new(name, "must not all be 0"))
}

/// A number as a user would write it.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() || (1e-5..1e15).contains(&size) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_greater_than_0_and_says_what_it_got() {
        let error = spread("std_dev", -0.3).unwrap_err();
        assert_eq!(error.parameter, "std_dev");
        assert_eq!(error.message, "must be greater than 0, got -0.3");
        assert_eq!(error.help.as_deref(), Some("for a fixed value write the number alone"));
        for value in [0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(positive("scale", value).is_err(), "{value}");
        }
    }

    #[test]
    fn refuses_reversed_empty_and_overflowing_ranges() {
        assert_eq!(range(3.0, 2.0).unwrap_err().message, "must be greater than `min` (3), got 2");
        assert!(range(2.0, 2.0).unwrap_err().help.is_some());
        assert!(range(f64::NAN, 2.0).is_err());
        assert!(range(-1e308, 1e308).is_err());
        assert!(range(-1e300, 1e300).is_ok());
    }

    #[test]
    fn refuses_weights_that_are_negative_infinite_or_all_0() {
        assert!(weights(&[1.0, -1.0]).is_err());
        assert!(weights(&[1.0, f64::INFINITY]).is_err());
        assert_eq!(weights(&[0.0, 0.0]).unwrap_err().message, "must not all be 0");
        assert_eq!(weights(&[1e308, 1e308]).unwrap(), [0.5, 0.5]);
    }

    #[test]
    fn writes_very_large_and_small_numbers_shortly() {
        assert_eq!([number(1e300), number(-1e-9), number(0.05), number(4.0)], ["1e300", "-1e-9", "0.05", "4"]);
    }
}
