//! How often what may happen along the way does, and why it does not.

use super::merge::merge_fields;
use crate::engine::{NEVER, NOT_TO_BE, TOO_LATE, not_met};
use crate::model::{Contingency, Model};
use crate::vector::{Flags, LANES, Lanes};

/// In how many runs something happens, and why not in the others.
#[derive(Debug, Clone)]
pub struct ContingencyCounts {
    /// Runs in which it happens.
    pub happened: u64,
    /// Runs in which it does not, by what stood against it: that it was not to be, that it is due after the horizon, each requirement that is
    /// not met at its last chance. Several requirements may fail in one run. Empty of what does not tell why.
    pub missed: Vec<u64>,
}

merge_fields!(ContingencyCounts { happened, missed });

impl ContingencyCounts {
    pub(super) fn new(contingency: Contingency, model: &Model) -> Self {
        let reasons = if contingency.tells_why() { 2 + model.required_of(contingency).len() } else { 0 };
        Self { happened: 0, missed: vec![0; reasons] }
    }

    /// Counts runs that have come to their end, by `weight` of each lane: when it happens in them, and why not.
    #[inline(always)]
    pub(super) fn count(&mut self, moment: &Lanes, missed: &Flags, weight: impl Fn(usize) -> u64) {
        for lane in 0..LANES {
            self.happened += weight(lane) * u64::from(moment[lane] < NEVER);
        }
        for (reason, count) in self.missed.iter_mut().enumerate() {
            let bit = reason_bit(reason);
            for lane in 0..LANES {
                *count += weight(lane) * u64::from(missed[lane] & bit != 0);
            }
        }
    }
}

/// The bit of a reason, in the order in which they are counted.
#[inline(always)]
fn reason_bit(reason: usize) -> u64 {
    match reason {
        0 => NOT_TO_BE,
        1 => TOO_LATE,
        requirement => not_met(requirement - 2),
    }
}
