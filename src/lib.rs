//! Simulates millions of possible futures of a cash-burning company.

pub mod answers;
pub mod charts;
pub mod error;
pub mod model;
pub mod scenario;
