//! Texts of the user in messages: in one line, and cut if they are long.

/// Longer texts are cut.
const LONGEST: usize = 40;

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

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cuts_long_texts() {
        assert_eq!(quoted(&"ä".repeat(1000)), format!("\"{}...\"", "ä".repeat(40)));
    }
}
