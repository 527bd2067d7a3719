//! In how many of the runs in which something holds it would not have held, with drivers held: one at a time, and in the company of others.

use super::merge::merge_fields;
use super::{BATCHES, Replicated, Watch};
use crate::engine::{Again, Director};
use crate::model::{DriverId, Model, Test};
use crate::sampling::{Instead, Stream, StreamKey, Variation};
use crate::vector::LANES;
use rand::Rng as _;

/// Up to so many levers every coalition of them is looked at; of more, two orders a block.
pub const MOST_EXACT: usize = 8;
/// The name of the streams that orders are drawn from; no driver has a name without a point.
const ORDERS: &str = "orders of levers";

/// Drivers that are held together, and the latents at which they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// By itself.
    pub alone: Vec<(DriverId, f64)>,
    /// In company.
    pub together: Vec<(DriverId, f64)>,
}

/// The counts of one group of runs.
#[derive(Debug, Clone, Default)]
pub struct BlameCounts {
    /// Runs in which the test holds as they are written.
    pub holding: u64,
    /// Of these, by lever, those in which it no longer holds with this lever alone.
    pub alone: Vec<u64>,
    /// Of these, those in which it no longer holds with all levers.
    pub all: u64,
    /// By lever: of these, those that turn when it is the lever's turn, less those that turn back, added over orders of all levers that
    /// weigh [`orders`] together.
    pub shared: Vec<i64>,
}

/// What the sums over orders are to be divided by, with so many levers.
#[must_use]
pub fn orders(levers: usize) -> u64 {
    if levers <= MOST_EXACT { factorial(levers) } else { 2 }
}

/// How often a block is followed for so many levers.
#[must_use]
pub fn followings(levers: usize, is_shared: bool) -> u64 {
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

/// Follows blocks with levers pulled, and counts.
#[derive(Debug)]
pub struct Blame<'t> {
    levers: &'t [Lever],
    /// Whether levers are pulled in company too.
    is_shared: bool,
    orders: StreamKey,
    watch: Watch<'t>,
    /// By group.
    pub groups: Replicated<BlameCounts>,
    /// Whether the test holds in each lane of the block as it is written.
    holds: [bool; LANES],
}

impl<'t> Blame<'t> {
    /// Nothing counted yet of `model`, whose runs are those of `seed`.
    #[must_use]
    pub fn new(test: &'t Test, levers: &'t [Lever], is_shared: bool, model: &Model, seed: u64) -> Self {
        let counts = BlameCounts { alone: vec![0; levers.len()], shared: vec![0; levers.len()], ..Default::default() };
        Self {
            levers,
            is_shared,
            orders: StreamKey::new(seed, ORDERS),
            watch: Watch::new(test, model),
            groups: Replicated::new(counts, BATCHES),
            holds: [false; LANES],
        }
    }

    /// Followings of runs in which cash left the range of numbers.
    #[must_use]
    pub fn overflowed(&self) -> u64 {
        self.watch.overflowed
    }

    /// In how many of the runs in which the test holds as they are written it does not with drivers held.
    fn turned(&mut self, again: &mut Again<'_, '_>, held: &Variation) -> u64 {
        again.follow(held, &mut self.watch);
        let lanes = self.holds[..again.runs()].iter().zip(&self.watch.holds);
        lanes.map(|(&held, &holds)| u64::from(held && !holds)).sum()
    }

    /// The levers of a coalition pulled together.
    fn pulled(&self, coalition: impl IntoIterator<Item = usize>) -> Variation {
        let members = coalition.into_iter().flat_map(|lever| &self.levers[lever].together);
        members.fold(Variation::none(), |held, &(driver, latent)| held.and(driver, Instead::Latent(latent)))
    }

    /// Every coalition, and so every order at once.
    ///
    /// # Source
    /// Shapley, "A value for n-person games", 1953.
    fn share_exactly(&mut self, again: &mut Again<'_, '_>, counts: &mut BlameCounts) {
        let levers = self.levers.len();
        let mut turned = vec![0; 1 << levers];
        for (coalition, turned) in turned.iter_mut().enumerate().skip(1) {
            let held = self.pulled((0..levers).filter(|lever| coalition >> lever & 1 == 1));
            *turned = signed(self.turned(again, &held));
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

    /// One order and its reverse, by chance.
    ///
    /// # Source
    /// Castro, Gomez and Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009; the reverse order: Mitchell, Cooper,
    /// Frank and Holmes, "Sampling permutations for Shapley value estimation", 2022.
    fn share_by_chance(&mut self, again: &mut Again<'_, '_>, counts: &mut BlameCounts) {
        let mut order = self.order(again.index());
        let all = self.turned(again, &self.pulled(order.iter().copied()));
        counts.all += all;
        for _ in 0..2 {
            let mut before = 0;
            for (place, &lever) in order.iter().enumerate() {
                let is_last = place + 1 == order.len();
                let held = self.pulled(order[..=place].iter().copied());
                let now = signed(if is_last { all } else { self.turned(again, &held) });
                counts.shared[lever] += now - before;
                before = now;
            }
            order.reverse();
        }
    }

    /// An order of the levers, of which every one is as likely as any other.
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

impl Director for Blame<'_> {
    fn direct(&mut self, again: &mut Again<'_, '_>) {
        again.follow(&Variation::none(), &mut self.watch);
        self.holds = self.watch.holds;
        let holding = self.watch.count(again.runs());
        if holding == 0 {
            return;
        }
        let mut counts = std::mem::take(self.groups.of_block(again.index()));
        counts.holding += holding;
        for (lever, alone) in counts.alone.iter_mut().enumerate() {
            let held = self.levers[lever].alone.iter();
            let held =
                held.fold(Variation::none(), |held, &(driver, latent)| held.and(driver, Instead::Latent(latent)));
            *alone += self.turned(again, &held);
        }
        if self.is_shared && self.levers.len() <= MOST_EXACT {
            self.share_exactly(again, &mut counts);
        } else if self.is_shared {
            self.share_by_chance(again, &mut counts);
        }
        *self.groups.of_block(again.index()) = counts;
    }
}

/// A count of lanes, or a product of small factorials, as a number that can be subtracted.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

merge_fields!(BlameCounts { holding, alone, all, shared });
merge_fields!(Blame<'_> { groups, watch; levers, is_shared, orders, holds });
