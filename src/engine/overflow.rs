//! Amounts beyond what numbers can hold in runs that only luck leads there: the first block with such a run ends the simulation, on any number
//! of threads, and is followed again to name what grew.

use super::auxiliary_solves::RequestedOutputs;
use super::block::Block;
use super::observer::Observer;
use crate::error::{Error, Problem};
use crate::model::{Flow, Model};
use crate::sampling::{Futures, Variation};
use crate::vector::{LANES, Lanes};

/// The error that names the first run of a block whose amounts overflow in the first of some models in which any does, and what grew.
pub(super) fn told(models: &[&Model], futures: &Futures, index: u64) -> Error {
    let found = models.iter().find_map(|model| {
        let mut search = Search { before: Lanes::all(0.0), lane: None, driver: None };
        let mut block = Block::varied(model, futures, &Variation::none(), RequestedOutputs::EveryNeed);
        block.follow(index, LANES, &mut search);
        search.lane.map(|lane| (lane, search.driver))
    });
    let (lane, driver) = found.unwrap_or_default();
    let run = index * LANES as u64 + lane as u64;
    let subject = driver.unwrap_or_default();
    let message = format!("grows beyond what numbers can hold (1.8e308) in run {run}");
    let message = if subject.is_empty() { format!("cash {message}") } else { message };
    Problem::new(None, subject, message).help("narrow its range, so that no run draws so much").into()
}

/// Looks for the first lane whose cash overflows, and for the amount that does first or, if none does by itself, is largest.
struct Search {
    /// Cash at the end of the step before.
    before: Lanes,
    lane: Option<usize>,
    driver: Option<String>,
}

impl Observer for Search {
    fn step(&mut self, _step: usize, block: &Block<'_>) {
        if self.lane.is_none() {
            self.lane = block.overflowing().next();
            self.driver = self.lane.and_then(|lane| largest(block, lane, self.before[lane]));
            self.before = block.with_capital.cash;
        }
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

/// The driver of the largest amount of a step in a lane; that of the yield if cash was larger `before`.
fn largest(block: &Block<'_>, lane: usize, before: f64) -> Option<String> {
    let company = &block.model.company;
    let revenue = company.revenue.iter().map(|stream| stream.flow).zip(block.revenue_by_stream());
    let burn = company.burn.iter().map(|line| line.flow).zip(block.burn_by_line());
    let size = |amount: f64| if amount.is_nan() { f64::INFINITY } else { amount.abs() };
    let flows = revenue.chain(burn).map(|(flow, amounts)| (driver(flow), size(amounts[lane])));
    let earned = company.cash_yield.map(|earned| (earned, size(before)));
    let (driver, _) = flows.chain(earned).reduce(|most, next| if next.1 > most.1 { next } else { most })?;
    Some(block.model.inputs.drivers[driver].name.clone())
}

/// The driver by which a flow grows or, if it does not, is as large as it is.
fn driver(flow: Flow) -> usize {
    match flow {
        Flow::Growing { growth, .. } => growth,
        Flow::Annual { level } => level,
        Flow::PerUser { per_user, .. } => per_user,
        Flow::Once { amount } => amount,
        Flow::Customers { price, .. } => price,
        Flow::ShareOf { share, .. } => share,
    }
}
