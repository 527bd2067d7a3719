//! Reads `[[correlation]]`: drivers, and one rank correlation of every two of them, a matrix, or what each has in common with a factor.

use super::super::section::SectionReader;
use super::super::tree::{Node, NodeKind};
use super::super::value::{ValueReader, plain_number};
use super::super::{Correlation, CorrelationStrength};
use crate::error::{At, Problems};
use std::cmp::Ordering;

/// Rank correlations and loadings lie within.
const LIMITS: (f64, f64) = (-1.0, 1.0);
/// What saves writing everything twice.
const ALONE: &str = "the lower triangle will do: [[1], [0.5, 1]] for two drivers";
/// Two entries, or an entry and 1, that differ by no more than this are the same.
const ROUNDING: f64 = 1e-12;

pub(super) fn correlation(section: &mut SectionReader<'_, '_>) -> Option<Correlation> {
    let between = section.value("between").and_then(ValueReader::drivers);
    let drivers = between.as_ref().map(Vec::len);
    let spearman = section.value("spearman").and_then(|value| spearman(value, drivers));
    let loadings = section.value("loadings").and_then(|value| loadings(value, drivers));
    section.source();
    let place = Some(section.place());
    match section.written(["spearman", "loadings"])[..] {
        [] if !section.has_unknown() => {
            let help = "add `spearman = 0.5`, a matrix of them, or `loadings` on a factor that they share";
            section.problem(place, "`spearman` is missing", Some(help.to_owned()));
        }
        [_, _] => {
            let message = "`spearman` and `loadings` say the same thing in two ways";
            section.problem(section.key_place("loadings"), message, Some("keep one of them".to_owned()));
            return None;
        }
        _ => {}
    }
    Some(Correlation { between: between?, strength: spearman.or(loadings)?, place: section.place() })
}

/// A number, or a matrix of as many rows as there are drivers.
fn spearman(value: ValueReader<'_, '_>, drivers: Option<usize>) -> Option<CorrelationStrength> {
    match &value.node.kind {
        NodeKind::Array(rows) => matrix(value, rows, drivers).map(CorrelationStrength::Matrix),
        _ => value.number_within(LIMITS).map(|number| CorrelationStrength::Spearman(number.value)),
    }
}

/// The lower triangle of a matrix, below its diagonal.
fn matrix(value: ValueReader<'_, '_>, rows: &[Node], drivers: Option<usize>) -> Option<Vec<Vec<f64>>> {
    let drivers = drivers?;
    let entries: Option<Vec<&[Node]>> = rows.iter().map(items).collect();
    let is_whole = |rows: &[&[Node]]| rows.iter().all(|row| row.len() == drivers);
    let is_triangle = |rows: &[&[Node]]| rows.iter().enumerate().all(|(place, row)| row.len() == place + 1);
    let has_shape = |rows: &Vec<&[Node]>| rows.len() == drivers && (is_whole(rows) || is_triangle(rows));
    let Some(entries) = entries.filter(has_shape) else {
        let rule = format!("be a number, or {drivers} rows of {drivers} numbers, as `between` names {drivers} drivers");
        return value
            .wrong_with(&rule, "or write the lower triangle: [[1], [0.5, 1], [0.3, 0.2, 1]] for three drivers");
    };
    let ValueReader { subject, problems, .. } = value;
    let mut read: Vec<Vec<f64>> = Vec::with_capacity(drivers);
    for (row, nodes) in entries.iter().enumerate() {
        let mut numbers = Vec::with_capacity(nodes.len());
        for (column, node) in nodes.iter().enumerate() {
            let number = entry(node, (row, column), &subject, problems)?;
            let must_be = match column.cmp(&row) {
                Ordering::Less => read[column].get(row).copied(),
                Ordering::Equal => Some(1.0),
                Ordering::Greater => None,
            };
            if let Some(must_be) = must_be.filter(|must_be| (number - must_be).abs() > ROUNDING) {
                let why = if row == column { "everything on the diagonal is" } else { "it is the other way round" };
                let reader = reader(node, (row, column), &subject, problems);
                return reader.wrong_with(&format!("be {must_be}, as {why}"), ALONE);
            }
            numbers.push(number);
        }
        read.push(numbers);
    }
    for (row, numbers) in read.iter_mut().enumerate() {
        numbers.truncate(row);
    }
    Some(read)
}

/// The entries of a row.
fn items(row: &Node) -> Option<&[Node]> {
    match &row.kind {
        NodeKind::Array(items) => Some(items),
        _ => None,
    }
}

/// One entry of a matrix, as its reader.
fn reader<'t, 'p>(
    node: &'t Node,
    (row, column): (usize, usize),
    subject: &str,
    problems: &'p mut Problems,
) -> ValueReader<'t, 'p> {
    let name = format!("number {} in row {} of `spearman`", column + 1, row + 1);
    ValueReader { node, subject: subject.to_owned(), name, problems }
}

/// A number within the limits; its reader is made only if it is none, as a matrix has many.
fn entry(node: &Node, place: (usize, usize), subject: &str, problems: &mut Problems) -> Option<f64> {
    let within = plain_number(node).filter(|number| (LIMITS.0..=LIMITS.1).contains(number));
    within.or_else(|| reader(node, place, subject, problems).number_within(LIMITS).map(|number| number.value))
}

/// As many numbers as there are drivers.
fn loadings(value: ValueReader<'_, '_>, drivers: Option<usize>) -> Option<CorrelationStrength> {
    let drivers = drivers?;
    let Some(nodes) = items(value.node).filter(|items| items.len() == drivers) else {
        let rule = format!("be a list of {drivers} numbers, as `between` names {drivers} drivers");
        return value.wrong_with(&rule, "write [0.7, 0.5, 0.5], say, for three drivers");
    };
    let ValueReader { subject, problems, .. } = value;
    let one = |(place, node): (usize, &Node)| {
        let (subject, name) = (subject.clone(), format!("item {} of `loadings`", place + 1));
        ValueReader { node, subject, name, problems: &mut *problems }.number_within(LIMITS)
    };
    let read: Vec<Option<At<f64>>> = nodes.iter().enumerate().map(one).collect();
    let read: Option<Vec<f64>> = read.into_iter().map(|number| number.map(|number| number.value)).collect();
    read.map(CorrelationStrength::Loadings)
}
