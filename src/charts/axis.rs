//! Scales from values to pixels, ticks in steps of 1, 2 and 5, and the horizontal grid.

use super::drawing::Drawing;
use super::font::{Weight, width};
use super::geometry::Area;
use super::style::{AXIS, GRID, GRID_LINE, TEXT, TICK};
use super::text::{Align, Text};
use crate::answers::{ScenarioHeader, Year};
use crate::wording::chart_labels::{self, Money};
use jiff::civil::Date;

/// A straight scale from values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AxisScale {
    values: (f64, f64),
    pixels: (f64, f64),
}

impl AxisScale {
    /// From a range of values, made proper first, to a range of pixels.
    pub(super) fn new(values: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { values: proper(values), pixels }
    }

    /// The pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        let share = if share.is_finite() { share.clamp(-100.0, 100.0) } else { 0.0 };
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }
}

/// A range that can be divided by: finite, and wider than rounding.
fn proper((low, high): (f64, f64)) -> (f64, f64) {
    let limit = |value: f64| if value.is_finite() { value.clamp(-1e300, 1e300) } else { 0.0 };
    let (low, high) = (limit(low), limit(high));
    let room = 1e-9 * low.abs().max(high.abs());
    if high - low > room {
        return (low, high);
    }
    match low.abs() {
        size if size > 0.0 => (low.min(0.0), high.max(0.0)),
        _ => (0.0, 1.0),
    }
}

/// How many ticks with their labels have room beside each other, at most so many.
pub(super) fn beside(width: f64, most: f64) -> f64 {
    (width / 130.0).clamp(2.0, most)
}

/// A range opened to whole steps, and its ticks: about as many as requested.
pub(super) fn ticks(range: (f64, f64), about: f64) -> ((f64, f64), Vec<f64>) {
    let (low, high) = proper(range);
    let step = step((high - low) / about);
    let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
    let mut ticks = Vec::new();
    let mut tick = first;
    while tick <= last && ticks.len() < 100 {
        ticks.push(tick * step);
        tick += 1.0;
    }
    ((first * step, last * step), ticks)
}

/// The step of 1, 2 or 5 times a power of ten that is nearest from above.
fn step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * power).find(|&step| step >= least * 0.999).unwrap_or(10.0 * power)
}

/// Draws the grid with its labels at the left, and moves the plot's left edge to make room for them.
pub(super) fn grid(drawing: &mut Drawing, plot: &mut Area, scale: &AxisScale, ticks: &[f64], labels: &[String]) {
    let widest = labels.iter().map(|label| width(label, TICK, Weight::Regular)).fold(0.0, f64::max);
    let column = plot.left + widest;
    plot.left = column + 18.0;
    for (&tick, label) in ticks.iter().zip(labels) {
        let y = scale.at(tick);
        let (weight, ink) = if tick.abs() > 0.0 { (GRID_LINE, GRID) } else { (2.0, AXIS) };
        drawing.line(vec![(plot.left, y), (plot.right, y)], weight, ink);
        drawing.text(Text::new(label.as_str(), (column, y + 0.34 * TICK), TICK, TEXT).aligned(Align::Right));
    }
}

/// The vertical scale that [`money_grid`] will draw.
pub(super) fn money_scale(plot: &Area, range: (f64, f64)) -> AxisScale {
    AxisScale::new(ticks(range, 6.0).0, (plot.bottom, plot.top))
}

/// A scale of amounts with its grid: the range is opened to whole ticks, the zero line is darker.
pub(super) fn money_grid(drawing: &mut Drawing, plot: &mut Area, range: (f64, f64), money: &Money) -> AxisScale {
    let scale = money_scale(plot, range);
    let (_, ticks) = ticks(range, 6.0);
    grid(drawing, plot, &scale, &ticks, &money.ticks(&ticks));
    scale
}

/// The vertical scale that [`probability_grid`] will draw.
pub(super) fn probability_scale(plot: &Area) -> AxisScale {
    AxisScale::new((0.0, 1.0), (plot.bottom, plot.top))
}

/// A scale of probabilities from 0 to 1 with its grid.
pub(super) fn probability_grid(drawing: &mut Drawing, plot: &mut Area) -> AxisScale {
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
    let scale = probability_scale(plot);
    let labels: Vec<String> = ticks.iter().map(|&tick| chart_labels::percent_tick(tick, 0.25)).collect();
    grid(drawing, plot, &scale, &ticks, &labels);
    scale
}

/// A date as a number.
///
/// # Units
/// Years of the calendar, with a fraction.
pub(super) fn years(date: Date) -> f64 {
    let share = f64::from(date.month() - 1) / 12.0 + f64::from(date.day() - 1) / 365.25;
    f64::from(date.year()) + share
}

/// The end of a year, or of the horizon if that comes before it.
pub(super) fn end_of_year(scenario: &ScenarioHeader, year: Year) -> f64 {
    years(year.end().min(scenario.end))
}

/// Draws the years below the plot, each in the middle of its time, with a mark where one ends.
pub(super) fn time_axis(drawing: &mut Drawing, plot: &Area, scale: &AxisScale, scenario: &ScenarioHeader) {
    let start = years(scenario.start);
    let y = plot.bottom;
    let mut spans = vec![];
    for year in scenario.years_touched() {
        let (from, to) = (years(year.first_day()).max(start), end_of_year(scenario, year));
        drawing.line(vec![(scale.at(to), y), (scale.at(to), y + 10.0)], 2.0, AXIS);
        spans.push((year, scale.at(f64::midpoint(from, to))));
    }
    drawing.line(vec![(scale.at(start), y), (scale.at(start), y + 10.0)], 2.0, AXIS);
    year_labels(drawing, &spans, y + 42.0);
}

/// Writes the years that fit: all of them, or every second, fifth or tenth; none over another.
pub(super) fn year_labels(drawing: &mut Drawing, years: &[(Year, f64)], baseline: f64) {
    let apart = years.windows(2).map(|pair| pair[1].1 - pair[0].1).fold(0.0, f64::max);
    let widest = years.iter().map(|(year, _)| width(&year.to_string(), TICK, Weight::Regular)).fold(0.0, f64::max);
    let needed = widest + 22.0;
    let every = [1, 2, 5, 10].into_iter().find(|&every| apart * f64::from(every) >= needed).unwrap_or(10);
    let mut taken = f64::NEG_INFINITY;
    for &(year, x) in years {
        let wanted = every == 1 || years.len() == 1 || year.number() % every == 0;
        if wanted && x - needed / 2.0 >= taken {
            taken = x + needed / 2.0;
            drawing.text(Text::new(year.to_string(), (x, baseline), TICK, TEXT).aligned(Align::Middle));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AxisScale, step, ticks};

    #[test]
    fn steps_are_one_two_or_five() {
        for (least, expected) in [(0.9, 1.0), (1.1, 2.0), (2.1, 5.0), (5.1, 10.0), (0.03, 0.05), (1.2e9, 2e9)] {
            assert!((step(least) / expected - 1.0).abs() < 1e-12, "{least}");
        }
    }

    #[test]
    fn ticks_cover_the_range() {
        let ((low, high), ticks) = ticks((-130.0, 410.0), 6.0);
        assert_eq!((low, high), (-200.0, 500.0));
        assert_eq!(ticks, [-200.0, -100.0, 0.0, 100.0, 200.0, 300.0, 400.0, 500.0]);
    }

    #[test]
    fn degenerate_ranges_still_have_a_scale() {
        for range in [(0.0, 0.0), (5.0, 5.0), (-3.0, -3.0), (f64::NAN, 1.0), (1e12, 1e12), (f64::INFINITY, 0.0)] {
            let (range, ticks) = ticks(range, 6.0);
            let scale = AxisScale::new(range, (0.0, 100.0));
            assert!(ticks.len() >= 2 && ticks.len() < 20, "{range:?}");
            assert!(ticks.iter().all(|&tick| scale.at(tick).is_finite()), "{range:?}");
        }
    }
}
