//! The levers that a scenario has, by their paths.

use crate::error::{Input, Message, shell_quoted};
use crate::model::{Driver, Flow, Loan, Model, Raise, Repayment};
use crate::scenario::{FlowSpec, Scenario};

/// Paths that a message lists.
const MOST_LISTED: usize = 40;

/// The paths of all values that can be moved: drivers in the order of their names, then dates and other numbers.
pub(super) fn paths(model: &Model, scenario: &Scenario) -> Vec<String> {
    let quoted = quoting(scenario);
    let drivers = model.inputs.drivers.iter().filter(|driver| is_movable(driver)).map(|driver| quoted(&driver.name));
    let dates = model.company.capital.iter().map(|raise| quoted(&format!("capital.{}.date", raise.name)));
    let dates = dates.chain(line_dates(scenario).map(|path| quoted(&path)));
    let facilities = model.company.facilities.iter().flat_map(|facility| {
        let path = |key: &str| format!("facility.{}.{key}", facility.name);
        [path("matures"), path("draw_when_runway_below")]
    });
    let responses =
        model.company.responses.iter().map(|response| format!("response.{}.when_runway_below", response.name));
    let loans = model.company.loans.iter().flat_map(dates_of_loan);
    let programmes = model.company.programmes.iter().map(|programme| format!("capital.{}.date", programme.name));
    let others = programmes.chain(facilities).chain(loans).chain(responses).map(|path| quoted(&path));
    drivers.chain(dates).chain(others).chain(["cash.minimum".to_owned()]).collect()
}

/// The dates of revenue streams and burn lines, as far as they are written.
fn line_dates(scenario: &Scenario) -> impl Iterator<Item = String> {
    let streams = scenario.revenue.iter().map(|stream| ("revenue", &stream.name, &stream.flow, &stream.terms));
    let lines = scenario.burn.iter().map(|line| ("burn", &line.name, &line.flow, &line.terms));
    streams.chain(lines).flat_map(|(section, name, flow, terms)| {
        let written = [
            ("date", matches!(flow, FlowSpec::Once(_))),
            ("from", terms.from.is_some()),
            ("until", terms.until.is_some()),
        ];
        written.into_iter().filter(|(_, is)| *is).map(move |(key, _)| format!("{section}.{}.{key}", name.value))
    })
}

/// The dates of a loan.
fn dates_of_loan(loan: &Loan) -> Vec<String> {
    let date = loan.is_new().then_some("date");
    let interest_only = matches!(loan.repays, Repayment::Scheduled { first, .. } if first > 0);
    let keys = [date, interest_only.then_some("interest_only_until"), loan.repays.matures().then_some("matures")];
    keys.into_iter().flatten().map(|key| format!("loan.{}.{key}", loan.name)).collect()
}

/// The levers that most companies have: cash, growth, margin, costs, and their next round.
pub(super) fn usual(model: &Model, scenario: &Scenario) -> Vec<String> {
    let quoted = quoting(scenario);
    let grows = model.company.revenue.iter().any(|stream| matches!(stream.flow, Flow::Growing { .. }));
    let size = |raise: &Raise| model.inputs.drivers[raise.amount].median(0, &model.inputs.tables);
    let sooner = |a: &&Raise, b: &&Raise| a.month.total_cmp(&b.month).then(size(b).total_cmp(&size(a)));
    let next = model.company.capital.iter().min_by(sooner);
    let round = |key: &str| next.map(|raise| quoted(&format!("capital.{}.{key}", raise.name)));
    [
        Some("cash.opening".to_owned()),
        grows.then(|| "revenue.growth+".to_owned()),
        model.company.margin.map(|margin| format!("{}+", model.inputs.drivers[margin].name)),
        (!model.company.burn.is_empty()).then(|| "burn*".to_owned()),
        round("amount"),
        round("date"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a driver describes the company, and does not only decide whether something happens.
pub(super) fn is_movable(driver: &Driver) -> bool {
    !is_deciding(&driver.name)
}

/// Whether a driver of this name only decides whether something happens.
pub(super) fn is_deciding(name: &str) -> bool {
    let is = |sections: &[&str], key: &str| {
        name.ends_with(key) && sections.iter().any(|section| name.split('.').next() == Some(section))
    };
    is(&["capital", "loan"], ".closes") || is(&["revenue", "burn"], ".happens") || is(&["event"], ".fires")
}

/// What there is, as the help of a message.
pub(super) fn listed(paths: &[String]) -> Message {
    let lines: String = paths.iter().take(MOST_LISTED).map(|path| format!("\n  {}", shell_quoted(path))).collect();
    let rest = match paths.len().saturating_sub(MOST_LISTED) {
        0 => Message::default(),
        more => Message::from(format!("\n  and {more} more: `")) + Input::Lever + " help` lists them all",
    };
    how() + format!("\nThe values of this scenario are{lines}") + rest
}

/// Everything that there is.
pub(super) fn all(paths: &[String]) -> Message {
    let lines: String = paths.iter().map(|path| format!("  {}\n", shell_quoted(path))).collect();
    how() + format!("\n\nThe values of this scenario:\n{lines}")
}

fn how() -> Message {
    Message::from("PATH is a value itself, as ")
        + Input::Override
        + " takes it; 'PATH+' adds to it in every year, 'PATH*' multiplies it.
As changes these are 'PATH=VALUE', 'PATH+=VALUE' and 'PATH*=VALUE'.
'burn*' and 'revenue*' are all costs and all revenue, 'revenue.growth+' the growth of all revenue."
}

/// Puts quotes around names that would not be read as one.
fn quoting(scenario: &Scenario) -> impl Fn(&str) -> String + use<> {
    let names = [
        ("revenue", scenario.revenue.iter().map(|of| of.name.value.clone()).collect::<Vec<_>>()),
        ("burn", scenario.burn.iter().map(|of| of.name.value.clone()).collect()),
        ("capital", scenario.capital.iter().map(|of| of.name.value.clone()).collect()),
        ("facility", scenario.facility.iter().map(|of| of.name.value.clone()).collect()),
        ("loan", scenario.loan.iter().map(|of| of.name.value.clone()).collect()),
        ("response", scenario.response.iter().map(|of| of.name.value.clone()).collect()),
        ("event", scenario.event.iter().map(|of| of.name.value.clone()).collect()),
        ("index", scenario.index.iter().map(|of| of.name.value.clone()).collect()),
    ];
    move |path| {
        for (section, names) in &names {
            let Some(rest) = path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.')) else { continue };
            let name = names.iter().filter(|name| rest.starts_with(&format!("{name}."))).max_by_key(|name| name.len());
            if let Some(name) = name.filter(|name| name.contains(['.', '=', '[', '+', '*', '"', '\''])) {
                let quote = if name.contains('"') { '\'' } else { '"' };
                return format!("{section}.{quote}{name}{quote}{}", &rest[name.len()..]);
            }
        }
        path.to_owned()
    }
}
