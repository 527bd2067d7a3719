//! The index of the integration tests: one binary, one file a subject.

mod errors;
mod readme;
