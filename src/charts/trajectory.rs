//! Cash over time: the fan of all futures and single ones, which end where the money ends.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::fan::{self, Fans};
use super::geometry::{Area, Point};
use super::labels::{self, End};
use super::style::{GRID_LINE, INK, Ink, MAIN_LINE};
use crate::answers::{Fan, MaybeDate, ScenarioHeader};
use crate::wording::chart_labels::Money;
use jiff::Span;
use jiff::civil::Date;

/// A future.
pub(super) struct Trajectory<'a> {
    /// Cash at the start, then at the end of every step.
    pub(super) cash: &'a [f64],
    /// When it runs out.
    pub(super) exhausted_on: MaybeDate,
    pub(super) ink: Ink,
    pub(super) width: f64,
}

/// All that is drawn of cash.
pub(super) struct CashPlot<'a> {
    pub(super) scenario: &'a ScenarioHeader,
    /// Cash at the start, then before each of some days, in their order; what has run out at the minimum.
    pub(super) fans: Vec<(Date, Fan)>,
    pub(super) trajectories: Vec<Trajectory<'a>>,
    /// Whether the median of the fan is a line.
    pub(super) has_median: bool,
}

/// Months in a step.
pub(super) fn months_per_step(scenario: &ScenarioHeader) -> i64 {
    match scenario.step.as_str() {
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    }
}

/// Of the greatest amount, by which a quantile may lie above the minimum though it is at it: amounts are counted in bins.
const ROUNDING: f64 = 0.002;

/// Whether an amount is no more than the minimum.
pub(super) fn is_out(amount: f64, minimum: f64) -> bool {
    amount <= minimum + ROUNDING * minimum.abs()
}

impl CashPlot<'_> {
    /// The least and the greatest amount that is shown: the minimum where anything lies below it.
    pub(super) fn range(&self) -> (f64, f64) {
        let minimum = self.scenario.minimum_cash;
        let fans: Vec<Fan> = self.fans.iter().map(|(_, fan)| *fan).collect();
        let (low, high) = fan::range(&fans);
        let room = 0.25 * (high - low.max(minimum));
        let amounts = self.trajectories.iter().flat_map(|of| of.cash).copied().filter(|cash| cash.is_finite());
        let highest = amounts.fold(high, f64::max).min(high + room);
        (minimum.min(0.0), highest.max(minimum).max(0.0))
    }

    /// Draws it with its axes; `ends` are the labels at the right, given the scale of amounts.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing,
        mut plot: Area,
        money: &Money,
        ends: impl Fn(&AxisScale) -> Vec<End>,
    ) {
        let (scenario, range) = (self.scenario, self.range());
        let ends = ends(&axis::money_scale(&plot, range));
        plot.right -= labels::room(&ends);
        let amounts = axis::money_grid(drawing, &mut plot, range, money);
        let time = AxisScale::new((axis::years(scenario.start), axis::years(scenario.end)), (plot.left, plot.right));
        axis::time_axis(drawing, &plot, &time, scenario);
        let minimum = scenario.minimum_cash;
        let at_least = |fan: &Fan| Fan {
            p05: fan.p05.max(minimum),
            p25: fan.p25.max(minimum),
            p50: fan.p50.max(minimum),
            p75: fan.p75.max(minimum),
            p95: fan.p95.max(minimum),
        };
        let fans: Fans = self.fans.iter().map(|(day, fan)| (time.at(axis::years(*day)), at_least(fan))).collect();
        fan::bands(drawing, &fans, &amounts);
        for trajectory in self.trajectories.iter().rev() {
            trajectory.draw(drawing, scenario, &plot, (&time, &amounts));
        }
        if self.has_median {
            fan::median(drawing, &until_out(fans, minimum), &amounts);
        }
        if minimum.abs() > 0.0 {
            let y = amounts.at(minimum);
            drawing.line(vec![(plot.left, y), (plot.right, y)], 2.0 * GRID_LINE, INK);
        }
        labels::at_the_right(drawing, &plot, &ends);
    }
}

/// The fans up to the first whose median has run out.
fn until_out(mut fans: Fans, minimum: f64) -> Fans {
    if let Some(out) = fans.iter().position(|(_, fan)| is_out(fan.p50, minimum)) {
        fans.truncate(out + 1);
    }
    fans
}

impl Trajectory<'_> {
    fn draw(&self, drawing: &mut Drawing, scenario: &ScenarioHeader, plot: &Area, scales: (&AxisScale, &AxisScale)) {
        let mut points = self.points(scenario, scales);
        let end = self.exhausted_on.map(|day| (scales.0.at(axis::years(day)), scales.1.at(scenario.minimum_cash)));
        points.extend(end);
        for part in within(&points, plot.top, plot.bottom) {
            drawing.line(part, self.width, self.ink);
        }
        if let Some(end) = end.filter(|end| end.0 <= plot.right) {
            drawing.dot(end, self.width + MAIN_LINE / 2.0, self.ink);
        }
    }

    /// Cash at the start and at the ends of steps, as long as it lasts.
    fn points(&self, scenario: &ScenarioHeader, (time, amounts): (&AxisScale, &AxisScale)) -> Vec<Point> {
        let months = months_per_step(scenario);
        let steps = (0..).map(|step| scenario.start.saturating_add(Span::new().months(months.saturating_mul(step))));
        let lasts = |day: &Date| self.exhausted_on.is_none_or(|out| *day <= out);
        let known = steps.zip(self.cash).take_while(|(day, _)| lasts(day));
        known.map(|(day, &cash)| (time.at(axis::years(day)), amounts.at(cash))).collect()
    }
}

/// The parts of a line between two heights.
fn within(points: &[Point], top: f64, bottom: f64) -> Vec<Vec<Point>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::examples;
    use crate::charts::style::THIN;

    #[test]
    fn single_runs_are_cut_at_the_edges_of_the_plot() {
        let line = [(0.0, 50.0), (10.0, 150.0), (20.0, 50.0), (30.0, -50.0)];
        let parts = within(&line, 0.0, 100.0);
        assert_eq!(parts, [vec![(0.0, 50.0), (5.0, 100.0)], vec![(15.0, 100.0), (20.0, 50.0), (25.0, 0.0)]]);
    }

    #[test]
    fn a_future_ends_on_the_day_on_which_its_cash_does() {
        let scenario = examples::startup().provenance.scenario;
        let cash: Vec<f64> = (0..=36).map(|month| 1_000.0 - 90.0 * f64::from(month)).collect();
        let out = scenario.start.saturating_add(Span::new().months(8)).saturating_add(Span::new().days(9));
        let (time, amounts) =
            (AxisScale::new((2026.5, 2029.5), (0.0, 300.0)), AxisScale::new((0.0, 1_000.0), (100.0, 0.0)));
        let points = |exhausted_on| {
            let trajectory = Trajectory { cash: &cash, exhausted_on, ink: THIN, width: 1.0 };
            trajectory.points(&scenario, (&time, &amounts)).len()
        };
        assert_eq!([points(Some(out)), points(None)], [9, 37], "the start and the ends of eight months");
    }
}
