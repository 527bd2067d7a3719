//! The one wording for text, charts and every other output: digits, dates, percentages, amounts and names are worded here and nowhere else.
//!
//! Stands between `answers`, whose numbers it words, and `report` and `charts`, which put the words on a page.

mod amounts;
mod chances;
pub(crate) mod chart_labels;
mod dates;
mod differences;
mod digits;
#[cfg(test)]
pub(crate) mod fixture;

mod formatted;
mod levers;
mod names;
mod plain;

pub(crate) use amounts::AmountScale;
pub(crate) use chances::{percent, probability};
pub(crate) use dates::{Horizon, day, duration, month};
pub(crate) use differences::{amount, days, points, side};
pub(crate) use digits::{count, counted, fixed, rate, supported_decimals, three_digits, whole_digits};
pub(crate) use formatted::Formatted;
pub(crate) use levers::{LeverFormat, Ranged};
pub(crate) use names::{KEPT_TOGETHER, capital, clauses, clean, listed, sentence, unbroken};
pub(crate) use plain::plain_name;
