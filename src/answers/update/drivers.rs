//! Which drivers were moved most by what happened.

use super::types::{Kind, MeanAndSpread, Moved};
use crate::answers::Estimate;
use crate::answers::interval::{ALPHA, Intervals};
use crate::model::{Driver, Model};
use crate::tally::{DriverMoments, MomentQuantity, Tally};

/// Every driver in the year in which it moved farthest, the farthest first; of those that nothing moved, as far as these runs tell, too.
pub(super) fn moved(model: &Model, moments: &DriverMoments, plain: &Tally, weighted: &Tally) -> Vec<Moved> {
    let runs: Vec<[f64; 2]> =
        plain.replicates.iter().zip(weighted.replicates.iter()).map(|(p, w)| [p.runs as f64, w.runs as f64]).collect();
    let used = runs.iter().filter(|[runs, _]| *runs > 0.0).count();
    // Of many drivers, one seems to have moved by chance: intervals that none of them misses, 19 times in 20.
    let surer = Intervals::new(ALPHA / moments.quantities.len().max(1) as f64, used);
    let usual = Intervals::new(ALPHA, used);
    let read = |(place, quantity): (usize, &MomentQuantity)| {
        let sums: Option<Vec<[f64; 4]>> = moments.replicates.iter().map(|sums| sums[place].numbers()).collect();
        Some(DriverEstimator { quantity, sums: sums?, runs: &runs }.moved(model, &usual, &surer)).flatten()
    };
    let mut farthest: Vec<Moved> = Vec::new();
    for moved in moments.quantities.iter().enumerate().filter_map(read) {
        match farthest.iter_mut().find(|other| other.driver == moved.driver) {
            Some(other) if other.shift.estimate.abs() < moved.shift.estimate.abs() => *other = moved,
            Some(_) => {}
            None => farthest.push(moved),
        }
    }
    farthest.sort_by(|a, b| b.shift.estimate.abs().total_cmp(&a.shift.estimate.abs()).then(a.driver.cmp(&b.driver)));
    farthest
}

/// The sums of one quantity, by batch.
struct DriverEstimator<'a> {
    quantity: &'a MomentQuantity,
    /// Values, their squares, both with weights.
    sums: Vec<[f64; 4]>,
    /// Runs and weight.
    runs: &'a [[f64; 2]],
}

impl DriverEstimator<'_> {
    /// `None` for a quantity that does not vary.
    fn moved(&self, model: &Model, usual: &Intervals, surer: &Intervals) -> Option<Moved> {
        let unit = crate::tally::WHOLE as f64;
        let sum = |part: usize| self.sums.iter().map(|sums| sums[part]).sum::<f64>();
        let (runs, weight) = (self.all(0), self.all(1) / unit);
        let moments = |value: f64, square: f64, of: f64| {
            let mean = value / of;
            (mean, (square / of - mean * mean).max(0.0).sqrt())
        };
        let (before, after) = (moments(sum(0), sum(1), runs), moments(sum(2), sum(3), weight));
        if !(before.1 > 1e-9 && before.1.is_finite()) {
            return None;
        }
        let shift = (after.0 - before.0) / before.1;
        // The delta method, of both means and of the deviation that their difference is divided by.
        let residual = |(sums, [of, heavy]): (&[f64; 4], &[f64; 2])| {
            let weighted = (sums[2] - after.0 * heavy / unit) / weight;
            let plain = (sums[0] - before.0 * of) / runs;
            let (mean, deviation) = before;
            let squares = (sums[1] - 2.0 * mean * sums[0] + of * (mean * mean - deviation * deviation)) / runs;
            (weighted - plain) / deviation - shift * squares / (2.0 * deviation * deviation)
        };
        let with_runs = self.sums.iter().zip(self.runs).filter(|(_, [runs, _])| *runs > 0.0);
        let residuals: Vec<f64> = with_runs.map(residual).collect();
        let half = usual.of_residuals(&residuals)?;
        let driver = &model.inputs.drivers[self.quantity.driver];
        let MomentQuantity { location, scale, year, .. } = *self.quantity;
        let mean_and_spread =
            |(mean, spread): (f64, f64)| MeanAndSpread { mean: location + scale * mean, std_dev: scale * spread };
        Some(Moved {
            driver: driver.name.clone(),
            year: year.map(|place| model.inputs.calendar.years()[place]),
            kind: kind(driver, self.quantity),
            before: mean_and_spread(before),
            after: mean_and_spread(after),
            shift: Estimate { estimate: shift, low: shift - half, high: shift + half },
            resolved: shift.abs() > surer.of_residuals(&residuals)?,
        })
    }

    fn all(&self, part: usize) -> f64 {
        self.runs.iter().map(|runs| runs[part]).sum()
    }
}

fn kind(driver: &Driver, quantity: &MomentQuantity) -> Kind {
    let is_share = quantity.decides.is_some() || driver.is_growth || driver.limits.are_of_fractions;
    if is_share { Kind::Share } else { Kind::Number }
}
