//! Cubics in sixteen bytes: the cells of the tables that draws are made with.
//!
//! A processor reads sixteen bytes at once from wherever they are. A gather of eight bytes for each coefficient and lane takes five times
//! as long or more where gathers are slowed down for security, as on many servers. And small tables stay in the cache: scenarios have
//! dozens.

use super::chebyshev::Basis;

/// A cubic over a short cell, `c0 + c1 t + c2 t^2 + c3 t^3`, with t counted from the middle of the cell.
pub trait CubicCell: Copy + PartialEq {
    /// Not a number anywhere: the cell has no cubic.
    const NONE: Self;
    /// Error allowed, relative to the largest value in the cell or nearby.
    const TOLERANCE: f64;

    /// The cubic nearest to the one with these coefficients.
    #[must_use]
    fn new(coefficients: [f64; 4]) -> Self;

    /// Its value at `t`.
    #[must_use]
    fn at(self, t: f64) -> f64;
}

/// A cubic in full precision, in thirty-two bytes: for the few tables that every draw of growth uses.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(32))]
pub struct WholeCubic([f64; 4]);

impl WholeCubic {
    /// Its words, for storage.
    #[inline(always)]
    #[must_use]
    pub fn words(self) -> [f64; 4] {
        self.0
    }

    /// The cubic with these words.
    #[inline(always)]
    #[must_use]
    pub fn from_words(words: [f64; 4]) -> Self {
        Self(words)
    }
}

impl CubicCell for WholeCubic {
    const NONE: Self = Self([f64::NAN; 4]);
    const TOLERANCE: f64 = 5e-13;

    #[inline(always)]
    fn new(coefficients: [f64; 4]) -> Self {
        Self(coefficients)
    }

    #[inline(always)]
    fn at(self, t: f64) -> f64 {
        let [c0, c1, c2, c3] = self.0;
        ((c3 * t + c2) * t + c1) * t + c0
    }
}

/// Cells around that count as nearby: where a distribution passes 0, the spread of values over this many cells is taken for their size.
const NEARBY: f64 = 16.0;
/// Lowest bits of the first word that are the highest of c3: sign, exponent, and 6 bits of its mantissa.
pub(super) const THIRD_BITS: u32 = 18;
/// Lowest bits of the second word that are the highest of c2: sign, exponent, and 15 bits of its mantissa.
pub(super) const SECOND_BITS: u32 = 27;

/// A cubic in sixteen bytes: distributions, of which a scenario has dozens, are tabulated with these.
///
/// The words are c0, which ends in the highest bits of c3, and c1, which ends in the highest bits of c2: the higher the power of t, the
/// fewer digits of its coefficient matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(16))]
pub struct Cubic([u64; 2]);

impl Cubic {
    /// Its words, for storage.
    #[inline(always)]
    #[must_use]
    pub fn words(self) -> [f64; 2] {
        self.0.map(f64::from_bits)
    }

    /// The cubic with these words.
    #[inline(always)]
    #[must_use]
    pub fn from_words(words: [f64; 2]) -> Self {
        Self(words.map(f64::to_bits))
    }
}

impl CubicCell for Cubic {
    const NONE: Self = Self([f64::NAN.to_bits(), 0]);
    const TOLERANCE: f64 = 5e-10;

    #[inline(always)]
    fn new([c0, c1, c2, c3]: [f64; 4]) -> Self {
        Self([packed(c0, c3, THIRD_BITS), packed(c1, c2, SECOND_BITS)])
    }

    #[inline(always)]
    fn at(self, t: f64) -> f64 {
        let [c0, c1] = self.0.map(f64::from_bits);
        let c2 = f64::from_bits(self.0[1] << (u64::BITS - SECOND_BITS));
        let c3 = f64::from_bits(self.0[0] << (u64::BITS - THIRD_BITS));
        ((c3 * t + c2) * t + c1) * t + c0
    }
}

/// `large`, or nearly so, in a word that ends in the highest `bits` bits of `small`.
#[inline(always)]
fn packed(large: f64, small: f64, bits: u32) -> u64 {
    let rest = u64::BITS - bits;
    let small = small.to_bits().saturating_add(1 << (rest - 1)) >> rest;
    // The nearest of the words with this ending.
    let large = large.to_bits().saturating_sub(small).saturating_add(1 << (bits - 1)) >> bits;
    large << bits | small
}

/// Cells fitted side by side.
pub(super) const STRIP: usize = 128;
/// The values of a function at each point of every cell of a strip.
pub(super) type Strip = [[f64; STRIP]; Fitting::POINTS];

/// Cubics through a function, over cells of one width.
pub(super) struct Fitting {
    basis: Basis<4>,
    width: f64,
    points: [f64; Self::POINTS],
}

impl Fitting {
    /// Points of a cell at which the function is evaluated.
    pub(super) const POINTS: usize = Basis::<4>::POINTS;

    /// Over cells of this width, a power of two.
    pub(super) fn new(width: f64) -> Self {
        let basis = Basis::new();
        Self { points: std::array::from_fn(|point| basis.point(point) * width), basis, width }
    }

    /// The position of a point, from the middle of the cell.
    #[inline(always)]
    pub(super) fn point(&self, point: usize) -> f64 {
        self.points[point]
    }

    /// The cubics of a strip.
    #[inline(always)]
    pub(super) fn fit_strip<C: CubicCell>(&self, strip: &Strip) -> [C; STRIP] {
        let mut cubics = [C::NONE; STRIP];
        // Plain loops: a closure that is not inlined is not compiled for the width of vectors.
        for cell in 0..STRIP {
            let mut values = [0.0; Self::POINTS];
            for point in 0..Self::POINTS {
                values[point] = strip[point][cell];
            }
            cubics[cell] = self.fit(&values);
        }
        cubics
    }

    /// The cubic of the function with these values at the points; [`CubicCell::NONE`] if it misses the function. Without branches, so that
    /// cells are fitted side by side.
    #[inline(always)]
    fn fit<C: CubicCell>(&self, values: &[f64; Self::POINTS]) -> C {
        let (mut least, mut greatest) = (values[0], values[0]);
        for &value in values {
            least = if value < least { value } else { least };
            greatest = if value > greatest { value } else { greatest };
        }
        let [c0, c1, c2, c3] = self.basis.through(values);
        let per_width = 1.0 / self.width;
        let (per_square, per_cube) = (per_width * per_width, per_width * per_width * per_width);
        // A constant must be exact to the last bit: a level of 20 is at least 20. If its last bits are in use, it has no cubic.
        let is_level = least.to_bits() == greatest.to_bits();
        let cubic = C::new([
            if is_level { least } else { c0 },
            if is_level { 0.0 } else { c1 * per_width },
            if is_level { 0.0 } else { c2 * per_square },
            if is_level { 0.0 } else { c3 * per_cube },
        ]);
        let (below, above) = (least.abs(), greatest.abs());
        let (size, spread) = (if below > above { below } else { above }, NEARBY * (greatest - least));
        let allowed = C::TOLERANCE * if spread > size { spread } else { size };
        let allowed = if is_level { 0.0 } else { allowed };
        let mut meets = true;
        for (value, &t) in values.iter().zip(&self.points) {
            meets &= (cubic.at(t) - value).abs() <= allowed;
        }
        if meets { cubic } else { C::NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cubic, CubicCell, Fitting, WholeCubic};

    const WIDTH: f64 = 1.0 / 128.0;

    #[test]
    fn coefficients_keep_the_digits_that_count() {
        for [c0, c1, c2, c3] in
            [[0.3, -1.7, 2.9, 4.0], [1e12, 3e11, -1e11, 2e9], [-4e-9, 2e-8, 1e-7, 0.0], [5.0, 0.0, 3.0, -9.0]]
        {
            let cubic = Cubic::new([c0, c1, c2, c3]);
            for t in [-0.5 * WIDTH, 0.0, 0.3 * WIDTH, 0.5 * WIDTH] {
                let (found, exact) = (cubic.at(t), c0 + t * (c1 + t * (c2 + t * c3)));
                // Half of the last digit of each.
                let digits = [(c0, 35), (c1 * t, 26), (c2 * t * t, 16), (c3 * t * t * t, 7)];
                let allowed: f64 = digits.iter().map(|(part, bits)| part.abs() * 2.0_f64.powi(-bits)).sum();
                assert!((found - exact).abs() <= allowed + 1e-300, "{found} is not {exact} at {t}");
            }
        }
    }

    #[test]
    fn a_level_is_itself_to_the_last_bit_or_has_no_cubic() {
        let fitting = Fitting::new(WIDTH);
        for level in [20.0, -0.375, 0.0, 1e6] {
            let cubic: Cubic = fitting.fit(&[level; Fitting::POINTS]);
            assert!([-0.001, 0.0, 0.0017].iter().all(|&t| cubic.at(t).to_bits() == level.to_bits()), "{level}");
        }
        assert_eq!(fitting.fit::<Cubic>(&[20.1; Fitting::POINTS]), Cubic::NONE);
        assert_eq!(fitting.fit::<WholeCubic>(&[20.1; Fitting::POINTS]).at(0.001).to_bits(), 20.1_f64.to_bits());
    }

    #[test]
    fn what_bends_too_much_has_no_cubic() {
        let fitting = Fitting::new(WIDTH);
        let at = |f: fn(f64) -> f64| fitting.fit::<Cubic>(&std::array::from_fn(|point| f(fitting.point(point))));
        assert!(!at(|t| (1.0 + t).sqrt()).at(0.001).is_nan());
        assert_eq!(at(f64::abs), Cubic::NONE, "a kink");
        assert_eq!(at(|t| 1.0 + f64::from(t > 0.001)), Cubic::NONE, "a jump");
        assert_eq!(at(|t| (50.0 * t).exp()), Cubic::NONE, "too steep");
    }
}
