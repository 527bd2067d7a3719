//! The empirical distribution: observed values, with straight lines between them.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Empirical: the quantile of the i-th of m sorted values is (i - 0.5)/m, linear between them and level beyond the first and last.
///
/// # Source
/// Hyndman and Fan 1996, definition 5.
#[derive(Debug, Clone, PartialEq)]
pub struct Empirical {
    values: Vec<f64>,
}

impl Empirical {
    /// The distribution of `values`, in any order and unit.
    ///
    /// # Units
    /// Those of the draws.
    ///
    /// # Errors
    /// - There are no values, one is not finite, or the distance of the first from the last overflows.
    pub fn new(values: &[f64]) -> Result<Self, ParameterError> {
        for &value in values {
            check::finite("values", value)?;
        }
        let mut values: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
        values.sort_by(f64::total_cmp);
        match (values.first(), values.last()) {
            (Some(&first), Some(&last)) => check::width("values", first, last)?,
            _ => return Err(ParameterError::new("values", "must not be empty")),
        };
        Ok(Self { values })
    }

    /// The number of values, which a list in memory keeps far below the 2^53 where it would be rounded.
    #[expect(clippy::cast_precision_loss, reason = "a list of 2^53 numbers does not fit into memory")]
    fn count(&self) -> f64 {
        self.values.len() as f64
    }

    /// The value at `rank` places after the first, between places by straight lines.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the places there are")]
    fn at(&self, rank: f64) -> f64 {
        let last = self.values.len() - 1;
        let place = (rank.max(0.0) as usize).min(last);
        let (here, next) = (self.values[place], self.values[(place + 1).min(last)]);
        let share = (rank - rank.floor()).clamp(0.0, 1.0);
        if rank <= 0.0 { here } else { (here + (next - here) * share).clamp(here, next) }
    }
}

impl Distribution for Empirical {
    fn family(&self) -> &'static str {
        "empirical"
    }

    #[expect(clippy::cast_precision_loss, reason = "a list of 2^53 numbers does not fit into memory")]
    fn probability(&self, x: f64) -> TailProbabilities {
        let reached = self.values.partition_point(|&value| value <= x);
        if reached == 0 {
            return TailProbabilities::below(0.0);
        }
        if reached == self.values.len() {
            return TailProbabilities::above(0.0);
        }
        let (here, next) = (self.values[reached - 1], self.values[reached]);
        let rank = reached as f64 - 0.5 + (x - here) / (next - here);
        TailProbabilities { below: rank / self.count(), above: (self.count() - rank) / self.count() }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let rank =
            if p.below < p.above { p.below * self.count() - 0.5 } else { self.count() - p.above * self.count() - 0.5 };
        self.at(rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    #[test]
    fn agrees_with_values_by_hand() {
        let empirical = Empirical::new(&[4.0, 1.0, 2.0, 8.0]).unwrap();
        let by_hand = [(0.0, 1.0), (0.1, 1.0), (0.125, 1.0), (0.25, 1.5), (0.375, 2.0), (0.5, 3.0), (0.625, 4.0)];
        for (p, value) in by_hand {
            testing::near(empirical.quantile(TailProbabilities::below(p)), value, 1e-15);
        }
        testing::near(empirical.quantile(TailProbabilities::above(0.25)), 6.0, 1e-15);
        testing::near(empirical.quantile(TailProbabilities::above(0.125)), 8.0, 1e-15);
        testing::near(empirical.quantile(TailProbabilities::above(0.0)), 8.0, 1e-15);
        testing::near(empirical.probability(3.0).below, 0.5, 1e-15);
        testing::near(empirical.probability(1.0).below, 0.125, 1e-15);
        testing::near(empirical.probability(7.0).above, 0.1875, 1e-15);
        assert_eq!(empirical.probability(8.0), TailProbabilities { below: 1.0, above: 0.0 });
        assert_eq!(empirical.probability(0.0), TailProbabilities { below: 0.0, above: 1.0 });
    }

    #[test]
    fn of_one_value_or_equal_values_is_constant() {
        for values in [&[3.0][..], &[3.0, 3.0, 3.0]] {
            let empirical = Empirical::new(values).unwrap();
            testing::near(empirical.quantile(TailProbabilities::below(0.3)), 3.0, 0.0);
            assert_eq!(empirical.probability(3.0), TailProbabilities { below: 1.0, above: 0.0 });
        }
    }

    #[test]
    fn takes_a_million_values() {
        let values: Vec<f64> = (0..1_000_000).map(|k| f64::from((k * 31) % 1_000_003)).collect();
        testing::gives_numbers(&Empirical::new(&values).unwrap());
    }

    #[test]
    fn fails_with_values_it_cannot_have() {
        assert_eq!(Empirical::new(&[]).unwrap_err().message, "must not be empty");
        assert!(Empirical::new(&[1.0, f64::INFINITY]).is_err());
        assert!(Empirical::new(&[-1e308, 1e308]).is_err());
    }
}
