//! Books as programs of accounts export them: sheets (CSV, XLSX, ODS) to accounts by months, and these to a scenario.
//!
//! A [`Sheet`] is cells with places; the header names months; every sum of accounts is recomputed and left out; what stays are [`Books`],
//! of which a [`Draft`] of a scenario is made. Nothing here knows what a scenario means: that is for `scenario`, which reads the text.
//!
//! XLSX and ODS are read here and not by a general reader of spreadsheets: those make what a file claims to hold (a cell in the last
//! column of the last row, a formula shared by a million cells, a blank repeated a billion times) before anybody can refuse it.

mod accounts;
mod balance;
mod csv_sheet;
mod file;
mod header;
mod lines;
mod month;
mod numeral;
#[cfg(feature = "spreadsheets")]
mod ods;
mod rollup;
mod scenario_text;
mod series;
mod sheet;
mod table;
mod words;
#[cfg(feature = "spreadsheets")]
mod xlsx;
#[cfg(feature = "spreadsheets")]
mod xml;
#[cfg(feature = "spreadsheets")]
mod zip;

pub use accounts::{Account, Books, LeftOut};
pub use file::{is_spreadsheet, open, sheets};
pub use month::Month;
pub use numeral::{decimals_of, plain_figure, unclear_decimals};
pub use scenario_text::{Draft, DraftLine};
pub(crate) use series::{Range, run_rate, season};
pub use sheet::{Cell, Decimals, Sheet};
pub use words::Kind;
