//! Curves of drivers: one for each year, with quantile functions interpolated between named years; equal distributions share a table.

use super::calendar::Calendar;
use super::driver::Curve;
use super::location_scale::{LocationScale, shape};
use super::year::Year;
use crate::distribution::{Blend, Distribution, Normal};
use crate::error::{At, Problems};
use crate::scenario::{DistributionSpec, Schedule};
use crate::tables::QuantileTable;
use std::sync::Arc;

/// The distinct distributions met so far.
#[derive(Debug)]
pub(super) struct DistinctDistributions(Vec<Arc<dyn Distribution>>);

impl DistinctDistributions {
    /// Starts with the standard normal, which makes latents.
    pub(super) fn new() -> Self {
        let mut distributions = Self(Vec::new());
        if let Ok(normal) = Normal::new(0.0, 1.0) {
            distributions.place(Arc::new(normal));
        }
        distributions
    }

    fn place(&mut self, distribution: Arc<dyn Distribution>) -> usize {
        let known = self.0.iter().position(|known| **known == *distribution);
        known.unwrap_or_else(|| {
            self.0.push(distribution);
            self.0.len() - 1
        })
    }

    fn curve(&mut self, shape: LocationScale) -> Curve {
        match shape.standard {
            None => Curve::Constant(shape.location),
            Some(distribution) => {
                Curve::Drawn { table: self.place(distribution), location: shape.location, scale: shape.scale }
            }
        }
    }

    /// How many distributions there are, with the parts of mixtures counted: the cost of their tables.
    pub(super) fn parts(&self) -> usize {
        self.0.iter().map(|distribution| distribution.parts()).sum()
    }

    /// The tables, in the order of the places given out.
    pub(super) fn tables(self) -> Vec<QuantileTable> {
        self.0.into_iter().map(QuantileTable::new).collect()
    }

    /// The curve of a distribution; `None`, with the problems noted, if it does not exist.
    pub(super) fn single(
        &mut self,
        of: &At<DistributionSpec>,
        subject: &str,
        problems: &mut Problems,
    ) -> Option<Curve> {
        shape(of, subject, problems).map(|shape| self.curve(shape))
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
                let curve =
                    |year: Year| interpolate(&standardised, f64::from(year.number())).map(|shape| self.curve(shape));
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
