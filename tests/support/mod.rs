//! What the tests share: texts into models and answers, draws into lists, and tolerances.

pub(crate) mod archive;
pub(crate) mod families;
pub(crate) mod sheets;

use runout::answers::{Answers, Estimate, Request};
use runout::engine::{Block, Observer, Plan, Simulator, replay};
use runout::error::Faults;
use runout::model::{Model, build};
use runout::sampling::{Futures, LANES, Sampling};
use runout::scenario::Scenario;

/// The model of a text, which must be sound.
#[track_caller]
pub(crate) fn model(text: &str) -> Model {
    let (scenario, sources) = match Scenario::from_toml("test.toml", text, &[]) {
        Ok(read) => read,
        Err(error) => panic!("{error}"),
    };
    build(&scenario).unwrap_or_else(|problems| panic!("{}", Faults::new(problems, sources, "test.toml")))
}

/// Every way to spread the runs.
pub(crate) const DESIGNS: [Sampling; 3] = [Sampling::Random, Sampling::Latin, Sampling::Sobol];

/// The answers of a text by so many runs at seed 1.
#[track_caller]
pub(crate) fn answers(text: &str, runs: u64) -> Answers {
    answers_of(&model(text), runs, None)
}

/// The answers of a model by so many runs at seed 1.
#[track_caller]
pub(crate) fn answers_of(model: &Model, runs: u64, threads: Option<usize>) -> Answers {
    answers_by(Sampling::Random, model, runs, threads)
}

/// The same by a design, which may round the runs up.
#[track_caller]
pub(crate) fn answers_by(sampling: Sampling, model: &Model, runs: u64, threads: Option<usize>) -> Answers {
    let plan = Plan { runs, seed: 1, sampling, threads, ..Plan::default() };
    Simulator::new(plan).unwrap().answer(model, &Request::default()).unwrap()
}

/// Fails unless a share of `runs` runs is within `errors` standard errors of the exact probability.
#[track_caller]
pub(crate) fn holds(share: Estimate, exact: f64, runs: u64, errors: f64) {
    let error = (exact * (1.0 - exact) / runs as f64).sqrt();
    let off = (share.estimate - exact) / error;
    assert!(off.abs() <= errors, "{} is {off:.2} standard errors of {error:.2e} from {exact}", share.estimate);
}

/// Fails unless `found` is `expected` to `tolerance`.
#[track_caller]
pub(crate) fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} to {tolerance:e}");
}

/// The probabilities of claims that the cash runs out before each of `dates`, added to `text`.
#[track_caller]
pub(crate) fn exhausted_before(text: &str, dates: &[&str], runs: u64) -> Vec<Estimate> {
    let claims = dates.iter().map(|date| format!("\n[[claim]]\ntext = \"before {date}\"\nexhausted_by = {date}\n"));
    let answers = answers(&(text.to_owned() + &claims.collect::<String>()), runs);
    answers.claims.into_iter().map(|claim| claim.probability).collect()
}

/// Every run of the first `blocks` blocks under seed 1, shown to `observer` in the order of their numbers.
pub(crate) fn follow<O: Observer>(model: &Model, blocks: u64, observer: O) -> O {
    follow_by(Sampling::Random, model, 1, blocks, observer)
}

/// The same by a design and under another seed.
pub(crate) fn follow_by<O: Observer>(sampling: Sampling, model: &Model, seed: u64, blocks: u64, mut observer: O) -> O {
    for block in 0..blocks {
        replay(model, &Futures::all(seed, sampling), block * LANES as u64, &mut observer);
    }
    observer
}

/// The draws of one driver: for each step, those of all runs.
pub(crate) fn draws(model: &Model, driver: &str, blocks: u64) -> Vec<Vec<f64>> {
    draws_by(Sampling::Random, model, driver, 1, blocks)
}

/// The same by a design and under another seed.
pub(crate) fn draws_by(sampling: Sampling, model: &Model, driver: &str, seed: u64, blocks: u64) -> Vec<Vec<f64>> {
    let Some(driver) = model.inputs().drivers.iter().position(|known| known.name == driver) else {
        panic!(
            "no driver {driver} among {:?}",
            model.inputs().drivers.iter().map(|known| &known.name).collect::<Vec<_>>()
        );
    };
    let values = vec![Vec::new(); model.inputs().calendar.steps()];
    follow_by(sampling, model, seed, blocks, Drawn { driver, values }).values
}

struct Drawn {
    driver: usize,
    values: Vec<Vec<f64>>,
}

impl Observer for Drawn {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        self.values[step].extend((0..block.runs).map(|lane| block.draws.value(self.driver, lane)));
    }

    fn end(&mut self, _block: &Block<'_>) {}
}
