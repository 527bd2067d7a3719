//! Counts over the same futures of several scenarios: each scenario's own, and those in which the first and another differ.

use super::merge::merge_fields;
use super::{BATCHES, Replicated, Tally, YearlyAmounts, count_where, gets_there};
use crate::engine::{Block, CashPath, JointObserver, NEVER, Observer};
use crate::model::{Calendar, Model};
use crate::vector::{LANES, Lanes, Width, Work, at_full_width};

/// Everything counted over the same futures of several scenarios.
#[derive(Debug, Clone)]
pub struct PairedTally {
    /// Each scenario's own counts, always in batches: the replicates, or 32 where the runs are one whole.
    pub tallies: Vec<Tally>,
    /// The first scenario against each other one, in their order.
    pub pairs: Vec<ScenarioPair>,
}

/// The first scenario against another.
#[derive(Debug, Clone)]
pub struct ScenarioPair {
    /// Claims of the same text, by their places in the first scenario and in the other.
    pub claims: Vec<(usize, usize)>,
    /// By independent group of runs.
    pub replicates: Replicated<PairCounts>,
}

/// Discordant pairs: futures in which something holds in one scenario only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Discordant {
    /// In the first only.
    pub first_only: u64,
    /// In the other only.
    pub other_only: u64,
}

/// The counts of one replicate of a pair, or of all.
#[derive(Debug, Clone)]
pub struct PairCounts {
    /// Futures counted.
    pub runs: u64,
    /// Futures with the same moments of exhaustion and profitability in both scenarios, with and without new capital, and the same capital
    /// needed, where both know it.
    pub alike: u64,
    /// Futures by whose cash lasts longer.
    pub lasting: LastingCounts,
    /// The clocks with new capital.
    pub with_capital: PairedClocks,
    /// The clocks without new capital.
    pub without_capital: PairedClocks,
    /// By claim of the same text.
    pub claims: Vec<Discordant>,
}

/// Futures by whose cash lasts longer; the four add up to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastingCounts {
    /// The first's is not exhausted, or later than the other's.
    pub first_longer: u64,
    /// The other's is not exhausted, or later than the first's.
    pub other_longer: u64,
    /// Both are exhausted at the same moment.
    pub same_moment: u64,
    /// Neither is.
    pub both_last: u64,
}

/// Where the clocks of two scenarios differ.
#[derive(Debug, Clone)]
pub struct PairedClocks {
    /// Exhausted by the end of each year; the last is the horizon.
    pub exhausted_by: Vec<Discordant>,
    /// Profitable by each year; the last is the horizon.
    pub profitable_by: Vec<Discordant>,
    /// Profitable first, exhausted later, exhausted first, neither.
    pub order: [Discordant; 4],
}

impl PairedTally {
    /// Empty counts of `models`, which have the same start and horizon; pairs are counted in `replicates` replicates, at least one.
    #[must_use]
    pub fn new(models: &[&Model], replicates: usize) -> Self {
        let batches = if replicates > 1 { replicates } else { BATCHES };
        let tallies = models.iter().map(|model| Tally::of_replicates(model, batches)).collect();
        let pairs = models.iter().skip(1).map(|other| ScenarioPair::new(models[0], other, replicates)).collect();
        Self { tallies, pairs }
    }
}

impl Tally {
    /// The same with all replicates pooled into one, as for independent runs.
    #[must_use]
    pub fn as_one(&self) -> Self {
        Self { replicates: self.replicates.as_one(), ..self.clone() }
    }
}

impl JointObserver for PairedTally {
    fn of(&mut self, place: usize) -> &mut dyn Observer {
        &mut self.tallies[place]
    }

    fn joint_end(&mut self, blocks: &[Block<'_>]) {
        let Some((first, others)) = blocks.split_first() else { return };
        let yearly_amounts: Vec<&YearlyAmounts> = self.tallies.iter().map(|tally| &tally.yearly).collect();
        let holds: Vec<Vec<[bool; LANES]>> =
            blocks.iter().zip(&yearly_amounts).map(|(block, h)| claims(block, h)).collect();
        for (place, (pair, other)) in self.pairs.iter_mut().zip(others).enumerate() {
            let counts = pair.replicates.of_block(first.index);
            at_full_width(CountPair { counts, first, other });
            for (count, &(ours, theirs)) in counts.claims.iter_mut().zip(&pair.claims) {
                count.count(&holds[0][ours], &holds[place + 1][theirs], first.runs);
            }
        }
    }
}

/// Whether each claim holds, in each lane.
fn claims(block: &Block<'_>, yearly: &YearlyAmounts) -> Vec<[bool; LANES]> {
    block.model.company.claims.iter().map(|claim| yearly.test(&claim.test, block)).collect()
}

impl ScenarioPair {
    fn new(first: &Model, other: &Model, replicates: usize) -> Self {
        let mut claims: Vec<(usize, usize)> = Vec::new();
        for (ours, claim) in first.company.claims.iter().enumerate() {
            let is_free = |place: &usize| claims.iter().all(|(_, taken)| taken != place);
            let same = (0..other.company.claims.len())
                .filter(|&place| other.company.claims[place].text == claim.text)
                .find(is_free);
            claims.extend(same.map(|theirs| (ours, theirs)));
        }
        let years = vec![Discordant::default(); first.inputs.calendar.years().len()];
        let clocks = PairedClocks { exhausted_by: years.clone(), profitable_by: years, order: Default::default() };
        let counts = PairCounts {
            runs: 0,
            alike: 0,
            lasting: LastingCounts::default(),
            with_capital: clocks.clone(),
            without_capital: clocks,
            claims: vec![Discordant::default(); claims.len()],
        };
        Self { claims, replicates: Replicated::new(counts, replicates) }
    }
}

/// Counting a block of a pair, as work for vectors.
struct CountPair<'a, 'b, 'm> {
    counts: &'a mut PairCounts,
    first: &'b Block<'m>,
    other: &'b Block<'m>,
}

impl Work for CountPair<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.counts.count(self.first, self.other);
    }
}

impl PairCounts {
    #[inline(always)]
    fn count(&mut self, first: &Block<'_>, other: &Block<'_>) {
        let (runs, calendar) = (first.runs, &first.model.inputs.calendar);
        self.runs += runs as u64;
        self.alike += count_where(0..runs, |lane| is_alike(first, other, lane));
        self.lasting.count(&first.with_capital.exhausted, &other.with_capital.exhausted, runs);
        self.with_capital.count(with_capital(first), with_capital(other), runs, calendar);
        self.without_capital.count(without_capital(first), without_capital(other), runs, calendar);
    }
}

/// A cash path and its years of profitability.
type Clocked<'b> = (&'b CashPath, &'b Lanes);

fn with_capital<'b>(block: &'b Block<'_>) -> Clocked<'b> {
    (&block.with_capital, &block.profitable)
}

fn without_capital<'b>(block: &'b Block<'_>) -> Clocked<'b> {
    (&block.without_capital, &block.profitable_without)
}

/// Whether a future has the same clocks and, where both know it, the same capital needed. The one place where capital needed is compared
/// run by run.
#[inline(always)]
fn is_alike(first: &Block<'_>, other: &Block<'_>, lane: usize) -> bool {
    let same = |of: fn(&Block<'_>, usize) -> f64| of(first, lane).to_bits() == of(other, lane).to_bits();
    let knows_need = first.knows_need() && other.knows_need();
    same(|block, lane| block.with_capital.exhausted[lane])
        && same(|block, lane| block.without_capital.exhausted[lane])
        && same(|block, lane| block.profitable[lane])
        && same(|block, lane| block.profitable_without[lane])
        && (!knows_need || same(|block, lane| block.need[lane]))
}

impl LastingCounts {
    #[inline(always)]
    fn count(&mut self, first: &Lanes, other: &Lanes, runs: usize) {
        self.first_longer += count_where(0..runs, |lane| first[lane] > other[lane]);
        self.other_longer += count_where(0..runs, |lane| other[lane] > first[lane]);
        let is_same = |lane: usize| first[lane] >= other[lane] && other[lane] >= first[lane];
        self.same_moment += count_where(0..runs, |lane| is_same(lane) && first[lane] < NEVER);
        self.both_last += count_where(0..runs, |lane| is_same(lane) && first[lane] == NEVER);
    }
}

impl PairedClocks {
    /// Counts the differences between two cash paths with their years of profitability.
    #[inline(always)]
    fn count(&mut self, first: Clocked<'_>, other: Clocked<'_>, runs: usize, calendar: &Calendar) {
        for (year, count) in self.exhausted_by.iter_mut().enumerate() {
            let end = calendar.end_of_year(year) as f64;
            count.count(
                &first.0.exhausted.map(|moment| moment < end),
                &other.0.exhausted.map(|moment| moment < end),
                runs,
            );
        }
        for (year, count) in self.profitable_by.iter_mut().enumerate() {
            let year = year as f64;
            count.count(
                &first.1.map(|profitable| profitable <= year),
                &other.1.map(|profitable| profitable <= year),
                runs,
            );
        }
        let [first, other] = [first, other].map(|(path, profitable)| order(path, profitable, calendar));
        for (class, count) in (0..).zip(&mut self.order) {
            count.count(&first.map(|of| of == class), &other.map(|of| of == class), runs);
        }
    }
}

/// The place of each lane's order of the clocks among [`PairedClocks::order`].
#[inline(always)]
fn order(path: &CashPath, profitable: &Lanes, calendar: &Calendar) -> [u8; LANES] {
    let gets_there = gets_there(path, profitable, calendar);
    std::array::from_fn(|lane| {
        let is_exhausted = path.exhausted[lane] < NEVER;
        2 * u8::from(!gets_there[lane]) + u8::from(gets_there[lane] == is_exhausted)
    })
}

impl Discordant {
    #[inline(always)]
    fn count(&mut self, first: &[bool; LANES], other: &[bool; LANES], runs: usize) {
        let lanes = || first[..runs].iter().zip(&other[..runs]);
        self.first_only += count_where(lanes(), |(first, other)| *first && !*other);
        self.other_only += count_where(lanes(), |(first, other)| *other && !*first);
    }
}

merge_fields!(PairedTally { tallies, pairs });
merge_fields!(ScenarioPair { replicates; claims });
merge_fields!(Discordant { first_only, other_only });
merge_fields!(PairCounts { runs, alike, lasting, with_capital, without_capital, claims });
merge_fields!(LastingCounts { first_longer, other_longer, same_moment, both_last });
merge_fields!(PairedClocks { exhausted_by, profitable_by, order });
