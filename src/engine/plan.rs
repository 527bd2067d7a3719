//! The plan of a simulation.

use crate::error::{Error, Input, Message, Problem, Result};
use crate::sampling::{Futures, Sampling, SelectedRuns};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// How many runs, from which seed and design, on how many threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Runs, at most; they are numbered from 0. [`Plan::whole`] rounds them up to what the design needs.
    pub runs: u64,
    /// Seed of all streams.
    pub seed: u64,
    /// Design of the draws.
    pub sampling: Sampling,
    /// Threads; `None` takes one for each processor. Never changes a result.
    pub threads: Option<usize>,
    /// The runs that agree with what has happened, if only these are simulated.
    pub given: Option<Arc<Given>>,
}

/// The runs that agree with what has happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Given {
    /// Names of the figures that happened.
    pub columns: Vec<String>,
    /// How many figures.
    pub figures: usize,
    /// The last day of the last of them.
    pub until: Date,
    /// Runs that were held against it.
    pub simulated: u64,
    /// How many of these agree with it.
    pub agreeing: u64,
    /// How many times as wide as given the errors had to be for enough runs to agree; 1 if they did not have to.
    pub errors_widened: f64,
    /// Those that agree.
    #[serde(skip)]
    pub selected: SelectedRuns,
}

impl Plan {
    /// The futures that it simulates.
    #[must_use]
    pub fn futures(&self) -> Futures {
        let selected = self.given.as_ref().map(|given| given.selected.clone());
        Futures { seed: self.seed, sampling: self.sampling, selected }
    }

    /// The number of a run of it among all runs of its seed.
    #[must_use]
    pub fn number(&self, run: u64) -> u64 {
        self.given.as_ref().map_or(run, |given| given.selected.number(run))
    }

    /// The same with the runs rounded up to what the design needs.
    ///
    /// # Errors
    /// - If the design cannot have that many runs.
    pub fn whole(&self) -> Result<Self> {
        let (runs, sampling) = (self.runs, self.sampling);
        let too_many = || {
            let most = sampling.most_runs();
            let rule = format!("the design `{sampling}` has at most {most} runs, got {runs}");
            let help = Message::from("`") + Input::Sampling + " random` has no such limit";
            Error::from(Problem::new(None, "", rule).help(help))
        };
        Ok(Self { runs: sampling.whole(runs).ok_or_else(too_many)?, ..self.clone() })
    }

    /// The same with the runs, a maximum, rounded down to what the design needs.
    #[must_use]
    pub fn whole_within(&self) -> Self {
        Self { runs: self.sampling.whole_within(self.runs), ..self.clone() }
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
        Self { runs: 1_000_000, seed: 1, sampling: Sampling::Random, threads: None, given: None }
    }
}
