//! The standard normal distribution, by both tails: latents are drawn from it, and the normal families are made of it.
//! Both tails keep all their digits down to 1e-300.

use super::TailProbabilities;
use std::f64::consts::FRAC_1_SQRT_2;

/// The cumulative distribution function and the survival function at `z`.
///
/// # Units
/// `z` counts in standard deviations.
#[must_use]
pub fn probability(z: f64) -> TailProbabilities {
    let scaled = z * FRAC_1_SQRT_2;
    TailProbabilities { below: 0.5 * libm::erfc(-scaled), above: 0.5 * libm::erfc(scaled) }
}

/// The quantile, to a relative error of about 1e-15. Always finite: a tail of 0 counts as the smallest positive number.
///
/// # Units
/// Standard deviations.
///
/// # Source
/// Wichura 1988, algorithm AS 241 (PPND16).
#[must_use]
pub fn quantile(p: TailProbabilities) -> f64 {
    let tail = p.below.min(p.above).max(f64::from_bits(1));
    if tail >= 0.075 {
        let q = if p.below < p.above { p.below - 0.5 } else { 0.5 - p.above };
        return q * ratio(0.180_625 - q * q, &CENTRE);
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(r - 1.6, &SHOULDER) } else { ratio(r - 5.0, &FAR) };
    if p.below < p.above { -z } else { z }
}

/// Coefficients of a numerator and a denominator, lowest power first.
type Rational = ([f64; 8], [f64; 8]);

fn ratio(x: f64, (numerator, denominator): &Rational) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    polynomial(numerator) / polynomial(denominator)
}

#[expect(clippy::excessive_precision, reason = "the digits of the source")]
const CENTRE: Rational = (
    [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
);

#[expect(clippy::excessive_precision, reason = "the digits of the source")]
const SHOULDER: Rational = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);

#[expect(clippy::excessive_precision, reason = "the digits of the source")]
const FAR: Rational = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_inverts_probability_in_both_tails() {
        for k in -370..=370 {
            let z = f64::from(k) * 0.1;
            let found = quantile(probability(z));
            assert!((found - z).abs() <= 2e-15 * z.abs().max(0.1), "{z}: {found}");
        }
    }

    #[test]
    fn is_finite_and_symmetric_at_the_ends() {
        let low = quantile(TailProbabilities::below(0.0));
        assert!(low.is_finite() && low < -38.0);
        assert!((low + quantile(TailProbabilities::above(0.0))).abs() < f64::EPSILON);
        assert!(quantile(TailProbabilities::below(0.5)).abs() < f64::EPSILON);
    }
}
