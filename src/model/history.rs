//! The months before a scenario, as its books have them: how it opens by them, as changes of it.

use super::actuals::{first_month, months_of, scale};
use super::calendar::Calendar;
use super::payment_terms::DueMonths;
use crate::books::{Range, run_rate, season};
use crate::error::At;
use crate::scenario::{
    Actuals, FlowSpec, Item, LineTermsSpec, Month, PaymentTermsSpec, Scenario, Step, Timespan, WrittenActual,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A run rate takes at least so many months.
const LEAST_MONTHS: usize = 3;

/// The changes (`PATH=VALUE`) by which a scenario opens as the months before its start show: with the cash on its first day, and with the run
/// rate of each line that has an `opening` and stands in the books by its name. A line without a season gets the one that two years or more
/// show, if they show one; one whose cash moves later has what was before the start month by month. Without such months, none.
#[must_use]
pub fn history(written: &Actuals, scenario: &Scenario) -> Vec<String> {
    let history = History::new(written, scenario);
    let cash = history.cash().map(|cash| format!("cash.opening={}", rounded(cash)));
    let is_only = scenario.revenue.len() == 1;
    let revenue = scenario.revenue.iter().flat_map(|stream| {
        let named = history.months(&Item::Stream(stream.name.value.clone()));
        let months = if named.is_empty() && is_only { history.months(&Item::Revenue) } else { named };
        let line = Line { path: path("revenue", &stream.name.value), flow: &stream.flow, terms: &stream.terms };
        line.changes(stream.payment.as_ref(), &months, scenario.start.value)
    });
    let burn = scenario.burn.iter().flat_map(|line| {
        let months = history.months(&Item::Line(line.name.value.clone()));
        let of = Line { path: path("burn", &line.name.value), flow: &line.flow, terms: &line.terms };
        of.changes(line.payment.as_ref(), &months, scenario.start.value)
    });
    cash.into_iter().chain(revenue).chain(burn).collect()
}

/// The figures before a scenario.
struct History<'a> {
    written: &'a Actuals,
    calendar: Calendar,
    /// What amounts are divided by to be in units of the scenario.
    scale: f64,
}

impl<'a> History<'a> {
    fn new(written: &'a Actuals, scenario: &Scenario) -> Self {
        let calendar = Calendar::new(scenario.start.value, 1, Step::Month).in_years_to(scenario.year_ends);
        Self { written, calendar, scale: if written.are_books { scale(scenario.unit) } else { 1.0 } }
    }

    /// Cash at the end of the day before the start.
    fn cash(&self) -> Option<f64> {
        let ends_at_start = |figure: &&WrittenActual| match figure.span.value {
            Timespan::Day(day) => day.tomorrow().is_ok_and(|next| next == self.calendar.start()),
            span => first_month(&self.calendar, span) + months_of(span) == 0,
        };
        let cash = self.written.figures.iter().filter(|figure| figure.item == Item::Cash).find(ends_at_start)?;
        Some(cash.amount.value / self.scale)
    }

    /// The months up to the start without a gap, oldest first; a quarter counts as three months that are alike.
    fn months(&self, item: &Item) -> Vec<f64> {
        let mut by_month = BTreeMap::new();
        let figures = self.written.figures.iter().chain(&self.written.costs);
        for figure in figures.filter(|figure| figure.item == *item) {
            let (first, count) = match figure.span.value {
                span @ (Timespan::Month(..) | Timespan::Quarter(..) | Timespan::ThreeMonths(..)) => {
                    (first_month(&self.calendar, span), months_of(span))
                }
                Timespan::Year(_) | Timespan::Day(_) => continue,
            };
            let amount = figure.amount.value / self.scale / count as f64;
            by_month.extend((first..first + count).filter(|month| *month < 0).map(|month| (month, amount)));
        }
        let known = (1..).map_while(|ago: i64| by_month.get(&-ago).copied());
        let mut months: Vec<f64> = known.collect();
        months.reverse();
        months
    }
}

/// A line that may open by its months.
struct Line<'a> {
    path: String,
    flow: &'a FlowSpec,
    terms: &'a LineTermsSpec,
}

impl Line<'_> {
    fn changes(&self, payment: Option<&PaymentTermsSpec>, months: &[f64], start: Date) -> Vec<String> {
        let opening = self.opening(payment, months, start);
        opening.into_iter().chain(self.before_start(payment, months, start)).collect()
    }

    /// The run rate at the start, and a season if there is one and the line has none.
    fn opening(&self, payment: Option<&PaymentTermsSpec>, months: &[f64], start: Date) -> Vec<String> {
        let begins_later = self.terms.from.as_ref().is_some_and(|from| from.value > start);
        let FlowSpec::Growing { .. } = self.flow else { return Vec::new() };
        if months.len() < LEAST_MONTHS || begins_later {
            return Vec::new();
        }
        let first = (Month::of(start).number() + 11 * (months.len() + 1)) % 12;
        let is_billed = matches!(payment, Some(PaymentTermsSpec::Billed { .. }));
        let found = if self.terms.season.is_none() && !is_billed { season(months, first) } else { None };
        let own = self.terms.season.as_ref().map(|season| mean_one(season.value));
        let opening = run_rate(months, found.or(own).as_ref(), first);
        if opening.low <= 0.0 {
            return Vec::new();
        }
        let opening = format!("{}.opening={}", self.path, range(opening));
        let season = found.map(|weights| {
            let weights: Vec<String> = weights.iter().map(|weight| format!("{weight:.2}")).collect();
            format!("{}.season=[{}]", self.path, weights.join(", "))
        });
        std::iter::once(opening).chain(season).collect()
    }

    /// The amounts of the months of which something is still due at the start, as far back as they are known.
    fn before_start(&self, payment: Option<&PaymentTermsSpec>, months: &[f64], start: Date) -> Option<String> {
        let LineTermsSpec { from, starts_late_months, requires, .. } = self.terms;
        let existed = from.is_none() && starts_late_months.is_none() && requires.is_none();
        if !existed || matches!(self.flow, FlowSpec::Once(_)) {
            return None;
        }
        let due = months_due(payment, Month::of(start));
        let amounts = &months[months.len().saturating_sub(due)..];
        let is_owed = !amounts.is_empty() && amounts.iter().all(|&amount| amount >= 0.0);
        let amounts: Vec<String> = amounts.iter().map(|&amount| rounded(amount)).collect();
        is_owed.then(|| format!("{}.before_start=[{}]", self.path, amounts.join(", ")))
    }
}

/// How many months before the start have something that is due after it.
fn months_due(payment: Option<&PaymentTermsSpec>, start: Month) -> usize {
    let whole = |months: &At<i64>| usize::try_from(months.value).unwrap_or(0);
    match payment {
        None | Some(PaymentTermsSpec::Due { in_advance: true, .. }) => 0,
        Some(PaymentTermsSpec::After(months)) => whole(months),
        Some(PaymentTermsSpec::Billed { every, after }) => whole(every).max(after.as_ref().map_or(0, whole)),
        Some(PaymentTermsSpec::Due { months, in_advance: false }) => {
            DueMonths::new(&months.value, false).since_last(start.number())
        }
    }
}

/// Weights in proportion whose mean is 1.
fn mean_one(weights: [f64; 12]) -> [f64; 12] {
    let mean = weights.iter().sum::<f64>() / 12.0;
    weights.map(|weight| weight / mean)
}

/// The path of a line in a change, its name in quotes where it has to be.
fn path(section: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    if name.chars().all(is_plain) { format!("{section}.{name}") } else { format!("{section}.{name:?}") }
}

fn range(range: Range) -> String {
    if range.is_certain() {
        rounded(range.low)
    } else {
        format!("\"{} to {}\"", rounded(range.low), rounded(range.high))
    }
}

/// Six digits: more than any of it is known to.
fn rounded(amount: f64) -> String {
    format!("{amount:.5e}").parse().unwrap_or(amount).to_string()
}
