//! The index of the integration tests: one binary, one file a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what panics in a test fails the test, as it should")]
#![allow(clippy::cast_possible_truncation, reason = "the numbers of tests are known, and small")]

#[path = "../src/cli/problems.rs"]
mod problems;
mod support;

mod analytic;
mod base;
mod books;
mod books_command;
mod capital_needed;
mod cases;
mod cashing;
mod circles;
mod claims;
mod claims_on_days;
mod claims_table;
mod cli;
mod compare;
mod corpus;
mod correlation;
mod customers;
mod deadline;
mod dependencies;
mod designs;
mod determinism;
mod errors;
mod explain;
mod frontier;
mod fuzzed;
mod given;
mod goodness;
mod guide;
mod hand_arithmetic;
mod history;
mod layering;
mod levers_cli;
mod library;
mod lines;
mod loans;
mod meaning_errors;
mod months;
mod no_surprises;
mod output_folder;
mod outsider;
mod percentages;
mod precision;
mod properties;
mod quarters;
mod reference;
mod robustness;
mod sensitivity;
mod signals;
mod solve;
mod stability;
mod tables;
mod update;
mod update_command;
mod update_errors;
mod variation;
mod years;
