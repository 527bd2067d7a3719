//! Cash along the steps of a block, and the moment at which it runs out (equations, 10 and 11).

use super::moment::NEVER;
use crate::vector::{LANES, Lanes, Row};

/// Cash along the steps and the moment at which it runs out.
#[derive(Debug, Clone)]
pub struct CashPath {
    /// Cash at the end of the step.
    pub cash: Lanes,
    /// Moment of exhaustion, or [`NEVER`]; while the run is under way, the start of the step that it falls in.
    pub exhausted: Lanes,
    /// Cash above the minimum when that step began, once capital had landed.
    pub(super) above: Lanes,
    /// What that step took from it.
    pub(super) taken: Lanes,
}

impl CashPath {
    pub(super) const NEW: Self =
        Self { cash: Lanes::all(0.0), exhausted: Lanes::all(NEVER), above: Lanes::all(0.0), taken: Lanes::all(0.0) };

    #[inline(always)]
    pub(super) fn open(&mut self, cash: &Lanes) {
        self.cash = *cash;
        self.exhausted = Lanes::all(NEVER);
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

/// The course of cash of a row of runs: taken out, led through steps, and left.
pub(super) struct CashPathRow {
    pub(super) cash: Row,
    exhausted: Row,
    above: Row,
    taken: Row,
}

impl CashPathRow {
    #[inline(always)]
    pub(super) fn of(course: &CashPath, row: usize) -> Self {
        Self {
            cash: course.cash.row(row),
            exhausted: course.exhausted.row(row),
            above: course.above.row(row),
            taken: course.taken.row(row),
        }
    }

    #[inline(always)]
    pub(super) fn leave(&self, course: &mut CashPath, row: usize) {
        course.cash.set_row(row, self.cash);
        course.exhausted.set_row(row, self.exhausted);
        course.above.set_row(row, self.above);
        course.taken.set_row(row, self.taken);
    }

    /// Takes a step, which begins at `start`: cash is linear from what stands there once capital has `landed`. Returns where it is lowest.
    ///
    /// The moment within the step takes a division, so it is left to [`CashPath::finish`]: a run is exhausted once, and has many steps.
    #[inline(always)]
    pub(super) fn take(&mut self, landed: Row, flow: Row, minimum: f64, start: f64) -> Row {
        let opening = self.cash + landed;
        let closing = opening + flow;
        let lowest = opening.lesser(closing);
        let before = (lowest, self.exhausted);
        let is_news = |lowest: f64, exhausted: f64| (lowest < minimum) & (exhausted == NEVER);
        self.exhausted = self.exhausted.or_where(before, Row::all(start), is_news);
        self.above = self.above.or_where(before, opening.map(|opening| opening - minimum), is_news);
        self.taken = self.taken.or_where(before, opening - closing, is_news);
        self.cash = closing;
        lowest
    }
}
