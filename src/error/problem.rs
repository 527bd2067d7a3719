//! One thing wrong with what the user wrote, all of them together, and the texts that they are about.

use super::{Input, Message, Place, Sources, remedy};
use std::collections::HashSet;
use std::fmt;

/// Something wrong, or doubtful, in a scenario: where, what about, which rule, what was got, and the remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where it was written; `None` if nothing was written where something must be.
    pub place: Option<Place>,
    /// What it is about, as a dotted path: `revenue.Consumer.growth`. Empty if it is about the whole file.
    pub subject: String,
    /// The rule and what was got: "`std_dev` must be greater than 0, got -0.3".
    pub message: Message,
    /// What to give instead, if there is a concrete remedy.
    pub help: Option<Message>,
    /// Another place that is involved, and what it is: "the first".
    pub also: Option<(&'static str, Place)>,
}

impl Problem {
    /// A problem with `subject` at `place`.
    pub fn new(place: impl Into<Option<Place>>, subject: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { place: place.into(), subject: subject.into(), message: message.into(), help: None, also: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<Message>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with another place to show, and `what` that place is.
    #[must_use]
    pub fn also(mut self, what: &'static str, place: Place) -> Self {
        self.also = Some((what, place));
        self
    }

    /// The rule that does not hold: the message up to what was got.
    #[must_use]
    pub fn rule(&self) -> String {
        let message = self.message.to_string();
        message.rsplit_once(GOT).map_or_else(|| message.clone(), |(rule, _)| rule.to_owned())
    }

    /// What was got in place of what the rule asks for; `None` if the message contains no value.
    #[must_use]
    pub fn got(&self) -> Option<String> {
        self.message.to_string().rsplit_once(GOT).map(|(_, got)| got.to_owned())
    }
}

impl Problem {
    /// The rule without the names and values that it is about: what problems of one kind have in common.
    #[must_use]
    pub fn kind(&self) -> String {
        let rule = self.rule();
        let rule = rule.find("must ").map_or(rule.as_str(), |at| &rule[at..]);
        let rule = rule.lines().next().unwrap_or_default().split([':', ';']).next().unwrap_or_default();
        let words = rule.split('`').step_by(2).flat_map(str::split_whitespace);
        words.filter(|word| !word.starts_with(|c: char| c.is_ascii_digit() || c == '"')).collect::<Vec<_>>().join(" ")
    }
}

/// What separates a rule from the value that breaks it, in every message that contains one.
const GOT: &str = ", got ";

/// Everything found wrong so far.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// What was noted of which place: subjects with messages, as nothing is noted twice, and kinds with remedies, as a value that is wrong
    /// for one key is not wrong again for the next.
    known: HashSet<(Option<Place>, String, Message)>,
    /// Problems beyond [`MOST_KEPT`], counted only.
    dropped: usize,
}

/// How many problems are kept, so that a hostile file cannot fill the memory with them.
const MOST_KEPT: usize = 10_000;
/// Problems that an error tells by itself, a line each; the others are counted.
const MOST_TOLD: usize = 100;
/// How many of them have a remedy that was searched for among known names.
const MOST_SEARCHED: usize = 100;

impl Problems {
    /// Notes one more, unless it is noted already; one without a remedy gets that which its rule implies, if any.
    pub fn push(&mut self, mut problem: Problem) {
        if self.list.len() < MOST_KEPT {
            if problem.help.is_none() {
                problem.help = remedy::of(&problem.rule(), problem.got().as_deref()).map(Message::from);
            }
            let mut is_new = self.known.insert((problem.place, problem.subject.clone(), problem.message.clone()));
            if let (Some(_), Some(help)) = (problem.place, &problem.help) {
                is_new &= self.known.insert((problem.place, problem.kind(), help.clone()));
            }
            self.list.extend(is_new.then_some(problem));
        } else {
            self.dropped += 1;
        }
    }

    /// Whether a remedy that takes a search is still to be made: nobody reads more of them than this.
    #[must_use]
    pub fn want_remedies(&self) -> bool {
        self.list.len() < MOST_SEARCHED
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
}

/// Everything wrong with what was given, and the texts that its places point into.
#[derive(Debug, Clone)]
pub struct Faults {
    problems: Problems,
    sources: Sources,
    file: String,
}

impl Faults {
    /// The problems of `sources`; those without a place are about `file` as a whole.
    #[must_use]
    pub fn new(problems: Problems, sources: Sources, file: &str) -> Self {
        Self { problems, sources, file: file.to_owned() }
    }

    /// The problems.
    #[must_use]
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// The texts that their places point into.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What a problem without a place is about; empty if it is about no text.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The same about another input, wherever it speaks of `input`: of the one that the caller knows.
    #[must_use]
    pub(super) fn about(mut self, input: Input, other: Input) -> Self {
        self.sources.about(input, other);
        for problem in &mut self.problems.list {
            problem.message.about(input, other);
            problem.help.iter_mut().for_each(|help| help.about(input, other));
        }
        self
    }
}

impl From<Problem> for Faults {
    /// A problem that is about no text.
    fn from(problem: Problem) -> Self {
        Self { problems: problem.into(), sources: Sources::default(), file: String::new() }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.push(problem);
        problems
    }
}

/// A line for each problem: where, what about, the rule and what was got, the remedy.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.problems.sorted();
        for (place, problem) in sorted.iter().take(MOST_TOLD).enumerate() {
            let Problem { message, help, subject, .. } = problem;
            let at = problem.place.and_then(|place| self.sources.excerpt(place));
            let lead = match at {
                Some(at) => format!("{}:{}: ", visible_line(&at.name.to_string()), at.position()),
                None if self.file.is_empty() => String::new(),
                None => format!("{}: ", visible_line(&self.file)),
            };
            let subject = if subject.is_empty() { String::new() } else { format!("`{subject}`: ") };
            let help = help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            let end = if place == 0 { "" } else { "\n" };
            write!(f, "{end}{}", visible(&format!("{lead}{subject}{message}{help}")))?;
        }
        match self.problems.dropped + sorted.len().saturating_sub(MOST_TOLD) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// The text with control characters and direction marks shown escaped, so that a hostile file cannot draw on the terminal.
#[must_use]
pub fn visible(text: &str) -> String {
    text.split('\n').map(|line| line.chars().map(visible_char).collect::<String>()).collect::<Vec<_>>().join("\n")
}

/// The same on one line, for the names of files.
#[must_use]
pub fn visible_line(text: &str) -> String {
    visible(text).replace('\n', "\\u{a}")
}

fn visible_char(c: char) -> String {
    match c {
        '\t' => " ".to_owned(),
        _ if c.is_control() || is_mark(c) => c.escape_unicode().to_string(),
        _ => c.to_string(),
    }
}

/// Whether a character is not seen, and changes how others are read: marks of direction, separators of lines, annotations, tags, and what
/// has no width.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str, problem: Problem) -> Faults {
        let mut sources = Sources::default();
        sources.add("acme.toml", text);
        Faults::new(problem.into(), sources, "acme.toml")
    }

    #[test]
    fn a_problem_says_by_itself_where_it_is_and_what_to_do() {
        let text = "years = 1\ngrowth = { normal = { mean = 0.5, std_dev = -0.3 } }\n";
        let place = Place { start: 54, end: 58 };
        let problem = Problem::new(place, "revenue.Consumer.growth", "`std_dev` must be greater than 0, got -0.3");
        assert_eq!(
            (problem.rule().as_str(), problem.got().as_deref()),
            ("`std_dev` must be greater than 0", Some("-0.3"))
        );
        assert_eq!(
            faults(text, problem.help("for a fixed value write `growth = 0.5`")).to_string(),
            "acme.toml:2:45: `revenue.Consumer.growth`: `std_dev` must be greater than 0, got -0.3; for a fixed value write `growth = 0.5`"
        );
        assert_eq!(faults("", Problem::new(None, "", "is empty")).to_string(), "acme.toml: is empty");
        assert_eq!(
            Faults::from(Problem::new(None, "", Message::from(Input::Runs) + ": too few")).to_string(),
            "runs: too few"
        );
    }

    #[test]
    fn nothing_from_a_file_can_draw_on_the_terminal() {
        let problem = Problem::new(Place { start: 4, end: 9 }, "\u{1b}", "got \u{1b}").help("\u{1b}\u{202e}");
        let shown = faults("a = 1", problem).to_string();
        assert!(shown.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{shown:?}");
    }

    #[test]
    fn places_come_in_the_order_of_the_file_and_what_has_none_last() {
        let mut problems = Problems::default();
        problems.push(Problem::new(None, "", "last"));
        problems.push(Problem::new(Place { start: 5, end: 6 }, "", "second"));
        problems.push(Problem::new(Place { start: 1, end: 2 }, "", "first"));
        let order: Vec<String> = problems.sorted().iter().map(|problem| problem.message.to_string()).collect();
        assert_eq!(order, ["first", "second", "last"]);
    }

    #[test]
    fn more_problems_than_can_be_kept_are_counted() {
        let mut problems = Problems::default();
        for number in 0..20_000 {
            problems.push(Problem::new(None, "", format!("wrong {number}")));
        }
        problems.push(Problem::new(None, "", "wrong 5"));
        assert_eq!(problems.len(), 20_001);
        assert!(Faults::new(problems, Sources::default(), "acme.toml").to_string().ends_with("\nand 19901 more"));
    }

    #[test]
    fn nothing_is_noted_twice() {
        let wrong = || Problem::new(Place { start: 1, end: 2 }, "a", "`a` is missing");
        let mut problems = Problems::from(wrong());
        problems.push(wrong());
        let mut others = Problems::from(wrong());
        others.push(Problem { place: None, ..wrong() });
        problems.extend(others);
        assert_eq!(problems.len(), 2);
        let of_year = |year: &str| {
            let rule = format!("`{year}` must be a number, got \"ten\"");
            Problem::new(Place { start: 4, end: 9 }, "growth", rule).help("write 10")
        };
        let mut problems = Problems::from(of_year("2027"));
        problems.push(of_year("2029"));
        problems.push(of_year("2031").help("write 11"));
        assert_eq!(problems.len(), 2, "one value for two years is one mistake");
    }

    #[test]
    fn a_kind_is_the_rule_without_names_and_values() {
        let kinds = [
            ("unknown key `foo`", "unknown key"),
            ("item 3 of `values` must be a number, got \"x\"", "must be a number"),
            ("`growth` must be a number or a distribution, got a list", "must be a number or a distribution"),
            ("`name` is missing", "is missing"),
        ];
        for (message, kind) in kinds {
            assert_eq!(Problem::new(None, "", message).kind(), kind, "{message}");
        }
    }
}
