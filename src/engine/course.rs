//! Cash along the steps of a block, and the moment at which it runs out (MODEL.md, 10 and 11).

use super::block::NEVER;
use crate::sampling::lanes::{LANES, Lanes};

/// Cash along the steps and the moment at which it runs out.
#[derive(Debug, Clone)]
pub struct Course {
    /// Cash at the end of the step.
    pub cash: Lanes,
    /// Moment of exhaustion, or [`NEVER`]; while the run is under way, the start of the step that it falls in.
    pub exhausted: Lanes,
    /// Cash above the minimum when that step began, once capital had landed.
    pub(super) above: Lanes,
    /// What that step took from it.
    pub(super) taken: Lanes,
}

/// One lane's step.
#[derive(Clone, Copy)]
pub(super) struct Ahead {
    /// Cash at its start.
    pub(super) opening: f64,
    /// Cash at its end.
    pub(super) closing: f64,
    /// Whether cash runs out in it for the first time.
    is_exhausted: bool,
}

impl Course {
    pub(super) const NEW: Self =
        Self { cash: Lanes::all(0.0), exhausted: Lanes::all(NEVER), above: Lanes::all(0.0), taken: Lanes::all(0.0) };

    #[inline(always)]
    pub(super) fn open(&mut self, cash: &Lanes) {
        self.cash = *cash;
        self.exhausted = Lanes::all(NEVER);
    }

    /// What a step does to one lane: cash is linear from what stands there once capital has landed.
    #[inline(always)]
    pub(super) fn ahead(&self, lane: usize, landed: f64, flow: f64, minimum: f64) -> Ahead {
        let opening = self.cash[lane] + landed;
        let closing = opening + flow;
        let is_exhausted = (opening < minimum || closing < minimum) && self.exhausted[lane] == NEVER;
        Ahead { opening, closing, is_exhausted }
    }

    /// Takes that step, which begins at `start`.
    ///
    /// The moment within the step takes a division, so it is left to [`Self::finish`]: a run is exhausted once, and has many steps.
    #[inline(always)]
    pub(super) fn advance(&mut self, lane: usize, ahead: Ahead, minimum: f64, start: f64) {
        self.cash[lane] = ahead.closing;
        if ahead.is_exhausted {
            self.exhausted[lane] = start;
            self.above[lane] = ahead.opening - minimum;
            self.taken[lane] = ahead.opening - ahead.closing;
        }
    }

    /// The moments of exhaustion, once the horizon is reached, from the starts of their steps of so many `months`.
    #[inline(always)]
    pub(super) fn finish(&mut self, months: f64) {
        for lane in 0..LANES {
            let start = self.exhausted[lane];
            let share = (self.above[lane] / self.taken[lane]).max(0.0);
            let within = (share * months + start).min((start + months).next_down());
            let moment = if self.above[lane] < 0.0 { start } else { within };
            self.exhausted[lane] = if start < NEVER { moment } else { NEVER };
        }
    }
}
