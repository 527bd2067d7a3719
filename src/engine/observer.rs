//! The interface between simulating runs and counting them.

use super::block::Block;
use std::ops::Range;

/// Observes every run while it is simulated. All methods see a whole block; its first [`Block::runs`] lanes count.
///
/// They are called outside the loops over lanes, so an observer with such loops runs them [at full
/// width](crate::vector::at_full_width).
pub trait Observer: Send {
    /// Whether it must see every step: if not, steps between which nothing is drawn are taken in one go, which is quicker.
    fn sees_steps(&self) -> bool {
        true
    }

    /// A span has been taken: some steps in one go, or one; [`Block::cash_of_span`] has the cash at the end of each.
    fn span(&mut self, _steps: Range<usize>, _block: &Block<'_>) {}

    /// A step has been taken.
    fn step(&mut self, _step: usize, _block: &Block<'_>) {}

    /// A year, or the part of it within the horizon, has ended.
    fn year(&mut self, _year: usize, _block: &Block<'_>) {}

    /// The horizon is reached.
    fn end(&mut self, block: &Block<'_>);
}

/// Keeps nothing: for auxiliary solves.
pub(super) struct NullObserver;

impl Observer for NullObserver {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, _block: &Block<'_>) {}
}
