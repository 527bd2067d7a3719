//! A year of a scenario: the twelve months that end with the month in which its years end (equations, 22).

use crate::scenario::Month;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

/// Twelve months, named by the calendar year that they end in: written `2027` if they end with December, else `FY2027`.
///
/// Years are told apart by their number alone, because all those of a scenario end with the same month; so a map by years is also
/// looked up by numbers: `answers.by_year[&2027]`. In JSON a year is its number.
#[derive(Debug, Clone, Copy)]
pub struct Year {
    number: i16,
    ends: Month,
}

impl Year {
    /// The year that ends with the month `ends` of the calendar year `number`.
    #[must_use]
    pub(crate) fn new(number: i16, ends: Month) -> Self {
        Self { number, ends }
    }

    /// The year that a day lies in, if years end with the month `ends`.
    #[must_use]
    pub(crate) fn of(day: Date, ends: Month) -> Self {
        let is_after = Month::of(day).number() > ends.number();
        Self { number: day.year() + i16::from(is_after), ends }
    }

    /// The years that a time touches, from its first day to the day before `end`, in order.
    #[must_use]
    pub(crate) fn touched(start: Date, end: Date, ends: Month) -> Vec<Self> {
        let last_day = end.yesterday().unwrap_or(end);
        let (first, last) = (Self::of(start, ends), Self::of(last_day, ends));
        (first.number..=last.number).map(|number| Self { number, ends }).collect()
    }

    /// The calendar year that it ends in.
    #[must_use]
    pub fn number(self) -> i16 {
        self.number
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Self { number: self.number.saturating_sub(1), ..self }.end()
    }

    /// The first day after it.
    #[must_use]
    pub fn end(self) -> Date {
        let year = self.number.saturating_add(i16::from(self.ends == Month::December));
        Date::new(year, self.ends.next() as i8, 1).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.ends == Month::December { "" } else { "FY" };
        f.pad(&format!("{prefix}{:04}", self.number))
    }
}

impl PartialEq for Year {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Year {}

impl PartialEq<i16> for Year {
    fn eq(&self, number: &i16) -> bool {
        self.number == *number
    }
}

impl PartialOrd for Year {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Year {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl Borrow<i16> for Year {
    fn borrow(&self) -> &i16 {
        &self.number
    }
}

impl Serialize for Year {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i16(self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::Year;
    use crate::scenario::Month;
    use jiff::civil::date;

    #[test]
    fn a_year_is_named_by_the_calendar_year_it_ends_in() {
        let named = |day, ends| Year::of(day, ends).to_string();
        assert_eq!(named(date(2026, 6, 30), Month::June), "FY2026");
        assert_eq!(named(date(2026, 7, 1), Month::June), "FY2027");
        assert_eq!(named(date(2026, 12, 31), Month::December), "2026");
        assert_eq!(named(date(2026, 2, 1), Month::January), "FY2027");
    }

    #[test]
    fn a_year_has_twelve_months() {
        let year = Year::new(2027, Month::June);
        assert_eq!((year.first_day(), year.end()), (date(2026, 7, 1), date(2027, 7, 1)));
        let year = Year::new(2027, Month::December);
        assert_eq!((year.first_day(), year.end()), (date(2027, 1, 1), date(2028, 1, 1)));
        let year = Year::new(2027, Month::January);
        assert_eq!((year.first_day(), year.end()), (date(2026, 2, 1), date(2027, 2, 1)));
    }

    #[test]
    fn a_year_is_written_in_full_and_counted_in_json() {
        let year = Year::new(2027, Month::March);
        assert_eq!(format!("{year:>8}|{year:<8}|"), "  FY2027|FY2027  |");
        let by_year = std::collections::BTreeMap::from([(year, 1)]);
        assert_eq!(serde_json::to_string(&(by_year, Some(year))).unwrap(), r#"[{"2027":1},2027]"#);
    }
}
