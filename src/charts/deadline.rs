//! The probability against the day on which a raise is started or a cut is made, with the last day that keeps it.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, page};
use super::geometry::{Area, Point};
use super::labels::{self, End, LabelPlaces};
use super::look::Look;
use super::style::{ACCENT, AXIS, GRID_LINE, INK, Ink, MAIN_LINE, PAPER, SUBTITLE, TEXT, TICK, VEIL};
use super::text::{Align, Text};
use crate::answers::{ActionAnswer, ActionDescription, DeadlineStatus, Deadlines, Estimate};
use crate::wording::{capital, chart_labels};
use plotters::style::Color;

/// A raise and a cut; of more of a kind, no chart is made.
const INKS: [Ink; 2] = [ACCENT, INK];

/// The chart.
pub(super) fn drawing(deadlines: &Deadlines, look: &Look) -> Drawing {
    let claim = clipped(&cleaned(&deadlines.claim), SUBTITLE, Weight::Regular, 700.0);
    let subtitle =
        format!("Probability of \u{201c}{claim}\u{201d} by the day on which it is done, with its 95\u{a0}% interval");
    let (mut drawing, mut plot) = page(&deadlines.provenance, look, &title(deadlines), &subtitle);
    plot.top += 12.0;
    let height = axis::probability_scale(&plot);
    let ends: Vec<End> =
        deadlines.actions.iter().zip(INKS).filter_map(|(action, ink)| end(action, ink, &height)).collect();
    plot.right -= labels::room(&ends);
    let height = axis::probability_grid(&mut drawing, &mut plot);
    let scenario = &deadlines.provenance.scenario;
    let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, scenario);
    let mut taken = Taken::default();
    let wanted = height.at(deadlines.wanted);
    drawing.line(vec![(plot.left, wanted), (plot.right, wanted)], 2.5, AXIS);
    for (action, ink) in deadlines.actions.iter().zip(INKS).rev() {
        curve(&mut drawing, &mut taken.lines, (&time, &height), action, ink);
    }
    labels::at_the_right(&mut drawing, &plot, &ends);
    let label = format!("{} wanted", chart_labels::percent(deadlines.wanted));
    let text = Text::new(label, (plot.right - 8.0, wanted - 12.0), TICK, TEXT).aligned(Align::Right);
    taken.write(&mut drawing, text);
    for (action, ink) in deadlines.actions.iter().zip(INKS) {
        mark(&mut drawing, &mut taken.lines, &plot, (&time, &height), action, ink);
    }
    naive(&mut drawing, &mut taken, &plot, &time, deadlines);
    drawing
}

/// The curve of an action, with its band.
fn curve(
    drawing: &mut Drawing,
    places: &mut LabelPlaces,
    (time, height): (&AxisScale, &AxisScale),
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

/// The label of an action at the end of its curve: what is done, and by when it must be.
fn end(action: &ActionAnswer, ink: Ink, height: &AxisScale) -> Option<End> {
    let last = action.by_date.last()?;
    let text = if is_raise(action) { "Start raising" } else { "Cut costs" };
    let note = match (action.outcome, action.deadline) {
        (DeadlineStatus::InTime, Some(day)) => format!("by {}", chart_labels::day(day)),
        (DeadlineStatus::NeverNeeded, _) => "not needed".to_owned(),
        (DeadlineStatus::NotCertain, _) => "may not close".to_owned(),
        (DeadlineStatus::TooLate | DeadlineStatus::InTime, _) => "not enough alone".to_owned(),
    };
    Some(End { y: height.at(last.probability.estimate), text: text.to_owned(), note: Some(note), ink, bold: true })
}

fn is_raise(action: &ActionAnswer) -> bool {
    matches!(action.action, ActionDescription::Raise { .. })
}

/// The deadline: a drop from the curve to the time below.
fn mark(
    drawing: &mut Drawing,
    places: &mut LabelPlaces,
    plot: &Area,
    (time, height): (&AxisScale, &AxisScale),
    action: &ActionAnswer,
    ink: Ink,
) {
    let (Some(deadline), Some(then)) = (action.deadline, action.at_deadline.as_ref()) else { return };
    let at = (time.at(axis::years(deadline)), height.at(then.estimate));
    drawing.line(vec![at, (at.0, plot.bottom)], 2.5, ink);
    drawing.dot(at, 11.0, PAPER);
    drawing.dot(at, 8.0, ink);
    places.take(Area { left: at.0, top: at.1, right: at.0, bottom: plot.bottom }.grown(8.0));
}

/// What stands on the page: lines, which a text may cross if it must, and texts, which it may not.
#[derive(Default)]
struct Taken {
    lines: LabelPlaces,
    texts: LabelPlaces,
}

impl Taken {
    /// Writes a text beside a line that ends on the time below: at the right or at the left, as low as there is room.
    fn beside(&mut self, drawing: &mut Drawing, plot: &Area, text: &Text, x: f64) {
        let tried = (0..20).flat_map(|step| {
            let y = plot.bottom - 20.0 - 28.0 * f64::from(step);
            [
                Text { at: (x + 14.0, y), ..text.clone() }.aligned(Align::Left),
                Text { at: (x - 14.0, y), ..text.clone() }.aligned(Align::Right),
            ]
        });
        let fits = |text: &Text| self.texts.fits(text, plot.left, plot.right) && text.bounds().top > plot.top;
        let apart: Vec<Text> = tried.filter(fits).collect();
        let free = apart.iter().find(|text| self.lines.fits(text, plot.left, plot.right));
        if let Some(text) = free.or(apart.first()).cloned() {
            self.write(drawing, text);
        }
    }

    fn write(&mut self, drawing: &mut Drawing, text: Text) {
        drawing.fill(text.bounds().grown(3.0), VEIL);
        self.texts.write(drawing, text);
    }
}

/// The day that the rule of thumb gives.
fn naive(drawing: &mut Drawing, taken: &mut Taken, plot: &Area, time: &AxisScale, deadlines: &Deadlines) {
    let Some(until) = deadlines.naive_runway_until else { return };
    let x = time.at(axis::years(until));
    taken.lines.take(Area { left: x, top: plot.bottom - 130.0, right: x, bottom: plot.bottom }.grown(3.0));
    let top = plot.bottom - 130.0;
    drawing.line(vec![(x, top), (x, plot.bottom)], GRID_LINE, TEXT);
    let text = Text::new(format!("Cash over burn: {}", chart_labels::day(until)), (x, top), TICK, TEXT);
    taken.beside(drawing, plot, &text, x);
}

/// The finding: what must be done by when, or that it is not enough.
fn title(deadlines: &Deadlines) -> String {
    let (wanted, actions) = (chart_labels::percent(deadlines.wanted), &deadlines.actions);
    let name = |action: &ActionAnswer| if is_raise(action) { "this raise" } else { "this cut" };
    let with = |outcome: DeadlineStatus| actions.iter().filter(move |action| action.outcome == outcome);
    let late: Vec<&str> = with(DeadlineStatus::TooLate).map(name).collect();
    let due = actions.iter().filter_map(|action| {
        let verb = if is_raise(action) { "start raising" } else { "cut costs" };
        Some(format!("{verb} by {}", chart_labels::day(action.deadline?)))
    });
    let due = due.collect::<Vec<_>>().join(", or ");
    let not_needed = with(DeadlineStatus::NeverNeeded).next().is_some();
    let may_fail = if with(DeadlineStatus::NotCertain).next().is_some() { "; this raise may not close" } else { "" };
    match (due.as_str(), late.as_slice()) {
        ("", [one, other]) => format!("Neither {one} nor {other} alone keeps {wanted}, not even at once"),
        ("", [only]) => format!("{} alone does not keep {wanted}, not even at once{may_fail}", capital(only)),
        ("", _) if not_needed => format!("{wanted} is kept with neither a raise nor a cut"),
        ("", _) => format!("No day is early enough to keep {wanted}{may_fail}"),
        (due, []) => format!("To keep {wanted}: {due}{may_fail}"),
        (due, [late, ..]) => format!("To keep {wanted}: {due}; {late} alone is not enough"),
    }
}

#[cfg(test)]
pub(super) use tests::examples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Planned, survival};
    use crate::engine::{Plan, Simulator};
    use crate::model::{Action, CutPlan, Levers, RaisePlan};
    use crate::sampling::Sampling;
    use crate::scenario::Source;

    fn found(scenario: &str, amount: &str, share: f64, wanted: f64) -> Deadlines {
        let levers = Levers::new(Source::find(scenario).unwrap(), &[]).unwrap();
        let model = levers.base();
        let plan = RaisePlan { what: amount.to_owned(), closes_in: "2 to 10".to_owned(), probability: None };
        let raise = Action::raise(&levers, &plan).unwrap();
        let cut = Action::cut(&levers, &CutPlan { share, lines: vec![] }).unwrap();
        let planned = [(raise, None), (cut, Some(share))];
        let planned = planned.map(|(action, cut)| Planned { action, cut, by_default: false });
        let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
        let claim = survival(model);
        Simulator::new(plan).unwrap().deadlines((model, &[]), &planned, &claim, wanted).unwrap()
    }

    pub(in crate::charts) fn examples() -> Vec<(&'static str, Deadlines)> {
        [
            ("both in time", found("startup", "1400", 0.3, 0.9)),
            ("too late", found("startup", "10", 0.01, 0.9)),
            ("less is wanted", found("startup", "1400", 0.3, 0.5)),
            ("another company", found("benchmark", "200", 0.2, 0.3)),
        ]
        .into()
    }

    #[test]
    fn the_title_says_by_when_or_that_it_is_too_late_or_not_needed() {
        let says = |amount, share, wanted| title(&found("startup", amount, share, wanted)).replace('\u{a0}', " ");
        let both = says("1400", 0.3, 0.9);
        assert!(both.starts_with("To keep 90 %: start raising by ") && both.contains(", or cut costs by 1 "), "{both}");
        assert_eq!(says("10", 0.01, 0.9), "Neither this raise nor this cut alone keeps 90 %, not even at once");
        assert_eq!(says("10", 0.01, 0.5), "50 % is kept with neither a raise nor a cut");
    }
}
