//! Cash that moves in some months of the calendar only: on their last day what has accrued, or on their first what is ahead (equations, 27).

use super::waiting::last;
use crate::engine::line_amounts::Existence;
use crate::model::{Calendar, DueMonths};
use crate::vector::{LANES, Lanes};

/// The payments of one flow and what has accrued towards the next, in units.
#[derive(Debug)]
pub(super) enum DueDates {
    /// Paid on the last day of a due month, for the months since the last.
    InArrears {
        /// By step, whether it is paid.
        is_due: Vec<bool>,
        /// Months before the start that the first payment is for, too, of those of which the amount is not known.
        months_before: f64,
        /// The sum of those of which it is.
        known: f64,
        accrued: Box<Lanes>,
    },
    /// Paid on the first day of a due month, for the months until the next.
    InAdvance {
        /// By step, whether it is paid; a line that begins pays in its first month too.
        is_due: Vec<bool>,
        /// By step, the months until the next due month.
        months: Vec<f64>,
    },
}

impl DueDates {
    /// The last months before the start had the amounts that are `known`.
    pub(super) fn new(due: &DueMonths, known: &[f64], calendar: &Calendar) -> Self {
        let month_of = |step: usize| calendar.calendar_month(step).number();
        let months = (0..calendar.steps()).map(month_of);
        let is_due = months.clone().map(|month| due.contains(month)).collect();
        if due.in_advance {
            return Self::InAdvance { is_due, months: months.map(|month| due.until_next(month) as f64).collect() };
        }
        let months_before = due.since_last(month_of(0));
        let known = last(known, months_before);
        Self::InArrears {
            is_due,
            months_before: (months_before - known.len()) as f64,
            known: known.iter().sum(),
            accrued: Box::new(Lanes::all(0.0)),
        }
    }

    /// What has accrued before the start; what is paid in advance has been paid up to its first due month.
    #[inline(always)]
    pub(super) fn open(&mut self, before_start: &Lanes) {
        if let Self::InArrears { months_before, known, accrued, .. } = self {
            for lane in 0..LANES {
                accrued[lane] = *months_before * before_start[lane] + *known;
            }
        }
    }

    /// The cash of `step`, at which `amount` counts.
    #[inline(always)]
    pub(super) fn pay(&self, step: usize, (amount, existence): (&Lanes, Option<&Existence<'_>>), cash: &mut Lanes) {
        match self {
            Self::InArrears { is_due, accrued, .. } => {
                let is_due = is_due[step];
                for lane in 0..LANES {
                    cash[lane] = if is_due { accrued[lane] + amount[lane] } else { 0.0 };
                }
            }
            Self::InAdvance { is_due, months } => {
                let (is_due, months) = (is_due[step], months[step]);
                for lane in 0..LANES {
                    cash[lane] = if is_due { months * amount[lane] } else { 0.0 };
                }
                if let Some(existence) = existence {
                    pay_while_it_exists((step as f64, is_due, months), amount, existence, cash);
                }
            }
        }
    }

    /// Records the amount of `step`, once its cash has moved.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, amount: &Lanes) {
        if let Self::InArrears { is_due, accrued, .. } = self {
            let is_due = is_due[step];
            for lane in 0..LANES {
                accrued[lane] = if is_due { 0.0 } else { accrued[lane] + amount[lane] };
            }
        }
    }
}

/// What is paid in advance at `step` for a line that does not exist throughout: at the whole month's amount, for the months until the next due
/// one in which it exists, by their shares.
#[inline(always)]
fn pay_while_it_exists(
    (step, is_due, months): (f64, bool, f64),
    amount: &Lanes,
    existence: &Existence<'_>,
    cash: &mut Lanes,
) {
    let end = (existence.until - step).clamp(0.0, months);
    for lane in 0..LANES {
        let share = existence.share[lane];
        let is_paid = (is_due | existence.begins(step, lane)) & (share > 0.0);
        let ahead = (end - existence.begin[lane]).max(0.0);
        cash[lane] = if is_paid { amount[lane] / share * ahead } else { 0.0 };
    }
}
