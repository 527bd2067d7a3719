//! How far each lever by itself takes a claim's probability: a bar for each, from where it is to what is wanted, or to the most it can do.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, page};
use super::geometry::Area;
use super::style::{ACCENT, AXIS, GRID, GRID_LINE, INK, LABEL, MARGIN, SUBTITLE, TEXT, THIN, TICK, WIDTH};
use super::text::{Align, Text};
use crate::answers::{Axis, LeverAnswer, LeverValue, Solution, SolveOutcome};
use crate::wording::chart_labels;

const RIGHT: f64 = WIDTH as f64 - MARGIN;
/// Levers beyond these are in the JSON.
const MOST: usize = 10;
/// Room for the levers' names, and for what is needed.
const NAMES: f64 = 470.0;
const NEEDED: f64 = 400.0;
/// A row is no higher.
const HIGHEST: f64 = 90.0;

/// The chart.
pub(super) fn drawing(solution: &Solution) -> Drawing {
    let claim = clipped(&cleaned(&solution.claim), SUBTITLE, Weight::Regular, 560.0);
    let subtitle = format!(
        "Probability of \u{201c}{claim}\u{201d}: {} now, {} wanted. One lever at a time, on the same futures",
        chart_labels::probability(&solution.now),
        chart_labels::percent(solution.wanted)
    );
    let (mut drawing, plot) = page(&solution.provenance, &title(solution), &subtitle);
    let area = Area { left: MARGIN + NAMES, right: RIGHT - NEEDED, ..plot };
    let scale = AxisScale::new((0.0, 1.0), (area.left, area.right));
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = scale.at(tick);
        drawing.line(vec![(x, area.top), (x, area.bottom)], GRID_LINE, GRID);
        let text = Text::new(chart_labels::percent_tick(tick, 0.25), (x, area.bottom + 12.0 + LABEL), TICK, TEXT);
        drawing.text(text.aligned(Align::Middle));
    }
    let shown = &solution.levers[..solution.levers.len().min(MOST)];
    let height = ((area.bottom - area.top) / shown.len().max(1) as f64).min(HIGHEST);
    for (place, lever) in shown.iter().enumerate() {
        let middle = area.top + (place as f64 + 0.5) * height;
        row(&mut drawing, solution, lever, &scale, middle, height);
    }
    marks(&mut drawing, solution, &scale, &area);
    drawing
}

/// Lines where the probability is and where it is to be, with their names where these do not meet.
fn marks(drawing: &mut Drawing, solution: &Solution, scale: &AxisScale, area: &Area) {
    let [now, wanted] = [solution.now.estimate, solution.wanted].map(|share| scale.at(share));
    for (x, width, name) in [(now, 2.5, "now"), (wanted, 4.0, "wanted")] {
        drawing.line(vec![(x, area.top), (x, area.bottom)], width, AXIS);
        if (now - wanted).abs() > 110.0 {
            drawing.text(Text::new(name, (x, area.top - 12.0), TICK, TEXT).aligned(Align::Middle));
        }
    }
}

/// A lever's name, its bar, and what is needed of it.
fn row(drawing: &mut Drawing, solution: &Solution, lever: &LeverAnswer, scale: &AxisScale, middle: f64, height: f64) {
    let baseline = middle + 0.35 * LABEL;
    let name = clipped(&cleaned(&lever.lever), LABEL, Weight::Regular, NAMES - 28.0);
    drawing.text(Text::new(name, (MARGIN, baseline), LABEL, INK));
    let reaches = lever.outcome != SolveOutcome::OutOfReach;
    let to = if reaches { solution.wanted } else { lever.best.probability.estimate };
    let [from, to] = [scale.at(solution.now.estimate), scale.at(to)];
    let half = 0.28 * height;
    let bar = Area { left: from.min(to), right: from.max(to), top: middle - half, bottom: middle + half };
    drawing.fill(bar, if reaches { ACCENT } else { THIN });
    let needed = clipped(&needed(solution, lever), TICK, Weight::Regular, NEEDED - 24.0);
    let text = Text::new(needed, (RIGHT - NEEDED + 24.0, baseline), TICK, TEXT);
    drawing.text(if reaches { text.bold() } else { text });
}

/// `170 bn USD (169 to 172)`, or how much is the most, and where.
fn needed(solution: &Solution, lever: &LeverAnswer) -> String {
    let value = |value: LeverValue| value_of(solution, lever, value);
    match (&lever.needed, lever.outcome) {
        (Some(needed), _) => value(needed.value),
        (None, SolveOutcome::Everywhere) => "wherever it stands".to_owned(),
        (None, _) => {
            let best = &lever.best;
            format!("at most {}, at {}", chart_labels::probability(&best.probability), value(best.value))
        }
    }
}

fn value_of(solution: &Solution, lever: &LeverAnswer, value: LeverValue) -> String {
    let axis = Axis { lever: lever.lever.clone(), quantity: lever.quantity, now: lever.now, values: Vec::new() };
    chart_labels::lever(&axis, value, &solution.provenance.scenario)
}

fn title(solution: &Solution) -> String {
    let wanted = chart_labels::percent(solution.wanted);
    let mut reaching = solution.levers.iter().filter(|lever| lever.needed.is_some());
    match (reaching.next(), reaching.count()) {
        (None, _) if solution.levers.iter().any(|lever| lever.outcome == SolveOutcome::Everywhere) => {
            format!("{wanted} is reached as the scenario is written")
        }
        (None, _) => format!("None of these levers reaches {wanted} by itself"),
        (Some(lever), others) => {
            let name = clipped(&cleaned(&lever.lever), LABEL, Weight::Bold, 420.0);
            let value = lever.needed.as_ref().map(|needed| value_of(solution, lever, needed.value)).unwrap_or_default();
            let others = match others {
                0 => String::new(),
                1 => ", or another lever".to_owned(),
                more => format!(", or any of {more} others"),
            };
            format!("{wanted} takes {name} at {value}{others}")
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
        assert!(both.starts_with("90 % takes cash.opening at 1.") && both.ends_with(", or another lever"), "{both}");
        let none = says(&["capital.Seed extension.date"], 0.9);
        assert_eq!(none, "None of these levers reaches 90 % by itself");
    }
}
