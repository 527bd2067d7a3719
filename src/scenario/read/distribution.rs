//! Reads distributions in every form of equations, 3; whether the parameters make sense is the model's question.

use crate::error::{At, Problem, Problems};
use crate::scenario::distribution_form::{FAMILIES, MIXTURE_PART};
use crate::scenario::form::Form;
use crate::scenario::number;
use crate::scenario::quoted::cut;
use crate::scenario::section::{SectionReader, whole_table};
use crate::scenario::shown::{any_of, nearest};
use crate::scenario::synonym;
use crate::scenario::tree::{Node, NodeKind, Table};
use crate::scenario::typo::{self, Takes};
use crate::scenario::value::{ValueReader, plain_number};
use crate::scenario::{DistributionSpec, MixturePart};

/// Distributions within distributions, at most.
const DEEPEST: usize = 8;
/// Parts of a mixture, counting those of mixtures within it.
const MOST_PARTS: usize = 100;
/// Values of a list.
const MOST_VALUES: usize = 1_000_000;

const FORMS: &str =
    "a number, \"70%\", \"10 to 20\", \"20% to 60%\" or a table such as { normal = { mean = 1, std_dev = 0.2 } }";

/// The names of all families.
pub(crate) fn families() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().map(|family| family.name)
}

impl ValueReader<'_, '_> {
    /// A number or a distribution.
    pub(in crate::scenario) fn distribution(self) -> Option<At<DistributionSpec>> {
        within(self, 1)
    }
}

/// A distribution, `depth` distributions deep.
fn within(value: ValueReader<'_, '_>, depth: usize) -> Option<At<DistributionSpec>> {
    let place = value.place();
    if let Some(number) = plain_number(value.node) {
        return Some(At::new(DistributionSpec::Constant(number), place));
    }
    let read = match &value.node.kind {
        NodeKind::Text(text) => interval(text, value),
        NodeKind::Table(_) if depth > DEEPEST => value.wrong(&format!("be at most {DEEPEST} distributions deep")),
        NodeKind::Table(table) => of_table(table, value, depth),
        _ => value.wrong_with("be a number or a distribution", &format!("write {FORMS}")),
    };
    read.map(|distribution| At::new(distribution, place))
}

/// `"A to B"`.
fn interval(text: &str, value: ValueReader<'_, '_>) -> Option<DistributionSpec> {
    let rule = "be a number or a distribution";
    let Some((low, high)) = text.split_once(" to ") else {
        let help = match number::plain(text) {
            Some(_) => format!("write {} without quotes", text.trim()),
            None => typo::remedy(text, Takes::Distribution).unwrap_or_else(|| format!("write {FORMS}")),
        };
        return value.wrong_with(rule, &help);
    };
    let (low, high) = (low.trim(), high.trim());
    match (number::plain(low), number::plain(high), number::percentage(low), number::percentage(high)) {
        (Some(low), Some(high), ..) | (.., Some(low), Some(high)) if low < high => {
            Some(DistributionSpec::Interval { low, high })
        }
        _ if low == high => {
            value.wrong_with("rise from its first number to its second", "for a fixed value write it once")
        }
        (Some(_), Some(_), ..) | (.., Some(_), Some(_)) => {
            value.wrong_with("rise from its first number to its second", &format!("write \"{high} to {low}\""))
        }
        (Some(_), .., Some(_)) => {
            value.wrong_with("have a % on both numbers or on none", &format!("write \"{low}% to {high}\""))
        }
        (_, Some(_), Some(_), _) => {
            value.wrong_with("have a % on both numbers or on none", &format!("write \"{low} to {high}%\""))
        }
        _ => {
            let help = typo::remedy(text, Takes::Distribution).unwrap_or_else(|| format!("write {FORMS}"));
            value.wrong_with(rule, &help)
        }
    }
}

/// `{ family = { .. } }`
fn of_table(table: &Table, value: ValueReader<'_, '_>, depth: usize) -> Option<DistributionSpec> {
    let mut entries = table.iter();
    let (Some((name, entry)), None) = (entries.next(), entries.next()) else {
        let rule = if table.is_empty() { "name a distribution" } else { "name exactly one distribution" };
        return value.wrong_with(rule, &format!("write {FORMS}"));
    };
    let Some(family) = FAMILIES.iter().find(|family| family.name == name) else {
        let mut problem = Problem::new(entry.key, value.subject, format!("unknown distribution `{}`", cut(name)));
        problem.help = Some(match synonym::meant(name, families()).or_else(|| nearest(name, families())) {
            Some(near) => format!("did you mean `{near}`?").into(),
            None => format!("known are {}", any_of(families())).into(),
        });
        value.problems.push(problem);
        return None;
    };
    let inner =
        ValueReader { node: &entry.node, subject: value.subject, name: format!("`{name}`"), problems: value.problems };
    of_family(family.name, &family.form, inner, depth)
}

/// The value under a family's name.
pub(super) fn of_family(
    name: &str,
    form: &'static Form,
    value: ValueReader<'_, '_>,
    depth: usize,
) -> Option<DistributionSpec> {
    if name == "mixture" {
        return mixture(value, depth).map(DistributionSpec::Mixture);
    }
    let NodeKind::Table(table) = &value.node.kind else {
        let keys: Vec<String> =
            form.keys.iter().filter(|key| key.required).map(|key| format!("{} = ..", key.name)).collect();
        return value.wrong_with("be a table", &format!("write {name} = {{ {} }}", keys.join(", ")));
    };
    whole_table(table, (form, Some(value.place()), &value.subject.clone()), value.problems, |section| {
        parameters(name, section, depth)
    })
}

/// The parameters of every family but `mixture`.
fn parameters(family: &str, section: &mut SectionReader<'_, '_>, depth: usize) -> Option<DistributionSpec> {
    match family {
        "normal" | "lognormal" | "exponential" => by_moments(family, section),
        "uniform" | "triangular" | "pert" => by_bounds(family, section),
        "gamma" | "weibull" | "student_t" | "beta" => by_shape(family, section),
        "quantiles" => quantiles(section),
        "discrete" => {
            let (values, weights) = (numbers(section, "values"), numbers(section, "weights"));
            Some(DistributionSpec::Discrete { values: values?, weights: weights? })
        }
        "empirical" => Some(DistributionSpec::Empirical { values: numbers(section, "values")? }),
        _ => {
            let of = section.value("of").and_then(|value| within(value, depth + 1));
            let (min, max) = (section.number("min"), section.number("max"));
            Some(DistributionSpec::Truncated { of: Box::new(of?), min, max })
        }
    }
}

fn by_moments(family: &str, section: &mut SectionReader<'_, '_>) -> Option<DistributionSpec> {
    if family == "lognormal" {
        let (median, sigma) = (section.number("median"), section.number("sigma"));
        return Some(DistributionSpec::Lognormal { median: median?, sigma: sigma? });
    }
    let mean = section.number("mean");
    if family == "exponential" {
        return Some(DistributionSpec::Exponential { mean: mean? });
    }
    let std_dev = section.number("std_dev");
    Some(DistributionSpec::Normal { mean: mean?, std_dev: std_dev? })
}

fn by_bounds(family: &str, section: &mut SectionReader<'_, '_>) -> Option<DistributionSpec> {
    let (min, max) = (section.number("min"), section.number("max"));
    if family == "uniform" {
        return Some(DistributionSpec::Uniform { min: min?, max: max? });
    }
    let mode = section.number("mode");
    if family == "triangular" {
        return Some(DistributionSpec::Triangular { min: min?, mode: mode?, max: max? });
    }
    let shape = section.number("shape");
    Some(DistributionSpec::Pert { min: min?, mode: mode?, max: max?, shape })
}

fn by_shape(family: &str, section: &mut SectionReader<'_, '_>) -> Option<DistributionSpec> {
    if family == "beta" {
        let (alpha, beta) = (section.number("alpha"), section.number("beta"));
        let (min, max) = (section.number("min"), section.number("max"));
        return Some(DistributionSpec::Beta { alpha: alpha?, beta: beta?, min, max });
    }
    let scale = section.number("scale");
    if family == "student_t" {
        let (location, dof) = (section.number("location"), section.number("dof"));
        return Some(DistributionSpec::StudentT { location: location?, scale: scale?, dof: dof? });
    }
    let shape = section.number("shape");
    if family == "gamma" {
        return Some(DistributionSpec::Gamma { shape: shape?, scale: scale? });
    }
    Some(DistributionSpec::Weibull { shape: shape?, scale: scale? })
}

/// `p50` and one symmetric pair beside it.
fn quantiles(section: &mut SectionReader<'_, '_>) -> Option<DistributionSpec> {
    let mid = section.number("p50");
    let pairs = [("p05", "p95", 0.05), ("p10", "p90", 0.10), ("p25", "p75", 0.25)]
        .map(|(low, high, tail)| (section.number(low), section.number(high), tail));
    let (min, max) = (section.number("min"), section.number("max"));
    let written = section.written(["p05", "p10", "p25", "p75", "p90", "p95"]);
    let whole = matches!(written.as_slice(), ["p05", "p95"] | ["p10", "p90"] | ["p25", "p75"]);
    if !whole {
        let got = if written.is_empty() { "none of them".to_owned() } else { any_of(written).replace(" or ", " and ") };
        let message =
            format!("`quantiles` must have one pair beside `p50`: p05 and p95, p10 and p90, or p25 and p75, got {got}");
        section.problem(
            Some(section.place()),
            message,
            Some("write quantiles = { p10 = .., p50 = .., p90 = .. }".to_owned()),
        );
        return None;
    }
    let (low, high, tail) = pairs.into_iter().find_map(|(low, high, tail)| Some((low?, high?, tail)))?;
    Some(DistributionSpec::Quantiles { tail, low, mid: mid?, high, min, max })
}

/// A list of numbers that is not empty.
fn numbers(section: &mut SectionReader<'_, '_>, key: &'static str) -> Option<Vec<At<f64>>> {
    let value = section.value(key)?;
    let NodeKind::Array(items) = &value.node.kind else { return value.wrong("be a list of numbers") };
    if items.is_empty() {
        return value.wrong("have at least one number");
    }
    if items.len() > MOST_VALUES {
        return value.wrong(&format!("have at most {MOST_VALUES} numbers ({} are written)", items.len()));
    }
    let item = |(index, node): (usize, &Node), problems: &mut Problems| match plain_number(node) {
        Some(number) => Some(At::new(number, node.place)),
        None => {
            let (subject, name) = (value.subject.clone(), format!("item {} of `{key}`", index + 1));
            ValueReader { node, subject, name, problems }.number()
        }
    };
    let read: Vec<_> = items.iter().enumerate().map(|entry| item(entry, value.problems)).collect();
    read.into_iter().collect()
}

/// `[{ weight, of }, ..]`
fn mixture(value: ValueReader<'_, '_>, depth: usize) -> Option<Vec<MixturePart>> {
    let NodeKind::Array(items) = &value.node.kind else {
        return value.wrong_with(
            "be a list of parts",
            "write mixture = [{ weight = 0.7, of = .. }, { weight = 0.3, of = .. }]",
        );
    };
    if items.is_empty() {
        return value.wrong("have at least one part");
    }
    let parts = leaves(value.node, 0);
    if parts > MOST_PARTS {
        return value.wrong(&format!("have at most {MOST_PARTS} parts in all ({parts} are written)"));
    }
    let read: Vec<Option<MixturePart>> = items
        .iter()
        .enumerate()
        .map(|(index, node)| part(node, index, &value.subject, value.problems, depth))
        .collect();
    read.into_iter().collect()
}

/// How many parts a mixture has, those of mixtures within it included.
fn leaves(mixture: &Node, depth: usize) -> usize {
    match &mixture.kind {
        NodeKind::Array(items) if depth < DEEPEST => items.iter().map(|item| leaves(item, depth + 1).max(1)).sum(),
        NodeKind::Table(table) if depth < 3 * DEEPEST => {
            table.values().map(|entry| leaves(&entry.node, depth + 1)).sum()
        }
        _ => 0,
    }
}

fn part(node: &Node, index: usize, subject: &str, problems: &mut Problems, depth: usize) -> Option<MixturePart> {
    let NodeKind::Table(table) = &node.kind else {
        let name = format!("part {} of `mixture`", index + 1);
        return ValueReader { node, subject: subject.to_owned(), name, problems }
            .wrong_with("be a table", "write { weight = 0.5, of = .. }");
    };
    whole_table(table, (&MIXTURE_PART, Some(node.place), subject), problems, |section| {
        let weight = section.number("weight");
        let of = section.value("of").and_then(|value| within(value, depth + 1));
        Some(MixturePart { weight: weight?, of: of? })
    })
}
