//! When a revenue stream or a burn line exists, what it waits for, and what its amounts are multiplied by, with names resolved
//! (equations, 23, 24 and 26).

use super::capital::{Closing, Requirement};
use super::driver::DriverId;

/// What a revenue stream or a burn line is subject to beside its form; by default it exists throughout, as it is.
#[derive(Debug, Clone, Default)]
pub struct LineTerms {
    /// How it begins, or if it is one amount, happens; `None` if it exists at the start.
    pub onset: Option<Onset>,
    /// The moment at which it ends, in months after the start; `None` if it lasts.
    pub until: Option<f64>,
    /// What amounts of each month of the calendar are multiplied by, January first; 1 on average.
    pub season: Option<[f64; 12]>,
    /// The place in [`Company::indices`](super::Company::indices) of the index that it follows.
    pub index: Option<usize>,
    /// Amounts of the last months before the start, in units, the last month last; of earlier ones that of the start is assumed.
    pub before_start: Vec<f64>,
}

/// How a line begins, or one amount happens.
#[derive(Debug, Clone)]
pub struct Onset {
    /// Planned date, in months after the start.
    pub month: f64,
    /// The probability that it happens, with the deciding driver `revenue.NAME.happens` or `burn.NAME.happens`; `None` if certain.
    pub happening: Option<Closing>,
    /// Months by which it is late, if any.
    pub delay: Option<DriverId>,
    /// Requirements that must be met before it.
    pub requires: Vec<Requirement>,
    /// Months for which it waits until they are met; infinite for a line that recurs.
    pub patience: f64,
}

/// More months than any horizon has.
const NEVER_DUE: f64 = 1e6;

/// A level, 1 at the start, that several lines may follow.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Growth a year.
    pub growth: DriverId,
}

impl LineTerms {
    /// Whether it exists throughout, as it is.
    pub(super) fn is_plain(&self) -> bool {
        let Self { onset, until, season, index, before_start } = self;
        onset.is_none() && until.is_none() && season.is_none() && index.is_none() && before_start.is_empty()
    }

    /// Puts off for ever what waits for something or may not happen.
    pub(super) fn keep_if_certain(&mut self) {
        if let Some(onset) = self.onset.as_mut().filter(|onset| onset.happening.is_some() || !onset.requires.is_empty())
        {
            (onset.month, onset.requires) = (NEVER_DUE, Vec::new());
        }
    }

    /// Requirements that must be met before it begins.
    #[must_use]
    pub fn requires(&self) -> &[Requirement] {
        self.onset.as_ref().map_or(&[], |onset| &onset.requires)
    }

    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { onset, until: _, season: _, index: _, before_start: _ } = self;
        let Some(Onset { month: _, happening, delay, requires: _, patience: _ }) = onset else { return };
        if let Some(Closing { probability, closes }) = happening {
            [probability, closes].into_iter().for_each(&mut *change);
        }
        delay.iter_mut().for_each(change);
    }
}

impl Index {
    /// Shows every driver to `change`.
    pub(super) fn each_driver(&mut self, change: &mut impl FnMut(&mut DriverId)) {
        let Self { name: _, growth } = self;
        change(growth);
    }
}
