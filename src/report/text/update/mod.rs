//! An update on the terminal: how surprising is what happened, what does it change, and which assumptions did it move.

mod changes;
mod surprise;

use crate::answers::{Provenance, UNEXPECTED, Update};
use crate::error::{Input, Message};
use crate::report::output::{Head, Output};
use crate::report::page::Page;
use crate::wording::{clean, count, counted, percent, three_digits};
use changes::{asked, changes, moved};
use surprise::surprise;

impl Output for Update {
    const FILE: &'static str = "update.json";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn head(&self) -> Head<'_> {
        let (of, runs) = (&self.provenance, counted(self.provenance.runs, "run"));
        Head {
            missing: format!("this update rests on the {runs} done so far, fewer than asked for"),
            headings: vec![format!("{}, updated by what has happened", clean(&of.scenario.title, 70))],
            ..Head::of(
                of,
                "",
                ". Before: each counts as much as any other. After: those that look like what happened count more",
            )
        }
    }

    fn alarms(&self, page: &mut Page) {
        if self.weights.power < 1.0 {
            tempered(page, self);
        }
    }

    fn body(&self, page: &mut Page) {
        asked(page, self);
        surprise(page, self);
        changes(page, self);
        moved(page, self);
        doubts(page, self);
    }
}

/// Writes that the answer goes only part of the way, why, and what can be done.
fn tempered(page: &mut Page, update: &Update) {
    let weights = &update.weights;
    let (worth, kept) = (three_digits(weights.effective_runs_untempered), count(whole(weights.effective_runs)));
    let (wider, futures) = (three_digits(weights.errors_widened), counted(update.provenance.runs, "future"));
    let is_unexpected = update.together.as_far.is_some_and(|as_far| as_far.estimate < UNEXPECTED);
    let why = match is_unexpected {
        true => "what happened lies far outside the forecast",
        false => "the forecast is much wider than the errors of what happened",
    };
    page.loud(&format!("ONLY PART OF THE WAY: {why}, so the answer would rest on about {worth} of {futures}."));
    page.plain(&format!(
        "Every figure is therefore taken to be {wider} times as uncertain as given: the futures are then worth {kept} that count \
         alike, and the answer goes part of the way to what happened."
    ));
    let more =
        weights.runs_needed.map(|runs| format!("With about {} runs it would go all the way.", count(rounded(runs))));
    let other = match is_unexpected {
        true => {
            "If the figures are right, the forecast was too sure: widen the assumptions that moved most, below.".into()
        }
        false => Message::from("A larger ") + Input::ErrorSize + " says that figures need not be met so closely.",
    };
    page.plain(&[more, Some(page.named(&other))].into_iter().flatten().collect::<Vec<_>>().join(" "));
    page.blank();
}

#[expect(clippy::cast_possible_truncation, reason = "at most the number of runs")]
fn whole(number: f64) -> u64 {
    number.round().max(0.0) as u64
}

/// Rounded up to two digits.
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.max(1).ilog10().saturating_sub(1));
    number.div_ceil(unit) * unit
}
fn doubts(page: &mut Page, update: &Update) {
    page.heading("Before you rely on this");
    page.warnings(&update.warnings);
    let all = percent(update.errors.all);
    let columns =
        update.errors.columns.iter().map(|(column, size)| format!(", {} {}", clean(column, 40), percent(*size)));
    let figures = format!(
        "Figures are taken to be right to ± {all}{} (one standard deviation), each by itself; a larger ",
        columns.collect::<String>()
    );
    let errors = Message::from(figures) + Input::ErrorSize + " counts for less. Rounds that closed are facts: ";
    page.hanging(&page.named(&(errors + Input::Override + " them.")), 2);
    page.blank();
}

#[cfg(test)]
mod tests {
    use super::changes::resolved;
    use super::*;
    use crate::answers::{
        Change, ClockChange, ErrorSizes, Estimate, Fan, Kind, MeanAndSpread, Moved, Surprise, Together, WeightsUsed,
        WithoutNewCapitalChange, Year,
    };
    use crate::report::{RunFacts, text};
    use crate::wording::fixture::{between, openai, year};
    use jiff::civil::date;
    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::time::Duration;
    use textwrap::core::display_width;

    fn clock(by_end_of_year: &BTreeMap<Year, Estimate>) -> ClockChange {
        let by_end_of_year: BTreeMap<Year, Estimate> =
            by_end_of_year.keys().map(|year| (*year, between(0.021, 0.034, 0.047))).collect();
        ClockChange { by_horizon: between(0.021, 0.034, 0.047), by_end_of_year }
    }

    fn surprise(item: &str, period: &str, kind: Kind, actual: f64, lower: f64, middle: f64) -> Surprise {
        Surprise {
            item: item.to_owned(),
            period: period.to_owned(),
            from: date(2026, 1, 1),
            to: date(2026, 12, 31),
            kind,
            actual,
            error: Some(0.05 * actual),
            lower: between(lower - 0.0004, lower, lower + 0.0004),
            forecast: Fan { p05: 0.8 * middle, p25: 0.9 * middle, p50: middle, p75: 1.1 * middle, p95: 1.25 * middle },
        }
    }

    fn moved(driver: &str, year: Option<Year>, kind: Kind, means: [f64; 3]) -> Moved {
        let [before, after, std_dev] = means;
        let shift = (after - before) / std_dev;
        Moved {
            driver: driver.to_owned(),
            year,
            kind,
            before: MeanAndSpread { mean: before, std_dev },
            after: MeanAndSpread { mean: after, std_dev: 0.4 * std_dev },
            shift: between(shift - 0.02, shift, shift + 0.02),
            resolved: true,
        }
    }

    fn example() -> Update {
        let (before, mut after) = (openai(), openai());
        after.exhaustion.by_horizon = between(0.905, 0.918, 0.931);
        after.order.exhausted_later = between(0.0, 1e-9, 0.0012);
        after.without_new_capital.exhaustion.by_horizon = between(0.9993, 1.0 - 1e-9, 1.0);
        let change = Change {
            exhaustion: clock(&before.exhaustion.by_end_of_year),
            profitability: clock(&before.profitability.by_end_of_year),
            order: before.order.clone(),
            without_new_capital: WithoutNewCapitalChange {
                exhaustion: clock(&before.exhaustion.by_end_of_year),
                profitability: clock(&before.profitability.by_end_of_year),
                order: before.order.clone(),
            },
            claims: before.claims.iter().map(|_| between(-0.012, 0.0, 0.013)).collect(),
        };
        Update {
            provenance: before.provenance.clone(),
            errors: ErrorSizes { all: 0.05, columns: BTreeMap::from([("margin".to_owned(), 0.03)]) },
            actuals: vec![
                surprise("revenue", "2026", Kind::Amount, 26.125, 0.0312, 33.1),
                surprise("margin", "2026", Kind::Share, 0.385, 0.27, 0.42),
                surprise("cash", "2026-12-31", Kind::Amount, 71.0, 0.44, 75.0),
                surprise("users", "2026", Kind::Users, 0.81, 0.6, 0.78),
            ],
            together: Together { figures: 4, futures: 16_384, as_far: Some(between(0.04, 0.043, 0.046)) },
            weights: WeightsUsed {
                effective_runs: 31_415.9,
                effective_runs_untempered: 31_415.9,
                power: 1.0,
                errors_widened: 1.0,
                heaviest: 1e-4,
                runs_needed: None,
            },
            before,
            after,
            change,
            drivers: vec![
                moved("revenue.Consumer.growth", Some(year(2026)), Kind::Share, [0.983, 0.742, 0.23]),
                moved("cash.opening", None, Kind::Number, [39.8, 40.5, 3.0]),
                Moved { resolved: false, ..moved("chance", None, Kind::Number, [1.0, 1.001, 1.0]) },
            ],
            warnings: vec!["a doubt of its own".to_owned()],
        }
    }

    fn facts() -> RunFacts {
        RunFacts {
            folder: PathBuf::from("results/update-openai"),
            files: ["update.json", "update.png", "surprise.png"].map(str::to_owned).to_vec(),
            elapsed: Duration::from_millis(6_420),
            runs_per_second: 155_763.0,
            names: |input| input.to_string(),
            width: 100,
        }
    }

    #[test]
    fn reads_well() {
        insta::assert_snapshot!(text(&example(), &facts(), false));
    }

    #[test]
    fn says_that_it_goes_only_part_of_the_way_and_what_would_help() {
        let mut update = example();
        update.provenance.complete = false;
        let needed = Some(2_345_678);
        update.weights = WeightsUsed {
            effective_runs: 400.6,
            effective_runs_untempered: 88.2,
            power: 0.55,
            errors_widened: 1.348,
            heaviest: 0.01,
            runs_needed: needed,
        };
        let top = |update: &Update| {
            let text = text(update, &facts(), false);
            text.lines().take(9).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(top(&update));
        update.provenance.complete = true;
        update.together.as_far = Some(between(0.0, 0.0, 0.0002));
        update.weights.runs_needed = None;
        insta::assert_snapshot!(top(&update));
    }

    #[test]
    fn fits_the_page_whatever_has_happened() {
        let mut wild = example();
        wild.actuals = (0..40)
            .map(|n| surprise(&"revenue.x".repeat(30), "2026", Kind::Amount, 1e14, 0.001 * f64::from(n), 1e-9))
            .collect();
        wild.warnings = vec!["doubt \u{1b}[2J".repeat(500); 30];
        wild.drivers =
            (0..40).map(|_| moved(&"name".repeat(60), Some(year(2026)), Kind::Number, [1e15, -1e15, 1e-3])).collect();
        wild.together.as_far = None;
        for update in [example(), wild] {
            let text = text(&update, &facts(), false);
            assert!(text.lines().all(|line| display_width(line) <= 100), "{text}");
            assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        }
        let (styled, plain) = (text(&example(), &facts(), true), text(&example(), &facts(), false));
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn what_the_interval_cannot_tell_from_nothing_is_said_to_be_under_its_end() {
        assert_eq!(resolved(&between(0.0, 1e-9, 0.01)), between(0.0, 0.0, 0.01));
        assert_eq!(resolved(&between(0.99, 1.0 - 1e-9, 1.0)), between(0.99, 1.0, 1.0));
        assert_eq!(resolved(&between(0.002, 0.004, 0.01)), between(0.002, 0.004, 0.01));
    }
}
