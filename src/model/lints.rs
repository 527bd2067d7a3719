//! Warnings about a valid scenario: what is likely to mislead, and what to write instead.

use super::Model;
use super::calendar::Calendar;
use super::claim::{Amount, Claim, Figure, Test};
use super::driver::{Cadence, Curve, Driver};
use super::flow::Flow;
use super::loan::LoanOrigin;
use super::year::Year;
use crate::distribution::{TailProbabilities, standard_normal};
use crate::error::At;
use crate::scenario::{Capital, DistributionSpec, FlowSpec, LineTermsSpec, LoanOriginSpec, Scenario, Schedule};

/// All warnings, in words; `persistence` is by driver, as written.
pub(super) fn lint(model: &Model, persistence: &[Option<f64>], scenario: &Scenario) -> Vec<String> {
    let checks = [
        independent_years(model, persistence),
        nothing_uncertain(model),
        uncorrelated_drivers(model, scenario),
        no_whole_year(model),
    ];
    let limits = model.inputs.drivers.iter().filter_map(|driver| beyond_limits(driver, model));
    let certain = scenario.capital.iter().filter(|raise| is_certain(raise)).map(|raise| {
        format!(
            "capital `{}` is certain to close; most rounds are not: write `probability = 0.8`, say",
            raise.name.value
        )
    });
    let lost = model.inputs.drivers.iter().filter_map(|driver| lost_percent(driver, model));
    let written = scenario.doubts.iter().cloned();
    let lines = written.chain(recurring(model, scenario)).chain(unfollowed(scenario));
    let checks = checks.into_iter().flatten().chain(lines);
    let obligations = lent_for_certain(scenario).chain(broken_at_start(model)).chain(monthly_churn(model));
    checks.chain(lost).chain(certain).chain(obligations).chain(limits).chain(parts_of_years(model)).collect()
}

/// Whether money that may be raised is sure to be.
fn is_certain(raise: &Capital) -> bool {
    match &raise.probability {
        None => true,
        Some(probability) => matches!(probability.value, DistributionSpec::Constant(value) if value >= 1.0),
    }
}

/// Loans of a later date that nobody can refuse.
fn lent_for_certain(scenario: &Scenario) -> impl Iterator<Item = String> {
    let lent = scenario.loan.iter().filter(
        |loan| matches!(&loan.origin, LoanOriginSpec::Lent(raise) if raise.requires.is_none() && is_certain(raise)),
    );
    lent.map(|loan| {
        format!("loan `{}` is certain to be lent; lenders may refuse: write `probability = 0.8`, say", loan.name.value)
    })
}

/// Covenants on cash that do not hold at the median of the cash at the start.
fn broken_at_start(model: &Model) -> impl Iterator<Item = String> {
    let cash = model.inputs.drivers[model.company.opening_cash].median(0, &model.inputs.tables);
    let owed = model.company.loans.iter().filter(|loan| matches!(loan.origin, LoanOrigin::Balance(_)));
    let broken = owed.filter_map(move |loan| {
        let least = loan.covenant.as_ref()?.cash.filter(|&least| cash < least)?;
        Some((loan, least))
    });
    broken.map(move |(loan, least)| {
        format!(
            "the covenant of loan `{}` is broken from the start: it asks for cash of {least}, and at its median there is {}",
            loan.name,
            two_decimals(cash)
        )
    })
}

/// Less churn than this in a year is rare.
const LEAST_CHURN: f64 = 0.05;

/// Churn that is likely that of a month.
fn monthly_churn(model: &Model) -> impl Iterator<Item = String> {
    let streams = model.company.revenue.iter().filter_map(|stream| match stream.flow {
        Flow::Customers { churn, .. } => Some(&model.inputs.drivers[churn]),
        _ => None,
    });
    let churn = streams.map(|driver| (driver, driver.median(0, &model.inputs.tables)));
    let doubtful = churn.filter(|(_, churn)| (f64::MIN_POSITIVE..LEAST_CHURN).contains(churn));
    doubtful.map(|(driver, churn)| {
        format!(
            "`{}` is {} % a year at its median: if so many leave in a month, write `\"{:.0}%\"`, which is that of a year",
            driver.name,
            two_decimals(100.0 * churn),
            100.0 * (1.0 - (1.0 - churn).powi(12))
        )
    })
}

/// Levels that are 0 and then, from the last named year on, for ever something else: what is meant may come once.
fn recurring(model: &Model, scenario: &Scenario) -> Vec<String> {
    let streams = scenario.revenue.iter().map(|stream| ("revenue", &stream.name.value, &stream.flow));
    let lines = scenario.burn.iter().map(|line| ("burn", &line.name.value, &line.flow));
    let calendar = &model.inputs.calendar;
    let horizon = calendar.years().last().map_or(0, |last| i64::from(last.number()));
    let called = |number: i64| Some(Year::new(i16::try_from(number).ok()?, calendar.year_ends()));
    let doubt = |(section, name, flow): (&str, &String, &FlowSpec)| {
        let FlowSpec::Annual(level) = flow else { return None };
        let Schedule::ByYear(named) = &level.value.values else { return None };
        let mut latest = named.iter().rev();
        let ((last, level), (before, nothing)) = (latest.next()?, latest.next()?);
        let (first, zero) = (called(*last)?, called(*before)?);
        let is_zero = |of: &At<DistributionSpec>| matches!(of.value, DistributionSpec::Constant(value) if value == 0.0);
        (last - before == 1 && *last < horizon && is_zero(nothing) && !is_zero(level)).then(|| {
            format!(
                "`{section}.{name}.annual` is 0 in {zero} and recurs every year from {first} on: write `once` with `date` for one \
                 amount, or `from` for a line that begins then"
            )
        })
    };
    streams.chain(lines).filter_map(doubt).collect()
}

/// Indices that neither a line nor a loan follows.
fn unfollowed(scenario: &Scenario) -> Vec<String> {
    let streams = scenario.revenue.iter().map(|stream| &stream.terms);
    let terms: Vec<&LineTermsSpec> = streams.chain(scenario.burn.iter().map(|line| &line.terms)).collect();
    let followed = terms.iter().map(|terms| &terms.indexed_to).chain(scenario.loan.iter().map(|loan| &loan.indexed_to));
    let followed: Vec<&str> = followed.flatten().map(|to| to.value.as_str()).collect();
    let is_followed = |name: &str| followed.contains(&name);
    let unfollowed = scenario.index.iter().map(|index| &index.name.value).filter(|name| !is_followed(name));
    unfollowed
        .map(|name| format!("no line follows the index `{name}`: write `indexed_to = \"{name}\"` in those that do"))
        .collect()
}

/// Claims about the sums or the growth of years of which only a part lies within the horizon.
fn parts_of_years(model: &Model) -> impl Iterator<Item = String> {
    let calendar = &model.inputs.calendar;
    let part = |claim: &Claim| whole_years(&claim.test).into_iter().find(|&year| !calendar.is_whole(year));
    let doubtful = model.company.claims.iter().filter_map(move |claim| Some((claim, part(claim)?)));
    doubtful.map(move |(claim, year)| {
        let (named, months) = (calendar.years()[year], calendar.months_of_year(year));
        let months = if months == 1 { "1 month".to_owned() } else { format!("{months} months") };
        format!(
            "claim \"{}\" asks about {named}, of which the horizon holds only {months}: choose whole years, {}",
            claim.text,
            whole_years_by(calendar)
        )
    })
}

/// What would make the years of the horizon whole.
fn whole_years_by(calendar: &Calendar) -> String {
    let (begins, ends) = (calendar.year_ends().next(), calendar.month_before_start());
    format!("a `start` in {begins}, or `year_ends = \"{ends}\"` if business years end then")
}

/// The years whose sums a test asks for, one by one.
fn whole_years(test: &Test) -> Vec<usize> {
    match test {
        Test::Figure(Figure::Growth(year), _) => vec![year - 1, *year],
        Test::Figure(Figure::InYear(amount, year), _) if *amount != Amount::Cash => vec![*year],
        Test::All(parts) | Test::Any(parts) => parts.iter().flat_map(whole_years).collect(),
        Test::Not(part) | Test::WithoutNewCapital(part) => whole_years(part),
        _ => Vec::new(),
    }
}

/// Whether no year is whole, so that none can be profitable.
fn no_whole_year(model: &Model) -> Option<String> {
    let calendar = &model.inputs.calendar;
    (!calendar.has_whole_year()).then(|| {
        format!(
            "no {} lies wholly within the horizon, so none can be profitable: choose a larger `years`, {}",
            calendar.year_ends().kind_of_year(),
            whole_years_by(calendar)
        )
    })
}

/// A median growth above this, as a share a year, is likely a percentage without its sign.
const MOST_GROWTH: f64 = 10.0;

/// Growth that is likely a percentage typed without its sign.
fn lost_percent(driver: &Driver, model: &Model) -> Option<String> {
    let median = (0..driver.curves.len()).map(|year| driver.median(year, &model.inputs.tables)).fold(0.0, f64::max);
    (driver.is_growth && median > MOST_GROWTH).then(|| {
        format!(
            "`{}` is {:.0} % a year at its median: write percentages with their sign, as in `\"20% to 60%\"`, if you meant {} %",
            driver.name,
            100.0 * median,
            two_decimals(median)
        )
    })
}

/// A number with at most two decimals.
fn two_decimals(number: f64) -> f64 {
    (100.0 * number).round() / 100.0
}

/// Whether it belongs to an event, or decides whether capital that repeats lands: luck that no plan can be wrong about for years.
fn is_luck(driver: &Driver) -> bool {
    driver.name.starts_with("event.") || driver.name.starts_with("capital.") && driver.name.ends_with(".closes")
}

fn is_yearly(driver: &Driver) -> bool {
    driver.cadence != Cadence::Single && !driver.is_constant()
}

fn independent_years(model: &Model, persistence: &[Option<f64>]) -> Option<String> {
    let unwritten = model.inputs.drivers.iter().zip(persistence).filter(|(_, written)| written.is_none());
    let silent: Vec<&str> = unwritten
        .filter(|(driver, _)| is_yearly(driver) && !is_luck(driver))
        .map(|(driver, _)| driver.name.as_str())
        .collect();
    (!silent.is_empty()).then(|| {
        format!(
            "{} drawn without `persistence`: shocks of independent years average out, and real forecasts err the same way for \
             years; write `persistence = 0.7`, say, or `persistence = 0` if you mean it",
            named(&silent)
        )
    })
}

fn nothing_uncertain(model: &Model) -> Option<String> {
    let certain: Vec<&str> =
        main_drivers(model).filter(|driver| driver.is_constant()).map(|driver| driver.name.as_str()).collect();
    (!certain.is_empty())
        .then(|| format!("{} certain; write a range such as `\"20% to 60%\"` if you are not sure", named(&certain)))
}

/// What moves revenue, and the margin: of a stream that is certain but for the index that it follows, that index.
fn main_drivers(model: &Model) -> impl Iterator<Item = &Driver> {
    let drivers = &model.inputs.drivers;
    let streams = model.company.revenue.iter().map(|stream| (stream.flow, stream.terms.index));
    let mut moves = Vec::new();
    for (flow, index) in streams.chain(model.company.users.map(|users| (users, None))) {
        let driver = match flow {
            Flow::Growing { growth: driver, .. }
            | Flow::Annual { level: driver }
            | Flow::PerUser { per_user: driver, .. }
            | Flow::Customers { adds: driver, .. } => driver,
            Flow::Once { .. } | Flow::ShareOf { .. } => continue,
        };
        let index = index.filter(|_| drivers[driver].is_constant());
        let moved_by = index.map_or(driver, |index| model.company.indices[index].growth);
        if !moves.contains(&moved_by) {
            moves.push(moved_by);
        }
    }
    moves.into_iter().chain(model.company.margin).map(|id| &drivers[id])
}

/// Quantiles at which a curve is compared with its driver's limits.
const GRID: u32 = 400;
/// A larger share of draws at a limit makes a distribution doubtful.
const OFTEN: f64 = 0.05;

/// A driver of which many draws would be moved to a limit, in its worst year.
fn beyond_limits(driver: &Driver, model: &Model) -> Option<String> {
    if !driver.can_meet_limits {
        return None;
    }
    let latents: Vec<f64> = (0..GRID)
        .map(|place| TailProbabilities::below((f64::from(place) + 0.5) / f64::from(GRID)))
        .map(standard_normal::quantile)
        .collect();
    let is_beyond = |value: f64| value < driver.limits.min || value > driver.limits.max;
    let beyond = |curve: &Curve| latents.iter().filter(|&&z| is_beyond(curve.at(z, &model.inputs.tables))).count();
    let share = driver.curves.iter().map(beyond).max().unwrap_or(0) as f64 / f64::from(GRID);
    (share > OFTEN).then(|| {
        format!(
            "{:.0} % of the draws of `{}` would be moved to its limit ({}): choose a distribution that stays within it",
            100.0 * share,
            driver.name,
            driver.limits.words()
        )
    })
}

fn uncorrelated_drivers(model: &Model, scenario: &Scenario) -> Option<String> {
    let uncertain: Vec<&str> =
        main_drivers(model).filter(|driver| is_yearly(driver)).map(|driver| driver.name.as_str()).collect();
    (uncertain.len() > 1 && scenario.correlation.is_empty()).then(|| {
        format!(
            "{} drawn independently of each other; bad years tend to come together: see `[[correlation]]`",
            named(&uncertain)
        )
    })
}

/// "`a` is", "`a` and `b` are", "`a`, `b` and 3 more are".
fn named(names: &[&str]) -> String {
    match names {
        [one] => format!("`{one}` is"),
        [one, two] => format!("`{one}` and `{two}` are"),
        [one, two, rest @ ..] => format!("`{one}`, `{two}` and {} more are", rest.len()),
        [] => String::new(),
    }
}
