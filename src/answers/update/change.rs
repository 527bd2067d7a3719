//! After less before, of the same futures.

use super::types::{Change, ClockChange, WithoutNewCapitalChange};
use crate::answers::estimator::Estimator;
use crate::answers::interval::{ALPHA, Intervals, Successes};
use crate::answers::{Estimate, Order};
use crate::model::Model;
use crate::tally::{Clocks, Counts, OrderCounts};
use std::ops::Range;

/// The same runs, plain and weighted, pooled and in batches.
pub(super) struct BeforeAndAfter<'r, 't> {
    pub(super) before: &'r Estimator<'t>,
    pub(super) after: &'r Estimator<'t>,
    /// By batch that has runs: plain counts and weighted ones.
    pub(super) batches: Vec<(&'t Counts, &'t Counts)>,
    /// The total weight divided by the effective sample size.
    pub(super) unit: f64,
    /// Whether all runs weigh the same.
    pub(super) is_equal: bool,
}

impl BeforeAndAfter<'_, '_> {
    /// How far the share of runs in which something held, which `held` counts, moved.
    ///
    /// The two are not independent: the plain runs are the weighted ones. So each batch shows by how much the difference of the two
    /// deviates from the whole, which is a sum of parts whose expectation is 0 but for terms of the order of one over the runs.
    ///
    /// # Source
    /// Owen, Monte Carlo theory, methods and examples, 9.2: the delta method for self-normalised importance sampling.
    fn moved(&self, held: impl Fn(&Counts) -> u64) -> Estimate {
        let (before, after) = (self.before.probability(&held), self.after.probability(&held));
        let change = after.estimate - before.estimate;
        if self.is_equal {
            return Estimate { estimate: 0.0, low: 0.0, high: 0.0 };
        }
        let off = |counts: &Counts, all: &Counts, share: f64| {
            (held(counts) as f64 - share * counts.runs as f64) / all.runs as f64
        };
        let residual = |(plain, weighted): &(&Counts, &Counts)| {
            off(weighted, &self.after.all, after.estimate) - off(plain, &self.before.all, before.estimate)
        };
        let residuals: Vec<f64> = self.batches.iter().map(residual).collect();
        let intervals = Intervals::new(ALPHA, residuals.len());
        let (mut low, mut high) = match intervals.of_residuals(&residuals) {
            Some(half) => (change - half, change + half),
            None => (-1.0, 1.0),
        };
        let pooled = |all: &Counts| Successes { successes: held(all), runs: all.runs };
        let is_rare = intervals.is_rare(pooled(&self.before.all))
            || intervals.of_weights(self.unit).is_rare(pooled(&self.after.all));
        if is_rare {
            (low, high) = (low.min(after.low - before.high), high.max(after.high - before.low));
        }
        Estimate { estimate: change, low: low.max(-1.0), high: high.min(1.0) }
    }

    pub(super) fn change(&self, model: &Model) -> Change {
        let with: fn(&Counts) -> &Clocks = |counts| &counts.with_capital;
        let without: fn(&Counts) -> &Clocks = |counts| &counts.without_capital;
        Change {
            exhaustion: self.exhaustion(model, with),
            profitability: self.profitability(model, with),
            order: self.order(with),
            without_new_capital: WithoutNewCapitalChange {
                exhaustion: self.exhaustion(model, without),
                profitability: self.profitability(model, without),
                order: self.order(without),
            },
            claims: (0..model.company.claims.len()).map(|place| self.moved(|counts| counts.claims[place])).collect(),
        }
    }

    fn exhaustion(&self, model: &Model, clocks: fn(&Counts) -> &Clocks) -> ClockChange {
        let within = |days: Range<usize>| self.moved(|counts| clocks(counts).exhausted_on()[days.clone()].iter().sum());
        let years = model.inputs.calendar.years().into_iter().enumerate();
        ClockChange {
            by_horizon: within(0..clocks(&self.before.all).exhausted_on().len()),
            by_end_of_year: years
                .map(|(place, year)| (year, within(0..self.before.tally.days_of_year(place).end)))
                .collect(),
        }
    }

    fn profitability(&self, model: &Model, clocks: fn(&Counts) -> &Clocks) -> ClockChange {
        let within = |years: usize| self.moved(|counts| clocks(counts).profitable_in[..years].iter().sum());
        let years = model.inputs.calendar.years();
        ClockChange {
            by_horizon: within(years.len()),
            by_end_of_year: years.iter().enumerate().map(|(place, &year)| (year, within(place + 1))).collect(),
        }
    }

    fn order(&self, clocks: fn(&Counts) -> &Clocks) -> Order {
        let class = |count: fn(&OrderCounts) -> u64| self.moved(|counts| count(&clocks(counts).order));
        Order {
            profitable_first: class(|order| order.profitable_first),
            exhausted_later: class(|order| order.exhausted_later),
            exhausted_first: class(|order| order.exhausted_first),
            neither: class(|order| order.neither),
        }
    }
}
