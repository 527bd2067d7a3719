//! The telling: the answers on the terminal, as JSON and as CSV. Stands beside `charts` at the end of the river.
//!
//! Computes no statistic: whatever is printed here stands in [`Answers`](crate::answers::Answers), or is read off a curve in it.

mod csv;
mod differences;
#[cfg(test)]
mod fixture;
mod json;
mod ledger;
mod precision;
mod reactions;
mod text;
mod understood;
mod words;

pub use csv::csv;
pub use json::json;
pub use ledger::{ledger_csv, ledger_text};
pub use precision::missed_precision;
pub use text::{RunFacts, comparison_text, text, update_text};
pub use understood::understood;
