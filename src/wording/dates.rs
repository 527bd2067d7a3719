//! How dates, years and durations are written, and what lies beyond the horizon.

use super::Formatted;
use super::digits::{counted, three_digits};
use crate::answers::{Interval, MaybeDate, Month, ScenarioHeader, Year};
use jiff::civil::Date;
use std::time::Duration;

/// The end of the simulated time, and how to write what lies beyond.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Horizon {
    end: Date,
    year_ends: Month,
}

impl Horizon {
    /// `end` is the first day after the simulated time, whose years end with the month `year_ends`.
    pub(crate) fn new(end: Date, year_ends: Month) -> Self {
        Self { end, year_ends }
    }

    /// That of a scenario.
    pub(crate) fn of(scenario: &ScenarioHeader) -> Self {
        Self::new(scenario.end, scenario.year_ends)
    }

    /// `2035`, `FY2035`, or `March 2029` if it ends within a year.
    pub(crate) fn last(self) -> String {
        self.last_in("%B %Y")
    }

    /// The same, with a month written as the format says.
    pub(super) fn last_in(self, format: &str) -> String {
        let last_day = self.end.yesterday().unwrap_or(self.end);
        let year = Year::of(last_day, self.year_ends);
        if year.end() == self.end { year.to_string() } else { last_day.strftime(format).to_string() }
    }

    /// `after 2035`
    pub(crate) fn after(self) -> String {
        format!("after {}", self.last())
    }

    /// A date as its month, with the months that its interval spans if these are more than one; `None` is beyond the horizon.
    pub(crate) fn date(self, date: MaybeDate, interval: &Interval<MaybeDate>) -> Formatted {
        let formatted = |date: MaybeDate| date.map_or_else(|| self.after(), month);
        let (value, low, high) = (formatted(date), formatted(interval.low), formatted(interval.high));
        if low == value && high == value {
            return Formatted::alone(value);
        }
        let same_year = matches!((interval.low, interval.high), (Some(low), Some(high)) if low.year() == high.year());
        let low = if same_year { interval.low.map_or(low, |low| low.strftime("%B").to_string()) } else { low };
        let interval = if interval.high.is_none() { format!("({low} or later)") } else { format!("({low} to {high})") };
        Formatted { value, interval }
    }

    /// A year with its interval; `None` is beyond the horizon.
    pub(crate) fn year(self, [low, year, high]: [Option<Year>; 3]) -> Formatted {
        let formatted = |year: Option<Year>| year.map_or_else(|| self.after(), |year| year.to_string());
        let interval = match high {
            _ if low == year && high == year => String::new(),
            None => format!("({} or later)", formatted(low)),
            Some(_) => format!("({} to {})", formatted(low), formatted(high)),
        };
        Formatted { value: formatted(year), interval }
    }
}

/// `11 April 2027`
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `April 2027`
pub(crate) fn month(date: Date) -> String {
    date.strftime("%B %Y").to_string()
}

/// `3.2 seconds`, `2 minutes 5 seconds`.
pub(crate) fn duration(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    match whole {
        0..60 => format!("{} seconds", three_digits(elapsed.as_secs_f64().max(0.001))),
        60..3_600 => format!("{} {}", counted(whole / 60, "minute"), counted(whole % 60, "second")),
        _ => format!("{} {}", counted(whole / 3_600, "hour"), counted(whole / 60 % 60, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_months_and_those_beyond_the_horizon_are_after_it() {
        let horizon = Horizon::new(date(2036, 1, 1), Month::December);
        let formatted = |value, low, high| {
            let formatted = horizon.date(value, &Interval { low, high });
            format!("{} {}", formatted.value, formatted.interval).trim_end().to_owned()
        };
        let [march, april, later] = [date(2029, 3, 30), date(2029, 4, 11), date(2030, 1, 2)].map(Some);
        assert_eq!(formatted(april, april, april), "April 2029");
        assert_eq!(formatted(april, march, april), "April 2029 (March to April 2029)");
        assert_eq!(formatted(april, march, later), "April 2029 (March 2029 to January 2030)");
        assert_eq!(formatted(april, march, None), "April 2029 (March 2029 or later)");
        assert_eq!(formatted(None, None, None), "after 2035");
        assert_eq!(formatted(None, later, None), "after 2035 (January 2030 or later)");
        let after = |year_ends| Horizon::new(date(2029, 4, 1), year_ends).after();
        assert_eq!([Month::December, Month::March].map(after), ["after March 2029", "after FY2029"]);
    }

    #[test]
    fn durations_are_said_in_words() {
        assert_eq!(duration(Duration::from_millis(3_210)), "3.21 seconds");
        assert_eq!(duration(Duration::from_secs(61)), "1 minute 1 second");
        assert_eq!(duration(Duration::from_secs(7_325)), "2 hours 2 minutes");
    }
}
