//! Every message that wrong actuals can give, with its place.

use crate::problems::message;
use crate::support::model;
use runout::answers::{ErrorSizes, Updating};
use runout::engine::{Plan, Simulator};
use runout::sampling::Sampling;
use runout::scenario::{Actuals, read_actuals};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

const COMPANY: &str = r#"
start = 2026-04-01
years = 3
step = "quarter"
[cash]
opening = 40
[[revenue]]
name = "Product"
annual = "10 to 20"
[[burn]]
name = "Payroll"
annual = 20
"#;

/// Compares with the recorded text, which leaves out the code that made it.
macro_rules! check {
    ($reported:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($reported) })
    };
}

/// What is reported about a table; empty if nothing.
fn reported(csv: &str) -> String {
    let outcome = Actuals::from_csv("books.csv", csv).and_then(|written| model(COMPANY).actuals(&written));
    match outcome {
        Ok(_) => String::new(),
        Err(error) => message(&error),
    }
}

fn catalogue(cases: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (case, csv) in cases {
        let reported = reported(csv);
        assert!(!reported.is_empty(), "nothing is reported about: {case}");
        let _ = write!(text, "## {case}\n{reported}\n\n");
    }
    text
}

#[test]
fn the_ways_to_write_a_table_are_read() {
    let written = [
        "period,revenue,cash\n2026Q2,3.1,38\n",
        "\u{feff}period,revenue\r\n2026Q2,3.1\r\n",
        "period;revenue;cash\n2026Q2;3.1;\n",
        "period\trevenue\n2026Q2\t3.1\n",
        "# the books\n\n period , revenue.Product\n\"2026-Q2\",\"3.1\"\n\n,\n# more to come",
        "period,cash\n2026-06-30,38\n2026-09,30\n2026,20\n",
        "cash,period,burn,revenue\n1e1,2027,-3.5,+4\n",
        "period;revenue;cash\n2026Q2;3,1;1.038,25\n",
    ];
    for csv in written {
        assert_eq!(reported(csv), "", "{csv:?}");
    }
}

#[test]
fn tables_that_are_none() {
    check!(catalogue(&[
        ("an empty file", ""),
        ("only comments", "# nothing\n"),
        ("a head alone", "period,revenue\n"),
        ("no head", "2026Q2,3.1\n"),
        ("no period", "revenue,cash\n3.1,4\n"),
        ("period misspelt", "perod,revenue\n2026Q2,3.1\n"),
        ("a column that is none", "period,revnue\n2026Q2,3.1\n"),
        ("another", "period,EBITDA\n2026Q2,3.1\n"),
        ("a column twice", "period,cash,revenue,cash\n2026Q2,3,4,5\n"),
        ("a cell too few", "period,revenue,cash\n2026Q2,3.1\n"),
        ("a cell too many", "period,revenue\n2026Q2,3,100\n"),
        ("a quote without end", "period,revenue\n2026Q2,\"3\n2026Q3,4\n"),
        ("control characters", "period,revenue\n2026Q2,\u{1b}[31m3\u{0}\n"),
    ]));
}

#[test]
fn cells_that_are_no_figures() {
    check!(catalogue(&[
        ("not a number", "period,revenue\n2026Q2,nan\n"),
        ("without end", "period,revenue\n2026Q2,inf\n"),
        ("too large to be one", "period,revenue\n2026Q2,1e999\n"),
        ("prose", "period,revenue\n2026Q2,about 3\n"),
        ("thousands parted", "period,revenue\n2026Q2,\"1,200\"\n"),
        ("a decimal comma among points", "period;revenue\n2026Q2;3.1\n2026Q3;3,1\n"),
        ("thousands or decimals", "period;revenue\n2026Q2;1.020\n2026Q3;0.940\n"),
        ("a currency", "period,revenue\n2026Q2,$3\n"),
        ("an amount in percent", "period,revenue\n2026Q2,3%\n"),
        ("a margin above 1", "period,margin\n2026Q2,55\n"),
        ("negative revenue", "period,revenue\n2026Q2,-3\n"),
        ("two at once, in order", "period,revenue,cash\n2026Q2,x,y\n"),
    ]));
}

#[test]
fn periods_that_the_scenario_cannot_answer() {
    check!(catalogue(&[
        ("no period", "period,revenue\nlately,3\n"),
        ("no such month", "period,revenue\n2026-13,3\n"),
        ("no such quarter", "period,revenue\n2026Q5,3\n"),
        ("no such day", "period,cash\n2026-02-30,3\n"),
        ("before the start", "period,revenue\n2025,3\n"),
        ("across the start", "period,revenue\n2026,3\n"),
        ("after the horizon", "period,revenue\n2031Q1,3\n"),
        ("across the horizon", "period,revenue\n2029,3\n"),
        ("shorter than a step", "period,revenue\n2026-05,3\n"),
        ("cash within a step", "period,cash\n2026-05,3\n"),
        ("a flow on a day", "period,revenue\n2026-06-30,3\n"),
        ("cash on a day that ends nothing", "period,cash\n2026-06-29,3\n"),
        ("twice", "period,revenue\n2026Q2,3\n2026Q2,3\n"),
        ("overlapping", "period,revenue\n2027Q2,3\n2027,12\n"),
        ("cash of the same moment", "period,cash\n2026Q2,3\n2026-06-30,3\n"),
        ("burn and cash flow", "period,burn,cash_flow\n2026Q2,3,-3\n"),
    ]));
}

#[test]
fn what_the_scenario_does_not_know() {
    check!(catalogue(&[
        ("a stream that is not there", "period,revenue.Produkt\n2026Q2,3\n"),
        ("no margin", "period,margin\n2026Q2,30%\n"),
        ("no users", "period,users\n2026Q2,3\n"),
    ]));
}

#[test]
fn files_that_are_hostile_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.csv");
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let error = read_actuals(&path, None).unwrap_err();
        message(&error).replace(&path.display().to_string(), "books.csv")
    };
    insta::assert_snapshot!(refused(&vec![b'1'; (1 << 20) + 1]), @r"
    error: books.csv: a table of actuals must have at most 1 MiB, and this file has more
    help: give the months, quarters or years of one company
    ");
    insta::assert_snapshot!(refused(b"period,revenue\n2026Q2,\xff\xfe\n"), @r#"
    error: books.csv:2:8: actuals must be text in UTF-8, got the byte 0xff
      |
    2 | 2026Q2,��
      |        ^
    help: save the sheet as CSV (UTF-8)
    "#);
    let wide = format!("period{}\n2026Q2{}\n", ",revenue.Product".repeat(20_000), ",1".repeat(20_000));
    assert!(refused(wide.as_bytes()).contains("stands there twice"));
    let long = format!("period,revenue\n{}", "2026Q2,1\n".repeat(100_000));
    let reported = refused(long.as_bytes());
    assert!(reported.contains("at most 240 figures can be weighed, got 100000"), "{reported}");
    let quotes = "\"".repeat(1 << 20);
    assert!(refused(quotes.as_bytes()).starts_with("error: "));
    fs::remove_file(&path).unwrap();
    let missing = message(&read_actuals(&path, None).unwrap_err());
    assert!(missing.contains("there is no such file\nhelp: write a table such as\n  period,revenue"), "{missing}");
    let a_folder = read_actuals(folder.path(), None).unwrap_err().to_string();
    assert!(a_folder.contains("is a folder, not a table of actuals"), "{a_folder}");
}

#[test]
fn an_error_of_a_column_that_is_not_there_is_refused() {
    let model = model(COMPANY);
    let actuals =
        model.actuals(&Actuals::from_csv("books.csv", "period,revenue,cash\n2026Q2,3,35\n").unwrap()).unwrap();
    let errors = ErrorSizes { all: 0.05, columns: BTreeMap::from([("margin".to_owned(), 0.1)]) };
    let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
    let updating = Updating { actuals: &actuals, errors: &errors, overrides: Vec::new() };
    let refused = Simulator::new(plan).unwrap().update(&model, &updating).unwrap_err();
    insta::assert_snapshot!(message(&refused), @r"
    error: --error: the actuals have no column `margin`
    help: they have `cash`, `revenue`
    ");
}
