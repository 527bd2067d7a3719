//! The response curve of a lever over all runs: where the probability crosses the wanted one, and between which values it may do so.
//!
//! On fixed draws the probability is a step function of the lever. The search is for a value at which it meets what is wanted, next to one
//! at which it does not, closer than sampling error can distinguish.
//!
//! # Source
//! Dowell and Jarratt, "A modified regula falsi method for computing the root of an equation", BIT 11, 1971 (the Illinois method), on
//! normal quantiles of the probability, with bisection where it is slow. Inverting the interval of a probability at every value: Kleijnen,
//! Design and Analysis of Simulation Experiments, 2nd edition, 2015, 2.5 (calibration).

use super::trials::TrialResult;
use crate::answers::Estimate;
use crate::distribution::{TailProbabilities, standard_normal};
use std::collections::BTreeMap;

/// The value at which it meets what is wanted lies beyond it by no more than this share of the half-width of the probability.
const CLOSE: f64 = 0.02;
/// The same of the ends of the interval.
const END_CLOSE: f64 = 0.06;
/// Values that are tried for a point of a curve, at most.
const MOST_ON_A_LEVEL: usize = 8;
/// Values that differ by less than this share of their size are the same.
const SAME: f64 = 1e-9;
/// Values that are tried for one end, at most: bisection of all floats takes no more.
const MOST_TRIES: usize = 128;

/// Computes the probability at a value.
pub(in crate::answers) type ProbabilityAt<'a> = Box<dyn Fn(f64) -> TrialResult<Estimate> + 'a>;

/// The probability as a function of a lever; no value is computed twice.
pub(in crate::answers) struct ResponseCurve<'a> {
    probability_at: ProbabilityAt<'a>,
    /// Whether only whole values have a meaning.
    is_whole: bool,
    /// The least and the greatest value that may be tried.
    range: (f64, f64),
    /// About how large values are.
    size: f64,
    /// Runs of a probability.
    runs: u64,
    known: BTreeMap<u64, Estimate>,
}

/// Values next to each other: at the one the probability falls short, at the other it does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::answers) struct Bracket {
    pub(in crate::answers) short: f64,
    pub(in crate::answers) meets: f64,
}

/// Where the probability passes what is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::answers) struct Crossing {
    /// The value at which it meets it.
    pub(in crate::answers) value: f64,
    /// The least value at which it may; `None` if the range ends before.
    pub(in crate::answers) low: Option<f64>,
    /// The greatest value at which it may; `None` if the range ends before.
    pub(in crate::answers) high: Option<f64>,
    /// What it is there.
    pub(in crate::answers) probability: Estimate,
}

/// A part of an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Estimate,
    Low,
    High,
}

impl Part {
    fn of(self, estimate: &Estimate) -> f64 {
        match self {
            Self::Estimate => estimate.estimate,
            Self::Low => estimate.low,
            Self::High => estimate.high,
        }
    }
}

impl<'a> ResponseCurve<'a> {
    pub(in crate::answers) fn new(
        probability_at: ProbabilityAt<'a>,
        is_whole: bool,
        range: (f64, f64),
        size: f64,
        runs: u64,
    ) -> Self {
        Self { probability_at, is_whole, range, size, runs, known: BTreeMap::new() }
    }

    /// The probability at a value.
    ///
    /// # Errors
    /// - If it cannot be computed.
    pub(in crate::answers) fn at(&mut self, value: f64) -> TrialResult<Estimate> {
        // Zero has two signs and one meaning.
        let key = (value + 0.0).to_bits();
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let found = (self.probability_at)(value)?;
        self.known.insert(key, found);
        Ok(found)
    }

    /// All values, not below 0, of which the probability is known, rising.
    pub(in crate::answers) fn known(&self) -> impl Iterator<Item = (f64, Estimate)> {
        self.known.iter().map(|(&bits, &probability)| (f64::from_bits(bits), probability))
    }

    /// Records the probability at a value.
    pub(in crate::answers) fn learn(&mut self, value: f64, probability: Estimate) {
        self.known.insert((value + 0.0).to_bits(), probability);
    }

    /// Where it passes `wanted` within a bracket, with its interval.
    ///
    /// # Errors
    /// - If a probability cannot be computed.
    pub(in crate::answers) fn crossing(&mut self, wanted: f64, bracket: Bracket) -> TrialResult<Crossing> {
        let slope_step = self.step(wanted, bracket)?;
        let close = if self.is_whole { 0.0 } else { CLOSE };
        let found = self.close(Part::Estimate, wanted, bracket, close)?;
        let found = Bracket { meets: self.rounded(wanted, found, slope_step)?, ..found };
        let onwards = (bracket.meets - bracket.short).signum();
        let sure = self.end(Part::Low, wanted, found, onwards, slope_step)?;
        let possible = self.end(Part::High, wanted, found, -onwards, slope_step)?;
        let (low, high) = if onwards > 0.0 { (possible, sure) } else { (sure, possible) };
        Ok(Crossing { value: found.meets, low, high, probability: self.at(found.meets)? })
    }

    /// Between two values, where the probability is `wanted`: between the values next to it that were tried, of which one has it to half
    /// the width of its interval, as normal quantiles go.
    ///
    /// # Errors
    /// - If a probability cannot be computed.
    pub(in crate::answers) fn between_on_a_level(&mut self, wanted: f64, bracket: Bracket) -> TrialResult<f64> {
        let Bracket { mut short, mut meets } = bracket;
        for _ in 0..MOST_ON_A_LEVEL {
            let value = short + self.share(wanted, short, meets)? * (meets - short);
            if self.are_next(short, meets) || self.is_whole {
                return Ok(value);
            }
            let found = self.at(value)?;
            *(if found.estimate >= wanted { &mut meets } else { &mut short }) = value;
            if (found.estimate - wanted).abs() <= 0.25 * (found.high - found.low) {
                break;
            }
        }
        Ok(short + self.share(wanted, short, meets)? * (meets - short))
    }

    /// How far between two values the probability is `wanted`, as normal quantiles go.
    fn share(&mut self, wanted: f64, short: f64, meets: f64) -> TrialResult<f64> {
        let [low, high] = [self.at(short)?, self.at(meets)?].map(|of| self.normal(of.estimate));
        let share = if high > low { (self.normal(wanted) - low) / (high - low) } else { 0.5 };
        Ok(share.clamp(0.0, 1.0))
    }

    fn close(&mut self, part: Part, wanted: f64, bracket: Bracket, close: f64) -> TrialResult<Bracket> {
        let Bracket { mut short, mut meets } = bracket;
        // The weights that the Illinois method takes from the end that stays.
        let mut weights = (1.0, 1.0);
        for tried in 0..MOST_TRIES {
            let (below, above) = (self.at(short)?, self.at(meets)?);
            let half = 0.5 * (above.high - above.low);
            let enough = (close * half).max(if close > 0.0 { 1.0 / self.runs as f64 } else { 0.0 });
            if self.are_next(short, meets) || part.of(&above) - wanted < enough {
                break;
            }
            let aim = self.normal(wanted + 0.5 * enough);
            let (f, g) =
                (weights.0 * (self.normal(part.of(&below)) - aim), weights.1 * (self.normal(part.of(&above)) - aim));
            let share = if g > f && f < 0.0 && g > 0.0 { -f / (g - f) } else { 0.5 };
            let share = if tried % 4 == 3 { 0.5 } else { share.clamp(0.02, 0.98) };
            let value = self.between(short, meets, share);
            if part.of(&self.at(value)?) >= wanted {
                meets = value;
                weights = (0.5 * weights.0, 1.0);
            } else {
                short = value;
                weights = (1.0, 0.5 * weights.1);
            }
        }
        Ok(Bracket { short, meets })
    }

    /// The furthest value, away from the crossing in a direction, at which what is wanted is still within the interval of the
    /// probability; `None` if the range ends before.
    fn end(
        &mut self,
        part: Part,
        wanted: f64,
        crossing: Bracket,
        direction: f64,
        step: f64,
    ) -> TrialResult<Option<f64>> {
        // Beyond the crossing even the lower end meets what is wanted; before it not even the upper one does.
        let goes_on = part == Part::Low;
        let is_outside = |of: f64| if goes_on { of >= wanted } else { of < wanted };
        let (mut inside, mut step) = (crossing.meets, step);
        if is_outside(part.of(&self.at(inside)?)) {
            return Ok(Some(inside));
        }
        for _ in 0..MOST_TRIES {
            let last = if direction > 0.0 { self.range.1 } else { self.range.0 };
            let reach = crossing.meets + direction * step;
            let value = if (reach - last) * direction >= 0.0 { last } else { reach };
            let value = if self.is_whole { value.round() } else { value };
            if is_outside(part.of(&self.at(value)?)) {
                let bracket = if goes_on {
                    Bracket { short: inside, meets: value }
                } else {
                    Bracket { short: value, meets: inside }
                };
                let found = self.close(part, wanted, bracket, if self.is_whole { 0.0 } else { END_CLOSE })?;
                return Ok(Some(found.meets));
            }
            if (value - last) * direction >= 0.0 {
                return Ok(None);
            }
            (inside, step) = (value, 2.0 * step);
        }
        Ok(None)
    }

    /// About how far along the lever the probability changes by half the width of its interval.
    fn step(&mut self, wanted: f64, bracket: Bracket) -> TrialResult<f64> {
        let (short, meets) = (self.at(bracket.short)?, self.at(bracket.meets)?);
        let width = (bracket.meets - bracket.short).abs();
        let rise = self.normal(meets.estimate) - self.normal(short.estimate);
        let half = 0.5 * (meets.high - meets.low).max(short.high - short.low);
        let sides = self.normal((wanted + half).min(1.0)) - self.normal((wanted - half).max(0.0));
        let step = width * (0.6 * sides / rise.max(1e-9)).clamp(1e-6, 1.0);
        Ok(if self.is_whole { step.round().max(1.0) } else { step })
    }

    /// A value of fewer digits beyond the one found, which sampling error cannot distinguish from it, if it meets what is wanted too.
    fn rounded(&mut self, wanted: f64, found: Bracket, step: f64) -> TrialResult<f64> {
        let Bracket { short, meets } = found;
        if self.is_whole || self.are_next(short, meets) {
            return Ok(meets);
        }
        let value = fewer_digits(meets, step, meets > short);
        let is_within = value.is_finite() && (self.range.0..=self.range.1).contains(&value);
        Ok(if is_within && self.at(value)?.estimate >= wanted { value } else { meets })
    }

    /// Whether two values are neighbours for all practical purposes.
    fn are_next(&self, a: f64, b: f64) -> bool {
        let apart = (a - b).abs();
        if self.is_whole { apart <= 1.0 } else { apart <= SAME * a.abs().max(b.abs()).max(1e-3 * self.size) }
    }

    fn between(&self, a: f64, b: f64, share: f64) -> f64 {
        let value = a + share * (b - a);
        if !self.is_whole {
            return value;
        }
        let (low, high) = (a.min(b), a.max(b));
        value.round().clamp(low + 1.0, high - 1.0)
    }

    /// The normal quantile of a probability, finite.
    fn normal(&self, probability: f64) -> f64 {
        let least = 0.25 / self.runs as f64;
        standard_normal::quantile(TailProbabilities::below(probability.clamp(least, 1.0 - least)))
    }
}

/// A number of fewer digits, not below (or not above), that differs by less than a twentieth of `resolution`.
pub(in crate::answers) fn fewer_digits(number: f64, resolution: f64, up: bool) -> f64 {
    let unit = 10_f64.powf((0.05 * resolution).log10().floor());
    let steps = if up { (number / unit).ceil() } else { (number / unit).floor() };
    // Dividing by a power of ten gives the number with that many decimals; multiplying may not.
    let rounded = if unit < 1.0 { steps / (1.0 / unit).round() } else { steps * unit };
    let is_beyond = if up { rounded >= number } else { rounded <= number };
    if rounded.is_finite() && is_beyond { rounded } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_digits_stay_on_their_side_and_near() {
        for (number, apart, up, expected) in [
            (1_870.579_859, 10.0, true, 1_870.6),
            (1_870.579_859, 10.0, false, 1_870.5),
            (-0.123_456, 0.01, true, -0.1234),
        ] {
            let rounded = fewer_digits(number, apart, up);
            assert!((rounded - expected).abs() < 1e-12, "{rounded}");
        }
        assert_eq!(fewer_digits(3.0, 0.0, true).to_bits(), 3.0_f64.to_bits(), "nothing can be told apart");
    }

    /// 1 less a normal distribution function, so that crossings are known; as of a million runs without error.
    fn line<'a>(centre: f64, is_whole: bool, evaluations: &'a std::cell::Cell<u32>) -> ResponseCurve<'a> {
        let probability_at = move |value: f64| {
            evaluations.set(evaluations.get() + 1);
            let share = standard_normal::probability(value - centre).below;
            let half = 0.001;
            Ok(Estimate { estimate: share, low: share - half, high: share + half })
        };
        ResponseCurve::new(Box::new(probability_at), is_whole, (-50.0, 50.0), 1.0, 1_000_000)
    }

    #[test]
    fn a_crossing_and_its_interval_are_found_in_a_few_tries() {
        let evaluations = std::cell::Cell::new(0);
        let crossing = line(7.3, false, &evaluations).crossing(0.9, Bracket { short: 1.0, meets: 20.0 }).unwrap();
        let quantile = 7.3 + 1.281_551_565_544_6;
        // The density at the 90 % point is 0.175498, so that half a width of 0.001 is 0.0057 along the line.
        assert!((crossing.value - quantile).abs() < 0.05 * 0.0057, "{crossing:?}");
        assert!((crossing.low.unwrap() - (quantile - 0.0057)).abs() < 0.001, "{crossing:?}");
        assert!((crossing.high.unwrap() - (quantile + 0.0057)).abs() < 0.001, "{crossing:?}");
        assert!(evaluations.get() < 30, "{}", evaluations.get());
    }

    #[test]
    fn a_crossing_in_whole_numbers_is_the_first_that_meets() {
        let evaluations = std::cell::Cell::new(0);
        let crossing = line(7.3, true, &evaluations).crossing(0.9, Bracket { short: 1.0, meets: 40.0 }).unwrap();
        assert_eq!((crossing.value, crossing.low, crossing.high), (9.0, Some(9.0), Some(9.0)));
    }

    #[test]
    fn an_end_that_the_range_does_not_reach_is_unknown() {
        let probability_at = |value: f64| Ok(Estimate { estimate: 0.5 + 0.001 * value, low: 0.0, high: 1.0 });
        let mut line = ResponseCurve::new(Box::new(probability_at), false, (-50.0, 50.0), 1.0, 1_000);
        let crossing = line.crossing(0.5, Bracket { short: -50.0, meets: 50.0 }).unwrap();
        assert_eq!((crossing.low, crossing.high), (None, None));
    }

    #[test]
    fn a_jump_is_found_to_nine_digits() {
        let probability_at = |value: f64| {
            let share = if value >= std::f64::consts::PI { 1.0 } else { 0.0 };
            Ok(Estimate { estimate: share, low: share, high: share })
        };
        let mut line = ResponseCurve::new(Box::new(probability_at), false, (0.0, 50.0), 1.0, 1_000);
        let crossing = line.crossing(0.9, Bracket { short: 0.0, meets: 50.0 }).unwrap();
        assert!(crossing.value >= std::f64::consts::PI && crossing.value < std::f64::consts::PI * (1.0 + 2e-9));
    }
}
