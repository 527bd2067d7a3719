//! Revenue whose customers pay some months ahead, their renewals spread evenly over the months (equations, 27).
//!
//! `b(t) = max(0, n (R(t) - R(t-1)) + b(t-n) + what the floor withheld before)`: a month bills what it billed n months ago, and n months of
//! what revenue has grown by.

use super::waiting::Waiting;
use crate::vector::{LANES, Lanes};

/// The bills of one revenue stream, in units.
#[derive(Debug)]
pub(super) struct Billing {
    /// Months that a bill is for: n.
    months: f64,
    /// Revenue of the last month: R(t-1).
    revenue: Lanes,
    /// What the floor has withheld, which later bills make up for: 0 or less.
    withheld: Lanes,
    /// The bills of the last n months.
    bills: Waiting,
    /// Bill and withheld sum of the month that was asked about last.
    bill: Lanes,
    withheld_then: Lanes,
    /// Bills that are not collected at once.
    receivables: Option<Waiting>,
}

impl Billing {
    /// Bills for `every` months, each collected `after` months later; the last months before the start billed what is `known`.
    pub(super) fn new(every: usize, after: usize, known: &[f64]) -> Self {
        let zero = Lanes::all(0.0);
        Self {
            months: every as f64,
            revenue: zero,
            withheld: zero,
            bills: Waiting::new(every, known),
            bill: zero,
            withheld_then: zero,
            receivables: (after > 0).then(|| Waiting::new(after, known)),
        }
    }

    /// Before the start, when each month billed its own revenue: as many customers renewed in each, where nothing else is known.
    #[inline(always)]
    pub(super) fn open(&mut self, before_start: &Lanes) {
        self.revenue = *before_start;
        self.withheld = Lanes::all(0.0);
        self.bills.open(before_start);
        if let Some(receivables) = &mut self.receivables {
            receivables.open(before_start);
        }
    }

    /// The cash of month `step`, whose revenue is `revenue`.
    #[inline(always)]
    pub(super) fn collected(&mut self, step: usize, revenue: &Lanes) -> &Lanes {
        let renewed = self.bills.due(step);
        for lane in 0..LANES {
            let grown = self.months * (revenue[lane] - self.revenue[lane]);
            let sum = grown + renewed[lane] + self.withheld[lane];
            self.bill[lane] = sum.max(0.0);
            self.withheld_then[lane] = sum.min(0.0);
        }
        self.receivables.as_ref().map_or(&self.bill, |receivables| receivables.due(step))
    }

    /// Records the month whose cash [was asked for](Self::collected) last.
    #[inline(always)]
    pub(super) fn note(&mut self, step: usize, revenue: &Lanes) {
        self.revenue = *revenue;
        self.withheld = self.withheld_then;
        self.bills.note(step, &self.bill);
        if let Some(receivables) = &mut self.receivables {
            receivables.note(step, &self.bill);
        }
    }
}
