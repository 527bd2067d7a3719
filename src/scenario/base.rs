//! `base = ".."`: a scenario that says only how it differs from another.
//!
//! A section of the same name takes over key by key, each value whole; a correlation of the same drivers takes over whole; a new one is
//! added; `without` takes out what the base has. So a variant reads as the list of its differences, and follows when its base changes.

use super::file::text_of;
use super::library::Library;
use super::quoted::{cut, quoted};
use super::shown::{any_of, nearest, shown};
use super::tree::{self, Entry, Node, NodeKind, Table};
use crate::error::{Input, Message, Place, Problem, Problems, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Bases of bases, at most.
const DEEPEST: usize = 8;
/// Things taken out, at most.
const MOST_TAKEN_OUT: usize = 1_000;
/// Names listed in a remedy, at most.
const MOST_LISTED: usize = 8;
const BASE: &str = "base";
const WITHOUT: &str = "without";
const CORRELATION: &str = "correlation";

/// What a tree is with its base, if it has one; what is wrong is noted. `file` is where the tree was read from.
pub(super) fn inherit(tree: Table, file: &str, sources: &mut Sources, problems: &mut Problems) -> Option<Table> {
    grown(tree, file, 0, &mut BaseReader { sources, problems })
}

/// Where texts and problems go.
struct BaseReader<'r> {
    sources: &'r mut Sources,
    problems: &'r mut Problems,
}

impl BaseReader<'_> {
    fn note(&mut self, place: Place, message: impl Into<String>, help: impl Into<Message>) {
        self.problems.push(Problem::new(place, "", message).help(help));
    }
}

fn grown(mut tree: Table, file: &str, depth: usize, reader: &mut BaseReader<'_>) -> Option<Table> {
    let (base, without) = (tree.remove(BASE), tree.remove(WITHOUT));
    let Some(base) = base else {
        if let Some(without) = without {
            reader.note(without.key, "`without` takes out what a base has", "name the base: `base = \"openai\"`, say");
            return None;
        }
        return Some(tree);
    };
    let NodeKind::Text(named) = &base.node.kind else {
        let message = format!("`base` must be a text, got {}", shown(&base.node));
        reader.note(base.node.place, message, "name a scenario of the library or a file: `base = \"openai\"`");
        return None;
    };
    if depth == DEEPEST {
        let message = format!("a base may have a base, and so on {DEEPEST} times, and here are more");
        reader.note(base.node.place, message, "see whether one of them is its own base");
        return None;
    }
    let (file, text) = found(named, file, base.node.place, reader)?;
    let start = reader.sources.add(file.as_str(), text.as_str());
    let mut whole = grown(tree::document(&text, start, reader.problems)?, &file, depth + 1, reader)?;
    without.into_iter().for_each(|without| take_out(&mut whole, &without.node, reader));
    merge(&mut whole, tree);
    Some(whole)
}

/// The base's text, and what it is called in messages: a scenario of the library, or a file beside the one that names it.
fn found(named: &str, file: &str, place: Place, reader: &mut BaseReader<'_>) -> Option<(String, String)> {
    if let Some(library) = Library::get(named) {
        return Some((library.name.to_owned(), library.text.to_owned()));
    }
    let path: PathBuf = Path::new(file).parent().unwrap_or(Path::new("")).join(named);
    match text_of(&path) {
        Ok(text) => Some((path.to_string_lossy().into_owned(), text)),
        Err(reason) => {
            let message = format!("the base {} cannot be read: {reason}", quoted(named));
            let help = match Library::nearest(named) {
                Some(near) => format!("did you mean `{near}`?").into(),
                None => {
                    let library = Message::from("name a scenario of the library (`") + Input::Listing;
                    library + "`), or a file by its path from this one"
                }
            };
            reader.note(place, message, help);
            None
        }
    }
}

/// Takes out the sections that a list names: `"claim"` all of a kind, `"capital.Round 2027"` one of them, `"cash.yield"` a key.
fn take_out(whole: &mut Table, without: &Node, reader: &mut BaseReader<'_>) {
    let NodeKind::Array(items) = &without.kind else {
        let message = format!("`without` must be a list of names, got {}", shown(without));
        return reader.note(without.place, message, "write `without = [\"claim\", \"capital.Round 2027\"]`, say");
    };
    if items.len() > MOST_TAKEN_OUT {
        let message = format!("`without` may name at most {MOST_TAKEN_OUT} things, got {}", items.len());
        return reader.note(without.place, message, "name whole sections, such as \"claim\"");
    }
    for item in items {
        let NodeKind::Text(path) = &item.kind else {
            let message = format!("`without` must be a list of names, got {}", shown(item));
            reader.note(item.place, message, "write `without = [\"claim\", \"capital.Round 2027\"]`, say");
            continue;
        };
        let (section, name) = path.split_once('.').map_or((path.as_str(), None), |(one, two)| (one, Some(two)));
        let is_out = match name {
            None => whole.remove(section).is_some(),
            Some(name) => whole.get_mut(section).is_some_and(|entry| take_out_of(&mut entry.node, name)),
        };
        if !is_out && !reader.problems.want_remedies() {
            reader.note(item.place, format!("the base has no `{}`", cut(path)), "name what the base has");
        } else if !is_out {
            let known: Vec<String> = names_in(whole, name.map(|_| section)).collect();
            let help = match nearest(path, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => format!("it has {}", any_of(known.iter().map(String::as_str).take(MOST_LISTED))),
            };
            reader.note(item.place, format!("the base has no `{}`", cut(path)), help);
        }
    }
}

/// Whether something of this name was there, and is no more.
fn take_out_of(section: &mut Node, name: &str) -> bool {
    match &mut section.kind {
        NodeKind::Table(table) => table.remove(name).is_some(),
        NodeKind::Array(items) => {
            let before = items.len();
            items.retain(|item| called(item) != Some(name));
            items.len() < before
        }
        _ => false,
    }
}

/// What can be taken out: the sections, or what is in one of them.
fn names_in<'t>(whole: &'t Table, section: Option<&'t str>) -> Box<dyn Iterator<Item = String> + 't> {
    let kind = section.and_then(|section| Some((section, &whole.get(section)?.node.kind)));
    match kind {
        Some((section, NodeKind::Array(items))) => {
            Box::new(items.iter().filter_map(called).map(move |name| format!("{section}.{name}")))
        }
        Some((section, NodeKind::Table(table))) => Box::new(table.keys().map(move |key| format!("{section}.{key}"))),
        _ => Box::new(whole.keys().cloned()),
    }
}

/// Lays what a variant says over its base.
fn merge(whole: &mut Table, variant: Table) {
    for (key, entry) in variant {
        match (whole.get_mut(&key).map(|base| &mut base.node.kind), entry.node.kind) {
            (Some(NodeKind::Table(base)), NodeKind::Table(section)) => base.extend(section),
            (Some(NodeKind::Array(base)), NodeKind::Array(items)) if key == CORRELATION => correlate(base, items),
            (Some(NodeKind::Array(base)), NodeKind::Array(items)) => lay_over(base, items),
            (_, kind) => {
                let node = Node { kind, place: entry.node.place };
                whole.insert(key, Entry { key: entry.key, node });
            }
        }
    }
}

/// Lays each of several sections over that of its name, or adds it.
fn lay_over(base: &mut Vec<Node>, items: Vec<Node>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let name = |item: &Node| called(item).map(str::to_owned);
    for (place, name) in base.iter().enumerate().filter_map(|(place, item)| Some((place, name(item)?))) {
        places.entry(name).or_insert(place);
    }
    for item in items {
        let name = name(&item);
        let same = name.as_ref().and_then(|name| places.get(name)).copied();
        match (same.map(|place| &mut base[place].kind), item.kind) {
            (Some(NodeKind::Table(base)), NodeKind::Table(section)) => base.extend(section),
            (_, kind) => {
                name.into_iter().for_each(|name| _ = places.entry(name).or_insert(base.len()));
                base.push(Node { kind, place: item.place });
            }
        }
    }
}

/// Puts each of several correlations in the place of that between the same drivers, or adds it.
fn correlate(base: &mut Vec<Node>, items: Vec<Node>) {
    let said: BTreeSet<Vec<&str>> = items.iter().filter_map(drivers).collect();
    base.retain(|item| drivers(item).is_none_or(|drivers| !said.contains(&drivers)));
    base.extend(items);
}

/// The drivers that a correlation is between, in one order.
fn drivers(item: &Node) -> Option<Vec<&str>> {
    let NodeKind::Table(table) = &item.kind else { return None };
    let NodeKind::Array(names) = &table.get("between")?.node.kind else { return None };
    let names = names.iter().map(|name| match &name.kind {
        NodeKind::Text(name) => Some(name.as_str()),
        _ => None,
    });
    let mut names: Vec<&str> = names.collect::<Option<_>>()?;
    names.sort_unstable();
    Some(names)
}

/// What one of several sections is called: by its name, or a claim by its text.
fn called(item: &Node) -> Option<&str> {
    let NodeKind::Table(table) = &item.kind else { return None };
    match &table.get("name").or_else(|| table.get("text"))?.node.kind {
        NodeKind::Text(name) => Some(name),
        _ => None,
    }
}
