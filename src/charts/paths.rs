//! How bad futures typically go: the cash of one run from the middle of each group, over a fan of them all.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::frame::{cleaned, page};
use super::labels::End;
use super::look::Look;
use super::style::{ACCENT, INK, Ink, MAIN_LINE};
use super::trajectory::{CashPlot, Trajectory, months_per_step};
use crate::answers::{Explanation, ScenarioHeader, TypicalPath, TypicalPaths, Year};
use crate::wording::chart_labels::{self, Money};
use jiff::Span;
use plotters::style::RGBAColor;

/// A colour for each path, which the colour-blind can tell apart, in the order of groups.
///
/// # Source
/// Okabe and Ito, "Color Universal Design", 2008; but for the first two.
const INKS: [Ink; 4] = [ACCENT, INK, RGBAColor(0xd5, 0x5e, 0x00, 1.0), RGBAColor(0x00, 0x9e, 0x73, 1.0)];

/// The chart.
pub(super) fn drawing(explanation: &Explanation, look: &Look) -> Drawing {
    let Some(typical) = &explanation.typical else {
        return page(&explanation.provenance, look, "No future is bad: there are no paths to show", "").0;
    };
    let (scenario, money) = (shown(explanation, typical), Money::of(&explanation.provenance.scenario));
    let subtitle = format!(
        "Cash, {}, in futures in which {}. Lines: the future in the middle of each group, to where its money ends. Bands: half and nine in ten of these futures",
        money.currency(),
        cleaned(&explanation.question.bad_words())
    );
    let (mut drawing, plot) = page(&explanation.provenance, look, &title(explanation, typical), &subtitle);
    let months = months_per_step(&scenario);
    let day = |step: i64| scenario.start.saturating_add(Span::new().months(months.saturating_mul(step)));
    let lines = typical.paths.iter().zip(INKS);
    let trajectories = lines.map(|(path, ink)| Trajectory {
        cash: &path.cash,
        exhausted_on: path.exhausted_on,
        ink,
        width: MAIN_LINE,
    });
    let cash = CashPlot {
        scenario: &scenario,
        fans: (0..).map(day).zip(typical.cash_left.iter().copied()).collect(),
        trajectories: trajectories.collect(),
        has_median: false,
    };
    cash.draw(&mut drawing, plot, &money, |amounts| ends(typical, amounts, scenario.minimum_cash));
    drawing
}

/// The scenario up to the last year that matters.
fn shown(explanation: &Explanation, typical: &TypicalPaths) -> ScenarioHeader {
    let mut scenario = explanation.provenance.scenario.clone();
    let end = typical.cash.keys().next_back().map(|last| last.end());
    scenario.end = end.map_or(scenario.end, |end| end.min(scenario.end));
    scenario
}

/// How many go like each path, when its money ends, and how to see it step by step; one above the other from where the money ends.
fn ends(typical: &TypicalPaths, amounts: &AxisScale, minimum: f64) -> Vec<End> {
    let mut bottom = amounts.at(minimum) + 20.0;
    let mut ends = Vec::new();
    for (path, ink) in typical.paths.iter().zip(INKS).rev() {
        let when = path.exhausted_on;
        let how = when.map_or_else(|| "lasts".to_owned(), |day| format!("out in {}", chart_labels::month(day)));
        let text = format!("{} like this", chart_labels::probability(&path.share));
        let mut end = End { y: 0.0, text, note: Some(format!("{how}, run {}", path.run)), ink, bold: true };
        let lasting = path.cash.last().copied().filter(|_| when.is_none());
        end.y = lasting.map_or(bottom - end.height() / 2.0, |cash| amounts.at(cash));
        bottom -= if lasting.is_none() { end.height() } else { 0.0 };
        ends.push(end);
    }
    ends
}

fn title(explanation: &Explanation, typical: &TypicalPaths) -> String {
    let how = if explanation.question.named { "It goes wrong" } else { "The cash runs out" };
    let ways = match typical.paths.len() {
        1 => "one typical way".to_owned(),
        several => format!("{} typical ways", ["no", "one", "two", "three", "four"].get(several).unwrap_or(&"many")),
    };
    let scenario = &explanation.provenance.scenario;
    let year = |path: &TypicalPath| path.exhausted_on.map(|day| scenario.year_of(day));
    let mut years: Vec<Year> = typical.paths.iter().filter_map(year).collect();
    years.sort_unstable();
    years.dedup();
    let mut years: Vec<String> = years.iter().map(ToString::to_string).collect();
    if !years.is_empty() && typical.paths.iter().any(|path| path.exhausted_on.is_none()) {
        years.push("not at all".to_owned());
    }
    match years.as_slice() {
        [] => format!("{how} in {ways}, and the cash lasts in each"),
        [only] => format!("{how} in {ways}: out of cash in\u{a0}{only}"),
        [most @ .., last] => format!("{how} in {ways}: out of cash in {} or {last}", most.join(", ")),
    }
}
