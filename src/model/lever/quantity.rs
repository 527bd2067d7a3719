//! The quantity and the meaningful range of a lever, by the key at the end of its path.

use crate::model::Limits;

/// What the values of a lever count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Amounts, in units of the scenario.
    Money,
    /// Growth, margins, shares and probabilities, as fractions.
    Share,
    /// What is added to such a fraction.
    Points,
    /// What something is multiplied by.
    Factor,
    /// Months.
    Months,
    /// Whole months by which a date is moved.
    Date,
    /// Anything else, as the scenario counts it.
    Number,
}

impl Quantity {
    /// Its name in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Share => "share",
            Self::Points => "points",
            Self::Factor => "factor",
            Self::Months => "months",
            Self::Date => "date",
            Self::Number => "number",
        }
    }
}

/// What the values of the driver or the lever called `name` count.
#[must_use]
pub fn quantity_of(name: &str) -> Quantity {
    key(name).quantity
}

/// The properties of a key.
pub(super) struct KeyProperties {
    pub(super) quantity: Quantity,
    pub(super) limits: Limits,
    pub(super) is_whole: bool,
    /// The value where none is written.
    pub(super) default: Option<f64>,
}

/// Months by which payment follows (equations, 20).
const LAG: Limits = Limits::between(0.0, 24.0);
/// Months that customers pay ahead (equations, 27).
const BILL: Limits = Limits::between(1.0, 24.0);

/// Whether a part of a path is a year of `by_year`, or a place in a list.
fn is_year_or_place(part: &str) -> bool {
    part.trim_start_matches("FY").parse::<i16>().is_ok()
}

/// The properties of the key that the path called `name` ends in.
pub(super) fn key(name: &str) -> KeyProperties {
    let of = |quantity, limits, default| KeyProperties { quantity, limits, is_whole: false, default };
    let section = name.split('.').next().unwrap_or_default();
    let last = name.split('.').rfind(|part| !matches!(*part, "value" | "by_year") && !is_year_or_place(part));
    match last.unwrap_or_default() {
        "opening" if section == "users" || name.ends_with(".customers.opening") => {
            of(Quantity::Number, Limits::AMOUNT, None)
        }
        "opening" if section == "cash" => of(Quantity::Money, Limits::NONE, None),
        "minimum" => of(Quantity::Money, Limits::NONE, Some(0.0)),
        "losses_brought_forward" => of(Quantity::Money, Limits::AMOUNT, Some(0.0)),
        "cash_at_least" => of(Quantity::Money, Limits::NONE, None),
        "opening" | "annual" | "amount" | "balance" | "once" | "limit" | "price" | "revenue_at_least" => {
            of(Quantity::Money, Limits::AMOUNT, None)
        }
        "churn" => of(Quantity::Share, Limits::CHURN, None),
        "share" => of(Quantity::Share, Limits::SHARE, None),
        "growth" => of(Quantity::Share, Limits::GROWTH, None),
        "margin" | "compute_margin" | "gross_margin" => of(Quantity::Share, Limits::MARGIN, None),
        "probability" if section != "event" => of(Quantity::Share, Limits::SHARE, Some(1.0)),
        "tied_share" | "persistence" => of(Quantity::Share, Limits::SHARE, Some(0.0)),
        "probability" | "conversion" | "cut" => of(Quantity::Share, Limits::SHARE, None),
        "yield" => of(Quantity::Share, Limits::NONE, Some(0.0)),
        "rate" if section == "tax" => of(Quantity::Share, Limits::SHARE, None),
        "revenue_share" => of(Quantity::Share, Limits::SHARE, None),
        "until" if section == "loan" => of(Quantity::Factor, Limits::between(1.0, f64::INFINITY), None),
        "rate" => of(Quantity::Share, Limits::RATE, None),
        "growth_at_least" | "margin_at_least" => of(Quantity::Share, Limits::NONE, None),
        "paid_after_months" if section == "tax" => KeyProperties {
            quantity: Quantity::Months,
            limits: Limits::between(0.0, 24.0),
            is_whole: true,
            default: Some(6.0),
        },
        "collected_after_months" | "paid_after_months" => {
            KeyProperties { quantity: Quantity::Months, limits: LAG, is_whole: true, default: Some(0.0) }
        }
        "billed_every_months" => {
            KeyProperties { quantity: Quantity::Months, limits: BILL, is_whole: true, default: Some(1.0) }
        }
        "delay_months" | "starts_late_months" | "patience_months" => of(Quantity::Months, Limits::AMOUNT, Some(0.0)),
        last if last.contains("months") || last.contains("runway") => of(Quantity::Months, Limits::AMOUNT, None),
        "add" | "multiply" => of(Quantity::Number, Limits::NONE, None),
        _ => of(Quantity::Number, Limits::AMOUNT, None),
    }
}
