//! Rounds of capital that may be conditional, and may arrive as credit (equations, 9 and 16).

use super::onset::{Moment, Onset, Planned};
use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{Flags, LANES, Lanes};

/// One round: when it is received, and its cash and credit.
#[derive(Debug, Clone)]
pub(super) struct Round {
    pub(super) onset: Onset,
    cash: Lanes,
    credit: Lanes,
}

impl Round {
    pub(super) const NEW: Self = Self { onset: Onset::NEW, cash: Lanes::all(0.0), credit: Lanes::all(0.0) };

    /// Settles when it is tested and its amounts, once the single drivers are drawn.
    #[inline(always)]
    pub(super) fn plan(&mut self, raise: &Raise, draws: &Draws<'_>, months_per_step: f64) {
        let (amount, tied) = (draws.of(raise.amount), raise.tied_share.map(|tied| draws.of(tied)));
        for lane in 0..LANES {
            let tied = tied.map_or(0.0, |tied| tied[lane]);
            self.cash[lane] = amount[lane] * (1.0 - tied);
            self.credit[lane] = amount[lane] * tied;
        }
        let planned = Planned {
            month: raise.month,
            delay: raise.delay.map(|delay| draws.of(delay)),
            patience: raise.patience,
            chance: raise.closing.map(|closing| (draws.of(closing.probability), draws.of(closing.closes))),
        };
        self.onset.plan(&planned, months_per_step);
    }

    /// Receives it in `step` where it is due and `meets` its requirements, on its day, or on that of what it comes `after` if that is later;
    /// returns the cash, and adds what is tied to `credit`.
    #[inline(always)]
    pub(super) fn receive(&mut self, step: f64, meets: &Flags, after: Option<&Moment>, credit: &mut Lanes) -> Lanes {
        let received = self.onset.happen(step, meets, after);
        let mut cash = Lanes::all(0.0);
        for lane in 0..LANES {
            cash[lane] = if received[lane] != 0 { self.cash[lane] } else { 0.0 };
            credit[lane] += if received[lane] != 0 { self.credit[lane] } else { 0.0 };
        }
        cash
    }

    /// The day of the step on which it was received, as a share of the step.
    #[inline(always)]
    pub(super) fn day(&self) -> &Lanes {
        &self.onset.moment.day
    }
}
