//! How values and names read in messages: short, and never more than a line.

use super::quoted::quoted;
use super::tree::{Node, NodeKind};

/// What was got, for "must be .., got ..".
pub(super) fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::Table(table) if table.is_empty() => "an empty table".to_owned(),
        NodeKind::Table(_) => "a table".to_owned(),
        NodeKind::Array(items) if items.is_empty() => "an empty list".to_owned(),
        NodeKind::Array(_) => "a list".to_owned(),
        NodeKind::Text(text) => quoted(text),
        NodeKind::Number(number) => number.to_string(),
        NodeKind::Whole(whole) => whole.to_string(),
        NodeKind::Truth(truth) => truth.to_string(),
        NodeKind::Date(date) => format!("the date {date}"),
        NodeKind::Wrong => "nothing usable".to_owned(),
    }
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
}
