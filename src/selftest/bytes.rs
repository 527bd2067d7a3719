//! The same bytes on any number of threads, and the same bits at every width of vectors.

use super::Check;
use crate::answers::Request;
use crate::engine::{Block, Observer, Plan, Simulator, replay_at};
use crate::error::{Error, Result};
use crate::model::{Model, load};
use crate::sampling::{Futures, Sampling};
use crate::vector::Width;

/// Scenarios of the library that have everything between them: growth and users, what reacts to cash, quarters.
const SCENARIOS: [&str; 3] = ["openai", "startup", "hardware"];
/// Not a whole number of blocks.
const RUNS: u64 = 20_007;
/// On one thread, on two, and on more than most machines have an even share for.
const THREADS: [usize; 3] = [1, 2, 7];
/// Blocks that are followed at every width, a design each in turn.
const BLOCKS: [(u64, Sampling); 6] = [
    (0, Sampling::Random),
    (1, Sampling::Latin),
    (2, Sampling::Sobol),
    (3, Sampling::Random),
    (4, Sampling::Latin),
    (5, Sampling::Sobol),
];

/// Bytes of the answer that differ between numbers of threads.
pub(super) fn on_any_threads() -> Result<Vec<Check>> {
    let check = |name: &&str| {
        let model = load(name, &[])?.model;
        let answers = THREADS.map(|threads| json(&model, threads));
        let [one, others @ ..] = answers;
        let one = one?;
        let mut differing = 0;
        for other in others {
            differing += differences(&one, &other?);
        }
        Ok(Check::new(format!("{name} on 1, 2 and 7 threads"), differing as f64, 0.0))
    };
    SCENARIOS.iter().map(check).collect()
}

fn json(model: &Model, threads: usize) -> Result<Vec<u8>> {
    let simulator = Simulator::new(Plan { runs: RUNS, threads: Some(threads), ..Plan::default() })?;
    let answers = simulator.answer(model, &Request::default())?;
    serde_json::to_vec(&answers).map_err(|error| Error::Machine(error.to_string()))
}

/// How many places of two lists differ; those that only one of them has do.
fn differences<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.len().abs_diff(other.len()) + one.iter().zip(other).filter(|(one, other)| one != other).count()
}

/// Numbers of a run that differ from those without wide vectors, for each width that the processor has.
pub(super) fn at_any_width() -> Result<Vec<Check>> {
    let models = SCENARIOS.iter().map(|name| Ok(load(name, &[])?.model)).collect::<Result<Vec<_>>>()?;
    let baseline = numbers(&models, Width::Baseline).unwrap_or_default();
    let wider = [("AVX2 against none", Width::Avx2), ("AVX-512 against none", Width::Avx512)];
    let twice = ("none, a second time", Width::Baseline);
    let check = |(name, width): (&str, Width)| {
        numbers(&models, width).map(|numbers| Check::new(name, differences(&numbers, &baseline) as f64, 0.0))
    };
    Ok(wider.into_iter().chain([twice]).filter_map(check).collect())
}

/// The bits of every run; `None` if the processor has no vectors so wide.
fn numbers(models: &[Model], width: Width) -> Option<Vec<u64>> {
    let mut bits = OutputBits(Vec::new());
    for model in models {
        for (index, sampling) in BLOCKS {
            if !replay_at(width, model, &Futures::all(1, sampling), index, &mut bits) {
                return None;
            }
        }
    }
    Some(bits.0)
}

/// The sums of every year, the cash at its end, and both clocks, as bits.
struct OutputBits(Vec<u64>);

impl Observer for OutputBits {
    fn sees_steps(&self) -> bool {
        false
    }

    fn year(&mut self, _year: usize, block: &Block<'_>) {
        let sums = [&block.year.revenue, &block.year.operating_result, &block.year.cash_flow];
        let all = sums.into_iter().chain([&block.with_capital.cash, &block.without_capital.cash]);
        self.0.extend(all.flat_map(|lanes| lanes.iter()).map(|value| value.to_bits()));
    }

    fn end(&mut self, block: &Block<'_>) {
        let clocks = [&block.with_capital.exhausted, &block.without_capital.exhausted, &block.profitable, &block.need];
        self.0.extend(clocks.into_iter().flat_map(|lanes| lanes.iter()).map(|value| value.to_bits()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_counted() {
        assert_eq!(differences(&[1, 2, 3], &[1, 2, 3]), 0);
        assert_eq!(differences(&[1, 2, 3], &[1, 5]), 2);
    }
}
