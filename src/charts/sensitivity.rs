//! The charts of a sensitivity analysis: each driver held low and high about the answer as drawn, and whose the uncertainty is.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::font::Weight;
use super::frame::{self, cleaned, clipped, wrapped};
use super::geometry::Area;
use super::look::Look;
use super::style::{ACCENT, ACCENT_SOFT, AXIS, BAND_INNER, FOOTER, GRID, GRID_LINE, INK, LABEL, MARGIN, TEXT, TICK};
use super::text::{Align, Text};
use crate::answers::{
    Estimate, HeldAt, HeldDriver, Index, Quantity, QuestionKind, Resolution, Sensitivity, UnitIndices, quantity_of,
};
use crate::wording::chart_labels::{self, Money};
use crate::wording::plain_name;

/// Rows of the tornado, and of the indices.
const MOST_HELD: usize = 15;
const MOST_UNITS: usize = 10;
/// Room of the names, of where a driver is held, and of the answers then.
const NAMES: f64 = 430.0;
const HELD: f64 = 236.0;
const ANSWERS: f64 = 210.0;
/// Between a column and the next.
const GAP: f64 = 20.0;
/// Room above the plot for the key.
const KEY: f64 = 44.0;
/// Rows are no higher than this.
const HIGHEST_ROW: f64 = 72.0;

/// The answer with each driver held low and high, about the answer as drawn.
pub(super) fn tornado(found: &Sensitivity, look: &Look) -> Drawing {
    let (mut drawing, mut plot) = page(found, look, &tornado_title(found), &tornado_subtitle(found));
    key(
        &mut drawing,
        &plot,
        [
            (ACCENT_SOFT, "held low: 10\u{a0}% quantile, or does not happen"),
            (ACCENT, "held high: 90\u{a0}% quantile, or happens"),
        ],
    );
    plot.top += KEY;
    let (names, answers) = (plot.left, plot.right - ANSWERS);
    let held_room = if look.is_narrow() { 0.0 } else { HELD + GAP };
    plot.left += NAMES + GAP + held_room;
    plot.right = answers - GAP;
    let shown: Vec<&HeldDriver> = found.drivers.iter().filter(|driver| driver.is_resolved()).take(MOST_HELD).collect();
    let labels = SensitivityLabels::of(found);
    if shown.is_empty() {
        nothing(
            &mut drawing,
            &plot,
            "Held low or high, no number, round or event changes the answer as far as these futures show",
        );
        return drawing;
    }
    let row = ((plot.bottom - plot.top) / shown.len() as f64).min(HIGHEST_ROW);
    plot.bottom = plot.top + row * shown.len() as f64;
    let values = shown.iter().flat_map(|driver| [driver.low.answer.estimate, driver.high.answer.estimate]);
    let range = values.fold((found.baseline.estimate, found.baseline.estimate), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let scale = labels.axis(&mut drawing, &plot, range);
    for (place, driver) in shown.iter().enumerate() {
        let middle = plot.top + row * (place as f64 + 0.5);
        let baseline = middle + 0.34 * TICK;
        let name = clipped(&cleaned(&called_of(found, driver)), TICK, Weight::Regular, NAMES);
        drawing.text(Text::new(name, (names, baseline), TICK, INK));
        if held_room > 0.0 {
            let held = clipped(&cleaned(&held(driver, &labels.money)), FOOTER, Weight::Regular, HELD);
            drawing.text(Text::new(held, (names + NAMES + GAP, baseline), FOOTER, TEXT));
        }
        bars(&mut drawing, &scale, (found.baseline.estimate, middle, 0.72 * row), driver);
        let answers_text = format!("{} → {}", labels.answer(&driver.low.answer), labels.answer(&driver.high.answer));
        drawing.text(Text::new(
            clipped(&answers_text, FOOTER, Weight::Regular, ANSWERS),
            (answers, baseline),
            FOOTER,
            TEXT,
        ));
    }
    let x = scale.at(found.baseline.estimate);
    drawing.line(vec![(x, plot.top - 8.0), (x, plot.bottom)], 3.0, AXIS);
    drawing
}

/// The two bars of a driver, from the answer as drawn; the longer one lies below where both go the same way.
fn bars(drawing: &mut Drawing, scale: &AxisScale, (drawn, middle, height): (f64, f64, f64), driver: &HeldDriver) {
    let sides = [(&driver.low, ACCENT_SOFT), (&driver.high, ACCENT)];
    let change = |place: usize| sides[place].0.less_baseline.estimate;
    let same_way = change(0) * change(1) > 0.0;
    let order = if change(0).abs() >= change(1).abs() { [0, 1] } else { [1, 0] };
    for (place, side) in order.into_iter().enumerate() {
        let (held, ink) = sides[side];
        let height = if same_way && place == 1 { 0.45 * height } else { height };
        let (x0, x1) = (scale.at(drawn), scale.at(held.answer.estimate));
        let area =
            Area { left: x0.min(x1), right: x0.max(x1), top: middle - height / 2.0, bottom: middle + height / 2.0 };
        if area.width() > 0.0 {
            drawing.fill(area, ink);
        }
        // The interval of the end itself, or of its distance from the answer as drawn, whichever is narrower.
        let (own, about) = (&held.answer, &held.less_baseline);
        let is_nearer = own.high - own.low < about.high - about.low;
        let ends = if is_nearer { [own.low, own.high] } else { [drawn + about.low, drawn + about.high] };
        whisker(drawing, scale, middle, ends);
    }
}

/// An interval, where it is wide enough to be seen.
fn whisker(drawing: &mut Drawing, scale: &AxisScale, y: f64, ends: [f64; 2]) {
    let [low, high] = ends.map(|end| scale.at(end));
    if high - low < 5.0 {
        return;
    }
    drawing.line(vec![(low, y), (high, y)], 2.0, INK);
    for x in [low, high] {
        drawing.line(vec![(x, y - 6.0), (x, y + 6.0)], 2.0, INK);
    }
}

/// First-order and total index of each unit.
pub(super) fn indices(found: &Sensitivity, look: &Look) -> Drawing {
    let (mut drawing, mut plot) = page(found, look, &indices_title(found), &indices_subtitle(found));
    key(
        &mut drawing,
        &plot,
        [
            (ACCENT, "alone (first-order index)"),
            (BAND_INNER, "in all, with what it does together with others (total index)"),
        ],
    );
    plot.top += KEY;
    let names = plot.left;
    plot.left += NAMES + 170.0;
    let is_worth_it = |unit: &&UnitIndices| unit.total.resolution != Resolution::Small;
    let mut shown: Vec<&UnitIndices> = found.units.iter().filter(is_worth_it).take(MOST_UNITS).collect();
    if shown.is_empty() {
        shown = found.units.iter().take(MOST_UNITS).collect();
    }
    if shown.is_empty() {
        nothing(&mut drawing, &plot, "All futures come to the same: there is no uncertainty to trace");
        return drawing;
    }
    let row = ((plot.bottom - plot.top) / shown.len() as f64).min(1.4 * HIGHEST_ROW);
    plot.bottom = plot.top + row * shown.len() as f64;
    let highest = shown.iter().map(|unit| unit.total.high.max(unit.first.high)).fold(0.0, f64::max);
    let (range, ticks) = axis::ticks((0.0, highest), axis::beside(plot.width() - 120.0, 6.0));
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(1.0, f64::min);
    let tick_labels: Vec<String> = ticks.iter().map(|&tick| chart_labels::percent_tick(tick, step)).collect();
    let label_of = |index: &Index| Text::new(label(index), (0.0, 0.0), FOOTER, TEXT).width();
    let labels = shown.iter().flat_map(|unit| [label_of(&unit.first), label_of(&unit.total)]);
    plot.right -= labels.fold(0.0, f64::max) + 12.0;
    let scale = AxisScale::new(range, (plot.left, plot.right));
    vertical_grid(&mut drawing, &plot, &scale, &ticks, &tick_labels);
    for (place, unit) in shown.iter().enumerate() {
        let middle = plot.top + row * (place as f64 + 0.5);
        let name = clipped(&cleaned(&called(found, unit)), TICK, Weight::Regular, NAMES + 150.0);
        drawing.text(Text::new(name, (names, middle + 0.34 * TICK), TICK, INK));
        let height = 0.42 * row;
        for (index, ink, side) in [(&unit.first, ACCENT, -0.5), (&unit.total, BAND_INNER, 0.5)] {
            one(&mut drawing, &scale, (middle + side * height, 0.86 * height), index, ink);
        }
    }
    drawing
}

/// One index: its bar, its interval, and its number; one that is not resolved has its interval only.
fn one(drawing: &mut Drawing, scale: &AxisScale, (middle, height): (f64, f64), index: &Index, ink: super::style::Ink) {
    if let Some(estimate) = index.estimate {
        let area = Area {
            left: scale.at(0.0),
            right: scale.at(estimate),
            top: middle - height / 2.0,
            bottom: middle + height / 2.0,
        };
        drawing.fill(area, ink);
    }
    whisker(drawing, scale, middle, [index.low, index.high]);
    let x = scale.at(index.high.max(index.estimate.unwrap_or(0.0))) + 12.0;
    let size = FOOTER.min(1.05 * height);
    drawing.text(Text::new(label(index), (x, middle + 0.34 * size), size, TEXT));
}

/// An index in percent, as far as it is known.
fn label(index: &Index) -> String {
    match (index.estimate, index.resolution) {
        (Some(estimate), _) => chart_labels::probability(&Estimate { estimate, low: index.low, high: index.high }),
        (None, Resolution::Small) => format!("<{:.0}\u{a0}%", (100.0 * index.high).ceil()),
        (None, _) => "not resolved".to_owned(),
    }
}

fn page(found: &Sensitivity, look: &Look, title: &str, subtitle: &str) -> (Drawing, Area) {
    frame::page(&found.provenance, look, title, subtitle)
}

/// What the two colours mean, on a line above the plot.
fn key(drawing: &mut Drawing, plot: &Area, entries: [(super::style::Ink, &str); 2]) {
    let (mut x, y) = (plot.left, plot.top - 14.0);
    for (ink, words) in entries {
        drawing.fill(Area { left: x, top: y - 20.0, right: x + 24.0, bottom: y + 4.0 }, ink);
        let text = Text::new(words, (x + 36.0, y), FOOTER, TEXT);
        x = text.bounds().right + 44.0;
        drawing.text(text);
    }
}

fn nothing(drawing: &mut Drawing, plot: &Area, words: &str) {
    let mut y = f64::midpoint(plot.top, plot.bottom);
    for line in wrapped(words, LABEL, Weight::Regular, plot.right - MARGIN, 4) {
        drawing.text(Text::new(line, (MARGIN, y), LABEL, TEXT));
        y += 1.3 * LABEL;
    }
}

fn vertical_grid(drawing: &mut Drawing, plot: &Area, scale: &AxisScale, ticks: &[f64], labels: &[String]) {
    for (&tick, label) in ticks.iter().zip(labels) {
        let x = scale.at(tick);
        drawing.line(vec![(x, plot.top - 8.0), (x, plot.bottom)], GRID_LINE, GRID);
        drawing.text(Text::new(label.as_str(), (x, plot.bottom + 36.0), TICK, TEXT).aligned(Align::Middle));
    }
}

/// How the answers of an analysis are written.
struct SensitivityLabels {
    of: QuestionKind,
    money: Money,
}

impl SensitivityLabels {
    fn of(found: &Sensitivity) -> Self {
        Self { of: found.question.of, money: Money::of(&found.provenance.scenario) }
    }

    fn answer(&self, answer: &Estimate) -> String {
        match self.of {
            QuestionKind::Claim => chart_labels::probability(answer),
            QuestionKind::Date => chart_labels::number(answer.estimate),
            QuestionKind::Need => self.money.bare(answer.estimate),
        }
    }

    /// The axis of the answers: its grid, its ticks and its scale.
    fn axis(&self, drawing: &mut Drawing, plot: &Area, range: (f64, f64)) -> AxisScale {
        let (range, mut ticks) = axis::ticks(range, axis::beside(plot.width(), 5.0));
        let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(1.0, f64::min);
        let range = if self.of == QuestionKind::Claim { (range.0.max(0.0), range.1.min(1.0)) } else { range };
        ticks.retain(|tick| (range.0..=range.1).contains(tick));
        let labels: Vec<String> = match self.of {
            QuestionKind::Claim => ticks.iter().map(|&tick| chart_labels::percent_tick(tick, step)).collect(),
            QuestionKind::Date => ticks.iter().map(|&tick| chart_labels::number(tick)).collect(),
            QuestionKind::Need => self.money.ticks(&ticks),
        };
        let scale = AxisScale::new(range, (plot.left, plot.right));
        vertical_grid(drawing, plot, &scale, &ticks, &labels);
        scale
    }
}

/// The finding: what moves the answer most.
fn tornado_title(found: &Sensitivity) -> String {
    let labels = SensitivityLabels::of(found);
    let Some(first) = found.drivers.first().filter(|driver| driver.is_resolved()) else {
        return "Nothing alone moves the answer".to_owned();
    };
    let [low, high] = [&first.low.answer, &first.high.answer]
        .map(|answer| labels.answer(answer).replace('<', "under\u{a0}").replace('>', "over\u{a0}"));
    let name = cleaned(&called_of(found, first));
    let (what, unit) = match found.question.of {
        QuestionKind::Claim => ("the chance", String::new()),
        QuestionKind::Date => ("how long the cash lasts", "\u{a0}months".to_owned()),
        QuestionKind::Need => ("capital needed", format!("\u{a0}{}", labels.money.currency())),
    };
    let [if_low, if_high] =
        [(&first.low.held_at, "low"), (&first.high.held_at, "high")].map(|(held_at, side)| condition(held_at, side));
    format!("{name} moves {what} most: {low} if\u{a0}{if_low}, {high}{unit} if\u{a0}{if_high}")
        .replace(" if\u{a0}", "\u{a0}if\u{a0}")
}

/// Where a driver is held, after an "if".
fn condition(held_at: &HeldAt, side: &str) -> String {
    match held_at {
        HeldAt::Words(words) if words.contains("close") => format!("it {words}"),
        HeldAt::Words(words) => words.clone(),
        _ => side.to_owned(),
    }
}

fn tornado_subtitle(found: &Sensitivity) -> String {
    let labels = SensitivityLabels::of(found);
    let drawn = labels.answer(&found.baseline);
    match found.question.of {
        QuestionKind::Claim => format!(
            "{}: {drawn} as drawn (line). One driver at a time held, all others as drawn",
            cleaned(&found.question.text)
        ),
        QuestionKind::Date => format!(
            "Months that the cash lasts on average, up to {}: {drawn} as drawn (line). One driver at a time held",
            chart_labels::by_the_end(&found.provenance.scenario)
        ),
        QuestionKind::Need => format!(
            "Capital needed to last to {}, on average: {drawn} {} as drawn (line). One driver at a time held",
            chart_labels::by_the_end(&found.provenance.scenario),
            labels.money.currency()
        ),
    }
}

/// The finding: the driver that most of the uncertainty goes back to.
fn indices_title(found: &Sensitivity) -> String {
    let first = found.units.iter().filter(|unit| unit.first.estimate.is_some());
    let most = first.max_by(|a, b| a.first.estimate.unwrap_or(0.0).total_cmp(&b.first.estimate.unwrap_or(0.0)));
    let Some(unit) = most else { return "No driver alone explains a share that these futures resolve".to_owned() };
    let Index { estimate, low, high, .. } = unit.first;
    let share = chart_labels::probability_at_the_start(&Estimate { estimate: estimate.unwrap_or(0.0), low, high });
    format!("{share} of the uncertainty comes from {} alone", cleaned(&called(found, unit)))
}

fn indices_subtitle(found: &Sensitivity) -> String {
    let last = chart_labels::by_the_end(&found.provenance.scenario);
    let of = match found.question.of {
        QuestionKind::Claim => cleaned(&found.question.text),
        QuestionKind::Date => format!("How long the cash lasts, up to {last}"),
        QuestionKind::Need => format!("Capital needed to last to {last}"),
    };
    format!("{of}: shares of its variance. Whiskers: 95\u{a0}% interval")
}

fn called(found: &Sensitivity, unit: &UnitIndices) -> String {
    let first = plain_name(&unit.drivers[0], &found.provenance.scenario);
    match unit.drivers.len() {
        1 => first,
        2 => format!("{first} and what goes with it"),
        more => format!("{first} and {} that go with it", more - 1),
    }
}

/// A driver in words; what closes or happens for one that decides it.
fn called_of(found: &Sensitivity, driver: &HeldDriver) -> String {
    let name = driver.driver.as_str();
    let decided = match driver.low.held_at {
        HeldAt::Words(_) => [".closes", ".fires", ".happens"].iter().find_map(|suffix| name.strip_suffix(suffix)),
        _ => None,
    };
    plain_name(decided.unwrap_or(name), &found.provenance.scenario)
}

/// Where a driver is held; for one that changes over the years, in the middle of them.
fn held(driver: &HeldDriver, money: &Money) -> String {
    let formatted = |value: f64| match quantity_of(&driver.driver) {
        _ if driver.is_share => chart_labels::percent(value),
        Quantity::Money => money.bare(value),
        _ => chart_labels::number(value),
    };
    match (&driver.low.held_at, &driver.high.held_at) {
        (HeldAt::Value(low), HeldAt::Value(high)) => format!("{} / {}", formatted(*low), formatted(*high)),
        (HeldAt::Words(low), HeldAt::Words(high)) => format!("{low} / {high}"),
        (HeldAt::ByYear(low), HeldAt::ByYear(high)) => {
            let middle = low.iter().zip(high.values()).nth(low.len() / 2);
            middle.map_or_else(String::new, |((year, low), high)| {
                format!("{} / {} ({year})", formatted(*low), formatted(*high))
            })
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, indices, tornado};
    use crate::answers::sensitivity::example::example;

    #[test]
    fn titles_say_the_finding() {
        let found = example();
        assert_eq!(
            tornado(&found, &Look::default()).title.replace('\u{a0}', " "),
            "Subscriptions revenue growth moves the chance most: 75 % if low, 5 % if high"
        );
        assert_eq!(
            indices(&found, &Look::default()).title.replace('\u{a0}', " "),
            "41 % of the uncertainty comes from Subscriptions revenue growth and what goes with it alone"
        );
    }
}
