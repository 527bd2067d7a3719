//! Eight runs side by side, as wide as the widest vectors: they stay in registers while several steps are taken.

use super::lanes::{Lanes, WIDTH};
use std::ops::{Add, Mul, Sub};

/// One number of eight runs side by side, kept in registers while several steps are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub struct Row([f64; WIDTH]);

impl Row {
    /// 0 in every lane.
    pub const ZERO: Self = Self::all(0.0);

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub const fn all(number: f64) -> Self {
        Self([number; WIDTH])
    }

    /// `of` applied to each lane.
    #[inline(always)]
    #[must_use]
    pub fn map(self, of: impl Fn(f64) -> f64) -> Self {
        self.with(self, |number, _| of(number))
    }

    /// `of` applied to each lane and the same lane of another row.
    #[inline(always)]
    #[must_use]
    pub fn with(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        let mut made = Self::ZERO;
        for lane in 0..WIDTH {
            made.0[lane] = of(self.0[lane], other.0[lane]);
        }
        made
    }

    /// `other` where `condition` holds for the lanes of two rows, else this.
    #[inline(always)]
    #[must_use]
    pub fn or_where(self, (a, b): (Self, Self), other: Self, condition: impl Fn(f64, f64) -> bool) -> Self {
        let mut made = self;
        for lane in 0..WIDTH {
            made.0[lane] = if condition(a.0[lane], b.0[lane]) { other.0[lane] } else { self.0[lane] };
        }
        made
    }

    /// Whether `condition` holds for any lane of two rows.
    #[inline(always)]
    #[must_use]
    pub fn any(self, other: Self, condition: impl Fn(f64, f64) -> bool) -> bool {
        let mut any = false;
        for lane in 0..WIDTH {
            any |= condition(self.0[lane], other.0[lane]);
        }
        any
    }

    /// The lesser of each pair of lanes: a single instruction, because NaN is not handled.
    #[inline(always)]
    #[must_use]
    pub fn lesser(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { a } else { b })
    }

    /// The greater of each pair of lanes, as [`Self::lesser`].
    #[inline(always)]
    #[must_use]
    pub fn greater(self, other: Self) -> Self {
        self.with(other, |a, b| if a > b { a } else { b })
    }
}

impl Add for Row {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Row {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Row {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Lanes {
    /// The lanes of a row.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, row: usize) -> Row {
        Row(self.as_chunks::<WIDTH>().0[row])
    }

    /// The lanes of a row, to be written.
    #[inline(always)]
    pub fn row_mut(&mut self, row: usize) -> &mut [f64; WIDTH] {
        &mut self.as_chunks_mut().0[row]
    }

    /// Changes the lanes of a row.
    #[inline(always)]
    pub fn set_row(&mut self, row: usize, numbers: Row) {
        self.as_chunks_mut::<WIDTH>().0[row] = numbers.0;
    }
}
