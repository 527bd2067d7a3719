//! What decides: the answer with each driver held low and high, and how much of its uncertainty goes back to each driver.

#[cfg(all(test, feature = "report"))] // what tells it is tested with it
pub(crate) mod example;
mod indices;
mod tornado;
mod types;
mod units;
mod waves;

pub use indices::{Indices, Measured, indices, shapley, sum_of_first};
pub use types::{
    HeldAt, HeldDriver, HeldSide, Index, QuestionKind, Resolution, Sensitivity, SensitivityQuestion, UnitIndices,
};

use super::question::{end, exhaustion};
use super::{Estimate, Provenance};
use crate::engine::{Block, Given, Observer, Plan, Simulator, replay};
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::{Claim, DriverId, Model};
use crate::sampling::{Replacement, Sampling, Variation};
use crate::tally::sensitivity::{ChainSums, Chains, HeldSums, Holds, SensitivityOutcome, SwapSums, Swaps};
use crate::tally::{BATCHES, Merge as _, Replicated};
use std::sync::Arc;
use tornado::OutcomeUnit;
use units::Ends;
use waves::Waves;

/// Orders of the units, and their reverses, that Shapley effects rest on.
const ORDERS: usize = 2 * BATCHES;
/// Runs are divided into this many equal batches of whole blocks.
const ROUND: u64 = (BATCHES * crate::vector::LANES) as u64;

/// What is requested of a model, besides the plan of its runs.
#[derive(Debug, Clone, Default)]
pub struct SensitivityRequest {
    /// The quantity whose uncertainty is traced.
    pub of: QuestionKind,
    /// The claim, if it is of one; `None` asks whether the cash runs out by the horizon.
    pub claim: Option<Claim>,
    /// Whether Shapley effects are wanted too.
    pub shapley: bool,
    /// Changes as given, to be echoed.
    pub overrides: Vec<String>,
}

impl Simulator<'_> {
    /// Finds out what decides.
    ///
    /// Where it is stopped, the drivers that were not done are left out.
    ///
    /// # Errors
    /// - If nothing is uncertain.
    /// - If the design is that of Sobol: two of its futures that share a point are not independent of each other.
    /// - If it is stopped before any driver is done, or if amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// The same model, seed, design and runs give the same answer on any number of threads: all sums are of whole numbers.
    ///
    /// # Example
    /// Of a small software company, its growth matters most, and then whether its round closes:
    /// ```
    /// use runout::answers::SensitivityRequest;
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::load;
    ///
    /// let loaded = load("startup", &[])?;
    /// let simulator = Simulator::new(Plan { runs: 8_192, ..Plan::default() })?;
    /// let found = simulator.sensitivity(&loaded.model, &SensitivityRequest::default())?;
    /// let names: Vec<&str> = found.drivers.iter().map(|held| held.driver.as_str()).collect();
    /// assert_eq!(names[..2], ["revenue.Subscriptions.growth", "capital.Seed extension.closes"]);
    /// assert!(found.drivers[1].high_less_low.high < -0.4, "that it closes is worth more than 40 points");
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn sensitivity(&self, model: &Model, request: &SensitivityRequest) -> Result<Sensitivity> {
        let (requested, plan) = (self.plan(), whole_batches(self.plan(), request.shapley)?);
        let (units, drivers) = (units::units(model), units::uncertain(model));
        check(&units, plan.sampling)?;
        let claim = request.claim.clone().unwrap_or_else(|| exhaustion(model));
        let outcome = match request.of {
            QuestionKind::Claim => SensitivityOutcome::Holds(&claim.test),
            QuestionKind::Date => SensitivityOutcome::Lasts,
            QuestionKind::Need => needs(model, &plan),
        };
        let mut analysis = Analysis::new(model, &self.with(plan.clone()), outcome, &units, request.shapley);
        let held = analysis.hold(&drivers)?;
        let Some((_, _, first)) = held.first() else {
            return Err(Error::Stopped("stopped before any driver was done: there is no answer".to_owned()));
        };
        let swapped = analysis.swap()?;
        let shapley = if request.shapley { analysis.chain()? } else { None };
        let scale = OutcomeUnit::new(outcome, outcome.greatest(model), plan.sampling.replicates());
        let found = AnalysisSums { scale, baseline: scale.baseline(first), held, swapped, shapley };
        Ok(found.compose(&analysis, (requested, request), &claim, drivers.len()))
    }
}

/// Checks that there is something to analyse, and that the design allows it.
fn check(units: &[Vec<DriverId>], sampling: Sampling) -> Result<()> {
    if units.is_empty() {
        let rule = "nothing is uncertain in this scenario: there is nothing to trace an uncertainty to";
        let help = "write a range such as \"10 to 20\" for what you are not sure of";
        return Err(Problem::new(None, "", rule).help(help).into());
    }
    if sampling == Sampling::Sobol {
        let why = " sobol` cannot be used here: two futures made from one Sobol point are not independent, as swapping their luck needs";
        let help = Message::from("leave it out, or take `") + Input::Sampling + " latin`";
        return Err(Problem::new(None, "", Message::from("`") + Input::Sampling + why).help(help).into());
    }
    Ok(())
}

/// The plan with whole batches of runs; of selected runs as many as can be swapped for others of them.
fn whole_batches(plan: &Plan, shapley: bool) -> Result<Plan> {
    let runs = plan.runs.max(1).checked_next_multiple_of(ROUND).unwrap_or(u64::MAX / ROUND * ROUND);
    let Some(given) = &plan.given else { return Ok(Plan { runs, ..plan.clone() }) };
    let (half, round) = (given.selected.count() / 2, if shapley { 2 * ROUND } else { ROUND });
    let runs = runs.min(half as u64) / round * round;
    if runs == 0 {
        let rule = format!("only {} futures agree with what happened, too few to swap their luck", given.agreeing);
        let help = Message::from(format!("{} must agree: simulate more `", 2 * round)) + Input::Runs + "`";
        return Err(Problem::new(None, "", rule).help(help).into());
    }
    let start = |number: usize| usize::try_from(runs / ORDERS as u64).unwrap_or_default() * number;
    let of_order = |number: usize| {
        let seed = order_seed(plan.seed, number);
        [(seed, start(number)), (another(seed, 1), half + start(number))]
    };
    let starts = std::iter::once((another(plan.seed, 0), half)).chain((0..ORDERS).flat_map(of_order)).collect();
    let selected = given.selected.clone().starting(starts);
    let given = Some(Arc::new(Given { selected, ..Given::clone(given) }));
    Ok(Plan { runs, given, ..plan.clone() })
}

/// Capital needed, counted finely enough for the first futures.
fn needs(model: &Model, plan: &Plan) -> SensitivityOutcome<'static> {
    struct Pilot(Option<SensitivityOutcome<'static>>);
    impl Observer for Pilot {
        fn end(&mut self, block: &Block<'_>) {
            self.0 = Some(SensitivityOutcome::needs(block));
        }
    }
    let mut pilot = Pilot(None);
    replay(model, &plan.futures(), 0, &mut pilot);
    pilot.0.unwrap_or(SensitivityOutcome::Needs { quantum: 1.0 })
}

/// A driver held: where, and the sums.
type HeldFound = (DriverId, Ends, Replicated<HeldSums>);

/// The simulations of an analysis.
struct Analysis<'a> {
    waves: Waves<'a>,
    plan: Plan,
    units: &'a [Vec<DriverId>],
    /// The seed of the other future of each pair.
    other: u64,
}

impl<'a> Analysis<'a> {
    fn new(
        model: &'a Model,
        simulator: &Simulator<'a>,
        outcome: SensitivityOutcome<'a>,
        units: &'a [Vec<DriverId>],
        shapley: bool,
    ) -> Self {
        let plan = simulator.plan().clone();
        let waves = Waves { model, outcome, simulator: simulator.clone(), followed: 0, planned: 0, is_stopped: false };
        let other = another(plan.seed, 0);
        let mut analysis = Self { waves, plan, units, other };
        let drivers: usize = units::uncertain(model).len();
        let cases = |of: usize, each: usize, shared: usize| {
            let per_wave = analysis.at_once(each, shared);
            (of * each + of.div_ceil(per_wave) * shared) as u64
        };
        let chains = cases(units.len(), 1, 3);
        let planned = analysis.plan.runs * (cases(drivers, 2, 1) + cases(units.len(), 2, 2));
        let chained = if shapley { analysis.chain_plan(0).runs * ORDERS as u64 * chains } else { 0 };
        analysis.waves.planned = planned + chained;
        analysis
    }

    /// How many items of `each` cases fit into a wave that has `shared` cases in common.
    fn at_once(&self, each: usize, shared: usize) -> usize {
        (self.waves.cases_at_once(self.plan.runs).saturating_sub(shared) / each).max(1)
    }

    /// Each driver held low and high.
    fn hold(&mut self, drivers: &[DriverId]) -> Result<Vec<HeldFound>> {
        let (model, mut found) = (self.waves.model, Vec::new());
        for drivers in drivers.chunks(self.at_once(2, 1)) {
            let ends: Vec<Ends> = drivers.iter().map(|&id| units::ends(id, model)).collect();
            let held = drivers
                .iter()
                .zip(&ends)
                .flat_map(|(&id, ends)| ends.latents.map(|latent| Variation::of([id], Replacement::Latent(latent))));
            let cases = std::iter::once(Variation::none()).chain(held).collect();
            let Some(sums) = self.waves.follow(&self.plan, cases, Holds::new(drivers.len()))? else { break };
            found.extend(drivers.iter().zip(ends).zip(sums.drivers).map(|((&id, ends), sums)| (id, ends, sums)));
        }
        Ok(found)
    }

    /// Each unit's draws swapped between two futures.
    fn swap(&mut self) -> Result<Vec<Replicated<SwapSums>>> {
        let all: Vec<usize> = (0..self.units.len()).collect();
        let mut found = Vec::new();
        for units in all.chunks(self.at_once(2, 2)) {
            let swapped = units.iter().flat_map(|&unit| {
                let others: Vec<usize> = all.iter().copied().filter(|&other| other != unit).collect();
                [self.with_other(&[unit], self.other), self.with_other(&others, self.other)]
            });
            let cases = [Variation::none(), self.with_other(&all, self.other)].into_iter().chain(swapped).collect();
            let Some(sums) = self.waves.follow(&self.plan, cases, Swaps::new(units.len()))? else { break };
            found.extend(sums.units);
        }
        Ok(found)
    }

    /// Chains from one future to another, each with an order of its own; `None` if stopped.
    fn chain(&mut self) -> Result<Option<Replicated<ChainSums>>> {
        let count = self.units.len();
        let mut found = Replicated::new(ChainSums::new(count), BATCHES);
        for number in 0..ORDERS {
            let plan = self.chain_plan(number);
            let (other, order) = (another(plan.seed, 1), order(count, another(plan.seed, 2)));
            for begin in (0..count).step_by(self.at_once(1, 3)) {
                let along = begin..(begin + self.at_once(1, 3)).min(count);
                let ends = [Variation::none(), self.with_other(&order, other)];
                let steps = (along.start..=along.end).map(|done| self.with_other(&order[..done], other));
                let cases = ends.into_iter().chain(steps).collect();
                let Some(sums) = self.waves.follow(&plan, cases, Chains::new(order[along].to_vec(), count))? else {
                    return Ok(None);
                };
                found.of_block(number as u64).merge(&sums.sums);
            }
        }
        Ok(Some(found))
    }

    /// The runs of one order: blocks of their own, as many for each.
    fn chain_plan(&self, number: usize) -> Plan {
        let runs = (self.plan.runs / ORDERS as u64).next_multiple_of(crate::vector::LANES as u64);
        Plan { runs, seed: order_seed(self.plan.seed, number), ..self.plan.clone() }
    }

    /// The variation that gives these units the draws of another future.
    fn with_other(&self, units: &[usize], seed: u64) -> Variation {
        Variation::of(units.iter().flat_map(|&unit| self.units[unit].iter().copied()), Replacement::Seed(seed))
    }
}

/// The seed of the futures that a chain begins with.
fn order_seed(seed: u64, number: usize) -> u64 {
    another(seed, 1 + number as u64)
}

/// Another seed for each number.
///
/// # Source
/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
fn another(seed: u64, number: u64) -> u64 {
    let mut z = seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A random permutation of this many.
///
/// # Source
/// Fisher and Yates 1938, as in Durstenfeld 1964.
fn order(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        let below = place as u64 + 1;
        #[expect(clippy::cast_possible_truncation, reason = "at most `place`")]
        let other = ((u128::from(another(seed, place as u64)) * u128::from(below)) >> 64) as usize;
        order.swap(place, other);
    }
    order
}

/// The sums of an analysis.
struct AnalysisSums {
    scale: OutcomeUnit,
    baseline: Estimate,
    held: Vec<HeldFound>,
    swapped: Vec<Replicated<SwapSums>>,
    shapley: Option<Replicated<ChainSums>>,
}

impl AnalysisSums {
    fn compose(
        self,
        analysis: &Analysis<'_>,
        (requested, request): (&Plan, &SensitivityRequest),
        claim: &Claim,
        drivers: usize,
    ) -> Sensitivity {
        let (model, plan) = (analysis.waves.model, &analysis.plan);
        let units_missing = analysis.units.len() - self.swapped.len();
        let sums: Vec<&[SwapSums]> = self.swapped.iter().map(|sums| &**sums).collect();
        let alone = if units_missing == 0 { sum_of_first(&sums) } else { None };
        let chains = analysis.chain_plan(0).runs * ORDERS as u64;
        let effects = self.shapley.as_ref().and_then(|sums| shapley(sums, chains));
        let mut held: Vec<HeldDriver> = Vec::new();
        let mut reaches = vec![0.0; model.inputs.drivers.len()];
        for (id, ends, sums) in self.held {
            let driver = self.scale.held(&model.inputs.drivers[id].name, ends, &sums);
            reaches[id] = driver.reach();
            held.push(driver);
        }
        held.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
        let measured: Vec<Option<Indices>> = sums.iter().map(|sums| indices(sums)).collect();
        let differs = measured.iter().any(Option::is_some);
        let mut units: Vec<(f64, UnitIndices)> = Vec::new();
        for (place, found) in measured.iter().enumerate() {
            let Some(found) = found.or_else(|| differs.then_some(Indices::UNKNOWN)) else { continue };
            let mut members = analysis.units[place].clone();
            members.sort_by(|&a, &b| reaches[b].total_cmp(&reaches[a]));
            let drivers = members.iter().map(|&id| model.inputs.drivers[id].name.clone()).collect();
            let shapley = effects.as_ref().map(|effects| effects[place].index());
            let unit = UnitIndices { drivers, first: found.first.index(), total: found.total.index(), shapley };
            units.push((found.total.estimate, unit));
        }
        units.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let all = measured.iter().flatten().flat_map(|found| [found.first, found.total]);
        let all = all.chain(alone).chain(effects.into_iter().flatten());
        let times = all.map(Measured::times_to_resolve).fold(1.0, f64::max);
        Sensitivity {
            provenance: Provenance::new(model, &request.overrides, requested, plan.runs, !analysis.waves.is_stopped),
            question: question_of(request.of, claim, model),
            followed: analysis.waves.followed,
            batches: BATCHES,
            baseline: self.baseline,
            drivers_missing: drivers - held.len(),
            drivers: held,
            units: units.into_iter().map(|(_, unit)| unit).collect(),
            units_missing,
            alone: alone.map(Measured::index),
            runs_to_resolve: runs_to_resolve(plan.runs, times),
        }
    }
}

/// The runs that would resolve all indices, rounded up to two digits; `None` if there are enough, or if it would be more than anyone
/// simulates.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10^12")]
fn runs_to_resolve(runs: u64, times: f64) -> Option<u64> {
    let wanted = runs as f64 * times;
    (times > 1.0 && wanted <= 1e12).then(|| {
        let unit = 10_u64.pow((wanted.log10().floor() as u32).saturating_sub(1));
        (wanted as u64).div_ceil(unit) * unit
    })
}

fn question_of(of: QuestionKind, claim: &Claim, model: &Model) -> SensitivityQuestion {
    let (text, unit) = match of {
        QuestionKind::Claim => (claim.text.clone(), "probability"),
        QuestionKind::Date => {
            (format!("How long the cash lasts, in months, counted up to {} at most", end(model)), "months")
        }
        QuestionKind::Need => (format!("Capital needed at the start to last to {}", end(model)), "units"),
    };
    SensitivityQuestion {
        of,
        text,
        source: claim.source.clone().filter(|_| of == QuestionKind::Claim),
        unit: unit.to_owned(),
    }
}
