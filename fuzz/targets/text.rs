//! Texts as scenarios.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| runout_fuzz::text(text));
