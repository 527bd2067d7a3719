//! Where what happened stands in the forecast: the figure that surprises most in words, all of them as a table.

use crate::answers::{Estimate, Fan, Kind, Surprise, UNEXPECTED, Update};
use crate::report::page::Page;
use crate::report::text::tables::padded;
use crate::wording::{AmountScale, clean, fixed, percent, probability, sentence, three_digits, whole_digits};
use textwrap::core::display_width;

/// Figures that are shown: those that surprise most.
const MOST_FIGURES: usize = 3;
/// A figure is a surprise if a smaller share of futures than this lies beyond it.
const SURPRISING: f64 = 0.05;
/// Digits of a figure that is known.
const DIGITS_KNOWN: i32 = 6;

/// Where what happened stands in the forecast.
pub(super) fn surprise(page: &mut Page, update: &Update) {
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
        let share = page.with_interval(&probability(&as_far));
        page.line(&format!(
            "Together: {share} of futures lie as far from the middle of the forecast, or farther. {}",
            verdict(&as_far)
        ));
    }
    let all = shown.len();
    if all > MOST_FIGURES {
        shown.sort_by(|a, b| extreme(b).total_cmp(&extreme(a)));
        shown.truncate(MOST_FIGURES);
        shown.sort_by_key(|surprise| (surprise.to, surprise.from));
    }
    words.table(page, &shown);
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
    format!("{side} than in {} of futures", page.with_interval(&probability(&share)))
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

/// How figures that have happened are written.
struct Figures {
    amounts: AmountScale,
    users: AmountScale,
}

impl Figures {
    fn of(update: &Update) -> Self {
        let scenario = &update.before.provenance.scenario;
        let of_kind = |kind: Kind| {
            let medians = update.actuals.iter().filter(move |surprise| surprise.kind == kind);
            medians.map(|surprise| surprise.forecast.p50).collect::<Vec<f64>>()
        };
        Self {
            amounts: AmountScale::of(&of_kind(Kind::Amount), &scenario.unit, &scenario.currency),
            users: AmountScale::of(&of_kind(Kind::Users), &scenario.unit, ""),
        }
    }

    fn scale(&self, kind: Kind) -> Option<&AmountScale> {
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
            None => percent(value),
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
        let titles = ["happened", "forecast 5 %", "50 %", "95 %", "futures below it"];
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
        let label_width = labels
            .iter()
            .map(|label| display_width(label))
            .max()
            .unwrap_or(0)
            .min(page.width().saturating_sub(2 + all));
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
