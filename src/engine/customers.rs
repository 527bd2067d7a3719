//! Customers who come and leave: N' = a - cN within a year (equations, 25).

use crate::tables::StepChurn;
use crate::vector::{LANES, Lanes};

/// The customers of one revenue stream.
#[derive(Debug)]
pub(super) struct Customers {
    /// How many there are at the start of the step; the opening number until the stream begins.
    number: Lanes,
    /// How many there are at its end.
    pub(super) at_end: Lanes,
    /// Customer-years of the step.
    pub(super) years: Lanes,
}

impl Customers {
    pub(super) const NEW: Self = Self { number: Lanes::all(0.0), at_end: Lanes::all(0.0), years: Lanes::all(0.0) };

    #[inline(always)]
    pub(super) fn open(&mut self, opening: &Lanes) {
        self.number = *opening;
    }

    /// Takes a step of `step_years` years, for the `share` of it in which the stream exists; customers come at `adds` a year, and `churn` of
    /// them leave within a year.
    #[inline(always)]
    pub(super) fn take(&mut self, share: &Lanes, (adds, churn): (&Lanes, &Lanes), step_years: f64) {
        for lane in 0..LANES {
            let exists = share[lane] > 0.0;
            let years = step_years * if exists { share[lane] } else { 1.0 };
            let (number, adds) = (self.number[lane], adds[lane]);
            let StepChurn { kept, stay, joined } = StepChurn::of(churn[lane], years);
            self.years[lane] = if exists { number * stay + adds * joined } else { 0.0 };
            self.at_end[lane] = if exists { number * kept + adds * stay } else { number };
        }
    }

    /// Moves to the end of the step.
    #[inline(always)]
    pub(super) fn note(&mut self) {
        self.number = self.at_end;
    }
}
