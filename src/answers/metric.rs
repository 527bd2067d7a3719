//! A metric of the caller's own: the values of a function of single runs, with their mean and quantiles.

use super::Estimate;
use super::interval::{ALPHA, Intervals, Successes, quantile_rank};
use crate::engine::{Block, NEVER, Observer, Plan, Simulator, year_of};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::{Calendar, Model, Year};
use crate::tally::Replicated;
use crate::vector::LANES;
use jiff::civil::Date;

/// More runs than this are refused: the value of each is kept, in 8 bytes, and as much again while they are put in order.
pub const MOST_MEASURED: u64 = 50_000_000;

/// What happened in one run.
///
/// # Units
/// Amounts count in the scenario's unit.
#[derive(Debug, Clone)]
pub struct Run {
    calendar: Calendar,
    exhausted: f64,
    profitable: Option<usize>,
    capital_needed: Option<f64>,
    cash: Vec<f64>,
    revenue: Vec<f64>,
}

impl Run {
    fn new(calendar: &Calendar) -> Self {
        let none = vec![0.0; calendar.years().len()];
        Self {
            calendar: calendar.clone(),
            exhausted: NEVER,
            profitable: None,
            capital_needed: None,
            cash: none.clone(),
            revenue: none,
        }
    }

    /// When the cash runs out; `None` if it lasts to the horizon.
    ///
    /// # Units
    /// Months from the start.
    #[must_use]
    pub fn months_to_exhaustion(&self) -> Option<f64> {
        (self.exhausted < NEVER).then_some(self.exhausted)
    }

    /// The day on which the cash runs out; `None` if it lasts to the horizon.
    #[must_use]
    pub fn exhausted_on(&self) -> Option<Date> {
        self.months_to_exhaustion().map(|months| self.calendar.date_at(months))
    }

    /// The year of profitability; `None` if it is not reached.
    #[must_use]
    pub fn profitable_in(&self) -> Option<Year> {
        self.years().nth(self.profitable?)
    }

    /// Capital needed, in the scenario's unit; `None` where it is not known: if something reacts to cash, it is found for the first
    /// [`RUNS_SOLVED`](crate::engine::RUNS_SOLVED) runs.
    #[must_use]
    pub fn capital_needed(&self) -> Option<f64> {
        self.capital_needed
    }

    /// The years, of which the first and the last may lie only in part within the horizon.
    pub fn years(&self) -> impl Iterator<Item = Year> + '_ {
        self.calendar.years().into_iter()
    }

    /// Cash at the end of each year.
    ///
    /// # Shape
    /// One amount for each of the [years](Self::years).
    #[must_use]
    pub fn cash(&self) -> &[f64] {
        &self.cash
    }

    /// Revenue of each year.
    ///
    /// # Shape
    /// One amount for each of the [years](Self::years).
    #[must_use]
    pub fn revenue(&self) -> &[f64] {
        &self.revenue
    }
}

/// The values of a function of single runs.
///
/// # Units
/// Those of the function.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    mean: Estimate,
    /// The values of each replicate, in order.
    replicates: Vec<Vec<f64>>,
    /// The values of all runs, in order.
    sorted: Vec<f64>,
}

impl Metric {
    /// Runs that were measured.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.sorted.len() as u64
    }

    /// The mean of all runs, with its 95 % interval: from the spread of the runs or, with an even design, of its replicates.
    #[must_use]
    pub fn mean(&self) -> Estimate {
        self.mean
    }

    /// The value that a share `p` of runs does not exceed, with its 95 % interval; an end that these runs do not bound is infinite.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Estimate {
        let estimate = self.sorted[place(quantile_rank(p.clamp(0.0, 1.0), self.runs()))];
        let successes = |values: &Vec<f64>| Successes {
            successes: values.partition_point(|value| *value <= estimate) as u64,
            runs: values.len() as u64,
        };
        let successes: Vec<Successes> = self.replicates.iter().map(successes).collect();
        let ranks = Intervals::new(ALPHA, successes.len()).ranks(p.clamp(0.0, 1.0), &successes);
        let at = |rank: u64| self.sorted[place(rank)];
        Estimate { estimate, low: ranks.low.map_or(f64::NEG_INFINITY, at), high: ranks.high.map_or(f64::INFINITY, at) }
    }

    /// From the values of blocks, in the order of the blocks, which are dealt to this many replicates.
    fn new(blocks: Vec<Vec<f64>>, replicates: usize) -> Self {
        let mut parts = Replicated::new(Vec::new(), replicates);
        (0..).zip(blocks).for_each(|(index, values)| parts.of_block(index).extend(values));
        let mut parts: Vec<Vec<f64>> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        // Sums in the order of runs, so that threads make no difference.
        let means = parts.iter().map(|part| (part.len() as u64, part.iter().sum::<f64>() / part.len() as f64));
        let means: Vec<(u64, f64)> = means.collect();
        let runs = means.iter().map(|(runs, _)| runs).sum::<u64>() as f64;
        let estimate = means.iter().map(|(runs, mean)| *runs as f64 * mean).sum::<f64>() / runs;
        let intervals = Intervals::new(ALPHA, parts.len());
        let half = intervals.spread(&means, estimate).unwrap_or_else(|| {
            let squares: f64 = parts.iter().flatten().map(|value| (value - estimate).powi(2)).sum();
            intervals.normal_point() * (squares / ((runs - 1.0).max(1.0) * runs)).sqrt()
        });
        parts.iter_mut().for_each(|part| part.sort_unstable_by(f64::total_cmp));
        let mut sorted = parts.concat();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { mean: Estimate { estimate, low: estimate - half, high: estimate + half }, replicates: parts, sorted }
    }
}

fn place(rank: u64) -> usize {
    usize::try_from(rank).unwrap_or(usize::MAX)
}

impl Simulator<'_> {
    /// What `metric` makes of every run. It is called from several threads, once a run, in no particular order.
    ///
    /// Memory: 24 bytes a run, for at most [`MOST_MEASURED`].
    ///
    /// # Errors
    /// - If there are more than [`MOST_MEASURED`] runs, or the design does not have that many.
    /// - If `metric` is not a number in any run; says in which.
    /// - If it is stopped before any run is done.
    ///
    /// # Reproducibility
    /// The same, to the bit, on any number of threads, if `metric` depends on the run alone.
    ///
    /// # Example
    /// How far cash falls from its highest year's end to its lowest after it:
    /// ```
    /// use runout::answers::Run;
    /// use runout::engine::{Plan, Simulator};
    ///
    /// let fall = |run: &Run| {
    ///     let (mut highest, mut fall) = (f64::NEG_INFINITY, 0.0_f64);
    ///     for cash in run.cash() {
    ///         highest = highest.max(*cash);
    ///         fall = fall.max(highest - cash);
    ///     }
    ///     fall
    /// };
    /// let model = runout::model::load("startup", &[])?.model;
    /// let metric = Simulator::new(Plan { runs: 10_000, ..Plan::default() })?.measure(&model, fall)?;
    /// let median = metric.quantile(0.5);
    /// assert!(median.low < median.estimate && median.estimate < median.high);
    /// assert!(metric.mean().estimate > 0.0);
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn measure(&self, model: &Model, metric: impl Fn(&Run) -> f64 + Sync) -> Result<Metric> {
        let Plan { runs, .. } = self.plan().whole()?;
        if runs > MOST_MEASURED {
            let rule =
                Message::from(Input::Runs) + format!(": at most {MOST_MEASURED} runs can be measured, got {runs}");
            return Err(Problem::new(None, "", rule).help("the value of each is kept").into());
        }
        let measuring =
            || Measuring { metric: &metric, runs: vec![Run::new(&model.inputs.calendar); LANES], blocks: Vec::new() };
        let simulated = self.simulate(model, measuring)?;
        if simulated.runs == 0 {
            return Err(Error::Stopped("stopped before any run was done: there is no answer".to_owned()));
        }
        let mut blocks: Vec<(u64, Vec<f64>)> = simulated.observers.into_iter().flat_map(|part| part.blocks).collect();
        blocks.sort_unstable_by_key(|(index, _)| *index);
        for (index, values) in &blocks {
            if let Some(lane) = values.iter().position(|value| value.is_nan()) {
                let run = index * LANES as u64 + lane as u64;
                let message = format!("the metric must be a number, got NaN in run {run}");
                return Err(Problem::new(None, "", message)
                    .help("let it be a number of every run, or infinite")
                    .into());
            }
        }
        Ok(Metric::new(blocks.into_iter().map(|(_, values)| values).collect(), self.plan().replicates()))
    }
}

/// Measures the runs of one thread.
struct Measuring<'a, F> {
    metric: &'a F,
    /// The runs of the current block.
    runs: Vec<Run>,
    /// The values of each block, by its index.
    blocks: Vec<(u64, Vec<f64>)>,
}

impl<F: Fn(&Run) -> f64 + Sync> Observer for Measuring<'_, F> {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        for (lane, run) in self.runs.iter_mut().enumerate() {
            run.cash[year] = block.with_capital.cash[lane];
            run.revenue[year] = block.year.revenue[lane];
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        for (lane, run) in self.runs.iter_mut().enumerate() {
            run.exhausted = block.with_capital.exhausted[lane];
            run.profitable = year_of(block.profitable[lane]);
            run.capital_needed = block.knows_need().then(|| block.need[lane]);
        }
        let values = self.runs[..block.runs].iter().map(self.metric).collect();
        self.blocks.push((block.index, values));
    }
}

#[cfg(test)]
mod tests {
    use super::Metric;

    #[test]
    fn the_mean_of_random_runs_has_the_interval_of_the_central_limit() {
        // Mean 2.5, squares 5, so a standard error of sqrt(5 / (3 * 4)) and 1.959964 of them.
        let mean = Metric::new(vec![vec![4.0, 1.0], vec![3.0, 2.0]], 1).mean();
        assert!((mean.estimate - 2.5).abs() < 1e-12);
        assert!((mean.high - mean.estimate - 1.265_152).abs() < 1e-6, "{mean:?}");
    }

    #[test]
    fn the_mean_of_replicates_has_the_interval_of_student() {
        // Means 1 and 2 of equal size: 12.7062 standard errors of 1/2.
        let mean = Metric::new(vec![vec![0.0, 2.0], vec![2.0, 2.0]], 2).mean();
        assert!((mean.high - mean.low - 12.706_204_7).abs() < 1e-6, "{mean:?}");
    }

    #[test]
    fn a_quantile_that_few_runs_do_not_bound_says_so() {
        let metric = Metric::new(vec![vec![3.0, 1.0, 2.0]], 1);
        assert_eq!(metric.quantile(0.5).estimate.to_bits(), 2.0_f64.to_bits());
        assert!(metric.quantile(0.99).high.is_infinite());
    }
}
