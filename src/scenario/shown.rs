//! How values and names read in messages: short, and never more than a line.

use super::tree::{Kind, Node};

/// Longer texts are cut.
const LONGEST: usize = 40;

/// What was got, for "must be .., got ..".
pub(super) fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Table(table) if table.is_empty() => "an empty table".to_owned(),
        Kind::Table(_) => "a table".to_owned(),
        Kind::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Kind::Array(_) => "a list".to_owned(),
        Kind::Text(text) => quoted(text),
        Kind::Number(number) => number.to_string(),
        Kind::Whole(whole) => whole.to_string(),
        Kind::Truth(truth) => truth.to_string(),
        Kind::Date(date) => format!("the date {date}"),
        Kind::Wrong => "nothing usable".to_owned(),
    }
}

/// A text in quotes, cut if it is long.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

/// A text in one line, cut if it is long.
pub(super) fn cut(text: &str) -> String {
    let (shown, more) = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => (&text[..end], "..."),
        None => (text, ""),
    };
    let line = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    shown.chars().map(line).collect::<String>() + more
}

/// "`a`, `b` or `c`"
pub(super) fn any_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// The word nearest to what was written, if one is near enough to have been meant.
pub(crate) fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if written.chars().count() > 100 {
        return None;
    }
    let likeness = |word: &str| strsim::jaro_winkler(&written.to_lowercase(), &word.to_lowercase());
    words
        .into_iter()
        .map(|word| (likeness(word), word))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_was_meant_and_nothing_far() {
        let words = ["opening", "growth", "annual", "name"];
        assert_eq!(nearest("opning", words), Some("opening"));
        assert_eq!(nearest("Growht", words), Some("growth"));
        assert_eq!(nearest("zzz", words), None);
    }

    #[test]
    fn cuts_long_texts() {
        assert_eq!(quoted(&"ä".repeat(1000)), format!("\"{}...\"", "ä".repeat(40)));
    }
}
