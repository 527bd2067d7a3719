//! How numbers and dates are said: the one place that knows the digits to print and the words around them.
//!
//! Digits follow the interval: the last one printed is the first (or, if that is a 1, the second) in which the interval is felt.

use crate::answers::{Estimate, Interval, MaybeDate};
use crate::error::visible;
use jiff::civil::Date;
use std::time::Duration;

/// Something said with its interval, kept apart so that the interval can be printed faintly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// `88.41 %`
    pub(super) value: String,
    /// `± 0.06`, or `(0.0001 to 0.0009)`; empty if the value says it all.
    pub(super) interval: String,
}

impl Said {
    fn alone(value: impl Into<String>) -> Self {
        Self { value: value.into(), interval: String::new() }
    }
}

/// Decimals beyond which nothing is printed: a share of 10^12 runs needs no more.
const MOST_DECIMALS: i32 = 14;

/// A probability in percent. None of the runs is "under" the interval's end, all of them "over" it.
pub(super) fn probability(share: &Estimate) -> Said {
    let [estimate, low, high] = [share.estimate, share.low, share.high].map(|value| 100.0 * value);
    if !(estimate.is_finite() && low.is_finite() && high.is_finite()) || (low <= 0.0 && high >= 100.0) {
        return Said::alone("unknown");
    }
    if estimate <= 0.0 {
        return Said::alone(format!("under {} %", rounded_up(high)));
    }
    if estimate >= 100.0 {
        return Said::alone(format!("over {} %", less_than_hundred(100.0 - low)));
    }
    let decimals = share_decimals(estimate, low, high);
    let value = format!("{} %", fixed(estimate, decimals));
    let half = (high - low) / 2.0;
    let lopsided = (high - estimate - half).abs() > 0.1 * half;
    let interval = match (half > 0.0, lopsided) {
        (false, _) => String::new(),
        (true, false) => format!("± {}", fixed(half, decimals)),
        (true, true) => format!("({} to {})", fixed(low, decimals), fixed(high, decimals)),
    };
    Said { value, interval }
}

/// Decimals that the interval supports, and as many more as keep the estimate and its ends off 0 and 100.
fn share_decimals(estimate: f64, low: f64, high: f64) -> i32 {
    let enough = |decimals: &i32| {
        let smallest = 0.5 * 10_f64.powi(-decimals);
        [low, 100.0 - high, estimate, 100.0 - estimate].iter().all(|room| *room <= 0.0 || *room > smallest)
    };
    let supported = supported_decimals((high - low) / 2.0).unwrap_or(2).clamp(0, MOST_DECIMALS);
    (supported..MOST_DECIMALS).find(enough).unwrap_or(MOST_DECIMALS)
}

/// Decimals at which a half-width is felt: its first digit, or its second if the first is 1. Negative: tens, hundreds.
/// `None` if it has no width. (The rule of the Particle Data Group, without its third digit.)
pub(super) fn supported_decimals(half: f64) -> Option<i32> {
    (half > 0.0 && half.is_finite()).then(|| {
        let power = magnitude(half);
        i32::from(half / 10_f64.powi(power) < 1.95) - power
    })
}

/// The power of ten of a positive number's first digit.
#[expect(clippy::cast_possible_truncation, reason = "the logarithm of a finite number is within 400")]
fn magnitude(positive: f64) -> i32 {
    positive.log10().floor() as i32
}

/// The percentage rounded up to one digit, as text.
fn rounded_up(percent: f64) -> String {
    let power = magnitude(percent.max(1e-12));
    // The small allowance keeps an exact digit from being pushed up by the division's rounding.
    let digit = (percent / 10_f64.powi(power) - 1e-9).ceil().max(1.0);
    fixed(digit * 10_f64.powi(power), (-power).max(0))
}

/// 100 less the percentage rounded up to one digit, as text.
fn less_than_hundred(percent: f64) -> String {
    let power = magnitude(percent.max(1e-12));
    let digit = (percent / 10_f64.powi(power) - 1e-9).ceil().max(1.0);
    fixed(100.0 - digit * 10_f64.powi(power), (-power).max(0))
}

/// A number to that many decimals (negative: rounded to tens, hundreds), with thousands separators.
pub(super) fn fixed(value: f64, decimals: i32) -> String {
    let places = usize::try_from(decimals.clamp(0, MOST_DECIMALS)).unwrap_or(0);
    let coarse = 10_f64.powi((-decimals).clamp(0, 300));
    let rounded = if decimals < 0 { (value / coarse).round() * coarse } else { value };
    let text = format!("{rounded:.places$}");
    let is_zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    let text = if is_zero { text.trim_start_matches('-') } else { &text };
    separated(text)
}

/// Puts a comma between every three digits before the point.
fn separated(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// A whole number with thousands separators.
pub(super) fn count(number: u64) -> String {
    separated(&number.to_string())
}

/// `1 run`, `2 runs`.
pub(super) fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

/// To three digits, no more: `312,000`, `6.3`, `0.84`.
pub(super) fn three_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() || value.abs() >= 1e15 {
        return format!("{value:.2e}");
    }
    let text = fixed(value, three_digit_decimals(value));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn three_digit_decimals(value: f64) -> i32 {
    // 99.96 has one digit more than its logarithm says once it is rounded.
    let rounded = value.abs() * 1.0005;
    (2 - magnitude(rounded)).min(MOST_DECIMALS)
}

/// What a row of amounts is said in: `billion USD`.
pub(super) struct Scale {
    /// `billion USD`
    pub(super) words: String,
    factor: f64,
}

impl Scale {
    /// For amounts in `unit`s of `currency`, as the scenario counts: the smallest that is not nothing has a digit before the point,
    /// unless the largest then had more than five (six, of whole `USD`).
    pub(super) fn of(amounts: &[f64], unit: &str, currency: &str) -> Self {
        let sizes = || amounts.iter().map(|amount| amount.abs()).filter(|size| size.is_finite() && *size > 0.0);
        let largest = sizes().fold(0.0, f64::max);
        let smallest = sizes().fold(largest, f64::min);
        let unit_size = match unit {
            "thousand" => 1e3,
            "million" => 1e6,
            "billion" => 1e9,
            _ => 1.0,
        };
        let currency = clean(currency, 8);
        // The last number of a step: a row with such an amount is said in it, however small the others.
        let steps = [(1e12, 1e14, "trillion "), (1e9, 1e11, "billion "), (1e6, 1e6, "million ")];
        let step =
            steps.into_iter().find(|(size, enough, _)| smallest * unit_size >= *size || largest * unit_size >= *enough);
        let (size, _, name) = step.unwrap_or((1.0, 0.0, ""));
        Self { words: format!("{name}{currency}"), factor: unit_size / size }
    }

    /// An amount and the ends of its interval to three digits or what the interval supports, without the words.
    pub(super) fn amount(&self, amount: &Estimate) -> [String; 3] {
        let [estimate, low, high] = [amount.estimate, amount.low, amount.high].map(|value| value * self.factor);
        let readable = |value: f64| value.is_finite() && value.abs() < 1e15;
        if ![estimate, low, high].into_iter().all(readable) {
            return [estimate, low, high].map(three_digits);
        }
        let size = if estimate == 0.0 { high.abs() } else { estimate.abs() };
        let most = if size > 0.0 { three_digit_decimals(size) } else { 0 };
        let decimals = supported_decimals((high - low) / 2.0).map_or(most, |supported| supported.min(most));
        let said = |number: f64| if number == 0.0 { "0".to_owned() } else { fixed(number, decimals) };
        [estimate, low, high].map(said)
    }

    /// An amount of the scenario in what the words say.
    pub(super) fn times(&self, amount: f64) -> f64 {
        amount * self.factor
    }

    /// An amount to three digits with its words: `2.4 million USD`.
    pub(super) fn plain(amount: f64, unit: &str, currency: &str) -> String {
        let scale = Self::of(&[amount], unit, currency);
        format!("{} {}", three_digits(amount * scale.factor), scale.words)
    }
}

/// The end of the simulated time, and how to speak of what lies beyond.
#[derive(Debug, Clone, Copy)]
pub(super) struct Horizon {
    end: Date,
}

impl Horizon {
    /// `end` is the first day after the simulated time.
    pub(super) fn new(end: Date) -> Self {
        Self { end }
    }

    /// `2035`, or `March 2029` if it ends within a year.
    pub(super) fn last(self) -> String {
        let last_day = self.end.yesterday().unwrap_or(self.end);
        if last_day.month() == 12 { last_day.year().to_string() } else { month(last_day) }
    }

    /// `after 2035`
    pub(super) fn after(self) -> String {
        format!("after {}", self.last())
    }

    /// A date as its month, with the months that its interval spans if these are more than one; `None` is beyond the horizon.
    pub(super) fn date(self, date: MaybeDate, interval: &Interval<MaybeDate>) -> Said {
        let said = |date: MaybeDate| date.map_or_else(|| self.after(), month);
        let (value, low, high) = (said(date), said(interval.low), said(interval.high));
        if low == value && high == value {
            return Said::alone(value);
        }
        let same_year = matches!((interval.low, interval.high), (Some(low), Some(high)) if low.year() == high.year());
        let low = if same_year { interval.low.map_or(low, |low| low.strftime("%B").to_string()) } else { low };
        let interval = if interval.high.is_none() { format!("({low} or later)") } else { format!("({low} to {high})") };
        Said { value, interval }
    }

    /// A calendar year with its interval; `None` is beyond the horizon.
    pub(super) fn year(self, [low, year, high]: [Option<i16>; 3]) -> Said {
        let said = |year: Option<i16>| year.map_or_else(|| self.after(), |year| year.to_string());
        let interval = match high {
            _ if low == year && high == year => String::new(),
            None => format!("({} or later)", said(low)),
            Some(_) => format!("({} to {})", said(low), said(high)),
        };
        Said { value: said(year), interval }
    }
}

/// Stands for a space at which no line breaks, until the line is written.
pub(super) const KEPT_TOGETHER: char = '\u{a0}';

/// The text with what stands between backquotes kept on one line, for it is to be typed; unless it is long.
pub(super) fn unbroken(words: &str) -> String {
    let parts = words.split('`').enumerate().map(|(place, part)| match place % 2 == 1 && part.len() < 40 {
        true => part.replace(' ', &KEPT_TOGETHER.to_string()),
        false => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// Digits before the point: 3 for 114.2, 0 or less below 1.
pub(super) fn whole_digits(value: f64) -> i32 {
    if value > 0.0 { magnitude(value) + 1 } else { 0 }
}

/// With a capital at the start, unless it starts with a name, and a full stop.
pub(super) fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map_or_else(String::new, |first| first.to_uppercase().to_string());
    let stop = if words.ends_with(['.', '…', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", rest.as_str())
}

/// `11 April 2027`
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `April 2027`
pub(super) fn month(date: Date) -> String {
    date.strftime("%B %Y").to_string()
}

/// `3.2 seconds`, `2 minutes 5 seconds`.
pub(super) fn duration(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    match whole {
        0..60 => format!("{} seconds", three_digits(elapsed.as_secs_f64().max(0.001))),
        60..3_600 => format!("{} {}", counted(whole / 60, "minute"), counted(whole % 60, "second")),
        _ => format!("{} {}", counted(whole / 3_600, "hour"), counted(whole / 60 % 60, "minute")),
    }
}

/// How often something happens: `312,000`, `4.21 million`.
pub(super) fn rate(per_second: f64) -> String {
    if per_second.is_finite() && per_second >= 1e6 {
        format!("{} million", three_digits(per_second / 1e6))
    } else {
        three_digits(per_second)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A user's text on one line, control characters shown escaped, cut at `most` characters.
pub(super) fn clean(text: &str, most: usize) -> String {
    // Two more than are kept: a blank at the end of what was taken must not hide that there is more.
    let one_line: String = text.trim().chars().take(most + 2).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let one_line = visible(one_line.trim_end());
    if one_line.chars().count() <= most {
        return one_line;
    }
    let kept: String = one_line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The text if it is at most `most` characters long, else as many of its clauses as are, with an ellipsis; `None` if not even one is.
pub(super) fn clauses(text: &str, most: usize) -> Option<String> {
    let whole = clean(text, MOST_OF_A_CLAUSE);
    if whole.chars().count() <= most {
        return Some(whole);
    }
    let up_to = |marks: &[char]| {
        let ends = whole.match_indices(marks).filter(|(at, _)| whole[at + 1..].starts_with(' '));
        ends.map(|(at, _)| &whole[..at]).take_while(|kept| kept.chars().count() < most).last()
    };
    let kept = up_to(&[';']).or_else(|| up_to(&[',', ':'])).filter(|kept| kept.chars().count() >= LEAST_OF_A_CLAUSE)?;
    Some(format!("{kept}…"))
}

/// A shorter clause, such as a number alone, says nothing.
const LEAST_OF_A_CLAUSE: usize = 8;

/// No source worth reading on a line is longer.
const MOST_OF_A_CLAUSE: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{between, share};
    use jiff::civil::date;

    fn said(estimate: &Estimate) -> String {
        let said = probability(estimate);
        format!("{} {}", said.value, said.interval).trim_end().to_owned()
    }

    #[test]
    fn a_probability_has_the_digits_that_its_interval_supports() {
        let cases = [
            (884_100, 1_000_000, "88.41 % ± 0.06"),
            (500_000, 1_000_000, "50.00 % ± 0.10"),
            (884_100_000, 1_000_000_000, "88.410 % ± 0.002"),
            (5_000, 10_000, "50.0 % ± 1.0"),
            (500, 1_000, "50 % ± 3"),
            (5, 10, "50 % ± 26"),
            (3, 10, "30 % (11 to 60)"),
        ];
        for (count, runs, expected) in cases {
            assert_eq!(said(&share(count, runs)), expected);
        }
    }

    #[test]
    fn a_rare_outcome_is_never_said_to_be_impossible() {
        assert_eq!(said(&share(0, 1_000_000)), "under 0.0004 %");
        assert_eq!(said(&share(0, 10_000)), "under 0.04 %");
        assert_eq!(said(&share(0, 1)), "under 80 %");
        assert_eq!(said(&share(1, 1_000_000)), "0.00010 % (0.00002 to 0.00057)");
        assert_eq!(said(&share(3, 1_000_000)), "0.0003 % (0.0001 to 0.0009)");
    }

    #[test]
    fn a_near_certain_outcome_is_never_said_to_be_certain() {
        assert_eq!(said(&share(1_000_000, 1_000_000)), "over 99.9996 %");
        assert_eq!(said(&share(1_000, 1_000)), "over 99.6 %");
        assert_eq!(said(&share(1, 1)), "over 20 %");
        assert_eq!(said(&share(999_999, 1_000_000)), "99.99990 % (99.99943 to 99.99998)");
    }

    #[test]
    fn a_probability_that_nothing_is_known_of_is_unknown() {
        assert_eq!(said(&between(0.0, 0.0, 1.0)), "unknown");
        assert_eq!(said(&between(f64::NAN, f64::NAN, f64::NAN)), "unknown");
    }

    #[test]
    fn amounts_have_three_digits_or_fewer() {
        let said = |low: f64, estimate: f64, high: f64| {
            let scale = Scale::of(&[estimate], "billion", "USD");
            let [value, low, high] = scale.amount(&between(low, estimate, high));
            format!("{value} {} {low} to {high}", scale.words)
        };
        assert_eq!(said(135.6, 136.2, 136.9), "136 billion USD 136 to 137");
        assert_eq!(said(110.0, 136.2, 160.0), "140 billion USD 110 to 160");
        assert_eq!(said(1_155.0, 1_180.0, 1_204.0), "1.18 trillion USD 1.16 to 1.20");
        assert_eq!(said(0.002_39, 0.002_4, 0.002_41), "2.40 million USD 2.39 to 2.41");
        assert_eq!(said(0.0, 0.0, 0.0), "0 USD 0 to 0");
        assert_eq!(said(0.0, 0.0, 0.012), "0 USD 0 to 12,000,000");
    }

    #[test]
    fn a_row_of_amounts_is_said_in_words_that_suit_its_smallest() {
        assert_eq!(Scale::of(&[136.0, 1_180.0], "billion", "USD").words, "billion USD");
        assert_eq!(Scale::of(&[0.0, 0.85, 0.9], "million", "USD").words, "USD");
        assert_eq!(Scale::of(&[0.85, 2.4], "million", "USD").words, "million USD");
        assert_eq!(Scale::of(&[0.0], "million", "USD").words, "USD");
    }

    #[test]
    fn plain_amounts_choose_their_own_words() {
        assert_eq!(Scale::plain(136.0, "billion", "USD"), "136 billion USD");
        assert_eq!(Scale::plain(2_400.0, "thousand", "USD"), "2.4 million USD");
        assert_eq!(Scale::plain(850.0, "thousand", "EUR"), "850,000 EUR");
        assert_eq!(Scale::plain(-0.5, "million", "EUR"), "-500,000 EUR");
        assert_eq!(Scale::plain(1e300, "billion", "EUR"), "1.00e297 trillion EUR");
    }

    #[test]
    fn three_digits_keep_three_digits() {
        let cases =
            [(19.2, "19.2"), (0.84, "0.84"), (99.96, "100"), (312_345.0, "312,000"), (6.0, "6"), (1e-7, "0.0000001")];
        for (value, expected) in cases {
            assert_eq!(three_digits(value), expected);
        }
    }

    #[test]
    fn dates_are_months_and_those_beyond_the_horizon_are_after_it() {
        let horizon = Horizon::new(date(2036, 1, 1));
        let said = |value, low, high| {
            let said = horizon.date(value, &Interval { low, high });
            format!("{} {}", said.value, said.interval).trim_end().to_owned()
        };
        let [march, april, later] = [date(2029, 3, 30), date(2029, 4, 11), date(2030, 1, 2)].map(Some);
        assert_eq!(said(april, april, april), "April 2029");
        assert_eq!(said(april, march, april), "April 2029 (March to April 2029)");
        assert_eq!(said(april, march, later), "April 2029 (March 2029 to January 2030)");
        assert_eq!(said(april, march, None), "April 2029 (March 2029 or later)");
        assert_eq!(said(None, None, None), "after 2035");
        assert_eq!(said(None, later, None), "after 2035 (January 2030 or later)");
        assert_eq!(Horizon::new(date(2029, 4, 1)).after(), "after March 2029");
    }

    #[test]
    fn durations_are_said_in_words() {
        assert_eq!(duration(Duration::from_millis(3_210)), "3.21 seconds");
        assert_eq!(duration(Duration::from_secs(61)), "1 minute 1 second");
        assert_eq!(duration(Duration::from_secs(7_325)), "2 hours 2 minutes");
    }

    #[test]
    fn a_source_is_cut_between_clauses_or_not_at_all() {
        let source = "A2, the article: the company says 2029 at the earliest; F20: only one plan has it";
        assert_eq!(clauses(source, 90).as_deref(), Some(source));
        assert_eq!(clauses(source, 60).as_deref(), Some("A2, the article: the company says 2029 at the earliest…"));
        assert_eq!(clauses(source, 20).as_deref(), Some("A2, the article…"));
        assert_eq!(clauses(source, 10), None);
        assert_eq!(clauses(&"x".repeat(1_000_000), 50), None);
    }

    #[test]
    fn a_text_cut_before_a_blank_says_that_it_was_cut() {
        assert_eq!(clean("persistence = 0", 13), "persistence…");
        assert_eq!(clean("persistence = 0", 15), "persistence = 0");
    }

    #[test]
    fn a_hostile_text_stays_on_its_line_and_in_its_width() {
        assert_eq!(clean("a\nb\u{1b}[31m", 40), "a b\\u{1b}[31m");
        assert_eq!(clean(&"x".repeat(1_000_000), 5), "xxxx…");
    }
}
