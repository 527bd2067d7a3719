//! A frontier on the terminal: how likely it is now, and what one would have to believe for it to be likelier.

use super::page::Page;
use super::tables::padded;
use super::{RunFacts, faint_note, rest, written};
use crate::answers::{Axis, Frontier, Level};
use crate::model::LeverValue;
use crate::report::levers::Saying;
use crate::report::words::{Horizon, clean, count, counted, duration, month, probability, rate, three_digits};
use textwrap::core::display_width;

/// Changes beyond these are only counted.
const MOST_NOTES: usize = 3;
const MOST_OF_A_LEVER: usize = 40;
const MOST_OF_A_CLAIM: usize = 140;
/// Where no curve passes.
const NOWHERE: &str = "–";
/// Rows of the table.
const ROWS: usize = 7;

/// The frontier in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn frontier_text(frontier: &Frontier, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, frontier);
    let names = [&frontier.x, &frontier.y].map(|axis| clean(&axis.lever, MOST_OF_A_LEVER));
    let claim = clean(&frontier.claim, MOST_OF_A_CLAIM);
    let now = page.said(&probability(&frontier.own.probability));
    page.heading(&format!("How likely is \"{claim}\"?"));
    let stands =
        [(&frontier.x, frontier.own.x), (&frontier.y, frontier.own.y)].map(|(axis, own)| stands(frontier, axis, own));
    page.line(&format!(
        "As the scenario is written it is {now}: {} stands at {}, {} at {}.",
        names[0], stands[0], names[1], stands[1]
    ));
    page.blank();
    table(&mut page, frontier, &names);
    foot(&mut page, frontier, facts);
    page.finish()
}

fn stands(frontier: &Frontier, axis: &Axis, own: LeverValue) -> String {
    let said = saying(frontier, axis).plain(own);
    if axis.now.is_some() { said } else { format!("an uncertain value about {said}") }
}

fn saying<'a>(frontier: &'a Frontier, axis: &'a Axis) -> Saying<'a> {
    Saying { quantity: axis.quantity, scenario: &frontier.provenance.scenario }
}

fn head(page: &mut Page, frontier: &Frontier) {
    let scenario = &frontier.provenance.scenario;
    page.heading(&clean(&scenario.title, 100));
    let futures = counted(frontier.provenance.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!("{futures} at each point, from {start} to the end of {end}: the same luck at every point."));
    page.plain(&faint_note(page));
    for change in frontier.provenance.overrides.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    }
    rest(page, frontier.provenance.overrides.len(), "change");
    page.blank();
}

/// At some values of the one lever, what is needed of the other for each probability: whichever way round says more.
fn table(page: &mut Page, frontier: &Frontier, [x, y]: &[String; 2]) {
    let filled = |rows: &[Vec<String>]| rows.iter().flatten().filter(|cell| *cell != NOWHERE).count();
    let [by_x, by_y] = [true, false].map(|by_x| rows(frontier, by_x));
    let (rows, along, needed) = if filled(&by_y) > filled(&by_x) { (by_y, y, x) } else { (by_x, x, y) };
    page.heading(&format!(
        "What you would have to believe: {needed} that gives each probability, at some values of {along}"
    ));
    let head = std::iter::once(along.clone()).chain(frontier.levels.iter().map(percent)).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| 3 + rows.iter().map(|row| display_width(&row[column])).max().unwrap_or(0))
        .collect();
    for (place, row) in rows.iter().enumerate() {
        let cells: String = row.iter().zip(&widths).map(|(cell, &width)| padded(cell, width)).collect();
        let cells = cells.trim_end();
        page.row(&if place == 0 { page.faint(cells) } else { cells.to_owned() });
    }
    page.line(&page.faint("–: not between the values shown; frontier.png shows it all, grid.csv has the intervals."));
    page.blank();
}

/// At some values of one lever, what is needed of the other for each probability; rows without any are left out.
fn rows(frontier: &Frontier, by_x: bool) -> Vec<Vec<String>> {
    let along = if by_x { &frontier.x } else { &frontier.y };
    let every = along.values.len().div_ceil(ROWS).max(1);
    let row = |&value: &LeverValue| {
        let needed: Vec<String> = frontier.levels.iter().map(|level| needed(frontier, level, value, by_x)).collect();
        let is_shown = needed.iter().any(|needed| needed != NOWHERE);
        is_shown.then(|| std::iter::once(saying(frontier, along).plain(value)).chain(needed).collect())
    };
    along.values.iter().step_by(every).filter_map(row).collect()
}

fn percent(level: &Level) -> String {
    format!("{} %", three_digits(100.0 * level.probability))
}

/// The values of the one lever at which a curve of the level passes a value of the other: one, or the first and the last.
fn needed(frontier: &Frontier, level: &Level, at: LeverValue, by_x: bool) -> String {
    let points = level.curves.iter().flatten().map(|point| if by_x { (point.x, point.y) } else { (point.y, point.x) });
    let mut found: Vec<LeverValue> = points.filter(|(along, _)| *along == at).map(|(_, needed)| needed).collect();
    let needed = if by_x { &frontier.y } else { &frontier.x };
    let said = |value: LeverValue| saying(frontier, needed).plain(value);
    found.dedup();
    match found.as_slice() {
        [] => NOWHERE.to_owned(),
        [only] => said(*only),
        [first, .., last] => format!("{} or {}", said(*first), said(*last)),
    }
}

fn foot(page: &mut Page, frontier: &Frontier, facts: &RunFacts) {
    let (runs, seed) = (count(frontier.followed), frontier.provenance.seed);
    let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
    let design = clean(&frontier.provenance.sampling, 40);
    page.plain(&format!("{runs} runs in all ({design} draws, seed {seed}) in {elapsed}: {rate} runs a second."));
    written(page, facts);
}
