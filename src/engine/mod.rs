//! Simulates blocks of runs step by step, many blocks at a time.
//!
//! Fourth in the river. It counts nothing: an [`Observer`] sees every run.

mod auxiliary_solves;
mod block;
mod block_replay;
mod cash_path;
mod contingencies;
mod counterfactual_record;
mod covenants;
mod customers;
mod cuts;
mod debt;
mod due_payments;
mod financing;
mod flows;
mod indices;
mod joint_simulation;
mod jumps;
mod line_amounts;
mod loans;
mod missed;
mod moment;
mod observer;
mod onset;
mod onsets;
mod overflow;
mod plan;
mod programmes;
mod raise;
mod repayment;
mod rounds;
mod run_rate;
mod runway;
mod simulate;
mod simulator;
mod span;
mod sums;
mod taxes;
mod watch;
mod working_capital;

pub use auxiliary_solves::{RUNS_SOLVED, RequestedOutputs};
pub use block::Block;
pub use block_replay::{BlockReplay, BlockReplayer};
pub use cash_path::{CashPath, TOLERANCE};
pub use counterfactual_record::CounterfactualRecord;
pub use financing::Financing;
pub use joint_simulation::{Case, JointObserver};
pub use missed::{NOT_TO_BE, TOO_LATE, not_met};
pub use moment::{NEVER, year_of};
pub use observer::Observer;
pub use plan::{Given, Plan};
pub use simulate::{Simulated, lane_of, replay, replay_at};
pub use simulator::{Progress, Simulator};
pub use sums::{StepSums, YearSums};
