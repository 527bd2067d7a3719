//! What solving, the frontier and the deadline rest on: the probability of a question as a lever is moved, on the same futures.

mod ladder;
mod line;
mod scan;
mod trials;

pub(super) use ladder::ladder;
pub(super) use line::{Bracket, Crossing, Line, fewer_digits};
pub(super) use scan::{Scan, Shape};
pub(super) use trials::{Found, Halt, Trials};
