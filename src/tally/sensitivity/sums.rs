//! Sums over futures some of whose draws were held, swapped with those of another future, or replaced one unit after the other.

use super::{CaseSums, OutcomeReader};
use crate::engine::Block;
use crate::tally::merge::merge_fields;
use crate::tally::{BATCHES, Greatest, Replicated};

/// Sums over pairs of futures A and B and the two that result from swapping one unit's draws between them: `ab` is A with the unit of B,
/// `ba` is B with that of A.
///
/// # Source
/// Azzini, Mara and Rosati, "Comparison of two sets of Monte Carlo estimators of Sobol' indices", Environmental Modelling & Software 144,
/// 2021.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SwapSums {
    /// Pairs.
    pub pairs: u64,
    /// 2 (a - ab)(ba - b)
    pub joint: i128,
    /// (a - ab)^2 + (b - ba)^2
    pub moved: i128,
    /// (a - b)^2 + (ab - ba)^2
    pub spread: i128,
    /// Pairs of which the swap changes at least one future.
    pub pairs_moved: u64,
    /// Pairs that differ, before the swap or after.
    pub pairs_apart: u64,
    /// Pairs whose difference is not the unit's alone.
    pub pairs_mixed: u64,
    /// The greatest difference of two futures of a pair, before the swap or after.
    pub furthest_apart: Greatest,
    /// The furthest that the swap moves a future.
    pub furthest_moved: Greatest,
}

impl SwapSums {
    /// Adds one pair, before and after the swap.
    pub fn add(&mut self, a: i64, b: i64, ab: i64, ba: i64) {
        let (of_a, of_b) = (i128::from(a - ab), i128::from(ba - b));
        let (before, after) = (i128::from(a - b), i128::from(ab - ba));
        let (joint, moved, spread) = (2 * of_a * of_b, of_a * of_a + of_b * of_b, before * before + after * after);
        self.pairs += 1;
        self.joint += joint;
        self.moved += moved;
        self.spread += spread;
        self.pairs_moved += u64::from(moved != 0);
        self.pairs_apart += u64::from(spread != 0);
        self.pairs_mixed += u64::from(joint != spread || moved != spread);
        self.furthest_apart = self.furthest_apart.max(Greatest((a - b).abs())).max(Greatest((ab - ba).abs()));
        self.furthest_moved = self.furthest_moved.max(Greatest((a - ab).abs())).max(Greatest((b - ba).abs()));
    }
}

/// Swaps of some units, by unit and batch. The cases are A, B, and for each unit A with the unit of B, B with that of A.
#[derive(Debug, Clone)]
pub struct Swaps {
    /// By unit.
    pub units: Vec<Replicated<SwapSums>>,
}

impl Swaps {
    /// Empty sums of this many units.
    #[must_use]
    pub fn new(units: usize) -> Self {
        Self { units: vec![Replicated::new(SwapSums::default(), BATCHES); units] }
    }
}

impl CaseSums for Swaps {
    fn add(&mut self, cases: &[OutcomeReader<'_>], block: &Block<'_>) {
        let (before, swapped) = cases.split_at(2);
        for (sums, pair) in self.units.iter_mut().zip(swapped.chunks_exact(2)) {
            let sums = sums.of_block(block.index);
            for lane in 0..block.runs {
                let [a, b] = [&before[0], &before[1]].map(|case| case.values[lane]);
                sums.add(a, b, pair[0].values[lane], pair[1].values[lane]);
            }
        }
    }
}

/// Sums over the same futures in two cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldPair {
    /// The outcome in the other case less that in the first.
    pub sum: i128,
    /// Futures with a greater outcome in the other case.
    pub more: u64,
    /// Futures with a smaller one.
    pub less: u64,
}

/// Sums over futures as drawn and with one driver held low and high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldSums {
    /// Futures.
    pub runs: u64,
    /// Outcomes as drawn, held low, held high.
    pub sums: [i128; 3],
    /// Held low against as drawn, held high against as drawn, held high against held low.
    pub pairs: [HeldPair; 3],
}

impl HeldSums {
    /// Adds one future.
    fn add(&mut self, drawn: i64, low: i64, high: i64) {
        self.runs += 1;
        for (sum, value) in self.sums.iter_mut().zip([drawn, low, high]) {
            *sum += i128::from(value);
        }
        for (pair, difference) in self.pairs.iter_mut().zip([low - drawn, high - drawn, high - low]) {
            pair.sum += i128::from(difference);
            pair.more += u64::from(difference > 0);
            pair.less += u64::from(difference < 0);
        }
    }
}

/// Drivers held one at a time, by driver and batch. The cases are the futures as drawn, and for each driver held low and held high.
#[derive(Debug, Clone)]
pub struct Holds {
    /// By driver.
    pub drivers: Vec<Replicated<HeldSums>>,
}

impl Holds {
    /// Empty sums of this many drivers.
    #[must_use]
    pub fn new(drivers: usize) -> Self {
        Self { drivers: vec![Replicated::new(HeldSums::default(), BATCHES); drivers] }
    }
}

impl CaseSums for Holds {
    fn add(&mut self, cases: &[OutcomeReader<'_>], block: &Block<'_>) {
        let (drawn, held) = cases.split_at(1);
        for (sums, pair) in self.drivers.iter_mut().zip(held.chunks_exact(2)) {
            let sums = sums.of_block(block.index);
            for lane in 0..block.runs {
                sums.add(drawn[0].values[lane], pair[0].values[lane], pair[1].values[lane]);
            }
        }
    }
}

/// Sums over chains of futures that lead from A to B by replacing the draws of one unit after the other.
///
/// A unit's share in a chain is half of (a - b)(before - after) its change. It is the mean of what the unit adds to the variance that is
/// explained when it joins those before it, and of the same when it joins those after it: one chain serves for an order and its reverse.
///
/// # Source
/// Goda, "A simple algorithm for global sensitivity analysis with Shapley effects", Reliability Engineering & System Safety 213, 2021; the
/// mean of an order and its reverse as in Mitchell, Cooper, Frank and Holmes, "Sampling permutations for Shapley value estimation", JMLR
/// 23, 2022.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainSums {
    /// (a - b)(before - after) by unit.
    pub shares: Vec<i128>,
    /// Chains in which the unit moves anything, by unit.
    pub moved: Vec<u64>,
    /// The furthest that the unit moves a future, by unit.
    pub furthest_moved: Vec<Greatest>,
}

impl ChainSums {
    /// Empty sums of this many units.
    #[must_use]
    pub fn new(units: usize) -> Self {
        Self { shares: vec![0; units], moved: vec![0; units], furthest_moved: vec![Greatest(0); units] }
    }

    /// Adds what `unit` does in a chain from `a` to `b`.
    pub fn add(&mut self, unit: usize, [a, b]: [i64; 2], before: i64, after: i64) {
        self.shares[unit] += i128::from(a - b) * i128::from(before - after);
        self.moved[unit] += u64::from(before != after);
        self.furthest_moved[unit] = self.furthest_moved[unit].max(Greatest((before - after).abs()));
    }
}

/// A stretch of a chain. The cases are A, B, and the futures along the chain from the first to the last of the stretch.
#[derive(Debug, Clone)]
pub struct Chains {
    /// The units changed along the stretch, each between one future of it and the next.
    order: Vec<usize>,
    /// The sums so far.
    pub sums: ChainSums,
}

impl Chains {
    /// Empty sums of a stretch along which the units in `order`, out of `units`, are replaced.
    #[must_use]
    pub fn new(order: Vec<usize>, units: usize) -> Self {
        Self { order, sums: ChainSums::new(units) }
    }
}

impl CaseSums for Chains {
    fn add(&mut self, cases: &[OutcomeReader<'_>], block: &Block<'_>) {
        let (ends, along) = cases.split_at(2);
        for (&unit, step) in self.order.iter().zip(along.windows(2)) {
            for lane in 0..block.runs {
                let ends = [&ends[0], &ends[1]].map(|case| case.values[lane]);
                self.sums.add(unit, ends, step[0].values[lane], step[1].values[lane]);
            }
        }
    }
}

merge_fields!(SwapSums {
    pairs,
    joint,
    moved,
    spread,
    pairs_moved,
    pairs_apart,
    pairs_mixed,
    furthest_apart,
    furthest_moved
});
merge_fields!(Swaps { units });
merge_fields!(HeldPair { sum, more, less });
merge_fields!(HeldSums { runs, sums, pairs });
merge_fields!(Holds { drivers });
merge_fields!(ChainSums { shares, moved, furthest_moved });
merge_fields!(Chains { sums; order });
