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
    Saying { quantity: axis.quantity, scenario: &frontier.scenario }
}

fn head(page: &mut Page, frontier: &Frontier) {
    let scenario = &frontier.scenario;
    page.heading(&clean(&scenario.title, 100));
    let futures = counted(frontier.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!("{futures} at each point, from {start} to the end of {end}: the same luck at every point."));
    page.plain(&faint_note(page));
    for change in frontier.overrides.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    }
    rest(page, frontier.overrides.len(), "change");
    page.blank();
}

/// At some values of the one lever, what is needed of the other for each probability.
fn table(page: &mut Page, frontier: &Frontier, [x, y]: &[String; 2]) {
    let values = &frontier.x.values;
    let every = values.len().div_ceil(ROWS);
    let shown: Vec<LeverValue> = values.iter().copied().step_by(every.max(1)).collect();
    let mut rows = vec![std::iter::once(x.clone()).chain(frontier.levels.iter().map(percent)).collect::<Vec<_>>()];
    for value in shown {
        let needed: Vec<String> = frontier.levels.iter().map(|level| needed(frontier, level, value)).collect();
        if needed.iter().any(|needed| needed != NOWHERE) {
            rows.push(std::iter::once(saying(frontier, &frontier.x).plain(value)).chain(needed).collect());
        }
    }
    page.heading(&format!("What you would have to believe: {y} that gives each probability, at some values of {x}"));
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

fn percent(level: &Level) -> String {
    format!("{} %", three_digits(100.0 * level.probability))
}

/// The least value of the lever upwards at which a curve of the level passes a value of the other.
fn needed(frontier: &Frontier, level: &Level, at: LeverValue) -> String {
    let mut found: Vec<LeverValue> =
        level.curves.iter().flatten().filter(|point| point.x == at).map(|point| point.y).collect();
    let said = |value: LeverValue| saying(frontier, &frontier.y).plain(value);
    found.dedup();
    match found.as_slice() {
        [] => NOWHERE.to_owned(),
        [only] => said(*only),
        [first, .., last] => format!("{} or {}", said(*first), said(*last)),
    }
}

fn foot(page: &mut Page, frontier: &Frontier, facts: &RunFacts) {
    let (runs, seed) = (count(frontier.followed), frontier.seed);
    let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
    let design = clean(&frontier.sampling, 40);
    page.plain(&format!("{runs} runs in all ({design} draws, seed {seed}) in {elapsed}: {rate} runs a second."));
    written(page, facts);
}
