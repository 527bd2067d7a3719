//! Lines that are a share of others: what each is a share of, and in which order they are settled.

use super::super::flow::{BurnLine, Flow, RevenueStream, ShareBase};
use super::super::names;
use super::Builder;
use crate::error::{At, Problem};
use crate::scenario::FlowSpec;

impl Builder<'_> {
    /// What the line at `path` is a share of; all revenue, with the problem noted, if there is no such thing.
    pub(super) fn share_base(&mut self, written: &At<String>, path: &str) -> ShareBase {
        let subject = format!("{path}.share_of");
        let scenario = self.scenario;
        let streams = scenario.revenue.iter().map(|stream| (stream.name.value.as_str(), &stream.flow));
        let burn = scenario.burn.iter().map(|line| (line.name.value.as_str(), &line.flow));
        let (section, name) = written.value.split_once('.').unwrap_or((written.value.as_str(), ""));
        let (kind, mut lines): (_, Vec<_>) = match (section, name) {
            ("revenue", "") => return ShareBase::Revenue,
            ("revenue", _) => ("revenue stream", streams.collect()),
            ("burn", _) if !name.is_empty() => ("burn line", burn.collect()),
            _ => {
                let message = format!("`share_of` must name revenue or a line, got \"{}\"", written.value);
                let is_named = |name: &str| name == written.value;
                let meant = streams.map(|(name, _)| ("revenue", name)).chain(burn.map(|(name, _)| ("burn", name)));
                let meant =
                    meant.filter(|(_, name)| is_named(name)).map(|(section, name)| format!("\"{section}.{name}\""));
                let help = match meant.collect::<Vec<_>>().as_slice() {
                    [] => {
                        "write \"revenue\" for all revenue, or a line with its section: \"revenue.NAME\", \"burn.NAME\""
                            .to_owned()
                    }
                    named => format!("write {}", named.join(" or ")),
                };
                self.problems.push(Problem::new(written.place, path, message).help(help));
                return ShareBase::Revenue;
            }
        };
        lines.sort_by_key(|(name, _)| *name);
        let named = At::new(name.to_owned(), written.place);
        let names = lines.iter().map(|(name, _)| *name);
        let Some(place) = names::find(&named, (kind, names), &subject, &mut self.problems) else {
            return ShareBase::Revenue;
        };
        if matches!(lines[place].1, FlowSpec::Once(_)) {
            let message = format!("`{}` is one amount on one day, of which nothing can be a share", written.value);
            let help = "name a line that recurs, or write the share as another `once`";
            self.problems.push(Problem::new(written.place, subject, message).help(help));
        }
        if section == "revenue" { ShareBase::Stream(place) } else { ShareBase::Line(place) }
    }

    /// The places of lines that are a share of others, among the revenue streams and then the burn lines, each after what it is a share of; a
    /// circle of them is noted as a problem.
    pub(super) fn shares(&mut self, revenue: &[RevenueStream], burn: &[BurnLine]) -> Vec<usize> {
        let flows: Vec<Flow> =
            revenue.iter().map(|stream| stream.flow).chain(burn.iter().map(|line| line.flow)).collect();
        let is_part = |flow: usize, of: ShareBase| match of {
            ShareBase::Revenue => flow < revenue.len() && revenue[flow].in_result,
            ShareBase::Stream(place) => flow == place,
            ShareBase::Line(place) => flow == revenue.len() + place,
        };
        let base = |flow: usize| if let Flow::ShareOf { of, .. } = flows[flow] { Some(of) } else { None };
        let mut waiting: Vec<(usize, ShareBase)> =
            (0..flows.len()).filter_map(|flow| Some((flow, base(flow)?))).collect();
        let mut ordered = Vec::new();
        while !waiting.is_empty() {
            let is_ready = |(_, of): &(usize, ShareBase)| !waiting.iter().any(|(other, _)| is_part(*other, *of));
            let Some(next) = waiting.iter().position(is_ready) else {
                self.refuse_circle(&waiting, (revenue, burn), is_part);
                break;
            };
            ordered.push(waiting.remove(next).0);
        }
        ordered
    }

    /// Notes a circle among lines that all wait for another of them.
    fn refuse_circle(
        &mut self,
        waiting: &[(usize, ShareBase)],
        (revenue, burn): (&[RevenueStream], &[BurnLine]),
        is_part: impl Fn(usize, ShareBase) -> bool,
    ) {
        // Going from each to one that it waits for comes back sooner or later.
        let mut walked = vec![0];
        let circle = loop {
            let (_, of) = waiting[walked[walked.len() - 1]];
            let Some(next) = waiting.iter().position(|(other, _)| is_part(*other, of)) else { return };
            if let Some(first) = walked.iter().position(|one| *one == next) {
                break walked.split_off(first);
            }
            walked.push(next);
        };
        let name = |flow: usize| match flow.checked_sub(revenue.len()) {
            None => format!("revenue.{}", revenue[flow].name),
            Some(line) => format!("burn.{}", burn[line].name),
        };
        let names: Vec<String> = circle.iter().map(|place| name(waiting[*place].0)).collect();
        let message = match names.as_slice() {
            [one] => format!("`{one}` is a share of itself"),
            several => format!("`{}` are shares of each other, in a circle", several.join("`, `")),
        };
        let help = "write one of them as an `annual` amount, or name a line that is no share of it";
        let place = self.share_place(&names[0]);
        self.problems.push(Problem::new(place, format!("{}.share_of", names[0]), message).help(help));
    }

    /// Where a line says what it is a share of.
    fn share_place(&self, path: &str) -> Option<crate::error::Place> {
        let scenario = self.scenario;
        let streams = scenario.revenue.iter().map(|stream| (format!("revenue.{}", stream.name.value), &stream.flow));
        let lines = scenario.burn.iter().map(|line| (format!("burn.{}", line.name.value), &line.flow));
        streams.chain(lines).find_map(|(name, flow)| match flow {
            FlowSpec::ShareOf(share) if name == path => Some(share.of.place),
            _ => None,
        })
    }
}
