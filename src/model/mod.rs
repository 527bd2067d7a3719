//! What the scenario means: names resolved, distributions made into quantile tables, dates into steps.
//!
//! Second in the river. Everything is validated here; a [`Model`] that exists can be simulated, never changes, and is shared by all threads.

mod build;
mod calendar;
mod claim;
mod claims;
mod curves;
mod dependence;
pub mod distribution;
mod driver;
mod family;
mod fit;
mod flow;
mod growth;
mod lints;
mod load;
pub mod matrix;
mod overflow;
mod refinement;
pub mod table;

pub use build::build;
pub use calendar::{Calendar, months_in};
pub use claim::{Amount, Claim, Figure, Test};
pub use dependence::spearman;
pub use driver::{Cadence, Curve, Driver, DriverId, Group, Limits};
pub use flow::{BurnLine, Closing, Flow, Raise, RevenueStream};
pub use growth::StepGrowth;
pub use load::{LoadedModel, load};

use crate::scenario::{Measure, Unit};
use table::Table;

/// A scenario ready to be simulated.
#[derive(Debug)]
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
    pub tables: Vec<Table>,
    /// Every uncertain number, ordered by name.
    pub drivers: Vec<Driver>,
    /// Drivers whose luck hangs together or lasts.
    pub groups: Vec<Group>,
    /// Revenue streams, ordered by name.
    pub revenue: Vec<RevenueStream>,
    /// Burn lines, ordered by name.
    pub burn: Vec<BurnLine>,
    /// Whether every cost is paid in cash as it counts, so that the cash flow is the operating result.
    pub result_is_cash_flow: bool,
    /// Share of revenue left after the cost of running the product; `None` if all of it.
    pub margin: Option<DriverId>,
    /// Least compute a year that must be paid for.
    pub compute_commitment: Option<DriverId>,
    /// Money that may be raised, ordered by name.
    pub capital: Vec<Raise>,
    /// Cash at the start.
    pub opening_cash: DriverId,
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
}
