//! Evaluates the cells of a table, transposed into vectors: the one file that names instructions.
//!
//! A cell is read at once, from wherever it is; then its words are exchanged with those of other cells, between registers. Left to itself
//! the compiler gathers word by word, or, from cells copied together, takes three times as many instructions.

use super::cubic::CubicCell;
use super::cubic_table::{Cubics, WholeCubics};
use crate::vector::{Lanes, ROWS, WIDTH, Width, Work};

/// From a standard value to a value: `scale` times it, plus `location`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AffineMap {
    /// The factor.
    pub scale: f64,
    /// The summand.
    pub location: f64,
}

impl AffineMap {
    /// Leaves a value as it is.
    pub const IDENTITY: Self = Self { scale: 1.0, location: 0.0 };

    /// `scale * value + location`.
    #[inline(always)]
    #[must_use]
    pub fn apply(self, value: f64) -> f64 {
        self.scale * value + self.location
    }
}

/// Cubics that can be evaluated by vectors.
pub(super) trait VectorCubics {
    /// The value of one lane's cubic at `t`.
    fn one(&self, place: u16, t: f64) -> f64;

    /// The values of eight lanes, by vectors of four.
    #[cfg(target_arch = "x86_64")]
    fn by_fours(&self, simd: pulp::x86::V3, row: x86::RowLookup<'_>, affine: AffineMap) -> [x86::Four; 2];

    /// The values of eight lanes, by vectors of eight.
    #[cfg(target_arch = "x86_64")]
    fn by_eights(&self, simd: pulp::x86::V4, row: x86::RowLookup<'_>, affine: AffineMap) -> x86::Eight;
}

/// Evaluating the cubic of every lane, as work for vectors: compiled once a width, and called.
pub(super) struct Evaluate<'a, C> {
    pub(super) cubics: &'a C,
    /// Where the cubic of each lane begins.
    pub(super) cells: &'a Lanes<u16>,
    /// Where in its cell each lane is.
    pub(super) t: &'a Lanes,
    pub(super) affine: AffineMap,
    pub(super) values: &'a mut Lanes,
}

impl<'a, C> Evaluate<'a, C> {
    /// Where the cubics of eight lanes begin, and where in their cells the lanes are.
    #[inline(always)]
    fn row(&self, row: usize) -> (&'a [u16; WIDTH], &'a [f64; WIDTH]) {
        (&self.cells.as_chunks().0[row], &self.t.as_chunks().0[row])
    }
}

impl<C: VectorCubics> Work for Evaluate<'_, C> {
    /// Whether any value may not be a number; if not, all are.
    type Output = bool;

    #[inline(always)]
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(unused_variables, reason = "vectors are asked for by name there alone")
    )]
    fn work(self, width: Width) -> bool {
        #[cfg(target_arch = "x86_64")]
        match width {
            Width::Avx512 => {
                if let Some(simd) = pulp::x86::V4::try_new() {
                    return x86::eights(simd, self);
                }
            }
            Width::Avx2 => {
                if let Some(simd) = pulp::x86::V3::try_new() {
                    return x86::fours(simd, self);
                }
            }
            Width::Baseline => {}
        }
        let mut is_missing = false;
        for row in 0..ROWS {
            let ((cells, t), values) = (self.row(row), self.values.row_mut(row));
            for lane in 0..WIDTH {
                values[lane] = self.affine.apply(self.cubics.one(cells[lane], t[lane]));
                is_missing |= values[lane].is_nan();
            }
        }
        is_missing
    }
}

impl VectorCubics for Cubics {
    #[inline(always)]
    fn one(&self, place: u16, t: f64) -> f64 {
        self.cubic_at(place).at(t)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn by_fours(&self, simd: pulp::x86::V3, row: x86::RowLookup<'_>, affine: AffineMap) -> [x86::Four; 2] {
        x86::cubics_by_fours(simd, self, row, affine)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn by_eights(&self, simd: pulp::x86::V4, row: x86::RowLookup<'_>, affine: AffineMap) -> x86::Eight {
        x86::cubics_by_eights(simd, self, row, affine)
    }
}

impl VectorCubics for WholeCubics {
    #[inline(always)]
    fn one(&self, place: u16, t: f64) -> f64 {
        self.cubic_at(place).at(t)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn by_fours(&self, simd: pulp::x86::V3, row: x86::RowLookup<'_>, affine: AffineMap) -> [x86::Four; 2] {
        x86::whole_by_fours(simd, self, row, affine)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn by_eights(&self, simd: pulp::x86::V4, row: x86::RowLookup<'_>, affine: AffineMap) -> x86::Eight {
        x86::whole_by_eights(simd, self, row, affine)
    }
}

/// Functions, not closures: code that is not certain to be inlined is compiled for the narrowest width, and calls each instruction.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{AffineMap, Cubics, Evaluate, ROWS, VectorCubics, WIDTH, WholeCubics};
    use pulp::cast;
    use pulp::x86::{V3, V4};
    use std::arch::x86_64::{__m128d, __m256d, __m512d, __m512i, _CMP_UNORD_Q};

    /// Where the cells of eight lanes begin, and where in them the lanes are.
    pub(super) type RowLookup<'a> = (&'a [u16; WIDTH], &'a [f64; WIDTH]);
    pub(super) type Four = __m256d;
    pub(super) type Eight = __m512d;

    #[inline(always)]
    pub(super) fn eights<C: VectorCubics>(simd: V4, work: Evaluate<'_, C>) -> bool {
        let all = simd.avx512f;
        let zero = all._mm512_setzero_pd();
        let mut nothing = zero;
        for row in 0..ROWS {
            let values = work.cubics.by_eights(simd, work.row(row), work.affine);
            // Stays 0 as long as everything is a number and finite.
            nothing = all._mm512_add_pd(nothing, all._mm512_mul_pd(values, zero));
            *work.values.row_mut(row) = cast(values);
        }
        all._mm512_cmp_pd_mask::<_CMP_UNORD_Q>(nothing, nothing) != 0
    }

    #[inline(always)]
    pub(super) fn fours<C: VectorCubics>(simd: V3, work: Evaluate<'_, C>) -> bool {
        let zero = simd.avx._mm256_setzero_pd();
        let mut nothing = zero;
        for row in 0..ROWS {
            let values = work.cubics.by_fours(simd, work.row(row), work.affine);
            for half in values {
                nothing = simd.avx._mm256_add_pd(nothing, simd.avx._mm256_mul_pd(half, zero));
            }
            *work.values.row_mut(row) = cast(values);
        }
        simd.avx._mm256_movemask_pd(simd.avx._mm256_cmp_pd::<_CMP_UNORD_Q>(nothing, nothing)) != 0
    }

    /// Cells of two words, each of which is a quarter of a vector.
    #[inline(always)]
    pub(super) fn cubics_by_eights(simd: V4, cubics: &Cubics, (at, t): RowLookup<'_>, affine: AffineMap) -> Eight {
        let all = simd.avx512f;
        let even = quarters(simd, cubics, [at[0], at[2], at[4], at[6]]);
        let odd = quarters(simd, cubics, [at[1], at[3], at[5], at[7]]);
        let (first, second) = (all._mm512_unpacklo_pd(even, odd), all._mm512_unpackhi_pd(even, odd));
        let c2 = cast(all._mm512_slli_epi64::<{ Cubics::BEFORE_SECOND }>(cast(second)));
        let c3 = cast(all._mm512_slli_epi64::<{ Cubics::BEFORE_THIRD }>(cast(first)));
        polynomial_of_eights(simd, [first, second, c2, c3], *t, affine)
    }

    #[inline(always)]
    fn quarters(simd: V4, cubics: &Cubics, at: [u16; 4]) -> Eight {
        let (all, more) = (simd.avx512f, simd.avx512dq);
        let vector = all._mm512_castpd128_pd512(pair(cubics, at[0]));
        let vector = more._mm512_insertf64x2::<1>(vector, pair(cubics, at[1]));
        let vector = more._mm512_insertf64x2::<2>(vector, pair(cubics, at[2]));
        more._mm512_insertf64x2::<3>(vector, pair(cubics, at[3]))
    }

    #[inline(always)]
    fn pair(cubics: &Cubics, place: u16) -> __m128d {
        cast(*cubics.bytes(place))
    }

    #[inline(always)]
    fn polynomial_of_eights(simd: V4, [c0, c1, c2, c3]: [Eight; 4], t: [f64; WIDTH], affine: AffineMap) -> Eight {
        let t = cast(t);
        let value = multiply_add_8(simd, multiply_add_8(simd, multiply_add_8(simd, c3, t, c2), t, c1), t, c0);
        let (scale, location) =
            (simd.avx512f._mm512_set1_pd(affine.scale), simd.avx512f._mm512_set1_pd(affine.location));
        multiply_add_8(simd, scale, value, location)
    }

    /// a b + c, rounded twice, so that machines with and without a fused instruction agree.
    #[inline(always)]
    fn multiply_add_8(simd: V4, a: Eight, b: Eight, c: Eight) -> Eight {
        simd.avx512f._mm512_add_pd(simd.avx512f._mm512_mul_pd(a, b), c)
    }

    /// The same with cells that are half of a vector.
    #[inline(always)]
    pub(super) fn cubics_by_fours(simd: V3, cubics: &Cubics, (at, t): RowLookup<'_>, affine: AffineMap) -> [Four; 2] {
        [
            four_cubics(simd, cubics, [at[0], at[1], at[2], at[3]], [t[0], t[1], t[2], t[3]], affine),
            four_cubics(simd, cubics, [at[4], at[5], at[6], at[7]], [t[4], t[5], t[6], t[7]], affine),
        ]
    }

    #[inline(always)]
    fn four_cubics(simd: V3, cubics: &Cubics, at: [u16; 4], t: [f64; 4], affine: AffineMap) -> Four {
        let (avx, avx2) = (simd.avx, simd.avx2);
        let (even, odd) = (halves(simd, cubics, [at[0], at[2]]), halves(simd, cubics, [at[1], at[3]]));
        let (first, second) = (avx._mm256_unpacklo_pd(even, odd), avx._mm256_unpackhi_pd(even, odd));
        let c2 = cast(avx2._mm256_slli_epi64::<{ Cubics::BEFORE_SECOND as i32 }>(cast(second)));
        let c3 = cast(avx2._mm256_slli_epi64::<{ Cubics::BEFORE_THIRD as i32 }>(cast(first)));
        polynomial_of_fours(simd, [first, second, c2, c3], t, affine)
    }

    #[inline(always)]
    fn halves(simd: V3, cubics: &Cubics, at: [u16; 2]) -> Four {
        simd.avx._mm256_insertf128_pd::<1>(simd.avx._mm256_castpd128_pd256(pair(cubics, at[0])), pair(cubics, at[1]))
    }

    #[inline(always)]
    fn polynomial_of_fours(simd: V3, [c0, c1, c2, c3]: [Four; 4], t: [f64; 4], affine: AffineMap) -> Four {
        let t = cast(t);
        let value = multiply_add_4(simd, multiply_add_4(simd, multiply_add_4(simd, c3, t, c2), t, c1), t, c0);
        let (scale, location) = (simd.avx._mm256_set1_pd(affine.scale), simd.avx._mm256_set1_pd(affine.location));
        multiply_add_4(simd, scale, value, location)
    }

    #[inline(always)]
    fn multiply_add_4(simd: V3, a: Four, b: Four, c: Four) -> Four {
        simd.avx._mm256_add_pd(simd.avx._mm256_mul_pd(a, b), c)
    }

    /// Cells of four words, each of which is half of a vector.
    #[inline(always)]
    pub(super) fn whole_by_eights(simd: V4, cubics: &WholeCubics, (at, t): RowLookup<'_>, affine: AffineMap) -> Eight {
        /// The words to take of two vectors; those of the second are counted from 8.
        const OUTER: [u64; WIDTH] = [0, 1, 8, 9, 4, 5, 12, 13];
        const INNER: [u64; WIDTH] = [2, 3, 10, 11, 6, 7, 14, 15];
        let all = simd.avx512f;
        let (outer, inner): (__m512i, __m512i) = (cast(OUTER), cast(INNER));
        let (first, second) = (wide_halves(simd, cubics, [at[0], at[4]]), wide_halves(simd, cubics, [at[1], at[5]]));
        let (third, fourth) = (wide_halves(simd, cubics, [at[2], at[6]]), wide_halves(simd, cubics, [at[3], at[7]]));
        let (low, low_too) = (all._mm512_unpacklo_pd(first, second), all._mm512_unpacklo_pd(third, fourth));
        let (high, high_too) = (all._mm512_unpackhi_pd(first, second), all._mm512_unpackhi_pd(third, fourth));
        let words = [
            all._mm512_permutex2var_pd(low, outer, low_too),
            all._mm512_permutex2var_pd(high, outer, high_too),
            all._mm512_permutex2var_pd(low, inner, low_too),
            all._mm512_permutex2var_pd(high, inner, high_too),
        ];
        polynomial_of_eights(simd, words, *t, affine)
    }

    #[inline(always)]
    fn wide_halves(simd: V4, cubics: &WholeCubics, at: [u16; 2]) -> Eight {
        let all = simd.avx512f;
        all._mm512_insertf64x4::<1>(all._mm512_castpd256_pd512(four(cubics, at[0])), four(cubics, at[1]))
    }

    #[inline(always)]
    fn four(cubics: &WholeCubics, place: u16) -> Four {
        cast(*cubics.bytes(place))
    }

    /// The same with cells that are a whole vector.
    #[inline(always)]
    pub(super) fn whole_by_fours(
        simd: V3,
        cubics: &WholeCubics,
        (at, t): RowLookup<'_>,
        affine: AffineMap,
    ) -> [Four; 2] {
        [
            four_whole(simd, cubics, [at[0], at[1], at[2], at[3]], [t[0], t[1], t[2], t[3]], affine),
            four_whole(simd, cubics, [at[4], at[5], at[6], at[7]], [t[4], t[5], t[6], t[7]], affine),
        ]
    }

    #[inline(always)]
    fn four_whole(simd: V3, cubics: &WholeCubics, at: [u16; 4], t: [f64; 4], affine: AffineMap) -> Four {
        let avx = simd.avx;
        let (first, second) = (four(cubics, at[0]), four(cubics, at[1]));
        let (third, fourth) = (four(cubics, at[2]), four(cubics, at[3]));
        let (low, low_too) = (avx._mm256_unpacklo_pd(first, second), avx._mm256_unpacklo_pd(third, fourth));
        let (high, high_too) = (avx._mm256_unpackhi_pd(first, second), avx._mm256_unpackhi_pd(third, fourth));
        let words = [
            avx._mm256_permute2f128_pd::<0x20>(low, low_too),
            avx._mm256_permute2f128_pd::<0x20>(high, high_too),
            avx._mm256_permute2f128_pd::<0x31>(low, low_too),
            avx._mm256_permute2f128_pd::<0x31>(high, high_too),
        ];
        polynomial_of_fours(simd, words, t, affine)
    }
}
