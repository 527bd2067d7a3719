//! What the engine tells of the runs that it follows, and to whom: the seam between following and counting.

use super::block::Block;

/// What is told of every run while it is followed. All methods see a whole block; its first [`Block::runs`] lanes count.
///
/// They are called from without the loops over lanes, so one that has such loops of its own does them [at full
/// width](crate::vector::at_full_width).
pub trait Observer: Send {
    /// Whether it is to be told of every step: if not, steps between which nothing is drawn are taken in one go, which is quicker.
    fn sees_steps(&self) -> bool {
        true
    }

    /// A step has been taken.
    fn step(&mut self, _step: usize, _block: &Block<'_>) {}

    /// A calendar year, or the part of it within the horizon, has been walked.
    fn year(&mut self, _year: usize, _block: &Block<'_>) {}

    /// The horizon is reached.
    fn end(&mut self, block: &Block<'_>);
}

/// Is told of everything and keeps nothing: for followings that only answer a question.
pub(super) struct NullObserver;

impl Observer for NullObserver {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, _block: &Block<'_>) {}
}
