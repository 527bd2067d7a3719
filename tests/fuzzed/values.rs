//! Valid scenarios with a few values replaced, lines left out or sections written twice: most can be followed, which texts that the fuzzer
//! makes up seldom can.

use super::choices::Choices;
use super::{follow, meant};
use runout::scenario::Scenario;

/// Scenarios that together use all of the language.
const VALID: [&str; 7] = [
    include_str!("../everything.toml"),
    include_str!("../everything_monthly.toml"),
    include_str!("../../config/startup.toml"),
    include_str!("../../config/openai.toml"),
    include_str!("../../config/saas.toml"),
    include_str!("../../config/biotech.toml"),
    include_str!("../../config/shop.toml"),
];

/// Values at the edge of what can be meant.
const EDGES: [&str; 20] = [
    "0",
    "-0.0",
    "1e308",
    "-1e308",
    "5e-324",
    "nan",
    "inf",
    "\"0 to 0\"",
    "\"1e308 to 1e308\"",
    "{ gamma = { shape = 0.001, scale = 1e300 } }",
    "{ gamma = { shape = 1e6, scale = 1 } }",
    "{ beta = { alpha = 0.001, beta = 1e6 } }",
    "{ student_t = { location = 0, scale = 1, dof = 0.1 } }",
    "{ mixture = [ { weight = 1, of = 0 }, { weight = 1e-300, of = { weibull = { shape = 0.01, scale = 1 } } } ] }",
    "{ truncated = { of = { normal = { mean = 0, std_dev = 1 } }, min = 5 } }",
    "{ value = \"20% to 60%\", persistence = 1, redraw = \"yearly\" }",
    "\"forever\"",
    "true",
    "[]",
    "\"\"",
];

/// Tries the scenario that the bytes choose.
pub(crate) fn values(bytes: &[u8]) {
    let text = mutated(&mut Choices::new(bytes));
    if let Some(model) = meant(Scenario::from_toml("fuzzed", &text, &[])) {
        follow(&model);
    }
}

/// A valid scenario with up to four changes.
fn mutated(choices: &mut Choices<'_>) -> String {
    let mut lines: Vec<String> = choices.of(&VALID).lines().map(str::to_owned).collect();
    for _ in 0..4 {
        if choices.is_over() {
            break;
        }
        match choices.below(8) {
            0 => leave_out(&mut lines, choices),
            1 => write_twice(&mut lines, choices),
            _ => replace(&mut lines, choices),
        }
    }
    lines.join("\n")
}

/// The places of lines that give a key its value.
fn keys(lines: &[String]) -> Vec<usize> {
    (0..lines.len()).filter(|&line| lines[line].contains(" = ") && !lines[line].starts_with('#')).collect()
}

fn leave_out(lines: &mut Vec<String>, choices: &mut Choices<'_>) {
    let line = *choices.of(&keys(lines));
    lines.remove(line);
}

/// One of the sections again, by another name.
fn write_twice(lines: &mut Vec<String>, choices: &mut Choices<'_>) {
    let heads: Vec<usize> = (0..lines.len()).filter(|&line| lines[line].starts_with("[[")).collect();
    let start = *choices.of(&heads);
    let end = (start + 1..lines.len()).find(|&line| lines[line].starts_with('[')).unwrap_or(lines.len());
    let again: Vec<String> = lines[start..end].iter().map(|line| line.replace("name = \"", "name = \"X")).collect();
    lines.splice(end..end, again);
}

/// Another value for a key, or for a number or a text in the midst of its value.
fn replace(lines: &mut [String], choices: &mut Choices<'_>) {
    let line = *choices.of(&keys(lines));
    let equals: Vec<usize> = lines[line].match_indices(" = ").map(|(at, sign)| at + sign.len()).collect();
    let start = *choices.of(&equals);
    let end = lines[line][start..].find([',', '}', '#']).map_or(lines[line].len(), |end| start + end);
    // The last of several equals signs stands before a plain value; the first before all of it.
    let end = if equals.len() > 1 && start == equals[0] { lines[line].len() } else { end };
    let value = value(choices);
    lines[line].replace_range(start..end, &value);
}

fn value(choices: &mut Choices<'_>) -> String {
    match choices.below(6) {
        0 => format!("{:?}", f64::from_le_bytes(choices.bytes())),
        1 => i16::from_le_bytes(choices.bytes()).to_string(),
        2 => format!("\"{} to {}\"", i8::from_le_bytes(choices.bytes()), i16::from_le_bytes(choices.bytes())),
        3 => format!("\"{}% to {}%\"", choices.below(300), choices.below(300)),
        4 => format!("{}-{:02}-{:02}", 2000 + choices.below(256), choices.below(14), choices.below(33)),
        _ => (*choices.of(&EDGES)).to_owned(),
    }
}
