//! Moments into days: the calendar as tables, so that all lanes are looked up side by side.

use crate::model::{Calendar, DAY_TOLERANCE};
use crate::vector::{LANES, Lanes};

/// A calendar has at most 50 years of 12 months; a power of two beyond that, so that no look-up leaves the table.
const MONTHS: usize = 1024;
/// Added to a whole number below 2^52, leaves it in the low bits.
const SHIFT: f64 = (1u64 << 52) as f64;

/// The first day, counted from the start, and the length of every month of the horizon and of the one after it.
#[derive(Debug, Clone)]
pub(super) struct Days {
    months: usize,
    table: Box<[Month; MONTHS]>,
}

/// A month, in days.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
struct Month {
    /// Its first day, counted from the start.
    first: f64,
    length: f64,
}

impl Days {
    pub(super) fn new(calendar: &Calendar) -> Self {
        let mut table = Box::new([Month { first: 0.0, length: 1.0 }; MONTHS]);
        for month in 0..=calendar.months() {
            table[month].first = f64::from((calendar.first_of_month(month) - calendar.start()).get_days());
            if month > 0 {
                table[month - 1].length = table[month].first - table[month - 1].first;
            }
        }
        Self { months: calendar.months(), table }
    }

    /// The first day of a month, counted from the start.
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of days")]
    pub(super) fn first_of(&self, month: usize) -> usize {
        self.table[month].first as usize
    }

    /// Days of the horizon.
    pub(super) fn count(&self) -> usize {
        self.first_of(self.months)
    }

    /// The month of a day within the horizon.
    pub(super) fn month_of(&self, day: usize) -> usize {
        self.table[..=self.months].partition_point(|month| month.first <= day as f64) - 1
    }

    /// The day that each moment, in months after the start, falls in; the day after the horizon, if it is beyond.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the masks leave a few bits")]
    pub(super) fn of(&self, moments: &Lanes, days: &mut [u32; LANES]) {
        let horizon = self.months as f64;
        let within_horizon = |moment: f64| if moment < horizon { moment } else { horizon };
        let mut places = [0; LANES];
        for lane in 0..LANES {
            places[lane] = (within_horizon(moments[lane]).floor() + SHIFT).to_bits() as usize & (MONTHS - 1);
        }
        // Brought together first, each in one read: gathers take several times as long where they are slowed down (`tables::cubic`).
        let mut months = [self.table[0]; LANES];
        for lane in 0..LANES {
            months[lane] = self.table[places[lane]];
        }
        for lane in 0..LANES {
            let (moment, Month { first, length }) = (within_horizon(moments[lane]), months[lane]);
            let month = moment.floor();
            let within = ((moment - month) * length + DAY_TOLERANCE).floor();
            let within = if within < length { within } else { length - 1.0 };
            days[lane] = (first + within + SHIFT).to_bits() as u32;
        }
    }
}
