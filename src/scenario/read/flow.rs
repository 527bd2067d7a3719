//! Reads what a company earns and spends: revenue streams, burn lines and users.

use super::{customers, line, optional, payment, share};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::quoted::cut;
use crate::scenario::section::SectionReader;
use crate::scenario::{Burn, DistributionSpec, FlowSpec, IndexSpec, OnceSpec, Revenue, Step, UserGroup, Users, Yearly};

/// One `[[revenue]]`.
pub(super) fn revenue(section: &mut SectionReader<'_, '_>) -> Option<Revenue> {
    let (name, flow, terms) =
        (section.text("name"), revenue_form(section, "collected_after_months"), line::terms(section));
    let counts_in = section.word("counts_in");
    let margin = optional(section, "margin", |section| section.yearly("margin"));
    let payment = payment::collected(section);
    section.source();
    Some(Revenue {
        name: name?,
        flow: flow?,
        margin: margin?,
        counts_in: counts_in.map(|counts_in| counts_in.value).unwrap_or_default(),
        payment,
        terms: terms?,
    })
}

/// One `[[burn]]`.
pub(super) fn burn(section: &mut SectionReader<'_, '_>) -> Option<Burn> {
    let (name, flow, terms) = (section.text("name"), form(section, "paid_after_months"), line::terms(section));
    let (counts_in, compute) = (section.word("counts_in"), section.truth("compute"));
    let (payment, can_be_cut) = (payment::paid(section), section.truth("can_be_cut"));
    section.source();
    Some(Burn {
        name: name?,
        flow: flow?,
        counts_in: counts_in.map(|counts_in| counts_in.value).unwrap_or_default(),
        compute: compute.unwrap_or_default(),
        can_be_cut,
        payment,
        terms: terms?,
    })
}

/// One `[[index]]`.
pub(super) fn index(section: &mut SectionReader<'_, '_>) -> Option<IndexSpec> {
    let (name, growth) = (section.text("name"), section.yearly("growth"));
    section.source();
    Some(IndexSpec { name: name?, growth: growth? })
}

/// `[users]`
pub(super) fn users(section: &mut SectionReader<'_, '_>) -> Option<Users> {
    let flow = flow(section);
    let conversion = optional(section, "conversion", |section| section.yearly("conversion"));
    section.source();
    Some(Users { flow: flow?, conversion: conversion? })
}

/// The form of a revenue stream; `lag` is the key of the months after which its money moves.
fn revenue_form(section: &mut SectionReader<'_, '_>, lag: &'static str) -> Option<FlowSpec> {
    let customers = customers::customers(section);
    if section.written(customers::KEYS).is_empty() {
        return form(section, lag);
    }
    let _ = share::share(section);
    alone(section, lag, customers::KEYS, customers)
}

/// `opening` and `growth`, `annual`, `per_user`, `share_of`, or `once`; `lag` is the key of the months after which its money moves.
fn form(section: &mut SectionReader<'_, '_>, lag: &'static str) -> Option<FlowSpec> {
    let share = share::share(section);
    if !section.written(share::KEYS).is_empty() {
        return alone(section, lag, share::KEYS, share);
    }
    let once = line::once(section, lag);
    if !section.written(["once"]).is_empty() {
        return once_alone(section, once);
    }
    let (per_user, of) = (section.yearly("per_user"), section.word::<UserGroup>("of"));
    let beside = section.written(["opening", "growth", "annual"]);
    if section.written(["per_user"]).is_empty() {
        if let Some(of) = of {
            let help = "`of` says which users `per_user` counts";
            section.problem(Some(of.place), "`of` must have `per_user` beside it", Some(help.to_owned()));
        }
        return flow(section);
    }
    // Asked for, so that they are known here.
    flow_values(section);
    if let Some(other) = beside.first() {
        let message = format!("`per_user` must stand alone, got `{other}` beside it");
        section.problem(section.key_place("per_user"), message, Some(ONE_FORM.to_owned()));
        return None;
    }
    Some(FlowSpec::PerUser { per_user: per_user?, of: of.map(|of| of.value).unwrap_or_default() })
}

const ONE_FORM: &str = "a flow has `opening` and `growth`, or `annual`, or `per_user`, or `share_of` with `share`, or `once` with `date`; \
                        revenue may have `customers` and `price`";

/// A form that is written by the keys `own`, beside which none of another form may stand.
fn alone(
    section: &mut SectionReader<'_, '_>,
    lag: &'static str,
    own: [&'static str; 2],
    form: Option<FlowSpec>,
) -> Option<FlowSpec> {
    // Asked for, so that they are known here.
    let _ =
        (line::once(section, lag), flow_values(section), section.yearly("per_user"), section.word::<UserGroup>("of"));
    let others = ["opening", "growth", "annual", "per_user", "of", "once"].into_iter().chain(share::KEYS);
    if let Some(other) = section.written(others.filter(|key| !own.contains(key))).first() {
        let message = format!("`{}` must stand alone, got `{other}` beside it", own[0]);
        section.problem(section.key_place(other), message, Some(ONE_FORM.to_owned()));
        return None;
    }
    form
}

/// `once`, beside which no other form may stand.
fn once_alone(section: &mut SectionReader<'_, '_>, once: Option<Box<OnceSpec>>) -> Option<FlowSpec> {
    // Asked for, so that they are known here.
    let _ = (flow_values(section), section.yearly("per_user"), section.word::<UserGroup>("of"));
    if let Some(other) = section.written(["opening", "growth", "annual", "per_user", "of"]).first() {
        let message = format!("`once` must stand alone, got `{other}` beside it");
        let help = "write one line for the amount that comes once, and another for what recurs";
        section.problem(section.key_place(other), message, Some(help.to_owned()));
        return None;
    }
    once.map(FlowSpec::Once)
}

/// `opening`, `growth` and `annual`, as far as they are written.
type Values = (Option<At<DistributionSpec>>, Option<At<Yearly>>, Option<At<Yearly>>);

fn flow_values(section: &mut SectionReader<'_, '_>) -> Values {
    (section.distribution("opening"), section.yearly("growth"), section.yearly("annual"))
}

/// `opening` and `growth`, or `annual`.
fn flow(section: &mut SectionReader<'_, '_>) -> Option<FlowSpec> {
    let (opening, growth, annual) = flow_values(section);
    let help = Some("a flow has `opening` and `growth`, or `annual`".to_owned());
    match section.written(["opening", "growth", "annual"]).as_slice() {
        ["opening", "growth"] => Some(FlowSpec::Growing { opening: opening?, growth: growth? }),
        ["annual"] => Some(FlowSpec::Annual(annual?)),
        [] => {
            section.problem(Some(section.place()), "`opening` and `growth` are missing", help);
            None
        }
        ["opening"] => {
            section.problem(section.key_place("opening"), "`opening` must have `growth` beside it", help);
            None
        }
        ["growth"] => {
            section.problem(section.key_place("growth"), "`growth` must have `opening` beside it", help);
            None
        }
        [other, ..] => {
            let message = format!("`annual` must stand alone, got `{other}` beside it");
            section.problem(section.key_place("annual"), message, help);
            None
        }
    }
}

/// What flows ask of the rest of the scenario: users who are counted, and steps of a month where money moves later.
pub(super) fn check(revenue: &[Revenue], burn: &[Burn], users: Option<&Users>, step: Step, problems: &mut Problems) {
    for stream in revenue {
        let path = format!("revenue.{}", cut(&stream.name.value));
        counts_users(&stream.flow, users, stream.name.place, &path, problems);
        if let Some(terms) = &stream.payment {
            payment::check(terms, "collected_after_months", step, &path, problems);
            payment::check_season(terms, stream.terms.season.as_ref(), &path, problems);
        }
    }
    for line in burn {
        let path = format!("burn.{}", cut(&line.name.value));
        if line.can_be_cut == Some(true) && matches!(line.flow, FlowSpec::Once(_) | FlowSpec::ShareOf(_)) {
            let message = "`can_be_cut` must be false, or not be written, of what comes once or goes with another line";
            problems.push(Problem::new(line.name.place, path.as_str(), message).help("leave it out"));
        }
        counts_users(&line.flow, users, line.name.place, &path, problems);
        if let Some(terms) = &line.payment {
            payment::check(terms, "paid_after_months", step, &path, problems);
        }
    }
}

fn counts_users(flow: &FlowSpec, users: Option<&Users>, place: Place, path: &str, problems: &mut Problems) {
    let FlowSpec::PerUser { per_user, of } = flow else { return };
    let Some(users) = users else {
        let problem = Problem::new(per_user.place, path, "`per_user` needs users, and the scenario has none");
        problems.push(problem.help("add a section [users] with `opening` and `growth`"));
        return;
    };
    if *of != UserGroup::All && users.conversion.is_none() {
        let word = if *of == UserGroup::Paying { "paying" } else { "free" };
        let message = format!("`of = \"{word}\"` needs the share of users who pay");
        problems.push(Problem::new(place, path, message).help("add `conversion` to [users]"));
    }
}
