//! The run rate of a line that grows, and does not exist throughout or follows an index (equations, 5, 23 and 26).

use super::indices::IndexLevel;
use crate::vector::{LANES, Lanes};

/// A run rate in the money of the start: what the index adds stands in its level.
#[derive(Debug, Clone)]
pub(super) struct RunRate {
    /// At the start of the step, in units a year; the opening one until the line begins.
    rate: Lanes,
    /// By how much the step multiplies it.
    factor: Lanes,
}

impl RunRate {
    pub(super) const NEW: Self = Self { rate: Lanes::all(0.0), factor: Lanes::all(1.0) };

    #[inline(always)]
    pub(super) fn open(&mut self, opening: &Lanes) {
        (self.rate, self.factor) = (*opening, Lanes::all(1.0));
    }

    /// The amount of a step that the line exists in from the share `begin` on, for `share` of it; `growth` are the factor of a whole step and
    /// its integral in years.
    #[inline(always)]
    pub(super) fn take(
        &mut self,
        (begin, share): (&Lanes, &Lanes),
        (factor, integral): (&Lanes, &Lanes),
        index: Option<&IndexLevel>,
        step_years: f64,
        amount: &mut Lanes,
    ) {
        let (mut level, mut index_rate, mut joint) = (Lanes::all(1.0), Lanes::all(0.0), *integral);
        if let Some(index) = index {
            (level, index_rate) = (index.level, index.rate);
            for lane in 0..LANES {
                let x = ((factor[lane] - 1.0) / integral[lane] + index_rate[lane]) * step_years;
                joint[lane] = step_years * mean_growth_to(x, factor[lane] * index.factor[lane]);
            }
        }
        let mut is_any_partial = false;
        for lane in 0..LANES {
            let is_whole = share[lane] >= 1.0;
            amount[lane] = if is_whole { self.rate[lane] * level[lane] * joint[lane] } else { 0.0 };
            self.factor[lane] = if is_whole { factor[lane] } else { 1.0 };
            is_any_partial |= (share[lane] > 0.0) & !is_whole;
        }
        if is_any_partial {
            let rates = Rates { factor, integral, level: &level, index: &index_rate, step_years };
            self.take_partial((begin, share), &rates, amount);
        }
    }

    /// The same where the line begins or ends within the step, lane by lane: few steps are such.
    #[inline(always)]
    fn take_partial(&mut self, (begin, share): (&Lanes, &Lanes), rates: &Rates<'_>, amount: &mut Lanes) {
        for lane in 0..LANES {
            if share[lane] <= 0.0 || share[lane] >= 1.0 {
                continue;
            }
            let (until_then, years) = (begin[lane] * rates.step_years, share[lane] * rates.step_years);
            let own = (rates.factor[lane] - 1.0) / rates.integral[lane];
            let level = rates.level[lane] * libm::exp(rates.index[lane] * until_then);
            amount[lane] = self.rate[lane] * level * years * mean_growth((own + rates.index[lane]) * years);
            self.factor[lane] = libm::exp(own * years);
        }
    }

    /// Moves it to the end of the step.
    #[inline(always)]
    pub(super) fn note(&mut self) {
        for lane in 0..LANES {
            self.rate[lane] *= self.factor[lane];
        }
    }
}

/// How a step multiplies the rate and the index of a line.
struct Rates<'a> {
    factor: &'a Lanes,
    integral: &'a Lanes,
    level: &'a Lanes,
    index: &'a Lanes,
    step_years: f64,
}

/// Below this the mean is told by its series, to the last bit, where `exp(x) - 1` would lose digits.
const SMALL: f64 = 0.1;

/// The mean of exp(t) for t from 0 to `x`, where `grown` is exp(x).
#[inline(always)]
fn mean_growth_to(x: f64, grown: f64) -> f64 {
    let series = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0].into_iter().fold(1.0, |sum, term| 1.0 + x / term * sum);
    if x.abs() < SMALL { series } else { (grown - 1.0) / x }
}

/// The mean of exp(t) for t from 0 to `x`: (exp(x) - 1) / x, and 1 at 0.
#[inline(always)]
fn mean_growth(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { libm::expm1(x) / x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_growth_is_the_same_by_both_ways() {
        for x in [-4.6, -0.11, -0.0999, -1e-9, 0.0, 1e-5, 0.05, 0.0999, 0.1001, 3.0_f64] {
            let (one, other) = (mean_growth_to(x, x.exp()), mean_growth(x));
            assert!((one / other - 1.0).abs() < 1e-14, "{one} and {other} at {x}");
        }
    }

    #[test]
    fn a_step_in_two_parts_is_a_whole_step() {
        let growth =
            |years: f64| (Lanes::all(1.5_f64.powf(years)), Lanes::all((1.5_f64.powf(years) - 1.0) / 1.5_f64.ln()));
        let (factor, integral) = growth(0.25);
        let mut rate = RunRate::NEW;
        let mut amounts = [0.0; 3];
        for (place, (begin, share)) in [(0.0, 0.4), (0.4, 0.6), (0.0, 1.0)].into_iter().enumerate() {
            if place != 1 {
                rate.open(&Lanes::all(8.0));
            }
            let mut amount = Lanes::all(0.0);
            let part = (&Lanes::all(begin), &Lanes::all(share));
            rate.take(part, (&factor, &integral), None, 0.25, &mut amount);
            rate.note();
            amounts[place] = amount[0];
        }
        assert!((amounts[0] + amounts[1] - amounts[2]).abs() < 1e-12, "{amounts:?}");
        assert!((rate.rate[0] - 8.0 * factor[0]).abs() < 1e-12);
    }
}
