//! From growth a year to the growth of a step (equations, 5): by the formula, and as tables for draws.
//!
//! Own logarithm and exponential, because the platform's differ in their last bits.

use super::cubic::{CubicCell, Fitting, STRIP, Strip, WholeCubic};
use super::cubic_table::WholeCubics;
use crate::vector::{Width, Work, at_full_width};
use std::sync::OnceLock;

/// The growth of a step of D years at growth g a year, with c = ln(1 + g).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepGrowth {
    /// exp(c D): the factor from the run rate at the start of the step to that at its end.
    pub factor: f64,
    /// (exp(c D) - 1)/c, which is D when c = 0: the amount of the step for an annual run rate of 1, in years.
    pub integral: f64,
}

impl StepGrowth {
    /// The growth of a step of `step_years` years at `growth` a year, a fraction above -1.
    #[inline(always)]
    #[must_use]
    pub fn of(growth: f64, step_years: f64) -> Self {
        let factor = 1.0 + growth;
        let c = ln(factor);
        if step_years >= 1.0 {
            // `factor - 1`, not `growth`: near 0 they differ by more than their last digits, and `c` is the logarithm of `factor`.
            return Self { factor, integral: if c == 0.0 { 1.0 } else { (factor - 1.0) / c } };
        }
        let x = c * step_years;
        let rise = exp_m1(x);
        Self { factor: 1.0 + rise, integral: step_years * if x == 0.0 { 1.0 } else { rise / x } }
    }

    /// The growth that gives this `factor` in a step of `step_years` years.
    ///
    /// # Units
    /// A fraction a year.
    #[must_use]
    pub fn annual(factor: f64, step_years: f64) -> f64 {
        if step_years >= 1.0 { factor - 1.0 } else { libm::expm1(libm::log(factor) / step_years) }
    }
}

/// Pieces that each octave of 1 + g is cut into, as a power of two.
const PIECES_LOG2: u32 = 9;
/// Cubics by growth: 16 octaves of 1 + g, from 2^-7, below the least growth with a meaning, up to 2^9.
const GROWTH_CUBICS: usize = 16 << PIECES_LOG2;
const OCTAVES: std::ops::Range<i32> = -7..9;

/// `StepGrowth` by 1 + g, as cubics for steps of one length, accurate to 1e-12; growth beyond them is computed by the formula.
#[derive(Debug)]
pub struct Growths {
    step_years: f64,
    /// The factor, where it is not 1 + g itself.
    factors: Option<WholeCubics>,
    integrals: WholeCubics,
}

impl Growths {
    /// The tables for steps of `months` months, from 1 to 12; made once.
    #[must_use]
    pub fn of(months: usize) -> &'static Self {
        static BY_MONTHS: [OnceLock<Growths>; 12] = [const { OnceLock::new() }; 12];
        let months = months.clamp(1, BY_MONTHS.len());
        BY_MONTHS[months - 1].get_or_init(|| Self::new(months as f64 / 12.0))
    }

    fn new(step_years: f64) -> Self {
        let (factors, integrals) = at_full_width(Tabulate { step_years });
        Self { step_years, factors: (step_years < 1.0).then_some(factors), integrals }
    }

    /// Cubics of the factor, each in its `growth_cubic`; `None` if it is 1 + g.
    #[must_use]
    pub fn factors(&self) -> Option<&WholeCubics> {
        self.factors.as_ref()
    }

    /// Cubics of the integral, each in its `growth_cubic`.
    #[must_use]
    pub fn integrals(&self) -> &WholeCubics {
        &self.integrals
    }

    /// The growth of a step by the formula, at `growth` a year, a fraction above -1.
    #[must_use]
    pub fn exact(&self, growth: f64) -> StepGrowth {
        StepGrowth::of(growth, self.step_years)
    }
}

/// The number of the cubic of 1 + g, `x`, and the place counted from the middle of its cell, in octaves. Growth above all cells gets the
/// last one, which has no cubic.
#[inline(always)]
#[must_use]
pub(super) fn growth_cubic(x: f64) -> (usize, f64) {
    const WITHIN: u64 = ((1 << 52) - 1) >> PIECES_LOG2;
    const ONE: u64 = 1.0_f64.to_bits();
    const MIDDLE: f64 = 1.0 + 0.5 / (1 << PIECES_LOG2) as f64;
    const BEYOND: f64 = 512.0 * (1.0 - f64::EPSILON);
    let bits = (if x < BEYOND { x } else { BEYOND }).to_bits();
    let number = (bits >> (52 - PIECES_LOG2)) as usize & (GROWTH_CUBICS - 1);
    (number, f64::from_bits(bits & WITHIN | ONE) - MIDDLE)
}

/// Cubics of the factor and of the integral, as work for vectors.
struct Tabulate {
    step_years: f64,
}

impl Work for Tabulate {
    type Output = (WholeCubics, WholeCubics);

    #[inline(always)]
    fn work(self, _: Width) -> Self::Output {
        let pieces = 1_usize << PIECES_LOG2;
        let (mut factors, mut integrals) = (WholeCubics::none(), WholeCubics::none());
        let fitting = Fitting::new(1.0 / pieces as f64);
        let (mut factor, mut integral): (Strip, Strip) = ([[0.0; STRIP]; _], [[0.0; STRIP]; _]);
        for octave in OCTAVES.map(|exponent| libm::ldexp(1.0, exponent)) {
            for first in (0..pieces).step_by(STRIP) {
                let middle = |cell: usize| octave * (1.0 + ((first + cell) as f64 + 0.5) / pieces as f64);
                // Plain loops: a closure that is not inlined is not compiled for the width of vectors.
                for point in 0..Fitting::POINTS {
                    for cell in 0..STRIP {
                        let growth = fitting.point(point) * octave + middle(cell) - 1.0;
                        StepGrowth { factor: factor[point][cell], integral: integral[point][cell] } =
                            StepGrowth::of(growth, self.step_years);
                    }
                }
                let (number, _) = growth_cubic(middle(0));
                factors.set_all(number, &fitting.fit_strip(&factor));
                integrals.set_all(number, &fitting.fit_strip(&integral));
            }
        }
        let (last, _) = growth_cubic(f64::INFINITY);
        factors.set(last, WholeCubic::NONE);
        integrals.set(last, WholeCubic::NONE);
        (factors, integrals)
    }
}

/// The first 33 bits of ln 2: times an exponent, it is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Added to a number below 2^51, leaves its nearest integer in the low bits.
const ROUNDER: f64 = (3u64 << 51) as f64;

/// Natural logarithm of a positive normal number, within 1 unit in the last place.
///
/// # Source
/// fdlibm `e_log.c` (Sun Microsystems, 1993), without its branches.
#[inline(always)]
fn ln(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let offset = x.to_bits().wrapping_sub(SQRT_HALF);
    let exponent = (offset as i64) >> 52;
    let f = f64::from_bits((offset & ((1 << 52) - 1)) + SQRT_HALF) - 1.0;
    let k = f64::from_bits(ROUNDER.to_bits().wrapping_add(exponent as u64)) - ROUNDER;
    let s = f / (2.0 + f);
    let z = s * s;
    let mut r = 1.479_819_860_511_658_6e-1_f64;
    for coefficient in [
        1.531_383_769_920_937_3e-1,
        1.818_357_216_161_805e-1,
        2.222_219_843_214_978_4e-1,
        2.857_142_874_366_239e-1,
        3.999_999_999_940_942e-1,
        6.666_666_666_666_735e-1,
    ] {
        r = r * z + coefficient;
    }
    let half_square = 0.5 * f * f;
    let low = s * (r * z + half_square) + k * LN_2_LOW;
    k * LN_2_HIGH + (f - (half_square - low))
}

/// exp(x) - 1 for |x| below 700, within 2 units in the last place.
///
/// # Source
/// x = k ln 2 + r, Taylor series to r^13 (its remainder is below 1e-17 for |r| <= ln(2)/2).
#[inline(always)]
fn exp_m1(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let r = x - k * LN_2_HIGH - k * LN_2_LOW;
    let mut p = 1.0 / 6_227_020_800.0;
    for factorial in
        [479_001_600.0, 39_916_800.0, 3_628_800.0, 362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0]
    {
        p = r * p + 1.0 / factorial;
    }
    let rise = r * r * p + r;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    power * rise + (power - 1.0)
}

#[cfg(test)]
mod tests {
    use super::{CubicCell, Growths, StepGrowth, exp_m1, growth_cubic, ln};

    /// Growth from -0.99 up to a millionfold, dense near 0.
    fn growths() -> impl Iterator<Item = f64> {
        (0..200_000).map(|i| f64::from(i) / 200_000.0).flat_map(|t| [-0.99 * t, t, t.powi(9) * 1e6, t.powi(12) * 1e-3])
    }

    #[test]
    fn the_logarithm_agrees_with_libm() {
        for x in growths().map(|g| 1.0 + g) {
            let exact = libm::log(x);
            assert!((ln(x) - exact).abs() <= 2.3e-16 * exact.abs(), "ln({x})");
        }
    }

    #[test]
    fn the_exponential_agrees_with_libm() {
        for x in growths().map(libm::log1p).flat_map(|c| [c, c / 12.0]) {
            let exact = libm::expm1(x);
            assert!((exp_m1(x) - exact).abs() <= 4.5e-16 * exact.abs(), "expm1({x})");
        }
    }

    #[test]
    fn tables_agree_with_the_formula() {
        for months in [12, 3, 1] {
            let growths = Growths::of(months);
            for growth in growths_with_a_table() {
                let (number, t) = growth_cubic(1.0 + growth);
                let exact = growths.exact(growth);
                let integral = growths.integrals().cubic(number).at(t);
                assert!((integral / exact.integral - 1.0).abs() < 1e-12, "integral of {growth}: {integral}");
                let factor = growths.factors().map_or(1.0 + growth, |factors| factors.cubic(number).at(t));
                assert!((factor / exact.factor - 1.0).abs() < 1e-12, "factor of {growth}: {factor}");
            }
        }
    }

    fn growths_with_a_table() -> impl Iterator<Item = f64> {
        (0..50_000).map(|i| f64::from(i) / 50_000.0).flat_map(|t| [-0.99 * t, 2.0 * t, 500.0 * t * t])
    }

    #[test]
    fn growth_beyond_the_tables_has_no_cubic() {
        let growths = Growths::of(12);
        for growth in [511.0, 1e6, 1e300, f64::INFINITY] {
            let (number, t) = growth_cubic(1.0 + growth);
            assert!(growths.integrals().cubic(number).at(t).is_nan(), "{growth}");
        }
    }

    #[test]
    fn a_step_without_growth_is_its_length() {
        let still = StepGrowth::of(0.0, 0.25);
        assert_eq!((still.factor.to_bits(), still.integral.to_bits()), (1.0_f64.to_bits(), 0.25_f64.to_bits()));
    }

    #[test]
    fn twelve_months_make_a_year() {
        let month = StepGrowth::of(1.5, 1.0 / 12.0);
        let months: f64 = (0..12).map(|before| month.factor.powi(before) * month.integral).sum();
        assert!((months - 1.5 / 2.5_f64.ln()).abs() < 1e-14, "closed form g / ln(1 + g)");
        assert!((StepGrowth::annual(month.factor, 1.0 / 12.0) - 1.5).abs() < 1e-14);
    }
}
