//! What happens in the futures: follows blocks of runs through the steps, many blocks at a time.
//!
//! Fourth in the river. It counts nothing: what a run says goes to an [`Observer`].

mod block;
mod growth;
mod observer;
mod simulate;

pub use block::{Block, Course, NEVER, Sums, year_of};
pub use observer::Observer;
pub use simulate::{Plan, Simulated, Simulation, lane_of, replay, replay_at, simulate};
