//! The plan of a simulation.

use crate::error::{Error, Input, Message, Problem, Result};
use crate::sampling::Sampling;

/// How many runs, from which seed and design, on how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Runs, at most; they are numbered from 0. [`Plan::whole`] rounds them up to what the design needs.
    pub runs: u64,
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws.
    pub sampling: Sampling,
    /// Threads; `None` takes one for each processor. Never changes a result.
    pub threads: Option<usize>,
}

impl Plan {
    /// The same with the runs rounded up to what the design needs.
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    pub fn whole(self) -> Result<Self> {
        let Self { runs, sampling, .. } = self;
        let too_many = || {
            let most = sampling.most_runs();
            let rule = format!("the design `{sampling}` has at most {most} runs, got {runs}");
            let help = Message::from("`") + Input::Sampling + " random` has no such limit";
            Error::from(Problem::new(None, "", rule).help(help))
        };
        Ok(Self { runs: sampling.whole(runs).ok_or_else(too_many)?, ..self })
    }

    /// The same with the runs, a maximum, rounded down to what the design needs.
    #[must_use]
    pub fn whole_within(self) -> Self {
        Self { runs: self.sampling.whole_within(self.runs), ..self }
    }

    /// The number of independent replicates, which take the blocks in turn; 1 with random draws.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.sampling.replicates()
    }
}

impl Default for Plan {
    /// A million random runs of seed 1, with a thread for each processor.
    fn default() -> Self {
        Self { runs: 1_000_000, seed: 1, sampling: Sampling::Random, threads: None }
    }
}
