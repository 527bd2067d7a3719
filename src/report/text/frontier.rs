//! A frontier on the terminal: how likely it is now, and what one would have to believe for it to be likelier.

use super::tables::padded;
use crate::answers::{Axis, Frontier, Level, Provenance};
use crate::model::LeverValue;
use crate::report::output::{CsvTable, Head, Output, in_all};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::report::{frontier_csv, frontier_grid_csv};
use crate::wording::{LeverFormat, clean, percent, probability};
use textwrap::core::display_width;

/// Changes beyond these are only counted.
const MOST_OF_A_LEVER: usize = 40;
/// Where no curve passes.
const NOWHERE: &str = "–";
/// Rows of the table.
const ROWS: usize = 7;

impl Output for Frontier {
    const FILE: &'static str = "frontier.json";
    const TABLES: &'static [CsvTable<Self>] = &[("frontier.csv", frontier_csv), ("grid.csv", frontier_grid_csv)];

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn followed(&self) -> u64 {
        self.followed
    }

    fn head(&self) -> Head<'_> {
        Head::of(&self.provenance, " at each point", ": the same luck at every point")
    }

    fn body(&self, page: &mut Page) {
        let names = [&self.x, &self.y].map(|axis| clean(&axis.lever, MOST_OF_A_LEVER));
        let claim = clean(&self.claim, LONGEST_QUESTION);
        let now = page.with_interval(&probability(&self.own.probability));
        page.heading(&format!("How likely is \"{claim}\"?"));
        let stands = [(&self.x, self.own.x), (&self.y, self.own.y)].map(|(axis, own)| stands(self, axis, own));
        page.line(&format!(
            "As the scenario is written it is {now}: {} stands at {}, {} at {}.",
            names[0], stands[0], names[1], stands[1]
        ));
        page.blank();
        table(page, self, &names);
    }

    fn simulated(&self) -> String {
        in_all(&self.provenance, self.followed)
    }
}

fn stands(frontier: &Frontier, axis: &Axis, own: LeverValue) -> String {
    let formatted = lever_format(frontier, axis).plain(own);
    if axis.now.is_some() { formatted } else { format!("an uncertain value about {formatted}") }
}

fn lever_format<'a>(frontier: &'a Frontier, axis: &'a Axis) -> LeverFormat<'a> {
    LeverFormat { quantity: axis.quantity, scenario: &frontier.provenance.scenario }
}

/// At some values of the one lever, what is needed of the other for each probability: in whichever direction says more.
fn table(page: &mut Page, frontier: &Frontier, [x, y]: &[String; 2]) {
    let filled = |rows: &[Vec<String>]| rows.iter().flatten().filter(|cell| *cell != NOWHERE).count();
    let [by_x, by_y] = [true, false].map(|by_x| rows(frontier, by_x));
    let (rows, along, needed) = if filled(&by_y) > filled(&by_x) { (by_y, y, x) } else { (by_x, x, y) };
    page.heading(&format!(
        "What you would have to believe: {needed} that gives each probability, at some values of {along}"
    ));
    let head =
        std::iter::once(along.clone()).chain(frontier.levels.iter().map(|level| percent(level.probability))).collect();
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
        is_shown.then(|| std::iter::once(lever_format(frontier, along).plain(value)).chain(needed).collect())
    };
    along.values.iter().step_by(every).filter_map(row).collect()
}

/// The values of the one lever at which a curve of the level passes a value of the other: one, or the first and the last.
fn needed(frontier: &Frontier, level: &Level, at: LeverValue, by_x: bool) -> String {
    let points = level.curves.iter().flatten().map(|point| if by_x { (point.x, point.y) } else { (point.y, point.x) });
    let mut found: Vec<LeverValue> = points.filter(|(along, _)| *along == at).map(|(_, needed)| needed).collect();
    let needed = if by_x { &frontier.y } else { &frontier.x };
    let formatted = |value: LeverValue| lever_format(frontier, needed).plain(value);
    found.dedup();
    match found.as_slice() {
        [] => NOWHERE.to_owned(),
        [only] => formatted(*only),
        [first, .., last] => format!("{} or {}", formatted(*first), formatted(*last)),
    }
}
