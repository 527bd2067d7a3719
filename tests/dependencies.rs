//! What the dependencies are, held to `deny.toml` without `cargo deny`: their licences, where they come from, and which come twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use toml::de::{DeTable, DeValue};

/// Where every dependency comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The texts in a list of a section of `deny.toml`; of tables, what they say of the crate's name.
fn listed(section: &str, key: &str) -> BTreeSet<String> {
    let text = read("deny.toml");
    let rules = DeTable::parse(&text).unwrap();
    let list = rules.get_ref()[section].get_ref().as_table().unwrap()[key].get_ref().as_array().unwrap();
    let name = |value: &DeValue<'_>| match value {
        DeValue::Table(table) => table["crate"].get_ref().as_str().unwrap().to_owned(),
        value => value.as_str().unwrap().to_owned(),
    };
    list.iter().map(|value| name(value.get_ref())).collect()
}

/// Every package of a lock file: its name, and where it comes from.
fn locked(file: &str) -> Vec<(String, Option<String>)> {
    let text = read(file);
    let lock = DeTable::parse(&text).unwrap();
    let packages = lock.get_ref()["package"].get_ref().as_array().unwrap().iter();
    let text_of = |value: &DeValue<'_>| value.as_str().unwrap().to_owned();
    let package = |package: &DeTable<'_>| {
        let source = package.get("source").map(|source| text_of(source.get_ref()));
        (text_of(package["name"].get_ref()), source)
    };
    packages.map(|value| package(value.get_ref().as_table().unwrap())).collect()
}

/// Whether one of the alternatives of a licence has only parts that are allowed.
fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let parts: Vec<&str> = licence.split(" AND ").collect();
    let is_one_of = |part: &str| part.replace('/', " OR ").split(" OR ").any(|name| allowed.contains(name));
    parts.iter().all(|part| is_one_of(part.trim_matches(['(', ')'])))
}

#[test]
fn every_dependency_comes_from_the_registry() {
    for file in ["Cargo.lock", "fuzz/Cargo.lock"].into_iter().filter(|file| Path::new(file).exists()) {
        for (name, source) in locked(file) {
            let is_ours = name.starts_with("runout") && source.is_none();
            assert!(is_ours || source.as_deref() == Some(REGISTRY), "{file}: {name} comes from {source:?}");
        }
    }
}

#[test]
fn no_dependency_is_banned_or_comes_twice_without_a_reason() {
    let mut versions: BTreeMap<String, usize> = BTreeMap::new();
    locked("Cargo.lock").into_iter().for_each(|(name, _)| *versions.entry(name).or_default() += 1);
    let banned = listed("bans", "deny");
    assert!(!versions.keys().any(|name| banned.contains(name)), "{versions:?}");
    let twice: BTreeSet<String> = versions.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect();
    assert_eq!(twice, listed("bans", "skip"), "on the left what comes twice, on the right what may in deny.toml");
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let asked = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host().trim()]
        .map(str::to_owned);
    let output = Command::new(env!("CARGO")).args(asked).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let allowed = listed("licenses", "allow");
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{} is licensed by {licence:?}", package["name"]);
    }
}

/// The machine that the tests were compiled on.
fn host() -> String {
    let rustc = Path::new(env!("CARGO")).with_file_name("rustc");
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn a_licence_is_allowed_if_all_its_parts_have_an_alternative_that_is() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Unicode-3.0".to_owned()]);
    for licence in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 WITH LLVM-exception"] {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}
