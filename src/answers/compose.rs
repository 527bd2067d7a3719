//! From a model to its answers: simulate, merge the tallies, and say what they say.

use super::interval::{probability, quantile_ranks};
use super::median::MedianPath;
use super::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Order, Profitability, ScenarioHeader, SurvivalPoint, WithoutNewCapital,
};
use crate::engine::{Block, Observer, Plan, replay, simulate};
use crate::error::{Error, Result};
use crate::model::{Amount, Model};
use crate::sampling::lanes::Lanes;
use crate::scenario::{Measure, Step, Unit};
use crate::tally::{Amounts, Clocks, Needs, OrderCounts, Tally};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// What is asked of a model.
#[derive(Debug, Clone)]
pub struct Request {
    /// Runs, seed and threads.
    pub plan: Plan,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}

/// Runs of which the cash is shown in the chart.
const SHOWN_RUNS: usize = 12;
/// Limits met in fewer draws than this are not worth a word.
const LIMIT_WORTH_SAYING: f64 = 0.001;
/// Points of the survival curve.
const CURVE_POINTS: u32 = 160;

/// Simulates `model` and answers. `stop` and `progress` are those of [`simulate`].
///
/// # Errors
/// - If the machine refuses the threads.
/// - If the design has not so many runs.
/// - If it is stopped before any run is done.
/// - If amounts grow beyond what numbers can hold.
pub fn answer(model: &Model, request: &Request, stop: &AtomicBool, progress: &(dyn Fn(u64) + Sync)) -> Result<Answers> {
    let simulated = simulate(model, &request.plan, stop, progress, || Tally::new(model))?;
    let mut tally = Tally::new(model);
    simulated.observers.iter().for_each(|part| tally.merge(part));
    if tally.runs == 0 {
        return Err(Error::Machine("stopped before any run was done: there is no answer".to_owned()));
    }
    if tally.overflowed > 0 {
        return Err(Error::AtFault(format!(
            "error: in {} of {} runs amounts grow beyond what numbers can hold\nhelp: narrow the growth rates, or choose a larger `unit`",
            tally.overflowed, tally.runs
        )));
    }
    Ok(compose(model, &tally, request))
}

fn compose(model: &Model, tally: &Tally, request: &Request) -> Answers {
    let median = MedianPath::of(model);
    let years = model.calendar.years();
    let by_year = years.iter().enumerate().map(|(place, &year)| (year, by_year(tally, place))).collect();
    let claims = model.claims.iter().zip(&tally.claims).map(|(claim, &held)| ClaimAnswer {
        text: claim.text.clone(),
        source: claim.source.clone(),
        probability: probability(held, tally.runs),
    });
    let profitability = profitability(model, tally);
    Answers {
        schema: 1,
        program: concat!("runout ", env!("CARGO_PKG_VERSION")).to_owned(),
        scenario: header(model),
        overrides: request.overrides.clone(),
        runs: tally.runs,
        seed: request.plan.seed,
        sampling: request.plan.sampling.to_string(),
        runs_asked: request.plan.runs,
        complete: request.plan.whole_runs().is_ok_and(|runs| tally.runs == runs),
        exhaustion: exhaustion(model, tally, &tally.with_capital),
        order: order(&tally.with_capital.order, tally.runs),
        without_new_capital: WithoutNewCapital {
            exhaustion: exhaustion(model, tally, &tally.without_capital),
            profitability: profitability.clone(),
            order: order(&tally.without_capital.order, tally.runs),
        },
        profitability,
        capital_needed: capital_needed(&tally.need),
        naive_runway_months: median.naive_runway_months(model),
        by_year,
        claims: claims.collect(),
        warnings: median.doubts(model),
        limits_met: limits_met(model, tally),
        opening_cash: fan(&tally.opening_cash),
        cash_paths: cash_paths(model, &request.plan, tally.runs),
        survival_by_capital: survival_by_capital(&tally.need),
    }
}

fn header(model: &Model) -> ScenarioHeader {
    let unit = match model.unit {
        Unit::One => "one",
        Unit::Thousand => "thousand",
        Unit::Million => "million",
        Unit::Billion => "billion",
    };
    ScenarioHeader {
        title: model.title.clone(),
        currency: model.currency.clone(),
        unit: unit.to_owned(),
        start: model.calendar.start(),
        years: u32::try_from(model.calendar.months() / 12).unwrap_or(u32::MAX),
        step: match model.calendar.step() {
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        }
        .to_owned(),
        end: model.calendar.end(),
        minimum_cash: model.minimum_cash,
    }
}

fn exhaustion(model: &Model, tally: &Tally, clocks: &Clocks) -> Exhaustion {
    let mut by_end = 0;
    let (mut in_year, mut by_end_of_year) = (BTreeMap::new(), BTreeMap::new());
    for (place, year) in model.calendar.years().into_iter().enumerate() {
        let count: u64 = clocks.exhausted_on[tally.days_of_year(place)].iter().sum();
        by_end += count;
        in_year.insert(year, probability(count, tally.runs));
        by_end_of_year.insert(year, probability(by_end, tally.runs));
    }
    let quantiles = DateQuantiles::of(|p| date_quantile(p, tally, clocks));
    Exhaustion {
        by_horizon: probability(by_end, tally.runs),
        in_year,
        by_end_of_year,
        date_quantiles: quantiles.map(|quantile| quantile.estimate),
        date_quantile_intervals: quantiles.map(|quantile| Interval { low: quantile.low, high: quantile.high }),
    }
}

fn date_quantile(p: f64, tally: &Tally, clocks: &Clocks) -> Estimate<MaybeDate> {
    let ranks = quantile_ranks(p, tally.runs);
    let date = |rank: u64| {
        let mut before = 0;
        let day = clocks.exhausted_on.iter().position(|count| {
            before += count;
            rank < before
        });
        day.map(|day| tally.date_of(day))
    };
    Estimate { estimate: date(ranks.estimate), low: date(ranks.low.unwrap_or(0)), high: ranks.high.and_then(date) }
}

impl<T> DateQuantiles<T> {
    fn of(quantile: impl Fn(f64) -> T) -> Self {
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

fn profitability(model: &Model, tally: &Tally) -> Profitability {
    let mut by_end = 0;
    let (mut in_year, mut by_end_of_year) = (BTreeMap::new(), BTreeMap::new());
    for (year, &count) in model.calendar.years().into_iter().zip(&tally.profitable_in) {
        by_end += count;
        in_year.insert(year, probability(count, tally.runs));
        by_end_of_year.insert(year, probability(by_end, tally.runs));
    }
    Profitability {
        measure: match model.measure {
            Measure::OperatingResult => "operating_result",
            Measure::CashFlow => "cash_flow",
        }
        .to_owned(),
        for_years: model.for_years,
        by_horizon: probability(by_end, tally.runs),
        in_year,
        by_end_of_year,
    }
}

fn order(counts: &OrderCounts, runs: u64) -> Order {
    Order {
        profitable_first: probability(counts.profitable_first, runs),
        exhausted_later: probability(counts.exhausted_later, runs),
        exhausted_first: probability(counts.exhausted_first, runs),
        neither: probability(counts.neither, runs),
    }
}

fn capital_needed(need: &Needs) -> CapitalNeeded {
    let quantile = |p| {
        let ranks = quantile_ranks(p, need.count());
        Estimate {
            estimate: need.ranked(ranks.estimate),
            low: ranks.low.map_or(0.0, |rank| need.ranked(rank)),
            high: ranks.high.map_or(f64::INFINITY, |rank| need.ranked(rank)),
        }
    };
    CapitalNeeded {
        method: "exact".to_owned(),
        p50: quantile(0.50),
        p75: quantile(0.75),
        p90: quantile(0.90),
        p95: quantile(0.95),
        p99: quantile(0.99),
    }
}

fn by_year(tally: &Tally, year: usize) -> ByYear {
    let fan = |amount| fan(tally.amounts(year, amount));
    ByYear {
        revenue: fan(Amount::Revenue),
        operating_result: fan(Amount::OperatingResult),
        cash_flow: fan(Amount::CashFlow),
        cash: fan(Amount::Cash),
    }
}

fn fan(amounts: &Amounts) -> Fan {
    let quantile = |p| amounts.ranked(quantile_ranks(p, amounts.count()).estimate);
    Fan { p05: quantile(0.05), p25: quantile(0.25), p50: quantile(0.50), p75: quantile(0.75), p95: quantile(0.95) }
}

fn survival_by_capital(need: &Needs) -> Vec<SurvivalPoint> {
    let most = need.ranked(quantile_ranks(0.995, need.count()).estimate);
    let bins: Vec<(f64, f64, u64)> = need.bins().collect();
    let survives = |capital: f64| {
        let within = |&(low, high, count): &(f64, f64, u64)| {
            let share = if high <= capital { 1.0 } else { ((capital - low) / (high - low)).max(0.0) };
            share * count as f64
        };
        bins.iter().take_while(|&&(low, _, _)| low <= capital).map(within).sum::<f64>()
    };
    let point = |place: u32| {
        let capital = most * f64::from(place) / f64::from(CURVE_POINTS);
        #[expect(clippy::cast_possible_truncation, reason = "a count of runs")]
        let held = survives(capital).round() as u64;
        SurvivalPoint { capital, survival: probability(held.min(need.count()), need.count()) }
    };
    (0..=CURVE_POINTS).map(point).collect()
}

fn limits_met(model: &Model, tally: &Tally) -> Vec<LimitMet> {
    let counts = tally.limits_met.iter().zip(&tally.draws_made);
    let shares = model.drivers.iter().zip(counts).map(|(driver, (&met, &made))| LimitMet {
        driver: driver.name.clone(),
        limit: driver.limits.words(),
        share: met as f64 / made.max(1) as f64,
    });
    shares.filter(|limit| limit.share > LIMIT_WORTH_SAYING).collect()
}

/// Cash of the first runs at the end of every step.
struct Paths(Vec<Vec<f64>>);

impl Observer for Paths {
    fn step(&mut self, _step: usize, block: &Block<'_>) {
        let cash: &Lanes = &block.with_capital.cash;
        self.0.iter_mut().zip(cash).for_each(|(path, &cash)| path.push(cash));
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

fn cash_paths(model: &Model, plan: &Plan, runs: u64) -> Vec<Vec<f64>> {
    let shown = usize::try_from(runs).map_or(SHOWN_RUNS, |runs| runs.min(SHOWN_RUNS));
    let mut paths = Paths(vec![Vec::new(); shown]);
    replay(model, plan.seed, plan.sampling, 0, &mut paths);
    paths.0
}
