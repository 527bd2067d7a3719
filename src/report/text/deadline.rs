//! Deadlines on the terminal: by when, what then, and what becomes of those who are late.

use super::page::Page;
use super::{RunFacts, faint_note, rest, written};
use crate::answers::{ActionAnswer, ActionTold, Deadlines, Due};
use crate::report::words::{
    Horizon, Scale, clean, count, counted, day, duration, fixed, listed, month, probability, rate, three_digits,
};

/// Changes beyond these are only counted.
const MOST_NOTES: usize = 3;
const MOST_OF_A_NAME: usize = 40;
const MOST_OF_A_CLAIM: usize = 140;

/// The deadlines in words, with a newline at the end, at most 100 columns wide; `styled` adds ANSI bold and dim.
#[must_use]
pub fn deadline_text(deadlines: &Deadlines, facts: &RunFacts, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, deadlines);
    let claim = clean(&deadlines.claim, MOST_OF_A_CLAIM);
    let (wanted, now) = (three_digits(100.0 * deadlines.wanted), page.said(&probability(&deadlines.now)));
    page.plain(&format!(
        "\"{claim}\" is to keep a probability of {wanted} %. As the scenario is written it has {now}."
    ));
    if let Some(months) = deadlines.naive_runway_months.filter(|months| *months >= 0.0) {
        let until = deadlines.naive_runway_until.map_or_else(String::new, |until| format!(", until {}", day(until)));
        let naive = format!(
            "Cash divided by burn at the start, the usual rule of thumb, gives {} months{until}.",
            three_digits(months)
        );
        page.plain(&naive);
    }
    page.blank();
    for action in &deadlines.actions {
        told(&mut page, deadlines, action);
    }
    foot(&mut page, deadlines, facts);
    page.finish()
}

fn head(page: &mut Page, deadlines: &Deadlines) {
    if !deadlines.provenance.complete {
        page.loud("INTERRUPTED: a part of what was asked for is missing.");
        page.blank();
    }
    let scenario = &deadlines.provenance.scenario;
    page.heading(&clean(&scenario.title, 100));
    let futures = counted(deadlines.provenance.runs, "possible future");
    let (start, end) = (month(scenario.start), Horizon::new(scenario.end).last());
    page.plain(&format!(
        "{futures} for each day that is tried, from {start} to the end of {end}: the same luck on every day."
    ));
    page.plain(&faint_note(page));
    for change in deadlines.provenance.overrides.iter().take(MOST_NOTES) {
        page.plain(&format!("Changed for this answer: {}", clean(change, 70)));
    }
    rest(page, deadlines.provenance.overrides.len(), "change");
    page.blank();
}

fn told(page: &mut Page, deadlines: &Deadlines, answer: &ActionAnswer) {
    let (wanted, first) = (three_digits(100.0 * deadlines.wanted), day(deadlines.provenance.scenario.start));
    page.heading(&what(deadlines, &answer.action));
    let is_raise = matches!(answer.action, ActionTold::Raise { .. });
    let [verb, done] = if is_raise { ["Start raising", "started"] } else { ["Cut", "made"] };
    let never = page.said(&probability(&answer.never));
    match (answer.outcome, answer.deadline) {
        (Due::NeverNeeded, _) => {
            page.line(&format!("Never needed: without it the probability is {never}."));
        }
        (Due::InTime, Some(deadline)) => {
            let by = page.bold(&day(deadline).replace(' ', "\u{a0}"));
            let between = match (answer.low, answer.high) {
                (Some(low), Some(high)) if low == high => String::new(),
                (Some(low), Some(high)) => format!(" (95 % interval: {} to {})", day(low), day(high)),
                (Some(low), None) => format!(" (95 % interval: {} or later)", day(low)),
                (None, Some(high)) => format!(" (95 % interval: {} or earlier)", day(high)),
                (None, None) => String::new(),
            };
            page.line(&format!("{verb} by {by} at the latest{}.", page.faint(&between)));
            let then = answer.at_deadline.as_ref().map_or_else(String::new, |of| page.said(&probability(of)));
            let later = answer.later.as_ref().map_or_else(String::new, |of| {
                let when = match deadlines.provenance.scenario.step.as_str() {
                    "month" => "two months later".to_owned(),
                    _ => format!("on {}", day(of.date)),
                };
                format!("; {when} it is {}", page.said(&probability(&of.probability)))
            });
            let at_once = page.said(&probability(&answer.at_once));
            page.line(&format!("The probability is then {then}{later}."));
            page.line(&format!(
                "{} at once, on {first}, it gives {at_once}; without it {never} is left.",
                capital(done)
            ));
        }
        _ => {
            let at_once = page.said(&probability(&answer.at_once));
            page.line(&format!("Already too late for {wanted} %: {done} at once, on {first}, it gives {at_once}; without it {never} is left."));
        }
    }
    page.blank();
}

fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().to_string()) + rest.as_str()
}

/// What is done, with its numbers.
fn what(deadlines: &Deadlines, action: &ActionTold) -> String {
    let scenario = &deadlines.provenance.scenario;
    match action {
        ActionTold::Raise { round, amount, closes_in_months, by_default } => {
            let amount = Scale::plain(*amount, &scenario.unit, &scenario.currency);
            let [p05, p50, p95] = [closes_in_months.p05, closes_in_months.p50, closes_in_months.p95]
                .map(|months| fixed(months, i32::from((months - months.round()).abs() > 0.005)));
            let closes = if p05 == p95 {
                format!("closes {p50} months after it is started")
            } else {
                format!("closes about {p50} months after it is started ({p05} to {p95} in nine cases of ten)")
            };
            let chosen = if *by_default { ", as nothing else was asked for" } else { "" };
            match round {
                Some(name) => {
                    let name = clean(name, MOST_OF_A_NAME);
                    format!("\"{name}\", about {amount}, if it {closes}{chosen}")
                }
                None => format!("A new raise of {amount} that {closes}{chosen}"),
            }
        }
        ActionTold::Cut { share, lines, by_default } => {
            let names: Vec<String> = lines.iter().map(|line| clean(line, MOST_OF_A_NAME)).collect();
            let names = if names.len() > 4 { counted(names.len() as u64, "burn line") } else { listed(&names) };
            let chosen = if *by_default { ", as nothing else was asked for" } else { "" };
            format!("A cut of {} % in {names}, for good{chosen}", three_digits(100.0 * share))
        }
    }
}

fn foot(page: &mut Page, deadlines: &Deadlines, facts: &RunFacts) {
    let (runs, seed) = (count(deadlines.followed), deadlines.provenance.seed);
    let (elapsed, rate) = (duration(facts.elapsed), rate(facts.runs_per_second));
    let design = clean(&deadlines.provenance.sampling, 40);
    page.plain(&format!("{runs} runs in all ({design} draws, seed {seed}) in {elapsed}: {rate} runs a second."));
    written(page, facts);
}
