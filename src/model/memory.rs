//! What a thread needs of memory to follow and count the runs of a model, so that a scenario of a thousand things over fifty years is refused
//! by name before it takes gigabytes.

use super::{Contingency, Flow, Model, PaymentTerms};
use crate::error::{Place, Problem, Problems};
use crate::scenario::Scenario;
use crate::vector::LANES;

/// Bytes that a thread may need.
const MOST: usize = 256 << 20;
/// From this on a warning says how much it is.
const MUCH: usize = 128 << 20;
/// A number of every lane.
const NUMBER: usize = LANES * size_of::<f64>();
/// What a thread keeps of every day on which something may happen: its count.
const DAY: usize = size_of::<u64>();
/// What follows was measured as the memory that one more thread takes, less what it takes without the things.
///
/// The histograms of cash and of cash left at the end of a step, and a step's share of those of the year: between 40 and 130 KiB, by how many
/// orders of magnitude they span.
const OF_A_STEP: usize = 90 * NUMBER;
/// A driver that is drawn: its draws ahead, and what becomes of them.
const OF_A_DRAWN_DRIVER: usize = 10 * NUMBER;
/// A driver that is a constant.
const OF_A_CONSTANT: usize = NUMBER;
/// A line: its amounts, by step and in what is due.
const OF_A_LINE: usize = 2 * NUMBER;
/// A line of customers: those who came, by when they leave.
const OF_CUSTOMERS: usize = 20 * NUMBER;
/// A loan: what is owed, accrued and repaid, and its covenant.
const OF_A_LOAN: usize = 20 * NUMBER;
/// A response: when it acted last, and by how much in all.
const OF_A_RESPONSE: usize = 5 * NUMBER;
/// One of the closings of capital that repeats.
const OF_A_CLOSING: usize = 9 * NUMBER;

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

fn needs(model: &Model, scenario: &Scenario) -> [Need; 7] {
    let (company, inputs) = (&model.company, &model.inputs);
    let (steps, years) = (inputs.calendar.steps(), inputs.calendar.years().len());
    let days = inputs.calendar.months().saturating_mul(31).saturating_mul(DAY);
    // Of what happens on a day that is known no other day is touched.
    let unsure = model.contingencies().iter().filter(|one| matches!(one, Contingency::Occurs(_))).count();
    let closings: usize = company.programmes.iter().map(|programme| programme.instalments.len()).sum();
    let waiting: usize = company.responses.iter().map(|response| LANES * (response.delay.min(steps) + 1)).sum();
    let [events, capital] = [inputs.events.len(), company.capital.len() + company.programmes.len()];
    let (loans, responses, lines) = (company.loans.len(), company.responses.len(), lines(model));
    let drawn = inputs.drivers.iter().filter(|driver| !driver.is_constant()).count();
    let drivers = drawn * OF_A_DRAWN_DRIVER + (inputs.drivers.len() - drawn) * OF_A_CONSTANT;
    let [event, round, loan, response] = [
        scenario.event.first().map(|event| event.name.place),
        scenario.capital.first().map(|capital| capital.name.place),
        scenario.loan.first().map(|loan| loan.name.place),
        scenario.response.first().map(|response| response.name.place),
    ];
    [
        Need::of(events, "events", event, events.saturating_mul(days + 2 * years * NUMBER)),
        Need::of(capital, "rounds of capital", round, unsure.saturating_mul(days) + closings * OF_A_CLOSING),
        Need::of(loans, "loans", loan, loans.saturating_mul(OF_A_LOAN)),
        Need::of(responses, "responses", response, waiting + responses * OF_A_RESPONSE),
        Need::of(lines.0, "lines", scenario.burn.first().map(|line| line.name.place), lines.1),
        Need::of(inputs.drivers.len(), "drivers", None, drivers),
        Need::of(steps, "steps", None, steps * OF_A_STEP),
    ]
}

/// How many lines there are, and what they need.
fn lines(model: &Model) -> (usize, usize) {
    let revenue = model.company.revenue.iter().map(|stream| (stream.flow, stream.payment));
    let burn = model.company.burn.iter().map(|line| (line.flow, line.payment));
    let of_one = |(flow, payment): (Flow, PaymentTerms)| {
        let customers = if matches!(flow, Flow::Customers { .. }) { OF_CUSTOMERS } else { 0 };
        OF_A_LINE + payment.steps_kept() * NUMBER + customers
    };
    let needs: Vec<usize> = revenue.chain(burn).map(of_one).collect();
    (needs.len(), needs.iter().sum())
}
