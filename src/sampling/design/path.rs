//! Which sums of a driver's normals the good dimensions of a design go to: those that build its path in the order of a Brownian bridge.
//!
//! A driver that is drawn in n periods takes n independent normals e, from which its latents z follow (an AR(1), if it persists). The
//! outcome of a year depends mostly on their sum up to then, so the bridge is that of the sums S_t = z_1 + .. + z_t: S_n first, then
//! S_(n/2), and so on by bisection. Each sum is a linear function of e; made orthonormal in this order, these functions are directions q_1,
//! q_2, .. such that S_n depends on q_1 e alone, S_(n/2) on q_1 e and q_2 e, ... A design chooses the coordinates q_j e, and e = sum of q_j
//! (q_j e) is as independent and normal as ever, so every distribution, correlation and persistence stays exactly. Without persistence this
//! is the Brownian bridge; with persistence 1 a single direction is enough.

use std::collections::VecDeque;

/// The directions of one driver's normals.
#[derive(Debug)]
pub(super) struct Path {
    /// How much each period's normal adds to the period's latent.
    weights: Vec<f64>,
    /// Share of a latent that is kept in the next period.
    persistence: f64,
    /// Last periods of the sums to come, in the order of bisection.
    ends: VecDeque<usize>,
    directions: Vec<Vec<f64>>,
}

/// A sum that adds less than this share of itself to those before it adds nothing but rounding.
const NOTHING_NEW: f64 = 1e-9;
/// Entries of a direction below this are rounding.
const ROUNDING: f64 = 1e-14;

impl Path {
    /// A path without directions yet.
    pub(super) fn new(weights: Vec<f64>, persistence: f64) -> Self {
        Self { ends: bisected(weights.len()), weights, persistence, directions: Vec::new() }
    }

    /// Adds the direction of the next sum; false if there are no more.
    pub(super) fn extend(&mut self) -> bool {
        while !self.is_complete() {
            let Some(end) = self.ends.pop_front() else { break };
            if let Some(direction) = self.new_in(self.sum(end)) {
                self.directions.push(direction);
                return true;
            }
        }
        false
    }

    /// Unit vectors, orthogonal to each other, by period.
    pub(super) fn directions(&self) -> &[Vec<f64>] {
        &self.directions
    }

    /// Whether the normals that matter are known from their coordinates along the directions.
    pub(super) fn is_complete(&self) -> bool {
        self.directions.len() == self.weights.iter().filter(|&&weight| weight > 0.0).count()
    }

    /// The number of periods.
    pub(super) fn periods(&self) -> usize {
        self.weights.len()
    }

    /// What each normal adds to the sum of the latents up to the period `end`.
    fn sum(&self, end: usize) -> Vec<f64> {
        let mut sum = vec![0.0; self.weights.len()];
        let mut added = 0.0;
        for period in (0..=end).rev() {
            added = 1.0 + self.persistence * added;
            sum[period] = added * self.weights[period];
        }
        sum
    }

    /// The part of `sum` that is orthogonal to all directions, as a unit vector. Projected twice, so that rounding leaves it orthogonal.
    ///
    /// # Source
    /// Giraud, Langou and Rozloznik, "The loss of orthogonality in the Gram-Schmidt orthogonalization process", Computers & Mathematics
    /// with Applications 50, 2005.
    fn new_in(&self, mut sum: Vec<f64>) -> Option<Vec<f64>> {
        let whole = norm(&sum);
        for direction in self.directions.iter().chain(&self.directions) {
            let along: f64 = direction.iter().zip(&sum).map(|(a, b)| a * b).sum();
            sum.iter_mut().zip(direction).for_each(|(entry, direction)| *entry -= along * direction);
        }
        let rest = norm(&sum);
        let unit = |entry: f64| if (entry / rest).abs() > ROUNDING { entry / rest } else { 0.0 };
        (rest > NOTHING_NEW * whole).then(|| sum.into_iter().map(unit).collect())
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

/// The last of `periods`, then the middles of what lies between those already there, the longest stretches first.
fn bisected(periods: usize) -> VecDeque<usize> {
    let mut ends = VecDeque::with_capacity(periods);
    let mut stretches = VecDeque::from([(0, periods)]);
    ends.extend(periods.checked_sub(1));
    while let Some((from, to)) = stretches.pop_front() {
        let middle = usize::midpoint(from, to);
        if middle > from {
            ends.push_back(middle - 1);
            stretches.extend([(from, middle), (middle, to)]);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(weights: &[f64], persistence: f64) -> Path {
        let mut path = Path::new(weights.to_vec(), persistence);
        while path.extend() {}
        assert!(path.is_complete());
        path
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn periods_come_in_the_order_of_bisection() {
        assert_eq!(bisected(8), [7, 3, 1, 5, 0, 2, 4, 6]);
        assert_eq!(bisected(5), [4, 1, 0, 2, 3]);
        assert_eq!(bisected(1), [0]);
        assert!(bisected(0).is_empty());
    }

    #[test]
    fn directions_are_orthonormal_whatever_the_persistence() {
        for (periods, persistence) in [(1, 0.0), (10, 0.0), (10, 0.7), (24, 0.95), (120, 0.3)] {
            let later = (1.0_f64 - persistence * persistence).sqrt();
            let weights: Vec<f64> = (0..periods).map(|period| if period == 0 { 1.0 } else { later }).collect();
            let path = complete(&weights, persistence);
            assert_eq!(path.directions().len(), periods);
            for (i, a) in path.directions().iter().enumerate() {
                for (j, b) in path.directions().iter().enumerate() {
                    assert!(
                        (dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-12,
                        "{periods}, {persistence}: {i}, {j}"
                    );
                }
            }
        }
    }

    /// Independent normals: W_4 of four, then W_2, and each half's difference.
    #[test]
    fn without_persistence_it_is_the_brownian_bridge() {
        let path = complete(&[1.0; 4], 0.0);
        let half = 0.5_f64.sqrt();
        let known = [[0.5; 4], [0.5, 0.5, -0.5, -0.5], [half, -half, 0.0, 0.0], [0.0, 0.0, half, -half]];
        for (direction, known) in path.directions().iter().zip(known) {
            assert!(direction.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-15), "{direction:?}");
        }
    }

    /// The sum of all latents depends on the first coordinate alone, that of the first half on the first two.
    #[test]
    fn sums_depend_on_the_coordinates_up_to_their_own() {
        let path = complete(&[1.0, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 0.8);
        for (place, end) in bisected(8).into_iter().enumerate() {
            let sum = path.sum(end);
            for (later, direction) in path.directions().iter().enumerate().skip(place + 1) {
                assert!(dot(&sum, direction).abs() < 1e-12, "the sum to {end} depends on coordinate {later}");
            }
            assert!(dot(&sum, &path.directions()[place]) > 0.1);
        }
    }

    #[test]
    fn what_is_drawn_once_and_kept_has_one_direction() {
        let path = complete(&[1.0, 0.0, 0.0, 0.0, 0.0], 1.0);
        assert_eq!(path.directions(), [vec![1.0, 0.0, 0.0, 0.0, 0.0]]);
    }

    #[test]
    fn what_is_certain_in_some_periods_has_no_directions_there() {
        let path = complete(&[0.0, 1.0, 0.0, 1.0], 0.0);
        assert_eq!(path.directions().len(), 2);
        assert!(path.directions().iter().all(|direction| direction[0] == 0.0 && direction[2] == 0.0));
    }
}
