//! How the drivers that differ most are spread in bad futures and in the others: small multiples, one driver each.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{cleaned, clipped, page};
use super::geometry::{Area, Point};
use super::labels::spread_ticks;
use super::lever_axis;
use super::look::Look;
use super::panels::panels;
use super::style::{ACCENT, AXIS, INK, Ink, TEXT, THIN, TICK};
use super::text::Text;
use crate::answers::{Density, Explanation, LeverValue, ScenarioHeader};
use crate::wording::{capital, chart_labels, plain_name};
use plotters::style::Color;

/// Above each plot, for the driver and its means, and below it, for its values.
const HEAD: f64 = 74.0;
const FOOT: f64 = 42.0;
/// Size of a driver's name.
const NAME: f64 = 25.0;
const LINE: f64 = 3.5;
/// Standard deviations from which on it can be seen that two densities are not the same.
const VISIBLE: f64 = 0.1;
/// Share of futures at each end for which no room is made.
const TAIL: f64 = 0.002;

/// The chart.
pub(super) fn drawing(explanation: &Explanation, look: &Look) -> Drawing {
    let scenario = &explanation.provenance.scenario;
    let shown: Vec<&Density> = explanation
        .densities
        .iter()
        .enumerate()
        .filter(|(place, of)| *place == 0 || differs(of))
        .map(|(_, of)| of)
        .collect();
    let subtitle = match shown.as_slice() {
        [] => "A number has two densities only if some futures are bad and some are not".to_owned(),
        _ => format!(
            "Blue: futures in which {}. Grey: all others. Each number in the year in which they differ most, and what it is on average",
            cleaned(&explanation.question.bad_words())
        ),
    };
    let (mut drawing, plot) = page(&explanation.provenance, look, &title(explanation), &subtitle);
    let plot = Area { top: plot.top - 30.0, bottom: plot.bottom + 58.0, ..plot };
    let columns = if look.is_narrow() { 2 } else { 3 };
    for (of, area) in shown.iter().zip(panels(&plot, shown.len(), columns, (HEAD, FOOT))) {
        draw(of, scenario, &mut drawing, &area);
    }
    drawing
}

/// Whether the two are visibly apart, by more than chance.
fn differs(of: &Density) -> bool {
    of.shift.estimate.abs() >= VISIBLE && (of.shift.low > 0.0 || of.shift.high < 0.0)
}

/// The finding: the number that lies furthest from where it lies in the other futures.
fn title(explanation: &Explanation) -> String {
    let Some(first) = explanation.densities.first() else {
        return if explanation.failing_runs == 0 {
            "No future is bad: there is nothing to compare with the others".to_owned()
        } else {
            "Bad futures cannot be told apart from others".to_owned()
        };
    };
    let scenario = &explanation.provenance.scenario;
    let when = first.year.map_or_else(String::new, |year| format!(" in\u{a0}{year}"));
    let toward = if first.shift.estimate > 0.0 { "higher" } else { "lower" };
    let name = clipped(&cleaned(&plain_name(&first.driver, scenario)), NAME, Weight::Bold, 600.0);
    let bad = if explanation.question.named { "bad futures" } else { "futures that run out of cash" };
    let [failing, others] = means(first, scenario);
    capital(&format!("{name}{when} is {toward} in {bad}: {failing} on average, not {others}"))
}

/// Its means in bad futures and in the others, in its unit.
fn means(of: &Density, scenario: &ScenarioHeader) -> [String; 2] {
    of.means.map(|mean| chart_labels::value(of.quantity, LeverValue::Number(mean), scenario))
}

fn draw(of: &Density, scenario: &ScenarioHeader, drawing: &mut Drawing, area: &Area) {
    let name = clipped(&cleaned(&plain_name(&of.driver, scenario)), NAME, Weight::Bold, area.width());
    drawing.text(Text::new(name, (area.left, area.top - 44.0), NAME, INK).bold());
    let note = clipped(&note(of, scenario), TICK - 2.0, Weight::Regular, area.width());
    drawing.text(Text::new(note, (area.left, area.top - 14.0), TICK - 2.0, TEXT));
    let bins = within(of);
    let heights = [heights(&of.failing[bins.clone()], of.totals[0]), heights(&of.others[bins.clone()], of.totals[1])];
    let most = heights.iter().flatten().copied().fold(0.0, f64::max);
    let curve = |heights: &[f64]| -> Vec<Point> {
        let step = area.width() / heights.len() as f64;
        let at = |(bin, height): (usize, &f64)| {
            let share = if most > 0.0 { height / most } else { 0.0 };
            (area.left + (bin as f64 + 0.5) * step, area.bottom - share * (area.bottom - area.top))
        };
        heights.iter().enumerate().map(at).collect()
    };
    let [failing, others] = heights.map(|heights| curve(&heights));
    fill(drawing, &others, area, THIN.mix(0.22), THIN);
    fill(drawing, &failing, area, ACCENT.mix(0.22), ACCENT);
    drawing.line(vec![(area.left, area.bottom), (area.right, area.bottom)], 2.0, AXIS);
    let width = (of.to - of.from) / of.failing.len().max(1) as f64;
    let range = (of.from + width * bins.start as f64, of.from + width * bins.end as f64);
    let across = AxisScale::new(range, (area.left, area.right));
    let ticks = lever_axis::ticks(of.quantity, range, 4.0, scenario);
    spread_ticks(drawing, area, ticks.into_iter().map(|(value, label)| (across.at(value), label)));
}

/// The bins in which all but the rarest futures lie.
fn within(of: &Density) -> std::ops::Range<usize> {
    let all: Vec<u64> = of.failing.iter().zip(&of.others).map(|(failing, others)| failing + others).collect();
    let tail = TAIL * all.iter().sum::<u64>() as f64;
    let rare = |bins: &mut dyn Iterator<Item = &u64>| {
        let mut sum = 0;
        bins.take_while(|&&count| {
            sum += count;
            (sum as f64) < tail
        })
        .count()
    };
    let (first, last) = (rare(&mut all.iter()), all.len() - rare(&mut all.iter().rev()));
    // Where nearly all lie in a bin or two, some more show where these are.
    let room = 6_usize.saturating_sub(last.saturating_sub(first));
    first.saturating_sub(room)..(last + room).min(all.len())
}

fn fill(drawing: &mut Drawing, curve: &[Point], area: &Area, ground: Ink, line: Ink) {
    let floor: Vec<Point> = curve.iter().map(|&(x, _)| (x, area.bottom)).collect();
    drawing.band(&floor, curve, ground);
    drawing.line(curve.to_vec(), LINE, line);
}

/// Shares of a bin, all of the same width.
fn heights(bins: &[u64], total: u64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of runs")]
    let share = |&bin: &u64| bin as f64 / total.max(1) as f64;
    bins.iter().map(share).collect()
}

/// `2029: 34 %, elsewhere 51 %`
fn note(of: &Density, scenario: &ScenarioHeader) -> String {
    let [failing, others] = means(of, scenario);
    let when = of.year.map_or_else(String::new, |year| format!("{year}: "));
    format!("{when}{failing}, elsewhere {others}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Estimate;

    fn density(failing: Vec<u64>) -> Density {
        let shift = Estimate { estimate: 0.5, low: 0.4, high: 0.6 };
        let (others, count) = (vec![0; failing.len()], failing.iter().sum());
        let name = "gross_margin".to_owned();
        Density {
            driver: name,
            quantity: "share",
            year: None,
            shift,
            means: [0.5; 2],
            from: 0.0,
            to: 1.0,
            failing,
            others,
            totals: [count, 0],
        }
    }

    #[test]
    fn no_room_is_made_for_the_rarest() {
        let mut bins = vec![0; 40];
        bins[10..20].fill(1_000);
        (bins[2], bins[30]) = (1, 1);
        assert_eq!(within(&density(bins)), 10..20);
    }

    #[test]
    fn a_single_spike_keeps_its_surroundings() {
        let mut bins = vec![0; 40];
        bins[3] = 1_000;
        assert_eq!(within(&density(bins)), 0..9);
    }
}
