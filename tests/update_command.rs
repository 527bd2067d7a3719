//! `runout update` as it is typed, and interrupted.

use crate::cli::listing;
use assert_cmd::Command;
use runout::answers::{ErrorSizes, Update, Updating};
use runout::engine::{Plan, Progress, Simulator};
use runout::error::Error;
use runout::model::load;
use runout::sampling::Sampling;
use runout::scenario::Actuals;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};

fn runout(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder).args(arguments).output().unwrap()
}

#[test]
fn update_writes_its_json_and_charts_and_echoes_every_flag_that_changes_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("books.csv"), "period,revenue,margin\n2027Q1,165,72%\n").unwrap();
    let arguments = [
        "update",
        "startup",
        "--actuals",
        "books.csv",
        "--runs",
        "20k",
        "--seed",
        "3",
        "--error",
        "8%",
        "--error",
        "margin=4%",
        "--set",
        "cash.minimum=0",
        "--claim",
        "survives_to = 2030-01-01",
    ];
    let output = runout(folder.path(), &arguments);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        printed.contains("updated by what has happened") && printed.contains("right to ± 8 %, margin 4 %"),
        "{printed}"
    );
    let results = folder.path().join("results").join("update-startup");
    assert_eq!(listing(&results), ["surprise.png", "update.json", "update.png"]);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(results.join("update.json")).unwrap()).unwrap();
    assert_eq!((json["seed"].as_u64(), json["runs"].as_u64()), (Some(3), Some(20_000)));
    assert_eq!(
        (json["errors"]["all"].as_f64(), json["errors"]["columns"]["margin"].as_f64()),
        (Some(0.08), Some(0.04))
    );
    assert_eq!(json["before"]["overrides"].as_array().unwrap().len(), 2);
    assert_eq!(json["change"]["claims"].as_array().unwrap().len(), json["after"]["claims"].as_array().unwrap().len());
    assert_eq!(
        (json["actuals"][1]["kind"].as_str(), json["actuals"][1]["error"].as_f64()),
        (Some("share"), Some(0.04))
    );
}

#[test]
fn update_refuses_what_is_wrong_before_it_makes_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("books.csv"), "period,revenue\n2020,3\n").unwrap();
    let output = runout(folder.path(), &["update", "openai", "--actuals", "books.csv"]);
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(printed.starts_with("error: books.csv:2:1: `period`: 2020 lies before the scenario"), "{printed}");
    assert!(!folder.path().join("results").exists());
}

/// An update that is stopped once so many runs have been followed.
fn stopped_at(runs: u64) -> Result<Update, Error> {
    let model = load("openai", &[]).unwrap().model;
    let actuals = model.actuals(&Actuals::from_csv("books.csv", "period,revenue\n2026,29\n").unwrap()).unwrap();
    let plan = Plan { runs: 40_000, seed: 1, sampling: Sampling::Random, threads: Some(1), ..Plan::default() };
    let errors = ErrorSizes { all: 0.05, columns: BTreeMap::new() };
    let updating = Updating { actuals: &actuals, errors: &errors, overrides: Vec::new() };
    let stop = AtomicBool::new(false);
    let until = |standing: Progress| stop.store(standing.runs >= runs, Ordering::Relaxed);
    Simulator::new(plan)?.stopped_by(&stop).reporting_to(&until).update(&model, &updating)
}

#[test]
fn whoever_stops_gets_the_update_of_the_runs_done_so_far() {
    let whole = stopped_at(u64::MAX).unwrap();
    assert_eq!(
        (whole.provenance.complete, whole.provenance.runs, whole.before.provenance.complete),
        (true, 40_000, true)
    );
    // In the first pass, the runs that were seen are counted; in the second, those that were counted.
    for stop in [16_000, 40_000 + 16_000] {
        let update = stopped_at(stop).unwrap();
        assert!(!update.provenance.complete && !update.before.provenance.complete && !update.after.provenance.complete);
        assert!((16_000..25_000).contains(&update.provenance.runs), "{stop}: {}", update.provenance.runs);
        assert_eq!(
            (update.before.provenance.runs, update.after.provenance.runs),
            (update.provenance.runs, update.provenance.runs)
        );
        let (found, expected) = (update.after.exhaustion.by_horizon, whole.after.exhaustion.by_horizon);
        assert!((found.low - 0.02..found.high + 0.02).contains(&expected.estimate), "{stop}: {found:?} {expected:?}");
    }
    let early = stopped_at(0).unwrap_err();
    assert_eq!(early.to_string(), "stopped too early: the 128 runs done do not carry an answer");
}
