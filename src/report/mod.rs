//! The telling: the answers on the terminal, as JSON and as CSV. Stands beside `charts` at the end of the river.
//!
//! Computes no statistic: whatever is printed here stands in [`Answers`](crate::answers::Answers), or is read off a curve in it.

mod csv;
mod differences;
#[cfg(test)]
mod fixture;
mod frontier_csv;
mod json;
mod ledger;
mod levers;
mod precision;
mod reactions;
mod text;
mod understood;
mod words;

pub use csv::{csv, shifts_csv};
pub use frontier_csv::{frontier_csv, frontier_grid_csv};
pub use json::json;
pub use ledger::{ledger_csv, ledger_text};
pub use precision::missed_precision;
pub use text::{
    RunFacts, claims_markdown, claims_text, comparison_text, deadline_text, explanation_text, frontier_text,
    sensitivity_text, solution_text, text, update_text,
};
pub use understood::understood;
