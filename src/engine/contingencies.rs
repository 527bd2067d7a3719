//! What happened along the way in the runs of a block, and what did not, and why; and the cash at the end of every step.

use super::block::Block;
use super::missed::missed;
use super::moment::NEVER;
use super::raise;
use crate::model::{Contingency, Landing, Occurrence};
use crate::vector::{Flags, LANES, Lanes, NOWHERE};

impl Block<'_> {
    /// The moment, in months after the start, at which it happens for the first time in each run that has come to its end, or [`NEVER`].
    #[must_use]
    #[inline(always)]
    pub fn moment_of(&self, contingency: Contingency) -> Lanes {
        let months_per_step = self.model.inputs.calendar.months_per_step() as f64;
        match (contingency, &self.financing) {
            (Contingency::Occurs(occurrence), Some(financing)) => {
                let onset = financing.onset_of(occurrence);
                onset.map_or(Lanes::all(NEVER), |onset| self.in_months(&onset.happened_at()))
            }
            (Contingency::Occurs(Occurrence::Capital(place)), None) => {
                let (horizon, raise) = (self.model.inputs.calendar.months() as f64, &self.model.company.capital[place]);
                let mut moment = raise::planned_for(raise, &self.draws);
                for lane in 0..LANES {
                    moment[lane] = if moment[lane] < horizon { moment[lane] } else { NEVER };
                }
                moment
            }
            (Contingency::Starts(place), Some(financing)) => {
                financing.landed(Landing::Instalment(place), months_per_step)
            }
            (Contingency::Lent(place), Some(financing)) => financing.landed(Landing::Loan(place), months_per_step),
            (Contingency::Breaks(place), Some(financing)) => *financing.covenant_broken(place),
            (Contingency::Fires(place), _) => self.in_months(&self.draws.first_firing(place)),
            // Loans, capital that repeats and lines that may not begin are settled step by step.
            (_, None) => Lanes::all(NEVER),
        }
    }

    /// Why something has not occurred in each run that has come to its end, as bits ([`NOT_TO_BE`](super::NOT_TO_BE),
    /// [`TOO_LATE`](super::TOO_LATE), [`not_met`](super::not_met)); 0 where it has, and of what does not [tell](Contingency::tells_why).
    #[must_use]
    #[inline(always)]
    pub fn missed(&self, contingency: Contingency) -> Flags {
        let calendar = &self.model.inputs.calendar;
        match (contingency, &self.financing) {
            (Contingency::Occurs(occurrence), Some(financing)) => {
                let onset = financing.onset_of(occurrence);
                onset.map_or(NOWHERE, |onset| onset.missed(calendar.steps() as f64))
            }
            (Contingency::Occurs(Occurrence::Capital(place)), None) => {
                let planned_for = raise::planned_for(&self.model.company.capital[place], &self.draws);
                Flags::from_fn(|lane| missed(planned_for[lane] < NEVER, planned_for[lane] < calendar.months() as f64))
            }
            (Contingency::Lent(place), Some(financing)) => financing.lending(place).missed(calendar.steps() as f64),
            (Contingency::Fires(_) | Contingency::Starts(_) | Contingency::Breaks(_), _) | (_, None) => NOWHERE,
        }
    }

    #[inline(always)]
    fn in_months(&self, steps: &Lanes) -> Lanes {
        let months = self.model.inputs.calendar.months_per_step() as f64;
        Lanes::from_fn(|lane| steps[lane] * months)
    }

    /// Capital received in the step, in units, for an observer that sees steps.
    #[must_use]
    pub fn received(&self) -> &Lanes {
        &self.received
    }

    /// Cash at the end of each step of the span that has been taken.
    ///
    /// # Shape
    /// Twelve numbers per run, of which those of the span's steps, the first ones, count.
    ///
    /// # Units
    /// Units of the scenario.
    #[must_use]
    pub fn cash_of_span(&self) -> &[Lanes] {
        self.cash.as_slice()
    }
}
