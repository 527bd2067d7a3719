//! What of a company has been received, has begun or has happened so far, for whatever waits for it (equations, 16 and 23).

use super::line_amounts::LineAmounts;
use super::onset::{Moment, Onset};
use super::rounds::Round;
use crate::model::{Occurrence, Requirement};

/// Everything that occurs in a run.
pub(super) struct Onsets<'a> {
    pub(super) rounds: &'a [Round],
    pub(super) lines: &'a LineAmounts,
}

impl<'a> Onsets<'a> {
    /// When that happened which `rules` wait for, if they wait for anything.
    #[inline(always)]
    pub(super) fn awaited(&self, rules: &[Requirement]) -> Option<Moment> {
        let other = rules.iter().find_map(Requirement::after).and_then(|other| self.of(other));
        other.map(|onset| onset.moment)
    }

    /// When something occurs; `None` of a line that exists at the start, and where there is no capital.
    #[inline(always)]
    pub(super) fn of(&self, occurrence: Occurrence) -> Option<&'a Onset> {
        match occurrence {
            Occurrence::Capital(place) => self.rounds.get(place).map(|round| &round.onset),
            line => self.lines.onset(line),
        }
    }
}
