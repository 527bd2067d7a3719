//! Why something did not occur in a run, as bits: capital, a line, one amount.
//!
//! A run in which it does has none.

/// It was not to be: capital does not close, an amount does not come.
pub const NOT_TO_BE: u64 = 1;
/// It is due after the horizon.
pub const TOO_LATE: u64 = 2;

/// The requirement at this place was not met at its last chance.
#[must_use]
#[inline(always)]
pub fn not_met(requirement: usize) -> u64 {
    4 << requirement
}

/// Why something does not occur, but for its requirements.
#[inline(always)]
pub(super) fn missed(is_to_be: bool, is_within_horizon: bool) -> u64 {
    if !is_to_be {
        NOT_TO_BE
    } else if !is_within_horizon {
        TOO_LATE
    } else {
        0
    }
}
