//! What happens to the company and what reacts to what, in words: events, conditions of money, debt, cuts, and money that moves later.

use super::line_forms::line_forms;
use super::line_terms::line_terms;
use super::obligations;
use super::payments;
use super::requirements::{months_long, rules};
use crate::error::visible;
use crate::model::{Effect, Event, Facility, Model, Programme, Raise, Requirement, Response};
use crate::scenario::Step;
use crate::wording::{listed, month, percent};
use std::ops::Range;

/// One sentence for each, in the order in which a step deals with them; none of a scenario that uses Part I of the model only.
pub(super) fn reactions(model: &Model) -> Vec<String> {
    let events = model.inputs.events.iter().zip(&model.company.event_requires);
    let events = events.map(|(event, requires)| self::event(event, requires, model));
    let raises = model.company.capital.iter().filter(|raise| !raise.requires.is_empty() || raise.tied_share.is_some());
    let raises = raises.map(|raise| self::raise(raise, model));
    let programmes = model.company.programmes.iter().map(|programme| self::programme(programme, model));
    let facilities = model.company.facilities.iter().map(|facility| self::facility(facility, model));
    let loans = model.company.loans.iter().map(|loan| obligations::loan(loan, model));
    let tax = model.company.tax.iter().map(|tax| obligations::tax(tax, model));
    let responses = model.company.responses.iter().map(|response| self::response(response, model));
    let streams = model
        .company
        .revenue
        .iter()
        .filter_map(|stream| payments::collected(&stream.name, stream.payment, &stream.terms.before_start));
    let lines =
        model.company.burn.iter().filter_map(|line| payments::paid(&line.name, line.payment, &line.terms.before_start));
    let method = model.company.reacts().then(|| {
        "Something reacts to cash: capital needed is found by following runs again with more cash at the start, and the futures without \
         new capital by themselves, on the same draws."
            .to_owned()
    });
    let terms = line_terms(model, |required| rules(required, model));
    events
        .chain(line_forms(model))
        .chain(terms)
        .chain(raises)
        .chain(programmes)
        .chain(facilities)
        .chain(loans)
        .chain(tax)
        .chain(responses)
        .chain(streams)
        .chain(lines)
        .chain(method)
        .collect()
}

fn event(event: &Event, requires: &[Requirement], model: &Model) -> String {
    let years = model.inputs.calendar.years();
    let span = window(event, model);
    let once = if event.once { ", once at most" } else { "" };
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    let does = match event.effect {
        Effect::Add(size) => format!("adds `{}` to `{}`", driver(size), driver(event.on)),
        Effect::Multiply(size) => format!("multiplies `{}` by `{}`", driver(event.on), driver(size)),
    };
    let lasts = match event.lasts {
        1 => "for twelve months".to_owned(),
        years_long if years_long >= years.len() => "from then on".to_owned(),
        years_long => format!("for {years_long} years"),
    };
    let test = match requires {
        [] => String::new(),
        requires => format!(", and only if {}", rules(requires, model)),
    };
    format!("Event {} may fire {span}{once}{test}; it {does} {lasts}.", visible(&event.name))
}

/// The years or, if it is not of whole years, the months in which an event can fire, and how likely it then is to.
fn window(event: &Event, model: &Model) -> String {
    let calendar = &model.inputs.calendar;
    let (years, months_per_step) = (calendar.years(), calendar.months_per_step());
    let (start, end) = (event.steps.start * months_per_step, event.steps.end * months_per_step);
    let whole_from = calendar.begins(Step::Year, event.steps.start);
    let whole_to = end == calendar.end_of_year(*event.years.end());
    if whole_from && whole_to {
        let (first, last) = (years[*event.years.start()], years[*event.years.end()]);
        return if first == last { format!("in {first}") } else { format!("in each year from {first} to {last}") };
    }
    let (first, last) = (month(calendar.first_of_month(start)), month(calendar.first_of_month(end - 1)));
    let chance = chance_within(event, start..end, model).map_or_else(String::new, |(all, a_year)| {
        format!(", with a chance of {} ({} in twelve months)", percent(all), percent(a_year))
    });
    if first == last { format!("in {first}{chance}") } else { format!("from {first} to {last}{chance}") }
}

/// The chance that it fires at least once in `months`, and that in twelve of them; `None` if it is not the same in all years.
fn chance_within(event: &Event, months: Range<usize>, model: &Model) -> Option<(f64, f64)> {
    let a_year = model.inputs.drivers[event.probability].constant()?;
    Some((1.0 - (1.0 - a_year).powf(months.len() as f64 / 12.0), a_year))
}

fn raise(raise: &Raise, model: &Model) -> String {
    let mut sentence = format!("Capital {}", visible(&raise.name));
    if !raise.requires.is_empty() {
        let due = month(model.inputs.calendar.date_at(raise.month));
        sentence += &format!(", planned for {due}, lands only if {}", rules(&raise.requires, model));
        sentence += &match raise.patience {
            none if none <= 0.0 => ", on the day or never".to_owned(),
            months => format!(", and waits {} for that", months_long(months)),
        };
    }
    if let Some(tied) = raise.tied_share {
        let joint = if raise.requires.is_empty() { "" } else { "; it" };
        sentence +=
            &format!("{joint} arrives in part (`{}`) as compute credit", visible(&model.inputs.drivers[tied].name));
    }
    sentence + "."
}

fn programme(programme: &Programme, model: &Model) -> String {
    let calendar = &model.inputs.calendar;
    let every = match programme.every {
        Step::Month => "month",
        Step::Quarter => "quarter",
        Step::Year => "year",
    };
    let name = visible(&programme.name);
    let [first, .., last] = programme.instalments.as_slice() else {
        return format!("Capital {name} would repeat, and lands once at most within the horizon.");
    };
    let test = if first.requires.is_empty() { String::new() } else { format!(" if {}", rules(&first.requires, model)) };
    let driver = |id: usize| visible(&model.inputs.drivers[id].name);
    let (lands, chance) = match first.closing {
        None => ("lands", String::new()),
        Some(closing) => ("may land", format!(", with probability `{}` each time", driver(closing.probability))),
    };
    format!(
        "Capital {name} {lands} every {every} from {} to {}{chance}{test}: `{}` is drawn anew each time.",
        month(calendar.date_at(first.month)),
        month(calendar.date_at(last.month)),
        driver(first.amount)
    )
}

fn facility(facility: &Facility, model: &Model) -> String {
    let date =
        |step: usize| month(model.inputs.calendar.first_of_month(step * model.inputs.calendar.months_per_step()));
    let matures = if facility.matures < model.inputs.calendar.steps() {
        format!("all is repaid in {}", date(facility.matures))
    } else {
        "it matures after the horizon".to_owned()
    };
    let test =
        if facility.requires.is_empty() { String::new() } else { format!(" and {}", rules(&facility.requires, model)) };
    format!(
        "Facility {} is drawn from {} on when the runway is below {}{test}, to restore it; {matures}.",
        visible(&facility.name),
        date(facility.from),
        months_long(facility.trigger)
    )
}

fn response(response: &Response, model: &Model) -> String {
    let names: Vec<String> = response.lines.iter().map(|&line| visible(&model.company.burn[line].name)).collect();
    let can_be_cut = model.company.burn.iter().filter(|line| line.can_be_cut()).count();
    let what = match names.len() {
        all if all == model.company.burn.len() => "all burn lines".to_owned(),
        all if all == can_be_cut => "all burn lines that recur".to_owned(),
        _ => listed(&names),
    };
    let felt = match response.delay * model.inputs.calendar.months_per_step() {
        0 => "at once".to_owned(),
        months => format!("{} later", months_long(months as f64)),
    };
    format!(
        "Response {} cuts {what} by `{}` when the runway is below {}, felt {felt}, at most every {}.",
        visible(&response.name),
        visible(&model.inputs.drivers[response.cut].name),
        months_long(response.trigger),
        months_long(response.at_most_every)
    )
}

#[cfg(test)]
mod tests {
    use super::reactions;
    use crate::model::build;
    use crate::scenario::Scenario;

    #[test]
    fn says_what_reacts_to_what() {
        let text = r#"
            start = 2026-01-01
            years = 4
            unit = "million"
            [cash]
            opening = 10
            [[revenue]]
            name = "Sales"
            annual = 5
            collected_after_months = 2
            [gross_margin]
            value = 0.6
            [[burn]]
            name = "Payroll"
            annual = 9
            [[burn]]
            name = "Rent"
            annual = 1
            [[event]]
            name = "Launch"
            probability = 0.4
            on = "gross_margin"
            add = -0.1
            lasts = 2
            [[capital]]
            name = "Seed"
            date = 2027-01-01
            amount = 5
            requires = { revenue_at_least = 4, event = "Launch" }
            patience_months = 6
            tied_share = 0.5
            [[facility]]
            name = "Line"
            limit = 3
            rate = 0.1
            matures = 2029-01-01
            draw_when_runway_below = 6
            requires = { after = "Seed" }
            [[response]]
            name = "Cut"
            when_runway_below = 9
            cut = 0.2
            lines = ["Payroll"]
            delay_months = 2
        "#;
        let model = build(&Scenario::from_toml("acme", text, &[]).unwrap().0).unwrap();
        insta::assert_snapshot!(reactions(&model).join("\n"), @r###"
Event Launch may fire in each year from 2026 to 2029; it adds `event.Launch.add` to `gross_margin` for 2 years.
Capital Seed, planned for January 2027, lands only if revenue is at least 4 million USD a year and event Launch has fired, and waits 6 months for that; it arrives in part (`capital.Seed.tied_share`) as compute credit.
Facility Line is drawn from January 2026 on when the runway is below 6 months and capital Seed has landed, to restore it; all is repaid in January 2029.
Response Cut cuts Payroll by `response.Cut.cut` when the runway is below 9 months, felt 2 months later, at most every 12 months.
Revenue Sales is collected 2 months after it counts.
Something reacts to cash: capital needed is found by following runs again with more cash at the start, and the futures without new capital by themselves, on the same draws.
"###);
    }

    /// 35 % in twelve months is 1 - 0.65^(6/12) = 19.4 % in six.
    #[test]
    fn says_how_likely_a_window_is_and_what_may_not_land() {
        let text = r#"
            start = 2026-01-01
            years = 3
            unit = "million"
            [cash]
            opening = 40
            [[burn]]
            name = "Trial"
            annual = 20
            [[burn]]
            name = "Goods"
            annual = 2
            counts_in = "cash"
            [[event]]
            name = "Success"
            probability = 0.35
            from = 2027-07-01
            until = 2028-01-01
            once = true
            on = "burn.Trial.annual"
            multiply = 2
            lasts = "forever"
            requires = { after = "Offering" }
            [[capital]]
            name = "Market"
            date = 2026-02-01
            amount = "1 to 2"
            probability = 0.7
            every = "month"
            until = 2026-12-31
            [[capital]]
            name = "Offering"
            date = 2026-10-01
            amount = 30
        "#;
        let model = build(&Scenario::from_toml("acme", text, &[]).unwrap().0).unwrap();
        insta::assert_snapshot!(reactions(&model).join("\n"), @r###"
Event Success may fire from July 2027 to December 2027, with a chance of 19.4 % (35 % in twelve months), once at most, and only if capital Offering has landed; it multiplies `burn.Trial.annual` by `event.Success.multiply` from then on.
Burn Goods counts in cash only, not in the operating result.
Capital Market may land every month from February 2026 to December 2026, with probability `capital.Market.probability` each time: `capital.Market.amount` is drawn anew each time.
"###);
    }
}
