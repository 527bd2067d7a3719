//! Signals and pipes, where the system has them: what is interrupted says so, and what is read once is enough.

#![cfg(unix)]

use crate::cli::{folder, json, listing, text};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// A simulation that would take days, once it has opened its files.
fn long_run(folder: &Path, charts: &str) -> Child {
    long_run_of(folder, &["--runs", "1e12", charts])
}

fn long_run_of(folder: &Path, more: &[&str]) -> Child {
    let child = start(folder, &[&["run", "acme.toml", "--threads", "1", "--out", "out"], more].concat());
    let started = Instant::now();
    while !folder.join("out").exists() || listing(&folder.join("out")).len() < 2 {
        assert!(started.elapsed() < PATIENCE, "no files were opened");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The files are opened before the handler listens and before the first run is done.
    std::thread::sleep(Duration::from_millis(500));
    child
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn end(child: &mut Child) -> ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("did not stop");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_interrupted_run_gives_its_partial_answer_and_says_so() {
    let folder = folder();
    let child = long_run(folder.path(), "--no-charts");
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let answers = json(&fs::read(folder.path().join("out/results.json")).unwrap());
    assert_eq!(answers["complete"].as_bool(), Some(false));
    let runs = answers["runs"].as_u64().unwrap();
    assert!(runs > 0 && runs.is_multiple_of(128), "whole blocks: {runs}");
    let words = text(&output.stdout).to_lowercase();
    assert!(words.contains("interrupted") || words.contains("incomplete"), "{words}");
    assert_eq!(listing(&folder.path().join("out")), ["results.json", "summary.csv"]);
}

#[test]
fn interrupted_claims_exit_with_130_and_say_so_in_every_format() {
    for (format, mark) in [("text", "INTERRUPTED: "), ("markdown", "**INTERRUPTED: "), ("json", "\"complete\": false")]
    {
        let folder = folder();
        let claim = "survives_to = 2028-01-01";
        let arguments = ["claims", "acme.toml", "--claim", claim, "--runs", "1e12", "--format", format];
        let child = start(folder.path(), &arguments);
        std::thread::sleep(Duration::from_secs(2));
        interrupt(&child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains(mark), "{}", text(&output.stdout));
    }
}

/// From the moment that files are opened, whatever is being searched for.
#[test]
fn whatever_is_interrupted_early_exits_with_130_and_says_so() {
    let questions: [&[&str]; 6] = [
        &["compare", "--with", "cash.opening=40"],
        &["explain", "--claim", "survives_to = 2028-01-01"],
        &["sensitivity"],
        &["solve", "--lever", "cash.opening"],
        &["frontier", "--x", "cash.opening", "--y", "burn*"],
        &["deadline"],
    ];
    for (question, pause) in questions.iter().flat_map(|question| [0, 30, 600].map(|pause| (question, pause))) {
        let folder = folder();
        let usual = ["acme.toml", "--runs", "1e9", "--threads", "1", "--no-charts", "--out", "out"];
        let mut child = start(folder.path(), &[&question[..1], &usual, &question[1..]].concat());
        let (started, out) = (Instant::now(), folder.path().join("out"));
        while !out.exists() || listing(&out).is_empty() {
            assert!(started.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "no files were opened");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(pause));
        interrupt(&child);
        let output = child.wait_with_output().unwrap();
        let (answer, error) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(130), "{question:?} after {pause} ms: {answer}{error}");
        match listing(&out).is_empty() {
            true => assert!(answer.is_empty() && error.starts_with("error: stopped "), "{question:?}: {error}"),
            false => assert!(answer.starts_with("INTERRUPTED: ") && error.is_empty(), "{question:?}: {answer}{error}"),
        }
    }
}

/// A pipe can be read once: whatever reads it again finds it empty.
#[test]
fn a_scenario_is_read_once() {
    let questions: [&[&str]; 5] = [
        &["compare", "--with", "cash.opening=900", "--with", "cash.opening=950"],
        &["solve", "--lever", "cash.opening"],
        &["deadline"],
        &["explain", "--claim", "survives_to = 2028-01-01"],
        &["frontier", "--x", "cash.opening", "--y", "burn*"],
    ];
    for question in questions {
        let folder = folder();
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(&fs::read(folder.path().join("acme.toml")).unwrap()).unwrap();
        drop(writer);
        let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
        command.current_dir(folder.path()).arg(question[0]).arg("/dev/stdin").args(&question[1..]);
        let output = command.args(["--runs", "128", "--no-charts"]).stdin(reader).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{question:?}: {}", text(&output.stderr));
    }
}

#[test]
fn an_interrupted_search_for_precision_says_how_far_it_came() {
    let folder = folder();
    let child = long_run_of(folder.path(), &["--precision", "1e-7", "--max-runs", "1e12", "--no-charts"]);
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(130), String::new()));
    let answers = json(&fs::read(folder.path().join("out/results.json")).unwrap());
    assert_eq!((answers["complete"].as_bool(), answers["precision"]["reached"].as_bool()), (Some(false), Some(false)));
    assert!(answers["precision"]["looks"].as_u64() >= Some(1) && answers["precision"]["half_width"].is_f64());
    assert!(text(&output.stdout).contains("It was to go on until"), "{}", text(&output.stdout));
}

/// The second comes while charts are drawn for the partial answer, which is then given up. On a machine that has drawn them all by
/// then, the answer is whole; never is there a part of it, or a temporary file.
#[test]
fn a_second_interrupt_stops_at_once_and_leaves_no_temporary_files() {
    let folder = folder();
    let mut child = long_run(folder.path(), "--svg");
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(30));
    // By now it may have ended: then there is nobody to interrupt.
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
    assert_eq!(end(&mut child).code(), Some(130));
    let names = listing(&folder.path().join("out"));
    assert!(names.is_empty() || (names.len() == 14 && names.iter().all(|name| !name.starts_with('.'))), "{names:?}");
}

/// Like `| head -1`: the reader takes a little and goes away.
#[test]
fn a_broken_pipe_is_quiet() {
    for arguments in [&["show", "openai"][..], &["trace", "openai", "--run", "3"], &["schema"], &["list"]] {
        let folder = folder();
        let mut child = start(folder.path(), arguments);
        drop(child.stdout.take());
        let mut printed = String::new();
        child.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
        let status = end(&mut child);
        assert_eq!((status.code(), printed.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
