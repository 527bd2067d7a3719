//! What the fuzzer tries with every input: a text, values in a valid scenario, books. The crate in `fuzz/` feeds them with inputs that it
//! makes up, `corpus` with those that are kept.

mod books;
mod choices;
mod text;
mod values;

pub(crate) use books::books;
pub(crate) use text::text;
pub(crate) use values::values;

use runout::answers::Request;
use runout::engine::{Plan, Simulator};
use runout::error::{Faults, Result, Sources};
use runout::model::{Model, build};
use runout::scenario::Scenario;

/// The runs of a block.
const RUNS: u64 = 128;

/// The model of a scenario, if it has one; otherwise what is wrong with it is told.
fn meant(read: Result<(Scenario, Sources)>) -> Option<Model> {
    let (scenario, sources) = read.map_err(|error| told(&error.to_string())).ok()?;
    build(&scenario).map_err(|problems| told(&Faults::new(problems, sources, "fuzzed").to_string())).ok()
}

/// Follows a block of runs.
fn follow(model: &Model) {
    let plan = Plan { runs: RUNS, threads: Some(1), ..Plan::default() };
    match Simulator::new(plan).and_then(|simulator| simulator.answer(model, &Request::default())) {
        Ok(answers) => {
            let chance = answers.exhaustion.by_horizon;
            assert!(0.0 <= chance.low && chance.low <= chance.estimate, "{chance:?}");
            assert!(chance.estimate <= chance.high && chance.high <= 1.0, "{chance:?}");
        }
        Err(error) => told(&error.to_string()),
    }
}

/// A refusal says what is wrong, and not at length.
fn told(refusal: &str) {
    assert!(!refusal.is_empty() && refusal.len() < 100_000, "{refusal}");
}
