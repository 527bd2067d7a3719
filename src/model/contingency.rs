//! What may happen in a run on a date that is not certain: capital that lands, lines that begin, amounts that come once, events that fire.

use super::{Model, Occurrence, Requirement};

/// Something that may happen in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contingency {
    /// Of the company.
    Occurs(Occurrence),
    /// That the event with this place in [`RandomInputs::events`](super::RandomInputs::events) fires.
    Fires(usize),
}

impl Model {
    /// All that may happen. What is certain to happen on a fixed day is not among it.
    #[must_use]
    pub fn contingencies(&self) -> Vec<Contingency> {
        let occurrences = self.company.occurrences.iter().copied().filter(|&one| !self.company.is_certain(one));
        let events = 0..self.inputs.events.len();
        occurrences.map(Contingency::Occurs).chain(events.map(Contingency::Fires)).collect()
    }

    /// The name of something that may happen, in the scenario.
    #[must_use]
    pub fn name_of(&self, contingency: Contingency) -> &str {
        match contingency {
            Contingency::Occurs(occurrence) => self.company.name_of(occurrence),
            Contingency::Fires(place) => &self.inputs.events[place].name,
        }
    }

    /// What must hold before it may happen.
    #[must_use]
    pub fn required_of(&self, contingency: Contingency) -> &[Requirement] {
        match contingency {
            Contingency::Occurs(occurrence) => self.company.required_of(occurrence),
            Contingency::Fires(place) => self.company.event_requires.get(place).map_or(&[], Vec::as_slice),
        }
    }
}
