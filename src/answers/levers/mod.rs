//! What solving, the frontier and the deadline rest on: the probability of a question as a lever is moved, on the same futures.

mod coarse_scan;
mod response_curve;
mod search_grid;
mod trials;

pub(super) use coarse_scan::{CoarseScan, Monotonicity};
pub(super) use response_curve::{Bracket, Crossing, ResponseCurve, fewer_digits};
pub(super) use search_grid::search_grid;
pub(super) use trials::{Halt, TrialResult, Trials};
