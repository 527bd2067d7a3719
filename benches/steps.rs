//! The cost of simulating and counting on one thread: a block of runs simulated to the horizon, draws included, and the counting of a
//! simulated block. Throughput counts runs.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop, and criterion writes its entry points"
)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use runout::engine::{Block, Observer};
use runout::model::{Model, load};
use runout::sampling::{Futures, LANES, Sampling};
use runout::tally::{RUNS_BY_YEAR, Tally};
use std::hint::black_box;

const SCENARIOS: [&str; 3] = ["benchmark", "openai-top-down", "startup"];

/// Sees everything and counts nothing.
struct Idle;

impl Observer for Idle {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

/// A simulated block.
fn followed(model: &Model, index: u64) -> Block<'_> {
    let mut block = Block::new(model, &Futures::all(1, Sampling::Random));
    block.follow(index, LANES, &mut Idle);
    block
}

/// One block to the horizon, with an observer that does nothing.
fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    group.throughput(Throughput::Elements(LANES as u64));
    for name in SCENARIOS {
        let model = load(name, &[]).expect("a scenario of the library").model;
        let mut block = Block::new(&model, &Futures::all(1, Sampling::Random));
        let mut index = 0;
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                index += 1;
                block.follow(index, LANES, &mut Idle);
                black_box(&block);
            });
        });
    }
    group.finish();
}

/// Lets a tally observe everything about one block.
fn count(tally: &mut Tally, block: &Block<'_>) {
    let calendar = &block.model.inputs().calendar;
    for step in 0..calendar.steps() {
        tally.span(step..step + 1, block);
        if calendar.ends_year(step) {
            tally.year(calendar.year_of_step(step), block);
        }
    }
    tally.end(block);
}

/// One block counted: of the first runs, on which quantiles of amounts rest, and of later ones. Its sums are those of the last year in
/// every year.
fn tallies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tallies");
    group.throughput(Throughput::Elements(LANES as u64));
    for name in SCENARIOS {
        let model = load(name, &[]).expect("a scenario of the library").model;
        for (which, index) in [("of the first", 0), ("of later", RUNS_BY_YEAR / LANES as u64)] {
            let block = followed(&model, index);
            let mut tally = Tally::new(&model);
            group.bench_function(BenchmarkId::new(which, name), |bencher| {
                bencher.iter(|| {
                    count(&mut tally, &block);
                    black_box(&tally);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, steps, tallies);
criterion_main!(benches);
