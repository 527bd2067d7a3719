//! Any bytes as books: as a file, as the data of a sheet in XLSX, as a table in ODS. What they come to is a scenario that can be read.

use super::told;
use crate::support::archive::{ods_of, xlsx_of};
use runout::books::{self, Books};
use runout::scenario::Scenario;

/// Tries bytes; the first of them says as what.
pub(crate) fn books(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let file = match (kind, std::str::from_utf8(rest)) {
        (b'X', Ok(data)) => xlsx_of(data),
        (b'O', Ok(tables)) => ods_of(tables),
        _ => bytes.to_vec(),
    };
    let books = match books::sheets("fuzzed", &file).and_then(|sheets| Books::read(&sheets, None)) {
        Ok(books) => books,
        Err(error) => return told(&error.to_string()),
    };
    let draft = books.draft();
    let read = Scenario::from_toml("fuzzed", &draft.text, &[]);
    assert!(read.is_ok(), "{:?}\n{}", read.err().map(|error| error.to_string()), draft.text);
}
