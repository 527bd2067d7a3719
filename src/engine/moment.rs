//! Moments and years at which something happens in a run, or does not.

/// The moment, or the year, of what does not happen within the horizon.
pub const NEVER: f64 = f64::INFINITY;

/// The index into the calendar's years of a lane's [`Block::profitable`](super::Block::profitable); `None` if [`NEVER`].
#[must_use]
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the place of a year, a small whole number")]
pub fn year_of(profitable: f64) -> Option<usize> {
    (profitable < NEVER).then_some(profitable as usize)
}
