//! The loop that a competent user would write for `config/openai.toml`: monthly steps, five correlated and persistent drivers, a
//! commitment, eleven rounds of which two groups are correlated.
//!
//! What is paid in kind is left out: it is not cash, and both clocks depend on cash.

#![expect(clippy::cast_possible_truncation, reason = "months, which are small")]

use super::hand_written::{Clocks, Growing, Interval, Latents, Metalog, phi};
use rand::{Rng, RngExt};
use rand_distr::{Beta, Distribution, Gamma, LogNormal, Pert, StandardNormal, Uniform};

/// Calendar years of the scenario.
pub(crate) const YEARS: usize = 10;
const MONTHS: usize = 12 * YEARS;
const Z_95: f64 = 1.644_853_626_951_472_7;
/// Below it lies a tenth of the standard normals.
const Z_10: f64 = -1.281_551_565_544_600_4;

/// What is drawn.
pub(crate) struct Drivers {
    opening: [LogNormal<f64>; 3],
    consumer: [Metalog; YEARS],
    enterprise: [Metalog; YEARS],
    margin: [Metalog; YEARS],
    training: [Interval; YEARS],
    operations: [Interval; YEARS],
    latents: Latents<5>,
    commitment: [Interval; YEARS],
    round: RoundOf2026,
    later: LaterRounds,
}

impl Drivers {
    /// Those of the scenario.
    pub(crate) fn new() -> Self {
        let kept = [0.7, 0.7, 0.75, 0.8, 0.8];
        let spearman = [(0, 1, 0.6), (0, 2, 0.25), (1, 2, 0.25), (0, 3, 0.4), (1, 3, 0.4), (3, 4, 0.5)];
        Self {
            opening: [lognormal(35.0, 45.0), lognormal(10.0, 13.0), lognormal(8.0, 11.5)],
            consumer: Metalog::by_year(&[
                (0, [0.70, 0.96, 1.30]),
                (1, [0.28, 0.65, 1.08]),
                (2, [0.04, 0.29, 0.64]),
                (4, [-0.03, 0.15, 0.38]),
                (9, [-0.06, 0.07, 0.20]),
            ]),
            enterprise: Metalog::by_year(&[
                (0, [0.75, 1.05, 1.45]),
                (1, [0.30, 0.72, 1.20]),
                (2, [0.05, 0.34, 0.70]),
                (4, [-0.03, 0.18, 0.42]),
                (9, [-0.06, 0.08, 0.22]),
            ]),
            margin: Metalog::by_year(&[
                (0, [0.32, 0.42, 0.52]),
                (1, [0.36, 0.48, 0.59]),
                (2, [0.39, 0.53, 0.65]),
                (4, [0.43, 0.59, 0.72]),
                (9, [0.46, 0.65, 0.78]),
            ]),
            training: by_year([[21.0, 32.0], [46.0, 87.0], [58.0, 138.0], [50.0, 155.0], [50.0, 210.0]]),
            operations: by_year([[9.0, 15.0], [13.0, 26.0], [16.0, 36.0], [18.0, 50.0], [20.0, 80.0]]),
            latents: Latents::new(kept, &spearman),
            commitment: Interval::by_year(&[
                (0, [8.0, 25.0]),
                (1, [35.0, 75.0]),
                (2, [45.0, 100.0]),
                (5, [45.0, 100.0]),
                (7, [10.0, 60.0]),
            ]),
            round: RoundOf2026::new(),
            later: LaterRounds::new(),
        }
    }
}

/// Levels of 2026, 2027, 2028, 2030 and 2035.
fn by_year(levels: [[f64; 2]; 5]) -> [Interval; YEARS] {
    let named: [(usize, [f64; 2]); 5] = std::array::from_fn(|i| ([0, 1, 2, 4, 9][i], levels[i]));
    Interval::by_year(&named)
}

fn lognormal(low: f64, high: f64) -> LogNormal<f64> {
    LogNormal::new(0.5 * (low * high).ln(), (high / low).ln() / (2.0 * Z_95)).expect("a valid deviation")
}

/// Adds the capital received to its month, if within the horizon.
#[inline]
fn land(landing: &mut [f64; MONTHS], month: f64, amount: f64) {
    if month < MONTHS as f64 {
        landing[month as usize] += amount;
    }
}

struct RoundOf2026 {
    chances: Latents<4>,
    softbank: Pert<f64>,
    nvidia: Uniform<f64>,
    amazon: Pert<f64>,
    others: LogNormal<f64>,
    delay: Gamma<f64>,
    conditional: Pert<f64>,
    conditional_chance: Beta<f64>,
}

impl RoundOf2026 {
    fn new() -> Self {
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)].map(|(i, j)| (i, j, 0.8));
        let pert = |min, mode, max| Pert::new(min, max).with_mode(mode).expect("a mode within the range");
        Self {
            chances: Latents::new([0.0; 4], &pairs),
            softbank: pert(20.0, 30.0, 30.0),
            nvidia: Uniform::new(20.0, 30.0).expect("a range"),
            amazon: pert(5.0, 20.0, 35.0),
            others: lognormal(3.0, 25.0),
            delay: Gamma::new(2.0, 3.0).expect("a valid shape"),
            conditional: pert(10.0, 30.0, 35.0),
            conditional_chance: Beta::new(3.0, 3.0).expect("valid shapes"),
        }
    }

    fn land(&self, landing: &mut [f64; MONTHS], rng: &mut impl Rng) {
        let noise = std::array::from_fn(|_| StandardNormal.sample(rng));
        for (part, z) in self.chances.first(&noise).into_iter().enumerate() {
            if rng.random::<f64>() < if z < Z_10 { 0.3 } else { 0.97 } {
                let amount = match part {
                    0 => self.softbank.sample(rng),
                    1 => self.nvidia.sample(rng),
                    2 => self.amazon.sample(rng),
                    _ => self.others.sample(rng),
                };
                land(landing, 2.0 + self.delay.sample(rng), amount);
            }
        }
        if rng.random::<f64>() < self.conditional_chance.sample(rng) {
            land(landing, 8.0 + 36.0 * rng.random::<f64>(), self.conditional.sample(rng));
        }
    }
}

struct LaterRounds {
    amounts: Latents<4>,
    rounds: [LaterRound; 6],
}

struct LaterRound {
    month: f64,
    latest: f64,
    max: f64,
    /// Of the amount's logit within its bounds.
    logit: Metalog,
}

impl LaterRounds {
    fn new() -> Self {
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)].map(|(i, j)| (i, j, 0.4));
        let round = |month, latest, quartiles: [f64; 3], max: f64| {
            let logit = Metalog::new(0.25, quartiles.map(|amount| (amount / (max - amount)).ln()));
            LaterRound { month, latest, max, logit }
        };
        Self {
            amounts: Latents::new([0.0; 4], &pairs),
            rounds: [
                round(12.0, 12.0, [8.0, 28.0, 65.0], 120.0),
                round(24.0, 12.0, [9.0, 33.0, 70.0], 120.0),
                round(36.0, 12.0, [8.0, 28.0, 65.0], 120.0),
                round(48.0, 12.0, [7.0, 25.0, 60.0], 120.0),
                round(60.0, 24.0, [10.0, 36.0, 80.0], 160.0),
                round(84.0, 24.0, [8.0, 28.0, 65.0], 160.0),
            ],
        }
    }

    fn land(&self, landing: &mut [f64; MONTHS], rng: &mut impl Rng) {
        let noise = std::array::from_fn(|_| StandardNormal.sample(rng));
        let latents = self.amounts.first(&noise);
        for (place, round) in self.rounds.iter().enumerate() {
            if rng.random::<f64>() < 0.9 {
                let p = latents.get(place).map_or_else(|| rng.random(), |&z| phi(z));
                let amount = round.max / (1.0 + (-round.logit.at(p)).exp());
                land(landing, round.month + round.latest * rng.random::<f64>(), amount);
            }
        }
    }
}

/// One run.
pub(crate) fn follow(drivers: &Drivers, rng: &mut impl Rng) -> Clocks {
    let mut landing = [0.0; MONTHS];
    drivers.round.land(&mut landing, rng);
    drivers.later.land(&mut landing, rng);
    let [mut cash, consumer, enterprise] = std::array::from_fn(|i| drivers.opening[i].sample(rng));
    let (mut consumer, mut enterprise) = (Growing::from_rate(consumer), Growing::from_rate(enterprise));
    let (mut latents, mut commitment_z) = ([0.0; 5], 0.0);
    let (mut exhausted, mut profitable) = (YEARS, YEARS);
    for year in 0..YEARS {
        let noise = std::array::from_fn(|_| StandardNormal.sample(rng));
        let commitment_noise: f64 = StandardNormal.sample(rng);
        if year == 0 {
            (latents, commitment_z) = (drivers.latents.first(&noise), commitment_noise);
        } else {
            latents = drivers.latents.next(&latents, &noise);
            commitment_z = 0.9 * commitment_z + 0.435_889_894_354_067_4 * commitment_noise;
        }
        consumer.renew(drivers.consumer[year].at(phi(latents[0])));
        enterprise.renew(drivers.enterprise[year].at(phi(latents[1])));
        let margin = drivers.margin[year].at(phi(latents[2])).min(1.0);
        let training = drivers.training[year].at(latents[3]) / 12.0;
        let operations = drivers.operations[year].at(latents[4]) / 12.0;
        let commitment = drivers.commitment[year].at(commitment_z) / 12.0;
        let mut flow_of_year = 0.0;
        for landing in &landing[12 * year..12 * year + 12] {
            let revenue = consumer.month() + enterprise.month();
            let compute = (1.0 - margin) * revenue + training;
            let flow = revenue - operations - compute.max(commitment);
            let opening = cash + landing;
            cash = opening + flow;
            if (opening < 0.0 || cash < 0.0) && exhausted == YEARS {
                exhausted = year;
            }
            flow_of_year += flow;
        }
        if flow_of_year >= 0.0 && profitable == YEARS {
            profitable = year;
        }
    }
    (exhausted, profitable)
}
