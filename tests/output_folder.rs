//! The folder of an answer's files: what the program did not write stays, commands do not disturb each other, sets are whole.

use crate::cli::{folder, listing, text};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const RUN: [&str; 4] = ["run", "acme.toml", "--runs", "1000"];

fn command(folder: &Path, arguments: &[&[&str]]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
    command.current_dir(folder).args(arguments.concat()).stdin(Stdio::null());
    command
}

fn runout(folder: &Path, arguments: &[&[&str]]) -> Output {
    command(folder, arguments).output().unwrap()
}

#[track_caller]
fn succeeds(folder: &Path, arguments: &[&[&str]]) -> String {
    let output = runout(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stderr)
}

/// Every file of a folder, hidden ones too, and what is in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().is_file());
    files.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn files_of_somebody_elses_are_neither_replaced_nor_removed() {
    let folder = folder();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("cash.svg"), "mine").unwrap();
    fs::write(out.join("revenue.png"), "mine too").unwrap();
    fs::write(out.join("notes.txt"), "not in the way").unwrap();
    for charts in ["--no-charts", "--svg", "--quiet"] {
        let refused = runout(folder.path(), &[&RUN, &[charts, "--out", "out"]]);
        assert_eq!((refused.status.code(), text(&refused.stdout)), (Some(2), String::new()));
        let expected = "error: out: in the way, as `runout run` did not write it or it was changed since: cash.svg, revenue.png\n\
                        help: choose another folder with `--out DIR`, or replace what is in the way with `--force`\n";
        assert_eq!(text(&refused.stderr), expected);
        assert_eq!(listing(&out), ["cash.svg", "notes.txt", "revenue.png"]);
        assert_eq!(fs::read(out.join("cash.svg")).unwrap(), b"mine");
    }
    let said = succeeds(folder.path(), &[&RUN, &["--no-charts", "--out", "out", "--force"]]);
    let expected =
        "warning: `--force` replaces or removes what `runout run` did not write as it is: cash.svg, revenue.png\n";
    assert_eq!(said, expected);
    assert_eq!(listing(&out), ["notes.txt", "results.json", "summary.csv"]);
    assert_eq!(succeeds(folder.path(), &[&RUN, &["--no-charts", "--out", "out"]]), "", "all are its own now");
}

#[test]
fn the_folder_one_stands_in_is_like_any_other() {
    let folder = folder();
    succeeds(folder.path(), &[&RUN, &["--no-charts", "--out", "."]]);
    assert_eq!(listing(folder.path()), ["acme.toml", "results.json", "summary.csv"]);
    fs::write(folder.path().join("summary.csv"), "year,of,mine\n").unwrap();
    let refused = runout(folder.path(), &[&RUN, &["--no-charts", "--out", "."]]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("changed since: summary.csv\n"), "{}", text(&refused.stderr));
    assert_eq!(fs::read(folder.path().join("summary.csv")).unwrap(), b"year,of,mine\n");
}

/// Each question's files have names of their own, so one folder can hold the answers to all.
#[test]
fn answers_to_different_questions_share_a_folder() {
    let folder = folder();
    fs::write(folder.path().join("books.csv"), "period,revenue\n2026,2\n").unwrap();
    let commands: [&[&str]; 8] = [
        &["run"],
        &["compare", "--with", "cash.opening=40"],
        &["explain"],
        &["sensitivity"],
        &["solve", "--lever", "cash.opening"],
        &["frontier", "--x", "cash.opening", "--y", "burn*"],
        &["deadline", "--cut", "0.2"],
        &["update", "--actuals", "books.csv"],
    ];
    let out = folder.path().join("out");
    let mut before = BTreeMap::new();
    for question in commands {
        let usual = ["acme.toml", "--runs", "4096", "--svg", "--out", "out"];
        assert_eq!(succeeds(folder.path(), &[&question[..1], &usual, &question[1..]]), "");
        let mut now = contents(&out);
        now.remove(".runout-files.json");
        assert!(now.len() > before.len() + 2, "{question:?}");
        assert!(before.iter().all(|(name, content)| now.get(name) == Some(content)), "{question:?}");
        before = now;
    }
    succeeds(folder.path(), &[&RUN, &["--no-charts", "--out", "out"]]);
    let (names, left): (BTreeSet<String>, BTreeSet<String>) =
        (before.into_keys().collect(), contents(&out).into_keys().collect());
    let removed: Vec<&String> = names.difference(&left).collect();
    assert_eq!(removed.len(), 12, "the charts of `run` and no others: {removed:?}");
}

#[test]
fn two_writers_at_once_leave_one_whole_set() {
    let folder = folder();
    let out = folder.path().join("out");
    for _ in 0..5 {
        let start = |charts: &str| -> Child {
            let mut command = command(folder.path(), &[&RUN, &[charts, "--out", "out"]]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let writers = [start("--svg"), start("--no-charts")];
        let ended = writers.map(|writer| writer.wait_with_output().unwrap());
        let codes = ended.each_ref().map(|output| output.status.code());
        assert!(codes.contains(&Some(0)), "{}", text(&ended[0].stderr));
        for output in ended.iter().filter(|output| output.status.code() != Some(0)) {
            assert!(text(&output.stderr).contains("another `runout run` is writing its files there\n"));
        }
        let number = listing(&out).len();
        assert!(number == 14 && codes[0] == Some(0) || number == 2 && codes[1] == Some(0), "{number}, {codes:?}");
    }
}

/// Some are killed while runs are made or charts drawn, some as soon as the old set begins to go.
#[test]
fn a_run_that_is_killed_leaves_the_old_set_or_the_new_one_or_none() {
    let folder = folder();
    let out = folder.path().join("out");
    let seeds = ["1", "2"];
    let whole = seeds.map(|seed| {
        succeeds(folder.path(), &[&RUN, &["--svg", "--seed", seed, "--out", "whole"]]);
        visible(&folder.path().join("whole"))
    });
    for round in 0..12_u64 {
        let seed = seeds[(round % 2) as usize];
        let mut command = command(folder.path(), &[&RUN, &["--svg", "--seed", seed, "--out", "out"]]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        if round % 3 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(40 * round));
        } else {
            let has_begun = || round > 2 && !out.join("results.json").exists();
            while child.try_wait().unwrap().is_none() && !has_begun() {}
            std::thread::sleep(std::time::Duration::from_micros(50 * round));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = if out.exists() { visible(&out) } else { BTreeMap::new() };
        if found.contains_key("results.json") {
            assert!(whole.contains(&found), "round {round}: a torn set of {:?}", found.keys());
        }
    }
    succeeds(folder.path(), &[&RUN, &["--svg", "--seed", "2", "--out", "out"]]);
    assert_eq!(visible(&out), whole[1]);
    let hidden = contents(&out).into_keys().filter(|name| name.starts_with('.')).collect::<Vec<_>>();
    assert_eq!(hidden, [".runout-files.json", ".runout-lock"], "leftovers are gone");
}

fn visible(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    contents(folder).into_iter().filter(|(name, _)| !name.starts_with('.')).collect()
}
