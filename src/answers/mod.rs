//! What the simulation tells us: every estimate with its interval. The one source of the report, the JSON and the charts.

mod types;

pub use types::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Order, Profitability, ScenarioHeader, SurvivalPoint, WithoutNewCapital,
};
