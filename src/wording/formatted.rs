//! A formatted value with its interval.

/// A formatted value with its interval, kept apart so that the interval can be printed faintly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formatted {
    /// `88.41 %`
    pub(crate) value: String,
    /// `± 0.06`, or `(0.0001 to 0.0009)`; empty if the value needs none.
    pub(crate) interval: String,
}

impl Formatted {
    /// A value that needs no interval.
    pub(super) fn alone(value: impl Into<String>) -> Self {
        Self { value: value.into(), interval: String::new() }
    }

    /// A number as written, with its interval: a single half-width where both sides have the same.
    pub(super) fn within(
        [estimate, low, high]: [f64; 3],
        [value, lowest, highest]: [String; 3],
        width: impl Fn(f64) -> String,
    ) -> Self {
        let half = (high - low) / 2.0;
        let is_lopsided = (high - estimate - half).abs() > 0.1 * half;
        let interval = match (half > 0.0, is_lopsided) {
            (false, _) => String::new(),
            (true, false) => format!("± {}", width(half)),
            (true, true) => format!("({lowest} to {highest})"),
        };
        Self { value, interval }
    }

    /// With a unit after the value.
    pub(super) fn followed_by(self, unit: &str) -> Self {
        Self { value: self.value + unit, ..self }
    }
}
