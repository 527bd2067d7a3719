//! Tables of a comparison: every scenario's number, and how each other one differs from the first.
//!
//! Two scenarios stand side by side where they fit; else each number is a block of its own, a line for each scenario, two blocks abreast
//! where they fit.

use super::tables::{Column, padded};
use crate::report::page::Page;
use crate::wording::Formatted;
use textwrap::core::display_width;

/// Between columns, and between blocks abreast.
const GAP: usize = 3;

/// Columns of the page beside its indent.
fn room(page: &Page) -> usize {
    page.width() - 2
}

/// What is compared: every scenario's number, and each other's difference from the first.
pub(super) struct ComparisonRow {
    pub(super) label: String,
    pub(super) sides: Vec<Formatted>,
    pub(super) differences: Vec<Formatted>,
}

/// Rows under a heading.
pub(super) struct ComparisonTable {
    pub(super) heading: String,
    /// The unit of differences; may be empty.
    pub(super) unit: String,
    pub(super) letters: Vec<char>,
    pub(super) rows: Vec<ComparisonRow>,
}

impl ComparisonTable {
    /// Prints it, with a blank line below; nothing if it has no rows.
    pub(super) fn print(&self, page: &mut Page) {
        if self.rows.is_empty() {
            return;
        }
        if !self.is_printed_beside(page) {
            self.print_blocks(page);
        }
        page.blank();
    }

    /// Two scenarios and their difference in three columns; false if they do not fit.
    fn is_printed_beside(&self, page: &mut Page) -> bool {
        let [a, b] = self.letters[..] else { return false };
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        let titles = [a.to_string(), b.to_string(), format!("{b} less {a}{unit}")];
        let cells = self.rows.iter().map(|row| [&row.sides[0], &row.sides[1], &row.differences[0]]);
        let cells: Vec<[&Formatted; 3]> = cells.collect();
        let columns: [Column; 3] =
            std::array::from_fn(|at| Column::of(&cells.iter().map(|row| row[at].clone()).collect::<Vec<_>>()));
        let widths: [usize; 3] = std::array::from_fn(|at| columns[at].width().max(display_width(&titles[at])));
        let used = widths.iter().sum::<usize>() + 2 * GAP;
        let labels = self.rows.iter().map(|row| display_width(&row.label)).max().unwrap_or(0) + GAP;
        if labels + used > room(page) {
            return false;
        }
        // The heading stands one column further left than the labels are indented, and needs no gap beyond a blank.
        let heading = display_width(&self.heading).saturating_sub(1);
        let is_room = heading + used <= room(page);
        let lead = if is_room { labels.max(heading) } else { labels };
        let line = |cells: [String; 3]| {
            let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| padded(cell, width)).collect();
            cells.join(&" ".repeat(GAP)).trim_end().to_owned()
        };
        let titles = page.faint(&line(titles));
        if is_room {
            page.exact(&(padded(&page.bold(&self.heading), lead + 2) + &titles));
        } else {
            page.heading(&self.heading);
            page.row(&(" ".repeat(lead) + &titles));
        }
        for (at, row) in self.rows.iter().enumerate() {
            let cells = columns.each_ref().map(|column| column.cell(page, at));
            page.row(&(padded(&row.label, lead) + &line(cells)));
        }
        true
    }

    fn print_blocks(&self, page: &mut Page) {
        let first = self.letters[0];
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        let aside = page.faint(&format!("(at the right: less {first}{unit})"));
        page.plain(&format!("{}  {aside}", page.bold(&self.heading)));
        let half = (room(page) - GAP) / 2;
        let mut waiting: Option<Vec<String>> = None;
        for row in &self.rows {
            let block = self.block(page, row, half);
            if block.iter().any(|line| display_width(line) > half) {
                waiting.take().iter().for_each(|left| print(page, &[left]));
                let block = self.block(page, row, room(page));
                print(page, &[&block]);
            } else if let Some(left) = waiting.take() {
                print(page, &[&left, &block]);
            } else {
                waiting = Some(block);
            }
        }
        waiting.iter().for_each(|left| print(page, &[left]));
    }

    /// A label of at most so many columns, and below it a line for each scenario.
    fn block(&self, page: &Page, row: &ComparisonRow, width: usize) -> Vec<String> {
        let columns = [Column::of(&row.sides), Column::of(&row.differences)];
        let label = row.label.trim_start();
        let mut lines: Vec<String> =
            textwrap::wrap(label, width).into_iter().map(std::borrow::Cow::into_owned).collect();
        for (at, letter) in self.letters.iter().enumerate() {
            let side = padded(&columns[0].cell(page, at), columns[0].width());
            let difference = at.checked_sub(1).map(|at| columns[1].cell(page, at)).unwrap_or_default();
            lines.push(format!("  {letter}  {side}{}{difference}", " ".repeat(GAP)).trim_end().to_owned());
        }
        lines
    }
}

/// Prints blocks abreast; labels of different heights end on the same line.
fn print(page: &mut Page, blocks: &[&Vec<String>]) {
    let height = blocks.iter().map(|block| block.len()).max().unwrap_or(0);
    for at in 0..height {
        let cells = blocks.iter().map(|block| {
            let above = height - block.len();
            padded(at.checked_sub(above).map_or("", |line| block[line].as_str()), (room(page) - GAP) / 2)
        });
        page.row(&cells.collect::<Vec<_>>().join(&" ".repeat(GAP)));
    }
}
