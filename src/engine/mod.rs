//! What happens in the futures: follows blocks of runs through the steps, many blocks at a time.
//!
//! Fourth in the river. It counts nothing: what a run says goes to an [`Observer`].

mod again;
mod block;
mod course;
mod cuts;
mod dealings;
mod debt;
mod flows;
mod lags;
mod need;
mod observer;
mod raise;
mod record;
mod rounds;
mod runway;
mod side_by_side;
mod simulate;
mod simulator;
mod span;
mod sums;

pub use again::{Again, Director};
pub use block::{Block, NEVER, year_of};
pub use course::Course;
pub use dealings::Dealings;
pub use need::{Asks, RUNS_SOLVED};
pub use observer::Observer;
pub use side_by_side::{Case, Spectator};
pub use simulate::{Plan, Simulated, lane_of, replay, replay_at};
pub use simulator::{Progress, Simulator};
pub use sums::{Sums, YearSums};
