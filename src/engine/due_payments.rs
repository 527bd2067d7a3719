//! Payments that fall due on a day of their own within a step, where all else runs evenly (equations, 27).

use super::line_amounts::LineAmounts;
use crate::model::{Model, PaymentTerms};
use crate::vector::{LANES, Lanes};

/// The payments of one flow.
#[derive(Debug)]
pub(super) struct DuePayment {
    /// The flow's place: the revenue streams, then the burn lines.
    flow: usize,
    /// Whether they move on the first day of the step, or of the line in it; else at the end of its last.
    in_advance: bool,
    /// The share of the step that is over when they move.
    pub(super) day: Lanes,
    /// Whether money comes in.
    is_income: bool,
    /// Whether compute credit pays for them.
    takes_credit: bool,
    /// The cash of the step, in units; below 0 where it leaves.
    pub(super) cash: Lanes,
}

impl DuePayment {
    /// Of every flow of the company that has any.
    pub(super) fn all(model: &Model) -> Vec<Self> {
        let streams = model.company.revenue.iter().map(|stream| (stream.payment, true, stream.in_cash, false));
        let lines = model.company.burn.iter().map(|line| (line.payment, false, line.in_cash, line.compute));
        let flows = streams.chain(lines).enumerate();
        let payment = |(flow, (terms, is_income, in_cash, takes_credit))| match terms {
            PaymentTerms::Due(due) if in_cash => {
                let in_advance = due.in_advance;
                let (day, cash) = (Lanes::all(if in_advance { 0.0 } else { 1.0 }), Lanes::all(0.0));
                Some(Self { flow, in_advance, day, is_income, takes_credit, cash })
            }
            _ => None,
        };
        flows.filter_map(payment).collect()
    }

    /// Takes the cash of the step from those of all flows.
    #[inline(always)]
    pub(super) fn fall_due(&mut self, cash_by_flow: &[Lanes], lines: &LineAmounts) {
        let sign = if self.is_income { 1.0 } else { -1.0 };
        let cash = &cash_by_flow[self.flow];
        for lane in 0..LANES {
            self.cash[lane] = sign * cash[lane];
        }
        if let Some(existence) = lines.existence(self.flow).filter(|_| self.in_advance) {
            self.day = *existence.begin;
        }
    }

    /// Adds what moves on the first day of the step to `cash`.
    #[inline(always)]
    pub(super) fn open(&self, cash: &mut Lanes) {
        for lane in 0..LANES {
            cash[lane] += if self.day[lane] > 0.0 { 0.0 } else { self.cash[lane] };
        }
    }

    /// Pays for compute from credit as far as it goes; adds what was used to `used`.
    #[inline(always)]
    pub(super) fn take_credit(&mut self, credit: &mut Lanes, used: &mut Lanes) {
        if !self.takes_credit {
            return;
        }
        for lane in 0..LANES {
            let paid = credit[lane].min(-self.cash[lane]);
            credit[lane] -= paid;
            used[lane] += paid;
            self.cash[lane] += paid;
        }
    }
}
