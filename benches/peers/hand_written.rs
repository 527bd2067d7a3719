//! The loop that a competent user would write for `config/benchmark.toml` with rand, rand_distr and rayon: one run at a time.
//!
//! The baseline of every claim of speed. It must say the same as `runout`: `benches/runs.rs` checks it before timing it.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Bernoulli, Distribution, LogNormal, Normal, Pert};
use rayon::prelude::*;

/// Calendar years of the benchmark scenario.
pub(crate) const YEARS: usize = 10;
const RUNS_A_TASK: u64 = 10_000;

/// Runs by year of exhaustion and by year of profitability; the last entry counts the runs that never get there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Runs by year in which cash runs out.
    pub(crate) exhausted: [u64; YEARS + 1],
    /// Runs by first year with an operating result of 0 or more.
    pub(crate) profitable: [u64; YEARS + 1],
}

struct Drivers {
    growth: [Normal<f64>; YEARS],
    margin: Pert<f64>,
    burn_growth: Normal<f64>,
    closes: Bernoulli,
    amount: LogNormal<f64>,
}

impl Drivers {
    fn of_benchmark() -> Self {
        let normal = |mean, std_dev| Normal::new(mean, std_dev).expect("a valid deviation");
        let mut mean = 1.2 / 0.8;
        Self {
            growth: std::array::from_fn(|_| {
                mean *= 0.8;
                normal(mean, 0.25)
            }),
            margin: Pert::new(0.45, 0.8).with_mode(0.68).expect("a mode within the range"),
            burn_growth: normal(0.42, 0.2),
            closes: Bernoulli::new(0.6).expect("a probability"),
            amount: LogNormal::new(30.0_f64.ln(), 0.6).expect("a valid deviation"),
        }
    }
}

/// Simulates `runs` runs on all threads of rayon's pool.
pub(crate) fn simulate(runs: u64, seed: u64) -> Counts {
    let drivers = Drivers::of_benchmark();
    (0..runs.div_ceil(RUNS_A_TASK))
        .into_par_iter()
        .map(|task| {
            let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(task));
            let mut counts = Counts::default();
            for _ in 0..RUNS_A_TASK.min(runs - task * RUNS_A_TASK) {
                let (exhausted, profitable) = follow(&drivers, &mut rng);
                counts.exhausted[exhausted] += 1;
                counts.profitable[profitable] += 1;
            }
            counts
        })
        .reduce(Counts::default, merge)
}

fn merge(mut a: Counts, b: Counts) -> Counts {
    for (a, b) in a.exhausted.iter_mut().zip(b.exhausted).chain(a.profitable.iter_mut().zip(b.profitable)) {
        *a += b;
    }
    a
}

/// One run: the years of exhaustion and of profitability.
fn follow(drivers: &Drivers, rng: &mut StdRng) -> (usize, usize) {
    let (mut revenue_rate, mut burn_rate, mut cash) = (13.1, 17.2, 40.0);
    let (mut exhausted, mut profitable) = (YEARS, YEARS);
    for year in 0..YEARS {
        let revenue = grow(&mut revenue_rate, drivers.growth[year].sample(rng));
        let burn = grow(&mut burn_rate, drivers.burn_growth.sample(rng));
        let result = drivers.margin.sample(rng) * revenue - burn;
        if drivers.closes.sample(rng) {
            cash += drivers.amount.sample(rng);
        }
        cash += result;
        if cash < 0.0 && exhausted == YEARS {
            exhausted = year;
        }
        if result >= 0.0 && profitable == YEARS {
            profitable = year;
        }
    }
    (exhausted, profitable)
}

/// The amount of a year in which a run rate grows continuously by `growth`; the rate ends that much higher.
fn grow(rate: &mut f64, growth: f64) -> f64 {
    let growth = growth.max(-0.99);
    let amount = if growth == 0.0 { *rate } else { *rate * growth / growth.ln_1p() };
    *rate *= 1.0 + growth;
    amount
}
