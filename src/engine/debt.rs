//! Money borrowed under facilities: drawn when cash gets short, paid for, and repaid (equations, 17).

use super::covenants::CovenantInputs;
use super::rounds::Round;
use crate::model::{Facility, Model};
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes};

/// The debt under each facility, in units.
#[derive(Debug)]
pub(super) struct Debts {
    drawn: Vec<Lanes>,
}

impl Debts {
    pub(super) fn new(model: &Model) -> Self {
        Self { drawn: vec![Lanes::all(0.0); model.company.facilities.len()] }
    }

    #[inline(always)]
    pub(super) fn open(&mut self) {
        self.drawn.fill(Lanes::all(0.0));
    }

    /// Repays what matures at `step`: subtracts it from `cash` and adds it to `repaid`.
    #[inline(always)]
    pub(super) fn repay(&mut self, facilities: &[Facility], step: usize, cash: &mut Lanes, repaid: &mut Lanes) {
        for (facility, drawn) in facilities.iter().zip(&mut self.drawn) {
            if facility.matures == step {
                for lane in 0..LANES {
                    cash[lane] -= drawn[lane];
                    repaid[lane] += drawn[lane];
                    drawn[lane] = 0.0;
                }
            }
        }
    }

    /// Draws under facility `place` where that is allowed and the lender's test holds: enough for the cash to last as long as agreed.
    #[inline(always)]
    pub(super) fn draw(
        &mut self,
        (place, facility): (usize, &Facility),
        step: usize,
        inputs: &CovenantInputs<'_>,
        rounds: &[Round],
    ) -> Lanes {
        let mut added = Lanes::all(0.0);
        if !(facility.from..facility.matures).contains(&step) {
            return added;
        }
        let meets = inputs.meets(&facility.requires, rounds);
        let (limit, drawn) = (inputs.draws.of(facility.limit), &mut self.drawn[place]);
        for lane in 0..LANES {
            let burns = inputs.runway.burn[lane] > 0.0;
            let missing = inputs.runway.missing(facility.trigger, inputs.cash[lane], lane);
            let draw = missing.min(limit[lane] - drawn[lane]).max(0.0);
            added[lane] = if burns & (meets[lane] != 0) { draw } else { 0.0 };
            drawn[lane] += added[lane];
        }
        added
    }

    /// The interest of a step, and the total debt, in units.
    #[inline(always)]
    pub(super) fn owe(
        &self,
        facilities: &[Facility],
        draws: &Draws<'_>,
        step_years: f64,
        interest: &mut Lanes,
        debt: &mut Lanes,
    ) {
        (*interest, *debt) = (Lanes::all(0.0), Lanes::all(0.0));
        for (facility, drawn) in facilities.iter().zip(&self.drawn) {
            let rate = draws.of(facility.rate);
            for lane in 0..LANES {
                interest[lane] += rate[lane] * step_years * drawn[lane];
                debt[lane] += drawn[lane];
            }
        }
    }
}
