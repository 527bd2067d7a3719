//! The cash at the start with which a share of the runs lasts, from what each run lacks: exact on these runs, in one simulation.

use crate::answers::Estimate;
use crate::answers::interval::{ALPHA, Intervals, Successes, quantile_rank};
use crate::answers::levers::{Crossing, TrialResult, Trials, fewer_digits};
use crate::error::Result;
use crate::model::{Lever, Levers, Model, Test};

/// What each run needs is kept for no more runs than this: 32 MiB.
const MOST_RUNS: u64 = 1 << 22;
/// What one run needs is known to this share of it: adding up in another order rounds differently.
const ROUNDING: f64 = 1e-12;

/// The cash at the start that each run needs, on the plan's runs.
#[derive(Debug)]
pub(super) struct CashNeeded {
    /// By replicate, rising.
    replicates: Vec<Vec<f64>>,
    /// Of all runs, rising.
    all: Vec<f64>,
    /// The least that is known: a run that needs less is recorded with this.
    least: f64,
    intervals: Intervals,
}

impl CashNeeded {
    /// The cash that each run needs, if that answers the question: the lever is cash at the start, the claim survival to the horizon, and
    /// nothing reacts to cash.
    ///
    /// # Errors
    /// - As [`Trials::needs`].
    pub(super) fn of(lever: &Lever, levers: &Levers, trials: &Trials<'_>) -> TrialResult<Option<Self>> {
        let base = levers.base();
        if !lever.is_opening_cash()
            || base.company.reacts()
            || trials.runs() > MOST_RUNS
            || !is_survival(trials.test, base)
        {
            return Ok(None);
        }
        let least = base.company.minimum_cash;
        let model: Result<Model> = levers.model(&[(lever, least)]);
        let mut replicates = trials.needs(&model?)?;
        replicates.iter_mut().flatten().for_each(|need| *need = least + *need * (1.0 + ROUNDING));
        let mut all = replicates.concat();
        all.sort_unstable_by(f64::total_cmp);
        let intervals = Intervals::new(ALPHA, replicates.len());
        Ok(Some(Self { replicates, all, least, intervals }))
    }

    /// The probability of lasting with this cash at the start, at or above [`Self::least`].
    pub(super) fn probability(&self, cash: f64) -> Estimate {
        let held = |needs: &Vec<f64>| {
            let held = needs.partition_point(|need| *need <= cash) as u64;
            Successes { successes: held, runs: needs.len() as u64 }
        };
        self.intervals.probability(&self.replicates.iter().map(held).collect::<Vec<_>>())
    }

    /// The least cash with which the share `wanted` of the runs lasts, with no more digits than sampling error supports; `None` if it is no
    /// more than the minimum: money that lands in the first step may then count, which capital needed leaves out.
    #[expect(clippy::cast_possible_truncation, reason = "a rank among values that are in memory")]
    pub(super) fn crossing(&self, wanted: f64) -> Option<Crossing> {
        let value = self.all[quantile_rank(wanted, self.all.len() as u64) as usize];
        let end = |part: fn(&Estimate) -> f64| {
            let place = self.all.partition_point(|&need| part(&self.probability(need)) < wanted);
            self.all.get(place).copied()
        };
        let (low, high) = (end(|of| of.high), end(|of| of.low));
        if value <= self.least {
            return None;
        }
        let half = 0.5 * (high.unwrap_or(value) - low.unwrap_or(value));
        let value = high.map_or(value, |high| fewer_digits(value, half, true).min(high));
        Some(Crossing { value, low, high, probability: self.probability(value) })
    }
}

/// Whether a test requires nothing but survival to the horizon.
pub(super) fn is_survival(test: &Test, model: &Model) -> bool {
    let horizon = model.inputs.calendar.months() as f64;
    matches!(test, Test::Not(part) if matches!(**part, Test::ExhaustedBefore(month) if month >= horizon))
}
