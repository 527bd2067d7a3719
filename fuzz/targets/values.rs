//! Values in valid scenarios.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| runout_fuzz::values(bytes));
