//! A page of text: lines broken at its width, bold and dim only if wanted.

use super::super::words::{KEPT_TOGETHER, Said, unbroken};
use anstyle::{AnsiColor, Style};

/// Columns of the page.
pub(super) const WIDTH: usize = 100;
const INDENT: &str = "  ";

/// The text so far.
pub(super) struct Page {
    styled: bool,
    text: String,
}

impl Page {
    pub(super) fn new(styled: bool) -> Self {
        Self { styled, text: String::new() }
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A bold line.
    pub(super) fn heading(&mut self, words: &str) {
        let words = self.bold(words);
        self.plain(&words);
    }

    /// A line that must not be overlooked.
    pub(super) fn loud(&mut self, words: &str) {
        let words = self.dressed(Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())), words);
        self.plain(&words);
    }

    /// A paragraph from the first column on.
    pub(super) fn plain(&mut self, words: &str) {
        self.wrapped(words, "", INDENT);
    }

    /// An indented paragraph.
    pub(super) fn line(&mut self, words: &str) {
        self.wrapped(words, INDENT, INDENT);
    }

    /// An indented paragraph whose further lines stand `hang` columns deeper.
    pub(super) fn hanging(&mut self, words: &str, hang: usize) {
        self.wrapped(words, INDENT, &" ".repeat(INDENT.len() + hang));
    }

    /// An indented line exactly as given, but for blanks at its end.
    pub(super) fn row(&mut self, words: &str) {
        self.text.push_str(INDENT);
        self.text.push_str(words.trim_end());
        self.text.push('\n');
    }

    /// A line exactly as given, from the first column on.
    pub(super) fn exact(&mut self, words: &str) {
        self.text.push_str(words);
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A finding.
    pub(super) fn bold(&self, words: &str) -> String {
        self.dressed(Style::new().bold(), words)
    }

    /// An aside, such as an interval.
    pub(super) fn faint(&self, words: &str) -> String {
        self.dressed(Style::new().dimmed(), words)
    }

    /// A finding with its interval, never broken between lines.
    pub(super) fn said(&self, said: &Said) -> String {
        let value = self.bold(&together(&said.value));
        if said.interval.is_empty() {
            return value;
        }
        format!("{value}{KEPT_TOGETHER}{}", self.faint(&together(&said.interval)))
    }

    fn dressed(&self, style: Style, words: &str) -> String {
        if self.styled { format!("{style}{words}{style:#}") } else { words.to_owned() }
    }

    fn wrapped(&mut self, words: &str, first: &str, further: &str) {
        let options = textwrap::Options::new(WIDTH)
            .initial_indent(first)
            .subsequent_indent(further)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&unbroken(words), options) {
            self.text.push_str(&line.replace(KEPT_TOGETHER, " "));
            self.text.push('\n');
        }
    }
}

fn together(words: &str) -> String {
    words.replace(' ', &KEPT_TOGETHER.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_parted_from_its_interval() {
        let mut page = Page::new(false);
        let said = Said { value: "88.41 %".to_owned(), interval: "± 0.06".to_owned() };
        let words = format!("{} {}", "x".repeat(90), page.said(&said));
        page.plain(&words);
        assert_eq!(page.finish(), format!("{}\n  88.41 % ± 0.06\n", "x".repeat(90)));
    }

    #[test]
    fn styles_do_not_count_towards_the_width() {
        let mut styled = Page::new(true);
        let words = (0..20).map(|_| styled.bold("five5")).collect::<Vec<_>>().join(" ");
        styled.plain(&words);
        let mut unstyled = Page::new(false);
        unstyled.plain(&["five5"; 20].join(" "));
        assert_eq!(anstream::adapter::strip_str(&styled.finish()).to_string(), unstyled.finish());
    }
}
