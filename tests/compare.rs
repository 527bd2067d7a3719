//! Scenarios on the same draws: what differs, what must not, and how surely.

use crate::problems::flag;
use crate::support::{DESIGNS, answers_by, model, near};
use assert_cmd::Command;
use runout::answers::{Compared, Comparison, Estimate, check_comparable};
use runout::engine::{Plan, Simulator};
use runout::model::{Model, load};
use runout::report::{self, RunFacts};
use runout::sampling::Sampling;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Burns 8 a year net, give or take 2, all years alike: exhausted after the opening cash over the net burn, in years.
fn linear(opening: &str) -> String {
    format!(
        "start = 2026-01-01\nyears = 3\nunit = \"million\"\n[cash]\nopening = {opening}\n[[revenue]]\nname = \"All\"\nannual = 2\n\
         [[burn]]\nname = \"Payroll\"\nannual = {{ value = {{ normal = {{ mean = 10, std_dev = 2 }} }}, persistence = 1 }}\n"
    )
}

/// The shares of `linear` with 20 and with 16 that are exhausted by the end of the third year: more than 20/3 and 16/3 a year, which is
/// the normal's CDF at 2/3 and at 4/3 (tables of the normal distribution).
const BY_HORIZON: [f64; 2] = [0.747_507_462_5, 0.908_788_780_3];

fn compared_by(models: &[&Model], plan: &Plan) -> Comparison {
    let scenarios: Vec<Compared<'_>> = models
        .iter()
        .zip(["first", "second", "third"])
        .map(|(model, name)| Compared { model, name: name.to_owned(), title: name.to_owned(), overrides: vec![] })
        .collect();
    Simulator::new(plan.clone()).unwrap().compare(&scenarios).unwrap()
}

fn plan(runs: u64, seed: u64) -> Plan {
    Plan { runs, seed, sampling: Sampling::Random, threads: Some(2), ..Plan::default() }
}

fn compared(texts: [&str; 2], runs: u64, seed: u64) -> Comparison {
    let models = texts.map(model);
    compared_by(&[&models[0], &models[1]], &plan(runs, seed))
}

fn half(of: &Estimate) -> f64 {
    (of.high - of.low) / 2.0
}

fn holds(of: &Estimate, exact: f64) -> bool {
    (of.low..=of.high).contains(&exact)
}

/// Every number of a JSON value, under the path of its keys.
fn numbers(value: &Value, path: &str, found: &mut Vec<(String, f64)>) {
    match value {
        Value::Object(keys) => keys.iter().for_each(|(key, value)| numbers(value, &format!("{path}.{key}"), found)),
        Value::Array(items) => items.iter().for_each(|value| numbers(value, &format!("{path}[]"), found)),
        other => found.extend(other.as_f64().map(|number| (path.to_owned(), number))),
    }
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    for name in ["openai", "startup", "hardware"] {
        let models = [load(name, &[]).unwrap().model, load(name, &[]).unwrap().model];
        for sampling in DESIGNS {
            let plan = Plan { sampling, ..plan(3_000, 1) };
            let comparison = compared_by(&[&models[0], &models[1]], &plan);
            let difference = &comparison.differences[0];
            assert_eq!(difference.alike.estimate.to_bits(), 1.0_f64.to_bits(), "{name} {sampling}");
            let lasting = &difference.lasting;
            assert_eq!((lasting.baseline_longer.estimate, lasting.other_longer.estimate), (0.0, 0.0));
            near(lasting.same_moment.estimate + lasting.both_last.estimate, 1.0, 1e-12);
            let mut found = Vec::new();
            numbers(&serde_json::to_value(difference).unwrap(), "", &mut found);
            let is_difference = |path: &str| {
                let is_side = [".alike", ".lasting", ".drivers", ".claims[].baseline", ".claims[].other"];
                !is_side.iter().any(|side| path.starts_with(side))
            };
            let is_exact = |path: &str| {
                path.ends_with(".estimate") || path.contains("date_quantiles") || path.starts_with(".capital_needed")
            };
            let exact: Vec<_> = found.iter().filter(|(path, _)| is_difference(path) && is_exact(path)).collect();
            assert!(exact.len() > 50, "{name}: {} numbers", exact.len());
            for (path, number) in exact {
                assert_eq!(number.abs().to_bits(), 0, "{name} {sampling}: {path} is {number}");
            }
            assert!(difference.exhaustion.by_horizon.low < 0.0, "what was not seen is not excluded");
        }
    }
}

#[test]
fn the_answers_of_each_side_are_those_of_it_alone() {
    let without = ["capital[0].probability=0".to_owned()];
    for name in ["startup", "hardware"] {
        let models = [load(name, &[]).unwrap().model, load(name, &without).unwrap().model];
        for sampling in DESIGNS {
            let comparison = compared_by(&[&models[0], &models[1]], &Plan { sampling, ..plan(2_000, 1) });
            for (side, model) in comparison.scenarios.iter().zip(&models) {
                let alone = report::json(&answers_by(sampling, model, 2_000, Some(1))).unwrap();
                assert!(report::json(&side.answers).unwrap() == alone, "{name} {sampling}: {}", side.letter);
            }
        }
    }
}

#[test]
fn comparisons_do_not_depend_on_the_number_of_threads() {
    for name in ["startup", "hardware"] {
        let models =
            [[].as_slice(), &["cash.opening=800".to_owned()]].map(|changes| load(name, changes).unwrap().model);
        for sampling in DESIGNS {
            let json = |threads| {
                let plan = Plan { sampling, threads: Some(threads), ..plan(3_007, 1) };
                report::json(&compared_by(&[&models[0], &models[1]], &plan)).unwrap()
            };
            assert!(json(1) == json(2), "{name} {sampling}");
        }
    }
}

/// 100 seeds: of as many 95 % intervals, fewer than 88 or more than 99 hold what they should once in a thousand times.
#[test]
fn intervals_hold_the_difference_that_is_known() {
    let models = ["20", "16"].map(|opening| model(&linear(opening)));
    // Ten times the cash over ten times the years: days are then fine enough to see how wide the intervals of dates are.
    let long =
        ["200", "160"].map(|opening| model(&linear(opening).replace("years = 3", "step = \"year\"\nyears = 30")));
    let exact = BY_HORIZON[1] - BY_HORIZON[0];
    let (mut by_horizon, mut dates, mut needs) = (0, 0, 0);
    for seed in 1..=100 {
        let comparison = compared_by(&[&models[0], &models[1]], &plan(1_024, seed));
        let difference = &comparison.differences[0];
        by_horizon += u32::from(holds(&difference.exhaustion.by_horizon, exact));
        // At the median the cash lasts 25 and 20 years: from 1 January 2046 to 1 January 2051 it is 1,826 days.
        let days = compared_by(&[&long[0], &long[1]], &plan(1_024, seed)).differences[0].exhaustion.date_quantiles.p50;
        dates += u32::from((days.low.unwrap()..=days.high.unwrap()).contains(&-1_826));
        // Four less at the start are four more that are needed, wherever both need any.
        needs += u32::from(holds(&difference.capital_needed.p75, 4.0));
        assert_eq!(difference.lasting.other_longer.estimate.to_bits(), 0, "less cash never lasts longer");
        near(difference.order.neither.estimate, -difference.exhaustion.by_horizon.estimate, 1e-12);
    }
    for (what, held, most) in [("by_horizon", by_horizon, 99), ("dates", dates, 99), ("needs", needs, 100)] {
        assert!((88..=most).contains(&held), "{what}: {held} of 100, of {by_horizon}, {dates}, {needs}");
    }
}

#[test]
fn a_shift_of_the_cash_is_the_shift_of_all_that_is_needed() {
    let difference = compared([&linear("20"), &linear("16")], 100_000, 1).differences.remove(0);
    let needed = &difference.capital_needed;
    for of in [&needed.p50, &needed.p75, &needed.p90, &needed.p95, &needed.p99] {
        assert!(holds(of, 4.0) && half(of) < 0.02, "{of:?}");
        near(of.estimate, 4.0, 0.004);
    }
    // Exhausted in the second year or before: more than 10 and than 8 a year, so the normal's CDF at -1 and at 0.
    let by = &difference.exhaustion.by_end_of_year[&2027];
    assert!(holds(by, 0.5 - 0.158_655_253_9) && half(by) < 0.004, "{by:?}");
}

/// Where the other's cash runs out whenever the first's does, the difference is a share itself. With independent runs its variance would be
/// the sum of both.
#[test]
fn shared_draws_make_differences_surer_than_those_of_independent_runs() {
    let difference = compared([&linear("20"), &linear("16")], 50_000, 1).differences.remove(0);
    let variance = |share: f64| share * (1.0 - share);
    let (paired, apart) = (variance(BY_HORIZON[1] - BY_HORIZON[0]), BY_HORIZON.map(variance).iter().sum::<f64>());
    let width = half(&difference.exhaustion.by_horizon);
    near(width / (1.959_964 * (paired / 50_000.0).sqrt()), 1.0, 0.02);
    assert!(width < 0.75 * 1.959_964 * (apart / 50_000.0).sqrt());
    // It is: 60 differences of the same seed lie closer together than 60 of different ones. The ratio of the variances is 0.498; with so
    // few, the standard error of its logarithm is 0.26.
    let models = ["20", "16"].map(|opening| model(&linear(opening)));
    let found: Vec<[f64; 2]> = (1..=60)
        .map(|seed| {
            let comparison = compared_by(&[&models[0], &models[1]], &plan(1_024, seed));
            [0, 1].map(|side: usize| comparison.scenarios[side].answers.exhaustion.by_horizon.estimate)
        })
        .collect();
    let spread = |lag: usize| {
        let differences: Vec<f64> = (0..60).map(|at| found[(at + lag) % 60][1] - found[at][0]).collect();
        let mean = differences.iter().sum::<f64>() / 60.0;
        differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / 59.0
    };
    let ratio = spread(0) / spread(1);
    assert!((0.498 / 2.2..0.498 * 2.0).contains(&ratio), "{ratio}");
}

#[test]
fn drivers_of_the_same_name_share_their_draws_whatever_else_there_is() {
    let first = linear("20");
    let more = "[[burn]]\nname = \"A dime\"\nannual = \"0.000001 to 0.000002\"\n[[burn]]\nname = \"Zeal\"\nannual = \"0.000001 to 0.000002\"\n";
    let (other, renamed) = (format!("{first}{more}"), first.replace("Payroll", "People"));
    for sampling in [Sampling::Random, Sampling::Latin] {
        let models = [&first, &other, &renamed].map(|text| model(text));
        let comparison = compared_by(&[&models[0], &models[1], &models[2]], &Plan { sampling, ..plan(8_192, 1) });
        let [same, apart] = &comparison.differences[..] else { panic!("two differences") };
        assert_eq!((same.drivers.shared, same.drivers.baseline_only, same.drivers.other_only), (1, 0, 2));
        assert!(same.exhaustion.by_horizon.estimate.abs() < 0.001 && half(&same.exhaustion.by_horizon) < 0.001);
        assert_eq!((apart.drivers.shared, apart.drivers.other_only), (0, 1));
        assert!(half(&apart.exhaustion.by_horizon) > 0.005 || sampling == Sampling::Latin);
        assert!(apart.lasting.other_longer.estimate > 0.3, "other draws last longer as often as not");
        assert_eq!(comparison.warnings.len(), 1, "{:?}", comparison.warnings);
        assert!(comparison.warnings[0].starts_with("A and C have no uncertain number of the same name"));
    }
    let [a, b] = [&first, &other].map(|text| model(text));
    let scenarios = [(&a, "a"), (&b, "b")].map(|(model, name)| Compared {
        model,
        name: name.to_owned(),
        title: name.to_owned(),
        overrides: vec![],
    });
    let error = check_comparable(&scenarios, Sampling::Sobol).unwrap_err().to_string();
    assert!(error.contains("a and b differ in what is uncertain"), "{error}");
}

#[test]
fn a_scenario_without_uncertainty_is_compared_without_a_warning() {
    let sure = linear("20").replace("{ normal = { mean = 10, std_dev = 2 } }", "10");
    assert_eq!(compared([&linear("20"), &sure], 1_000, 1).warnings, Vec::<String>::new());
}

/// Whatever the titles, however few the runs, of two scenarios and of three.
#[test]
fn the_page_is_never_wider_than_a_hundred_columns_and_names_every_scenario() {
    let long = format!("title = \"{}\"\n", "long ".repeat(60));
    let texts = [linear("20"), long + &linear("12"), linear("20000000")];
    let models: Vec<Model> = texts.iter().map(|text| model(text)).collect();
    let facts = RunFacts {
        folder: "x".into(),
        files: vec![],
        elapsed: Duration::from_secs(1),
        runs_per_second: 1e6,
        names: flag,
        width: 100,
    };
    for runs in [1, 7, 300, 5_000] {
        for count in 2..=3 {
            let models: Vec<&Model> = models.iter().take(count).collect();
            let comparison = compared_by(&models, &plan(runs, 1));
            let printed = report::text(&comparison, &facts, false);
            let widest = printed.lines().max_by_key(|line| line.chars().count()).unwrap_or_default();
            assert!(widest.chars().count() <= 100, "{runs}: {widest}");
            assert!(printed.starts_with("A: first\nB: second\n"), "{printed}");
        }
    }
}

const ACME: &str = "title = \"Acme\"\nstart = 2026-01-01\nyears = 3\n[cash]\nopening = \"20 to 30\"\n[[revenue]]\nname = \"All\"\nannual = 2\n\
                    [[burn]]\nname = \"Payroll\"\nannual = { value = \"8 to 14\", persistence = 0.5 }\n\
                    [[claim]]\ntext = \"Lasts\"\nsurvives_to = 2028-01-01\n";

/// A folder with scenarios in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("acme.toml", ACME);
    write("rival.toml", &ACME.replace("Acme", "Rival").replace("annual = 2", "annual = \"1 to 3\""));
    write(
        "later.toml",
        &ACME.replace("2026-01-01", "2027-01-01").replace("years", "currency = \"EUR\"\nunit = \"million\"\nyears"),
    );
    write("wrong.toml", &ACME.replace("opening", "opning"));
    folder
}

/// Exit code, standard output and standard error of `runout compare`.
fn runout(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
    let output = command.current_dir(folder).arg("compare").args(arguments).output().unwrap();
    let [printed, error] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), printed, error)
}

#[test]
fn wrong_input_is_refused_before_anything_is_written() {
    let folder = folder();
    let cases: [&[&str]; 16] = [
        &["acme.toml"],
        &["acme.toml", "acme.toml", "acme.toml", "acme.toml", "acme.toml", "acme.toml", "acme.toml"],
        &["acme.toml", "later.toml"],
        &["acme.toml", "rival.toml", "--with", "years=5"],
        &["acme.toml", "--set", "years=3", "--with", "start=2026-07-01"],
        &["acme.toml", "rival.toml", "--sampling", "sobol"],
        &["acme.toml", "--with", "cash.opning=12"],
        &["acme.toml", "--with", "cash.opening"],
        &["acme.toml", "--with", "cash.opening=12; burn.Payrol.annual=3"],
        &["acme.toml", "rival.toml", "--set", "cash.opening=\"30 to 20\""],
        &["acme.toml", "rival.toml", "--claim", "survives=2028-01-01"],
        &["acme.toml", "wrong.toml"],
        &["acme.toml", "nowhere.toml"],
        &["acme.toml", "."],
        &["acme.toml", "rival.toml", "--out", "wrong.toml"],
        &["acme.toml", "rival.toml", "--svg", "--no-charts"],
    ];
    let mut messages = String::new();
    for arguments in cases {
        let (code, printed, error) = runout(folder.path(), arguments);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{arguments:?}: {error}");
        let _ = write!(messages, "## {}\n{error}\n", arguments.join(" "));
    }
    assert!(!folder.path().join("results").exists());
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(messages) });
}

#[test]
fn a_variant_is_what_set_makes_of_the_scenario() {
    let folder = folder();
    let flags = ["--runs", "3k", "--no-charts", "--format", "json"];
    let change = "burn.Payroll.annual=\"9 to 15\"";
    let (code, printed, error) =
        runout(folder.path(), &[&["acme.toml", "--with", &format!("cash.opening=21; {change}")], &flags[..]].concat());
    assert_eq!(code, Some(0), "{error}");
    assert!(error.starts_with("note: --set burn.Payroll.annual keeps persistence = 0.5"), "{error}");
    let file = folder.path().join("results/compare-acme-cash-opening-21-burn-Payroll-annual-9-to-15/comparison.json");
    assert_eq!(std::fs::read_to_string(file).unwrap(), printed);
    let comparison: Value = serde_json::from_str(&printed).unwrap();
    let alone = |changes: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
        let output = command.current_dir(folder.path()).args(["run", "acme.toml"]).args(changes).args(flags).output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    };
    assert_eq!(comparison["scenarios"][0]["answers"], alone(&[]));
    assert_eq!(comparison["scenarios"][1]["answers"], alone(&["--set", "cash.opening=21", "--set", change]));
    assert_ne!(
        comparison["scenarios"][0]["answers"]["exhaustion"],
        comparison["scenarios"][1]["answers"]["exhaustion"]
    );
}

#[test]
fn compare_writes_the_comparison_and_its_charts_and_says_what_changes() {
    let folder = folder();
    let arguments = [
        "acme.toml",
        "rival.toml",
        "--with",
        "cash.opening=21",
        "--runs",
        "2k",
        "--out",
        "duel",
        "--svg",
        "--set",
        "cash.minimum=1",
    ];
    let (code, printed, error) = runout(folder.path(), &arguments);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(printed.starts_with("A: Acme\nB: Rival\nC: A with cash.opening=21\n2,000 possible futures"), "{printed}");
    assert!(printed.contains("\nChanged in every scenario: cash.minimum=1\n"), "{printed}");
    assert!(printed.contains("Whose cash lasts longer?  A lasts longer"), "{printed}");
    let written = |name: &str| std::fs::read(PathBuf::from(folder.path()).join("duel").join(name)).unwrap();
    for chart in ["comparison", "difference"] {
        assert!(written(&format!("{chart}.png")).starts_with(b"\x89PNG"));
        assert!(written(&format!("{chart}.svg")).starts_with(b"<"));
    }
    let comparison: Value = serde_json::from_slice(&written("comparison.json")).unwrap();
    assert_eq!(comparison["differences"][1]["claims"][0]["text"], "Lasts");
    let (_, same, _) = runout(folder.path(), &["acme.toml", "acme.toml", "--runs", "2k", "--no-charts"]);
    assert!(same.contains("Nothing: in all 2,000 futures both clocks strike at the same moments"), "{same}");
}
