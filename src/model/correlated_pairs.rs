//! Which drivers are correlated, and how strongly: the pairs of `[[correlation]]`, whichever way they are written (equations, 4).

use super::calendar::months_in;
use super::driver::{Cadence, Driver, DriverId};
use super::names;
use crate::error::{Place, Problem, Problems};
use crate::scenario::{Correlation, CorrelationStrength};
use std::collections::BTreeMap;
use std::f64::consts::{FRAC_PI_6, PI};

/// Two drivers, the first by name before the second, with the Pearson correlation of their latents.
pub(super) struct CorrelatedPair {
    pub(super) a: DriverId,
    pub(super) b: DriverId,
    pub(super) latent: f64,
    /// Where the section starts.
    pub(super) place: Place,
    /// Whether the section names more than two drivers.
    pub(super) is_of_many: bool,
}

/// All pairs that are written, each once; what is wrong is noted, once a section.
pub(super) fn pairs(drivers: &[Driver], correlation: &[Correlation], problems: &mut Problems) -> Vec<CorrelatedPair> {
    let by_name: BTreeMap<&str, DriverId> =
        drivers.iter().enumerate().map(|(id, driver)| (driver.name.as_str(), id)).collect();
    let mut written: BTreeMap<(DriverId, DriverId), Place> = BTreeMap::new();
    let mut pairs = Vec::new();
    for section in correlation {
        let Some(members) = members(section, drivers, &by_name, problems) else { continue };
        for (i, j) in (0..members.len()).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let (a, b) = (members[i].min(members[j]), members[i].max(members[j]));
            if let Some(earlier) = written.insert((a, b), section.place) {
                let message = format!("`{}` and `{}` are correlated twice", drivers[a].name, drivers[b].name);
                problems.push(Problem::new(section.place, "correlation", message).also("the first", earlier));
                break;
            }
            let latent = latent_of(&section.strength, i, j);
            pairs.push(CorrelatedPair { a, b, latent, place: section.place, is_of_many: members.len() > 2 });
        }
    }
    pairs
}

/// The drivers that a section names, which must all be drawn equally often.
fn members(
    section: &Correlation,
    drivers: &[Driver],
    by_name: &BTreeMap<&str, DriverId>,
    problems: &mut Problems,
) -> Option<Vec<DriverId>> {
    let mut found = Vec::new();
    for name in &section.between {
        found.push(by_name.get(name.value.as_str()).copied().or_else(|| {
            let names = drivers.iter().map(|driver| driver.name.as_str());
            names::find(name, ("driver", names), "correlation", problems)
        }));
    }
    let members: Vec<DriverId> = found.into_iter().collect::<Option<_>>()?;
    let other = members.iter().find(|&&id| drivers[id].cadence != drivers[members[0]].cadence);
    let Some(&other) = other else { return Some(members) };
    let (a, b) = (members[0].min(other), members[0].max(other));
    let message = format!(
        "`{}` and `{}` are drawn at different times ({} and {}); only drivers that are drawn equally often can be correlated",
        drivers[a].name,
        drivers[b].name,
        often(drivers[a].cadence),
        often(drivers[b].cadence)
    );
    problems.push(Problem::new(section.place, "correlation", message));
    None
}

fn often(cadence: Cadence) -> String {
    match cadence {
        Cadence::Single => "once a run".to_owned(),
        Cadence::Each(period) => format!("every {} months", months_in(period)),
    }
}

/// The Pearson correlation of the latents of the drivers at places `i` < `j` of a section.
fn latent_of(strength: &CorrelationStrength, i: usize, j: usize) -> f64 {
    match strength {
        CorrelationStrength::Spearman(spearman) => latent(*spearman),
        CorrelationStrength::Matrix(rows) => latent(rows[j][i]),
        CorrelationStrength::Loadings(loadings) => loadings[i] * loadings[j],
    }
}

/// The Pearson correlation of latents that gives rank correlation `spearman`.
///
/// # Source
/// Pearson 1907; exact for normal latents, and ranks do not change under quantile functions.
pub(super) fn latent(spearman: f64) -> f64 {
    2.0 * libm::sin(FRAC_PI_6 * spearman)
}

/// Spearman's rank correlation, from -1 to 1, of drivers whose latents have Pearson correlation `latent`.
#[must_use]
pub fn spearman(latent: f64) -> f64 {
    6.0 / PI * libm::asin(latent / 2.0)
}
