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
    use crate::report::fixture::{certain, long, openai};

    #[test]
    fn show() {
        for a in [openai(), certain(), long()] {
            println!("{}\n======", text(&a, &facts(), false));
        }
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
