//! Runs per second of whole simulations of the library's scenarios, beside each the loop that one would write by hand for it, and
//! beside `benchmark` the least that its draws take.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop, and criterion writes its entry points"
)]

#[path = "peers/rust/mod.rs"]
mod rust;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use rand::rngs::StdRng;
use rust::{Counts, SCENARIOS, hand_written, limit, ours};
use std::hint::black_box;

const RUNS: u64 = 1 << 20;

/// Both must give the same probabilities of both clocks in each year, within five standard errors of the difference.
fn check_that_they_agree(scenario: &str, ours: &Counts, theirs: &Counts) {
    assert_eq!(ours.exhausted.len(), theirs.exhausted.len(), "{scenario}: years");
    for (clock, ours, theirs) in
        [("exhausted", &ours.exhausted, &theirs.exhausted), ("profitable", &ours.profitable, &theirs.profitable)]
    {
        for (year, (&ours, &theirs)) in ours.iter().zip(theirs).enumerate() {
            let (a, b, runs) = (ours as f64, theirs as f64, RUNS as f64);
            let error = ((a + b) * (1.0 - (a + b) / (2.0 * runs))).sqrt().max(1.0);
            assert!(
                (a - b).abs() < 5.0 * error,
                "{scenario}, {clock} in year {year}: {ours} runs here, {theirs} by hand"
            );
        }
    }
}

fn by_hand(scenario: &str) -> Counts {
    hand_written::simulate::<StdRng>(scenario, RUNS, 1).expect("a loop for every scenario")
}

fn runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("runs");
    group.throughput(Throughput::Elements(RUNS)).sampling_mode(SamplingMode::Flat).sample_size(10);
    for scenario in SCENARIOS {
        let model = ours::model(scenario);
        check_that_they_agree(scenario, &ours::counts(&ours::tally(&model, RUNS, 1)), &by_hand(scenario));
        group.bench_with_input(BenchmarkId::new("runout", scenario), &model, |bencher, model| {
            bencher.iter(|| black_box(ours::tally(model, RUNS, 1)));
        });
        group.bench_function(BenchmarkId::new("hand-written", scenario), |bencher| {
            bencher.iter(|| black_box(by_hand(scenario)));
        });
        if let Some(least) = limit::of(scenario) {
            check_that_they_agree(scenario, &least(RUNS, 1), &by_hand(scenario));
            group.bench_function(BenchmarkId::new("limit", scenario), |bencher| {
                bencher.iter(|| black_box(least(RUNS, 1)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, runs);
criterion_main!(benches);
