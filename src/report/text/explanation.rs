//! An explanation on the terminal: how many futures are bad, what is different about them, how they go, and whose bad luck it was.

use super::page::{Page, WIDTH};
use super::tables::{Column, padded};
use super::{Made, RunFacts, faint_note, foot_of, rest};
use crate::answers::{
    BlameShares, DriverBlame, DriverShift, Estimate, Explanation, Happening, HappeningKind, Mark, Shift, TypicalPath,
    TypicalPaths,
};
use crate::report::differences::points;
use crate::report::words::{
    Horizon, Said, clean, count, counted, fixed, listed, month, probability, sentence, supported_decimals, three_digits,
};
use textwrap::core::display_width;

/// Drivers that are named, of those that lie apart.
const MOST_DRIVERS: usize = 7;
/// Drivers of which a sentence is made.
const MOST_SENTENCES: usize = 2;
/// Rounds and events that are named.
const MOST_HAPPENINGS: usize = 4;
/// Drivers whose blame is told.
const MOST_BLAMED: usize = 7;
/// Columns of years that have room.
const MOST_YEARS: usize = 10;
const YEAR_WIDTH: usize = 6;
const LONGEST_NAME: usize = 40;
/// A share of less than this is not worth a row.
const WORTH_A_ROW: f64 = 0.001;

/// The explanation in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn explanation_text(explanation: &Explanation, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, explanation);
    finding(&mut page, explanation);
    shifts(&mut page, explanation);
    happenings(&mut page, &explanation.happenings);
    if let Some(typical) = &explanation.typical {
        paths(&mut page, typical, explanation);
    }
    if let Some(blame) = &explanation.blame {
        blamed(&mut page, blame, explanation);
    }
    let made = Made {
        runs: explanation.runs,
        runs_asked: explanation.runs_asked,
        seed: explanation.seed,
        sampling: &explanation.sampling,
        complete: explanation.complete,
    };
    foot_of(&mut page, &made, facts);
    page.finish()
}

fn head(page: &mut Page, explanation: &Explanation) {
    if !explanation.complete {
        let runs = counted(explanation.runs, "run");
        page.loud(&format!("INTERRUPTED: this explanation rests on the {runs} done so far, and may lack the blame."));
        page.blank();
    }
    let scenario = &explanation.scenario;
    page.heading(&clean(&scenario.title, 100));
    let futures = counted(explanation.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!("{futures}, from {start} to the end of {end}, each with luck of its own."));
    page.plain(&faint_note(page));
    for change in explanation.overrides.iter().take(super::MOST_NOTES) {
        page.plain(&format!("Changed for this explanation: {}", clean(change, 70)));
    }
    rest(page, explanation.overrides.len(), "change");
    page.blank();
}

/// How many are bad, and the strongest differences in sentences.
fn finding(page: &mut Page, explanation: &Explanation) {
    let (question, failing) = (&explanation.question, &explanation.failing);
    page.heading("What goes wrong, and how often?");
    let bad = clean(&question.bad_words(), 160);
    if question.named {
        let other = if question.bad == crate::answers::Bad::Holds { "fails" } else { "holds" };
        page.line(&format!(
            "Bad are the futures in which {bad}: {}. `--bad {other}` turns that round.",
            page.said(&probability(failing))
        ));
    } else {
        page.line(&format!("Bad are the futures in which {bad}: {} of all.", page.said(&probability(failing))));
    }
    let others = explanation.runs - explanation.failing_runs;
    if explanation.failing_runs == 0 {
        page.line("None is bad, so there is nothing to explain. Ask with `--claim` of something that happens more often, or simulate more with `--runs`.");
    } else if others == 0 {
        page.line("All are bad, so there are no others to hold them against, and nobody's luck could have helped. Ask with `--claim` of something that some futures reach, such as an earlier date.");
    } else if explanation.drivers.is_empty() && explanation.happenings.is_empty() {
        page.line("Too few futures are bad, or are not, to tell them apart: simulate more with `--runs`.");
    }
    let clear = explanation.drivers.iter().filter(|driver| driver.furthest().is_some_and(|at| is_clear(&at.shift)));
    for driver in clear.take(MOST_SENTENCES) {
        difference(page, driver);
    }
    page.blank();
}

/// One driver's difference as a sentence.
fn difference(page: &mut Page, driver: &DriverShift) {
    let Some(at) = driver.furthest() else { return };
    let (name, toward) =
        (clean(&driver.driver, LONGEST_NAME), if at.shift.estimate > 0.0 { "higher" } else { "lower" });
    let when = driver.strongest.map_or_else(String::new, |year| format!(" in {year}"));
    let far = page.said(&deviations(&at.shift));
    let [failing, others] = means(at);
    page.line(&format!("{name}{when} was {far} standard deviations {toward} in them: {failing} on average, against {others} in the others."));
}

/// How far, without its direction.
fn deviations(shift: &Estimate) -> Said {
    let half = (shift.high - shift.low) / 2.0;
    let decimals = supported_decimals(half).unwrap_or(2).clamp(0, 2);
    let interval = if half > 0.0 {
        format!("± {}", fixed(half.max(0.5 * 10_f64.powi(-decimals)), decimals))
    } else {
        String::new()
    };
    Said { value: fixed(shift.estimate.abs(), decimals), interval }
}

/// The two means, to the digits in which they can be known to differ.
fn means(shift: &Shift) -> [String; 2] {
    let half = shift.std_dev * (shift.shift.high - shift.shift.low) / 2.0;
    let both = [shift.failing, shift.others];
    let readable = both.iter().all(|mean| mean.is_finite() && mean.abs() < 1e15);
    match supported_decimals(half).filter(|_| readable) {
        Some(decimals) => both.map(|mean| fixed(mean, decimals)),
        None => both.map(three_digits),
    }
}

/// Whether chance alone does not explain it.
fn is_clear(estimate: &Estimate) -> bool {
    estimate.low > 0.0 || estimate.high < 0.0
}

/// The table by year.
fn shifts(page: &mut Page, explanation: &Explanation) {
    let has_clear =
        |driver: &&DriverShift| driver.by_year.values().chain(driver.overall.as_ref()).any(|at| is_clear(&at.shift));
    let shown: Vec<&DriverShift> = explanation.drivers.iter().filter(has_clear).take(MOST_DRIVERS).collect();
    if shown.is_empty() {
        return;
    }
    let is_yearly = shown.iter().any(|driver| driver.by_year.len() > 1);
    let all_years = &explanation.question.years;
    let every = if is_yearly { all_years.len().div_ceil(MOST_YEARS) } else { 1 };
    let years: Vec<i16> =
        if is_yearly { all_years.iter().copied().step_by(every.max(1)).collect() } else { Vec::new() };
    let room = WIDTH - 2 - YEAR_WIDTH * years.len() - 9;
    let names = shown.iter().map(|driver| clean(&driver.driver, room.min(LONGEST_NAME))).collect::<Vec<_>>();
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0) + 1;
    page.heading("How far from the others? (bad futures less others, in standard deviations)");
    let head: String = years.iter().map(|year| format!("{year:>YEAR_WIDTH$}")).collect();
    let last = if is_yearly { "mean" } else { "" };
    page.row(&page.faint(&format!("{}{head}{last:>8}", " ".repeat(width))));
    let mut widest = 0.0_f64;
    for (driver, name) in shown.iter().zip(&names) {
        let cell = |shift: Option<&Shift>| match shift {
            Some(at) if is_clear(&at.shift) => signed(at.shift.estimate),
            Some(_) => "·".to_owned(),
            None => String::new(),
        };
        let cells: String =
            years.iter().map(|year| format!("{:>YEAR_WIDTH$}", cell(driver.by_year.get(year)))).collect();
        page.row(&format!("{}{cells}{:>8}", padded(name, width), cell(driver.overall.as_ref())));
        let reach = |shift: &Shift| (shift.shift.high - shift.shift.low) / 2.0;
        widest = driver.by_year.values().chain(driver.overall.as_ref()).map(reach).fold(widest, f64::max);
    }
    let more = explanation.drivers.iter().filter(has_clear).count() - shown.len();
    let more =
        if more > 0 { format!(" {} in shifts.csv.", counted(more as u64, "more driver")) } else { String::new() };
    let decimals = supported_decimals(widest).unwrap_or(2).max(2);
    page.line(&page.faint(&format!(
        "Each ± {} at most; a dot is no more than chance. What is drawn once a run has one number.{more}",
        fixed(widest, decimals)
    )));
    page.blank();
}

fn signed(value: f64) -> String {
    let written = fixed(value, 2);
    if value > 0.0 { format!("+{written}") } else { written }
}

/// Rounds and events, and how often they come about.
fn happenings(page: &mut Page, all: &[Happening]) {
    let shown: Vec<&Happening> = all.iter().filter(|one| is_clear(&one.shift)).take(MOST_HAPPENINGS).collect();
    if shown.is_empty() {
        return;
    }
    let names: Vec<String> = shown.iter().map(|one| happens(one.kind, &one.name)).collect();
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0).max(22) + 3;
    let columns = [|one: &Happening| one.failing, |one: &Happening| one.others]
        .map(|of| Column::of(&shown.iter().map(|one| probability(&of(one))).collect::<Vec<_>>()));
    let first = columns[0].width().max(14) + 3;
    let titles = format!("{}{}", padded("in bad futures", first), "in the others");
    page.exact(&(padded(&page.bold("What happens how often?"), width + 2) + &page.faint(&titles)));
    for (at, name) in names.iter().enumerate() {
        page.row(&(padded(name, width) + &padded(&columns[0].cell(page, at), first) + &columns[1].cell(page, at)));
    }
    page.blank();
}

fn happens(kind: HappeningKind, name: &str) -> String {
    let name = clean(name, LONGEST_NAME);
    match kind {
        HappeningKind::Closes => format!("{name} closes"),
        HappeningKind::Fires => format!("{name} happens"),
    }
}

fn paths(page: &mut Page, typical: &TypicalPaths, explanation: &Explanation) {
    let ways = match typical.paths.len() {
        1 => "One typical way".to_owned(),
        several => format!("{} typical ways", ["No", "One", "Two", "Three", "Four"].get(several).unwrap_or(&"Many")),
    };
    page.heading(&format!("{ways} in which it goes wrong"));
    for path in &typical.paths {
        one_path(page, path);
    }
    let looked = counted(typical.runs, "bad future");
    let apart = match typical.silhouette {
        None => "They form no groups".to_owned(),
        Some(silhouette) if silhouette >= 0.5 => "The groups are clearly apart".to_owned(),
        Some(silhouette) if silhouette >= 0.25 => "The groups overlap".to_owned(),
        Some(_) => "The groups shade into each other".to_owned(),
    };
    let how = match typical.silhouette {
        Some(silhouette) => {
            format!(" (silhouette {}): the first {looked} by cash and revenue of each year.", fixed(silhouette, 2))
        }
        None => format!(": the first {looked} by cash and revenue of each year."),
    };
    page.line(&page.faint(&(apart + &how)));
    let run = typical.paths.first().map_or(0, |path| path.run);
    let mut command = format!("runout trace {} --run {run}", clean(&explanation.name, 60));
    if explanation.seed != 1 {
        command.push_str(&format!(" --seed {}", explanation.seed));
    }
    if explanation.sampling != "random" {
        command.push_str(&format!(" --sampling {}", explanation.sampling));
    }
    let changes = if explanation.overrides.is_empty() { "" } else { ", with the same --set" };
    page.line(&format!("`{command}` shows the first one step by step{changes}."));
    page.blank();
}

fn one_path(page: &mut Page, path: &TypicalPath) {
    let share = page.said(&probability(&path.share));
    let ends = match (path.exhausted_on, path.half_exhausted_by) {
        (Some(on), Some(half)) => format!("out of cash in {} (half of its group by {})", month(on), month(half)),
        (Some(on), None) => format!("out of cash in {}, as less than half of its group", month(on)),
        (None, Some(half)) => format!("cash lasts, but half of its group is out of it by {}", month(half)),
        (None, None) if path.exhausted.estimate > 0.0 => "cash lasts, as in most of its group".to_owned(),
        (None, None) => "cash lasts, as in all of its group".to_owned(),
    };
    let marks: Vec<String> = path.marks.iter().map(mark).collect();
    let marks =
        if marks.is_empty() { String::new() } else { format!(". Unlike other bad futures: {}", listed(&marks)) };
    page.hanging(&format!("{share}  run {}: {}", count(path.run).replace(',', ""), sentence_end(&(ends + &marks))), 2);
}

fn sentence_end(words: &str) -> String {
    let written = sentence(words);
    // The first word follows a colon.
    let mut rest = written.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + rest.as_str())
}

/// What sets a group apart, in words.
fn mark(mark: &Mark) -> String {
    match &mark.happening {
        Some((kind, name)) => {
            let [here, elsewhere] = [mark.here, mark.elsewhere].map(|share| format!("{} %", fixed(100.0 * share, 0)));
            format!("{} in {here}, not {elsewhere}", happens(*kind, name))
        }
        None => {
            let toward = if mark.shift.estimate > 0.0 { "higher" } else { "lower" };
            let far = deviations(&mark.shift).value;
            format!("{} {far} standard deviations {toward}", clean(&mark.driver, LONGEST_NAME))
        }
    }
}

fn blamed(page: &mut Page, blame: &BlameShares, explanation: &Explanation) {
    page.heading("Whose bad luck was it?");
    premise(page, blame, explanation);
    let is_told = |row: &&DriverBlame| {
        let of = row.shared.as_ref().unwrap_or(&row.alone);
        let is_large =
            [Some(&row.alone), row.shared.as_ref()].into_iter().flatten().any(|of| of.estimate.abs() >= WORTH_A_ROW);
        row.driver.is_some() && is_clear(of) && is_large
    };
    let shown: Vec<&DriverBlame> = blame.drivers.iter().filter(is_told).take(MOST_BLAMED).collect();
    let rest: Vec<&DriverBlame> = blame.drivers.iter().filter(|row| !shown.contains(row)).collect();
    let mut names: Vec<String> =
        shown.iter().map(|row| row.driver.as_ref().map_or_else(String::new, |name| subject(name, &row.held))).collect();
    let mut alone: Vec<Said> = shown.iter().map(|row| probability(&row.alone)).collect();
    let mut shared: Vec<Said> = shown.iter().map(|row| row.shared.as_ref().map_or_else(nothing, share)).collect();
    if let (Some(all), false) = (&blame.all_held, rest.is_empty()) {
        let others: f64 = rest.iter().filter_map(|row| row.shared).map(|shared| shared.estimate).sum();
        let named = rest.len() - usize::from(blame.others_together > 0) + blame.others_together;
        names.push(format!("the other {named}"));
        alone.push(nothing());
        let half =
            rest.iter().filter_map(|row| row.shared).map(|of| ((of.high - of.low) / 2.0).powi(2)).sum::<f64>().sqrt();
        shared.push(share(&Estimate { estimate: others, low: others - half, high: others + half }));
        names.push("all of them".to_owned());
        alone.push(nothing());
        shared.push(probability(all));
    }
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0) + 3;
    let columns = [Column::of(&alone), Column::of(&shared)];
    let first = columns[0].width().max(6) + 4;
    let is_shared = blame.held_at.is_some();
    let titles = format!("{}{}", padded("alone", first), if is_shared { "shared" } else { "" });
    page.row(&(" ".repeat(width) + &page.faint(&titles)));
    for (at, name) in names.iter().enumerate() {
        let second = if is_shared { columns[1].cell(page, at) } else { String::new() };
        page.row(&(padded(name, width) + &padded(&columns[0].cell(page, at), first) + &second));
    }
    reading(page, blame);
    page.blank();
}

/// What the shares of blame are shares of.
fn premise(page: &mut Page, blame: &BlameShares, explanation: &Explanation) {
    let bad = clean(&explanation.question.bad_words(), 120);
    let better = |level: f64| format!("{} of 10", three_digits(10.0 * level));
    match (blame.median_fails, blame.held_at) {
        (false, _) => {}
        (true, Some(level)) => page.line(&format!(
            "It is not bad luck alone: even with every number at its median, every round closed and no bad event, {bad}. What is shared is the way from there to luck as good as {} futures have.",
            better(level)
        )),
        (true, None) => page.line(&format!(
            "It is not bad luck: even with every number as good as 9.5 of 10 futures have it, {bad}. So no blame is shared."
        )),
    }
}

/// How to read the table.
fn reading(page: &mut Page, blame: &BlameShares) {
    page.line(&page.faint("Alone: bad futures that are not bad once this number is at its median in every year (the round closed, the event not happened) and all other luck is as it was; what moves with it stays too."));
    if let Some(level) = blame.held_at {
        let to = if level > 0.5 {
            format!(
                "to the value, on the good side, that is as good as {} futures have it",
                format_args!("{} of 10", three_digits(10.0 * level))
            )
        } else {
            "to their medians".to_owned()
        };
        page.line(&page.faint(&format!("Shared: one after the other is set {to}, in every order alike; each gets the futures that turn at its turn, on average (the Shapley value).")));
    }
    let runs = counted(blame.failing_runs, "bad future");
    let by = if blame.method == "every order" { "all orders" } else { "orders by chance" };
    page.line(&page.faint(&format!("{runs} were followed again, {by}.")));
}

fn subject(name: &str, held: &str) -> String {
    let name = clean(name, LONGEST_NAME);
    if held == "at its median" { name } else { format!("{name} ({held})") }
}

fn nothing() -> Said {
    Said { value: String::new(), interval: String::new() }
}

/// A share of blame, which may be below 0: then it would have been worse.
fn share(of: &Estimate) -> Said {
    if of.low > 0.0 && of.high <= 1.0 || of.estimate <= 0.0 && of.low >= 0.0 {
        return probability(of);
    }
    if !is_clear(of) {
        let largest = of.high.abs().max(of.low.abs());
        return Said {
            value: format!(
                "0 ± {}",
                probability(&Estimate { estimate: 0.0, low: 0.0, high: largest }).value.replace("under ", "")
            ),
            interval: String::new(),
        };
    }
    let Said { value, interval } = points(of);
    Said { value: format!("{} %", value.trim_start_matches('+')), interval }
}
