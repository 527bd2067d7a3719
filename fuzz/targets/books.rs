//! Bytes as books.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| runout_fuzz::books(bytes));
