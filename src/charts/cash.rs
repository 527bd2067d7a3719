//! Cash at the start and at the end of every year as a fan, with the minimum and some single runs.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::fan::{self, BANDS, Fans};
use super::frame::frame;
use super::geometry::{Area, Point};
use super::labels;
use super::style::{INK, THIN, TICK};
use super::text::{Align, Text};
use crate::answers::{Answers, ByYear, Fan, Year};
use crate::wording::chart_labels::{self, Money};

/// Single runs shown, of those that there are.
const RUNS: usize = 6;

/// The chart.
pub(super) fn drawing(answers: &Answers) -> Drawing {
    let (scenario, money) = (&answers.provenance.scenario, Money::of(&answers.provenance.scenario));
    let (mut drawing, mut plot) = frame(answers, &title(answers, &money), &subtitle(answers, &money));
    let at_year_ends = answers.by_year.values().map(|year| year.cash);
    let cash: Vec<Fan> = std::iter::once(answers.opening_cash).chain(at_year_ends).collect();
    let (low, high) = fan::range(&cash);
    let minimum = scenario.minimum_cash;
    let range = with_single_runs(answers, (low.min(minimum).min(0.0), high.max(minimum).max(0.0)));
    let amounts = axis::money_scale(&plot, range);
    let ends = cash.last().map_or_else(Vec::new, |last| fan::ends(last, &amounts, &money));
    plot.right -= labels::room(&ends);
    let amounts = axis::money_grid(&mut drawing, &mut plot, range, &money);
    let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
    axis::time_axis(&mut drawing, &plot, &time, scenario);
    let year_ends = answers.by_year.keys().map(|&year| axis::end_of_year(scenario, year));
    let times = std::iter::once(axis::years(scenario.start)).chain(year_ends).map(|moment| time.at(moment));
    let fans: Fans = times.zip(cash).collect();
    fan::bands(&mut drawing, &fans, &amounts);
    single_runs(&mut drawing, &plot, answers, &time, &amounts);
    fan::median(&mut drawing, &fans, &amounts);
    minimum_line(&mut drawing, &plot, &fans, &amounts, minimum, &money);
    labels::at_the_right(&mut drawing, &plot, &ends);
    drawing
}

/// The range with room for single runs that leave it a little; those that leave it by far are cut off.
fn with_single_runs(answers: &Answers, (low, high): (f64, f64)) -> (f64, f64) {
    let room = 0.25 * (high - low);
    let cash = || answers.cash_paths.iter().take(RUNS).flatten().copied().filter(|cash| cash.is_finite());
    (cash().fold(low, f64::min).max(low - room), cash().fold(high, f64::max).min(high + room))
}

/// Some runs as thin lines from the end of the first step on, cut off where they leave the plot.
fn single_runs(drawing: &mut Drawing, plot: &Area, answers: &Answers, time: &AxisScale, amounts: &AxisScale) {
    let (start, end) = (axis::years(answers.provenance.scenario.start), axis::years(answers.provenance.scenario.end));
    for path in answers.cash_paths.iter().take(RUNS) {
        #[expect(clippy::cast_precision_loss, reason = "some hundred steps")]
        let steps = path.len() as f64;
        let mut step = 0.0;
        let mut points = Vec::with_capacity(path.len());
        for &cash in path {
            step += 1.0;
            points.push((time.at(start + (end - start) * step / steps), amounts.at(cash)));
        }
        for part in within(&points, plot.top, plot.bottom) {
            drawing.line(part, 1.5, THIN);
        }
    }
}

/// The parts of a line between two heights.
pub(super) fn within(points: &[Point], top: f64, bottom: f64) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (from, to) = crossing(y0, y1, top, bottom);
        if from >= to {
            open = false;
            continue;
        }
        let at = |share: f64| (x0 + share * (x1 - x0), y0 + share * (y1 - y0));
        match parts.last_mut() {
            Some(part) if open && from <= 0.0 => part.push(at(to)),
            _ => parts.push(vec![at(from), at(to)]),
        }
        open = to >= 1.0;
    }
    parts
}

/// From which to which share of the way from `y0` to `y1` one is between two heights.
fn crossing(y0: f64, y1: f64, top: f64, bottom: f64) -> (f64, f64) {
    let inside = |y: f64| y >= top && y <= bottom;
    if (y1 - y0).abs() < 1e-9 {
        return if inside(y0) { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    let (a, b) = ((top - y0) / (y1 - y0), (bottom - y0) / (y1 - y0));
    (a.min(b).max(0.0), a.max(b).min(1.0))
}

/// The line below which there is no cash, and its name where the fan leaves most room.
pub(super) fn minimum_line(
    drawing: &mut Drawing,
    plot: &Area,
    fans: &Fans,
    amounts: &AxisScale,
    minimum: f64,
    money: &Money,
) {
    let y = amounts.at(minimum);
    drawing.line(vec![(plot.left, y), (plot.right, y)], 3.0, INK);
    let name = if minimum.abs() > 0.0 {
        format!("below the minimum of {}: out of cash", money.short(minimum))
    } else {
        "below zero: out of cash".to_owned()
    };
    let under = y + 40.0 < plot.bottom;
    let text = Text::new(name, (plot.left + 12.0, if under { y + 32.0 } else { y - 14.0 }), TICK, INK);
    let right = Text { at: (plot.right - 12.0, text.at.1), ..text.clone() }.aligned(Align::Right);
    let crowd = |text: &Text| {
        let bounds = text.bounds().grown(4.0);
        let hit = |&&(x, fan): &&(f64, Fan)| {
            let band = Area { left: x - 40.0, right: x + 40.0, top: amounts.at(fan.p95), bottom: amounts.at(fan.p05) };
            band.overlaps(&bounds)
        };
        fans.iter().filter(hit).count()
    };
    drawing.text(if crowd(&right) < crowd(&text) { right } else { text });
}

/// The title: the first year that ends with the median below the minimum, or the median at the end.
fn title(answers: &Answers, money: &Money) -> String {
    let minimum = answers.provenance.scenario.minimum_cash;
    let below = if minimum.abs() > 0.0 { "below the minimum" } else { "below zero" };
    let cash = |(year, amounts): (&Year, &ByYear)| (*year, amounts.cash);
    let short = answers.by_year.iter().find(|(_, year)| year.cash.p50 < minimum);
    if let Some((year, Fan { p50, .. })) = short.filter(|(_, year)| year.cash.p05 >= year.cash.p95).map(cash) {
        return format!("Cash is {below} at the end of {year}: {}", money.long(p50));
    }
    if let Some((year, _)) = short {
        return format!("At the end of {year} more than half of all futures have cash {below}");
    }
    let end = chart_labels::by_the_end(&answers.provenance.scenario);
    match answers.by_year.values().next_back().map(|year| year.cash) {
        Some(Fan { p05, p50, .. }) if p05 >= minimum => {
            format!("The median future has {} at {end}, and 19 of 20 more than {}", money.long(p50), money.long(p05))
        }
        Some(Fan { p50, .. }) if answers.exhaustion.by_horizon.estimate > 0.5 => {
            let gone = chart_labels::probability_at_the_start(&answers.exhaustion.by_horizon);
            format!("{gone} of futures run {below} on the way; half stand above {} at {end}", money.long(p50))
        }
        Some(Fan { p50, .. }) => format!("The median future still has {} of cash at {end}", money.long(p50)),
        None => "Cash".to_owned(),
    }
}

fn subtitle(answers: &Answers, money: &Money) -> String {
    let runs = if answers.cash_paths.is_empty() { "" } else { ". Thin lines: single runs" };
    format!("Cash at the start and at year ends, {}. {BANDS}{runs}", money.currency())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn single_runs_are_cut_at_the_edges_of_the_plot() {
        let line = [(0.0, 50.0), (10.0, 150.0), (20.0, 50.0), (30.0, -50.0)];
        let parts = within(&line, 0.0, 100.0);
        assert_eq!(parts, [vec![(0.0, 50.0), (5.0, 100.0)], vec![(15.0, 100.0), (20.0, 50.0), (25.0, 0.0)]]);
    }
}
