//! What the simulation tells us: every estimate with its interval.
//!
//! Sixth in the river, and the one source of the report, the JSON and the charts.

mod answer;
mod binomial;
mod capital;
mod claims;
mod compare;
mod compose;
mod deadline;
mod estimator;
mod explain;
mod frontier;
pub mod interval;
mod lasting;
mod ledger;
mod levers;
mod median;
mod metric;
mod occurrences;
mod precision;
mod prospects;
mod provenance;
mod question;
mod request;
mod runway;
pub(crate) mod sensitivity;
mod solve;
mod types;
mod update;

pub use crate::engine::{Given, Progress};
pub use crate::model::{LeverValue, Quantity, Year, quantity_of};
pub use crate::scenario::Month;
pub use claims::{ClaimRow, ClaimsTable};
pub use compare::{
    CapitalDifference, ClaimDifference, Compared, ComparedScenario, Comparison, DayDifference, Difference,
    ExhaustionDifference, Lasting, MOST_COMPARED, ProfitabilityDifference, SharedDrivers, WithoutNewCapitalDifference,
    check_comparable,
};
pub use deadline::{ActionAnswer, ActionDescription, DateSpread, DatedProbability, DeadlineStatus, Deadlines, Planned};
pub use explain::{
    Bad, BlameShares, Density, DriverBlame, DriverShift, ExplainRequest, ExplainedQuestion, Explanation, Happening,
    HappeningKind, Mark, Shift, TypicalPath, TypicalPaths, usually_bad,
};
pub use frontier::{Axis, Frontier, FrontierPoint, LEVELS, Level, OwnPoint, Side, check_sides};
pub use ledger::{Dealt, Ledger, LedgerStep, trace};
pub use median::{doubts, naive_runway_months};
pub use metric::{MOST_MEASURED, Metric, Run};
pub use precision::Precision;
pub use prospects::{chance_to_be, due_dates, event_chance};
pub use provenance::{Provenance, ScenarioHeader};
pub use question::{claim_called, exhaustion, survival};
pub use request::Request;
pub use sensitivity::{
    HeldAt, HeldDriver, HeldSide, Index, Indices, Measured, QuestionKind, Resolution, Sensitivity, SensitivityQuestion,
    SensitivityRequest, UnitIndices, indices, shapley, sum_of_first,
};
pub use solve::{LeverAnswer, LeverPoint, Method, Needed, Solution, SolveOutcome};
pub use types::{
    Answers, ByPeriod, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, DateQuartiles, Estimate, Exhaustion, Fan,
    Interval, LimitMet, MaybeDate, NotOccurred, OccurrenceAnswer, OccurrenceKind, Order, PrecisionReached,
    Profitability, RequirementNotMet, RunwayByPeriod, SingleRun, StatedRequirement, SurvivalPoint, WithoutNewCapital,
};
pub use update::{
    Change, ClockChange, ErrorSizes, Kind, LEAST_EFFECTIVE, MOST_WEIGHED, MeanAndSpread, Moved, Surprise, Together,
    UNEXPECTED, Update, Updating, WeightsUsed, WithoutNewCapitalChange,
};
