//! What lines say beside their form: amounts that come once, when a line exists, and the index that it follows.

use super::{DistributionSpec, Requirements, Yearly};
use crate::error::At;
use jiff::civil::Date;

/// `once = ..`: one amount on one day, if it happens.
#[derive(Debug, Clone)]
pub struct OnceSpec {
    /// How much.
    pub amount: At<DistributionSpec>,
    /// The day.
    pub date: At<Date>,
    /// Chance that it happens at all; `None` if not written, which means 1.
    pub probability: Option<At<DistributionSpec>>,
    /// Months by which it is late; `None` if not written, which means 0.
    pub delay_months: Option<At<DistributionSpec>>,
    /// For how many months it waits until what it requires holds. Default 0.
    pub patience_months: f64,
}

/// What a revenue stream or a burn line says beside its form: when it exists, and what its amounts are multiplied by.
#[derive(Debug, Clone, Default)]
pub struct LineTermsSpec {
    /// First day on which it exists; `None` for the start.
    pub from: Option<At<Date>>,
    /// First day on which it no longer exists; `None` if it lasts to the horizon.
    pub until: Option<At<Date>>,
    /// Months by which its first day is late; `None` if not written, which means 0.
    pub starts_late_months: Option<At<DistributionSpec>>,
    /// What must hold before it begins, or happens; `None` if nothing.
    pub requires: Option<Requirements>,
    /// The weights of the calendar months, January first; `None` if they are alike.
    pub season: Option<At<[f64; 12]>>,
    /// Name of the index that it follows.
    pub indexed_to: Option<At<String>>,
}

/// `[[index]]`: a level, 1 at the start, that several lines may follow.
#[derive(Debug, Clone)]
pub struct IndexSpec {
    /// Its name, unique among indices.
    pub name: At<String>,
    /// Growth a year.
    pub growth: At<Yearly>,
}
