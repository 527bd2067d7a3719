//! The report: the answers on the terminal, as JSON and as CSV. Stands beside `charts` at the end of the river.
//!
//! Computes no statistic: whatever is printed here stands in [`Answers`](crate::answers::Answers), or is read off a curve in it.

mod csv;
mod frontier_csv;
mod json;
mod ledger;
mod line_forms;
mod line_terms;
mod moves_together;
mod obligations;
mod output;
mod page;
mod payments;
mod precision;
mod prospects;
mod reactions;
mod requirements;
mod text;
mod understood;
mod unit;

pub use csv::{csv, shifts_csv, summary};
pub use frontier_csv::{frontier_csv, frontier_grid_csv};
pub use json::json;
pub use ledger::{ledger_csv, ledger_text};
pub use output::{CsvTable, Head, Output, RunFacts, text};
pub use page::{Page, fitted, page_width};
pub use precision::missed_precision;
pub use text::{claims_markdown, claims_text};
pub use understood::understood;
