//! A page of text: lines broken at its width, bold and dim only if wanted.

use crate::error::{Input, Message};
use crate::wording::{Formatted, KEPT_TOGETHER, clean, counted, sentence, unbroken};
use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;

/// Columns of a page whose reader has no terminal, and at least and at most of one who has.
pub(crate) const WIDTH: usize = 100;
const NARROWEST: usize = 60;
const WIDEST: usize = 120;

/// Columns of the page for a reader whose terminal has so many; `None`: there is none.
#[must_use]
pub fn page_width(terminal: Option<usize>) -> usize {
    terminal.map_or(WIDTH, |columns| columns.clamp(NARROWEST, WIDEST))
}
const INDENT: &str = "  ";
/// Before what a row of a table goes on with, where the page is too narrow for it.
const NARROW_INDENT: &str = "      ";

/// A question is told in full, unless it has more characters than this.
pub(crate) const LONGEST_QUESTION: usize = 1_000;

/// Overrides, warnings and the like beyond these are only counted.
pub(crate) const MOST_NOTES: usize = 3;

/// A text whose longer lines are broken at so many columns; what a line goes on with stands deeper than its beginning.
#[must_use]
pub fn fitted(text: &str, width: usize) -> String {
    let fit = |line: &str| {
        if display_width(line) <= width {
            return line.to_owned();
        }
        let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len() + 4);
        let options = textwrap::Options::new(width).subsequent_indent(&indent);
        textwrap::fill(line, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
    };
    text.split('\n').map(fit).collect::<Vec<_>>().join("\n")
}

/// The text so far.
#[derive(Debug)]
pub struct Page {
    styled: bool,
    /// The file that has what the page leaves out.
    file: &'static str,
    /// The names that the reader knows inputs by.
    names: fn(Input) -> String,
    /// Its columns.
    width: usize,
    text: String,
}

impl Page {
    pub(crate) fn new(styled: bool, file: &'static str) -> Self {
        Self { styled, file, names: |input| input.to_string(), width: WIDTH, text: String::new() }
    }

    /// The same page for a reader who knows inputs by these names.
    pub(super) fn naming(self, names: fn(Input) -> String) -> Self {
        Self { names, ..self }
    }

    /// The same page with so many columns.
    pub(super) fn wide(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// Its columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The whole text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// What may be wrong with what the answer rests on.
    pub(super) fn warnings(&mut self, warnings: &[String]) {
        for warning in warnings.iter().take(MOST_NOTES) {
            self.hanging(&sentence(&clean(warning, 300)), 2);
        }
        self.rest(warnings.len(), "warning");
    }

    /// Writes how many of all were left out, and where they are.
    pub(super) fn rest(&mut self, all: usize, one: &str) {
        if let Some(more @ 1..) = all.checked_sub(MOST_NOTES) {
            let more = counted(u64::try_from(more).unwrap_or(u64::MAX), &format!("more {one}"));
            self.plain(&format!("and {more}, in {}", self.file));
        }
    }

    /// Where to find what the page leaves out.
    pub(super) fn file(&self) -> &'static str {
        self.file
    }

    /// The message, with inputs under the names that the reader knows.
    pub(super) fn named(&self, words: &Message) -> String {
        words.naming(self.names)
    }

    /// A bold line.
    pub(crate) fn heading(&mut self, words: &str) {
        let words = self.bold(words);
        self.plain(&words);
    }

    /// A line that must not be overlooked.
    pub(crate) fn loud(&mut self, words: &str) {
        let words = self.dressed(Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())), words);
        self.plain(&words);
    }

    /// A paragraph from the first column on.
    pub(crate) fn plain(&mut self, words: &str) {
        self.wrapped(words, "", INDENT);
    }

    /// An indented paragraph.
    pub(crate) fn line(&mut self, words: &str) {
        self.wrapped(words, INDENT, INDENT);
    }

    /// An indented paragraph whose further lines stand `hang` columns deeper.
    pub(crate) fn hanging(&mut self, words: &str, hang: usize) {
        self.wrapped(words, INDENT, &" ".repeat(INDENT.len() + hang));
    }

    /// An indented line exactly as given, but for blanks at its end; broken only where the page is too narrow for it.
    pub(crate) fn row(&mut self, words: &str) {
        if display_width(words.trim_end()) + INDENT.len() > self.width {
            return self.wrapped(words.trim_end(), INDENT, NARROW_INDENT);
        }
        self.text.push_str(INDENT);
        self.text.push_str(words.trim_end());
        self.text.push('\n');
    }

    /// A line exactly as given, from the first column on; broken only where the page is too narrow for it.
    pub(crate) fn exact(&mut self, words: &str) {
        if display_width(words) > self.width {
            return self.wrapped(words, "", NARROW_INDENT);
        }
        self.text.push_str(words);
        self.text.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A finding.
    pub(crate) fn bold(&self, words: &str) -> String {
        self.dressed(Style::new().bold(), words)
    }

    /// An aside, such as an interval.
    pub(crate) fn faint(&self, words: &str) -> String {
        self.dressed(Style::new().dimmed(), words)
    }

    /// A finding with its interval, never broken between lines.
    pub(crate) fn with_interval(&self, formatted: &Formatted) -> String {
        let value = self.bold(&together(&formatted.value));
        if formatted.interval.is_empty() {
            return value;
        }
        format!("{value}{KEPT_TOGETHER}{}", self.faint(&together(&formatted.interval)))
    }

    fn dressed(&self, style: Style, words: &str) -> String {
        if self.styled { format!("{style}{words}{style:#}") } else { words.to_owned() }
    }

    fn wrapped(&mut self, words: &str, first: &str, further: &str) {
        for line in self.lines(words, first, further) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// The lines that [`hanging`](Self::hanging) would add.
    pub(crate) fn hung(&self, words: &str, hang: usize) -> Vec<String> {
        self.lines(words, INDENT, &" ".repeat(INDENT.len() + hang))
    }

    fn lines(&self, words: &str, first: &str, further: &str) -> Vec<String> {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(further)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(&unbroken(words), options).iter().map(|line| line.replace(KEPT_TOGETHER, " ")).collect()
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
        let mut page = Page::new(false, "");
        let formatted = Formatted { value: "88.41 %".to_owned(), interval: "± 0.06".to_owned() };
        let words = format!("{} {}", "x".repeat(90), page.with_interval(&formatted));
        page.plain(&words);
        assert_eq!(page.finish(), format!("{}\n  88.41 % ± 0.06\n", "x".repeat(90)));
    }

    #[test]
    fn a_page_is_as_wide_as_the_terminal_within_reason() {
        assert_eq!([None, Some(20), Some(80), Some(300)].map(page_width), [100, 60, 80, 120]);
        let mut page = Page::new(false, "").wide(60);
        page.row(&"a cell   ".repeat(20));
        page.exact(&"a title   ".repeat(20));
        page.plain(&"some words ".repeat(40));
        let text = page.finish() + &fitted(&format!("  {}\n", "more words ".repeat(30)), 60);
        assert!(text.lines().all(|line| display_width(line) <= 60), "{text}");
        assert!(text.contains("\n      more words"), "{text}");
    }

    #[test]
    fn styles_do_not_count_towards_the_width() {
        let mut styled = Page::new(true, "");
        let words = (0..20).map(|_| styled.bold("five5")).collect::<Vec<_>>().join(" ");
        styled.plain(&words);
        let mut unstyled = Page::new(false, "");
        unstyled.plain(&["five5"; 20].join(" "));
        assert_eq!(anstream::adapter::strip_str(&styled.finish()).to_string(), unstyled.finish());
    }
}
