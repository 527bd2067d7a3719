//! What the simulation tells us: every estimate with its interval.
//!
//! Sixth in the river, and the one source of the report, the JSON and the charts.

mod compose;
pub mod interval;
mod ledger;
mod median;
mod reading;
mod types;

pub use compose::{Request, answer};
pub use ledger::{Ledger, LedgerStep, trace};
pub use median::doubts;
pub use types::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Order, Profitability, ScenarioHeader, SurvivalPoint, WithoutNewCapital,
};
