//! The amounts of all revenue streams and burn lines, step by step (MODEL.md, 5).

use crate::model::{Flow, Model};
use crate::sampling::Draws;
use crate::sampling::lanes::{LANES, Lanes};

/// Every flow of a block: the revenue streams, then the burn lines.
///
/// Between two draws of its driver a flow grows by a factor, so a step is one multiplication, or stays as it is.
#[derive(Debug)]
pub(super) struct Flows {
    flows: Vec<Flow>,
    /// Amounts of the step.
    pub(super) amounts: Vec<Lanes>,
    /// What the next amount is a multiple of this one by, until the next draw.
    factors: Vec<Lanes>,
    /// Annual run rates when the next draw is made, of the flows that grow.
    rates: Vec<Lanes>,
    /// By step and flow.
    changes: Vec<Vec<Change>>,
    step_years: f64,
}

/// What becomes of a flow at a step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    /// Its driver is drawn, for so many steps.
    Renewed(usize),
    /// It grows as before.
    Grows,
    /// It is an annual level that was not drawn anew.
    Stays,
}

impl Flows {
    pub(super) fn new(model: &Model) -> Self {
        let streams = model.revenue.iter().map(|stream| stream.flow);
        let flows: Vec<Flow> = streams.chain(model.burn.iter().map(|line| line.flow)).collect();
        let blank = vec![Lanes::all(0.0); flows.len()];
        Self {
            amounts: blank.clone(),
            factors: vec![Lanes::all(1.0); flows.len()],
            rates: blank,
            changes: changes(model, &flows),
            flows,
            step_years: model.calendar.step_years(),
        }
    }

    /// Run rates at the start.
    #[inline(always)]
    pub(super) fn open(&mut self, draws: &Draws<'_>) {
        for (rate, flow) in self.rates.iter_mut().zip(&self.flows) {
            if let Flow::Growing { opening, .. } = *flow {
                *rate = *draws.of(opening);
            }
        }
    }

    /// Moves every flow to `step`.
    #[inline(always)]
    pub(super) fn advance(&mut self, step: usize, draws: &Draws<'_>) {
        for flow in 0..self.flows.len() {
            match self.changes[step][flow] {
                Change::Renewed(steps) => self.renew(flow, steps, draws),
                Change::Grows => {
                    let (amounts, factors) = (&mut self.amounts[flow], &self.factors[flow]);
                    for lane in 0..LANES {
                        amounts[lane] *= factors[lane];
                    }
                }
                Change::Stays => {}
            }
        }
    }

    /// The sum of the amounts of some flows, lane by lane; if `step` changes none of them, `sum` is that already.
    #[inline(always)]
    pub(super) fn sum(&self, step: usize, mut flows: impl Iterator<Item = usize> + Clone, sum: &mut Lanes) {
        if step > 0 && flows.clone().all(|flow| self.changes[step][flow] == Change::Stays) {
            return;
        }
        *sum = flows.next().map_or(Lanes::all(0.0), |flow| self.amounts[flow]);
        for flow in flows {
            let amounts = &self.amounts[flow];
            for lane in 0..LANES {
                sum[lane] += amounts[lane];
            }
        }
    }

    /// The first of so many steps under a new draw.
    #[inline(always)]
    fn renew(&mut self, flow: usize, steps: usize, draws: &Draws<'_>) {
        let (amounts, factors, rates) = (&mut self.amounts[flow], &mut self.factors[flow], &mut self.rates[flow]);
        match self.flows[flow] {
            Flow::Growing { growth, .. } => {
                let (factor, integral) = draws.growth(growth);
                *factors = *factor;
                for lane in 0..LANES {
                    amounts[lane] = rates[lane] * integral[lane];
                }
                grow(rates, factor, steps);
            }
            Flow::Annual { level } => {
                let level = draws.of(level);
                for lane in 0..LANES {
                    amounts[lane] = level[lane] * self.step_years;
                }
            }
        }
    }
}

fn changes(model: &Model, flows: &[Flow]) -> Vec<Vec<Change>> {
    let calendar = &model.calendar;
    let is_drawn = |flow: &Flow, step: usize| {
        let (Flow::Growing { growth: driver, .. } | Flow::Annual { level: driver }) = *flow;
        model.drivers[driver].cadence.draws_at(step, calendar)
    };
    let change = |flow: &Flow, step: usize| match flow {
        _ if is_drawn(flow, step) => {
            let next = (step + 1..calendar.steps()).find(|&next| is_drawn(flow, next));
            Change::Renewed(next.unwrap_or(calendar.steps()) - step)
        }
        Flow::Growing { .. } => Change::Grows,
        Flow::Annual { .. } => Change::Stays,
    };
    (0..calendar.steps()).map(|step| flows.iter().map(|flow| change(flow, step)).collect()).collect()
}

/// Multiplies by factors to the power `exponent`, by squaring.
#[inline(always)]
fn grow(rates: &mut Lanes, factors: &Lanes, mut exponent: usize) {
    let mut square = *factors;
    while exponent > 0 {
        for lane in 0..LANES {
            rates[lane] *= if exponent % 2 == 1 { square[lane] } else { 1.0 };
            square[lane] *= square[lane];
        }
        exponent /= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::grow;
    use crate::sampling::lanes::Lanes;

    #[test]
    fn powers_are_products() {
        for exponent in 0..13 {
            let product = (0..exponent).fold(2.0, |product, _| product * 1.1);
            let mut rates = Lanes::all(2.0);
            grow(&mut rates, &Lanes::all(1.1), exponent);
            assert!((rates[0] - product).abs() < 1e-14, "1.1 to the {exponent}");
        }
    }
}
