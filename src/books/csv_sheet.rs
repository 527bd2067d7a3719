//! CSV: a text as one sheet, parted by commas, semicolons or tabs.

use super::sheet::{Cell, Decimals, Sheet};
use crate::error::Problem;

/// What may part the cells, in the order in which they are preferred where as many lines have them: a comma may be a decimal one.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];
/// Lines that are looked at to find it.
const LINES_TRIED: usize = 400;

/// The sheet in a text.
///
/// # Errors
/// - [`Problem`] if it is too large.
pub(super) fn sheet(file: &str, text: &str) -> Result<Sheet, Box<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut sheet, delimiter) = (Sheet::new(file), delimiter(text));
    sheet.decimals = (delimiter == b',').then_some(Decimals::Point);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    for record in reader.records().flatten() {
        let row = record.position().map_or(0, |at| row_of(text, at)).max(sheet.rows.len());
        for (column, value) in record.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            sheet.push((row, column), Cell::Text(value.to_owned()), value)?;
        }
    }
    Ok(sheet)
}

/// The row of a record: of the first line at or after a position that is not blank.
fn row_of(text: &str, at: &csv::Position) -> usize {
    let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(index(at.byte())..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count();
    index(at.line()).saturating_sub(1) + blank
}

/// What parts the cells: what most lines have.
pub(super) fn delimiter(text: &str) -> u8 {
    let lines = |delimiter: u8| {
        let has = |line: &&str| outside_of_quotes(line).any(|byte| byte == delimiter);
        text.lines().take(LINES_TRIED).filter(has).count()
    };
    let counted = DELIMITERS.map(|delimiter| (lines(delimiter), delimiter));
    // The last of several that are equal is found, so they are tried backwards.
    counted.into_iter().rev().max_by_key(|(lines, _)| *lines).map_or(b',', |(_, delimiter)| delimiter)
}

fn outside_of_quotes(line: &str) -> impl Iterator<Item = u8> {
    let mut quoted = false;
    line.bytes().filter(move |byte| {
        quoted ^= *byte == b'"';
        !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_by_what_most_lines_have() {
        assert_eq!(delimiter("a;b\n\"1;5\",2\n1,5;2,5\n"), b';');
        assert_eq!(delimiter("a,b\n1;x,2\n3,4\n"), b',');
        assert_eq!(delimiter("a\tb\n1,5\t2,5\n"), b'\t');
        assert_eq!(delimiter("\"Sales; net\",1\n\"Rent; heat\",2\n"), b',');
    }

    #[test]
    fn rows_keep_the_numbers_of_their_lines() {
        let sheet = sheet("a.csv", "\u{feff}Title\n\nAccount,Jan 2026\r\nSales,\"1,5\"\n").unwrap();
        assert_eq!((sheet.words(0, 0), sheet.words(2, 1), sheet.words(3, 1)), ("Title", "Jan 2026", "1,5"));
    }
}
