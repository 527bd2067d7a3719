//! The loop that a competent user would write for `config/startup.toml`: monthly steps, persistent and correlated growth, one round.
//!
//! Stock options are left out: they are not cash, and both clocks depend on cash.

#![expect(clippy::cast_possible_truncation, reason = "months and places in a table, which are small")]

use super::hand_written::{Clocks, Growing, Interval, Latents, Metalog, phi};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, Gamma, LogNormal, StandardNormal};
use statrs::distribution::{Beta, ContinuousCDF};

/// Calendar years of the scenario.
pub(crate) const YEARS: usize = 5;
const MONTHS: usize = 12 * YEARS;
const OPENING_CASH: f64 = 1100.0;
const MINIMUM_CASH: f64 = 50.0;
const Z_95: f64 = 1.644_853_626_951_472_7;

/// What is drawn.
pub(crate) struct Drivers {
    subscriptions_opening: LogNormal<f64>,
    subscriptions_growth: [Interval; YEARS],
    payroll_opening: LogNormal<f64>,
    /// Of the years after the first, which is normal.
    payroll_growth: [Interval; 2],
    growths: Latents<2>,
    services: Interval,
    margin: Table,
    everything_else: Interval,
    extension: Metalog,
    delay: Gamma<f64>,
}

impl Drivers {
    /// Those of the scenario.
    pub(crate) fn new() -> Self {
        let lognormal = |low: f64, high: f64| {
            LogNormal::new(0.5 * (low * high).ln(), (high / low).ln() / (2.0 * Z_95)).expect("a valid deviation")
        };
        Self {
            subscriptions_opening: lognormal(560.0, 640.0),
            subscriptions_growth: Interval::by_year(&[(0, [0.45, 1.3]), (2, [0.25, 0.95]), (4, [0.1, 0.6])]),
            payroll_opening: lognormal(1150.0, 1250.0),
            payroll_growth: [Interval::new(0.04, 0.3), Interval::new(0.04, 0.25)],
            growths: Latents::new([0.6, 0.5], &[(0, 1, 0.5)]),
            services: Interval::new(60.0, 240.0),
            margin: Table::of_pert(0.6, 0.78, 0.86),
            everything_else: Interval::new(220.0, 320.0),
            extension: Metalog::new(0.1, [600.0_f64, 1000.0, 1500.0].map(f64::ln)),
            delay: Gamma::new(2.0, 2.0).expect("a valid shape"),
        }
    }

    fn payroll_growth(&self, year: usize, z: f64) -> f64 {
        match year {
            0 => 0.04 + 0.04 / Z_95 * z,
            1 => self.payroll_growth[0].at(z),
            _ => self.payroll_growth[1].at(z),
        }
    }
}

/// The month in which the extension is received, and its amount.
fn extension(drivers: &Drivers, rng: &mut impl Rng) -> (usize, f64) {
    const MONTH: f64 = 4.0;
    if rng.random::<f64>() >= 0.65 {
        return (MONTHS, 0.0);
    }
    ((MONTH + drivers.delay.sample(rng)) as usize, drivers.extension.at(rng.random()).exp())
}

/// An AR(1) of standard normals.
#[inline]
fn persist(z: &mut f64, kept: f64, rng: &mut impl Rng) {
    let noise: f64 = StandardNormal.sample(rng);
    *z = kept * *z + (1.0 - kept * kept).sqrt() * noise;
}

/// One run.
pub(crate) fn follow(drivers: &Drivers, rng: &mut impl Rng) -> Clocks {
    let (lands_in, extension) = extension(drivers, rng);
    let mut subscriptions = Growing::from_rate(drivers.subscriptions_opening.sample(rng));
    let mut payroll = Growing::from_rate(drivers.payroll_opening.sample(rng));
    let mut growths = [0.0; 2];
    let [mut services_z, mut margin_z, mut else_z]: [f64; 3] = std::array::from_fn(|_| StandardNormal.sample(rng));
    let (mut services, mut cash) = (drivers.services.at(services_z) / 12.0, OPENING_CASH);
    let (mut exhausted, mut profitable) = (YEARS, YEARS);
    for year in 0..YEARS {
        let noise = std::array::from_fn(|_| StandardNormal.sample(rng));
        if year == 0 {
            growths = drivers.growths.first(&noise);
        } else {
            growths = drivers.growths.next(&growths, &noise);
            persist(&mut margin_z, 0.8, rng);
            persist(&mut else_z, 0.7, rng);
        }
        subscriptions.renew(drivers.subscriptions_growth[year].at(growths[0]));
        payroll.renew(drivers.payroll_growth(year, growths[1]));
        let margin = drivers.margin.at(margin_z);
        let everything_else = drivers.everything_else.at(else_z) / 12.0;
        let mut flow_of_year = 0.0;
        for month in 12 * year..12 * year + 12 {
            if month > 0 && month % 3 == 0 {
                persist(&mut services_z, 0.3, rng);
                services = drivers.services.at(services_z) / 12.0;
            }
            let flow = margin * (subscriptions.month() + services) - payroll.month() - everything_else;
            if month == lands_in {
                cash += extension;
            }
            let opening = cash;
            cash += flow;
            if (opening < MINIMUM_CASH || cash < MINIMUM_CASH) && exhausted == YEARS {
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

/// A quantile function by standard normal, linear between points: the PERT distribution has none that can be written down.
struct Table(Vec<f64>);

impl Table {
    const END: f64 = 6.0;
    const POINTS_A_UNIT: f64 = 256.0;

    fn of_pert(min: f64, mode: f64, max: f64) -> Self {
        let side = |to_mode: f64| 1.0 + 4.0 * to_mode / (max - min);
        let beta = Beta::new(side(mode - min), side(max - mode)).expect("valid shapes");
        let last = (2.0 * Self::END * Self::POINTS_A_UNIT) as usize;
        let z = |point: usize| point as f64 / Self::POINTS_A_UNIT - Self::END;
        Self((0..=last).map(|point| min + (max - min) * beta.inverse_cdf(phi(z(point)))).collect())
    }

    #[inline]
    fn at(&self, z: f64) -> f64 {
        let place = (z.clamp(-Self::END, Self::END - 1e-9) + Self::END) * Self::POINTS_A_UNIT;
        let point = place as usize;
        let (low, high) = (self.0[point], self.0[point + 1]);
        low + (place - point as f64) * (high - low)
    }
}
