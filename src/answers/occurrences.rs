//! What happens along the way: how often capital lands, lines begin, amounts come and events fire, when, and what stood against it.

use super::estimator::{Estimator, day_of_rank};
use super::interval::quantile_rank;
use super::{
    DateQuartiles, MaybeDate, NotOccurred, OccurrenceAnswer, OccurrenceKind, RequirementNotMet, StatedRequirement,
};
use crate::model::{Contingency, Model, Occurrence, Requirement};
use jiff::civil::Date;

/// What happens along the way, by the date on which it typically does; last what never does.
pub(super) fn occurrences(model: &Model, estimator: &Estimator<'_>) -> Vec<OccurrenceAnswer> {
    let all = model.contingencies().into_iter().enumerate();
    let mut all: Vec<OccurrenceAnswer> = all.map(|(place, one)| answer(model, estimator, place, one)).collect();
    let key = |one: &OccurrenceAnswer| one.date_quartiles.map_or((true, Date::MAX), |dates| (false, dates.p50));
    all.sort_by_key(key);
    all
}

fn answer(model: &Model, estimator: &Estimator<'_>, place: usize, contingency: Contingency) -> OccurrenceAnswer {
    let missed = |reason: usize| estimator.probability(|counts| counts.contingencies[place].missed[reason]);
    let not_met = |(number, rule): (usize, &Requirement)| RequirementNotMet {
        requirement: stated(rule, model),
        not_met: missed(2 + number),
    };
    let not_occurred = || NotOccurred {
        not_to_be: missed(0),
        after_horizon: missed(1),
        requirements: model.required_of(contingency).iter().enumerate().map(not_met).collect(),
    };
    OccurrenceAnswer {
        name: model.name_of(contingency).to_owned(),
        kind: kind(model, contingency),
        probability: estimator.probability(|counts| counts.contingencies[place].happened),
        date_quartiles: date_quartiles(estimator, estimator.tally.occurred_on(place)),
        not_occurred: contingency.tells_why().then(not_occurred),
    }
}

fn kind(model: &Model, contingency: Contingency) -> OccurrenceKind {
    match contingency {
        Contingency::Fires(_) => OccurrenceKind::Event,
        Contingency::Occurs(Occurrence::Capital(_)) => OccurrenceKind::Capital,
        Contingency::Occurs(line) if model.company.is_once(line) => OccurrenceKind::Once,
        Contingency::Occurs(_) => OccurrenceKind::Line,
        Contingency::Lent(_) => OccurrenceKind::Loan,
        Contingency::Starts(_) => OccurrenceKind::Programme,
        Contingency::Breaks(_) => OccurrenceKind::Covenant,
    }
}

fn date_quartiles(estimator: &Estimator<'_>, on_days: &[u64]) -> Option<DateQuartiles> {
    let happened: u64 = on_days.iter().sum();
    let date = |p: f64| -> MaybeDate {
        (happened > 0).then_some(())?;
        day_of_rank(on_days, quantile_rank(p, happened)).map(|day| estimator.tally.date_of(day))
    };
    Some(DateQuartiles { p25: date(0.25)?, p50: date(0.5)?, p75: date(0.75)? })
}

/// A requirement as scenarios name it, without its threshold.
fn stated(rule: &Requirement, model: &Model) -> StatedRequirement {
    match *rule {
        Requirement::Revenue(_) => StatedRequirement::RevenueAtLeast,
        Requirement::Growth(_) => StatedRequirement::GrowthAtLeast,
        Requirement::Margin(_) => StatedRequirement::MarginAtLeast,
        Requirement::Runway(_) => StatedRequirement::RunwayMonthsAtLeast,
        Requirement::Event(event) => StatedRequirement::Event(model.inputs.events[event].name.clone()),
        Requirement::NotEvent(event) => StatedRequirement::NotEvent(model.inputs.events[event].name.clone()),
        Requirement::After(other) => StatedRequirement::After(model.company.name_of(other).to_owned()),
    }
}
/// Of what would come but for its requirements, the share that comes, below which a plan that counts on it is doubted.
const SELDOM: f64 = 0.25;

/// Capital that is planned and hardly ever lands, because what it requires hardly ever holds.
pub(super) fn doubts(occurrences: &[OccurrenceAnswer]) -> Vec<String> {
    let doubt = |one: &OccurrenceAnswer| {
        let missed = one.not_occurred.as_ref().filter(|missed| !missed.requirements.is_empty())?;
        let (lands, may) = (one.probability.estimate, 1.0 - missed.not_to_be.estimate);
        let percent =
            |share: f64| if share < 0.01 { "less than 1 %".to_owned() } else { format!("{:.0} %", 100.0 * share) };
        (one.kind == OccurrenceKind::Capital && lands < SELDOM * may).then(|| {
            format!(
                "`{}` lands in {} of futures, though it would close in {}: what it requires is seldom met in time",
                one.name,
                percent(lands),
                percent(may)
            )
        })
    };
    occurrences.iter().filter_map(doubt).collect()
}
