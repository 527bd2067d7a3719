//! One Rust side of the race in `benches/peers/run`: simulates a scenario with `runout` or with the loop written by hand, and prints one
//! line of JSON with the counts by year and the seconds of the simulation alone.
//!
//! `cargo bench --bench peers -- ours|limit|hand-written|hand-written-xoshiro SCENARIO RUNS SEED`

#![allow(missing_docs, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "a bench")]

#[path = "peers/rust/mod.rs"]
mod rust;

use rand::rngs::StdRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rust::{Counts, SCENARIOS, hand_written, limit, ours};
use serde_json::json;
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str =
    "peers: takes ours|limit|hand-written|hand-written-xoshiro SCENARIO RUNS SEED, for benches/peers/run";

fn main() -> ExitCode {
    // A plain `cargo bench` or `cargo test --benches` names no side: there is nothing to do.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.is_empty() {
        eprintln!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Some((side, scenario, runs, seed)) = parse(&arguments) else {
        eprintln!("{USAGE}, got {arguments:?}");
        return ExitCode::from(2);
    };
    let Some((counts, seconds)) = simulate(side, scenario, runs, seed) else {
        eprintln!("{USAGE}, got {side} {scenario}");
        return ExitCode::from(2);
    };
    let threads = rayon::current_num_threads();
    let line = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "threads": threads,
        "runs": runs,
        "seconds": seconds,
        "exhausted": counts.exhausted,
        "profitable": counts.profitable,
    });
    println!("{line}");
    ExitCode::SUCCESS
}

fn parse(arguments: &[String]) -> Option<(&str, &str, u64, u64)> {
    let [side, scenario, runs, seed] = arguments else { return None };
    SCENARIOS.contains(&scenario.as_str()).then_some(())?;
    Some((side, scenario, runs.parse().ok().filter(|&runs| runs > 0)?, seed.parse().ok()?))
}

/// Counts, and the seconds of the simulation alone: no start-up, no tables.
fn simulate(side: &str, scenario: &str, runs: u64, seed: u64) -> Option<(Counts, f64)> {
    match side {
        "ours" => {
            let model = ours::model(scenario);
            let started = Instant::now();
            let tally = ours::tally(&model, runs, seed);
            let seconds = started.elapsed().as_secs_f64();
            Some((ours::counts(&tally), seconds))
        }
        "limit" => {
            let simulate = limit::of(scenario)?;
            // Tables are made by the first draws.
            simulate(1, seed);
            by_hand(|| Some(simulate(runs, seed)))
        }
        "hand-written" => by_hand(|| hand_written::simulate::<StdRng>(scenario, runs, seed)),
        "hand-written-xoshiro" => by_hand(|| hand_written::simulate::<Xoshiro256PlusPlus>(scenario, runs, seed)),
        _ => None,
    }
}

/// As `runout` makes its own threads within the time, so is rayon's pool made within it.
fn by_hand(simulate: impl Fn() -> Option<Counts>) -> Option<(Counts, f64)> {
    let started = Instant::now();
    let counts = simulate()?;
    Some((counts, started.elapsed().as_secs_f64()))
}
