//! Money from outside, with its drivers resolved: rounds, what they require, and debt (equations, 9, 16 and 17).

use super::driver::DriverId;
use crate::scenario::Step;

/// Money that may be raised.
#[derive(Debug, Clone)]
pub struct Raise {
    /// Its name.
    pub name: String,
    /// Planned date, in months after the start.
    pub month: f64,
    /// The amount, in units.
    pub amount: DriverId,
    /// The probability that it closes, with the deciding driver; `None` if certain.
    pub closing: Option<Closing>,
    /// Months by which it is late, if any.
    pub delay: Option<DriverId>,
    /// Requirements at the moment when it would be received.
    pub requires: Vec<Requirement>,
    /// Months for which it waits until they are met.
    pub patience: f64,
    /// Share that arrives as compute credit, if any.
    pub tied_share: Option<DriverId>,
}

/// Capital that repeats: every instalment on draws of its own.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its name.
    pub name: String,
    /// How often it repeats.
    pub every: Step,
    /// Its instalments, in order; their drivers are the same, drawn anew each time.
    pub instalments: Vec<Raise>,
}

/// Whether money that may be raised is raised, or what comes once happens: the deciding driver, uniform on (0, 1), exceeds 1 less the probability.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// The probability.
    pub probability: DriverId,
    /// The deciding driver, `capital.NAME.closes`, `revenue.NAME.happens` or `burn.NAME.happens`; it may be correlated like any other.
    pub closes: DriverId,
}

/// A requirement of investors or lenders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Requirement {
    /// Annualised revenue of the last step, in units.
    Revenue(f64),
    /// Growth of revenue over the last twelve months.
    Growth(f64),
    /// Share of revenue left after running costs in the last step.
    Margin(f64),
    /// Runway in months.
    Runway(f64),
    /// That the event with this place in [`RandomInputs::events`](super::RandomInputs::events) has fired.
    Event(usize),
    /// That it has not fired.
    NotEvent(usize),
    /// That this has been received, or has happened.
    After(Occurrence),
}

/// What others may wait for, or what itself waits for something: it happens at a moment in a run, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// The capital with this place in [`Company::capital`](super::Company::capital) is received.
    Capital(usize),
    /// The stream with this place in [`Company::revenue`](super::Company::revenue) begins, or happens.
    Revenue(usize),
    /// The line with this place in [`Company::burn`](super::Company::burn) begins, or happens.
    Burn(usize),
}

/// Money that may be borrowed.
#[derive(Debug, Clone)]
pub struct Facility {
    /// Its name.
    pub name: String,
    /// The most that may be drawn.
    pub limit: DriverId,
    /// Interest a year, as a fraction of the debt.
    pub rate: DriverId,
    /// First step at whose start it may be drawn: the first that starts on or after the date.
    pub from: usize,
    /// Step in which all is repaid; beyond the last if it matures after the horizon.
    pub matures: usize,
    /// The day of that step on which it is repaid, as a share of the step.
    pub matures_day: f64,
    /// Months of runway below which it is drawn, up to that many.
    pub trigger: f64,
    /// The lender's test at each draw.
    pub requires: Vec<Requirement>,
}

impl Raise {
    /// Whether it depends on the runway.
    pub(super) fn asks_for_runway(&self) -> bool {
        self.requires.iter().any(|rule| rule.asks_for_runway())
    }

    /// Whether it is certain to land on its date.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.closing.is_none() && self.delay.is_none() && self.requires.is_empty()
    }

    /// What must hold when it would land.
    #[must_use]
    pub fn required(&self) -> &[Requirement] {
        &self.requires
    }

    /// Whether Part I of the equations covers it; patience matters only with requirements.
    pub(super) fn is_plain(&self) -> bool {
        let Self { name: _, month: _, amount: _, closing: _, delay: _, requires, patience: _, tied_share } = self;
        requires.is_empty() && tied_share.is_none()
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, month: _, amount, closing, delay, requires: _, patience: _, tied_share } = self;
        if let Some(Closing { probability, closes }) = closing {
            [probability, closes].into_iter().for_each(&mut *change);
        }
        delay.iter_mut().chain(tied_share).chain([amount]).for_each(change);
    }
}

impl Requirement {
    /// What must have been received or have happened, if it asks for that.
    #[must_use]
    pub fn after(&self) -> Option<Occurrence> {
        match self {
            Self::After(other) => Some(*other),
            Self::Revenue(_)
            | Self::Growth(_)
            | Self::Margin(_)
            | Self::Runway(_)
            | Self::Event(_)
            | Self::NotEvent(_) => None,
        }
    }

    /// Whether it depends on the runway.
    pub(super) fn asks_for_runway(&self) -> bool {
        match self {
            Self::Runway(_) => true,
            Self::Revenue(_)
            | Self::Growth(_)
            | Self::Margin(_)
            | Self::Event(_)
            | Self::NotEvent(_)
            | Self::After(_) => false,
        }
    }
}

impl Facility {
    /// Whether it may be drawn at the start of `step`: from its first day on, and before it matures.
    #[must_use]
    pub fn can_be_drawn_at(&self, step: usize) -> bool {
        self.from <= step && (step < self.matures || (step == self.matures && self.matures_day > 0.0))
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, limit, rate, from: _, matures: _, matures_day: _, trigger: _, requires: _ } = self;
        [limit, rate].into_iter().for_each(change);
    }
}
