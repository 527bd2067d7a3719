//! Cash along the steps of a block, and the moment at which it runs out (equations, 10 and 11).

use super::jumps::{Day, Jumps};
use super::moment::NEVER;
use crate::vector::{LANES, Lanes, Row};

/// Cash counts as not below the minimum, and a sum as zero or more, where it misses by less than this share of all the money that has moved
/// (equations, 11).
pub const TOLERANCE: f64 = 1e-9;

/// Cash along the steps and the moment at which it runs out.
#[derive(Debug, Clone)]
pub struct CashPath {
    /// Cash at the end of the step, in units.
    pub cash: Lanes,
    /// Moment of exhaustion, in months after the start, or [`NEVER`]; before the horizon is reached, the start of the stretch of even flows
    /// in which it falls.
    pub exhausted: Lanes,
    /// Cash at the start of that stretch.
    opening: Lanes,
    /// The cash flow of a whole step at the rate of that stretch.
    flow: Lanes,
    /// All money that has moved, in units: opening cash, the minimum, and every revenue, cost and jump, each in absolute value.
    moved: Lanes,
}

impl CashPath {
    pub(super) const NEW: Self = Self {
        cash: Lanes::all(0.0),
        exhausted: Lanes::all(NEVER),
        opening: Lanes::all(0.0),
        flow: Lanes::all(0.0),
        moved: Lanes::all(0.0),
    };

    #[inline(always)]
    pub(super) fn open(&mut self, cash: &Lanes, minimum: f64) {
        self.cash = *cash;
        self.exhausted = Lanes::all(NEVER);
        for lane in 0..LANES {
            self.moved[lane] = cash[lane].abs() + minimum.abs();
        }
    }

    /// Looks at cash before anything has flowed: a run that begins below the minimum is exhausted at once.
    #[inline(always)]
    pub(super) fn look(&mut self, minimum: f64) {
        for lane in 0..LANES {
            let is_below = self.cash[lane] < minimum - TOLERANCE * self.moved[lane];
            self.exhausted[lane] = if is_below { 0.0 } else { NEVER };
            (self.opening[lane], self.flow[lane]) = (minimum, -1.0);
        }
    }

    /// The moments of exhaustion, once the horizon is reached, from the starts of their stretches; a step lasts `months` months.
    #[inline(always)]
    pub(super) fn finish(&mut self, minimum: f64, months: f64) {
        for lane in 0..LANES {
            let start = self.exhausted[lane];
            let share = ((minimum - self.opening[lane]) / self.flow[lane]).max(0.0);
            let within = (share * months + start).min((start + months).next_down());
            self.exhausted[lane] = if start < NEVER { within } else { NEVER };
        }
    }

    /// Whether a row has a run that is not exhausted yet and whose `lowest` cash is below the minimum, or is so but for rounding.
    #[inline(always)]
    pub(super) fn may_run_out(&self, row: usize, lowest: Row, minimum: f64) -> bool {
        lowest.any(self.exhausted.row(row), |lowest, exhausted| (lowest < minimum) & (exhausted == NEVER))
    }

    /// Leaves a row where cash has come to `cash` after `moved` more has moved, and nothing ran out.
    #[inline(always)]
    pub(super) fn pass(&mut self, row: usize, cash: Row, moved: Row) {
        self.cash.set_row(row, cash);
        self.moved.set_row(row, self.moved.row(row) + moved);
    }
}

/// What a step does to cash beside its jumps.
#[derive(Clone, Copy)]
pub(super) struct StepFlow {
    /// Cash that flows in evenly over the step, in units; below 0 where it flows out.
    pub(super) flow: Row,
    /// Its [money moved](moved), in units.
    pub(super) moved: Row,
    /// The month at which it begins, and its length in months.
    pub(super) start: f64,
    pub(super) months: f64,
    /// Cash below this is exhaustion.
    pub(super) minimum: f64,
}

/// Revenue and costs in absolute value; the cash flow is revenue less costs.
#[inline(always)]
pub(super) fn moved(revenue: Row, cash_flow: Row) -> Row {
    revenue + (revenue - cash_flow).map(f64::abs)
}

/// The cash path of a row of runs in which some run may run out: every stretch between jumps is looked at.
pub(super) struct CashPathRow {
    pub(super) cash: Row,
    exhausted: Row,
    opening: Row,
    flow: Row,
    moved: Row,
}

impl CashPathRow {
    #[inline(always)]
    pub(super) fn of(path: &CashPath, row: usize) -> Self {
        Self {
            cash: path.cash.row(row),
            exhausted: path.exhausted.row(row),
            opening: path.opening.row(row),
            flow: path.flow.row(row),
            moved: path.moved.row(row),
        }
    }

    #[inline(always)]
    pub(super) fn leave(&self, path: &mut CashPath, row: usize) {
        path.cash.set_row(row, self.cash);
        path.exhausted.set_row(row, self.exhausted);
        path.opening.set_row(row, self.opening);
        path.flow.set_row(row, self.flow);
        path.moved.set_row(row, self.moved);
    }

    /// Takes a step; without new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn take(&mut self, jumps: &Jumps, raises: bool, row: usize, step: StepFlow) {
        self.moved = self.moved + step.moved;
        if jumps.is_empty_in(row) {
            self.take_evenly(step);
            return;
        }
        let (lowest, closing) = jumps.lowest(raises, row, self.cash, step.flow);
        let may_run_out =
            lowest.any(self.exhausted, |lowest, exhausted| (lowest < step.minimum) & (exhausted == NEVER));
        if may_run_out {
            self.take_jumps(jumps, raises, row, step);
        } else {
            self.cash = closing;
            self.moved = self.moved + jumps.moved(raises, row);
        }
    }

    /// Takes a step in which nothing jumps and at whose start cash has been looked at: it is linear, so it is looked at where the step ends.
    ///
    /// The moment within the step needs a division, so it is left to [`CashPath::finish`]: a run is exhausted once.
    #[inline(always)]
    fn take_evenly(&mut self, step: StepFlow) {
        let opening = self.cash;
        self.cash = opening + step.flow;
        self.note(self.cash - self.floor(step.minimum), Row::all(step.start), opening, step.flow);
    }

    /// Takes a step with jumps.
    ///
    /// Every jump is looked at in every lane, whichever jumps come earlier in that lane: there are few in a step, so that this takes less
    /// than to order them by lane.
    #[inline(always)]
    fn take_jumps(&mut self, jumps: &Jumps, raises: bool, row: usize, step: StepFlow) {
        let StepFlow { flow, minimum, start, months, .. } = step;
        let later = || jumps.later(raises);
        let at_start = jumps.at_start(raises, row);
        self.moved =
            later().fold(self.moved + at_start.map(f64::abs), |moved, jump| moved + jump.amount.row(row).map(f64::abs));
        let (opening, floor) = (self.cash + at_start, self.floor(minimum));
        let mut stretches = Stretches::from(opening - floor);
        let (mut since, mut base) = (Row::ZERO, opening);
        for jump in later() {
            let day = jump.day.row(row);
            let of_day = Day::of(day, (opening, flow), later(), row);
            stretches.end(of_day.before - floor, crossing((of_day.base, flow, minimum), of_day.since, day));
            stretches.end(of_day.after - floor, day);
            since = since.greater(day);
            base = base + jump.amount.row(row);
        }
        let closing = base + flow;
        stretches.end(closing - floor, crossing((base, flow, minimum), since, Row::all(1.0)));
        self.cash = closing;
        // A moment already: a stretch that begins at the minimum ends at once.
        let moment = stretches.first.map(|share| (share * months + start).min((start + months).next_down()));
        self.note(stretches.slack, moment, Row::all(minimum), Row::all(-1.0));
    }

    /// Cash below this is below the minimum by more than rounding.
    #[inline(always)]
    fn floor(&self, minimum: f64) -> Row {
        self.moved.map(|moved| minimum - TOLERANCE * moved)
    }

    /// Where cash is below the floor for the first time, by a negative `slack`, notes the stretch in which that happens.
    #[inline(always)]
    fn note(&mut self, slack: Row, start: Row, opening: Row, flow: Row) {
        let state = (slack, self.exhausted);
        let is_news = |slack: f64, exhausted: f64| (slack < 0.0) & (exhausted == NEVER);
        self.exhausted = self.exhausted.or_where(state, start, is_news);
        self.opening = self.opening.or_where(state, opening, is_news);
        self.flow = self.flow.or_where(state, flow, is_news);
    }
}

/// The stretches of a step between its jumps.
struct Stretches {
    /// The share of the step at which cash falls below the floor for the first time, or [`NEVER`].
    first: Row,
    /// The least cash above the floor.
    slack: Row,
}

impl Stretches {
    /// Cash is above the floor by `slack` at the start.
    #[inline(always)]
    fn from(slack: Row) -> Self {
        Self { first: Row::all(NEVER).or_where((slack, slack), Row::ZERO, |slack, _| slack < 0.0), slack }
    }

    /// At the end of a stretch, or just after a day's jumps, cash is above the floor by `slack`; where it is below, it fell below it at the
    /// share `at` of the step.
    #[inline(always)]
    fn end(&mut self, slack: Row, at: Row) {
        let at = Row::all(NEVER).or_where((slack, slack), at, |slack, _| slack < 0.0);
        self.first = self.first.lesser(at);
        self.slack = self.slack.lesser(slack);
    }
}

/// The share of the step at which cash, which flows evenly as if from `base` at its start, crosses the minimum: from `start` to `end`.
///
/// Where nothing jumps it has the bits of [`CashPath::finish`], so that futures in which nothing happens are alike to the last digit.
#[inline(always)]
fn crossing((base, flow, minimum): (Row, Row, f64), start: Row, end: Row) -> Row {
    let at = base.with(flow, |base, flow| (minimum - base) / flow).greater(start).lesser(end);
    // Where nothing flows out, cash was below at the start of the stretch already.
    start.or_where((flow, flow), at, |flow, _| flow < 0.0)
}
