//! Cash along the steps of a block, and the moment at which it runs out (equations, 10 and 11).

use super::moment::NEVER;
use crate::vector::{LANES, Lanes, Row};

/// Cash along the steps and the moment at which it runs out.
#[derive(Debug, Clone)]
pub struct CashPath {
    /// Cash at the end of the step, in units.
    pub cash: Lanes,
    /// Moment of exhaustion, in months after the start, or [`NEVER`]; before the horizon is reached, the start of the step that it falls in.
    pub exhausted: Lanes,
    /// Cash above the minimum at the start of that step, capital received included.
    pub(super) above: Lanes,
    /// By how much that step reduced it.
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

    /// The moments of exhaustion, once the horizon is reached, from the starts of their steps, which last `months` months.
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

/// The cash path of a row of runs, kept in registers while it is taken through steps.
pub(super) struct CashPathRow {
    pub(super) cash: Row,
    exhausted: Row,
    above: Row,
    taken: Row,
}

impl CashPathRow {
    #[inline(always)]
    pub(super) fn of(path: &CashPath, row: usize) -> Self {
        Self {
            cash: path.cash.row(row),
            exhausted: path.exhausted.row(row),
            above: path.above.row(row),
            taken: path.taken.row(row),
        }
    }

    #[inline(always)]
    pub(super) fn leave(&self, path: &mut CashPath, row: usize) {
        path.cash.set_row(row, self.cash);
        path.exhausted.set_row(row, self.exhausted);
        path.above.set_row(row, self.above);
        path.taken.set_row(row, self.taken);
    }

    /// Takes a step, which begins at `start`: cash is linear from the opening amount with capital `received`. Returns the lowest cash.
    ///
    /// The moment within the step needs a division, so it is left to [`CashPath::finish`]: a run is exhausted once, and has many steps.
    #[inline(always)]
    pub(super) fn take(&mut self, received: Row, flow: Row, minimum: f64, start: f64) -> Row {
        let opening = self.cash + received;
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
