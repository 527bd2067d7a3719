//! What a thread needs of memory to follow and count the runs of a model, so that a scenario of a thousand things over fifty years is refused
//! by name before it takes gigabytes.

use super::Model;
use crate::error::{Place, Problem, Problems};
use crate::scenario::Scenario;
use crate::vector::LANES;

/// Bytes that a thread may need.
const MOST: usize = 256 << 20;
/// From this on a warning says how much it is.
const MUCH: usize = 64 << 20;
/// A number of every lane.
const NUMBER: usize = LANES * size_of::<f64>();
/// What a thread keeps of every day on which something may happen: its count, and the count that is merged.
const DAY: usize = 2 * size_of::<u64>();
/// Numbers of every lane that are kept of a driver: the draw of the moment, and what becomes of it.
const OF_A_DRIVER: usize = 2 * NUMBER;
/// The same of one of the closings of capital that repeats.
const OF_A_CLOSING: usize = 8 * NUMBER;

/// One kind of things that need memory.
struct Need {
    /// `1000 events`
    what: String,
    place: Option<Place>,
    bytes: usize,
}

impl Need {
    fn of(count: usize, things: &str, place: Option<Place>, bytes: usize) -> Self {
        Self { what: format!("{count} {things}"), place, bytes }
    }
}

/// Notes a problem, at the first of the things that need most, if a thread would need more than there may be; returns a warning if it is much.
pub(super) fn refuse(model: &Model, scenario: &Scenario, problems: &mut Problems) -> Option<String> {
    let needs = needs(model, scenario);
    let bytes = needs.iter().map(|need| need.bytes).fold(0, usize::saturating_add);
    let largest = needs.into_iter().max_by_key(|need| need.bytes)?;
    let (megabytes, months) = (bytes >> 20, model.inputs.calendar.months());
    let told = format!("{} over {months} months, and all else, need {megabytes} MiB a thread", largest.what);
    if bytes > MOST {
        let message = format!("{told}: at most {} MiB are given", MOST >> 20);
        problems.push(Problem::new(largest.place, "", message).help("write fewer of them, or fewer `years`"));
    }
    (bytes > MUCH).then_some(told)
}

fn needs(model: &Model, scenario: &Scenario) -> [Need; 5] {
    let (company, inputs) = (&model.company, &model.inputs);
    let (steps, years) = (inputs.calendar.steps(), inputs.calendar.years().len());
    let days = inputs.calendar.months().saturating_mul(31).saturating_mul(DAY);
    let closings: usize = company.programmes.iter().map(|programme| programme.instalments.len()).sum();
    let waiting = company.responses.iter().map(|response| LANES * (response.delay.min(steps) + 1)).sum();
    let [events, capital] = [inputs.events.len(), company.capital.len() + company.programmes.len()];
    let [event, round, loan, response] = [
        scenario.event.first().map(|event| event.name.place),
        scenario.capital.first().map(|capital| capital.name.place),
        scenario.loan.first().map(|loan| loan.name.place),
        scenario.response.first().map(|response| response.name.place),
    ];
    [
        Need::of(events, "events", event, events.saturating_mul(days + 2 * years * NUMBER)),
        Need::of(capital, "rounds of capital", round, capital.saturating_mul(days) + closings * OF_A_CLOSING),
        Need::of(company.loans.len(), "loans", loan, company.loans.len().saturating_mul(days)),
        Need::of(company.responses.len(), "responses", response, waiting),
        Need::of(inputs.drivers.len(), "drivers", None, inputs.drivers.len().saturating_mul(OF_A_DRIVER)),
    ]
}
