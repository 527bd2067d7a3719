//! Rounds of capital and facilities into the model: dates into months and steps, what they require into tests.

use super::super::calendar::months_in;
use super::super::capital::{Closing, Facility, Occurrence, Programme, Raise, Requirement};
use super::super::driver::{Cadence, Limits};
use super::super::names;
use super::Builder;
use super::occurrences::Occurrences;
use crate::error::{At, Problem};
use crate::scenario::{Capital, Requirements, Step};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Builder<'_> {
    /// Money that may be raised: by name, but what comes after another stands after it.
    pub(super) fn capital(&mut self, occurrences: &Occurrences<'_>) -> Vec<Raise> {
        let raise = |raise: &&Capital| self.raise(raise, &format!("capital.{}", raise.name.value), &occurrences.named);
        occurrences.capital.iter().map(raise).collect()
    }

    /// Money that is raised again and again, in the order of the file; `named` are what one may wait for by name.
    pub(super) fn programmes(&mut self, named: &BTreeMap<&str, Vec<Occurrence>>) -> Vec<Programme> {
        let scenario = self.scenario;
        let repeats = scenario.capital.iter().filter_map(|raise| Some((raise, raise.every.as_ref()?)));
        repeats.map(|(raise, every)| self.programme(raise, every, named)).collect()
    }

    fn programme(&mut self, written: &Capital, every: &At<Step>, named: &BTreeMap<&str, Vec<Occurrence>>) -> Programme {
        let name = written.name.value.clone();
        let path = format!("capital.{name}");
        if every.value < self.scenario.step.value {
            let message = "must not be shorter than a step: every instalment has draws of its own".to_owned();
            let help = "write `step = \"month\"` at the top, or a longer `every`";
            self.problems.push(Problem::new(every.place, format!("{path}.every"), message).help(help));
        }
        let first = self.raise(written, &path, named);
        let end = self.calendar.end();
        let until = written.until.as_ref().map_or(end, |until| until.value.min(end));
        let months = months_in(every.value);
        let days = (0..self.calendar.months()).step_by(months).map_while(|after| {
            let day = written.date.value.saturating_add(Span::new().months(i64::try_from(after).ok()?));
            (day < until).then_some(day)
        });
        let instalments: Vec<Raise> =
            days.map(|day| Raise { month: self.calendar.months_to(day).max(0.0), ..first.clone() }).collect();
        Programme { name, every: every.value, instalments }
    }

    /// What lands on a date under conditions, a round or a loan; its drivers are called by `path`.
    pub(super) fn raise(&mut self, raise: &Capital, path: &str, named: &BTreeMap<&str, Vec<Occurrence>>) -> Raise {
        let name = raise.name.value.clone();
        let month = self.month(&raise.date, &format!("{path}.date"));
        let cadence = raise.every.as_ref().map_or(Cadence::Single, |every| Cadence::Each(every.value));
        let amount = self.drawn(&format!("{path}.amount"), &raise.amount, Limits::AMOUNT, cadence);
        let closing = raise.probability.as_ref().map(|probability| Closing {
            probability: self.drawn(&format!("{path}.probability"), probability, Limits::SHARE, cadence),
            closes: self.deciding(&format!("{path}.closes"), cadence, probability.place),
        });
        let delay = raise.delay_months.as_ref();
        let delay = delay.map(|delay| self.drawn(&format!("{path}.delay_months"), delay, Limits::AMOUNT, cadence));
        let tied = raise.tied_share.as_ref();
        let tied_share = tied.map(|tied| self.drawn(&format!("{path}.tied_share"), tied, Limits::SHARE, cadence));
        let requires = self.requirements(raise.requires.as_ref(), path, named);
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
                rate: self.single(&format!("{path}.rate"), &written.rate, Limits::RATE),
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
        let events = [
            (&written.event, Requirement::Event as fn(usize) -> Requirement),
            (&written.not_event, Requirement::NotEvent),
        ];
        for (event, rule) in events {
            let Some(event) = event else { continue };
            let names = self.scenario.event.iter().map(|event| event.name.value.as_str());
            let found = names::find(event, ("event", names), &subject, &mut self.problems);
            rules.extend(found.map(rule));
        }
        if let Some(after) = &written.after {
            let repeats = |raise: &Capital| raise.name.value == after.value && raise.every.is_some();
            if self.scenario.capital.iter().any(repeats) {
                let message = format!("`after` must name what lands once, and `{}` repeats", after.value);
                self.problems.push(Problem::new(after.place, subject, message).help("name a round without `every`"));
                return rules;
            }
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
