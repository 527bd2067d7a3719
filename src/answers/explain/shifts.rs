//! How far each number lies in the bad runs from where it lies in the others.

use super::types::{Density, DriverShift, Happening, HappeningKind, Shift};
use crate::answers::Estimate;
use crate::answers::interval::{ALPHA, Intervals, Successes};
use crate::model::{Model, Occurrence, quantity_of};
use crate::tally::{BINS, Contrast, ContrastCounts, ContrastSpec, Merge as _, Watched, mean_of};
use std::collections::BTreeMap;

/// With fewer bad runs, or fewer others, nothing is reported.
pub(super) const FEWEST: u64 = 32;
/// Bad runs, and others, that each group has on average; intervals are made from the groups.
const RUNS_A_GROUP: u64 = 8;
/// Bad runs that a bin has on average.
const RUNS_A_BIN: u64 = 50;
/// Densities that are reported.
const MOST_DENSITIES: usize = 9;

/// Estimates from what was counted.
pub(super) struct ShiftEstimator<'a> {
    pub(super) spec: &'a ContrastSpec<'a>,
    model: &'a Model,
    contrast: &'a Contrast<'a>,
    pub(super) all: ContrastCounts,
    /// All runs in groups large enough to be told apart.
    groups: Vec<ContrastCounts>,
    replicates: usize,
}

impl<'a> ShiftEstimator<'a> {
    /// Estimates from runs that form this many replicates.
    pub(super) fn new(
        spec: &'a ContrastSpec<'a>,
        contrast: &'a Contrast<'a>,
        model: &'a Model,
        replicates: usize,
    ) -> Self {
        let all = contrast.groups.pooled();
        let fewer = all.holding.min(all.runs - all.holding);
        let wanted = usize::try_from(fewer / RUNS_A_GROUP).unwrap_or(usize::MAX);
        // A power of two divides the number of groups that were counted.
        let wanted = wanted.clamp(2, contrast.groups.len());
        let wanted = 1 << wanted.ilog2();
        let mut groups = contrast.groups[..wanted].to_vec();
        for (place, group) in contrast.groups.iter().enumerate().skip(wanted) {
            groups[place % wanted].merge(group);
        }
        Self { spec, model, contrast, all, groups, replicates }
    }

    /// The share of bad runs.
    pub(super) fn failing(&self) -> Estimate {
        self.share(|group| Successes { successes: group.holding, runs: group.runs })
    }

    /// A share from its counts in each group; for random runs, from the pooled counts.
    fn share(&self, of: impl Fn(&ContrastCounts) -> Successes) -> Estimate {
        if self.replicates < 2 {
            return Intervals::new(ALPHA, 1).probability(&[of(&self.all)]);
        }
        let counted: Vec<Successes> = self.contrast.groups.iter().map(of).filter(|held| held.runs > 0).collect();
        Intervals::new(ALPHA, counted.len()).probability(&counted)
    }

    /// A difference in standard deviations, with the interval of Student's t over the groups; `None` for too few bad runs, or too few
    /// others.
    fn shift(&self, of: impl Fn(&ContrastCounts) -> Option<f64>) -> Option<Estimate> {
        if self.fewer() < FEWEST {
            return None;
        }
        let estimate = of(&self.all)?;
        let value = |group: &ContrastCounts| Some((group.holding.min(group.runs - group.holding), of(group)?));
        let values: Vec<(u64, f64)> = self.groups.iter().filter_map(value).collect();
        let half = Intervals::new(ALPHA, values.len()).spread(&values, estimate)?;
        Some(Estimate { estimate, low: estimate - half, high: estimate + half })
    }

    /// The shift of a row; `None` if it never moves, or if too few runs are bad, or too few are not.
    fn of_row(&self, row: usize) -> Option<Shift> {
        let range = self.spec.rows[row].range;
        let [failing, others, std_dev] = moments(&self.all, row)?;
        let shift = self.shift(|group| moments(group, row).map(|[failing, others, sd]| (failing - others) / sd))?;
        let value = |at: f64| range.centre + range.scale * at;
        Some(Shift { failing: value(failing), others: value(others), std_dev: range.scale * std_dev, shift })
    }

    /// The rows of the driver that is watched at each place.
    fn rows(&self) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> {
        let mut next = 0;
        self.spec.watched.iter().filter_map(move |watched| {
            let Watched::Value(driver) = *watched else { return None };
            let first = next;
            next += self.spec.rows[first..].iter().take_while(|row| row.driver == driver).count();
            Some((driver, first..next))
        })
    }

    /// Every driver that moves, in the order of what is watched, with the row in which it lies furthest.
    pub(super) fn drivers(&self) -> Vec<(usize, DriverShift)> {
        let years = self.model.inputs.calendar.years();
        let driver = |(driver, rows): (usize, std::ops::Range<usize>)| {
            let (mut by_year, mut overall, mut furthest) = (BTreeMap::new(), None, None);
            for row in rows {
                let Some(shift) = self.of_row(row) else { continue };
                let year = self.spec.rows[row].year.map(|year| years[year]);
                match year {
                    Some(year) => {
                        by_year.insert(year, shift);
                    }
                    None => overall = Some(shift),
                }
                let size = shift.shift.estimate.abs();
                if (year.is_some() || by_year.is_empty()) && furthest.is_none_or(|(_, _, most)| size > most) {
                    furthest = Some((row, year, size));
                }
            }
            let (row, strongest, _) = furthest?;
            // A horizon of one year has no mean over the years.
            let overall = overall.or_else(|| by_year.values().next().copied());
            let name = self.model.inputs.drivers[driver].name.clone();
            let quantity = quantity_of(&name).word();
            Some((row, DriverShift { driver: name, quantity, overall, by_year, strongest }))
        };
        self.rows().filter_map(driver).collect()
    }

    /// Every round and event that a draw decides, in the order of what is watched.
    pub(super) fn happenings(&self) -> Vec<Happening> {
        let happening = |(place, watched): (usize, &Watched)| {
            let (kind, name, driver) = named(*watched, self.model)?;
            let share = |group: &ContrastCounts| {
                let [holding, all] = group.yes[place];
                let others = group.runs.checked_sub(group.holding).filter(|&others| others > 0)?;
                let failing = (group.holding > 0).then(|| holding as f64 / group.holding as f64)?;
                let all_share = all as f64 / group.runs as f64;
                let std_dev = (all_share * (1.0 - all_share)).sqrt();
                (std_dev > 0.0).then(|| (failing - (all - holding) as f64 / others as f64) / std_dev)
            };
            let shift = self.shift(share)?;
            let failing = self.share(|group| Successes { successes: group.yes[place][0], runs: group.holding });
            let others = |group: &ContrastCounts| Successes {
                successes: group.yes[place][1] - group.yes[place][0],
                runs: group.runs - group.holding,
            };
            let others = self.share(others);
            let shift = no_narrower(shift, &failing, &others, self.deviation(place));
            Some(Happening { driver, name, kind, failing, others, shift })
        };
        self.spec.watched.iter().enumerate().filter_map(happening).collect()
    }

    /// The standard deviation over all runs, with yes as 1 and no as 0.
    fn deviation(&self, place: usize) -> f64 {
        let share = self.all.yes[place][1] as f64 / self.all.runs as f64;
        (share * (1.0 - share)).sqrt()
    }

    /// How the drivers that lie furthest are spread.
    pub(super) fn densities(&self, drivers: &[(usize, DriverShift)]) -> Vec<Density> {
        let merged = [1, 2, 4, 5, 8].into_iter().find(|&bins| self.fewer() * bins >= RUNS_A_BIN * BINS as u64);
        let together = usize::try_from(merged.unwrap_or(8)).unwrap_or(8);
        let density = |(row, shift): &(usize, DriverShift)| {
            let (range, bins) = (self.spec.rows[*row].range, &self.contrast.bins[*row]);
            let within = |bins: &[u64]| {
                let inner = &bins[1..=BINS];
                inner.chunks(together).map(|bins| bins.iter().sum()).collect()
            };
            let furthest = shift.furthest()?;
            Some(Density {
                driver: shift.driver.clone(),
                quantity: shift.quantity,
                year: shift.strongest,
                shift: furthest.shift,
                means: [furthest.failing, furthest.others],
                from: range.low,
                to: range.high,
                failing: within(&bins[1]),
                others: within(&bins[0]),
                totals: [&bins[1], &bins[0]].map(|bins| bins.iter().sum()),
            })
        };
        drivers.iter().take(MOST_DENSITIES).filter_map(density).collect()
    }

    /// How many runs would have enough of both kinds, if these do not.
    pub(super) fn runs_wanted(&self) -> Option<u64> {
        let fewer = self.fewer();
        (fewer > 0 && fewer < FEWEST).then(|| rounded_up((self.all.runs / fewer).saturating_mul(4 * FEWEST)))
    }

    fn fewer(&self) -> u64 {
        self.all.holding.min(self.all.runs - self.all.holding)
    }
}

/// A difference of two shares, with an interval no narrower than theirs allow: where all of few runs agree, the groups do too.
fn no_narrower(shift: Estimate, failing: &Estimate, others: &Estimate, std_dev: f64) -> Estimate {
    let [failing, others] = [failing, others].map(|share| (share.high - share.low) / 2.0);
    let half = failing.hypot(others) / std_dev;
    Estimate { low: shift.low.min(shift.estimate - half), high: shift.high.max(shift.estimate + half), ..shift }
}

/// The number rounded up to two significant digits.
fn rounded_up(number: u64) -> u64 {
    let unit = 10_u64.pow(number.max(10).ilog10() - 1);
    number.checked_next_multiple_of(unit).unwrap_or(number)
}

/// What may happen: its kind, its name in the scenario, and the driver that decides.
pub(super) fn named(watched: Watched, model: &Model) -> Option<(HappeningKind, String, String)> {
    match watched {
        Watched::Value(_) => None,
        Watched::Closing(occurrence) => {
            let decides = model.company.chance_of(occurrence)?.closes;
            let kind = match occurrence {
                Occurrence::Capital(_) => HappeningKind::Closes,
                Occurrence::Revenue(_) | Occurrence::Burn(_) => HappeningKind::Happens,
            };
            let name = model.company.name_of(occurrence).to_owned();
            Some((kind, name, model.inputs.drivers[decides].name.clone()))
        }
        Watched::Firing(place) => {
            let event = &model.inputs.events[place];
            Some((HappeningKind::Fires, event.name.clone(), model.inputs.drivers[event.fires].name.clone()))
        }
    }
}

/// The means of a row in the bad runs of a group and in the others, and its standard deviation over all, in scales from its centre.
fn moments(group: &ContrastCounts, row: usize) -> Option<[f64; 3]> {
    let sums = &group.sums[row];
    let others = group.runs.checked_sub(group.holding).filter(|&others| others > 0)?;
    if group.holding == 0 {
        return None;
    }
    let mean = mean_of(sums.all[0], group.runs);
    let variance = mean_of(sums.all[1], group.runs) - mean * mean;
    let means = [mean_of(sums.holding[0], group.holding), mean_of(sums.all[0] - sums.holding[0], others)];
    // Below that it is rounding, or does not move in any year that matters.
    (variance > 1e-12 * (1.0 + mean * mean)).then(|| [means[0], means[1], variance.sqrt()])
}
