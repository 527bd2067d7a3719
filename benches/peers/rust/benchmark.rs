//! The loop that a competent user would write for `config/benchmark.toml`: ten annual steps, everything independent.

use super::hand_written::Clocks;
use rand::Rng;
use rand_distr::{Bernoulli, Distribution, LogNormal, Normal, Pert};

/// Calendar years of the scenario.
pub(crate) const YEARS: usize = 10;

/// What is drawn.
pub(crate) struct Drivers {
    growth: [Normal<f64>; YEARS],
    margin: Pert<f64>,
    burn_growth: Normal<f64>,
    closes: Bernoulli,
    amount: LogNormal<f64>,
}

impl Drivers {
    /// Those of the scenario.
    pub(crate) fn new() -> Self {
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

/// One run.
pub(crate) fn follow(drivers: &Drivers, rng: &mut impl Rng) -> Clocks {
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
