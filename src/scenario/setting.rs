//! What stands at a path of a scenario: for whoever wants to try other values there.

use super::tree::{Node, NodeKind};
use super::value::plain_number;
use jiff::civil::Date;

/// A path and what was written there.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The path with names in place of indices and without quotes: what a driver there is called.
    pub name: String,
    /// What was written; `None` if nothing.
    pub written: Option<Written>,
}

/// A value as far as one can move it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Written {
    /// A number, or a percentage as its fraction.
    Number(f64),
    /// A date.
    Date(Date),
    /// Anything else: a distribution, a table, a text, a list.
    Other,
}

impl Written {
    pub(super) fn of(node: &Node) -> Self {
        match (&node.kind, plain_number(node)) {
            (_, Some(number)) => Self::Number(number),
            (NodeKind::Date(date), _) => Self::Date(*date),
            _ => Self::Other,
        }
    }
}
