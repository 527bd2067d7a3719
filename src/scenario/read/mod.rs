//! Reads a tree into a [`Scenario`]: each section, then what only several keys together can get wrong.

mod capital;
mod claim;
mod correlation;
mod customers;
mod distribution;
mod driver;
mod flow;
mod line;
mod loan;
mod payment;
mod reaction;
mod share;

use super::form::SCENARIO;
use super::label;
use super::quoted::cut;
use super::section::{SectionReader, whole_table};
use super::shown::any_of;
use super::tree::Table;
use super::{Cash, ComputeCommitment, Margin, Month, ProfitabilitySpec, Scenario, Step, Yearly};
use crate::error::{At, Problem, Problems};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The scenario in a tree, called `name` if it has no title; `None` if a section could not be read.
pub(super) fn scenario(mut tree: Table, name: &str, problems: &mut Problems) -> Option<Scenario> {
    let labels = label::taken(&mut tree, problems);
    let scenario = whole_table(&tree, (&SCENARIO, None, ""), problems, |section| whole(section, name));
    scenario.map(|scenario| Scenario { labels, ..scenario })
}

fn whole(section: &mut SectionReader<'_, '_>, name: &str) -> Option<Scenario> {
    let title = section.text("title").map_or_else(|| name.to_owned(), |title| title.value);
    let (question, currency, unit) = (section.text("question"), section.text("currency"), section.word("unit"));
    let (_, _) = (section.text("description"), section.source());
    let Time { start, years, step, year_ends } = time(section);
    let cash = section.table("cash", &super::form::CASH, cash);
    let users = optional(section, "users", |section| section.table("users", &super::form::USERS, flow::users));
    let index = section.tables("index", flow::index);
    let revenue = section.tables("revenue", flow::revenue);
    let burn = section.tables("burn", flow::burn);
    let margin = margin(section);
    let commitment = optional(section, "compute_commitment", |section| {
        section.table("compute_commitment", &super::form::COMPUTE_COMMITMENT, compute_commitment)
    });
    let event = section.tables("event", reaction::event);
    let capital = section.tables("capital", capital::capital);
    let (facility, loan) = (section.tables("facility", capital::facility), section.tables("loan", loan::loan));
    let tax = optional(section, "tax", |section| section.table("tax", &super::form::TAX, loan::tax));
    let response = section.tables("response", reaction::response);
    let correlation = section.tables("correlation", correlation::correlation);
    let profitability = section.table("profitability", &super::form::PROFITABILITY, profitability);
    let claim = section.tables("claim", claim::claim);
    unique("revenue", names(&revenue, |revenue| &revenue.name), section.problems);
    unique("index", names(&index, |index| &index.name), section.problems);
    unique("burn", names(&burn, |burn| &burn.name), section.problems);
    unique("event", names(&event, |event| &event.name), section.problems);
    unique("capital", names(&capital, |capital| &capital.name), section.problems);
    unique("facility", names(&facility, |facility| &facility.name), section.problems);
    unique("loan", names(&loan, |loan| &loan.name), section.problems);
    unique("response", names(&response, |response| &response.name), section.problems);
    if let (Some(revenue), Some(burn), Some(users)) = (&revenue, &burn, &users) {
        flow::check(revenue, burn, users.as_ref(), step.value, section.problems);
    }
    Some(Scenario {
        title,
        question: question.map(|question| question.value),
        currency: currency.map_or_else(|| "USD".to_owned(), |currency| currency.value),
        unit: unit.map(|unit| unit.value).unwrap_or_default(),
        start: start?,
        years: years?,
        step,
        year_ends,
        cash: cash?,
        index: index?,
        revenue: revenue?,
        burn: burn?,
        margin: margin?,
        compute_commitment: commitment?,
        users: users?,
        event: event?,
        capital: capital?,
        facility: facility?,
        loan: loan?,
        tax: tax?,
        response: response?,
        correlation: correlation?,
        labels: BTreeMap::new(),
        profitability: profitability.unwrap_or_default(),
        claim: claim?,
        doubts: Vec::new(),
    })
}

/// `Some(None)` if a key is not written, `None` if it could not be read.
fn optional<T>(
    section: &mut SectionReader<'_, '_>,
    key: &'static str,
    read: impl FnOnce(&mut SectionReader<'_, '_>) -> Option<T>,
) -> Option<Option<T>> {
    let written = !section.written([key]).is_empty();
    let done = read(section);
    if written { done.map(Some) } else { Some(None) }
}

/// When a scenario starts, for how long, in which steps and years.
struct Time {
    start: Option<At<Date>>,
    years: Option<At<i64>>,
    step: At<Step>,
    year_ends: Month,
}

/// A step may not straddle two years.
fn time(section: &mut SectionReader<'_, '_>) -> Time {
    let (start, years) = (section.date("start"), section.whole("years"));
    let step = section.word("step").unwrap_or_default();
    let year_ends = section.word::<Month>("year_ends").unwrap_or_default().value;
    if let Some(start) = &start {
        starts_well(start, step.value, year_ends, section);
    }
    Time { start, years, step, year_ends }
}

fn starts_well(start: &At<Date>, step: Step, year_ends: Month, section: &mut SectionReader<'_, '_>) {
    let date = start.value;
    if !(1900..=9900).contains(&date.year()) {
        let message = format!("`start` must lie in the years 1900 to 9900, got {date}");
        section.problem(Some(start.place), message, None);
    } else if date.day() != 1 {
        let message = format!("`start` must be the first of a month, got {date}");
        section.problem(Some(start.place), message, Some(format!("write {}", date.first_of_month())));
    }
    let (months, word) = match step {
        Step::Month => return,
        Step::Quarter => (3, "quarter"),
        Step::Year => (12, "year"),
    };
    let begins = |month: Month| year_ends.next().months_to(month).is_multiple_of(months);
    let month = Month::of(date);
    if !begins(month) {
        let names: Vec<String> =
            (0..12).map(Month::after_january).filter(|&month| begins(month)).map(|month| month.to_string()).collect();
        let names = any_of(names.iter().map(String::as_str)).replace('`', "");
        let message = format!("`start` must be in {names} when `step` is \"{word}\", got {date}");
        let (kind, ends) = (year_ends.kind_of_year(), Month::after_january(month.number() + 10));
        let help = format!(
            "a step may not straddle two {kind}s: change `start`, use step = \"month\", or write year_ends = \"{ends}\" if business \
             years begin in {month}"
        );
        section.problem(Some(start.place), message, Some(help));
    }
}

fn cash(section: &mut SectionReader<'_, '_>) -> Option<Cash> {
    let (opening, minimum) = (section.distribution("opening"), section.number("minimum"));
    let earns = optional(section, "yield", |section| section.yearly("yield"));
    section.refuse_lost_percent("yield");
    section.source();
    Some(Cash { opening: opening?, minimum: minimum.map_or(0.0, |minimum| minimum.value), earns: earns? })
}

/// `[compute_margin]` or `[gross_margin]`.
fn margin(section: &mut SectionReader<'_, '_>) -> Option<Option<Margin>> {
    let mut one = |name: &'static str| optional(section, name, |section| section.yearly(name));
    let (compute, gross) = (one("compute_margin"), one("gross_margin"));
    if section.written(["compute_margin", "gross_margin"]).len() == 2 {
        let message = "`compute_margin` and `gross_margin` are the same thing under two names";
        let help = Some("keep one of them".to_owned());
        section.problem(section.key_place("gross_margin"), message, help);
        return None;
    }
    let named = |section| move |share: At<Yearly>| Margin { section, share };
    Some(compute?.map(named("compute_margin")).or(gross?.map(named("gross_margin"))))
}

fn compute_commitment(section: &mut SectionReader<'_, '_>) -> Option<ComputeCommitment> {
    let annual = section.yearly("annual");
    section.source();
    Some(ComputeCommitment { annual: annual? })
}

fn profitability(section: &mut SectionReader<'_, '_>) -> Option<ProfitabilitySpec> {
    let (measure, for_years) = (section.word("measure"), section.whole("for_years"));
    let ask = section.truth("ask").unwrap_or(true);
    section.source();
    let default = ProfitabilitySpec::default();
    Some(ProfitabilitySpec {
        measure: measure.map(|measure| measure.value).unwrap_or_default(),
        for_years: for_years.unwrap_or(default.for_years),
        ask,
    })
}

/// The names of what was read.
fn names<T>(read: &Option<Vec<T>>, name: fn(&T) -> &At<String>) -> impl Iterator<Item = &At<String>> {
    read.iter().flatten().map(name)
}

/// Names are unique within a kind of section.
fn unique<'n>(section: &str, names: impl Iterator<Item = &'n At<String>>, problems: &mut Problems) {
    let mut first = BTreeMap::new();
    for name in names {
        if let Some(earlier) = first.insert(&name.value, name.place) {
            let message = format!("`name` must be unique, got a second \"{}\"", cut(&name.value));
            let problem = Problem::new(name.place, format!("{section}.{}", cut(&name.value)), message);
            problems.push(problem.also("the first", earlier));
        }
    }
}
