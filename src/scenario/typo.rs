//! Numbers as people write them elsewhere, `20-60%`, `~40%`, `40% +- 10%`, `EUR1000k`: not read, but answered with what to type.
//!
//! Whatever is offered is read by the same rules as a scenario is; where a text may mean several things, all of them are offered.

use super::Month;
use super::keyword::all;
use super::number::{number, percentage, plain};
use jiff::civil::Date;

/// Words that say "about".
const ABOUT: [&str; 10] =
    ["~", "\u{2248}", "about ", "approximately ", "approx. ", "approx ", "around ", "roughly ", "circa ", "ca. "];
/// Between a middle and how far it may be off.
const GIVE_OR_TAKE: [&str; 5] = ["\u{b1}", "+-", "+/-", " plus or minus ", " give or take "];
/// Between the ends of a range.
const BETWEEN_ENDS: [&str; 8] = [" to ", " bis ", "..", "\u{2013}", "\u{2014}", "\u{2026}", " and ", "-"];
/// What stands around amounts of money.
const CURRENCIES: [&str; 12] =
    ["us$", "$", "\u{20ac}", "\u{a3}", "\u{a5}", "usd", "eur", "gbp", "chf", "sek", "nok", "dkk"];
/// What multiplies an amount, by powers of ten; longer names first.
const MULTIPLES: [(&str, i32); 14] = [
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("millions", 6),
    ("billions", 9),
    ("mio.", 6),
    ("mio", 6),
    ("mrd", 9),
    ("mln", 6),
    ("mn", 6),
    ("bn", 9),
    ("k", 3),
    ("m", 6),
    ("b", 9),
];
/// Share of a value that is offered as a range around it, if it is only about right.
const ABOUT_SHARE: f64 = 0.1;
/// Longer texts are no numbers.
const LONGEST: usize = 60;

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A number or a percentage.
    Number,
    /// A distribution too.
    Distribution,
}

/// What to type in place of a text that is no number, in words; `None` if it is not like one.
pub(super) fn remedy(text: &str, takes: Takes) -> Option<String> {
    let text = text.trim().to_lowercase().replace(['\u{a0}', '\u{202f}', '\u{2212}'], " ");
    if text.chars().count() > LONGEST || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let text = text.trim_start_matches("between ").trim_start_matches("from ");
    if let Some(about) = ABOUT.iter().find_map(|word| text.strip_prefix(word)) {
        return about_right(about, takes);
    }
    let found = give_or_take(text).or_else(|| range(text));
    match found {
        Some([low, high]) if takes == Takes::Distribution => ranged(low, high),
        Some(_) => None,
        None => ends_of(text).as_deref().and_then(single),
    }
}

/// A number as it is typed in one place, before anything is made of it.
#[derive(Debug, Clone, PartialEq)]
struct End {
    /// As a plain number.
    digits: String,
    is_percentage: bool,
    /// The power of ten that it is multiplied by.
    power: i32,
}

impl End {
    fn value(&self) -> Option<f64> {
        plain(&format!("{}e{}", self.digits, self.power))
    }

    /// The same with the sign or multiple that only the other end has.
    fn like(self, other: &Self) -> Self {
        let power = if self.power == 0 { other.power } else { self.power };
        Self { is_percentage: self.is_percentage || other.is_percentage, power, ..self }
    }
}

/// What a text may be as one number: two readings, if a separator may part thousands or decimals.
fn ends_of(text: &str) -> Option<Vec<End>> {
    let mut rest = text.trim();
    let is_percentage = rest.ends_with('%');
    rest = rest.trim_end_matches('%').trim();
    let mut power = 0;
    for _ in 0..2 {
        if let Some(stripped) =
            CURRENCIES.iter().find_map(|sign| rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign)))
        {
            rest = stripped.trim();
        }
        let multiple = MULTIPLES.iter().find_map(|(name, ten)| Some((rest.strip_suffix(name)?, *ten)));
        if let Some((stripped, ten)) = multiple.filter(|_| power == 0) {
            (rest, power) = (stripped.trim(), ten);
        }
    }
    let digits = separated(rest)?;
    Some(digits.into_iter().map(|digits| End { digits, is_percentage, power }).collect())
}

/// Digits with separators as plain numbers.
fn separated(text: &str) -> Option<Vec<String>> {
    let text = text.replace(['\'', '\u{2019}', ' '], "");
    if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')) {
        return None;
    }
    let grouped = |with: char| {
        let mut parts = text.trim_start_matches(['-', '+']).split(with);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        (1..=3).contains(&first.len()) && !rest.is_empty() && rest.iter().all(|part| part.len() == 3)
    };
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let readings = match (points, commas) {
        (_, 0) if points < 2 => vec![text],
        (_, 0) => vec![text.replace('.', "")],
        (0, 1) if grouped(',') && !text.trim_start_matches('-').starts_with("0,") => {
            vec![text.replace(',', ""), text.replace(',', ".")]
        }
        (0, 1) => vec![text.replace(',', ".")],
        (0, _) => vec![text.replace(',', "")],
        _ if text.rfind(',') > text.rfind('.') => vec![text.replace('.', "").replace(',', ".")],
        _ => vec![text.replace(',', "")],
    };
    readings.iter().all(|reading| plain(reading).is_some()).then_some(readings)
}

/// The ends of a middle and how far it may be off.
fn give_or_take(text: &str) -> Option<[End; 2]> {
    let (middle, half) = GIVE_OR_TAKE.iter().find_map(|sign| text.split_once(sign))?;
    let [middle, half] = [one(middle)?, one(half)?];
    let (at, by) = (middle.value()?, half.value()?);
    // Ten per cent of an amount are a share of it; of a percentage they are percentage points.
    let by = if half.is_percentage && !middle.is_percentage { at * by / 100.0 } else { by };
    let end = |value: f64| End { digits: rounded(value), is_percentage: middle.is_percentage, power: 0 };
    Some([end(at - by), end(at + by)])
}

/// The ends of a range.
fn range(text: &str) -> Option<[End; 2]> {
    BETWEEN_ENDS.iter().find_map(|sign| {
        // A minus at the start is a sign.
        let from = text.char_indices().nth(1)?.0;
        let at = from + text[from..].find(sign)?;
        let [low, high] = [one(&text[..at])?, one(&text[at + sign.len()..])?];
        Some([low.clone().like(&high), high.like(&low)])
    })
}

/// The one number that a text is.
fn one(text: &str) -> Option<End> {
    ends_of(text)?.into_iter().next()
}

/// A number without the noise of binary fractions.
fn rounded(value: f64) -> String {
    let shown = format!("{value:.9}");
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What to type for a range.
fn ranged(low: End, high: End) -> Option<String> {
    let (low, high) = if low.value()? <= high.value()? { (low, high) } else { (high, low) };
    if low.is_percentage {
        let [low, high] = [&low, &high].map(|end| format!("{}%", end.digits));
        let rises = percentage(&low)? < percentage(&high)?;
        return rises.then(|| format!("write \"{low} to {high}\""));
    }
    let [from, to] = [low.value()?, high.value()?];
    if from >= to {
        return None;
    }
    let power = low.power.max(high.power);
    Some(in_units(power, |unit| format!("\"{} to {}\"", rounded(from / unit), rounded(to / unit))))
}

/// What to type for one number: all that it may be.
fn single(readings: &[End]) -> Option<String> {
    let typed = |end: &End| match end.is_percentage {
        true => Some(format!("\"{}%\"", end.digits)).filter(|_| percentage(&format!("{}%", end.digits)).is_some()),
        false => end.value().map(rounded),
    };
    match readings {
        [end] if !end.is_percentage && end.power > 0 => {
            let value = end.value()?;
            Some(in_units(end.power, |unit| rounded(value / unit)))
        }
        [end] => Some(format!("write {}", typed(end)?)),
        [thousands, decimals] => {
            let (whole, small) = (typed(thousands)?, typed(decimals)?);
            Some(format!("write {whole}, or {small} if the comma stands before decimals"))
        }
        _ => None,
    }
}

/// What to type for an amount with a multiple, in the units that it may count in.
fn in_units(power: i32, typed: impl Fn(f64) -> String) -> String {
    let (plain, thousands, millions, billions) = (typed(1.0), typed(1e3), typed(1e6), typed(1e9));
    match power {
        0 => format!("write {plain}"),
        9 => format!("write {billions} if `unit` is \"billion\", {millions} if it is \"million\""),
        _ => format!("write {plain}, or {thousands} if `unit` is \"thousand\", {millions} if it is \"million\""),
    }
}

/// What to type for a number that is only about right.
fn about_right(text: &str, takes: Takes) -> Option<String> {
    let end = one(text)?;
    let is_whole_answer = takes == Takes::Number || end.power > 0;
    let certain = single(std::slice::from_ref(&end))?;
    let at = number(&end.digits)?;
    if is_whole_answer || at == 0.0 {
        return Some(certain);
    }
    let ends = [at * (1.0 - ABOUT_SHARE), at * (1.0 + ABOUT_SHARE)];
    let [low, high] = ends.map(|value| End { digits: rounded(value), ..end.clone() });
    let range = ranged(low, high)?;
    let range = range.trim_start_matches("write ");
    Some(format!("{certain} if you are sure of it, or a range such as {range}"))
}

/// The date that was meant by `October 2027`, `2027-10` or `1 May 2027`: of a month its first day.
pub(super) fn date(written: &str) -> Option<Date> {
    let written = written.trim().replace(',', " ");
    let words: Vec<&str> = written.split([' ', '-', '/', '.']).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        let word = word.to_lowercase();
        let mut names = all::<Month>().into_iter().zip(1..);
        let named = names.find(|(name, _)| word.len() >= 3 && name.to_lowercase().starts_with(&word));
        named.map(|(_, number)| number).or_else(|| word.parse().ok().filter(|number| (1..=12).contains(number)))
    };
    let year = |word: &str| word.parse::<i16>().ok().filter(|year| (1_900..=9_999).contains(year));
    let day = |word: &str| word.trim_end_matches(char::is_alphabetic).parse::<i8>().ok();
    let (year, month, day) = match words.as_slice() {
        [first, second] if year(first).is_some() => (year(first)?, month(second)?, 1),
        [first, second] => (year(second)?, month(first)?, 1),
        [first, second, third] if year(first).is_some() => (year(first)?, month(second)?, day(third)?),
        [first, second, third] if first.chars().all(char::is_alphabetic) => (year(third)?, month(first)?, day(second)?),
        [first, second, third] if second.chars().all(char::is_alphabetic) => {
            (year(third)?, month(second)?, day(first)?)
        }
        _ => return None,
    };
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn of_distribution(text: &str) -> String {
        remedy(text, Takes::Distribution).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn ranges_are_offered_as_they_must_be_typed() {
        for written in
            ["20-60%", "20%-60%", "20\u{2013}60 %", "between 20% and 60%", "20%..60%", "from 20 to 60%", "60-20%"]
        {
            assert_eq!(of_distribution(written), "write \"20% to 60%\"", "{written}");
        }
        assert_eq!(of_distribution("40% +- 10%"), "write \"30% to 50%\"");
        assert_eq!(of_distribution("40 \u{b1} 10%"), "write \"36 to 44\"");
        assert_eq!(of_distribution("-5-10"), "write \"-5 to 10\"");
        assert_eq!(of_distribution("~40%"), "write \"40%\" if you are sure of it, or a range such as \"36% to 44%\"");
    }

    #[test]
    fn amounts_are_offered_in_the_units_that_they_may_count_in() {
        let million = "write 1000000, or 1000 if `unit` is \"thousand\", 1 if it is \"million\"";
        for written in ["EUR1000k", "\u{20ac}1,000k", "1m", "1 million USD", "$1M"] {
            let readings = if written.contains(',') { continue } else { of_distribution(written) };
            assert_eq!(readings, million, "{written}");
        }
        assert_eq!(
            of_distribution("2-3m"),
            "write \"2000000 to 3000000\", or \"2000 to 3000\" if `unit` is \"thousand\", \"2 to 3\" if it is \"million\""
        );
        assert_eq!(of_distribution("1.5bn"), "write 1.5 if `unit` is \"billion\", 1500 if it is \"million\"");
        assert_eq!(of_distribution("\u{20ac}12"), "write 12");
    }

    #[test]
    fn separators_are_offered_both_ways_where_they_may_mean_both() {
        assert_eq!(of_distribution("1,000"), "write 1000, or 1 if the comma stands before decimals");
        assert_eq!(of_distribution("1.234,50"), "write 1234.5");
        assert_eq!(of_distribution("12,5%"), "write \"12.5%\"");
        assert_eq!(of_distribution("1'000'000"), "write 1000000");
    }

    #[test]
    fn no_number_is_made_of_words_and_no_range_where_a_number_must_be() {
        for written in ["", "a lot", "2026-01-01", "1 2 x", "\u{20ac}", "--5", "5 to", &"9".repeat(400)] {
            assert_eq!(remedy(written, Takes::Distribution), None, "{written}");
        }
        assert_eq!(remedy("20-60%", Takes::Number), None);
        assert_eq!(remedy("~40%", Takes::Number).as_deref(), Some("write \"40%\""));
    }

    #[test]
    fn whatever_is_offered_is_read() {
        let all = [
            "20-60%",
            "~40%",
            "40% +- 10%",
            "EUR1000k",
            "2m",
            "1.5bn",
            "1,000",
            "-5-10",
            "about 3",
            "1.234,50",
            "12,5%",
            "5 \u{b1} 1",
        ];
        for written in all {
            let offered = of_distribution(written);
            let words = offered.replace("write ", "").replace(", or ", "|").replace(" if ", "|if ");
            let values = words
                .split('|')
                .filter(|part| !part.starts_with("if "))
                .map(|part| part.replace("a range such as ", ""));
            for value in values {
                let text = format!(
                    "start = 2026-01-01\nyears = 1\n[cash]\nopening = {value}\n[[burn]]\nname = \"B\"\nannual = 1\n"
                );
                assert!(Scenario::from_toml("t", &text, &[]).is_ok(), "{written}: {value}");
            }
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        let written = |text: &str| date(text).map(|date| date.to_string());
        for (text, meant) in [
            ("October 2027", "2027-10-01"),
            ("oct 2027", "2027-10-01"),
            ("2027-10", "2027-10-01"),
            ("10/2027", "2027-10-01"),
            ("1 May 2027", "2027-05-01"),
            ("May 1st, 2027", "2027-05-01"),
            ("2027/5/3", "2027-05-03"),
        ] {
            assert_eq!(written(text).as_deref(), Some(meant), "{text}");
        }
        // Whether the day or the month comes first is not known.
        for text in ["spring 2027", "01/05/2027", "soon", "", "13/2027", "ma 2027"] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
