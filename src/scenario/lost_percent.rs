//! Percentages that were typed without their sign: a yield of "2 to 4" is not 200 % to 400 %.

use super::number::plain;
use super::quoted::cut;
use super::tree::{Node, NodeKind};
use crate::error::Place;

/// Keys whose numbers are no shares of anything, and `by_year`, whose keys are years.
const NO_SHARES: [&str; 10] =
    ["persistence", "shape", "scale", "sigma", "dof", "alpha", "beta", "weight", "weights", "redraw"];

/// The first plain number above 1 in a value that is a share, with what it would be as a percentage.
pub(super) struct LostPercent {
    pub(super) place: Place,
    /// As written.
    pub(super) written: String,
    /// The same in percent, to be typed.
    pub(super) in_percent: String,
}

/// A number as a user would write it: very large ones by their power of ten.
fn written(number: f64) -> String {
    if number < 1e15 { number.to_string() } else { format!("{number:e}") }
}

/// Where a value that is a share of something has a plain number above 1.
pub(super) fn find(node: &Node) -> Option<LostPercent> {
    let lost = |written: String, in_percent: String| {
        Some(LostPercent { place: node.place, written: cut(&written), in_percent: cut(&in_percent) })
    };
    match &node.kind {
        NodeKind::Number(number) if *number > 1.0 => lost(written(*number), format!("\"{}%\"", written(*number))),
        NodeKind::Whole(number) if *number > 1 => lost(number.to_string(), format!("\"{number}%\"")),
        NodeKind::Text(text) => {
            let ends: Vec<&str> = text.split(" to ").map(str::trim).collect();
            let is_plain = ends.iter().all(|end| plain(end).is_some());
            let is_above = ends.iter().filter_map(|end| plain(end)).any(|number| number > 1.0);
            let percentages: Vec<String> = ends.iter().map(|end| format!("{end}%")).collect();
            (is_plain && is_above)
                .then(|| lost(format!("\"{text}\""), format!("\"{}\"", percentages.join(" to "))))
                .flatten()
        }
        NodeKind::Array(items) => items.iter().find_map(find),
        NodeKind::Table(table) => {
            let shares = table.iter().filter(|(key, _)| !NO_SHARES.contains(&key.as_str()));
            shares.map(|(_, entry)| &entry.node).find_map(find)
        }
        _ => None,
    }
}
