//! Overrides, `PATH=VALUE`: change the tree before it is read, so that an override means what the same text in the file would.
//!
//! A path is dotted like a driver's name; elements of `[[sections]]` go by their `name` or their index:
//! `revenue.Consumer.growth`, `revenue."A.B".growth`, `capital[0].probability`. `PATH+=VALUE` adds one more to a list of sections. A plain
//! value in place of a driver's table keeps what the table says of how it changes. `PATH+=NUMBER` and `PATH*=NUMBER` move a driver.

use super::kept;
use super::moves::{WrittenMove, is_group};
use super::quoted::{cut, quoted};
use super::setting::{Setting, Written};
use super::shown::{any_of, nearest, shown};
use super::tree::{self, Entry, Node, NodeKind, Table};
use super::value::plain_number;
use crate::error::{Input, Message, Place, Problem, Problems, Sources};
use std::iter::Peekable;
use std::str::CharIndices;

/// Steps of a path, at most: no scenario is deeper, and each makes a table.
const LONGEST_PATH: usize = 32;
/// Characters of an override that a remedy repeats, at most.
const LONGEST_ECHO: usize = 200;
/// Names listed in a remedy, at most.
const MOST_LISTED: usize = 8;

/// What a claim that was asked on the command line begins with.
const CLAIM: &str = "claim += ";

/// The override that adds a claim, whose table is written with braces or without.
#[must_use]
pub fn claim(toml: &str) -> String {
    let toml = toml.trim();
    if toml.starts_with('{') { format!("{CLAIM}{toml}") } else { format!("{CLAIM}{{ {toml} }}") }
}

/// Whether an override adds a claim that was asked besides those of the scenario.
pub(crate) fn adds_claim(change: &str) -> bool {
    change.starts_with(CLAIM)
}

/// What comes of overrides beside a changed tree.
#[derive(Debug, Default)]
pub(super) struct Applied {
    /// What is good to know of them.
    pub(super) notes: Vec<Message>,
    /// What they do to the model.
    pub(super) moves: Vec<WrittenMove>,
}

/// Applies overrides in their order; later ones win.
pub(super) fn apply(tree: &mut Table, overrides: &[String], sources: &mut Sources, problems: &mut Problems) -> Applied {
    let mut applied = Applied::default();
    for text in overrides {
        let input = if adds_claim(text) { Input::Claim } else { Input::Override };
        let base = sources.add(input, text.clone());
        if let Err(problem) = apply_one((tree, &mut applied), text, base, problems) {
            problems.push(*problem);
        }
    }
    applied
}

/// Boxed because a problem is large beside the nothing that success returns.
pub(super) type OverrideResult<T> = std::result::Result<T, Box<Problem>>;

fn problem(place: Place, subject: &str, message: String, help: impl Into<Message>) -> Box<Problem> {
    Box::new(Problem::new(place, subject, message).help(help))
}

/// How an override is written.
fn form() -> Message {
    Message::from("write ") + Input::Override + " PATH=VALUE, such as " + Input::Override + " years=5"
}

fn apply_one(
    (tree, applied): (&mut Table, &mut Applied),
    text: &str,
    base: usize,
    problems: &mut Problems,
) -> OverrideResult<()> {
    let (path, action, after_equals) = path(text, base)?;
    let written = text[after_equals..].trim();
    let value_start = text.len() - text[after_equals..].trim_start().len();
    let place = Place { start: base + value_start, end: base + value_start + written.len() };
    if written.is_empty() {
        let help = Message::from("write ") + Input::Override + format!(" '{}..'", cut(text));
        return Err(problem(place, "", "the value is missing".to_owned(), help));
    }
    let before = problems.len();
    let Some(mut value) = tree::value(written, base + value_start, problems) else {
        let message = format!("the value must be TOML, got {}", cut(written));
        let typed = format!("{}\"{}\"", &text[..value_start], written.trim().replace(['"', '\''], ""));
        let help = Message::from("a text needs quotes of its own: ") + Input::Override;
        let typed = if typed.chars().count() > LONGEST_ECHO { cut(&typed) } else { typed };
        let help = help + format!(" '{}'", typed.replace('\'', "\""));
        return Err(problem(place, "", message, help));
    };
    if problems.len() > before {
        return Ok(());
    }
    if let Some(written) = moved(tree, &path, &value, action)? {
        applied.moves.push(written);
        return Ok(());
    }
    if action == OverrideAction::Add
        && path.first().is_some_and(|first| first.step == PathStep::Name("claim".to_owned()))
    {
        name_claim(&mut value, written);
    }
    let (value, note) = keeping(tree, &path, value, action);
    applied.notes.extend(note.filter(|note| !applied.notes.contains(note)));
    set(tree, &path, value, action)
}

/// Whether a path is that of all claims.
fn adds_claims(path: &[Segment]) -> bool {
    matches!(path, [only] if only.step.name() == Some("claim"))
}

/// What an override does to the model rather than to the text: it multiplies, or adds a number to what is no list.
fn moved(tree: &Table, path: &[Segment], value: &Node, action: OverrideAction) -> OverrideResult<Option<WrittenMove>> {
    let keys = path.iter().map(|segment| segment.step.name());
    let is_section = path.len() == 1 && !kept::leads_to_driver(keys);
    let is_list = at(tree, path).is_some_and(|node| match node.kind {
        NodeKind::Array(_) => true,
        NodeKind::Table(_) => is_section,
        _ => false,
    }) || adds_claims(path);
    let (multiplies, by) = (action == OverrideAction::Multiply, plain_number(value));
    let by = match (action, by) {
        (OverrideAction::Set, _) | (OverrideAction::Add, None) => return Ok(None),
        (OverrideAction::Multiply, None) => {
            let message = format!("what it is multiplied by must be a number, got {}", shown(value));
            return Err(problem(value.place, "", message, "write 0.8, say, for a fifth less"));
        }
        (_, Some(by)) => by,
    };
    let typed: Vec<&str> = path.iter().filter_map(|segment| segment.step.name()).collect();
    let typed = typed.join(".");
    let is_group = is_group(&typed, multiplies);
    if is_list && !multiplies && !is_group {
        return Ok(None);
    }
    let name = if is_group { typed } else { resolved(tree, path)?.0 };
    Ok(Some(WrittenMove { name, multiplies, by, place: value.place }))
}

/// The value with what it keeps of a driver's table that it replaces, and a note that says so.
fn keeping(tree: &Table, path: &[Segment], value: Node, action: OverrideAction) -> (Node, Option<Message>) {
    let keys = path.iter().map(|segment| segment.step.name());
    match (path.last(), at(tree, path)) {
        (Some(last), Some(old)) if action == OverrideAction::Set && kept::leads_to_driver(keys) => {
            kept::in_place_of(old, value, &last.so_far)
        }
        _ => (value, None),
    }
}

/// What stands at a path; `None` if nothing does.
fn at<'t>(tree: &'t Table, path: &[Segment]) -> Option<&'t Node> {
    let mut node = &tree.get(path.first()?.step.name()?)?.node;
    for step in path.windows(2) {
        node = match &node.kind {
            NodeKind::Table(table) => &table.get(step[1].step.name()?)?.node,
            NodeKind::Array(items) => &items[element(items, &step[0], &step[1]).ok()?],
            _ => return None,
        };
    }
    Some(node)
}

/// What stands at a path, and the path by names.
pub(super) fn setting(tree: &Table, path_text: &str, sources: &mut Sources) -> OverrideResult<Setting> {
    let text = format!("{path_text} = 0");
    let base = sources.add(Input::Lever, path_text.to_owned());
    let whole = Place { start: base, end: base + path_text.len() };
    let wrong = |_| {
        let help = Message::from("name a value as `") + Input::Override;
        let help = help + "` does: `cash.opening`, `revenue.Consumer.growth`, `capital[0].amount`";
        problem(whole, "", format!("a lever must be the path of a value, got {}", cut(path_text)), help)
    };
    let (segments, action, after) = path(&text, base).map_err(wrong)?;
    if action != OverrideAction::Set || after + 2 != text.len() {
        return Err(wrong(problem(whole, "", String::new(), "")));
    }
    let (name, node) = resolved(tree, &segments)?;
    Ok(Setting { name, written: node.map(Written::of) })
}

/// A path with names in place of indices, and what stands there.
fn resolved<'t>(tree: &'t Table, path: &[Segment]) -> OverrideResult<(String, Option<&'t Node>)> {
    let (mut names, mut at): (Vec<String>, Option<&Node>) = (Vec::new(), None);
    for (place, segment) in path.iter().enumerate() {
        let table = match (place, at.map(|node| &node.kind)) {
            (0, _) => Some(tree),
            (_, Some(NodeKind::Table(table))) => Some(table),
            (_, Some(NodeKind::Array(items))) => {
                let index = element(items, &path[place - 1], segment)?;
                names.push(Node::own_name(&items[index]).map_or_else(|| index.to_string(), str::to_owned));
                at = Some(&items[index]);
                continue;
            }
            _ => None,
        };
        let Some(key) = segment.step.name() else { return Err(no_key(segment)) };
        names.push(key.to_owned());
        at = table.and_then(|table| table.get(key)).map(|entry| &entry.node);
    }
    Ok((names.join("."), at))
}

/// An index stands where a key must.
fn no_key(segment: &Segment) -> Box<Problem> {
    problem(segment.place, "", format!("`{}` is an index where a key must be", segment.so_far), form())
}

/// A claim without a text is called by what was written.
fn name_claim(claim: &mut Node, written: &str) {
    let place = claim.place;
    if let NodeKind::Table(table) = &mut claim.kind {
        let words = written.trim_start_matches('{').trim_end_matches('}').trim();
        let node = Node { kind: NodeKind::Text(words.to_owned()), place };
        table.entry("text".to_owned()).or_insert(Entry { key: place, node });
    }
}

/// What is done with the value at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OverrideAction {
    /// `=`: it takes the place of what is there.
    Set,
    /// `+=`: it comes after what is there, in a list; or is added to a driver.
    Add,
    /// `*=`: a driver is multiplied by it.
    Multiply,
}

/// One step of a path.
#[derive(Debug, PartialEq)]
struct Segment {
    step: PathStep,
    place: Place,
    /// The path up to and with this step, as written.
    so_far: String,
}

#[derive(Debug, PartialEq)]
enum PathStep {
    Name(String),
    Index(usize),
}

impl PathStep {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}

/// The path, what is done at its end, and the byte at which the value starts.
fn path(text: &str, base: usize) -> OverrideResult<(Vec<Segment>, OverrideAction, usize)> {
    let whole = Place { start: base, end: base + text.len() };
    let wrong = |message: String| problem(whole, "", message, form());
    let mut characters = text.char_indices().peekable();
    let mut segments = Vec::new();
    loop {
        let Some(&(start, first)) = characters.peek() else {
            return Err(wrong(format!("an override must have a `=`, got {}", cut(text))));
        };
        let step = match first {
            ' ' => {
                characters.next();
                continue;
            }
            '[' => index(&mut characters),
            '"' | '\'' => quoted_name(&mut characters),
            _ => bare_name(&mut characters),
        };
        let end = characters.peek().map_or(text.len(), |(at, _)| *at);
        let step = step.ok_or_else(|| wrong(format!("the path must be names joined by dots, got {}", cut(text))))?;
        let place = Place { start: base + start, end: base + text[..end].trim_end().len() };
        if segments.len() == LONGEST_PATH {
            return Err(wrong(format!("a path must have at most {LONGEST_PATH} names, got {}", cut(text))));
        }
        segments.push(Segment { step, place, so_far: text[..end].trim().to_owned() });
        while characters.next_if(|(_, c)| *c == ' ').is_some() {}
        match characters.peek() {
            Some((_, '[')) => {}
            Some((_, '.')) => {
                characters.next();
            }
            Some(&(at, '=')) => return Ok((segments, OverrideAction::Set, at + 1)),
            Some(&(at, '+')) if text[at..].starts_with("+=") => return Ok((segments, OverrideAction::Add, at + 2)),
            Some(&(at, '*')) if text[at..].starts_with("*=") => {
                return Ok((segments, OverrideAction::Multiply, at + 2));
            }
            _ => return Err(wrong(format!("an override must be a path, `=` and a value, got {}", cut(text)))),
        }
    }
}

fn bare_name(characters: &mut Peekable<CharIndices<'_>>) -> Option<PathStep> {
    let mut name = String::new();
    while !moves(characters)
        && let Some((_, c)) = characters.next_if(|(_, c)| !matches!(c, '.' | '=' | '['))
    {
        name.push(c);
    }
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(PathStep::Name(name))
}

/// Whether `+=` or `*=` comes next.
fn moves(characters: &Peekable<CharIndices<'_>>) -> bool {
    let mut ahead = characters.clone().map(|(_, c)| c);
    matches!(ahead.next(), Some('+' | '*')) && ahead.next() == Some('=')
}

fn quoted_name(characters: &mut Peekable<CharIndices<'_>>) -> Option<PathStep> {
    let (_, quote) = characters.next()?;
    let mut name = String::new();
    loop {
        match characters.next()? {
            (_, c) if c == quote => return Some(PathStep::Name(name)),
            (_, c) => name.push(c),
        }
    }
}

fn index(characters: &mut Peekable<CharIndices<'_>>) -> Option<PathStep> {
    characters.next()?;
    let mut digits = String::new();
    while let Some((_, c)) = characters.next_if(|(_, c)| c.is_ascii_digit()) {
        digits.push(c);
    }
    characters.next_if(|(_, c)| *c == ']')?;
    digits.parse().ok().map(PathStep::Index)
}

/// Puts the value at the end of the path; keys that are missing are made, elements of lists are not.
fn set(table: &mut Table, path: &[Segment], value: Node, action: OverrideAction) -> OverrideResult<()> {
    let Some((first, rest)) = path.split_first() else { return Ok(()) };
    let Some(key) = first.step.name() else { return Err(no_key(first)) };
    if rest.is_empty() && action == OverrideAction::Add {
        return add(table, key, first, value);
    }
    if rest.is_empty() {
        table.insert(key.to_owned(), Entry { key: first.place, node: value });
        return Ok(());
    }
    let node = Node { kind: NodeKind::Table(Table::new()), place: first.place };
    let entry = table.entry(key.to_owned()).or_insert(Entry { key: first.place, node });
    set_within(&mut entry.node, first, rest, value, action)
}

/// Puts the value after the others under a key, or makes it the first.
fn add(table: &mut Table, key: &str, segment: &Segment, value: Node) -> OverrideResult<()> {
    let node = Node { kind: NodeKind::Array(Vec::new()), place: segment.place };
    let entry = table.entry(key.to_owned()).or_insert(Entry { key: segment.place, node });
    let got = shown(&entry.node);
    if let NodeKind::Array(items) = &mut entry.node.kind {
        items.push(value);
        return Ok(());
    }
    let path = cut(&segment.so_far);
    let message = format!("`{path}` must be a list to add something to it, got {got}");
    Err(problem(segment.place, "", message, Message::from("set it: ") + Input::Override + format!(" '{path}=..'")))
}

/// The same below a value that is a table, or a list of tables.
fn set_within(
    node: &mut Node,
    parent: &Segment,
    path: &[Segment],
    value: Node,
    action: OverrideAction,
) -> OverrideResult<()> {
    let got = shown(node);
    match &mut node.kind {
        NodeKind::Table(table) => set(table, path, value, action),
        NodeKind::Array(items) => {
            let Some((segment, rest)) = path.split_first() else { return Ok(()) };
            let index = element(items, parent, segment)?;
            let item = &mut items[index];
            if rest.is_empty() {
                *item = value;
                return Ok(());
            }
            set_within(item, segment, rest, value, action)
        }
        _ => {
            let message = format!("`{}` must be a table to set something in it, got {got}", cut(&parent.so_far));
            let help = Message::from("set the whole of it: ") + Input::Override;
            let help = help + format!(" '{}={{ .. }}'", cut(&parent.so_far));
            Err(problem(parent.place, "", message, help))
        }
    }
}

/// The place of the element of a list that a step names.
fn element(items: &[Node], parent: &Segment, segment: &Segment) -> OverrideResult<usize> {
    let count = items.len();
    match &segment.step {
        PathStep::Index(index) if *index < count => Ok(*index),
        PathStep::Index(index) => {
            let help = format!("it has {count} elements, counted from 0");
            Err(problem(segment.place, "", format!("`{}` has no element {index}", cut(&parent.so_far)), help))
        }
        PathStep::Name(wanted) => items
            .iter()
            .position(|item| item.own_name() == Some(wanted))
            .ok_or_else(|| unknown_name(items, parent, segment, wanted)),
    }
}

fn unknown_name(items: &[Node], parent: &Segment, segment: &Segment, wanted: &str) -> Box<Problem> {
    let names = || items.iter().filter_map(Node::own_name);
    let help = match nearest(wanted, names()) {
        Some(near) => format!("did you mean {}?", quoted(near)),
        None if names().next().is_some() => format!("known are {}", any_of(names().take(MOST_LISTED))),
        None => "elements without a name go by index: `[0]` is the first".to_owned(),
    };
    problem(segment.place, "", format!("`{}` has no {}", cut(&parent.so_far), quoted(wanted)), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<PathStep> {
        path(text, 0).unwrap().0.into_iter().map(|segment| segment.step).collect()
    }

    fn name(text: &str) -> PathStep {
        PathStep::Name(text.to_owned())
    }

    #[test]
    fn names_may_hold_spaces_and_if_quoted_dots_and_equals_signs() {
        let round = [name("capital"), name("Round of 2026"), name("amount")];
        assert_eq!(steps("capital.Round of 2026.amount=3"), round);
        assert_eq!(steps("capital . 'Round of 2026' . amount = 3"), round);
        assert_eq!(steps("revenue.\"A.B = C\".growth=1"), [name("revenue"), name("A.B = C"), name("growth")]);
    }

    #[test]
    fn elements_go_by_index() {
        assert_eq!(steps("capital[12].amount=3"), [name("capital"), PathStep::Index(12), name("amount")]);
        assert!(path("capital[-1].amount=3", 0).is_err());
        assert!(path("capital[99999999999999999999].amount=3", 0).is_err());
    }

    #[test]
    fn the_value_starts_after_the_first_equals_sign_outside_quotes() {
        let text = "a.\"b=c\"=\"d=e\"";
        assert_eq!(&text[path(text, 0).unwrap().2..], "\"d=e\"");
    }

    #[test]
    fn paths_without_end_are_refused() {
        assert!(path(&format!("{}a=1", "a.".repeat(1_000_000)), 0).is_err());
    }

    #[test]
    fn paths_that_lead_nowhere_are_refused() {
        for text in ["", "=", "a", "a.=1", ".a=1", "a..b=1", "a.\"b=1", "a[=1", "a[]=1", "a[0]b=1", "\"a\"b=1"] {
            assert!(path(text, 0).is_err(), "{text}");
        }
    }
}
