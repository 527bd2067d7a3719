//! Dates into steps: the grid of time that every run walks (equations, 1 and 22). A *year* is one of the company's own, by which drivers are
//! drawn and sums are taken; the months of the calendar are told apart from it by name.

use super::year::Year;
use crate::scenario::{Month, Step};
use jiff::civil::Date;

/// The steps of a scenario and the calendar they lie in. Moments are months after the start, with a day its share of its month.
#[derive(Debug, Clone)]
pub struct Calendar {
    start: Date,
    months: usize,
    step: Step,
    months_per_step: usize,
    year_ends: Month,
}

impl Calendar {
    /// A horizon of `years` whole years from `start`, the first of a month, in steps of `step`; years are those of the calendar.
    #[must_use]
    pub fn new(start: Date, years: usize, step: Step) -> Self {
        Self { start, months: 12 * years, step, months_per_step: months_in(step), year_ends: Month::December }
    }

    /// The same time in years that end with the month `year_ends`.
    #[must_use]
    pub fn in_years_to(self, year_ends: Month) -> Self {
        Self { year_ends, ..self }
    }

    /// The month with which its years end.
    #[must_use]
    pub fn year_ends(&self) -> Month {
        self.year_ends
    }

    /// First day of the simulation.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// First day after the horizon.
    #[must_use]
    pub fn end(&self) -> Date {
        self.first_of_month(self.months)
    }

    /// Number of steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.months / self.months_per_step
    }

    /// Number of months from the start to the horizon.
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// Length of a step.
    #[must_use]
    pub fn step(&self) -> Step {
        self.step
    }

    /// Months in a step.
    #[must_use]
    pub fn months_per_step(&self) -> usize {
        self.months_per_step
    }

    /// Length of a step in years: D.
    #[must_use]
    pub fn step_years(&self) -> f64 {
        self.months_per_step as f64 / 12.0
    }

    /// Years touched, in order; a partial first or last year is one of them.
    #[must_use]
    pub fn years(&self) -> Vec<Year> {
        Year::touched(self.start, self.end(), self.year_ends)
    }

    /// Position among [`Self::years`] of the year that step `step` (from 0) lies in.
    #[must_use]
    pub fn year_of_step(&self, step: usize) -> usize {
        self.year_of_month(step * self.months_per_step)
    }

    /// Position among [`Self::years`] of the year that month `month` (from 0) lies in.
    #[must_use]
    pub fn year_of_month(&self, month: usize) -> usize {
        (self.months_before_start() + month) / 12
    }

    /// Whether `step` is the first of the horizon, or of a year or quarter, as `period` says: a driver redrawn that often is drawn anew.
    #[must_use]
    pub fn begins(&self, period: Step, step: usize) -> bool {
        step == 0 || (self.months_before_start() + step * self.months_per_step).is_multiple_of(months_in(period))
    }

    /// Whether `step` is the last in its year, or of the horizon.
    #[must_use]
    pub fn ends_year(&self, step: usize) -> bool {
        step + 1 == self.steps() || self.year_of_step(step + 1) != self.year_of_step(step)
    }

    /// The moment at which a year of [`Self::years`] ends, in months after the start; the horizon's end if that comes first.
    #[must_use]
    pub fn end_of_year(&self, year: usize) -> usize {
        (12 * (year + 1) - self.months_before_start()).min(self.months)
    }

    /// Whether all twelve months of a year of [`Self::years`] lie within the horizon.
    #[must_use]
    pub fn is_whole(&self, year: usize) -> bool {
        12 * year >= self.months_before_start() && 12 * (year + 1) - self.months_before_start() <= self.months
    }

    /// Whether any year lies wholly within the horizon.
    #[must_use]
    pub fn has_whole_year(&self) -> bool {
        (0..self.years().len()).any(|year| self.is_whole(year))
    }

    /// How many months of a year of [`Self::years`] lie within the horizon.
    #[must_use]
    pub fn months_of_year(&self, year: usize) -> usize {
        self.end_of_year(year) - if year == 0 { 0 } else { self.end_of_year(year - 1) }
    }

    /// A date as months after the start: a month is 1, a day its share of its month. Negative before the start.
    #[must_use]
    pub fn months_to(&self, date: Date) -> f64 {
        let whole = (i32::from(date.year()) - i32::from(self.start.year())) * 12 + i32::from(date.month())
            - i32::from(self.start.month());
        f64::from(whole) + f64::from(date.day() - 1) / f64::from(date.days_in_month())
    }

    /// The first day of month `month` (from 0) after the start.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "at most 50 years, and 12 months")]
    pub fn first_of_month(&self, month: usize) -> Date {
        let months = Month::of(self.start).number() - 1 + month;
        jiff::civil::date(self.start.year() + (months / 12) as i16, (months % 12) as i8 + 1, 1)
    }

    /// The month of the calendar that month `month` (from 0) after the start is.
    #[must_use]
    pub fn calendar_month(&self, month: usize) -> Month {
        Month::after_january(Month::of(self.start).number() - 1 + month)
    }

    /// The month with which years would have to end for the first of them to begin at the start.
    #[must_use]
    pub fn month_before_start(&self) -> Month {
        Month::after_january(Month::of(self.start).number() + 10)
    }

    /// The day that a moment within the horizon, in months after the start, falls in.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a month of the horizon, and a day of it")]
    pub fn date_at(&self, moment: f64) -> Date {
        let month = (moment as usize).min(self.months - 1);
        let first = self.first_of_month(month);
        let day = ((moment - month as f64) * f64::from(first.days_in_month()) + DAY_TOLERANCE) as i8;
        jiff::civil::date(first.year(), first.month(), (day + 1).min(first.days_in_month()))
    }

    /// Months of the first year before the start.
    #[must_use]
    pub fn months_before_start(&self) -> usize {
        self.year_ends.next().months_to(Month::of(self.start))
    }
}

/// A moment falls in the day that begins this much after it, in days: rounding leaves the moment of a day's start a little before it.
pub(crate) const DAY_TOLERANCE: f64 = 1e-9;

/// Months in a step.
#[must_use]
pub fn months_in(step: Step) -> usize {
    match step {
        Step::Month => 1,
        Step::Quarter => 3,
        Step::Year => 12,
    }
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use crate::scenario::{Month, Step};
    use jiff::civil::date;

    #[test]
    fn a_start_in_mid_year_touches_one_calendar_year_more() {
        let calendar = Calendar::new(date(2026, 10, 1), 2, Step::Month);
        assert_eq!(calendar.years().iter().map(|year| year.number()).collect::<Vec<_>>(), [2026, 2027, 2028]);
        assert_eq!(calendar.end(), date(2028, 10, 1));
        assert_eq!((0..3).map(|year| calendar.end_of_year(year)).collect::<Vec<_>>(), [3, 15, 24]);
        assert_eq!((0..3).map(|year| calendar.is_whole(year)).collect::<Vec<_>>(), [false, true, false]);
        assert!(calendar.ends_year(2) && !calendar.ends_year(3) && calendar.ends_year(23));
    }

    #[test]
    fn drivers_are_redrawn_at_calendar_quarters_whatever_the_start() {
        let calendar = Calendar::new(date(2026, 2, 1), 1, Step::Month);
        let redrawn: Vec<usize> = (0..12).filter(|&step| calendar.begins(Step::Quarter, step)).collect();
        assert_eq!(redrawn, [0, 2, 5, 8, 11], "February, April, July, October, January");
    }

    #[test]
    fn every_day_is_found_again_from_its_moment() {
        let calendar = Calendar::new(date(2026, 1, 1), 3, Step::Month);
        let mut day = date(2026, 1, 1);
        while day < calendar.end() {
            assert_eq!(calendar.date_at(calendar.months_to(day)), day);
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn business_years_end_with_their_month() {
        let calendar = Calendar::new(date(2026, 4, 1), 2, Step::Month).in_years_to(Month::June);
        assert_eq!(
            calendar.years().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["FY2026", "FY2027", "FY2028"]
        );
        assert_eq!(calendar.months_before_start(), 9, "July to March");
        assert_eq!((0..3).map(|year| calendar.end_of_year(year)).collect::<Vec<_>>(), [3, 15, 24]);
        assert_eq!((0..3).map(|year| calendar.months_of_year(year)).collect::<Vec<_>>(), [3, 12, 9]);
        assert_eq!((0..3).map(|year| calendar.is_whole(year)).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!((2..4).map(|step| calendar.year_of_step(step)).collect::<Vec<_>>(), [0, 1]);
        assert!(calendar.ends_year(2) && !calendar.ends_year(3) && calendar.ends_year(14) && calendar.ends_year(23));
        assert!(calendar.begins(Step::Year, 3) && !calendar.begins(Step::Year, 9));
    }

    #[test]
    fn the_calendar_is_the_same_whenever_years_end() {
        for ends in (0..12).map(Month::after_january) {
            let calendar = Calendar::new(date(2026, 4, 1), 2, Step::Month).in_years_to(ends);
            assert_eq!((calendar.first_of_month(9), calendar.end()), (date(2027, 1, 1), date(2028, 4, 1)));
            assert_eq!((calendar.calendar_month(0), calendar.calendar_month(9)), (Month::April, Month::January));
            assert_eq!(calendar.date_at(8.5), date(2026, 12, 16));
            assert!((calendar.months_to(date(2026, 12, 16)) - (8.0 + 15.0 / 31.0)).abs() < 1e-15);
        }
    }

    #[test]
    fn years_that_end_before_the_start_are_whole() {
        let calendar = Calendar::new(date(2026, 3, 1), 3, Step::Month);
        let calendar = calendar.clone().in_years_to(calendar.month_before_start());
        assert_eq!(
            (calendar.year_ends(), calendar.months_before_start(), calendar.years().len()),
            (Month::February, 0, 3)
        );
        assert!((0..3).all(|year| calendar.is_whole(year)));
    }

    #[test]
    fn quarters_are_those_of_the_business_year() {
        let calendar = Calendar::new(date(2026, 1, 1), 1, Step::Month).in_years_to(Month::November);
        let redrawn: Vec<usize> = (0..12).filter(|&step| calendar.begins(Step::Quarter, step)).collect();
        assert_eq!(redrawn, [0, 2, 5, 8, 11], "January, March, June, September, December");
    }

    #[test]
    fn a_day_is_its_share_of_its_month() {
        let calendar = Calendar::new(date(2026, 1, 1), 10, Step::Month);
        assert!((calendar.months_to(date(2027, 7, 31)) - (18.0 + 30.0 / 31.0)).abs() < 1e-15);
        assert!((calendar.months_to(date(2028, 2, 15)) - (25.0 + 14.0 / 29.0)).abs() < 1e-15);
        assert!(calendar.months_to(date(2025, 12, 31)) < 0.0);
    }
}
