//! One thing wrong with what the user wrote, all of them together, and how they read.

use super::sources::Excerpt;
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
    /// Another place that has to do with it, and what it is: "the first".
    pub also: Option<(&'static str, Place)>,
}

impl Problem {
    /// A problem with `subject` at `place`.
    pub fn new(place: impl Into<Option<Place>>, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), subject: subject.into(), message: message.into(), help: None, also: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with another place to show: `what` is said of it.
    #[must_use]
    pub fn also(mut self, what: &'static str, place: Place) -> Self {
        self.also = Some((what, place));
        self
    }
}

/// Everything found wrong so far.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// Problems beyond [`MOST_KEPT`], counted only.
    dropped: usize,
}

/// How many problems are printed before the rest is only counted.
const MOST_PRINTED: usize = 50;
/// How many problems are kept, so that a hostile file cannot fill the memory with them.
const MOST_KEPT: usize = 10_000;
/// Longer lines are cut around the place.
const WIDEST_LINE: usize = 160;
/// Characters shown before the place in a line that is cut.
const SHOWN_BEFORE: usize = 40;

impl Problems {
    /// Notes one more.
    pub fn push(&mut self, problem: Problem) {
        if self.list.len() < MOST_KEPT {
            self.list.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    /// Notes all of another collection.
    pub fn extend(&mut self, others: Self) {
        self.dropped += others.dropped;
        for problem in others.list {
            self.push(problem);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() + self.dropped
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
        match self.len().saturating_sub(MOST_PRINTED) {
            0 => {}
            1 => blocks.push(format!("{severity}: and 1 more problem")),
            more => blocks.push(format!("{severity}: and {more} more problems")),
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
            let _ = write!(text, "{severity}: {}: {subject}{message}\n{}", position(&excerpt), marked(&excerpt));
        }
        None => {
            let _ = write!(text, "{severity}: {}: {subject}{message}", visible(whole));
        }
    }
    if let Some((what, excerpt)) = problem.also.and_then(|(what, place)| Some((what, sources.excerpt(place)?))) {
        let _ = write!(text, "\n{what}: {}\n{}", position(&excerpt), marked(&excerpt));
    }
    if let Some(help) = &problem.help {
        let _ = write!(text, "\nhelp: {}", visible(help));
    }
    text
}

/// `file:line:column`
fn position(excerpt: &Excerpt<'_>) -> String {
    format!("{}:{}:{}", visible(excerpt.name), excerpt.line, excerpt.column)
}

/// The line with the place marked under it.
fn marked(excerpt: &Excerpt<'_>) -> String {
    let number = excerpt.line.to_string();
    let margin = " ".repeat(number.len());
    let (before, from) = window(excerpt);
    let indent = visible(before).chars().count();
    let place: String = from.chars().take(excerpt.width).collect();
    let width = visible(&place).chars().count().max(1);
    let line = format!("{}{}", visible(before), visible(from));
    format!("{margin} |\n{number} | {line}\n{margin} | {}{}", " ".repeat(indent), "^".repeat(width))
}

/// The part of a line that is printed: before the place, and from it on.
fn window<'s>(excerpt: &Excerpt<'s>) -> (&'s str, &'s str) {
    let (before, from) = excerpt.text.split_at(excerpt.before);
    let long = excerpt.column + excerpt.width.min(SHOWN_BEFORE) > WIDEST_LINE;
    let most = if long { SHOWN_BEFORE } else { WIDEST_LINE };
    let start = before.char_indices().rev().nth(most - 1).map_or(0, |(at, _)| at);
    let room = WIDEST_LINE.saturating_sub(before[start..].chars().count());
    let end = from.char_indices().nth(room).map_or(from.len(), |(at, _)| at);
    (&before[start..], &from[..end])
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, problem: Problem) -> String {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        sources.add("acme.toml", text);
        problems.push(problem);
        problems.render("error", &sources, "acme.toml")
    }

    #[test]
    fn reads_as_the_design_says() {
        let text = "years = 1\ngrowth = { normal = { mean = 0.5, std_dev = -0.3 } }\n";
        let place = Place { start: 54, end: 58 };
        let problem = Problem::new(place, "revenue.Consumer.growth", "`std_dev` must be greater than 0, got -0.3");
        let expected = "\
error: acme.toml:2:45: `revenue.Consumer.growth`: `std_dev` must be greater than 0, got -0.3
  |
2 | growth = { normal = { mean = 0.5, std_dev = -0.3 } }
  |                                             ^^^^
help: for a fixed value write `growth = 0.5`";
        assert_eq!(rendered(text, problem.help("for a fixed value write `growth = 0.5`")), expected);
    }

    #[test]
    fn shows_another_place() {
        let problem =
            Problem::new(Place { start: 6, end: 7 }, "", "twice").also("the first", Place { start: 0, end: 1 });
        let expected = "\
error: acme.toml:2:1: twice
  |
2 | a = 2
  | ^
the first: acme.toml:1:1
  |
1 | a = 1
  | ^";
        assert_eq!(rendered("a = 1\na = 2", problem), expected);
    }

    #[test]
    fn cuts_long_lines_around_the_place() {
        let text = format!("a = [{}1{}", "0, ".repeat(1000), ", 0".repeat(1000));
        let shown = rendered(&text, Problem::new(Place { start: 3005, end: 3006 }, "", "wrong"));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[2].chars().count(), "1 | ".len() + WIDEST_LINE);
        assert_eq!(lines[2].chars().nth(lines[3].find('^').unwrap()), Some('1'));
    }

    #[test]
    fn nothing_from_a_file_can_draw_on_the_terminal() {
        let text = "a = \"\u{1b}[31m\u{202e}\t\" # \u{7}";
        let shown = rendered(text, Problem::new(Place { start: 4, end: 9 }, "\u{1b}", "got \u{1b}").help("\u{1b}"));
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
        assert!(!shown.contains('\u{202e}'));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[2].find('"'), lines[3].find('^'));
    }

    #[test]
    fn counts_what_it_does_not_print() {
        let mut problems = Problems::default();
        for _ in 0..20_000 {
            problems.push(Problem::new(None, "", "wrong"));
        }
        let text = problems.render("error", &Sources::default(), "acme.toml");
        assert!(text.ends_with("error: and 19950 more problems"), "{text}");
    }

    #[test]
    fn places_come_in_the_order_of_the_file_and_what_has_none_last() {
        let mut problems = Problems::default();
        problems.push(Problem::new(None, "", "last"));
        problems.push(Problem::new(Place { start: 5, end: 6 }, "", "second"));
        problems.push(Problem::new(Place { start: 1, end: 2 }, "", "first"));
        let order: Vec<&str> = problems.sorted().iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(order, ["first", "second", "last"]);
    }
}
