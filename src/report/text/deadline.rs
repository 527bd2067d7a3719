//! Deadlines on the terminal: by when, what then, and what becomes of those who are late.

use crate::answers::{ActionAnswer, ActionDescription, DeadlineStatus, Deadlines, Provenance};
use crate::error::{Input, Message};
use crate::report::output::{Head, Output, in_all};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::wording::{AmountScale, capital, clean, counted, day, fixed, listed, percent, probability, three_digits};

const MOST_OF_A_NAME: usize = 40;
/// Burn lines beyond these are only counted.
const MOST_LINES: usize = 12;

impl Output for Deadlines {
    const FILE: &'static str = "deadline.json";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn followed(&self) -> u64 {
        self.followed
    }

    fn head(&self) -> Head<'_> {
        let missing = "a part of what was asked for is missing".to_owned();
        Head { missing, ..Head::of(&self.provenance, " for each day that is tried", ": the same luck on every day") }
    }

    fn body(&self, page: &mut Page) {
        let claim = clean(&self.claim, LONGEST_QUESTION);
        let (wanted, now) = (percent(self.wanted), page.with_interval(&probability(&self.now)));
        page.plain(&format!(
            "\"{claim}\" is to keep a probability of {wanted}. As the scenario is written it has {now}."
        ));
        if let Some(months) = self.naive_runway_months.filter(|months| *months >= 0.0) {
            let until = self.naive_runway_until.map_or_else(String::new, |until| format!(", until {}", day(until)));
            let naive = format!(
                "Cash divided by burn at the start, the usual rule of thumb, gives {} months{until}.",
                three_digits(months)
            );
            page.plain(&naive);
        }
        page.blank();
        for action in &self.actions {
            by_when(page, self, action);
        }
    }

    fn simulated(&self) -> String {
        in_all(&self.provenance, self.followed)
    }
}

fn by_when(page: &mut Page, deadlines: &Deadlines, answer: &ActionAnswer) {
    let (wanted, first) = (percent(deadlines.wanted), day(deadlines.provenance.scenario.start));
    page.heading(&what(deadlines, &answer.action));
    spared(page, &answer.action);
    let is_raise = matches!(answer.action, ActionDescription::Raise { .. });
    let [verb, done] = if is_raise { ["Start raising", "started"] } else { ["Cut", "made"] };
    let never = page.with_interval(&probability(&answer.never));
    match (answer.outcome, answer.deadline) {
        (DeadlineStatus::NeverNeeded, _) => {
            page.line(&format!("Never needed: without it the probability is {never}."));
        }
        (DeadlineStatus::InTime, Some(deadline)) => {
            let by = page.bold(&day(deadline).replace(' ', "\u{a0}"));
            let between = match (answer.low, answer.high) {
                (Some(low), Some(high)) if low == high => String::new(),
                (Some(low), Some(high)) => format!(" (95 % interval: {} to {})", day(low), day(high)),
                (Some(low), None) => format!(" (95 % interval: {} or later)", day(low)),
                (None, Some(high)) => format!(" (95 % interval: {} or earlier)", day(high)),
                (None, None) => String::new(),
            };
            page.line(&format!("{verb} by {by} at the latest{}.", page.faint(&between)));
            let then = answer.at_deadline.as_ref().map_or_else(String::new, |of| page.with_interval(&probability(of)));
            let later = answer.later.as_ref().map_or_else(String::new, |of| {
                let when = match deadlines.provenance.scenario.step.as_str() {
                    "month" => "two months later".to_owned(),
                    _ => format!("on {}", day(of.date)),
                };
                format!("; {when} it is {}", page.with_interval(&probability(&of.probability)))
            });
            let at_once = page.with_interval(&probability(&answer.at_once));
            page.line(&format!("The probability is then {then}{later}."));
            page.line(&format!(
                "{} at once, on {first}, it gives {at_once}; without it {never} is left.",
                capital(done)
            ));
        }
        (DeadlineStatus::NotCertain, _) => {
            let at_once = page.with_interval(&probability(&answer.at_once));
            page.line(&format!(
                "No day is early enough for {wanted}, because this raise may not close or what it requires may not hold: started at once, \
                 on {first}, it gives {at_once}; without it {never} is left. It would be enough if it were certain."
            ));
            best_day(page, answer);
        }
        _ => {
            let at_once = page.with_interval(&probability(&answer.at_once));
            page.line(&format!(
                "Not enough for {wanted} by itself: {done} at once, on {first}, it gives {at_once}; without it {never} is left."
            ));
            best_day(page, answer);
        }
    }
    page.blank();
}

/// The day that does most, if that is not at once.
fn best_day(page: &mut Page, answer: &ActionAnswer) {
    let best = answer.by_date.iter().max_by(|a, b| a.probability.estimate.total_cmp(&b.probability.estimate));
    if let Some(best) = best.filter(|best| best.probability.low > answer.at_once.high) {
        let gives = page.with_interval(&probability(&best.probability));
        page.line(&format!("The best of the days looked at is {}: it gives {gives}.", day(best.date)));
    }
}

/// Which lines a cut leaves out, if they were not named.
fn spared(page: &mut Page, action: &ActionDescription) {
    let ActionDescription::Cut { spared, .. } = action else { return };
    if spared.is_empty() {
        return;
    }
    let names: Vec<String> = spared.iter().take(MOST_LINES).map(|line| clean(line, MOST_OF_A_NAME)).collect();
    let more = spared.len().saturating_sub(MOST_LINES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let why = Message::from(format!(
        "Not cut: {}{more}. A cut leaves out what comes once, what is a share of another line and what runs by contract, unless `",
        names.join(", ")
    ));
    page.line(&page.named(&(why + Input::CutLines + "` names it.")));
}

/// What is done, with its numbers.
fn what(deadlines: &Deadlines, action: &ActionDescription) -> String {
    let scenario = &deadlines.provenance.scenario;
    match action {
        ActionDescription::Raise { round, amount, closes_in_months, by_default } => {
            let amount = AmountScale::plain(*amount, &scenario.unit, &scenario.currency);
            let [p05, p50, p95] = [closes_in_months.p05, closes_in_months.p50, closes_in_months.p95]
                .map(|months| fixed(months, i32::from((months - months.round()).abs() > 0.005)));
            let closes = if p05 == p95 {
                format!("closes {p50} months after it is started")
            } else {
                format!("closes about {p50} months after it is started ({p05} to {p95} in nine cases of ten)")
            };
            let chosen = if *by_default { ", by default" } else { "" };
            match round {
                Some(name) => {
                    let name = clean(name, MOST_OF_A_NAME);
                    format!("\"{name}\", about {amount}, if it {closes}{chosen}")
                }
                None => format!("A new raise of {amount} that {closes}{chosen}"),
            }
        }
        ActionDescription::Cut { share, lines, spared: _, by_default } => {
            let names: Vec<String> = lines.iter().map(|line| clean(line, MOST_OF_A_NAME)).collect();
            let names =
                if names.len() > MOST_LINES { counted(names.len() as u64, "burn line") } else { listed(&names) };
            let chosen = if *by_default { ", by default" } else { "" };
            format!("A cut of {} in {names}, for good{chosen}", percent(*share))
        }
    }
}
