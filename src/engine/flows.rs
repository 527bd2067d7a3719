//! The amounts of all revenue streams and burn lines, step by step (equations, 5).

use crate::model::{Flow, Model, Share};
use crate::sampling::Draws;
use crate::vector::{LANES, Lanes, ROWS, Row};

/// Every flow of a block: the revenue streams, then the burn lines, then the users if they are counted.
///
/// Between two draws of its driver a flow grows by a factor, so a step is one multiplication, or stays as it is.
#[derive(Debug)]
pub(super) struct Flows {
    flows: Vec<Flow>,
    /// Amounts of the step.
    pub(super) amounts: Vec<Lanes>,
    /// The factor from this amount to the next, until the next draw.
    factors: Vec<Lanes>,
    /// Annual run rates when the next draw is made, of the flows that grow.
    rates: Vec<Lanes>,
    /// By step and flow.
    changes: Vec<Vec<FlowChange>>,
    counts_users: bool,
    step_years: f64,
}

/// How a flow changes at a step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum FlowChange {
    /// Its driver is drawn, for this number of steps.
    Renewed(usize),
    /// It grows as before.
    Grows,
    /// It is an annual level that was not drawn anew, or [its line](super::line_amounts) has the amounts.
    Stays,
    /// It is proportional to the number of users.
    FollowsUsers,
}

impl Flows {
    pub(super) fn new(model: &Model) -> Self {
        let streams = model.company.revenue.iter().map(|stream| stream.flow);
        let flows: Vec<Flow> =
            streams.chain(model.company.burn.iter().map(|line| line.flow)).chain(model.company.users).collect();
        let blank = vec![Lanes::all(0.0); flows.len()];
        Self {
            amounts: blank.clone(),
            factors: vec![Lanes::all(1.0); flows.len()],
            rates: blank,
            changes: changes(model, &flows),
            flows,
            counts_users: model.company.users.is_some(),
            step_years: model.inputs.calendar.step_years(),
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
        // The users come last, and others depend on them.
        for flow in (0..self.flows.len()).rev() {
            match self.changes[step][flow] {
                FlowChange::Renewed(steps) => self.renew(flow, steps, draws),
                FlowChange::Grows => {
                    for row in 0..ROWS {
                        let (amount, factor) = self.row(flow, row);
                        self.amounts[flow].set_row(row, amount * factor);
                    }
                }
                FlowChange::Stays => {}
                FlowChange::FollowsUsers => {
                    if let Flow::PerUser { per_user, of } = self.flows[flow] {
                        self.follow_users(flow, draws.of(per_user), of, draws);
                    }
                }
            }
        }
    }

    /// User-years of the step, if users are counted.
    pub(super) fn users(&self) -> Option<&Lanes> {
        self.amounts.last().filter(|_| self.counts_users)
    }

    /// The monthly amount of a flow before the start, in units: a twelfth of its run rate or of its first level (equations, 20).
    #[inline(always)]
    pub(super) fn before_start(&self, flow: usize, draws: &Draws<'_>) -> Lanes {
        let rate = match self.flows[flow] {
            Flow::Growing { opening: driver, .. } | Flow::Annual { level: driver } => *draws.of(driver),
            Flow::Once { .. } | Flow::ShareOf { .. } => Lanes::all(0.0),
            Flow::Customers { opening, price, .. } => {
                let (customers, price) = (draws.of(opening), draws.of(price));
                Lanes::from_fn(|lane| customers[lane] * price[lane])
            }
            Flow::PerUser { per_user, of } => {
                let users = match self.flows[self.flows.len() - 1] {
                    Flow::Growing { opening: driver, .. }
                    | Flow::Annual { level: driver }
                    | Flow::PerUser { per_user: driver, .. }
                    | Flow::Once { amount: driver }
                    | Flow::Customers { opening: driver, .. }
                    | Flow::ShareOf { share: driver, .. } => draws.of(driver),
                };
                let mut rate = Lanes::all(0.0);
                per_users(users, draws.of(per_user), of, draws, &mut rate);
                rate
            }
        };
        Lanes::from_fn(|lane| rate[lane] / 12.0)
    }

    /// An amount for each user of the step.
    #[inline(always)]
    fn follow_users(&mut self, flow: usize, per_user: &Lanes, of: Share, draws: &Draws<'_>) {
        if let Some((users, others)) = self.amounts.split_last_mut() {
            per_users(users, per_user, of, draws, &mut others[flow]);
        }
    }

    /// The amounts of a row of runs, and the factors to the next.
    #[inline(always)]
    pub(super) fn row(&self, flow: usize, row: usize) -> (Row, Row) {
        (self.amounts[flow].row(row), self.factors[flow].row(row))
    }

    /// The first of `steps` steps with a new draw.
    #[inline(always)]
    fn renew(&mut self, flow: usize, steps: usize, draws: &Draws<'_>) {
        let (amounts, factors, rates) = (&mut self.amounts[flow], &mut self.factors[flow], &mut self.rates[flow]);
        match self.flows[flow] {
            Flow::Growing { growth, .. } => {
                let (factor, integral) = draws.growth(growth);
                for row in 0..ROWS {
                    let (rate, factor) = (rates.row(row), factor.row(row));
                    amounts.set_row(row, rate * integral.row(row));
                    factors.set_row(row, factor);
                    rates.set_row(row, rate * power(factor, steps));
                }
            }
            Flow::Annual { level } => {
                let level = draws.of(level);
                for lane in 0..LANES {
                    amounts[lane] = level[lane] * self.step_years;
                }
            }
            Flow::PerUser { .. } | Flow::Once { .. } | Flow::Customers { .. } | Flow::ShareOf { .. } => {}
        }
    }
}

fn changes(model: &Model, flows: &[Flow]) -> Vec<Vec<FlowChange>> {
    let calendar = &model.inputs.calendar;
    let is_drawn = |flow: &Flow, step: usize| {
        let (Flow::Growing { growth: driver, .. }
        | Flow::Annual { level: driver }
        | Flow::PerUser { per_user: driver, .. }
        | Flow::Once { amount: driver }
        | Flow::Customers { price: driver, .. }
        | Flow::ShareOf { share: driver, .. }) = *flow;
        let driver = &model.inputs.drivers[driver];
        driver.is_acted_on || driver.cadence.draws_at(step, calendar)
    };
    let change = |flow: &Flow, step: usize| match flow {
        Flow::PerUser { .. } => FlowChange::FollowsUsers,
        Flow::Once { .. } | Flow::Customers { .. } | Flow::ShareOf { .. } => FlowChange::Stays,
        _ if is_drawn(flow, step) => {
            let next = (step + 1..calendar.steps()).find(|&next| is_drawn(flow, next));
            FlowChange::Renewed(next.unwrap_or(calendar.steps()) - step)
        }
        Flow::Growing { .. } => FlowChange::Grows,
        Flow::Annual { .. } => FlowChange::Stays,
    };
    (0..calendar.steps()).map(|step| flows.iter().map(|flow| change(flow, step)).collect()).collect()
}

/// `amounts = users * share * per_user`
#[inline(always)]
fn per_users(users: &Lanes, per_user: &Lanes, of: Share, draws: &Draws<'_>, amounts: &mut Lanes) {
    match of {
        Share::All => {
            for lane in 0..LANES {
                amounts[lane] = users[lane] * per_user[lane];
            }
        }
        Share::Paying(conversion) => {
            let conversion = draws.of(conversion);
            for lane in 0..LANES {
                amounts[lane] = users[lane] * conversion[lane] * per_user[lane];
            }
        }
        Share::Free(conversion) => {
            let conversion = draws.of(conversion);
            for lane in 0..LANES {
                amounts[lane] = users[lane] * (1.0 - conversion[lane]) * per_user[lane];
            }
        }
    }
}

/// Factors to the power `exponent`, at least 1, by squaring.
#[inline(always)]
fn power(factors: Row, exponent: usize) -> Row {
    let (mut square, mut left) = (factors, exponent);
    while left % 2 == 0 && left > 0 {
        square = square * square;
        left /= 2;
    }
    let mut product = square;
    while left > 1 {
        square = square * square;
        left /= 2;
        if left % 2 == 1 {
            product = product * square;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::{Row, power};

    #[test]
    fn powers_are_products() {
        for exponent in 1..13 {
            let product = (0..exponent).fold(1.0, |product, _| product * 1.1);
            let miss = power(Row::all(1.1), exponent) - Row::all(product);
            assert_eq!(miss.map(|miss| f64::from(miss.abs() < 1e-14)), Row::all(1.0), "1.1 to the {exponent}");
        }
    }
}
