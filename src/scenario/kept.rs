//! What a plain value keeps of the driver's table that it replaces: how long its luck lasts, how often it is drawn, and the years.
//!
//! `growth = "20% to 60%"` in place of `{ by_year = { .. }, persistence = 0.7 }` says another range, not that the years are independent.

use super::distribution_form::FAMILIES;
use super::form::{Form, SCENARIO, ValueShape};
use super::label::LABEL;
use super::tree::{Entry, Node, NodeKind, Table};
use crate::error::{Input, Message};

/// The keys of a driver's table that say how it changes and what it is called, not how large it is.
const KEPT: [&str; 3] = ["persistence", "redraw", LABEL];
/// Those of them that the answer depends on.
const TOLD: [&str; 2] = ["persistence", "redraw"];

/// Whether the keys from the top of a scenario lead to a driver; `None` stands for an element of a list.
pub(super) fn leads_to_driver<'k>(keys: impl IntoIterator<Item = Option<&'k str>>) -> bool {
    let (mut form, mut is_list): (Option<&'static Form>, bool) = (Some(&SCENARIO), false);
    let mut is_driver = false;
    for key in keys {
        is_driver = false;
        if is_list {
            is_list = false;
            continue;
        }
        let shape = form.take().and_then(|form| form.keys.iter().find(|known| Some(known.name) == key));
        match shape.map(|known| &known.shape) {
            Some(ValueShape::Table(of)) => form = Some(*of),
            Some(ValueShape::Tables(of, _)) => (form, is_list) = (Some(*of), true),
            shape => is_driver = matches!(shape, Some(ValueShape::Yearly | ValueShape::Distribution)),
        }
    }
    is_driver
}

/// The value that takes the place of a driver's table, with what it keeps of it, and a note that says so. `path` is as it was typed.
pub(super) fn in_place_of(old: &Node, value: Node, path: &str) -> (Node, Option<Message>) {
    let NodeKind::Table(old) = &old.kind else { return (value, None) };
    if is_driver_table(&value) {
        let note = lost(old, &value, path);
        return (value, note);
    }
    let place = value.place;
    let mut table: Table = KEPT.iter().filter_map(|key| Some(((*key).to_owned(), old.get(*key)?.clone()))).collect();
    let years = years(old);
    if table.is_empty() && years.is_empty() {
        return (value, None);
    }
    let note = kept(&table, &years, path);
    let node = match years.is_empty() {
        true => ("value", value),
        false => ("by_year", same_in(&years, &value)),
    };
    table.insert(node.0.to_owned(), Entry { key: place, node: node.1 });
    (Node { kind: NodeKind::Table(table), place }, note)
}

/// Whether it is a table that says more than one distribution.
fn is_driver_table(value: &Node) -> bool {
    match &value.kind {
        NodeKind::Table(table) => {
            table.len() != 1 || !table.keys().all(|key| FAMILIES.iter().any(|family| family.name == key))
        }
        _ => false,
    }
}

/// The years that a driver's table names, with their places.
fn years(old: &Table) -> Vec<(&String, &Entry)> {
    match old.get("by_year").map(|entry| &entry.node.kind) {
        Some(NodeKind::Table(years)) => years.iter().collect(),
        _ => Vec::new(),
    }
}

/// The same value in each of these years.
fn same_in(years: &[(&String, &Entry)], value: &Node) -> Node {
    let entry = |(year, _): &(&String, &Entry)| ((*year).clone(), Entry { key: value.place, node: value.clone() });
    Node { kind: NodeKind::Table(years.iter().map(entry).collect()), place: value.place }
}

fn written(key: &str, entry: &Entry) -> String {
    match &entry.node.kind {
        NodeKind::Text(text) => format!("{key} = \"{}\"", super::quoted::cut(text)),
        _ => format!("{key} = {}", super::shown::shown(&entry.node)),
    }
}

/// Says what a value kept that changes the answer.
fn kept(table: &Table, years: &[(&String, &Entry)], path: &str) -> Option<Message> {
    let mut kept: Vec<String> = TOLD.iter().filter_map(|key| Some(written(key, table.get(*key)?))).collect();
    if let (Some((first, _)), Some((last, _))) = (years.first(), years.last()) {
        kept.push(match years.len() {
            1 => format!("the year {}, and so all years, at the new value", super::quoted::cut(first)),
            _ => format!(
                "its years {} to {}, each at the new value",
                super::quoted::cut(first),
                super::quoted::cut(last)
            ),
        });
    }
    let told = format!(" {path} keeps {}; for others write {{ value = .., persistence = .. }}", kept.join(", "));
    (!kept.is_empty()).then(|| Message::from(Input::Override) + told)
}

/// Says what a driver's table that replaces another does not take over.
fn lost(old: &Table, value: &Node, path: &str) -> Option<Message> {
    let NodeKind::Table(new) = &value.kind else { return None };
    let gone = TOLD.iter().filter(|key| !new.contains_key(**key));
    let gone: Vec<String> = gone.filter_map(|key| Some(written(key, old.get(*key)?))).collect();
    let note =
        || Message::from(Input::Override) + format!(" {path} replaces the whole table: {} is gone", gone.join(", "));
    (!gone.is_empty()).then(note)
}

#[cfg(test)]
mod tests {
    use super::leads_to_driver;

    #[test]
    fn what_may_be_uncertain_is_a_driver() {
        let leads = |path: &[&str]| leads_to_driver(path.iter().map(|key| (*key != "0").then_some(*key)));
        assert!(leads(&["users", "growth"]) && leads(&["compute_margin"]) && leads(&["revenue", "A", "growth"]));
        assert!(
            leads(&["revenue", "0", "customers", "churn"]) && leads(&["cash", "yield"]) && leads(&["cash", "opening"])
        );
        for other in
            [&["cash"][..], &["cash", "minimum"], &["revenue"], &["revenue", "A"], &["users", "growth", "by_year"], &[]]
        {
            assert!(!leads(other), "{other:?}");
        }
    }
}
