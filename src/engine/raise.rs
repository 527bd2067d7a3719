//! When capital is received in a block, and how much (equations, 9).

use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes, extremes};

/// One raise of capital: the step and the day in it on which it is received in each lane, and the amount in units; 0 if it does not close.
#[derive(Debug, Clone)]
pub(super) struct RaiseState {
    step: Lanes,
    /// The day, as a share of the step.
    day: Lanes,
    /// The first and the last of these steps.
    window: [f64; 2],
    amount: Lanes,
}

impl RaiseState {
    pub(super) const NEW: Self =
        Self { step: Lanes::all(0.0), day: Lanes::all(0.0), window: [0.0; 2], amount: Lanes::all(0.0) };

    /// Settles when and how much, once the single drivers are drawn.
    #[inline(always)]
    pub(super) fn plan(&mut self, raise: &Raise, draws: &Draws<'_>, months_per_step: f64) {
        let amount = draws.of(raise.amount);
        if let Some(closing) = raise.closing {
            let (probability, closes) = (draws.of(closing.probability), draws.of(closing.closes));
            for lane in 0..LANES {
                self.amount[lane] = if 1.0 - closes[lane] < probability[lane] { amount[lane] } else { 0.0 };
            }
        } else {
            self.amount = *amount;
        }
        let delay = raise.delay.map(|delay| draws.of(delay));
        for lane in 0..LANES {
            let at = (raise.month + delay.map_or(0.0, |delay| delay[lane])) / months_per_step;
            self.step[lane] = at.floor();
            self.day[lane] = at - at.floor();
        }
        self.window = extremes(self.step.as_slice());
    }

    /// Whether the money is received in `step` in any lane.
    #[inline(always)]
    pub(super) fn is_due(&self, step: f64) -> bool {
        (self.window[0]..=self.window[1]).contains(&step)
    }

    /// The amount that is received in `step`, in which it [is due](Self::is_due), and its day.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn receive(&self, step: f64) -> (Lanes, Lanes) {
        let (mut day, mut amount) = (Lanes::all(0.0), Lanes::all(0.0));
        for lane in 0..LANES {
            let is_due = self.step[lane] == step;
            day[lane] = if is_due { self.day[lane] } else { 0.0 };
            amount[lane] = if is_due { self.amount[lane] } else { 0.0 };
        }
        (day, amount)
    }
}
