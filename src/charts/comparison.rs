//! The charts of a comparison: both clocks of every scenario over each other, and how the others differ from the first as time goes on.
//!
//! Two panels: when the cash runs out at the left, when the company is profitable at the right. One colour a scenario in both.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, framed};
use super::geometry::{Area, Point};
use super::labels::{self, End};
use super::style::{ACCENT, INK, Ink, LABEL, MAIN_LINE, MARGIN, TICK, WIDTH};
use super::text::Text;
use crate::answers::{ComparedScenario, Comparison, Estimate, ScenarioHeader, Year};
use crate::wording::chart_labels;
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
/// Between the panels.
const GAP: f64 = 56.0;
/// Height of a line of the key.
const KEY_LINE: f64 = 40.0;
/// The part of a scale's height below which nothing is seen: half the width of a line.
const UNSEEN: f64 = 0.004;
/// Scenarios in a line of the key.
const KEY_COLUMNS: usize = 2;

/// A probability by the end of each year.
pub(super) type YearlyProbability = BTreeMap<Year, Estimate>;

/// What a panel shows of one scenario.
pub(super) struct PanelLine<'a> {
    pub(super) by_end_of_year: &'a YearlyProbability,
    /// Its label at its end.
    pub(super) name: String,
    pub(super) ink: Ink,
}

/// Both clocks of every scenario, cumulative.
pub(super) fn clocks(comparison: &Comparison) -> Drawing {
    let first = &comparison.scenarios[0].answers;
    let kind = first.provenance.scenario.year_ends.kind_of_year();
    let subtitle =
        format!("Probability by the end of each {kind}. Bands: 95\u{a0}% interval, where it is wider than the line");
    let (mut drawing, plot) = page(comparison, &clocks_title(comparison), &subtitle);
    let lines = |of: fn(&ComparedScenario) -> &YearlyProbability| {
        let line = |(scenario, ink)| {
            let scenario: &ComparedScenario = scenario;
            PanelLine { by_end_of_year: of(scenario), name: scenario.letter.to_string(), ink }
        };
        comparison.scenarios.iter().zip(INKS).map(line).collect::<Vec<_>>()
    };
    let panels = [
        ("Out of cash", lines(|scenario| &scenario.answers.exhaustion.by_end_of_year)),
        ("Profitable", lines(|scenario| &scenario.answers.profitability.by_end_of_year)),
    ];
    for ((name, lines), area) in panels.iter().zip(halves(&plot)) {
        let panel = ClockPanel { name, lines, is_difference: false, scenario: &first.provenance.scenario };
        panel.draw(&mut drawing, area, (0.0, 1.0), &[0.0, 0.25, 0.5, 0.75, 1.0]);
    }
    drawing
}

/// How much more often each other scenario is out of cash, and profitable, by the end of each year.
pub(super) fn difference(comparison: &Comparison) -> Drawing {
    let first = &comparison.scenarios[0].answers;
    let kind = first.provenance.scenario.year_ends.kind_of_year();
    let subtitle = format!(
        "Difference from A by the end of each {kind}, in percentage points, future by future. Bands: 95\u{a0}% interval"
    );
    let (mut drawing, plot) = page(comparison, &difference_title(comparison), &subtitle);
    let lines = |of: fn(&crate::answers::Difference) -> &YearlyProbability| {
        let line = |(difference, ink)| {
            let difference: &crate::answers::Difference = difference;
            PanelLine { by_end_of_year: of(difference), name: difference.other.to_string(), ink }
        };
        comparison.differences.iter().zip(INKS.into_iter().skip(1)).map(line).collect::<Vec<_>>()
    };
    let panels = [
        ("Out of cash", lines(|difference| &difference.exhaustion.by_end_of_year)),
        ("Profitable", lines(|difference| &difference.profitability.by_end_of_year)),
    ];
    let (range, ticks) = axis::ticks(reach(panels.iter().flat_map(|(_, lines)| lines)), 6.0);
    for ((name, lines), area) in panels.iter().zip(halves(&plot)) {
        let panel = ClockPanel { name, lines, is_difference: true, scenario: &first.provenance.scenario };
        panel.draw(&mut drawing, area, range, &ticks);
    }
    drawing
}

/// The range of the lines and their bands, with 0 in it.
fn reach<'a>(lines: impl Iterator<Item = &'a PanelLine<'a>>) -> (f64, f64) {
    let values: Vec<&Estimate> = lines.flat_map(|line| line.by_end_of_year.values()).collect();
    let (low, high) = values.iter().fold((0.0_f64, 0.0_f64), |(low, high), of| (low.min(of.low), high.max(of.high)));
    // Where nothing differs, or by less than a hundredth of a point, there is nothing to zoom in on.
    if high - low < 1e-4 || values.iter().all(|share| share.estimate == 0.0) {
        return (low.min(-0.01), high.max(0.01));
    }
    // Nor is what is invisible below or above 0 worth a step of the scale.
    let seen = |end: f64| if end.abs() < UNSEEN * (high - low) { 0.0 } else { end };
    (seen(low), seen(high))
}

/// The page with the key of the scenarios below its subtitle.
fn page(comparison: &Comparison, title: &str, subtitle: &str) -> (Drawing, Area) {
    let scenarios = &comparison.scenarios;
    let names: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let (mut drawing, mut plot) = framed(&scenarios[0].answers.provenance, &names.join("  |  "), title, subtitle);
    let room = (f64::from(WIDTH) - 2.0 * MARGIN) / KEY_COLUMNS as f64;
    for (place, (scenario, ink)) in scenarios.iter().zip(INKS).enumerate() {
        let (column, line) = (place % KEY_COLUMNS, place / KEY_COLUMNS);
        let (x, y) = (MARGIN + room * column as f64, plot.top - 6.0 + KEY_LINE * line as f64);
        drawing.line(vec![(x, y - 9.0), (x + 34.0, y - 9.0)], 2.0 * MAIN_LINE, ink);
        let letter = Text::new(scenario.letter.to_string(), (x + 46.0, y), LABEL, ink).bold();
        drawing.text(letter);
        let title = clipped(&cleaned(&comparison.called(place)), TICK, Weight::Regular, room - 46.0 - 60.0);
        drawing.text(Text::new(title, (x + 78.0, y), TICK, INK));
    }
    plot.top += KEY_LINE * scenarios.len().div_ceil(KEY_COLUMNS) as f64 + 40.0;
    (drawing, plot)
}

/// The left half of a plot and the right one.
pub(super) fn halves(plot: &Area) -> [Area; 2] {
    let middle = f64::midpoint(plot.left, plot.right);
    [Area { right: middle - GAP / 2.0, ..*plot }, Area { left: middle + GAP / 2.0, ..*plot }]
}

/// One clock of the scenarios.
pub(super) struct ClockPanel<'a> {
    pub(super) name: &'a str,
    pub(super) lines: &'a [PanelLine<'a>],
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
                .map(|of| self.points(line, (&time, &height), of));
            if low.iter().zip(&high).any(|(low, high)| low.1 - high.1 > MAIN_LINE) {
                drawing.band(&low, &high, line.ink.mix(0.22));
            }
        }
        for line in self.lines.iter().rev() {
            let points = self.points(line, (&time, &height), |share| share.estimate);
            if let Some(&end) = points.last() {
                drawing.dot(end, 1.5 * MAIN_LINE, line.ink);
            }
            drawing.line(points, MAIN_LINE, line.ink);
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

    fn points(
        &self,
        line: &PanelLine<'_>,
        (time, height): (&AxisScale, &AxisScale),
        of: impl Fn(&Estimate) -> f64,
    ) -> Vec<Point> {
        let start = (time.at(axis::years(self.scenario.start)), height.at(0.0));
        let years = line.by_end_of_year.iter();
        let points =
            years.map(|(&year, share)| (time.at(axis::end_of_year(self.scenario, year)), height.at(of(share))));
        [start].into_iter().chain(points).collect()
    }

    /// What the lines are called at their ends; those that hide each other have one label, in the colour of the uppermost.
    fn ends(&self, height: &AxisScale) -> Vec<End> {
        let mut together: Vec<(&PanelLine<'_>, Vec<&str>)> = Vec::new();
        for line in self.lines {
            let is_same = |(first, _): &&mut (&PanelLine<'_>, _)| first.by_end_of_year == line.by_end_of_year;
            match together.iter_mut().find(is_same) {
                Some((_, names)) => names.push(&line.name),
                None => together.push((line, vec![&line.name])),
            }
        }
        together.iter().filter_map(|(line, names)| self.end(line, names, height)).collect()
    }

    fn end(&self, line: &PanelLine<'_>, names: &[&str], height: &AxisScale) -> Option<End> {
        let last = line.by_end_of_year.values().next_back()?;
        let number = if self.is_difference { chart_labels::points(last) } else { chart_labels::probability(last) };
        let text = format!("{}  {number}", together(names));
        Some(End { y: height.at(last.estimate), text, note: None, ink: line.ink, bold: true })
    }
}

/// `A`, `A, C`, or `B–E` for three letters and more in a row.
fn together(names: &[&str]) -> String {
    let letters: Vec<char> = names.iter().flat_map(|name| name.chars()).collect();
    match letters[..] {
        [first, .., last] if names.len() == letters.len() && names.len() > 2 => {
            if (first..=last).count() == letters.len() { format!("{first}\u{2013}{last}") } else { names.join(", ") }
        }
        _ => names.join(", "),
    }
}

/// The finding: the chance that the cash runs out, in each.
fn clocks_title(comparison: &Comparison) -> String {
    let shares = comparison.scenarios.iter().map(|scenario| {
        let chance = chart_labels::probability_in_words(&scenario.answers.exhaustion.by_horizon);
        format!("{chance} in\u{a0}{}", scenario.letter)
    });
    let shares: Vec<String> = shares.collect();
    let end = chart_labels::by_the_end(&comparison.scenarios[0].answers.provenance.scenario);
    format!("Chance that the cash runs out by {end}: {}", listed(&shares))
}

/// The finding: who lasts longer, in how many futures; of several, against the first.
fn difference_title(comparison: &Comparison) -> String {
    let [difference] = comparison.differences.as_slice() else {
        let outlast = comparison.differences.iter().map(|difference| {
            let share = chart_labels::probability_in_words(&difference.lasting.other_longer);
            format!("{}\u{a0}in\u{a0}{share}", difference.other)
        });
        return format!("A is outlasted by {} of futures", listed(&outlast.collect::<Vec<_>>()));
    };
    if difference.alike.estimate >= 1.0 {
        return "A and B are the same in every future".to_owned();
    }
    let lasting = &difference.lasting;
    let [longer, shorter] = [&lasting.baseline_longer, &lasting.other_longer].map(chart_labels::probability_in_words);
    format!("A outlasts B in {longer} of futures, and B outlasts A in {shorter}")
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => items.concat(),
    }
}
