//! From sums over swapped draws to Sobol' indices with their intervals. Knows numbers only, nothing of companies.
//!
//! Why this estimator: both of its differences vanish where a unit moves nothing, so small indices are known well and a unit that does
//! nothing has indices of exactly 0, without a dummy as a yardstick; a first-order index never exceeds its total; and where units only
//! add up, or one decides alone, the estimates are those of the truth in every sample.

use super::types::{Index, Resolution};
use crate::answers::Estimate;
use crate::answers::interval::{ALPHA, Intervals, Successes};
use crate::tally::sensitivity::{ChainSums, SwapSums};
use crate::tally::{Greatest, Merge as _};

/// A share whose interval reaches less far from its estimate is resolved, if it lies above 0.
const USEFUL: f64 = 0.01;
/// A share that is known to be below this is small.
const SMALL: f64 = 0.05;
/// Where fewer futures are informative, batches do not show how far an estimate may be off.
const FEW: u64 = 32;

/// First-order and total index of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// First-order.
    pub first: Measured,
    /// Total.
    pub total: Measured,
}

impl Indices {
    /// The indices of a unit about which nothing is known.
    pub(super) const UNKNOWN: Self = {
        let unknown = Measured { estimate: 0.0, low: 0.0, high: 1.0 };
        Self { first: unknown, total: unknown }
    };
}

/// A share of the variance as measured, before it is judged whether it is resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The estimate, which may be below 0 or above 1.
    pub estimate: f64,
    /// Lower end of the 95 % interval, not below 0.
    pub low: f64,
    /// Upper end of the 95 % interval, not above 1.
    pub high: f64,
}

/// Sobol' indices from the sums of each batch, of which all hold as many pairs; `None` if no two futures differ.
///
/// # Source
/// Estimator: Azzini, Mara and Rosati 2021 (after Jansen 1999 and Saltelli et al. 2010). Interval: the jackknife over batches with
/// Student's t (Efron and Stein, Annals of Statistics 9, 1981). Where fewer than 32 pairs are informative, it is no narrower than Wilson's
/// for their share would have it, if those not seen move no further than those that were, or than two futures typically differ.
#[must_use]
pub fn indices(batches: &[SwapSums]) -> Option<Indices> {
    let all = SwapSums::default().merged(batches);
    if all.spread == 0 {
        return None;
    }
    if all.pairs_apart < 2 * FEW {
        let unknown = |of: i128| Measured { estimate: of as f64 / all.spread as f64, low: 0.0, high: 1.0 };
        return Some(Indices { first: unknown(all.joint), total: unknown(all.moved) });
    }
    let parts = |of: fn(&SwapSums) -> i128| -> Vec<[f64; 2]> {
        batches.iter().map(|batch| [of(batch) as f64, batch.spread as f64]).collect()
    };
    let typical = all.spread as f64 / (2 * all.pairs) as f64;
    let most = |pairs: u64, furthest: Greatest| match pairs {
        FEW.. => 0.0,
        _ => share_of(pairs, all.pairs).high * size(furthest, typical, all.furthest_apart) / typical,
    };
    let measured = |of: fn(&SwapSums) -> i128| {
        let (estimate, half) = ratio(&parts(of));
        let Measured { low, high, .. } = Measured::within(estimate, half);
        Measured {
            estimate,
            low: low.min(1.0 - most(all.pairs_mixed, Greatest(0))).max(0.0),
            high: high.max(most(all.pairs_moved, all.furthest_moved)).min(1.0),
        }
    };
    let (first, total) = (measured(|sums| sums.joint), measured(|sums| sums.moved));
    let first = if all.pairs_moved < FEW { Measured { low: 0.0, ..first } } else { first };
    let total = if all.pairs_moved < FEW { Measured { low: 0.0, ..total } } else { total };
    Some(Indices { first, total })
}

/// The sum of all first-order indices, from the sums of each unit and batch; `None` if no two futures differ.
#[must_use]
pub fn sum_of_first(units: &[&[SwapSums]]) -> Option<Measured> {
    let batches = units.first()?.len();
    let all: Vec<SwapSums> = units.iter().map(|unit| merged(unit, None)).collect();
    if all.iter().any(|sums| sums.pairs_apart < 2 * FEW) {
        return None;
    }
    let sum = |sums: &mut dyn Iterator<Item = SwapSums>| -> f64 {
        sums.map(|sums| sums.joint as f64 / sums.spread as f64).sum()
    };
    let estimate = sum(&mut all.iter().copied());
    let without = |batch| sum(&mut units.iter().map(|unit| merged(unit, Some(batch))));
    let half = jackknife(&(0..batches).map(without).collect::<Vec<f64>>());
    Some(Measured::within(estimate, half))
}

/// Shapley effects by unit from the sums of each batch, of which all hold as many chains; `None` if no two futures differ.
///
/// The shares of a chain add up to its (a - b)^2, so the effects add up to 1.
///
/// # Source
/// Owen, "Sobol' indices and Shapley value", SIAM/ASA JUQ 2, 2014; Song, Nelson and Staum, "Shapley effects for global sensitivity
/// analysis", SIAM/ASA JUQ 4, 2016; estimator: see [`ChainSums`].
#[must_use]
pub fn shapley(batches: &[ChainSums], chains: u64) -> Option<Vec<Measured>> {
    let units = batches.first()?.shares.len();
    let spread = |batch: &ChainSums| batch.shares.iter().sum::<i128>();
    let all: i128 = batches.iter().map(spread).sum();
    let furthest = batches.iter().flat_map(|batch| &batch.furthest_moved).copied().max().unwrap_or_default();
    if all <= 0 {
        return None;
    }
    let one = |unit: usize| {
        let parts: Vec<[f64; 2]> =
            batches.iter().map(|batch| [batch.shares[unit] as f64, spread(batch) as f64]).collect();
        let (estimate, half) = ratio(&parts);
        let moved: u64 = batches.iter().map(|batch| batch.moved[unit]).sum();
        if moved >= FEW {
            return Measured::within(estimate, half);
        }
        let typical = all as f64 / chains as f64;
        let own = batches.iter().map(|batch| batch.furthest_moved[unit]).max().unwrap_or_default();
        let most = share_of(moved, chains).high * size(own, typical, furthest) / typical;
        Measured { estimate, low: 0.0, high: Measured::within(estimate, half).high.max(most).min(1.0) }
    };
    Some((0..units).map(one).collect())
}

impl Measured {
    /// An estimate with an interval of `half` to either side, within the range of a share. An estimate beyond 0 or 1 counts as just that,
    /// so that its interval is not narrower than that of one within.
    fn within(estimate: f64, half: f64) -> Self {
        let nearest = estimate.clamp(0.0, 1.0);
        Self { estimate, low: (nearest - half).max(0.0), high: (nearest + half).min(1.0) }
    }

    /// The share as an index, with what is known about it.
    #[must_use]
    pub fn index(self) -> Index {
        let Self { estimate, low, high } = self;
        let half = (high - estimate).max(estimate - low);
        let resolution = if low > 0.0 && half <= USEFUL.max(0.5 * estimate) {
            Resolution::Resolved
        } else if high <= SMALL {
            Resolution::Small
        } else {
            Resolution::Unresolved
        };
        let estimate = (resolution == Resolution::Resolved).then_some(estimate.clamp(low, high));
        Index { estimate, low, high, resolution }
    }

    /// How many times as many futures would resolve it, about; 1 if it is resolved, or small.
    #[must_use]
    pub fn times_to_resolve(self) -> f64 {
        if self.index().resolution != Resolution::Unresolved {
            return 1.0;
        }
        let estimate = self.estimate.clamp(0.0, 1.0);
        let half = (self.high - estimate).max(estimate - self.low);
        (half / (0.5 * estimate).max(SMALL - estimate)).powi(2)
    }
}

/// The squared change assumed where hardly any future, or none, was seen to move: that of those that were, or by which two futures
/// typically differ; 1 if no two differ by more, as with yes and no.
fn size(Greatest(moved): Greatest, typical: f64, Greatest(apart): Greatest) -> f64 {
    if apart <= 1 { 1.0 } else { ((moved as f64).powi(2)).max(typical) }
}

/// The sums of all batches but one.
fn merged(batches: &[SwapSums], without: Option<usize>) -> SwapSums {
    let kept = batches.iter().enumerate().filter(|(place, _)| Some(*place) != without);
    SwapSums::default().merged(kept.map(|(_, batch)| batch))
}

/// A ratio of sums and half the width of its interval, from the parts of each batch.
fn ratio(batches: &[[f64; 2]]) -> (f64, f64) {
    let [above, below] = [0, 1].map(|part| batches.iter().map(|batch| batch[part]).sum::<f64>());
    let without = |batch: &[f64; 2]| match below - batch[1] {
        rest if rest > 0.0 => (above - batch[0]) / rest,
        _ => 0.0,
    };
    (above / below, jackknife(&batches.iter().map(without).collect::<Vec<f64>>()))
}

/// Half the width of the interval of an estimate, from what it would be without each batch in turn.
fn jackknife(without: &[f64]) -> f64 {
    let Some(t) = Intervals::new(ALPHA, without.len()).student_point() else { return f64::INFINITY };
    let batches = without.len() as f64;
    let mean = without.iter().sum::<f64>() / batches;
    let squares: f64 = without.iter().map(|value| (value - mean).powi(2)).sum();
    t * ((batches - 1.0) / batches * squares).sqrt()
}

fn share_of(held: u64, runs: u64) -> Estimate {
    Intervals::new(ALPHA, 1).probability(&[Successes { successes: held, runs }])
}
