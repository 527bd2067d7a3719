//! Auxiliary solves: a block simulated again without new capital, or with more cash at the start, once something reacts to cash
//! (equations, 21).

use super::moment::NEVER;
use crate::model::{Company, Settlement, Test};
use crate::scenario::Bound;
use crate::vector::{LANES, Lanes};

/// Where something reacts to cash, capital needed is solved for in this many runs, the first ones: each is simulated some twenty times.
pub const RUNS_SOLVED: u64 = 1 << 17;
/// Relative tolerance of capital needed.
const TOLERANCE: f64 = 1e-4;
/// Trials after which the least cash that was seen to last is taken for capital needed.
const MOST_TRIALS: usize = 200;

/// How a simulation of a block departs from the model as written.
#[derive(Debug, Clone)]
pub(super) struct Counterfactual {
    /// Whether capital is raised.
    pub(super) raises: bool,
    /// Additional cash at the start, in units.
    pub(super) extra: Lanes,
}

impl Counterfactual {
    pub(super) const NONE: Self = Self { raises: true, extra: Lanes::all(0.0) };
}

/// The outputs requested of a block besides its runs as written. Outputs that need an auxiliary solve are known only if they are requested.
#[derive(Debug, Clone, Copy)]
pub enum RequestedOutputs<'t> {
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
    /// Whether each run lasts with each of these amounts, in units, more at the start, and nothing else.
    Lasting(&'t [f64]),
}

/// The auxiliary solves of a block, and their results.
#[derive(Debug)]
pub(super) struct AuxiliarySolves {
    /// Whether runs without new capital need a simulation of their own.
    is_apart: bool,
    /// Whether something reacts to cash.
    reacts: bool,
    /// The number of blocks, from the first, in which capital needed is solved for.
    blocks_solved: u64,
    /// Amounts above 0, in units, that claims compare capital needed with.
    bounds: Vec<f64>,
    /// By bound, whether each run lasts with that much additional cash.
    lasts: Vec<Lanes<bool>>,
    search: Search,
}

/// One auxiliary solve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuxiliarySolve {
    WithoutCapital,
    Bound(usize),
    Need,
}

impl AuxiliarySolves {
    /// The auxiliary solves that the requested outputs of `company` need.
    pub(super) fn new(company: &Company, settlement: Settlement, outputs: RequestedOutputs<'_>) -> Self {
        let (is_apart, reacts) = (settlement.is_apart(), settlement.reacts());
        let claims: Vec<&Test> = company.claims.iter().map(|claim| &claim.test).collect();
        let asks_without = is_apart && claims.iter().any(|test| test.asks_without_capital());
        let (is_apart, tests, blocks_solved) = match outputs {
            RequestedOutputs::Everything => (is_apart, claims, RUNS_SOLVED / LANES as u64),
            RequestedOutputs::EveryNeed => (is_apart, claims, u64::MAX),
            RequestedOutputs::Claims => (asks_without, claims, 0),
            RequestedOutputs::Need => (false, Vec::new(), u64::MAX),
            RequestedOutputs::Test(test) => (is_apart && test.asks_without_capital(), vec![test], 0),
            RequestedOutputs::Lasting(_) => (false, Vec::new(), 0),
        };
        let mut bounds = Vec::new();
        if let RequestedOutputs::Lasting(amounts) = outputs {
            bounds.extend_from_slice(amounts);
        }
        tests.into_iter().for_each(|test| collect_bounds(test, &mut bounds));
        bounds.retain(|&amount| reacts && amount > 0.0);
        let lasts = vec![Lanes::all(false); bounds.len()];
        Self { is_apart, reacts, blocks_solved, bounds, lasts, search: Search::NEW }
    }

    /// Whether each run lasts with so much more at the start, if that was solved for.
    pub(super) fn lasts_with(&self, amount: f64) -> Option<&Lanes<bool>> {
        let place = self.bounds.iter().position(|&asked| asked.to_bits() == amount.to_bits())?;
        Some(&self.lasts[place])
    }

    /// Forgets the results of the last block; the first solve of block `index`.
    pub(super) fn begin(&mut self, index: u64) -> Option<AuxiliarySolve> {
        self.search = Search::NEW;
        if self.is_apart {
            Some(AuxiliarySolve::WithoutCapital)
        } else {
            self.after(AuxiliarySolve::WithoutCapital, index)
        }
    }

    /// The counterfactual under which a solve simulates the block; with `None`, the model as written.
    pub(super) fn counterfactual(&self, solve: Option<AuxiliarySolve>) -> Counterfactual {
        let mut counterfactual = Counterfactual::NONE;
        match solve {
            None => {}
            Some(AuxiliarySolve::WithoutCapital) => counterfactual.raises = false,
            Some(AuxiliarySolve::Bound(bound)) => counterfactual.extra = Lanes::all(self.bounds[bound]),
            Some(AuxiliarySolve::Need) => counterfactual.extra = self.search.trial,
        }
        counterfactual
    }

    /// Notes by how much each run fell short with the additional cash of a bound.
    #[inline(always)]
    pub(super) fn note_bound(&mut self, bound: usize, shortfall: &Lanes) {
        for lane in 0..LANES {
            self.lasts[bound][lane] = shortfall[lane] <= 0.0;
        }
    }

    /// Notes by how much each run fell short in a trial; returns capital needed, if that was the last trial.
    #[inline(always)]
    pub(super) fn note_trial(&mut self, shortfall: &Lanes) -> Option<&Lanes> {
        let goes_on = self.search.learn(shortfall);
        (!goes_on).then_some(&self.search.high)
    }

    /// Whether capital needed is known of the runs of block `index`.
    pub(super) fn know_need(&self, index: u64) -> bool {
        !self.reacts || self.solve_need(index)
    }

    /// Whether capital needed is solved for in block `index`.
    fn solve_need(&self, index: u64) -> bool {
        index < self.blocks_solved
    }

    /// The solve of block `index` after `last`; capital needed comes last, if it is requested.
    pub(super) fn after(&self, last: AuxiliarySolve, index: u64) -> Option<AuxiliarySolve> {
        let next = match last {
            AuxiliarySolve::WithoutCapital => 0,
            AuxiliarySolve::Bound(bound) => bound + 1,
            AuxiliarySolve::Need => return None,
        };
        if next < self.bounds.len() {
            Some(AuxiliarySolve::Bound(next))
        } else {
            (self.reacts && self.solve_need(index)).then_some(AuxiliarySolve::Need)
        }
    }
}

fn collect_bounds(test: &Test, bounds: &mut Vec<f64>) {
    match test {
        Test::CapitalNeeded(Bound::AtLeast(amount) | Bound::AtMost(amount)) => bounds.push(*amount),
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| collect_bounds(part, bounds)),
        Test::Not(part) | Test::WithoutNewCapital(part) => collect_bounds(part, bounds),
        Test::ExhaustedBefore(_)
        | Test::ProfitableBy(_)
        | Test::ProfitableFirst
        | Test::Figure(..)
        | Test::CovenantBrokenBefore(..)
        | Test::LandsBefore(..) => {}
    }
}

/// The least extra cash with which each lane's run lasts.
#[derive(Debug)]
struct Search {
    /// Extra cash on trial.
    trial: Lanes,
    trials: usize,
    /// The most extra cash with which the run was seen not to last, and how much it lacked then.
    low: Lanes,
    lacks: Lanes,
    /// The least with which it was seen to last, or [`NEVER`], and how much was left then, as a negative number.
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

    /// Takes in how much each run lacked in the trial, below 0 if it lasted; returns whether another trial is needed.
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

    /// The next trial: first the shortfall more, then twice and four times as much; once the run lasted, in turn the amount that would leave
    /// nothing if nobody reacted, and the midpoint of the bracket.
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
