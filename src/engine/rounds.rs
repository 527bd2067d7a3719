//! Rounds of capital that may be conditional, and may arrive as credit (equations, 9 and 16).

use super::moment::NEVER;
use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{Flags, LANES, Lanes, NOWHERE, extremes};

/// One round: at which steps it is tested, what it brings, and whether it has.
#[derive(Debug, Clone)]
pub(super) struct Round {
    /// The first step at which it is tested; [`NEVER`] where it does not close.
    due: Lanes,
    /// The last.
    last: Lanes,
    /// The first and the last step at which it is tested in any lane.
    window: [f64; 2],
    cash: Lanes,
    credit: Lanes,
    /// Whether it has landed.
    pub(super) has_landed: Flags,
}

impl Round {
    pub(super) const NEW: Self = Self {
        due: Lanes::all(NEVER),
        last: Lanes::all(NEVER),
        window: [NEVER; 2],
        cash: Lanes::all(0.0),
        credit: Lanes::all(0.0),
        has_landed: NOWHERE,
    };

    /// Settles when it is tested and what it brings, once the single drivers are drawn.
    #[inline(always)]
    pub(super) fn plan(&mut self, raise: &Raise, draws: &Draws<'_>, months_per_step: f64) {
        let amount = draws.of(raise.amount);
        let (delay, tied) = (raise.delay.map(|delay| draws.of(delay)), raise.tied_share.map(|tied| draws.of(tied)));
        for lane in 0..LANES {
            let month = raise.month + delay.map_or(0.0, |delay| delay[lane]);
            let tied = tied.map_or(0.0, |tied| tied[lane]);
            self.due[lane] = (month / months_per_step).floor();
            self.last[lane] = ((month + raise.patience) / months_per_step).floor();
            self.cash[lane] = amount[lane] * (1.0 - tied);
            self.credit[lane] = amount[lane] * tied;
        }
        if let Some(closing) = raise.closing {
            let (probability, closes) = (draws.of(closing.probability), draws.of(closing.closes));
            for lane in 0..LANES {
                let is_closed = 1.0 - closes[lane] < probability[lane];
                self.due[lane] = if is_closed { self.due[lane] } else { NEVER };
            }
        }
        self.has_landed = NOWHERE;
        self.window = [extremes(self.due.as_slice())[0], extremes(self.last.as_slice())[1]];
    }

    /// Whether it is tested at `step` in any lane.
    #[inline(always)]
    pub(super) fn is_open(&self, step: f64) -> bool {
        (self.window[0]..=self.window[1]).contains(&step)
    }

    /// Lands at `step` where it is due and `meets` what it requires.
    #[inline(always)]
    pub(super) fn land(&mut self, step: f64, meets: &Flags, cash: &mut Lanes, credit: &mut Lanes) {
        for lane in 0..LANES {
            let is_due = u64::from((self.due[lane] <= step) & (step <= self.last[lane])) & (1 - self.has_landed[lane]);
            let lands = is_due & meets[lane];
            self.has_landed[lane] |= lands;
            cash[lane] += if lands != 0 { self.cash[lane] } else { 0.0 };
            credit[lane] += if lands != 0 { self.credit[lane] } else { 0.0 };
        }
    }
}
