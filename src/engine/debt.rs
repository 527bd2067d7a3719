//! Money borrowed under facilities: drawn when cash gets short, paid for, and repaid (equations, 17).

use super::covenants::{CovenantInputs, RELATIVE_TOLERANCE};
use super::jumps::Jumps;
use super::onsets::Onsets;
use crate::model::{Facility, Model};
use crate::sampling::Draws;
use crate::vector::{self, LANES, Lanes};

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

    /// Repays what matures on the first day of `step`, before anything is drawn.
    #[inline(always)]
    pub(super) fn repay_at_start(
        &mut self,
        facilities: &[Facility],
        step: usize,
        jumps: &mut Jumps,
        repaid: &mut Lanes,
    ) {
        for (facility, drawn) in facilities.iter().zip(&mut self.drawn) {
            if facility.matures == step && facility.matures_day <= 0.0 {
                repay(facility, drawn, jumps, repaid);
            }
        }
    }

    /// Repays what matures later in `step`, once interest is known.
    #[inline(always)]
    pub(super) fn repay_within(&mut self, facilities: &[Facility], step: usize, jumps: &mut Jumps, repaid: &mut Lanes) {
        for (facility, drawn) in facilities.iter().zip(&mut self.drawn) {
            if facility.matures == step && facility.matures_day > 0.0 {
                repay(facility, drawn, jumps, repaid);
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
        onsets: &Onsets<'_>,
    ) -> Lanes {
        let mut added = Lanes::all(0.0);
        if !facility.can_be_drawn_at(step) {
            return added;
        }
        let meets = inputs.meets(&facility.requires, onsets);
        let (limit, drawn) = (inputs.draws.of(facility.limit), &mut self.drawn[place]);
        for lane in 0..LANES {
            let burns = inputs.runway.burn[lane] > 0.0;
            let missing = inputs.runway.missing(facility.trigger, inputs.cash[lane], lane);
            let is_below = missing > RELATIVE_TOLERANCE * facility.trigger * inputs.runway.burn[lane];
            let draw = missing.min(limit[lane] - drawn[lane]).max(0.0);
            added[lane] = if burns & is_below & (meets[lane] != 0) { draw } else { 0.0 };
            drawn[lane] += added[lane];
        }
        added
    }

    /// The interest of a step of that length, and the total debt, in units; what is repaid within the step costs interest until then.
    #[inline(always)]
    pub(super) fn owe(
        &self,
        facilities: &[Facility],
        draws: &Draws<'_>,
        (step, step_years): (usize, f64),
        interest: &mut Lanes,
        debt: &mut Lanes,
    ) {
        (*interest, *debt) = (Lanes::all(0.0), Lanes::all(0.0));
        for (facility, drawn) in facilities.iter().zip(&self.drawn) {
            let rate = draws.of(facility.rate);
            let years = if facility.matures == step { step_years * facility.matures_day } else { step_years };
            for lane in 0..LANES {
                interest[lane] += rate[lane] * years * drawn[lane];
                debt[lane] += drawn[lane];
            }
        }
    }
}

/// Repays all that is drawn under a facility on the day on which it matures.
#[inline(always)]
fn repay(facility: &Facility, drawn: &mut Lanes, jumps: &mut Jumps, repaid: &mut Lanes) {
    vector::add(repaid, drawn);
    jumps.add(facility.matures_day, &Lanes::from_fn(|lane| -drawn[lane]));
    *drawn = Lanes::all(0.0);
}
