//! One thing wrong with what the user wrote, all of them together, and how they read.

use super::{Place, Sources};
use std::fmt::Write as _;

/// Something wrong, or doubtful, in a scenario: where, what about, which rule, what was got, and the remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where it was written; `None` if nothing was written where something must be.
    pub place: Option<Place>,
    /// What it is about, as a dotted path: `revenue.Consumer.growth`. Empty if it is about the whole file.
    pub subject: String,
    /// The rule and what was got: "`std_dev` must be greater than 0, got -0.3".
    pub message: String,
    /// What to type instead, if there is a concrete remedy.
    pub help: Option<String>,
}

impl Problem {
    /// A problem with `subject` at `place`.
    pub fn new(place: impl Into<Option<Place>>, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), subject: subject.into(), message: message.into(), help: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Everything found wrong so far.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

/// How many problems are printed before the rest is only counted.
const MOST_PRINTED: usize = 50;
/// Longer lines are cut around the place.
const WIDEST_LINE: usize = 160;

impl Problems {
    /// Notes one more.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.list.iter().collect();
        sorted.sort_by_key(|problem| problem.place.map_or(usize::MAX, |place| place.start));
        sorted
    }

    /// The text to print: a block for each problem, headed by `severity` (`error` or `warning`), in the order of the file.
    /// The first 50 in full, then a count of the rest.
    #[must_use]
    pub fn render(&self, severity: &str, sources: &Sources, whole: &str) -> String {
        let sorted = self.sorted();
        let mut blocks: Vec<String> =
            sorted.iter().take(MOST_PRINTED).map(|problem| render_one(problem, severity, sources, whole)).collect();
        if sorted.len() > MOST_PRINTED {
            blocks.push(format!("{severity}: and {} more problems", sorted.len() - MOST_PRINTED));
        }
        blocks.join("\n\n")
    }
}

/// `whole` names the file, for problems without a place.
fn render_one(problem: &Problem, severity: &str, sources: &Sources, whole: &str) -> String {
    let subject = if problem.subject.is_empty() { String::new() } else { format!("`{}`: ", visible(&problem.subject)) };
    let message = visible(&problem.message);
    let mut text = String::new();
    match problem.place.and_then(|place| sources.excerpt(place)) {
        Some(excerpt) => {
            let number = excerpt.line.to_string();
            let margin = " ".repeat(number.len());
            let (line, before, width) = window(excerpt.text, excerpt.column, excerpt.width);
            let _ = write!(
                text,
                "{severity}: {}:{}:{}: {subject}{message}\n{margin} |\n{number} | {}\n{margin} | {}{}",
                excerpt.name,
                excerpt.line,
                excerpt.column,
                visible(&line),
                " ".repeat(before),
                "^".repeat(width)
            );
        }
        None => {
            let _ = write!(text, "{severity}: {whole}: {subject}{message}");
        }
    }
    if let Some(help) = &problem.help {
        let _ = write!(text, "\nhelp: {}", visible(help));
    }
    text
}

/// The part of a line that is printed, how many characters stand before the place in it, and how many are marked.
fn window(line: &str, column: usize, width: usize) -> (String, usize, usize) {
    let from = if column + width.min(40) > WIDEST_LINE { column.saturating_sub(40) } else { 0 };
    let shown: String = line.chars().skip(from).take(WIDEST_LINE).collect();
    let before: usize = line.chars().skip(from).take(column - 1 - from).map(|c| visible_char(c).len()).sum();
    let room = shown.chars().count().saturating_sub(column - 1 - from).max(1);
    (shown, before, width.min(room))
}

/// The text with control characters and direction marks shown escaped, so that a hostile file cannot draw on the terminal.
pub(crate) fn visible(text: &str) -> String {
    text.split('\n').map(|line| line.chars().map(visible_char).collect::<String>()).collect::<Vec<_>>().join("\n")
}

fn visible_char(c: char) -> String {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    match c {
        '\t' => " ".to_owned(),
        _ if c.is_control() || hidden => c.escape_unicode().to_string(),
        _ => c.to_string(),
    }
}
