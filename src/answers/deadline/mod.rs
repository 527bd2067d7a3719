//! By when a raise must start, or a cut be made, for a claim to keep a probability.

mod types;

pub use types::{ActionAnswer, ActionDescription, DateSpread, DatedProbability, DeadlineStatus, Deadlines};

use super::levers::{Bracket, Crossing, Halt, ResponseCurve, TrialResult, Trials};
use super::median::naive_runway_months;
use super::{Estimate, Provenance};
use crate::engine::Simulator;
use crate::error::{Error, Result};
use crate::model::{Action, Claim, Model};

/// Days over the horizon on which an action is tried.
const DAYS: u32 = 24;
/// About how many simulations one action takes.
const USUAL: u64 = 52;
/// How many months after the deadline the probability is also reported.
const LATE: i32 = 2;
/// The latent of the 95th percentile.
const Z_95: f64 = 1.644_853_626_951_472_7;

/// Something that can be done, and whether the program chose it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The action.
    pub action: Action,
    /// Share that is cut; `None` for a raise.
    pub cut: Option<f64>,
    /// Whether how much, or how fast, is the program's own choice.
    pub by_default: bool,
}

impl Simulator<'_> {
    /// Finds the last day on which each of `planned` may be done, or started, with `claim` keeping the probability `wanted`.
    ///
    /// Where it is stopped, the deadlines found so far are the answer.
    ///
    /// # Errors
    /// - If the design would change the draws of drivers from one day to another, or does not have that many runs.
    /// - If it is stopped before a deadline is found, or if amounts grow beyond what numbers can hold.
    pub fn deadlines(
        &self,
        (base, overrides): (&Model, &[String]),
        planned: &[Planned],
        claim: &Claim,
        wanted: f64,
    ) -> Result<Deadlines> {
        let trials = Trials::new(&claim.test, self)?;
        trials.add_expected_work(trials.runs() * (1 + USUAL * planned.len() as u64));
        let (mut actions, mut now) = (Vec::new(), None);
        let complete = match all(base, planned, wanted, &trials, (&mut now, &mut actions)) {
            Ok(()) => true,
            Err(Halt::Stopped) => false,
            Err(Halt::Failed(error)) => return Err(error),
        };
        let (Some(now), false) = (now, actions.is_empty()) else {
            return Err(Error::Stopped("stopped before the first deadline was found: there is no answer".to_owned()));
        };
        let months = naive_runway_months(base);
        let lasts = |months: &f64| (0.0..base.inputs.calendar.months() as f64).contains(months);
        Ok(Deadlines {
            provenance: Provenance::new(base, overrides, self.plan(), trials.runs(), complete),
            claim: claim.text.clone(),
            wanted,
            now,
            naive_runway_months: months,
            naive_runway_until: months.filter(lasts).map(|months| base.inputs.calendar.date_at(months)),
            followed: trials.followed(),
            actions,
        })
    }
}

fn all(
    base: &Model,
    planned: &[Planned],
    wanted: f64,
    trials: &Trials<'_>,
    (now, actions): (&mut Option<Estimate>, &mut Vec<ActionAnswer>),
) -> TrialResult<()> {
    *now = Some(trials.of(base)?);
    for planned in planned {
        actions.push(deadline(planned, wanted, trials)?);
    }
    Ok(())
}

fn deadline(planned: &Planned, wanted: f64, trials: &Trials<'_>) -> TrialResult<ActionAnswer> {
    let action = &planned.action;
    let never = trials.of(&action.never())?;
    let days = days(action.last());
    let mut curve = ResponseCurve::new(
        Box::new(|moment| trials.of(&action.at(moment))),
        true,
        (0.0, action.last()),
        action.last().max(1.0),
        trials.runs(),
    );
    let by_date: Vec<Estimate> = days.iter().map(|&day| curve.at(day)).collect::<TrialResult<_>>()?;
    let last = by_date.iter().rposition(|of| of.estimate >= wanted);
    let crossing = match (never.estimate >= wanted, last) {
        (true, _) | (_, None) => None,
        (_, Some(last)) => Some(match days.get(last + 1) {
            Some(&short) => curve.crossing(wanted, Bracket { short, meets: days[last] })?,
            None => Crossing { value: days[last], low: None, high: None, probability: by_date[last] },
        }),
    };
    let certain = action.certain_at_once().filter(|_| crossing.is_none() && never.estimate < wanted);
    let would_do = certain.map(|model| trials.of(&model)).transpose()?.is_some_and(|of| of.estimate >= wanted);
    let later = crossing.and_then(|crossing| action.later(crossing.value, LATE));
    let later = later.map(|moment| curve.at(moment).map(|of| (moment, of))).transpose()?;
    let dated = |(moment, probability): (f64, Estimate)| DatedProbability { date: action.date(moment), probability };
    let end = |end: fn(&Crossing) -> Option<f64>| crossing.as_ref().and_then(end).map(|moment| action.date(moment));
    Ok(ActionAnswer {
        action: described(planned),
        outcome: match (never.estimate >= wanted, crossing) {
            (true, _) => DeadlineStatus::NeverNeeded,
            (_, Some(_)) => DeadlineStatus::InTime,
            (_, None) if would_do => DeadlineStatus::NotCertain,
            (_, None) => DeadlineStatus::TooLate,
        },
        deadline: crossing.map(|crossing| action.date(crossing.value)),
        low: end(|crossing| crossing.low),
        high: end(|crossing| crossing.high),
        at_deadline: crossing.map(|crossing| crossing.probability),
        later: later.map(dated),
        at_once: by_date[0],
        never,
        by_date: curve.known().map(dated).collect(),
    })
}

/// Moments from the start to the last one, all whole.
fn days(last: f64) -> Vec<f64> {
    let mut days: Vec<f64> = (0..=DAYS).map(|part| (last * f64::from(part) / f64::from(DAYS)).round()).collect();
    days.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    days
}

fn described(planned: &Planned) -> ActionDescription {
    let (action, by_default) = (&planned.action, planned.by_default);
    if let Some(share) = planned.cut {
        return ActionDescription::Cut {
            share,
            lines: action.lines().into_iter().map(str::to_owned).collect(),
            spared: action.spared().to_vec(),
            by_default,
        };
    }
    let months = |latent| action.closes_in(latent).unwrap_or(0.0);
    ActionDescription::Raise {
        round: action.round().map(str::to_owned),
        amount: action.amount(0.0).unwrap_or(0.0),
        closes_in_months: DateSpread { p05: months(-Z_95), p50: months(0.0), p95: months(Z_95) },
        by_default,
    }
}
