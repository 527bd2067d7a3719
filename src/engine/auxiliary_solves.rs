//! What else is asked of a block once something reacts to cash: without new capital, and with more cash at the start (equations, 21).

use super::moment::NEVER;
use crate::model::{Company, Settlement, Test};
use crate::scenario::Bound;
use crate::vector::{LANES, Lanes};

/// Where something reacts to cash, capital needed is found for the first so many runs: each is followed some twenty times for it.
pub const RUNS_SOLVED: u64 = 1 << 17;
/// Capital needed is found to this share of itself.
const TOLERANCE: f64 = 1e-4;
/// Followings after which the least cash that was seen to last is taken for what is needed.
const MOST_TRIALS: usize = 200;

/// On which terms a block is followed.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// Whether capital is raised.
    pub(super) raises: bool,
    /// More cash at the start.
    pub(super) extra: Lanes,
}

impl Terms {
    pub(super) const AS_WRITTEN: Self = Self { raises: true, extra: Lanes::all(0.0) };
}

/// What is wanted of a block beside its runs as they are written: whatever is not asked for is not known, where it takes followings of
/// its own.
#[derive(Debug, Clone, Copy)]
pub enum Asks<'t> {
    /// The runs without new capital, the claims' bounds on capital needed, and capital needed of the first [`RUNS_SOLVED`] runs.
    Everything,
    /// The same, with capital needed of all runs.
    EveryNeed,
    /// The claims' bounds on capital needed, and nothing else.
    Claims,
    /// Capital needed of all runs, and nothing else.
    Need,
    /// What a test needs, and nothing else.
    Test(&'t Test),
}

/// The questions that take followings of their own, and their answers.
#[derive(Debug)]
pub(super) struct Questions {
    /// Whether runs without new capital are followed by themselves.
    is_apart: bool,
    /// Whether something reacts to cash.
    reacts: bool,
    /// Of how many blocks, from the first, capital needed is found by following them again.
    blocks_solved: u64,
    /// Amounts of capital needed that claims ask about.
    bounds: Vec<f64>,
    /// Whether the run lasts with so much more, by bound.
    lasts: Vec<Lanes<bool>>,
    search: Search,
}

/// What is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    WithoutCapital,
    Bound(usize),
    Need,
}

impl Questions {
    /// The questions that `company` takes for what is asked.
    pub(super) fn new(company: &Company, settlement: Settlement, asks: Asks<'_>) -> Self {
        let (is_apart, reacts) = (settlement.is_apart(), settlement.reacts());
        let claims = company.claims.iter().map(|claim| &claim.test).collect();
        let (is_apart, tests, blocks_solved) = match asks {
            Asks::Everything => (is_apart, claims, RUNS_SOLVED / LANES as u64),
            Asks::EveryNeed => (is_apart, claims, u64::MAX),
            Asks::Claims => (false, claims, 0),
            Asks::Need => (false, Vec::new(), u64::MAX),
            Asks::Test(test) => (false, vec![test], 0),
        };
        let mut bounds = Vec::new();
        if reacts {
            tests.into_iter().for_each(|test| collect_bounds(test, &mut bounds));
        }
        let lasts = vec![Lanes::all(false); bounds.len()];
        Self { is_apart, reacts, blocks_solved, bounds, lasts, search: Search::NEW }
    }

    /// Whether capital needed meets a bound, where that was a question; `None` where capital needed itself tells.
    pub(super) fn meets(&self, bound: Bound) -> Option<Lanes<bool>> {
        let (Bound::AtLeast(amount) | Bound::AtMost(amount)) = bound;
        let place = self.bounds.iter().position(|&asked| asked.to_bits() == amount.to_bits())?;
        let lasts = &self.lasts[place];
        Some(match bound {
            Bound::AtMost(most) => Lanes::from_fn(|lane| most >= 0.0 && lasts[lane]),
            Bound::AtLeast(least) => Lanes::from_fn(|lane| least <= 0.0 || !lasts[lane]),
        })
    }

    /// Forgets the answers of another block; the first question of block `index`.
    pub(super) fn begin(&mut self, index: u64) -> Option<Question> {
        self.search = Search::NEW;
        if self.is_apart { Some(Question::WithoutCapital) } else { self.after(Question::WithoutCapital, index) }
    }

    /// On which terms a question is answered.
    pub(super) fn terms(&self, question: Option<Question>) -> Terms {
        let mut terms = Terms::AS_WRITTEN;
        match question {
            None => {}
            Some(Question::WithoutCapital) => terms.raises = false,
            Some(Question::Bound(bound)) => terms.extra = Lanes::all(self.bounds[bound].max(0.0)),
            Some(Question::Need) => terms.extra = self.search.trial,
        }
        terms
    }

    /// Notes by what each run fell short with as much more as a bound says.
    #[inline(always)]
    pub(super) fn note_bound(&mut self, bound: usize, shortfall: &Lanes) {
        for lane in 0..LANES {
            self.lasts[bound][lane] = shortfall[lane] <= 0.0;
        }
    }

    /// Notes by what each run fell short on trial; capital needed, if that was the last trial.
    #[inline(always)]
    pub(super) fn note_trial(&mut self, shortfall: &Lanes) -> Option<&Lanes> {
        let goes_on = self.search.learn(shortfall);
        (!goes_on).then_some(&self.search.high)
    }

    /// Whether capital needed is known of the runs of block `index`.
    pub(super) fn know_need(&self, index: u64) -> bool {
        !self.reacts || self.solve_need(index)
    }

    /// Whether capital needed is found in block `index` by following it again.
    fn solve_need(&self, index: u64) -> bool {
        index < self.blocks_solved
    }

    /// The question of block `index` after `last`; capital needed is the last one, if it is solved at all.
    pub(super) fn after(&self, last: Question, index: u64) -> Option<Question> {
        let next = match last {
            Question::WithoutCapital => 0,
            Question::Bound(bound) => bound + 1,
            Question::Need => return None,
        };
        if next < self.bounds.len() {
            Some(Question::Bound(next))
        } else {
            (self.reacts && self.solve_need(index)).then_some(Question::Need)
        }
    }
}

fn collect_bounds(test: &Test, bounds: &mut Vec<f64>) {
    match test {
        Test::CapitalNeeded(Bound::AtLeast(amount) | Bound::AtMost(amount)) => bounds.push(*amount),
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| collect_bounds(part, bounds)),
        Test::Not(part) => collect_bounds(part, bounds),
        Test::ExhaustedBefore(_) | Test::ProfitableBy(_) | Test::ProfitableFirst | Test::Figure(..) => {}
    }
}

/// The least extra cash with which each lane's run lasts.
#[derive(Debug)]
struct Search {
    /// Extra cash on trial.
    trial: Lanes,
    trials: usize,
    /// The most with which the run was seen not to last, and what it lacked then.
    low: Lanes,
    lacks: Lanes,
    /// The least with which it was seen to last, or [`NEVER`], and what it had left then, below 0.
    high: Lanes,
    spare: Lanes,
}

impl Search {
    const NEW: Self = Self {
        trial: Lanes::all(0.0),
        trials: 0,
        low: Lanes::all(0.0),
        lacks: Lanes::all(0.0),
        high: Lanes::all(NEVER),
        spare: Lanes::all(0.0),
    };

    /// Learns what each run lacked on trial, below 0 if it lasted; whether there is more to try.
    #[inline(always)]
    fn learn(&mut self, shortfall: &Lanes) -> bool {
        self.trials += 1;
        let mut goes_on = false;
        for lane in 0..LANES {
            let (trial, short) = (self.trial[lane], shortfall[lane]);
            if short <= 0.0 {
                (self.high[lane], self.spare[lane]) = (trial, short);
            } else {
                (self.low[lane], self.lacks[lane]) = (trial, short);
            }
            let (low, high, tolerated) = (self.low[lane], self.high[lane], TOLERANCE * self.high[lane]);
            let is_found = high - low <= tolerated || -self.spare[lane] <= tolerated;
            self.trial[lane] = if is_found && high < NEVER { high } else { self.next(lane) };
            goes_on |= !(is_found && high < NEVER);
        }
        goes_on && self.trials < MOST_TRIALS
    }

    /// What to try next: first as much more as was lacking, and then twice, four times; once it lasted, in turn what would leave nothing,
    /// if nobody reacted, and the middle.
    #[inline(always)]
    fn next(&self, lane: usize) -> f64 {
        let (low, high) = (self.low[lane], self.high[lane]);
        if high == NEVER {
            return low + self.lacks[lane] * (1_u64 << (self.trials - 1).min(60)) as f64;
        }
        let nothing_left = high + self.spare[lane] + TOLERANCE / 4.0 * high;
        if self.trials % 2 == 1 && nothing_left > low && nothing_left < high {
            nothing_left
        } else {
            0.5 * (low + high)
        }
    }
}
