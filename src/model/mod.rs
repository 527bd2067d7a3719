//! What the scenario means: names resolved, distributions made into quantile tables, dates into steps.
//!
//! Second in the river. Everything is validated here; a [`Model`] that exists can be simulated, never changes, and is shared by all threads.

mod actuals;
mod build;
mod calendar;
mod capital;
mod claim;
mod claims;
mod curves;
mod dependence;
mod driver;
mod event;
mod family;
mod flow;
mod lever;
mod lints;
mod load;
pub mod matrix;
mod names;
mod overflow;
mod response;

pub use actuals::{Actual, Observed};
pub use build::build;
pub use calendar::{Calendar, months_in};
pub use capital::{Closing, Facility, Raise, Requirement};
pub use claim::{Amount, Claim, Figure, Test};
pub use dependence::spearman;
pub use driver::{Cadence, Curve, Driver, DriverId, Group, Limits};
pub use event::{Effect, Event};
pub use flow::{BurnLine, Flow, RevenueStream, Share};
pub use lever::{Action, CutPlan, Lever, LeverValue, Levers, Move, Quantity, RaisePlan};
pub use load::{LoadedModel, load, load_source};
pub use response::Response;

use crate::scenario::{Measure, Unit};
use crate::tables::{Growths, Table};
use std::sync::Arc;

/// A scenario ready to be simulated.
#[derive(Debug, Clone)]
pub struct Model {
    /// What the scenario is called.
    pub title: String,
    /// Currency of every amount.
    pub currency: String,
    /// What amounts count in.
    pub unit: Unit,
    /// Steps and years.
    pub calendar: Calendar,
    /// Laws as tables. The first is the standard normal, which makes latents.
    pub tables: Arc<[Table]>,
    /// What growth a year makes of a step, as tables.
    pub growths: &'static Growths,
    /// Every uncertain number, ordered by name.
    pub drivers: Vec<Driver>,
    /// Drivers whose luck hangs together or lasts.
    pub groups: Vec<Group>,
    /// Revenue streams, ordered by name.
    pub revenue: Vec<RevenueStream>,
    /// Burn lines, ordered by name.
    pub burn: Vec<BurnLine>,
    /// Whether all that counts moves in cash at once and nothing else does, so that the cash flow is the operating result.
    pub result_is_cash_flow: bool,
    /// Share of revenue left after the cost of running the product; `None` if all of it.
    pub margin: Option<DriverId>,
    /// Least compute a year that must be paid for.
    pub compute_commitment: Option<DriverId>,
    /// What moves the number of users, if they are counted; never [`Flow::PerUser`].
    pub users: Option<Flow>,
    /// What may happen, in the order of the file.
    pub events: Vec<Event>,
    /// Money that may be raised, ordered by name, but for what comes after another.
    pub capital: Vec<Raise>,
    /// Money that may be borrowed, in the order of the file.
    pub facilities: Vec<Facility>,
    /// What management does when cash gets short, in the order of the file.
    pub responses: Vec<Response>,
    /// Cash at the start.
    pub opening_cash: DriverId,
    /// What cash above zero earns a year, as a share of it.
    pub cash_yield: Option<DriverId>,
    /// Cash below this is exhaustion.
    pub minimum_cash: f64,
    /// What must be 0 or more for profitability.
    pub measure: Measure,
    /// For how many years running.
    pub for_years: u32,
    /// Questions, in the order of the file.
    pub claims: Vec<Claim>,
    /// Doubts about the scenario.
    pub warnings: Vec<String>,
}

impl Model {
    /// The standard normal law, which makes latents.
    #[must_use]
    pub fn standard_normal(&self) -> &Table {
        &self.tables[0]
    }

    /// Whether anything depends on how much cash there is (MODEL.md, 21).
    #[must_use]
    pub fn reacts(&self) -> bool {
        self.asks_for_runway() || self.cash_yield.is_some()
    }

    /// Whether anyone asks how long the cash lasts (MODEL.md, 18).
    #[must_use]
    pub fn asks_for_runway(&self) -> bool {
        let asks = |raise: &Raise| raise.requires.iter().any(|rule| matches!(rule, Requirement::Runway(_)));
        !self.facilities.is_empty() || !self.responses.is_empty() || self.capital.iter().any(asks)
    }

    /// Whether a run without new capital must be followed by itself, because more than its cash differs.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        !self.capital.is_empty() && (self.reacts() || self.capital.iter().any(|raise| raise.tied_share.is_some()))
    }

    /// Whether all money moves as it counts and nobody asks or reacts: what Part I of MODEL.md says of a step is all.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let is_unconditional = |raise: &Raise| raise.requires.is_empty() && raise.tied_share.is_none();
        !self.reacts()
            && self.revenue.iter().all(|stream| stream.margin.is_none() && stream.lag == 0)
            && self.burn.iter().all(|line| line.lag == 0)
            && self.capital.iter().all(is_unconditional)
    }
}
