//! What moves cash on a day of its own within a step, while the flows run evenly: capital, draws and repayments, one-off amounts
//! (equations, 11).

use crate::vector::{self, LANES, Lanes, ROWS, Row, WIDTH};

const ZERO: Lanes = Lanes::all(0.0);
/// A bit for each row of a block.
const ALL_ROWS: u32 = u32::MAX >> (u32::BITS as usize - ROWS);

/// The jumps of cash in one step.
///
/// # Units
/// Amounts are in units, positive where cash comes in. Days are shares of the step: 0 is the start of its first day, 1 the end of its last.
#[derive(Debug, Clone)]
pub(super) struct Jumps {
    /// By row, from the lowest bit, whether anything moves on a day of its own.
    rows: u32,
    /// Jumps on the first day, but for new capital.
    at_start: Lanes,
    /// New capital on the first day.
    capital_at_start: Lanes,
    /// Jumps that may come later; room beyond `used` is kept for other blocks.
    later: Vec<Jump>,
    used: usize,
    /// Lanes in which capital landed [by itself](Self::land).
    landed: Vec<usize>,
    /// Whether capital landed [everywhere](Self::land_everywhere).
    is_everywhere: bool,
}

/// One jump, which in each lane has a day and an amount of its own.
#[derive(Debug, Clone)]
pub(super) struct Jump {
    pub(super) day: Lanes,
    pub(super) amount: Lanes,
    /// Whether it is new capital, which companies without it go without.
    pub(super) is_capital: bool,
}

impl Jumps {
    pub(super) const NONE: Self = Self {
        rows: 0,
        at_start: ZERO,
        capital_at_start: ZERO,
        later: Vec::new(),
        used: 0,
        landed: Vec::new(),
        is_everywhere: false,
    };

    /// Forgets all jumps.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        if self.rows != 0 {
            (self.at_start, self.capital_at_start) = (ZERO, ZERO);
            (self.used, self.rows) = (0, 0);
        }
    }

    /// Forgets the jumps of a step in which only capital landed, [everywhere](Self::land_everywhere) or [by itself](Self::land): then only
    /// these lanes are touched.
    #[inline(always)]
    pub(super) fn clear_landed(&mut self) {
        if self.is_everywhere {
            self.capital_at_start = ZERO;
            self.later.iter_mut().for_each(|jump| (jump.day, jump.amount) = (ZERO, ZERO));
            self.landed.clear();
            self.is_everywhere = false;
        }
        for &lane in &self.landed {
            self.capital_at_start[lane] = 0.0;
            self.later.iter_mut().for_each(|jump| (jump.day[lane], jump.amount[lane]) = (0.0, 0.0));
        }
        self.landed.clear();
        (self.used, self.rows) = (0, 0);
    }

    /// Adds what moves on the first day, before anything else of the step.
    #[inline(always)]
    pub(super) fn add_at_start(&mut self, amount: &Lanes) {
        vector::add(&mut self.at_start, amount);
        self.rows = ALL_ROWS;
    }

    /// Adds what moves on one day in all lanes.
    #[inline(always)]
    pub(super) fn add(&mut self, day: f64, amount: &Lanes) {
        if day > 0.0 {
            self.push(Jump { day: Lanes::all(day), amount: *amount, is_capital: false });
        } else {
            self.add_at_start(amount);
        }
    }

    /// Adds new capital that lands on a day of its own in each lane.
    #[inline(always)]
    pub(super) fn add_capital(&mut self, day: &Lanes, amount: &Lanes) {
        self.add_by_lane(day, amount, true);
    }

    /// Adds what moves on a day of its own in each lane.
    #[inline(always)]
    pub(super) fn add_on_days(&mut self, day: &Lanes, amount: &Lanes) {
        self.add_by_lane(day, amount, false);
    }

    #[inline(always)]
    fn add_by_lane(&mut self, day: &Lanes, amount: &Lanes, is_capital: bool) {
        let mut later = *amount;
        let at_start = if is_capital { &mut self.capital_at_start } else { &mut self.at_start };
        for lane in 0..LANES {
            let is_at_start = day[lane] <= 0.0;
            at_start[lane] += if is_at_start { amount[lane] } else { 0.0 };
            later[lane] = if is_at_start { 0.0 } else { later[lane] };
        }
        self.rows = ALL_ROWS;
        if vector::extremes(day.as_slice())[1] > 0.0 {
            self.push(Jump { day: *day, amount: later, is_capital });
        }
    }

    /// Adds new capital that lands on one day in all lanes, in a step in which all capital does so or lands by itself.
    #[inline(always)]
    pub(super) fn land_everywhere(&mut self, day: f64, amounts: &Lanes) {
        (self.rows, self.is_everywhere) = (ALL_ROWS, true);
        if day > 0.0 {
            self.push(Jump { day: Lanes::all(day), amount: *amounts, is_capital: true });
        } else {
            vector::add(&mut self.capital_at_start, amounts);
        }
    }

    /// Adds new capital that lands in one lane, in a step in which all capital does so.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "moments of one day are computed alike")]
    pub(super) fn land(&mut self, lane: usize, day: f64, amount: f64) {
        self.rows |= 1 << (lane / WIDTH);
        self.landed.push(lane);
        if day <= 0.0 {
            self.capital_at_start[lane] += amount;
            return;
        }
        // Nearly always there is one jump at most in a lane.
        let is_free = |jump: &Jump| jump.amount[lane] == 0.0 || jump.day[lane] == day;
        let place = self.later.iter().position(is_free).unwrap_or_else(|| {
            self.later.push(Jump { day: ZERO, amount: ZERO, is_capital: true });
            self.later.len() - 1
        });
        self.used = self.used.max(place + 1);
        self.later[place].day[lane] = day;
        self.later[place].amount[lane] += amount;
    }

    #[inline(always)]
    fn push(&mut self, jump: Jump) {
        if let Some(room) = self.later.get_mut(self.used) {
            *room = jump
        } else {
            self.later.push(jump)
        }
        self.used += 1;
        self.rows = ALL_ROWS;
    }

    /// Whether nothing moves on a day of its own.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether nothing does in a row of runs.
    #[inline(always)]
    pub(super) fn is_empty_in(&self, row: usize) -> bool {
        self.rows >> row & 1 == 0
    }

    /// Adds what moves on the first day to the cash of the step before.
    #[inline(always)]
    pub(super) fn open(&self, cash: &mut Lanes) {
        vector::add(cash, &self.at_start);
        vector::add(cash, &self.capital_at_start);
    }

    /// Adds the new capital of the step to `received`.
    #[inline(always)]
    pub(super) fn add_received(&self, received: &mut Lanes) {
        if self.rows != 0 {
            vector::add(received, &self.capital_at_start);
            self.later(true).filter(|jump| jump.is_capital).for_each(|jump| vector::add(received, &jump.amount));
        }
    }

    /// What moves on the first day, in a row of runs; without new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn at_start(&self, raises: bool, row: usize) -> Row {
        let others = self.at_start.row(row);
        if raises { others + self.capital_at_start.row(row) } else { others }
    }

    /// The jumps that may come later in the step; without new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn later(&self, raises: bool) -> impl Iterator<Item = &Jump> {
        self.later[..self.used].iter().filter(move |jump| raises || !jump.is_capital)
    }

    /// What jumps in a row of runs, in absolute value.
    #[inline(always)]
    pub(super) fn moved(&self, raises: bool, row: usize) -> Row {
        let at_start = self.at_start(raises, row).map(f64::abs);
        self.later(raises).fold(at_start, |moved, jump| moved + jump.amount.row(row).map(f64::abs))
    }

    /// The lowest cash of a row of runs in the step, in which cash begins with `cash` and flows evenly by `flow`, and the cash at its end.
    #[inline(always)]
    pub(super) fn lowest(&self, raises: bool, row: usize, cash: Row, flow: Row) -> (Row, Row) {
        let opening = cash + self.at_start(raises, row);
        let (mut lowest, mut last) = (opening, opening);
        for jump in self.later(raises) {
            let day = jump.day.row(row);
            let Day { before, after, .. } = Day::of(day, (opening, flow), self.later(raises), row);
            lowest = lowest.lesser(before).lesser(after);
            last = last + jump.amount.row(row);
        }
        let closing = last + flow;
        (lowest.lesser(closing), closing)
    }
}

/// A day of jumps, lane by lane.
pub(super) struct Day {
    /// The last earlier day of jumps, as a share of the step; 0 if there is none.
    pub(super) since: Row,
    /// Cash at the start of the step with all earlier jumps: between the two days it flows evenly from there.
    pub(super) base: Row,
    /// Cash just before the jumps of the day, and just after all of them.
    pub(super) before: Row,
    pub(super) after: Row,
}

impl Day {
    /// The day at the share `day` of a step that begins with `opening` and in which `flow` comes in evenly.
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "moments of one day are computed alike")]
    pub(super) fn of<'j>(
        day: Row,
        (opening, flow): (Row, Row),
        jumps: impl Iterator<Item = &'j Jump>,
        row: usize,
    ) -> Self {
        let (mut since, mut base, mut of_day) = (Row::ZERO, opening, Row::ZERO);
        for jump in jumps {
            let (days, amount) = ((jump.day.row(row), day), jump.amount.row(row));
            since = since.or_where(days, since.greater(days.0), |other, day| other < day);
            base = base + Row::ZERO.or_where(days, amount, |other, day| other < day);
            of_day = of_day + Row::ZERO.or_where(days, amount, |other, day| other == day);
        }
        let before = base + flow * day;
        Self { since, base, before, after: before + of_day }
    }
}
