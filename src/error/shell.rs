//! Words as they must be typed in a shell, for remedies that can be copied.

/// A word in quotes, if a shell would otherwise take it apart or read something into it.
///
/// # Example
/// ```
/// use runout::error::shell_quoted;
///
/// assert_eq!(shell_quoted("cash.opening=12"), "cash.opening=12");
/// assert_eq!(shell_quoted("capital.Seed extension.date"), "'capital.Seed extension.date'");
/// ```
#[must_use]
pub fn shell_quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._-+=/:,%@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::shell_quoted;

    #[test]
    fn only_what_a_shell_reads_otherwise_is_quoted() {
        assert_eq!(
            ["burn*", "a b", "it's", "x[0]", ""].map(shell_quoted),
            ["'burn*'", "'a b'", "'it'\\''s'", "'x[0]'", "''"]
        );
        assert_eq!(
            ["revenue.growth+=0.1", "results/acme.toml"].map(shell_quoted),
            ["revenue.growth+=0.1", "results/acme.toml"]
        );
    }
}
