//! From what was counted to the answers.

use super::capital::Capital;
use super::estimator::{Estimator, fan};
use super::median::{MedianPath, naive_runway_months};
use super::occurrences::{self, occurrences};
use super::runway::runway;
use super::{
    Answers, ByYear, ClaimAnswer, DateQuantiles, Exhaustion, Interval, LimitMet, Order, Profitability, Provenance,
    SingleRun, WithoutNewCapital,
};
use crate::engine::{Block, Observer, Plan, replay};
use crate::model::Model;
use crate::scenario::Measure;
use crate::tally::{Clocks, Counts, OrderCounts, Tally};
use std::collections::BTreeMap;
use std::ops::Range;

/// Runs whose cash is shown in the chart.
const SHOWN_RUNS: usize = 12;
/// Limits met in a smaller share of draws than this are not reported.
const LIMIT_WORTH_SAYING: f64 = 0.001;

/// The answers from the runs of a plan.
pub(super) fn compose(
    model: &Model,
    estimator: &Estimator<'_>,
    capital: Capital,
    plan: &Plan,
    provenance: Provenance,
) -> Answers {
    let (median, tally, runs) = (MedianPath::of(model), estimator.tally, provenance.runs);
    let years = model.inputs.calendar.years();
    let by_year = years.iter().enumerate().map(|(place, &year)| (year, by_year(tally, place))).collect();
    let claims = model.company.claims.iter().enumerate().map(|(place, claim)| ClaimAnswer {
        text: claim.text.clone(),
        source: claim.source.clone(),
        note: claim.note.clone(),
        probability: estimator.probability(|counts| counts.claims[place]),
    });
    let happens = occurrences(model, estimator);
    let profitability = |clocks| profitability(model, estimator, clocks);
    let with_capital: fn(&Counts) -> &Clocks = |counts| &counts.with_capital;
    let without_capital: fn(&Counts) -> &Clocks = |counts| &counts.without_capital;
    Answers {
        provenance,
        precision: None,
        exhaustion: exhaustion(model, estimator, with_capital),
        profitability: profitability(with_capital),
        order: order(estimator, |counts| &counts.with_capital.order),
        without_new_capital: WithoutNewCapital {
            exhaustion: exhaustion(model, estimator, without_capital),
            profitability: profitability(without_capital),
            order: order(estimator, |counts| &counts.without_capital.order),
        },
        capital_needed: capital.needed,
        naive_runway_months: naive_runway_months(model),
        by_year,
        runway: runway(model, estimator, runs),
        warnings: [median.doubts(model), occurrences::doubts(&happens)].concat(),
        occurrences: happens,
        claims: claims.collect(),
        limits_met: limits_met(model, tally, runs),
        opening_cash: fan(&tally.opening_cash()),
        cash_paths: cash_paths(model, plan, runs),
        survival_by_capital: capital.survival,
    }
}

fn exhaustion(model: &Model, estimator: &Estimator<'_>, clocks: fn(&Counts) -> &Clocks) -> Exhaustion {
    let on_days =
        |days: Range<usize>| estimator.probability(|counts| clocks(counts).exhausted_on()[days.clone()].iter().sum());
    let (mut in_year, mut by_end_of_year) = (BTreeMap::new(), BTreeMap::new());
    for (place, year) in model.inputs.calendar.years().into_iter().enumerate() {
        let days = estimator.tally.days_of_year(place);
        by_end_of_year.insert(year, on_days(0..days.end));
        in_year.insert(year, on_days(days));
    }
    let quantiles = DateQuantiles::of(|p| estimator.date_quantile(p, clocks));
    Exhaustion {
        by_horizon: on_days(0..clocks(&estimator.all).exhausted_on().len()),
        in_year,
        by_end_of_year,
        date_quantiles: quantiles.map(|quantile| quantile.estimate),
        date_quantile_intervals: quantiles.map(|quantile| Interval { low: quantile.low, high: quantile.high }),
    }
}

impl<T> DateQuantiles<T> {
    pub(super) fn of(quantile: impl Fn(f64) -> T) -> Self {
        Self {
            p05: quantile(0.05),
            p10: quantile(0.10),
            p25: quantile(0.25),
            p50: quantile(0.50),
            p75: quantile(0.75),
            p90: quantile(0.90),
            p95: quantile(0.95),
        }
    }

    fn map<U>(&self, change: impl Fn(&T) -> U) -> DateQuantiles<U> {
        DateQuantiles {
            p05: change(&self.p05),
            p10: change(&self.p10),
            p25: change(&self.p25),
            p50: change(&self.p50),
            p75: change(&self.p75),
            p90: change(&self.p90),
            p95: change(&self.p95),
        }
    }
}

fn profitability(model: &Model, estimator: &Estimator<'_>, clocks: fn(&Counts) -> &Clocks) -> Profitability {
    let in_years =
        |years: Range<usize>| estimator.probability(|counts| clocks(counts).profitable_in[years.clone()].iter().sum());
    let years = model.inputs.calendar.years();
    let (mut in_year, mut by_end_of_year) = (BTreeMap::new(), BTreeMap::new());
    for (place, &year) in years.iter().enumerate() {
        in_year.insert(year, in_years(place..place + 1));
        by_end_of_year.insert(year, in_years(0..place + 1));
    }
    Profitability {
        asked: model.company.asks_profitability,
        measure: match model.company.measure {
            Measure::OperatingResult => "operating_result",
            Measure::CashFlow => "cash_flow",
            Measure::CashFlowBeforeCredit => "cash_flow_before_credit",
        }
        .to_owned(),
        for_years: model.company.for_years,
        by_horizon: in_years(0..years.len()),
        in_year,
        by_end_of_year,
    }
}

fn order(estimator: &Estimator<'_>, counts: fn(&Counts) -> &OrderCounts) -> Order {
    let class = |count: fn(&OrderCounts) -> u64| estimator.probability(|replicate| count(counts(replicate)));
    Order {
        profitable_first: class(|order| order.profitable_first),
        exhausted_later: class(|order| order.exhausted_later),
        exhausted_first: class(|order| order.exhausted_first),
        neither: class(|order| order.neither),
    }
}

fn by_year(tally: &Tally, year: usize) -> ByYear {
    let [revenue, operating_result, cash_flow, cash] = tally.amounts(year).map(|amounts| fan(&amounts));
    ByYear { revenue, operating_result, cash_flow, cash }
}

fn limits_met(model: &Model, tally: &Tally, runs: u64) -> Vec<LimitMet> {
    let shares = model.inputs.drivers.iter().zip(&tally.limits_met).map(|(driver, &met)| LimitMet {
        driver: driver.name.clone(),
        limit: driver.limits.words(),
        share: met as f64 / (runs * driver.cadence.draws(&model.inputs.calendar) as u64) as f64,
    });
    shares.filter(|limit| limit.share > LIMIT_WORTH_SAYING).collect()
}

/// Cash of the first runs at the start and at the end of every step.
struct FirstPaths(Vec<SingleRun>);

impl Observer for FirstPaths {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        let opening = block.draws.of(block.model.company.opening_cash);
        for (lane, path) in self.0.iter_mut().enumerate() {
            path.cash.extend((step == 0).then(|| opening[lane]));
            path.cash.push(block.with_capital.cash[lane]);
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        let calendar = &block.model.inputs.calendar;
        for (path, &moment) in self.0.iter_mut().zip(block.with_capital.exhausted.iter()) {
            path.exhausted_on = moment.is_finite().then(|| calendar.date_at(moment));
        }
    }
}

fn cash_paths(model: &Model, plan: &Plan, runs: u64) -> Vec<SingleRun> {
    let shown = usize::try_from(runs).map_or(SHOWN_RUNS, |runs| runs.min(SHOWN_RUNS));
    let mut paths = FirstPaths(vec![SingleRun::default(); shown]);
    replay(model, &plan.futures(), 0, &mut paths);
    paths.0
}
