//! From a tally to estimates: the pooled counts of all replicates, and every estimate with the interval that the replicates' spread gives.

use super::interval::{Intervals, Successes, quantile_rank};
use super::{Estimate, Fan, MaybeDate};
use crate::tally::{AmountHistogram, Clocks, Counts, NeedHistogram, Tally};

/// Estimates, with intervals, from what a tally has counted.
pub(super) struct Estimator<'t> {
    pub(super) tally: &'t Tally,
    /// The counts of all replicates together.
    pub(super) all: Counts,
    /// The replicates that have runs.
    replicates: Vec<&'t Counts>,
    intervals: Intervals,
}

impl<'t> Estimator<'t> {
    /// The estimator of a tally with at least one run; a share `alpha` of intervals may miss what they estimate.
    pub(super) fn new(tally: &'t Tally, alpha: f64) -> Self {
        let replicates: Vec<&Counts> = tally.replicates.iter().filter(|replicate| replicate.runs > 0).collect();
        let intervals = Intervals::new(alpha, replicates.len());
        Self { tally, all: tally.replicates.pooled(), replicates, intervals }
    }

    /// The estimator of a weighted tally, where each run of an unweighted sample of the effective size would weigh `unit`.
    pub(super) fn of_weights(tally: &'t Tally, alpha: f64, unit: f64) -> Self {
        let estimator = Self::new(tally, alpha);
        Self { intervals: estimator.intervals.of_weights(unit), ..estimator }
    }

    fn held(&self, held: impl Fn(&Counts) -> u64) -> Vec<Successes> {
        self.replicates.iter().map(|counts| Successes { successes: held(counts), runs: counts.runs }).collect()
    }

    /// The share of runs in which something held, which `held` counts.
    pub(super) fn probability(&self, held: impl Fn(&Counts) -> u64) -> Estimate {
        self.intervals.probability(&self.held(held))
    }

    /// The `p`-quantile of the date of exhaustion, with or without new capital.
    pub(super) fn date_quantile(&self, p: f64, clocks: fn(&Counts) -> &Clocks) -> Estimate<MaybeDate> {
        let exhausted_on = clocks(&self.all).exhausted_on();
        let day = |rank: u64| day_of_rank(exhausted_on, rank);
        let estimate = day(quantile_rank(p, self.all.runs));
        let days = estimate.map_or(exhausted_on.len(), |day| day + 1);
        let by_then = self.held(|counts| clocks(counts).exhausted_on()[..days].iter().sum());
        let ranks = self.intervals.ranks(p, &by_then);
        let date = |day: usize| self.tally.date_of(day);
        Estimate {
            estimate: estimate.map(date),
            low: day(ranks.low.unwrap_or(0)).map(date),
            high: ranks.high.and_then(day).map(date),
        }
    }
}

/// The day of the run of rank `rank`, from 0, by runs on each day; `None` if it is after them all.
pub(super) fn day_of_rank(on_days: &[u64], rank: u64) -> Option<usize> {
    let mut before = 0;
    on_days.iter().position(|count| {
        before += count;
        rank < before
    })
}

/// Quantiles of amounts.
pub(super) fn fan(amounts: &AmountHistogram) -> Fan {
    let quantile = |p| amounts.ranked(quantile_rank(p, amounts.count()));
    Fan { p05: quantile(0.05), p25: quantile(0.25), p50: quantile(0.50), p75: quantile(0.75), p95: quantile(0.95) }
}

/// Estimates of capital needed, from counts added up once.
pub(super) struct NeedEstimator<'r, 't> {
    estimator: &'r Estimator<'t>,
    /// By replicate.
    needs: Vec<Cumulative>,
}

impl<'r, 't> NeedEstimator<'r, 't> {
    pub(super) fn new(estimator: &'r Estimator<'t>) -> Self {
        let needs = estimator.replicates.iter().map(|counts| Cumulative::new(&counts.need)).collect();
        Self { estimator, needs }
    }

    fn met_by(&self, capital: f64) -> Vec<Successes> {
        self.needs.iter().map(|needs| Successes { successes: needs.up_to(capital), runs: needs.runs }).collect()
    }

    /// The `p`-quantile.
    ///
    /// # Units
    /// Units of the scenario.
    pub(super) fn quantile(&self, p: f64) -> Estimate {
        let need = &self.estimator.all.need;
        let estimate = need.ranked(quantile_rank(p, need.count()));
        let ranks = self.estimator.intervals.ranks(p, &self.met_by(estimate));
        Estimate {
            estimate,
            low: ranks.low.map_or(0.0, |rank| need.ranked(rank)),
            high: ranks.high.map_or(f64::INFINITY, |rank| need.ranked(rank)),
        }
    }

    /// How intervals are computed from counts of the same replicates.
    pub(super) fn intervals(&self) -> &Intervals {
        &self.estimator.intervals
    }

    /// The share of runs that need no more than `capital`, in units.
    pub(super) fn share(&self, capital: f64) -> f64 {
        let sum = |of: fn(&Successes) -> u64| self.met_by(capital).iter().map(of).sum::<u64>() as f64;
        sum(|met| met.successes) / sum(|met| met.runs)
    }

    /// The probability of surviving to the horizon with `capital` more at the start.
    ///
    /// # Units
    /// Units of the scenario.
    pub(super) fn survival(&self, capital: f64) -> Estimate {
        self.estimator.intervals.probability(&self.met_by(capital))
    }
}

/// The cumulative distribution of capital needed.
struct Cumulative {
    /// Lower end, upper end, runs within, runs before.
    bins: Vec<(f64, f64, u64, u64)>,
    runs: u64,
}

impl Cumulative {
    fn new(need: &NeedHistogram) -> Self {
        let mut before = 0;
        let bins = need.bins().map(|(low, high, count)| {
            before += count;
            (low, high, count, before - count)
        });
        Self { bins: bins.collect(), runs: need.count() }
    }

    /// Runs that need no more than `capital`: within a bin they count as evenly spread.
    fn up_to(&self, capital: f64) -> u64 {
        let Some(place) = self.bins.partition_point(|bin| bin.0 <= capital).checked_sub(1) else { return 0 };
        let (low, high, count, before) = self.bins[place];
        let share = if high <= capital { 1.0 } else { (capital - low) / (high - low) };
        #[expect(clippy::cast_possible_truncation, reason = "at most the number of runs")]
        let within = (share * count as f64).round() as u64;
        before + within.min(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::interval::ALPHA;
    use crate::engine::{Plan, Simulator};
    use crate::model::{Model, build};
    use crate::sampling::Sampling;
    use crate::scenario::Scenario;
    use crate::tally::Merge as _;
    use crate::vector::LANES;

    const REPLICATES: usize = 32;
    const SEEDS: u64 = 400;

    /// Burn ~ N(1.5, 0.5^2) a month drawn once, no noise, cash 24.
    fn model() -> Model {
        let text = r#"
start = 2026-01-01
years = 4
step = "year"
[cash]
opening = 24
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "All"
annual = { value = { normal = { mean = 18, std_dev = 6 } }, persistence = 1 }
"#;
        build(&Scenario::from_toml("test.toml", text, &[]).unwrap().0).unwrap()
    }

    fn tally(model: &Model, seed: u64, runs: u64) -> Tally {
        let plan = Plan { runs, seed, sampling: Sampling::Random, threads: Some(1), ..Plan::default() };
        let new_tally = || Tally::of_replicates(model, REPLICATES);
        Simulator::new(plan).unwrap().simulate(model, new_tally).unwrap().observers.swap_remove(0)
    }

    /// Whether each interval misses what the normal distribution gives: by the end of each of the first two years and of the last, the p25
    /// of the date, the p90 of the need.
    fn misses(model: &Model, estimator: &Estimator<'_>) -> [bool; 5] {
        let by_end = |year: usize, exact: f64| {
            let days = estimator.tally.days_of_year(year).end;
            let by_then = estimator.probability(|counts| counts.with_capital.exhausted_on()[..days].iter().sum());
            !(by_then.low..=by_then.high).contains(&exact)
        };
        let p25 = estimator.date_quantile(0.25, |counts| &counts.with_capital);
        let exact = model.inputs.calendar.date_at(24.0 / (1.5 + 0.5 * 0.674_489_750_196_081_7));
        let p90 = NeedEstimator::new(estimator).quantile(0.90);
        let need = 48.0 * (1.5 + 0.5 * 1.281_551_565_544_6) - 24.0;
        [
            by_end(0, 0.158_655_253_931_457),
            by_end(1, 0.841_344_746_068_543),
            by_end(3, 0.977_249_868_051_821),
            !(p25.low..=p25.high).contains(&Some(exact)),
            !(p90.low..=p90.high).contains(&need),
        ]
    }

    /// Random runs, dealt to replicates of equal and of unequal sizes, over 400 seeds: 5 % of intervals miss, to 3.5 standard errors of
    /// 1.1 %; those of dates, which are whole days, not more.
    #[test]
    fn intervals_from_replicates_hold_what_they_estimate_19_times_in_20() {
        let model = model();
        let mut missed = [0_u32; 5];
        for seed in 0..SEEDS {
            let runs = if seed % 2 == 0 { 64 * LANES as u64 } else { 75 * LANES as u64 + 100 };
            let tally = tally(&model, seed, runs);
            let estimator = Estimator::new(&tally, ALPHA);
            assert_eq!((estimator.all.runs, estimator.replicates.len()), (runs, REPLICATES));
            missed.iter_mut().zip(misses(&model, &estimator)).for_each(|(missed, now)| *missed += u32::from(now));
        }
        let tolerance = 3.5 * (SEEDS as f64 * 0.05 * 0.95).sqrt();
        for (place, missed) in missed.into_iter().enumerate() {
            let excess = f64::from(missed) - 0.05 * SEEDS as f64;
            assert!(excess < tolerance && (place == 3 || excess > -tolerance), "{place}: {missed} of {SEEDS} missed");
        }
    }

    /// Dealing the blocks to replicates changes what is known of the error, and nothing else.
    #[test]
    fn estimates_are_those_of_one_whole() {
        let model = model();
        let runs = 280 * LANES as u64 + 9;
        let plan = Plan { runs, seed: 5, sampling: Sampling::Random, threads: Some(2), ..Plan::default() };
        let [whole, dealt] = [1, REPLICATES].map(|replicates| {
            let new_tally = || Tally::of_replicates(&model, replicates);
            let simulated = Simulator::new(plan.clone()).unwrap().simulate(&model, new_tally).unwrap();
            new_tally().merged(&simulated.observers)
        });
        let (sizes, block): (Vec<u64>, _) = (dealt.replicates.iter().map(|part| part.runs).collect(), LANES as u64);
        let expected = (9 * block, 9 * block, 8 * block + 9, 8 * block);
        assert_eq!((sizes[0], sizes[23], sizes[24], sizes[31]), expected, "blocks in turn");
        let (whole, dealt) = (Estimator::new(&whole, ALPHA), Estimator::new(&dealt, ALPHA));
        let by_end = |counts: &Counts| counts.with_capital.exhausted_on().iter().sum();
        let same = |a: Estimate, b: Estimate| {
            a.estimate.to_bits() == b.estimate.to_bits() && a.low.to_bits() != b.low.to_bits()
        };
        assert!(same(whole.probability(by_end), dealt.probability(by_end)));
        let (whole_needs, dealt_needs) = (NeedEstimator::new(&whole), NeedEstimator::new(&dealt));
        for p in [0.5, 0.9] {
            let date = |estimator: &Estimator<'_>| estimator.date_quantile(p, |counts| &counts.with_capital).estimate;
            assert_eq!(date(&whole), date(&dealt));
            assert!(same(whole_needs.quantile(p), dealt_needs.quantile(p)), "{p}");
        }
    }

    #[test]
    fn replicates_without_runs_are_left_out_and_one_alone_has_the_interval_of_random_runs() {
        let model = model();
        let (few, one) = (tally(&model, 1, 5 * LANES as u64), tally(&model, 1, 100));
        assert_eq!(Estimator::new(&few, ALPHA).replicates.len(), 5);
        let estimator = Estimator::new(&one, ALPHA);
        let by_end = |counts: &Counts| counts.with_capital.exhausted_on().iter().sum();
        let as_random =
            Intervals::new(ALPHA, 1).probability(&[Successes { successes: by_end(&estimator.all), runs: 100 }]);
        assert_eq!((estimator.replicates.len(), estimator.probability(by_end)), (1, as_random));
    }

    /// A quantile that 19 in 20 runs do not reach is beyond the horizon, with its interval; one near the share that do has an end there.
    #[test]
    fn an_end_is_beyond_the_horizon_where_too_few_runs_get_there() {
        let tally = tally(&model(), 1, 64 * LANES as u64);
        let estimator = Estimator::new(&tally, ALPHA);
        let by_end = estimator.probability(|counts| counts.with_capital.exhausted_on().iter().sum());
        let quantile = |p| estimator.date_quantile(p, |counts| &counts.with_capital);
        let (before, at, after) = (quantile(0.9), quantile(by_end.estimate), quantile(0.999));
        assert!(before.low.is_some() && before.estimate.is_some() && before.high.is_some(), "{before:?}");
        assert!(at.low.is_some() && at.estimate.is_some() && at.high.is_none(), "{at:?}");
        assert_eq!((after.low, after.estimate, after.high), (None, None, None));
    }
}
