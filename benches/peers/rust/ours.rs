//! `runout` itself, with all that it counts.

use super::Counts;
use runout::engine::{Plan, Simulator};
use runout::model::{Model, load};
use runout::sampling::Sampling;
use runout::tally::{Merge as _, Tally};

/// A scenario of the library, ready to be simulated.
pub(crate) fn model(name: &str) -> Model {
    load(name, &[]).expect("a scenario of the library").model
}

/// Simulates on all threads.
pub(crate) fn tally(model: &Model, runs: u64, seed: u64) -> Tally {
    let plan = Plan { runs, seed, sampling: Sampling::Random, threads: None, ..Plan::default() };
    let simulated = Simulator::new(plan).expect("threads").simulate(model, || Tally::new(model));
    let mut tally = Tally::new(model);
    simulated.expect("threads").observers.iter().for_each(|part| tally.merge(part));
    tally
}

/// Both clocks by year.
pub(crate) fn counts(tally: &Tally) -> Counts {
    let all = tally.replicates.pooled();
    let with_never = |mut by_year: Vec<u64>| {
        by_year.push(all.runs - by_year.iter().sum::<u64>());
        by_year
    };
    let exhausted_in = |year| all.with_capital.exhausted_on()[tally.days_of_year(year)].iter().sum();
    Counts {
        exhausted: with_never((0..all.with_capital.profitable_in.len()).map(exhausted_in).collect()),
        profitable: with_never(all.with_capital.profitable_in.clone()),
    }
}
