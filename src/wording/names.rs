//! How names and texts of the user are written: on one line, cut where they are long; and how words are put together.

use crate::error::visible;

/// Stands for a space at which no line breaks, until the line is written.
pub(crate) const KEPT_TOGETHER: char = '\u{a0}';

/// The text, with what stands between backquotes kept on one line because it is to be typed, unless it is long.
pub(crate) fn unbroken(words: &str) -> String {
    let parts = words.split('`').enumerate().map(|(place, part)| match place % 2 == 1 && part.len() < 40 {
        true => part.replace(' ', &KEPT_TOGETHER.to_string()),
        false => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// The words as a sentence: with a capital at the start, unless they start with a name, and a full stop.
pub(crate) fn sentence(words: &str) -> String {
    let stop = if words.ends_with(['.', '…', '?', '!']) { "" } else { "." };
    format!("{}{stop}", capital(words))
}

/// The words with a capital at the start.
pub(crate) fn capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map_or_else(String::new, |first| first.to_uppercase().to_string());
    format!("{first}{}", rest.as_str())
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A user's text on one line, control characters shown escaped, cut at `most` characters.
pub(crate) fn clean(text: &str, most: usize) -> String {
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
pub(crate) fn clauses(text: &str, most: usize) -> Option<String> {
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

/// Longer sources are cut.
const MOST_OF_A_CLAUSE: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

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
