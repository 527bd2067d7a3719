//! One number of every run of a block.

use std::ops::{Deref, DerefMut};

/// Runs in a block. Part of the plan of a simulation: changing it changes results.
pub const LANES: usize = 128;

/// One number of every run of a block, aligned so that vectors can be read whole.
///
/// # Shape
/// [`LANES`] numbers, one per run, in the order of the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Lanes<T = f64>([T; LANES]);

/// 64 random bits for every run of a block.
pub type Bits = Lanes<u64>;

/// Yes (1) or no (0) for every run of a block: as wide as a number, so that comparing numbers and acting on the result need no change of
/// width.
pub type Flags = Lanes<u64>;

/// No lane.
pub(crate) const NOWHERE: Flags = Lanes::all(0);
/// Every lane.
pub(crate) const EVERYWHERE: Flags = Lanes::all(1);

impl<T: Copy> Lanes<T> {
    /// The lanes with the value `of(place)` at each place.
    #[inline(always)]
    #[must_use]
    pub fn from_fn(of: impl FnMut(usize) -> T) -> Self {
        Self(std::array::from_fn(of))
    }

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub const fn all(number: T) -> Self {
        Self([number; LANES])
    }
}

impl<T> Deref for Lanes<T> {
    type Target = [T; LANES];

    #[inline(always)]
    fn deref(&self) -> &[T; LANES] {
        &self.0
    }
}

impl<T> DerefMut for Lanes<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T; LANES] {
        &mut self.0
    }
}

/// Lanes of the widest vectors.
pub(crate) const WIDTH: usize = 8;
/// Rows of a block.
pub const ROWS: usize = LANES / WIDTH;
