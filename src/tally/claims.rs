//! Whether a claim holds in each run of a block: claims about dates and capital from the block itself, claims about years from stored
//! amounts.

use super::{figure, gets_there};
use crate::engine::Block;
use crate::model::{Amount, Figure, Model, Test};
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
        let path = &block.with_capital;
        match test {
            Test::ExhaustedBefore(month) => path.exhausted.map(|moment| moment < *month),
            Test::ProfitableBy(year) => block.profitable.map(|profitable| profitable <= *year as f64),
            Test::ProfitableFirst => gets_there(path, &block.profitable, &block.model.inputs.calendar),
            Test::Figure(figure, bound) => self.figure(*figure).map(|value| meets(value, *bound)),
            Test::CapitalNeeded(bound) => *block.need_meets(*bound),
            Test::All(parts) => self.fold(parts, block, true, |all, holds| all && holds),
            Test::Any(parts) => self.fold(parts, block, false, |any, holds| any || holds),
            Test::Not(part) => self.test(part, block).map(|holds| !holds),
        }
    }

    fn fold(&self, parts: &[Test], block: &Block<'_>, start: bool, join: fn(bool, bool) -> bool) -> [bool; LANES] {
        let mut joined = [start; LANES];
        for part in parts {
            let holds = self.test(part, block);
            for (joined, holds) in joined.iter_mut().zip(holds) {
                *joined = join(*joined, holds);
            }
        }
        joined
    }

    fn figure(&self, figure: Figure) -> Lanes {
        match figure {
            Figure::InYear(amount, year) => *self.kept(amount, year),
            Figure::Through(amount, year) => {
                let mut sum = Lanes::all(0.0);
                for year in 0..=year {
                    for (sum, value) in sum.iter_mut().zip(self.kept(amount, year).iter()) {
                        *sum += value;
                    }
                }
                sum
            }
            Figure::Growth(year) => {
                let (now, before) = (self.kept(Amount::Revenue, year), self.kept(Amount::Revenue, year - 1));
                Lanes::from_fn(|lane| now[lane] / before[lane] - 1.0)
            }
        }
    }

    fn kept(&self, amount: Amount, year: usize) -> &Lanes {
        &self.years[year][amount as usize]
    }
}

fn needs_years(test: &Test) -> bool {
    match test {
        Test::Figure(..) => true,
        Test::All(parts) | Test::Any(parts) => parts.iter().any(needs_years),
        Test::Not(part) => needs_years(part),
        Test::ExhaustedBefore(_) | Test::ProfitableBy(_) | Test::ProfitableFirst | Test::CapitalNeeded(_) => false,
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
