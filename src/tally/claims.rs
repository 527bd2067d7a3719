//! Whether a claim holds in each run of a block: claims about dates and capital from the block itself, claims about years from stored
//! amounts.

use super::{figure, gets_there};
use crate::engine::{Block, CashPath, CounterfactualRecord, NEVER};
use crate::model::{Amount, Figure, Landing, Model, Test};
use crate::scenario::Bound;
use crate::vector::{LANES, Lanes};

/// Yearly amounts of the current block, if a claim needs them.
///
/// # Units
/// Units of the scenario.
#[derive(Debug, Clone)]
pub(super) struct YearlyAmounts {
    /// By year, in the order of [`Amount::KEPT`]; empty if no claim needs them.
    years: Vec<[Lanes; 5]>,
}

impl YearlyAmounts {
    pub(super) fn new(model: &Model) -> Self {
        Self::of(model.company.claims.iter().map(|claim| &claim.test), model)
    }

    /// The amounts that some tests need.
    pub(super) fn of<'t>(mut tests: impl Iterator<Item = &'t Test>, model: &Model) -> Self {
        let years = if tests.any(needs_years) { model.inputs.calendar.years().len() } else { 0 };
        Self { years: vec![[Lanes::all(0.0); 5]; years] }
    }

    #[inline(always)]
    pub(super) fn keep(&mut self, year: usize, block: &Block<'_>) {
        if let Some(kept) = self.years.get_mut(year) {
            let mut room = Lanes::all(0.0);
            for (amount, kept) in Amount::KEPT.into_iter().zip(kept) {
                *kept = *figure(amount, block, &mut room);
            }
        }
    }

    /// Whether `test` holds, in each lane.
    pub(super) fn test(&self, test: &Test, block: &Block<'_>) -> [bool; LANES] {
        self.holds(test, &Runs { block, yearly: self, record: None, raises: true })
    }

    fn holds(&self, test: &Test, runs: &Runs<'_, '_>) -> [bool; LANES] {
        let (block, (path, profitable)) = (runs.block, runs.clocks());
        match test {
            Test::ExhaustedBefore(month) => path.exhausted.map(|moment| moment < *month),
            Test::ProfitableBy(year) => profitable.map(|profitable| profitable <= *year as f64),
            Test::ProfitableFirst => gets_there(path, profitable, &block.model.inputs.calendar),
            Test::Figure(figure, bound) => runs.figure(*figure).map(|value| meets(value, *bound)),
            Test::CapitalNeeded(bound) => *block.need_meets(*bound),
            Test::CovenantBrokenBefore(loan, month) => runs.covenant_broken(*loan).map(|moment| moment < *month),
            Test::LandsBefore(what, month) => runs.landed(*what).map(|moment| moment < *month - SAME_MOMENT),
            Test::WithoutNewCapital(part) => {
                let record = block.without_capital_record.as_deref();
                self.holds(part, &Runs { block, yearly: self, record, raises: false })
            }
            Test::All(parts) => self.fold(parts, runs, true, |all, holds| all && holds),
            Test::Any(parts) => self.fold(parts, runs, false, |any, holds| any || holds),
            Test::Not(part) => self.holds(part, runs).map(|holds| !holds),
        }
    }

    fn fold(&self, parts: &[Test], runs: &Runs<'_, '_>, start: bool, join: fn(bool, bool) -> bool) -> [bool; LANES] {
        let mut joined = [start; LANES];
        for part in parts {
            let holds = self.holds(part, runs);
            for (joined, holds) in joined.iter_mut().zip(holds) {
                *joined = join(*joined, holds);
            }
        }
        joined
    }
}

/// The runs of a block, with new capital or without.
struct Runs<'a, 'm> {
    block: &'a Block<'m>,
    /// Amounts of the years of the runs as written.
    yearly: &'a YearlyAmounts,
    /// What is kept of the runs without new capital, if they have a simulation of their own and are meant.
    record: Option<&'a CounterfactualRecord>,
    /// Whether new capital is raised.
    raises: bool,
}

impl<'a> Runs<'a, '_> {
    fn clocks(&self) -> (&'a CashPath, &'a Lanes) {
        let block = self.block;
        if self.raises {
            (&block.with_capital, &block.profitable)
        } else {
            (&block.without_capital, &block.profitable_without)
        }
    }

    fn figure(&self, figure: Figure) -> Lanes {
        match figure {
            Figure::InYear(amount, year) => *self.in_year(amount, year),
            Figure::Through(amount, year) => {
                let mut sum = Lanes::all(0.0);
                for year in 0..=year {
                    for (sum, value) in sum.iter_mut().zip(self.in_year(amount, year).iter()) {
                        *sum += value;
                    }
                }
                sum
            }
            Figure::Growth(year) => {
                let (now, before) = (self.in_year(Amount::Revenue, year), self.in_year(Amount::Revenue, year - 1));
                Lanes::from_fn(|lane| now[lane] / before[lane] - 1.0)
            }
            Figure::CashOn(_) | Figure::RunwayOn(_) => {
                let kept = match self.record {
                    Some(record) => record.on_day(figure),
                    None => self.block.financing.as_ref().and_then(|financing| financing.on_day(figure)),
                };
                kept.copied().unwrap_or(Lanes::all(f64::NAN))
            }
        }
    }

    fn in_year(&self, amount: Amount, year: usize) -> &'a Lanes {
        match self.record {
            Some(record) => record.in_year(amount, year),
            None => &self.yearly.years[year][amount as usize],
        }
    }

    fn covenant_broken(&self, loan: usize) -> Lanes {
        let financing = self.block.financing.as_ref();
        let moment = match self.record {
            Some(record) => Some(record.covenant_broken(loan)),
            None => financing.map(|financing| financing.covenant_broken(loan)),
        };
        moment.copied().unwrap_or(Lanes::all(NEVER))
    }

    /// When something first landed; without new capital, nothing does.
    fn landed(&self, what: Landing) -> Lanes {
        let months = self.block.model.inputs.calendar.months_per_step() as f64;
        let financing = self.block.financing.as_ref().filter(|_| self.raises);
        financing.map_or(Lanes::all(NEVER), |financing| financing.landed(what, months))
    }
}

/// Moments nearer than this, in months, are one.
const SAME_MOMENT: f64 = 1e-9;

fn needs_years(test: &Test) -> bool {
    match test {
        Test::Figure(figure, _) => !matches!(figure, Figure::CashOn(_) | Figure::RunwayOn(_)),
        Test::All(parts) | Test::Any(parts) => parts.iter().any(needs_years),
        Test::Not(part) | Test::WithoutNewCapital(part) => needs_years(part),
        Test::ExhaustedBefore(_)
        | Test::ProfitableBy(_)
        | Test::ProfitableFirst
        | Test::CapitalNeeded(_)
        | Test::CovenantBrokenBefore(..)
        | Test::LandsBefore(..) => false,
    }
}

/// A threshold counts as met where it is missed by less than this share of it (equations, 11).
const TOLERANCE: f64 = 1e-9;

fn meets(value: f64, bound: Bound) -> bool {
    match bound {
        Bound::AtLeast(least) => value >= least - TOLERANCE * least.abs(),
        Bound::AtMost(most) => value <= most + TOLERANCE * most.abs(),
    }
}
