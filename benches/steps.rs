//! What following and counting cost one thread: a block of runs followed to the horizon, draws included, and the counting of one that
//! was followed. Throughput counts runs.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop, and criterion writes its entry points"
)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use runout::engine::{Block, Observer};
use runout::model::{Model, load};
use runout::sampling::Sampling;
use runout::sampling::lanes::{LANES, Work, at_full_width};
use runout::tally::{RUNS_BY_YEAR, Tally};
use std::hint::black_box;

const SCENARIOS: [&str; 3] = ["benchmark", "openai", "startup"];

/// Sees everything and counts nothing.
struct Idle;

impl Observer for Idle {
    #[inline(always)]
    fn end(&mut self, _block: &Block<'_>) {}
}

struct Follow<'a, 'm, O> {
    block: &'a mut Block<'m>,
    index: u64,
    observer: &'a mut O,
}

impl<O: Observer> Work for Follow<'_, '_, O> {
    type Output = ();

    #[inline(always)]
    fn work(self) {
        self.block.follow(self.index, LANES, self.observer);
    }
}

/// A block that was followed.
fn followed(model: &Model, index: u64) -> Block<'_> {
    let mut block = Block::new(model, 1, Sampling::Random);
    at_full_width(Follow { block: &mut block, index, observer: &mut Idle });
    block
}

/// One block to the horizon, with an observer that does nothing.
fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    group.throughput(Throughput::Elements(LANES as u64));
    for name in SCENARIOS {
        let model = load(name, &[]).expect("a scenario of the library").model;
        let mut block = Block::new(&model, 1, Sampling::Random);
        let mut index = 0;
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                index += 1;
                at_full_width(Follow { block: &mut block, index, observer: &mut Idle });
                black_box(&block);
            });
        });
    }
    group.finish();
}

/// All that a tally is told of one block.
struct Count<'a, 'm> {
    tally: &'a mut Tally,
    block: &'a Block<'m>,
}

impl Work for Count<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self) {
        let calendar = &self.block.model.calendar;
        for step in 0..calendar.steps() {
            self.tally.step(step, self.block);
            if calendar.ends_year(step) {
                self.tally.year(calendar.year_of_step(step), self.block);
            }
        }
        self.tally.end(self.block);
    }
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
                    at_full_width(Count { tally: &mut tally, block: &block });
                    black_box(&tally);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, steps, tallies);
criterion_main!(benches);
