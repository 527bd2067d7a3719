//! How the drivers that differ most are spread in bad futures and in the others: small multiples, one driver each.

use super::axis;
use super::drawing::Drawing;
use super::font::{Weight, width};
use super::frame::{cleaned, clipped, page};
use super::geometry::{Area, Point};
use super::style::{ACCENT, AXIS, GRID, GRID_LINE, INK, Ink, LABEL, MARGIN, TEXT, THIN, TICK, WIDTH};
use super::text::{Align, Text};
use crate::answers::{Density, Estimate, Explanation};
use crate::wording::chart_labels;
use plotters::style::Color;

const COLUMNS: usize = 3;
/// Between panels.
const GAP: f64 = 46.0;
/// Above each plot, for the driver and how far it lies, and below it, for its ticks.
const HEAD: f64 = 74.0;
const FOOT: f64 = 42.0;
/// Size of a driver's name.
const NAME: f64 = 25.0;
const LINE: f64 = 3.5;

/// The chart.
pub(super) fn drawing(explanation: &Explanation) -> Drawing {
    let subtitle = match explanation.densities.as_slice() {
        [] => "A driver has two densities only if some futures are bad and some are not".to_owned(),
        _ => format!(
            "Blue: futures in which {}. Grey: all others. Each driver in the year in which they differ most; SD: standard deviations",
            cleaned(&explanation.question.bad_words())
        ),
    };
    let (mut drawing, plot) = page(&explanation.provenance, &title(explanation), &subtitle);
    let panels = &explanation.densities;
    let rows = panels.len().div_ceil(COLUMNS).max(1) as f64;
    let plot = Area { top: plot.top - 30.0, bottom: plot.bottom + 58.0, ..plot };
    let (across, down) = ((f64::from(WIDTH) - 2.0 * MARGIN + GAP) / COLUMNS as f64, (plot.bottom - plot.top) / rows);
    for (place, panel) in panels.iter().enumerate() {
        let (column, row) = ((place % COLUMNS) as f64, (place / COLUMNS) as f64);
        let (left, top) = (MARGIN + column * across, plot.top + row * down);
        let area = Area { left, top: top + HEAD, right: left + across - GAP, bottom: top + down - FOOT };
        draw(panel, &mut drawing, &area);
    }
    drawing
}

fn title(explanation: &Explanation) -> String {
    let Some(first) = explanation.densities.first() else {
        return if explanation.failing_runs == 0 {
            "No future is bad: there is nothing to compare with the others".to_owned()
        } else {
            "Bad futures cannot be told apart from others".to_owned()
        };
    };
    let when = first.year.map_or_else(String::new, |year| format!(" in\u{a0}{year}"));
    let toward = if first.shift.estimate > 0.0 { "higher" } else { "lower" };
    let name = clipped(&cleaned(&first.driver), NAME, Weight::Bold, 600.0);
    let bad =
        if explanation.question.named { "In bad futures".to_owned() } else { "Where the cash runs out".to_owned() };
    format!(
        "{bad}, {name}{when} is {}\u{a0}standard deviations {toward} than elsewhere",
        chart_labels::deviations(&first.shift)
    )
}

fn draw(panel: &Density, drawing: &mut Drawing, area: &Area) {
    let name = clipped(&cleaned(&panel.driver), NAME, Weight::Bold, area.width());
    drawing.text(Text::new(name, (area.left, area.top - 44.0), NAME, INK).bold());
    drawing.text(Text::new(note(panel), (area.left, area.top - 14.0), TICK - 2.0, TEXT));
    let heights = [heights(&panel.failing, panel.totals[0]), heights(&panel.others, panel.totals[1])];
    let most = heights.iter().flatten().copied().fold(0.0, f64::max);
    let curve = |heights: &[f64]| -> Vec<Point> {
        let step = area.width() / heights.len() as f64;
        let at = |(bin, height): (usize, &f64)| {
            let share = if most > 0.0 { height / most } else { 0.0 };
            (area.left + (bin as f64 + 0.5) * step, area.bottom - share * (area.bottom - area.top))
        };
        heights.iter().enumerate().map(at).collect()
    };
    let [failing, others] = heights.map(|heights| curve(&heights));
    fill(drawing, &others, area, THIN.mix(0.22), THIN);
    fill(drawing, &failing, area, ACCENT.mix(0.22), ACCENT);
    drawing.line(vec![(area.left, area.bottom), (area.right, area.bottom)], 2.0, AXIS);
    ticks(panel, drawing, area);
}

fn fill(drawing: &mut Drawing, curve: &[Point], area: &Area, ground: Ink, line: Ink) {
    let floor: Vec<Point> = curve.iter().map(|&(x, _)| (x, area.bottom)).collect();
    drawing.band(&floor, curve, ground);
    drawing.line(curve.to_vec(), LINE, line);
}

/// Shares of a bin, all of the same width.
fn heights(bins: &[u64], total: u64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of runs")]
    let share = |&bin: &u64| bin as f64 / total.max(1) as f64;
    bins.iter().map(share).collect()
}

/// `2029: 0.78 SD higher`
fn note(panel: &Density) -> String {
    let Estimate { estimate, low, high } = panel.shift;
    let when = panel.year.map_or_else(String::new, |year| format!("{year}: "));
    if low <= 0.0 && high >= 0.0 {
        return format!("{when}no more apart than by chance");
    }
    let toward = if estimate > 0.0 { "higher" } else { "lower" };
    format!("{when}{}\u{a0}SD {toward}", chart_labels::deviations(&panel.shift))
}

/// Values at the bottom, in steps of 1, 2 or 5, none over another.
fn ticks(panel: &Density, drawing: &mut Drawing, area: &Area) {
    let scale = axis::AxisScale::new((panel.from, panel.to), (area.left, area.right));
    let (_, ticks) = axis::ticks((panel.from, panel.to), 4.0);
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let mut taken = f64::NEG_INFINITY;
    for tick in ticks.into_iter().filter(|tick| (panel.from..=panel.to).contains(tick)) {
        let (x, label) = (scale.at(tick), chart_labels::number_tick(tick, step));
        let half = width(&label, TICK - 2.0, Weight::Regular) / 2.0;
        let is_inside = x - half >= area.left - 16.0 && x + half <= area.right + 16.0;
        if !is_inside || x - half < taken + 14.0 {
            continue;
        }
        taken = x + half;
        drawing.line(vec![(x, area.bottom), (x, area.bottom + 7.0)], GRID_LINE, GRID);
        let text = Text::new(label, (x, area.bottom + 8.0 + LABEL), TICK - 2.0, TEXT);
        drawing.text(text.aligned(Align::Middle));
    }
}
