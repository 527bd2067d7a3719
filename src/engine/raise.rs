//! When capital is received in a block, and how much, where nothing is required for it (equations, 9).

use super::jumps::Jumps;
use super::moment::NEVER;
use crate::model::Raise;
use crate::sampling::Draws;
use crate::vector::{self, LANES, Lanes};

/// Lets one raise of capital land in the step and on the day in which it does in each lane, once the single drivers are drawn; `jumps` are
/// by step.
#[inline(always)]
pub(super) fn land(raise: &Raise, draws: &Draws<'_>, months_per_step: f64, jumps: &mut [Jumps]) {
    let (delay, mut amounts) = (raise.delay.map(|delay| draws.of(delay)), *draws.of(raise.amount));
    if let Some(closing) = raise.closing {
        let (probability, closes) = (draws.of(closing.probability), draws.of(closing.closes));
        for lane in 0..LANES {
            amounts[lane] = if 1.0 - closes[lane] < probability[lane] { amounts[lane] } else { 0.0 };
        }
    }
    let horizon = jumps.len() as f64;
    let Some(delay) = delay else {
        let at = raise.month / months_per_step;
        if at < horizon {
            jumps[step(at.floor())].land_everywhere(at - at.floor(), &amounts);
        }
        return;
    };
    let (mut steps, mut days) = (Lanes::all(0.0), Lanes::all(0.0));
    for lane in 0..LANES {
        let at = (raise.month + delay[lane]) / months_per_step;
        steps[lane] = at.floor();
        days[lane] = at - at.floor();
    }
    for lane in 0..LANES {
        // Neither what does not close nor what comes after the horizon moves anything.
        if amounts[lane] != 0.0 && steps[lane] < horizon {
            jumps[step(steps[lane])].land(lane, days[lane], amounts[lane]);
        }
    }
}

/// The day on which a raise of capital is due, in months after the start; [`NEVER`] where it does not close.
#[inline(always)]
pub(super) fn planned_for(raise: &Raise, draws: &Draws<'_>) -> Lanes {
    let mut moment = Lanes::all(raise.month);
    if let Some(delay) = raise.delay {
        vector::add(&mut moment, draws.of(delay));
    }
    if let Some(closing) = raise.closing {
        let (probability, closes) = (draws.of(closing.probability), draws.of(closing.closes));
        for lane in 0..LANES {
            moment[lane] = if 1.0 - closes[lane] < probability[lane] { moment[lane] } else { NEVER };
        }
    }
    moment
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "a whole number below the number of steps")]
fn step(whole: f64) -> usize {
    whole as usize
}
