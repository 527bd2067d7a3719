//! A page of text: lines broken at its width, bold and dim only if wanted.

use super::output::{Output, RunFacts};
use crate::error::{Input, Message};
use crate::wording::{Formatted, KEPT_TOGETHER, clean, count, counted, duration, listed, rate, sentence, unbroken};
use anstyle::{AnsiColor, Style};

/// Columns of the page.
pub(crate) const WIDTH: usize = 100;
const INDENT: &str = "  ";
const RANGES: &str =
    "Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.";

/// Overrides, warnings and the like beyond these are only counted.
pub(crate) const MOST_NOTES: usize = 3;

/// The text so far.
#[derive(Debug)]
pub struct Page {
    styled: bool,
    /// The file that has what the page leaves out.
    file: &'static str,
    /// What whoever reads calls inputs.
    names: fn(Input) -> String,
    text: String,
}

impl Page {
    pub(crate) fn new(styled: bool, file: &'static str) -> Self {
        Self { styled, file, names: |input| input.to_string(), text: String::new() }
    }

    /// A page with its head: whether it was interrupted, what was simulated, and what was changed for it.
    pub(super) fn open<T: Output>(answer: &T, facts: &RunFacts, styled: bool) -> Self {
        let (mut page, head) = (Self { names: facts.names, ..Self::new(styled, T::FILE) }, answer.head());
        if !answer.provenance().complete {
            page.loud(&format!("INTERRUPTED: {}.", head.missing));
            page.blank();
        }
        answer.alarms(&mut page);
        head.headings.iter().for_each(|heading| page.heading(heading));
        page.plain(&head.futures);
        page.plain(&page.faint(RANGES));
        head.asides.iter().for_each(|aside| page.plain(&page.faint(aside)));
        for change in head.changes.iter().take(MOST_NOTES) {
            page.plain(&format!("Changed {}: {}", head.changed, clean(change, 70)));
        }
        page.rest(head.changes.len(), "change");
        page.blank();
        page
    }

    /// The whole text, with how it was simulated and what was written where at its foot.
    pub(super) fn close<T: Output>(mut self, answer: &T, facts: &RunFacts) -> String {
        let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
        self.plain(&format!("{} in {elapsed}: {rate} runs a second.", answer.simulated()));
        answer.notes().into_iter().for_each(|note| self.plain(&self.named(&note)));
        if !facts.files.is_empty() {
            let folder = clean(&facts.folder.display().to_string(), 200);
            self.plain(&format!("Written to {folder}: {}.", listed(&grouped(&facts.files))));
        }
        self.finish()
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

    /// Says how many of all were left out, and where they are.
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

    /// Message, with inputs called what whoever reads calls them.
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

    /// An indented line exactly as given, but for blanks at its end.
    pub(crate) fn row(&mut self, words: &str) {
        self.text.push_str(INDENT);
        self.text.push_str(words.trim_end());
        self.text.push('\n');
    }

    /// A line exactly as given, from the first column on.
    pub(crate) fn exact(&mut self, words: &str) {
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
    pub(crate) fn said(&self, said: &Formatted) -> String {
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

/// The files by name; the pictures, if there are more than two of a kind, by number.
fn grouped(files: &[String]) -> Vec<String> {
    let is_kind = |file: &String, kind: &str| file.ends_with(kind);
    let mut named: Vec<String> = files.to_vec();
    for (kind, words) in [(".png", "charts (PNG)"), (".svg", "charts (SVG)")] {
        let number = files.iter().filter(|file| is_kind(file, kind)).count();
        if number > 2 {
            named.retain(|file| !is_kind(file, kind));
            named.push(format!("{} {words}", count(u64::try_from(number).unwrap_or(u64::MAX))));
        }
    }
    named.iter().map(|name| clean(name, 60)).collect()
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
        let said = Formatted { value: "88.41 %".to_owned(), interval: "± 0.06".to_owned() };
        let words = format!("{} {}", "x".repeat(90), page.said(&said));
        page.plain(&words);
        assert_eq!(page.finish(), format!("{}\n  88.41 % ± 0.06\n", "x".repeat(90)));
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
