//! What the simulation tells us: every estimate with its interval.
//!
//! Sixth in the river, and the one source of the report, the JSON and the charts.

mod answer;
mod asked;
mod compare;
mod compose;
pub mod interval;
mod ledger;
mod median;
mod precision;
mod reading;
mod types;
mod update;

pub use answer::{Progress, Request, answer};
pub use asked::{claim_called, exhaustion, survival};
pub use compare::{
    CapitalDifference, ClaimDifference, Compared, ComparedScenario, Comparison, DayDifference, Difference,
    ExhaustionDifference, Lasting, MOST_COMPARED, ProfitabilityDifference, SharedDrivers, WithoutNewCapitalDifference,
    check_comparable, compare,
};
pub use ledger::{Dealt, Ledger, LedgerStep, trace};
pub use median::doubts;
pub use precision::Precision;
pub use types::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Order, PrecisionReached, Profitability, ScenarioHeader, SurvivalPoint, WithoutNewCapital,
};
pub use update::{
    Change, ClockChange, ErrorSizes, Kind, LEAST_EFFECTIVE, MOST_WEIGHED, MeanAndSpread, Moved, Surprise, Together,
    UNEXPECTED, Update, Updating, WeightsUsed, WithoutNewCapitalChange, update,
};
