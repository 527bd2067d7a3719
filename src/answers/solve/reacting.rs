//! The cash at the start with which a share of the runs lasts, where something reacts to cash: searched as the quantiles of capital needed
//! are, so that both are the same number on the same runs.

use super::exact::is_survival;
use crate::answers::Estimate;
use crate::answers::estimator::{Estimator, NeedEstimator};
use crate::answers::interval::ALPHA;
use crate::answers::lasting::{FirstLook, LastingCurve};
use crate::answers::levers::{Crossing, TrialResult, Trials, fewer_digits};
use crate::engine::RUNS_SOLVED;
use crate::model::{Lever, Levers, Model};
use std::cell::Cell;

/// If it answers the question: a lever of cash at the start, survival to the horizon, and something that reacts to cash. `None` as well if
/// even the minimum is enough.
///
/// # Errors
/// - As [`Trials::of`].
pub(super) fn crossing(
    lever: &Lever,
    levers: &Levers,
    trials: &Trials<'_>,
    wanted: f64,
) -> TrialResult<Option<Crossing>> {
    let base = levers.base();
    if !lever.is_opening_cash() || !base.company.reacts() || !is_survival(trials.test, base) {
        return Ok(None);
    }
    let at = |cash: f64| levers.model(&[(lever, cash)]);
    for start in lever.own.into_iter().chain([base.company.minimum_cash]) {
        let more = more_cash(&at(start)?, trials, wanted)?;
        let Some(more) = more.filter(|more| more.estimate > 0.0) else { continue };
        let [value, low, high] = [more.estimate, more.low, more.high].map(|more| start + more);
        let half = 0.5 * (high - low);
        let rounded = if half.is_finite() { fewer_digits(value, half, true).min(high) } else { value };
        let (mut value, mut probability) = (rounded, trials.of(&at(rounded)?)?);
        if probability.estimate < wanted {
            value = start + more.estimate;
            probability = trials.of(&at(value)?)?;
        }
        let (low, high) = (Some(low).filter(|low| *low > start), Some(high).filter(|high| high.is_finite()));
        return Ok(Some(Crossing { value, low, high, probability }));
    }
    Ok(None)
}

/// How much more cash at the start the share `wanted` needs; `None` if hardly any run needs more.
fn more_cash(model: &Model, trials: &Trials<'_>, wanted: f64) -> TrialResult<Option<Estimate>> {
    let solved = trials.runs().min(RUNS_SOLVED);
    let tally = trials.tally(model, solved)?;
    let estimator = Estimator::new(&tally, ALPHA);
    let (needs, halted) = (NeedEstimator::new(&estimator), Cell::new(None));
    let sweep = |amounts: &[f64], runs: u64| {
        trials.lasted_with(model, amounts, runs).map_err(|halt| halted.set(Some(halt))).ok()
    };
    let first = FirstLook::new(&needs, solved, &sweep);
    let curve = first.and_then(|first| LastingCurve::new(&needs, &first, &[wanted], (trials.runs(), &sweep)));
    let more = curve.map(|curve| curve.quantile(wanted));
    match halted.take() {
        Some(halt) => Err(halt),
        None => Ok(more),
    }
}
