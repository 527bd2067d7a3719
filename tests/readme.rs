//! The README shows what the program says: its answer, its chart, a comparison, its scenarios and its library.
//!
//! `RUNOUT_README=write cargo test readme` writes the answer, the chart and the comparison anew.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests, which fail with what went wrong")]

use assert_cmd::Command;
use runout::answers::{Answers, Compared, Request};
use runout::charts;
use runout::engine::{Plan, Simulator};
use runout::model::load;
use runout::report::{RunFacts, text};
use runout::sampling::Sampling;
use runout::scenario::{Library, Scenario};
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// The chart that the README shows.
const CHART: &str = "clocks.png";
/// What stands above the answer, and what is left out of it: a speed is nobody else's.
const BEFORE_ANSWER: &str = "<!-- the answer: held current by tests/readme.rs -->\n```text\n";
const BEFORE_CLAIMS: &str = "<!-- the claims: held current by tests/readme.rs -->\n";
const SPEED: &str = " runs a second.";
/// What stands above the comparison.
const BEFORE_COMPARISON: &str = "<!-- the comparison: held current by tests/readme.rs -->\n```text\n";
/// The change that is compared, and the parts of the page that are shown: what is compared, what changes, and capital needed.
const CHANGE: &str = "capital[0].probability=0";
const SHOWN: [usize; 3] = [0, 1, 5];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn readme() -> String {
    fs::read_to_string(path("README.md")).unwrap()
}

fn wants_writing() -> bool {
    std::env::var_os("RUNOUT_README").is_some_and(|value| value == "write")
}

/// What `runout run` answers: a million runs of `openai`, seed 1.
fn answers() -> &'static Answers {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let plan = Plan { runs: 1_000_000, seed: 1, sampling: Sampling::Random, threads: None };
        Simulator::new(plan).unwrap().answer(&load("openai", &[]).unwrap().model, &Request::default()).unwrap()
    })
}

fn said() -> String {
    let files =
        ["results.json", "summary.csv"].map(str::to_owned).into_iter().chain(charts::file_names::<Answers>(false));
    let facts = RunFacts {
        folder: PathBuf::from("results/openai"),
        files: files.collect(),
        elapsed: Duration::from_secs(1),
        runs_per_second: 1e6,
    };
    let said = text(answers(), &facts, false);
    said.lines().filter(|line| !line.ends_with(SPEED)).map(|line| format!("{line}\n")).collect()
}

/// What `runout compare startup --with CHANGE` says, as far as it is shown.
fn compared() -> String {
    let change = [CHANGE.to_owned()];
    let changes: [&[String]; 2] = [&[], &change];
    let models = changes.map(|changes| load("startup", changes).unwrap().model);
    let title = |place: usize| match place {
        0 => models[0].title.clone(),
        _ => format!("{} with {CHANGE}", models[0].title),
    };
    let scenario = |place: usize| Compared {
        model: &models[place],
        name: title(place),
        title: title(place),
        overrides: changes[place].to_vec(),
    };
    let plan = Plan { runs: 1_000_000, seed: 1, sampling: Sampling::Random, threads: None };
    let comparison = Simulator::new(plan).unwrap().compare(&[scenario(0), scenario(1)]).unwrap();
    let facts = RunFacts { folder: "".into(), files: vec![], elapsed: Duration::from_secs(1), runs_per_second: 1e6 };
    let said = text(&comparison, &facts, false);
    let parts: Vec<&str> = said.split("\n\n").collect();
    SHOWN.map(|part| parts[part]).join("\n\n") + "\n"
}

/// That what stands in the README between two marks is what the program says; or, if so wanted, writes it there.
#[track_caller]
fn stands_between(before: &str, after: &str, said: &str) {
    static WRITING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = WRITING.lock();
    let readme = readme();
    let start = readme.find(before).expect("the README has the mark") + before.len();
    let end = start + readme[start..].find(after).expect("what is between the marks ends");
    if wants_writing() {
        fs::write(path("README.md"), format!("{}{said}{}", &readme[..start], &readme[end..])).unwrap();
        return;
    }
    assert_eq!(&readme[start..end], said, "RUNOUT_README=write cargo test readme writes it anew");
}

#[test]
fn the_answer_in_the_readme_is_that_of_the_program() {
    stands_between(BEFORE_ANSWER, "```", &said());
}

#[test]
fn the_comparison_in_the_readme_is_that_of_the_program() {
    assert!(readme().contains(&format!("runout compare startup --with '{CHANGE}'")));
    stands_between(BEFORE_COMPARISON, "```", &compared());
}

#[test]
fn the_chart_in_the_readme_is_that_of_the_program() {
    let charts = charts::draw(answers(), false).unwrap();
    let (_, drawn) = charts.iter().find(|(name, _)| name == CHART).unwrap();
    let file = path("tests/readme").join(CHART);
    if wants_writing() {
        fs::write(file, drawn).unwrap();
        return;
    }
    assert!(readme().contains(&format!("(tests/readme/{CHART})")));
    assert!(fs::read(file).unwrap() == *drawn, "RUNOUT_README=write cargo test readme draws it anew");
}

#[test]
fn the_claims_in_the_readme_are_those_of_the_program() {
    let printed = Command::cargo_bin("runout").unwrap().args(["claims", "--format", "markdown", "--quiet"]).output();
    let said = String::from_utf8(printed.unwrap().stdout).unwrap();
    stands_between(BEFORE_CLAIMS, "<!-- end of the claims -->", &said);
}

#[test]
fn every_scenario_in_the_readme_is_sound() {
    let readme = readme();
    let scenarios: Vec<&str> =
        readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(!scenarios.is_empty());
    for scenario in scenarios {
        Scenario::from_toml("README.md", scenario, &[]).unwrap();
    }
}

#[test]
fn the_readme_lists_the_whole_library_and_its_links_lead_to_files() {
    let readme = readme();
    for name in Library::names() {
        assert!(readme.contains(&format!("[`{name}`](config/{name}.toml)")), "{name}");
    }
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
        assert!(path(link).exists(), "{link}");
    }
}
