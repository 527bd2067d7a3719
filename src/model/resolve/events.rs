//! Events into the model: years into places, names into the drivers that they act on.

use super::super::driver::{Cadence, Limits};
use super::super::event::{Effect, Event};
use super::super::names;
use super::Builder;
use crate::error::{At, Input, Message, Problem};
use crate::scenario::{self, Lasts, Step};
use std::ops::{Range, RangeInclusive};

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
        let first = self.year(written.from.as_ref(), 0, &format!("{path}.from"));
        let last = self.year(written.until.as_ref(), years.len() - 1, &format!("{path}.until"));
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
        let (years, once) = (first..=last, written.once);
        let steps = self.steps_of(&years);
        Some(Event { name, probability, fires, years, steps, once, on, effect, lasts })
    }

    /// The steps of some calendar years, given by their places.
    fn steps_of(&self, years: &RangeInclusive<usize>) -> Range<usize> {
        let first_after =
            |year: usize| (0..self.calendar.steps()).find(|&step| self.calendar.year_of_step(step) >= year);
        let end = self.calendar.steps();
        first_after(*years.start()).unwrap_or(end)..first_after(*years.end() + 1).unwrap_or(end)
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

    /// The place of a calendar year within the horizon; `default` if none is written.
    fn year(&mut self, written: Option<&At<i64>>, default: usize, subject: &str) -> usize {
        let years = self.calendar.years();
        let Some(written) = written else { return default };
        let found = years.iter().position(|&year| i64::from(year) == written.value);
        if found.is_none() {
            let (first, last) = (years[0], years[years.len() - 1]);
            let message = format!("must be a calendar year from {first} to {last}, got {}", written.value);
            let help = "leave it out for the whole horizon, or change `years`, which sets it";
            self.problems.push(Problem::new(written.place, subject, message).help(help));
        }
        found.unwrap_or(default)
    }
}
