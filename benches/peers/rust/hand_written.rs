//! What the loops written by hand have in common: tasks of runs on rayon's pool, and the everyday formulas of their scenarios.
//!
//! They are the baseline of every claim of speed: one run at a time, only the two clocks counted, and what moves neither left out. They
//! must give the same answers as `runout`: `benches/runs.rs` and `benches/peers/run` check it before timing them.

use super::{Counts, benchmark, openai, startup};
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_6};

const RUNS_A_TASK: u64 = 10_000;

/// The years of exhaustion and of profitability of one run, counted from 0; the number of years if never.
pub(crate) type Clocks = (usize, usize);

/// Simulates `runs` runs of `scenario` on all threads of rayon's pool; `None` if no loop was written for it.
pub(crate) fn simulate<R: Rng + SeedableRng>(scenario: &str, runs: u64, seed: u64) -> Option<Counts> {
    Some(match scenario {
        "benchmark" => {
            let drivers = benchmark::Drivers::new();
            count::<R>(benchmark::YEARS, runs, seed, |rng| benchmark::follow(&drivers, rng))
        }
        "openai-top-down" => {
            let drivers = openai::Drivers::new();
            count::<R>(openai::YEARS, runs, seed, |rng| openai::follow(&drivers, rng))
        }
        "startup" => {
            let drivers = startup::Drivers::new();
            count::<R>(startup::YEARS, runs, seed, |rng| startup::follow(&drivers, rng))
        }
        _ => return None,
    })
}

fn count<R: Rng + SeedableRng>(years: usize, runs: u64, seed: u64, follow: impl Fn(&mut R) -> Clocks + Sync) -> Counts {
    let none = || Counts { exhausted: vec![0; years + 1], profitable: vec![0; years + 1] };
    (0..runs.div_ceil(RUNS_A_TASK))
        .into_par_iter()
        .map(|task| {
            let mut rng = R::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(task));
            let mut counts = none();
            for _ in 0..RUNS_A_TASK.min(runs - task * RUNS_A_TASK) {
                let (exhausted, profitable) = follow(&mut rng);
                counts.exhausted[exhausted] += 1;
                counts.profitable[profitable] += 1;
            }
            counts
        })
        .reduce(none, merge)
}

fn merge(mut a: Counts, b: Counts) -> Counts {
    for (a, b) in a.exhausted.iter_mut().zip(b.exhausted).chain(a.profitable.iter_mut().zip(b.profitable)) {
        *a += b;
    }
    a
}

/// Probability below a standard normal `z`.
#[inline]
pub(crate) fn phi(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// A run rate that grows continuously through the months of a year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growing {
    rate: f64,
    factor: f64,
    integral: f64,
}

impl Growing {
    /// From an annual run rate.
    pub(crate) fn from_rate(rate: f64) -> Self {
        Self { rate, factor: 1.0, integral: 1.0 / 12.0 }
    }

    /// Takes the growth of a new year.
    #[inline]
    pub(crate) fn renew(&mut self, growth: f64) {
        let c = growth.max(-0.99).ln_1p();
        let rise = (c / 12.0).exp_m1();
        self.factor = 1.0 + rise;
        self.integral = if c == 0.0 { 1.0 / 12.0 } else { rise / c };
    }

    /// The amount of a month.
    #[inline]
    pub(crate) fn month(&mut self) -> f64 {
        let amount = self.rate * self.integral;
        self.rate *= self.factor;
        amount
    }
}

/// Lognormal by its central 90 % interval, between two named years the mean of theirs at equal probability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    near: [f64; 2],
    far: Option<(f64, [f64; 2])>,
}

impl Interval {
    /// `"low to high"`
    pub(crate) fn new(low: f64, high: f64) -> Self {
        Self { near: log_terms(low, high), far: None }
    }

    /// The value at a standard normal `z`.
    #[inline]
    pub(crate) fn at(&self, z: f64) -> f64 {
        let value = |[mean, sigma]: [f64; 2]| (mean + sigma * z).exp();
        match self.far {
            None => value(self.near),
            Some((weight, far)) => (1.0 - weight) * value(self.near) + weight * value(far),
        }
    }

    /// One for each year, from intervals of named years.
    pub(crate) fn by_year<const YEARS: usize>(named: &[(usize, [f64; 2])]) -> [Self; YEARS] {
        std::array::from_fn(|year| {
            let (near, far, weight) = around(named, year);
            let interval = Self::new(near[0], near[1]);
            Self { far: (weight > 0.0).then(|| (weight, log_terms(far[0], far[1]))), ..interval }
        })
    }
}

/// Mean and deviation of the logarithm.
fn log_terms(low: f64, high: f64) -> [f64; 2] {
    const Z_95: f64 = 1.644_853_626_951_472_7;
    [0.5 * (low * high).ln(), (high / low).ln() / (2.0 * Z_95)]
}

/// The named years around `year`, and the weight of the second.
pub(crate) fn around<T: Copy>(named: &[(usize, T)], year: usize) -> (T, T, f64) {
    let after = named.partition_point(|&(named, _)| named <= year);
    let (before, after) = (named[after.max(1) - 1], named[after.min(named.len() - 1)]);
    let weight = if after.0 > before.0 { (year - before.0) as f64 / (after.0 - before.0) as f64 } else { 0.0 };
    (before.1, after.1, weight)
}

/// Metalog: `mid + (slope + lean (p - 1/2)) ln(p / (1 - p))`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metalog([f64; 3]);

impl Metalog {
    /// Through the quantiles at `tail`, 1/2 and 1 - `tail`.
    pub(crate) fn new(tail: f64, [low, mid, high]: [f64; 3]) -> Self {
        let logit = ((1.0 - tail) / tail).ln();
        Self([mid, (high - low) / (2.0 * logit), (low + high - 2.0 * mid) / ((1.0 - 2.0 * tail) * logit)])
    }

    /// The value at probability `p`.
    #[inline]
    pub(crate) fn at(&self, p: f64) -> f64 {
        let [mid, slope, lean] = self.0;
        mid + (slope + lean * (p - 0.5)) * (p / (1.0 - p)).ln()
    }

    /// One for each year, from the 10 %, 50 % and 90 % quantiles of named years.
    pub(crate) fn by_year<const YEARS: usize>(named: &[(usize, [f64; 3])]) -> [Self; YEARS] {
        std::array::from_fn(|year| {
            let (near, far, weight) = around(named, year);
            Self::new(0.1, std::array::from_fn(|i| near[i] + weight * (far[i] - near[i])))
        })
    }
}

/// The correlation of normals that gives rank correlation `spearman`.
pub(crate) fn latent(spearman: f64) -> f64 {
    2.0 * (FRAC_PI_6 * spearman).sin()
}

/// Correlated normals that keep a share of themselves from draw to draw.
#[derive(Debug, Clone)]
pub(crate) struct Latents<const N: usize> {
    kept: [f64; N],
    first: [[f64; N]; N],
    later: [[f64; N]; N],
}

impl<const N: usize> Latents<N> {
    /// From rank correlations of pairs.
    pub(crate) fn new(kept: [f64; N], spearman: &[(usize, usize, f64)]) -> Self {
        let mut first = [[0.0; N]; N];
        (0..N).for_each(|i| first[i][i] = 1.0);
        for &(i, j, spearman) in spearman {
            (first[i][j], first[j][i]) = (latent(spearman), latent(spearman));
        }
        let later: [[f64; N]; N] =
            std::array::from_fn(|i| std::array::from_fn(|j| first[i][j] * (1.0 - kept[i] * kept[j])));
        Self { kept, first: cholesky(&first), later: cholesky(&later) }
    }

    /// The first, from independent normals.
    #[inline]
    pub(crate) fn first(&self, noise: &[f64; N]) -> [f64; N] {
        std::array::from_fn(|i| (0..=i).map(|j| self.first[i][j] * noise[j]).sum())
    }

    /// The next.
    #[inline]
    pub(crate) fn next(&self, last: &[f64; N], noise: &[f64; N]) -> [f64; N] {
        std::array::from_fn(|i| self.kept[i] * last[i] + (0..=i).map(|j| self.later[i][j] * noise[j]).sum::<f64>())
    }
}

fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> [[f64; N]; N] {
    let mut root = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let rest = matrix[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            root[i][j] = if i == j { rest.sqrt() } else { rest / root[j][j] };
        }
    }
    root
}
