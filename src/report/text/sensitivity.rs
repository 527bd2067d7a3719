//! A sensitivity analysis on the terminal: what decides, in words; then each driver held low and high, and whose the uncertainty is.

use super::page::{Page, WIDTH};
use super::tables::{Column, bar, padded};
use super::{MOST_NOTES, RunFacts, faint_note, grouped, rest};
use crate::answers::{Estimate, HeldAt, HeldDriver, Index, Of, Resolution, Sensitivity, UnitIndices};
use crate::report::differences::{amount, points};
use crate::report::words::{
    Horizon, Said, Scale, clean, count, counted, duration, fixed, listed, probability, rate, supported_decimals,
    three_digits,
};
use textwrap::core::display_width;

/// Rows of the table of held drivers, and of that of indices.
const MOST_HELD: usize = 6;
const MOST_UNITS: usize = 5;
const LONGEST_NAME: usize = 40;
const LONGEST_HELD: usize = 28;
const WIDEST_BAR: usize = 16;
/// Members of a group that are named.
const MOST_MEMBERS: usize = 6;
/// Groups whose members are named.
const MOST_GROUPS: usize = 2;

/// The analysis in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn sensitivity_text(found: &Sensitivity, facts: &RunFacts, styled: bool) -> String {
    let (mut page, telling) = (Page::new(styled), Telling::of(found));
    head(&mut page, found);
    telling.finding(&mut page);
    telling.held(&mut page);
    telling.indices(&mut page);
    caveats(&mut page, found);
    foot(&mut page, found, facts);
    page.finish()
}

fn head(page: &mut Page, found: &Sensitivity) {
    if !found.complete {
        page.loud(&interrupted(found));
        page.blank();
    }
    let last = Horizon::new(found.scenario.end).last();
    page.heading(&match found.asked.of {
        Of::Claim => format!("What decides? {}", clean(&found.asked.text, 160)),
        Of::Date => format!("What decides how long the cash lasts, up to the end of {last}?"),
        Of::Need => format!("What decides how much more cash at the start would last to the end of {last}?"),
    });
    let futures = counted(found.runs, "possible future");
    page.plain(&format!("{}: {futures}, each followed again for every driver.", clean(&found.scenario.title, 80)));
    page.plain(&faint_note(page));
    found.overrides.iter().take(MOST_NOTES).for_each(|change| {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    });
    rest(page, found.overrides.len(), "change");
    page.blank();
}

fn interrupted(found: &Sensitivity) -> String {
    let lacks = |missing: usize, done: usize, one: &str| {
        (missing > 0).then(|| format!("{} of {}", number(done), counted_usize(missing + done, one)))
    };
    let held = lacks(found.drivers_missing, found.drivers.len(), "driver").map(|of| format!("{of} held"));
    let swapped =
        lacks(found.units_missing, found.units.len(), "index").map(|of| of.replace("indexs", "indices") + " found");
    let done: Vec<String> = [held, swapped].into_iter().flatten().collect();
    let done =
        if done.is_empty() { "Shapley effects are missing".to_owned() } else { format!("only {}", listed(&done)) };
    format!("INTERRUPTED: {done}. What was not looked at may matter more than what is shown.")
}

fn number(count_of: usize) -> String {
    count(u64::try_from(count_of).unwrap_or(u64::MAX))
}

fn counted_usize(count_of: usize, one: &str) -> String {
    counted(u64::try_from(count_of).unwrap_or(u64::MAX), one)
}

/// How the numbers of an analysis are said.
struct Telling<'a> {
    found: &'a Sensitivity,
    /// Of months or amounts; `None` of probabilities.
    scale: Option<Scale>,
}

impl<'a> Telling<'a> {
    fn of(found: &'a Sensitivity) -> Self {
        let (amounts, scenario) = ([found.baseline.estimate], &found.scenario);
        let scale = match found.asked.of {
            Of::Claim => None,
            Of::Date => Some(Scale::of(&amounts, "one", "months")),
            Of::Need => Some(Scale::of(&amounts, &scenario.unit, &scenario.currency)),
        };
        Self { found, scale }
    }

    fn answer(&self, answer: &Estimate) -> Said {
        let Some(scale) = &self.scale else { return probability(answer) };
        let [value, low, high] = scale.amount(answer);
        Said { value, interval: format!("({low} to {high})") }
    }

    fn change(&self, difference: &Estimate) -> Said {
        match &self.scale {
            None => points(difference),
            Some(scale) => amount(scale, difference),
        }
    }

    fn unit(&self) -> &str {
        self.scale.as_ref().map_or("points", |scale| &scale.words)
    }

    /// The answer, and to what most of its uncertainty goes back.
    fn finding(&self, page: &mut Page) {
        let (found, baseline) = (self.found, page.said(&self.answer(&self.found.baseline)));
        let last = Horizon::new(found.scenario.end).last();
        let opening = match found.asked.of {
            Of::Claim => format!("The chance of it is {baseline}."),
            Of::Date => format!(
                "On average it lasts {baseline} months; futures in which it lasts longer count as lasting to the end of {last}."
            ),
            Of::Need => format!("On average it is {baseline} {}.", self.unit()),
        };
        page.line(&format!("{opening} {}", self.shares(page)));
        page.blank();
    }

    fn shares(&self, page: &Page) -> String {
        let found = self.found;
        if found.units.is_empty() && found.units_missing == 0 {
            return format!(
                "All {} come to the same: there is no uncertainty to trace.",
                counted(found.runs, "future")
            );
        }
        let mut units: Vec<&UnitIndices> = found.units.iter().filter(|unit| unit.first.estimate.is_some()).collect();
        units.sort_by(|a, b| b.first.estimate.unwrap_or(0.0).total_cmp(&a.first.estimate.unwrap_or(0.0)));
        let worth_a_word = |unit: &&&UnitIndices| unit.first.estimate.is_some_and(|share| share >= 0.01);
        let parts = units.iter().take(3).filter(worth_a_word).enumerate().map(|(place, unit)| {
            let share = page.said(&index(&unit.first));
            if place == 0 {
                format!("{share} goes back to {} alone", self.called(unit))
            } else {
                format!("{share} to {}", self.called(unit))
            }
        });
        let parts: Vec<String> = parts.collect();
        let together = found.alone.filter(|alone| alone.resolution == Resolution::Resolved).map(|alone| {
            let estimate = 1.0 - alone.estimate.unwrap_or(1.0);
            let rest = Estimate { estimate, low: 1.0 - alone.high, high: 1.0 - alone.low };
            format!("{} to none of them alone, only to how they come together", page.said(&probability(&rest)))
        });
        let together = together.filter(|_| !parts.is_empty());
        if parts.is_empty() {
            return "No driver alone explains a share of the uncertainty that so many futures resolve.".to_owned();
        }
        let parts: Vec<String> = parts.into_iter().chain(together).collect();
        format!("Of the uncertainty about it, {}.", parts.join("; "))
    }

    /// A unit within a sentence.
    fn called(&self, unit: &UnitIndices) -> String {
        let driver = self.found.drivers.iter().find(|driver| driver.driver == unit.drivers[0]);
        let plain = driver.map_or(unit.drivers[0].as_str(), plain_name);
        let name = match unit.drivers[0].strip_prefix(plain) {
            Some(".closes") => format!("whether {} closes", clean(plain, LONGEST_NAME)),
            Some(".fires") => format!("whether {} happens", clean(plain, LONGEST_NAME)),
            _ => clean(&unit.drivers[0], LONGEST_NAME),
        };
        match unit.drivers.len() {
            1 => name,
            2 => format!("{name} (with the one that moves with it)"),
            more => format!("{name} (with {} that move with it)", number(more - 1)),
        }
    }

    /// Each driver held low and high.
    fn held(&self, page: &mut Page) {
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
            let value = |driver: &&HeldDriver| Said { value: self.answer(side(driver)).value, interval: String::new() };
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
        let room = WIDTH.saturating_sub(4 + widths.iter().sum::<usize>()).clamp(title.len(), LONGEST_NAME);
        let names: Vec<String> = shown.iter().map(|driver| clean(plain_name(driver), room)).collect();
        let name_width = widest(&names, title) + 2;
        let titles = [
            padded("low / high", widths[0]),
            padded(&format!("{:>width$}", "low", width = answers[0].width()), widths[1]),
            padded(&format!("{:>width$}", "high", width = answers[1].width()), widths[2]),
            change_title,
        ];
        page.exact(&(padded(&page.bold(title), name_width + 2) + &page.faint(&titles.concat())));
        let bar_width = WIDTH.saturating_sub(3 + name_width + widths.iter().sum::<usize>()).min(WIDEST_BAR);
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
    fn indices(&self, page: &mut Page) {
        let found = self.found;
        if found.units.is_empty() {
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
        let cells: Option<Vec<Said>> = shown.iter().map(|unit| of(unit).map(index)).collect();
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
    let room = WIDTH.saturating_sub(4 + widths.iter().sum::<usize>()).clamp(title.len(), LONGEST_NAME);
    let name = |unit: &&UnitIndices| {
        let mark = if unit.drivers.len() > 1 { "*" } else { "" };
        clean(&unit.drivers[0], room - mark.len()) + mark
    };
    let names: Vec<String> = shown.iter().map(name).collect();
    let name_width = widest(&names, title) + 2;
    let titles: String = columns.iter().zip(&widths).map(|((title, _), width)| padded(title, *width)).collect();
    page.exact(&(padded(&page.bold(title), name_width + 2) + &page.faint(titles.trim_end())));
    let bar_width = WIDTH.saturating_sub(2 + name_width + widths.iter().sum::<usize>()).min(WIDEST_BAR);
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

/// An index; one that is small by what it is under, one that is not resolved by its interval.
fn index(index: &Index) -> Said {
    match (index.resolution, index.estimate) {
        (Resolution::Resolved, Some(estimate)) => probability(&Estimate { estimate, low: index.low, high: index.high }),
        (Resolution::Small, _) => probability(&Estimate { estimate: 0.0, low: 0.0, high: index.high.max(1e-9) }),
        _ => {
            let half = 50.0 * (index.high - index.low);
            let decimals = supported_decimals(half).unwrap_or(0).clamp(0, 1);
            let [low, high] = [index.low, index.high].map(|end| fixed(100.0 * end, decimals));
            Said { value: "not resolved".to_owned(), interval: format!("({low} to {high} %)") }
        }
    }
}

/// The name of what closes or happens, for a driver that decides it.
fn plain_name(driver: &HeldDriver) -> &str {
    let name = driver.driver.as_str();
    match driver.low.held_at {
        HeldAt::Words(_) => name.strip_suffix(".closes").or_else(|| name.strip_suffix(".fires")).unwrap_or(name),
        _ => name,
    }
}

/// Where a driver is held; of one that changes with the years, in the middle of them.
fn held(driver: &HeldDriver) -> String {
    let said =
        |value: f64| if driver.is_share { format!("{} %", three_digits(100.0 * value)) } else { three_digits(value) };
    match (&driver.low.held_at, &driver.high.held_at) {
        (HeldAt::Value(low), HeldAt::Value(high)) => format!("{} / {}", said(*low), said(*high)),
        (HeldAt::Words(low), HeldAt::Words(high)) => format!("{low} / {high}"),
        (HeldAt::ByYear(low), HeldAt::ByYear(high)) => {
            let middle = low.iter().zip(high.values()).nth(low.len() / 2);
            middle.map_or_else(String::new, |((year, low), high)| format!("{} / {} in {year}", said(*low), said(*high)))
        }
        _ => String::new(),
    }
}

fn caveats(page: &mut Page, found: &Sensitivity) {
    page.heading("How to read it");
    page.line("Low and high: a driver at its 10 % and its 90 % quantile, all others as drawn, also those correlated with it. One that is drawn again and again is held each time: over many years that is rarer than one future in ten.");
    if found.units.is_empty() {
        return page.blank();
    }
    let shapley = if found.units.iter().any(|unit| unit.shapley.is_some()) {
        " Shapley: what drivers do together shared out evenly."
    } else {
        ""
    };
    page.line(&format!("Alone: what would go of the uncertainty (the variance) if only this driver were known. In all: what would stay if all others were.{shapley}"));
    groups(page, found);
    let is_unresolved = |index: &Index| index.resolution == Resolution::Unresolved;
    if found.units.iter().any(|unit| is_unresolved(&unit.first) || is_unresolved(&unit.total)) {
        let runs = match found.runs_to_resolve {
            Some(runs) => format!("about {} would do: `--runs {runs}`", count(runs)),
            None => "nobody knows how many would do".to_owned(),
        };
        page.line(&format!(
            "Not resolved: {} are too few to tell this share from 0, or to within half of itself; {runs}.",
            counted(found.runs, "future")
        ));
    }
    page.blank();
}

/// Which drivers count as one.
fn groups(page: &mut Page, found: &Sensitivity) {
    let groups = found.units.iter().filter(|unit| unit.drivers.len() > 1 && unit.total.resolution != Resolution::Small);
    let said: Vec<String> = groups
        .take(MOST_GROUPS)
        .map(|unit| {
            let names: Vec<String> = unit.drivers.iter().map(|name| clean(name, LONGEST_NAME)).collect();
            let more = if names.len() > MOST_MEMBERS {
                format!(" and {} more", number(names.len() - MOST_MEMBERS))
            } else {
                String::new()
            };
            format!("{} with {}{more}", names[0], listed(&names[1..names.len().min(MOST_MEMBERS)]))
        })
        .collect();
    if !said.is_empty() {
        page.line(&format!("* Correlated drivers count as one: {}.", said.join("; ")));
    }
}

fn foot(page: &mut Page, found: &Sensitivity, facts: &RunFacts) {
    let (runs, followed) = (counted(found.runs, "run"), count(found.followed));
    let (elapsed, speed, design) = (duration(facts.elapsed), rate(facts.runs_per_second), clean(&found.sampling, 40));
    page.plain(&format!(
        "{runs} ({design} draws, seed {}), {followed} followed in all, in {elapsed}: {speed} runs a second.",
        found.seed
    ));
    if found.complete && found.runs > found.runs_asked {
        let [asked, made] = [found.runs_asked, found.runs].map(count);
        page.plain(&format!(
            "{asked} were asked for: {made} is the next number that makes {} equal batches.",
            found.batches
        ));
    }
    if !facts.files.is_empty() {
        let folder = clean(&facts.folder.display().to_string(), 200);
        page.plain(&format!("Written to {folder}: {}.", listed(&grouped(&facts.files))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::sensitivity::example::{example, examples};
    use std::path::PathBuf;
    use std::time::Duration;

    fn said(found: &Sensitivity) -> String {
        let facts = RunFacts {
            folder: PathBuf::from("results/sensitivity-acme"),
            files: vec!["sensitivity.json".to_owned()],
            elapsed: Duration::from_millis(2_500),
            runs_per_second: 288_000.0,
        };
        sensitivity_text(found, &facts, false)
    }

    #[test]
    fn reads_well() {
        insta::assert_snapshot!(said(&example()), @"");
    }

    #[test]
    fn no_line_is_too_long_and_nothing_is_negative_that_cannot_be() {
        for (name, found) in examples() {
            let said = said(&found);
            for line in said.lines() {
                assert!(display_width(line) <= WIDTH && line == line.trim_end(), "{name}: {line:?}");
            }
            let shares = said
                .split("Share of the uncertainty")
                .nth(1)
                .unwrap_or("")
                .split("How to read it")
                .next()
                .unwrap_or("");
            assert!(!shares.contains(" -"), "{name}: {shares}");
        }
    }

    #[test]
    fn an_interrupted_analysis_and_one_without_uncertainty_say_so() {
        let examples = examples();
        let text = |name: &str| said(&examples.iter().find(|(of, _)| *of == name).unwrap().1);
        assert!(
            text("lasting").starts_with("INTERRUPTED: only 23 of 26 drivers held and 23 of 32 indices found."),
            "{}",
            text("lasting")
        );
        let words = text("same").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("All 8,192 futures come to the same: there is no uncertainty to trace."), "{words}");
        assert!(text("same").contains("of which these futures show no effect"));
    }
}
