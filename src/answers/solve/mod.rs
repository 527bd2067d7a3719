//! What it would take for a claim to have a probability: the value of one lever after another, each by itself.

mod exact;
mod reacting;
mod types;

pub use types::{LeverAnswer, LeverPoint, Method, Needed, Solution, SolveOutcome};

use super::levers::{
    Bracket, CoarseScan, Crossing, Halt, Monotonicity, ResponseCurve, TrialResult, Trials, search_grid,
};
use super::{Estimate, Provenance};
use crate::engine::Simulator;
use crate::error::{Error, Result};
use crate::model::{Claim, Lever, Levers};
use exact::CashNeeded;

/// About how many simulations of all runs a lever takes.
const USUAL: u64 = 14;
/// Values between neighbours of the best, where a lever does not only rise or only fall.
const CLOSER: u32 = 8;

impl Simulator<'_> {
    /// Finds, for each of some levers, the value at which `claim` has the probability `wanted`.
    ///
    /// Where it is stopped, the levers solved so far are the answer.
    ///
    /// # Errors
    /// - If a value has no meaning, or the design would change the draws of other drivers as a lever is moved, or does not have that many
    ///   runs.
    /// - If it is stopped before a lever is solved, or if amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// A probability at a value of a lever that is set is, to the bit, that of [`answer`](Self::answer) to the scenario with this override.
    ///
    /// # Example
    /// How much cash keeps the starter scenario alive to the end of its fifth year with 90 %:
    /// ```
    /// use runout::answers::survival;
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::{LeverValue, Levers};
    /// use runout::scenario::Source;
    ///
    /// let levers = Levers::new(Source::find("startup")?, &[])?;
    /// let cash = levers.lever("cash.opening")?;
    /// let simulator = Simulator::new(Plan { runs: 20_000, ..Plan::default() })?;
    /// let claim = survival(levers.base());
    /// let solution = simulator.solve(&levers, &[cash], &claim, 0.9)?;
    /// let needed = solution.levers[0].needed.as_ref().expect("cash always helps");
    /// assert!(matches!(needed.value, LeverValue::Number(cash) if (1_700.0..2_000.0).contains(&cash)));
    /// # Ok::<(), runout::error::Error>(())
    /// ```
    pub fn solve(&self, levers: &Levers, requested: &[Lever], claim: &Claim, wanted: f64) -> Result<Solution> {
        let trials = Trials::new(&claim.test, self)?;
        let few = trials.few()?;
        trials.add_expected_work(trials.runs() + requested.len() as u64 * (USUAL * trials.runs() + 16 * few));
        let (mut solved, mut now) = (Vec::new(), None);
        let stopped = all(levers, requested, wanted, &trials, (&mut now, &mut solved));
        let complete = match stopped {
            Ok(()) => true,
            Err(Halt::Stopped) => false,
            Err(Halt::Failed(error)) => return Err(error),
        };
        let (Some(now), false) = (now, solved.is_empty()) else {
            return Err(Error::Stopped("stopped before the first lever was solved: there is no answer".to_owned()));
        };
        Ok(Solution {
            provenance: Provenance::new(levers.base(), levers.overrides(), self.plan(), trials.runs(), complete),
            claim: claim.text.clone(),
            wanted,
            now,
            scan_runs: few,
            followed: trials.followed(),
            file: levers.file().to_owned(),
            levers: solved,
        })
    }
}

fn all(
    levers: &Levers,
    requested: &[Lever],
    wanted: f64,
    trials: &Trials<'_>,
    (now, solved): (&mut Option<Estimate>, &mut Vec<LeverAnswer>),
) -> TrialResult<()> {
    *now = Some(trials.of(levers.base())?);
    for lever in requested {
        solved.push(Solving { levers, lever, wanted, trials }.answer()?);
    }
    Ok(())
}

/// One lever that is being solved.
struct Solving<'a> {
    levers: &'a Levers,
    lever: &'a Lever,
    wanted: f64,
    trials: &'a Trials<'a>,
}

impl Solving<'_> {
    fn answer(&self) -> TrialResult<LeverAnswer> {
        if let Some(needed) = CashNeeded::of(self.lever, self.levers, self.trials)?
            && let Some(crossing) = needed.crossing(self.wanted)
        {
            let values = search_grid(self.lever);
            let scan = CoarseScan {
                probabilities: values.iter().map(|&cash| needed.probability(cash)).collect(),
                values,
                shape: Monotonicity { rises: true, falls: false },
            };
            return Ok(self.lever_answer(Method::CapitalNeeded, SolveOutcome::Reached, Some(crossing), &scan, None));
        }
        self.search()
    }

    fn search(&self) -> TrialResult<LeverAnswer> {
        let (lever, trials) = (self.lever, self.trials);
        let at = |value: f64| self.levers.model(&[(lever, value)]);
        let few = trials.few()?;
        let mut scan = CoarseScan::of(trials, &search_grid(lever), &at, few)?;
        let is_lost = |scan: &CoarseScan| scan.crossings(self.wanted, lever.centre).is_empty();
        if is_lost(&scan) && scan.shape.rises && scan.shape.falls {
            let closer = CoarseScan::of(trials, &self.about_the_best(&scan), &at, few)?;
            scan = scan.with(closer);
        }
        if let Some(crossing) = reacting::crossing(lever, self.levers, trials, self.wanted)? {
            let place = scan.last_upward(self.wanted);
            return Ok(self.lever_answer(Method::Search, SolveOutcome::Reached, Some(crossing), &scan, place));
        }
        let (first, last) = (scan.values[0], scan.values[scan.values.len() - 1]);
        let probability_at = Box::new(move |value: f64| trials.of(&self.levers.model(&[(lever, value)])?));
        let mut curve = ResponseCurve::new(probability_at, lever.is_whole, (first, last), lever.size, trials.runs());
        for place in scan.crossings(self.wanted, lever.centre) {
            if let Some(bracket) = self.bracket(&mut curve, &scan, place)? {
                let crossing = curve.crossing(self.wanted, bracket)?;
                return Ok(self.lever_answer(
                    Method::Search,
                    SolveOutcome::Reached,
                    Some(crossing),
                    &scan,
                    Some(place),
                ));
            }
        }
        self.lost(&mut curve, &scan)
    }

    /// No value of the coarse scan is on the other side. Over all runs the best may be.
    fn lost(&self, curve: &mut ResponseCurve<'_>, scan: &CoarseScan) -> TrialResult<LeverAnswer> {
        let best = scan.best(self.lever.centre);
        let probability = curve.at(scan.values[best])?;
        if scan.probabilities.iter().all(|of| of.estimate >= self.wanted) && probability.estimate >= self.wanted {
            return Ok(self.lever_answer(Method::Search, SolveOutcome::Everywhere, None, scan, None));
        }
        let beside = [best.checked_sub(1), (best + 1 < scan.values.len()).then_some(best)];
        for place in beside.into_iter().flatten().filter(|_| probability.estimate >= self.wanted) {
            if let Some(bracket) = self.bracket(curve, scan, place)? {
                let crossing = curve.crossing(self.wanted, bracket)?;
                return Ok(self.lever_answer(Method::Search, SolveOutcome::Reached, Some(crossing), scan, Some(place)));
            }
        }
        let best = LeverPoint { value: self.lever.value(scan.values[best]), probability };
        Ok(LeverAnswer { best, ..self.lever_answer(Method::Search, SolveOutcome::OutOfReach, None, scan, None) })
    }

    /// Values between the neighbours of the best.
    fn about_the_best(&self, scan: &CoarseScan) -> Vec<f64> {
        let best = scan.best(self.lever.centre);
        let (from, to) = (scan.values[best.saturating_sub(1)], scan.values[(best + 1).min(scan.values.len() - 1)]);
        let parts = (1..CLOSER).map(|part| from + (to - from) * f64::from(part) / f64::from(CLOSER));
        let values = parts.map(|value| if self.lever.is_whole { value.round() } else { value });
        let mut values: Vec<f64> =
            values.filter(|value| scan.values.iter().all(|known| known.total_cmp(value).is_ne())).collect();
        values.dedup();
        values
    }

    /// Values of the coarse scan about a crossing after `place` that lie on both sides over all runs; a few runs may see it one value
    /// too early or too late.
    fn bracket(&self, curve: &mut ResponseCurve<'_>, scan: &CoarseScan, place: usize) -> TrialResult<Option<Bracket>> {
        let (mut left, mut right) = (place, place + 1);
        let rises = scan.probabilities[right].estimate >= scan.probabilities[left].estimate;
        loop {
            let [one, other] = [left, right].map(|place| scan.values[place]);
            let [meets_one, meets_other] = [curve.at(one)?, curve.at(other)?].map(|of| of.estimate >= self.wanted);
            match (meets_one, meets_other) {
                (false, true) => return Ok(Some(Bracket { short: one, meets: other })),
                (true, false) => return Ok(Some(Bracket { short: other, meets: one })),
                // Both on one side: move on towards where the other one must be.
                _ if meets_one != rises && right + 1 < scan.values.len() => (left, right) = (right, right + 1),
                _ if meets_one == rises && left > 0 => (left, right) = (left - 1, left),
                _ => return Ok(None),
            }
        }
    }

    fn lever_answer(
        &self,
        method: Method,
        outcome: SolveOutcome,
        crossing: Option<Crossing>,
        scan: &CoarseScan,
        place: Option<usize>,
    ) -> LeverAnswer {
        let lever = self.lever;
        let points = scan.values.iter().zip(&scan.probabilities);
        let point = |(&value, &probability): (&f64, &Estimate)| LeverPoint { value: lever.value(value), probability };
        let needed = crossing.map(|of| Needed {
            value: lever.value(of.value),
            low: of.low.map(|low| lever.value(low)),
            high: of.high.map(|high| lever.value(high)),
            probability: of.probability,
            set: lever.as_override(of.value),
        });
        let best = scan.best(lever.centre);
        let others = scan.crossings(self.wanted, lever.centre).into_iter().filter(|other| Some(*other) != place);
        let is_known = place.is_some();
        let between = |other: usize| [scan.values[other], scan.values[other + 1]].map(|value| lever.value(value));
        LeverAnswer {
            lever: lever.text.clone(),
            quantity: lever.quantity.word(),
            now: lever.own.map(|own| lever.value(own)),
            centre: lever.value(lever.centre),
            outcome,
            needed,
            method,
            shape: match (scan.shape.rises, scan.shape.falls) {
                (true, true) => "rises_and_falls",
                (true, false) => "rises",
                (false, true) => "falls",
                (false, false) => "flat",
            },
            also_between: others.filter(|_| is_known).map(between).collect(),
            best: point((&scan.values[best], &scan.probabilities[best])),
            scan: points.map(point).collect(),
        }
    }
}
