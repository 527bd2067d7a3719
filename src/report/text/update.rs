//! An update on the terminal: how surprising is what happened, what does it change, and which assumptions did it move.

use super::beside::{Row, table};
use super::page::{Page, WIDTH};
use super::tables::{padded, thinned, year_label};
use super::{RunFacts, faint_note, foot, rest};
use crate::answers::{
    Answers, Change, ClockChange, DateQuantiles, Estimate, Fan, Kind, Moved, Order, Surprise, UNEXPECTED, Update,
};
use crate::report::differences::points;
use crate::report::words::{
    Horizon, Said, Scale, clean, count, counted, fixed, month, probability, sentence, supported_decimals, three_digits,
    whole_digits,
};
use std::collections::BTreeMap;
use textwrap::core::display_width;

/// Figures that are shown: those that surprise most.
const MOST_FIGURES: usize = 12;
/// Drivers that are shown: those that moved farthest.
const MOST_DRIVERS: usize = 5;
/// Claims that are shown: those that moved farthest.
const MOST_CLAIMS: usize = 6;
const MOST_OF_A_CLAIM: usize = 90;
const MOST_NOTES: usize = 3;
/// A figure that fewer futures than this lie beyond, on its side, is a surprise.
const SURPRISING: f64 = 0.05;
/// A probability of less than this share of its interval's end may as well be 0.
const NOT_TOLD_APART: f64 = 0.1;
/// Digits of a figure that is known.
const DIGITS_KNOWN: i32 = 6;
/// Titles of the three columns of most tables.
const BEFORE_AND_AFTER: [&str; 3] = ["before", "after", "change, percentage points"];

/// The update in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn update_text(update: &Update, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, update);
    surprise(&mut page, update);
    changes(&mut page, update);
    moved(&mut page, update);
    doubts(&mut page, update);
    foot(&mut page, &update.before, facts);
    page.finish()
}

fn head(page: &mut Page, update: &Update) {
    if !update.complete {
        let runs = counted(update.runs, "run");
        page.loud(&format!("INTERRUPTED: this update rests on the {runs} done so far, fewer than asked for."));
        page.blank();
    }
    if update.weights.power < 1.0 {
        tempered(page, update);
    }
    let scenario = &update.before.scenario;
    page.heading(&format!("{}, updated by what has happened", clean(&scenario.title, 70)));
    let futures = counted(update.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!("{futures}, from {start} to the end of {end}. Before: each counts as much as any other. After: those that look like what happened count more."));
    page.plain(&faint_note(page));
    let changes = &update.before.overrides;
    for change in changes.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    }
    rest(page, changes.len(), "change");
    page.blank();
}

/// That the answer goes only part of the way, why, and what can be done.
fn tempered(page: &mut Page, update: &Update) {
    let weights = &update.weights;
    let (worth, kept) = (three_digits(weights.effective_runs_untempered), count(whole(weights.effective_runs)));
    let (wider, futures) = (three_digits(weights.errors_widened), counted(update.runs, "future"));
    let is_unexpected = update.together.as_far.is_some_and(|as_far| as_far.estimate < UNEXPECTED);
    let why = match is_unexpected {
        true => "what happened lies far outside the forecast",
        false => "the forecast is much wider than the errors of what happened",
    };
    page.loud(&format!("ONLY PART OF THE WAY: {why}, so the answer would rest on about {worth} of {futures}."));
    page.plain(&format!(
        "Every figure is therefore taken to be {wider} times as uncertain as it was said to be: the futures are then worth {kept} that count \
         alike, and the answer goes part of the way to what happened."
    ));
    let more =
        weights.runs_needed.map(|runs| format!("With about {} runs it would go all the way.", count(rounded(runs))));
    let other = match is_unexpected {
        true => "If the figures are right, the forecast was too sure: widen the assumptions that moved most, below.",
        false => "A larger --error says that figures need not be met so closely.",
    };
    page.plain(&[more.as_deref(), Some(other)].into_iter().flatten().collect::<Vec<_>>().join(" "));
    page.blank();
}

#[expect(clippy::cast_possible_truncation, reason = "at most the number of runs")]
fn whole(number: f64) -> u64 {
    number.round().max(0.0) as u64
}

/// Rounded up to two digits.
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.max(1).ilog10().saturating_sub(1));
    number.div_ceil(unit) * unit
}

/// Where what happened stands in the forecast.
fn surprise(page: &mut Page, update: &Update) {
    page.heading("How surprising is what has happened?");
    let mut shown: Vec<&Surprise> = update.actuals.iter().collect();
    let words = Figures::of(update);
    let extreme = |surprise: &Surprise| (surprise.lower.estimate - 0.5).abs();
    if let Some(most) = shown.iter().copied().reduce(|a, b| if extreme(b) > extreme(a) { b } else { a }) {
        let happened = format!("{}, {}{}", label(most), words.happened(most), words.unit_of(most));
        let (stands, is_surprise) = (stands(page, most), 0.5 - extreme(most) < SURPRISING);
        page.line(&match (is_surprise, shown.len()) {
            (true, 1) => format!("{}: {stands}.", sentence_start(&happened)),
            (true, _) => format!("Most of all {happened}: {stands}."),
            (false, 1) => format!("Not much. {}: {stands}.", sentence_start(&happened)),
            (false, _) => format!("No single figure is. The farthest from its middle is {happened}: {stands}."),
        });
    }
    if let Some(as_far) = update.together.as_far.filter(|_| update.together.figures > 1) {
        let share = page.said(&probability(&as_far));
        page.line(&format!(
            "Together: {share} of futures lie as far from the middle of the forecast, or farther. {}",
            verdict(&as_far)
        ));
    }
    page.blank();
    let all = shown.len();
    if all > MOST_FIGURES {
        shown.sort_by(|a, b| extreme(b).total_cmp(&extreme(a)));
        shown.truncate(MOST_FIGURES);
        shown.sort_by_key(|surprise| (surprise.to, surprise.from));
    }
    words.table(page, &shown);
    page.line(&page.faint(
        "5 % of futures were below the first of the three amounts, half below the second, 5 % above the third.",
    ));
    if let Some(more @ 1..) = all.checked_sub(MOST_FIGURES) {
        page.line(&format!("and {more} more that surprise less, in update.json"));
    }
    page.blank();
}

/// In how many of a hundred futures a figure is lower, or higher.
fn stands(page: &Page, surprise: &Surprise) -> String {
    let Estimate { estimate, low, high } = surprise.lower;
    let (side, share) = if estimate < 0.5 {
        ("lower", Estimate { estimate: 1.0 - estimate, low: 1.0 - high, high: 1.0 - low })
    } else {
        ("higher", surprise.lower)
    };
    format!("{side} than in {} of futures", page.said(&probability(&share)))
}

fn verdict(as_far: &Estimate) -> &'static str {
    match as_far.estimate {
        share if share >= 0.1 => "Nothing unusual.",
        share if share >= UNEXPECTED => "Unusual, but such things happen.",
        _ => "The forecast did not expect this.",
    }
}

/// `revenue in 2026Q1`, `cash at the end of 2026Q1`.
fn label(surprise: &Surprise) -> String {
    let item = clean(&surprise.item, 40).replace('_', " ");
    let joined = if surprise.item == "cash" { "at the end of" } else { "in" };
    format!("{item} {joined} {}", surprise.period)
}

fn sentence_start(words: &str) -> String {
    sentence(words).trim_end_matches('.').to_owned()
}

/// How figures that have happened are said.
struct Figures {
    amounts: Scale,
    users: Scale,
}

impl Figures {
    fn of(update: &Update) -> Self {
        let scenario = &update.before.scenario;
        let of_kind = |kind: Kind| {
            let medians = update.actuals.iter().filter(move |surprise| surprise.kind == kind);
            medians.map(|surprise| surprise.forecast.p50).collect::<Vec<f64>>()
        };
        Self {
            amounts: Scale::of(&of_kind(Kind::Amount), &scenario.unit, &scenario.currency),
            users: Scale::of(&of_kind(Kind::Users), &scenario.unit, ""),
        }
    }

    fn scale(&self, kind: Kind) -> Option<&Scale> {
        match kind {
            Kind::Amount => Some(&self.amounts),
            Kind::Users => Some(&self.users),
            Kind::Share | Kind::Number => None,
        }
    }

    fn unit_of(&self, surprise: &Surprise) -> String {
        match self.scale(surprise.kind).map(|scale| scale.words.trim_end()) {
            Some(words) if !words.is_empty() => format!(" {words}"),
            _ => String::new(),
        }
    }

    /// A figure that is known, with all its digits.
    fn happened(&self, surprise: &Surprise) -> String {
        let known = |value: f64| {
            let text = fixed(value, (DIGITS_KNOWN - whole_digits(value.abs())).clamp(0, DIGITS_KNOWN));
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        };
        match self.scale(surprise.kind) {
            Some(scale) => known(scale.of_amount(surprise.actual)),
            None => format!("{} %", known(100.0 * surprise.actual)),
        }
    }

    /// A quantile of the forecast, to three digits.
    fn forecast(&self, kind: Kind, value: f64) -> String {
        match self.scale(kind) {
            Some(scale) => three_digits(scale.of_amount(value)),
            None => format!("{} %", three_digits(100.0 * value)),
        }
    }

    fn table(&self, page: &mut Page, shown: &[&Surprise]) {
        let quantiles = |Fan { p05, p50, p95, .. }: Fan| [p05, p50, p95];
        let cells = |surprise: &&Surprise| {
            let [low, middle, high] = quantiles(surprise.forecast).map(|value| self.forecast(surprise.kind, value));
            let lower = probability(&surprise.lower);
            [self.happened(surprise), low, middle, high, format!("{} {}", lower.value, lower.interval)]
        };
        let rows: Vec<[String; 5]> = shown.iter().map(cells).collect();
        let titles = ["happened", "5 %", "50 %", "95 %", "futures below it"];
        let widths: [usize; 5] = std::array::from_fn(|at| {
            let widest = rows.iter().map(|row| display_width(&row[at])).max().unwrap_or(0);
            widest.max(titles[at].len())
        });
        let label_of = |surprise: &&Surprise| match surprise.kind {
            Kind::Users if !self.unit_of(surprise).is_empty() => {
                format!("{},{}", label(surprise), self.unit_of(surprise))
            }
            _ => label(surprise),
        };
        let labels: Vec<String> = shown.iter().map(label_of).collect();
        let all: usize = widths.iter().map(|width| width + 3).sum();
        let label_width =
            labels.iter().map(|label| display_width(label)).max().unwrap_or(0).min(WIDTH.saturating_sub(2 + all));
        let line = |cells: &[String; 5]| -> String {
            let right = cells[..4].iter().zip(widths).map(|(cell, width)| format!("   {cell:>width$}"));
            right.collect::<String>() + "   " + &cells[4]
        };
        let unit = if shown.iter().any(|it| it.kind == Kind::Amount) { self.amounts.words.as_str() } else { "" };
        page.row(&(page.faint(&padded(unit, label_width)) + &page.faint(&line(&titles.map(str::to_owned)))));
        for (label, cells) in labels.iter().zip(&rows) {
            if display_width(label) > label_width {
                page.row(label);
                page.row(&(" ".repeat(label_width) + &line(cells)));
            } else {
                page.row(&(padded(label, label_width) + &line(cells)));
            }
        }
    }
}

/// A line of probabilities.
fn shares(label: impl Into<String>, [before, after]: [&Estimate; 2], change: &Estimate) -> Row {
    Row::of_shares(label, before, &told_apart(after), change)
}

/// The probability, or 0 or 1 where the interval reaches so much farther than the estimate lies off these that it cannot tell them apart:
/// then it is said to be under, or over, the interval's end.
fn told_apart(share: &Estimate) -> Estimate {
    let Estimate { estimate, low, high } = *share;
    if estimate < NOT_TOLD_APART * high {
        Estimate { estimate: 0.0, low: 0.0, high }
    } else if 1.0 - estimate < NOT_TOLD_APART * (1.0 - low) {
        Estimate { estimate: 1.0, low, high: 1.0 }
    } else {
        *share
    }
}

/// Everything before, after and by how much it changed.
fn changes(page: &mut Page, update: &Update) {
    let (before, after, change) = (&update.before, &update.after, &update.change);
    let last = Horizon::new(before.scenario.end).last();
    finding(page, update, &last);
    table(page, &format!("By the end of {last}"), BEFORE_AND_AFTER, &headlines(before, after, change));
    let heading = "The cash has run out by the end of";
    let sides = [before, after].map(|side| &side.exhaustion.by_end_of_year);
    table(page, heading, BEFORE_AND_AFTER, &years(before, sides, &change.exhaustion));
    let heading = "It is profitable by the end of";
    let sides = [before, after].map(|side| &side.profitability.by_end_of_year);
    table(page, heading, BEFORE_AND_AFTER, &years(before, sides, &change.profitability));
    table(page, "The cash has run out in", ["before", "after", ""], &dates(before, after));
    let (heading, rows) = needs(before, after, &last);
    table(page, &heading, ["before", "after", ""], &rows);
    let claims = claims(before, after, change);
    if !claims.is_empty() {
        table(page, "Claims", BEFORE_AND_AFTER, &claims);
    }
    if let Some(more @ 1..) = before.claims.len().checked_sub(MOST_CLAIMS) {
        page.line(&format!("and {more} more that moved less, in update.json"));
        page.blank();
    }
}

/// What changes, in a sentence.
fn finding(page: &mut Page, update: &Update, last: &str) {
    page.heading("What does it change?");
    let (before, after) = (&update.before.exhaustion, &update.after.exhaustion);
    let change = &update.change.exhaustion.by_horizon;
    let [was, is] = [before.by_horizon, told_apart(&after.by_horizon)].map(|share| page.said(&probability(&share)));
    let by = match change.low > 0.0 || change.high < 0.0 {
        true => format!("{} percentage points", page.said(&points(change))),
        false => format!("a change of {} percentage points, which may be none", page.said(&points(change))),
    };
    page.line(&format!("The chance that the cash runs out by the end of {last} was {was} and is {is}: {by}."));
    let (worth, futures) = (count(whole(update.weights.effective_runs)), count(update.runs));
    page.line(&format!(
        "The {futures} futures, weighed, tell as much as {worth} that count alike would: ranges after are wider for it."
    ));
    page.blank();
}

fn headlines(before: &Answers, after: &Answers, change: &Change) -> Vec<Row> {
    let (without, without_change) =
        ([&before.without_new_capital, &after.without_new_capital], &change.without_new_capital);
    let row = |label: &str, sides: [&Estimate; 2], change: &Estimate| shares(label, sides, change);
    let order =
        |label: &str, of: fn(&Order) -> &Estimate| row(label, [of(&before.order), of(&after.order)], of(&change.order));
    let mut rows = vec![row(
        "the cash runs out",
        [&before.exhaustion.by_horizon, &after.exhaustion.by_horizon],
        &change.exhaustion.by_horizon,
    )];
    if before.without_new_capital.exhaustion != before.exhaustion {
        let sides = without.map(|side| &side.exhaustion.by_horizon);
        rows.push(row("  without new capital", sides, &without_change.exhaustion.by_horizon));
    }
    let sides = [&before.profitability.by_horizon, &after.profitability.by_horizon];
    rows.push(row("it is profitable", sides, &change.profitability.by_horizon));
    rows.push(order("profitable, cash lasts", |order| &order.profitable_first));
    rows.push(order("profitable, then out", |order| &order.exhausted_later));
    rows.push(order("out of cash first", |order| &order.exhausted_first));
    rows.push(order("neither", |order| &order.neither));
    rows
}

fn years(answers: &Answers, [before, after]: [&BTreeMap<i16, Estimate>; 2], change: &ClockChange) -> Vec<Row> {
    let all: Vec<i16> = before.keys().copied().collect();
    let row = |year: &i16| {
        let label = year_label(*year, answers.scenario.start, answers.scenario.end);
        Some(shares(label, [before.get(year)?, after.get(year)?], change.by_end_of_year.get(year)?))
    };
    // The last year is the horizon, which stands above.
    let shown = thinned(&all).0;
    shown.iter().take(shown.len().saturating_sub(1)).filter_map(row).collect()
}

fn nothing() -> Said {
    Said { value: String::new(), interval: String::new() }
}

fn dates(before: &Answers, after: &Answers) -> Vec<Row> {
    let horizon = Horizon::new(before.scenario.end);
    let row = |label: &str, p: fn(&DateQuantiles<_>) -> &_, interval: fn(&DateQuantiles<_>) -> &_| {
        let side = |of: &Answers| {
            horizon.date(*p(&of.exhaustion.date_quantiles), interval(&of.exhaustion.date_quantile_intervals))
        };
        Row { label: label.to_owned(), cells: [side(before), side(after), nothing()] }
    };
    vec![
        row("one future in ten by", |of| &of.p10, |of| &of.p10),
        row("half by", |of| &of.p50, |of| &of.p50),
        row("nine in ten by", |of| &of.p90, |of| &of.p90),
    ]
}

/// Capital needed, under a heading with what amounts are said in.
fn needs(before: &Answers, after: &Answers, last: &str) -> (String, Vec<Row>) {
    let (a, b) = (&before.capital_needed, &after.capital_needed);
    let all = [a, b].map(|of| [of.p50, of.p75, of.p90, of.p95, of.p99].map(|amount| amount.estimate));
    let scale = Scale::of(all.as_flattened(), &before.scenario.unit, &before.scenario.currency);
    let side = |of: &Estimate| {
        let [value, low, high] = scale.amount(of);
        let interval = match (of.low < of.high, of.high.is_finite()) {
            (true, true) => format!("({low} to {high})"),
            (true, false) => format!("({low} or more)"),
            _ => String::new(),
        };
        Said { value, interval }
    };
    let row = |label: &str, before: &Estimate, after: &Estimate| Row {
        label: label.to_owned(),
        cells: [side(before), side(after), nothing()],
    };
    let rows = vec![
        row("50 %", &a.p50, &b.p50),
        row("75 %", &a.p75, &b.p75),
        row("90 %", &a.p90, &b.p90),
        row("95 %", &a.p95, &b.p95),
        row("99 %", &a.p99, &b.p99),
    ];
    (format!("{} more at the start to last to the end of {last}, for a chance of", scale.words), rows)
}

fn claims(before: &Answers, after: &Answers, change: &Change) -> Vec<Row> {
    let mut claims: Vec<_> = before.claims.iter().zip(&after.claims).zip(&change.claims).collect();
    claims.sort_by(|a, b| b.1.estimate.abs().total_cmp(&a.1.estimate.abs()));
    let row =
        |((before, after), change): &((&crate::answers::ClaimAnswer, &crate::answers::ClaimAnswer), &Estimate)| {
            shares(clean(&before.text, MOST_OF_A_CLAIM), [&before.probability, &after.probability], change)
        };
    claims.iter().take(MOST_CLAIMS).map(row).collect()
}

/// Which drivers moved.
fn moved(page: &mut Page, update: &Update) {
    let resolved: Vec<&Moved> = update.drivers.iter().filter(|moved| moved.resolved).collect();
    if resolved.is_empty() {
        return;
    }
    let row = |moved: &&Moved| {
        let spread = moved.before.std_dev;
        let Estimate { estimate, low, high } = moved.shift;
        let half = 0.5 * (high - low);
        let decimals = supported_decimals(half).unwrap_or(2).clamp(0, 4);
        let sign = if estimate > 0.0 { "+" } else { "" };
        let shift = Said {
            value: format!("{sign}{}", fixed(estimate, decimals)),
            interval: format!("± {}", fixed(half, decimals)),
        };
        let mean = |of: f64| Said { value: mean(of, half * spread, moved.kind), interval: String::new() };
        let year = moved.year.map_or_else(String::new, |year| format!(" in {year}"));
        let label = clean(&moved.driver, 50) + &year;
        Row { label, cells: [mean(moved.before.mean), mean(moved.after.mean), shift] }
    };
    let rows: Vec<Row> = resolved.iter().take(MOST_DRIVERS).map(row).collect();
    table(page, "What moved most, on average", ["before", "after", "in standard deviations of before"], &rows);
    if let Some(more @ 1..) = resolved.len().checked_sub(MOST_DRIVERS) {
        page.line(&format!("and {more} more that moved by more than chance, in update.json"));
        page.blank();
    }
}

/// A mean with the digits that its error supports.
fn mean(value: f64, half: f64, kind: Kind) -> String {
    let (value, half) = if kind == Kind::Share { (100.0 * value, 100.0 * half) } else { (value, half) };
    let least = 3 - whole_digits(value.abs());
    let decimals = supported_decimals(half).unwrap_or(least).min(least.max(0)).clamp(-12, 6);
    let unit = if kind == Kind::Share { " %" } else { "" };
    format!("{}{unit}", fixed(value, decimals))
}

fn doubts(page: &mut Page, update: &Update) {
    page.heading("Before you rely on this");
    for warning in update.warnings.iter().take(MOST_NOTES) {
        page.hanging(&sentence(&clean(warning, 300)), 2);
    }
    rest(page, update.warnings.len(), "warning");
    let all = three_digits(100.0 * update.errors.all);
    let columns = update
        .errors
        .columns
        .iter()
        .map(|(column, size)| format!(", {} {} %", clean(column, 40), three_digits(100.0 * size)));
    page.hanging(
        &format!("Figures are taken to be right to ± {all} %{} (one standard deviation; margins in percentage points), each by luck of its own. Figures that err together count for too much: then give quarters or years, or a larger --error.", columns.collect::<String>()),
        2,
    );
    page.hanging(
        "Rounds that closed and contracts that were signed are facts: write them into the scenario, or --set them.",
        2,
    );
    page.blank();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{ErrorSizes, MeanAndSpread, Together, WeightsUsed, WithoutNewCapitalChange};
    use crate::report::fixture::{between, openai};
    use jiff::civil::date;
    use std::path::PathBuf;
    use std::time::Duration;

    fn clock(by_end_of_year: &BTreeMap<i16, Estimate>) -> ClockChange {
        let by_end_of_year: BTreeMap<i16, Estimate> =
            by_end_of_year.keys().map(|year| (*year, between(0.021, 0.034, 0.047))).collect();
        ClockChange { by_horizon: between(0.021, 0.034, 0.047), by_end_of_year }
    }

    fn surprise(item: &str, period: &str, kind: Kind, actual: f64, lower: f64, middle: f64) -> Surprise {
        Surprise {
            item: item.to_owned(),
            period: period.to_owned(),
            from: date(2026, 1, 1),
            to: date(2026, 12, 31),
            kind,
            actual,
            error: Some(0.05 * actual),
            lower: between(lower - 0.0004, lower, lower + 0.0004),
            forecast: Fan { p05: 0.8 * middle, p25: 0.9 * middle, p50: middle, p75: 1.1 * middle, p95: 1.25 * middle },
        }
    }

    fn moved(driver: &str, year: Option<i16>, kind: Kind, means: [f64; 3]) -> Moved {
        let [before, after, std_dev] = means;
        let shift = (after - before) / std_dev;
        Moved {
            driver: driver.to_owned(),
            year,
            kind,
            before: MeanAndSpread { mean: before, std_dev },
            after: MeanAndSpread { mean: after, std_dev: 0.4 * std_dev },
            shift: between(shift - 0.02, shift, shift + 0.02),
            resolved: true,
        }
    }

    fn example() -> Update {
        let (before, mut after) = (openai(), openai());
        after.exhaustion.by_horizon = between(0.905, 0.918, 0.931);
        after.order.exhausted_later = between(0.0, 1e-9, 0.0012);
        after.without_new_capital.exhaustion.by_horizon = between(0.9993, 1.0 - 1e-9, 1.0);
        let change = Change {
            exhaustion: clock(&before.exhaustion.by_end_of_year),
            profitability: clock(&before.profitability.by_end_of_year),
            order: before.order.clone(),
            without_new_capital: WithoutNewCapitalChange {
                exhaustion: clock(&before.exhaustion.by_end_of_year),
                profitability: clock(&before.profitability.by_end_of_year),
                order: before.order.clone(),
            },
            claims: before.claims.iter().map(|_| between(-0.012, 0.0, 0.013)).collect(),
        };
        Update {
            schema: 1,
            program: before.program.clone(),
            runs: before.runs,
            seed: 1,
            sampling: "random".to_owned(),
            runs_asked: before.runs,
            complete: true,
            errors: ErrorSizes { all: 0.05, columns: BTreeMap::from([("margin".to_owned(), 0.03)]) },
            actuals: vec![
                surprise("revenue", "2026", Kind::Amount, 26.125, 0.0312, 33.1),
                surprise("margin", "2026", Kind::Share, 0.385, 0.27, 0.42),
                surprise("cash", "2026-12-31", Kind::Amount, 71.0, 0.44, 75.0),
                surprise("users", "2026", Kind::Users, 0.81, 0.6, 0.78),
            ],
            together: Together { figures: 4, futures: 16_384, as_far: Some(between(0.04, 0.043, 0.046)) },
            weights: WeightsUsed {
                effective_runs: 31_415.9,
                effective_runs_untempered: 31_415.9,
                power: 1.0,
                errors_widened: 1.0,
                heaviest: 1e-4,
                runs_needed: None,
            },
            before,
            after,
            change,
            drivers: vec![
                moved("revenue.Consumer.growth", Some(2026), Kind::Share, [0.983, 0.742, 0.23]),
                moved("cash.opening", None, Kind::Number, [39.8, 40.5, 3.0]),
                Moved { resolved: false, ..moved("chance", None, Kind::Number, [1.0, 1.001, 1.0]) },
            ],
            warnings: vec!["a doubt of its own".to_owned()],
        }
    }

    fn facts() -> RunFacts {
        RunFacts {
            folder: PathBuf::from("results/update-openai"),
            files: ["update.json", "update.png", "surprise.png"].map(str::to_owned).to_vec(),
            elapsed: Duration::from_millis(6_420),
            runs_per_second: 155_763.0,
        }
    }

    #[test]
    fn reads_well() {
        insta::assert_snapshot!(update_text(&example(), &facts(), false));
    }

    #[test]
    fn says_that_it_goes_only_part_of_the_way_and_what_would_help() {
        let mut update = example();
        update.complete = false;
        let needed = Some(2_345_678);
        update.weights = WeightsUsed {
            effective_runs: 400.6,
            effective_runs_untempered: 88.2,
            power: 0.55,
            errors_widened: 1.348,
            heaviest: 0.01,
            runs_needed: needed,
        };
        let top = |update: &Update| {
            let text = update_text(update, &facts(), false);
            text.lines().take(9).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(top(&update));
        update.complete = true;
        update.together.as_far = Some(between(0.0, 0.0, 0.0002));
        update.weights.runs_needed = None;
        insta::assert_snapshot!(top(&update));
    }

    #[test]
    fn fits_the_page_whatever_has_happened() {
        let mut wild = example();
        wild.actuals = (0..40)
            .map(|n| surprise(&"revenue.x".repeat(30), "2026", Kind::Amount, 1e14, 0.001 * f64::from(n), 1e-9))
            .collect();
        wild.warnings = vec!["doubt \u{1b}[2J".repeat(500); 30];
        wild.drivers =
            (0..40).map(|_| moved(&"name".repeat(60), Some(2026), Kind::Number, [1e15, -1e15, 1e-3])).collect();
        wild.together.as_far = None;
        for update in [example(), wild] {
            let text = update_text(&update, &facts(), false);
            assert!(text.lines().all(|line| display_width(line) <= 100), "{text}");
            assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        }
        let (styled, plain) = (update_text(&example(), &facts(), true), update_text(&example(), &facts(), false));
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn what_the_interval_cannot_tell_from_nothing_is_said_to_be_under_its_end() {
        assert_eq!(told_apart(&between(0.0, 1e-9, 0.01)), between(0.0, 0.0, 0.01));
        assert_eq!(told_apart(&between(0.99, 1.0 - 1e-9, 1.0)), between(0.99, 1.0, 1.0));
        assert_eq!(told_apart(&between(0.002, 0.004, 0.01)), between(0.002, 0.004, 0.01));
    }
}
