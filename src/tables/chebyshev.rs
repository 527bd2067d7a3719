//! Polynomials through a function at Chebyshev nodes, checked between them: tables are made of these.

/// Error allowed in a cell, relative to the largest value in it.
pub(super) const TOLERANCE: f64 = 4e-10;

/// A polynomial by Horner's rule, lowest degree first.
#[inline(always)]
pub(super) fn horner<const N: usize>(coefficients: &[f64; N], t: f64) -> f64 {
    let mut value = coefficients[N - 1];
    for degree in (0..N - 1).rev() {
        value = value * t + coefficients[degree];
    }
    value
}

/// Interpolation at the N Chebyshev nodes of [-1/2, 1/2], checked at the N + 1 extremes between and beside them.
pub(super) struct Basis<const N: usize> {
    nodes: [f64; N],
    /// The extremes but the last, which is at -1/2.
    checks: [f64; N],
    /// Takes the values at the nodes to the coefficients.
    inverse: [[f64; N]; N],
}

impl<const N: usize> Basis<N> {
    /// Nodes and checks.
    pub(super) const POINTS: usize = 2 * N + 1;
    /// The points at -1/2 and at 1/2.
    pub(super) const ENDS: [usize; 2] = [2 * N, N];

    pub(super) fn new() -> Self {
        let extreme = |angle: f64| 0.5 * libm::cos(angle * std::f64::consts::PI);
        let mut basis = Self {
            nodes: std::array::from_fn(|node| extreme((2 * node + 1) as f64 / (2 * N) as f64)),
            checks: std::array::from_fn(|check| extreme(check as f64 / N as f64)),
            inverse: [[0.0; N]; N],
        };
        for node in 0..N {
            let coefficients = basis.lagrange(node);
            for (degree, coefficient) in coefficients.into_iter().enumerate() {
                basis.inverse[degree][node] = coefficient;
            }
        }
        basis
    }

    /// Nodes first, then checks.
    pub(super) fn point(&self, point: usize) -> f64 {
        let check = point.wrapping_sub(N);
        self.nodes.get(point).or_else(|| self.checks.get(check)).copied().unwrap_or(-0.5)
    }

    /// The polynomial that is 1 at `node` and 0 at the other nodes.
    fn lagrange(&self, node: usize) -> [f64; N] {
        let mut product = [0.0; N];
        product[0] = 1.0;
        for (count, other) in (0..N).filter(|&other| other != node).enumerate() {
            let (at, scale) = (self.point(other), 1.0 / (self.point(node) - self.point(other)));
            for degree in (0..=count + 1).rev() {
                let shifted = if degree > 0 { product[degree - 1] } else { 0.0 };
                product[degree] = (shifted - at * product[degree]) * scale;
            }
        }
        product
    }

    /// Coefficients of the polynomial that has the first N of `values` at the nodes.
    #[inline(always)]
    pub(super) fn through(&self, values: &[f64]) -> [f64; N] {
        let mut coefficients = [0.0; N];
        for (coefficient, row) in coefficients.iter_mut().zip(&self.inverse) {
            for (weight, value) in row.iter().zip(values) {
                *coefficient += weight * value;
            }
        }
        coefficients
    }

    /// Coefficients of the function with `value` at each point.
    ///
    /// # Errors
    /// - If the polynomial misses the function at a check by more than `tolerance` of the largest value: the error over the one allowed.
    pub(super) fn fit(&self, tolerance: f64, value: impl Fn(usize) -> f64) -> Result<[f64; N], f64> {
        self.fit_allowing(value, |largest| tolerance * largest)
    }

    /// The same of a logarithm: what is allowed is an error of its own, whatever its size.
    pub(super) fn fit_logarithm(&self, tolerance: f64, value: impl Fn(usize) -> f64) -> Result<[f64; N], f64> {
        self.fit_allowing(value, |_| tolerance)
    }

    fn fit_allowing(&self, value: impl Fn(usize) -> f64, allowed: impl Fn(f64) -> f64) -> Result<[f64; N], f64> {
        let values: [f64; N] = std::array::from_fn(&value);
        let mut fitted = self.through(&values);
        if values.iter().all(|value| value.to_bits() == values[0].to_bits()) {
            // A constant must be exact to the last bit: a level of 20 is at least 20.
            fitted = [0.0; N];
            fitted[0] = values[0];
        }
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for check in N..Self::POINTS {
            let found = horner(&fitted, self.point(check));
            let (miss, allowed) = ((found - value(check)).abs(), allowed(largest));
            let meets = miss <= allowed;
            if !meets {
                return Err(miss / allowed);
            }
        }
        Ok(fitted)
    }
}
