//! `claims`: the same probabilities as `run`, in the order in which sources number them.

use crate::problems::message;
use crate::support::{DESIGNS, answers_by, answers_of};
use runout::answers::ClaimsTable;
use runout::engine::{Plan, Progress, Simulator};
use runout::model::{LoadedModel, Model, load};
use runout::report;
use runout::sampling::Sampling;
use std::sync::atomic::{AtomicBool, Ordering};

const RUNS: u64 = 5_000;

fn scenarios(loaded: &[LoadedModel]) -> Vec<(&str, &Model)> {
    loaded.iter().map(|loaded| (loaded.name.as_str(), &loaded.model)).collect()
}

fn table(loaded: &[LoadedModel], threads: usize) -> ClaimsTable {
    let plan = Plan { runs: RUNS, seed: 1, sampling: Sampling::Random, threads: Some(threads), ..Plan::default() };
    Simulator::new(plan).unwrap().claims(&scenarios(loaded), &[]).unwrap()
}

fn loaded(names: &[&str]) -> Vec<LoadedModel> {
    names.iter().map(|name| load(name, &[]).unwrap()).collect()
}

/// In `hardware` claims about capital needed are answered by following runs again, here as in `run`.
#[test]
fn the_probabilities_are_those_of_run_on_any_number_of_threads() {
    let loaded = loaded(&["hardware", "openai", "hsbc"]);
    let table_of_one = table(&loaded, 1);
    for scenario in &loaded {
        for claim in answers_of(&scenario.model, RUNS, None).claims {
            let same = |row: &&runout::answers::ClaimRow| row.scenario == scenario.name && row.claim.text == claim.text;
            assert_eq!(table_of_one.claims.iter().find(same).unwrap().claim, claim);
        }
    }
    assert_eq!(
        table_of_one.claims.len(),
        loaded.iter().map(|scenario| scenario.model.company().claims.len()).sum::<usize>()
    );
    assert_eq!(report::json(&table_of_one).unwrap(), report::json(&table(&loaded, 3)).unwrap());
}

/// Runs of an even design are not independent of each other: their intervals are those of replicates, which `run` gives.
#[test]
fn the_intervals_are_those_of_run_by_every_design() {
    let loaded = loaded(&["openai"]);
    for sampling in DESIGNS {
        let simulator = Simulator::new(Plan { runs: 8_192, sampling, ..Plan::default() }).unwrap();
        let table = simulator.claims(&scenarios(&loaded), &[]).unwrap();
        let expected = answers_by(sampling, &loaded[0].model, 8_192, None);
        assert_eq!(table.provenance, expected.provenance, "{sampling}");
        for claim in expected.claims {
            assert_eq!(
                table.claims.iter().find(|row| row.claim.text == claim.text).unwrap().claim,
                claim,
                "{sampling}"
            );
        }
    }
}

#[test]
fn a_table_that_was_stopped_early_says_so() {
    let (loaded, stop) = (loaded(&["startup", "openai"]), AtomicBool::new(false));
    let after_the_first = |_: Progress| stop.store(true, Ordering::Relaxed);
    let simulator = Simulator::new(Plan { runs: RUNS, threads: Some(1), ..Plan::default() }).unwrap();
    let stopped = simulator.stopped_by(&stop).reporting_to(&after_the_first);
    let table = stopped.claims(&scenarios(&loaded), &[]).unwrap();
    assert_eq!((table.provenance.complete, table.provenance.runs), (false, 128));
}

#[test]
fn claims_stand_in_the_order_of_their_numbers_and_then_of_the_scenarios() {
    let table = table(&loaded(&["startup", "openai-own", "hsbc", "openai"]), 2);
    let numbers: Vec<&str> = table.claims.iter().map(|row| row.number.as_deref().unwrap_or("-")).collect();
    let mut shorter = numbers.clone();
    shorter.dedup();
    assert_eq!(shorter, ["A1", "A2", "A3", "A4", "A5", "A6", "A9", "A11", "F41", "F42", "-"]);
    let of = |number: &str| {
        let rows = table.claims.iter().filter(|row| row.number.as_deref() == Some(number));
        let mut scenarios: Vec<&str> = rows.map(|row| row.scenario.as_str()).collect();
        scenarios.dedup();
        scenarios.join(" ")
    };
    assert_eq!(of("A2"), "hsbc openai");
    assert_eq!(of("F41"), "hsbc openai");
}

#[test]
fn the_table_says_each_claim_with_its_source_and_its_note() {
    let table = table(&loaded(&["openai-own"]), 2);
    let (text, markdown) = (report::claims_text(&table, false, 100), report::claims_markdown(&table));
    insta::assert_snapshot!(format!("{text}\n{markdown}"));
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn scenarios_without_claims_are_refused() {
    let benchmark = load("benchmark", &[]).unwrap();
    let plan = Plan { runs: RUNS, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
    let refused = Simulator::new(plan).unwrap().claims(&[("benchmark", &benchmark.model)], &[]).unwrap_err();
    assert!(message(&refused).starts_with("error: there is no claim in these scenarios\nhelp: add a `[[claim]]`"));
}
