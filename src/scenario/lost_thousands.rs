//! Thousands that are parted by a point, as in much of Europe: here `1.000` is one, which is worth a doubt beside amounts in the thousands.

use super::number::plain;
use super::quoted::cut;
use super::tree::{Node, NodeKind, Table};
use crate::error::{Place, Sources};

/// Keys whose numbers are no amounts.
const NO_AMOUNTS: [&str; 4] = ["growth", "multiply", "until", "season"];
/// Places that a doubt names beside the first.
const MOST_NAMED: usize = 3;
/// From here on an amount is in the thousands.
const THOUSANDS: f64 = 1000.0;

/// What a number such as `1.000` or `2.500` is if its point parts thousands: three digits after it, the last of them a 0 that decimals would not
/// need.
pub(super) fn thousands(text: &str) -> Option<String> {
    let digits = text.trim().trim_start_matches(['+', '-']);
    let (whole, rest) = digits.split_once('.')?;
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3;
    (is_grouped && are_digits(whole) && are_digits(rest) && rest.ends_with('0')).then(|| text.trim().replace('.', ""))
}

/// A doubt about numbers that may be thousands, if others are.
pub(super) fn doubt(tree: &Table, sources: &Sources) -> Option<String> {
    let mut numbers = Vec::new();
    in_table(tree, "", &mut numbers);
    let are_thousands = numbers.iter().any(|number| number.value.abs() >= THOUSANDS);
    let written = |number: &Number| match &number.text {
        Some(text) => Some(text.clone()),
        None => sources.text(number.place).map(str::to_owned),
    };
    let lost = numbers.iter().filter_map(|number| Some((number, written(number)?)));
    let mut lost = lost.filter_map(|(number, text)| Some((number, thousands(&text)?, text))).filter(|_| are_thousands);
    let (first, whole, text) = lost.next()?;
    let others = lost.map(|(number, ..)| &number.path).filter(|path| **path != first.path);
    let mut others: Vec<String> = others.map(|path| format!("`{}`", cut(path))).collect();
    others.dedup();
    let more = match others.len() {
        0 => String::new(),
        named if named <= MOST_NAMED => format!("; likewise in {}", others.join(", ")),
        all => format!("; likewise in {} and {} more", others[..MOST_NAMED].join(", "), all - MOST_NAMED),
    };
    Some(format!(
        "{text} in `{}` is {}, beside amounts in the thousands: write {whole} if that is meant, else {}{more}",
        cut(&first.path),
        first.value,
        first.value
    ))
}

/// A number of a scenario.
struct Number {
    path: String,
    value: f64,
    place: Place,
    /// As written, if it is part of a text.
    text: Option<String>,
}

fn in_table(table: &Table, path: &str, numbers: &mut Vec<Number>) {
    for (key, entry) in table.iter().filter(|(key, _)| !NO_AMOUNTS.contains(&key.as_str())) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        in_node(&entry.node, &path, numbers);
    }
}

fn in_node(node: &Node, path: &str, numbers: &mut Vec<Number>) {
    let mut push = |value: f64, text: Option<String>| {
        numbers.push(Number { path: path.to_owned(), value, place: node.place, text });
    };
    match &node.kind {
        NodeKind::Number(value) => push(*value, None),
        // Years are no amounts.
        NodeKind::Whole(whole) if !(1900..2200).contains(whole) => {
            #[expect(clippy::cast_precision_loss, reason = "only whether it is large counts")]
            push(*whole as f64, None);
        }
        NodeKind::Text(text) => {
            for end in text.split(" to ") {
                plain(end.trim()).into_iter().for_each(|value| push(value, Some(end.trim().to_owned())));
            }
        }
        NodeKind::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let name = item.own_name().map_or_else(|| format!("{path}[{place}]"), |name| format!("{path}.{name}"));
                in_node(item, &name, numbers);
            }
        }
        NodeKind::Table(table) => in_table(table, path, numbers),
        NodeKind::Whole(_) | NodeKind::Truth(_) | NodeKind::Date(_) | NodeKind::Wrong => {}
    }
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn three_digits_of_which_the_last_is_nothing_may_be_thousands() {
        for (text, whole) in [("1.000", "1000"), ("2.500", "2500"), ("-120.250", "-120250")] {
            assert_eq!(thousands(text).as_deref(), Some(whole));
        }
        for text in ["1.0", "1.005", "0.500", "1.0000", "1000.000", "1.5", "1000", "1.000.000", "12:30", ""] {
            assert_eq!(thousands(text), None, "{text}");
        }
    }
}
