//! When does the cash run out, and when does the company become profitable?
//!
//! `runout` simulates millions of possible futures of a company that spends more than it earns. A [scenario](scenario::Scenario) says
//! what is known of it and how sure one is; the [`Answers`](answers::Answers) come as probabilities, each with its interval. The same
//! scenario, seed and number of runs give the same answers, to the bit, on any number of threads.
//!
//! The program `runout` is a thin shell around this library.
//!
//! # Modules
//! Data flows one way, and a module uses only those above it; the first four are the ground, which knows nothing of scenarios:
//!
//! | module | says | holds |
//! |---|---|---|
//! | [`error`] | what went wrong, and where | every message of a scenario at fault, with its place; used by all |
//! | `vector` | runs side by side | one number of every run of a block; work compiled for every width of vectors |
//! | [`distribution`] | every family | exact quantile and distribution functions, a file each |
//! | `tables` | quickly | quantile functions and growth as tables of polynomials, read by all lanes at once |
//! | [`books`] | what was booked | sheets of CSV, XLSX and ODS to accounts by months, and these to a scenario |
//! | [`scenario`] | what the user wrote | TOML to a typed scenario with the place of every value; the scenarios that come with the program |
//! | [`model`] | what it means | names, dates and distributions resolved and checked; immutable, shared by all threads |
//! | [`sampling`] | which futures | designs of the draws; streams by seed, driver and block; draws of one block of runs |
//! | [`engine`] | what happens in them | follows one block of runs, step by step; the loop over blocks |
//! | [`tally`] | what was counted | integer counters, so that merging is exact in any order |
//! | [`answers`] | what it tells us | every estimate with its interval; the ledger of a single run |
//! | [`selftest`] | whether it is right here | draws, distributions, answers and bytes held to independent referees |
//! | `wording` | in which words | digits, dates, percentages, amounts and names, the same in text and charts |
//! | [`report`], [`charts`] | the telling | terminal, JSON and CSV; PNG and SVG; they compute no statistic |
//!
//! The [`guide`] tells how a company is written down and what the answers mean, [`model::equations`] what is computed.
//!
//! # Example
//! A company has 40 million and no revenue; nobody knows whether it burns 10 or 30 million a year. It is out of cash within two years if
//! it burns more than 20 a year, so with a probability of one half:
//! ```
//! use runout::answers::Request;
//! use runout::engine::{Plan, Simulator};
//! use runout::error::{Error, Faults};
//! use runout::model::build;
//! use runout::scenario::Scenario;
//!
//! let text = "
//!     start = 2026-01-01
//!     years = 2
//!     unit = 'million'
//!
//!     [cash]
//!     opening = 40
//!
//!     [[revenue]]
//!     name = 'None yet'
//!     annual = 0
//!
//!     [[burn]]
//!     name = 'All'
//!     annual = { value = { uniform = { min = 10, max = 30 } }, persistence = 1 }
//! ";
//! let (scenario, sources) = Scenario::from_toml("acme", text, &[])?;
//! let model = build(&scenario).map_err(|problems| Faults::new(problems, sources, "acme"))?;
//!
//! let simulator = Simulator::new(Plan { runs: 100_000, ..Plan::default() })?;
//! let answers = simulator.answer(&model, &Request::default())?;
//! let chance = answers.exhaustion.by_horizon;
//! assert!((chance.estimate - 0.5).abs() < 0.005);
//! assert!(chance.low < chance.estimate && chance.estimate < chance.high);
//! # Ok::<(), Error>(())
//! ```

pub mod answers;
pub mod books;
#[cfg(feature = "charts")]
pub mod charts;
pub mod distribution;
pub mod engine;
pub mod error;
pub mod guide;
pub mod model;
#[cfg(feature = "report")]
pub mod report;
pub mod sampling;
pub mod scenario;
#[cfg(feature = "selftest")]
pub mod selftest;
mod tables;
pub mod tally;
mod vector;
#[cfg(feature = "report")]
mod wording;

/// What benchmarks and tests measure of the ground by itself; no part of the interface.
#[doc(hidden)]
pub mod internals {
    pub use crate::tables::{
        AffineMap, CubicCell, Growths, QuantileTable, TableLookup, bits_of, latent_cubic, probability_cubic,
        step_growth, tail_probabilities, uniforms,
    };
    pub use crate::vector::{ROWS, Row};
}

/// The examples of the README, run as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
