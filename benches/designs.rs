//! What the designs gain: variance of the main probabilities of the library's scenarios against as many random runs, and the cost of a run.
//! Prints the Markdown table of the guide: `cargo bench --bench designs`.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot be set up must stop, and its table is what it is for"
)]

use runout::engine::{Block, NEVER, Observer, Plan, Simulator};
use runout::model::{Model, load};
use runout::sampling::{LANES, Sampling};
use runout::tally::Tally;
use std::hint::black_box;
use std::time::Instant;

/// Of the library, one of each kind that does not react to cash: where something does, a run is simulated some twenty times.
const SCENARIOS: [&str; 6] =
    ["openai", "openai-top-down", "openai-plan-feb-2026", "openai-plan-sept-2025", "startup", "benchmark"];
const RUNS: u64 = 1 << 20;
/// Each seed adds a set of replicates.
const SEEDS: u64 = 4;
/// Simulations that are timed of each design, in turn, on one thread.
const TIMED: usize = 9;
const TIMED_RUNS: u64 = 1 << 17;
const DESIGNS: [Sampling; 3] = [Sampling::Random, Sampling::Latin, Sampling::Sobol];
const QUESTIONS: [&str; 4] = [
    "runs out of cash by the horizon",
    "runs out of cash by half of it",
    "the same without new capital",
    "is profitable by the horizon",
];

fn main() {
    println!("| scenario | probability that it | is | Latin | Sobol | Latin, time counted | Sobol, time counted |");
    println!("|---|---|---|---|---|---|---|");
    for name in SCENARIOS {
        let model = load(name, &[]).expect("the library is valid").model;
        let ([random, latin, sobol], seconds) = (DESIGNS.map(|design| Seen::of(&model, design)), seconds(&model));
        for (question, words) in QUESTIONS.iter().enumerate() {
            let chance = random.mean(question);
            let variance = chance * (1.0 - chance) / RUNS as f64;
            if variance * RUNS as f64 <= 1e-3 {
                continue;
            }
            let gain = |seen: &Seen| variance / seen.variance(question);
            let gains = [gain(&latin), gain(&sobol)];
            let worth = [gains[0] * seconds[0] / seconds[1], gains[1] * seconds[0] / seconds[2]];
            let gains: Vec<String> = gains.into_iter().chain(worth).map(two_digits).collect();
            println!("| `{name}` | {words} | {:.1} % | {} |", 100.0 * chance, gains.join(" | "));
        }
    }
}

fn two_digits(factor: f64) -> String {
    if factor < 10.0 { format!("{factor:.1}") } else { format!("{factor:.0}") }
}

/// Results of a design: shares by seed and replicate.
struct Seen {
    shares: Vec<[f64; QUESTIONS.len()]>,
    /// Replicates a seed; random runs have as many as the designs.
    replicates: usize,
}

impl Seen {
    fn of(model: &Model, sampling: Sampling) -> Self {
        let replicates = Sampling::Sobol.replicates();
        let mut shares = Vec::new();
        for seed in 1..=SEEDS {
            let plan = Plan { runs: RUNS, seed, sampling, threads: None, ..Plan::default() };
            let counter = || Counter { held: vec![[0; QUESTIONS.len()]; replicates] };
            let simulated = Simulator::new(plan).expect("threads").simulate(model, counter);
            let observers = simulated.expect("threads").observers;
            shares.extend((0..replicates).map(|replicate| {
                let held = |question| observers.iter().map(|counter| counter.held[replicate][question]).sum::<u64>();
                std::array::from_fn(|question| held(question) as f64 / (RUNS / replicates as u64) as f64)
            }));
        }
        Self { shares, replicates }
    }

    fn mean(&self, question: usize) -> f64 {
        self.shares.iter().map(|shares| shares[question]).sum::<f64>() / self.shares.len() as f64
    }

    /// The variance of the share among `RUNS` runs.
    fn variance(&self, question: usize) -> f64 {
        let mean = self.mean(question);
        let squares: f64 = self.shares.iter().map(|shares| (shares[question] - mean).powi(2)).sum();
        squares / (self.shares.len() - 1) as f64 / self.replicates as f64
    }
}

/// The time of the quickest simulation of each design, with everything counted.
fn seconds(model: &Model) -> [f64; DESIGNS.len()] {
    let timed = |sampling| {
        let plan = Plan { runs: TIMED_RUNS, seed: 1, sampling, threads: Some(1), ..Plan::default() };
        let started = Instant::now();
        let tally = || Tally::of_replicates(model, plan.replicates());
        black_box(Simulator::new(plan.clone()).expect("threads").simulate(model, tally).expect("a thread").runs);
        started.elapsed().as_secs_f64()
    };
    (0..TIMED).map(|_| DESIGNS.map(timed)).fold([f64::INFINITY; DESIGNS.len()], |least, seconds| {
        std::array::from_fn(|design| least[design].min(seconds[design]))
    })
}

/// Runs in which each question is answered with yes, by replicate.
struct Counter {
    held: Vec<[u64; QUESTIONS.len()]>,
}

impl Observer for Counter {
    fn sees_steps(&self) -> bool {
        false
    }

    #[expect(clippy::cast_possible_truncation, reason = "a remainder of the number of replicates")]
    fn end(&mut self, block: &Block<'_>) {
        let replicate = (block.index % self.held.len() as u64) as usize;
        let half = block.model.inputs().calendar.months() as f64 / 2.0;
        for lane in 0..LANES {
            let held = [
                block.with_capital.exhausted[lane] < NEVER,
                block.with_capital.exhausted[lane] < half,
                block.without_capital.exhausted[lane] < half,
                block.profitable[lane] < NEVER,
            ];
            self.held[replicate].iter_mut().zip(held).for_each(|(count, held)| *count += u64::from(held));
        }
    }
}
