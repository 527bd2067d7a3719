//! The program as users type it: every command and flag, in a folder of its own.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const CHARTS: [&str; 6] = ["capital", "cash", "clocks", "exhaustion", "profitability", "revenue"];

/// A folder with a small scenario in it.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scenario = r#"title = "Acme"
start = 2026-01-01
years = 3
[cash]
opening = "20 to 30"
[[revenue]]
name = "All"
annual = 2
[[burn]]
name = "Payroll"
annual = { value = "8 to 14", persistence = 0.5 }
"#;
    fs::write(folder.path().join("acme.toml"), scenario).unwrap();
    folder
}

/// What comes of `runout` with these arguments, in a folder.
fn runout(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder).args(arguments).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Standard output of what must succeed.
#[track_caller]
fn prints(folder: &Path, arguments: &[&str]) -> String {
    let output = runout(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "nothing on standard error that is no terminal");
    text(&output.stdout)
}

/// Standard error of what must be refused with exit code 2, and print nothing else.
#[track_caller]
fn refuses(folder: &Path, arguments: &[&str]) -> String {
    let output = runout(folder, arguments);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    let printed = text(&output.stderr);
    assert!(printed.starts_with("error: "), "{printed}");
    printed
}

/// What stands in a folder, but for the two hidden files that the program keeps there; `folder.rs` looks at these.
pub(crate) fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != ".runout-files.json" && name != ".runout-lock");
    names.sort();
    names
}

pub(crate) fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn run_writes_results_summary_and_charts_into_a_folder_named_after_the_scenario() {
    let folder = folder();
    let printed = prints(folder.path(), &["run", "acme.toml", "--runs", "2k"]);
    assert!(printed.contains("Acme") && printed.contains("results.json"), "{printed}");
    let results = folder.path().join("results").join("acme");
    let mut expected: Vec<String> = CHARTS.iter().map(|chart| format!("{chart}.png")).collect();
    expected.extend(["results.json".to_owned(), "summary.csv".to_owned()]);
    expected.sort();
    assert_eq!(listing(&results), expected);
    let answers = json(&fs::read(results.join("results.json")).unwrap());
    assert_eq!((answers["runs"].as_u64(), answers["seed"].as_u64()), (Some(2_000), Some(1)));
    assert_eq!((answers["schema"].as_u64(), answers["complete"].as_bool()), (Some(1), Some(true)));
    assert_eq!(fs::read_to_string(results.join("summary.csv")).unwrap().lines().count(), 4, "a head and three years");
    assert!(fs::read(results.join("cash.png")).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn svg_draws_each_chart_twice() {
    let folder = folder();
    prints(folder.path(), &["run", "acme.toml", "--runs", "1000", "--svg", "--out", "here"]);
    let names = listing(&folder.path().join("here"));
    for chart in CHARTS {
        assert!(names.contains(&format!("{chart}.png")) && names.contains(&format!("{chart}.svg")), "{names:?}");
    }
}

#[test]
fn out_no_charts_seed_and_threads_are_obeyed() {
    let folder = folder();
    let run = |out: &str, seed: &str, threads: &str| {
        let arguments =
            ["run", "acme.toml", "--runs", "1e3", "--no-charts", "--out", out, "--seed", seed, "--threads", threads];
        prints(folder.path(), &arguments);
        assert_eq!(listing(&folder.path().join(out)), ["results.json", "summary.csv"]);
        fs::read(folder.path().join(out).join("results.json")).unwrap()
    };
    let one = run("a", "7", "1");
    assert_eq!(one, run("deep/b", "7", "2"), "threads change nothing");
    assert_ne!(one, run("c", "8", "2"));
    assert_eq!(json(&one)["seed"].as_u64(), Some(7));
}

#[test]
fn a_design_is_obeyed_echoed_and_says_how_it_rounds_the_runs() {
    let folder = folder();
    let run = |design: &str, format: &str| {
        prints(
            folder.path(),
            &["run", "acme.toml", "--runs", "20k", "--sampling", design, "--format", format, "--no-charts"],
        )
    };
    for (design, runs, written) in
        [("random", 20_000, "20,000"), ("latin", 20_480, "20,480"), ("sobol", 32_768, "32,768")]
    {
        let results = json(run(design, "json").as_bytes());
        assert_eq!((&results["sampling"], &results["runs"]), (&design.into(), &runs.into()));
        assert_eq!(results["complete"], true);
        let rounds = format!("20,000 were asked for: {written} is the next number that the design spreads evenly.");
        assert_eq!(run(design, "text").contains(&rounds), design != "random");
    }
    let printed = refuses(folder.path(), &["run", "acme.toml", "--runs", "1e12", "--sampling", "sobol"]);
    assert!(printed.contains("the design `sobol` has at most 137438953472 runs, got 1000000000000"), "{printed}");
    let printed = refuses(folder.path(), &["trace", "acme.toml", "--run", "2e11", "--sampling", "sobol"]);
    assert!(printed.contains("--run 200000000000: must be below 137438953472"), "{printed}");
}

#[test]
fn json_on_standard_output_is_the_file() {
    let folder = folder();
    let printed =
        prints(folder.path(), &["run", "acme.toml", "--runs", "1000", "--no-charts", "--format", "json", "--quiet"]);
    assert_eq!(printed.as_bytes(), fs::read(folder.path().join("results/acme/results.json")).unwrap());
    assert!(json(printed.as_bytes())["exhaustion"]["by_horizon"]["estimate"].is_f64());
}

/// The folder's scenario with two claims.
fn folder_with_claims() -> TempDir {
    let folder = folder();
    let claims = "[[claim]]\ntext = \"Out in 2027\"\nexhausted_by = 2028-01-01\n\
                  [[claim]]\ntext = \"Earns 5\"\nrevenue = { year = 2026, at_least = 5 }\n";
    let path = folder.path().join("acme.toml");
    let scenario = fs::read_to_string(&path).unwrap() + claims;
    fs::write(path, scenario).unwrap();
    folder
}

#[test]
fn precision_decides_how_many_runs_are_done() {
    let folder = folder_with_claims();
    let run = |more: &[&str]| {
        let arguments =
            [&["run", "acme.toml", "--no-charts", "--format", "json", "--precision", "0.003"], more].concat();
        json(prints(folder.path(), &arguments).as_bytes())
    };
    let (all, one) = (run(&[]), run(&["--precision-of", "Earns 5"]));
    assert_eq!(
        (all["precision"]["reached"].as_bool(), all["precision"]["of"].as_str()),
        (Some(true), Some("headline"))
    );
    assert_eq!(
        (all["precision"]["target"].as_f64(), all["precision"]["max_runs"].as_u64()),
        (Some(0.003), Some(100_000_000))
    );
    assert!(all["precision"]["half_width"].as_f64().unwrap() <= 0.003);
    assert_eq!((one["runs"].as_u64(), one["precision"]["looks"].as_u64()), (Some(16_384), Some(1)), "it never does");
    assert!(all["runs"].as_u64() > one["runs"].as_u64());
    assert_eq!(one, run(&["--precision-of", "2"]));
    let printed = prints(folder.path(), &["run", "acme.toml", "--no-charts", "--precision", "0.003"]);
    assert!(printed.contains("every headline probability was known to ± 0.3 percentage points"), "{printed}");
    let plain = prints(folder.path(), &["run", "acme.toml", "--runs", "1000", "--no-charts", "--format", "json"]);
    assert!(!plain.contains("precision") && !plain.contains("replicates"), "{plain}");
}

#[test]
fn precision_that_is_not_reached_is_reported_everywhere_and_is_no_failure() {
    let folder = folder_with_claims();
    let output =
        runout(folder.path(), &["run", "acme.toml", "--no-charts", "--precision", "0.002", "--max-runs", "20k"]);
    assert_eq!(output.status.code(), Some(0));
    let (words, warning) = (text(&output.stdout), text(&output.stderr));
    assert!(
        warning.starts_with("warning: precision 0.002 was not reached within 20,000 runs: the widest, "),
        "{warning}"
    );
    assert_eq!(warning.lines().count(), 1, "{warning}");
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("precision 0.002 was not reached within 20,000 runs: the widest, "), "{words}");
    let answers = json(&fs::read(folder.path().join("results/acme/results.json")).unwrap());
    assert_eq!((answers["runs"].as_u64(), answers["complete"].as_bool()), (Some(20_000), Some(true)));
    assert_eq!(answers["precision"]["reached"].as_bool(), Some(false));
}

#[test]
fn precision_that_makes_no_sense_is_refused_before_anything_is_written() {
    let folder = folder_with_claims();
    let refused = |more: &[&str]| refuses(folder.path(), &[&["run", "acme.toml"], more].concat());
    assert!(refused(&["--precision", "0"]).contains("above 0 and below 0.5"));
    assert!(refused(&["--precision", "1e-12"]).contains("cannot be reached within 1e8 runs"));
    assert!(refused(&["--precision", "0.01", "--runs", "5"]).contains("cannot be used with '--runs <N>'"));
    assert!(
        refused(&["--precision", "0.01", "--precision-of", "Out"]).contains("\n  1 \"Out in 2027\"\n  2 \"Earns 5\"")
    );
    assert!(refused(&["--max-runs", "5"]).contains("--precision"));
    assert_eq!(listing(folder.path()), ["acme.toml"]);
}

#[test]
fn set_changes_the_scenario_and_is_echoed() {
    let folder = folder();
    let change = "burn.Payroll.annual=\"1 to 2\"";
    let arguments =
        ["run", "acme.toml", "--runs", "1000", "--no-charts", "--format", "json", "--set", change, "--set", "years=2"];
    let answers = json(&runout(folder.path(), &arguments).stdout);
    assert_eq!(answers["overrides"], serde_json::json!([change, "years=2"]));
    assert_eq!(answers["scenario"]["years"].as_u64(), Some(2));
    assert_eq!(answers["exhaustion"]["by_horizon"]["estimate"].as_f64(), Some(0.0));
}

#[test]
fn what_is_set_wrongly_is_refused_with_its_place() {
    let folder = folder();
    let printed = refuses(folder.path(), &["run", "acme.toml", "--set", "burn.Payrol.annual=3"]);
    assert!(printed.contains("Payroll"), "suggests the name: {printed}");
    let printed = refuses(
        folder.path(),
        &["check", "acme.toml", "--set", "burn.Payroll.annual={ normal = { mean = 1, std_dev = -3 } }"],
    );
    assert!(printed.contains("`std_dev` must be greater than 0, got -3"), "{printed}");
    assert!(refuses(folder.path(), &["run", "acme.toml", "--set", "years"]).contains("PATH=VALUE"));
    assert_eq!(listing(folder.path()), ["acme.toml"], "nothing is written");
}

#[test]
fn wrong_usage_and_wrong_scenarios_exit_with_2() {
    let folder = folder();
    assert!(refuses(folder.path(), &["run", "benchmrk"]).contains("did you mean `benchmark`?"));
    assert!(refuses(folder.path(), &["show", "nothing"]).contains("benchmark"));
    assert!(refuses(folder.path(), &["run", "--runs", "0"]).contains("at least 1"));
    assert!(refuses(folder.path(), &["rnu"]).contains("run"));
    assert!(refuses(folder.path(), &["trace", "acme.toml"]).contains("--run"));
    fs::write(folder.path().join("bad.toml"), "start = 2026-01-15\nyears = 0\n").unwrap();
    let printed = refuses(folder.path(), &["check", "bad.toml"]);
    assert!(printed.contains("bad.toml:1:9") && printed.contains("bad.toml:2:9"), "all at once: {printed}");
    fs::write(folder.path().join("binary.toml"), b"\x7fELF\xff").unwrap();
    assert!(refuses(folder.path(), &["run", "binary.toml"]).contains("binary.toml"));
    assert!(refuses(folder.path(), &["run", "acme.toml", "--out", "acme.toml"]).contains("--out"));
}

#[test]
fn without_arguments_the_help_says_what_can_be_typed() {
    let output = runout(folder().path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let printed = text(&output.stderr);
    for command in ["run", "check", "init", "list", "show", "trace", "schema", "completions", "man"] {
        assert!(printed.contains(&format!("\n  {command} ")), "{command}: {printed}");
    }
    assert!(prints(folder().path(), &["--version"]).starts_with("runout 0."));
    assert!(prints(folder().path(), &["run", "--help"]).contains("--runs"));
}

#[test]
fn init_writes_a_scenario_that_runs_and_never_overwrites_it() {
    let folder = folder();
    assert!(prints(folder.path(), &["init", "new.toml"]).contains("new.toml"));
    prints(folder.path(), &["init"]);
    assert_eq!(listing(folder.path()), ["acme.toml", "new.toml", "scenario.toml"]);
    prints(folder.path(), &["run", "new.toml", "--runs", "1000", "--no-charts"]);
    let before = fs::read(folder.path().join("acme.toml")).unwrap();
    assert!(refuses(folder.path(), &["init", "acme.toml"]).contains("never overwritten"));
    assert_eq!(fs::read(folder.path().join("acme.toml")).unwrap(), before);
}

#[test]
fn list_and_show_print_the_library() {
    let folder = folder();
    let listed = prints(folder.path(), &["list"]);
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("config")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(listed.lines().any(|line| line.starts_with(&format!("{name} "))), "{name}: {listed}");
        assert_eq!(prints(folder.path(), &["show", name]).as_bytes(), fs::read(&path).unwrap());
    }
}

#[test]
fn check_tells_what_was_understood() {
    let folder = folder();
    let printed = prints(folder.path(), &["check", "acme.toml"]);
    for driver in ["cash.opening", "revenue.All.annual", "burn.Payroll.annual"] {
        assert!(printed.contains(driver), "{driver}: {printed}");
    }
    assert!(printed.contains("lognormal"), "the family that was chosen: {printed}");
    assert_eq!(listing(folder.path()), ["acme.toml"], "nothing is written");
}

#[test]
fn trace_prints_one_run_as_text_and_as_csv() {
    let folder = folder();
    let csv = prints(folder.path(), &["trace", "acme.toml", "--run", "700", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 37, "a head and 36 months: {csv}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let cash = reader.headers().unwrap().iter().position(|name| name == "cash").unwrap();
    let last: f64 = reader.records().last().unwrap().unwrap()[cash].parse().unwrap();
    assert!(last.is_finite());
    let words = prints(folder.path(), &["trace", "acme.toml", "--run", "700"]);
    assert!(words.starts_with("Acme, run 700") && words.contains("2028-12-01"), "{words}");
    assert_eq!(csv, prints(folder.path(), &["trace", "acme.toml", "--run", "700", "--seed", "1", "--format", "csv"]));
    assert_ne!(csv, prints(folder.path(), &["trace", "acme.toml", "--run", "701", "--format", "csv"]));
    for design in ["latin", "sobol"] {
        let other = ["trace", "acme.toml", "--run", "700", "--sampling", design, "--format", "csv"];
        assert_ne!(csv, prints(folder.path(), &other), "{design}");
    }
}

#[test]
fn the_schema_accepts_the_library() {
    let schema = json(prints(folder().path(), &["schema"]).as_bytes());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let right = serde_json::json!({
        "start": "2026-01-01", "years": 3, "cash": { "opening": 3 },
        "revenue": [{ "name": "A", "annual": "1 to 2" }], "burn": [{ "name": "B", "annual": 3 }],
    });
    assert!(validator.is_valid(&right));
    let mut wrong = right.clone();
    wrong["yaers"] = serde_json::json!(3);
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn completions_and_the_manual_page_are_printed() {
    let folder = folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(prints(folder.path(), &["completions", shell]).contains("no-charts"), "{shell}");
    }
    assert!(prints(folder.path(), &["man"]).contains(".TH runout"));
}

/// Not a terminal: no styles anyhow. Colour is forced, and forbidden again by `NO_COLOR`.
#[test]
fn no_color_is_honoured() {
    let folder = folder();
    let styled = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
        let arguments = ["run", "acme.toml", "--runs", "1000", "--no-charts"];
        command.current_dir(folder.path()).env_clear().envs(variables.iter().copied()).args(arguments);
        text(&command.output().unwrap().stdout).contains('\u{1b}')
    };
    assert!(!styled(&[]));
    assert!(styled(&[("CLICOLOR_FORCE", "1")]), "there is something to leave out");
    assert!(!styled(&[("NO_COLOR", "1")]));
}

#[test]
fn what_was_there_survives_a_run_that_is_refused() {
    let folder = folder();
    prints(folder.path(), &["run", "acme.toml", "--runs", "1000", "--no-charts"]);
    let results = folder.path().join("results/acme");
    let before = fs::read(results.join("results.json")).unwrap();
    refuses(folder.path(), &["run", "acme.toml", "--set", "years=99"]);
    assert_eq!(fs::read(results.join("results.json")).unwrap(), before);
    assert_eq!(listing(&results), ["results.json", "summary.csv"]);
}

#[test]
fn every_text_names_the_file_that_has_what_it_leaves_out() {
    let folder = folder();
    fs::write(folder.path().join("books.csv"), "period,revenue\n2026,2\n").unwrap();
    let commands: [(&[&str], &str); 8] = [
        (&["run"], "results.json"),
        (&["compare", "--with", "cash.opening=40"], "comparison.json"),
        (&["explain"], "explanation.json"),
        (&["sensitivity"], "sensitivity.json"),
        (&["solve", "--lever", "cash.opening"], "solve.json"),
        (&["frontier", "--x", "cash.opening", "--y", "burn*"], "frontier.json"),
        (&["deadline", "--cut", "0.2"], "deadline.json"),
        (&["update", "--actuals", "books.csv"], "update.json"),
    ];
    for (command, file) in commands {
        let mut arguments = [&command[..1], &["acme.toml"], &command[1..]].concat();
        for _ in 0..5 {
            arguments.extend(["--set", "cash.minimum=0"]);
        }
        arguments.extend(["--runs", "4096", "--no-charts", "--out", "out"]);
        let printed = prints(folder.path(), &arguments);
        assert!(printed.contains(&format!("and 2 more changes, in {file}\n")), "{printed}");
        assert!(listing(&folder.path().join("out")).contains(&file.to_owned()), "{file}");
    }
}
