//! The share of runs that lasts with more cash at the start, where something reacts to cash and more can harm a run, since cuts come later:
//! the quantiles of capital needed are then searched on these shares, and not read off what each run needs.
//!
//! What single runs need guides the search, as a control variate: the share that lasts differs little from the share that needs no more,
//! and the difference is smooth, so that it is interpolated between the amounts that were looked at.
//!
//! # Source
//! Control variates for quantiles: Hesterberg and Nelson, "Control variates for probability and quantile estimation", Management Science
//! 44(9), 1998.

use super::Estimate;
use super::estimator::NeedEstimator;
use super::interval::{ALPHA, Intervals, Successes};
use crate::tally::{LastingRuns, LastingTally};
use crate::vector::LANES;

/// The shares whose quantiles are told.
pub(super) const TOLD: [f64; 5] = [0.50, 0.75, 0.90, 0.95, 0.99];
/// More runs harmed than this share of all, and the quantiles are searched, and it is told.
const WORTH_SAYING: f64 = 0.001;
/// Amounts that the first look spreads evenly, and the share of the runs that it follows, within these limits.
const EVENLY: u32 = 128;
const FIRST_SHARE: u64 = 32;
const FIRST_RUNS: (u64, u64) = (512, 4096);
/// The first look reaches to so many times what 99 % need.
const REACH: f64 = 2.0;
/// Relative tolerance of a quantile, and how far below what runs need it is looked whether they last with a little less.
const TOLERANCE: f64 = 1e-3;
const A_LITTLE: f64 = 0.5 * TOLERANCE;
/// Shares closer than this are the same: a fourteenth of the standard error of the first 131,072 runs at 50 %.
const SAME_SHARE: f64 = 1e-4;
/// Amounts closer than this share of the greatest of the first look are the same.
const SAME: f64 = 1e-7;
/// Sweeps, at most: halving from one to the other takes no more.
const MOST_SWEEPS: usize = 64;
/// Halvings of the interpolated curve, far beyond what the tolerance asks for.
const HALVINGS: usize = 40;

/// Follows the first so many runs with each of some rising amounts more at the start; `None` if it was stopped.
pub(super) type Sweep<'a> = dyn Fn(&[f64], u64) -> Option<LastedWith> + 'a;

/// In how many runs of each replicate the cash lasts, by amount, and in how many more cash does harm.
pub(super) struct LastedWith {
    by_amount: Vec<Vec<Successes>>,
    harmed: Vec<Successes>,
}

impl LastedWith {
    /// What was counted in the replicates that have runs.
    pub(super) fn of(tally: &LastingTally<'_>) -> Self {
        let replicates = || tally.replicates.iter().filter(|counts| counts.runs > 0);
        let successes = |of: &dyn Fn(&LastingRuns) -> u64| {
            replicates().map(|counts| Successes { successes: of(counts), runs: counts.runs }).collect()
        };
        let by_amount = (0..tally.amounts()).map(|place| successes(&|counts| counts.last[place]));
        Self { by_amount: by_amount.collect(), harmed: successes(&|counts| counts.harmed) }
    }
}

/// A first look, at a few runs and many amounts.
pub(super) struct FirstLook {
    amounts: Vec<f64>,
    shares: Vec<f64>,
    /// The share of runs that last with some amount and not with a greater one.
    pub(super) harmed: Estimate,
}

impl FirstLook {
    /// Of `runs` runs in all, whose needs are known; `None` if nobody needs anything, if none of the few weighs anything, or if it
    /// was stopped.
    pub(super) fn new(needs: &NeedEstimator<'_, '_>, runs: u64, sweep: &Sweep<'_>) -> Option<Self> {
        let needed = TOLD.map(|p| needs.quantile(p).estimate);
        let most = REACH * needed[TOLD.len() - 1];
        if !(most > 0.0 && most.is_finite()) {
            return None;
        }
        let evenly = (0..=EVENLY).map(|place| most * f64::from(place) / f64::from(EVENLY));
        let about = needed.into_iter().flat_map(|need| [need * (1.0 - A_LITTLE), need]);
        let amounts = rising(evenly.chain(about).collect(), SAME * most);
        let few = (runs / FIRST_SHARE).clamp(FIRST_RUNS.0, FIRST_RUNS.1).next_multiple_of(LANES as u64).min(runs);
        let lasted = sweep(&amounts, few).filter(|lasted| !lasted.harmed.is_empty())?;
        let harmed = Intervals::new(ALPHA, lasted.harmed.len()).probability(&lasted.harmed);
        Some(Self { amounts, shares: lasted.by_amount.iter().map(|counts| share(counts)).collect(), harmed })
    }

    /// Whether so few runs are harmed that what single runs need tells what a share of them needs.
    pub(super) fn is_harmless(&self) -> bool {
        self.harmed.estimate <= WORTH_SAYING
    }

    /// The greatest amount with which less than the share `p` lasts.
    fn last_short(&self, p: f64) -> Option<f64> {
        self.shares.iter().rposition(|&share| share < p).map(|place| self.amounts[place])
    }
}

/// The share of runs that lasts, by amount.
pub(super) struct LastingCurve<'r> {
    needs: &'r NeedEstimator<'r, 'r>,
    sweep: &'r Sweep<'r>,
    runs: u64,
    /// By rising amount, from 0.
    points: Vec<CurvePoint>,
}

/// An amount that was looked at, with the counts of each replicate.
struct CurvePoint {
    amount: f64,
    lasted: Vec<Successes>,
    /// The share that lasts less the share that needs no more.
    correction: f64,
}

impl<'r> LastingCurve<'r> {
    /// The curve of `runs` runs, near the quantiles of the shares `wanted`; `None` if it was stopped.
    pub(super) fn new(
        needs: &'r NeedEstimator<'r, 'r>,
        first: &FirstLook,
        wanted: &[f64],
        (runs, sweep): (u64, &'r Sweep<'r>),
    ) -> Option<Self> {
        let mut curve = Self { needs, sweep, runs, points: Vec::new() };
        let needed: Vec<f64> = wanted.iter().map(|&p| needs.quantile(p).estimate).collect();
        let most = first.amounts.last().copied().unwrap_or(0.0);
        let between = [0.0, 0.5 * needed[0], 0.75 * most, most];
        let last_short = wanted.iter().filter_map(|&p| first.last_short(p));
        curve.look(between.into_iter().chain(needed.iter().copied()).chain(last_short).collect())?;
        for _ in 0..MOST_SWEEPS {
            let next: Vec<f64> = wanted.iter().flat_map(|&p| curve.next(p)).collect();
            if next.is_empty() {
                break;
            }
            curve.look(next)?;
        }
        Some(curve)
    }

    /// Adds amounts to those that were looked at.
    fn look(&mut self, amounts: Vec<f64>) -> Option<()> {
        let apart = SAME * self.points.last().map_or(0.0, |point| point.amount);
        let mut amounts = rising(amounts, apart);
        amounts.retain(|amount| self.points.iter().all(|point| point.amount.total_cmp(amount).is_ne()));
        let lasted = (self.sweep)(&amounts, self.runs)?;
        self.points.extend(amounts.into_iter().zip(lasted.by_amount).map(|(amount, lasted)| CurvePoint {
            amount,
            correction: share(&lasted) - self.needs.share(amount),
            lasted,
        }));
        self.points.sort_by(|a, b| a.amount.total_cmp(&b.amount));
        Some(())
    }

    /// The places of the last amount looked at that falls short of a share, and of the next, if there is one; `None` if none does.
    fn bracket(&self, wanted: f64) -> Option<(&CurvePoint, Option<&CurvePoint>)> {
        let short = self.points.iter().rposition(|point| share(&point.lasted) < wanted)?;
        Some((&self.points[short], self.points.get(short + 1)))
    }

    /// The amounts to look at next for the quantile of a share; none once it is known.
    ///
    /// They lie close to either side of where the interpolated curve crosses it, and in the middle, so that the bracket is halved whatever
    /// the curve.
    fn next(&self, wanted: f64) -> Vec<f64> {
        let Some((short, meets)) = self.bracket(wanted) else { return Vec::new() };
        let Some(meets) = meets else { return vec![2.0 * short.amount] };
        let (width, most) = (meets.amount - short.amount, self.points[self.points.len() - 1].amount);
        let is_flat = share(&meets.lasted) - share(&short.lasted) <= SAME_SHARE;
        if is_flat || width <= TOLERANCE * meets.amount || width <= SAME * most {
            return Vec::new();
        }
        let half = (0.4 * TOLERANCE * meets.amount).max(width / 32.0);
        let (crossing, middle) = (self.within(wanted, short, meets), 0.5 * (short.amount + meets.amount));
        let mut amounts = vec![crossing - half, middle, crossing + half];
        amounts.retain(|&amount| short.amount < amount && amount < meets.amount);
        amounts
    }

    /// Where the interpolated curve crosses a share between two amounts looked at.
    fn within(&self, wanted: f64, short: &CurvePoint, meets: &CurvePoint) -> f64 {
        let (mut below, mut above) = (short.amount, meets.amount);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (below + above);
            let reached = self.needs.share(middle) + self.correction(middle);
            *(if reached < wanted { &mut below } else { &mut above }) = middle;
        }
        above
    }

    /// The share that lasts with an amount less the share that needs no more, interpolated.
    fn correction(&self, amount: f64) -> f64 {
        let next = self.points.partition_point(|point| point.amount < amount);
        match (next.checked_sub(1).map(|before| &self.points[before]), self.points.get(next)) {
            (Some(before), Some(after)) => {
                let along = (amount - before.amount) / (after.amount - before.amount);
                before.correction + along * (after.correction - before.correction)
            }
            (Some(end), None) | (None, Some(end)) => end.correction,
            (None, None) => 0.0,
        }
    }

    /// The least amount with which the share `wanted` lasts, and with no greater amount looked at a smaller one.
    pub(super) fn quantile(&self, wanted: f64) -> Estimate {
        let point = match self.bracket(wanted) {
            None => self.points.first(),
            Some((_, meets)) => meets,
        };
        // Not even by doubling was an amount found that is enough.
        let Some(point) = point else { return self.needs.quantile(wanted) };
        let runs: u64 = point.lasted.iter().map(|replicate| replicate.runs).sum();
        let ranks = self.needs.intervals().ranks(wanted, &point.lasted);
        let crossing = |rank: u64| match self.bracket((rank + 1) as f64 / runs as f64) {
            None => 0.0,
            Some((short, Some(meets))) => self.within((rank + 1) as f64 / runs as f64, short, meets),
            Some((_, None)) => f64::INFINITY,
        };
        Estimate {
            estimate: point.amount,
            low: ranks.low.map_or(0.0, crossing).min(point.amount),
            high: ranks.high.map_or(f64::INFINITY, crossing).max(point.amount),
        }
    }

    /// The probability of surviving to the horizon with so much more at the start, in units.
    pub(super) fn survival(&self, capital: f64) -> Estimate {
        let (needed, correction) = (self.needs.survival(capital), self.correction(capital));
        let corrected = |share: f64| (share + correction).clamp(0.0, 1.0);
        Estimate { estimate: corrected(needed.estimate), low: corrected(needed.low), high: corrected(needed.high) }
    }
}

/// Amounts in order, each once.
fn rising(mut amounts: Vec<f64>, apart: f64) -> Vec<f64> {
    amounts.sort_by(f64::total_cmp);
    amounts.dedup_by(|next, before| *next - *before <= apart);
    amounts
}

fn share(replicates: &[Successes]) -> f64 {
    let sum = |part: fn(&Successes) -> u64| replicates.iter().map(part).sum::<u64>() as f64;
    sum(|of| of.successes) / sum(|of| of.runs)
}
