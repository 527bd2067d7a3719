//! Simulates millions of possible futures of a cash-burning company.

pub mod answers;
pub mod charts;
pub mod engine;
pub mod error;
pub mod model;
pub mod report;
pub mod sampling;
pub mod scenario;
pub mod tally;
