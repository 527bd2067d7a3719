//! Whose bad luck it was: the same runs again, with drivers fixed at values that are not bad.

use super::contrast_spec::is_drawn;
use super::types::{BlameShares, DriverBlame, DriverShift, Happening, HappeningKind};
use crate::answers::Estimate;
use crate::answers::interval::{ALPHA, Intervals, Successes};
use crate::distribution::{TailProbabilities, standard_normal};
use crate::engine::{Block, Plan, Progress, RequestedOutputs, Simulator};
use crate::model::{DriverId, Model, Test};
use crate::sampling::{Replacement, Variation};
use crate::tally::{
    Blame, BlameCounts, BlameLever, MOST_EXACT, Merge as _, TestObserver, Watched, orders, simulations_per_block,
};
use crate::vector::LANES;

/// The number of repeated runs, as a multiple of those simulated as written.
pub(super) const EFFORT: u64 = 16;
/// Blocks that are simulated again, at least: one for each of the groups from which intervals are made.
const LEAST_BLOCKS: u64 = 32;
/// Drivers that are blamed individually; the others, which differ less, are blamed together.
const MOST_LEVERS: usize = 32;
/// The latent at which everything that is not impossible happens, or everything that is not certain does not.
const FOR_SURE: f64 = 8.0;

/// A driver that can be held, and what that is called.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    driver: DriverId,
    held: &'static str,
    /// The latent at which it is held alone.
    alone: f64,
    /// 1 if more is good, -1 if less is.
    good: f64,
    /// Whether a draw decides between yes and no.
    is_yes_or_no: bool,
    /// How far it lies apart.
    ///
    /// # Units
    /// Standard deviations.
    size: f64,
}

/// Everything that can be held, the most different first.
pub(super) fn candidates(
    model: &Model,
    years: usize,
    watched: &[Watched],
    drivers: &[(usize, DriverShift)],
    happenings: &[Happening],
) -> Vec<Candidate> {
    let found = |name: &str| drivers.iter().map(|(_, shift)| shift).find(|shift| shift.driver == name);
    let candidate = |watched: &Watched| match *watched {
        Watched::Value(driver) => {
            let of = &model.inputs.drivers[driver];
            let shift = found(&of.name).filter(|_| is_drawn(of, years))?;
            let overall = shift.overall.as_ref()?.shift.estimate;
            let good = if overall > 0.0 { -1.0 } else { 1.0 };
            let size = shift.furthest().map_or(overall.abs(), |at| at.shift.estimate.abs().max(overall.abs()));
            Some(Candidate { driver, held: "at its median", alone: 0.0, good, is_yes_or_no: false, size })
        }
        Watched::Closing(occurrence) => {
            let closes = model.company.chance_of(occurrence)?.closes;
            happening(closes, &model.inputs.drivers[closes].name, happenings)
        }
        Watched::Firing(place) => {
            let fires = model.inputs.events[place].fires;
            happening(fires, &model.inputs.drivers[fires].name, happenings)
        }
    };
    let mut candidates: Vec<Candidate> = watched.iter().filter_map(candidate).collect();
    candidates.sort_by(|a, b| b.size.total_cmp(&a.size));
    candidates
}

/// A round that closes, or an event that happens, whichever is rarer or more frequent in bad futures.
fn happening(driver: DriverId, name: &str, happenings: &[Happening]) -> Option<Candidate> {
    let found = happenings.iter().find(|happening| happening.driver == name)?;
    let shift = found.shift.estimate;
    let (good, held) = match found.kind {
        HappeningKind::Closes if shift <= 0.0 => (1.0, "closed"),
        HappeningKind::Closes => (-1.0, "not closed"),
        HappeningKind::Fires | HappeningKind::Happens if shift >= 0.0 => (-1.0, "not happened"),
        HappeningKind::Happens => (1.0, "happened"),
        HappeningKind::Fires => (1.0, "happened every year"),
    };
    Some(Candidate { driver, held, alone: good * FOR_SURE, good, is_yes_or_no: true, size: shift.abs() })
}

impl Candidate {
    /// The latent when held together with others: the quantile of latent `z` on the good side.
    fn together(&self, z: f64) -> f64 {
        if self.is_yes_or_no { self.alone } else { self.good * z }
    }
}

/// What the blame is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blamed<'a> {
    pub(super) model: &'a Model,
    pub(super) plan: &'a Plan,
    /// The test that holds in the bad runs.
    pub(super) test: &'a Test,
    /// Share of blocks with a bad run.
    pub(super) blocks_failing: f64,
}

/// What simulating runs again showed.
pub(super) struct BlameResult {
    pub(super) shares: BlameShares,
    pub(super) followings: u64,
    /// Whether it ran to the end.
    pub(super) complete: bool,
    pub(super) overflowed: u64,
}

impl Blamed<'_> {
    /// Blames every candidate by itself, and together with the others.
    pub(super) fn find(&self, candidates: &[Candidate], simulator: &Simulator<'_>) -> BlameResult {
        let (level, median_fails) = self.level(candidates);
        let z = level.map_or(0.0, latent);
        let levers = levers(candidates, z);
        let (runs, each) = self.runs(levers.len(), level.is_some());
        let followed = |runs: u64| scaled(runs, each);
        let on_progress = |progress: Progress| {
            simulator.report(Progress { runs: followed(progress.runs), until: followed(runs), half_width: None });
        };
        let new = || Blame::new(self.test, &levers, level.is_some(), self.model, self.plan.seed);
        let outputs = (self.model, RequestedOutputs::Test(self.test));
        let simulated = simulator.clone().reporting_to(&on_progress).replay_blocks(outputs, runs, new);
        let blame = new().merged(&simulated.observers);
        let estimator =
            BlameEstimator { groups: &blame.groups, levers: levers.len(), is_even: self.plan.replicates() > 1 };
        let shares = estimator.shares(self.model, candidates, level, median_fails, simulated.runs);
        BlameResult {
            shares,
            followings: followed(simulated.runs),
            complete: simulated.runs == runs,
            overflowed: blame.overflowed(),
        }
    }

    /// How many runs are simulated again, and how often each is on average.
    fn runs(&self, levers: usize, is_shared: bool) -> (u64, f64) {
        let blocks = self.plan.runs.div_ceil(LANES as u64);
        let each = 1.0 + self.blocks_failing * (simulations_per_block(levers, is_shared) - 1) as f64;
        let affordable = scaled(EFFORT * blocks, 1.0 / each).max(LEAST_BLOCKS).next_multiple_of(LEAST_BLOCKS);
        ((affordable.min(blocks) * LANES as u64).min(self.plan.runs), each)
    }

    /// The least probability, from one half on, at whose quantile on the good side everything held makes the company last, if there is one
    /// up to 0.95; and whether it fails at the medians.
    fn level(&self, candidates: &[Candidate]) -> (Option<f64>, bool) {
        let levels = || (10..20_u32).map(|step| f64::from(step) / 20.0);
        let level = levels().find(|&level| self.lasts(candidates, latent(level)));
        (level, level != levels().next())
    }

    /// Whether the company does not fail with everything held at the quantile of latent `z` on its good side.
    fn lasts(&self, candidates: &[Candidate], z: f64) -> bool {
        let held = candidates.iter().fold(Variation::none(), |held, candidate| {
            held.and(candidate.driver, Replacement::Latent(candidate.together(z)))
        });
        let (plan, mut observer) = (self.plan, TestObserver::new(self.test, self.model));
        let outputs = RequestedOutputs::Test(self.test);
        Block::varied(self.model, &plan.futures(), &held, outputs).follow(0, LANES, &mut observer);
        observer.holds.iter().all(|fails| !fails)
    }
}

/// The latent of a probability from one half on.
fn latent(level: f64) -> f64 {
    if level > 0.5 { standard_normal::quantile(TailProbabilities::above(1.0 - level)) } else { 0.0 }
}

#[expect(clippy::cast_possible_truncation, reason = "a count of runs, well below 2^63")]
fn scaled(count: u64, by: f64) -> u64 {
    (count as f64 * by).round() as u64
}

/// How many candidates are blamed individually: a single one left over would not be a group.
fn by_themselves(candidates: usize) -> usize {
    if candidates > MOST_LEVERS + 1 { MOST_LEVERS } else { candidates }
}

fn levers(candidates: &[Candidate], z: f64) -> Vec<BlameLever> {
    let lever = |of: &[Candidate]| BlameLever {
        alone: of.iter().map(|candidate| (candidate.driver, candidate.alone)).collect(),
        together: of.iter().map(|candidate| (candidate.driver, candidate.together(z))).collect(),
    };
    let (alone, others) = candidates.split_at(by_themselves(candidates.len()));
    let rest = (!others.is_empty()).then(|| lever(others));
    alone.iter().map(|one| lever(std::slice::from_ref(one))).chain(rest).collect()
}

/// Estimates from what was counted.
struct BlameEstimator<'a> {
    groups: &'a [BlameCounts],
    levers: usize,
    /// Whether the design spreads runs evenly, so that groups and not runs are independent.
    is_even: bool,
}

impl BlameEstimator<'_> {
    fn shares(
        &self,
        model: &Model,
        candidates: &[Candidate],
        held_at: Option<f64>,
        median_fails: bool,
        runs: u64,
    ) -> BlameShares {
        let failing_runs = self.groups.iter().map(|group| group.holding).sum();
        let named = by_themselves(candidates.len());
        let blame = |lever: usize| {
            let one = candidates.get(lever).filter(|_| lever < named);
            Some(DriverBlame {
                driver: one.map(|one| model.inputs.drivers[one.driver].name.clone()),
                held: one.map_or("all at their medians, closed, not happened", |one| one.held).to_owned(),
                alone: self.share(|group| group.alone[lever])?,
                shared: held_at.and_then(|_| self.shared(lever)),
            })
        };
        let mut drivers: Vec<DriverBlame> = (0..self.levers).filter_map(blame).collect();
        let size = |blame: &DriverBlame| blame.shared.map_or(blame.alone.estimate, |shared| shared.estimate);
        drivers.sort_by(|a, b| a.driver.is_none().cmp(&b.driver.is_none()).then(size(b).total_cmp(&size(a))));
        BlameShares {
            runs,
            failing_runs,
            median_fails,
            held_at,
            method: if self.levers <= MOST_EXACT { "every order" } else { "orders by chance" }.to_owned(),
            all_held: held_at.and_then(|_| self.share(|group| group.all)),
            others_together: candidates.len() - named,
            drivers,
        }
    }

    /// The groups that have bad runs.
    fn failing(&self) -> impl Iterator<Item = &BlameCounts> {
        self.groups.iter().filter(|group| group.holding > 0)
    }

    /// A share of the bad runs; `None` if there are none.
    fn share(&self, of: impl Fn(&BlameCounts) -> u64) -> Option<Estimate> {
        let by_group: Vec<Successes> =
            self.failing().map(|group| Successes { successes: of(group), runs: group.holding }).collect();
        let sum = |part: fn(&Successes) -> u64| by_group.iter().map(part).sum();
        let all = Successes { successes: sum(|held| held.successes), runs: sum(|held| held.runs) };
        if all.runs == 0 {
            return None;
        }
        let counted = if self.is_even { by_group } else { vec![all] };
        Some(Intervals::new(ALPHA, counted.len()).probability(&counted))
    }

    /// A lever's Shapley value, with the interval of Student's t over the groups, which have runs and orders of their own.
    ///
    /// Where no group differs from another it is no narrower than Wilson's: what has never been seen is not impossible.
    fn shared(&self, lever: usize) -> Option<Estimate> {
        let weight = orders(self.levers) as f64;
        let values: Vec<(u64, f64)> = self
            .failing()
            .map(|group| (group.holding, group.shared[lever] as f64 / (weight * group.holding as f64)))
            .collect();
        let runs: u64 = values.iter().map(|(runs, _)| runs).sum();
        let sum: i64 = self.groups.iter().map(|group| group.shared[lever]).sum();
        let estimate = sum as f64 / (weight * runs as f64);
        let half = Intervals::new(ALPHA, values.len()).spread(&values, estimate)?;
        if half > 0.0 {
            return Some(Estimate { estimate, low: estimate - half, high: estimate + half });
        }
        let turned = scaled(runs, estimate.clamp(0.0, 1.0));
        let seen = Intervals::new(ALPHA, 1).probability(&[Successes { successes: turned, runs }]);
        Some(Estimate { estimate, low: seen.low.min(estimate), high: seen.high.max(estimate) })
    }
}
