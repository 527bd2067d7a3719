//! The curves of equal probability in the plane of two levers, with the scenario as written among them.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, page};
use super::geometry::{Area, Point};
use super::labels::LabelPlaces;
use super::lever_axis;
use super::look::Look;
use super::style::{
    ACCENT, ACCENT_SOFT, AXIS, BAND_INNER, GRID, GRID_LINE, INK, Ink, LABEL, MAIN_LINE, PAPER, TEXT, TICK, VEIL,
};
use super::text::{Align, Text};
use crate::answers::{Axis, Frontier, Level};
use crate::wording::{chart_labels, plain_name};

/// Colours of the four levels: the higher, the darker.
const INKS: [Ink; 4] = [BAND_INNER, ACCENT_SOFT, ACCENT, INK];
/// Room for a label on a curve is looked for at so many places along it.
const TRIED: u32 = 48;

/// The chart.
pub(super) fn drawing(frontier: &Frontier, look: &Look) -> Drawing {
    let subtitle = format!(
        "Curves: where \u{201c}{}\u{201d} has that probability. Point: the scenario as written",
        clipped(&cleaned(&frontier.claim), super::style::SUBTITLE, Weight::Regular, 800.0)
    );
    let (mut drawing, mut plot) = page(&frontier.provenance, look, &title(frontier), &subtitle);
    plot.top += 22.0;
    plot.bottom -= 40.0;
    let (across, up) = axes(&mut drawing, &mut plot, frontier);
    let place = |x, y| (across.at(lever_axis::number(x)), up.at(lever_axis::number(y)));
    let mut places = LabelPlaces::default();
    let mut longest: Vec<(Vec<Point>, String)> = Vec::new();
    for (level, ink) in frontier.levels.iter().zip(INKS) {
        let points = |curve: &Vec<crate::answers::FrontierPoint>| -> Vec<Point> {
            curve.iter().map(|point| place(point.x, point.y)).collect()
        };
        let curves: Vec<Vec<Point>> = level.curves.iter().map(points).collect();
        for curve in &curves {
            places.take_line(curve);
            drawing.line(curve.clone(), MAIN_LINE, ink);
        }
        let named = curves.into_iter().max_by(|a, b| length(a).total_cmp(&length(b)));
        longest.extend(named.map(|curve| (curve, chart_labels::percent(level.probability))));
    }
    let own = place(frontier.own.x, frontier.own.y);
    drawing.dot(own, 15.0, PAPER);
    drawing.dot(own, 11.0, INK);
    places.take(Area { left: own.0, top: own.1, right: own.0, bottom: own.1 }.grown(18.0));
    let mut texts = LabelPlaces::default();
    texts.take(Area { left: own.0, top: own.1, right: own.0, bottom: own.1 }.grown(18.0));
    let mut taken = vec![own];
    taken.extend(own_label(&mut drawing, &mut places, &mut texts, &plot, frontier, own));
    // The longest curve of a level is the one that is named.
    for (points, label) in &longest {
        on_the_curve(&mut drawing, &plot, points, label, &mut taken, &mut texts);
    }
    drawing
}

fn length(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum()
}

/// The axes with their grid and names.
fn axes(drawing: &mut Drawing, plot: &mut Area, frontier: &Frontier) -> (AxisScale, AxisScale) {
    let range = |axis: &Axis| {
        let ends = [axis.values.first(), axis.values.last()].map(|end| end.copied().map_or(0.0, lever_axis::number));
        (ends[0], ends[1])
    };
    let (x, y) = (&frontier.x, &frontier.y);
    drawing.text(Text::new(name(y, frontier, plot.width()), (plot.left, plot.top - 26.0), TICK, INK).bold());
    let up = AxisScale::new(range(y), (plot.bottom, plot.top));
    let (places, labels): (Vec<f64>, Vec<String>) =
        lever_axis::ticks(y.quantity, range(y), 6.0, &frontier.provenance.scenario).into_iter().unzip();
    axis::grid(drawing, plot, &up, &places, &labels);
    let across = AxisScale::new(range(x), (plot.left, plot.right));
    let mut taken = f64::NEG_INFINITY;
    for (tick, label) in lever_axis::ticks(x.quantity, range(x), 7.0, &frontier.provenance.scenario) {
        let at = across.at(tick);
        drawing.line(vec![(at, plot.top), (at, plot.bottom)], GRID_LINE, GRID);
        drawing.line(vec![(at, plot.bottom), (at, plot.bottom + 10.0)], 2.0, AXIS);
        let text = Text::new(label, (at, plot.bottom + 40.0), TICK, TEXT).aligned(Align::Middle);
        let over = (text.bounds().right - plot.right).max(0.0);
        let text = Text { at: (at - over, text.at.1), ..text };
        if text.bounds().left > taken + 16.0 {
            taken = text.bounds().right;
            drawing.text(text);
        }
    }
    for [from, to] in
        [[(plot.left, plot.bottom), (plot.right, plot.bottom)], [(plot.left, plot.top), (plot.left, plot.bottom)]]
    {
        drawing.line(vec![from, to], 2.0, AXIS);
    }
    let below = Text::new(name(x, frontier, plot.width()), (plot.right, plot.bottom + 84.0), TICK, INK)
        .bold()
        .aligned(Align::Right);
    drawing.text(below);
    (across, up)
}

/// A lever and what it counts.
fn name(axis: &Axis, frontier: &Frontier, room: f64) -> String {
    let unit = chart_labels::lever_unit(axis, &frontier.provenance.scenario);
    let plain = plain_name(&axis.lever, &frontier.provenance.scenario);
    let name = if unit.is_empty() { plain } else { format!("{plain}, {unit}") };
    clipped(&cleaned(&name), TICK, Weight::Bold, room)
}

/// Names the scenario as written, where there is room; the ends of the name.
fn own_label(
    drawing: &mut Drawing,
    lines: &mut LabelPlaces,
    texts: &mut LabelPlaces,
    plot: &Area,
    frontier: &Frontier,
    own: Point,
) -> Vec<Point> {
    let certain = frontier.x.now.is_some() && frontier.y.now.is_some();
    let now = chart_labels::probability(&frontier.own.probability);
    let label = if certain { format!("As written: {now}") } else { format!("As written, uncertain: {now}") };
    let text = Text::new(label, own, LABEL, INK).bold();
    let beside = |dx: f64, dy: f64, align| Text { at: (own.0 + dx, own.1 + dy), ..text.clone() }.aligned(align);
    let tried = (0..10).flat_map(|step| {
        let by = 24.0 * f64::from(step);
        [
            beside(24.0, 10.0 + by, Align::Left),
            beside(-24.0, 10.0 + by, Align::Right),
            beside(24.0, 10.0 - by, Align::Left),
            beside(-24.0, 10.0 - by, Align::Right),
        ]
    });
    let is_inside = |text: &Text| {
        let bounds = text.bounds();
        bounds.top > plot.top && bounds.bottom < plot.bottom && bounds.left > plot.left && bounds.right < plot.right
    };
    let mut inside = tried.filter(is_inside);
    let first = inside.next();
    let free = first.iter().cloned().chain(inside).find(|text| lines.fits(text, plot.left, plot.right));
    let Some(text) = free.or(first) else { return Vec::new() };
    let bounds = text.bounds();
    drawing.fill(bounds.grown(4.0), VEIL);
    texts.write(drawing, text);
    let middle = f64::midpoint(bounds.top, bounds.bottom);
    vec![(bounds.left, middle), (f64::midpoint(bounds.left, bounds.right), middle), (bounds.right, middle)]
}

/// Writes a label onto a curve, on a ground of its own, where it is furthest from what is `taken` and from the edges.
fn on_the_curve(
    drawing: &mut Drawing,
    plot: &Area,
    points: &[Point],
    label: &str,
    taken: &mut Vec<Point>,
    texts: &mut LabelPlaces,
) {
    let whole = length(points);
    let at = |share: f64| along(points, share * whole);
    let text = |(x, y): Point| Text::new(label, (x, y + 0.34 * LABEL), LABEL, INK).bold().aligned(Align::Middle);
    let tried = (1..TRIED).map(|step| at(f64::from(step) / f64::from(TRIED)));
    let is_free = |&place: &Point| {
        let bounds = text(place).bounds().grown(6.0);
        let inside = bounds.left > plot.left
            && bounds.right < plot.right
            && bounds.top > plot.top
            && bounds.bottom < plot.bottom;
        inside && !texts.covers(&bounds)
    };
    let room = |&(x, y): &Point| {
        let edges = (x - plot.left).min(plot.right - x).min(1.5 * (y - plot.top)).min(1.5 * (plot.bottom - y));
        taken.iter().map(|other| (x - other.0).hypot(2.0 * (y - other.1))).fold(2.0 * edges, f64::min)
    };
    let best = tried.filter(is_free).max_by(|a, b| room(a).total_cmp(&room(b)));
    if let Some(place) = best {
        let text = text(place);
        drawing.fill(text.bounds().grown(5.0), PAPER);
        texts.write(drawing, text);
        taken.push(place);
    }
}

/// The point of a line at a length from its start.
fn along(points: &[Point], mut length: f64) -> Point {
    for pair in points.windows(2) {
        let part = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        if part >= length && part > 0.0 {
            let share = length / part;
            return (pair[0].0 + share * (pair[1].0 - pair[0].0), pair[0].1 + share * (pair[1].1 - pair[0].1));
        }
        length -= part;
    }
    points.last().copied().unwrap_or_default()
}

/// The finding: what it is now, and what would make it nine in ten with the one lever or the other alone.
fn title(frontier: &Frontier) -> String {
    let now = chart_labels::probability_in_words(&frontier.own.probability);
    let Some(level) = frontier.levels.iter().find(|level| (level.probability - 0.9).abs() < 1e-9) else {
        return format!("{now} as the scenario is written");
    };
    let alone = [(&frontier.x, nearest(level, frontier, true)), (&frontier.y, nearest(level, frontier, false))];
    let alone: Vec<String> = alone
        .into_iter()
        .filter_map(|(axis, value)| {
            let value_words = chart_labels::value(axis.quantity, value?, &frontier.provenance.scenario);
            let name = cleaned(&plain_name(&axis.lever, &frontier.provenance.scenario));
            Some(format!("{} at\u{a0}{value_words}", name.chars().take(40).collect::<String>()))
        })
        .collect();
    match alone.as_slice() {
        [] => format!("{now} now; 90\u{a0}% takes both levers, or more than is shown"),
        alone => format!("{now} now; 90\u{a0}% takes {}, or some of both", alone.join(" or ")),
    }
}

/// The value of one lever, with the other where it stands, at which a curve passes.
fn nearest(level: &Level, frontier: &Frontier, right: bool) -> Option<crate::answers::LeverValue> {
    let own = &frontier.own;
    let points = level.curves.iter().flatten();
    let on_the_line = points.filter(|point| if right { point.y == own.y } else { point.x == own.x });
    let value = |point: &crate::answers::FrontierPoint| if right { point.x } else { point.y };
    let from = lever_axis::number(if right { own.x } else { own.y });
    let distance = |point: &&crate::answers::FrontierPoint| (lever_axis::number(value(point)) - from).abs();
    on_the_line.min_by(|a, b| distance(a).total_cmp(&distance(b))).map(value)
}

#[cfg(test)]
pub(super) use tests::examples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Side, survival};
    use crate::charts::draw;
    use crate::engine::{Plan, Simulator};
    use crate::model::Levers;
    use crate::sampling::Sampling;
    use crate::scenario::Source;

    fn found(scenario: &str, x: &str, y: &str) -> Frontier {
        let levers = Levers::new(Source::find(scenario).unwrap(), &[]).unwrap();
        let sides = [x, y].map(|path| Side { lever: levers.lever(path).unwrap(), range: None });
        let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
        let claim = survival(levers.base());
        Simulator::new(plan).unwrap().frontier(&levers, &sides, &claim).unwrap()
    }

    pub(in crate::charts) fn examples() -> Vec<(&'static str, Frontier)> {
        [
            ("startup", "cash.opening", "revenue.growth+"),
            ("startup", "burn*", "capital.Seed extension.date"),
            ("benchmark", "capital.Round of 2026.probability", "burn.All.growth+"),
        ]
        .map(|(scenario, x, y)| (x, found(scenario, x, y)))
        .into()
    }

    #[test]
    fn the_chart_has_the_finding() {
        let found = found("startup", "cash.opening", "burn*");
        let charts = draw(&found, &Look::default(), true).unwrap().files;
        let svg = String::from_utf8(charts[1].1.clone()).unwrap();
        assert!(svg.contains("now; 90\u{a0}% takes Cash at the start at\u{a0}1."), "{}", title(&found));
    }
}
