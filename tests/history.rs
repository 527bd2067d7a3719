//! The months before a scenario: how it opens by them, what they do not change, and that they are no fault.

use crate::support::near;
use runout::model::{Observed, history, load_source};
use runout::scenario::{Actuals, Item, Scenario, Source};
use std::process::Command;

/// Starts in 2027; one line opens at a run rate, one at a level, one begins later.
const ACME: &str = r#"
start = 2027-01-01
years = 2
unit = "thousand"
step = "month"
[cash]
opening = 500
[[revenue]]
name = "Plans & more"
opening = 100
growth = 0
[[burn]]
name = "Payroll"
opening = 400
growth = 0
[[burn]]
name = "Rent"
annual = 60
[[burn]]
name = "Sellers"
opening = 90
growth = 0
from = 2027-06-01
"#;

fn scenario(text: &str) -> Scenario {
    Scenario::from_toml("acme.toml", text, &[]).unwrap().0
}

fn changes(text: &str, csv: &str) -> Vec<String> {
    history(&Actuals::from_csv("books.csv", csv).unwrap(), &scenario(text))
}

#[test]
fn a_table_says_the_cash_on_the_first_day_and_the_run_rate_of_what_it_names() {
    let csv = "period,revenue,cash\n2026-09,7,\n2026-10,10,\n2026-11,10,\n2026-12,10,455.5\n2027-01,11,450\n";
    // Of ten a month for three months 120 a year; with the seven before, that is not certain.
    let found = changes(ACME, csv);
    assert_eq!(found[0], "cash.opening=455.5");
    assert!(found[1].starts_with("revenue.\"Plans & more\".opening=\"") && found.len() == 2, "{found:?}");
    let certain = changes(ACME, &csv.replace("2026-09,7,\n", ""));
    assert_eq!(certain[1], "revenue.\"Plans & more\".opening=120");
    let quarter = changes(ACME, "period,revenue\n2026Q4,30\n");
    assert_eq!(quarter, ["revenue.\"Plans & more\".opening=120"]);
    let loaded = load_source(&Source::of_text("acme.toml", ACME), &certain).unwrap().model;
    let medians = |name: &str| {
        let driver = loaded.inputs().drivers.iter().find(|driver| driver.name == name).unwrap();
        driver.median(0, &loaded.inputs().tables)
    };
    near(medians("revenue.Plans & more.opening"), 120.0, 1e-9);
    near(medians("cash.opening"), 455.5, 1e-9);
}

#[test]
fn too_few_months_or_months_with_a_gap_before_the_start_change_nothing() {
    for csv in [
        "period,revenue\n2026-11,10\n2026-12,10\n",
        "period,revenue\n2026-08,10\n2026-09,10\n2026-10,10\n2026-12,10\n",
        "period,revenue\n2026-08,10\n2026-09,10\n2026-10,10\n",
        "period,revenue,cash\n2026,120,\n2026-11,,70\n2027-01,10,60\n",
        "period,revenue\n2026-10,0\n2026-11,0\n2026-12,0\n",
    ] {
        assert_eq!(changes(ACME, csv), Vec::<String>::new(), "{csv}");
    }
}

/// Accounts of two years in currency: payroll 30,000 a month, sales 8,000 but double that in December and half of it in January.
fn books() -> String {
    let months: Vec<(i32, u32)> = (2025..=2026).flat_map(|year| (1..=12).map(move |month| (year, month))).collect();
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let row = |name: &str, of: &dyn Fn(u32) -> u32| {
        let cells = months.iter().map(|(_, month)| format!(",{}", of(*month))).collect::<String>();
        format!("{name}{cells},{}\n", of(1))
    };
    let head = months.iter().map(|(year, month)| format!(",{} {year}", names[*month as usize - 1])).collect::<String>();
    let sales = |month| match month {
        12 => 16_000,
        1 => 4_000,
        _ => 8_000,
    };
    let text = ["Income".to_owned(), row("Plans & more", &sales), "Expenses".to_owned()].join("\n");
    format!("Account{head},Jan 2027\n{text}\n{}{}", row("Payroll", &|_| 30_000), row("Sellers", &|_| 5_000))
}

/// Sales of a year are 100,000, that is 8,333 a month: December's weight is 1.92, January's 0.48; payroll is 360,000 a year.
#[test]
fn books_of_two_years_say_run_rates_and_a_season_in_the_scenarios_unit() {
    let found = changes(ACME, &books());
    assert_eq!(found.len(), 3, "{found:?}");
    let season = found[1].strip_prefix("revenue.\"Plans & more\".season=[").unwrap().trim_end_matches(']');
    let weights: Vec<f64> = season.split(", ").map(|weight| weight.parse().unwrap()).collect();
    near(weights[11], 1.92, 0.1);
    near(weights[0], 0.48, 0.1);
    near(weights[5], 0.96, 0.05);
    let opening = found[0].strip_prefix("revenue.\"Plans & more\".opening=").unwrap().trim_matches('"');
    let middle = match opening.split_once(" to ") {
        Some((low, high)) => (low.parse::<f64>().unwrap() * high.parse::<f64>().unwrap()).sqrt(),
        None => opening.parse().unwrap(),
    };
    near(middle, 100.0, 4.0);
    assert_eq!(found[2], "burn.Payroll.opening=360", "a level that never changed is certain");
    load_source(&Source::of_text("acme.toml", ACME), &found).unwrap();
    let seasonal = ACME.replace("opening = 100\n", "opening = 100\nseason = [1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4]\n");
    assert!(changes(&seasonal, &books()).iter().all(|change| !change.contains("season")), "it has its own");
}

#[test]
fn what_lies_before_the_start_is_no_fault_and_is_not_held_against_futures() {
    let model = load_source(&Source::of_text("acme.toml", ACME), &[]).unwrap().model;
    let csv = "period,revenue\n2026-12,10\n2027-01,11\n2027-02,12\n";
    let actuals = model.actuals(&Actuals::from_csv("books.csv", csv).unwrap()).unwrap();
    assert_eq!(actuals.iter().map(|actual| actual.period.as_str()).collect::<Vec<_>>(), ["2027-01", "2027-02"]);
    let refused = model.actuals(&Actuals::from_csv("books.csv", "period,revenue\n2026-12,10\n").unwrap());
    assert!(refused.unwrap_err().to_string().contains("2026-12 lies before the scenario"), "nothing is left");
    let books = Actuals::from_csv("books.csv", &books()).unwrap();
    assert!(books.costs.iter().any(|cost| cost.item == Item::Line("Payroll".to_owned())));
    assert!(model.actuals(&books).unwrap().iter().all(|actual| actual.period == "2027-01"));
}

#[test]
fn what_is_typed_counts_before_what_the_books_say_and_both_are_echoed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("acme.toml"), ACME).unwrap();
    let csv = "period,revenue,cash\n2026-10,10,\n2026-11,10,\n2026-12,10,455.5\n2027-01,9,440\n";
    std::fs::write(folder.path().join("books.csv"), csv).unwrap();
    let usual = ["run", "acme.toml", "--actuals", "books.csv", "--no-charts", "--quiet", "--runs", "1000"];
    let more = ["--out", "out", "--set", "cash.opening=\"480 to 490\"", "--error", "20%"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
    let output = command.current_dir(folder.path()).args(usual).args(more).output().unwrap();
    let [out, noted] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(0), "{noted}");
    let said =
        "note: what was before 2027-01-01 says how it opens: cash.opening=455.5; revenue.\"Plans & more\".opening=120";
    assert!(noted.contains(said), "{noted}");
    let json = std::fs::read_to_string(folder.path().join("out/results.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let changes = ["cash.opening=455.5", "revenue.\"Plans & more\".opening=120", "cash.opening=\"480 to 490\""];
    assert_eq!(json["overrides"], serde_json::json!(changes));
    assert!(out.contains("Changed for this answer: cash.opening=\"480 to 490\""), "{out}");
}

/// Payroll is paid two months later, and rent at the ends of March and September; both stand in the books, as 30 and 5 a month.
#[test]
fn what_is_still_due_at_the_start_is_what_each_month_before_had() {
    let terms = |text: &str, csv: &str, line: &str| {
        changes(text, csv).into_iter().filter(|change| change.starts_with(line)).collect::<Vec<_>>()
    };
    let late = ACME.replace("opening = 100\n", "opening = 100\ncollected_after_months = 2\n");
    let csv = "period,revenue\n2026-09,9\n2026-10,10\n2026-11,11\n2026-12,12\n";
    let found = terms(&late, csv, "revenue");
    assert_eq!(found[1], "revenue.\"Plans & more\".before_start=[11, 12]");
    let loaded = load_source(&Source::of_text("acme.toml", &late), &found).unwrap().model;
    assert_eq!(loaded.company().revenue[0].terms.before_start, [11.0, 12.0]);
    // One month says no run rate, and yet what is due of it.
    assert_eq!(terms(&late, "period,revenue\n2026-12,12\n", "revenue"), ["revenue.\"Plans & more\".before_start=[12]"]);
    let ahead = late.replace("collected_after_months = 2", "billed_every_months = 12\ncollected_after_months = 1");
    assert_eq!(terms(&ahead, csv, "revenue")[1], "revenue.\"Plans & more\".before_start=[9, 10, 11, 12]");
    let due = ACME.replace("name = \"Payroll\"\n", "name = \"Payroll\"\ndue_months = [3, 9]\n");
    let found = history(&Actuals::from_csv("books.csv", &books()).unwrap(), &scenario(&due));
    assert!(found.contains(&"burn.Payroll.before_start=[30, 30, 30]".to_owned()), "{found:?}");
    // What is paid ahead has been paid.
    let ahead = due.replace("due_months = [3, 9]", "due_months = [3, 9]\nin_advance = true");
    let found = history(&Actuals::from_csv("books.csv", &books()).unwrap(), &scenario(&ahead));
    assert!(!found.iter().any(|change| change.contains("before_start")), "{found:?}");
}

/// Payroll of 30 a month in a table, by months and by a quarter; a line that begins later has none before the start.
#[test]
fn a_table_names_costs_by_line_before_the_start_and_after_it() {
    let late = ACME.replace("name = \"Payroll\"\n", "name = \"Payroll\"\npaid_after_months = 1\n");
    let csv = "period,burn.Payroll,burn.Sellers\n2026Q4,90,20\n2027-01,31,\n2027-07,,12\n";
    assert_eq!(changes(&late, csv), ["burn.Payroll.opening=360", "burn.Payroll.before_start=[30]"]);
    let model = load_source(&Source::of_text("acme.toml", &late), &[]).unwrap().model;
    let actuals = model.actuals(&Actuals::from_csv("books.csv", csv).unwrap()).unwrap();
    let found: Vec<(&str, Observed)> = actuals.iter().map(|one| (one.item.as_str(), one.observed)).collect();
    assert_eq!(found, [("burn.Payroll", Observed::Line(0)), ("burn.Sellers", Observed::Line(2))]);
    let refused = |csv: &str| model.actuals(&Actuals::from_csv("books.csv", csv).unwrap()).unwrap_err().to_string();
    assert!(refused("period,burn.Payrol\n2027-01,30\n").contains("there is no burn line `Payrol`"));
    let twice = refused("period,burn.Rent\n2027-01,5\n2027Q1,15\n");
    assert!(twice.contains("`burn.Rent` of 2027Q1 overlaps that of 2027-01"), "{twice}");
    let wrong = |csv: &str| Actuals::from_csv("books.csv", csv).unwrap_err().to_string();
    assert!(wrong("period,burn.Rent\n2027-01,-5\n").contains("must not be below 0"));
    assert!(wrong("period,rent\n2027-01,5\n").contains("there is no column \"rent\""));
}
