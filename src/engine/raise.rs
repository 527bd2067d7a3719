//! When capital is received in a block, and how much (equations, 9).

use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes, extremes};

/// One raise of capital: the step at whose start it is received in each lane, and the amount in units; 0 if it does not close.
#[derive(Debug, Clone)]
pub(super) struct RaiseState {
    step: Lanes,
    /// The first and the last of these steps.
    window: [f64; 2],
    amount: Lanes,
}

impl RaiseState {
    pub(super) const NEW: Self = Self { step: Lanes::all(0.0), window: [0.0; 2], amount: Lanes::all(0.0) };

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
        let Some(delay) = raise.delay else {
            self.window = [(raise.month / months_per_step).floor(); 2];
            return;
        };
        let delay = draws.of(delay);
        for lane in 0..LANES {
            self.step[lane] = ((raise.month + delay[lane]) / months_per_step).floor();
        }
        self.window = extremes(self.step.as_slice());
    }

    /// Whether the money is received at the start of `step` in any lane.
    #[inline(always)]
    pub(super) fn is_due(&self, step: f64) -> bool {
        (self.window[0]..=self.window[1]).contains(&step)
    }

    /// Adds the capital received at the start of `step`, at which it [is due](Self::is_due).
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "steps are whole numbers")]
    pub(super) fn receive(&self, step: f64, received: &mut Lanes) {
        if self.window[0] == self.window[1] {
            for lane in 0..LANES {
                received[lane] += self.amount[lane];
            }
            return;
        }
        for lane in 0..LANES {
            received[lane] += if self.step[lane] == step { self.amount[lane] } else { 0.0 };
        }
    }
}
