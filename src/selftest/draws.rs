//! Draws as the engine makes them against those of independent samplers.

use super::families::ReferenceFamily;
use super::{Check, refused};
use crate::engine::{Block, Observer, replay};
use crate::error::{Faults, Result};
use crate::model::build;
use crate::sampling::{Futures, Sampling, Stream, StreamKey};
use crate::scenario::Scenario;
use crate::vector::LANES;

/// Blocks of runs that are drawn: 25,600 draws.
const BLOCKS: u64 = 200;
/// sqrt(n m / (n + m)) D stays below this in all but 1 of 10,000 tests of two samples of the same distribution.
const LIMIT: f64 = 2.226;

/// Each family's draws against those of its sampler.
pub(super) fn alike(families: &[ReferenceFamily]) -> Result<Vec<Check>> {
    families.iter().map(|family| sampled_alike(family.name, family.written, &*family.sampler)).collect()
}

/// Draws of a distribution as written against those of `sampler`.
fn sampled_alike(name: &str, written: &str, sampler: &dyn Fn(&mut Stream) -> f64) -> Result<Check> {
    let ours = drawn(written)?;
    let mut stream = Stream::new(StreamKey::new(1, "the referee"), 0);
    let theirs: Vec<f64> = ours.iter().map(|_| sampler(&mut stream)).collect();
    Ok(Check::new(name, smirnov(ours, theirs), LIMIT))
}

/// The opening cash of a company, drawn from a distribution as written.
fn drawn(written: &str) -> Result<Vec<f64>> {
    let text = format!(
        "start = 2026-01-01\nyears = 1\nstep = \"year\"\n[cash]\nopening = {written}\n\
         [[revenue]]\nname = \"None\"\nannual = 0\n[[burn]]\nname = \"None\"\nannual = 0\n"
    );
    let (scenario, sources) = Scenario::from_toml("the self-test", &text, &[])?;
    let model = build(&scenario).map_err(|problems| Faults::new(problems, sources, "the self-test"))?;
    let driver = model.inputs.drivers.iter().position(|driver| driver.name == "cash.opening");
    let mut draws = OpeningDraws { driver: driver.ok_or_else(|| refused("no opening cash"))?, values: Vec::new() };
    for block in 0..BLOCKS {
        replay(&model, &Futures::all(1, Sampling::Random), block * LANES as u64, &mut draws);
    }
    Ok(draws.values)
}

/// The draws of one driver in the first step.
struct OpeningDraws {
    driver: usize,
    values: Vec<f64>,
}

impl Observer for OpeningDraws {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        if step == 0 {
            self.values.extend((0..block.runs).map(|lane| block.draws.value(self.driver, lane)));
        }
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

/// The two-sample statistic of Kolmogorov and Smirnov: sqrt(n m / (n + m)) D.
fn smirnov(mut ours: Vec<f64>, mut theirs: Vec<f64>) -> f64 {
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    let share = |sorted: &[f64], x: f64| sorted.partition_point(|&y| y <= x) as f64 / sorted.len() as f64;
    let distance = ours.iter().chain(&theirs).map(|&x| (share(&ours, x) - share(&theirs, x)).abs()).fold(0.0, f64::max);
    distance * (n * m / (n + m)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution as _, Normal};

    #[test]
    fn a_sampler_of_another_distribution_misses_the_limit() {
        let normal = |std_dev| Normal::new(50.0, std_dev).unwrap();
        let against = |std_dev| {
            let other = normal(std_dev);
            sampled_alike("normal", "{ normal = { mean = 50, std_dev = 5 } }", &|stream| other.sample(stream)).unwrap()
        };
        assert!(against(5.0).holds());
        // Where they differ most, the distribution functions are 0.044 apart: a statistic of about 5.
        assert!(!against(6.0).holds());
    }
}
