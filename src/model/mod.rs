//! The model of a scenario: names resolved, distributions turned into quantile tables, dates into steps.
//!
//! Second in the river. Everything is validated here; a [`Model`] that exists can be simulated, never changes, and is shared by all threads.

mod actuals;
mod calendar;
mod capital;
mod claim;
mod claims;
mod company;
mod contingency;
mod correlated_pairs;
mod curves;
mod dependence;
mod driver;
pub mod equations {
    #![doc = include_str!("equations.md")]
}
mod event;
mod flow;
mod history;
mod impossible_correlation;
mod lever;
mod lints;
mod load;
mod loan;
mod location_scale;
pub mod matrix;
mod memory;
mod names;
mod overflow;
mod payment_terms;
mod random_inputs;
mod resolve;
mod response;
mod terms;
mod year;

pub use actuals::{Actual, Observed};
pub(crate) use calendar::DAY_TOLERANCE;
pub use calendar::{Calendar, months_in};
pub use capital::{Closing, Facility, Occurrence, Programme, Raise, Requirement};
pub use claim::{Amount, Claim, Figure, Landing, Test};
pub use company::{Company, Settlement};
pub use contingency::Contingency;
pub use correlated_pairs::spearman;
pub use driver::{Cadence, Curve, Driver, DriverGroup, DriverId, Limits};
pub use event::{Effect, Event};
pub use flow::{BurnLine, Flow, RevenueStream, Share, ShareBase};
pub use history::history;
pub use lever::{Action, CutPlan, Lever, LeverValue, Levers, Move, Quantity, RaisePlan, quantity_of};
pub use load::{LoadedModel, load, load_source};
pub use loan::{Covenant, Loan, LoanOrigin, Repayment, Tax};
pub use payment_terms::{DueMonths, PaymentTerms};
pub use random_inputs::RandomInputs;
pub use resolve::{build, build_keyed};
pub use response::Response;
pub use terms::{Index, LineTerms, Onset};
pub use year::Year;

use crate::scenario::Unit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scenario ready to be simulated: what is random, and the company that is settled from it. It never changes.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) title: String,
    pub(crate) currency: String,
    pub(crate) unit: Unit,
    /// What drivers are called, by their names.
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) inputs: Arc<RandomInputs>,
    pub(crate) company: Company,
    pub(crate) warnings: Vec<String>,
}

impl Model {
    /// The title of the scenario.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Currency of every amount.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The unit of amounts.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// What is random: drivers, their distributions and their dependence.
    #[must_use]
    pub fn inputs(&self) -> &RandomInputs {
        &self.inputs
    }

    /// The company that is settled from the draws.
    #[must_use]
    pub fn company(&self) -> &Company {
        &self.company
    }

    /// Warnings about the scenario.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What the company earns and burns by itself, with every driver at its median: nothing has happened, nothing is raised, borrowed or earned
    /// on cash, and nobody reacts (equations, 13).
    #[must_use]
    pub(crate) fn by_itself(&self) -> Self {
        let company = Company {
            capital: Vec::new(),
            programmes: Vec::new(),
            loans: Vec::new(),
            tax: None,
            facilities: Vec::new(),
            responses: Vec::new(),
            event_requires: Vec::new(),
            cash_yield: None,
            claims: Vec::new(),
            ..self.company.certain_lines()
        };
        Self {
            inputs: Arc::new(self.inputs.without_events().at_medians()),
            company,
            warnings: Vec::new(),
            ..self.clone()
        }
    }

    /// The same scenario with every driver at its median.
    #[must_use]
    pub fn at_medians(&self) -> Self {
        Self {
            inputs: Arc::new(self.inputs.at_medians()),
            company: Company { claims: Vec::new(), ..self.company.clone() },
            warnings: Vec::new(),
            ..self.clone()
        }
    }
}
