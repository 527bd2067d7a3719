//! Counts of runs: integers that merge exactly in any order.
//!
//! Fifth in the river. A [`Tally`] observes blocks of runs and keeps counts; no rate, no quantile, no float sum.

mod amounts;
mod blame;
mod claim_counts;
mod claims;
mod contingencies;
mod contrast;
mod days;
mod histogram;
mod lasting;
mod likelihoods;
mod merge;
mod moments;
mod needs;
mod paired;
pub mod sensitivity;
mod shares;
mod test_observer;
mod weighted;

pub use amounts::{AmountHistogram, Amounts};
pub use blame::{Blame, BlameCounts, BlameLever, MOST_EXACT, orders, simulations_per_block};
pub use claim_counts::ClaimCounts;
pub use contingencies::ContingencyCounts;
pub use contrast::{
    BINS, Contrast, ContrastCounts, ContrastRow, ContrastSpec, ContrastSums, ExpectedRange, KeptRun, Watched, mean_of,
};
pub use histogram::Histogram;
pub use lasting::{LastingRuns, LastingTally};
pub use likelihoods::{Likelihoods, PredictiveRanks, SimulatedFigures};
pub use merge::{BATCHES, Gathered, Greatest, Merge, Replicated};
pub use moments::{Decision, DriverMoments, MomentQuantity, MomentSums, WHOLE};
pub use needs::NeedList;
pub use paired::{Discordant, LastingCounts, PairCounts, PairedClocks, PairedTally, ScenarioPair};
pub use shares::{HeldCounts, Shares};
pub use test_observer::TestObserver;
pub use weighted::WeightedTally;

use crate::engine::{Block, CashPath, NEVER, Observer};
use crate::model::{Amount, Calendar, Contingency, Model};
use crate::vector::{LANES, Lanes, Width, Work, at_full_width};
use claims::YearlyAmounts;
use days::Days;
use merge::merge_fields;
use std::ops::Range;

/// Quantiles of yearly amounts use this many runs, the first ones: with more, the width of the bins would limit their precision.
pub const RUNS_BY_YEAR: u64 = 1 << 20;
/// Quantiles of cash by month, and of the dates of what happens along the way, use this many runs, the first ones: more would cost time and
/// say hardly more, because these quantiles then lie within half a percentage point of those of all runs.
pub const RUNS_BY_MONTH: u64 = 1 << 16;
/// Bins of capital needed: 0.1 % wide.
pub type NeedHistogram = Histogram<10>;

/// Counters for the runs that are never exhausted, used in turn so that no increment waits for the one before.
const AFTER: usize = 8;

/// Everything counted over the runs of one thread, or of all.
#[derive(Debug, Clone)]
pub struct Tally {
    calendar: Calendar,
    /// What intervals rest on.
    pub replicates: Replicated<Counts>,
    /// Yearly amounts, by year, in the order of [`Amount::ALL`]; of the first [`RUNS_BY_YEAR`] runs.
    amounts: Vec<[Amounts; 4]>,
    /// Cash at the start; of the first [`RUNS_BY_YEAR`] runs.
    opening_cash: Amounts,
    /// Cash at the end of each step; of the first [`RUNS_BY_MONTH`] runs.
    cash: Vec<AmountHistogram>,
    /// The same, where what has run out stays out.
    cash_left: Vec<AmountHistogram>,
    /// What may happen along the way.
    contingencies: Vec<Contingency>,
    /// By contingency, runs by the day on which it happens for the first time, counted from the start; those in which it does not come last.
    /// Of the first [`RUNS_BY_MONTH`] runs.
    occurred_on: Vec<Vec<u64>>,
    /// Whether the cash flow equals the operating result, so that it need not be counted separately.
    result_is_cash_flow: bool,
    /// Draws moved to a limit, by driver.
    pub limits_met: Vec<u64>,
    yearly: YearlyAmounts,
    days: Days,
}

/// The counts of one replicate, or of all.
#[derive(Debug, Clone)]
pub struct Counts {
    /// Runs counted.
    pub runs: u64,
    /// The clocks with new capital.
    pub with_capital: Clocks,
    /// The clocks without new capital.
    pub without_capital: Clocks,
    /// Capital needed of the runs for which it is known.
    ///
    /// # Units
    /// Units of the scenario.
    pub need: NeedHistogram,
    /// Runs in which each claim holds.
    pub claims: Vec<u64>,
    /// What happens along the way, in the order of [`Model::contingencies`].
    pub contingencies: Vec<ContingencyCounts>,
}

/// When the cash runs out, and whether before or after profitability.
#[derive(Debug, Clone)]
pub struct Clocks {
    /// Runs by day of exhaustion, counted from the start; the last places, after the horizon, hold the runs that never are.
    days: Vec<u64>,
    /// Runs by year of profitability, by place in the calendar's years.
    pub profitable_in: Vec<u64>,
    /// Runs by order of the two clocks.
    pub order: OrderCounts,
}

/// Runs by the order of exhaustion and profitability; the four add up to all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderCounts {
    /// Profitable before any exhaustion, and never exhausted.
    pub profitable_first: u64,
    /// Profitable first, and exhausted afterwards.
    pub exhausted_later: u64,
    /// Exhausted without having been profitable first.
    pub exhausted_first: u64,
    /// Neither.
    pub neither: u64,
}

impl Tally {
    /// An empty tally of `model`, with a single replicate.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self::of_replicates(model, 1)
    }

    /// An empty tally of `model`, whose blocks belong in turn to `replicates` replicates, at least one.
    #[must_use]
    pub fn of_replicates(model: &Model, replicates: usize) -> Self {
        let calendar = model.inputs.calendar.clone();
        let days = Days::new(&calendar);
        let (years, steps) = (calendar.years().len(), calendar.steps());
        let contingencies = model.contingencies();
        let clocks = Clocks {
            days: vec![0; days.count() + AFTER],
            profitable_in: vec![0; years],
            order: OrderCounts::default(),
        };
        let counts = Counts {
            runs: 0,
            with_capital: clocks.clone(),
            without_capital: clocks,
            need: NeedHistogram::default(),
            claims: vec![0; model.company.claims.len()],
            contingencies: contingencies.iter().map(|&one| ContingencyCounts::new(one, model)).collect(),
        };
        Self {
            replicates: Replicated::new(counts, replicates),
            amounts: (0..years).map(|_| Default::default()).collect(),
            opening_cash: Amounts::default(),
            cash: vec![AmountHistogram::default(); steps],
            cash_left: vec![AmountHistogram::default(); steps],
            occurred_on: vec![vec![0; days.count() + 1]; contingencies.len()],
            contingencies,
            result_is_cash_flow: model.company.settlement().result_is_cash_flow(),
            limits_met: vec![0; model.inputs.drivers.len()],
            yearly: YearlyAmounts::new(model),
            days,
            calendar,
        }
    }

    /// Histograms of the amounts of the year with this index, over the first [`RUNS_BY_YEAR`] runs.
    ///
    /// # Shape
    /// One for each of [`Amount::ALL`], in their order.
    ///
    /// # Units
    /// Units of the scenario.
    #[must_use]
    pub fn amounts(&self, year: usize) -> [AmountHistogram; 4] {
        Amount::ALL.map(|amount| {
            let counted = match amount {
                Amount::CashFlow if self.result_is_cash_flow => Amount::OperatingResult,
                amount => amount,
            };
            self.amounts[year][counted as usize].histogram()
        })
    }

    /// Histogram of cash at the start, over the first [`RUNS_BY_YEAR`] runs.
    ///
    /// # Units
    /// Units of the scenario.
    #[must_use]
    pub fn opening_cash(&self) -> AmountHistogram {
        self.opening_cash.histogram()
    }

    /// Histogram of cash at the end of a step, over the first [`RUNS_BY_MONTH`] runs.
    ///
    /// # Units
    /// Units of the scenario.
    #[must_use]
    pub fn cash_at_end_of(&self, step: usize) -> &AmountHistogram {
        &self.cash[step]
    }

    /// The same, where a run whose cash has run out has no more than the minimum from then on.
    ///
    /// # Units
    /// Units of the scenario.
    #[must_use]
    pub fn cash_left_at_end_of(&self, step: usize) -> &AmountHistogram {
        &self.cash_left[step]
    }

    /// Of the first [`RUNS_BY_MONTH`] runs, those in which something that may happen does for the first time on each day.
    ///
    /// # Shape
    /// One count for each day from the start up to the horizon.
    #[must_use]
    pub fn occurred_on(&self, contingency: usize) -> &[u64] {
        &self.occurred_on[contingency][..self.days.count()]
    }

    /// The days of some months, counted from the start.
    #[must_use]
    pub fn days_of_months(&self, months: Range<usize>) -> Range<usize> {
        self.days.first_of(months.start)..self.days.first_of(months.end)
    }

    /// The date of a day counted from the start.
    #[must_use]
    pub fn date_of(&self, day: usize) -> jiff::civil::Date {
        let month = self.days.month_of(day);
        let first = self.calendar.first_of_month(month);
        let days = i64::try_from(day - self.days.first_of(month)).unwrap_or_default();
        first.saturating_add(jiff::Span::new().days(days))
    }

    /// The days of a year, counted from the start.
    #[must_use]
    pub fn days_of_year(&self, year: usize) -> Range<usize> {
        let from = if year == 0 { 0 } else { self.calendar.end_of_year(year - 1) };
        self.days_of_months(from..self.calendar.end_of_year(year))
    }
}

impl Observer for Tally {
    fn sees_steps(&self) -> bool {
        false
    }

    fn span(&mut self, steps: Range<usize>, block: &Block<'_>) {
        if block.index < RUNS_BY_MONTH / LANES as u64 {
            at_full_width(CountSpan { tally: self, steps, block });
        }
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        at_full_width(CountYear { tally: self, year, block });
    }

    fn end(&mut self, block: &Block<'_>) {
        at_full_width(CountRuns { tally: self, block });
    }
}

/// Counting cash at the ends of steps, as work for vectors.
struct CountSpan<'a, 'm> {
    tally: &'a mut Tally,
    steps: Range<usize>,
    block: &'a Block<'m>,
}

impl Work for CountSpan<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        let Tally { cash: cashes, cash_left: left, calendar, .. } = self.tally;
        let histograms = cashes[self.steps.clone()].iter_mut().zip(&mut left[self.steps.clone()]);
        for ((step, cash), (histogram, left)) in self.steps.zip(self.block.cash_of_span()).zip(histograms) {
            histogram.count_all(&cash[..self.block.runs]);
            left.count_all(&cash_left(cash, self.block, end_of_step(calendar, step))[..self.block.runs]);
        }
    }
}

/// When a step ends.
///
/// # Units
/// Months after the start.
fn end_of_step(calendar: &Calendar, step: usize) -> f64 {
    ((step + 1) * calendar.months_per_step()) as f64
}

/// Cash at the end of a step, where what has run out before that stays out.
///
/// # Units
/// Units of the scenario; the end of the step in months after the start.
#[inline(always)]
fn cash_left(cash: &Lanes, block: &Block<'_>, end: f64) -> Lanes {
    let (exhausted, minimum) = (&block.with_capital.exhausted, block.model.company.minimum_cash);
    Lanes::from_fn(|lane| if exhausted[lane] < end { cash[lane].min(minimum) } else { cash[lane] })
}

/// Counting a year, as work for vectors.
struct CountYear<'a, 'm> {
    tally: &'a mut Tally,
    year: usize,
    block: &'a Block<'m>,
}

impl Work for CountYear<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.tally.count_year(self.year, self.block);
    }
}

/// Counting runs that have come to their end, as work for vectors.
struct CountRuns<'a, 'm> {
    tally: &'a mut Tally,
    block: &'a Block<'m>,
}

impl Work for CountRuns<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        self.tally.count_runs(self.block);
    }
}

impl Tally {
    #[inline(always)]
    fn count_year(&mut self, year: usize, block: &Block<'_>) {
        if is_among_the_first(block) {
            let mut room = Lanes::all(0.0);
            let is_new = |amount: &Amount| !(self.result_is_cash_flow && *amount == Amount::CashFlow);
            for amount in Amount::ALL.into_iter().filter(is_new) {
                let histogram = &mut self.amounts[year][amount as usize];
                histogram.count_all(&figure(amount, block, &mut room)[..block.runs]);
            }
        }
        self.yearly.keep(year, block);
    }

    #[inline(always)]
    fn count_runs(&mut self, block: &Block<'_>) {
        let counts = self.replicates.of_block(block.index);
        counts.runs += block.runs as u64;
        counts.with_capital.count(&block.with_capital, &block.profitable, block.runs, &self.calendar, &self.days);
        let (without, profitable) = (&mut counts.without_capital, &block.profitable_without);
        without.count(&block.without_capital, profitable, block.runs, &self.calendar, &self.days);
        if block.knows_need() {
            counts.need.count_all(&block.need[..block.runs]);
        }
        if is_among_the_first(block) {
            self.opening_cash.count_all(&block.draws.of(block.model.company.opening_cash)[..block.runs]);
        }
        for (count, claim) in counts.claims.iter_mut().zip(&block.model.company.claims) {
            let holds = self.yearly.test(&claim.test, block);
            *count += holds[..block.runs].iter().map(|&holds| u64::from(holds)).sum::<u64>();
        }
        let runs = block.runs;
        self.count_contingencies(block, |lane| u64::from(lane < runs));
        self.limits_met.copy_from_slice(block.draws.limits_met());
    }

    /// Counts what happened in runs that have come to their end, by `weight` of each lane.
    #[inline(always)]
    fn count_contingencies(&mut self, block: &Block<'_>, weight: impl Fn(usize) -> u64) {
        let counts = self.replicates.of_block(block.index);
        for (place, &contingency) in self.contingencies.iter().enumerate() {
            let moment = block.moment_of(contingency);
            counts.contingencies[place].count(&moment, &block.missed(contingency), &weight);
            if block.index < RUNS_BY_MONTH / LANES as u64 {
                let mut days = [0; LANES];
                self.days.of(&moment, &mut days);
                for (lane, &day) in days.iter().enumerate() {
                    self.occurred_on[place][day as usize] += weight(lane);
                }
            }
        }
    }
}

/// Whether the block is one of those on which quantiles of amounts rest.
#[inline(always)]
fn is_among_the_first(block: &Block<'_>) -> bool {
    block.index < RUNS_BY_YEAR / LANES as u64
}

/// An amount of the year that has just ended; one that is not stored is computed in `room`.
#[inline(always)]
fn figure<'b>(amount: Amount, block: &'b Block<'_>, room: &'b mut Lanes) -> &'b Lanes {
    match amount {
        Amount::Revenue => &block.year.revenue,
        Amount::OperatingResult => &block.year.operating_result,
        Amount::CashFlow => &block.year.cash_flow,
        Amount::Cash => &block.with_capital.cash,
        Amount::CashFlowBeforeCredit => {
            *room = block.cash_flow_before_credit();
            room
        }
    }
}

/// Whether each run reaches its year of profitability with no exhaustion before the end of that year (equations, 11).
#[inline(always)]
fn gets_there(path: &CashPath, profitable: &Lanes, calendar: &Calendar) -> [bool; LANES] {
    let (before, months) = (calendar.months_before_start() as f64, calendar.months() as f64);
    std::array::from_fn(|lane| {
        let end_of_year = (12.0 * (profitable[lane] + 1.0) - before).min(months);
        profitable[lane] < NEVER && path.exhausted[lane] >= end_of_year
    })
}

merge_fields!(Tally {
    replicates, amounts, opening_cash, cash, cash_left, occurred_on, limits_met;
    calendar, contingencies, result_is_cash_flow, yearly, days
});
merge_fields!(Counts { runs, with_capital, without_capital, need, claims, contingencies });
merge_fields!(Clocks { days, profitable_in, order });
merge_fields!(OrderCounts { profitable_first, exhausted_later, exhausted_first, neither });

impl Clocks {
    /// Runs by day of exhaustion.
    ///
    /// # Shape
    /// One count for each day from the start up to the horizon.
    #[must_use]
    pub fn exhausted_on(&self) -> &[u64] {
        &self.days[..self.days.len() - AFTER]
    }

    #[inline(always)]
    fn count(&mut self, path: &CashPath, profitable: &Lanes, runs: usize, calendar: &Calendar, days: &Days) {
        let mut exhausted_on = [0; LANES];
        days.of(&path.exhausted, &mut exhausted_on);
        let (after, mut places) = (self.days.len() - AFTER, [0; LANES]);
        for lane in 0..LANES {
            let day = exhausted_on[lane] as usize;
            places[lane] = day + if day == after { lane % AFTER } else { 0 };
        }
        for &place in &places[..runs] {
            self.days[place] += 1;
        }
        for (year, count) in self.profitable_in.iter_mut().enumerate() {
            let year = (year as f64).to_bits();
            *count += count_where(&profitable[..runs], |profitable| profitable.to_bits() == year);
        }
        let gets_there = gets_there(path, profitable, calendar);
        let lanes = || gets_there[..runs].iter().zip(&path.exhausted[..runs]);
        let (there, exhausted) = (count_where(lanes(), |(there, _)| *there), count_where(lanes(), |(_, e)| *e < NEVER));
        let both = count_where(lanes(), |(there, exhausted)| *there && *exhausted < NEVER);
        self.order.profitable_first += there - both;
        self.order.exhausted_later += both;
        self.order.exhausted_first += exhausted - both;
        self.order.neither += runs as u64 + both - there - exhausted;
    }
}

/// The number of items that satisfy `is_so`, counted without branches, so that lanes are counted side by side.
#[inline(always)]
fn count_where<T>(of: impl IntoIterator<Item = T>, is_so: impl Fn(T) -> bool) -> u64 {
    of.into_iter().map(|one| u64::from(is_so(one))).sum()
}
