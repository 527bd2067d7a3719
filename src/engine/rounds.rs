//! Rounds of capital that may be conditional, and may arrive as credit (equations, 9 and 16).

use super::moment::NEVER;
use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{Flags, LANES, Lanes, NOWHERE, extremes};

/// One round: the steps at which it is tested, its cash and credit, and whether it has been received.
#[derive(Debug, Clone)]
pub(super) struct Round {
    /// The first step at which it is tested; [`NEVER`] where it does not close.
    due: Lanes,
    /// The last.
    last: Lanes,
    /// Its day in the first of these steps, as a share of the step; in a later one it lands at the start.
    day: Lanes,
    /// The first and the last step at which it is tested in any lane.
    window: [f64; 2],
    cash: Lanes,
    credit: Lanes,
    /// Whether it has been received.
    pub(super) has_received: Flags,
    /// When, where it has been.
    pub(super) landed: Landed,
}

/// When a round was received: the step, or [`NEVER`], and the day in it as a share of the step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Landed {
    step: Lanes,
    pub(super) day: Lanes,
}

impl Landed {
    /// The moment, in months after the start, or [`NEVER`].
    #[inline(always)]
    pub(super) fn moment(&self, months_per_step: f64) -> Lanes {
        Lanes::from_fn(|lane| (self.step[lane] + self.day[lane]) * months_per_step)
    }
}

impl Round {
    pub(super) const NEW: Self = Self {
        due: Lanes::all(NEVER),
        last: Lanes::all(NEVER),
        day: Lanes::all(0.0),
        window: [NEVER; 2],
        cash: Lanes::all(0.0),
        credit: Lanes::all(0.0),
        has_received: NOWHERE,
        landed: Landed { step: Lanes::all(NEVER), day: Lanes::all(0.0) },
    };

    /// Settles when it is tested and its amounts, once the single drivers are drawn.
    #[inline(always)]
    pub(super) fn plan(&mut self, raise: &Raise, draws: &Draws<'_>, months_per_step: f64) {
        let amount = draws.of(raise.amount);
        let (delay, tied) = (raise.delay.map(|delay| draws.of(delay)), raise.tied_share.map(|tied| draws.of(tied)));
        for lane in 0..LANES {
            let month = raise.month + delay.map_or(0.0, |delay| delay[lane]);
            let tied = tied.map_or(0.0, |tied| tied[lane]);
            let step = month / months_per_step;
            self.due[lane] = step.floor();
            self.day[lane] = step - step.floor();
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
        (self.has_received, self.landed.step) = (NOWHERE, Lanes::all(NEVER));
        self.window = [extremes(self.due.as_slice())[0], extremes(self.last.as_slice())[1]];
    }

    /// Whether it is tested at `step` in any lane.
    #[inline(always)]
    pub(super) fn is_open(&self, step: f64) -> bool {
        (self.window[0]..=self.window[1]).contains(&step)
    }

    /// Receives it in `step` where it is due and `meets` its requirements, on its day, or on that of the round that it comes `after` if that is
    /// later; returns the cash, and adds what is tied to `credit`.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn receive(&mut self, step: f64, meets: &Flags, after: Option<&Landed>, credit: &mut Lanes) -> Lanes {
        let mut cash = Lanes::all(0.0);
        for lane in 0..LANES {
            let is_due =
                u64::from((self.due[lane] <= step) & (step <= self.last[lane])) & (1 - self.has_received[lane]);
            let is_received = is_due & meets[lane] != 0;
            self.has_received[lane] |= u64::from(is_received);
            let own = if self.due[lane] == step { self.day[lane] } else { 0.0 };
            let other = after.map_or(0.0, |other| if other.step[lane] == step { other.day[lane] } else { 0.0 });
            self.landed.step[lane] = if is_received { step } else { self.landed.step[lane] };
            self.landed.day[lane] = if is_received { own.max(other) } else { self.landed.day[lane] };
            cash[lane] = if is_received { self.cash[lane] } else { 0.0 };
            credit[lane] += if is_received { self.credit[lane] } else { 0.0 };
        }
        cash
    }
}
