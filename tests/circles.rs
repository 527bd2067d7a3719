//! No circles of files: nobody has to read two files in turns to understand either. Found from `use` and from paths; `pub use` passes on
//! and uses nothing.

use crate::layering::{code, program};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs that use each other: a visitor and what it visits.
const PAIRS: [[&str; 2]; 1] = [["engine/block.rs", "engine/observer.rs"]];

type Path = Vec<String>;

/// The files of the program by module, with what each uses and what each passes on under its own name.
struct Program {
    /// By module: its file, and its names that stand for something elsewhere.
    modules: BTreeMap<Path, (String, BTreeMap<String, Path>)>,
    /// By file: every path that it names, from the root.
    named: BTreeMap<String, Vec<Path>>,
}

impl Program {
    fn read() -> Self {
        let texts: Vec<(Path, String, String)> =
            program().into_iter().map(|(file, text)| (module(&file), file, bare(&code(&text)))).collect();
        let modules: BTreeSet<&Path> = texts.iter().map(|(module, ..)| module).collect();
        let mut found = Self { modules: BTreeMap::new(), named: BTreeMap::new() };
        for (module, file, text) in &texts {
            let mut passed_on = BTreeMap::new();
            let named = found.named.entry(file.clone()).or_default();
            for (within, statement, is_public) in uses(text, module) {
                for (path, name) in expand(&statement) {
                    let Some(path) = absolute(&path, &within, &modules) else { continue };
                    if is_public {
                        passed_on.insert(name, path);
                    } else {
                        named.push(path);
                    }
                }
            }
            found.modules.insert(module.clone(), (file.clone(), passed_on));
        }
        found
    }

    /// The file in which what a path names is written.
    fn file_of(&self, path: &[String]) -> Option<&str> {
        let within = (0..=path.len()).rev().find(|&length| self.modules.contains_key(&path[..length]))?;
        let (file, passed_on) = &self.modules[&path[..within]];
        match path.get(within).and_then(|name| passed_on.get(name)) {
            Some(elsewhere) => self.file_of(elsewhere),
            None => Some(file),
        }
    }

    /// By file, the other files that it uses.
    fn arrows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let used = |(file, paths): (&'_ String, &'_ Vec<Path>)| -> BTreeSet<&str> {
            paths.iter().filter_map(|path| self.file_of(path)).filter(|used| used != file).collect()
        };
        self.named.iter().map(|(file, paths)| (file.as_str(), used((file, paths)))).collect()
    }
}

/// The module that a file is.
fn module(file: &str) -> Path {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if ["lib", "main", "mod"].contains(&path) { Path::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Code without what stands between quotation marks.
fn bare(code: &str) -> String {
    let (mut bare, mut rest) = (String::new(), code);
    while let Some(start) = rest.find(['"', '\'']) {
        let (before, quoted) = rest.split_at(start);
        bare += before;
        let hashes = before.len() - before.trim_end_matches('#').len();
        let is_raw = before.trim_end_matches('#').ends_with('r') && (hashes > 0 || before.ends_with('r'));
        rest = match quoted.as_bytes() {
            [b'"', ..] if is_raw => after(&quoted[1..], &format!("\"{}", "#".repeat(hashes))),
            [b'"', ..] => after_escaped(&quoted[1..], '"'),
            [_, b'\\', ..] => after_escaped(&quoted[1..], '\''),
            // A character, or else the name of a lifetime.
            _ => match quoted.char_indices().nth(2) {
                Some((end, '\'')) => &quoted[end + 1..],
                _ => &quoted[1..],
            },
        };
    }
    bare + rest
}

fn after<'t>(text: &'t str, end: &str) -> &'t str {
    text.find(end).map_or("", |found| &text[found + end.len()..])
}

fn after_escaped(text: &str, end: char) -> &str {
    let mut is_escaped = false;
    let found = text.char_indices().find(|&(_, c)| {
        let ends = c == end && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    found.map_or("", |(place, _)| &text[place + 1..])
}

/// Every `use` and every other path in the code, with the module that it stands in and whether it is passed on (`pub use`).
fn uses(text: &str, module: &Path) -> Vec<(Path, String, bool)> {
    let mut found = Vec::new();
    // Braces that are open: the name of the module that one opened, if it did.
    let (mut open, mut before): (Vec<Option<&str>>, [&str; 2]) = (Vec::new(), [""; 2]);
    let mut rest = text;
    let within = |open: &[Option<&str>]| -> Path {
        module.iter().map(String::as_str).chain(open.iter().copied().flatten()).map(str::to_owned).collect()
    };
    let is_of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(start) = rest.find(|c: char| is_of_a_word(c) || "{}".contains(c)) {
        rest = &rest[start..];
        let (word, after) = rest.split_at(rest.find(|c: char| !is_of_a_word(c)).unwrap_or(rest.len()).max(1));
        rest = after;
        match word {
            "{" => open.push((before[0] == "mod").then_some(before[1])),
            "}" => drop(open.pop()),
            "use" => {
                let statement;
                (statement, rest) = after.split_once(';').unwrap_or((after, ""));
                let is_passed_on = ["pub", "crate", "super"].contains(&before[1]);
                found.push((within(&open), statement.replace(char::is_whitespace, " "), is_passed_on));
            }
            // A path without `use`.
            "crate" | "super" if after.starts_with("::") && before[1] != "in" => {
                let path;
                (path, rest) = after.split_at(after.find(|c| !is_of_a_word(c) && c != ':').unwrap_or(after.len()));
                found.push((within(&open), format!("{word}{path}"), false));
            }
            _ => {}
        }
        before = [before[1], word];
    }
    found
}

/// The paths of a `use` statement, each with the name that it is known by.
fn expand(statement: &str) -> Vec<(String, String)> {
    let Some((stem, braced)) = statement.split_once('{') else {
        let (path, alias) = statement.split_once(" as ").unwrap_or((statement, ""));
        let last = path.rsplit("::").next().unwrap_or_default();
        return vec![(path.trim().to_owned(), if alias.is_empty() { last } else { alias }.trim().to_owned())];
    };
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in braced.trim_end().strip_suffix('}').unwrap_or(braced).chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| expand(&format!("{stem}{}", part))).collect()
}

/// A path from the root; `None` if it leads out of the program.
fn absolute(path: &str, within: &Path, modules: &BTreeSet<&Path>) -> Option<Path> {
    let mut parts = path.split("::").map(str::trim).peekable();
    let mut from = within.clone();
    let first = *parts.peek()?;
    let is_child = || modules.contains(&within.iter().cloned().chain([first.to_owned()]).collect::<Path>());
    match first {
        "crate" | "runout" => from.clear(),
        "super" => {
            while parts.next_if_eq(&"super").is_some() {
                from.pop();
            }
            return Some(from.into_iter().chain(parts.filter(|part| *part != "self").map(str::to_owned)).collect());
        }
        "self" => {}
        _ if is_child() => return Some(from.into_iter().chain(parts.map(str::to_owned)).collect()),
        _ => return None,
    }
    Some(from.into_iter().chain(parts.skip(1).filter(|part| *part != "self").map(str::to_owned)).collect())
}

/// All that can be reached from a file.
fn reached<'p>(from: &'p str, arrows: &BTreeMap<&'p str, BTreeSet<&'p str>>) -> BTreeSet<&'p str> {
    let (mut found, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        next.extend(arrows[file].iter().filter(|used| found.insert(**used)));
    }
    found
}

/// Whether these are a module and a part of it, which are one to read.
fn are_one(circle: &[&str]) -> bool {
    let [one, other] = circle else { return false };
    let is_parent =
        |parent: &str, child: &str| parent.strip_suffix("mod.rs").is_some_and(|folder| child.starts_with(folder));
    is_parent(one, other) || is_parent(other, one)
}

#[test]
fn no_more_than_two_files_use_each_other_and_those_for_a_reason() {
    let program = Program::read();
    let arrows = program.arrows();
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows.keys().map(|&file| (file, reached(file, &arrows))).collect();
    let circles: BTreeSet<Vec<&str>> = reached
        .iter()
        .map(|(file, others)| others.iter().copied().filter(|other| reached[other].contains(file)).collect())
        .filter(|circle: &Vec<&str>| circle.len() > 1)
        .filter(|circle| !PAIRS.iter().any(|pair| pair == circle.as_slice()) && !are_one(circle))
        .collect();
    assert!(circles.is_empty(), "files that use each other: {circles:#?}");
}

#[test]
fn paths_are_followed_to_the_files_that_they_name() {
    let program = Program::read();
    let arrows = program.arrows();
    for (user, used) in [
        ("engine/block.rs", "engine/observer.rs"),
        ("engine/block.rs", "model/mod.rs"),
        ("engine/financing.rs", "vector/mod.rs"),
        ("engine/financing.rs", "model/capital.rs"),
        ("model/lever/mod.rs", "model/lever/list.rs"),
        ("sampling/draws.rs", "tables/growth.rs"),
        ("sampling/draws.rs", "vector/lanes.rs"),
    ] {
        assert!(arrows[user].contains(used), "{user} uses {used}");
    }
}
