//! A TOML text as a tree of values, each with its place: the one form that overrides change and readers read.
//!
//! Refuses what TOML lets pass but no scenario can mean: `nan`, `inf`, whole numbers beyond 64 bits, times of day.

use super::quoted::quoted;
use super::typo::{self, Takes};
use crate::error::{Place, Problem, Problems};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it was written.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) place: Place,
}

impl Node {
    /// The name of one of several sections: the text under its key `name`.
    pub(super) fn own_name(&self) -> Option<&str> {
        let NodeKind::Table(table) = &self.kind else { return None };
        match &table.get("name")?.node.kind {
            NodeKind::Text(name) => Some(name),
            _ => None,
        }
    }
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum NodeKind {
    Table(Table),
    Array(Vec<Node>),
    Text(String),
    Number(f64),
    Whole(i64),
    Truth(bool),
    Date(Date),
    /// Reported already: readers pass over it in silence.
    Wrong,
}

/// The entries of a table by key.
pub(super) type Table = BTreeMap<String, Entry>;

/// A value under a key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where the key was written.
    pub(super) key: Place,
    pub(super) node: Node,
}

/// Tables and lists within each other, at most. The parser's own limit counts dotted keys and brackets apart.
const DEEPEST: usize = 64;

/// Of a larger text only the first error is told: to go on from millions of them takes hundreds of bytes for each.
const LARGEST_RECOVERED: usize = 256 << 10;

/// The tree of a whole file whose text starts at `base` in the sources; `None` if it is not TOML.
pub(super) fn document(text: &str, base: usize, problems: &mut Problems) -> Option<Table> {
    if text.len() > LARGEST_RECOVERED {
        match DeTable::parse(text) {
            Ok(table) => return Some(Growing { base, problems }.table(table.get_ref(), 0)),
            Err(error) => {
                let problem = syntax(&error, base, text);
                let first = "mend this one first: of so large a text no more is told";
                problems.push(if problem.help.is_none() { problem.help(first) } else { problem });
            }
        }
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(Growing { base, problems }.table(table.get_ref(), 0));
    }
    for error in telling(errors) {
        problems.push(syntax(&error, base, text));
    }
    None
}

/// The tree of one value, as in an override; `None` if it does not parse.
pub(super) fn value(text: &str, base: usize, problems: &mut Problems) -> Option<Node> {
    let value = DeValue::parse(text).ok()?;
    Some(Growing { base, problems }.node(&value, 0))
}

/// The errors worth telling: once nesting is refused, every bracket above it is reported unclosed.
fn telling(errors: Vec<toml::de::Error>) -> Vec<toml::de::Error> {
    match errors.iter().find(|error| error.message().contains("recur")) {
        Some(nesting) => vec![nesting.clone()],
        None => errors,
    }
}

fn syntax(error: &toml::de::Error, base: usize, text: &str) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    if message.contains("recur") {
        return Problem::new(shifted(span, base), "", "is nested too deeply: a scenario needs no more than 10 levels");
    }
    let problem = Problem::new(shifted(span.clone(), base), "", format!("is not valid TOML: {message}"));
    match text.get(span) {
        Some("") if message.starts_with("string values must be quoted") => {
            Problem { message: "is not valid TOML: a value is missing".into(), ..problem }
        }
        Some(word) if message.starts_with("string values must be quoted") => {
            let help = typo::remedy(word, Takes::Distribution);
            problem.help(help.unwrap_or_else(|| format!("for a text write {}", quoted(word))))
        }
        _ if message.contains("invalid date, expected `-`") => {
            problem.help("write year, month and day, as in 2027-10-01: of a month its first day")
        }
        _ if message.starts_with("duplicate key") => {
            problem.help("for several of a kind write each under its own [[double brackets]]")
        }
        _ => problem,
    }
}

fn shifted(span: Range<usize>, base: usize) -> Place {
    Place { start: base + span.start, end: base + span.end }
}

/// Makes nodes of parsed values.
struct Growing<'p> {
    base: usize,
    problems: &'p mut Problems,
}

impl Growing<'_> {
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Table {
        table
            .iter()
            .map(|(key, value)| {
                let entry = Entry { key: shifted(key.span(), self.base), node: self.node(value, depth + 1) };
                (key.get_ref().to_string(), entry)
            })
            .collect()
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let place = shifted(value.span(), self.base);
        if depth > DEEPEST {
            let message = "is nested too deeply: a scenario needs no more than 10 levels";
            return self.wrong(place, message, "");
        }
        let kind = match value.get_ref() {
            DeValue::Table(table) => NodeKind::Table(self.table(table, depth)),
            DeValue::Array(array) => NodeKind::Array(array.iter().map(|item| self.node(item, depth + 1)).collect()),
            DeValue::String(text) => NodeKind::Text(text.to_string()),
            DeValue::Boolean(truth) => NodeKind::Truth(*truth),
            DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
                Ok(whole) => NodeKind::Whole(whole),
                Err(_) => return self.wrong(place, "a whole number must fit in 64 bits", "larger amounts: 1e30"),
            },
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => NodeKind::Number(number),
                _ => return self.wrong(place, &format!("a number must be finite, got {}", digits.as_str()), ""),
            },
            DeValue::Datetime(moment) => {
                let day = moment.date.and_then(|day| day.to_string().parse::<Date>().ok());
                match (day, moment.time) {
                    (Some(day), None) => NodeKind::Date(day),
                    (day, _) => {
                        let help = day
                            .map_or_else(|| "write a date such as 2026-01-01".to_owned(), |day| format!("write {day}"));
                        return self.wrong(place, &format!("a date must have no time of day, got {moment}"), &help);
                    }
                }
            }
        };
        Node { kind, place }
    }

    fn wrong(&mut self, place: Place, message: &str, help: &str) -> Node {
        let problem = Problem::new(place, "", message);
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
        Node { kind: NodeKind::Wrong, place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of(text: &str) -> Vec<String> {
        let mut problems = Problems::default();
        let _ = document(text, 0, &mut problems);
        problems.sorted().iter().map(|problem| problem.message.to_string()).collect()
    }

    #[test]
    fn places_are_shifted_by_the_base() {
        let mut problems = Problems::default();
        let tree = document("years = 10", 100, &mut problems).unwrap();
        assert_eq!(tree["years"].key, Place { start: 100, end: 105 });
        assert_eq!(tree["years"].node.place, Place { start: 108, end: 110 });
    }

    #[test]
    fn refuses_numbers_that_are_not_finite() {
        assert_eq!(problems_of("a = nan\nb = -inf\nc = 1e999").len(), 3);
        assert_eq!(problems_of("a = 99999999999999999999").len(), 1);
    }

    #[test]
    fn refuses_times_of_day_and_days_that_do_not_exist() {
        assert_eq!(
            problems_of("a = 2026-01-01T00:00:00Z"),
            ["a date must have no time of day, got 2026-01-01T00:00:00Z"]
        );
        assert_eq!(problems_of("a = 2026-02-30").len(), 1);
        assert_eq!(problems_of("a = 07:32:00").len(), 1);
    }

    #[test]
    fn reports_deep_nesting_once_however_it_is_written() {
        let dotted = format!("{}a", "a.".repeat(70));
        let inline = format!("a = {}1{}", format!("{{{dotted} = ").repeat(79), "}".repeat(79));
        for text in [format!("a = {}", "[".repeat(5000)), format!("a = {}", "{a=".repeat(5000)), inline] {
            assert_eq!(problems_of(&text).len(), 1, "{}", &text[..20]);
        }
        assert_eq!(problems_of(&format!("{}a = 1", "a.".repeat(100_000))).len(), 1);
    }
}
