//! The figures that investors and lenders test, and whether they meet their requirements (equations, 16).

use super::rounds::Round;
use super::runway::Runway;
use super::sums::StepSums;
use crate::model::{Loan, Model, Requirement};
use crate::sampling::Draws;
use crate::vector::{EVERYWHERE, Flags, LANES, Lanes, NOWHERE};

/// A threshold counts as met, and a trigger as not yet reached, where it is missed by less than this share of it (equations, 11).
pub(super) const RELATIVE_TOLERANCE: f64 = 1e-9;

/// A threshold less what it may be missed by.
pub(super) fn met_from(threshold: f64) -> f64 {
    threshold - RELATIVE_TOLERANCE * threshold.abs()
}

/// Revenue as far back as a growth requirement needs it.
#[derive(Debug)]
pub(super) struct RevenueHistory {
    /// Revenue of the steps of the last two years, by step modulo their number; empty if nothing requires growth.
    revenue: Vec<Lanes>,
    /// Revenue of the first step.
    first: Lanes,
    /// Steps that are done.
    done: usize,
    step_years: f64,
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
        let raises = model.company.capital.iter().flat_map(|raise| &raise.requires);
        let facilities = model.company.facilities.iter().flat_map(|facility| &facility.requires);
        let rules = raises.chain(facilities).chain(model.company.event_requires.iter().flatten());
        let instalments = model.company.programmes.iter().flat_map(|programme| programme.instalments.first());
        let rules = rules.chain(instalments.flat_map(|raise| &raise.requires));
        let rules = rules.chain(model.company.loans.iter().flat_map(Loan::requirements));
        let is_asked = rules.into_iter().any(|rule| matches!(rule, Requirement::Growth(_)));
        let steps = if is_asked { 24 / model.inputs.calendar.months_per_step() } else { 0 };
        let (revenue, first) = (vec![Lanes::all(0.0); steps], Lanes::all(0.0));
        Self { revenue, first, done: 0, step_years: model.inputs.calendar.step_years() }
    }

    #[inline(always)]
    pub(super) fn open(&mut self) {
        self.done = 0;
    }

    /// Notes the revenue of a step.
    #[inline(always)]
    pub(super) fn note(&mut self, revenue: &Lanes) {
        if self.revenue.is_empty() {
            return;
        }
        if self.done == 0 {
            self.first = *revenue;
        }
        let places = self.revenue.len();
        self.revenue[self.done % places] = *revenue;
        self.done += 1;
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
    /// Whether all rules hold, lane by lane; `rounds` are those that may have been received.
    #[inline(always)]
    pub(super) fn meets(&self, rules: &[Requirement], rounds: &[Round]) -> Flags {
        let mut meets = EVERYWHERE;
        for rule in rules {
            match *rule {
                Requirement::Revenue(least) => {
                    let (revenue, years, least) = (&self.sums.revenue, self.history.step_years, met_from(least));
                    for lane in 0..LANES {
                        meets[lane] &= u64::from(revenue[lane] / years >= least);
                    }
                }
                Requirement::Growth(least) => self.grows(met_from(least), &mut meets),
                Requirement::Margin(least) => {
                    let (revenue, cost, least) = (&self.sums.revenue, &self.sums.running_cost, met_from(least));
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
                Requirement::After(round) => and(&mut meets, &rounds[round].has_received),
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
