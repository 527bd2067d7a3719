//! Claims that are added on the command line.

use assert_cmd::Command;
use std::process::Output;

fn runout(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder.path()).args(arguments).output().unwrap()
}

#[test]
fn typed_claims_come_after_those_of_the_file_and_are_echoed() {
    let both = "text = \"Both\", all = [{ not = { exhausted_by = 2027-06-01 } }, { any = [{ profitable_by = 2027 }, { survives_to = 2027-07-01 }] }]";
    let run = ["run", "startup", "--runs", "1000", "--no-charts", "--format", "json"];
    let output = runout(&[run.as_slice(), &["--claim", "survives_to = 2027-06-01", "--claim", both]].concat());
    let results: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let claims = results["claims"].as_array().unwrap();
    let typed: Vec<&str> = claims.iter().rev().take(2).map(|claim| claim["text"].as_str().unwrap()).collect();
    assert_eq!(typed, ["Both", "survives_to = 2027-06-01"]);
    assert_eq!(results["overrides"][0], "claim += { survives_to = 2027-06-01 }");
    let [both, survives] =
        [1, 2].map(|from_end| claims[claims.len() - from_end]["probability"]["estimate"].as_f64().unwrap());
    assert!(both <= survives && survives > 0.5, "{both} of {survives}");
}

#[test]
fn a_wrong_claim_is_refused_with_its_place() {
    let output = runout(&["check", "startup", "--claim", "survives = 2027-06-01"]);
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("--claim:1:12") && printed.contains("did you mean `survives_to`?"), "{printed}");
}
