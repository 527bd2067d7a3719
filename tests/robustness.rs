//! What hostile, huge or damaged input costs, and how it is refused: in a moment, by name, in little memory.

use crate::cli::{folder, text};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const COMPANY: &str = "start = 2027-01-01\nyears = 50\n[cash]\nopening = 5\n[[revenue]]\nname = \"P\"\nannual = 1\n[[burn]]\nname = \"B\"\nannual = 1\n";

fn runout(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// What `check` says of a scenario, and its exit code.
#[track_caller]
fn checked(scenario: &str) -> (Option<i32>, String) {
    let folder = folder();
    fs::write(folder.path().join("acme.toml"), scenario).unwrap();
    let output = runout(folder.path(), &["check", "acme.toml"]);
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

#[track_caller]
fn refused(scenario: &str, expected: &str) {
    let (code, said) = checked(scenario);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(expected), "{said}");
    assert!(said.contains("help: ") && said.len() < 20_000, "{said}");
}

fn many(count: usize, section: impl Fn(usize) -> String) -> String {
    (0..count).map(section).collect()
}

#[test]
fn a_mixture_that_changes_too_abruptly_is_refused_by_name() {
    let part = |at: usize| format!("{{ weight = 1, of = {{ normal = {{ mean = {}, std_dev = 1 }} }} }}", at * 1000);
    let parts: Vec<String> = (0..99).map(part).collect();
    let scenario = format!("{COMPANY}[[burn]]\nname = \"M\"\nannual = {{ mixture = [ {} ] }}\n", parts.join(", "));
    refused(&scenario, "`burn.M.annual`: changes too abruptly, between its 99 parts, to be drawn from in good time");
}

#[test]
fn small_shapes_are_drawn_from_tables_that_take_a_moment() {
    let shapes = [0.001, 0.004, 0.01, 0.03, 0.1, 0.3];
    let lines = shapes.map(|shape| {
        format!(
            "[[burn]]\nname = \"G{shape}\"\nannual = {{ gamma = {{ shape = {shape}, scale = 1 }} }}\n\
             [[burn]]\nname = \"B{shape}\"\nannual = {{ beta = {{ alpha = {shape}, beta = 0.02 }} }}\n"
        )
    });
    let (code, said) = checked(&format!("{COMPANY}{}", lines.concat()));
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_thousand_events_over_fifty_years_are_refused_with_the_memory_that_they_need() {
    let event = |at| {
        format!(
            "[[event]]\nname = \"E{at}\"\nprobability = 0.1\non = \"burn.B.annual\"\nmultiply = 1.0001\nlasts = \"forever\"\n"
        )
    };
    refused(&format!("{COMPANY}{}", many(1000, event)), "1000 events over 600 months, and all else, need ");
}

#[test]
fn a_thousand_slow_responses_need_little_memory() {
    let response = |at| {
        format!(
            "[[response]]\nname = \"R{at}\"\nwhen_runway_below = 9\ncut = 0.01\nat_most_every_months = 1\ndelay_months = 600\n"
        )
    };
    let (code, said) = checked(&format!("{COMPANY}{}", many(1000, response)));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1000 responses over 600 months, and all else, need "), "{said}");
}

#[test]
fn more_threads_than_cores_are_warned_of_and_never_more_than_blocks_are_started() {
    let folder = folder();
    let output = runout(folder.path(), &["run", "startup", "--runs", "100", "--threads", "1024", "--no-charts"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stderr).contains("warning: 1024 threads are more than this machine's "),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_file_of_more_than_2_mib_is_no_scenario() {
    refused(&"# nothing\n".repeat(500_000), "a scenario must have at most 2 MiB, and this file has more");
}

#[test]
fn millions_of_wrong_lines_are_refused_in_a_moment() {
    refused(&"= = =\n".repeat(300_000), "is not valid TOML");
    let (code, said) = checked(&many(150_000, |at| format!("k{at} = 1\n")));
    assert_eq!(code, Some(2));
    assert!(said.contains("unknown key `k0`") && said.len() < 30_000, "{}", said.len());
    let names: Vec<String> = (0..100_000).map(|at| format!("\"burn.Q{at}\"")).collect();
    refused(
        &format!("base = \"startup\"\nwithout = [{}]", names.join(", ")),
        "`without` may name at most 1000 things, got 100000",
    );
}

#[test]
fn thousands_of_sections_over_a_base_are_laid_over_it_in_a_moment() {
    let lines = many(40_000, |at| format!("[[burn]]\nname = \"L{at}\"\nannual = 1\n"));
    let (code, said) = checked(&format!("base = \"startup\"\n{lines}"));
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn thousands_of_amounts_of_capital_needed_are_too_many_to_ask_about() {
    let test = |at: usize| format!("{{ capital_needed = {{ at_most = {at} }} }}, ");
    let claims = many(2, |claim| format!("[[claim]]\ntext = \"C{claim}\"\nany = [ {} ]\n", many(90, test)));
    refused(
        &format!("{COMPANY}{claims}"),
        "claims may ask about at most 100 amounts of capital needed in all, got 180",
    );
}

#[test]
fn a_yield_that_no_number_can_hold_is_refused_with_its_place() {
    let scenario = COMPANY.replace("opening = 5", "opening = 5\nyield = \"1e200%\"");
    refused(&scenario, "acme.toml:5:9: `cash.yield`");
    let lost = COMPANY.replace("opening = 5", "opening = 5\nyield = 1e308");
    let (_, said) = checked(&lost);
    assert!(said.contains("1e308%") && !said.contains("0000000000"), "{said}");
}

#[test]
fn errors_about_many_correlations_are_cut_and_say_by_how_much() {
    let lines = many(60, |at| format!("[[burn]]\nname = \"L{at}\"\nannual = \"1 to 3\"\n"));
    let pairs = many(59, |at| {
        format!("[[correlation]]\nbetween = [\"burn.L{at}.annual\", \"burn.L{}.annual\"]\nspearman = 0.98\n", at + 1)
    });
    refused(&format!("{COMPANY}{lines}{pairs}"), " more pairs");
}

#[test]
fn marks_that_change_how_text_is_read_are_escaped() {
    let marks = ['\u{61c}', '\u{2028}', '\u{fff9}', '\u{e0041}', '\u{202e}'];
    let title: String = marks.iter().map(|mark| format!("a{mark}b")).collect();
    let folder = folder();
    fs::write(folder.path().join("acme.toml"), format!("title = \"{title}\"\n{COMPANY}")).unwrap();
    let output = runout(folder.path(), &["run", "acme.toml", "--runs", "128", "--svg", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let files = fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter_map(|file| fs::read_to_string(file).ok());
    for text in texts.chain([text(&output.stdout), text(&output.stderr)]) {
        assert!(!text.contains(marks), "{text}");
    }
    let results = fs::read(folder.path().join("out/results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(results["scenario"]["title"], title.as_str(), "the text itself is kept");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_no_scenarios_bases_or_figures() {
    let folder = folder();
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.toml")).status().unwrap();
    assert!(made.success());
    fs::write(folder.path().join("acme.toml"), "base = \"pipe.toml\"\n").unwrap();
    fs::write(folder.path().join("zero.toml"), "base = \"/dev/zero\"\n").unwrap();
    for arguments in [
        &["check", "acme.toml"][..],
        &["check", "pipe.toml"],
        &["check", "zero.toml"],
        &["check", "/dev/zero"],
        &["update", "startup", "--actuals", "pipe.toml"],
        &["init", "new.toml", "--from", "pipe.toml"],
    ] {
        let output = runout(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("a pipe or a device, not a file") || said.contains("no regular file"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_scenario_may_come_through_the_pipe_that_a_shell_makes() {
    let folder = folder();
    fs::write(folder.path().join("acme.toml"), COMPANY).unwrap();
    let run = format!("cat acme.toml | {} check /dev/stdin", env!("CARGO_BIN_EXE_runout"));
    let output = Command::new("sh").args(["-c", &run]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_newline_in_a_files_name_does_not_split_the_line_of_the_place() {
    let folder = folder();
    fs::write(folder.path().join("ac\nme.toml"), "years = 1\nyears = 2\n").unwrap();
    let output = runout(folder.path(), &["check", "ac\nme.toml"]);
    assert!(text(&output.stderr).starts_with("error: ac\\u{a}me.toml:2:"), "{}", text(&output.stderr));
}

#[test]
fn a_range_that_cannot_be_divided_is_refused_by_name() {
    let folder = folder();
    let arguments = ["frontier", "startup", "--x", "cash.opening", "--x-range", "-1e308 to 1e308", "--y", "burn*"];
    let output = runout(folder.path(), &arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--x-range: a range from -1e308 to 1e308 cannot be divided"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_help_that_cannot_be_printed_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_runout")).arg("--help").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

/// A growth that is beyond what numbers can hold in one run of some hundred.
const WILD: &str = "[[revenue]]\nname = \"Wild\"\nopening = 1\ngrowth = { value = { discrete = { values = [0.1, 1e7], weights = [0.995, 0.005] } }, persistence = 1 }\n";

#[test]
fn overflow_that_only_luck_brings_ends_the_runs_and_names_what_grew_on_any_number_of_threads() {
    let folder = folder();
    fs::write(folder.path().join("acme.toml"), format!("{COMPANY}{WILD}")).unwrap();
    let runs = |threads: &str| {
        let arguments = ["run", "acme.toml", "--runs", "10000000", "--threads", threads, "--no-charts", "--out", "out"];
        let output = runout(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        text(&output.stderr)
    };
    let said = runs("1");
    assert!(said.contains("`revenue.Wild.growth`: grows beyond what numbers can hold (1.8e308) in run "), "{said}");
    assert!(said.contains("help: narrow its range"), "{said}");
    assert_eq!(said, runs("2"));
    assert!(!folder.path().join("out/results.json").exists());
}

#[test]
fn overflow_is_told_alike_by_every_command_that_simulates() {
    let folder = folder();
    fs::write(folder.path().join("acme.toml"), format!("{COMPANY}{WILD}")).unwrap();
    for arguments in [
        &["compare", "acme.toml", "--with", "cash.opening=6", "--runs", "12800"][..],
        &["claims", "acme.toml", "--claim", "survives_to = 2030-01-01", "--runs", "12800"],
        &["explain", "acme.toml", "--runs", "12800"],
        &["solve", "acme.toml", "--runs", "12800"],
    ] {
        let output = runout(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("what numbers can hold (1.8e308)"), "{arguments:?}: {said}");
    }
}

#[test]
fn tables_that_take_too_long_together_are_refused_at_the_distribution_that_is_too_many() {
    let line = |at: usize| {
        format!("[[burn]]\nname = \"G{at}\"\nannual = {{ gamma = {{ shape = {}, scale = 1e-6 }} }}\n", 1_000_000 - at)
    };
    refused(&format!("{COMPANY}{}", many(500, line)), "distributions without a formula take too long");
    let small =
        |at: usize| format!("[[burn]]\nname = \"G{at}\"\nannual = {{ gamma = {{ shape = 2.{at}, scale = 1 }} }}\n");
    let (code, said) = checked(&format!("{COMPANY}{}", many(200, small)));
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn too_many_drivers_that_hang_together_are_refused_where_they_are_correlated() {
    let lines = many(501, |at| format!("[[burn]]\nname = \"L{at}\"\nannual = \"1 to 3\"\n"));
    let pairs = many(500, |at| {
        format!("[[correlation]]\nbetween = [\"burn.L{at}.annual\", \"burn.L{}.annual\"]\nspearman = 0.01\n", at + 1)
    });
    let first = format!("{COMPANY}{lines}").lines().count() + 1;
    refused(&format!("{COMPANY}{lines}{pairs}"), &format!("acme.toml:{first}:1: `correlation`: at most 500 drivers"));
}
