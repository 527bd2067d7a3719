//! A coarse scan of a lever: the probability at some values on the same futures, whether it is monotone, and where it crosses the one
//! that is wanted.

use super::trials::{TrialResult, Trials};
use crate::answers::Estimate;
use crate::model::Model;

/// A difference between values counts as significant from this many standard errors on.
const ERRORS: f64 = 4.0;

/// In which directions the probability changes as the lever rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answers) struct Monotonicity {
    /// Whether it rises somewhere.
    pub(in crate::answers) rises: bool,
    /// Whether it falls somewhere.
    pub(in crate::answers) falls: bool,
}

/// The probability at a few values of a lever.
#[derive(Debug, Clone)]
pub(in crate::answers) struct CoarseScan {
    /// Rising values.
    pub(in crate::answers) values: Vec<f64>,
    pub(in crate::answers) probabilities: Vec<Estimate>,
    pub(in crate::answers) shape: Monotonicity,
}

impl CoarseScan {
    /// The scan over the first `runs` runs. Values at which amounts grow beyond what numbers can hold are left out.
    ///
    /// # Errors
    /// - As [`Trials::side_by_side`], and if no value is left.
    pub(in crate::answers) fn of(
        trials: &Trials<'_>,
        values: &[f64],
        at: &dyn Fn(f64) -> crate::error::Result<Model>,
        runs: u64,
    ) -> TrialResult<Self> {
        let models: Vec<Model> = values.iter().map(|&value| at(value)).collect::<crate::error::Result<_>>()?;
        let (found, counts) = trials.side_by_side(&models, runs)?;
        let sound: Vec<usize> = (0..found.len()).filter(|&place| !found[place].overflows).collect();
        if sound.is_empty() {
            crate::answers::answer::check_overflow(runs, runs)?;
        }
        let mut shape = Monotonicity { rises: false, falls: false };
        let mut start = 0;
        for shares in &counts {
            let within: Vec<usize> = sound.iter().filter_map(|place| place.checked_sub(start)).collect();
            let within = || within.iter().copied().filter(|&place| place < shares.models());
            for one in within() {
                for other in within().filter(|&other| other > one) {
                    let (more, less) = (shares.alone(other, one) as f64, shares.alone(one, other) as f64);
                    let error = ERRORS * (more + less).sqrt();
                    shape.rises |= more - less > error;
                    shape.falls |= less - more > error;
                }
            }
            start += shares.models();
        }
        Ok(Self {
            values: sound.iter().map(|&place| values[place]).collect(),
            probabilities: sound.iter().map(|&place| found[place].probability).collect(),
            shape,
        })
    }

    /// Whether the probability meets what is wanted, by place.
    fn meets(&self, place: usize, wanted: f64) -> bool {
        self.probabilities[place].estimate >= wanted
    }

    /// The places before which the probability passes `wanted`, the nearest to `value` first.
    pub(in crate::answers) fn crossings(&self, wanted: f64, value: f64) -> Vec<usize> {
        let here = self.place_of(value) as f64;
        let passes = |&place: &usize| self.meets(place, wanted) != self.meets(place + 1, wanted);
        let mut crossings: Vec<usize> = (0..self.values.len() - 1).filter(passes).collect();
        let distance = |place: usize| (place as f64 + 0.5 - here).abs();
        crossings.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        crossings
    }

    /// The last place before which the probability rises past `wanted`.
    pub(in crate::answers) fn last_upward(&self, wanted: f64) -> Option<usize> {
        let last_short = (0..self.values.len()).rfind(|&place| !self.meets(place, wanted))?;
        (last_short + 1 < self.values.len()).then_some(last_short)
    }

    /// The place nearest to a value.
    pub(in crate::answers) fn place_of(&self, value: f64) -> usize {
        let distance = |place: &usize| (self.values[*place] - value).abs();
        (0..self.values.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    }

    /// The place of the greatest probability; of several that cannot be distinguished, that nearest to `value`.
    pub(in crate::answers) fn best(&self, value: f64) -> usize {
        let most = self.probabilities.iter().map(|of| of.estimate).fold(0.0, f64::max);
        let here = self.place_of(value);
        let is_best = |&place: &usize| {
            let of = &self.probabilities[place];
            of.estimate >= most - 0.25 * (of.high - of.low).min(0.01)
        };
        (0..self.values.len()).filter(is_best).min_by_key(|place| place.abs_diff(here)).unwrap_or(here)
    }

    /// This scan with the values of another.
    pub(in crate::answers) fn with(mut self, other: Self) -> Self {
        for (value, probability) in other.values.into_iter().zip(other.probabilities) {
            let place = self.values.partition_point(|known| *known < value);
            if self.values.get(place).is_none_or(|known| *known > value) {
                self.values.insert(place, value);
                self.probabilities.insert(place, probability);
            }
        }
        let (mine, theirs) = (self.shape, other.shape);
        self.shape = Monotonicity { rises: mine.rises || theirs.rises, falls: mine.falls || theirs.falls };
        self
    }
}
