//! What moves cash on a day of its own within a step, while the flows run evenly: capital, draws and repayments, one-off amounts
//! (equations, 11).

use crate::vector::{self, LANES, Lanes, Row};

/// The jumps of cash in one step.
///
/// # Units
/// Amounts are in units, positive where cash comes in. Days are shares of the step: 0 is the start of its first day, 1 the end of its last.
#[derive(Debug)]
pub(super) struct Jumps {
    /// Jumps on the first day, but for new capital.
    at_start: Lanes,
    /// New capital on the first day.
    capital_at_start: Lanes,
    /// Jumps that may come later; room beyond `used` is kept for other steps.
    later: Vec<Jump>,
    used: usize,
    /// Whether anything moves on a day of its own.
    is_any: bool,
}

/// One jump, which in each lane has a day of its own.
#[derive(Debug)]
pub(super) struct Jump {
    pub(super) day: Lanes,
    pub(super) amount: Lanes,
    /// Whether it is new capital, which companies without it go without.
    pub(super) is_capital: bool,
}

impl Jumps {
    pub(super) const NONE: Self = Self {
        at_start: Lanes::all(0.0),
        capital_at_start: Lanes::all(0.0),
        later: Vec::new(),
        used: 0,
        is_any: false,
    };

    /// Forgets the jumps of the last step.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        if self.is_any {
            (self.at_start, self.capital_at_start) = (Lanes::all(0.0), Lanes::all(0.0));
            (self.used, self.is_any) = (0, false);
        }
    }

    /// Adds what moves on the first day, before anything else of the step.
    #[inline(always)]
    pub(super) fn add_at_start(&mut self, amount: &Lanes) {
        vector::add(&mut self.at_start, amount);
        self.is_any = true;
    }

    /// Adds what moves on one day in all lanes.
    #[inline(always)]
    pub(super) fn add(&mut self, day: f64, amount: &Lanes) {
        if day > 0.0 {
            self.push(&Lanes::all(day), amount, false);
        } else {
            self.add_at_start(amount);
        }
    }

    /// Adds new capital that lands on a day of its own in each lane.
    #[inline(always)]
    pub(super) fn add_capital(&mut self, day: &Lanes, amount: &Lanes) {
        let mut later = *amount;
        for lane in 0..LANES {
            let is_at_start = day[lane] == 0.0;
            self.capital_at_start[lane] += if is_at_start { amount[lane] } else { 0.0 };
            later[lane] = if is_at_start { 0.0 } else { later[lane] };
        }
        self.is_any = true;
        if vector::extremes(day.as_slice())[1] > 0.0 {
            self.push(day, &later, true);
        }
    }

    #[inline(always)]
    fn push(&mut self, day: &Lanes, amount: &Lanes, is_capital: bool) {
        let jump = Jump { day: *day, amount: *amount, is_capital };
        if let Some(room) = self.later.get_mut(self.used) {
            *room = jump
        } else {
            self.later.push(jump)
        }
        self.used += 1;
        self.is_any = true;
    }

    /// Whether nothing moves on a day of its own.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        !self.is_any
    }

    /// Adds what moves on the first day to the cash of the step before.
    #[inline(always)]
    pub(super) fn open(&self, cash: &mut Lanes) {
        vector::add(cash, &self.at_start);
        vector::add(cash, &self.capital_at_start);
    }

    /// What moves on the first day, in a row of runs; without new capital if `raises` is false.
    #[inline(always)]
    pub(super) fn at_start(&self, raises: bool, row: usize) -> Row {
        let others = self.at_start.row(row);
        if raises { others + self.capital_at_start.row(row) } else { others }
    }

    /// The jumps that may come later in the step.
    #[inline(always)]
    pub(super) fn later(&self) -> &[Jump] {
        &self.later[..self.used]
    }
}
