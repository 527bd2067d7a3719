//! An explanation on the terminal: how many futures are bad, what is different about them, how they go, and whose bad luck it was.

use super::tables::{Column, padded};
use crate::answers::{
    BlameShares, DriverBlame, DriverShift, Estimate, Explanation, Happening, HappeningKind, Mark, Provenance, Shift,
    TypicalPath, TypicalPaths, Year,
};
use crate::error::{Input, Message, shell_quoted};
use crate::report::output::{CsvTable, Head, Output};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::report::shifts_csv;
use crate::wording::{
    Formatted, clean, count, counted, fixed, month, points, probability, supported_decimals, three_digits, whole_digits,
};
use textwrap::core::display_width;

/// Drivers that are named, of those that lie apart.
const MOST_DRIVERS: usize = 6;
/// Drivers of which a sentence is made.
const MOST_SENTENCES: usize = 2;
/// Rounds and events that are named.
const MOST_HAPPENINGS: usize = 3;
/// Drivers whose blame is reported.
const MOST_BLAMED: usize = 6;
/// Room beside the columns of years.
const YEARS_ASIDE: usize = 40;
/// Columns for a name, at least.
const LEAST_NAME: usize = 12;
const LONGEST_NAME: usize = 46;
/// A smaller share than this gets no row.
const WORTH_A_ROW: f64 = 0.001;

impl Output for Explanation {
    const FILE: &'static str = "explanation.json";
    const TABLES: &'static [CsvTable<Self>] = &[("shifts.csv", shifts_csv)];

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn followed(&self) -> u64 {
        self.provenance.runs + self.followings
    }

    fn head(&self) -> Head<'_> {
        let runs = counted(self.provenance.runs, "run");
        let missing = format!("this explanation rests on the {runs} done so far, and may lack the blame");
        Head { missing, ..Head::of(&self.provenance, "", ", each with luck of its own") }
    }

    fn body(&self, page: &mut Page) {
        finding(page, self);
        shifts(page, self);
        happenings(page, &self.happenings);
        if let Some(typical) = &self.typical {
            paths(page, typical, self);
        }
        if let Some(blame) = &self.blame {
            blamed(page, blame, self);
        }
    }
}

/// How many are bad, and the strongest differences in sentences.
fn finding(page: &mut Page, explanation: &Explanation) {
    let (question, failing) = (&explanation.question, &explanation.failing);
    page.heading("What goes wrong, and how often?");
    let bad = clean(&question.bad_words(), LONGEST_QUESTION);
    let turned = match question.bad {
        _ if !question.named => "".into(),
        crate::answers::Bad::Holds => Message::from("; `") + Input::Bad + " fails` reverses that",
        crate::answers::Bad::Fails => Message::from("; `") + Input::Bad + " holds` reverses that",
    };
    let turned = page.named(&turned);
    page.line(&format!("Bad are the futures in which {bad}: {}{turned}.", page.with_interval(&probability(failing))));
    let others = explanation.provenance.runs - explanation.failing_runs;
    if explanation.failing_runs == 0 {
        let none = Message::from("None is bad, so there is nothing to explain. Ask with `") + Input::Claim;
        let more = none + "` of something that happens more often, or simulate more with `" + Input::Runs + "`.";
        page.line(&page.named(&more));
    } else if others == 0 {
        let all = "All are bad, so there are no others to compare them with, and no luck would have helped. Ask with `";
        let other = "` of something that some futures reach, such as an earlier date.";
        page.line(&page.named(&(Message::from(all) + Input::Claim + other)));
    } else if let Some(runs) = explanation.runs_wanted {
        let (bad, others) = (counted(explanation.failing_runs, "bad future"), counted(others, "other"));
        let few = format!(
            "{bad} and {others} are too few of one kind to say how they differ: simulate about {} with `",
            count(runs)
        );
        page.line(&page.named(&(Message::from(few) + Input::Runs + format!(" {runs}`."))));
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
    let far = page.with_interval(&deviations(&at.shift));
    let [failing, others] = means(at, driver.quantity);
    page.hanging(
        &format!("{name}{when}: {far} standard deviations {toward} in them ({failing} on average, not {others})."),
        2,
    );
}

/// How far, without its direction.
fn deviations(shift: &Estimate) -> Formatted {
    let half = (shift.high - shift.low) / 2.0;
    let decimals = supported_decimals(half).unwrap_or(2).clamp(0, 2);
    let interval =
        if half > 0.0 { format!("± {}", fixed(half.max(10_f64.powi(-decimals)), decimals)) } else { String::new() };
    Formatted { value: fixed(shift.estimate.abs(), decimals), interval }
}

/// The two means, with two digits of what they differ by, or as many as are known; shares in percent.
fn means(shift: &Shift, quantity: &str) -> [String; 2] {
    let (scale, unit) = if quantity == "share" { (100.0, " %") } else { (1.0, "") };
    let both = [shift.failing, shift.others].map(|mean| scale * mean);
    let half = scale * shift.std_dev * (shift.shift.high - shift.shift.low) / 2.0;
    let readable = both.iter().all(|mean| mean.is_finite() && mean.abs() < 1e15);
    let enough = 2 - whole_digits((both[0] - both[1]).abs());
    let numbers = match supported_decimals(half).filter(|_| readable) {
        Some(decimals) => both.map(|mean| fixed(mean, decimals.min(enough))),
        None => both.map(three_digits),
    };
    numbers.map(|number| number + unit)
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
    let year_width = all_years.iter().map(|year| year.to_string().len()).max().unwrap_or(0) + 2;
    let every = if is_yearly { all_years.len().div_ceil((page.width() - YEARS_ASIDE) / year_width) } else { 1 };
    let years: Vec<Year> =
        if is_yearly { all_years.iter().copied().step_by(every.max(1)).collect() } else { Vec::new() };
    let room = (page.width() - 2).saturating_sub(year_width * years.len() + 9).max(LEAST_NAME);
    let names = shown.iter().map(|driver| clean(&driver.driver, room.min(LONGEST_NAME))).collect::<Vec<_>>();
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0) + 1;
    page.heading("How far is each number from where it is in the others? (in standard deviations, SD)");
    let head: String = years.iter().map(|year| format!("{year:>year_width$}")).collect();
    if is_yearly {
        page.row(&page.faint(&format!("{}{head}{:>8}", " ".repeat(width), "mean")));
    }
    let mut widest = 0.0_f64;
    for (driver, name) in shown.iter().zip(&names) {
        let cell = |shift: Option<&Shift>| match shift {
            Some(at) if is_clear(&at.shift) => signed(at.shift.estimate),
            Some(_) => "·".to_owned(),
            None => String::new(),
        };
        let cells: String =
            years.iter().map(|year| format!("{:>year_width$}", cell(driver.by_year.get(year)))).collect();
        page.row(&format!("{}{cells}{:>8}", padded(name, width), cell(driver.overall.as_ref())));
        let reach = |shift: &Shift| (shift.shift.high - shift.shift.low) / 2.0;
        widest = driver.by_year.values().chain(driver.overall.as_ref()).map(reach).fold(widest, f64::max);
    }
    let more = explanation.drivers.iter().filter(has_clear).count() - shown.len();
    let more =
        if more > 0 { format!(" {} in shifts.csv.", counted(more as u64, "more number")) } else { String::new() };
    let decimals = supported_decimals(widest).unwrap_or(2).clamp(0, 2);
    let widest = fixed(widest.max(10_f64.powi(-decimals)), decimals);
    page.line(&page.faint(&format!("± {widest} at most; a dot is no more than chance.{more}")));
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
        HappeningKind::Fires | HappeningKind::Happens => format!("{name} happens"),
    }
}

fn paths(page: &mut Page, typical: &TypicalPaths, explanation: &Explanation) {
    let ways = match typical.paths.len() {
        1 => "One typical way".to_owned(),
        several => format!("{} typical ways", ["No", "One", "Two", "Three", "Four"].get(several).unwrap_or(&"Many")),
    };
    page.heading(&format!("{ways} in which it goes wrong, and what sets each apart from the others"));
    for path in &typical.paths {
        one_path(page, path);
    }
    let apart = match typical.silhouette {
        None => "no groups among".to_owned(),
        Some(silhouette) => {
            let how = match silhouette {
                0.5.. => "clearly apart",
                0.25.. => "overlapping",
                _ => "shading into each other",
            };
            format!("groups {how} (silhouette {}) among", fixed(silhouette, 2))
        }
    };
    let looked = counted(typical.runs, "bad future");
    page.line(&page.faint(&format!("By cash and revenue of each year and when cash runs out: {apart} {looked}.")));
    let run = typical.paths.first().map_or(0, |path| path.run);
    page.line(&page.named(&traced(explanation, run)));
    page.blank();
}

/// How to see one of the runs in full.
fn traced(explanation: &Explanation, run: u64) -> Message {
    let Provenance { seed, sampling, overrides, .. } = &explanation.provenance;
    let mut traced =
        Message::from("`") + Input::Tracing + format!(" {} ", shell_quoted(&clean(&explanation.name, 200)));
    traced = traced + Input::Run + format!(" {run}");
    if *seed != 1 {
        traced = traced + " " + Input::Seed + format!(" {seed}");
    }
    if sampling != "random" {
        traced = traced + " " + Input::Sampling + format!(" {sampling}");
    }
    traced = traced + "` shows the first one step by step";
    if overrides.is_empty() { traced + "." } else { traced + ", with the same " + Input::Override + "." }
}

fn one_path(page: &mut Page, path: &TypicalPath) {
    let share = page.with_interval(&probability(&path.share));
    let ends = match (path.exhausted_on, path.half_exhausted_by) {
        (Some(on), Some(half)) => format!("out of cash in {} (half of its group by {})", month(on), month(half)),
        (Some(on), None) => format!("out of cash in {}, as less than half of its group", month(on)),
        (None, Some(half)) => format!("cash lasts, but half of its group is out of it by {}", month(half)),
        (None, None) if path.exhausted.estimate > 0.0 => "cash lasts, as in most of its group".to_owned(),
        (None, None) => "cash lasts, as in all of its group".to_owned(),
    };
    page.line(&format!("{share} like run {}: {ends}", path.run));
    let marks: Vec<String> = path.marks.iter().map(mark).collect();
    if !marks.is_empty() {
        page.hanging(&format!("  {}", marks.join("; ")), 4);
    }
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
            format!("{} {far} SD {toward}", clean(&mark.driver, LONGEST_NAME))
        }
    }
}

fn blamed(page: &mut Page, blame: &BlameShares, explanation: &Explanation) {
    page.heading("Whose bad luck was it?");
    premise(page, blame, explanation);
    let is_shown = |row: &&DriverBlame| {
        let of = row.shared.as_ref().unwrap_or(&row.alone);
        row.driver.is_some() && is_clear(of) && of.estimate.abs().max(row.alone.estimate) >= WORTH_A_ROW
    };
    let shown: Vec<&DriverBlame> = blame.drivers.iter().filter(is_shown).take(MOST_BLAMED).collect();
    if shown.is_empty() {
        page.line(&format!(
            "No single number or event, put right, would have saved a share of the {} that can be told from chance.",
            counted(blame.failing_runs, "bad future")
        ));
        return page.blank();
    }
    let is_shared = blame.held_at.is_some();
    let names: Vec<String> = shown.iter().map(|row| clean(&row.culprit(str::to_owned), LONGEST_NAME)).collect();
    let alone = Column::of(&shown.iter().map(|row| probability(&row.alone)).collect::<Vec<_>>());
    let shared = Column::of(&shown.iter().filter_map(|row| row.shared.as_ref()).map(share).collect::<Vec<_>>());
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0) + 3;
    let first = alone.width().max("alone".len()) + 4;
    page.row(
        &(" ".repeat(width)
            + &page.faint(&format!("{}{}", padded("alone", first), if is_shared { "shared" } else { "" }))),
    );
    for (at, name) in names.iter().enumerate() {
        let second = if is_shared { shared.cell(page, at) } else { String::new() };
        page.row(&(padded(name, width) + &padded(&alone.cell(page, at), first) + &second));
    }
    reading(page, blame, shown.len());
    page.blank();
}

/// What the shares of blame are shares of.
fn premise(page: &mut Page, blame: &BlameShares, explanation: &Explanation) {
    let bad = clean(&explanation.question.bad_words(), 120);
    match (blame.median_fails, blame.held_at) {
        (false, _) => {}
        (true, Some(level)) => page.line(&format!(
            "Not bad luck alone: even with every number at its median, all rounds closed and no bad event, {bad}. So blame is shared for the way to luck that would do: each number better than in {} futures.",
            of_ten(level)
        )),
        (true, None) => page.line(&format!(
            "Not bad luck: even with every number better than in {} futures, all rounds closed and no bad event, {bad}. So no blame is shared.",
            of_ten(0.95)
        )),
    }
}

/// A probability as so many of ten, or of twenty.
fn of_ten(level: f64) -> String {
    let twentieths = (20.0 * level).round();
    if twentieths % 2.0 < 0.5 {
        format!("{} of 10", fixed(twentieths / 2.0, 0))
    } else {
        format!("{} of 20", fixed(twentieths, 0))
    }
}

/// How to read the table.
fn reading(page: &mut Page, blame: &BlameShares, shown: usize) {
    page.line(&page.faint("Alone: bad futures that are not bad with this one at its median in every year (a round closed, an event not happened) and all other luck as it was, even that of numbers correlated with it."));
    let named = blame.drivers.iter().filter(|row| row.driver.is_some()).count() + blame.others_together;
    let others = counted((named - shown) as u64, "other");
    if let (Some(level), Some(all)) = (blame.held_at, &blame.all_held) {
        let to = if level > 0.5 { "so".to_owned() } else { "to their medians".to_owned() };
        let all = probability(all).value;
        page.line(&page.faint(&format!("Shared: set {to} one after the other: what each then saves, averaged over all orders (the Shapley value); with {others}, {all} of bad futures are saved.")));
    }
    let runs = counted(blame.failing_runs, "bad future");
    let more = Message::from(format!("By following {runs} again; four times as many, with `")) + Input::Runs;
    page.line(&page.faint(&page.named(&(more + "`, halve the ±."))));
}

/// A share of blame, which may be below 0: then it would have been worse.
fn share(of: &Estimate) -> Formatted {
    if of.low >= 0.0 && of.high <= 1.0 {
        return probability(of);
    }
    let Formatted { value, interval } = points(of);
    Formatted { value: format!("{} %", value.trim_start_matches('+')), interval }
}
