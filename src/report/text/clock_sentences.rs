//! The two clocks in sentences: when the cash runs out, when the company becomes profitable.

use crate::answers::{Answers, Estimate, Exhaustion, OccurrenceKind, Profitability, ScenarioHeader, Year};
use crate::report::page::Page;
use crate::wording::{
    AmountScale, Formatted, Horizon, capital, count, counted, listed, month, probability, three_digits,
};
use jiff::ToSpan as _;
use std::collections::BTreeMap;

/// The verb for a clock.
struct Verb {
    /// "one future in ten *has run out* by"
    done: &'static str,
    /// "half *have run out*"
    done_plural: &'static str,
}

const RUN_OUT: Verb = Verb { done: "has run out", done_plural: "have run out" };
const PROFITABLE: Verb = Verb { done: "is profitable", done_plural: "are profitable" };

/// Will the cash run out, and when; with new capital, without, and by the calculators' rule.
pub(super) fn exhaustion(page: &mut Page, answers: &Answers) {
    let (scenario, horizon) = (&answers.provenance.scenario, Horizon::of(&answers.provenance.scenario));
    let (with, without) = (&answers.exhaustion, &answers.without_new_capital.exhaustion);
    page.heading("Will the cash run out?");
    if scenario.minimum_cash != 0.0 {
        let minimum = AmountScale::plain(scenario.minimum_cash, &scenario.unit, &scenario.currency);
        page.line(&format!("Here the cash has run out once it is below {minimum}."));
    }
    let chance = chance(page, &with.by_horizon, answers.provenance.runs);
    page.line(&format!("The chance that it runs out by the end of {} is {chance}.", horizon.last()));
    dates(page, with, horizon);
    if with != without {
        without_new_capital(page, without, answers.provenance.runs, horizon);
    } else if answers.occurrences.iter().any(|one| one.kind == OccurrenceKind::Capital) {
        page.line("Without new capital it is the same.");
    }
    naive_runway(page, answers);
    page.blank();
}

fn dates(page: &mut Page, exhaustion: &Exhaustion, horizon: Horizon) {
    if exhaustion.by_horizon.estimate <= 0.0 {
        return;
    }
    let (dates, intervals) = (&exhaustion.date_quantiles, &exhaustion.date_quantile_intervals);
    let formatted = |date, interval| (horizon.date(date, interval), date.is_some());
    let spread = [
        formatted(dates.p10, &intervals.p10),
        formatted(dates.p50, &intervals.p50),
        formatted(dates.p90, &intervals.p90),
    ];
    page.line(&spread_sentence(page, &RUN_OUT, &spread));
}

fn without_new_capital(page: &mut Page, without: &Exhaustion, runs: u64, horizon: Horizon) {
    let chance = chance(page, &without.by_horizon, runs);
    let half = &without.date_quantiles.p50;
    let middle = page.with_interval(&horizon.date(*half, &without.date_quantile_intervals.p50));
    let dates = match (half.is_some(), without.by_horizon.estimate > 0.0) {
        (true, _) => format!("; half have run out by {middle}"),
        (false, true) => format!("; half have run out only {middle}, if ever"),
        (false, false) => String::new(),
    };
    page.line(&format!("Without new capital it is {chance}{dates}."));
}

fn naive_runway(page: &mut Page, answers: &Answers) {
    let Some(months) = answers.naive_runway_months.filter(|months| months.is_finite()) else {
        return page
            .line("The usual rule of thumb, cash divided by burn, sets no limit: at the start it does not burn cash.");
    };
    let until = runway_end(answers.provenance.scenario.start, months)
        .map_or_else(String::new, |end| format!(": until {}", month(end)));
    let months = three_digits(months);
    page.line(&format!("Cash divided by burn at the start, the usual rule of thumb, gives {months} months{until}."));
}

/// The day on which a runway of so many months ends; `None` beyond a hundred years.
#[expect(clippy::cast_possible_truncation, reason = "the range has been checked")]
fn runway_end(start: jiff::civil::Date, months: f64) -> Option<jiff::civil::Date> {
    (0.0..=1_200.0).contains(&months).then_some(())?;
    let whole = start.checked_add((months.floor() as i64).months()).ok()?;
    let days = (months.fract() * f64::from(whole.days_in_month())).floor() as i64;
    whole.checked_add(days.days()).ok()
}

/// Will it become profitable, and when.
pub(super) fn profitability(page: &mut Page, answers: &Answers) {
    let horizon = Horizon::of(&answers.provenance.scenario);
    let (with, without) = (&answers.profitability, &answers.without_new_capital.profitability);
    let heading = page.bold("Will it become profitable?");
    page.plain(&format!("{heading} {}", page.faint(&meaning(with, &answers.provenance.scenario))));
    let chance_with = chance(page, &with.by_horizon, answers.provenance.runs);
    let other = if with == without {
        String::new()
    } else {
        format!("; without new capital it is {}", chance(page, &without.by_horizon, answers.provenance.runs))
    };
    page.line(&format!("The chance that it does by the end of {} is {chance_with}{other}.", horizon.last()));
    if with.by_horizon.estimate > 0.0 {
        let spread = [0.1, 0.5, 0.9].map(|share| {
            let years = year_reaching(&with.by_end_of_year, share);
            (horizon.year(years), years[1].is_some())
        });
        page.line(&spread_sentence(page, &PROFITABLE, &spread));
    }
    page.blank();
}

fn meaning(profitability: &Profitability, scenario: &ScenarioHeader) -> String {
    let (measure, counted) = match profitability.measure.as_str() {
        "cash_flow" => ("a cash flow", ""),
        "cash_flow_before_credit" => ("a cash flow", ", what compute credit pays for counted as paid"),
        _ => ("an operating result", ""),
    };
    let kind = scenario.year_ends.kind_of_year();
    let years = match profitability.for_years {
        0 | 1 => format!("a {kind}"),
        years => format!("{years} {kind}s running"),
    };
    format!("({years} with {measure} of zero or more{counted})")
}

/// The first year by which `share` is reached, read off the curve of estimates, between those read off its upper and lower bounds.
fn year_reaching(by_end_of_year: &BTreeMap<Year, Estimate>, share: f64) -> [Option<Year>; 3] {
    let first = |height: fn(&Estimate) -> f64| {
        by_end_of_year.iter().find(|(_, estimate)| height(estimate) >= share).map(|(year, _)| *year)
    };
    [first(|estimate| estimate.high), first(|estimate| estimate.estimate), first(|estimate| estimate.low)]
}

/// A probability, with a note where all of the runs agree.
fn chance(page: &Page, share: &Estimate, runs: u64) -> String {
    let formatted = page.with_interval(&probability(share));
    if share.estimate <= 0.0 {
        format!("{formatted} (none of the {})", counted(runs, "future"))
    } else if share.estimate >= 1.0 {
        let all = if runs == 1 { "the only future".to_owned() } else { format!("all {} futures", count(runs)) };
        format!("{formatted} ({all})")
    } else {
        formatted
    }
}

/// When one future in ten, half, and nine in ten have got there. Each comes with whether that is within the horizon.
fn spread_sentence(page: &Page, verb: &Verb, spread: &[(Formatted, bool); 3]) -> String {
    const WHO: [&str; 3] = ["one future in ten", "half", "nine in ten"];
    let reached = spread.iter().filter(|(_, within)| *within).count();
    let Some((late, _)) = spread.get(reached) else {
        return capital(&reached_words(page, verb, spread)) + ".";
    };
    let late_who = listed(&WHO[reached..].iter().map(|who| (*who).to_owned()).collect::<Vec<_>>());
    let late = page.with_interval(late);
    if reached == 0 {
        return format!("Even one future in ten {} only {late}, if ever.", verb.done);
    }
    let early = capital(&reached_words(page, verb, &spread[..reached]));
    format!("{early}; {late_who} only {late}, if ever.")
}

/// `one future in ten has run out by May 2027, half by April 2029`
fn reached_words(page: &Page, verb: &Verb, spread: &[(Formatted, bool)]) -> String {
    if let [(first, _), .., (last, _)] = spread
        && first.value == last.value
        && spread.len() == 3
    {
        return format!("early, middle and late futures alike {} by {}", verb.done_plural, page.with_interval(first));
    }
    let connectives =
        [format!("one future in ten {} by", verb.done), "half by".to_owned(), "nine in ten by".to_owned()];
    let parts: Vec<String> = spread
        .iter()
        .zip(&connectives)
        .map(|((when, _), words)| format!("{words} {}", page.with_interval(when)))
        .collect();
    listed(&parts)
}
