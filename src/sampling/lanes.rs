//! Runs side by side: the width of a block and the kernels over it. Everything else is unaware of vectors.
//!
//! Every kernel is a plain loop over fixed-size arrays, which the compiler turns into vector instructions when it stands inside
//! [`at_full_width`].

use super::cells::{Evaluate, SideBySide};
use crate::model::cells::{Cubics, WholeCubics};
use crate::model::table::{latent_cubic, probability_cubic, uniform};
use crate::model::{Growths, StepGrowth, growth_cubic};
use std::ops::{Add, Deref, DerefMut, Mul, Sub};

pub use crate::model::width::{Width, Work, at_full_width, at_width};

/// Runs in a block. Part of the plan of a simulation: changing it changes results.
pub const LANES: usize = 128;

/// One number of every run of a block, where vectors can be read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Lanes<T = f64>([T; LANES]);

/// 64 random bits for every run of a block.
pub type Bits = Lanes<u64>;

/// Yes (1) or no (0) for every run of a block: as wide as its numbers, so that a comparison of numbers and what follows from it stay side
/// by side.
pub type Flags = Lanes<u64>;

/// Nowhere.
pub const NOWHERE: Flags = Lanes::all(0);
/// Everywhere.
pub const EVERYWHERE: Flags = Lanes::all(1);

impl<T: Copy> Lanes<T> {
    /// What `of` says of each lane.
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
pub(super) const WIDTH: usize = 8;
/// Rows of a block.
pub const ROWS: usize = LANES / WIDTH;

/// One number of eight runs side by side: what stays in registers while several steps are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub struct Row([f64; WIDTH]);

impl Row {
    /// Nothing in any lane.
    pub const ZERO: Self = Self::all(0.0);

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub const fn all(number: f64) -> Self {
        Self([number; WIDTH])
    }

    /// What `of` makes of each lane.
    #[inline(always)]
    #[must_use]
    pub fn map(self, of: impl Fn(f64) -> f64) -> Self {
        self.with(self, |number, _| of(number))
    }

    /// What `of` makes of each lane and that of another.
    #[inline(always)]
    #[must_use]
    pub fn with(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        let mut made = Self::ZERO;
        for lane in 0..WIDTH {
            made.0[lane] = of(self.0[lane], other.0[lane]);
        }
        made
    }

    /// `other` where `condition` holds of the lanes of two rows, else this.
    #[inline(always)]
    #[must_use]
    pub fn or_where(self, (a, b): (Self, Self), other: Self, condition: impl Fn(f64, f64) -> bool) -> Self {
        let mut made = self;
        for lane in 0..WIDTH {
            made.0[lane] = if condition(a.0[lane], b.0[lane]) { other.0[lane] } else { self.0[lane] };
        }
        made
    }

    /// The lesser of each two lanes: one instruction, because what is not a number is not looked for.
    #[inline(always)]
    #[must_use]
    pub fn lesser(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { a } else { b })
    }

    /// The greater of each two lanes, as [`Self::lesser`].
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
        Row(self.0.as_chunks::<WIDTH>().0[row])
    }

    /// The lanes of a row, to be written.
    #[inline(always)]
    pub(super) fn lanes_of_mut(&mut self, row: usize) -> &mut [f64; WIDTH] {
        &mut self.0.as_chunks_mut().0[row]
    }

    /// Changes the lanes of a row.
    #[inline(always)]
    pub fn set_row(&mut self, row: usize, numbers: Row) {
        self.0.as_chunks_mut::<WIDTH>().0[row] = numbers.0;
    }
}

/// Where in a table the cubic of each lane begins, and where in its cell a lane is.
#[derive(Debug)]
pub struct Places {
    cells: Lanes<u16>,
    t: Lanes,
    /// Of the vectors that cubics are evaluated by; those of the baseline until something else is said.
    pub width: Width,
}

impl Default for Places {
    fn default() -> Self {
        Self { cells: Lanes::all(0), t: Lanes::all(0.0), width: Width::Baseline }
    }
}

/// What a standard value is multiplied by, and what is added to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Multiplied.
    pub scale: f64,
    /// Added.
    pub location: f64,
}

impl Stretch {
    /// Leaves a value as it is.
    pub const NONE: Self = Self { scale: 1.0, location: 0.0 };

    /// The stretched value.
    #[inline(always)]
    #[must_use]
    pub fn apply(self, value: f64) -> f64 {
        self.scale * value + self.location
    }
}

impl Places {
    /// Finds the cubics of the bits of each lane in a table by probability.
    #[inline(always)]
    pub fn find_bits(&mut self, bits: &Bits) {
        for lane in 0..LANES {
            let (number, t) = probability_cubic(bits[lane]);
            (self.cells[lane], self.t[lane]) = (Cubics::place(number), t);
        }
    }

    /// Finds the cubics of the latent of each lane in a table by latent.
    #[inline(always)]
    pub fn find_latents(&mut self, latents: &Lanes) {
        for lane in 0..LANES {
            let (number, t) = latent_cubic(latents[lane]);
            (self.cells[lane], self.t[lane]) = (Cubics::place(number), t);
        }
    }

    /// Finds the cubics of the growth of each lane in a table by growth.
    #[inline(always)]
    fn find_growths(&mut self, growths: &Lanes) {
        for lane in 0..LANES {
            let (number, t) = growth_cubic(1.0 + growths[lane]);
            (self.cells[lane], self.t[lane]) = (WholeCubics::place(number), t);
        }
    }

    /// The value in each lane, stretched; not a number where there is no cubic. Returns whether that may be so in any lane.
    #[inline(always)]
    pub fn evaluate(&self, cubics: &Cubics, stretch: Stretch, values: &mut Lanes) -> bool {
        self.of(cubics, stretch, values)
    }

    /// The same of what is tabulated with all digits.
    #[inline(always)]
    fn evaluate_whole(&self, cubics: &WholeCubics, values: &mut Lanes) -> bool {
        self.of(cubics, Stretch::NONE, values)
    }

    #[inline(always)]
    fn of(&self, cubics: &impl SideBySide, stretch: Stretch, values: &mut Lanes) -> bool {
        match at_width(self.width, Evaluate { cubics, places: self, stretch, values }) {
            Some(is_missing) => is_missing,
            None => unreachable!("blocks are followed by vectors that the processor has"),
        }
    }

    /// Where the cubics of eight lanes begin, and where in their cells the lanes are.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> (&[u16; WIDTH], &[f64; WIDTH]) {
        (&self.cells.as_chunks().0[row], &self.t.as_chunks().0[row])
    }
}

/// The bits as probabilities, stretched.
#[inline(always)]
pub fn uniforms(bits: &Bits, stretch: Stretch, values: &mut Lanes) {
    for (value, &bits) in values.iter_mut().zip(bits.iter()) {
        *value = stretch.apply(uniform(bits));
    }
}

/// Values, stretched.
#[inline(always)]
pub fn stretch(stretch: Stretch, values: &mut Lanes) {
    for value in values.iter_mut() {
        *value = stretch.apply(*value);
    }
}

/// Growth a year in each lane into the factor and the integral of a step.
#[inline(always)]
pub fn step_growth(growths: &Growths, places: &mut Places, growth: &mut Lanes, integral: &mut Lanes) {
    places.find_growths(growth);
    if places.evaluate_whole(growths.integrals(), integral) {
        return step_growth_exactly(growths, growth, integral);
    }
    match growths.factors() {
        Some(factors) => {
            places.evaluate_whole(factors, growth);
        }
        None => growth.iter_mut().for_each(|growth| *growth += 1.0),
    }
}

/// The same by the formula.
#[cold]
#[inline(never)]
pub fn step_growth_exactly(growths: &Growths, growth: &mut Lanes, integral: &mut Lanes) {
    for (growth, integral) in growth.iter_mut().zip(integral.iter_mut()) {
        StepGrowth { factor: *growth, integral: *integral } = growths.exact(*growth);
    }
}

/// `values = kept * values + weight * noise`
#[inline(always)]
pub fn blend(values: &mut Lanes, kept: f64, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value = weight * noise + kept * *value;
    }
}

/// `values += weight * noise`
#[inline(always)]
pub fn add_scaled(values: &mut Lanes, weight: f64, noise: &Lanes) {
    for (value, &noise) in values.iter_mut().zip(noise.iter()) {
        *value += weight * noise;
    }
}

/// `sums += numbers`
#[inline(always)]
pub fn add(sums: &mut Lanes, numbers: &Lanes) {
    for lane in 0..LANES {
        sums[lane] += numbers[lane];
    }
}

/// `sums -= numbers`
#[inline(always)]
pub fn subtract(sums: &mut Lanes, numbers: &Lanes) {
    for lane in 0..LANES {
        sums[lane] -= numbers[lane];
    }
}

/// The least and the greatest value; infinities if there is none. Eight at a time, because a float minimum taken in order cannot be
/// vectorised.
#[inline(always)]
#[must_use]
pub fn extremes(values: &[f64]) -> [f64; 2] {
    let (mut least, mut greatest) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let (rows, rest) = values.as_chunks::<8>();
    for row in rows {
        for lane in 0..8 {
            least[lane] = if row[lane] < least[lane] { row[lane] } else { least[lane] };
            greatest[lane] = if row[lane] > greatest[lane] { row[lane] } else { greatest[lane] };
        }
    }
    let least = least.iter().chain(rest).copied().fold(f64::INFINITY, f64::min);
    let greatest = greatest.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max);
    [least, greatest]
}

/// Moves values beyond a limit to it; returns how many of the first `runs` were.
#[inline(always)]
pub fn clamp_and_count(values: &mut Lanes, min: f64, max: f64, runs: usize) -> u64 {
    let is_beyond = |value: f64| u64::from(value < min) + u64::from(value > max);
    let behind: u64 = values[runs..].iter().map(|&value| is_beyond(value)).sum();
    let mut beyond = 0;
    for lane in 0..LANES {
        beyond += is_beyond(values[lane]);
        values[lane] = values[lane].max(min).min(max);
    }
    beyond - behind
}
