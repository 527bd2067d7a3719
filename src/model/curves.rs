//! Curves of drivers: one for each year, with quantile functions interpolated between named years; equal distributions share a table.

use super::calendar::Calendar;
use super::driver::Curve;
use super::location_scale::{LocationScale, shape};
use super::year::Year;
use crate::distribution::{Blend, Distribution, Normal};
use crate::error::{At, Place, Problem, Problems};
use crate::scenario::{DistributionSpec, Schedule};
use crate::tables::QuantileTable;
use std::sync::Arc;

/// The distinct distributions met so far.
#[derive(Debug)]
pub(super) struct DistinctDistributions(Vec<Met>);

/// A distribution, and where it was met first.
#[derive(Debug)]
struct Met {
    distribution: Arc<dyn Distribution>,
    subject: String,
    place: Option<Place>,
}

/// More distributions than this would take much memory to make tables of.
const MOST_DISTRIBUTIONS: usize = 2_000;
/// In quantiles that have a formula, of which tables take a tenth of a millisecond: seconds.
const MOST_EFFORT: f64 = 40_000.0;
/// With more parts than this to be evaluated for each draw, on average, a run would take minutes.
const MOST_PARTS_A_DRAW: f64 = 50.0;

impl DistinctDistributions {
    /// Starts with the standard normal, which makes latents.
    pub(super) fn new() -> Self {
        let mut distributions = Self(Vec::new());
        if let Ok(normal) = Normal::new(0.0, 1.0) {
            distributions.number(Arc::new(normal), ("", None));
        }
        distributions
    }

    fn number(&mut self, distribution: Arc<dyn Distribution>, (subject, place): (&str, Option<Place>)) -> usize {
        let known = self.0.iter().position(|known| *known.distribution == *distribution);
        known.unwrap_or_else(|| {
            self.0.push(Met { distribution, subject: subject.to_owned(), place });
            self.0.len() - 1
        })
    }

    fn curve(&mut self, shape: LocationScale, met: (&str, Option<Place>)) -> Curve {
        match shape.standard {
            None => Curve::Constant(shape.location),
            Some(distribution) => {
                Curve::Drawn { table: self.number(distribution, met), location: shape.location, scale: shape.scale }
            }
        }
    }

    /// Notes a problem, at the first that is too many, if tables of all distributions, with the parts of mixtures counted, would take too
    /// much memory or too long.
    pub(super) fn check_size(&self, problems: &mut Problems) {
        let parts: usize = self.0.iter().map(|met| met.distribution.parts()).sum();
        if parts > MOST_DISTRIBUTIONS {
            let message = format!("must have at most {MOST_DISTRIBUTIONS} different distributions in all, got {parts}");
            let help = "name fewer years in `by_year`: those between are interpolated";
            problems.push(self.first_beyond(MOST_DISTRIBUTIONS as f64, |met| met.parts() as f64, message, help));
        }
        let effort: f64 = self.0.iter().map(|met| met.distribution.effort()).sum();
        if effort > MOST_EFFORT {
            let count = self.0.iter().filter(|met| met.distribution.effort() > 1.0).count();
            let message = format!("with it the tables of {count} distributions without a formula take too long");
            let help =
                "write a gamma, a beta or a PERT of a shape above 1000 as a normal or a lognormal: they hardly differ";
            problems.push(self.first_beyond(MOST_EFFORT, |met| met.effort(), message, help));
        }
    }

    /// A problem at the first distribution with which a sum exceeds the most that it may be.
    fn first_beyond(&self, most: f64, of: impl Fn(&dyn Distribution) -> f64, message: String, help: &str) -> Problem {
        let mut sum = 0.0;
        let first = self.0.iter().find(|met| {
            sum += of(&*met.distribution);
            sum > most
        });
        let (place, subject) = first.map_or((None, ""), |met| (met.place, &*met.subject));
        Problem::new(place, subject, message).help(help)
    }

    /// The tables, in the order of the numbers given out; `None`, with the problem noted, at the first that leaves too much to each draw.
    pub(super) fn tables(self, problems: &mut Problems) -> Option<Vec<QuantileTable>> {
        let mut tables = Vec::with_capacity(self.0.len());
        for Met { distribution, subject, place } in self.0 {
            let parts = distribution.parts();
            let table = QuantileTable::new(distribution);
            if table.parts_a_draw() > MOST_PARTS_A_DRAW {
                let message = format!("changes too abruptly, between its {parts} parts, to be drawn from in good time");
                let help = "write fewer parts; constants as `{ discrete = { values = [..], weights = [..] } }`, observed values \
                            as `{ empirical = { values = [..] } }`";
                problems.push(Problem::new(place, subject, message).help(help));
                return None;
            }
            tables.push(table);
        }
        Some(tables)
    }

    /// The curve of a distribution; `None`, with the problems noted, if it does not exist.
    pub(super) fn single(
        &mut self,
        of: &At<DistributionSpec>,
        subject: &str,
        problems: &mut Problems,
    ) -> Option<Curve> {
        shape(of, subject, problems).map(|shape| self.curve(shape, (subject, Some(of.place))))
    }

    /// The curves of a schedule, one for each of the calendar's years; `None`, with the problems noted, if one does not exist.
    pub(super) fn yearly(
        &mut self,
        schedule: &Schedule,
        calendar: &Calendar,
        subject: &str,
        problems: &mut Problems,
    ) -> Option<Vec<Curve>> {
        match schedule {
            Schedule::Same(of) => {
                let curve = self.single(of, subject, problems)?;
                Some(vec![curve; calendar.years().len()])
            }
            Schedule::ByYear(named) => {
                let standardised: Vec<(f64, Option<LocationScale>)> =
                    named.iter().map(|(&year, of)| (year as f64, shape(of, subject, problems))).collect();
                let standardised: Vec<(f64, LocationScale)> = standardised
                    .into_iter()
                    .map(|(year, shape)| shape.map(|shape| (year, shape)))
                    .collect::<Option<_>>()?;
                let met = (subject, named.values().next().map(|of| of.place));
                let curve = |year: Year| {
                    interpolate(&standardised, f64::from(year.number())).map(|shape| self.curve(shape, met))
                };
                calendar.years().into_iter().map(curve).collect()
            }
        }
    }
}

/// The distribution of `year`: between two named years the quantile functions are interpolated at equal p, outside them the nearest applies.
fn interpolate(named: &[(f64, LocationScale)], year: f64) -> Option<LocationScale> {
    let after = named.partition_point(|(named, _)| *named <= year);
    let (before, after) = (after.saturating_sub(1), after.min(named.len() - 1));
    let ((from, a), (to, b)) = (&named[before], &named[after]);
    if year <= *from || after == before {
        return Some(a.clone());
    }
    blend(a, b, (year - from) / (to - from))
}

/// `1 - weight` of `a`'s quantile function and `weight` of `b`'s. Distributions of one standard form keep it.
fn blend(a: &LocationScale, b: &LocationScale, weight: f64) -> Option<LocationScale> {
    let mixed = |a: f64, b: f64| a + weight * (b - a);
    let whole: Arc<dyn Distribution> = Arc::new(Blend::new(Arc::clone(&a.whole), Arc::clone(&b.whole), weight).ok()?);
    let alike = match (&a.standard, &b.standard) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    Some(if alike {
        let standard = a.standard.clone().or_else(|| b.standard.clone());
        LocationScale { location: mixed(a.location, b.location), scale: mixed(a.scale, b.scale), standard, whole }
    } else {
        LocationScale { location: 0.0, scale: 1.0, standard: Some(Arc::clone(&whole)), whole }
    })
}
