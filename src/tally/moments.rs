//! Means and standard deviations of drivers, plain and weighted: fixed-point sums, which merge exactly in any order.

use super::merge::merge_fields;
use super::{Merge, Replicated};
use crate::engine::Block;
use crate::model::{Cadence, DriverId, Model};
use crate::vector::{LANES, Lanes};

/// A weight of 1.
pub const WHOLE: u64 = 1 << 32;
/// The unit of fixed-point sums, as a fraction of a quantity's own scale.
const QUANTUM: f64 = 1.0 / (1_u64 << 40) as f64;

/// A driver, in a year if it is drawn more often than once a run.
#[derive(Debug, Clone, PartialEq)]
pub struct MomentQuantity {
    /// The driver.
    pub driver: DriverId,
    /// What it decides, if it only decides whether something happens: then the quantity is 1 or 0.
    pub decides: Option<Decision>,
    /// The index of a year, if it is drawn more often than once a run: the quantity is the mean of its draws in that year.
    pub year: Option<usize>,
    /// The origin of the sums, in the driver's units.
    pub location: f64,
    /// The scale of the sums, in the driver's units.
    pub scale: f64,
}

/// What a driver decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Whether capital closes, or what comes once happens, against the driver of its probability.
    Closes(DriverId),
    /// Whether the event with this place in [`RandomInputs::events`](crate::model::RandomInputs::events) fires in the year.
    Fires(usize),
}

/// Sums of a replicate over its runs, of a quantity less its location, in its scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MomentSums {
    value: i128,
    square: i128,
    weighted: i128,
    weighted_square: i128,
}

impl MomentSums {
    /// The sum of values, of their squares, and both with their weights; `None` if they overflowed.
    ///
    /// # Units
    /// Each quantity less its location, in its scale; weights as fractions of the heaviest run's.
    #[must_use]
    pub fn numbers(&self) -> Option<[f64; 4]> {
        let sums = [self.value, self.square, self.weighted, self.weighted_square];
        let is_lost = sums.iter().any(|sum| *sum == i128::MAX || *sum == i128::MIN);
        (!is_lost).then(|| sums.map(|sum| sum as f64 * QUANTUM))
    }
}

impl Merge for MomentSums {
    fn merge(&mut self, other: &Self) {
        self.value = self.value.saturating_add(other.value);
        self.square = self.square.saturating_add(other.square);
        self.weighted = self.weighted.saturating_add(other.weighted);
        self.weighted_square = self.weighted_square.saturating_add(other.weighted_square);
    }
}

/// Sums of the uncertain drivers up to the end of a year.
#[derive(Debug, Clone)]
pub struct DriverMoments {
    /// The quantities that are summed.
    pub quantities: Vec<MomentQuantity>,
    /// By replicate, then by quantity.
    pub replicates: Replicated<Vec<MomentSums>>,
    /// Of the block under way: by quantity, the sum of its draws and their number.
    draws: Vec<(Lanes, f64)>,
}

impl DriverMoments {
    /// Empty sums over runs of `model`, up to the calendar's `last` year.
    #[must_use]
    pub fn new(model: &Model, last: usize, replicates: usize) -> Self {
        let uncertain = (0..model.inputs.drivers.len()).filter(|&driver| !model.inputs.drivers[driver].is_constant());
        let quantities: Vec<MomentQuantity> = uncertain.flat_map(|driver| quantities(model, driver, last)).collect();
        let (draws, sums) =
            (vec![(Lanes::all(0.0), 0.0); quantities.len()], vec![MomentSums::default(); quantities.len()]);
        Self { quantities, replicates: Replicated::new(sums, replicates), draws }
    }

    /// Adds the draws that are made at the start of a step.
    pub(super) fn step(&mut self, step: usize, block: &Block<'_>) {
        let (calendar, drivers) = (&block.model.inputs.calendar, &block.model.inputs.drivers);
        let year = calendar.year_of_step(step);
        for (quantity, (sum, draws)) in self.quantities.iter().zip(&mut self.draws) {
            if step == 0 {
                (*sum, *draws) = (Lanes::all(0.0), 0.0);
            }
            let is_now = quantity.year.is_none_or(|of| of == year);
            if !is_now || !drivers[quantity.driver].cadence.draws_at(step, calendar) {
                continue;
            }
            *draws += 1.0;
            let drawn = |lane: usize| block.draws.value(quantity.driver, lane);
            match quantity.decides {
                None => (0..LANES).for_each(|lane| sum[lane] += drawn(lane)),
                Some(Decision::Closes(probability)) => {
                    let closes = |lane: usize| 1.0 - drawn(lane) < block.draws.value(probability, lane);
                    (0..LANES).for_each(|lane| sum[lane] += f64::from(closes(lane)));
                }
                Some(Decision::Fires(event)) => {
                    let fires = block.draws.fires(event, year);
                    (0..LANES).for_each(|lane| sum[lane] += fires[lane] as f64);
                }
            }
        }
    }

    /// Sums the block's runs with their weights.
    pub(super) fn end(&mut self, block: &Block<'_>, weights: &[u64; LANES]) {
        let weights = weights.map(|weight| weight as f64 / WHOLE as f64);
        let sums = self.replicates.of_block(block.index);
        for ((quantity, (sum, draws)), sums) in self.quantities.iter().zip(&self.draws).zip(sums) {
            let mut parts = [0.0; 4];
            for (sum, weight) in sum[..block.runs].iter().zip(weights) {
                let value = (sum / draws - quantity.location) / quantity.scale;
                let square = value * value;
                for (part, more) in parts.iter_mut().zip([value, square, weight * value, weight * square]) {
                    *part += more;
                }
            }
            let [value, square, weighted, weighted_square] = parts.map(fixed);
            sums.merge(&MomentSums { value, square, weighted, weighted_square });
        }
    }
}

merge_fields!(DriverMoments { replicates; quantities, draws });

/// The nearest fixed-point number, saturating.
#[expect(clippy::cast_possible_truncation, reason = "what is too large becomes the largest, which is looked for")]
fn fixed(sum: f64) -> i128 {
    (sum / QUANTUM).round() as i128
}

/// The quantities of a driver.
fn quantities(model: &Model, driver: DriverId, last: usize) -> Vec<MomentQuantity> {
    let of = &model.inputs.drivers[driver];
    let closing = model.company.chances().map(|(_, chance)| chance).find(|chance| chance.closes == driver);
    let firing = model.inputs.events.iter().position(|event| event.fires == driver);
    let decides = closing.map(|closing| Decision::Closes(closing.probability)).or(firing.map(Decision::Fires));
    let quantity = |year: Option<usize>| {
        let at = |z| of.limits.apply(of.curve(year.unwrap_or(0)).at(z, &model.inputs.tables));
        let (low, location, high) = (at(-1.0), at(0.0), at(1.0));
        let spread = 0.5 * (high - low);
        let size = if location == 0.0 { 1.0 } else { location.abs() };
        let scale = if spread > 1e-9 * size { spread } else { size };
        let (location, scale) = if decides.is_some() { (0.0, 1.0) } else { (location, scale) };
        MomentQuantity { driver, decides, year, location, scale }
    };
    match of.cadence {
        Cadence::Single => vec![quantity(None)],
        Cadence::Each(_) => {
            (0..=last).filter(|&year| !of.is_certain_in(year)).map(|year| quantity(Some(year))).collect()
        }
    }
}
