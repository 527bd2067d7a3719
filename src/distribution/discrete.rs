//! The discrete distribution: some values with weights.

use super::{Distribution, ParameterError, TailProbabilities, check};

/// Discrete: Q(p) is the smallest value whose probability at or below is at least p.
#[derive(Debug, Clone, PartialEq)]
pub struct Discrete {
    /// In rising order, each with the probability at or below it and above it.
    steps: Vec<(f64, TailProbabilities)>,
}

impl Discrete {
    /// Each of `values` with a probability in proportion to its weight. Values of weight 0 do not occur; equal values are one.
    ///
    /// # Units
    /// `values` count in the units of the draws; `weights` have none.
    ///
    /// # Errors
    /// - There are no values, or not as many weights.
    /// - A value is not finite, a weight is negative or not finite, or all weights are 0.
    pub fn new(values: &[f64], weights: &[f64]) -> Result<Self, ParameterError> {
        if values.is_empty() {
            return Err(ParameterError::new("values", "must not be empty"));
        }
        if values.len() != weights.len() {
            let message = format!("must be as many as `values` ({}), got {}", values.len(), weights.len());
            return Err(ParameterError::new("weights", message));
        }
        for &value in values {
            check::finite("values", value)?;
        }
        let weights = check::weights(weights).map_err(|error| ParameterError { parameter: "weights", ..error })?;
        let mut atoms: Vec<(f64, f64)> =
            values.iter().map(|value| value + 0.0).zip(weights).filter(|atom| atom.1 > 0.0).collect();
        atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
        atoms.dedup_by(|next, kept| {
            let same = next.0.total_cmp(&kept.0).is_eq();
            if same {
                kept.1 += next.1;
            }
            same
        });
        Ok(Self { steps: steps(&atoms) })
    }
}

/// Adds up the weights from both ends, so that neither tail loses digits.
fn steps(atoms: &[(f64, f64)]) -> Vec<(f64, TailProbabilities)> {
    let mut below = 0.0;
    let mut steps: Vec<(f64, TailProbabilities)> = Vec::with_capacity(atoms.len());
    for &(value, weight) in atoms {
        below += weight;
        steps.push((value, TailProbabilities { below: f64::min(below, 1.0), above: 0.0 }));
    }
    let mut above = 0.0;
    for (step, atom) in steps.iter_mut().zip(atoms).rev() {
        if above < step.1.below {
            step.1 = TailProbabilities::above(above);
        } else {
            step.1.above = 1.0 - step.1.below;
        }
        above += atom.1;
    }
    if let Some(last) = steps.last_mut() {
        last.1.below = 1.0;
    }
    steps
}

impl Distribution for Discrete {
    fn family(&self) -> &'static str {
        "discrete"
    }

    fn probability(&self, x: f64) -> TailProbabilities {
        match self.steps.partition_point(|step| step.0 <= x) {
            0 => TailProbabilities::below(0.0),
            reached => self.steps[reached - 1].1,
        }
    }

    fn quantile(&self, p: TailProbabilities) -> f64 {
        let falls_short = |step: &(f64, TailProbabilities)| {
            if p.below < p.above { step.1.below < p.below } else { step.1.above > p.above }
        };
        let at = self.steps.partition_point(falls_short);
        self.steps[at.min(self.steps.len() - 1)].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::testing;

    fn bits(x: f64) -> u64 {
        x.to_bits()
    }

    #[test]
    fn agrees_with_values_by_hand() {
        let discrete = Discrete::new(&[5.0, 1.0, 3.0, 1.0], &[2.0, 1.0, 4.0, 1.0]).unwrap();
        let by_hand = [(0.1, 1.0), (0.25, 1.0), (0.26, 3.0), (0.5, 3.0), (0.75, 3.0), (0.76, 5.0), (1.0, 5.0)];
        for (p, value) in by_hand {
            assert_eq!(bits(discrete.quantile(TailProbabilities::below(p))), bits(value), "{p}");
        }
        assert_eq!(discrete.probability(0.9), TailProbabilities { below: 0.0, above: 1.0 });
        assert_eq!(discrete.probability(1.0), TailProbabilities { below: 0.25, above: 0.75 });
        assert_eq!(discrete.probability(4.9), TailProbabilities { below: 0.75, above: 0.25 });
        assert_eq!(discrete.probability(5.0), TailProbabilities { below: 1.0, above: 0.0 });
    }

    #[test]
    fn leaves_out_values_of_weight_0() {
        let discrete = Discrete::new(&[-9.0, 1.0, 9.0], &[0.0, 1.0, 0.0]).unwrap();
        assert_eq!(bits(discrete.quantile(TailProbabilities::below(0.0))), bits(1.0));
        assert_eq!(bits(discrete.quantile(TailProbabilities::above(0.0))), bits(1.0));
    }

    #[test]
    fn takes_a_million_values() {
        let values: Vec<f64> = (0..1_000_000).map(|k| f64::from((k * 31) % 1_000_003)).collect();
        let discrete = Discrete::new(&values, &vec![1.0; values.len()]).unwrap();
        testing::gives_numbers(&discrete);
    }

    #[test]
    fn fails_with_lists_that_do_not_fit() {
        assert_eq!(Discrete::new(&[], &[]).unwrap_err().message, "must not be empty");
        let error = Discrete::new(&[1.0, 2.0], &[1.0]).unwrap_err();
        assert_eq!((error.parameter, error.message.as_str()), ("weights", "must be as many as `values` (2), got 1"));
        assert_eq!(Discrete::new(&[f64::NAN], &[1.0]).unwrap_err().parameter, "values");
        assert_eq!(Discrete::new(&[1.0], &[-1.0]).unwrap_err().parameter, "weights");
        assert_eq!(Discrete::new(&[1.0, 2.0], &[0.0, 0.0]).unwrap_err().message, "must not all be 0");
    }
}
