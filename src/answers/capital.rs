//! Capital needed: its quantiles, and survival by capital; read off what each run needs, or, where more cash harms runs, searched.

use super::estimator::{Estimator, NeedEstimator};
use super::interval::quantile_rank;
use super::lasting::{FirstLook, LastedWith, LastingCurve, TOLD};
use super::{CapitalNeeded, Estimate, SurvivalPoint};
use crate::engine::{Progress, RUNS_SOLVED, RequestedOutputs, Simulator};
use crate::model::Model;
use crate::tally::{LastingTally, Merge as _};
use std::cell::Cell;

/// Points of the survival curve.
const CURVE_POINTS: u32 = 160;

/// What is answered about capital needed.
#[derive(Debug, Clone)]
pub(super) struct Capital {
    pub(super) needed: CapitalNeeded,
    pub(super) survival: Vec<SurvivalPoint>,
    /// Whether it was not stopped before it was known whether more cash harms runs: if it was, it is read off what each run needs.
    pub(super) complete: bool,
}

/// Runs that were simulated, and can be again.
pub(super) struct Followed<'a> {
    pub(super) simulator: &'a Simulator<'a>,
    pub(super) model: &'a Model,
    /// How many, from the first.
    pub(super) runs: u64,
    /// By run; `None`: each counts as one.
    pub(super) weights: Option<&'a [u64]>,
}

impl Followed<'_> {
    /// Capital needed in these runs, which `estimator` counts.
    pub(super) fn capital(&self, estimator: &Estimator<'_>) -> Capital {
        let needs = NeedEstimator::new(estimator);
        let again = Again { followed: self, replicates: estimator.tally.replicates.len(), futures: Cell::new(0) };
        let (runs, complete) = (self.runs.min(RUNS_SOLVED), Cell::new(true));
        let sweep = |amounts: &[f64], runs: u64| {
            let lasted = again.sweep(amounts, runs);
            complete.set(lasted.is_some());
            lasted
        };
        let first = self.model.company.reacts().then(|| FirstLook::new(&needs, runs, &sweep)).flatten();
        let harmful = first.filter(|first| !first.is_harmless());
        let searched = harmful.and_then(|first| {
            let curve = LastingCurve::new(&needs, &first, &TOLD, (runs, &sweep))?;
            Some((first.harmed, curve))
        });
        let (needed, survival) = match &searched {
            None => {
                (self.needed(estimator, |p| needs.quantile(p)), curve(estimator, |capital| needs.survival(capital)))
            }
            Some((harmed, lasting)) => {
                let needed = self.needed(estimator, |p| lasting.quantile(p));
                let survival = curve(estimator, |capital| lasting.survival(capital));
                (CapitalNeeded { harmed: Some(*harmed), ..needed }, survival)
            }
        };
        Capital { needed, survival, complete: complete.get() }
    }

    fn needed(&self, estimator: &Estimator<'_>, quantile: impl Fn(f64) -> Estimate) -> CapitalNeeded {
        let reacts = self.model.company.reacts();
        let [p50, p75, p90, p95, p99] = TOLD.map(quantile);
        CapitalNeeded {
            method: if reacts { "repeated" } else { "exact" }.to_owned(),
            runs: reacts.then(|| estimator.all.need.count()),
            harmed: None,
            p50,
            p75,
            p90,
            p95,
            p99,
        }
    }
}

/// The survival curve, up to what nearly all runs need.
fn curve(estimator: &Estimator<'_>, survival: impl Fn(f64) -> Estimate) -> Vec<SurvivalPoint> {
    let need = &estimator.all.need;
    let most = need.ranked(quantile_rank(0.995, need.count()));
    let point = |place: u32| {
        let capital = most * f64::from(place) / f64::from(CURVE_POINTS);
        SurvivalPoint { capital, survival: survival(capital) }
    };
    (0..=CURVE_POINTS).map(point).collect()
}

/// The same runs followed again and again.
struct Again<'a> {
    followed: &'a Followed<'a>,
    replicates: usize,
    /// Futures followed again so far.
    futures: Cell<u64>,
}

impl Again<'_> {
    /// With each of some amounts more at the start; `None` if it was stopped.
    fn sweep(&self, amounts: &[f64], runs: u64) -> Option<LastedWith> {
        let Followed { simulator, model, weights, .. } = *self.followed;
        let (before, times) = (self.followed.runs + self.futures.get(), amounts.len() as u64);
        let on_progress = |progress: Progress| {
            let runs = [progress.runs, runs].map(|runs| before + times * runs);
            simulator.report(Progress { runs: runs[0], until: runs[1], half_width: None });
        };
        let replicates = self.replicates;
        let new = || LastingTally::new(amounts, weights, replicates);
        let outputs = (model, RequestedOutputs::Lasting(amounts));
        let followed = simulator.clone().reporting_to(&on_progress).follow(outputs, 0..runs, new).ok()?;
        self.futures.set(self.futures.get() + times * runs);
        let tally = new().merged(&followed.observers);
        (followed.runs >= runs).then(|| LastedWith::of(&tally))
    }
}
