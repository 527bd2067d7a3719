//! One trait for an answer as it is written: the names of its files, how it was simulated, its tables, and what stands on its page.

use super::page::{MOST_NOTES, Page};
use crate::answers::{Given, Provenance};
use crate::error::{Input, Message, Result};
use crate::wording::{Horizon, clean, count, counted, duration, listed, month, rate};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

const RANGES: &str =
    "Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.";

/// Errors that are wider than given by less than this factor are as given.
const WIDENED: f64 = 1.005;
/// Where fewer futures than this agree with what has happened, ranges are wide.
const FEW_AGREEING: u64 = 2_000;

/// A table: the name of its file, and how it is written as CSV.
pub type CsvTable<T> = (&'static str, fn(&T) -> Result<Vec<u8>>);

/// An answer that is written as JSON, as tables and as a page of text.
pub trait Output: Serialize + Sized + 'static {
    /// The name of its JSON file.
    const FILE: &'static str;
    /// Its tables.
    const TABLES: &'static [CsvTable<Self>] = &[];

    /// The program, scenario and runs that it comes from.
    fn provenance(&self) -> &Provenance;

    /// Runs followed in all, where each is followed more than once.
    fn followed(&self) -> u64 {
        self.provenance().runs
    }

    /// What stands at the top of its page.
    fn head(&self) -> Head<'_>;

    /// Writes what must not be overlooked, above everything else.
    fn alarms(&self, _page: &mut Page) {}

    /// Writes what its page says between head and foot.
    fn body(&self, page: &mut Page);

    /// How much was simulated, for the foot of its page.
    fn simulated(&self) -> String {
        made(self.provenance(), &counted(self.provenance().runs, "run"))
    }

    /// Notes below that.
    fn notes(&self) -> Option<Message> {
        rounded(self.provenance(), "the next number that the design spreads evenly")
    }
}

/// This many runs, with the design and seed of an answer.
pub(super) fn made(of: &Provenance, runs: &str) -> String {
    format!("{runs} ({} draws, seed {})", clean(&of.sampling, 40), of.seed)
}

/// All runs that were simulated, with the design and seed of an answer.
pub(super) fn in_all(of: &Provenance, followed: u64) -> String {
    made(of, &format!("{} runs in all", count(followed)))
}

/// A note that more runs were made than requested, and that their number is `what`.
pub(super) fn rounded(of: &Provenance, what: &str) -> Option<Message> {
    let [requested, made] = [of.runs_requested, of.runs].map(count);
    (of.complete && of.runs > of.runs_requested)
        .then(|| format!("{requested} were asked for: {made} is {what}.").into())
}

/// What stands at the top of a page.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// What is missing if it was interrupted.
    pub(super) missing: String,
    pub(super) headings: Vec<String>,
    /// How many futures, over what time, from what draws.
    pub(super) futures: String,
    /// What ranges rest on.
    pub(super) asides: Vec<String>,
    /// Where the changes apply: `for this answer`.
    pub(super) changed: &'static str,
    pub(super) changes: Vec<&'a String>,
}

impl<'a> Head<'a> {
    /// The usual head: the scenario's title and how many futures, with what `luck`.
    pub(super) fn of(of: &'a Provenance, each: &str, luck: &str) -> Self {
        let (start, end) = (month(of.scenario.start), Horizon::of(&of.scenario).last());
        Self {
            missing: format!("this answer rests on the {} done so far, fewer than asked for", counted(of.runs, "run")),
            headings: vec![clean(&of.scenario.title, 100)],
            futures: format!("{}{each}, from {start} to the end of {end}{luck}.", counted(of.runs, "possible future")),
            asides: Vec::new(),
            changed: "for this answer",
            changes: of.changes().0,
        }
    }
}

/// Facts about the simulation itself, below the answer. None of them is in the JSON.
#[derive(Debug, Clone)]
pub struct RunFacts {
    /// The folder that the files were written to.
    pub folder: PathBuf,
    /// The files, by their names in the folder.
    pub files: Vec<String>,
    /// Time from the first run to the last.
    pub elapsed: Duration,
    /// Runs simulated per second of that time.
    pub runs_per_second: f64,
    /// The names that the reader knows inputs by, such as their flags.
    pub names: fn(Input) -> String,
    /// The columns of the page: see [`page_width`](super::page_width).
    pub width: usize,
}

/// The answer in words, with a newline at the end, in the columns of `facts`; `styled` adds ANSI bold and dim.
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
pub fn text<T: Output>(answer: &T, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled, T::FILE).naming(facts.names).wide(facts.width);
    head(answer, &mut page);
    answer.body(&mut page);
    foot(answer, facts, &mut page);
    page.finish()
}

/// Whether it was interrupted, what was simulated, and what was changed for it.
fn head<T: Output>(answer: &T, page: &mut Page) {
    let head = answer.head();
    if !answer.provenance().complete {
        page.loud(&format!("INTERRUPTED: {}.", head.missing));
        page.blank();
    }
    answer.alarms(page);
    head.headings.iter().for_each(|heading| page.heading(heading));
    page.plain(&head.futures);
    answer.provenance().given.iter().for_each(|given| page.plain(&page.named(&agreeing(given))));
    page.plain(&page.faint(RANGES));
    head.asides.iter().for_each(|aside| page.plain(&page.faint(aside)));
    for change in head.changes.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed {}: {}", head.changed, clean(change, 70)));
    }
    page.rest(head.changes.len(), "change");
    page.blank();
}

/// Which futures agree with what has happened, and how far that carries.
fn agreeing(given: &Given) -> Message {
    let Given { figures, until, simulated, agreeing, errors_widened, .. } = given;
    let (simulated, agreeing_runs) = (counted(*simulated, "future"), count(*agreeing));
    let figures = counted(*figures as u64, "figure");
    let text = format!(
        "Of {simulated}, {agreeing_runs} agree with what happened until the end of {} ({figures}): only these count.",
        month(*until)
    );
    if *errors_widened > WIDENED {
        let wider = format!(
            " So few did that each figure was taken to be off {errors_widened:.1} times as much as given: the answer \
             goes part of the way. A larger `"
        );
        return Message::from(text + &wider) + Input::Runs + "` takes it farther.";
    }
    if *agreeing < FEW_AGREEING {
        return Message::from(text + " A larger `") + Input::Runs + "` narrows the ranges.";
    }
    text.into()
}

/// How it was simulated, and what was written where.
fn foot<T: Output>(answer: &T, facts: &RunFacts, page: &mut Page) {
    let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
    page.plain(&format!("{} in {elapsed}: {rate} runs a second.", answer.simulated()));
    answer.notes().into_iter().for_each(|note| page.plain(&page.named(&note)));
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
