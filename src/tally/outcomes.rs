//! What the futures say of the periods that have happened: their own figures, how many of them lie below what happened, and how like it
//! each of them is.

use super::merge::merge_fields;
use super::{Gathered, Replicated, count_where, watch};
use crate::engine::{Block, Observer};
use crate::model::{Actual, Observed};
use crate::vector::{LANES, Lanes, Width, Work, at_full_width};

/// The figures of the block under way, one for each that has happened.
#[derive(Debug, Clone)]
struct Accrued<'a> {
    actuals: &'a [Actual],
    sums: Vec<Lanes>,
    /// What sums are a share of, where they are.
    wholes: Vec<Lanes>,
    /// The step after the last that anyone asks for.
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

    /// The figure at `place` in every lane; not a number where there is none, such as the margin of no revenue.
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

/// The figures of every run, kept: for so many runs as are few.
#[derive(Debug, Clone)]
pub struct Outcomes<'a> {
    accrued: Accrued<'a>,
    /// By block, which comes first: by figure, those of its runs.
    pub blocks: Vec<(u64, Vec<Vec<f64>>)>,
}

impl<'a> Outcomes<'a> {
    /// Nothing seen yet of what `actuals` are held against, in a model with steps of so many years.
    #[must_use]
    pub fn new(actuals: &'a [Actual], step_years: f64) -> Self {
        Self { accrued: Accrued::new(actuals, step_years), blocks: Vec::new() }
    }
}

impl Observer for Outcomes<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        accrue(&mut self.accrued, step, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        let figures = (0..self.accrued.actuals.len()).map(|place| self.accrued.figure(place)[..block.runs].to_vec());
        self.blocks.push((block.index, figures.collect()));
    }
}

/// How like what has happened each run is.
#[derive(Debug, Clone)]
pub struct Likenesses<'a> {
    accrued: Accrued<'a>,
    /// By how much each figure may be off: one standard deviation; `None` for a figure that tells nothing.
    errors: &'a [Option<f64>],
    /// By block, which comes first: the logarithm of how likely what happened is in each run, 0 for a run that is exactly like it.
    pub blocks: Gathered<(u64, Lanes)>,
    /// By replicate.
    pub replicates: Replicated<Standings>,
    /// Runs whose cash left the range of numbers.
    pub overflowed: u64,
}

/// Where what happened stands among the runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standings {
    /// All runs.
    pub runs: u64,
    /// Runs whose figure is lower than what happened, and those with exactly the same, by figure.
    pub lower: Vec<(u64, u64)>,
}

impl<'a> Likenesses<'a> {
    /// Nothing seen yet of what `actuals` with `errors` are held against; blocks belong in turn to so many replicates.
    #[must_use]
    pub fn new(actuals: &'a [Actual], errors: &'a [Option<f64>], step_years: f64, replicates: usize) -> Self {
        let standings = Standings { runs: 0, lower: vec![(0, 0); actuals.len()] };
        Self {
            accrued: Accrued::new(actuals, step_years),
            errors,
            blocks: Gathered(Vec::new()),
            replicates: Replicated::new(standings, replicates),
            overflowed: 0,
        }
    }

    /// The logarithm of the likelihood, but for a constant: independent normal errors.
    #[inline(always)]
    fn like(&mut self, block: &Block<'_>) -> Lanes {
        let mut like = Lanes::all(0.0);
        let standings = self.replicates.of_block(block.index);
        standings.runs += block.runs as u64;
        for (place, (actual, error)) in self.accrued.actuals.iter().zip(self.errors).enumerate() {
            let (figure, happened) = (self.accrued.figure(place), actual.amount);
            let runs = &figure[..block.runs];
            let (lower, same) = &mut standings.lower[place];
            let below = count_where(runs, |figure| *figure < happened);
            *lower += below;
            *same += count_where(runs, |figure| *figure <= happened) - below;
            let Some(error) = *error else { continue };
            for lane in 0..LANES {
                let off = (figure[lane] - happened) / error;
                like[lane] -= 0.5 * off * off;
            }
        }
        like
    }
}

merge_fields!(Standings { runs, lower });
merge_fields!(Likenesses<'_> { blocks, replicates, overflowed; accrued, errors });

/// Holding the figures against what happened, as work for vectors.
struct Compare<'o, 'a, 'b, 'm> {
    likenesses: &'o mut Likenesses<'a>,
    block: &'b Block<'m>,
}

impl Work for Compare<'_, '_, '_, '_> {
    type Output = Lanes;

    #[inline(always)]
    fn work(self, _: Width) -> Lanes {
        self.likenesses.like(self.block)
    }
}

impl Observer for Likenesses<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        accrue(&mut self.accrued, step, block);
    }

    fn end(&mut self, block: &Block<'_>) {
        let like = at_full_width(Compare { likenesses: self, block });
        self.blocks.0.push((block.index, like));
        self.overflowed += watch::overflowed(block);
    }
}
