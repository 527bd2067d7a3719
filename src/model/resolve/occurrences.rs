//! What waits for what: capital and lines, by name, each after what it waits for.

use super::super::capital::Occurrence;
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{Capital, FlowSpec, LineTermsSpec, Scenario};
use std::collections::BTreeMap;

/// Capital and lines in the order in which a step settles them, and the names that others may wait for.
pub(super) struct Occurrences<'s> {
    /// Capital that lands once, by name, but what waits for another stands after it.
    pub(super) capital: Vec<&'s Capital>,
    /// All of it, and the lines that do not exist at the start, each after what it waits for.
    pub(super) order: Vec<Occurrence>,
    /// Capital, and lines that happen once, by their names.
    pub(super) named: BTreeMap<&'s str, Vec<Occurrence>>,
}

/// One that may wait for another.
struct Written<'s> {
    kind: Kind<'s>,
    name: &'s str,
    after: Option<&'s At<String>>,
    /// Whether others may wait for it.
    is_awaited: bool,
}

enum Kind<'s> {
    Capital(&'s Capital),
    /// With its place among revenue streams, or burn lines, by name.
    Revenue(usize),
    Burn(usize),
}

impl<'s> Occurrences<'s> {
    /// Those of a scenario; a circle of them is noted as a problem.
    pub(super) fn of(scenario: &'s Scenario, problems: &mut Problems) -> Self {
        let mut capital: Vec<&Capital> = scenario.capital.iter().filter(|raise| raise.every.is_none()).collect();
        capital.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        let mut written: Vec<Written<'s>> = capital.into_iter().map(raise).collect();
        let streams = scenario.revenue.iter().map(|stream| (&stream.name, &stream.flow, &stream.terms)).collect();
        let lines = scenario.burn.iter().map(|line| (&line.name, &line.flow, &line.terms)).collect();
        written.extend(lines_of(streams, Kind::Revenue));
        written.extend(lines_of(lines, Kind::Burn));
        let mut found = Self { capital: Vec::new(), order: Vec::new(), named: BTreeMap::new() };
        for one in in_order(written, problems) {
            found.add(&one);
        }
        found
    }

    fn add(&mut self, one: &Written<'s>) {
        let occurrence = match one.kind {
            Kind::Capital(raise) => {
                self.capital.push(raise);
                Occurrence::Capital(self.capital.len() - 1)
            }
            Kind::Revenue(place) => Occurrence::Revenue(place),
            Kind::Burn(place) => Occurrence::Burn(place),
        };
        self.order.push(occurrence);
        if one.is_awaited {
            self.named.entry(one.name).or_default().push(occurrence);
        }
    }
}

fn raise(raise: &Capital) -> Written<'_> {
    let after = raise.requires.as_ref().and_then(|requires| requires.after.as_ref());
    Written { kind: Kind::Capital(raise), name: &raise.name.value, after, is_awaited: true }
}

/// The lines of a kind that do not exist at the start.
fn lines_of<'s>(
    mut lines: Vec<(&'s At<String>, &'s FlowSpec, &'s LineTermsSpec)>,
    kind: fn(usize) -> Kind<'s>,
) -> impl Iterator<Item = Written<'s>> {
    lines.sort_by(|a, b| a.0.value.cmp(&b.0.value));
    lines.into_iter().enumerate().filter_map(move |(place, (name, flow, terms))| {
        let is_awaited = matches!(flow, FlowSpec::Once(_));
        let after = terms.requires.as_ref().and_then(|requires| requires.after.as_ref());
        let has_date = terms.from.is_some() || terms.starts_late_months.is_some();
        let is_one = is_awaited || has_date || terms.requires.is_some();
        is_one.then_some(Written { kind: kind(place), name: &name.value, after, is_awaited })
    })
}

/// The same, each after the one that it waits for.
fn in_order<'s>(written: Vec<Written<'s>>, problems: &mut Problems) -> Vec<Written<'s>> {
    let (mut waiting, mut ordered) = (written, Vec::new());
    while !waiting.is_empty() {
        let is_waiting = |name: &str| waiting.iter().any(|one| one.is_awaited && one.name == name);
        let Some(next) = waiting.iter().position(|one| one.after.is_none_or(|after| !is_waiting(&after.value))) else {
            circle(&waiting, problems);
            break;
        };
        ordered.push(waiting.remove(next));
    }
    ordered.extend(waiting);
    ordered
}

/// Notes that each of these waits for another.
fn circle(waiting: &[Written<'_>], problems: &mut Problems) {
    let names: Vec<&str> = waiting.iter().map(|one| one.name).collect();
    let message = match names.as_slice() {
        [one] => format!("`{one}` waits for itself to land first"),
        several => format!("each of `{}` waits for another to land first", several.join("`, `")),
    };
    let place: Option<Place> = waiting[0].after.map(|after| after.place);
    let section = match waiting[0].kind {
        Kind::Capital(_) => "capital",
        Kind::Revenue(_) => "revenue",
        Kind::Burn(_) => "burn",
    };
    let problem = Problem::new(place, format!("{section}.{}.requires", names[0]), message);
    problems.push(problem.help("take `after` out of one of them"));
}
