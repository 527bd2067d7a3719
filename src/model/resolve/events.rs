//! Events into the model: years into places, names into the drivers that they act on.

use super::super::calendar::Calendar;
use super::super::capital::Requirement;
use super::super::driver::{Cadence, Limits};
use super::super::event::{Effect, Event};
use super::super::names;
use super::Builder;
use super::occurrences::Occurrences;
use crate::error::{At, Input, Message, Problem};
use crate::scenario::{self, Lasts, Step, YearOrDate};
use std::ops::Range;

impl Builder<'_> {
    /// What may happen, in the order of the file. Comes after every other part has declared its drivers.
    pub(super) fn events(&mut self) -> Vec<Event> {
        let scenario = self.scenario;
        let others: Vec<(String, Cadence)> =
            self.drivers.iter().map(|declared| (declared.driver.name.clone(), declared.driver.cadence)).collect();
        scenario.event.iter().filter_map(|event| self.event(event, &others)).collect()
    }

    fn event(&mut self, written: &scenario::EventSpec, others: &[(String, Cadence)]) -> Option<Event> {
        let name = written.name.value.clone();
        let path = format!("event.{name}");
        let years = self.calendar.years();
        let steps = self.window(written, &path);
        let probability = self.yearly(&format!("{path}.probability"), &written.probability, Limits::SHARE);
        let fires = self.deciding(&format!("{path}.fires"), Cadence::Each(Step::Year), written.probability.place);
        let effect = match &written.effect {
            scenario::EffectSpec::Add(size) => Effect::Add(self.yearly(&format!("{path}.add"), size, Limits::NONE)),
            scenario::EffectSpec::Multiply(size) => {
                Effect::Multiply(self.yearly(&format!("{path}.multiply"), size, Limits::NONE))
            }
        };
        let on = self.acted_on(&written.on, &format!("{path}.on"), others)?;
        self.drivers[on].driver.is_acted_on = true;
        let lasts = match written.lasts {
            Lasts::Years(lasts) => usize::try_from(lasts).unwrap_or(1),
            Lasts::Forever => years.len(),
        };
        let once = written.once;
        let years = self.calendar.year_of_step(steps.start)..=self.calendar.year_of_step(steps.end.max(1) - 1);
        Some(Event { name, probability, fires, years, steps, once, on, effect, lasts })
    }

    /// The steps at whose start an event can fire.
    fn window(&mut self, written: &scenario::EventSpec, path: &str) -> Range<usize> {
        let steps = self.calendar.steps();
        let first_from = |calendar: &Calendar, is_in: &dyn Fn(usize) -> bool| {
            (0..steps).find(|&step| is_in(step)).unwrap_or(calendar.steps())
        };
        let edge = |builder: &mut Self, edge: &At<YearOrDate>, years_more: usize, subject: String| match edge.value {
            YearOrDate::Year(year) => {
                let year = builder.year(&At::new(year, edge.place), &subject) + years_more;
                first_from(&builder.calendar, &|step| builder.calendar.year_of_step(step) >= year)
            }
            YearOrDate::Date(date) => {
                let month = builder.calendar.months_to(date);
                let months_per_step = builder.calendar.months_per_step();
                first_from(&builder.calendar, &|step| (step * months_per_step) as f64 >= month)
            }
        };
        let from = written.from.as_ref().map_or(0, |from| edge(self, from, 0, format!("{path}.from")));
        let until = written.until.as_ref().map_or(steps, |until| edge(self, until, 1, format!("{path}.until")));
        let place = written.from.as_ref().or(written.until.as_ref()).map(|edge| edge.place);
        if from >= until {
            let message = format!(
                "no step between {} and {} begins while it can fire",
                self.calendar.start(),
                self.calendar.end()
            );
            let help = "an event fires at the start of a step: widen `from` to `until`, or leave them out for the whole horizon";
            self.problems.push(Problem::new(place, path, message).help(help));
            return 0..steps;
        }
        from..until
    }

    /// The yearly driver that an event acts on.
    fn acted_on(&mut self, on: &At<String>, subject: &str, others: &[(String, Cadence)]) -> Option<usize> {
        let found =
            names::find(on, ("driver", others.iter().map(|(name, _)| name.as_str())), subject, &mut self.problems)?;
        if others[found].1 == Cadence::Single {
            let message = format!("`{}` is drawn once a run; an event acts on a driver drawn each year", on.value);
            let help = Message::from("`") + Input::Understanding + "` says how often each is drawn";
            self.problems.push(Problem::new(on.place, subject, message).help(help));
            return None;
        }
        Some(found)
    }

    /// The place of a year within the horizon.
    fn year(&mut self, written: &At<i64>, subject: &str) -> usize {
        let years = self.calendar.years();
        let found = years.iter().position(|year| i64::from(year.number()) == written.value);
        if found.is_none() {
            let (first, last) = (years[0], years[years.len() - 1]);
            let kind = self.calendar.year_ends().kind_of_year();
            let message = format!("must be a {kind} from {first} to {last}, got {}", written.value);
            let help = "leave it out for the whole horizon, or change `years`, which sets it";
            self.problems.push(Problem::new(written.place, subject, message).help(help));
        }
        found.unwrap_or(0)
    }

    /// What must hold where each event would fire.
    pub(super) fn event_requires(&mut self, occurrences: &Occurrences<'_>) -> Vec<Vec<Requirement>> {
        let scenario = self.scenario;
        let requires = |event: &scenario::EventSpec| {
            self.requirements(event.requires.as_ref(), &format!("event.{}", event.name.value), &occurrences.named)
        };
        scenario.event.iter().map(requires).collect()
    }
}
