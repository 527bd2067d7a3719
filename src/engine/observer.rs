//! What the engine tells of the runs that it follows, and to whom: the seam between following and counting.

use super::block::Block;

/// What is told of every run while it is followed. All methods see a whole block; its first [`Block::runs`] lanes count.
pub trait Observer: Send {
    /// A step has been taken.
    #[inline(always)]
    fn step(&mut self, _step: usize, _block: &Block<'_>) {}

    /// A calendar year, or the part of it within the horizon, has been walked.
    #[inline(always)]
    fn year(&mut self, _year: usize, _block: &Block<'_>) {}

    /// The horizon is reached.
    fn end(&mut self, block: &Block<'_>);
}
