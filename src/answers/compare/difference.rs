//! One scenario against the baseline: every number that both answer, as the other's less the baseline's.

use super::interval::{Differing, Quantile, of_probabilities, of_quantiles};
use super::{
    CapitalDifference, ClaimDifference, DayDifference, Difference, ExhaustionDifference, Lasting,
    ProfitabilityDifference, SharedDrivers, WithoutNewCapitalDifference, surer,
};
use crate::answers::estimator::{Estimator, NeedEstimator, day_of_rank};
use crate::answers::interval::{ALPHA, Intervals, Successes, quantile_rank};
use crate::answers::{CapitalNeeded, DateQuantiles, Estimate, Interval, Order};
use crate::model::{Model, Year};
use crate::tally::{Clocks, Counts, Discordant, PairCounts, PairedClocks, ScenarioPair, Tally};
use std::collections::BTreeMap;

/// One scenario of a pair, as it was counted.
pub(super) struct ComparedSide<'t> {
    model: &'t Model,
    /// The estimates of its own answers.
    pub(super) estimator: Estimator<'t>,
    /// The same with intervals of a smaller alpha.
    surer: Estimator<'t>,
    /// Its batches that have runs.
    batches: Vec<&'t Counts>,
}

impl<'t> ComparedSide<'t> {
    /// From the tally as its own answers use it, `whole`, and the same in `batches`.
    pub(super) fn new(model: &'t Model, whole: &'t Tally, batches: &'t Tally) -> Self {
        let batches = batches.replicates.iter().filter(|batch| batch.runs > 0).collect();
        Self { model, estimator: Estimator::new(whole, ALPHA), surer: surer(whole), batches }
    }

    /// A quantile of the day of exhaustion, counted from the start.
    fn day_quantile(&self, p: f64, clocks: fn(&Counts) -> &Clocks) -> Quantile {
        let day = |counts: &Counts| {
            let day = day_of_rank(clocks(counts).exhausted_on(), quantile_rank(p, counts.runs));
            day.map(|day| day as f64)
        };
        let ends = self.surer.date_quantile(p, clocks);
        let start = self.model.inputs.calendar.start();
        let number = |date: Option<jiff::civil::Date>| date.map(|date| f64::from((date - start).get_days()));
        Quantile {
            estimate: day(&self.estimator.all),
            surer: Interval { low: number(ends.low), high: number(ends.high) },
            batches: self.batches.iter().map(|counts| (counts.runs, day(counts))).collect(),
            resolution: 0.0,
        }
    }
}

/// Estimates the differences of a pair.
struct PairEstimator<'p> {
    pair: &'p ScenarioPair,
    all: PairCounts,
    intervals: Intervals,
    /// For what is estimated batch by batch.
    batch_intervals: Intervals,
}

/// How `other`, called `letter`, differs from the baseline, which stands first; each comes with what its own answers say of capital needed.
pub(super) fn difference(
    letter: char,
    compared: [(&ComparedSide<'_>, &CapitalNeeded); 2],
    pair: &ScenarioPair,
) -> Difference {
    let (sides, needed) = (compared.map(|(side, _)| side), compared.map(|(_, needed)| needed));
    let used = pair.replicates.iter().filter(|replicate| replicate.runs > 0).count();
    let estimator = PairEstimator {
        pair,
        all: pair.replicates.pooled(),
        intervals: Intervals::new(ALPHA, used),
        batch_intervals: Intervals::new(ALPHA, sides[0].batches.len()),
    };
    let with: fn(&PairCounts) -> &PairedClocks = |counts| &counts.with_capital;
    let without: fn(&PairCounts) -> &PairedClocks = |counts| &counts.without_capital;
    Difference {
        baseline: 'A',
        other: letter,
        drivers: shared_drivers(sides[0].model, sides[1].model),
        alike: estimator.share(|counts| counts.alike),
        lasting: Lasting {
            baseline_longer: estimator.share(|counts| counts.lasting.first_longer),
            other_longer: estimator.share(|counts| counts.lasting.other_longer),
            same_moment: estimator.share(|counts| counts.lasting.same_moment),
            both_last: estimator.share(|counts| counts.lasting.both_last),
        },
        exhaustion: estimator.exhaustion(sides, with, |counts| &counts.with_capital),
        profitability: estimator.profitability(sides, with),
        order: estimator.order(with),
        without_new_capital: WithoutNewCapitalDifference {
            exhaustion: estimator.exhaustion(sides, without, |counts| &counts.without_capital),
            profitability: estimator.profitability(sides, without),
            order: estimator.order(without),
        },
        capital_needed: estimator.capital_needed(sides, needed),
        claims: estimator.claims(sides),
    }
}

/// How many uncertain drivers two models share by name.
fn shared_drivers(first: &Model, other: &Model) -> SharedDrivers {
    let uncertain = |model: &Model, name: &str| {
        let place = model.inputs.drivers.binary_search_by(|driver| driver.name.as_str().cmp(name));
        place.is_ok_and(|place| !model.inputs.drivers[place].is_constant())
    };
    let count = |of: &Model, by: &Model, wanted: bool| {
        let names = of.inputs.drivers.iter().filter(|driver| !driver.is_constant()).map(|driver| &driver.name);
        names.filter(|name| uncertain(by, name) == wanted).count()
    };
    SharedDrivers {
        shared: count(first, other, true),
        baseline_only: count(first, other, false),
        other_only: count(other, first, false),
    }
}

impl PairEstimator<'_> {
    fn replicates(&self) -> impl Iterator<Item = &PairCounts> {
        self.pair.replicates.iter().filter(|replicate| replicate.runs > 0)
    }

    /// The share of futures that `held` counts.
    fn share(&self, held: impl Fn(&PairCounts) -> u64) -> Estimate {
        let held: Vec<Successes> =
            self.replicates().map(|counts| Successes { successes: held(counts), runs: counts.runs }).collect();
        self.intervals.probability(&held)
    }

    /// How much more often something holds in the other, which `discordant` counts.
    fn probability(&self, discordant: impl Fn(&PairCounts) -> Discordant) -> Estimate {
        let differing: Vec<Differing> =
            self.replicates().map(|counts| Differing { discordant: discordant(counts), runs: counts.runs }).collect();
        of_probabilities(&self.intervals, &differing)
    }

    /// How much greater a quantile is in the other. Where no future differs, no quantile does.
    fn quantile(&self, p: f64, first: &Quantile, other: &Quantile) -> [Option<f64>; 3] {
        let found = of_quantiles(&self.batch_intervals, p, first, other);
        if self.all.alike == self.all.runs { [found[0]; 3] } else { found }
    }

    fn exhaustion(
        &self,
        [first, other]: [&ComparedSide<'_>; 2],
        pairs: fn(&PairCounts) -> &PairedClocks,
        clocks: fn(&Counts) -> &Clocks,
    ) -> ExhaustionDifference {
        let years = first.model.inputs.calendar.years();
        let by_end = |place: usize| self.probability(|counts| pairs(counts).exhausted_by[place]);
        ExhaustionDifference {
            by_horizon: by_end(years.len() - 1),
            by_end_of_year: by_year(&years, by_end),
            date_quantiles: DateQuantiles::of(|p| {
                let [days, low, high] =
                    self.quantile(p, &first.day_quantile(p, clocks), &other.day_quantile(p, clocks));
                DayDifference {
                    days: days.map(whole),
                    low: low.map(f64::floor).map(whole),
                    high: high.map(f64::ceil).map(whole),
                }
            }),
        }
    }

    fn profitability(
        &self,
        [first, _]: [&ComparedSide<'_>; 2],
        pairs: fn(&PairCounts) -> &PairedClocks,
    ) -> ProfitabilityDifference {
        let years = first.model.inputs.calendar.years();
        let by = |place: usize| self.probability(|counts| pairs(counts).profitable_by[place]);
        ProfitabilityDifference { by_horizon: by(years.len() - 1), by_end_of_year: by_year(&years, by) }
    }

    fn order(&self, pairs: fn(&PairCounts) -> &PairedClocks) -> Order {
        let class = |place: usize| self.probability(|counts| pairs(counts).order[place]);
        Order { profitable_first: class(0), exhausted_later: class(1), exhausted_first: class(2), neither: class(3) }
    }

    /// Of what each run needs; where quantiles are searched, shifted by how far these lie from that.
    fn capital_needed(&self, sides: [&ComparedSide<'_>; 2], needed: [&CapitalNeeded; 2]) -> CapitalDifference {
        let surer = sides.map(|side| NeedEstimator::new(&side.surer));
        let quantile = |p: f64, answered: fn(&CapitalNeeded) -> &Estimate| {
            let [first, other] = [0, 1].map(|at: usize| need_quantile(p, sides[at], &surer[at]));
            let found = self.quantile(p, &first, &other);
            let off = |at: usize, read: &Quantile| read.estimate.map(|read| answered(needed[at]).estimate - read);
            let shift = off(1, &other).zip(off(0, &first)).map_or(0.0, |(other, first)| other - first);
            let [estimate, low, high] = found.map(|end| end.map(|end| end + shift));
            Estimate {
                // Capital needed is always known; only an end may be unbounded.
                estimate: estimate.unwrap_or(f64::NAN),
                low: low.unwrap_or(f64::NEG_INFINITY),
                high: high.unwrap_or(f64::INFINITY),
            }
        };
        CapitalDifference {
            p50: quantile(0.50, |needed| &needed.p50),
            p75: quantile(0.75, |needed| &needed.p75),
            p90: quantile(0.90, |needed| &needed.p90),
            p95: quantile(0.95, |needed| &needed.p95),
            p99: quantile(0.99, |needed| &needed.p99),
        }
    }

    fn claims(&self, [first, other]: [&ComparedSide<'_>; 2]) -> Vec<ClaimDifference> {
        let claim = |(place, &(ours, theirs)): (usize, &(usize, usize))| ClaimDifference {
            text: first.model.company.claims[ours].text.clone(),
            baseline: first.estimator.probability(|counts| counts.claims[ours]),
            other: other.estimator.probability(|counts| counts.claims[theirs]),
            difference: self.probability(|counts| counts.claims[place]),
        };
        self.pair.claims.iter().enumerate().map(claim).collect()
    }
}

fn by_year(years: &[Year], of: impl Fn(usize) -> Estimate) -> BTreeMap<Year, Estimate> {
    years.iter().enumerate().map(|(place, &year)| (year, of(place))).collect()
}

/// A quantile of capital needed, in units.
fn need_quantile(p: f64, side: &ComparedSide<'_>, surer: &NeedEstimator<'_, '_>) -> Quantile {
    let ends = surer.quantile(p);
    let need = |counts: &Counts| counts.need.ranked(quantile_rank(p, counts.need.count()));
    let of_all = &side.estimator.all.need;
    let known = side.batches.iter().filter(|counts| counts.need.count() > 0);
    Quantile {
        estimate: Some(need(&side.estimator.all)),
        surer: Interval { low: Some(ends.low), high: Some(ends.high).filter(|high| high.is_finite()) },
        batches: known.map(|counts| (counts.need.count(), Some(need(counts)))).collect(),
        resolution: of_all.resolution(quantile_rank(p, of_all.count())),
    }
}

/// A number of days, which is whole.
#[expect(clippy::cast_possible_truncation, reason = "at most the days of 50 years")]
fn whole(days: f64) -> i64 {
    days as i64
}
