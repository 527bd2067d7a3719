//! A percentage is the same number wherever it is written: in a file, after a flag, in a table of actuals.

use assert_cmd::Command;
use runout::scenario::{Actuals, Scenario, number};

/// A company without revenue, up to the amount of its burn.
const ROWS: &str = "[[revenue]]\nname = 'None'\nannual = 0\n[[burn]]\nname = 'All'\n";

/// Every percentage of one decimal with its fraction, as they are written: `57.7%` and `0.577`.
fn percentages() -> impl Iterator<Item = (String, String)> {
    (1..1_000).map(|tenths| (format!("{}.{}%", tenths / 10, tenths % 10), format!("0.{tenths:03}")))
}

#[test]
fn a_percentage_has_the_bits_of_its_fraction_in_files_and_tables() {
    let text = |annual: &str| format!("start = 2026-01-01\nyears = 1\n[cash]\nopening = 5\n{ROWS}annual = {annual}\n");
    for (percentage, fraction) in percentages() {
        let bits = fraction.parse::<f64>().unwrap().to_bits();
        assert_eq!(number(&percentage).map(f64::to_bits), Some(bits), "{percentage}");
        let table = format!("period,margin\n2026,{percentage}\n");
        let actuals = Actuals::from_csv("books.csv", &table).unwrap();
        assert_eq!(actuals.figures[0].amount.value.to_bits(), bits, "{percentage} in a table");
        let written =
            |value: &str| format!("{:?}", Scenario::from_toml("a", &text(value), &[]).unwrap().0.burn[0].flow);
        assert_eq!(
            without_places(&written(&format!("'{percentage}'"))),
            without_places(&written(&fraction)),
            "{percentage} in a file"
        );
    }
}

/// A debugging text without the places of what was written, which differ with its length.
fn without_places(text: &str) -> String {
    text.split("Place {").map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn a_percentage_has_the_bits_of_its_fraction_after_flags() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = |probability: &str| {
        let arguments = ["deadline", "startup", "--cut", probability, "--probability", probability, "--runs", "1"];
        let output = Command::new(env!("CARGO_BIN_EXE_runout"))
            .current_dir(folder.path())
            .args(arguments)
            .args(["--format", "json", "--no-charts"])
            .output()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["wanted"].as_f64().unwrap().to_bits()
    };
    // Dividing by 100 gives other bits for these.
    for (percentage, fraction) in [("57.7%", "0.577"), ("0.7%", "0.007")] {
        assert_eq!(wanted(percentage), fraction.parse::<f64>().unwrap().to_bits(), "{percentage}");
        assert_eq!(wanted(percentage), wanted(fraction), "{percentage}");
    }
}
