//! The Rust sides of the race: `runout`, beside it the loop that one would write by hand for each scenario, and the least time that one of
//! them can take.

pub(crate) mod hand_written;
pub(crate) mod limit;
pub(crate) mod ours;

mod benchmark;
mod openai;
mod startup;

use serde::Serialize;

/// The scenarios that have a loop of their own.
pub(crate) const SCENARIOS: [&str; 3] = ["benchmark", "openai-top-down", "startup"];

/// Runs by year of exhaustion and by year of profitability; the last entry counts the runs that never get there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Runs by year in which cash runs out.
    pub(crate) exhausted: Vec<u64>,
    /// Runs by first profitable year.
    pub(crate) profitable: Vec<u64>,
}
