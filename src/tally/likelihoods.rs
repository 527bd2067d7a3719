//! Simulated figures of the periods that have been observed: the figures themselves, their ranks against what was observed, and the
//! likelihood of each run.

use super::merge::merge_fields;
use super::{Gathered, Replicated, count_where};
use crate::engine::{Block, Observer};
use crate::model::{Actual, Observed};
use crate::vector::{LANES, Lanes, Width, Work, at_full_width};

/// The simulated figures of the current block, one for each observed.
#[derive(Debug, Clone)]
struct Accrued<'a> {
    actuals: &'a [Actual],
    sums: Vec<Lanes>,
    /// The denominators, for figures that are shares.
    wholes: Vec<Lanes>,
    /// The step after the last that any figure needs.
    end: usize,
    /// A step, in years.
    step_years: f64,
}

impl<'a> Accrued<'a> {
    fn new(actuals: &'a [Actual], step_years: f64) -> Self {
        let nothing = vec![Lanes::all(0.0); actuals.len()];
        let end = actuals.iter().map(|actual| actual.steps.end).max().unwrap_or(0);
        Self { actuals, sums: nothing.clone(), wholes: nothing, end, step_years }
    }

    #[inline(always)]
    fn step(&mut self, step: usize, block: &Block<'_>) {
        for (place, actual) in self.actuals.iter().enumerate().filter(|(_, actual)| actual.steps.contains(&step)) {
            let (sum, whole) = (&mut self.sums[place], &mut self.wholes[place]);
            if step == actual.steps.start {
                (*sum, *whole) = (Lanes::all(0.0), Lanes::all(0.0));
            }
            match actual.observed {
                Observed::Revenue => add(sum, &block.step.revenue, 1.0),
                Observed::Stream(stream) => add(sum, &block.revenue_by_stream()[stream], 1.0),
                Observed::Line(line) => add(sum, &block.burn_by_line()[line], 1.0),
                Observed::Margin => {
                    add(sum, &block.step.revenue, 1.0);
                    add(sum, &block.step.running_cost, -1.0);
                    add(whole, &block.step.revenue, 1.0);
                }
                Observed::Cash => *sum = block.with_capital.cash,
                Observed::Burn => add(sum, &block.step.cash_flow, -1.0),
                Observed::CashFlow => add(sum, &block.step.cash_flow, 1.0),
                Observed::OperatingResult => add(sum, &block.step.operating_result, 1.0),
                Observed::Users => {
                    let years = actual.steps.len() as f64 * self.step_years;
                    block.users().into_iter().for_each(|users| add(sum, users, 1.0 / years));
                }
            }
        }
    }

    /// The figure at `place` in every lane; NaN where there is none, such as the margin of no revenue.
    #[inline(always)]
    fn figure(&self, place: usize) -> Lanes {
        let (sum, whole) = (&self.sums[place], &self.wholes[place]);
        if self.actuals[place].observed.is_share() { Lanes::from_fn(|lane| sum[lane] / whole[lane]) } else { *sum }
    }
}

#[inline(always)]
fn add(sum: &mut Lanes, amounts: &Lanes, times: f64) {
    for lane in 0..LANES {
        sum[lane] += times * amounts[lane];
    }
}

/// Adding a step to the figures, as work for vectors.
struct Accrue<'o, 'a, 'b, 'm> {
    accrued: &'o mut Accrued<'a>,
    step: usize,
    block: &'b Block<'m>,
}

impl Work for Accrue<'_, '_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.accrued.step(self.step, self.block);
    }
}

fn accrue(accrued: &mut Accrued<'_>, step: usize, block: &Block<'_>) {
    if step < accrued.end {
        at_full_width(Accrue { accrued, step, block });
    }
}

/// The figures of every run, kept in memory: for small numbers of runs.
#[derive(Debug, Clone)]
pub struct SimulatedFigures<'a> {
    accrued: Accrued<'a>,
    /// The number of each block, with the figures of its runs, by figure.
    pub blocks: Vec<(u64, Vec<Vec<f64>>)>,
}

impl<'a> SimulatedFigures<'a> {
    /// No figures yet, to be compared with `actuals`, of a model with steps of `step_years` years.
    #[must_use]
    pub fn new(actuals: &'a [Actual], step_years: f64) -> Self {
        Self { accrued: Accrued::new(actuals, step_years), blocks: Vec::new() }
    }
}

impl Observer for SimulatedFigures<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        accrue(&mut self.accrued, step, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        let figures = (0..self.accrued.actuals.len()).map(|place| self.accrued.figure(place)[..block.runs].to_vec());
        self.blocks.push((block.index, figures.collect()));
    }
}

/// The likelihood of what was observed in each run.
#[derive(Debug, Clone)]
pub struct Likelihoods<'a> {
    accrued: Accrued<'a>,
    /// The standard deviation of the error of each figure, in the figure's units; `None` for a figure without information.
    errors: &'a [Option<f64>],
    /// The number of each block, with the log-likelihood of each run: 0 for a run that equals what was observed.
    pub blocks: Gathered<(u64, Lanes)>,
    /// By replicate.
    pub replicates: Replicated<PredictiveRanks>,
}

/// The rank of each observed figure among those of the runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictiveRanks {
    /// Runs counted.
    pub runs: u64,
    /// By figure, runs whose figure is lower than the observed one, and those whose figure equals it.
    pub lower: Vec<(u64, u64)>,
}

impl<'a> Likelihoods<'a> {
    /// No runs yet, to be compared with `actuals` that have these `errors`; blocks belong in turn to `replicates` replicates.
    #[must_use]
    pub fn new(actuals: &'a [Actual], errors: &'a [Option<f64>], step_years: f64, replicates: usize) -> Self {
        let ranks = PredictiveRanks { runs: 0, lower: vec![(0, 0); actuals.len()] };
        Self {
            accrued: Accrued::new(actuals, step_years),
            errors,
            blocks: Gathered(Vec::new()),
            replicates: Replicated::new(ranks, replicates),
        }
    }

    /// The log-likelihood up to a constant, with independent normal errors.
    #[inline(always)]
    fn log_likelihoods(&mut self, block: &Block<'_>) -> Lanes {
        let mut log_likelihoods = Lanes::all(0.0);
        let ranks = self.replicates.of_block(block.index);
        ranks.runs += block.runs as u64;
        for (place, (actual, error)) in self.accrued.actuals.iter().zip(self.errors).enumerate() {
            let (figure, happened) = (self.accrued.figure(place), actual.amount);
            let runs = &figure[..block.runs];
            let (lower, same) = &mut ranks.lower[place];
            let below = count_where(runs, |figure| *figure < happened);
            *lower += below;
            *same += count_where(runs, |figure| *figure <= happened) - below;
            let Some(error) = *error else { continue };
            for lane in 0..LANES {
                let off = (figure[lane] - happened) / error;
                log_likelihoods[lane] -= 0.5 * off * off;
            }
        }
        log_likelihoods
    }
}

merge_fields!(PredictiveRanks { runs, lower });
merge_fields!(Likelihoods<'_> { blocks, replicates; accrued, errors });

/// Comparing the figures with what was observed, as work for vectors.
struct Compare<'o, 'a, 'b, 'm> {
    likelihoods: &'o mut Likelihoods<'a>,
    block: &'b Block<'m>,
}

impl Work for Compare<'_, '_, '_, '_> {
    type Output = Lanes;

    #[inline(always)]
    fn work(self, _: Width) -> Lanes {
        self.likelihoods.log_likelihoods(self.block)
    }
}

impl Observer for Likelihoods<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        accrue(&mut self.accrued, step, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        let log_likelihoods = at_full_width(Compare { likelihoods: self, block });
        self.blocks.0.push((block.index, log_likelihoods));
    }
}
