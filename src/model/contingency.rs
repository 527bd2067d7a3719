//! What may happen in a run on a date that is not certain: capital that lands, loans that are lent or whose covenants break, lines that begin,
//! amounts that come once, events that fire.

use super::{LoanOrigin, Model, Occurrence, Raise, Requirement};

/// Something that may happen in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contingency {
    /// Of the company.
    Occurs(Occurrence),
    /// That the event with this place in [`RandomInputs::events`](super::RandomInputs::events) fires.
    Fires(usize),
    /// That capital that repeats lands for the first time: by its place in [`Company::programmes`](super::Company::programmes).
    Starts(usize),
    /// That the loan with this place in [`Company::loans`](super::Company::loans) is lent.
    Lent(usize),
    /// That the covenant of the loan with this place in [`Company::loans`](super::Company::loans) breaks.
    Breaks(usize),
}

impl Contingency {
    /// Whether it is known why it does not happen, where it does not.
    #[must_use]
    pub fn tells_why(self) -> bool {
        matches!(self, Self::Occurs(_) | Self::Lent(_))
    }
}

impl Model {
    /// All that may happen. What is certain to happen on a fixed day is not among it.
    #[must_use]
    pub fn contingencies(&self) -> Vec<Contingency> {
        let occurrences = self.company.occurrences.iter().copied().filter(|&one| !self.company.is_certain(one));
        let events = 0..self.inputs.events.len();
        let loans = || self.company.loans.iter().enumerate();
        let lent = loans().filter_map(|(place, loan)| match &loan.origin {
            LoanOrigin::Lent(raise) if !raise.is_certain() => Some(Contingency::Lent(place)),
            _ => None,
        });
        let watched = loans().filter(|(_, loan)| loan.covenant.is_some()).map(|(place, _)| Contingency::Breaks(place));
        let programmes = self.company.programmes.iter().enumerate();
        let programmes = programmes.filter(|(_, of)| of.instalments.first().is_some_and(|raise| !raise.is_certain()));
        let programmes = programmes.map(|(place, _)| Contingency::Starts(place));
        let own = occurrences.map(Contingency::Occurs).chain(programmes).chain(lent).chain(watched);
        own.chain(events.map(Contingency::Fires)).collect()
    }

    /// The name of something that may happen, in the scenario.
    #[must_use]
    pub fn name_of(&self, contingency: Contingency) -> &str {
        match contingency {
            Contingency::Occurs(occurrence) => self.company.name_of(occurrence),
            Contingency::Fires(place) => &self.inputs.events[place].name,
            Contingency::Starts(place) => &self.company.programmes[place].name,
            Contingency::Lent(place) | Contingency::Breaks(place) => &self.company.loans[place].name,
        }
    }

    /// What must hold before it may happen.
    #[must_use]
    pub fn required_of(&self, contingency: Contingency) -> &[Requirement] {
        match contingency {
            Contingency::Occurs(occurrence) => self.company.required_of(occurrence),
            Contingency::Fires(place) => self.company.event_requires.get(place).map_or(&[], Vec::as_slice),
            Contingency::Starts(place) => {
                self.company.programmes[place].instalments.first().map_or(&[], Raise::required)
            }
            Contingency::Lent(place) => match &self.company.loans[place].origin {
                LoanOrigin::Lent(raise) => raise.required(),
                LoanOrigin::Balance(_) => &[],
            },
            Contingency::Breaks(_) => &[],
        }
    }
}
