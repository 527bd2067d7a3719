//! What is better seen side by side: the order of the clocks, capital needed, the years with bars, and the claims.

use crate::answers::{Answers, CapitalNeeded, ClaimAnswer, Estimate, Order, ScenarioHeader, Year};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::wording::{AmountScale, Formatted, Horizon, clauses, clean, count, month, probability};
use std::collections::BTreeMap;
use textwrap::core::display_width;

/// Which clock strikes first, in four classes; with and without new capital side by side, or below each other if too wide.
pub(super) fn order(page: &mut Page, answers: &Answers) {
    let (with, without) = (&answers.order, &answers.without_new_capital.order);
    let labels = [
        "Profitable first, cash never runs out".to_owned(),
        "Profitable first, cash runs out later".to_owned(),
        "Cash runs out first".to_owned(),
        format!("Neither by the end of {}", Horizon::of(&answers.provenance.scenario).last()),
    ];
    let columns = [with, without].map(|order| Column::of(&classes(order).map(probability)));
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0) + 3;
    let first_width = columns[0].width().max(WITH.len()) + 3;
    let fits = 2 + label_width + first_width + columns[1].width().max(WITHOUT.len()) <= page.width();
    if with == without || !fits {
        one_order(page, "Which comes first?", &labels, &columns[0]);
        if with != without {
            one_order(page, "Which comes first without new capital?", &labels, &columns[1]);
        }
        return;
    }
    let titles = format!("{WITH:<first_width$}{WITHOUT}");
    let heading = padded(&page.bold("Which comes first?"), label_width + 2) + &page.faint(&titles);
    page.exact(&heading);
    for (at, label) in labels.iter().enumerate() {
        let first = padded(&columns[0].cell(page, at), first_width);
        page.row(&(padded(label, label_width) + &first + &columns[1].cell(page, at)));
    }
    page.blank();
}

const WITH: &str = "with new capital";
const WITHOUT: &str = "without new capital";

fn classes(order: &Order) -> [&Estimate; 4] {
    [&order.profitable_first, &order.exhausted_later, &order.exhausted_first, &order.neither]
}

fn one_order(page: &mut Page, title: &str, labels: &[String; 4], column: &Column) {
    page.heading(title);
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0) + 3;
    for (at, label) in labels.iter().enumerate() {
        page.row(&(padded(label, label_width) + &column.cell(page, at)));
    }
    page.blank();
}

/// The extra capital that survives to the horizon.
pub(super) fn capital_needed(page: &mut Page, answers: &Answers) {
    let (scenario, needed) = (&answers.provenance.scenario, &answers.capital_needed);
    let last = Horizon::of(scenario).last();
    page.heading(&format!("How much more cash at the start would last to the end of {last}?"));
    let quantiles = quantiles(needed);
    if quantiles.iter().all(|amount| amount.high <= 0.0) {
        page.line("None: the cash lasts with a chance of 99 % or more.");
        return page.blank();
    }
    let scale = AmountScale::of(&quantiles.map(|amount| amount.estimate), &scenario.unit, &scenario.currency);
    let amounts = quantiles.map(|amount| scale.amount(amount));
    let part = |at: usize| amounts.each_ref().map(|amount| amount[at].clone());
    let is_open = quantiles.map(|amount| amount.high.is_infinite());
    let ranges: [String; 5] = std::array::from_fn(|at| match &amounts[at] {
        [_, low, _] if is_open[at] => format!("at least {low}"),
        [_, low, high] => format!("{low} to {high}"),
    });
    let head = ["50 %", "75 %", "90 %", "95 %", "99 %"].map(str::to_owned);
    let short = vec![("for a chance of", head.clone()), (&scale.words, part(0)), ("between", ranges)];
    let tall = || vec![("for a chance of", head), (&scale.words, part(0)), ("between", part(1)), ("and", part(2))];
    let rows = aligned(&short);
    let rows = if rows[0].chars().count() + 2 <= page.width() { rows } else { aligned(&tall()) };
    for (at, row) in rows.iter().enumerate() {
        let row = match at {
            0 => row.clone(),
            1 => page.bold(row),
            _ => page.faint(row),
        };
        page.row(&row);
    }
    if let Some(runs) = needed.runs {
        page.line(&format!(
            "Management, lenders or cash itself react to cash: the first {} futures were followed again with more.",
            count(runs)
        ));
    }
    if let Some(harmed) = &needed.harmed {
        let harmed = page.with_interval(&probability(harmed));
        page.line(&format!(
            "More cash is not always better: because cuts then come later, {harmed} of futures last with some amount and not with a \
             greater one."
        ));
    }
    page.blank();
}

/// Rows of a label and cells, the cells right-aligned in columns.
fn aligned(rows: &[(&str, [String; 5])]) -> Vec<String> {
    let label_width = rows.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    let widths: [usize; 5] =
        std::array::from_fn(|at| 3 + rows.iter().map(|(_, cells)| display_width(&cells[at])).max().unwrap_or(0));
    let row = |(label, cells): &(&str, [String; 5])| {
        let cells = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}"));
        padded(label, label_width) + &cells.collect::<String>()
    };
    rows.iter().map(row).collect()
}

fn quantiles(needed: &CapitalNeeded) -> [&Estimate; 5] {
    [&needed.p50, &needed.p75, &needed.p90, &needed.p95, &needed.p99]
}

/// Rows of the table by year; more years than this are thinned out.
const MOST_YEARS: usize = 12;
/// Of more years, these are shown one by one.
const FIRST_YEARS: usize = 4;
const WIDEST_BAR: usize = 24;
const LEAST_BAR: usize = 4;

/// The clocks that are asked about by the end of each year, with bars.
pub(super) fn by_year(page: &mut Page, answers: &Answers) {
    let scenario = &answers.provenance.scenario;
    let (exhausted, profitable) = (&answers.exhaustion.by_end_of_year, &answers.profitability.by_end_of_year);
    let years: Vec<Year> = exhausted.keys().copied().collect();
    let (shown, stride) = thinned(&years);
    let labels: Vec<String> = shown.iter().map(|year| year_label(*year, scenario)).collect();
    let titles = ["the cash has run out", "it has become profitable"];
    let asked = if answers.profitability.asked { 2 } else { 1 };
    let clocks: Vec<(&str, ClockText)> = titles
        .into_iter()
        .zip([exhausted, profitable].map(|by_year| ClockText::of(by_year, &shown)))
        .take(asked)
        .collect();
    if clock_table(page, &labels, &clocks).is_none() {
        for clock in clocks.chunks(1) {
            clock_table(page, &labels, clock);
        }
    }
    if stride > 1 {
        let note = format!("The first {FIRST_YEARS} years, then every {stride}; summary.csv has them all.");
        page.line(&page.faint(&note));
    }
    page.blank();
}

/// A table of clocks, side by side; `None` if there are several and they do not fit.
fn clock_table(page: &mut Page, labels: &[String], clocks: &[(&str, ClockText)]) -> Option<()> {
    let lead = "By the end of";
    let label_width = labels.iter().map(String::len).max().unwrap_or(0) + 2;
    let lead_width = label_width.max(lead.len()) + 2;
    let numbers: usize = clocks.iter().map(|(_, clock)| clock.column.width() + 1).sum();
    let gaps = 2 + 3 * clocks.len().saturating_sub(1);
    let room = page.width().saturating_sub(gaps + lead_width + numbers);
    let bar = (room / clocks.len().max(1)).clamp(LEAST_BAR, WIDEST_BAR);
    let width = |(title, clock): &(&str, ClockText)| title.len().max(clock.column.width() + 1 + bar);
    if clocks.len() > 1 && gaps + lead_width + clocks.iter().map(width).sum::<usize>() > page.width() {
        return None;
    }
    let titles: Vec<String> = clocks.iter().map(|clock| padded(clock.0, width(clock))).collect();
    let gap = lead_width + 2 - lead.len();
    page.exact(&format!("{}{:gap$}{}", page.bold(lead), "", page.faint(titles.join("   ").trim_end())));
    for (at, label) in labels.iter().enumerate() {
        let cells: Vec<String> =
            clocks.iter().map(|clock| padded(&clock.1.cell(page, at, bar), width(clock))).collect();
        page.row(&format!("{label:<lead_width$}{}", cells.join("   ")));
    }
    Some(())
}

/// The years to show, and every how many of them after the first few. The last is always shown.
pub(super) fn thinned(years: &[Year]) -> (Vec<Year>, usize) {
    if years.len() <= MOST_YEARS {
        return (years.to_vec(), 1);
    }
    let (first, later) = years.split_at(FIRST_YEARS);
    let room = MOST_YEARS - FIRST_YEARS;
    let stride = [2, 5, 10].into_iter().find(|stride| later.len().div_ceil(*stride) <= room).unwrap_or(later.len());
    let mut kept: Vec<Year> = later.iter().rev().step_by(stride).copied().collect();
    kept.extend(first.iter().rev());
    kept.reverse();
    (kept, stride)
}

/// The year; for a partial last year the month with which the simulated time ends.
pub(super) fn year_label(year: Year, scenario: &ScenarioHeader) -> String {
    let (start, end) = (scenario.start, scenario.end);
    if year.end() > end {
        month(end.yesterday().unwrap_or(end))
    } else if year.first_day() < start {
        format!("{year} (from {})", start.strftime("%B"))
    } else {
        year.to_string()
    }
}

/// One clock's column: probabilities and bars.
struct ClockText {
    column: Column,
    shares: Vec<f64>,
}

impl ClockText {
    fn of(by_year: &BTreeMap<Year, Estimate>, shown: &[Year]) -> Self {
        let found: Vec<Option<&Estimate>> = shown.iter().map(|year| by_year.get(year)).collect();
        let unknown = || Formatted { value: "unknown".to_owned(), interval: String::new() };
        let formatted: Vec<Formatted> = found.iter().map(|share| share.map_or_else(unknown, probability)).collect();
        let shares = found.iter().map(|share| share.map_or(0.0, |known| known.estimate)).collect();
        Self { column: Column::of(&formatted), shares }
    }

    fn cell(&self, page: &Page, at: usize, bar_width: usize) -> String {
        let share = self.shares.get(at).copied().unwrap_or(0.0);
        let number = padded(&self.column.cell(page, at), self.column.width());
        format!("{number} {}", padded(&bar(share, bar_width), bar_width))
    }
}

/// A bar in eighths of a character; something that is not nothing is never drawn as nothing.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few hundred eighths")]
pub(super) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * width as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A claim that is longer is cut.
const MOST_OF_A_CLAIM: usize = 140;
const BEFORE_SOURCE: &str = " – ";

/// Claims beyond these are only counted.
const MOST_CLAIMS: usize = 8;

/// The claims that were asked besides those of the scenario: all of them, in full.
pub(super) fn asked(page: &mut Page, answers: &Answers) {
    let (_, asked) = answers.own_and_asked();
    if asked.is_empty() {
        return;
    }
    page.heading("What you asked, and the chance that it comes true");
    rows_of_claims(page, asked, LONGEST_QUESTION);
    page.blank();
}

/// The claims of the scenario.
pub(super) fn claims(page: &mut Page, answers: &Answers) {
    let (own, _) = answers.own_and_asked();
    if own.is_empty() {
        return;
    }
    page.heading("Claims, and the chance that each comes true");
    rows_of_claims(page, &own[..own.len().min(MOST_CLAIMS)], MOST_OF_A_CLAIM);
    if let Some(more @ 1..) = own.len().checked_sub(MOST_CLAIMS) {
        page.line(&format!("and {} more, in {}", count(u64::try_from(more).unwrap_or(u64::MAX)), page.file()));
    }
    page.blank();
}

/// Claims below each other, their texts up to `longest` characters, each with as much of its source as its last line has room for.
fn rows_of_claims(page: &mut Page, claims: &[ClaimAnswer], longest: usize) {
    let column = Column::of(&claims.iter().map(|claim| probability(&claim.probability)).collect::<Vec<_>>());
    let lead = column.width() + 3;
    for (at, claim) in claims.iter().enumerate() {
        let text = clean(&claim.text, longest);
        let number = padded(&column.cell(page, at), lead).replace(' ', "\u{a0}");
        let (words, lines) = (format!("{number}{text}"), |words: &str| page.hung(words, lead));
        let last_line = lines(&words).last().map_or(0, |line| display_width(line));
        let room = page.width().saturating_sub(last_line + display_width(BEFORE_SOURCE));
        let source = claim.source.as_ref().and_then(|source| clauses(source, room));
        let sourced = source.map(|source| format!("{words}{}", page.faint(&format!("{BEFORE_SOURCE}{source}"))));
        // A source is worth no line of its own.
        let sourced = sourced.filter(|sourced| lines(sourced).len() == lines(&words).len());
        page.hanging(&sourced.unwrap_or(words), lead);
    }
}

/// Numbers set below each other, right-aligned, their intervals left-aligned.
pub(super) struct Column {
    cells: Vec<Formatted>,
    value_width: usize,
    interval_width: usize,
}

impl Column {
    pub(super) fn of(cells: &[Formatted]) -> Self {
        let widest =
            |text: fn(&Formatted) -> &String| cells.iter().map(|cell| display_width(text(cell))).max().unwrap_or(0);
        Self {
            cells: cells.to_vec(),
            value_width: widest(|cell| &cell.value),
            interval_width: widest(|cell| &cell.interval),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.value_width + if self.interval_width > 0 { 1 + self.interval_width } else { 0 }
    }

    pub(super) fn cell(&self, page: &Page, at: usize) -> String {
        let Some(formatted) = self.cells.get(at) else { return String::new() };
        let value = format!("{:>width$}", formatted.value, width = self.value_width);
        if formatted.interval.is_empty() {
            return page.bold(&value);
        }
        format!("{} {}", page.bold(&value), page.faint(&formatted.interval))
    }
}

/// The text with blanks up to `width` columns, styles not counted.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}
