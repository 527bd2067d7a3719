//! The inputs that the fuzzer was given and those that it found worth keeping, each tried once: what holds for the fuzzer holds here, on
//! machines that have none.

use crate::fuzzed;
use std::fs;
use std::path::Path;

/// Tries every input that is kept for a target, by name; there are some.
fn each(target: &str, attempt: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        attempt(&fs::read(&file).unwrap());
    }
}

#[test]
fn texts_that_were_fuzzed_are_read_or_refused() {
    each("text", |bytes| fuzzed::text(&String::from_utf8_lossy(bytes)));
}

#[test]
fn valid_scenarios_with_fuzzed_values_are_followed_or_refused() {
    each("values", fuzzed::values);
}

#[test]
fn books_that_were_fuzzed_become_scenarios_or_are_refused() {
    each("books", fuzzed::books);
}
