//! What the simulation tells us: every estimate with its interval.
//!
//! Sixth in the river, and the one source of the report, the JSON and the charts.

mod answer;
mod asked;
mod compare;
mod compose;
mod deadline;
mod frontier;
pub mod interval;
mod ledger;
mod levers;
mod median;
mod precision;
mod reading;
mod solve;
mod types;

pub use crate::model::LeverValue;
pub use answer::{Progress, Request, answer};
pub use asked::{claim_called, exhaustion, survival};
pub use compare::{
    CapitalDifference, ClaimDifference, Compared, ComparedScenario, Comparison, DayDifference, Difference,
    ExhaustionDifference, Lasting, MOST_COMPARED, ProfitabilityDifference, SharedDrivers, WithoutNewCapitalDifference,
    check_comparable, compare,
};
pub use deadline::{
    ActionAnswer, ActionTold, DatedProbability, Deadlines, Due, Planned, Spread, deadlines, naive_runway_months,
};
pub use frontier::{Axis, Frontier, FrontierPoint, LEVELS, Level, OwnPoint, Side, check_sides, frontier};
pub use ledger::{Dealt, Ledger, LedgerStep, trace};
pub use median::doubts;
pub use precision::Precision;
pub use solve::{LeverAnswer, LeverPoint, Method, Needed, Outcome, Solution, solve};
pub use types::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Order, PrecisionReached, Profitability, ScenarioHeader, SurvivalPoint, WithoutNewCapital,
};
