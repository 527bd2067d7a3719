//! Correlations that cannot hold together, or not from year to year: found, and answered with what can (equations, 4).

use super::correlated_pairs::{CorrelatedPair, latent, spearman};
use super::matrix::{Matrix, identity, is_positive_semi_definite, nearest_correlation, smallest_eigenvalue};
use crate::error::{Problem, Problems};
use std::fmt::Write as _;

/// The nearest of larger matrices takes too long to find.
const LARGEST_REPAIRED: usize = 64;
/// Matrices of more drivers are not shown.
const LARGEST_SHOWN: usize = 12;
/// Pairs that a message or a remedy names, at most.
const MOST_PAIRS: usize = 20;

/// What is believed of drivers that hang together.
pub(super) struct Believed<'b> {
    /// The correlation of their latents; 0 where nothing is written.
    pub(super) latent: &'b Matrix,
    pub(super) persistence: &'b [f64],
    /// What is written, by places among the drivers.
    pub(super) pairs: &'b [CorrelatedPair],
    pub(super) names: &'b [&'b str],
}

impl Believed<'_> {
    /// Whether a latent correlation can be, and can last from year to year.
    fn can_be(&self, latent: &Matrix) -> bool {
        is_positive_semi_definite(latent) && is_positive_semi_definite(&innovation_covariance(latent, self.persistence))
    }

    /// The rank correlations of a latent correlation as they would be typed, with `digits` decimals, if they can be.
    fn typed(&self, latents: &Matrix, digits: i32) -> Option<Matrix> {
        let scale = 10_f64.powi(digits);
        let ranks = by_entry(latents.len(), |i, j| (spearman(latents[i][j]) * scale).round() / scale);
        self.can_be(&by_entry(ranks.len(), |i, j| latent(ranks[i][j]))).then_some(ranks)
    }

    fn is_of_many(&self) -> bool {
        self.pairs.iter().any(|pair| pair.is_of_many)
    }
}

/// A symmetric matrix of `n` rows with 1 on its diagonal.
fn by_entry(n: usize, entry: impl Fn(usize, usize) -> f64) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { entry(i, j) }).collect()).collect()
}

/// cov(e)_ij = G_ij (1 - phi_i phi_j), which keeps the correlation of the latents G in every year.
pub(super) fn innovation_covariance(latent: &Matrix, persistence: &[f64]) -> Matrix {
    let entry = |i: usize, j: usize| latent[i][j] * (1.0 - persistence[i] * persistence[j]);
    (0..persistence.len()).map(|i| (0..persistence.len()).map(|j| entry(i, j)).collect()).collect()
}

/// Refuses what cannot be.
pub(super) fn check(believed: &Believed<'_>, problems: &mut Problems) {
    let innovations = innovation_covariance(believed.latent, believed.persistence);
    let (which, matrix, nearest): (_, _, fn(&Matrix, &[f64]) -> Matrix) = if !is_positive_semi_definite(believed.latent)
    {
        ("these rank correlations cannot hold together", believed.latent, |latent, _| nearest_correlation(latent))
    } else if !is_positive_semi_definite(&innovations) {
        let which = "these rank correlations cannot last from year to year with these persistences";
        (which, &innovations, nearest_that_lasts)
    } else {
        return;
    };
    let place = believed.pairs.iter().map(|pair| pair.place).min();
    let (message, help) = if let Some(completed) = completed(believed) {
        unwritten(&completed, believed)
    } else if believed.names.len() <= LARGEST_REPAIRED {
        let nearest = nearest(matrix, believed.persistence);
        (beside(matrix, &nearest, believed.names), remedy(&nearest, believed))
    } else {
        (format!("{} drivers are too many to show the nearest that can", believed.names.len()), scaled(believed))
    };
    problems.push(Problem::new(place, "correlation", format!("{which}: {message}")).help(help));
}

/// What is wrong with a matrix, and the nearest that can be.
fn beside(matrix: &Matrix, nearest: &Matrix, names: &[&str]) -> String {
    let mut message = format!("their latent matrix has an eigenvalue of {:.3}", smallest_eigenvalue(matrix));
    let is_shown = names.len() <= LARGEST_SHOWN;
    message +=
        if is_shown { "; the nearest matrix that can be is" } else { "; too many to show the nearest that can be" };
    for (name, row) in names.iter().zip(nearest).filter(|_| is_shown) {
        let row: Vec<String> = row.iter().map(|entry| format!("{entry:7.4}")).collect();
        let _ = write!(message, "\n  {}  {name}", row.join(" "));
    }
    message
}

/// The same matrix with the pairs that are not written as the written ones make them, if that can be: along the strongest path between the
/// two, the product of its correlations. On a tree this is the completion of greatest determinant.
///
/// # Source
/// Grone, Johnson, Sá and Wolkowicz, "Positive definite completions of partial Hermitian matrices", Linear Algebra Appl. 58, 1984.
fn completed(believed: &Believed<'_>) -> Option<Matrix> {
    let n = believed.names.len();
    let mut strongest = believed.latent.clone();
    for via in 0..n {
        let through = strongest[via].clone();
        for i in (0..n).filter(|&i| i != via) {
            let to_via = through[i];
            for (j, entry) in strongest[i].iter_mut().enumerate().filter(|(j, _)| *j != i) {
                let path = to_via * through[j];
                if path.abs() > entry.abs() {
                    *entry = path;
                }
            }
        }
    }
    let is_written = written(believed);
    // As it would be typed: two digits.
    let completed = by_entry(n, |i, j| match is_written[i][j] {
        true => believed.latent[i][j],
        false => latent(two_digits(spearman(strongest[i][j]))),
    });
    believed.can_be(&completed).then_some(completed)
}

/// Which pairs are written, both ways round.
fn written(believed: &Believed<'_>) -> Vec<Vec<bool>> {
    let n = believed.names.len();
    let mut written = vec![vec![false; n]; n];
    for pair in believed.pairs {
        (written[pair.a][pair.b], written[pair.b][pair.a]) = (true, true);
    }
    written
}

fn two_digits(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// What is wrong where pairs that are not written are the trouble, and what to write for them.
fn unwritten(completed: &Matrix, believed: &Believed<'_>) -> (String, String) {
    let (is_written, names) = (written(believed), believed.names);
    let pairs: Vec<(usize, usize)> =
        each_pair(names.len()).filter(|&(i, j)| !is_written[i][j] && completed[i][j] != 0.0).collect();
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

/// Every two of `n`, in order.
fn each_pair(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
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
        if scale > 0.0 { innovations[i][j] / scale } else { 0.0 }
    };
    let nearest = nearest_correlation(&by_entry(n, scaled));
    by_entry(n, |i, j| nearest[i][j] * deviation[i] * deviation[j] / (1.0 - persistence[i] * persistence[j]))
}

/// The rank correlations to type, pulled in from the nearest matrix just far enough that four digits of them can be: by pairs, or as a
/// matrix if more than two drivers were written together.
fn remedy(nearest: &Matrix, believed: &Believed<'_>) -> String {
    let (n, names) = (believed.names.len(), believed.names);
    if believed.is_of_many() && n > LARGEST_SHOWN {
        return scaled(believed);
    }
    let pulled = |pull: f64| by_entry(n, |i, j| nearest[i][j] * (1.0 - pull));
    let ranks = [0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2].into_iter().find_map(|pull| believed.typed(&pulled(pull), 4));
    let ranks = ranks.unwrap_or_else(|| identity(n));
    if believed.is_of_many() {
        let rows = ranks.iter().enumerate().map(|(row, entries)| format!("{:?}", &entries[..=row]));
        let rows = rows.collect::<Vec<_>>().join(", ").replace(".0]", "]");
        return format!("these can be:\n  between = {names:?}\n  spearman = [{rows}]");
    }
    let lines: Vec<String> = each_pair(n)
        .map(|(i, j)| format!("between = [\"{}\", \"{}\"], spearman = {}", names[i], names[j], ranks[i][j]))
        .collect();
    format!("these can be:\n  {}", first_of(&lines, "\n  "))
}

/// By how much to multiply what is written, so that it can be: of many drivers, whose nearest matrix nobody would type.
fn scaled(believed: &Believed<'_>) -> String {
    let ranks = by_entry(believed.names.len(), |i, j| spearman(believed.latent[i][j]));
    let can_be = |hundredths: u32| {
        let factor = f64::from(hundredths) / 100.0;
        believed.can_be(&by_entry(ranks.len(), |i, j| latent(factor * ranks[i][j])))
    };
    let (mut possible, mut impossible) = (0, 100);
    while impossible - possible > 1 {
        let between = u32::midpoint(possible, impossible);
        if can_be(between) {
            possible = between;
        } else {
            impossible = between;
        }
    }
    match possible {
        0 => "give drivers that are correlated the same `persistence`".to_owned(),
        _ => format!("each of these rank correlations times {} can be", f64::from(possible) / 100.0),
    }
}
