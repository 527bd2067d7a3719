//! What happens in the futures: follows blocks of runs through the steps, many blocks at a time.
//!
//! Fourth in the river. It counts nothing: what a run says goes to an [`Observer`].

mod again;
mod auxiliary_solves;
mod block;
mod cash_path;
mod covenants;
mod cuts;
mod debt;
mod financing;
mod flows;
mod lags;
mod moment;
mod observer;
mod raise;
mod rounds;
mod runway;
mod side_by_side;
mod simulate;
mod simulator;
mod span;
mod sums;

pub use again::{Again, Director};
pub use auxiliary_solves::{Asks, RUNS_SOLVED};
pub use block::Block;
pub use cash_path::CashPath;
pub use financing::Financing;
pub use moment::{NEVER, year_of};
pub use observer::Observer;
pub use side_by_side::{Case, Spectator};
pub use simulate::{Plan, Simulated, lane_of, replay, replay_at};
pub use simulator::{Progress, Simulator};
pub use sums::{Sums, YearSums};
