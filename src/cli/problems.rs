//! How errors read on the terminal: the line at fault with its place marked, and inputs by the names of their flags.

use runout::error::{Error, Excerpt, Faults, Input, Message, Problem, Sources, visible, visible_line};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;

/// How many problems are printed before the rest is only counted.
const MOST_PRINTED: usize = 10;
/// How many kinds the rest is counted by: those with the most problems.
const MOST_KINDS: usize = 5;
/// Longer messages and remedies are cut, and say by how much.
const LONGEST_MESSAGE: usize = 4_000;
/// Longer lines are cut around the place.
const WIDEST_LINE: usize = 160;
/// Characters shown before the place in a line that is cut.
const SHOWN_BEFORE: usize = 40;

/// The text of an error, headed by `error:` and followed by help where there is a remedy.
pub(crate) fn message(error: &Error) -> String {
    match error {
        Error::AtFault(faults) => blocks(faults),
        Error::Threads(_) => format!("error: {error} with `--threads`"),
        Error::File { doing, source, .. } if *doing != "read" => match remedy(source.kind()) {
            Some(help) => format!("error: {error}\nhelp: {help}"),
            None => format!("error: {error}"),
        },
        _ => format!("error: {error}"),
    }
}

/// What to do about a file that cannot be written.
fn remedy(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Some("choose a folder that you may write to with `--out DIR`")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("make room on the disk, or choose a folder on another with `--out DIR`")
        }
        _ => None,
    }
}

/// The flag or command that an input is called by here.
pub(crate) fn flag(input: Input) -> String {
    match input {
        Input::Override => "--set",
        Input::Variant => "--with",
        Input::Claim => "--claim",
        Input::Lever => "--lever",
        Input::Sides => "--x and --y",
        Input::Raise => "--raise",
        Input::ClosesIn => "--closes-in",
        Input::Cut => "--cut",
        Input::CutLines => "--lines",
        Input::Runs => "--runs",
        Input::MostRuns => "--max-runs",
        Input::Sampling => "--sampling",
        Input::Precision => "--precision",
        Input::PreciseClaim => "--precision-of",
        Input::ErrorSize => "--error",
        Input::Decimals => "--decimals",
        Input::Bad => "--bad",
        Input::Seed => "--seed",
        Input::Run => "--run",
        Input::Listing => "runout list",
        Input::Starter => "runout init FILE",
        Input::Understanding => "runout check",
        Input::Simulating => "runout run",
        Input::Tracing => "runout trace",
        other => return other.to_string(),
    }
    .to_owned()
}

/// Words as they are printed.
pub(crate) fn printed(words: &Message) -> String {
    let text = visible(&words.naming(flag));
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{} ... ({} more characters)", &text[..end], text[end..].chars().count()),
        None => text,
    }
}

/// A block for each problem, in the order of the file: the first in full, then a count of the rest by kind.
fn blocks(faults: &Faults) -> String {
    let sorted = faults.problems().sorted();
    let mut blocks: Vec<String> = sorted.iter().take(MOST_PRINTED).map(|problem| block(problem, faults)).collect();
    blocks.extend(rest(sorted.get(MOST_PRINTED..).unwrap_or_default(), faults.problems().len()));
    blocks.join(if faults.file().is_empty() { "\n" } else { "\n\n" })
}

/// How many of `all` problems are not printed, by kind; `None` if there are none. What could not be kept has no kind.
fn rest(problems: &[&Problem], all: usize) -> Option<String> {
    let more = all.saturating_sub(MOST_PRINTED);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.kind()).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = counts.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    kinds.truncate(MOST_KINDS);
    let told: usize = kinds.iter().map(|(_, count)| count).sum();
    let mut text = match more {
        0 => return None,
        1 => "error: and 1 more problem:".to_owned(),
        _ => format!("error: and {more} more problems, by kind:"),
    };
    // Writing to a string cannot fail.
    for (kind, count) in &kinds {
        let _ = write!(text, "\n  {count} \u{d7} {}", visible(kind));
    }
    if more > told {
        let _ = write!(text, "\n  {} \u{d7} something else", more - told);
    }
    Some(text)
}

fn block(problem: &Problem, faults: &Faults) -> String {
    let subject = if problem.subject.is_empty() { String::new() } else { format!("`{}`: ", visible(&problem.subject)) };
    let message = printed(&problem.message);
    let excerpt = |place| -> Option<Excerpt<'_>> { Sources::excerpt(faults.sources(), place) };
    let mut text = match (problem.place.and_then(excerpt), faults.file()) {
        (Some(excerpt), _) => format!("error: {}: {subject}{message}\n{}", position(&excerpt), marked(&excerpt)),
        (None, "") => format!("error: {subject}{message}"),
        (None, file) => format!("error: {}: {subject}{message}", visible_line(file)),
    };
    // Writing to a string cannot fail.
    if let Some((what, excerpt)) = problem.also.and_then(|(what, place)| Some((what, excerpt(place)?))) {
        let _ = write!(text, "\n{what}: {}\n{}", position(&excerpt), marked(&excerpt));
    }
    if let Some(help) = &problem.help {
        let _ = write!(text, "\nhelp: {}", printed(help));
    }
    text
}

/// `file:line:column`, or `file:cell`
fn position(excerpt: &Excerpt<'_>) -> String {
    format!("{}:{}", visible_line(&excerpt.name.naming(flag)), excerpt.position())
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

#[cfg(test)]
mod tests {
    use super::*;
    use runout::error::{Place, Problems};
    use std::path::PathBuf;

    fn rendered(text: &str, problem: Problem) -> String {
        let mut sources = Sources::default();
        sources.add("acme.toml", text);
        blocks(&Faults::new(problem.into(), sources, "acme.toml"))
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
        for number in 0..20_000 {
            let message =
                if number % 4 == 0 { format!("`a{number}` is missing") } else { format!("unknown key `b{number}`") };
            problems.push(Problem::new(None, "", message));
        }
        let text = blocks(&Faults::new(problems, Sources::default(), "acme.toml"));
        let expected = "
error: and 19990 more problems, by kind:
  7493 \u{d7} unknown key
  2497 \u{d7} is missing
  10000 \u{d7} something else";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn inputs_are_called_by_their_flags() {
        let fault = Problem::new(None, "", Message::from(Input::Runs) + ": must be at least 1, got 0");
        let error = Error::from(fault.help(Message::from("leave `") + Input::Runs + "` out"));
        assert_eq!(message(&error), "error: --runs: must be at least 1, got 0\nhelp: leave `--runs` out");
        assert_eq!(error.to_string(), "runs: must be at least 1, got 0; leave `runs` out");
    }

    #[test]
    fn a_file_error_names_the_path_and_the_remedy() {
        let source = ErrorKind::PermissionDenied.into();
        let error = Error::File { path: PathBuf::from("results/acme"), doing: "write", source };
        insta::assert_snapshot!(message(&error), @r"
        error: results/acme: cannot write: permission denied
        help: choose a folder that you may write to with `--out DIR`
        ");
    }
}
