//! Books as they are typed after `init` and `update`: what is written, printed and refused.

use crate::support::sheets::{cells, ods, xlsx};
use assert_cmd::Command;
use std::fs;
use std::path::Path;

const BOOKS: &str = "\
Account,2026-10,2026-11,2026-12,2027-01,2027-02
Subscriptions,48000,49000,50000,51000,52500
Services,9000,14000,6000,9000,7000
Payroll,98000,99000,100000,100000,101000
Office fees,20000,21000,22000,21000,21500
Cash,1150000,1120000,1100000,1040000,976000
";

/// What a command prints on standard output and error, and its exit code.
fn runout(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// What the last update says of each figure that it weighed.
fn weighed(folder: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(folder.join("results/update-startup/update.json")).unwrap();
    let update: serde_json::Value = serde_json::from_str(&text).unwrap();
    update["actuals"].as_array().unwrap().clone()
}

#[test]
fn init_writes_a_scenario_from_books_that_runs_and_says_what_it_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let rows = cells(&BOOKS.replace("Cash,", "Total costs,118000,120000,122000,121000,122500\nCash,"));
    fs::write(folder.path().join("books.xlsx"), xlsx("P&L", &rows)).unwrap();
    fs::write(folder.path().join("books.ods"), ods("P&L", &rows)).unwrap();
    let (said, errors, code) = runout(folder.path(), &["init", "acme.toml", "--from", "books.xlsx"]);
    assert_eq!(code, Some(0), "{errors}");
    insta::assert_snapshot!(said);
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    let (_, errors, code) = runout(folder.path(), &["init", "same.toml", "--from", "books.ods"]);
    assert_eq!(code, Some(0), "{errors}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("same.toml"), read("acme.toml").replace("books.xlsx", "books.ods"));
    for command in [&["check", "acme.toml"][..], &["run", "acme.toml", "--runs", "1k", "--no-charts"]] {
        let (_, errors, code) = runout(folder.path(), command);
        assert_eq!(code, Some(0), "{errors}");
    }
    let (_, errors, code) = runout(folder.path(), &["init", "acme.toml", "--from", "books.xlsx"]);
    assert!(code == Some(2) && errors.contains("is already there and is never overwritten"), "{errors}");
}

#[test]
fn books_that_cannot_be_read_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("books.csv"), BOOKS.replace("Cash,", "Total costs,1,2,3,4,5\nCash,")).unwrap();
    let (_, errors, code) = runout(folder.path(), &["init", "acme.toml", "--from", "books.csv"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("`Total costs` of 2027-02 is printed as 5"), "{errors}");
    assert!(!folder.path().join("acme.toml").exists());
    let (_, errors, code) = runout(folder.path(), &["init", "acme.toml", "--from", "none.csv"]);
    assert!(code == Some(2) && errors.contains("none.csv: there is no such file"), "{errors}");
}

#[test]
fn update_takes_books_whose_history_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("books.csv"), BOOKS).unwrap();
    fs::write(folder.path().join("books.xlsx"), xlsx("P&L", &cells(BOOKS))).unwrap();
    let update = |file: &str| {
        let arguments = ["update", "startup", "--actuals", file, "--runs", "20k", "--no-charts", "--error", "20%"];
        let (_, errors, code) = runout(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{errors}");
        (weighed(folder.path()), errors)
    };
    let (csv, errors) = update("books.csv");
    assert!(errors.contains("note: of the books cash, operating_result, revenue.Services, revenue.Subscriptions count, 2027-01 to 2027-02"), "{errors}");
    assert_eq!(update("books.xlsx").0, csv);
    let by_year = BOOKS.replace("2026-10,2026-11,2026-12,2027-01,2027-02", "2027-01,2027-02,2027-03,2027-04,2027-05");
    fs::write(folder.path().join("later.csv"), by_year).unwrap();
    let quarters = [
        "update",
        "startup",
        "--actuals",
        "later.csv",
        "--set",
        "step=\"quarter\"",
        "--runs",
        "20k",
        "--no-charts",
        "--error",
        "50%",
    ];
    let (said, errors, code) = runout(folder.path(), &quarters);
    assert!(code == Some(0) && errors.contains("2027-03 to 2027Q1"), "{errors}\n{said}");
    let before = BOOKS.replace("2026-10,2026-11,2026-12,2027-01,2027-02", "2026-01,2026-02,2026-03,2026-04,2026-05");
    fs::write(folder.path().join("before.csv"), before).unwrap();
    let (_, errors, code) = runout(folder.path(), &["update", "startup", "--actuals", "before.csv", "--runs", "20k"]);
    let rule = "has no whole step of the scenario, which goes from 2027-01-01";
    assert!(code == Some(2) && errors.contains(rule), "{errors}");
}

#[test]
fn a_table_of_periods_reads_the_same_from_a_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let table = "period,revenue,cash\n2027-01,58,1040\n2027-02,60.125,\n";
    fs::write(folder.path().join("books.csv"), table).unwrap();
    fs::write(folder.path().join("books.ods"), ods("1", &cells(table))).unwrap();
    fs::write(folder.path().join("books.xlsx"), xlsx("1", &cells(table))).unwrap();
    let update = |file: &str| {
        let arguments = ["update", "startup", "--actuals", file, "--runs", "20k", "--no-charts", "--error", "20%"];
        let (_, errors, code) = runout(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{errors}");
        weighed(folder.path())
    };
    let csv = update("books.csv");
    assert_eq!((update("books.xlsx"), update("books.ods")), (csv.clone(), csv));
}

#[test]
fn figures_that_may_be_thousands_are_refused_until_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e2.csv"), "period;cash\n2027-01;1.020\n2027-02;0.940\n").unwrap();
    let update = |more: &[&str]| {
        let arguments = ["update", "startup", "--actuals", "e2.csv", "--runs", "20k", "--no-charts"];
        runout(folder.path(), &[&arguments[..], more].concat())
    };
    let (_, errors, code) = update(&[]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(errors, @r"
    error: e2.csv:2:9: may be 1020 or 1.020: every figure here has three digits after a point
      |
    2 | 2027-01;1.020
      |         ^^^^^
    help: say what stands before decimals: `--decimals comma` if it is 1020, `--decimals point` if it is 1.020
    ");
    let (_, errors, code) = update(&["--decimals", "comma", "--error", "30%"]);
    assert_eq!(code, Some(0), "{errors}");
    let amounts: Vec<f64> = weighed(folder.path()).iter().filter_map(|actual| actual["actual"].as_f64()).collect();
    assert_eq!(amounts, [1020.0, 940.0]);
}

/// The same books by months in every form, and by quarters in two, to a question other than `update`.
#[test]
fn every_question_takes_books_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("books.csv"), BOOKS).unwrap();
    fs::write(folder.path().join("books.xlsx"), xlsx("P&L", &cells(BOOKS))).unwrap();
    fs::write(folder.path().join("books.ods"), ods("P&L", &cells(BOOKS))).unwrap();
    let quarters = "Account,Q4 2026,Q1 2027\nSubscriptions,147000,155000\nServices,29000,25000\nPayroll,297000,302000\nCash,1100000,930000\n";
    fs::write(folder.path().join("quarters.csv"), quarters).unwrap();
    fs::write(folder.path().join("quarters.xlsx"), xlsx("P&L", &cells(quarters))).unwrap();
    let given = |file: &str| {
        let arguments = [
            "run",
            "startup",
            "--actuals",
            file,
            "--error",
            "30%",
            "--runs",
            "2k",
            "--no-charts",
            "--quiet",
            "--force",
        ];
        let (_, errors, code) = runout(folder.path(), &[&arguments[..], &["--out", "out"]].concat());
        assert_eq!(code, Some(0), "{errors}");
        let text = fs::read_to_string(folder.path().join("out/results.json")).unwrap();
        let results: serde_json::Value = serde_json::from_str(&text).unwrap();
        (results["given"].clone(), results["overrides"].clone(), results["exhaustion"].clone())
    };
    let csv = given("books.csv");
    assert_eq!((given("books.xlsx"), given("books.ods")), (csv.clone(), csv.clone()));
    assert!(csv.1.to_string().contains("cash.opening=1100"), "{}", csv.1);
    let quarterly = given("quarters.csv");
    assert_eq!(given("quarters.xlsx"), quarterly);
    assert_eq!(quarterly.0["until"], "2027-03-31");
    assert_eq!(quarterly.0["figures"], 4, "by stream, what is left, and cash, each of one quarter");
    assert!(quarterly.1.to_string().contains("cash.opening=1100"), "{}", quarterly.1);
}
