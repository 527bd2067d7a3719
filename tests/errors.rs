//! Every message that a wrong scenario can give, with its place.

use runout::error::Error;
use runout::scenario::{Library, Scenario, load};

const GOOD: &str = r#"start = 2026-01-01
years = 10
[cash]
opening = 40
[[revenue]]
name = "Product"
opening = 13.1
growth = "20% to 60%"
[[burn]]
name = "Payroll"
annual = 20
"#;

/// What is said about a text; empty if nothing.
fn said(text: &str, overrides: &[&str]) -> String {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    match Scenario::from_toml("acme.toml", text, &overrides) {
        Ok(_) => String::new(),
        Err(Error::AtFault(text)) => text,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn the_good_scenario_and_the_library_are_read() {
    assert_eq!(said(GOOD, &[]), "");
    for scenario in Library::all() {
        assert_eq!(load(scenario.name, &[]).unwrap().name, scenario.name);
    }
}
