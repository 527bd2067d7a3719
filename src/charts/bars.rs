//! Bars of probability by year, with "after the horizon" as a bar of its own: both clocks are drawn this way.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::geometry::Area;
use super::labels::{LabelPlaces, beside};
use super::style::{ACCENT, ASIDE, GRID_LINE, INK, LABEL, QUIET, QUIET_LINE, TEXT, THIN, TICK};
use super::text::{Align, Text};
use crate::answers::{Answers, Estimate, ScenarioHeader, Year};
use crate::wording::chart_labels;
use std::collections::BTreeMap;

/// The probabilities that a clock strikes in each year, and by the horizon.
pub(super) struct ClockBars<'a> {
    pub(super) in_year: &'a BTreeMap<Year, Estimate>,
    pub(super) by_horizon: Estimate,
}

impl ClockBars<'_> {
    /// Every year, then the time after the horizon.
    fn probabilities(&self) -> Vec<Estimate> {
        self.in_year.values().copied().chain([complement(&self.by_horizon)]).collect()
    }
}

/// The probability that something does not happen.
pub(super) fn complement(Estimate { estimate, low, high }: &Estimate) -> Estimate {
    Estimate { estimate: 1.0 - estimate, low: 1.0 - high, high: 1.0 - low }
}

/// From this difference on, a companion is visibly different.
const VISIBLE: f64 = 0.005;
/// Room above the highest bar for its label.
const LABEL_ROOM: f64 = 48.0;
/// Room above that for the name of the companion.
const NOTE_ROOM: f64 = 48.0;

/// One bar: its horizontal middle, its probability, and the same without new capital where that is shown.
struct Bar {
    x: f64,
    label: String,
    year: Option<Year>,
    probability: Estimate,
    without: Option<f64>,
}

/// Draws the bars of a clock, with the same clock without new capital behind them where it differs.
pub(super) fn draw(
    drawing: &mut Drawing,
    mut plot: Area,
    answers: &Answers,
    clock: &ClockBars<'_>,
    without: &ClockBars<'_>,
) {
    let (main, other) = (clock.probabilities(), without.probabilities());
    let differs = main.iter().zip(&other).any(|(a, b)| (a.estimate - b.estimate).abs() > VISIBLE);
    let others = other.iter().filter(|_| differs).map(|p| p.estimate);
    let highest = main.iter().map(|p| p.high).chain(others).fold(0.0, f64::max);
    let highest = if highest > 0.0 { highest } else { 1.0 };
    let room = LABEL_ROOM + if differs { NOTE_ROOM } else { 0.0 };
    let scale = AxisScale::new((0.0, highest), (plot.bottom, plot.top + room));
    let (_, mut ticks) = axis::ticks((0.0, highest), 5.0);
    ticks.retain(|&tick| tick <= 1.0 && scale.at(tick) > plot.top);
    let step = ticks.get(1).copied().unwrap_or(highest);
    let labels: Vec<String> = ticks.iter().map(|&tick| chart_labels::percent_tick(tick, step)).collect();
    axis::grid(drawing, &mut plot, &scale, &ticks, &labels);

    let (bars, width) = laid_out(&plot, &answers.provenance.scenario, clock, &main, differs.then_some(&other));
    let mut places = LabelPlaces::default();
    for bar in &bars {
        one(drawing, &mut places, &scale, bar, width);
    }
    base(drawing, &plot, &scale);
    let last = bars.iter().map(|bar| bar.x).fold(0.0, f64::max);
    below(drawing, &plot, &bars);
    percentages(drawing, &mut places, &plot, &scale, &bars, width);
    if differs {
        note(drawing, &places, &plot, &scale, &bars, last);
    }
}

/// Where the bars stand, and how wide they are.
fn laid_out(
    plot: &Area,
    scenario: &ScenarioHeader,
    clock: &ClockBars<'_>,
    main: &[Estimate],
    other: Option<&Vec<Estimate>>,
) -> (Vec<Bar>, f64) {
    let after = chart_labels::not_by(scenario);
    let years: Vec<Year> = clock.in_year.keys().copied().collect();
    let (gap, last) = (14.0, Text::new(after.as_str(), (0.0, 0.0), TICK, TEXT).width() + 24.0);
    #[expect(clippy::cast_precision_loss, reason = "some fifty years")]
    let count = years.len().max(1) as f64;
    let slot = ((plot.width() - gap - last) / count).min(210.0);
    let last = last.max(slot);
    let slot = ((plot.width() - gap - last) / count).min(slot);
    let mut x = plot.left + ((plot.width() - gap - last - slot * count) / 2.0).max(0.0);
    let mut bars = Vec::new();
    for (index, &probability) in main.iter().enumerate() {
        let year = years.get(index).copied();
        let (room, before) = if year.is_some() { (slot, 0.0) } else { (last, gap) };
        let label = year.map_or_else(|| after.clone(), |year| year.to_string());
        let without = other.and_then(|other| other.get(index)).map(|p| p.estimate);
        bars.push(Bar { x: x + before + room / 2.0, label, year, probability, without });
        x += before + room;
    }
    (bars, 0.66 * slot)
}

/// The companion, the bar, and its interval.
fn one(drawing: &mut Drawing, places: &mut LabelPlaces, scale: &AxisScale, bar: &Bar, width: f64) {
    let width = if bar.year.is_none() { width.max(44.0) } else { width };
    let around = |half: f64, value: f64| Area {
        left: bar.x - half,
        top: scale.at(value),
        right: bar.x + half,
        bottom: scale.at(0.0),
    };
    if let Some(without) = bar.without.filter(|&without| without > 0.0) {
        let area = around(width * 0.68, without);
        drawing.fill(area, QUIET);
        drawing.outline(area, if width > 30.0 { 2.0 } else { 1.0 }, QUIET_LINE);
    }
    let area = around(width / 2.0, bar.probability.estimate);
    if bar.probability.estimate > 0.0 {
        drawing.fill(area, if bar.year.is_some() { ACCENT } else { ASIDE });
    }
    let (low, high) = (scale.at(bar.probability.low.max(0.0)), scale.at(bar.probability.high.min(1.0)));
    places.take(Area { top: area.top.min(high), ..area });
    if low - high >= 3.0 {
        let cap = (width / 5.0).min(9.0);
        drawing.line(vec![(bar.x, low), (bar.x, high)], 2.0, INK);
        for y in [low, high] {
            drawing.line(vec![(bar.x - cap, y), (bar.x + cap, y)], 2.0, INK);
        }
    }
}

/// The zero line, over the feet of the bars.
fn base(drawing: &mut Drawing, plot: &Area, scale: &AxisScale) {
    drawing.line(vec![(plot.left, scale.at(0.0)), (plot.right, scale.at(0.0))], 2.0, TEXT);
}

/// The years below the bars.
fn below(drawing: &mut Drawing, plot: &Area, bars: &[Bar]) {
    let baseline = plot.bottom + 40.0;
    let mut years = Vec::new();
    for bar in bars {
        match bar.year {
            Some(year) => years.push((year, bar.x)),
            None => {
                let text = Text::new(bar.label.as_str(), (bar.x, baseline), TICK, TEXT).aligned(Align::Middle);
                drawing.text(text);
            }
        }
    }
    axis::year_labels(drawing, &years, baseline);
}

/// The top of everything in a bar's column.
fn top(scale: &AxisScale, bar: &Bar) -> f64 {
    scale.at(bar.probability.high.max(bar.probability.estimate)).min(scale.at(bar.probability.estimate))
}

/// The percentages on the bars, the tallest first; one that finds no place is left out.
fn percentages(
    drawing: &mut Drawing,
    places: &mut LabelPlaces,
    plot: &Area,
    scale: &AxisScale,
    bars: &[Bar],
    width: f64,
) {
    let mut order: Vec<&Bar> = bars.iter().collect();
    order.sort_by(|a, b| b.probability.estimate.total_cmp(&a.probability.estimate));
    let size = if width > 55.0 { LABEL } else { TICK };
    let many = width < 40.0;
    let highest = order.iter().find(|bar| bar.year.is_some()).map_or(0.0, |bar| bar.probability.estimate);
    let least = if many { (0.999 * highest).max(1e-9) } else { 0.0 };
    for bar in order.into_iter().filter(|bar| bar.probability.estimate >= least) {
        let top = top(scale, bar);
        let line = bar.without.map_or(f64::INFINITY, |without| scale.at(without));
        let y = if line < top + 2.0 && line > top - 1.2 * size { line } else { top };
        let text =
            Text::new(chart_labels::probability(&bar.probability), (bar.x, y - 10.0), size, INK).aligned(Align::Middle);
        let text = if many { text } else { text.bold() };
        let shift = (plot.left + 4.0 - text.bounds().left).max(0.0);
        let text = Text { at: (text.at.0 + shift, text.at.1), ..text };
        if width > 60.0 || places.fits(&text, plot.left, plot.right + 20.0) {
            places.write(drawing, text);
        }
    }
}

/// Names the companion where it stands out most.
fn note(drawing: &mut Drawing, places: &LabelPlaces, plot: &Area, scale: &AxisScale, bars: &[Bar], last: f64) {
    let excess = |bar: &Bar| bar.without.unwrap_or(0.0) - bar.probability.estimate;
    let Some(bar) = bars.iter().max_by(|a, b| excess(a).total_cmp(&excess(b))) else { return };
    let without = scale.at(bar.without.unwrap_or(0.0));
    let mut end = without.min(top(scale, bar)) - 4.0;
    let leader = |end: f64| Area { left: bar.x - 2.0, top: plot.top + 24.0, right: bar.x + 2.0, bottom: end };
    while places.covers(&leader(end)) && end > plot.top + 40.0 {
        end -= 4.0;
    }
    let text = |y: f64| {
        let text = Text::new("without new capital", (bar.x, y), TICK, TEXT);
        beside(text, bar.x, 10.0, last.max(plot.right))
    };
    let highest = plot.top + 22.0;
    let mut y = (end - 40.0).max(highest);
    while y > highest && !places.fits(&text(y), plot.left, plot.right + 20.0) {
        y -= 10.0;
    }
    let text = text(y.max(highest));
    drawing.line(vec![(bar.x, text.at.1 - 22.0), (bar.x, end)], GRID_LINE, THIN);
    drawing.text(text);
}
