//! Where what happened stands in the forecast before it: figure by figure, and all of them together.

use super::types::{Kind, Surprise, Together};
use crate::answers::interval::{ALPHA, Intervals, Successes, quantile_rank};
use crate::answers::{Estimate, Fan};
use crate::distribution::{TailProbabilities, standard_normal};
use crate::model::{Actual, Observed};
use crate::sampling::{Stream, StreamKey};
use crate::tables::tail_probabilities;
use crate::tally::PredictiveRanks;
use crate::vector::{Bits, LANES};

/// Futures whose figures are kept, from the first.
pub(super) const FIRST_RUNS: u64 = 1 << 14;

/// The figures of the first runs, by what has happened.
#[derive(Debug, Clone)]
pub(super) struct Forecast {
    figures: Vec<Vec<f64>>,
}

impl Forecast {
    /// From the figures of blocks in any order.
    pub(super) fn new(mut blocks: Vec<(u64, Vec<Vec<f64>>)>, actuals: usize) -> Self {
        blocks.sort_unstable_by_key(|(index, _)| *index);
        let mut figures = vec![Vec::new(); actuals];
        for (_, of_block) in blocks {
            figures.iter_mut().zip(of_block).for_each(|(figures, more)| figures.extend(more));
        }
        Self { figures }
    }

    /// By how much each figure may be off, from how much its column may be: of an amount, that share of its own size or of the usual size
    /// in the forecast, whichever is larger, for what is near 0 is the difference of what is not; of a share, as many percentage points.
    /// `None` if all futures have the same figure.
    pub(super) fn errors(&self, actuals: &[Actual], sizes: &[f64]) -> Vec<Option<f64>> {
        let error = |((actual, figures), size): ((&Actual, &Vec<f64>), &f64)| {
            let is_always = |figure: &f64| (figure - actual.amount).abs() <= 1e-12 * actual.amount.abs();
            let scale = if actual.observed.is_share() { 1.0 } else { actual.amount.abs().max(usual_size(figures)) };
            (scale > 0.0 && !figures.iter().all(is_always)).then_some(size * scale)
        };
        actuals.iter().zip(&self.figures).zip(sizes).map(error).collect()
    }

    /// What has happened among the figures of all runs, by replicate.
    pub(super) fn surprises(
        &self,
        actuals: &[Actual],
        errors: &[Option<f64>],
        replicates: &[PredictiveRanks],
    ) -> Vec<Surprise> {
        let replicates: Vec<&PredictiveRanks> = replicates.iter().filter(|ranks| ranks.runs > 0).collect();
        let intervals = Intervals::new(ALPHA, replicates.len());
        let surprise = |(place, actual): (usize, &Actual)| {
            let held = |ranks: &&PredictiveRanks| {
                let (lower, same) = ranks.lower[place];
                Successes { successes: lower + same / 2, runs: ranks.runs }
            };
            Surprise {
                item: actual.item.clone(),
                period: actual.period.clone(),
                from: actual.from,
                to: actual.to,
                kind: kind(actual.observed),
                actual: actual.amount,
                error: errors[place],
                lower: intervals.probability(&replicates.iter().map(held).collect::<Vec<_>>()),
                forecast: fan(&self.figures[place]),
            }
        };
        actuals.iter().enumerate().map(surprise).collect()
    }

    /// How far from the middle of the forecast what happened lies, all figures taken together, against how far futures do when they are
    /// observed with the same errors.
    ///
    /// Each figure is represented by its rank among those of the futures, as a normal score, and the distance is the sum of the squared
    /// scores. Figures that go together in the forecast may lie far out together: what counts as far is what few futures do. (Scores made
    /// independent first, as in Mahalanobis's distance, would weigh a drift of all figures no more than each of the many ways in which
    /// errors can scatter.) The share of futures that lie as far is the prior predictive p-value of that distance.
    ///
    /// # Source
    /// Box, "Sampling and Bayes' inference in scientific modelling and robustness", JRSS A 143, 1980; Gelman, Meng and Stern, "Posterior
    /// predictive assessment of model fitness via realized discrepancies", Statistica Sinica 6, 1996, for the freedom to choose the
    /// distance.
    pub(super) fn together(&self, actuals: &[Actual], errors: &[Option<f64>], seed: u64) -> Together {
        let informative: Vec<(usize, f64)> =
            errors.iter().enumerate().filter_map(|(place, error)| Some((place, (*error)?))).collect();
        let is_whole = |run: &usize| informative.iter().all(|(place, _)| self.figures[*place][*run].is_finite());
        let runs: Vec<usize> = (0..self.figures.first().map_or(0, Vec::len)).filter(is_whole).collect();
        if informative.is_empty() || runs.is_empty() {
            return Together { figures: informative.len(), futures: runs.len() as u64, as_far: None };
        }
        let (mut distances, mut distance) = (vec![0.0; runs.len()], 0.0);
        for &(place, error) in &informative {
            let noise = noise(seed, &actuals[place], self.figures[place].len());
            let observed = runs.iter().map(|&run| self.figures[place][run] + error * noise[run]);
            let (scores, score) = normal_scores(&observed.collect::<Vec<f64>>(), actuals[place].amount);
            distances.iter_mut().zip(scores).for_each(|(distance, score)| *distance += score * score);
            distance += score * score;
        }
        let far = distances.iter().filter(|of_run| **of_run >= distance).count() as u64;
        let held = Successes { successes: far, runs: runs.len() as u64 };
        let as_far: Estimate = Intervals::new(ALPHA, 1).probability(&[held]);
        Together { figures: informative.len(), futures: held.runs, as_far: Some(as_far) }
    }
}

fn kind(observed: Observed) -> Kind {
    match observed {
        Observed::Margin => Kind::Share,
        Observed::Users => Kind::Users,
        _ => Kind::Amount,
    }
}

/// The median size; the mean size, if most are 0.
fn usual_size(figures: &[f64]) -> f64 {
    let sizes = figures.iter().map(|figure| figure.abs()).filter(|size| size.is_finite());
    let mut sizes: Vec<f64> = sizes.collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let mean = sizes.iter().sum::<f64>() / (sizes.len() as f64).max(1.0);
    sizes.get(sizes.len() / 2).copied().filter(|median| *median > 0.0).unwrap_or(mean)
}

fn fan(figures: &[f64]) -> Fan {
    let mut sorted: Vec<f64> = figures.iter().copied().filter(|figure| figure.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let ranked = |p| usize::try_from(quantile_rank(p, sorted.len().max(1) as u64)).unwrap_or(0);
    let quantile = |p| sorted.get(ranked(p)).copied().unwrap_or(0.0);
    Fan { p05: quantile(0.05), p25: quantile(0.25), p50: quantile(0.50), p75: quantile(0.75), p95: quantile(0.95) }
}

/// Errors of a figure, standard normal, for this many runs, from a stream of their own.
fn noise(seed: u64, actual: &Actual, runs: usize) -> Vec<f64> {
    let key = StreamKey::new(seed, &format!("error of {} in {}", actual.item, actual.period));
    let mut noise = Vec::with_capacity(runs + LANES);
    for block in 0.. {
        if noise.len() >= runs {
            break;
        }
        let mut bits = Bits::all(0);
        Stream::new(key, block).fill(&mut bits);
        noise.extend(bits.iter().map(|&bits| standard_normal::quantile(tail_probabilities(bits))));
    }
    noise
}

/// The normal scores of values by their ranks, and that of another value among them.
fn normal_scores(values: &[f64], other: f64) -> (Vec<f64>, f64) {
    let score = |rank: f64, of: f64| {
        let below = rank / of;
        standard_normal::quantile(TailProbabilities { below, above: 1.0 - below })
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut scores = vec![0.0; values.len()];
    for (rank, &run) in order.iter().enumerate() {
        scores[run] = score(rank as f64 + 0.5, values.len() as f64);
    }
    let below = values.iter().filter(|value| **value < other).count();
    (scores, score(below as f64 + 0.5, values.len() as f64 + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_ranks() {
        let (scores, other) = normal_scores(&[30.0, 10.0, 20.0, 40.0], 25.0);
        let expected = |p: f64| standard_normal::quantile(TailProbabilities { below: p, above: 1.0 - p });
        assert_eq!(scores, [expected(0.625), expected(0.125), expected(0.375), expected(0.875)]);
        assert!(other.abs() < 1e-15, "in the middle of them");
    }

    #[test]
    fn errors_are_of_the_larger_of_what_happened_and_what_is_usual() {
        assert_eq!(usual_size(&[-4.0, 1.0, 2.0, f64::NAN]).to_bits(), 2.0_f64.to_bits());
        assert_eq!(usual_size(&[0.0, 0.0, 3.0]).to_bits(), 1.0_f64.to_bits(), "the mean, where most are nothing");
        assert!(usual_size(&[]).abs() < 1e-300);
    }
}
