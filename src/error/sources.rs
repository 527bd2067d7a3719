//! The texts that a scenario was read from, and places in them.

use super::{Input, Message};

/// A stretch of the texts in [`Sources`], in bytes from the start of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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
    /// Whether lines are rows of a sheet, whose cells are parted by tabs.
    is_sheet: bool,
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
    /// The cell, as in `F12`, if the line is a row of a sheet.
    pub cell: Option<String>,
}

impl Excerpt<'_> {
    /// Where it is within its source: `12:5`, or the cell `F12`.
    #[must_use]
    pub fn position(&self) -> String {
        self.cell.clone().unwrap_or_else(|| format!("{}:{}", self.line, self.column))
    }
}

/// The name of a column of a sheet, from 0: A to Z, AA to AZ, and so on.
#[must_use]
pub fn column_name(column: usize) -> String {
    let (before, letter) = (column / 26, column % 26);
    let lead = before.checked_sub(1).map(column_name).unwrap_or_default();
    lead + &char::from(b'A' + u8::try_from(letter).unwrap_or_default()).to_string()
}

impl Sources {
    /// Adds a text; returns the base to add to byte offsets within it.
    pub fn add(&mut self, name: impl Into<Message>, text: impl Into<String>) -> usize {
        self.push(name.into(), text.into(), false)
    }

    /// Adds a sheet as a text with a row on each line and tabs between cells, whose places are told as cells; returns the base as
    /// [`Self::add`] does.
    pub fn add_sheet(&mut self, name: impl Into<Message>, text: impl Into<String>) -> usize {
        self.push(name.into(), text.into(), true)
    }

    fn push(&mut self, name: Message, text: String, is_sheet: bool) -> usize {
        let base = self.texts.last().map_or(0, |last| last.base + last.text.len() + 1);
        self.texts.push(SourceText { name, text, base, is_sheet });
        base
    }

    /// The texts of one input as those of another.
    pub(super) fn about(&mut self, input: Input, other: Input) {
        self.texts.iter_mut().for_each(|text| text.name.about(input, other));
    }

    /// What stands at a place; `None` if there is no text there.
    #[must_use]
    pub fn text(&self, place: Place) -> Option<&str> {
        let source = self.texts.iter().rev().find(|source| source.base <= place.start)?;
        source.text.get(place.start - source.base..place.end.checked_sub(source.base)?)
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
        let line = source.text[..line_start].matches('\n').count() + 1;
        let tabs = || source.text[line_start..offset].matches('\t').count();
        Some(Excerpt {
            name: &source.name,
            line,
            cell: source.is_sheet.then(|| format!("{}{line}", column_name(tabs()))),
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
    fn a_place_in_a_sheet_is_a_cell() {
        let mut sources = Sources::default();
        sources.add_sheet("books.xlsx", "Account\tJan 2026\nSales\t12");
        let excerpt = sources.excerpt(Place { start: 23, end: 25 }).unwrap();
        assert_eq!((excerpt.text, excerpt.position().as_str()), ("Sales\t12", "B2"));
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
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
