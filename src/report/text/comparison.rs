//! A comparison on the terminal: what changes in words, then everything side by side, each other scenario against the first.

use super::page::{Page, WIDTH};
use super::tables::{Column, padded, thinned, year_label};
use super::{RunFacts, faint_note, foot, rest};
use crate::answers::{Answers, ComparedScenario, Comparison, DateQuantiles, DayDifference, Difference, Estimate};
use crate::report::differences::{amount, days, points};
use crate::report::words::{Horizon, Said, Scale, clean, counted, month, probability, sentence};
use textwrap::core::display_width;

/// A title that is longer does not widen its column.
const LONGEST_TITLE: usize = 6;
/// Claims that are shown of those that both make: those that differ most.
const MOST_CLAIMS: usize = 6;
const MOST_OF_A_CLAIM: usize = 90;
/// Warnings and changes beyond these are only counted.
const MOST_NOTES: usize = 3;

/// The comparison in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn comparison_text(comparison: &Comparison, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, comparison);
    for (difference, other) in comparison.differences.iter().zip(&comparison.scenarios[1..]) {
        let pair = Pair { difference, first: &comparison.scenarios[0], other };
        pair.words(&mut page);
        if pair.difference.alike.estimate < 1.0 {
            pair.tables(&mut page);
        }
    }
    if !comparison.warnings.is_empty() {
        page.heading("Before you rely on this");
        comparison
            .warnings
            .iter()
            .take(MOST_NOTES)
            .for_each(|warning| page.hanging(&sentence(&clean(warning, 300)), 2));
        rest(&mut page, comparison.warnings.len(), "warning");
        page.blank();
    }
    foot(&mut page, &comparison.scenarios[0].answers, facts);
    page.finish()
}

fn head(page: &mut Page, comparison: &Comparison) {
    let first = &comparison.scenarios[0].answers;
    if !comparison.complete {
        let runs = counted(comparison.runs, "run");
        page.loud(&format!("INTERRUPTED: this comparison rests on the {runs} done so far, fewer than asked for."));
        page.blank();
    }
    for scenario in &comparison.scenarios {
        page.heading(&format!("{}  {}", scenario.letter, clean(&scenario.title, 120)));
    }
    let futures = counted(comparison.runs, "possible future");
    let (start, end) = (month(first.scenario.start), Horizon::new(first.scenario.end).last());
    page.plain(&format!("{futures}, from {start} to the end of {end}: the same luck in every scenario."));
    page.plain(&faint_note(page));
    page.plain(
        &page.faint(
            "A difference has its own: it is counted future by future, so it is known better than its two sides.",
        ),
    );
    let everywhere = everywhere(comparison);
    for change in everywhere.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed in every scenario: {}", clean(change, 70)));
    }
    rest(page, everywhere.len(), "change");
    page.blank();
}

/// The changes that all scenarios begin with.
fn everywhere(comparison: &Comparison) -> &[String] {
    let first = &comparison.scenarios[0].answers.overrides;
    let shared = |count: &usize| {
        comparison.scenarios.iter().all(|other| other.answers.overrides.get(..*count) == first.get(..*count))
    };
    let count = (0..=first.len()).rev().find(shared).unwrap_or(0);
    &first[..count]
}

/// The baseline and another scenario.
struct Pair<'a> {
    difference: &'a Difference,
    first: &'a ComparedScenario,
    other: &'a ComparedScenario,
}

/// A line of a table: what it is about, the two sides and their difference.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) cells: [Said; 3],
}

impl Row {
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
pub(super) fn table(page: &mut Page, heading: &str, titles: [&str; 3], rows: &[Row]) {
    let columns: [Column; 3] =
        std::array::from_fn(|at| Column::of(&rows.iter().map(|row| row.cells[at].clone()).collect::<Vec<_>>()));
    let labels = rows.iter().map(|row| display_width(&row.label)).max().unwrap_or(0);
    let widths: [usize; 3] = std::array::from_fn(|at| columns[at].width().max(titles[at].len().min(LONGEST_TITLE)) + 3);
    let all = widths[0] + widths[1] + widths[2].max(display_width(titles[2]));
    let is_beside = labels + 3 + all <= WIDTH;
    let label_width =
        if is_beside { (labels + 3).max(display_width(heading) + 1).min(WIDTH - 2 - all.min(WIDTH - 2)) } else { 4 };
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
    let told = if columns[2].width() > 0 { 3 } else { 2 };
    for (at, row) in rows.iter().enumerate() {
        let cell = |place: usize| {
            let cell = columns[place].cell(page, at);
            if place + 1 < told { padded(&cell, widths[place]) } else { cell }
        };
        let cells: String = (0..told).map(cell).collect();
        if is_beside {
            page.row(&(padded(&row.label, label_width) + &cells));
        } else {
            page.line(&row.label);
            page.row(&(" ".repeat(label_width) + &cells));
        }
    }
    page.blank();
}

impl Pair<'_> {
    fn letters(&self) -> (char, char) {
        (self.first.letter, self.other.letter)
    }

    fn answers(&self) -> [&Answers; 2] {
        [&self.first.answers, &self.other.answers]
    }

    /// What changes, in sentences.
    fn words(&self, page: &mut Page) {
        let ((a, b), horizon) = (self.letters(), Horizon::new(self.first.answers.scenario.end));
        page.heading(&format!("What changes from {a} to {b}?"));
        let (difference, [first, other]) =
            (self.difference, self.answers().map(|answers| &answers.exhaustion.by_horizon));
        if difference.alike.estimate >= 1.0 {
            page.line(&format!("Nothing: in all {} both clocks strike at the same moments, and as much capital is needed. Every difference is 0.", counted(self.first.answers.runs, "future")));
            return page.blank();
        }
        let change = &difference.exhaustion.by_horizon;
        let [in_first, in_other] = [first, other].map(|share| page.said(&probability(share)));
        let change = match (change.low > 0.0, change.high < 0.0) {
            (true, _) | (_, true) => format!("{} percentage points", page.said(&points(change))),
            _ => format!("a difference of {} percentage points, which may be none", page.said(&points(change))),
        };
        let last = horizon.last();
        page.line(&format!("The chance that the cash runs out by the end of {last} is {in_first} in {a} and {in_other} in {b}: {change}."));
        let lasting = &difference.lasting;
        let [longer, shorter, moment, both] =
            [&lasting.baseline_longer, &lasting.other_longer, &lasting.same_moment, &lasting.both_last]
                .map(|share| page.said(&probability(share)));
        page.line(&format!("{a} outlasts {b} in {longer} of futures, {b} outlasts {a} in {shorter}; both last to the end of {last} in {both}, both run out at the same moment in {moment}."));
        page.blank();
    }

    fn tables(&self, page: &mut Page) {
        let last = Horizon::new(self.first.answers.scenario.end).last();
        self.table(page, &format!("By the end of {last}"), "percentage points", &self.headlines());
        self.table(page, "The cash has run out by the end of", "percentage points", &self.years());
        self.table(page, "The cash has run out in", "", &self.dates());
        let [a, b] = self.answers().map(|answers| &answers.capital_needed);
        let amounts = [a, b].map(|of| [of.p50, of.p75, of.p90, of.p95, of.p99].map(|amount| amount.estimate));
        let scale =
            Scale::of(amounts.as_flattened(), &self.first.answers.scenario.unit, &self.first.answers.scenario.currency);
        self.table(page, "More cash at the start that would last, for a chance of", &scale.words, &self.needs(&scale));
        let claims = self.claims();
        if !claims.is_empty() {
            self.table(page, "Claims", "percentage points", &claims);
        }
        let others = self.difference.claims.len().saturating_sub(claims.len());
        if others > 0 {
            page.line(&format!(
                "{} with smaller differences: in comparison.json",
                counted(u64::try_from(others).unwrap_or(u64::MAX), "more claim")
            ));
            page.blank();
        }
    }

    fn table(&self, page: &mut Page, heading: &str, unit: &str, rows: &[Row]) {
        let ((a, b), unit) = (self.letters(), if unit.is_empty() { String::new() } else { format!(", {unit}") });
        table(page, heading, [&a.to_string(), &b.to_string(), &format!("{b} less {a}{unit}")], rows);
    }

    fn headlines(&self) -> Vec<Row> {
        let ([a, b], d) = (self.answers(), self.difference);
        let (without_a, without_b, without) = (&a.without_new_capital, &b.without_new_capital, &d.without_new_capital);
        vec![
            Row::of_shares(
                "the cash runs out",
                &a.exhaustion.by_horizon,
                &b.exhaustion.by_horizon,
                &d.exhaustion.by_horizon,
            ),
            Row::of_shares(
                "  without new capital",
                &without_a.exhaustion.by_horizon,
                &without_b.exhaustion.by_horizon,
                &without.exhaustion.by_horizon,
            ),
            Row::of_shares(
                "it is profitable",
                &a.profitability.by_horizon,
                &b.profitability.by_horizon,
                &d.profitability.by_horizon,
            ),
            Row::of_shares(
                "profitable first, cash lasts",
                &a.order.profitable_first,
                &b.order.profitable_first,
                &d.order.profitable_first,
            ),
            Row::of_shares(
                "profitable first, out later",
                &a.order.exhausted_later,
                &b.order.exhausted_later,
                &d.order.exhausted_later,
            ),
            Row::of_shares(
                "cash runs out first",
                &a.order.exhausted_first,
                &b.order.exhausted_first,
                &d.order.exhausted_first,
            ),
            Row::of_shares("neither", &a.order.neither, &b.order.neither, &d.order.neither),
        ]
    }

    fn years(&self) -> Vec<Row> {
        let ([a, b], d) = (self.answers(), &self.difference.exhaustion.by_end_of_year);
        let (years, scenario) = (d.keys().copied().collect::<Vec<i16>>(), &a.scenario);
        let row = |year: &i16| {
            let [first, other] = [a, b].map(|answers| answers.exhaustion.by_end_of_year.get(year));
            let label = year_label(*year, scenario.start, scenario.end);
            Some(Row::of_shares(label, first?, other?, d.get(year)?))
        };
        // The last year is the horizon, which stands above.
        let shown = thinned(&years).0;
        shown.iter().take(shown.len().saturating_sub(1)).filter_map(row).collect()
    }

    fn dates(&self) -> Vec<Row> {
        let horizon = Horizon::new(self.first.answers.scenario.end);
        let side = |of: &Answers, p: fn(&DateQuantiles<_>) -> &_, interval: fn(&DateQuantiles<_>) -> &_| {
            horizon.date(*p(&of.exhaustion.date_quantiles), interval(&of.exhaustion.date_quantile_intervals))
        };
        let row = |label: &str,
                   p: fn(&DateQuantiles<_>) -> &_,
                   interval: fn(&DateQuantiles<_>) -> &_,
                   difference: &DayDifference| {
            let [first, other] = self.answers().map(|of| side(of, p, interval));
            Row { label: label.to_owned(), cells: [first, other, days(difference)] }
        };
        let d = &self.difference.exhaustion.date_quantiles;
        vec![
            row("one future in ten by", |of| &of.p10, |of| &of.p10, &d.p10),
            row("half by", |of| &of.p50, |of| &of.p50, &d.p50),
            row("nine in ten by", |of| &of.p90, |of| &of.p90, &d.p90),
        ]
    }

    fn needs(&self, scale: &Scale) -> Vec<Row> {
        let ([a, b], d) = (self.answers().map(|answers| &answers.capital_needed), &self.difference.capital_needed);
        let side = |of: &Estimate| {
            let [value, low, high] = scale.amount(of);
            let interval = if of.low < of.high { format!("({low} to {high})") } else { String::new() };
            Said { value, interval }
        };
        let row = |label: &str, first: &Estimate, other: &Estimate, difference: &Estimate| Row {
            label: label.to_owned(),
            cells: [side(first), side(other), amount(scale, difference)],
        };
        vec![
            row("50 %", &a.p50, &b.p50, &d.p50),
            row("75 %", &a.p75, &b.p75, &d.p75),
            row("90 %", &a.p90, &b.p90, &d.p90),
            row("95 %", &a.p95, &b.p95, &d.p95),
            row("99 %", &a.p99, &b.p99, &d.p99),
        ]
    }

    fn claims(&self) -> Vec<Row> {
        let mut claims: Vec<_> = self.difference.claims.iter().collect();
        claims.sort_by(|a, b| b.difference.estimate.abs().total_cmp(&a.difference.estimate.abs()));
        let row = |claim: &&crate::answers::ClaimDifference| {
            Row::of_shares(clean(&claim.text, MOST_OF_A_CLAIM), &claim.baseline, &claim.other, &claim.difference)
        };
        claims.iter().take(MOST_CLAIMS).map(row).collect()
    }
}
