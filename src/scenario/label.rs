//! Labels: what a driver is called in charts, in place of the name that its path gives it. They are taken out of the tree before it is read,
//! because any driver may have one, however its distribution is written.

use super::form::{Form, SCENARIO, ValueShape};
use super::tree::{Entry, NodeKind, Table};
use super::value::ValueReader;
use crate::error::Problems;
use std::collections::BTreeMap;

/// The key that a driver's table may have.
pub(super) const LABEL: &str = "label";

/// What drivers are called, by their names.
pub(super) type Labels = BTreeMap<String, String>;

/// Takes the labels out of a scenario's tree.
pub(super) fn taken(tree: &mut Table, problems: &mut Problems) -> Labels {
    let mut labels = Labels::new();
    of_table(tree, (&SCENARIO, ""), &mut labels, problems);
    labels
}

fn of_table(table: &mut Table, (form, path): (&Form, &str), labels: &mut Labels, problems: &mut Problems) {
    for known in form.keys {
        let Some(Entry { node, .. }) = table.get_mut(known.name) else { continue };
        let path = if path.is_empty() { known.name.to_owned() } else { format!("{path}.{}", known.name) };
        match (&known.shape, &mut node.kind) {
            (ValueShape::Table(form), NodeKind::Table(table)) => of_table(table, (form, &path), labels, problems),
            (ValueShape::Tables(form, _), NodeKind::Array(items)) => {
                for item in items {
                    let Some(path) = item.own_name().map(|name| format!("{path}.{name}")) else { continue };
                    if let NodeKind::Table(table) = &mut item.kind {
                        of_table(table, (form, &path), labels, problems);
                    }
                }
            }
            (ValueShape::Yearly | ValueShape::Distribution, NodeKind::Table(driver)) => {
                let Some(label) = driver.remove(LABEL) else { continue };
                let name = format!("`{LABEL}`");
                let reader = ValueReader { node: &label.node, subject: path.clone(), name, problems: &mut *problems };
                labels.extend(reader.name().map(|label| (path, label.value)));
                unwrapped(&known.shape, &mut node.kind);
            }
            _ => {}
        }
    }
}

/// What is drawn once has its distribution under `value` only to make room for a label.
fn unwrapped(shape: &ValueShape, kind: &mut NodeKind) {
    let NodeKind::Table(table) = kind else { return };
    if matches!(shape, ValueShape::Distribution)
        && table.len() == 1
        && let Some(value) = table.remove("value")
    {
        *kind = value.node.kind;
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Source;

    /// A company with what is given in place of its drivers.
    fn labels(opening: &str, growth: &str) -> Result<Vec<(String, String)>, String> {
        let text = format!(
            "start = 2026-01-01\nyears = 2\ncash = {{ opening = {opening} }}\n\
             [[revenue]]\nname = \"Sales\"\nopening = 1\ngrowth = {growth}\n\
             [[burn]]\nname = \"Staff\"\nannual = 1\n"
        );
        let loaded = Source::of_text("test", &text).read(&[]).sound().map_err(|error| error.to_string())?;
        Ok(loaded.scenario.labels.into_iter().collect())
    }

    #[test]
    fn any_driver_may_be_called_something() {
        let found = labels(
            "{ value = \"5 to 9\", label = \"Money in the bank\" }",
            "{ normal = { mean = 0.5, std_dev = 0.1 }, persistence = 0.5, label = \"How fast sales grow\" }",
        );
        let expected = [("cash.opening", "Money in the bank"), ("revenue.Sales.growth", "How fast sales grow")]
            .map(|(path, label)| (path.to_owned(), label.to_owned()));
        assert_eq!(found.unwrap(), expected);
    }

    #[test]
    fn a_label_is_a_name() {
        assert!(labels("5", "{ value = 0.5, label = \"\" }").unwrap_err().contains("must not be empty"));
        assert!(labels("5", "{ value = 0.5, label = 3 }").unwrap_err().contains("`label`"));
    }
}
