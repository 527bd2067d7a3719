//! The rules that hold for the text of the program itself: which module may use which, who may print, how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// The river, from left to right: a module uses only what stands to its left.
const RIVER: [&str; 9] =
    ["books", "scenario", "model", "sampling", "engine", "tally", "answers", "selftest", "wording"];
/// Below it: each uses only what stands to its left, and knows nothing of scenarios.
const GROUND: [&str; 4] = ["error", "vector", "distribution", "tables"];
const LONGEST_FILE: usize = 500;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file that runs in the program: without comments, and without its own tests, which stand at its end.
pub(crate) fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| line.to_owned() + "\n").collect()
}

/// Every file of a folder of the project, as its path there and its text.
fn files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    sources(&root).iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// Every file of `src` that runs in the program, as its path there and its text.
pub(crate) fn program() -> Vec<(String, String)> {
    let mut files = files("src");
    let tests: Vec<String> = files.iter().flat_map(|(file, text)| test_files(file, text)).collect();
    assert!(tests.iter().all(|test| files.iter().any(|(file, _)| file == test)), "{tests:?}");
    files.retain(|(file, _)| !tests.contains(file));
    files
}

/// The files that are parts of a `mod.rs` in tests alone.
fn test_files(file: &str, text: &str) -> Vec<String> {
    let parts = text.split("#[cfg(test)]\n").skip(1).filter_map(|after| after.split_once(';'));
    let names = parts.filter_map(|(declared, _)| declared.trim_start_matches("pub(crate) ").strip_prefix("mod "));
    let names = names.filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    names.map(|name| format!("{}{name}.rs", file.strip_suffix("mod.rs").unwrap_or_default())).collect()
}

/// The top-level module that a file belongs to.
fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// Every name that follows `prefix`.
fn named_after<'t>(code: &'t str, prefix: &str) -> Vec<&'t str> {
    let names = code.split(prefix).skip(1);
    names.map(|rest| &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]).collect()
}

/// What a module may use. `report` and `charts` show what `answers` found; `report` sees the model and the scenario too, because `check`
/// and `trace` show what was understood before anything was answered.
fn may_use(module: &str) -> Vec<&'static str> {
    let left_of = |modules: &[&'static str]| modules.iter().take_while(|&&before| before != module).copied().collect();
    let mut allowed: Vec<&str> = match module {
        _ if GROUND.contains(&module) => return left_of(&GROUND),
        "guide" => vec!["scenario"],
        "wording" => vec!["answers", "model"],
        "report" => vec!["answers", "model", "scenario", "wording"],
        "charts" => vec!["answers", "wording"],
        _ => left_of(&RIVER),
    };
    allowed.extend(GROUND);
    allowed
}

#[test]
fn modules_use_only_what_stands_to_their_left() {
    for (file, text) in program() {
        let module = module_of(&file);
        if ["main", "lib", "cli"].contains(&module) {
            continue;
        }
        assert!(
            RIVER.contains(&module) || GROUND.contains(&module) || ["guide", "report", "charts"].contains(&module),
            "{file}: no place in the river"
        );
        let allowed = may_use(module);
        for used in named_after(&code(&text), "crate::").into_iter().filter(|&used| used != module) {
            assert!(allowed.contains(&used), "{file} uses {used}, which does not stand to the left of {module}");
        }
    }
}

#[test]
fn draws_know_nothing_of_companies() {
    for (file, text) in program().into_iter().filter(|(file, _)| module_of(file) == "sampling") {
        for known in ["Model", "Company"] {
            let words = code(&text);
            let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(!words.any(|word| word == known), "{file} knows {known}");
        }
    }
}

#[test]
fn the_library_does_not_know_its_command_line() {
    for (file, text) in program().into_iter().filter(|(file, _)| !["main", "cli"].contains(&module_of(file))) {
        for package in ["clap", "indicatif", "ctrlc", "anstream"] {
            assert!(!code(&text).contains(&format!("{package}::")), "{file} uses {package}");
        }
    }
}

#[test]
fn only_the_command_line_knows_flags_and_commands() {
    let commands = ["list", "init", "check", "run", "trace"].map(|command| format!("`runout {command}"));
    for (file, text) in files("src").into_iter().filter(|(file, _)| !["main", "cli"].contains(&module_of(file))) {
        for command in &commands {
            assert!(!code(&text).contains(command), "{file} names {command}");
        }
        let flag = text.match_indices("--").find(|(at, _)| {
            let before = text[..*at].chars().next_back().unwrap_or(' ');
            before != '-' && text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase())
        });
        if let Some((at, _)) = flag {
            panic!("{file} names a flag: {}", text[at..].lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    for (file, text) in program().into_iter().filter(|(file, _)| module_of(file) != "cli") {
        for printing in ["println!", "print!(", "eprintln!", "eprint!", "dbg!", "stdout()", "stderr()"] {
            assert!(!code(&text).contains(printing), "{file} has {printing}");
        }
    }
}

/// Machines without fused multiply-add, and WebAssembly, would have to imitate it in software to give the same bits.
#[test]
fn no_multiplication_is_fused_with_an_addition() {
    for (file, text) in program() {
        for fused in ["mul_add(", "_fmadd_", "_fmsub_", "_fnmadd_"] {
            assert!(!code(&text).contains(fused), "{file} has {fused}");
        }
    }
}

#[test]
fn files_are_short_enough_to_read() {
    for (file, text) in files("src").into_iter().chain(files("tests")) {
        assert!(text.lines().count() < LONGEST_FILE, "{file} has {} lines", text.lines().count());
        assert!(text.starts_with("//!"), "{file} does not open with what it is for");
    }
}

/// Comments cite them as "equations, 9", or "equations, 6 to 8".
#[test]
fn sections_of_the_equations_that_are_cited_are_there() {
    let (equations, mut cited) = (include_str!("../src/model/equations.md"), 0);
    for (file, text) in files("src") {
        for rest in text.split("(equations, ").skip(1) {
            let citation = rest.split(')').next().unwrap_or_default();
            for section in citation.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                let is_there = match section.parse::<u32>() {
                    Ok(number) => equations.contains(&format!("\n## {number}. ")),
                    Err(_) => ["and", "to"].contains(&section) || equations.contains(&format!("\n# {section}\n")),
                };
                assert!(is_there, "{file} cites section {section} of the equations");
                cited += 1;
            }
        }
    }
    assert!(cited > 50, "{cited}");
}
