//! The answer on the terminal: at most about a screen, in words first.
//!
//! Written to be read aloud to someone who has never heard of Monte Carlo. What a number is called is decided in `words`.

mod findings;
mod page;
mod tables;

use super::words::{Horizon, clean, count, counted, duration, listed, month, rate};
use crate::answers::Answers;
use page::Page;
use std::path::PathBuf;
use std::time::Duration;

/// What is said of the simulation itself, below the answer. None of it is in `results.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFacts {
    /// The folder that the files were written to.
    pub folder: PathBuf,
    /// The files, by their names in the folder.
    pub files: Vec<String>,
    /// Time from the first run to the last.
    pub elapsed: Duration,
    /// Runs simulated in a second of it.
    pub runs_per_second: f64,
}

/// The answer in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
///
/// # Example
/// Printed through `anstream`, the styles vanish by themselves where they are not wanted:
/// ```no_run
/// # fn show(answers: &runout::answers::Answers, facts: &runout::report::RunFacts) -> std::io::Result<()> {
/// use std::io::Write as _;
/// anstream::stdout().write_all(runout::report::text(answers, facts, true).as_bytes())
/// # }
/// ```
#[must_use]
pub fn text(answers: &Answers, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, answers);
    findings::exhaustion(&mut page, answers);
    findings::profitability(&mut page, answers);
    tables::order(&mut page, answers);
    tables::capital_needed(&mut page, answers);
    tables::by_year(&mut page, answers);
    tables::claims(&mut page, answers);
    doubts(&mut page, answers);
    foot(&mut page, answers, facts);
    page.finish()
}

/// Overrides and warnings beyond these are only counted.
const MOST_NOTES: usize = 3;

fn head(page: &mut Page, answers: &Answers) {
    if !answers.complete {
        let runs = counted(answers.runs, "run");
        page.loud(&format!("INTERRUPTED: this answer rests on the {runs} done so far, fewer than asked for."));
        page.blank();
    }
    let scenario = &answers.scenario;
    page.heading(&clean(&scenario.title, 100));
    let futures = counted(answers.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!("{futures}, from {start} to the end of {end}, each with luck of its own."));
    page.plain(&faint_note(page));
    for change in answers.overrides.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    }
    rest(page, answers.overrides.len(), "change");
    page.blank();
}

fn faint_note(page: &Page) -> String {
    page.faint("Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.")
}

/// Says how many were left out.
fn rest(page: &mut Page, all: usize, one: &str) {
    if let Some(more @ 1..) = all.checked_sub(MOST_NOTES) {
        let more = counted(u64::try_from(more).unwrap_or(u64::MAX), &format!("more {one}"));
        page.plain(&format!("and {more}, in results.json"));
    }
}

/// Limits met and warnings: what may be wrong with the scenario.
fn doubts(page: &mut Page, answers: &Answers) {
    if answers.limits_met.is_empty() && answers.warnings.is_empty() {
        return;
    }
    page.heading("Before you rely on this");
    for met in answers.limits_met.iter().take(MOST_NOTES) {
        let (driver, limit) = (clean(&met.driver, 60), clean(&met.limit, 40));
        let share = super::words::three_digits(100.0 * met.share);
        page.line(&format!("{driver} met its limit ({limit}) in {share} % of its draws."));
    }
    rest(page, answers.limits_met.len(), "limit met");
    for warning in answers.warnings.iter().take(MOST_NOTES) {
        page.line(&clean(warning, 190));
    }
    rest(page, answers.warnings.len(), "warning");
    page.blank();
}

fn foot(page: &mut Page, answers: &Answers, facts: &RunFacts) {
    let (runs, seed) = (counted(answers.runs, "run"), answers.seed);
    let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
    let design = clean(&answers.sampling, 40);
    page.plain(&format!("{runs} ({design} draws, seed {seed}) in {elapsed}: {rate} runs a second."));
    if !facts.files.is_empty() {
        let folder = clean(&facts.folder.display().to_string(), 200);
        page.plain(&format!("Written to {folder}: {}.", listed(&grouped(&facts.files))));
    }
}

/// The files by name; the pictures, if there are more than two of a kind, by number.
fn grouped(files: &[String]) -> Vec<String> {
    let is_kind = |file: &String, kind: &str| file.ends_with(kind);
    let mut named: Vec<String> = files.to_vec();
    for (kind, words) in [(".png", "charts (PNG)"), (".svg", "charts (SVG)")] {
        let number = files.iter().filter(|file| is_kind(file, kind)).count();
        if number > 2 {
            named.retain(|file| !is_kind(file, kind));
            named.push(format!("{} {words}", count(u64::try_from(number).unwrap_or(u64::MAX))));
        }
    }
    named.iter().map(|name| clean(name, 60)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{between, certain, exhaustion, long, openai};

    #[test]
    fn show() {
        for a in [openai(), certain(), long(), hostile()] {
            println!("{}======", text(&a, &facts(), false));
        }
    }

    #[test]
    fn fits_a_screen_whatever_the_scenario() {
        for (answers, most_lines) in [(openai(), 50), (certain(), 50), (long(), 50), (hostile(), 55)] {
            let text = text(&answers, &facts(), false);
            assert!(text.lines().all(|line| textwrap::core::display_width(line) <= 100), "{text}");
            assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
            assert!(text.lines().count() <= most_lines, "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        }
    }

    #[test]
    fn styles_change_nothing_but_the_looks() {
        let (styled, plain) = (text(&openai(), &facts(), true), text(&openai(), &facts(), false));
        assert_ne!(styled, plain);
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn without_new_capital_is_not_repeated_where_it_changes_nothing() {
        assert!(text(&openai(), &facts(), false).contains("ithout new capital"));
        assert!(!text(&certain(), &facts(), false).contains("ithout new capital"));
    }

    #[test]
    fn what_is_certain_is_said_of_all_the_futures() {
        let mut answers = certain();
        let dates = [Some(jiff::civil::date(2027, 4, 9)); 7];
        answers.exhaustion = exhaustion(2026, &[0, 1_000, 0, 0], 1_000, dates);
        let text = text(&answers, &facts(), false);
        let expected = "  The chance that it runs out by the end of March 2029 is over 99.6 % (all 1,000 futures).
  Early, middle and late futures alike have run out by April 2027.
";
        assert!(text.contains(expected), "{text}");
    }

    /// Everything as wild as a user, or a bug elsewhere, can make it.
    fn hostile() -> Answers {
        let mut answers = openai();
        answers.scenario.title = "\u{1b}[2Jtitle\n".repeat(10_000);
        answers.scenario.currency = "\u{202e}longer than any currency".to_owned();
        answers.scenario.minimum_cash = f64::MAX;
        answers.overrides = vec!["x=".repeat(10_000); 20];
        answers.runs = u64::MAX;
        answers.capital_needed.p99 = between(f64::NAN, 1e300, f64::INFINITY);
        answers.naive_runway_months = Some(f64::MAX);
        answers.profitability.by_end_of_year.clear();
        answers.exhaustion.by_horizon = between(f64::NAN, f64::NAN, f64::NAN);
        answers.claims.truncate(1);
        answers.claims[0].text = "unbroken".repeat(1_000);
        answers.warnings = vec!["doubt ".repeat(1_000); 100];
        answers.limits_met.clear();
        answers
    }

    fn facts() -> RunFacts {
        let mut files: Vec<String> = ["results.json", "summary.csv"].map(str::to_owned).to_vec();
        files.extend(
            ["cash", "clocks", "capital", "exhaustion", "profitability", "revenue"].map(|name| format!("{name}.png")),
        );
        RunFacts {
            folder: PathBuf::from("results/openai"),
            files,
            elapsed: Duration::from_millis(3_210),
            runs_per_second: 311_526.0,
        }
    }
}
