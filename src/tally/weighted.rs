//! The same runs counted twice: each as one, and each by its weight.
//!
//! Weights are whole numbers of 2^-32 of the heaviest run's, so that weighted counts are integers too and merge exactly in any order.

use super::merge::merge_fields;
use super::moments::DriverMoments;
use super::{Clocks, RUNS_BY_MONTH, Tally, cash_left, end_of_step, gets_there, is_among_the_first};
use crate::engine::{Block, NEVER, Observer, year_of};
use crate::model::{Amount, Model};
use crate::vector::{LANES, Lanes};
use std::ops::Range;

/// Counts of the same runs, plain and weighted.
///
/// # Units
/// Where [`Tally`] counts runs, the weighted one counts weight: the heaviest run is [`WHOLE`](super::WHOLE). It does not count how
/// often limits are met.
#[derive(Debug, Clone)]
pub struct WeightedTally<'w> {
    /// Each run as one.
    pub plain: Tally,
    /// Each run by its weight.
    pub weighted: Tally,
    /// Moments of the drivers.
    pub moments: DriverMoments,
    /// The weight of each run.
    weights: &'w [u64],
}

impl<'w> WeightedTally<'w> {
    /// Empty counts of `model`, whose runs have `weights`; moments of drivers go up to the calendar's `last` year.
    #[must_use]
    pub fn new(model: &Model, weights: &'w [u64], last: usize, replicates: usize) -> Self {
        Self {
            plain: Tally::of_replicates(model, replicates),
            weighted: Tally::of_replicates(model, replicates),
            moments: DriverMoments::new(model, last, replicates),
            weights,
        }
    }
}

/// The weights of a block's runs, of those of all; 0 for lanes that do not count.
pub(super) fn weights_of(weights: &[u64], block: &Block<'_>) -> [u64; LANES] {
    let first = usize::try_from(block.index).unwrap_or(usize::MAX).saturating_mul(LANES);
    let mut of_block = [0; LANES];
    let known = weights.get(first..).unwrap_or_default();
    of_block[..block.runs].iter_mut().zip(known).for_each(|(weight, known)| *weight = *known);
    of_block
}

merge_fields!(WeightedTally<'_> { plain, weighted, moments; weights });

impl Observer for WeightedTally<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        self.moments.step(step, block);
    }

    fn span(&mut self, steps: Range<usize>, block: &Block<'_>) {
        self.plain.span(steps.clone(), block);
        if block.index < RUNS_BY_MONTH / LANES as u64 {
            let weights = weights_of(self.weights, block);
            for (step, cash) in steps.zip(block.cash_of_span()) {
                let left = cash_left(cash, block, end_of_step(&self.weighted.calendar, step));
                self.weighted.cash[step].weigh_all(&cash[..block.runs], &weights);
                self.weighted.cash_left[step].weigh_all(&left[..block.runs], &weights);
            }
        }
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.plain.year(year, block);
        if is_among_the_first(block) {
            self.weighted.weigh_year(year, block, &weights_of(self.weights, block));
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        self.plain.end(block);
        let weights = weights_of(self.weights, block);
        self.moments.end(block, &weights);
        let holds = block.model.company.claims.iter().map(|claim| self.plain.yearly.test(&claim.test, block));
        let holds: Vec<[bool; LANES]> = holds.collect();
        self.weighted.weigh_runs(block, &weights, &holds);
        self.weighted.count_contingencies(block, |lane| weights[lane]);
    }
}

impl Tally {
    fn weigh_year(&mut self, year: usize, block: &Block<'_>, weights: &[u64; LANES]) {
        let is_new = |amount: &Amount| !(self.result_is_cash_flow && *amount == Amount::CashFlow);
        let mut room = Lanes::all(0.0);
        for amount in Amount::ALL.into_iter().filter(is_new) {
            let figure = super::figure(amount, block, &mut room);
            self.amounts[year][amount as usize].weigh_all(&figure[..block.runs], weights);
        }
    }

    fn weigh_runs(&mut self, block: &Block<'_>, weights: &[u64; LANES], holds: &[[bool; LANES]]) {
        let (counts, runs) = (self.replicates.of_block(block.index), block.runs);
        counts.runs += weights.iter().sum::<u64>();
        let (with, without) = (&block.with_capital.exhausted, &block.without_capital.exhausted);
        let there = gets_there(&block.with_capital, &block.profitable, &self.calendar);
        let there_without = gets_there(&block.without_capital, &block.profitable_without, &self.calendar);
        let mut days = [[0; LANES]; 2];
        self.days.of(with, &mut days[0]);
        self.days.of(without, &mut days[1]);
        counts.with_capital.weigh(&days[0], (with, &block.profitable), &there, weights);
        counts.without_capital.weigh(&days[1], (without, &block.profitable_without), &there_without, weights);
        if block.knows_need() {
            counts.need.weigh_all(&block.need[..runs], weights);
        }
        if is_among_the_first(block) {
            self.opening_cash.weigh_all(&block.draws.of(block.model.company.opening_cash)[..runs], weights);
        }
        for (count, holds) in counts.claims.iter_mut().zip(holds) {
            *count += weights.iter().zip(holds).map(|(weight, holds)| weight * u64::from(*holds)).sum::<u64>();
        }
    }
}

impl Clocks {
    fn weigh(
        &mut self,
        days: &[u32; LANES],
        (exhausted, profitable): (&Lanes, &Lanes),
        there: &[bool; LANES],
        weights: &[u64; LANES],
    ) {
        for (lane, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            self.days[days[lane] as usize] += weight;
            if let Some(year) = year_of(profitable[lane]) {
                self.profitable_in[year] += weight;
            }
            let order = &mut self.order;
            let class = match (there[lane], exhausted[lane] < NEVER) {
                (true, false) => &mut order.profitable_first,
                (true, true) => &mut order.exhausted_later,
                (false, true) => &mut order.exhausted_first,
                (false, false) => &mut order.neither,
            };
            *class += weight;
        }
    }
}
