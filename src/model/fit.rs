//! Polynomials through a function, checked between their nodes: what tables are made of.

/// Error allowed in a cell, relative to the largest value in it.
pub(super) const TOLERANCE: f64 = 4e-10;

/// A polynomial by Horner's rule, lowest degree first.
#[inline(always)]
#[must_use]
pub fn horner<const N: usize>(coefficients: &[f64; N], t: f64) -> f64 {
    let mut value = coefficients[N - 1];
    for degree in (0..N - 1).rev() {
        value = value.mul_add(t, coefficients[degree]);
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

    /// Coefficients, in a variable of which the local one is `variable`, of the function with `value` at each point. If the polynomial
    /// misses it at a check by more than `tolerance` of the largest value, by how many times as much.
    pub(super) fn fit(&self, tolerance: f64, value: impl Fn(usize) -> f64, variable: Affine) -> Result<[f64; N], f64> {
        let values: [f64; N] = std::array::from_fn(&value);
        let mut fitted = self.inverse.map(|row| row.iter().zip(values).map(|(weight, value)| weight * value).sum());
        fitted = variable.substitute(&fitted);
        if values.iter().all(|value| value.to_bits() == values[0].to_bits()) {
            // What is always the same is itself to the last bit: a level of 20 is at least 20.
            fitted = [0.0; N];
            fitted[0] = values[0];
        }
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for check in N..Self::POINTS {
            let found = horner(&fitted, variable.inverse(self.point(check)));
            let (miss, allowed) = ((found - value(check)).abs(), tolerance * largest);
            let meets = miss <= allowed;
            if !meets {
                return Err(miss / allowed);
            }
        }
        Ok(fitted)
    }
}

/// The local variable of a cell, `slope` x + `intercept`, in terms of the variable x that draws are evaluated in.
#[derive(Clone, Copy)]
pub(super) struct Affine {
    pub(super) slope: f64,
    pub(super) intercept: f64,
}

impl Affine {
    /// Draws are evaluated in the local variable itself.
    pub(super) const SAME: Self = Self { slope: 1.0, intercept: 0.0 };

    fn inverse(self, local: f64) -> f64 {
        (local - self.intercept) / self.slope
    }

    /// The polynomial in x that `local` is in the local variable, by Horner's rule on polynomials.
    fn substitute<const N: usize>(self, local: &[f64; N]) -> [f64; N] {
        let mut product = [0.0; N];
        for &coefficient in local.iter().rev() {
            for degree in (0..N).rev() {
                let shifted = if degree > 0 { product[degree - 1] * self.slope } else { coefficient };
                product[degree] = product[degree].mul_add(self.intercept, shifted);
            }
        }
        product
    }
}
