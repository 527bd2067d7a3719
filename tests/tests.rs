//! The index of the integration tests: one binary, one file a subject.

#![allow(clippy::unwrap_used, reason = "what panics in a test fails the test, as it should")]

mod support;

mod analytic;
mod determinism;
mod errors;
mod hand_arithmetic;
mod layering;
mod library;
mod stability;
