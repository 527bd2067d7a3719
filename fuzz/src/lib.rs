//! What is fuzzed: the same functions that the tests call with the inputs that are kept.

#[path = "../../tests/support/archive.rs"]
mod archive;
#[path = "../../tests/fuzzed/mod.rs"]
mod fuzzed;

mod support {
    pub(crate) use crate::archive;
}

/// Tries a text as a scenario.
pub fn text(text: &str) {
    fuzzed::text(text);
}

/// Tries the valid scenario whose values the bytes choose.
pub fn values(bytes: &[u8]) {
    fuzzed::values(bytes);
}

/// Tries bytes as books.
pub fn books(bytes: &[u8]) {
    fuzzed::books(bytes);
}
