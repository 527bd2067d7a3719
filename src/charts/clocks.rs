//! Both clocks, cumulative: by the end of each year, is the cash gone, is the company profitable?

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::frame::frame;
use super::geometry::Point;
use super::labels::{self, End};
use super::style::{ACCENT, ACCENT_SOFT, INK, Ink, MAIN_LINE, TEXT, THIN};
use crate::answers::{Answers, Estimate, ScenarioHeader, Year};
use crate::wording::chart_labels;
use plotters::style::Color;
use std::collections::BTreeMap;

/// The chart.
pub(super) fn drawing(answers: &Answers) -> Drawing {
    let (mut drawing, mut plot) = frame(answers, &title(answers), &subtitle(answers));
    let curves = curves(answers);
    let probability = axis::probability_scale(&plot);
    let ends: Vec<End> = curves.iter().filter_map(|curve| curve.end(&probability)).collect();
    plot.right -= labels::room(&ends);
    axis::probability_grid(&mut drawing, &mut plot);
    let scenario = &answers.provenance.scenario;
    let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, scenario);
    for curve in &curves {
        curve.band(&mut drawing, scenario, &time, &probability);
    }
    for curve in curves.iter().rev() {
        curve.line(&mut drawing, scenario, &time, &probability);
    }
    labels::at_the_right(&mut drawing, &plot, &ends);
    drawing
}

/// One curve.
struct ClockCurve<'a> {
    by_end_of_year: &'a BTreeMap<Year, Estimate>,
    name: &'static str,
    note: Option<&'static str>,
    ink: Ink,
    text: Ink,
    width: f64,
}

/// The curves to draw: without new capital only what differs.
fn curves(answers: &Answers) -> Vec<ClockCurve<'_>> {
    let (exhaustion, profitability) = (&answers.exhaustion.by_end_of_year, &answers.profitability.by_end_of_year);
    let without = &answers.without_new_capital;
    let quiet = Some("without new capital");
    let (out, profit) = ("out of cash", "profitable");
    let mut curves = vec![
        ClockCurve { by_end_of_year: exhaustion, name: out, note: None, ink: ACCENT, text: ACCENT, width: MAIN_LINE },
        ClockCurve { by_end_of_year: profitability, name: profit, note: None, ink: INK, text: INK, width: MAIN_LINE },
    ];
    let lesser = [
        (exhaustion, &without.exhaustion.by_end_of_year, out, ACCENT_SOFT, ACCENT),
        (profitability, &without.profitability.by_end_of_year, profit, THIN, TEXT),
    ];
    for (with, by_end_of_year, name, ink, text) in lesser {
        let differs = |(a, b): (&Estimate, &Estimate)| (a.estimate - b.estimate).abs() > 0.005;
        if with.values().zip(by_end_of_year.values()).any(differs) {
            curves.push(ClockCurve { by_end_of_year, name, note: quiet, ink, text, width: 0.7 * MAIN_LINE });
        }
    }
    curves
}

impl ClockCurve<'_> {
    fn points(
        &self,
        scenario: &ScenarioHeader,
        (time, probability): (&AxisScale, &AxisScale),
        value: impl Fn(&Estimate) -> f64,
    ) -> Vec<Point> {
        let start = (time.at(axis::years(scenario.start)), probability.at(0.0));
        let years = self.by_end_of_year.iter();
        let points = years.map(|(&year, estimate)| {
            (time.at(axis::end_of_year(scenario, year)), probability.at(value(estimate).clamp(0.0, 1.0)))
        });
        [start].into_iter().chain(points).collect()
    }

    fn band(&self, drawing: &mut Drawing, scenario: &ScenarioHeader, time: &AxisScale, probability: &AxisScale) {
        let scales = (time, probability);
        let (low, high) = (self.points(scenario, scales, |p| p.low), self.points(scenario, scales, |p| p.high));
        if low.iter().zip(&high).any(|(low, high)| low.1 - high.1 > self.width) {
            drawing.band(&low, &high, self.ink.mix(0.22));
        }
    }

    fn line(&self, drawing: &mut Drawing, scenario: &ScenarioHeader, time: &AxisScale, probability: &AxisScale) {
        let points = self.points(scenario, (time, probability), |p| p.estimate);
        if let Some(&end) = points.last() {
            drawing.dot(end, 1.5 * self.width, self.ink);
        }
        drawing.line(points, self.width, self.ink);
    }

    fn end(&self, probability: &AxisScale) -> Option<End> {
        let last = self.by_end_of_year.values().next_back()?;
        Some(End {
            y: probability.at(last.estimate),
            text: format!("{}  {}", chart_labels::probability(last), self.name),
            note: self.note.map(str::to_owned),
            ink: self.text,
            bold: true,
        })
    }
}

/// The finding: the likeliest of the four orders.
fn title(answers: &Answers) -> String {
    let (order, end) = (&answers.order, chart_labels::by_the_end(&answers.provenance.scenario));
    let findings = [
        (&order.exhausted_first, "the cash runs out before the company is profitable".to_owned()),
        (&order.profitable_first, "the company becomes profitable and does not run out of cash".to_owned()),
        (&order.exhausted_later, "the company becomes profitable, yet runs out of cash later".to_owned()),
        (&order.neither, format!("the company neither runs out of cash nor becomes profitable by {end}")),
    ];
    let likeliest = findings.iter().rev().max_by(|a, b| a.0.estimate.total_cmp(&b.0.estimate));
    likeliest.map_or_else(String::new, |(share, finding)| {
        format!("In {} of futures {finding}", chart_labels::probability_in_words(share))
    })
}

fn subtitle(answers: &Answers) -> String {
    let measure = answers.profitability.measure.replace('_', "\u{a0}");
    let kind = answers.provenance.scenario.year_ends.kind_of_year();
    format!("Probability by the end of each {kind}; profitable by {measure}. Bands: 95\u{a0}% interval")
}
