//! Rounds of capital and facilities into the model: dates into months and steps, what they require into tests.

use super::super::capital::{Closing, Facility, Occurrence, Raise, Requirement};
use super::super::driver::{Cadence, Limits};
use super::super::names;
use super::Builder;
use super::occurrences::Occurrences;
use crate::error::{At, Problem};
use crate::scenario::{Capital, Requirements};
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Builder<'_> {
    /// Money that may be raised: by name, but what comes after another stands after it.
    pub(super) fn capital(&mut self, occurrences: &Occurrences<'_>) -> Vec<Raise> {
        occurrences.capital.iter().map(|raise| self.raise(raise, occurrences)).collect()
    }

    fn raise(&mut self, raise: &Capital, occurrences: &Occurrences<'_>) -> Raise {
        let name = raise.name.value.clone();
        let path = format!("capital.{name}");
        let month = self.month(&raise.date, &format!("{path}.date"));
        let amount = self.single(&format!("{path}.amount"), &raise.amount, Limits::AMOUNT);
        let closing = raise.probability.as_ref().map(|probability| Closing {
            probability: self.single(&format!("{path}.probability"), probability, Limits::SHARE),
            closes: self.deciding(&format!("{path}.closes"), Cadence::Single, probability.place),
        });
        let delay = raise.delay_months.as_ref();
        let delay = delay.map(|delay| self.single(&format!("{path}.delay_months"), delay, Limits::AMOUNT));
        let tied = raise.tied_share.as_ref();
        let tied_share = tied.map(|tied| self.single(&format!("{path}.tied_share"), tied, Limits::SHARE));
        let requires = self.requirements(raise.requires.as_ref(), &path, &occurrences.named);
        Raise { name, month, amount, closing, delay, requires, patience: raise.patience_months, tied_share }
    }

    /// Money that may be borrowed, in the order of the file.
    pub(super) fn facilities(&mut self, occurrences: &Occurrences<'_>) -> Vec<Facility> {
        let (scenario, months_per_step) = (self.scenario, self.calendar.months_per_step() as f64);
        let facility = |written: &crate::scenario::FacilitySpec| {
            let name = written.name.value.clone();
            let path = format!("facility.{name}");
            let from = written.from.as_ref().map_or(0.0, |from| self.month(from, &format!("{path}.from")));
            let matures = self.month(&written.matures, &format!("{path}.matures"));
            Facility {
                limit: self.single(&format!("{path}.limit"), &written.limit, Limits::AMOUNT),
                rate: self.single(&format!("{path}.rate"), &written.rate, Limits::AMOUNT),
                from: self.step_of(from, f64::ceil),
                matures: self.step_of(matures, f64::floor),
                matures_day: matures / months_per_step - (matures / months_per_step).floor(),
                trigger: written.draw_when_runway_below.value,
                requires: self.requirements(written.requires.as_ref(), &path, &occurrences.named),
                name,
            }
        };
        scenario.facility.iter().map(facility).collect()
    }

    /// Months from the start to a date, which must not be before it.
    pub(super) fn month(&mut self, date: &At<Date>, subject: &str) -> f64 {
        let month = self.calendar.months_to(date.value);
        if month < 0.0 {
            let message = format!("must not be before the start {}, got {}", self.calendar.start(), date.value);
            self.problems.push(Problem::new(date.place, subject, message));
        }
        month.max(0.0)
    }

    /// The step at a month of 0 or more after the start: that which it falls in, or with `ceil` the first that starts on or after it.
    #[expect(clippy::cast_possible_truncation, reason = "a date has at most four digits of years")]
    fn step_of(&self, month: f64, round: fn(f64) -> f64) -> usize {
        round(month / self.calendar.months_per_step() as f64) as usize
    }

    /// What must hold; `named` are what one may wait for by name.
    pub(super) fn requirements(
        &mut self,
        written: Option<&Requirements>,
        path: &str,
        named: &BTreeMap<&str, Vec<Occurrence>>,
    ) -> Vec<Requirement> {
        let Some(written) = written else { return Vec::new() };
        let subject = format!("{path}.requires");
        let number = |of: &Option<At<f64>>, rule: fn(f64) -> Requirement| of.as_ref().map(|least| rule(least.value));
        let mut rules: Vec<Requirement> = [
            number(&written.revenue_at_least, Requirement::Revenue),
            number(&written.growth_at_least, Requirement::Growth),
            number(&written.margin_at_least, Requirement::Margin),
            number(&written.runway_months_at_least, Requirement::Runway),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some(event) = &written.event {
            let events = self.scenario.event.iter().map(|event| event.name.value.as_str());
            let found = names::find(event, ("event", events), &subject, &mut self.problems);
            rules.extend(found.map(Requirement::Event));
        }
        if let Some(after) = &written.after {
            rules.extend(self.awaited(after, &subject, named).map(Requirement::After));
        }
        rules
    }

    /// What is waited for by name, which must be the name of one thing.
    fn awaited(
        &mut self,
        after: &At<String>,
        subject: &str,
        named: &BTreeMap<&str, Vec<Occurrence>>,
    ) -> Option<Occurrence> {
        let is_capital = |one: &Occurrence| matches!(one, Occurrence::Capital(_));
        let kind = if named.values().flatten().all(is_capital) { "capital" } else { "capital or line with `once`" };
        names::find(after, (kind, named.keys().copied()), subject, &mut self.problems)?;
        match named.get(after.value.as_str()).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            several => {
                let several = several.map_or(0, <[Occurrence]>::len);
                let message = format!("`after` must name one thing, and {several} are called `{}`", after.value);
                let help = "rename one of them: capital, revenue and burn with `once` are told apart by their names";
                self.problems.push(Problem::new(after.place, subject, message).help(help));
                None
            }
        }
    }
}
