//! Runs per second of whole simulations: the library's scenarios, and beside `benchmark` the loop that one would write by hand.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop, and criterion writes its entry points"
)]

#[path = "peers/hand_written.rs"]
mod hand_written;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use runout::engine::{Plan, simulate};
use runout::model::{Model, build};
use runout::sampling::Sampling;
use runout::scenario::{Library, Scenario};
use runout::tally::Tally;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;

const RUNS: u64 = 1 << 20;

fn model(name: &str) -> Model {
    let library = Library::get(name).expect("a scenario of the library");
    let scenario = Scenario::from_toml(name, library.text, &[]).expect("the library is valid").0;
    build(&scenario).expect("the library is valid")
}

fn tally(model: &Model) -> Tally {
    let plan = Plan { runs: RUNS, seed: 1, sampling: Sampling::Random, threads: None };
    let simulated = simulate(model, &plan, &AtomicBool::new(false), &|_| (), || Tally::new(model));
    let mut tally = Tally::new(model);
    simulated.expect("threads").observers.iter().for_each(|part| tally.merge(part));
    tally
}

/// Both must give the same probability of exhaustion in each year, within five standard errors of the difference.
fn check_that_the_peer_agrees(model: &Model) {
    let (ours, theirs) = (tally(model), hand_written::simulate(RUNS, 1));
    let counts = ours.pooled();
    for year in 0..hand_written::YEARS {
        let pairs = [
            (counts.with_capital.exhausted_on()[ours.days_of_year(year)].iter().sum(), theirs.exhausted[year]),
            (counts.profitable_in[year], theirs.profitable[year]),
        ];
        for (ours, theirs) in pairs.map(|(ours, theirs): (u64, u64)| (ours as f64, theirs as f64)) {
            let error = (ours + theirs).sqrt().max(1.0);
            assert!((ours - theirs).abs() < 5.0 * error, "year {year}: {ours} runs here, {theirs} by hand");
        }
    }
}

fn runs(criterion: &mut Criterion) {
    check_that_the_peer_agrees(&model("benchmark"));
    let mut group = criterion.benchmark_group("runs");
    group.throughput(Throughput::Elements(RUNS)).sampling_mode(SamplingMode::Flat).sample_size(10);
    for name in ["benchmark", "openai", "startup"] {
        let model = model(name);
        group.bench_with_input(BenchmarkId::new("runout", name), &model, |bencher, model| {
            bencher.iter(|| black_box(tally(model).replicates[0].runs));
        });
    }
    group.bench_function(BenchmarkId::new("hand-written", "benchmark"), |bencher| {
        bencher.iter(|| black_box(hand_written::simulate(RUNS, 1)));
    });
    group.finish();
}

criterion_group!(benches, runs);
criterion_main!(benches);
