//! Moments into days: the calendar as tables, so that all lanes are looked up side by side.

use crate::model::Calendar;
use crate::sampling::lanes::{LANES, Lanes};

/// A calendar has at most 50 years of 12 months; a power of two beyond that, so that no look-up leaves the table.
const MONTHS: usize = 1024;
/// Added to a whole number below 2^52, leaves it in the low bits.
const SHIFT: f64 = (1u64 << 52) as f64;

/// The first day, counted from the start, and the length of every month of the horizon and of the one after it.
#[derive(Debug, Clone)]
pub(super) struct Days {
    months: usize,
    first: Box<[f64; MONTHS]>,
    length: Box<[f64; MONTHS]>,
}

impl Days {
    pub(super) fn new(calendar: &Calendar) -> Self {
        let mut days =
            Self { months: calendar.months(), first: Box::new([0.0; MONTHS]), length: Box::new([1.0; MONTHS]) };
        for month in 0..=days.months {
            days.first[month] = f64::from((calendar.first_of_month(month) - calendar.start()).get_days());
            if month > 0 {
                days.length[month - 1] = days.first[month] - days.first[month - 1];
            }
        }
        days
    }

    /// The first day of a month, counted from the start.
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of days")]
    pub(super) fn first_of(&self, month: usize) -> usize {
        self.first[month] as usize
    }

    /// Days of the horizon.
    pub(super) fn count(&self) -> usize {
        self.first_of(self.months)
    }

    /// The month of a day within the horizon.
    pub(super) fn month_of(&self, day: usize) -> usize {
        self.first[..=self.months].partition_point(|&first| first <= day as f64) - 1
    }

    /// The day that each moment falls in; that after the horizon, if it is beyond.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the masks leave a few bits")]
    pub(super) fn of(&self, moments: &Lanes, days: &mut [u32; LANES]) {
        let horizon = self.months as f64;
        for lane in 0..LANES {
            let moment = if moments[lane] < horizon { moments[lane] } else { horizon };
            let month = moment.floor();
            let place = (month + SHIFT).to_bits() as usize & (MONTHS - 1);
            let (first, length) = (self.first[place], self.length[place]);
            let within = ((moment - month) * length).floor();
            let within = if within < length { within } else { length - 1.0 };
            days[lane] = (first + within + SHIFT).to_bits() as u32;
        }
    }
}
