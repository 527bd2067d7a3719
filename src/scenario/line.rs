//! Forms of lines and what lines say beside them: amounts that come once, customers, shares, when a line exists, the index that it follows, and
//! when its cash moves.

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
    /// Amounts of the last months before the start, in units, the last month last; `None` if they were as at the start.
    pub before_start: Option<At<Vec<f64>>>,
}

/// `[[index]]`: a level, 1 at the start, that several lines may follow.
#[derive(Debug, Clone)]
pub struct IndexSpec {
    /// Its name, unique among indices.
    pub name: At<String>,
    /// Growth a year.
    pub growth: At<Yearly>,
}

/// `customers = { opening, adds, churn }` and `price`.
#[derive(Debug, Clone)]
pub struct CustomersSpec {
    /// Customers at the start.
    pub opening: At<DistributionSpec>,
    /// Customers a year who come.
    pub adds: At<Yearly>,
    /// Share of the customers who leave within a year.
    pub churn: At<Yearly>,
    /// Currency per customer and year.
    pub price: At<Yearly>,
}

/// `share_of = ".."` and `share`.
#[derive(Debug, Clone)]
pub struct ShareSpec {
    /// `revenue`, or the path of a line: `revenue.NAME` or `burn.NAME`.
    pub of: At<String>,
    /// The share.
    pub share: At<Yearly>,
}

/// When the cash of a revenue stream or a burn line moves.
#[derive(Debug, Clone)]
pub enum PaymentTermsSpec {
    /// So many months after it counts.
    After(At<i64>),
    /// Customers pay some months ahead.
    Billed {
        /// Months that a bill is for.
        every: At<i64>,
        /// Months from a bill to its money; `None` if not written, which means at once.
        after: Option<At<i64>>,
    },
    /// In some months of the calendar only.
    Due {
        /// These, from 1 to 12.
        months: At<Vec<usize>>,
        /// Whether on their first day, for the months until the next of them; else on their last, for those since the last.
        in_advance: bool,
    },
}
