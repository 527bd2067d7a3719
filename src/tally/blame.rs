//! Counts the runs in which a test would not have held had drivers been held: one at a time, and together with others.

use super::merge::merge_fields;
use super::{BATCHES, Replicated, TestObserver};
use crate::engine::{BlockReplay, BlockReplayer};
use crate::model::{DriverId, Model, Test};
use crate::sampling::{Replacement, Stream, StreamKey, Variation};
use crate::vector::LANES;
use rand::Rng as _;

/// Up to this many levers every coalition is simulated; with more, two orders a block.
pub const MOST_EXACT: usize = 8;
/// The name of the streams that orders are drawn from; the name of every driver contains a point.
const ORDERS: &str = "orders of levers";

/// Drivers that are held together, and the latents at which they are held.
#[derive(Debug, Clone, PartialEq)]
pub struct BlameLever {
    /// When the lever is pulled by itself.
    pub alone: Vec<(DriverId, f64)>,
    /// When it is pulled together with others.
    pub together: Vec<(DriverId, f64)>,
}

/// The counts of one batch of runs.
#[derive(Debug, Clone, Default)]
pub struct BlameCounts {
    /// Runs in which the test holds with no lever pulled.
    pub holding: u64,
    /// By lever: of these, those in which it no longer holds with this lever alone pulled.
    pub alone: Vec<u64>,
    /// Of these, those in which it no longer holds with all levers pulled.
    pub all: u64,
    /// By lever: of these, those in which the test ceases to hold when the lever joins, less those in which it holds again, summed over
    /// orders of all levers that weigh [`orders`] together.
    pub shared: Vec<i64>,
}

/// The divisor of the sums over orders, with `levers` levers.
#[must_use]
pub fn orders(levers: usize) -> u64 {
    if levers <= MOST_EXACT { factorial(levers) } else { 2 }
}

/// How often a block is simulated for `levers` levers.
#[must_use]
pub fn simulations_per_block(levers: usize, is_shared: bool) -> u64 {
    let shared = match levers {
        _ if !is_shared => 0,
        0..=MOST_EXACT => (1 << levers) - 1,
        _ => 2 * (levers - 1) + 1,
    };
    (1 + levers + shared) as u64
}

fn factorial(of: usize) -> u64 {
    (1..=of as u64).product()
}

/// Replays blocks with levers pulled, and counts.
#[derive(Debug)]
pub struct Blame<'t> {
    levers: &'t [BlameLever],
    /// Whether levers are pulled together too.
    is_shared: bool,
    orders: StreamKey,
    observer: TestObserver<'t>,
    /// By group.
    pub groups: Replicated<BlameCounts>,
    /// Whether the test holds in each lane of the block with no lever pulled.
    holds: [bool; LANES],
}

impl<'t> Blame<'t> {
    /// Empty counts of `model`, whose runs are those of `seed`.
    #[must_use]
    pub fn new(test: &'t Test, levers: &'t [BlameLever], is_shared: bool, model: &Model, seed: u64) -> Self {
        let counts = BlameCounts { alone: vec![0; levers.len()], shared: vec![0; levers.len()], ..Default::default() };
        Self {
            levers,
            is_shared,
            orders: StreamKey::new(seed, ORDERS),
            observer: TestObserver::new(test, model),
            groups: Replicated::new(counts, BATCHES),
            holds: [false; LANES],
        }
    }

    /// Simulated runs, replays included, in which cash overflowed.
    #[must_use]
    pub fn overflowed(&self) -> u64 {
        self.observer.overflowed
    }

    /// In how many of the runs in which the test holds it ceases to hold with drivers `held`.
    fn turned(&mut self, replay: &mut BlockReplay<'_, '_>, held: &Variation) -> u64 {
        replay.follow(held, &mut self.observer);
        let lanes = self.holds[..replay.runs()].iter().zip(&self.observer.holds);
        lanes.map(|(&held, &holds)| u64::from(held && !holds)).sum()
    }

    /// The levers of a coalition pulled together.
    fn pulled(&self, coalition: impl IntoIterator<Item = usize>) -> Variation {
        let members = coalition.into_iter().flat_map(|lever| &self.levers[lever].together);
        members.fold(Variation::none(), |held, &(driver, latent)| held.and(driver, Replacement::Latent(latent)))
    }

    /// Every coalition, and so every order at once.
    ///
    /// # Source
    /// Shapley, "A value for n-person games", 1953.
    fn share_exactly(&mut self, replay: &mut BlockReplay<'_, '_>, counts: &mut BlameCounts) {
        let levers = self.levers.len();
        let mut turned = vec![0; 1 << levers];
        for (coalition, turned) in turned.iter_mut().enumerate().skip(1) {
            let held = self.pulled((0..levers).filter(|lever| coalition >> lever & 1 == 1));
            *turned = signed(self.turned(replay, &held));
        }
        for (lever, shared) in counts.shared.iter_mut().enumerate() {
            for without in (0..1 << levers).filter(|coalition: &usize| coalition >> lever & 1 == 0) {
                let size = without.count_ones() as usize;
                let weight = signed(factorial(size) * factorial(levers - size - 1));
                *shared += weight * (turned[without | 1 << lever] - turned[without]);
            }
        }
        counts.all += turned.last().map_or(0, |&all| all.unsigned_abs());
    }

    /// One random order and its reverse.
    ///
    /// # Source
    /// Castro, Gomez and Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009; the reverse order: Mitchell,
    /// Cooper, Frank and Holmes, "Sampling permutations for Shapley value estimation", 2022.
    fn share_by_chance(&mut self, replay: &mut BlockReplay<'_, '_>, counts: &mut BlameCounts) {
        let mut order = self.order(replay.index());
        let all = self.turned(replay, &self.pulled(order.iter().copied()));
        counts.all += all;
        for _ in 0..2 {
            let mut before = 0;
            for (place, &lever) in order.iter().enumerate() {
                let is_last = place + 1 == order.len();
                let held = self.pulled(order[..=place].iter().copied());
                let now = signed(if is_last { all } else { self.turned(replay, &held) });
                counts.shared[lever] += now - before;
                before = now;
            }
            order.reverse();
        }
    }

    /// A uniformly random order of the levers.
    ///
    /// # Source
    /// Fisher and Yates; places by multiplication, which is uneven by less than 2^-50.
    fn order(&self, block: u64) -> Vec<usize> {
        let mut stream = Stream::new(self.orders, block);
        let mut order: Vec<usize> = (0..self.levers.len()).collect();
        for last in (1..order.len()).rev() {
            let place = (u128::from(stream.next_u64()) * (last as u128 + 1)) >> 64;
            order.swap(last, usize::try_from(place).unwrap_or(last));
        }
        order
    }
}

impl BlockReplayer for Blame<'_> {
    fn replay(&mut self, replay: &mut BlockReplay<'_, '_>) {
        replay.follow(&Variation::none(), &mut self.observer);
        self.holds = self.observer.holds;
        let holding = self.observer.count(replay.runs());
        if holding == 0 {
            return;
        }
        let mut counts = std::mem::take(self.groups.of_block(replay.index()));
        counts.holding += holding;
        for (lever, alone) in counts.alone.iter_mut().enumerate() {
            let held = self.levers[lever].alone.iter();
            let held =
                held.fold(Variation::none(), |held, &(driver, latent)| held.and(driver, Replacement::Latent(latent)));
            *alone += self.turned(replay, &held);
        }
        if self.is_shared && self.levers.len() <= MOST_EXACT {
            self.share_exactly(replay, &mut counts);
        } else if self.is_shared {
            self.share_by_chance(replay, &mut counts);
        }
        *self.groups.of_block(replay.index()) = counts;
    }
}

/// A count of lanes, or a product of small factorials, as a number that can be subtracted.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

merge_fields!(BlameCounts { holding, alone, all, shared });
merge_fields!(Blame<'_> { groups, observer; levers, is_shared, orders, holds });
