//! Months, and the headings of columns that name them: `Jan 2026`, `2026-01`, `31.01.2026`, `Nov 1 - 15, 2026`, `Jan 2025 (PY)`; quarters of the
//! calendar: `Q1 2026`, `2026Q1`, `Jan - Mar 2026`.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::fmt;

/// A month, counted from that of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub(super) i32);

impl Month {
    /// The month of a year, from 1; `None` if there is no such month or the year is none of this or the last century.
    #[must_use]
    pub fn new(year: i32, month: i32) -> Option<Self> {
        ((1900..=2199).contains(&year) && (1..=12).contains(&month)).then(|| Self(12 * year + month - 1))
    }

    /// That of a day.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        Self::new(i32::from(day.year()), i32::from(day.month()))
    }

    /// The month so many later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its year, and its place in it from 1.
    #[must_use]
    pub fn parts(self) -> (i16, i8) {
        let part = |number: i32| i16::try_from(number).unwrap_or(i16::MAX);
        (part(self.0.div_euclid(12)), i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        let (year, month) = self.parts();
        date(year, month, 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.parts();
        write!(f, "{year:04}-{month:02}")
    }
}

/// What the heading of a column of figures says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// A month: of which only a part, perhaps.
    Month { month: Month, is_part: bool },
    /// Three months together, from this one on.
    Quarter(Month),
    /// A month without its year: its place in the year from 1.
    Named(i32),
    /// Several months: a year to date.
    Span,
    /// The sum of the months before it.
    Total,
    /// A comparison, a plan or a share: no months that were.
    Other,
}

/// Which of two numbers in `03/04/2026` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    First,
    Second,
}

/// Months by the letters that they begin with in English, German, French, Spanish and Dutch; what none of these begins with is no month.
const NAMES: [(&[&str], i32); 12] = [
    (&["january", "januar", "jänner", "janvier", "enero", "januari", "jan", "janv", "ene"], 1),
    (&["february", "februar", "février", "fevrier", "febrero", "februari", "feb", "févr", "fév"], 2),
    (&["march", "märz", "maerz", "mars", "marzo", "maart", "mar", "mär", "mrz", "mrt"], 3),
    (&["april", "avril", "abril", "apr", "avr", "abr"], 4),
    (&["may", "mai", "mayo", "mei"], 5),
    (&["june", "juni", "juin", "junio", "jun"], 6),
    (&["july", "juli", "juillet", "julio", "jul", "juil"], 7),
    (&["august", "août", "aout", "agosto", "augustus", "aug", "ago"], 8),
    (&["september", "septembre", "septiembre", "sep", "sept"], 9),
    (&["october", "oktober", "octobre", "octubre", "oct", "okt"], 10),
    (&["november", "novembre", "noviembre", "nov"], 11),
    (&["december", "dezember", "décembre", "decembre", "diciembre", "dec", "dez", "déc", "dic"], 12),
];
/// Words beside a month that change nothing.
const ASIDES: [&str; 16] = [
    "actual", "actuals", "ist", "month", "ended", "ending", "monat", "to", "bis", "current", "st", "nd", "rd", "th",
    "fy", "period",
];
/// Words that make a number that of a quarter.
const QUARTERS: [&str; 5] = ["q", "qtr", "quarter", "quartal", "trimestre"];
const TOTALS: [&str; 7] = ["total", "totals", "sum", "summe", "gesamt", "totaal", "all"];
const OTHERS: [&str; 22] = [
    "budget",
    "plan",
    "forecast",
    "change",
    "variance",
    "var",
    "diff",
    "difference",
    "target",
    "soll",
    "prognose",
    "of",
    "average",
    "avg",
    "goal",
    "estimate",
    "abweichung",
    "comparison",
    "projected",
    "ratio",
    "yoy",
    "mom",
];

/// Marks of columns of the year before.
const PRIOR_YEAR: [&str; 4] = ["(py)", "prior year", "previous year", "vorjahr"];

/// What a heading says; `None` if it is none of a column of figures.
pub(super) fn heading(text: &str, order: DayOrder) -> Option<Heading> {
    let lower = text.to_lowercase().replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let lower = PRIOR_YEAR.iter().fold(lower, |text, mark| text.replace(mark, " "));
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let numbers: Vec<&str> = lower.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
    if lower.contains('%') || words.iter().any(|word| OTHERS.contains(word)) {
        return Some(Heading::Other);
    }
    if lower.contains("year to date") || lower.contains("year-to-date") || words.contains(&"ytd") {
        return Some(Heading::Span);
    }
    if words.iter().any(|word| TOTALS.contains(word)) {
        return Some(Heading::Total);
    }
    if let Some(quarter) = quarter(&words, &numbers) {
        return Some(Heading::Quarter(quarter));
    }
    let names: Vec<i32> = words.iter().filter_map(|word| month_called(word)).collect();
    let is_known = |word: &&str| month_called(word).is_some() || ASIDES.contains(word) || *word == "partial";
    if !words.iter().all(is_known) || numbers.len() > 6 {
        return None;
    }
    let found = if names.is_empty() { by_numbers(&lower, &numbers, order) } else { by_names(&names, &numbers) }?;
    let is_part = lower.contains("partial");
    match found {
        Heading::Month { month, .. } if is_part => Some(Heading::Month { month, is_part }),
        other => Some(other),
    }
}

/// A quarter of a calendar year by its number: `Q1 2026`, `2026-Q1`, `1. Quartal 2026`.
fn quarter(words: &[&str], numbers: &[&str]) -> Option<Month> {
    let is_plain = words.iter().all(|word| QUARTERS.contains(word) || ASIDES.contains(word) && *word != "fy");
    if !words.iter().any(|word| QUARTERS.contains(word)) || !is_plain {
        return None;
    }
    let value = |number: &str| number.parse::<i32>().ok();
    let (number, year) = match *numbers {
        [number, year] if number.len() == 1 => (value(number)?, value(year)?),
        [year, number] if number.len() == 1 => (value(number)?, value(year)?),
        _ => return None,
    };
    let year = if year < 100 { 2000 + year } else { year };
    (1..=4).contains(&number).then(|| Month::new(year, 3 * number - 2)).flatten()
}

/// Whether the column is of the year before.
pub(super) fn is_prior_year(text: &str) -> bool {
    let lower = text.to_lowercase();
    PRIOR_YEAR.iter().any(|mark| lower.contains(mark)) || lower.trim() == "py"
}

fn month_called(word: &str) -> Option<i32> {
    NAMES.iter().find(|(names, _)| names.contains(&word)).map(|(_, month)| *month)
}

/// Months with names: `Jan 2026`, `Jan-26`, `31 Jan 2026`, `Nov 1 - 15, 2026`, `Jan - Nov 2026`.
fn by_names(names: &[i32], numbers: &[&str]) -> Option<Heading> {
    let first = *names.first()?;
    let value = |number: &&str| number.parse::<i32>().ok();
    let years: Vec<i32> = numbers.iter().filter(|number| number.len() == 4).filter_map(value).collect();
    let mut days: Vec<i32> = numbers.iter().filter(|number| number.len() <= 2).filter_map(value).collect();
    if days.len() + years.len() != numbers.len() {
        return None;
    }
    let year = match (years.as_slice(), days.as_slice()) {
        ([], []) => return (names.len() == 1).then_some(Heading::Named(first)),
        ([], [short]) => {
            let year = 2000 + short;
            days.clear();
            year
        }
        ([year], _) => *year,
        ([from, .., to], _) if from == to => *from,
        ([..], _) => return Some(Heading::Span),
    };
    if names.iter().any(|name| *name != first) {
        let is_quarter = years.len() < 3 && names.len() == 2 && names[1] - first == 2 && first % 3 == 1;
        let is_whole = match days.as_slice() {
            [] => true,
            [from, to] => *from == 1 && *to == last_day(year, names[1]),
            _ => false,
        };
        let month = Month::new(year, first).filter(|_| is_quarter && is_whole);
        return Some(month.map_or(Heading::Span, Heading::Quarter));
    }
    let month = Month::new(year, first)?;
    let length = i32::from(month.first().days_in_month());
    let is_part = match days.as_slice() {
        [] => false,
        [day] => (*day != 1 && *day != length)
            .then_some((1..=length).contains(day))
            .map_or(Some(false), |is| is.then_some(true))?,
        [from, to] if (1..=length).contains(from) && from <= to && *to <= length => (*from, *to) != (1, length),
        _ => return None,
    };
    Some(Heading::Month { month, is_part })
}

/// The last day of a month; 0 if there is no such month.
fn last_day(year: i32, month: i32) -> i32 {
    Month::new(year, month).map_or(0, |month| i32::from(month.first().days_in_month()))
}

/// Months in digits: `2026-01`, `01/2026`, `2026-01-31`, `31.01.2026`.
fn by_numbers(text: &str, numbers: &[&str], order: DayOrder) -> Option<Heading> {
    let is_plain =
        text.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ' ') || c.is_alphabetic());
    let starts = text.trim().starts_with(|c: char| c.is_ascii_digit());
    if !is_plain || !starts || numbers.iter().any(|number| number.len() != 2 && number.len() != 4 && number.len() != 1)
    {
        return None;
    }
    let value = |number: &str| number.parse::<i32>().ok();
    let is_year = |number: &str| number.len() == 4;
    let of_day = |year, month, day| {
        let month = Month::new(value(year)?, value(month)?)?;
        let (day, length) = (value(day)?, i32::from(month.first().days_in_month()));
        let is_part = day != 1 && day != length;
        (1..=length).contains(&day).then_some(Heading::Month { month, is_part })
    };
    match *numbers {
        [year, month] if is_year(year) && !is_year(month) => of_day(year, month, "1"),
        [month, year] if is_year(year) && !is_year(month) => of_day(year, month, "1"),
        [year, month, day] if is_year(year) && !is_year(month) && !is_year(day) => of_day(year, month, day),
        [first, second, year] if is_year(year) && !is_year(first) && !is_year(second) => match order {
            DayOrder::First => of_day(year, second, first),
            DayOrder::Second => of_day(year, first, second),
        },
        _ => None,
    }
}

/// The month of a day at the head of a column, which is the first or last of it.
pub(super) fn heading_of_day(day: Date) -> Option<Heading> {
    let is_part = day.day() != 1 && day.day() != day.days_in_month();
    Month::of(day).map(|month| Heading::Month { month, is_part })
}

/// The day with a serial number in the count from 1900, which has a 29 February 1900.
pub(super) fn day_of_serial(serial: f64) -> Option<Date> {
    #[expect(clippy::cast_possible_truncation, reason = "within the range that is asked for")]
    let days = (61.0..2_900_000.0).contains(&serial).then_some(serial.floor() as i64)?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match heading(text, DayOrder::First) {
            Some(Heading::Month { month, is_part }) => format!("{month}{}", if is_part { " part" } else { "" }),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn headings_of_months_are_read_as_programs_print_them() {
        for text in [
            "Jan 2026",
            "January 2026",
            "JAN-26",
            "Jan '26",
            "2026-01",
            "01/2026",
            "2026/1",
            "31 Jan 2026",
            "1 Jan 2026",
            "Jan 31, 2026",
            "31.01.2026",
            "31/01/2026",
            "Januar 2026",
            "janv. 2026",
            "2026-01-01",
            "Jan 1 - Jan 31, 2026",
            "Jan 2026 (PY)",
            "Actual Jan 2026",
            "2026-01-31 actual",
        ] {
            assert_eq!(said(text), "2026-01", "{text}");
        }
        for text in ["Jan 1 - 15, 2026", "Jan 1-15 2026", "15 Jan 2026", "Jan 2026 (partial)", "2026-01-12"] {
            assert_eq!(said(text), "2026-01 part", "{text}");
        }
        assert_eq!(heading("01/31/2026", DayOrder::Second), heading("Jan 2026", DayOrder::Second));
        assert_eq!((said("März"), said("Dec")), ("Some(Named(3))".to_owned(), "Some(Named(12))".to_owned()));
    }

    #[test]
    fn other_columns_are_told_apart() {
        for (text, kind) in [
            ("Total", "Total"),
            ("Total (PY)", "Total"),
            ("Q1 2026", "Quarter(Month(24312))"),
            ("2026Q2", "Quarter(Month(24315))"),
            ("2026-Q1", "Quarter(Month(24312))"),
            ("Q3 '26", "Quarter(Month(24318))"),
            ("1. Quartal 2026", "Quarter(Month(24312))"),
            ("Jan - Mar 2026", "Quarter(Month(24312))"),
            ("Jan 1 - Mar 31, 2026", "Quarter(Month(24312))"),
            ("Feb - Apr 2026", "Span"),
            ("Jan 1 - Mar 15, 2026", "Span"),
            ("Year to date", "Span"),
            ("YTD 2026", "Span"),
            ("Jan - Nov 2026", "Span"),
            ("Budget Jan 2026", "Other"),
            ("% Change", "Other"),
            ("% of Income", "Other"),
        ] {
            assert_eq!(said(text), format!("Some({kind})"), "{text}");
        }
        for text in
            ["", "2026", "Account", "Sales 2026", "1,020.5", "31.02.2026", "Marketing", "4000", "12-34", "May be"]
        {
            assert_eq!(said(text), "None", "{text}");
        }
    }
}
