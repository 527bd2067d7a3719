//! Correlation and persistence: drivers into groups, with the roots of their matrices (equations, 4).

use super::calendar::months_in;
use super::driver::{Cadence, Driver, DriverGroup, DriverId};
use super::matrix::{Matrix, cholesky, identity, is_positive_semi_definite, nearest_correlation, smallest_eigenvalue};
use super::names;
use crate::error::{Place, Problem, Problems};
use crate::scenario::Correlation;
use std::f64::consts::{FRAC_PI_6, PI};
use std::fmt::Write as _;

/// Matrices beyond this take too long to check and repair.
const LARGEST_GROUP: usize = 64;
/// Matrices of more drivers are not shown.
const LARGEST_SHOWN: usize = 12;
/// Pairs that a message or a remedy names, at most.
const MOST_PAIRS: usize = 20;

/// Sets each driver's group and returns the groups. `persistence` is by driver; none is 0.
pub(super) fn group(
    drivers: &mut [Driver],
    persistence: &[Option<f64>],
    correlation: &[Correlation],
    problems: &mut Problems,
) -> Vec<DriverGroup> {
    let pairs = pairs(drivers, correlation, problems);
    let mut groups = Vec::new();
    for members in connected(drivers.len(), &pairs) {
        let persistence: Vec<f64> = members.iter().map(|&id| persistence[id].unwrap_or(0.0)).collect();
        if members.len() == 1 && persistence[0] == 0.0 {
            continue;
        }
        let latent = latent_correlation(&members, &pairs);
        let names: Vec<&str> = members.iter().map(|&id| drivers[id].name.as_str()).collect();
        let place = pairs.iter().filter(|pair| members.contains(&pair.a)).map(|pair| pair.place).min();
        if members.len() > LARGEST_GROUP {
            let message = format!("at most {LARGEST_GROUP} drivers can hang together, got {}", members.len());
            let help = "correlate fewer of them, or gather lines that move together into one";
            problems.push(Problem::new(place, "correlation", message).help(help));
            continue;
        }
        let written: Vec<(usize, usize)> =
            pairs.iter().filter_map(|pair| Some((position(&members, pair.a)?, position(&members, pair.b)?))).collect();
        check(&latent, (&persistence, &written), &names, place, problems);
        let cadence = drivers[members[0]].cadence;
        for &id in &members {
            drivers[id].group = Some(groups.len());
        }
        let later = cholesky(&innovation_covariance(&latent, &persistence));
        groups.push(DriverGroup { members, cadence, persistence, first: cholesky(&latent), later });
    }
    groups
}

/// Two drivers, the first by name before the second, with the Pearson correlation of their latents.
struct CorrelatedPair {
    a: DriverId,
    b: DriverId,
    latent: f64,
    place: Place,
}

fn pairs(drivers: &[Driver], correlation: &[Correlation], problems: &mut Problems) -> Vec<CorrelatedPair> {
    let mut pairs: Vec<CorrelatedPair> = Vec::new();
    for written in correlation {
        let [a, b] = [&written.between[0], &written.between[1]].map(|name| {
            let names = drivers.iter().map(|driver| driver.name.as_str());
            names::find(name, ("driver", names), "correlation", problems)
        });
        let (Some(a), Some(b)) = (a, b) else { continue };
        let (a, b) = (a.min(b), a.max(b));
        let names = || format!("`{}` and `{}`", drivers[a].name, drivers[b].name);
        let problem = if a == b {
            Some("a driver cannot be correlated with itself".to_owned())
        } else if drivers[a].cadence != drivers[b].cadence {
            Some(format!(
                "{} are drawn at different times ({} and {}); only drivers that are drawn equally often can be correlated",
                names(),
                often(drivers[a].cadence),
                often(drivers[b].cadence)
            ))
        } else if pairs.iter().any(|pair| (pair.a, pair.b) == (a, b)) {
            Some(format!("{} are correlated twice", names()))
        } else {
            None
        };
        match problem {
            Some(message) => problems.push(Problem::new(written.place, "correlation", message)),
            None => pairs.push(CorrelatedPair { a, b, latent: latent(written.spearman.value), place: written.place }),
        }
    }
    pairs
}

fn often(cadence: Cadence) -> String {
    match cadence {
        Cadence::Single => "once a run".to_owned(),
        Cadence::Each(period) => format!("every {} months", months_in(period)),
    }
}

/// The Pearson correlation of latents that gives rank correlation `spearman`.
///
/// # Source
/// Pearson 1907; exact for normal latents, and ranks do not change under quantile functions.
fn latent(spearman: f64) -> f64 {
    2.0 * libm::sin(FRAC_PI_6 * spearman)
}

/// Spearman's rank correlation, from -1 to 1, of drivers whose latents have Pearson correlation `latent`.
#[must_use]
pub fn spearman(latent: f64) -> f64 {
    6.0 / PI * libm::asin(latent / 2.0)
}

/// Drivers connected by correlated pairs, each set ordered by name; a driver alone is a set of its own.
fn connected(drivers: usize, pairs: &[CorrelatedPair]) -> Vec<Vec<DriverId>> {
    let mut lowest: Vec<DriverId> = (0..drivers).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for pair in pairs {
            let least = lowest[pair.a].min(lowest[pair.b]);
            changed |= lowest[pair.a] != least || lowest[pair.b] != least;
            (lowest[pair.a], lowest[pair.b]) = (least, least);
        }
    }
    let members = |first| (0..drivers).filter(|&id| lowest[id] == first).collect();
    (0..drivers).filter(|&id| lowest[id] == id).map(members).collect()
}

fn latent_correlation(members: &[DriverId], pairs: &[CorrelatedPair]) -> Matrix {
    let mut matrix = identity(members.len());
    for pair in pairs {
        if let (Some(a), Some(b)) = (position(members, pair.a), position(members, pair.b)) {
            (matrix[a][b], matrix[b][a]) = (pair.latent, pair.latent);
        }
    }
    matrix
}

/// The place of a driver among the members of a group.
fn position(members: &[DriverId], id: DriverId) -> Option<usize> {
    members.iter().position(|&member| member == id)
}

/// cov(e)_ij = G_ij (1 - phi_i phi_j), which keeps the correlation of the latents G in every year.
fn innovation_covariance(latent: &Matrix, persistence: &[f64]) -> Matrix {
    let entry = |i: usize, j: usize| latent[i][j] * (1.0 - persistence[i] * persistence[j]);
    (0..persistence.len()).map(|i| (0..persistence.len()).map(|j| entry(i, j)).collect()).collect()
}

/// Refuses a matrix that cannot be; `written` are the pairs that were, the others are 0.
fn check(
    latent: &Matrix,
    (persistence, written): (&[f64], &[(usize, usize)]),
    names: &[&str],
    place: Option<Place>,
    problems: &mut Problems,
) {
    let innovations = innovation_covariance(latent, persistence);
    let (which, matrix, nearest) = if !is_positive_semi_definite(latent) {
        ("these rank correlations cannot hold together", latent, nearest_correlation(latent))
    } else if !is_positive_semi_definite(&innovations) {
        ("these rank correlations cannot last from year to year with these persistences", &innovations, {
            nearest_that_lasts(&innovations, persistence)
        })
    } else {
        return;
    };
    if let Some(completed) = completed(latent, persistence, written) {
        let (message, help) = unwritten(&completed, written, names);
        problems.push(Problem::new(place, "correlation", format!("{which}: {message}")).help(help));
        return;
    }
    let mut message = format!("{which}: their latent matrix has an eigenvalue of {:.3}", smallest_eigenvalue(matrix));
    let is_shown = names.len() <= LARGEST_SHOWN;
    message +=
        if is_shown { "; the nearest matrix that can be is" } else { "; too many to show the nearest that can be" };
    for (name, row) in names.iter().zip(&nearest).filter(|_| is_shown) {
        let row: Vec<String> = row.iter().map(|entry| format!("{entry:7.4}")).collect();
        let _ = write!(message, "\n  {}  {name}", row.join(" "));
    }
    problems.push(Problem::new(place, "correlation", message).help(remedy(&nearest, persistence, names)));
}

/// The same matrix with the pairs that are not written as the written ones make them, if that can be: along the strongest path between the
/// two, the product of its correlations. On a tree this is the completion of greatest determinant.
///
/// # Source
/// Grone, Johnson, Sá and Wolkowicz, "Positive definite completions of partial Hermitian matrices", Linear Algebra Appl. 58, 1984.
fn completed(latent: &Matrix, persistence: &[f64], written: &[(usize, usize)]) -> Option<Matrix> {
    let n = latent.len();
    let mut strongest = latent.clone();
    for via in 0..n {
        for i in 0..n {
            for j in 0..n {
                let path = strongest[i][via] * strongest[via][j];
                if i != j && path.abs() > strongest[i][j].abs() {
                    strongest[i][j] = path;
                }
            }
        }
    }
    // As it would be typed: two digits.
    let entry = |i: usize, j: usize| match written.contains(&(i.min(j), i.max(j))) {
        true => latent[i][j],
        false if i == j => 1.0,
        false => self::latent(two_digits(spearman(strongest[i][j]))),
    };
    let completed: Matrix = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
    let holds = is_positive_semi_definite(&completed)
        && is_positive_semi_definite(&innovation_covariance(&completed, persistence));
    holds.then_some(completed)
}

fn two_digits(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// What is wrong where pairs that are not written are the trouble, and what to write for them.
fn unwritten(completed: &Matrix, written: &[(usize, usize)], names: &[&str]) -> (String, String) {
    let n = names.len();
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    let pairs: Vec<(usize, usize)> =
        pairs.filter(|&(i, j)| !written.contains(&(i, j)) && completed[i][j] != 0.0).collect();
    let named: Vec<String> = pairs.iter().map(|&(i, j)| format!("`{}` and `{}`", names[i], names[j])).collect();
    let lines = pairs.iter().map(|&(i, j)| {
        let spearman = two_digits(spearman(completed[i][j]));
        format!("between = [\"{}\", \"{}\"]\n  spearman = {spearman}", names[i], names[j])
    });
    let lines: Vec<String> = lines.map(|line| format!("[[correlation]]\n  {line}")).collect();
    let message = format!(
        "no correlation is written between {}, which makes it 0, and what is written with others forbids that",
        first_of(&named, ", between ")
    );
    (message, format!("this would do:\n  {}", first_of(&lines, "\n  ")))
}

/// The first of many pairs, and how many are left out.
fn first_of(pairs: &[String], between: &str) -> String {
    let shown = pairs[..pairs.len().min(MOST_PAIRS)].join(between);
    match pairs.len().saturating_sub(MOST_PAIRS) {
        0 => shown,
        more => format!("{shown}{between}{more} more pairs"),
    }
}

/// The nearest latent correlation that lasts: that of the innovations, brought back. By Schur's product theorem it is a correlation itself.
fn nearest_that_lasts(innovations: &Matrix, persistence: &[f64]) -> Matrix {
    let n = persistence.len();
    let deviation: Vec<f64> = persistence.iter().map(|phi| (1.0 - phi * phi).sqrt()).collect();
    let scaled = |i: usize, j: usize| {
        let scale = deviation[i] * deviation[j];
        if i == j {
            1.0
        } else if scale > 0.0 {
            innovations[i][j] / scale
        } else {
            0.0
        }
    };
    let nearest = nearest_correlation(&(0..n).map(|i| (0..n).map(|j| scaled(i, j)).collect()).collect());
    let entry = |i: usize, j: usize| {
        if i == j { 1.0 } else { nearest[i][j] * deviation[i] * deviation[j] / (1.0 - persistence[i] * persistence[j]) }
    };
    (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect()
}

/// The rank correlations to type, pulled in from the nearest matrix just far enough that four digits of them can be.
fn remedy(nearest: &Matrix, persistence: &[f64], names: &[&str]) -> String {
    let n = names.len();
    let rounded = |pull: f64| -> Matrix {
        let entry = |i: usize, j: usize| (spearman(nearest[i][j] * (1.0 - pull)) * 1e4).round() / 1e4;
        (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { entry(i, j) }).collect()).collect()
    };
    let holds = |ranks: &Matrix| {
        let matrix: Matrix = ranks.iter().map(|row| row.iter().map(|&rank| latent(rank)).collect()).collect();
        is_positive_semi_definite(&matrix) && is_positive_semi_definite(&innovation_covariance(&matrix, persistence))
    };
    let ranks = [0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1.0].into_iter().map(rounded).find(holds);
    let ranks = ranks.unwrap_or_else(|| identity(n));
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    let lines: Vec<String> = pairs
        .map(|(i, j)| format!("between = [\"{}\", \"{}\"], spearman = {}", names[i], names[j], ranks[i][j]))
        .collect();
    format!("these can be:\n  {}", first_of(&lines, "\n  "))
}
