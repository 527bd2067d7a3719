//! Scenarios that say only how they differ from another.

use crate::problems::message;
use runout::model::load;
use runout::scenario::{self, Scenario};
use std::fs;
use std::path::Path;

const COMPANY: &str = r#"
start = 2027-01-01
years = 3
title = "Company"
[cash]
opening = 100
minimum = 5
[[revenue]]
name = "Product"
annual = 10
[[burn]]
name = "Payroll"
annual = 30
[[burn]]
name = "Office"
annual = 5
[[capital]]
name = "Round"
date = 2027-06-01
amount = 50
probability = 0.5
[[claim]]
text = "Lasts"
survives_to = 2029-01-01
"#;

/// The variant of the company in a folder of its own.
fn variant(text: &str) -> Result<Scenario, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("company.toml"), COMPANY).unwrap();
    let text = text.replace("BASE", "base = \"company.toml\"");
    loaded(folder.path(), "variant.toml", &text)
}

fn loaded(folder: &Path, name: &str, text: &str) -> Result<Scenario, String> {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let shown = |error: runout::error::Error| message(&error).replace(&format!("{}/", folder.display()), "");
    scenario::load(&path.to_string_lossy(), &[]).map(|loaded| loaded.scenario).map_err(shown)
}

#[test]
fn a_variant_that_says_nothing_is_its_base() {
    let same = variant("BASE").unwrap();
    let (base, _) = Scenario::from_toml("company", COMPANY, &[]).unwrap();
    let sizes =
        |it: &Scenario| [it.revenue.len(), it.burn.len(), it.capital.len(), it.claim.len(), it.correlation.len()];
    assert_eq!((same.title.as_str(), same.years.value, sizes(&same)), ("Company", 3, sizes(&base)));
}

#[test]
fn sections_take_over_key_by_key_and_new_ones_are_added() {
    let changed = variant(
        "BASE\ntitle = \"Other\"\nyears = 4\n[cash]\nopening = 70\n[[burn]]\nname = \"Payroll\"\nsource = \"x\"\n\
         [[burn]]\nname = \"Cloud\"\nannual = 3\n[[claim]]\ntext = \"Lasts\"\nnote = \"so\"\n",
    )
    .unwrap();
    assert_eq!((changed.title.as_str(), changed.years.value), ("Other", 4));
    assert_eq!(
        changed.burn.iter().map(|line| line.name.value.as_str()).collect::<Vec<_>>(),
        ["Payroll", "Office", "Cloud"]
    );
    assert!((changed.cash.minimum - 5.0).abs() < 1e-12, "a key that is not written stays");
    assert_eq!((changed.claim.len(), changed.claim[0].note.as_deref()), (1, Some("so")));
}

#[test]
fn what_is_taken_out_is_out() {
    let less = variant("BASE\nwithout = [\"claim\", \"capital.Round\", \"burn.Office\", \"cash.minimum\"]").unwrap();
    assert_eq!((less.claim.len(), less.capital.len(), less.burn.len()), (0, 0, 1));
    assert!(less.cash.minimum.abs() < 1e-12);
}

#[test]
fn bases_have_bases_and_changes_of_the_command_line_come_last() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("company.toml"), COMPANY).unwrap();
    fs::create_dir(folder.path().join("plans")).unwrap();
    loaded(folder.path(), "middle.toml", "base = \"company.toml\"\nyears = 5").unwrap();
    loaded(folder.path(), "plans/last.toml", "base = \"../middle.toml\"\n[cash]\nopening = 1").unwrap();
    let last = folder.path().join("plans/last.toml");
    let read = scenario::load(&last.to_string_lossy(), &["years=7".to_owned()]).unwrap();
    assert_eq!(read.scenario.years.value, 7);
    assert_eq!(scenario::load(&last.to_string_lossy(), &[]).unwrap().scenario.years.value, 5);
}

/// Draws go by the names of drivers, so what a variant leaves unchanged has the draws that it has in the base.
#[test]
fn a_variant_of_the_library_has_the_drivers_of_its_base() {
    let [base, variant] = ["openai", "openai-cutbacks"].map(|name| load(name, &[]).unwrap().model);
    let names = |model: &runout::model::Model| {
        model.inputs().drivers.iter().map(|driver| driver.name.clone()).collect::<Vec<_>>()
    };
    let added: Vec<String> = names(&variant).into_iter().filter(|name| !names(&base).contains(name)).collect();
    assert_eq!(added, ["response.Cutbacks.cut"]);
}

#[test]
fn what_is_wrong_with_a_base_is_reported_where_it_is_written() {
    let wrong = [
        "base = 3",
        "base = \"nobody.toml\"",
        "base = \"opena\"",
        "base = \"variant.toml\"",
        "without = [\"claim\"]",
        "BASE\nwithout = \"claim\"",
        "BASE\nwithout = [\"claims\", \"burn.Ofice\", \"cash.x\", 3]",
        "BASE\n[[burn]]\nannual = 3",
        "BASE\n[cash]\nopening = \"much\"",
    ];
    let reported: Vec<String> =
        wrong.iter().map(|text| format!("--- {text}\n{}", variant(text).unwrap_err())).collect();
    insta::assert_snapshot!(reported.join("\n\n"));
}

#[test]
fn what_is_wrong_in_a_base_is_reported_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("company.toml"), COMPANY.replace("annual = 30", "annual = \"30 to 20\"")).unwrap();
    let reported = loaded(folder.path(), "variant.toml", "base = \"company.toml\"").unwrap_err();
    assert!(reported.contains("company.toml:13:10"), "{reported}");
}
