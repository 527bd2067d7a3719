//! The probability against the day on which a raise is started or a cut is made, with the last day that keeps it.

use super::axis::{self, Scale};
use super::drawing::{Align, Area, Drawing, Point, Text};
use super::font::Weight;
use super::frame::{Simulated, cleaned, clipped, page};
use super::labels::{self, End, Places};
use super::levers::day;
use super::style::{ACCENT, AXIS, GRID_LINE, INK, Ink, LABEL, MAIN_LINE, PAPER, SUBTITLE, TEXT, TICK, VEIL};
use super::words;
use crate::answers::{ActionAnswer, ActionTold, Deadlines, Due, Estimate};
use plotters::style::Color;

/// A raise and a cut; of more of a kind, no chart is made.
const INKS: [Ink; 2] = [ACCENT, INK];

/// The chart.
pub(super) fn drawing(deadlines: &Deadlines) -> Drawing {
    let Deadlines { runs, seed, program, scenario, complete, .. } = deadlines;
    let simulated = Simulated { name: &scenario.title, runs: *runs, seed: *seed, program, complete: *complete };
    let claim = clipped(&cleaned(&deadlines.claim), SUBTITLE, Weight::Regular, 700.0);
    let subtitle = format!(
        "Probability of \u{201c}{claim}\u{201d} by the day on which it is done. Bands: 95\u{a0}% interval, where it is wider than the line"
    );
    let (mut drawing, mut plot) = page(&simulated, &title(deadlines), &subtitle);
    plot.top += 12.0;
    let height = axis::probability_scale(&plot);
    let ends: Vec<End> =
        deadlines.actions.iter().zip(INKS).filter_map(|(action, ink)| end(action, ink, &height)).collect();
    plot.right -= labels::room(&ends);
    let height = axis::probability_grid(&mut drawing, &mut plot);
    let time = Scale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, scenario);
    let mut places = Places::default();
    let wanted = height.at(deadlines.wanted);
    drawing.line(vec![(plot.left, wanted), (plot.right, wanted)], 2.5, AXIS);
    for (action, ink) in deadlines.actions.iter().zip(INKS).rev() {
        curve(&mut drawing, &mut places, (&time, &height), action, ink);
    }
    labels::at_the_right(&mut drawing, &plot, &ends);
    let said = format!("{}\u{a0}% wanted", words::three_digits_of(100.0 * deadlines.wanted));
    let text = Text::new(said, (plot.right - 8.0, wanted - 12.0), TICK, TEXT).aligned(Align::Right);
    written(&mut drawing, &mut places, text);
    let marks: Vec<(Text, Point)> = deadlines
        .actions
        .iter()
        .zip(INKS)
        .filter_map(|(action, ink)| mark(&mut drawing, &mut places, &plot, (&time, &height), action, ink))
        .collect();
    for (text, at) in &marks {
        beside(&mut drawing, &mut places, &plot, text, *at);
    }
    naive(&mut drawing, &mut places, &plot, &time, deadlines);
    drawing
}

/// The curve of an action, with its band.
fn curve(
    drawing: &mut Drawing,
    places: &mut Places,
    (time, height): (&Scale, &Scale),
    action: &ActionAnswer,
    ink: Ink,
) {
    let line = |of: fn(&Estimate) -> f64| -> Vec<Point> {
        action.by_date.iter().map(|at| (time.at(axis::years(at.date)), height.at(of(&at.probability)))).collect()
    };
    let (low, high) = (line(|of| of.low), line(|of| of.high));
    if low.iter().zip(&high).any(|(low, high)| low.1 - high.1 > MAIN_LINE) {
        drawing.band(&low, &high, ink.mix(0.22));
    }
    let points = line(|of| of.estimate);
    places.take_line(&points);
    drawing.line(points, MAIN_LINE, ink);
}

/// What an action is called at its end.
fn end(action: &ActionAnswer, ink: Ink, height: &Scale) -> Option<End> {
    let last = action.by_date.last()?;
    let text = if matches!(action.action, ActionTold::Raise { .. }) { "Start raising" } else { "Cut costs" };
    let note = format!("never: {}", words::percent(&action.never));
    Some(End { y: height.at(last.probability.estimate), text: text.to_owned(), note: Some(note), ink, bold: true })
}

/// The deadline: a drop from the curve to the time below; its date, to be written beside it.
fn mark(
    drawing: &mut Drawing,
    places: &mut Places,
    plot: &Area,
    (time, height): (&Scale, &Scale),
    action: &ActionAnswer,
    ink: Ink,
) -> Option<(Text, Point)> {
    let (deadline, then) = (action.deadline?, action.at_deadline.as_ref()?);
    let at = (time.at(axis::years(deadline)), height.at(then.estimate));
    drawing.line(vec![at, (at.0, plot.bottom)], 2.5, ink);
    drawing.dot(at, 11.0, PAPER);
    drawing.dot(at, 8.0, ink);
    places.take(Area { left: at.0, top: at.1, right: at.0, bottom: plot.bottom }.grown(8.0));
    Some((Text::new(format!("by {}", day(deadline)), at, LABEL, ink).bold(), at))
}

/// Writes a text beside a place of a line that drops from it: at the right or at the left, as high as there is room.
fn beside(drawing: &mut Drawing, places: &mut Places, plot: &Area, text: &Text, at: Point) {
    let tried = (1..24).flat_map(|step| {
        let y = at.1 + 30.0 * f64::from(step);
        [
            Text { at: (at.0 + 16.0, y), ..text.clone() }.aligned(Align::Left),
            Text { at: (at.0 - 16.0, y), ..text.clone() }.aligned(Align::Right),
        ]
    });
    let is_free = |text: &Text| text.bounds().bottom < plot.bottom && places.fits(text, plot.left, plot.right);
    let free = tried.clone().find(is_free).or_else(|| tried.clone().find(|text| text.bounds().bottom < plot.bottom));
    if let Some(text) = free {
        written(drawing, places, text);
    }
}

/// The day that the rule of thumb gives.
fn naive(drawing: &mut Drawing, places: &mut Places, plot: &Area, time: &Scale, deadlines: &Deadlines) {
    let Some(until) = deadlines.naive_runway_until else { return };
    let x = time.at(axis::years(until));
    places.take(Area { left: x, top: plot.bottom - 130.0, right: x, bottom: plot.bottom }.grown(3.0));
    let top = plot.bottom - 130.0;
    drawing.line(vec![(x, top), (x, plot.bottom)], GRID_LINE, TEXT);
    let text = Text::new(format!("cash / burn: {}", day(until)), (x, top), TICK, TEXT);
    beside(drawing, places, plot, &text, (x, top));
}

fn written(drawing: &mut Drawing, places: &mut Places, text: Text) {
    drawing.fill(text.bounds().grown(3.0), VEIL);
    places.write(drawing, text);
}

/// The finding: by when what must be done.
fn title(deadlines: &Deadlines) -> String {
    let wanted = format!("{}\u{a0}%", words::three_digits_of(100.0 * deadlines.wanted));
    let parts = deadlines.actions.iter().map(|action| {
        let is_raise = matches!(action.action, ActionTold::Raise { .. });
        match (action.outcome, action.deadline) {
            (Due::InTime, Some(deadline)) if is_raise => format!("start raising by {}", day(deadline)),
            (Due::InTime, Some(deadline)) => format!("cut costs by {}", day(deadline)),
            (Due::NeverNeeded, _) if is_raise => "no raise is needed".to_owned(),
            (Due::NeverNeeded, _) => "no cut is needed".to_owned(),
            _ if is_raise => "it is too late for this raise alone".to_owned(),
            _ => "it is too late for this cut alone".to_owned(),
        }
    });
    format!("To keep {wanted}: {}", parts.collect::<Vec<_>>().join(", or "))
}
