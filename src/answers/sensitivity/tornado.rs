//! A driver held low and high: what the answer is then, and how much it differs from that with the driver drawn, on the same draws.

use super::types::{HeldDriver, HeldSide};
use super::units::Ends;
use crate::answers::Estimate;
use crate::answers::compare::interval::{Differing, of_probabilities};
use crate::answers::interval::{ALPHA, Intervals, Successes};
use crate::tally::Discordant;
use crate::tally::sensitivity::{HeldPair, HeldSums, SensitivityOutcome};

/// How sums become estimates.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutcomeUnit {
    /// Whether the answer is a probability.
    is_probability: bool,
    /// What the whole number 1 is worth.
    worth: f64,
    /// The greatest answer that there can be.
    greatest: f64,
    /// Replicates that the design's runs fall into; 1 if each is independent.
    replicates: usize,
}

impl OutcomeUnit {
    /// The unit of an outcome, whose greatest value may be known, in a design of this many replicates.
    pub(super) fn new(outcome: SensitivityOutcome<'_>, greatest: Option<f64>, replicates: usize) -> Self {
        let (is_probability, worth) = (matches!(outcome, SensitivityOutcome::Holds(_)), outcome.unit());
        Self { is_probability, worth, greatest: greatest.map_or(f64::INFINITY, |most| most * worth), replicates }
    }

    /// The answer in the case at `place`.
    fn answer(self, batches: &[HeldSums], place: usize) -> Estimate {
        if self.is_probability {
            let held = |batch: &HeldSums| Successes {
                successes: u64::try_from(batch.sums[place]).unwrap_or(0),
                runs: batch.runs,
            };
            let held: Vec<Successes> = batches.iter().map(held).collect();
            return self.share(&held);
        }
        let found = self.mean(batches, |batch| batch.sums[place]);
        Estimate { low: found.low.max(0.0), high: found.high.min(self.greatest), ..found }
    }

    /// A share from pooled counts, or from replicates.
    fn share(self, batches: &[Successes]) -> Estimate {
        if self.replicates > 1 {
            return Intervals::new(ALPHA, batches.len()).probability(batches);
        }
        let sum = |part: fn(&Successes) -> u64| batches.iter().map(part).sum();
        let all = Successes { successes: sum(|batch| batch.successes), runs: sum(|batch| batch.runs) };
        Intervals::new(ALPHA, 1).probability(&[all])
    }

    /// A difference of two cases.
    fn difference(self, batches: &[HeldSums], place: usize) -> Estimate {
        if !self.is_probability {
            return self.mean(batches, |batch| batch.pairs[place].sum);
        }
        let differing = |batch: &HeldSums| {
            let HeldPair { more, less, .. } = batch.pairs[place];
            Differing { discordant: Discordant { first_only: less, other_only: more }, runs: batch.runs }
        };
        let batches: Vec<Differing> = batches.iter().map(differing).collect();
        if self.replicates > 1 {
            return of_probabilities(&Intervals::new(ALPHA, batches.len()), &batches);
        }
        let sum = |part: fn(&Differing) -> u64| batches.iter().map(part).sum();
        let (first_only, other_only) =
            (sum(|batch| batch.discordant.first_only), sum(|batch| batch.discordant.other_only));
        let all = Differing { discordant: Discordant { first_only, other_only }, runs: sum(|batch| batch.runs) };
        of_probabilities(&Intervals::new(ALPHA, 1), &[all])
    }

    /// The mean of what sums hold, with the interval of Student's t over the batches.
    fn mean(self, batches: &[HeldSums], sum: impl Fn(&HeldSums) -> i128) -> Estimate {
        let runs: u64 = batches.iter().map(|batch| batch.runs).sum();
        let all: i128 = batches.iter().map(&sum).sum();
        let estimate = all as f64 / runs as f64 * self.worth;
        let mean = |batch: &HeldSums| (batch.runs, sum(batch) as f64 / batch.runs as f64 * self.worth);
        let means: Vec<(u64, f64)> = batches.iter().map(mean).collect();
        let half = Intervals::new(ALPHA, batches.len()).spread(&means, estimate).unwrap_or(f64::INFINITY);
        Estimate { estimate, low: estimate - half, high: estimate + half }
    }

    /// The answer with every driver drawn, from the sums of any held driver.
    pub(super) fn baseline(self, batches: &[HeldSums]) -> Estimate {
        self.answer(batches, 0)
    }

    /// What holding a driver changes.
    pub(super) fn held(self, driver: &str, ends: Ends, batches: &[HeldSums]) -> HeldDriver {
        let [low, high] = ends.held_at;
        let side = |held_at, place: usize| HeldSide {
            held_at,
            answer: self.answer(batches, place),
            less_baseline: self.difference(batches, place - 1),
        };
        HeldDriver {
            driver: driver.to_owned(),
            is_share: ends.is_share,
            low: side(low, 1),
            high: side(high, 2),
            high_less_low: self.difference(batches, 2),
        }
    }
}

impl HeldDriver {
    /// The distance from the least of the answers, the baseline among them, to the greatest.
    #[must_use]
    pub fn reach(&self) -> f64 {
        let [low, high] = [self.low.less_baseline.estimate, self.high.less_baseline.estimate];
        low.max(high).max(0.0) - low.min(high).min(0.0)
    }

    /// Whether its bar is known to have a length: the interval of a difference excludes 0.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        let leaves_out_0 = |difference: &Estimate| difference.low > 0.0 || difference.high < 0.0;
        [&self.low.less_baseline, &self.high.less_baseline, &self.high_less_low].into_iter().any(leaves_out_0)
    }
}
