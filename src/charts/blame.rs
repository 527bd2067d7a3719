//! Whose bad luck it was: a pair of bars for each driver, by itself and its share of the whole.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::font::{Weight, width};
use super::frame::{cleaned, clipped, page};
use super::geometry::Area;
use super::look::Look;
use super::style::{ACCENT, ACCENT_SOFT, AXIS, GRID, GRID_LINE, INK, LABEL, TEXT, TICK};
use super::text::{Align, Text};
use crate::answers::{BlameShares, DriverBlame, Estimate, Explanation, ScenarioHeader};
use crate::wording::{chart_labels, plain_name};

/// Drivers for which there is room.
const MOST: usize = 8;
/// Room for names, at most, as a share of the page.
const WIDEST_NAME: f64 = 0.36;
const BAR: f64 = 22.0;
/// From one driver to the next, at most.
const APART: f64 = 96.0;

/// The chart.
pub(super) fn drawing(explanation: &Explanation, look: &Look) -> Drawing {
    let Some(blame) = &explanation.blame else {
        let title =
            if explanation.failing_runs == 0 { "No future is bad: there is no blame" } else { "No blame was counted" };
        return page(&explanation.provenance, look, title, "").0;
    };
    let (mut drawing, plot) = page(&explanation.provenance, look, &title(explanation, blame), &subtitle(blame));
    let shown: Vec<&DriverBlame> = blame.drivers.iter().filter(|row| is_clear(row)).take(MOST).collect();
    if shown.is_empty() {
        return drawing;
    }
    let scenario = &explanation.provenance.scenario;
    let names: Vec<String> = shown.iter().map(|row| name(row, scenario, WIDEST_NAME * plot.width())).collect();
    let widest = names.iter().map(|name| width(name, LABEL, Weight::Regular)).fold(0.0, f64::max);
    let plot = Area { left: plot.left + widest + 24.0, right: plot.right - 110.0, ..plot };
    let ends = shown.iter().flat_map(|row| [Some(row.alone), row.shared]).flatten();
    let (low, high) = ends.fold((0.0_f64, 0.01_f64), |(low, high), of| (low.min(of.low), high.max(of.high)));
    let (range, ticks) = axis::ticks((low, high), axis::beside(plot.width(), 6.0));
    let scale = AxisScale::new(range, (plot.left, plot.right));
    grid(&mut drawing, &plot, &scale, &ticks);
    let apart = ((plot.bottom - plot.top) / shown.len() as f64).min(APART);
    for (place, (row, name)) in shown.iter().zip(&names).enumerate() {
        let middle = plot.top + apart * (place as f64 + 0.5);
        let text = Text::new(name.as_str(), (plot.left.min(scale.at(low)) - 20.0, middle + 0.34 * LABEL), LABEL, INK);
        drawing.text(text.aligned(Align::Right));
        match &row.shared {
            Some(shared) => {
                bar(&mut drawing, &scale, shared, middle - BAR - 1.0, true);
                bar(&mut drawing, &scale, &row.alone, middle + 1.0, false);
            }
            None => bar(&mut drawing, &scale, &row.alone, middle - BAR / 2.0, false),
        }
    }
    drawing.line(vec![(scale.at(0.0), plot.top), (scale.at(0.0), plot.bottom)], 2.5, AXIS);
    drawing
}

/// Whether it is more than chance.
fn is_clear(row: &DriverBlame) -> bool {
    let is_clear = |of: &Estimate| of.low > 0.0 || of.high < 0.0;
    is_clear(&row.alone) || row.shared.as_ref().is_some_and(is_clear)
}

fn name(row: &DriverBlame, scenario: &ScenarioHeader, room: f64) -> String {
    clipped(&culprit(row, scenario), LABEL, Weight::Regular, room)
}

fn culprit(row: &DriverBlame, scenario: &ScenarioHeader) -> String {
    cleaned(&row.culprit(|driver| plain_name(driver, scenario)))
}

fn grid(drawing: &mut Drawing, plot: &Area, scale: &AxisScale, ticks: &[f64]) {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(1.0, f64::min);
    for &tick in ticks {
        let x = scale.at(tick);
        drawing.line(vec![(x, plot.top), (x, plot.bottom)], GRID_LINE, GRID);
        let label = chart_labels::percent_tick(tick, step);
        drawing.text(Text::new(label, (x, plot.bottom + 42.0), TICK, TEXT).aligned(Align::Middle));
    }
}

/// A bar from 0 with its interval as a whisker and its number behind.
fn bar(drawing: &mut Drawing, scale: &AxisScale, of: &Estimate, top: f64, is_shared: bool) {
    let (zero, end) = (scale.at(0.0), scale.at(of.estimate));
    let ink = if is_shared { ACCENT } else { ACCENT_SOFT };
    drawing.fill(Area { left: zero.min(end), top, right: zero.max(end), bottom: top + BAR }, ink);
    let (low, high, y) = (scale.at(of.low), scale.at(of.high), top + BAR / 2.0);
    drawing.line(vec![(low, y), (high, y)], 2.0, INK);
    let label =
        if of.estimate < 0.0 { format!("{}\u{a0}%", chart_labels::points(of)) } else { chart_labels::probability(of) };
    let text = Text::new(
        label,
        (high.max(zero) + 12.0, y + 0.34 * (TICK - 4.0)),
        TICK - 4.0,
        if is_shared { INK } else { TEXT },
    );
    drawing.text(if is_shared { text.bold() } else { text });
}

fn title(explanation: &Explanation, blame: &BlameShares) -> String {
    let bad = if explanation.question.named { "it going wrong" } else { "running out of cash" };
    let first = blame.drivers.iter().find(|row| row.driver.is_some() && is_clear(row));
    let (Some(first), true) = (first, explanation.failing_runs > 0) else {
        return format!("No single driver's bad luck explains {bad}");
    };
    let of = first.shared.as_ref().unwrap_or(&first.alone);
    let name = clipped(&culprit(first, &explanation.provenance.scenario), LABEL, Weight::Bold, 700.0);
    let verb = if first.shared.is_some() { "bears" } else { "alone would save" };
    if first.shared.is_some() {
        format!("{name} {verb} the largest part of the blame for {bad}: {}", chart_labels::probability_in_words(of))
    } else {
        format!("{name} {verb} {} of bad futures", chart_labels::probability_in_words(of))
    }
}

fn subtitle(blame: &BlameShares) -> String {
    let alone = "Light: bad futures that would not have been bad had this alone gone as in the median future";
    match blame.held_at {
        None => format!("{alone}. No blame is shared: the company fails even with good luck all round"),
        Some(level) if level > 0.5 => format!(
            "Dark: share of the blame (Shapley), against a company in which each goes better than in {:.0} of 20 futures. {alone}",
            20.0 * level
        ),
        Some(_) => format!("Dark: share of the blame (Shapley). {alone}"),
    }
}
