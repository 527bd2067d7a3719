//! The options that say how many futures are simulated, and which: one group for all commands that simulate.

use super::count;
use clap::{Arg, Args as Options, ValueEnum};
use runout::engine::Plan;
use runout::sampling::Sampling;
use std::num::NonZeroUsize;

/// How many futures are simulated, and which.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct SimulationOptions {
    /// How many possible futures to simulate; 250k, 10M, 1e7 and 1_000_000 are understood
    #[arg(long, value_name = "N", value_parser = count::runs, allow_negative_numbers = true)]
    pub(in crate::cli) runs: u64,

    #[command(flatten)]
    pub(in crate::cli) random: RandomOptions,
}

impl SimulationOptions {
    /// A plan of this many runs, from these draws.
    pub(in crate::cli) fn plan(&self) -> Plan {
        self.random.plan(self.runs)
    }
}

/// The help of `--runs` for a command: how many runs it makes by default, and what `each` of them is for.
pub(super) fn usual_runs(runs: Arg, number: &'static str, each: &str) -> Arg {
    let help = format!("How many possible futures to simulate{each}; 250k, 10M, 1e7 and 1_000_000 are understood");
    runs.required(false).default_value(number).help(help)
}

/// Which futures are simulated, and on how many threads.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct RandomOptions {
    /// Whole number that all random draws start from; another seed gives other futures of the same scenario
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count::seed, allow_negative_numbers = true)]
    pub(in crate::cli) seed: u64,

    /// How the futures are spread: an even spread needs fewer of them
    #[arg(long, value_name = "DESIGN", value_enum, default_value_t = SamplingOption::Random)]
    pub(in crate::cli) sampling: SamplingOption,

    /// Threads to compute with, 1 to 1024; changes the time, never the results [default: one per core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(in crate::cli) threads: Option<NonZeroUsize>,
}

impl RandomOptions {
    /// A plan of this many runs from these draws.
    pub(in crate::cli) fn plan(&self, runs: u64) -> Plan {
        let threads = self.threads.map(NonZeroUsize::get);
        Plan { runs, seed: self.seed, sampling: self.sampling.into(), threads, ..Plan::default() }
    }
}

/// How the futures of a simulation are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SamplingOption {
    /// Each by itself
    Random,
    /// Each draw evenly, within blocks of 128 futures; their number is rounded up to a multiple of 4,096
    Latin,
    /// All draws evenly together: 32 scrambled Sobol sequences; rounded up to 4,096 times a power of two
    Sobol,
}

impl From<SamplingOption> for Sampling {
    fn from(design: SamplingOption) -> Self {
        match design {
            SamplingOption::Random => Self::Random,
            SamplingOption::Latin => Self::Latin,
            SamplingOption::Sobol => Self::Sobol,
        }
    }
}

/// More threads than this are a slip of the finger.
const MOST_THREADS: usize = 1_024;

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let rule = || format!("must be a whole number from 1 to {MOST_THREADS}, got {text:?}");
    text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS).ok_or_else(rule)
}
