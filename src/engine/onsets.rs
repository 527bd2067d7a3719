//! What of a company has been received, has begun or has happened so far, for whatever waits for it (equations, 16 and 23).

use super::line_amounts::LineAmounts;
use super::onset::Onset;
use super::rounds::Round;
use crate::model::Occurrence;

/// Everything that occurs in a run.
pub(super) struct Onsets<'a> {
    pub(super) rounds: &'a [Round],
    pub(super) lines: &'a LineAmounts,
}

impl Onsets<'_> {
    /// When something occurs; `None` of a line that exists at the start, and where there is no capital.
    #[inline(always)]
    pub(super) fn of(&self, occurrence: Occurrence) -> Option<&Onset> {
        match occurrence {
            Occurrence::Capital(place) => self.rounds.get(place).map(|round| &round.onset),
            line => self.lines.onset(line),
        }
    }
}
