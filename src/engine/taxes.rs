//! Tax on the result of each year, paid some months after its end (equations, 29).

use super::jumps::Jumps;
use crate::model::Model;
use crate::sampling::Draws;
use crate::scenario::Step;
use crate::vector::{LANES, Lanes};

const ZERO: Lanes = Lanes::all(0.0);

/// The taxes of a block. Amounts are in units.
#[derive(Debug)]
pub(super) struct Taxes {
    /// Paid at the end of the step.
    pub(super) paid: Lanes,
    /// Operating result less interest, of the year so far.
    taxable: Lanes,
    /// Losses carried forward.
    losses: Lanes,
    /// By year: its tax.
    due: Vec<Lanes>,
    /// By step: the year that ends with it, if that is finished.
    assessed: Vec<Option<usize>>,
    /// By step: the year whose tax is paid at its end.
    payable: Vec<Option<usize>>,
}

impl Taxes {
    pub(super) fn new(model: &Model) -> Self {
        let calendar = &model.inputs.calendar;
        let Some(tax) = &model.company.tax else {
            return Self {
                paid: ZERO,
                taxable: ZERO,
                losses: ZERO,
                due: Vec::new(),
                assessed: Vec::new(),
                payable: Vec::new(),
            };
        };
        let (steps, months) = (calendar.steps(), calendar.months_per_step());
        let ends = |step: &usize| calendar.begins(Step::Year, step + 1);
        let (mut assessed, mut payable) = (vec![None; steps], vec![None; steps]);
        for step in (0..steps).filter(ends) {
            let year = calendar.year_of_step(step);
            assessed[step] = Some(year);
            let last_month = (step + 1) * months + tax.paid_after - 1;
            if let Some(step) = payable.get_mut(last_month / months) {
                *step = Some(year);
            }
        }
        Self { paid: ZERO, taxable: ZERO, losses: ZERO, due: vec![ZERO; calendar.years().len()], assessed, payable }
    }

    #[inline(always)]
    pub(super) fn open(&mut self, model: &Model, draws: &Draws<'_>) {
        (self.paid, self.taxable) = (ZERO, ZERO);
        self.losses = model.company.tax.as_ref().and_then(|tax| tax.losses).map_or(ZERO, |losses| *draws.of(losses));
    }

    /// Adds a step's operating result less interest to the year; settles the year's tax at its end, and pays what is due.
    #[inline(always)]
    pub(super) fn pay(
        &mut self,
        model: &Model,
        draws: &Draws<'_>,
        step: usize,
        (result, interest): (&Lanes, &Lanes),
        jumps: &mut Jumps,
    ) {
        let Some(tax) = &model.company.tax else { return };
        for lane in 0..LANES {
            self.taxable[lane] += result[lane] - interest[lane];
        }
        if let Some(year) = self.assessed[step] {
            self.assess(year, draws.of(tax.rate));
        }
        self.paid = self.payable[step].map_or(ZERO, |year| self.due[year]);
        if self.payable[step].is_some() {
            jumps.add(1.0, &Lanes::from_fn(|lane| -self.paid[lane]));
        }
    }

    /// The tax of a year that is over, and the losses that it leaves.
    #[inline(always)]
    fn assess(&mut self, year: usize, rate: &Lanes) {
        for lane in 0..LANES {
            let (taxable, losses) = (self.taxable[lane], self.losses[lane]);
            let taxed = (taxable - losses).max(0.0);
            self.due[year][lane] = rate[lane] * taxed;
            self.losses[lane] = (losses - taxable).max(0.0);
            self.taxable[lane] = 0.0;
        }
    }
}
