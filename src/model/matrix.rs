//! Small symmetric matrices: eigenvalues, square roots and the nearest correlation matrix.

/// A square matrix by rows.
///
/// # Shape
/// n rows of n entries.
pub type Matrix = Vec<Vec<f64>>;

/// Sweeps after which Jacobi's method has long converged for any matrix (it needs 6 to 10).
const SWEEPS: usize = 60;

/// The lower-triangular L with L Lᵀ = `matrix`, which must be positive semi-definite; a row that depends on the rows above gets a zero pivot.
#[must_use]
pub fn cholesky(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for row in 0..n {
        for column in 0..=row {
            let dot: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = matrix[row][column] - dot;
            lower[row][column] = if row == column {
                if rest > 1e-12 { rest.sqrt() } else { 0.0 }
            } else if lower[column][column] > 0.0 {
                rest / lower[column][column]
            } else {
                0.0
            };
        }
    }
    lower
}

/// Eigenvalues and eigenvectors (by columns) of a symmetric matrix.
///
/// # Shape
/// n eigenvalues, in no particular order, and an n by n matrix with their eigenvectors in the same order.
///
/// # Source
/// Cyclic Jacobi rotations: Golub and Van Loan, Matrix Computations, 4th edition, algorithm 8.5.2.
#[must_use]
pub fn eigen(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    let n = matrix.len();
    let mut a = matrix.clone();
    let mut vectors = identity(n);
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|p| (0..p).map(move |q| (p, q))).map(|(p, q)| a[p][q] * a[p][q]).sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), vectors)
}

/// The rotation that clears `a[p][q]`.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if a[p][q].abs() < 1e-300 {
        return;
    }
    let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = tau.signum() / (tau.abs() + (tau * tau + 1.0).sqrt());
    let t = if tau == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut().chain(vectors.iter_mut()) {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    let (above, below) = a.split_at_mut(q);
    for (upper, lower) in above[p].iter_mut().zip(&mut below[0]) {
        (*upper, *lower) = (c * *upper - s * *lower, s * *upper + c * *lower);
    }
}

/// The smallest eigenvalue of a symmetric matrix.
#[must_use]
pub fn smallest_eigenvalue(matrix: &Matrix) -> f64 {
    eigen(matrix).0.into_iter().fold(f64::INFINITY, f64::min)
}

/// Whether a symmetric matrix is positive semi-definite, up to rounding: whether it has a root when its diagonal is that much larger.
#[must_use]
pub fn is_positive_semi_definite(matrix: &Matrix) -> bool {
    let n = matrix.len();
    let rounding = 1e-10 * n as f64;
    let mut lower: Matrix = Vec::with_capacity(n);
    for (row, entries) in matrix.iter().enumerate() {
        let mut next = Vec::with_capacity(row + 1);
        for (column, above) in lower.iter().enumerate() {
            next.push((entries[column] - dot(&next, above)) / above[column]);
        }
        let pivot = entries[row] + rounding - dot(&next, &next);
        if pivot.is_nan() || pivot <= 0.0 {
            return false;
        }
        next.push(pivot.sqrt());
        lower.push(next);
    }
    true
}

/// The product of two rows, as far as the shorter goes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The correlation matrix nearest to `matrix` in the Frobenius norm.
///
/// # Source
/// Higham, "Computing the nearest correlation matrix: a problem from finance", IMA J. Numer. Anal. 22, 2002, algorithm 3.3:
/// alternating projections with Dykstra's correction.
#[must_use]
pub fn nearest_correlation(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    // Large matrices are allowed fewer rounds, so that a message never takes long; they converge well before.
    let iterations = (20_000_000 / (n * n * n).max(1)).clamp(50, 2_000);
    let mut y = matrix.clone();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..iterations {
        let r = combine(&y, &correction, |y, c| y - c);
        let x = clip(&r);
        correction = combine(&x, &r, |x, r| x - r);
        let mut next = x;
        for (i, row) in next.iter_mut().enumerate() {
            row[i] = 1.0;
        }
        let moved = combine(&next, &y, |a, b| (a - b).abs()).into_iter().flatten().fold(0.0, f64::max);
        y = next;
        if moved < 1e-12 {
            break;
        }
    }
    y
}

/// The nearest positive semi-definite matrix: negative eigenvalues set to 0.
fn clip(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let (values, vectors) = eigen(matrix);
    let entry = |i: usize, j: usize| (0..n).map(|k| vectors[i][k] * values[k].max(0.0) * vectors[j][k]).sum();
    (0..n).map(|i| (0..n).map(|j| if i <= j { entry(i, j) } else { entry(j, i) }).collect()).collect()
}

fn combine(a: &Matrix, b: &Matrix, f: impl Fn(f64, f64) -> f64) -> Matrix {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect()).collect()
}

/// The identity matrix.
#[must_use]
pub fn identity(n: usize) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{cholesky, is_positive_semi_definite, nearest_correlation, smallest_eigenvalue};

    #[test]
    fn finds_the_nearest_correlation_matrix_of_higham() {
        let impossible = vec![vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]];
        assert!(!is_positive_semi_definite(&impossible));
        let nearest = nearest_correlation(&impossible);
        assert!((nearest[0][1] - 0.760_690).abs() < 1e-6, "Higham 2002, section 4");
        assert!((nearest[0][2] - 0.157_298).abs() < 1e-6);
        let distance =
            nearest.iter().flatten().zip(impossible.iter().flatten()).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        assert!((distance.sqrt() - 0.527_790).abs() < 1e-6);
    }

    #[test]
    fn a_possible_matrix_is_its_own_nearest_and_its_root_squares_to_it() {
        let matrix = vec![vec![1.0, 0.5, -0.3], vec![0.5, 1.0, 0.2], vec![-0.3, 0.2, 1.0]];
        assert!(smallest_eigenvalue(&matrix) > 0.0);
        let (nearest, root) = (nearest_correlation(&matrix), cholesky(&matrix));
        for i in 0..3 {
            for j in 0..3 {
                let square: f64 = (0..3).map(|k| root[i][k] * root[j][k]).sum();
                assert!((square - matrix[i][j]).abs() < 1e-14 && (nearest[i][j] - matrix[i][j]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn two_drivers_that_are_one_have_a_root() {
        let root = cholesky(&vec![vec![1.0, 1.0], vec![1.0, 1.0]]);
        assert_eq!(root, [[1.0, 0.0], [1.0, 0.0]]);
    }

    #[test]
    fn the_smallest_eigenvalue_of_equal_correlations_is_one_less_them() {
        let n = 12;
        let matrix: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.3 }).collect()).collect();
        assert!((smallest_eigenvalue(&matrix) - 0.7).abs() < 1e-12, "closed form 1 - r");
    }
}
