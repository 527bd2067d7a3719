//! The months of the calendar, as `year_ends` names them.

use super::keyword::Keyword;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Month {
    January = 1,
    February,
    March,
    April,
    May,
    June,
    July,
    August,
    September,
    October,
    November,
    #[default]
    December,
}

impl Month {
    /// The month so many months after January, round and round the calendar.
    #[must_use]
    pub fn after_january(months: usize) -> Self {
        Self::WORDS[months % 12].1
    }

    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self::after_january(usize::from(day.month().unsigned_abs()) - 1)
    }

    /// Its number in the calendar, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self as usize
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self::after_january(self.number())
    }

    /// How many months after it `later` comes: 0 to 11.
    #[must_use]
    pub fn months_to(self, later: Self) -> usize {
        (12 + later.number() - self.number()) % 12
    }

    /// What a year that ends with it is called: the calendar's ends with December.
    #[must_use]
    pub fn kind_of_year(self) -> &'static str {
        if self == Self::December { "calendar year" } else { "business year" }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Keyword for Month {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("January", Self::January),
        ("February", Self::February),
        ("March", Self::March),
        ("April", Self::April),
        ("May", Self::May),
        ("June", Self::June),
        ("July", Self::July),
        ("August", Self::August),
        ("September", Self::September),
        ("October", Self::October),
        ("November", Self::November),
        ("December", Self::December),
    ];
}

#[cfg(test)]
mod tests {
    use super::Month;
    use jiff::civil::date;

    #[test]
    fn months_go_round_the_calendar() {
        assert_eq!(Month::of(date(2026, 7, 31)), Month::July);
        assert_eq!(Month::December.next(), Month::January);
        assert_eq!([Month::July, Month::June, Month::January].map(|later| Month::July.months_to(later)), [0, 11, 6]);
        assert_eq!(Month::September.to_string(), "September");
    }
}
