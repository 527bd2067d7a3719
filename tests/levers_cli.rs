//! `solve`, `frontier` and `deadline` as users type them.

use crate::cli::listing;
use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scenario = r#"title = "Acme"
start = 2026-01-01
years = 2
unit = "million"
[cash]
opening = 24
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "Payroll"
annual = { value = { normal = { mean = 12, std_dev = 3 } }, persistence = 1 }
[[burn]]
name = "Rent"
annual = 3
[[capital]]
name = "Bridge"
date = 2026-09-01
amount = 5
[[claim]]
text = "A year and a half"
survives_to = 2027-07-01
"#;
    fs::write(folder.path().join("acme.toml"), scenario).unwrap();
    folder
}

fn runout(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder).args(arguments).output().unwrap()
}

#[track_caller]
fn prints(folder: &Path, arguments: &[&str]) -> String {
    let output = runout(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refuses(folder: &Path, arguments: &[&str]) -> String {
    let output = runout(folder, arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The text without what differs from one machine to the next.
fn timeless(text: &str) -> String {
    let is_timed = |line: &&str| !line.contains("runs a second");
    text.lines().filter(is_timed).map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn solving_says_what_would_do_and_what_would_not() {
    let folder = folder();
    let levers = [
        "--lever",
        "cash.opening",
        "--lever",
        "burn*",
        "--lever",
        "burn.Rent.annual",
        "--lever",
        "capital.Bridge.date",
    ];
    let arguments = [&["solve", "acme.toml", "--runs", "20k"], levers.as_slice()].concat();
    let printed = prints(folder.path(), &arguments);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(timeless(&printed)) });
    assert_eq!(listing(&folder.path().join("results/solve-acme")), ["solve.json", "solve.png"]);
    let json = prints(folder.path(), &[arguments.as_slice(), &["--format", "json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["levers"][0]["method"], "capital_needed");
    assert_eq!(value["levers"][2]["outcome"], "out_of_reach");
    // The claim that is named is asked, and not survival to the horizon.
    let sooner = prints(folder.path(), &[arguments.as_slice(), &["--claim", "1", "--format", "json"]].concat());
    let sooner: serde_json::Value = serde_json::from_str(&sooner).unwrap();
    assert_eq!(
        (sooner["claim"].as_str(), sooner["levers"][0]["method"].as_str()),
        (Some("A year and a half"), Some("search"))
    );
    let cash = |of: &serde_json::Value| of["levers"][0]["needed"]["value"].as_f64().unwrap();
    assert!(cash(&sooner) < cash(&value));
}

#[test]
fn without_a_lever_the_usual_ones_are_solved_and_help_lists_all() {
    let folder = folder();
    let json = prints(folder.path(), &["solve", "acme.toml", "--runs", "2k", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let levers: Vec<&str> =
        value["levers"].as_array().unwrap().iter().map(|of| of["lever"].as_str().unwrap()).collect();
    assert_eq!(levers, ["cash.opening", "burn*", "capital.Bridge.amount", "capital.Bridge.date"]);
    let help = prints(folder.path(), &["solve", "acme.toml", "--lever", "help"]);
    assert!(help.contains("\n  burn.Rent.annual\n") && help.contains("PATH*"), "{help}");
}

#[test]
fn a_frontier_writes_curves_grid_and_chart() {
    let folder = folder();
    let arguments = ["frontier", "acme.toml", "--x", "cash.opening", "--y", "burn.Payroll.annual+", "--runs", "2k"];
    let printed = prints(folder.path(), &arguments);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(timeless(&printed)) });
    let files = listing(&folder.path().join("results/frontier-acme"));
    assert_eq!(files, ["frontier.csv", "frontier.json", "frontier.png", "grid.csv"]);
    let ranged =
        [arguments.as_slice(), &["--x-range", "20 to 40", "--y-range", "-5 to 5", "--format", "json"]].concat();
    let value: serde_json::Value = serde_json::from_str(&prints(folder.path(), &ranged)).unwrap();
    let ends = |axis: &str| {
        let values = value[axis]["values"].as_array().unwrap();
        (values[0].as_f64().unwrap(), values[values.len() - 1].as_f64().unwrap())
    };
    assert_eq!((ends("x"), ends("y")), ((20.0, 40.0), (-5.0, 5.0)));
}

#[test]
fn deadlines_are_given_in_words_with_what_becomes_of_the_late() {
    let folder = folder();
    let arguments = ["deadline", "acme.toml", "--raise", "15", "--closes-in", "4 to 8", "--cut", "50%", "--runs", "4k"];
    let printed = prints(folder.path(), &arguments);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(timeless(&printed)) });
    assert_eq!(listing(&folder.path().join("results/deadline-acme")), ["deadline.json", "deadline.png"]);
    let default = prints(folder.path(), &["deadline", "acme.toml", "--runs", "2k", "--no-charts"]);
    assert!(default.contains("A new raise of 23 million USD") && default.contains("A cut of 30 %"), "{default}");
}

#[test]
fn what_cannot_be_is_refused_with_what_to_type() {
    let folder = folder();
    let refused = |arguments: &[&str]| refuses(folder.path(), arguments);
    assert!(refused(&["solve", "acme.toml", "--probability", "1"]).contains("above 0 and below 1, such as 0.9 or 90%"));
    assert!(refused(&["solve", "acme.toml", "--lever", "cash"]).contains("is neither a number nor a date"));
    let same = ["frontier", "acme.toml", "--x", "burn*", "--y", "burn*"];
    assert!(refused(&same).contains("--x and --y are the same lever"));
    let beyond = ["frontier", "acme.toml", "--x", "cash.opening", "--y", "burn*", "--y-range", "-1 to 2"];
    assert!(refused(&beyond).contains("--y-range: burn* has no meaning there"));
    assert!(refused(&["deadline", "acme.toml", "--lines", "Rent"]).contains("--cut <SHARE>"));
    assert!(
        refused(&["deadline", "acme.toml", "--raise", "Brigde"]).contains("the rounds of the scenario are `Bridge`")
    );
    assert_eq!(listing(folder.path()), ["acme.toml"], "nothing is written");
}
