//! Tables of before and after: two values and their difference, aligned under their titles.

use super::tables::{Column, padded};
use crate::answers::Estimate;
use crate::report::page::Page;
use crate::wording::{Formatted, points, probability};
use textwrap::core::display_width;

/// A title that is longer does not widen its column.
const LONGEST_TITLE: usize = 6;

/// A row of a table: its label, the two sides and their difference.
pub(super) struct BeforeAfterRow {
    pub(super) label: String,
    pub(super) cells: [Formatted; 3],
}

impl BeforeAfterRow {
    pub(super) fn of_shares(
        label: impl Into<String>,
        first: &Estimate,
        other: &Estimate,
        difference: &Estimate,
    ) -> Self {
        Self { label: label.into(), cells: [probability(first), probability(other), points(difference)] }
    }
}

/// Rows under a heading, the three columns aligned under their titles; below each other where they do not fit beside their labels.
pub(super) fn table(page: &mut Page, heading: &str, titles: [&str; 3], rows: &[BeforeAfterRow]) {
    let columns: [Column; 3] =
        std::array::from_fn(|at| Column::of(&rows.iter().map(|row| row.cells[at].clone()).collect::<Vec<_>>()));
    let labels = rows.iter().map(|row| display_width(&row.label)).max().unwrap_or(0);
    let widths: [usize; 3] = std::array::from_fn(|at| columns[at].width().max(titles[at].len().min(LONGEST_TITLE)) + 3);
    let all = widths[0] + widths[1] + widths[2].max(display_width(titles[2]));
    let is_beside = labels + 3 + all <= page.width();
    let label_width = if is_beside {
        (labels + 3).max(display_width(heading) + 1).min(page.width() - 2 - all.min(page.width() - 2))
    } else {
        4
    };
    let lead = label_width + 2;
    let title = padded(&page.bold(heading), lead);
    let titles = format!("{}{}{}", padded(titles[0], widths[0]), padded(titles[1], widths[1]), titles[2]);
    let titles = titles.trim_end();
    if display_width(heading) < lead {
        page.exact(&(title + &page.faint(titles)));
    } else {
        page.exact(&title);
        page.exact(&(" ".repeat(lead) + &page.faint(titles)));
    }
    // A last column that says nothing leaves no blanks behind.
    let columns_shown = if columns[2].width() > 0 { 3 } else { 2 };
    for (at, row) in rows.iter().enumerate() {
        let cell = |place: usize| {
            let cell = columns[place].cell(page, at);
            if place + 1 < columns_shown { padded(&cell, widths[place]) } else { cell }
        };
        let cells: String = (0..columns_shown).map(cell).collect();
        if is_beside {
            page.row(&(padded(&row.label, label_width) + &cells));
        } else {
            page.line(&row.label);
            page.row(&(" ".repeat(label_width) + &cells));
        }
    }
    page.blank();
}
