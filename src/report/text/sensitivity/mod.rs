//! A sensitivity analysis on the terminal: what decides, in words; then each driver held low and high, and whose the uncertainty is.

mod tables;

use crate::answers::{Estimate, Index, Provenance, QuestionKind, Resolution, Sensitivity, UnitIndices};
use crate::error::{Input, Message};
use crate::report::output::{Head, Output, made, rounded};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::wording::{AmountScale, Formatted, Horizon, amount, clean, count, counted, listed, points, probability};
use tables::{index, plain_name};

const LONGEST_NAME: usize = 40;
/// Members of a group that are named.
const MOST_MEMBERS: usize = 6;
/// Groups whose members are named.
const MOST_GROUPS: usize = 2;

impl Output for Sensitivity {
    const FILE: &'static str = "sensitivity.json";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn followed(&self) -> u64 {
        self.followed
    }

    fn head(&self) -> Head<'_> {
        let last = Horizon::of(&self.provenance.scenario).last();
        let heading = match self.question.of {
            QuestionKind::Claim => format!("What decides? {}", clean(&self.question.text, LONGEST_QUESTION)),
            QuestionKind::Date => format!("What decides how long the cash lasts, up to the end of {last}?"),
            QuestionKind::Need => {
                format!("What decides how much more cash at the start would last to the end of {last}?")
            }
        };
        let futures = counted(self.provenance.runs, "possible future");
        Head {
            missing: missing(self),
            headings: vec![heading],
            futures: format!(
                "{}: {futures}, each followed again for every driver.",
                clean(&self.provenance.scenario.title, 80)
            ),
            ..Head::of(&self.provenance, "", "")
        }
    }

    fn body(&self, page: &mut Page) {
        let text = SensitivityText::of(self);
        text.finding(page);
        text.held(page);
        text.indices(page);
        caveats(page, self);
    }

    fn simulated(&self) -> String {
        let runs = counted(self.provenance.runs, "run");
        format!("{}, {} followed in all,", made(&self.provenance, &runs), count(self.followed))
    }

    fn notes(&self) -> Option<Message> {
        rounded(&self.provenance, &format!("the next number that makes {} equal batches", self.batches))
    }
}

/// What an interruption left out.
fn missing(found: &Sensitivity) -> String {
    let lacks = |missing: usize, done: usize, one: &str| {
        (missing > 0).then(|| format!("{} of {}", number(done), counted_usize(missing + done, one)))
    };
    let held = lacks(found.drivers_missing, found.drivers.len(), "driver").map(|of| format!("{of} held"));
    let swapped =
        lacks(found.units_missing, found.units.len(), "index").map(|of| of.replace("indexs", "indices") + " found");
    let done: Vec<String> = [held, swapped].into_iter().flatten().collect();
    let done =
        if done.is_empty() { "Shapley effects are missing".to_owned() } else { format!("only {}", listed(&done)) };
    format!("{done}. What was not analysed may matter more than what is shown")
}

fn number(count_of: usize) -> String {
    count(u64::try_from(count_of).unwrap_or(u64::MAX))
}

fn counted_usize(count_of: usize, one: &str) -> String {
    counted(u64::try_from(count_of).unwrap_or(u64::MAX), one)
}

/// How the numbers of an analysis are written.
struct SensitivityText<'a> {
    found: &'a Sensitivity,
    /// The scale of months or amounts; `None` for probabilities.
    scale: Option<AmountScale>,
}

impl<'a> SensitivityText<'a> {
    fn of(found: &'a Sensitivity) -> Self {
        let (amounts, scenario) = ([found.baseline.estimate], &found.provenance.scenario);
        let scale = match found.question.of {
            QuestionKind::Claim => None,
            QuestionKind::Date => Some(AmountScale::of(&amounts, "one", "months")),
            QuestionKind::Need => Some(AmountScale::of(&amounts, &scenario.unit, &scenario.currency)),
        };
        Self { found, scale }
    }

    fn answer(&self, answer: &Estimate) -> Formatted {
        let Some(scale) = &self.scale else { return probability(answer) };
        let [value, low, high] = scale.amount(answer);
        Formatted { value, interval: format!("({low} to {high})") }
    }

    fn change(&self, difference: &Estimate) -> Formatted {
        match &self.scale {
            None => points(difference),
            Some(scale) => amount(scale, difference),
        }
    }

    fn unit(&self) -> &str {
        self.scale.as_ref().map_or("points", |scale| &scale.words)
    }

    /// Writes the answer, and what most of its uncertainty goes back to.
    fn finding(&self, page: &mut Page) {
        let (found, baseline) = (self.found, page.with_interval(&self.answer(&self.found.baseline)));
        let last = Horizon::of(&found.provenance.scenario).last();
        let opening = match found.question.of {
            QuestionKind::Claim => format!("The chance of it is {baseline}."),
            QuestionKind::Date => format!(
                "On average it lasts {baseline} months; futures in which it lasts longer count as lasting to the end of {last}."
            ),
            QuestionKind::Need => format!("On average it is {baseline} {}.", self.unit()),
        };
        page.line(&format!("{opening} {}", self.shares(page)));
        page.blank();
    }

    fn shares(&self, page: &Page) -> String {
        let found = self.found;
        if found.units.is_empty() && found.units_missing == 0 {
            return format!(
                "All {} come to the same: there is no uncertainty to trace.",
                counted(found.provenance.runs, "future")
            );
        }
        if is_too_rare(found) {
            return "Too few futures differ from the rest to tell what their difference goes back to.".to_owned();
        }
        let mut units: Vec<&UnitIndices> = found.units.iter().filter(|unit| unit.first.estimate.is_some()).collect();
        units.sort_by(|a, b| b.first.estimate.unwrap_or(0.0).total_cmp(&a.first.estimate.unwrap_or(0.0)));
        let worth_a_word = |unit: &&&UnitIndices| unit.first.estimate.is_some_and(|share| share >= 0.01);
        let parts = units.iter().take(3).filter(worth_a_word).enumerate().map(|(place, unit)| {
            let share = page.with_interval(&index(&unit.first));
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
            format!("{} to none of them alone, only to how they come together", page.with_interval(&probability(&rest)))
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
            Some(".fires" | ".happens") => format!("whether {} happens", clean(plain, LONGEST_NAME)),
            _ => clean(&unit.drivers[0], LONGEST_NAME),
        };
        match unit.drivers.len() {
            1 => name,
            2 => format!("{name} (with the one that moves with it)"),
            more => format!("{name} (with {} that move with it)", number(more - 1)),
        }
    }
}

fn caveats(page: &mut Page, found: &Sensitivity) {
    page.heading("How to read it");
    page.line("Low and high: a driver at its 10 % and its 90 % quantile, all others as drawn, also those correlated with it. One that is drawn again and again is held each time: over many years that is rarer than one future in ten.");
    if found.units.is_empty() {
        return page.blank();
    }
    if is_too_rare(found) {
        if let Some(runs) = found.runs_to_resolve {
            let more = Message::from(format!("About {} futures would tell more: `", count(runs)));
            page.line(&page.named(&(more + Input::Runs + format!(" {runs}`."))));
        }
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
            Some(runs) => {
                Message::from(format!("about {} would do: `", count(runs))) + Input::Runs + format!(" {runs}`")
            }
            None => "how many would do is not known".into(),
        };
        page.line(&format!(
            "Not resolved: {} are too few to tell this share from 0, or to within half of itself; {}.",
            counted(found.provenance.runs, "future"),
            page.named(&runs)
        ));
    }
    page.blank();
}

/// Whether so few futures differ that nothing is known of any index.
fn is_too_rare(found: &Sensitivity) -> bool {
    let is_unknown = |index: &Index| index.low <= 0.0 && index.high >= 1.0;
    !found.units.is_empty() && found.units.iter().all(|unit| is_unknown(&unit.first) && is_unknown(&unit.total))
}

/// Which drivers count as one.
fn groups(page: &mut Page, found: &Sensitivity) {
    let groups = found.units.iter().filter(|unit| unit.drivers.len() > 1 && unit.total.resolution != Resolution::Small);
    let described: Vec<String> = groups
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
    if !described.is_empty() {
        page.line(&format!("* Correlated drivers count as one: {}.", described.join("; ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::sensitivity::example::{example, examples};
    use crate::report::page::WIDTH;
    use crate::report::{RunFacts, text};
    use std::path::PathBuf;
    use std::time::Duration;
    use textwrap::core::display_width;

    fn page_of(found: &Sensitivity) -> String {
        let facts = RunFacts {
            folder: PathBuf::from("results/sensitivity-acme"),
            files: vec!["sensitivity.json".to_owned()],
            elapsed: Duration::from_millis(2_500),
            runs_per_second: 288_000.0,
            names: |input| input.to_string(),
            width: 100,
        };
        text(found, &facts, false)
    }

    #[test]
    fn reads_well() {
        insta::assert_snapshot!(page_of(&example()), @r###"
What decides? The cash runs out by the end of 2031
A ten-person software company: 8,192 possible futures, each followed again for every driver.
Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.
Changed for this answer: cash.opening="12 to 17"

  The chance of it is 40.0 % ± 1.1. Of the uncertainty about it, 41 % ± 2 goes back to
  revenue.Subscriptions.growth (with the one that moves with it) alone; 16.0 % ± 1.2 to whether
  capital.Seed extension closes; 37 % ± 3 to none of them alone, only to how they come together.

Held low and high                        low / high                      low    high  change, points
  revenue.Subscriptions.growth           2.5 % / 22.5 % in 2029       75.0 %   5.0 %  -70.0 ± 0.5
  capital.Seed extension                 does not close / closes      62.0 %  31.0 %  -31.0 ± 0.5
  event.A recall of everything that wa…  never / each year 2027-2031  36.0 %  58.0 %  +22.0 ± 0.5
  cash.opening                           12 / 16.5                    42.0 %  43.0 %   +1.0 ± 0.5
  burn.Line 1.annual                     1,000,000 / 2,000,000        39.0 %  41.0 %   +2.0 ± 0.5
  burn.Line 2.annual                     1,000,000 / 2,000,000        39.0 %  41.0 %   +2.0 ± 0.5
  and 17 more, of which none moves it by more than 2.0 points

Share of the uncertainty                    alone                     in all
  revenue.Subscriptions.growth*                     41 % ± 2                  62 % ± 3          ██▌
  capital.Seed extension.closes                   16.0 % ± 1.2                30 % ± 2          █▎
  event.A recall of everything that was e…  not resolved (0 to 10 %)  not resolved (0 to 29 %)
  cash.opening                               under 0.3 %                     7.0 % ± 0.4        ▎
  and 19 more, each under 1 % in all

How to read it
  Low and high: a driver at its 10 % and its 90 % quantile, all others as drawn, also those
  correlated with it. One that is drawn again and again is held each time: over many years that is
  rarer than one future in ten.
  Alone: what would go of the uncertainty (the variance) if only this driver were known. In all:
  what would stay if all others were.
  * Correlated drivers count as one: revenue.Subscriptions.growth with burn.Payroll.growth.
  Not resolved: 8,192 futures are too few to tell this share from 0, or to within half of itself;
  about 120,000 would do: `runs 120000`.

8,192 runs (random draws, seed 1), 720,896 followed in all, in 2.5 seconds: 288,000 runs a second.
8,000 were asked for: 8,192 is the next number that makes 32 equal batches.
Written to results/sensitivity-acme: sensitivity.json.
"###);
    }

    #[test]
    fn no_line_is_too_long_and_nothing_is_negative_that_cannot_be() {
        for (name, found) in examples() {
            let page = page_of(&found);
            for line in page.lines() {
                assert!(display_width(line) <= WIDTH && line == line.trim_end(), "{name}: {line:?}");
            }
            let shares = page
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
        let text = |name: &str| page_of(&examples.iter().find(|(of, _)| *of == name).unwrap().1);
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
