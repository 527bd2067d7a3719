//! Levels that lines follow together: prices, an exchange rate (equations, 26).

use crate::model::Model;
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes};

/// One index at a step.
#[derive(Debug, Clone)]
pub(super) struct IndexLevel {
    /// Its level at the start of the step; 1 at the start of the horizon.
    pub(super) level: Lanes,
    /// By how much the step multiplies it.
    pub(super) factor: Lanes,
    /// Its rate of continuous growth, a year.
    pub(super) rate: Lanes,
    /// Its average over the step.
    pub(super) average: Lanes,
}

/// All indices of a model.
#[derive(Debug)]
pub(super) struct Indices {
    levels: Vec<IndexLevel>,
}

impl Indices {
    pub(super) fn new(model: &Model) -> Self {
        let one = Lanes::all(1.0);
        let level = IndexLevel { level: one, factor: one, rate: Lanes::all(0.0), average: one };
        Self { levels: vec![level; model.company.indices.len()] }
    }

    /// Before the first step.
    #[inline(always)]
    pub(super) fn open(&mut self) {
        for index in &mut self.levels {
            (index.level, index.factor) = (Lanes::all(1.0), Lanes::all(1.0));
        }
    }

    /// Notes how every index grows in the step, as drawn.
    #[inline(always)]
    pub(super) fn observe(&mut self, model: &Model, draws: &Draws<'_>) {
        let step_years = model.inputs.calendar.step_years();
        for (index, of) in self.levels.iter_mut().zip(&model.company.indices) {
            let (factor, integral) = draws.growth(of.growth);
            for lane in 0..LANES {
                index.rate[lane] = (factor[lane] - 1.0) / integral[lane];
                index.average[lane] = index.level[lane] * integral[lane] / step_years;
            }
            index.factor = *factor;
        }
    }

    /// Moves every index to the end of the step.
    #[inline(always)]
    pub(super) fn note(&mut self) {
        for index in &mut self.levels {
            for lane in 0..LANES {
                index.level[lane] *= index.factor[lane];
            }
        }
    }

    /// The index at this place of [`Company::indices`](crate::model::Company::indices).
    #[inline(always)]
    pub(super) fn of(&self, place: usize) -> &IndexLevel {
        &self.levels[place]
    }
}

impl IndexLevel {
    /// Multiplies amounts by its level on their days in the step, told as shares of it.
    #[inline(always)]
    pub(super) fn multiply_on(&self, days: &Lanes, amounts: &mut Lanes) {
        for lane in 0..LANES {
            if amounts[lane] != 0.0 {
                amounts[lane] *= self.on(days[lane], lane);
            }
        }
    }

    /// Its level at the end of the step.
    #[inline(always)]
    pub(super) fn at_end(&self) -> Lanes {
        Lanes::from_fn(|lane| self.level[lane] * self.factor[lane])
    }

    /// Its level on a day of the step, told as a share of the step.
    #[inline(always)]
    fn on(&self, day: f64, lane: usize) -> f64 {
        if day > 0.0 { self.level[lane] * libm::pow(self.factor[lane], day) } else { self.level[lane] }
    }
}
