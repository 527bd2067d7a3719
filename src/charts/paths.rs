//! How bad futures typically go: the cash of one run from the middle of each group, over a fan of them all.

use super::axis::{self, AxisScale};
use super::cash::{minimum_line, within};
use super::drawing::Drawing;
use super::fan::{self, Fans};
use super::frame::{cleaned, page};
use super::labels::{self, End};
use super::style::{ACCENT, INK, Ink, MAIN_LINE};
use crate::answers::{Explanation, Fan, ScenarioHeader, TypicalPath, TypicalPaths, Year};
use crate::wording::chart_labels::{self, Money};
use plotters::style::RGBAColor;

/// A colour for each path, which the colour-blind can tell apart, in the order of groups.
///
/// # Source
/// Okabe and Ito, "Color Universal Design", 2008; but for the first two.
const INKS: [Ink; 4] = [ACCENT, INK, RGBAColor(0xd5, 0x5e, 0x00, 1.0), RGBAColor(0x00, 0x9e, 0x73, 1.0)];
/// A path that leaves the fan by more than this share of its height is cut off there.
const ROOM: f64 = 0.25;

/// The chart.
pub(super) fn drawing(explanation: &Explanation) -> Drawing {
    let Some(typical) = &explanation.typical else {
        return page(&explanation.provenance, "No future is bad: there are no paths to show", "").0;
    };
    let (scenario, money) = (shown(explanation, typical), Money::of(&explanation.provenance.scenario));
    let subtitle = format!(
        "Cash, {}, in futures in which {}. Lines: the run in the middle of each group. Bands: half and nine in ten of these futures",
        money.currency(),
        cleaned(&explanation.question.bad_words())
    );
    let (mut drawing, mut plot) = page(&explanation.provenance, &title(explanation, typical), &subtitle);
    let cash: Vec<Fan> = std::iter::once(typical.opening_cash).chain(typical.cash.values().copied()).collect();
    let range = range(typical, &cash, scenario.minimum_cash);
    let amounts = axis::money_scale(&plot, range);
    let ends = ends(typical, &amounts);
    plot.right -= labels::room(&ends);
    let amounts = axis::money_grid(&mut drawing, &mut plot, range, &money);
    let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, &scenario);
    let year_ends = typical.cash.keys().map(|&year| axis::end_of_year(&scenario, year));
    let times = std::iter::once(axis::years(scenario.start)).chain(year_ends).map(|moment| time.at(moment));
    let fans: Fans = times.zip(cash).collect();
    fan::bands(&mut drawing, &fans, &amounts);
    for (path, ink) in typical.paths.iter().zip(INKS).rev() {
        let steps = path.cash.len().saturating_sub(1).max(1) as f64;
        let (start, end) = (axis::years(scenario.start), axis::years(scenario.end));
        let at =
            |(step, cash): (usize, &f64)| (time.at(start + (end - start) * step as f64 / steps), amounts.at(*cash));
        let points: Vec<_> = path.cash.iter().enumerate().map(at).collect();
        for part in within(&points, plot.top, plot.bottom) {
            drawing.line(part, MAIN_LINE, ink);
        }
    }
    minimum_line(&mut drawing, &plot, &fans, &amounts, scenario.minimum_cash, &money);
    labels::at_the_right(&mut drawing, &plot, &ends);
    drawing
}

/// The scenario up to the last year that matters.
fn shown(explanation: &Explanation, typical: &TypicalPaths) -> ScenarioHeader {
    let mut scenario = explanation.provenance.scenario.clone();
    let end = typical.cash.keys().next_back().map(|last| last.end());
    scenario.end = end.map_or(scenario.end, |end| end.min(scenario.end));
    scenario
}

/// The range of the fan and the minimum, opened for paths that leave it a little.
fn range(typical: &TypicalPaths, cash: &[Fan], minimum: f64) -> (f64, f64) {
    let (low, high) = fan::range(cash);
    let (low, high) = (low.min(minimum).min(0.0), high.max(minimum).max(0.0));
    let room = ROOM * (high - low);
    let amounts = || typical.paths.iter().flat_map(|path| &path.cash).copied().filter(|cash| cash.is_finite());
    (amounts().fold(low, f64::min).max(low - room), amounts().fold(high, f64::max).min(high + room))
}

fn ends(typical: &TypicalPaths, amounts: &AxisScale) -> Vec<End> {
    let end = |(path, ink): (&crate::answers::TypicalPath, Ink)| {
        let last = path.cash.last().copied()?;
        let text = format!("{} like this", chart_labels::probability(&path.share));
        Some(End { y: amounts.at(last), text, note: Some(format!("run {}", path.run)), ink, bold: true })
    };
    typical.paths.iter().zip(INKS).filter_map(end).collect()
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
