//! The figures that investors and lenders test, and whether they meet their requirements (equations, 16).

use super::missed;
use super::onset::Onset;
use super::onsets::Onsets;
use super::runway::Runway;
use super::sums::StepSums;
use crate::model::{Model, Requirement};
use crate::sampling::Draws;
use crate::vector::{self, EVERYWHERE, Flags, LANES, Lanes, NOWHERE};

/// A threshold counts as met, and a trigger as not yet reached, where it is missed by less than this share of it (equations, 11).
pub(super) const RELATIVE_TOLERANCE: f64 = 1e-9;

/// A threshold less what it may be missed by.
pub(super) fn met_from(threshold: f64) -> f64 {
    threshold - RELATIVE_TOLERANCE * threshold.abs()
}

/// Revenue and running cost as far back as requirements need them.
#[derive(Debug)]
pub(super) struct RevenueHistory {
    /// Revenue of the steps of the last two years, by step modulo their number; empty if nothing requires growth and nothing has a season.
    revenue: Vec<Lanes>,
    /// The running cost of the same steps, if requirements look at the last twelve months.
    running_cost: Vec<Lanes>,
    /// Revenue of the first step.
    first: Lanes,
    /// Steps that are done.
    done: usize,
    step_years: f64,
}

/// What requirements look at.
struct Recent {
    revenue: Lanes,
    running_cost: Lanes,
    /// The length of time in which they came, in years.
    years: f64,
}

/// The figures that requirements are tested against.
pub(super) struct CovenantInputs<'a> {
    pub(super) history: &'a RevenueHistory,
    /// Of the last step; before any, of the first.
    pub(super) sums: &'a StepSums,
    pub(super) runway: &'a Runway,
    pub(super) cash: &'a Lanes,
    pub(super) draws: &'a Draws<'a>,
}

impl RevenueHistory {
    pub(super) fn new(model: &Model) -> Self {
        let asks = |of: fn(&Requirement) -> bool| model.company.requirements().any(of);
        let looks_at_a_year = model.company.is_seasonal()
            && asks(|rule| matches!(rule, Requirement::Revenue(_) | Requirement::Margin(_)));
        let is_asked = looks_at_a_year || asks(|rule| matches!(rule, Requirement::Growth(_)));
        let steps = 24 / model.inputs.calendar.months_per_step();
        let kept = |is_needed: bool| vec![Lanes::all(0.0); if is_needed { steps } else { 0 }];
        Self {
            revenue: kept(is_asked),
            running_cost: kept(looks_at_a_year),
            first: Lanes::all(0.0),
            done: 0,
            step_years: model.inputs.calendar.step_years(),
        }
    }

    #[inline(always)]
    pub(super) fn open(&mut self) {
        self.done = 0;
    }

    /// Notes the revenue and the running cost of a step.
    #[inline(always)]
    pub(super) fn note(&mut self, sums: &StepSums) {
        if self.revenue.is_empty() {
            return;
        }
        if self.done == 0 {
            self.first = sums.revenue;
        }
        let places = self.revenue.len();
        self.revenue[self.done % places] = sums.revenue;
        if let Some(running_cost) = self.running_cost.get_mut(self.done % places) {
            *running_cost = sums.running_cost;
        }
        self.done += 1;
    }

    /// The last step, or before any the first, as `sums` has it; where anything has a season, the last twelve months, or as many as are done
    /// (equations, 24).
    #[inline(always)]
    fn recent(&self, sums: &StepSums) -> Recent {
        let mut recent = Recent { revenue: sums.revenue, running_cost: sums.running_cost, years: self.step_years };
        let places = self.running_cost.len();
        let steps = self.done.min(places / 2);
        for age in 1..steps {
            let place = (self.done - 1 - age) % places;
            vector::add(&mut recent.revenue, &self.revenue[place]);
            vector::add(&mut recent.running_cost, &self.running_cost[place]);
            recent.years += self.step_years;
        }
        recent
    }

    /// Whether growth can be told: there are two steps.
    #[inline(always)]
    pub(super) fn tells_growth(&self) -> bool {
        self.done >= 2
    }

    /// Recent revenue, earlier revenue, and the factor between them at growth of `rate` a year; `None` before there are two steps.
    #[inline(always)]
    fn growth(&self, rate: f64) -> Option<(Lanes, Lanes, f64)> {
        let places = self.revenue.len();
        if !self.tells_growth() {
            return None;
        }
        if self.done < places {
            let years = (self.done - 1) as f64 * self.step_years;
            return Some((self.revenue[self.done - 1], self.first, libm::pow(1.0 + rate, years)));
        }
        let (mut late, mut early) = (Lanes::all(0.0), Lanes::all(0.0));
        for age in 0..places {
            let revenue = &self.revenue[(self.done - 1 - age) % places];
            let sum = if age < places / 2 { &mut late } else { &mut early };
            for lane in 0..LANES {
                sum[lane] += revenue[lane];
            }
        }
        Some((late, early, 1.0 + rate))
    }
}

impl CovenantInputs<'_> {
    /// Which of its rules are not met where something has its last chance in `step`, as bits.
    #[inline(always)]
    pub(super) fn not_met_at_last(
        &self,
        rules: &[Requirement],
        onset: &Onset,
        (step, is_last_step): (usize, bool),
        onsets: &Onsets<'_>,
    ) -> Flags {
        let mut not_met = NOWHERE;
        if rules.is_empty() {
            return not_met;
        }
        let chance = onset.last_chance(step as f64, is_last_step);
        if chance != NOWHERE {
            for (place, rule) in rules.iter().enumerate() {
                let meets = self.meets(std::slice::from_ref(rule), onsets);
                for lane in 0..LANES {
                    not_met[lane] |= (chance[lane] & (1 - meets[lane])) * missed::not_met(place);
                }
            }
        }
        not_met
    }

    /// Whether all rules hold, lane by lane; `onsets` are those that may have occurred.
    #[inline(always)]
    pub(super) fn meets(&self, rules: &[Requirement], onsets: &Onsets<'_>) -> Flags {
        let mut meets = EVERYWHERE;
        for rule in rules {
            match *rule {
                Requirement::Revenue(least) => {
                    let (Recent { revenue, years, .. }, least) = (self.history.recent(self.sums), met_from(least));
                    for lane in 0..LANES {
                        meets[lane] &= u64::from(revenue[lane] / years >= least);
                    }
                }
                Requirement::Growth(least) => self.grows(met_from(least), &mut meets),
                Requirement::Margin(least) => {
                    let (Recent { revenue, running_cost: cost, .. }, least) =
                        (self.history.recent(self.sums), met_from(least));
                    for lane in 0..LANES {
                        meets[lane] &= u64::from((revenue[lane] > 0.0) & (1.0 - cost[lane] / revenue[lane] >= least));
                    }
                }
                Requirement::Runway(least) => {
                    let (months, least) = (self.runway.months(self.cash), met_from(least));
                    for lane in 0..LANES {
                        meets[lane] &= u64::from(months[lane] >= least);
                    }
                }
                Requirement::Event(event) => and(&mut meets, &self.draws.has_fired(event)),
                Requirement::NotEvent(event) => {
                    let fired = self.draws.has_fired(event);
                    for lane in 0..LANES {
                        meets[lane] &= 1 - fired[lane];
                    }
                }
                Requirement::After(other) => {
                    and(&mut meets, onsets.of(other).map_or(&EVERYWHERE, |onset| &onset.has_happened));
                }
            }
        }
        meets
    }

    #[inline(always)]
    fn grows(&self, least: f64, meets: &mut Flags) {
        let Some((late, early, factor)) = self.history.growth(least) else {
            *meets = NOWHERE;
            return;
        };
        for lane in 0..LANES {
            meets[lane] &= u64::from((early[lane] > 0.0) & (late[lane] >= early[lane] * factor));
        }
    }
}

#[inline(always)]
fn and(meets: &mut Flags, too: &Flags) {
    for lane in 0..LANES {
        meets[lane] &= too[lane];
    }
}
