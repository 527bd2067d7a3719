//! The charts of a comparison: both clocks of every scenario over each other, and how the others differ from the first as time goes on.
//!
//! Two panels: when the cash runs out at the left, when the company is profitable at the right. One colour a scenario in both.

use super::axis::{self, AxisScale};
use super::course::Course;
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, framed};
use super::geometry::Area;
use super::labels::{self, End};
use super::look::Look;
use super::panels::panels;
use super::style::{ACCENT, INK, Ink, LABEL, MAIN_LINE, MARGIN, TICK};
use super::text::Text;
use crate::answers::{Answers, ComparedScenario, Comparison, Estimate, Year};
use crate::answers::{Difference, ScenarioHeader};
use crate::wording::{chart_labels, count, listed};
use jiff::civil::Date;
use plotters::style::{Color, RGBAColor};
use std::collections::BTreeMap;

/// A colour for each scenario, which the colour-blind can tell apart.
///
/// # Source
/// Okabe and Ito, "Color Universal Design", 2008; but for the first two, which are those of every chart.
const INKS: [Ink; 6] = [
    INK,
    ACCENT,
    RGBAColor(0xd5, 0x5e, 0x00, 1.0),
    RGBAColor(0x00, 0x9e, 0x73, 1.0),
    RGBAColor(0xcc, 0x79, 0xa7, 1.0),
    RGBAColor(0xe6, 0x9f, 0x00, 1.0),
];
/// Height of a line of the key.
const KEY_LINE: f64 = 40.0;
/// The part of a scale's height below which nothing is seen: half the width of a line.
const UNSEEN: f64 = 0.004;
/// Scenarios in a line of the key.
const KEY_COLUMNS: usize = 2;
/// Room for the name of a scenario beside its line.
const NAME: f64 = 250.0;

/// A probability by the end of each year.
type YearlyProbability = BTreeMap<Year, Estimate>;

/// What a panel shows of one scenario.
pub(super) struct PanelLine {
    pub(super) course: Course,
    /// Intervals at single days, where the course has none of its own.
    pub(super) whiskers: Vec<(Date, Estimate)>,
    /// Its label at its end.
    pub(super) name: String,
    pub(super) ink: Ink,
}

/// The two clocks as parts: whether the cash is gone, and, where any scenario asks, whether the company is profitable.
fn clock_parts(comparison: &Comparison, lines: [Vec<PanelLine>; 2]) -> Vec<(&'static str, Vec<PanelLine>)> {
    let asked = comparison.scenarios.iter().any(|scenario| scenario.answers.profitability.asked);
    ["Out of cash", "Profitable"].into_iter().zip(lines).take(if asked { 2 } else { 1 }).collect()
}

/// Both clocks of every scenario, cumulative.
pub(super) fn clocks(comparison: &Comparison, look: &Look) -> Drawing {
    let first = &comparison.scenarios[0].answers.provenance.scenario;
    let kind = first.year_ends.kind_of_year();
    let subtitle = format!(
        "Probability by the end of each month, and of being profitable by the end of each {kind}. Bands: 95\u{a0}% interval, where it is wider than the line"
    );
    let (mut drawing, plot) = page(comparison, look, &clocks_title(comparison), &subtitle);
    let lines = |of: fn(&Answers) -> Course| {
        let line = |((place, scenario), ink): ((usize, &ComparedScenario), Ink)| PanelLine {
            course: of(&scenario.answers),
            whiskers: Vec::new(),
            name: short(comparison, place),
            ink,
        };
        comparison.scenarios.iter().enumerate().zip(INKS).map(line).collect::<Vec<_>>()
    };
    let panels = clock_parts(comparison, [lines(Course::exhaustion), lines(Course::profitable)]);
    for ((name, lines), area) in panels.iter().zip(parts(&plot, panels.len(), look)) {
        let panel = ClockPanel { name, lines, is_difference: false, scenario: first };
        panel.draw(&mut drawing, area, (0.0, 1.0), &[0.0, 0.25, 0.5, 0.75, 1.0]);
    }
    drawing
}

/// How much more often each other scenario is out of cash, and profitable, as time goes on.
pub(super) fn difference(comparison: &Comparison, look: &Look) -> Drawing {
    let baseline = &comparison.scenarios[0];
    let scenario = &baseline.answers.provenance.scenario;
    let subtitle = format!(
        "Percentage points by which each lies above or below {}, on the same futures. Whiskers: 95\u{a0}% interval",
        short(comparison, 0)
    );
    let (mut drawing, plot) = page(comparison, look, &difference_title(comparison), &subtitle);
    if comparison.differences.iter().all(|difference| difference.alike.estimate >= 1.0) {
        let runs = count(baseline.answers.provenance.runs);
        let words = format!("All {runs} futures are the same in each: when the cash runs out, and all else");
        drawing.text(Text::new(words, (plot.left, plot.top + 2.0 * TICK), TICK, INK));
        return drawing;
    }
    let others = comparison.scenarios.iter().enumerate().skip(1).zip(&comparison.differences);
    let lines = |of: fn(&Answers) -> Course, whiskers: fn(&Difference) -> &YearlyProbability| {
        type Pair<'a> = ((usize, &'a ComparedScenario), &'a Difference);
        let line = |(((place, other), difference), ink): (Pair<'_>, Ink)| PanelLine {
            course: of(&other.answers).less(&of(&baseline.answers)),
            whiskers: whiskers(difference).iter().map(|(year, &by)| (year.end().min(scenario.end), by)).collect(),
            name: short(comparison, place),
            ink,
        };
        others.clone().zip(INKS.into_iter().skip(1)).map(line).collect::<Vec<_>>()
    };
    let panels = clock_parts(
        comparison,
        [
            lines(Course::exhaustion, |difference| &difference.exhaustion.by_end_of_year),
            lines(Course::profitable, |difference| &difference.profitability.by_end_of_year),
        ],
    );
    let (range, ticks) = axis::ticks(reach(panels.iter().flat_map(|(_, lines)| lines)), 6.0);
    for ((name, lines), area) in panels.iter().zip(parts(&plot, panels.len(), look)) {
        let panel = ClockPanel { name, lines, is_difference: true, scenario };
        panel.draw(&mut drawing, area, range, &ticks);
    }
    drawing
}

/// A scenario's name as a label has room for it.
fn short(comparison: &Comparison, place: usize) -> String {
    clipped(&cleaned(&comparison.short_name(place)), LABEL, Weight::Bold, NAME)
}

/// The range of the lines and their intervals, with 0 in it.
fn reach<'a>(lines: impl Iterator<Item = &'a PanelLine>) -> (f64, f64) {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for line in lines {
        for of in line.course.estimates().chain(line.whiskers.iter().map(|(_, of)| of)) {
            (low, high) = (low.min(of.low), high.max(of.high));
        }
    }
    // What is invisible below or above 0 is not worth a step of the scale.
    let seen = |end: f64| if end.abs() < UNSEEN * (high - low) { 0.0 } else { end };
    (seen(low), seen(high))
}

/// The page with the key of the scenarios below its subtitle.
fn page(comparison: &Comparison, look: &Look, title: &str, subtitle: &str) -> (Drawing, Area) {
    let scenarios = &comparison.scenarios;
    let names: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let (mut drawing, mut plot) = framed(&scenarios[0].answers.provenance, look, &names.join("  |  "), title, subtitle);
    let room = plot.width() / KEY_COLUMNS as f64;
    for (place, (scenario, ink)) in scenarios.iter().zip(INKS).enumerate() {
        let (column, line) = (place % KEY_COLUMNS, place / KEY_COLUMNS);
        let (x, y) = (MARGIN + room * column as f64, plot.top - 6.0 + KEY_LINE * line as f64);
        drawing.line(vec![(x, y - 9.0), (x + 34.0, y - 9.0)], 2.0 * MAIN_LINE, ink);
        let name = Text::new(short(comparison, place), (x + 46.0, y), TICK, ink).bold();
        let right = name.bounds().right + 14.0;
        drawing.text(name);
        // A variant of the first has no title of its own.
        let title =
            if comparison.short_name(place) == scenario.name { comparison.called(place) } else { String::new() };
        let title = clipped(&cleaned(&title), TICK, Weight::Regular, x + room - 40.0 - right);
        drawing.text(Text::new(title, (right, y), TICK, INK));
    }
    plot.top += KEY_LINE * scenarios.len().div_ceil(KEY_COLUMNS) as f64 + 40.0;
    (drawing, plot)
}

/// So many parts of a plot beside each other; one below the other where there is no room.
pub(super) fn parts(plot: &Area, parts: usize, look: &Look) -> Vec<Area> {
    let columns = if look.is_narrow() { 1 } else { parts };
    let (head, foot) = if look.is_narrow() { (40.0, 70.0) } else { (0.0, 0.0) };
    let plot = Area { bottom: plot.bottom + foot, ..*plot };
    panels(&plot, parts, columns, (head, foot))
}

/// One clock of the scenarios.
pub(super) struct ClockPanel<'a> {
    pub(super) name: &'a str,
    pub(super) lines: &'a [PanelLine],
    /// Whether it shows differences, in points, and not probabilities.
    pub(super) is_difference: bool,
    pub(super) scenario: &'a ScenarioHeader,
}

impl ClockPanel<'_> {
    pub(super) fn draw(&self, drawing: &mut Drawing, mut area: Area, range: (f64, f64), ticks: &[f64]) {
        drawing.text(Text::new(self.name, (area.left, area.top - 26.0), LABEL, INK).bold());
        let height = AxisScale::new(range, (area.bottom, area.top));
        let ends = self.ends(&height);
        area.right -= labels::room(&ends);
        let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(1.0, f64::min);
        let labels: Vec<String> = ticks.iter().map(|&tick| self.tick(tick, step)).collect();
        axis::grid(drawing, &mut area, &height, ticks, &labels);
        let time =
            AxisScale::new((axis::years(self.scenario.start), axis::years(self.scenario.end)), (area.left, area.right));
        axis::time_axis(drawing, &area, &time, self.scenario);
        if range.0 < 0.0 {
            drawing.line(vec![(area.left, height.at(0.0)), (area.right, height.at(0.0))], 2.5, INK);
        }
        for line in self.lines {
            let [low, high] = [|share: &Estimate| share.low, |share: &Estimate| share.high]
                .map(|of| line.course.line(self.scenario.start, (&time, &height), of));
            if low.iter().zip(&high).any(|(low, high)| low.1 - high.1 > MAIN_LINE) {
                drawing.band(&low, &high, line.ink.mix(0.22));
            }
        }
        for line in self.lines.iter().rev() {
            let points = line.course.line(self.scenario.start, (&time, &height), |share| share.estimate);
            if let Some(&end) = points.last() {
                drawing.dot(end, 1.5 * MAIN_LINE, line.ink);
            }
            drawing.line(points, MAIN_LINE, line.ink);
            for (day, of) in &line.whiskers {
                whisker(drawing, time.at(axis::years(*day)), [height.at(of.low), height.at(of.high)], line.ink);
            }
        }
        labels::at_the_right(drawing, &area, &ends);
    }

    /// A tick in percent, or in points with its sign.
    fn tick(&self, tick: f64, step: f64) -> String {
        let written = chart_labels::percent_tick(tick, step);
        if !self.is_difference {
            return written;
        }
        let number = written.trim_end_matches(['%', '\u{a0}']).to_owned();
        if tick > 0.0 { format!("+{number}") } else { number }
    }

    /// What the lines are called at their ends; those that hide each other have one label, in the colour of the uppermost.
    fn ends(&self, height: &AxisScale) -> Vec<End> {
        let mut together: Vec<(&PanelLine, Vec<&str>)> = Vec::new();
        for line in self.lines {
            match together.iter_mut().find(|(first, _)| first.course == line.course) {
                Some((_, names)) => names.push(&line.name),
                None => together.push((line, vec![&line.name])),
            }
        }
        together.iter().filter_map(|(line, names)| self.end(line, names, height)).collect()
    }

    fn end(&self, line: &PanelLine, names: &[&str], height: &AxisScale) -> Option<End> {
        let last = line.course.last()?;
        // What is known of the end itself, rather than of the curve.
        let known = line.whiskers.last().map_or(last, |(_, known)| known);
        let number = if self.is_difference { chart_labels::points(known) } else { chart_labels::probability(known) };
        let (first, others) = (names.first()?, names.len() - 1);
        let note = if others > 0 { format!("{first} and {others} more") } else { (*first).to_owned() };
        Some(End { y: height.at(last.estimate), text: number, note: Some(note), ink: line.ink, bold: true })
    }
}

/// An interval, where it is wide enough to be seen.
fn whisker(drawing: &mut Drawing, x: f64, [low, high]: [f64; 2], ink: Ink) {
    if low - high > 2.0 * MAIN_LINE {
        drawing.line(vec![(x, low), (x, high)], 2.0, ink);
        for y in [low, high] {
            drawing.line(vec![(x - 6.0, y), (x + 6.0, y)], 2.0, ink);
        }
    }
}

/// The finding: the chance that the cash runs out, in each.
fn clocks_title(comparison: &Comparison) -> String {
    let shares = comparison.scenarios.iter().enumerate().map(|(place, scenario)| {
        let chance = chart_labels::probability_in_words(&scenario.answers.exhaustion.by_horizon);
        format!("{chance} in {}", short(comparison, place))
    });
    let shares: Vec<String> = shares.collect();
    let end = chart_labels::by_the_end(&comparison.scenarios[0].answers.provenance.scenario);
    format!("Chance that the cash runs out by {end}: {}", listed(&shares))
}

/// The finding: who lasts longer, in how many futures; of several, against the first.
fn difference_title(comparison: &Comparison) -> String {
    let first = short(comparison, 0);
    let [difference] = comparison.differences.as_slice() else {
        let outlast = comparison.differences.iter().enumerate().map(|(before, difference)| {
            let share = chart_labels::probability_in_words(&difference.lasting.other_longer);
            format!("{} in\u{a0}{share}", short(comparison, before + 1))
        });
        return format!("{first} is outlasted by {} of futures", listed(&outlast.collect::<Vec<_>>()));
    };
    let other = short(comparison, 1);
    if difference.alike.estimate >= 1.0 {
        return format!("It makes no difference: {first} and {other} are the same in every future");
    }
    let lasting = &difference.lasting;
    let [longer, shorter] = [&lasting.baseline_longer, &lasting.other_longer].map(chart_labels::probability_in_words);
    if lasting.baseline_longer.estimate + lasting.other_longer.estimate <= 0.0 {
        return format!("The cash of {first} and of {other} lasts equally long in every future");
    }
    if lasting.baseline_longer.estimate > lasting.other_longer.estimate {
        format!("The cash lasts longer with {first} in {longer} of futures, with {other} in {shorter}")
    } else {
        format!("The cash lasts longer with {other} in {shorter} of futures, with {first} in {longer}")
    }
}
