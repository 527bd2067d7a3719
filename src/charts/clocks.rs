//! Both clocks, cumulative: by the end of each month, is the cash gone; by the end of each year, is the company profitable?

use super::axis::{self, AxisScale};
use super::course::Course;
use super::drawing::Drawing;
use super::frame::frame;
use super::labels::{self, End};
use super::look::Look;
use super::style::{ACCENT, ACCENT_SOFT, INK, Ink, MAIN_LINE, TEXT, THIN};
use crate::answers::{Answers, ScenarioHeader};
use crate::wording::chart_labels;
use plotters::style::Color;

/// Of the chance that the cash runs out first from which on it is what the title says, though something else is likelier.
const WORTH_A_TITLE: f64 = 0.05;

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let (mut drawing, mut plot) = frame(answers, look, &title(answers), &subtitle(answers));
    let curves = curves(answers);
    let probability = axis::probability_scale(&plot);
    let ends: Vec<End> = curves.iter().filter_map(|curve| curve.end(&probability)).collect();
    plot.right -= labels::room(&ends);
    axis::probability_grid(&mut drawing, &mut plot);
    let scenario = &answers.provenance.scenario;
    let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, scenario);
    for curve in &curves {
        curve.band(&mut drawing, scenario, (&time, &probability));
    }
    for curve in curves.iter().rev() {
        curve.line(&mut drawing, scenario, (&time, &probability));
    }
    labels::at_the_right(&mut drawing, &plot, &ends);
    drawing
}

/// One curve.
struct ClockCurve {
    course: Course,
    name: &'static str,
    note: Option<&'static str>,
    ink: Ink,
    text: Ink,
    width: f64,
}

/// The curves to draw: without new capital only what differs.
fn curves(answers: &Answers) -> Vec<ClockCurve> {
    let (without, scenario) = (&answers.without_new_capital, &answers.provenance.scenario);
    let (out, profit) = ("out of cash", "profitable");
    let exhaustion = Course::exhaustion(answers);
    let profitability = Course::profitability(&answers.profitability, scenario);
    let lesser = [
        (&exhaustion, Course::exhaustion_without_new_capital(answers), out, ACCENT_SOFT, ACCENT),
        (&profitability, Course::profitability(&without.profitability, scenario), profit, THIN, TEXT),
    ];
    let lesser = lesser.into_iter().filter(|(with, without, ..)| differ(with, without));
    let lesser: Vec<ClockCurve> = lesser
        .map(|(_, course, name, ink, text)| {
            let note = Some("without new capital");
            ClockCurve { course, name, note, ink, text, width: 0.7 * MAIN_LINE }
        })
        .collect();
    let main = [(exhaustion, out, ACCENT), (profitability, profit, INK)];
    let main =
        main.map(|(course, name, ink)| ClockCurve { course, name, note: None, ink, text: ink, width: MAIN_LINE });
    let asked = |curve: &ClockCurve| answers.profitability.asked || curve.name != profit;
    main.into_iter().chain(lesser).filter(asked).collect()
}

/// Whether it can be seen that two courses are not the same.
fn differ(one: &Course, other: &Course) -> bool {
    one.estimates().zip(other.estimates()).any(|(a, b)| (a.estimate - b.estimate).abs() > 0.005)
}

impl ClockCurve {
    fn band(&self, drawing: &mut Drawing, scenario: &ScenarioHeader, scales: (&AxisScale, &AxisScale)) {
        let within = |share: f64| share.clamp(0.0, 1.0);
        let low = self.course.line(scenario.start, scales, |p| within(p.low));
        let high = self.course.line(scenario.start, scales, |p| within(p.high));
        if low.iter().zip(&high).any(|(low, high)| low.1 - high.1 > self.width) {
            drawing.band(&low, &high, self.ink.mix(0.22));
        }
    }

    fn line(&self, drawing: &mut Drawing, scenario: &ScenarioHeader, scales: (&AxisScale, &AxisScale)) {
        let points = self.course.line(scenario.start, scales, |p| p.estimate);
        if let Some(&end) = points.last() {
            drawing.dot(end, 1.5 * self.width, self.ink);
        }
        drawing.line(points, self.width, self.ink);
    }

    fn end(&self, probability: &AxisScale) -> Option<End> {
        let last = self.course.last()?;
        Some(End {
            y: probability.at(last.estimate),
            text: format!("{}  {}", chart_labels::probability(last), self.name),
            note: self.note.map(str::to_owned),
            ink: self.text,
            bold: true,
        })
    }
}

/// The finding: how often the cash runs out before the company is profitable, if that is not rare, else the likeliest order.
fn title(answers: &Answers) -> String {
    let (order, end) = (&answers.order, chart_labels::by_the_end(&answers.provenance.scenario));
    if !answers.profitability.asked {
        let share = chart_labels::probability_in_words(&answers.exhaustion.by_horizon);
        return format!("In {share} of futures the cash runs out by {end}");
    }
    let worst = (&order.exhausted_first, "the cash runs out before the company is profitable".to_owned());
    let findings = [
        (&order.exhausted_later, "the company becomes profitable, yet runs out of cash later".to_owned()),
        (&order.neither, format!("the company neither runs out of cash nor becomes profitable by {end}")),
        (&order.profitable_first, "the company becomes profitable and does not run out of cash".to_owned()),
    ];
    let likeliest = || findings.iter().max_by(|a, b| a.0.estimate.total_cmp(&b.0.estimate));
    let said = if order.exhausted_first.estimate >= WORTH_A_TITLE { Some(&worst) } else { likeliest() };
    said.map_or_else(String::new, |(share, finding)| {
        format!("In {} of futures {finding}", chart_labels::probability_in_words(share))
    })
}

fn subtitle(answers: &Answers) -> String {
    if !answers.profitability.asked {
        return "Probability by the end of each month that the cash has run out. Bands: 95\u{a0}% interval".to_owned();
    }
    let measure = answers.profitability.measure.replace('_', "\u{a0}");
    let kind = answers.provenance.scenario.year_ends.kind_of_year();
    format!(
        "Probability by the end of each month that the cash has run out, and of each {kind} that the company is profitable ({measure}). Bands: 95\u{a0}% interval"
    )
}
