//! The claim in question: one of the scenario's, or that the cash lasts.

use crate::error::{Error, Input, Message, Problem, Result, visible};
use crate::model::{Claim, Model, Test};

/// Claims that an error lists.
const MOST_LISTED: usize = 20;

/// The claim that `given` names: by its text, or by its number in the file from 1.
///
/// # Errors
/// - If there is no such claim, or more than one of this text.
pub fn claim_called(given: &str, model: &Model) -> Result<Claim> {
    Ok(model.company.claims[place_of(given, Input::Claim, model)?].clone())
}

/// The claim that the cash runs out by the horizon.
#[must_use]
pub fn exhaustion(model: &Model) -> Claim {
    let test = Test::ExhaustedBefore(model.inputs.calendar.months() as f64);
    Claim { text: format!("The cash runs out by {}", end(model)), source: None, note: None, test }
}

/// The claim that the cash lasts to the horizon.
#[must_use]
pub fn survival(model: &Model) -> Claim {
    let test = Test::Not(Box::new(exhaustion(model).test));
    Claim { text: format!("The cash lasts to {}", end(model)), source: None, note: None, test }
}

/// The end of the horizon, in words.
pub(super) fn end(model: &Model) -> String {
    let calendar = &model.inputs.calendar;
    let last_day = calendar.end().yesterday().unwrap_or(calendar.end());
    match calendar.years().last() {
        Some(last) if last.end() == calendar.end() => format!("the end of {last}"),
        _ => last_day.strftime("the end of %B %Y").to_string(),
    }
}

/// The place of a claim given by its text or by its number, as `input`.
pub(super) fn place_of(given: &str, input: Input, model: &Model) -> Result<usize> {
    let same: Vec<usize> =
        (0..model.company.claims.len()).filter(|&place| model.company.claims[place].text == given).collect();
    let numbered = || given.parse::<usize>().ok()?.checked_sub(1).filter(|place| *place < model.company.claims.len());
    let wrong = |what: String, help: String| {
        Error::from(Problem::new(None, "", Message::from(input) + format!(": {what}")).help(help))
    };
    match same.as_slice() {
        [only] => Ok(*only),
        [] => numbered().ok_or_else(|| wrong(format!("there is no claim {}", quoted(given)), listed(model))),
        _ => Err(wrong(
            format!("{} claims read {}", same.len(), quoted(given)),
            format!("say which by its number; {}", listed(model)),
        )),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\n', " "))
}

fn listed(model: &Model) -> String {
    if model.company.claims.is_empty() {
        return "the scenario has no claims: leave the flag out, or add a `[[claim]]`".to_owned();
    }
    let line = |(place, claim): (usize, &Claim)| format!("\n  {} {}", place + 1, quoted(&claim.text));
    let lines: String = model.company.claims.iter().enumerate().take(MOST_LISTED).map(line).collect();
    let rest = match model.company.claims.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    format!("the claims are{lines}{rest}")
}
