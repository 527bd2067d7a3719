//! One value as its readers see it: under which name it is reported, and what it can be read as.

use super::keyword::{Keyword, all, choice};
use super::quoted::quoted;
use super::shown::{any_of, nearest, shown};
use super::synonym;
use super::tree::{Node, NodeKind};
use super::typo::{self, Takes};
use super::{Lasts, YearOrDate, number};
use crate::error::{At, Message, Place, Problem, Problems};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Names of revenue streams, burn lines and capital, at most.
const LONGEST_NAME: usize = 200;

/// Names in one list, at most.
const MOST_NAMES: usize = 1_000;

/// Months before the start of which anything can still be due, at most.
const MOST_MONTHS_BEFORE: usize = 24;

/// A value that is being read.
pub(super) struct ValueReader<'t, 'p> {
    pub(super) node: &'t Node,
    /// What problems with it are about.
    pub(super) subject: String,
    /// What it is called in messages: "`std_dev`" or "item 3 of `values`".
    pub(super) name: String,
    pub(super) problems: &'p mut Problems,
}

impl<'t> ValueReader<'t, '_> {
    /// Its place.
    pub(super) fn place(&self) -> Place {
        self.node.place
    }

    /// Notes that it must `rule`.
    pub(super) fn wrong<T>(self, rule: &str) -> Option<T> {
        self.note(rule, None)
    }

    /// Notes that it must `rule`, with a remedy.
    pub(super) fn wrong_with<T>(self, rule: &str, help: &str) -> Option<T> {
        self.note(rule, Some(help))
    }

    fn note<T>(self, rule: &str, help: Option<&str>) -> Option<T> {
        if !matches!(self.node.kind, NodeKind::Wrong) {
            let message = format!("{} must {rule}, got {}", self.name, shown(self.node));
            let mut problem = Problem::new(self.node.place, self.subject, message);
            problem.help = help.map(Message::from);
            self.problems.push(problem);
        }
        None
    }

    fn at<T>(&self, value: T) -> At<T> {
        At::new(value, self.node.place)
    }

    /// A text.
    pub(super) fn text(self) -> Option<At<String>> {
        match &self.node.kind {
            NodeKind::Text(text) => Some(self.at(text.clone())),
            _ => self.wrong("be a text in quotes"),
        }
    }

    /// A name: a text that can be written in a path and in one line.
    pub(super) fn name(self) -> Option<At<String>> {
        match &self.node.kind {
            NodeKind::Text(name) if name.trim().is_empty() => self.wrong("not be empty"),
            NodeKind::Text(name) if name.trim() != name => self.wrong("not begin or end with a space"),
            NodeKind::Text(name) if name.chars().count() > LONGEST_NAME => {
                self.wrong(&format!("have at most {LONGEST_NAME} characters"))
            }
            NodeKind::Text(name) if name.chars().any(char::is_control) => self.wrong("have no control characters"),
            _ => self.text(),
        }
    }

    /// A list of names, each once.
    pub(super) fn names(self) -> Option<Vec<At<String>>> {
        let NodeKind::Array(items) = &self.node.kind else {
            return self.wrong_with("be a list of names", "write [\"Payroll\", \"Marketing\"]");
        };
        if items.is_empty() || items.len() > MOST_NAMES {
            return self.wrong(&format!("have 1 to {MOST_NAMES} names ({} are written)", items.len()));
        }
        let read: Vec<Option<At<String>>> = items
            .iter()
            .enumerate()
            .map(|(index, node)| {
                let name = format!("item {} of {}", index + 1, self.name);
                ValueReader { node, subject: self.subject.clone(), name, problems: &mut *self.problems }.name()
            })
            .collect();
        let names: Vec<At<String>> = read.into_iter().collect::<Option<_>>()?;
        let is_again = |place: &usize| names[..*place].iter().any(|name| name.value == names[*place].value);
        if let Some(again) = (1..names.len()).find(is_again) {
            let (node, name) = (&items[again], format!("item {} of {}", again + 1, self.name));
            return ValueReader { node, subject: self.subject, name, problems: self.problems }.wrong("be named once");
        }
        Some(names)
    }

    /// Whole years from 1 to 50, or "forever".
    pub(super) fn lasts(self) -> Option<Lasts> {
        match &self.node.kind {
            NodeKind::Text(word) if word == "forever" => Some(Lasts::Forever),
            NodeKind::Text(_) => self.wrong_with("be a number of years or \"forever\"", "write lasts = 2, say"),
            _ => self.whole_within((1, 50)).map(|years| Lasts::Years(years.value)),
        }
    }

    /// A text or a list of texts, joined by semicolons.
    pub(super) fn source(self) -> Option<String> {
        match &self.node.kind {
            NodeKind::Text(text) => Some(text.clone()),
            NodeKind::Array(items) => {
                let texts: Option<Vec<&str>> = items
                    .iter()
                    .map(|item| if let NodeKind::Text(text) = &item.kind { Some(text.as_str()) } else { None })
                    .collect();
                texts.map(|texts| texts.join("; ")).or_else(|| self.wrong("be a text or a list of texts"))
            }
            _ => self.wrong("be a text or a list of texts"),
        }
    }

    /// Two texts or more that differ.
    pub(super) fn drivers(self) -> Option<Vec<At<String>>> {
        let rule = "name two different drivers or more";
        let NodeKind::Array(items) = &self.node.kind else { return self.wrong(rule) };
        let texts: Vec<At<String>> = items
            .iter()
            .filter_map(|item| match &item.kind {
                NodeKind::Text(text) => Some(At::new(text.clone(), item.place)),
                _ => None,
            })
            .collect();
        let names: BTreeSet<&str> = texts.iter().map(|text| text.value.as_str()).collect();
        if items.len() >= 2 && names.len() == items.len() {
            Some(texts)
        } else {
            self.wrong_with(rule, "write between = [\"revenue.A.growth\", \"burn.B.growth\"]")
        }
    }

    /// A finite number; a text such as `"35%"` is 0.35.
    pub(super) fn number(self) -> Option<At<f64>> {
        if let Some(number) = plain_number(self.node) {
            return Some(self.at(number));
        }
        match &self.node.kind {
            NodeKind::Text(text) if number::plain(text).is_some() => {
                let help = format!("write {} without quotes", text.trim());
                self.wrong_with("be a number or a percentage such as \"35%\"", &help)
            }
            NodeKind::Text(text) => {
                let help = typo::remedy(text, Takes::Number);
                self.note("be a number or a percentage such as \"35%\"", help.as_deref())
            }
            _ => self.wrong("be a number"),
        }
    }

    /// A number with both limits included.
    pub(super) fn number_within(self, (least, most): (f64, f64)) -> Option<At<f64>> {
        match plain_number(self.node) {
            Some(number) if number < least || number > most => self.wrong(&match most {
                f64::INFINITY => format!("be {least} or more"),
                _ => format!("be between {least} and {most}"),
            }),
            _ => self.number(),
        }
    }

    /// A whole number with both limits included.
    pub(super) fn whole_within(self, (least, most): (i64, i64)) -> Option<At<i64>> {
        match &self.node.kind {
            NodeKind::Whole(whole) if (least..=most).contains(whole) => Some(self.at(*whole)),
            _ => self.wrong(&format!("be a whole number from {least} to {most}")),
        }
    }

    /// Weights of the twelve calendar months, at least one of them above 0.
    pub(super) fn season(self) -> Option<At<[f64; 12]>> {
        let rule = "be a list of twelve numbers of 0 or more, one for each month from January, not all of them 0";
        let NodeKind::Array(items) = &self.node.kind else { return self.wrong(rule) };
        let numbers: Option<Vec<f64>> = items.iter().map(plain_number).collect();
        let weights = numbers.and_then(|numbers| <[f64; 12]>::try_from(numbers).ok());
        let is_season = |weights: &[f64; 12]| {
            let sum: f64 = weights.iter().sum();
            weights.iter().all(|&weight| weight >= 0.0) && sum > 0.0 && sum.is_finite()
        };
        let help = format!(
            "write [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3], say, for sales before the winter holidays ({} numbers are written)",
            items.len()
        );
        match weights.filter(is_season) {
            Some(weights) => Some(self.at(weights)),
            None => self.wrong_with(rule, &help),
        }
    }

    /// A list of months of the calendar, from 1 to 12, each once.
    pub(super) fn calendar_months(self) -> Option<At<Vec<usize>>> {
        let month = |item: &Node| match &item.kind {
            NodeKind::Whole(month) if (1..=12).contains(month) => usize::try_from(*month).ok(),
            _ => None,
        };
        let rule = "be a list of months of the calendar, from 1 to 12, each once";
        let help = "write [1, 7] for January and July";
        let NodeKind::Array(items) = &self.node.kind else { return self.wrong_with(rule, help) };
        let Some(months) = items.iter().map(month).collect::<Option<Vec<_>>>() else {
            return self.wrong_with(rule, help);
        };
        let is_again = |place: usize| months[..place].contains(&months[place]);
        if months.is_empty() || (1..months.len()).any(is_again) {
            return self.wrong_with(rule, help);
        }
        Some(self.at(months))
    }

    /// Amounts of the last months before the start, the last month last.
    pub(super) fn months_before(self) -> Option<At<Vec<f64>>> {
        let rule = format!(
            "be a list of 1 to {MOST_MONTHS_BEFORE} numbers of 0 or more, the last month before the start last"
        );
        let amount = |item: &Node| plain_number(item).filter(|amount| *amount >= 0.0 && amount.is_finite());
        let amounts: Option<Vec<f64>> = match &self.node.kind {
            NodeKind::Array(items) => items.iter().map(amount).collect(),
            _ => None,
        };
        match amounts.filter(|amounts| (1..=MOST_MONTHS_BEFORE).contains(&amounts.len())) {
            Some(amounts) => Some(self.at(amounts)),
            None => self.wrong_with(&rule, "write [40, 42, 45], say, of which 45 is the last month before the start"),
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(self) -> Option<bool> {
        match &self.node.kind {
            NodeKind::Truth(truth) => Some(*truth),
            _ => self.wrong("be true or false"),
        }
    }

    /// A calendar date.
    pub(super) fn date(self) -> Option<At<Date>> {
        match &self.node.kind {
            NodeKind::Date(date) => Some(self.at(*date)),
            NodeKind::Text(text) => match text.trim().parse::<Date>() {
                Ok(date) => self.wrong_with("be a date without quotes", &format!("write {date}")),
                Err(_) => {
                    let meant = typo::date(text).map_or_else(
                        || "the first day of the time, such as 2026-04-01,".to_owned(),
                        |date| date.to_string(),
                    );
                    self.wrong_with("be a date such as 2026-01-01", &format!("write {meant} without quotes"))
                }
            },
            _ => self.wrong_with("be a date such as 2026-01-01", "write year, month and day, as in 2026-04-01"),
        }
    }

    /// A year by its number; a business year may be written as it is told, `"FY2027"`.
    pub(super) fn year(self) -> Option<At<i64>> {
        match year(self.node) {
            Some(year) => Some(self.at(year)),
            None => self.wrong_with("be a year", "write 2030, say; a business year may be written \"FY2030\""),
        }
    }

    /// A year or a date.
    pub(super) fn year_or_date(self) -> Option<At<YearOrDate>> {
        match (&self.node.kind, year(self.node)) {
            (NodeKind::Date(date), _) => Some(self.at(YearOrDate::Date(*date))),
            (_, Some(year)) => Some(self.at(YearOrDate::Year(year))),
            _ => self.wrong_with("be a year or a date", "write 2027, say, or 2027-04-01, without quotes"),
        }
    }

    /// A choice of words.
    pub(super) fn word<W: Keyword>(self) -> Option<At<W>> {
        let words = all::<W>();
        let rule = format!("be one of {}", any_of(words.iter().copied()));
        let NodeKind::Text(text) = &self.node.kind else { return self.wrong(&rule) };
        let meant = synonym::meant(text, words.iter().copied()).or_else(|| nearest(text, words));
        match (choice(text), meant) {
            (Some(choice), _) => Some(self.at(choice)),
            (None, Some(near)) => self.wrong_with(&rule, &format!("did you mean {}?", quoted(near))),
            (None, None) => self.wrong(&rule),
        }
    }
}

/// The year that a node is.
fn year(node: &Node) -> Option<i64> {
    let year = match &node.kind {
        NodeKind::Whole(year) => Some(*year),
        NodeKind::Text(text) => number::year(text).map(i64::from),
        _ => None,
    };
    year.filter(|year| (1900..=9999).contains(year))
}

/// The number that a node is; a percentage in quotes is one, any other text is not.
pub(super) fn plain_number(node: &Node) -> Option<f64> {
    match &node.kind {
        NodeKind::Number(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^53 lose what no scenario can mean")]
        NodeKind::Whole(whole) => Some(*whole as f64),
        NodeKind::Text(text) => number::percentage(text),
        _ => None,
    }
}
