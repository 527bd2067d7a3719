//! Cash along the steps of a block, and the moment at which it runs out (equations, 10 and 11).

use super::jumps::{Jump, Jumps};
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
    /// Cash below this, in units, is below the minimum: a little less than the minimum, to allow for rounding.
    floor: Lanes,
}

impl CashPath {
    pub(super) const NEW: Self = Self {
        cash: Lanes::all(0.0),
        exhausted: Lanes::all(NEVER),
        opening: Lanes::all(0.0),
        flow: Lanes::all(0.0),
        floor: Lanes::all(0.0),
    };

    #[inline(always)]
    pub(super) fn open(&mut self, cash: &Lanes, minimum: f64) {
        self.cash = *cash;
        self.exhausted = Lanes::all(NEVER);
        for lane in 0..LANES {
            self.floor[lane] = minimum - TOLERANCE * (cash[lane].abs() + minimum.abs());
        }
    }

    /// Looks at cash before anything has flowed: a run that begins below the minimum is exhausted at once.
    #[inline(always)]
    pub(super) fn look(&mut self, minimum: f64) {
        for lane in 0..LANES {
            let is_below = self.cash[lane] < self.floor[lane];
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
}

/// What a step does to cash beside its jumps.
#[derive(Clone, Copy)]
pub(super) struct StepFlow {
    /// Cash that flows in evenly over the step, in units; below 0 where it flows out.
    pub(super) flow: Row,
    /// What the step adds to the [`allowance`] for rounding, in units.
    pub(super) allowance: Row,
    /// The month at which it begins, and its length in months.
    pub(super) start: f64,
    pub(super) months: f64,
    /// Cash below this is exhaustion.
    pub(super) minimum: f64,
}

/// The allowance for rounding of a step: its revenue and its costs, in absolute value, times the tolerance. Cash flow is revenue less costs.
#[inline(always)]
pub(super) fn allowance(revenue: Row, cash_flow: Row) -> Row {
    (revenue + (revenue - cash_flow).map(f64::abs)).map(|moved| TOLERANCE * moved)
}

/// The cash path of a row of runs, kept in registers while it is taken through steps.
pub(super) struct CashPathRow {
    pub(super) cash: Row,
    exhausted: Row,
    opening: Row,
    flow: Row,
    floor: Row,
}

impl CashPathRow {
    #[inline(always)]
    pub(super) fn of(path: &CashPath, row: usize) -> Self {
        Self {
            cash: path.cash.row(row),
            exhausted: path.exhausted.row(row),
            opening: path.opening.row(row),
            flow: path.flow.row(row),
            floor: path.floor.row(row),
        }
    }

    #[inline(always)]
    pub(super) fn leave(&self, path: &mut CashPath, row: usize) {
        path.cash.set_row(row, self.cash);
        path.exhausted.set_row(row, self.exhausted);
        path.opening.set_row(row, self.opening);
        path.flow.set_row(row, self.flow);
        path.floor.set_row(row, self.floor);
    }

    /// Takes a step in which nothing jumps and at whose start cash has been looked at. Cash is linear, so it is looked at where the step ends.
    ///
    /// Returns it there. The moment within the step needs a division, so it is left to [`CashPath::finish`]: a run is exhausted once, and has
    /// many steps.
    #[inline(always)]
    pub(super) fn take(&mut self, step: StepFlow) -> Row {
        let opening = self.cash;
        self.cash = opening + step.flow;
        self.floor = self.floor - step.allowance;
        self.note(self.cash - self.floor, Row::all(step.start), opening, step.flow);
        self.cash
    }

    /// Takes a step with jumps; without new capital if `raises` is false. Returns the lowest cash.
    ///
    /// Every jump is looked at in every lane, whichever jumps come earlier in that lane: there are few in a step, so that this takes less
    /// than to order them by lane.
    #[inline(always)]
    pub(super) fn take_jumps(&mut self, jumps: &Jumps, raises: bool, row: usize, step: StepFlow) -> Row {
        let StepFlow { flow, minimum, start, months, .. } = step;
        let later = || jumps.later().iter().filter(|jump| raises || !jump.is_capital);
        let at_start = jumps.at_start(raises, row);
        let moved = later().fold(at_start.map(f64::abs), |moved, jump| moved + jump.amount.row(row).map(f64::abs));
        self.floor = self.floor - step.allowance - moved.map(|moved| TOLERANCE * moved);
        let opening = self.cash + at_start;
        let (mut stretches, mut lowest) = (Stretches::from(opening - self.floor), opening);
        let (mut last, mut closing) = (Row::ZERO, opening + flow);
        for jump in later() {
            let day = jump.day.row(row);
            let Day { since, before, after } = Day::of(day, opening + flow * day, later(), row);
            stretches.end(before - self.floor, crossing((before, flow, minimum), since, day));
            stretches.end(after - self.floor, day);
            lowest = lowest.lesser(before).lesser(after);
            last = last.greater(day);
            closing = closing + jump.amount.row(row);
        }
        stretches.end(closing - self.floor, crossing((closing, flow, minimum), last, Row::all(1.0)));
        self.cash = closing;
        // A moment already: a stretch that begins at the minimum ends at once.
        let moment = stretches.first.map(|share| (share * months + start).min((start + months).next_down()));
        self.note(stretches.slack, moment, Row::all(minimum), Row::all(-1.0));
        lowest.lesser(closing)
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

/// A day of jumps, lane by lane.
struct Day {
    /// The last earlier day of jumps, as a share of the step; 0 if there is none.
    since: Row,
    /// Cash just before its jumps, and just after all of them.
    before: Row,
    after: Row,
}

impl Day {
    /// The day at the share `day` of the step, when cash would be `cash` without any jump.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "moments of one day are computed alike")]
    fn of<'j>(day: Row, cash: Row, jumps: impl Iterator<Item = &'j Jump>, row: usize) -> Self {
        let (mut since, mut before, mut of_day) = (Row::ZERO, cash, Row::ZERO);
        for jump in jumps {
            let (days, amount) = ((jump.day.row(row), day), jump.amount.row(row));
            since = since.or_where(days, since.greater(days.0), |other, day| other < day);
            before = before + Row::ZERO.or_where(days, amount, |other, day| other < day);
            of_day = of_day + Row::ZERO.or_where(days, amount, |other, day| other == day);
        }
        Self { since, before, after: before + of_day }
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

/// The share of the step at which cash, flowing evenly to `cash` at the share `end`, crosses the minimum, after `start`.
#[inline(always)]
fn crossing((cash, flow, minimum): (Row, Row, f64), start: Row, end: Row) -> Row {
    let back = cash.with(flow, |cash, flow| (minimum - cash) / flow);
    let at = (end + back).greater(start).lesser(end);
    // Where nothing flows out, cash was below at the start of the stretch already.
    start.or_where((flow, flow), at, |flow, _| flow < 0.0)
}
