//! Counts that merge exactly in any order, and replicates of them, to which blocks are dealt in turn.

use std::ops::Deref;

/// Batches that blocks are dealt to where runs are independent of each other: how far apart they lie shows how far an estimate may be off.
pub const BATCHES: usize = 32;

/// Counts of different runs that come together by exact operations: the same in any order, on any number of threads.
pub trait Merge {
    /// Adds the counts of another of the same shape.
    fn merge(&mut self, other: &Self);

    /// These counts together with those of all others.
    #[must_use]
    fn merged<'a>(mut self, others: impl IntoIterator<Item = &'a Self>) -> Self
    where
        Self: Sized + 'a,
    {
        others.into_iter().for_each(|other| self.merge(other));
        self
    }
}

/// Merges a record field by field. Every field is named: those that are counts, then those that stay as they are.
macro_rules! merge_fields {
    ($record:ty { $($count:ident),+ $(; $($same:ident),+)? }) => {
        impl $crate::tally::Merge for $record {
            fn merge(&mut self, other: &Self) {
                let Self { $($count,)+ $($($same: _,)+)? } = self;
                $($crate::tally::Merge::merge($count, &other.$count);)+
            }
        }
    };
}
pub(super) use merge_fields;

macro_rules! merge_by_addition {
    ($($number:ty)+) => {
        $(impl Merge for $number {
            #[inline]
            fn merge(&mut self, other: &Self) {
                *self += other;
            }
        })+
    };
}
merge_by_addition!(u64 i64 i128);

impl<T: Merge> Merge for [T] {
    fn merge(&mut self, other: &Self) {
        self.iter_mut().zip(other).for_each(|(mine, theirs)| mine.merge(theirs));
    }
}

impl<T: Merge, const N: usize> Merge for [T; N] {
    fn merge(&mut self, other: &Self) {
        self.as_mut_slice().merge(other.as_slice());
    }
}

impl<T: Merge> Merge for Vec<T> {
    fn merge(&mut self, other: &Self) {
        self.as_mut_slice().merge(other.as_slice());
    }
}

impl<A: Merge, B: Merge> Merge for (A, B) {
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
        self.1.merge(&other.1);
    }
}

/// The greatest of all, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Greatest(pub i64);

impl Merge for Greatest {
    fn merge(&mut self, other: &Self) {
        *self = (*self).max(*other);
    }
}

/// What is kept of every run or block, in no particular order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gathered<T>(pub Vec<T>);

impl<T: Clone> Merge for Gathered<T> {
    fn merge(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }
}

/// The counts of each replicate, of which there is at least one: block `b` counts in replicate `b` modulo their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replicated<C>(Vec<C>);

impl<C: Clone> Replicated<C> {
    /// This many replicates, at least one, each of which starts from `nothing`.
    #[must_use]
    pub fn new(nothing: C, replicates: usize) -> Self {
        Self(vec![nothing; replicates.max(1)])
    }
}

impl<C> Replicated<C> {
    /// The replicate that the block of this index belongs to.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "a remainder of the number of replicates")]
    pub fn of_block(&mut self, index: u64) -> &mut C {
        let replicate = (index % self.0.len() as u64) as usize;
        &mut self.0[replicate]
    }
}

impl<C: Merge + Clone> Replicated<C> {
    /// The counts of all replicates together.
    #[must_use]
    pub fn pooled(&self) -> C {
        self.0[0].clone().merged(&self.0[1..])
    }

    /// The same counts as a single replicate, as for runs that are independent of each other.
    #[must_use]
    pub fn as_one(&self) -> Self {
        Self(vec![self.pooled()])
    }
}

impl<C: Merge> Merge for Replicated<C> {
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }
}

impl<C> Deref for Replicated<C> {
    type Target = [C];

    fn deref(&self) -> &[C] {
        &self.0
    }
}

impl<C> IntoIterator for Replicated<C> {
    type Item = C;
    type IntoIter = std::vec::IntoIter<C>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Greatest, Merge, Replicated};

    #[test]
    fn blocks_are_dealt_in_turn_and_merge_replicate_by_replicate() {
        let counted = |blocks: std::ops::Range<u64>| {
            let mut counts = Replicated::new((0_u64, Greatest(0)), 3);
            for block in blocks {
                let (runs, greatest) = counts.of_block(block);
                *runs += block;
                *greatest = (*greatest).max(Greatest(block.cast_signed()));
            }
            counts
        };
        let together = counted(0..8);
        assert_eq!(*together, [(9, Greatest(6)), (12, Greatest(7)), (7, Greatest(5))]);
        assert_eq!(counted(0..3).merged([&counted(3..8)]), together);
        assert_eq!(*together.as_one(), [(28, Greatest(7))]);
    }
}
