//! What solving finds, on the terminal: what would suffice, then what would not, then what to beware of.

use super::tables::padded;
use crate::answers::{LeverAnswer, Method, Provenance, Solution, SolveOutcome};
use crate::error::{Input, Message, shell_quoted};
use crate::report::output::{Head, Output, in_all};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::wording::{LeverFormat, Ranged, clean, listed, percent, probability};
use textwrap::core::display_width;

const MOST_OF_A_LEVER: usize = 40;

impl Output for Solution {
    const FILE: &'static str = "solve.json";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn followed(&self) -> u64 {
        self.followed
    }

    fn head(&self) -> Head<'_> {
        let missing = "some of the levers that were asked for are missing".to_owned();
        Head { missing, ..Head::of(&self.provenance, " at each value of a lever", ": the same luck at every value") }
    }

    fn body(&self, page: &mut Page) {
        let with = |outcome: SolveOutcome| self.levers.iter().filter(move |lever| lever.outcome == outcome);
        let reached: Vec<&LeverAnswer> = with(SolveOutcome::Reached).collect();
        finding(page, self, &reached);
        if !reached.is_empty() {
            table(page, self, &reached);
        }
        let lost: Vec<&LeverAnswer> = with(SolveOutcome::OutOfReach).collect();
        if !lost.is_empty() {
            out_of_reach(page, self, &lost, reached.is_empty());
        }
        for lever in with(SolveOutcome::Everywhere) {
            let [from, to] = ends(self, lever);
            let name = clean(&lever.lever, MOST_OF_A_LEVER);
            page.line(&format!("{name}: the claim has that probability, or more, at every value from {from} to {to}."));
            page.blank();
        }
        doubts(page, self);
    }

    fn simulated(&self) -> String {
        in_all(&self.provenance, self.followed)
    }

    fn notes(&self) -> Option<Message> {
        let set = self.levers.iter().find_map(|lever| Some(&lever.needed.as_ref()?.set))?;
        let (changes, _) = self.provenance.changes();
        let changes = changes.into_iter().cloned().chain([shortened(set)]);
        let changes = changes.map(|change| Message::from(" ") + Input::Override + " " + shell_quoted(&change));
        let simulated =
            Message::from("To see one of them in full: `") + Input::Simulating + " " + shell_quoted(&self.file);
        Some(changes.fold(simulated, |words, change| words + change) + "`")
    }
}

/// An override whose number has no more digits than it takes to be told apart.
fn shortened(set: &str) -> String {
    let Some((path, number)) = set.rsplit_once('=') else { return set.to_owned() };
    let six_digits = |number: f64| format!("{number:.5e}").parse::<f64>().ok();
    let number =
        number.parse().ok().and_then(six_digits).map_or_else(|| number.to_owned(), |number| number.to_string());
    format!("{path}={number}")
}

fn lever_format<'a>(solution: &'a Solution, lever: &'a LeverAnswer) -> LeverFormat<'a> {
    LeverFormat { quantity: lever.quantity, scenario: &solution.provenance.scenario }
}

/// The least and the greatest value that were tried.
fn ends(solution: &Solution, lever: &LeverAnswer) -> [String; 2] {
    let formatted = |point: Option<&crate::answers::LeverPoint>| {
        point.map_or_else(String::new, |point| lever_format(solution, lever).plain(point.value))
    };
    [formatted(lever.scan.first()), formatted(lever.scan.last())]
}

fn finding(page: &mut Page, solution: &Solution, reached: &[&LeverAnswer]) {
    let claim = clean(&solution.claim, LONGEST_QUESTION);
    let wanted = page.bold(&percent(solution.wanted));
    let now = page.with_interval(&probability(&solution.now));
    if solution.now.estimate > solution.wanted && !reached.is_empty() {
        page.plain(&format!(
            "\"{claim}\" has a probability of {now}, more than {wanted}. By itself, each of these would bring it down to that:"
        ));
        return page.blank();
    }
    let what = format!("For \"{claim}\" to have a probability of {wanted} (now it is {now})");
    page.plain(&match (reached.len(), solution.levers.len()) {
        (0, 1) => format!("{what}, this lever is not enough."),
        (0, _) => format!("{what}, none of these levers is enough by itself."),
        (1, 1) => format!("{what}, this would do:"),
        (1, _) => format!("{what}, one of these levers would do by itself:"),
        _ => format!("{what}, any one of these would do by itself:"),
    });
    page.blank();
}

fn table(page: &mut Page, solution: &Solution, reached: &[&LeverAnswer]) {
    let rows: Vec<[String; 5]> = reached.iter().filter_map(|lever| row(solution, lever)).collect();
    let needed = if solution.now.estimate > solution.wanted { "down to" } else { "needed" };
    let titles = ["lever", "now", needed, "95 % interval", "found"].map(str::to_owned);
    let all = || std::iter::once(&titles).chain(&rows);
    let widths: [usize; 5] = std::array::from_fn(|at| all().map(|row| display_width(&row[at])).max().unwrap_or(0) + 3);
    let is_beside = widths.iter().sum::<usize>() <= page.width();
    let line =
        |cells: [&str; 5]| -> String { cells.iter().zip(widths).map(|(cell, width)| padded(cell, width)).collect() };
    if is_beside {
        page.row(&page.faint(line(titles.each_ref().map(String::as_str)).trim_end()));
    }
    for [lever, now, needed, interval, found] in &rows {
        if is_beside {
            let cells = [lever, now, &page.bold(needed), &page.faint(interval), &page.faint(found)];
            page.row(&line(cells.map(String::as_str)));
        } else {
            page.line(lever);
            let needed = page.bold(needed);
            let interval = if interval.is_empty() { String::new() } else { format!(" ({interval})") };
            page.hanging(&format!("  {needed}{} in place of {now}; {found}", page.faint(&interval)), 2);
        }
    }
    let is_exact = |lever: &&LeverAnswer| lever.method == Method::CapitalNeeded;
    if reached.iter().any(is_exact) {
        let note =
            "exact: read off the capital that each future needs; search: simulated again at one value after the other.";
        page.line(&page.faint(note));
    }
    page.blank();
}

/// Lever, now, needed, interval, how it was found.
fn row(solution: &Solution, lever: &LeverAnswer) -> Option<[String; 5]> {
    let (needed, format) = (lever.needed.as_ref()?, lever_format(solution, lever));
    let formatted = format.ranged(Ranged { value: needed.value, low: needed.low, high: needed.high });
    let now = lever.now.map_or_else(|| "uncertain".to_owned(), |now| format.plain(now));
    let found = match lever.method {
        Method::CapitalNeeded => "exact",
        Method::Search => "search",
    };
    let interval = formatted.interval.trim_start_matches('(').trim_end_matches(')').to_owned();
    Some([clean(&lever.lever, MOST_OF_A_LEVER), now, formatted.value, interval, found.to_owned()])
}

fn out_of_reach(page: &mut Page, solution: &Solution, lost: &[&LeverAnswer], alone: bool) {
    page.heading(if alone { "The most that each can do" } else { "These cannot do it by themselves" });
    for lever in lost {
        let [from, to] = ends(solution, lever);
        let (name, best) = (clean(&lever.lever, MOST_OF_A_LEVER), &lever.best);
        let (most, at) =
            (page.with_interval(&probability(&best.probability)), lever_format(solution, lever).plain(best.value));
        page.hanging(&format!("{name}: {most} is the most, at {at} (tried from {from} to {to})"), 2);
    }
    page.blank();
}

/// What a reader must know about a value before relying on it.
fn doubts(page: &mut Page, solution: &Solution) {
    let mut doubts = Vec::new();
    for lever in solution.levers.iter().filter(|lever| lever.shape == "rises_and_falls") {
        let format = lever_format(solution, lever);
        let between = |ends: &[_; 2]| format!("between {} and {}", format.plain(ends[0]), format.plain(ends[1]));
        let others: Vec<String> = lever.also_between.iter().map(between).collect();
        let name = clean(&lever.lever, MOST_OF_A_LEVER);
        doubts.push(match others.as_slice() {
            [] => format!(
                "{name}: the probability does not go one way along it, but rises and falls; {} has it at some values.",
                Solution::FILE
            ),
            others => format!(
                "{name}: the probability rises and falls along it; the value given is the nearest to the present one, and it passes the \
                 mark again {}.",
                listed(others)
            ),
        });
    }
    let uncertain: Vec<String> = solution
        .levers
        .iter()
        .filter(|lever| lever.now.is_none() && lever.needed.is_some())
        .map(|lever| clean(&lever.lever, MOST_OF_A_LEVER))
        .collect();
    if !uncertain.is_empty() {
        doubts.push(format!(
            "What is needed of {} is a certain value in place of the uncertain one: what is left of its luck is gone too.",
            listed(&uncertain)
        ));
    }
    if !doubts.is_empty() {
        page.heading("Before you rely on this");
        doubts.iter().for_each(|doubt| page.hanging(doubt, 2));
        page.blank();
    }
}
