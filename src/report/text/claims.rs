//! The claims and how likely they are, on the terminal and as a table in Markdown.

use super::tables::{Column, padded};
use crate::answers::{ClaimRow, ClaimsTable};
use crate::report::page::Page;
use crate::wording::{Formatted, clean, count, counted, probability};
use std::fmt::Write as _;

/// Texts that are longer are cut.
const LONGEST: usize = 400;

/// The claims in words, with a newline at the end; `styled` adds ANSI bold and dim, and no line has more than `width` columns.
#[must_use]
pub fn claims_text(table: &ClaimsTable, styled: bool, width: usize) -> String {
    let mut page = Page::new(styled, "").wide(width);
    if let Some(interrupted) = interrupted(table) {
        page.loud(&interrupted);
        page.blank();
    }
    page.heading("What is claimed, and how likely it is");
    page.plain(&format!(
        "{} possible futures of each scenario, seed {}.",
        count(table.provenance.runs),
        table.provenance.seed
    ));
    page.plain("± and ranges are 95 % intervals of the simulation; they leave out doubt about the assumptions.");
    page.blank();
    let chances: Vec<Formatted> = table.claims.iter().map(|row| probability(&row.claim.probability)).collect();
    let usual: Vec<Formatted> = chances.iter().filter(|chance| !chance.interval.starts_with('(')).cloned().collect();
    let (column, usual) = (Column::of(&chances), Column::of(&usual));
    let widest = table.claims.iter().filter_map(|row| row.number.as_ref()).map(String::len).max().unwrap_or(0);
    let (mut last, before) = (None, if widest > 0 { widest + 2 } else { 0 });
    let width = before + usual.width() + 3;
    for (at, row) in table.claims.iter().enumerate() {
        let number = row.number.as_deref().filter(|number| last != Some(*number)).unwrap_or_default();
        last = row.number.as_deref();
        let lead = padded(&format!("{number:before$}{}", column.cell(&page, at)), width - 2) + "  ";
        page.hanging(&format!("{}{}", lead.replace(' ', "\u{a0}"), clean(&row.claim.text, LONGEST)), width);
        for below in below(row) {
            let indent = "\u{a0}".repeat(width);
            page.hanging(&format!("{indent}{}", page.faint(&below)), width);
        }
    }
    page.finish()
}

/// A line that the table was interrupted, if it was.
fn interrupted(table: &ClaimsTable) -> Option<String> {
    let runs = counted(table.provenance.runs, "run");
    (!table.provenance.complete)
        .then(|| format!("INTERRUPTED: these chances rest on the {runs} done so far, fewer than asked for."))
}

/// The scenario with the claim's source, and its note.
fn below(row: &ClaimRow) -> Vec<String> {
    let source =
        row.claim.source.as_deref().map_or_else(String::new, |source| format!(" – {}", clean(source, LONGEST)));
    let note = row.claim.note.as_deref().map(|note| clean(note, LONGEST));
    std::iter::once(format!("{}{source}", clean(&row.scenario, 60))).chain(note).collect()
}

/// The claims as a table in Markdown, with a newline at the end.
#[must_use]
pub fn claims_markdown(table: &ClaimsTable) -> String {
    let interrupted = interrupted(table).map_or_else(String::new, |interrupted| format!("**{interrupted}**\n\n"));
    let mut text = interrupted
        + "| | claim | scenario | chance | what it rests on, or what is wrong with the figure |\n\
           |---|---|---|---:|---|\n";
    for row in &table.claims {
        let Formatted { value, interval } = probability(&row.claim.probability);
        let chance = format!("{value} {interval}").trim_end().replace(' ', "\u{a0}");
        let cell = |text: Option<&str>| clean(text.unwrap_or_default(), LONGEST).replace('|', "\\|");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | `{}` | {chance} | {} |",
            row.number.as_deref().unwrap_or_default(),
            cell(Some(&row.claim.text)),
            clean(&row.scenario, 60),
            cell(row.claim.note.as_deref()),
        );
    }
    text
}
