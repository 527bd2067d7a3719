//! Correlation and persistence: drivers into groups, with the roots of their matrices (equations, 4).

use super::correlated_pairs::{CorrelatedPair, pairs};
use super::driver::{Driver, DriverGroup, DriverId};
use super::impossible_correlation::{Believed, check, innovation_covariance};
use super::matrix::{Matrix, cholesky, identity};
use crate::error::{Problem, Problems};
use crate::scenario::Correlation;
use std::collections::BTreeMap;

/// The roots of their matrices take the cube of their number, and each draw of them all its square.
const LARGEST_GROUP: usize = 500;

/// Sets each driver's group and returns the groups. `persistence` is by driver; none is 0.
pub(super) fn group(
    drivers: &mut [Driver],
    persistence: &[Option<f64>],
    correlation: &[Correlation],
    problems: &mut Problems,
) -> Vec<DriverGroup> {
    let mut groups = Vec::new();
    for Connected { members, pairs } in connected(drivers.len(), &pairs(drivers, correlation, problems)) {
        let persistence: Vec<f64> = members.iter().map(|&id| persistence[id].unwrap_or(0.0)).collect();
        if members.len() == 1 && persistence[0] == 0.0 {
            continue;
        }
        if members.len() > LARGEST_GROUP {
            let place = pairs.iter().map(|pair| pair.place).min();
            let message = format!("at most {LARGEST_GROUP} drivers can hang together, got {}", members.len());
            let help = "correlate fewer, or let lines that move as one follow an `[[index]]`";
            problems.push(Problem::new(place, "correlation", message).help(help));
            continue;
        }
        let latent = latent_correlation(members.len(), &pairs);
        let innovations = innovation_covariance(&latent, &persistence);
        let names: Vec<&str> = members.iter().map(|&id| drivers[id].name.as_str()).collect();
        check(&Believed { latent: &latent, persistence: &persistence, pairs: &pairs, names: &names }, problems);
        let cadence = drivers[members[0]].cadence;
        for &id in &members {
            drivers[id].group = Some(groups.len());
        }
        let (first, later) = (cholesky(&latent), cholesky(&innovations));
        groups.push(DriverGroup { members, cadence, persistence, first, later });
    }
    groups
}

/// Drivers connected by correlated pairs, ordered by name, and these pairs, by the places of both among the drivers.
struct Connected {
    members: Vec<DriverId>,
    pairs: Vec<CorrelatedPair>,
}

/// A driver alone is a set of its own.
fn connected(drivers: usize, pairs: &[CorrelatedPair]) -> Vec<Connected> {
    let mut above: Vec<DriverId> = (0..drivers).collect();
    for pair in pairs {
        let (a, b) = (lowest(&mut above, pair.a), lowest(&mut above, pair.b));
        above[a.max(b)] = a.min(b);
    }
    let mut sets: BTreeMap<DriverId, Connected> = BTreeMap::new();
    let mut places = Vec::with_capacity(drivers);
    for id in 0..drivers {
        let set = sets.entry(lowest(&mut above, id));
        let set = set.or_insert_with(|| Connected { members: Vec::new(), pairs: Vec::new() });
        places.push(set.members.len());
        set.members.push(id);
    }
    for pair in pairs {
        if let Some(set) = sets.get_mut(&lowest(&mut above, pair.a)) {
            set.pairs.push(CorrelatedPair { a: places[pair.a], b: places[pair.b], ..*pair });
        }
    }
    sets.into_values().collect()
}

/// The lowest of the drivers that `id` is known to hang together with; the way to it gets shorter.
fn lowest(above: &mut [DriverId], mut id: DriverId) -> DriverId {
    while above[id] != id {
        above[id] = above[above[id]];
        id = above[id];
    }
    id
}

fn latent_correlation(members: usize, pairs: &[CorrelatedPair]) -> Matrix {
    let mut matrix = identity(members);
    for pair in pairs {
        (matrix[pair.a][pair.b], matrix[pair.b][pair.a]) = (pair.latent, pair.latent);
    }
    matrix
}
