//! Survival to the horizon against extra capital, with the capital that survives with 50 to 99 %.

use super::axis::{self, AxisScale};
use super::bars;
use super::drawing::Drawing;
use super::frame::frame;
use super::geometry::{Area, Point};
use super::labels::LabelPlaces;
use super::look::Look;
use super::style::{ACCENT, AXIS, BAND_OUTER, GRID_LINE, INK, LABEL, MAIN_LINE, PAPER, TEXT, TICK, VEIL};
use super::text::{Align, Text};
use crate::answers::{Answers, Estimate, SurvivalPoint};
use crate::wording::chart_labels::{self, Money};

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let money = Money::of(&answers.provenance.scenario);
    let (mut drawing, mut plot) = frame(answers, look, &title(answers, &money), &subtitle(answers, &money));
    plot.bottom -= 6.0;
    let survival = axis::probability_grid(&mut drawing, &mut plot);
    let marks = marks(answers);
    let most = reach(&marks, &answers.survival_by_capital);
    let capital = AxisScale::new((0.0, most), (plot.left, plot.right));
    amounts_below(&mut drawing, &plot, &capital, most, &money);
    let curve = curve(&mut drawing, &plot, &answers.survival_by_capital, &capital, &survival);
    let mut places = LabelPlaces::default();
    places.take_line(&curve);
    places.take(Area { bottom: survival.at(1.0) - 34.0, top: f64::NEG_INFINITY, ..plot });
    places.take(Area { top: plot.bottom - 2.0, bottom: f64::INFINITY, ..plot });
    for &(share, need) in marks.iter().filter(|(_, need)| need.estimate > 0.0) {
        let at = (capital.at(need.estimate), survival.at(share));
        if at.0 < plot.right {
            whisker(&mut drawing, &plot, &need, &capital, at);
            dot(&mut drawing, at);
            let right = capital.at(need.high).min(plot.right);
            places.take(Area { left: capital.at(need.low), top: at.1 - 8.0, right, bottom: at.1 + 8.0 });
        }
        places.take(Area { left: at.0, top: at.1, right: at.0, bottom: at.1 }.grown(9.0));
    }
    start(&mut drawing, &mut places, &plot, answers, &capital, &survival);
    let needs: Vec<_> = marks.iter().filter(|(_, need)| need.estimate > 0.0).collect();
    let same: Vec<_> = needs.chunk_by(|a, b| money.short(a.1.estimate) == money.short(b.1.estimate)).collect();
    for same in same.into_iter().rev() {
        let (Some((share, need)), Some((most, _))) = (same.first(), same.last()) else { continue };
        let (x, y) = (capital.at(need.estimate), survival.at(*share));
        let edge = curve.last().map_or(y, |point| point.1);
        let (at, beyond) = if x > plot.right { ((plot.right, edge), " →") } else { ((x, y), "") };
        let to = if most > share { format!("–{:.0}", 100.0 * most) } else { String::new() };
        let text = format!("{:.0}{to}\u{a0}%: {}{beyond}", 100.0 * share, money.short(need.estimate));
        mark(&mut drawing, &mut places, &plot, at, text);
    }
    drawing
}

/// The probabilities of survival and the capital that each needs.
fn marks(answers: &Answers) -> [(f64, Estimate); 5] {
    let needed = &answers.capital_needed;
    [(0.5, needed.p50), (0.75, needed.p75), (0.9, needed.p90), (0.95, needed.p95), (0.99, needed.p99)]
}

/// The greatest capital shown: room for the labels beyond the last mark, and none for one that is far out.
fn reach(marks: &[(f64, Estimate); 5], points: &[SurvivalPoint]) -> f64 {
    let needs: Vec<f64> = marks.iter().map(|(_, need)| need.estimate).filter(|&need| need > 0.0).collect();
    let last = needs.last().copied().unwrap_or(0.0);
    let before = needs.iter().rev().nth(1).copied().unwrap_or(last);
    let shown = if last > 4.0 * before { 2.0 * before } else { last };
    let reach = 1.3 * shown;
    if reach > 0.0 { reach } else { points.last().map_or(0.0, |point| point.capital) }
}

/// The amounts below the plot.
fn amounts_below(drawing: &mut Drawing, plot: &Area, capital: &AxisScale, most: f64, money: &Money) {
    let (_, mut ticks) = axis::ticks((0.0, most), axis::beside(plot.width(), 7.0));
    ticks.retain(|&tick| capital.at(tick) <= plot.right + 1.0);
    for (&tick, label) in ticks.iter().zip(money.ticks(&ticks)) {
        let x = capital.at(tick);
        drawing.line(vec![(x, plot.bottom), (x, plot.bottom + 10.0)], 2.0, AXIS);
        let text = Text::new(label, (x, plot.bottom + 42.0), TICK, TEXT).aligned(Align::Middle);
        let over = text.bounds().right - plot.right;
        drawing.text(Text { at: (x - over.max(0.0), text.at.1), ..text });
    }
}

/// Draws the curve with its interval, up to the right edge; returns the points of its middle.
fn curve(
    drawing: &mut Drawing,
    plot: &Area,
    points: &[SurvivalPoint],
    capital: &AxisScale,
    survival: &AxisScale,
) -> Vec<Point> {
    let line = |value: fn(&Estimate) -> f64| -> Vec<Point> {
        let places = points.iter().map(|point| (capital.at(point.capital), survival.at(value(&point.survival))));
        until(places.collect(), plot.right)
    };
    drawing.band(&line(|p| p.low), &line(|p| p.high), BAND_OUTER);
    let middle = line(|p| p.estimate);
    drawing.line(middle.clone(), MAIN_LINE, ACCENT);
    middle
}

/// A line that rises to the right, cut at an edge.
fn until(mut points: Vec<Point>, right: f64) -> Vec<Point> {
    let inside = points.iter().take_while(|point| point.0 <= right).count();
    let next = points.get(inside).copied();
    points.truncate(inside);
    if let (Some(&(x0, y0)), Some((x1, y1))) = (points.last(), next) {
        points.push((right, y0 + (y1 - y0) * (right - x0) / (x1 - x0)));
    }
    points
}

/// The interval of a capital needed.
fn whisker(drawing: &mut Drawing, plot: &Area, need: &Estimate, capital: &AxisScale, (_, y): Point) {
    let (low, high) = (capital.at(need.low), capital.at(need.high).min(plot.right));
    if high - low > 22.0 {
        drawing.line(vec![(low, y), (high, y)], 2.0, INK);
        for x in [low, high] {
            drawing.line(vec![(x, y - 8.0), (x, y + 8.0)], 2.0, INK);
        }
    }
}

fn dot(drawing: &mut Drawing, at: Point) {
    drawing.dot(at, 11.0, PAPER);
    drawing.dot(at, 8.0, ACCENT);
}

/// Survival with no extra capital.
fn start(
    drawing: &mut Drawing,
    places: &mut LabelPlaces,
    plot: &Area,
    answers: &Answers,
    capital: &AxisScale,
    survival: &AxisScale,
) {
    let Some(first) = answers.survival_by_capital.first().filter(|point| point.capital <= 0.0) else { return };
    let at = (capital.at(0.0), survival.at(first.survival.estimate));
    dot(drawing, at);
    places.take(Area { left: at.0, top: at.1, right: at.0, bottom: at.1 }.grown(9.0));
    mark(
        drawing,
        places,
        plot,
        at,
        format!("{} survive without extra capital", chart_labels::probability(&first.survival)),
    );
}

/// Writes a label, with the grid behind it lightened.
fn written(drawing: &mut Drawing, places: &mut LabelPlaces, text: Text) {
    drawing.fill(text.bounds().grown(2.0), VEIL);
    places.write(drawing, text);
}

/// Names a mark: below the curve at its right, or above it at its left; further off where something stands in the way.
fn mark(drawing: &mut Drawing, places: &mut LabelPlaces, plot: &Area, at: Point, text: String) {
    let text = Text::new(text, at, LABEL, INK).bold();
    let right = |y: f64| Text { at: (at.0 + 18.0, y), ..text.clone() };
    let left = |y: f64| Text { at: (at.0 - 18.0, y), ..text.clone() }.aligned(Align::Right);
    let (below, above) = (at.1 + 34.0, at.1 - 18.0);
    let further = (1..12).map(|step| 18.0 * f64::from(step));
    let further = further.flat_map(|by| [right(below + by), left(below + by), right(above - by), left(above - by)]);
    for text in [right(below), left(above), left(below), right(above)].into_iter().chain(further) {
        if places.fits(&text, plot.left, plot.right) {
            let Area { top, bottom, .. } = text.bounds();
            if top > at.1 + 40.0 {
                drawing.line(vec![(at.0, at.1 + 12.0), (at.0, top + 6.0)], GRID_LINE, TEXT);
            } else if bottom < at.1 - 40.0 {
                drawing.line(vec![(at.0, at.1 - 12.0), (at.0, bottom - 6.0)], GRID_LINE, TEXT);
            }
            written(drawing, places, text);
            return;
        }
    }
}

fn title(answers: &Answers, money: &Money) -> String {
    let end = chart_labels::by_the_end(&answers.provenance.scenario);
    let marks = marks(answers);
    let enough = marks.iter().rev().find(|(_, need)| need.estimate <= 0.0);
    let alone = answers.survival_by_capital.first().filter(|point| point.capital <= 0.0);
    let covers = marks.iter().find(|(share, need)| *share >= 0.9 && need.estimate > 0.0);
    match (enough, covers) {
        (None, _) => {
            let need = money.long(marks[0].1.estimate);
            if marks[4].1.estimate <= marks[0].1.estimate {
                return format!("It takes {need} of extra capital to survive to {end}");
            }
            format!("Half of all futures need more than {need} of extra capital to survive to {end}")
        }
        (Some((share, _)), Some((most, need))) => format!(
            "{} of futures need extra capital to survive to {end}; {} covers {}",
            alone.map_or_else(
                || chart_labels::percent(1.0 - share),
                |point| chart_labels::probability_at_the_start(&bars::complement(&point.survival))
            ),
            money.long(need.estimate),
            chart_labels::percent(*most)
        ),
        (Some((share, _)), None) => {
            format!("No extra capital is needed in {} of futures to survive to {end}", chart_labels::percent(*share))
        }
    }
}

fn subtitle(answers: &Answers, money: &Money) -> String {
    let end = chart_labels::by_the_end(&answers.provenance.scenario);
    format!("Probability that the cash lasts to {end}, by extra capital at the start, {}", money.currency())
}
