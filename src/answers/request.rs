//! The request that [`Simulator::answer`](crate::engine::Simulator::answer) takes.

use super::precision::Precision;

/// What is requested of a model, besides the plan of its runs.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// How precise the answer must be: runs end early once it is. `None`: the planned number of runs.
    pub precision: Option<Precision>,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}
