//! What scenarios must have in common to be compared, and what makes it doubtful although they can be.

use super::{Compared, ComparedScenario, Difference, MOST_COMPARED};
use crate::answers::ScenarioHeader;
use crate::error::{Faults, Input, Message, Problem, Problems, Result, Sources};
use crate::sampling::Sampling;

/// Checks that scenarios can be compared under a design.
///
/// # Errors
/// - If there are fewer than two, or more than [`MOST_COMPARED`].
/// - If they differ in start, horizon, the month with which years end, currency or unit; says all that differs.
/// - If the design would give different draws to drivers that two of them share.
pub fn check_comparable(scenarios: &[Compared<'_>], sampling: Sampling) -> Result<()> {
    let count = scenarios.len();
    if count < 2 {
        let help = Message::from("name another, or change the one: `") + Input::Variant + " 'cash.opening=12'`";
        let rule = format!("a comparison needs at least two scenarios, got {count}");
        return Err(Problem::new(None, "", rule).help(help).into());
    }
    if count > MOST_COMPARED {
        let rule = format!("at most {MOST_COMPARED} scenarios can be compared at a time, got {count}");
        return Err(Problem::new(None, "", rule).help("compare the first with some of the others at a time").into());
    }
    let headers: Vec<ScenarioHeader> = scenarios.iter().map(|scenario| ScenarioHeader::of(scenario.model)).collect();
    let mut problems = Problems::default();
    for place in 1..count {
        let pair = [&scenarios[0], &scenarios[place]];
        faults(&headers[0], &headers[place]).into_iter().for_each(|fault| problems.push(problem(pair, fault)));
    }
    if !problems.is_empty() {
        return Err(Faults::new(problems, Sources::default(), "").into());
    }
    check_shared_draws(scenarios, sampling)
}

fn check_shared_draws(scenarios: &[Compared<'_>], sampling: Sampling) -> Result<()> {
    let first = &scenarios[0];
    match scenarios.iter().find(|other| !sampling.shares_draws(&first.model.inputs, &other.model.inputs)) {
        None => Ok(()),
        Some(other) => {
            let why = format!(
                " {sampling}: {} and {} differ in what is uncertain, so this design would give what they share different luck",
                first.name, other.name
            );
            Err(Problem::new(None, "", Message::from(Input::Sampling) + why).help(by_name()).into())
        }
    }
}

/// The remedy for a design that depends on the order of drivers.
pub(in crate::answers) fn by_name() -> Message {
    let latin = Message::from("use `") + Input::Sampling + " latin` or `";
    latin + Input::Sampling + " random`, which go by the names of drivers"
}

/// A key that must be the same, its value in each scenario, and what to do.
struct Fault {
    key: &'static str,
    values: [String; 2],
    help: Message,
}

fn problem([first, other]: [&Compared<'_>; 2], fault: Fault) -> Problem {
    let Fault { key, values: [ours, theirs], help } = fault;
    let (first, alone) = (&first.name, other.overrides.get(first.overrides.len()..).unwrap_or_default());
    let is_of_variant = alone.iter().any(|change| change.split('=').next().is_some_and(|path| path.trim() == key));
    let help = if is_of_variant {
        let changes = Message::from("`") + Input::Override + format!("` changes `{key}` in every scenario, `");
        changes + Input::Variant + "` only in one"
    } else {
        help
    };
    let rule = format!(
        "{first} and {} cannot be compared: `{key}` is {ours} in the first and {theirs} in the other",
        other.name
    );
    Problem::new(None, "", rule).help(help)
}

fn faults(first: &ScenarioHeader, other: &ScenarioHeader) -> Vec<Fault> {
    let fault =
        |key, values: [String; 2], help: Message| (values[0] != values[1]).then_some(Fault { key, values, help });
    let (start, years) = (first.start, first.years);
    let money = |what: &str| Message::from(format!("amounts are not converted: write both scenarios in one {what}"));
    let set = |what: String| Message::from("`") + Input::Override + what;
    let found = [
        fault(
            "start",
            [start, other.start].map(|date| date.to_string()),
            set(format!(" start={start}` starts both then, if the rest of both allows")),
        ),
        fault(
            "years",
            [years, other.years].map(|years| years.to_string()),
            // The longer one: a claim of a long scenario may lie beyond the end of a short one.
            set(format!(" years={}` gives both this horizon", years.max(other.years))),
        ),
        fault(
            "year_ends",
            [first.year_ends, other.year_ends].map(|month| month.to_string()),
            set(format!(" 'year_ends=\"{}\"'` counts both in the years of the first", first.year_ends)),
        ),
        fault("currency", [&first.currency, &other.currency].map(|name| format!("{name:?}")), money("currency")),
        fault("unit", [&first.unit, &other.unit].map(|name| format!("{name:?}")), money("unit")),
    ];
    found.into_iter().flatten().collect()
}

/// What makes scenarios hard to compare, in words.
pub(super) fn doubts(scenarios: &[ComparedScenario], differences: &[Difference]) -> Vec<String> {
    let first = &scenarios[0].answers;
    let mut doubts = Vec::new();
    for (scenario, difference) in scenarios[1..].iter().zip(differences) {
        let (letter, other) = (scenario.letter, &scenario.answers);
        let drivers = difference.drivers;
        if drivers.shared == 0 && drivers.baseline_only > 0 && drivers.other_only > 0 {
            doubts.push(format!("A and {letter} have no uncertain number of the same name: they share no luck, and which lasts longer is chance"));
        }
        let meaning = |of: &crate::answers::Profitability| (of.measure.clone(), of.for_years);
        if meaning(&first.profitability) != meaning(&other.profitability) {
            doubts.push(format!("A and {letter} do not mean the same by profitable: `profitability` differs"));
        }
        if first.provenance.scenario.step != other.provenance.scenario.step {
            let (ours, theirs) = (&first.provenance.scenario.step, &other.provenance.scenario.step);
            doubts.push(format!("A goes by the {ours} and {letter} by the {theirs}: when the cash runs out within a step is only interpolated"));
        }
    }
    doubts
}
