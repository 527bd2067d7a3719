//! What each lever by itself does to a claim's probability: a curve for each, from where it stands to what is wanted, or to the most it can do,
//! in its own unit.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, page};
use super::geometry::{Area, Point};
use super::labels::spread_ticks;
use super::lever_axis;
use super::look::Look;
use super::panels::panels;
use super::style::{ACCENT, AXIS, GRID, GRID_LINE, INK, LABEL, MAIN_LINE, MARGIN, PAPER, SUBTITLE, TEXT, THIN, TICK};
use super::text::{Align, Text};
use crate::answers::{LeverAnswer, LeverValue, Solution, SolveOutcome};
use crate::wording::{chart_labels, plain_name};

/// Levers beyond these are in the JSON.
const MOST: usize = 9;
/// Above each curve, for the lever and what is needed of it, and below it, for its values.
const HEAD: f64 = 96.0;
const FOOT: f64 = 58.0;
/// At the left, for the probabilities.
const SCALE: f64 = 84.0;
/// Of the way from where a lever stands to what is needed of it, what is shown beyond.
const BEYOND: f64 = 0.12;

/// The chart.
pub(super) fn drawing(solution: &Solution, look: &Look) -> Drawing {
    let claim = clipped(&cleaned(&solution.claim), SUBTITLE, Weight::Regular, 560.0);
    let subtitle = format!(
        "Probability of \u{201c}{claim}\u{201d} as one lever moves and all others stay, from where the scenario has it (dark dot)"
    );
    let (mut drawing, plot) = page(&solution.provenance, look, &title(solution), &subtitle);
    let shown = &solution.levers[..solution.levers.len().min(MOST)];
    let plot = Area { left: MARGIN + SCALE, top: plot.top - 24.0, bottom: plot.bottom + 60.0, ..plot };
    let columns = if look.is_narrow() { 2 } else { 3 };
    for (place, (lever, area)) in shown.iter().zip(panels(&plot, shown.len(), columns, (HEAD, FOOT))).enumerate() {
        let area = Area { bottom: area.bottom.min(area.top + 0.8 * area.width()), ..area };
        panel(&mut drawing, solution, lever, &area, place % columns == 0);
    }
    drawing
}

/// A lever: its name, what is needed of it, and its curve.
fn panel(drawing: &mut Drawing, solution: &Solution, lever: &LeverAnswer, area: &Area, is_first: bool) {
    let scenario = &solution.provenance.scenario;
    let reaches = lever.outcome != SolveOutcome::OutOfReach;
    let name = clipped(&cleaned(&plain_name(&lever.lever, scenario)), LABEL, Weight::Bold, area.width());
    drawing.text(Text::new(name, (area.left, area.top - 56.0), LABEL, INK).bold());
    let words = clipped(&needed(solution, lever), TICK, Weight::Bold, area.width());
    let words = Text::new(words, (area.left, area.top - 22.0), TICK, if reaches { ACCENT } else { TEXT });
    drawing.text(if reaches { words.bold() } else { words });
    let height = AxisScale::new((0.0, 1.0), (area.bottom, area.top));
    probabilities(drawing, solution, area, &height, is_first);
    let curve = LeverCurve::of(solution, lever);
    let across = AxisScale::new(curve.range, (area.left, area.right));
    values(drawing, solution, lever, area, &curve, &across);
    let place = |&(value, probability): &(f64, f64)| -> Point { (across.at(value), height.at(probability)) };
    let (line, ink) = (curve.points.iter().map(place).collect(), if reaches { ACCENT } else { THIN });
    drawing.line(line, MAIN_LINE, ink);
    for (at, ink) in [(curve.to, ink), (curve.now, INK)] {
        drawing.dot(place(&at), 11.0, PAPER);
        drawing.dot(place(&at), 8.0, ink);
    }
}

/// The grid of probabilities with what is wanted; written at the left of the first panel of a row.
fn probabilities(drawing: &mut Drawing, solution: &Solution, area: &Area, height: &AxisScale, is_first: bool) {
    let wanted = solution.wanted;
    let is_apart = |tick: &f64| (height.at(*tick) - height.at(wanted)).abs() > 1.2 * TICK;
    let ticks = [0.0, 0.5, 1.0].into_iter().filter(is_apart);
    for (tick, is_wanted) in ticks.map(|tick| (tick, false)).chain([(wanted, true)]) {
        let y = height.at(tick);
        let (weight, ink) = if is_wanted || tick == 0.0 { (2.0, AXIS) } else { (GRID_LINE, GRID) };
        drawing.line(vec![(area.left, y), (area.right, y)], weight, ink);
        if is_first {
            let label = Text::new(chart_labels::percent(tick), (area.left - 14.0, y + 0.34 * TICK), TICK, TEXT);
            drawing.text((if is_wanted { label.bold() } else { label }).aligned(Align::Right));
        }
    }
}

/// The values below a curve, in the lever's unit.
fn values(
    drawing: &mut Drawing,
    solution: &Solution,
    lever: &LeverAnswer,
    area: &Area,
    curve: &LeverCurve,
    across: &AxisScale,
) {
    let ticks = lever_axis::ticks(lever.quantity, curve.range, 3.0, &solution.provenance.scenario);
    spread_ticks(drawing, area, ticks.into_iter().map(|(value, label)| (across.at(value), label)));
}

/// What is known of a lever between where it stands and where it is to be.
struct LeverCurve {
    /// Values and probabilities, by rising value.
    points: Vec<(f64, f64)>,
    now: (f64, f64),
    to: (f64, f64),
    /// The values that are shown.
    range: (f64, f64),
}

impl LeverCurve {
    fn of(solution: &Solution, lever: &LeverAnswer) -> Self {
        let now = (lever_axis::number(lever.centre), solution.now.estimate);
        let best = (lever_axis::number(lever.best.value), lever.best.probability.estimate);
        let to = lever.needed.as_ref();
        let to = to.map_or(best, |needed| (lever_axis::number(needed.value), needed.probability.estimate));
        let scanned = || lever.scan.iter().map(|point| (lever_axis::number(point.value), point.probability.estimate));
        // What is best as it is, is shown with all that was tried.
        let tried = scanned().map(|(value, _)| value).filter(|_| now.0.to_bits() == to.0.to_bits());
        let (low, high) = tried
            .chain([now.0, to.0])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let room = BEYOND * (high - low);
        let range = (low - room, high + room);
        let within = scanned().filter(|(value, _)| (range.0..=range.1).contains(value));
        let mut points: Vec<(f64, f64)> = within.chain([now, to]).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by_key(|point| point.0.to_bits());
        Self { points, now, to, range }
    }
}

/// `now 40 bn USD, needed 662 bn USD`, or how much is the most, and where.
fn needed(solution: &Solution, lever: &LeverAnswer) -> String {
    let value = |value: LeverValue| value_of(solution, lever, value);
    let now = value(lever.centre);
    match (&lever.needed, lever.outcome) {
        (Some(needed), _) if ["points", "factor"].contains(&lever.quantity) => {
            format!("{} for {}", value(needed.value), chart_labels::percent(solution.wanted))
        }
        (Some(needed), _) => format!("{now} \u{2192} {}", value(needed.value)),
        (None, SolveOutcome::Everywhere) => "enough at any value".to_owned(),
        (None, _) => {
            let best = &lever.best;
            format!("at most {}, at {}", chart_labels::probability(&best.probability), value(best.value))
        }
    }
}

fn value_of(solution: &Solution, lever: &LeverAnswer, value: LeverValue) -> String {
    chart_labels::value(lever.quantity, value, &solution.provenance.scenario)
}

fn title(solution: &Solution) -> String {
    let wanted = chart_labels::percent(solution.wanted);
    let down = if solution.now.estimate > solution.wanted { "down " } else { "" };
    let way = format!("From {} {down}to {wanted}", chart_labels::probability_in_words(&solution.now));
    let mut reaching = solution.levers.iter().filter(|lever| lever.needed.is_some());
    match (reaching.next(), reaching.count()) {
        (None, _) if solution.levers.iter().any(|lever| lever.outcome == SolveOutcome::Everywhere) => {
            format!("{wanted} is reached as the scenario is written")
        }
        (None, _) => format!("{way}: none of these levers gets there by itself"),
        (Some(lever), others) => {
            let name = plain_name(&lever.lever, &solution.provenance.scenario);
            let name = clipped(&cleaned(&name), LABEL, Weight::Bold, 420.0);
            let value = lever.needed.as_ref().map(|needed| value_of(solution, lever, needed.value)).unwrap_or_default();
            let others = match others {
                0 => String::new(),
                1 => ", or another lever".to_owned(),
                more => format!(", or any of {more} others"),
            };
            format!("{way}: {name} at {value}{others}")
        }
    }
}

#[cfg(test)]
pub(super) use tests::examples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::survival;
    use crate::engine::{Plan, Simulator};
    use crate::model::{Lever, Levers};
    use crate::sampling::Sampling;
    use crate::scenario::Source;

    fn found(scenario: &str, named: &[&str], wanted: f64) -> Solution {
        let levers = Levers::new(Source::find(scenario).unwrap(), &[]).unwrap();
        let named: Vec<Lever> = named.iter().map(|lever| levers.lever(lever).unwrap()).collect();
        let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
        let claim = survival(levers.base());
        Simulator::new(plan).unwrap().solve(&levers, &named, &claim, wanted).unwrap()
    }

    pub(in crate::charts) fn examples() -> Vec<(&'static str, Solution)> {
        let many = ["cash.opening", "burn*", "revenue.growth+", "gross_margin+", "capital.Seed extension.date"];
        [("rarely", 0.1), ("often", 0.66), ("usually", 0.9), ("nearly always", 0.999)]
            .map(|(name, wanted)| (name, found("startup", &many, wanted)))
            .into()
    }

    #[test]
    fn the_title_says_what_it_takes_or_that_nothing_does() {
        let says = |named: &[&str], wanted| title(&found("startup", named, wanted)).replace('\u{a0}', " ");
        let both = says(&["cash.opening", "burn*"], 0.9);
        let found = both.starts_with("From 6") && both.contains(" % to 90 %: Cash at the start at 1.");
        assert!(found && both.ends_with(", or another lever"), "{both}");
        let none = says(&["capital.Seed extension.date"], 0.9);
        assert_eq!(none, "From 66 % to 90 %: none of these levers gets there by itself");
    }
}
