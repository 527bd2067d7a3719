//! The tables of a sensitivity analysis: each driver held low and high, and whose the uncertainty is.

use super::{LONGEST_NAME, SensitivityText, counted_usize, is_too_rare, number};
use crate::answers::{Estimate, HeldAt, HeldDriver, Index, Resolution, UnitIndices};
use crate::report::page::Page;
use crate::report::text::tables::{Column, bar, padded};
use crate::wording::{Formatted, clean, fixed, percent, probability, supported_decimals, three_digits};
use textwrap::core::display_width;

/// Rows of the table of held drivers, and of that of indices.
const MOST_HELD: usize = 6;
const MOST_UNITS: usize = 5;
const LONGEST_HELD: usize = 28;
const WIDEST_BAR: usize = 16;

impl SensitivityText<'_> {
    /// Each driver held low and high.
    pub(super) fn held(&self, page: &mut Page) {
        let known: Vec<&HeldDriver> = self.found.drivers.iter().filter(|driver| driver.is_resolved()).collect();
        let shown = &known[..known.len().min(MOST_HELD)];
        if !shown.is_empty() {
            self.held_table(page, shown);
        }
        let others = self.found.drivers.len() - shown.len();
        if others > 0 {
            page.line(&page.faint(&self.other_drivers(others, shown.len())));
        }
        page.blank();
    }

    fn other_drivers(&self, others: usize, shown: usize) -> String {
        let reach = self.found.drivers.iter().filter(|driver| driver.is_resolved()).skip(shown);
        let reach = reach.map(HeldDriver::reach).fold(0.0, f64::max);
        let more = if shown == 0 { counted_usize(others, "driver") } else { format!("and {} more", number(others)) };
        if reach <= 0.0 {
            return format!("{more}, of which these futures show no effect");
        }
        let widest = Estimate { estimate: reach, low: 0.9 * reach, high: 1.1 * reach };
        let widest = self.change(&widest).value;
        format!("{more}, of which none moves it by more than {} {}", widest.trim_start_matches('+'), self.unit())
    }

    fn held_table(&self, page: &mut Page, shown: &[&HeldDriver]) {
        let values = |side: fn(&HeldDriver) -> &Estimate| {
            let value =
                |driver: &&HeldDriver| Formatted { value: self.answer(side(driver)).value, interval: String::new() };
            Column::of(&shown.iter().map(value).collect::<Vec<_>>())
        };
        let answers = [values(|driver| &driver.low.answer), values(|driver| &driver.high.answer)];
        let changes = Column::of(&shown.iter().map(|driver| self.change(&driver.high_less_low)).collect::<Vec<_>>());
        let held: Vec<String> = shown.iter().map(|driver| clean(&held(driver), LONGEST_HELD)).collect();
        let (title, change_title) = ("Held low and high", format!("change, {}", self.unit()));
        let widths = [
            widest(&held, "low / high") + 2,
            answers[0].width().max("low".len()) + 2,
            answers[1].width().max("high".len()) + 2,
            changes.width().max(display_width(&change_title)),
        ];
        let room = page.width().saturating_sub(4 + widths.iter().sum::<usize>()).clamp(title.len(), LONGEST_NAME);
        let names: Vec<String> = shown.iter().map(|driver| clean(plain_name(driver), room)).collect();
        let name_width = widest(&names, title) + 2;
        let titles = [
            padded("low / high", widths[0]),
            padded(&format!("{:>width$}", "low", width = answers[0].width()), widths[1]),
            padded(&format!("{:>width$}", "high", width = answers[1].width()), widths[2]),
            change_title,
        ];
        page.exact(&(padded(&page.bold(title), name_width + 2) + &page.faint(&titles.concat())));
        let bar_width = page.width().saturating_sub(3 + name_width + widths.iter().sum::<usize>()).min(WIDEST_BAR);
        let longest = shown.iter().map(|driver| driver.reach()).fold(0.0, f64::max);
        for (at, driver) in shown.iter().enumerate() {
            let cells = [
                padded(&names[at], name_width),
                padded(&held[at], widths[0]),
                padded(&answers[0].cell(page, at), widths[1]),
                padded(&answers[1].cell(page, at), widths[2]),
                padded(&changes.cell(page, at), widths[3] + 1),
            ];
            page.row(&(cells.concat() + &bar_of(driver.reach() / longest, bar_width)));
        }
    }

    /// Whose the uncertainty is.
    pub(super) fn indices(&self, page: &mut Page) {
        let found = self.found;
        if found.units.is_empty() || is_too_rare(found) {
            return;
        }
        let is_worth_it = |unit: &&UnitIndices| unit.total.resolution != Resolution::Small;
        let worth_it: Vec<&UnitIndices> = found.units.iter().filter(is_worth_it).collect();
        let shown = &worth_it[..worth_it.len().min(MOST_UNITS)];
        if !shown.is_empty() {
            table_of_indices(page, shown);
        }
        let is_shown = |unit: &UnitIndices| shown.iter().any(|other| other.drivers == unit.drivers);
        let others: Vec<&UnitIndices> = found.units.iter().filter(|unit| !is_shown(unit)).collect();
        if !others.is_empty() {
            let more = if shown.is_empty() {
                counted_usize(others.len(), "unit")
            } else {
                format!("and {} more", number(others.len()))
            };
            page.line(&page.faint(&format!("{more}, {}", known_of(&others))));
        }
        page.blank();
    }
}

/// How great the total indices of units are that are not shown.
fn known_of(units: &[&UnitIndices]) -> String {
    let is_unresolved = |unit: &&&UnitIndices| unit.total.resolution == Resolution::Unresolved;
    let unresolved = units.iter().filter(is_unresolved).count();
    if unresolved == units.len() {
        return "not resolved".to_owned();
    }
    let most = units.iter().filter(|unit| !is_unresolved(unit)).map(|unit| unit.total.high).fold(0.0, f64::max);
    let most = index(&Index { estimate: None, low: 0.0, high: most, resolution: Resolution::Small }).value;
    match unresolved {
        0 => format!("each {most} in all"),
        _ => format!("{} of them not resolved and each other {most} in all", number(unresolved)),
    }
}

fn table_of_indices(page: &mut Page, shown: &[&UnitIndices]) {
    let column = |of: fn(&UnitIndices) -> Option<&Index>| {
        let cells: Option<Vec<Formatted>> = shown.iter().map(|unit| of(unit).map(index)).collect();
        cells.map(|cells| Column::of(&cells))
    };
    let columns = [
        ("alone", column(|unit| Some(&unit.first))),
        ("in all", column(|unit| Some(&unit.total))),
        ("Shapley", column(|unit| unit.shapley.as_ref())),
    ];
    let columns: Vec<(&str, Column)> =
        columns.into_iter().filter_map(|(title, column)| Some((title, column?))).collect();
    let widths: Vec<usize> = columns.iter().map(|(title, column)| column.width().max(title.len()) + 2).collect();
    let title = if columns.len() > 2 { "Share" } else { "Share of the uncertainty" };
    let room = page.width().saturating_sub(4 + widths.iter().sum::<usize>()).clamp(title.len(), LONGEST_NAME);
    let name = |unit: &&UnitIndices| {
        let mark = if unit.drivers.len() > 1 { "*" } else { "" };
        clean(&unit.drivers[0], room - mark.len()) + mark
    };
    let names: Vec<String> = shown.iter().map(name).collect();
    let name_width = widest(&names, title) + 2;
    let titles: String = columns.iter().zip(&widths).map(|((title, _), width)| padded(title, *width)).collect();
    page.exact(&(padded(&page.bold(title), name_width + 2) + &page.faint(titles.trim_end())));
    let bar_width = page.width().saturating_sub(2 + name_width + widths.iter().sum::<usize>()).min(WIDEST_BAR);
    for (at, unit) in shown.iter().enumerate() {
        let cells = columns.iter().zip(&widths).map(|((_, column), width)| padded(&column.cell(page, at), *width));
        let cells: String = cells.collect();
        page.row(&(padded(&names[at], name_width) + &cells + &bar_of(unit.total.estimate.unwrap_or(0.0), bar_width)));
    }
}

fn widest(cells: &[String], title: &str) -> usize {
    cells.iter().map(|cell| display_width(cell)).max().unwrap_or(0).max(display_width(title))
}

/// A bar, where there is room enough for one.
fn bar_of(share: f64, width: usize) -> String {
    if width < 4 { String::new() } else { bar(share, width) }
}

/// An index; a small one as an upper bound, one that is not resolved as its interval.
pub(super) fn index(index: &Index) -> Formatted {
    match (index.resolution, index.estimate) {
        (Resolution::Resolved, Some(estimate)) => probability(&Estimate { estimate, low: index.low, high: index.high }),
        (Resolution::Small, _) => probability(&Estimate { estimate: 0.0, low: 0.0, high: index.high.max(1e-9) }),
        _ => {
            let half = 50.0 * (index.high - index.low);
            let decimals = supported_decimals(half).unwrap_or(0).clamp(0, 1);
            let [low, high] = [index.low, index.high].map(|end| fixed(100.0 * end, decimals));
            Formatted { value: "not resolved".to_owned(), interval: format!("({low} to {high} %)") }
        }
    }
}

/// The name of what closes or happens, for a driver that decides it.
pub(super) fn plain_name(driver: &HeldDriver) -> &str {
    let name = driver.driver.as_str();
    match driver.low.held_at {
        HeldAt::Words(_) => {
            let decides = [".closes", ".fires", ".happens"];
            decides.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
        }
        _ => name,
    }
}

/// Where a driver is held; for one that changes over the years, in the middle of them.
fn held(driver: &HeldDriver) -> String {
    let formatted = |value: f64| if driver.is_share { percent(value) } else { three_digits(value) };
    match (&driver.low.held_at, &driver.high.held_at) {
        (HeldAt::Value(low), HeldAt::Value(high)) => format!("{} / {}", formatted(*low), formatted(*high)),
        (HeldAt::Words(low), HeldAt::Words(high)) => format!("{low} / {high}"),
        (HeldAt::ByYear(low), HeldAt::ByYear(high)) => {
            let middle = low.iter().zip(high.values()).nth(low.len() / 2);
            middle.map_or_else(String::new, |((year, low), high)| {
                format!("{} / {} in {year}", formatted(*low), formatted(*high))
            })
        }
        _ => String::new(),
    }
}
