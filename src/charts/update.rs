//! The charts of an update: both clocks before and after, and what happened against the forecast of it.

use super::axis::{self, AxisScale};
use super::comparison::{ClockPanel, PanelLine, parts};
use super::course::Course;
use super::drawing::Drawing;
use super::font::{Weight, width};
use super::frame::{cleaned, clipped, frame};
use super::geometry::Area;
use super::look::Look;
use super::style::{ACCENT, BAND_INNER, BAND_OUTER, FOOTER, INK, LABEL, MAIN_LINE, PAPER, TEXT, THIN, TICK};
use super::text::{Align, Text};
use crate::answers::{Answers, Estimate, Fan, Kind, Surprise, Update};
use crate::wording::capital;
use crate::wording::chart_labels::{self, Money};
use plotters::style::RGBAColor;

/// What happened: the one colour that the forecast does not have.
///
/// # Source
/// Okabe and Ito, "Color Universal Design", 2008: vermilion, which the colour-blind can tell from the blue of the forecast.
const HAPPENED: RGBAColor = RGBAColor(0xd5, 0x5e, 0x00, 1.0);
/// Columns of the table that have a panel; more are in the JSON.
const MOST_PANELS: usize = 6;
/// Between panels.
const GAP: f64 = 64.0;
/// Above the bars of a panel: its name, and a place for how surprising each figure is.
const HEAD: f64 = 58.0;
/// Below the bars: the periods.
const FOOT: f64 = 44.0;
/// A bar is no wider.
const WIDEST_BAR: f64 = 64.0;

/// Both clocks, cumulative, before and after.
pub(super) fn clocks(update: &Update, look: &Look) -> Drawing {
    let (before, after) = (&update.before, &update.after);
    let kind = before.provenance.scenario.year_ends.kind_of_year();
    let subtitle = format!(
        "Probability by the end of each month, and of being profitable by the end of each {kind}, before and after. Bands: 95\u{a0}% interval, where it is wider than the line"
    );
    let (mut drawing, mut plot) = frame(before, look, &clocks_title(update), &subtitle);
    plot.top += 24.0;
    let lines = |of: fn(&Answers) -> Course| {
        let line = |(answers, name, ink)| PanelLine {
            course: of(answers),
            whiskers: Vec::new(),
            name: String::from(name),
            ink,
        };
        [(after, "after", ACCENT), (before, "before", THIN)].map(line)
    };
    let panels = [("Out of cash", lines(Course::exhaustion)), ("Profitable", lines(Course::profitable))];
    let shown = if before.profitability.asked { 2 } else { 1 };
    for ((name, lines), area) in panels.iter().zip(parts(&plot, shown, look)) {
        let panel = ClockPanel { name, lines, is_difference: false, scenario: &before.provenance.scenario };
        panel.draw(&mut drawing, area, (0.0, 1.0), &[0.0, 0.25, 0.5, 0.75, 1.0]);
    }
    drawing
}

fn clocks_title(update: &Update) -> String {
    let end = chart_labels::by_the_end(&update.before.provenance.scenario);
    let share = |answers: &Answers| chart_labels::probability_in_words(&answers.exhaustion.by_horizon);
    let (was, is) = (share(&update.before), share(&update.after));
    let change = &update.change.exhaustion.by_horizon;
    if change.low <= 0.0 && change.high >= 0.0 {
        return format!("What has happened hardly moves the chance that the cash runs out by {end}: {is}");
    }
    format!("What has happened moves the chance that the cash runs out by {end} from {was} to {is}")
}

/// Every figure that has happened, as a dot on the forecast of it.
pub(super) fn surprise(update: &Update, look: &Look) -> Drawing {
    let columns = columns(update);
    let shown = columns.len().min(MOST_PANELS);
    let money = Money::of(&update.before.provenance.scenario);
    let note = match columns.len() - shown {
        0 => String::new(),
        more => format!(". {more} more columns are in update.json"),
    };
    let subtitle = format!(
        "Dots: what happened. Bars: half and nine in ten of futures, with their median. Amounts in {}{note}",
        money.currency()
    );
    let (mut drawing, plot) = frame(&update.before, look, &surprise_title(update), &subtitle);
    let plot = Area { top: plot.top - 10.0, bottom: plot.bottom + 54.0, ..plot };
    for (column, area) in columns[..shown].iter().zip(tiles(&plot, shown)) {
        panel(&mut drawing, area, column, &money);
    }
    drawing
}

/// Figures of a column, in the order of their periods.
fn columns(update: &Update) -> Vec<Vec<&Surprise>> {
    let mut columns: Vec<Vec<&Surprise>> = Vec::new();
    for surprise in &update.actuals {
        match columns.iter_mut().find(|column| column[0].item == surprise.item) {
            Some(column) => column.push(surprise),
            None => columns.push(vec![surprise]),
        }
    }
    columns.iter_mut().for_each(|column| column.sort_by_key(|surprise| (surprise.to, surprise.from)));
    columns
}

/// The finding: the figure that surprises most.
fn surprise_title(update: &Update) -> String {
    let extreme = |surprise: &&Surprise| (surprise.lower.estimate - 0.5).abs();
    let most = update.actuals.iter().max_by(|a, b| extreme(a).total_cmp(&extreme(b)));
    let Some(most) = most else { return "What has happened".to_owned() };
    let name = capital(&named(most));
    let when = if most.item == "cash" { "at the end of" } else { "of" };
    let period = &most.period;
    let (side, share) = side(&most.lower);
    if share.estimate < 0.9 {
        return format!(
            "Nothing that has happened is a surprise: {} {when} {period} is {side} than in {} of futures",
            named(most),
            chart_labels::probability_in_words(&share)
        );
    }
    format!("{name} {when} {period} is {side} than in {} of futures", chart_labels::probability_in_words(&share))
}

/// On which side of most futures it lies, and of how many.
fn side(lower: &Estimate) -> (&'static str, Estimate) {
    let Estimate { estimate, low, high } = *lower;
    if estimate < 0.5 {
        return ("lower", Estimate { estimate: 1.0 - estimate, low: 1.0 - high, high: 1.0 - low });
    }
    ("higher", *lower)
}

fn named(surprise: &Surprise) -> String {
    clipped(&cleaned(&surprise.item).replace('_', " "), LABEL, Weight::Bold, 420.0)
}

/// Tiles of a plot for so many panels: one row of up to three, or two rows.
fn tiles(plot: &Area, panels: usize) -> Vec<Area> {
    let across = if panels <= 3 { panels.max(1) } else { panels.div_ceil(2) };
    let down = panels.div_ceil(across).max(1);
    let size = |from: f64, to: f64, parts: usize, gap: f64| (to - from - gap * (parts - 1) as f64) / parts as f64;
    let (wide, high) = (size(plot.left, plot.right, across, GAP), size(plot.top, plot.bottom, down, 26.0));
    let tile = |place: usize| {
        let left = plot.left + (wide + GAP) * (place % across) as f64;
        let top = plot.top + (high + 26.0) * (place / across) as f64;
        Area { left, top, right: left + wide, bottom: top + high }
    };
    (0..panels).map(tile).collect()
}

/// The figures of a column, each on its forecast.
fn panel(drawing: &mut Drawing, tile: Area, column: &[&Surprise], money: &Money) {
    let name = clipped(&capital(&named(column[0])), LABEL, Weight::Bold, tile.width());
    drawing.text(Text::new(name, (tile.left, tile.top + 18.0), LABEL, INK).bold());
    let mut plot = Area { top: tile.top + HEAD, bottom: tile.bottom - FOOT, ..tile };
    let ends = column.iter().flat_map(|surprise| [surprise.actual, surprise.forecast.p05, surprise.forecast.p95]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    // Amounts begin at 0 where that leaves the bars room to be told apart.
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    let (range, ticks) = axis::ticks((low, high), 4.0);
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let labels = match column[0].kind {
        Kind::Share => ticks.iter().map(|&tick| chart_labels::percent_tick(tick, step)).collect(),
        Kind::Amount | Kind::Users | Kind::Number => money.ticks(&ticks),
    };
    let height = AxisScale::new(range, (plot.bottom, plot.top));
    axis::grid(drawing, &mut plot, &height, &ticks, &labels);
    let slot = plot.width() / column.len() as f64;
    let bar = (0.5 * slot).min(WIDEST_BAR);
    for (place, surprise) in column.iter().enumerate() {
        let middle = plot.left + slot * (place as f64 + 0.5);
        forecast(drawing, (middle - bar / 2.0, middle + bar / 2.0), &surprise.forecast, &height);
        let at = (middle, height.at(surprise.actual));
        let radius = (0.3 * bar).clamp(4.0, 11.0);
        drawing.dot(at, radius + 2.0, PAPER);
        drawing.dot(at, radius, HAPPENED);
    }
    surprises(drawing, &plot, column, slot);
    periods(drawing, &plot, column, slot);
}

/// A bar: nine in ten of futures, half of them, and their median.
fn forecast(drawing: &mut Drawing, (left, right): (f64, f64), fan: &Fan, height: &AxisScale) {
    for (low, high, ink) in [(fan.p05, fan.p95, BAND_OUTER), (fan.p25, fan.p75, BAND_INNER)] {
        drawing.fill(Area { left, top: height.at(high), right, bottom: height.at(low) }, ink);
    }
    let middle = height.at(fan.p50);
    drawing.line(vec![(left, middle), (right, middle)], 0.8 * MAIN_LINE, ACCENT);
}

/// Above the bars, in how many futures a figure is lower or higher; where there is room for all of them.
fn surprises(drawing: &mut Drawing, plot: &Area, column: &[&Surprise], slot: f64) {
    let written = |of: &str| {
        let text = |surprise: &&Surprise| {
            let (side, share) = side(&surprise.lower);
            let sign = if side == "lower" { "more" } else { "less" };
            format!("{}{of} have {sign}", chart_labels::probability(&share))
        };
        column.iter().map(text).collect::<Vec<String>>()
    };
    let fits = |texts: &Vec<String>| texts.iter().all(|text| width(text, FOOTER, Weight::Regular) + 14.0 <= slot);
    let Some(texts) = [" of futures", ""].into_iter().map(written).find(fits) else { return };
    for (place, text) in texts.into_iter().enumerate() {
        let x = plot.left + slot * (place as f64 + 0.5);
        drawing.text(Text::new(text, (x, plot.top - 14.0), FOOTER, HAPPENED).aligned(Align::Middle));
    }
}

/// Below the bars, the periods that fit.
fn periods(drawing: &mut Drawing, plot: &Area, column: &[&Surprise], slot: f64) {
    let widest = column.iter().map(|it| width(&it.period, TICK, Weight::Regular)).fold(0.0, f64::max);
    let mut free = f64::NEG_INFINITY;
    for (place, surprise) in column.iter().enumerate() {
        let x = plot.left + slot * (place as f64 + 0.5);
        // A long name below a narrow panel must not leave it.
        let x = x.min(plot.right - 0.5 * widest).max(plot.left - 40.0 + 0.5 * widest);
        if x - 0.5 * widest < free {
            continue;
        }
        free = x + 0.5 * widest + 18.0;
        let text = Text::new(cleaned(&surprise.period), (x, plot.bottom + 36.0), TICK, TEXT);
        drawing.text(text.aligned(Align::Middle));
    }
}

#[cfg(test)]
pub(super) use tests::examples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{ErrorSizes, Updating};
    use crate::charts::drawing::Primitive;
    use crate::engine::{Plan, Simulator};
    use crate::model::load;
    use crate::sampling::Sampling;
    use crate::scenario::Actuals;

    fn updated(scenario: &str, changes: &[&str], csv: &str) -> Update {
        let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
        let model = load(scenario, &changes).unwrap().model;
        let actuals = model.actuals(&Actuals::from_csv("books.csv", csv).unwrap()).unwrap();
        let plan = Plan { runs: 2_000, seed: 1, sampling: Sampling::Random, threads: Some(1), ..Plan::default() };
        let errors = ErrorSizes { all: 1.0, columns: std::collections::BTreeMap::new() };
        let updating = Updating { actuals: &actuals, errors: &errors, overrides: Vec::new() };
        Simulator::new(plan).unwrap().update(&model, &updating).unwrap()
    }

    /// A figure a month for two years, and every column there is.
    pub(in crate::charts) fn examples() -> Vec<(&'static str, Update)> {
        let months: String =
            (0..24).map(|m| format!("{}-{:02},{},30%,900\n", 2027 + m / 12, m % 12 + 1, 50 + m)).collect();
        let all = "period,revenue,revenue.Subscriptions,revenue.Services,margin,cash,burn,operating_result\n\
                   2027Q1,170,140,30,72%,800,250,-260\n2027-12-31,,,,,-200,,\n2028,1200,,,70%,,300,\n";
        let title =
            "title=\"a title much longer than any page is wide, and still it goes on and on, to the end of it\"";
        vec![
            ("one figure", updated("openai", &[], "period,revenue\n2026,28\n")),
            ("months", updated("startup", &[], &format!("period,revenue,margin,cash\n{months}"))),
            ("every column", updated("startup", &[title, "currency=\"a currency of its own\""], all)),
            ("certain", updated("startup", &["burn[1].annual=240"], "period,burn,cash\n2027Q1,1e9,-1e9\n2027Q2,0,\n")),
        ]
    }

    #[test]
    fn what_happened_is_a_dot_for_every_figure_at_its_height() {
        let (_, update) = examples().swap_remove(1);
        let drawing = surprise(&update, &Look::default());
        let dots =
            drawing.shapes.iter().filter(|shape| matches!(shape, Primitive::Dot { ink, .. } if *ink == HAPPENED));
        assert_eq!(dots.count(), 72);
        assert!(drawing.title.contains("futures"), "{}", drawing.title);
    }
}
