//! The texts that a scenario was read from, and places in them.

use super::{Input, Message};

/// A stretch of the texts in [`Sources`], in bytes from the start of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value and where it was written; the place of a default is the start of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> At<T> {
    /// A value with its place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// The same place with the value changed by `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), place: self.place }
    }
}

/// The scenario file and the overrides, laid end to end so that one number is a place.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<SourceText>,
}

#[derive(Debug, Clone)]
struct SourceText {
    name: Message,
    text: String,
    base: usize,
}

/// A line of a source with the position of a place in it, for printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt<'s> {
    /// Name of the source: a file's path, or an input.
    pub name: &'s Message,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line's text, without its end.
    pub text: &'s str,
    /// Bytes of the line before the place.
    pub before: usize,
    /// How many characters of the line the place covers; at least 1.
    pub width: usize,
}

impl Sources {
    /// Adds a text; returns the base to add to byte offsets within it.
    pub fn add(&mut self, name: impl Into<Message>, text: impl Into<String>) -> usize {
        let base = self.texts.last().map_or(0, |last| last.base + last.text.len() + 1);
        self.texts.push(SourceText { name: name.into(), text: text.into(), base });
        base
    }

    /// The texts of one input as those of another.
    pub(super) fn about(&mut self, input: Input, other: Input) {
        self.texts.iter_mut().for_each(|text| text.name.about(input, other));
    }

    /// The line that `place` starts in; `None` if there is no text there.
    #[must_use]
    pub fn excerpt(&self, place: Place) -> Option<Excerpt<'_>> {
        let source = self.texts.iter().rev().find(|text| text.base <= place.start)?;
        let offset = floor_boundary(&source.text, (place.start - source.base).min(source.text.len()));
        let line_start = source.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source.text[offset..].find('\n').map_or(source.text.len(), |at| offset + at);
        let stop = floor_boundary(&source.text, (place.end.max(place.start) - source.base).clamp(offset, line_end));
        let text = source.text[line_start..line_end].trim_end_matches('\r');
        Some(Excerpt {
            name: &source.name,
            line: source.text[..line_start].matches('\n').count() + 1,
            column: source.text[line_start..offset].chars().count() + 1,
            text,
            before: (offset - line_start).min(text.len()),
            width: source.text[offset..stop].chars().count().max(1),
        })
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_its_own_text() {
        let mut sources = Sources::default();
        assert_eq!(sources.add("one", "a = 1\r\nb = 2\n"), 0);
        let base = sources.add(Input::Override, "ö=ü");
        let first = sources.excerpt(Place { start: 11, end: 12 }).unwrap();
        assert_eq!(
            (first.name.to_string().as_str(), first.line, first.column, first.text, first.width),
            ("one", 2, 5, "b = 2", 1)
        );
        let second = sources.excerpt(Place { start: base + 3, end: base + 5 }).unwrap();
        assert_eq!(
            (second.name.to_string().as_str(), second.line, second.column, second.text, second.before),
            ("override", 1, 3, "ö=ü", 3)
        );
    }

    #[test]
    fn a_place_within_a_character_or_past_the_end_is_still_shown() {
        let mut sources = Sources::default();
        sources.add("one", "ö");
        for (start, end) in [(1, 1), (1, 2), (2, 9), (7, 3)] {
            assert_eq!(sources.excerpt(Place { start, end }).unwrap().width, 1);
        }
        assert_eq!(Sources::default().excerpt(Place::default()), None);
    }
}
