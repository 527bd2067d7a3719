//! k-medoids: points into groups, each about one of the points, such that all lie as near to theirs as can be found.
//!
//! Deterministic: the first of equals is taken, and no number is drawn.

/// Distances between points: symmetric, 0 from a point to itself.
#[derive(Debug)]
pub(super) struct Distances {
    points: usize,
    between: Vec<f64>,
}

impl Distances {
    /// The distances between this many points.
    pub(super) fn new(points: usize, between: impl Fn(usize, usize) -> f64) -> Self {
        let mut all = vec![0.0; points * points];
        for a in 0..points {
            for b in 0..a {
                let distance = between(a, b);
                all[a * points + b] = distance;
                all[b * points + a] = distance;
            }
        }
        Self { points, between: all }
    }

    /// From a point to every point.
    fn from(&self, point: usize) -> &[f64] {
        &self.between[point * self.points..(point + 1) * self.points]
    }
}

/// Points in groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grouping {
    /// The point in the middle of each group.
    pub(super) medoids: Vec<usize>,
    /// The group of each point.
    pub(super) group: Vec<usize>,
}

/// A loss that is lower by less than this share is no better: it may be rounding.
const LEAST_GAIN: f64 = 1e-12;

/// This many groups, at least one and no more than there are points.
///
/// # Source
/// Start (BUILD): Kaufman and Rousseeuw, "Finding Groups in Data", 1990, chapter 2. Swaps: FasterPAM, Schubert and Rousseeuw, "Fast and
/// eager k-medoids clustering", Information Systems 101, 2021, algorithm 3.
pub(super) fn k_medoids(distances: &Distances, groups: usize) -> Grouping {
    let mut medoids = build(distances, groups.clamp(1, distances.points.max(1)));
    let mut near = nearest(distances, &medoids);
    let points = distances.points;
    let (mut candidate, mut since_swap) = (0, 0);
    while since_swap < points {
        if !medoids.contains(&candidate) {
            let (place, change) = best_swap(distances, &near, medoids.len(), candidate);
            let loss: f64 = near.iter().map(|near| near.distance).sum();
            if change < -LEAST_GAIN * loss {
                medoids[place] = candidate;
                near = nearest(distances, &medoids);
                since_swap = 0;
            }
        }
        candidate = (candidate + 1) % points;
        since_swap += 1;
    }
    Grouping { medoids, group: near.iter().map(|near| near.medoid).collect() }
}

/// The two medoids nearest to a point.
#[derive(Debug, Clone, Copy)]
struct Near {
    medoid: usize,
    distance: f64,
    second: f64,
}

fn nearest(distances: &Distances, medoids: &[usize]) -> Vec<Near> {
    let of = |point: usize| {
        let mut near = Near { medoid: 0, distance: f64::INFINITY, second: f64::INFINITY };
        for (place, &medoid) in medoids.iter().enumerate() {
            let distance = distances.from(medoid)[point];
            // A medoid is in its own group even if another one lies at the same place.
            if distance < near.distance || medoid == point {
                near = Near { medoid: place, distance, second: near.distance };
            } else if distance < near.second {
                near.second = distance;
            }
        }
        near
    };
    (0..distances.points).map(of).collect()
}

/// One medoid after the other, each where it brings the points nearest.
fn build(distances: &Distances, groups: usize) -> Vec<usize> {
    let mut medoids: Vec<usize> = Vec::with_capacity(groups);
    let mut nearest = vec![f64::INFINITY; distances.points];
    for _ in 0..groups {
        let loss = |point: usize| -> f64 {
            distances.from(point).iter().zip(&nearest).map(|(distance, nearest)| distance.min(*nearest)).sum()
        };
        let free = (0..distances.points).filter(|point| !medoids.contains(point));
        let Some((best, _)) = free.map(|point| (point, loss(point))).min_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        medoids.push(best);
        for (nearest, distance) in nearest.iter_mut().zip(distances.from(best)) {
            *nearest = nearest.min(*distance);
        }
    }
    medoids
}

/// Which medoid a candidate would best replace, and by how much the sum of distances would change.
fn best_swap(distances: &Distances, near: &[Near], medoids: usize, candidate: usize) -> (usize, f64) {
    let (mut by_medoid, mut by_candidate) = (vec![0.0; medoids], 0.0);
    for (near, &distance) in near.iter().zip(distances.from(candidate)) {
        // With a single medoid there is no second, and without it a point goes to the candidate, however far.
        let second = near.second.min(f64::MAX);
        if distance < near.distance {
            by_candidate += distance - near.distance;
        } else if medoids > 1 {
            by_medoid[near.medoid] += distance.min(second) - near.distance;
        } else {
            by_medoid[0] += distance - near.distance;
        }
    }
    let best = by_medoid.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or((0, 0.0), |(place, change)| (place, change + by_candidate))
}

/// The average silhouette, from -1 to 1: how much nearer points are to their own group than to the next. `None` for one group.
///
/// # Source
/// Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis", 1987.
pub(super) fn silhouette(distances: &Distances, grouping: &Grouping) -> Option<f64> {
    let groups = grouping.medoids.len();
    if groups < 2 {
        return None;
    }
    let mut sizes = vec![0.0; groups];
    grouping.group.iter().for_each(|&group| sizes[group] += 1.0);
    let of = |(point, &own): (usize, &usize)| {
        let mut sums = vec![0.0; groups];
        for (&distance, &group) in distances.from(point).iter().zip(&grouping.group) {
            sums[group] += distance;
        }
        if sizes[own] < 2.0 {
            return 0.0;
        }
        let inside = sums[own] / (sizes[own] - 1.0);
        let means =
            (0..groups).filter(|&group| group != own && sizes[group] > 0.0).map(|group| sums[group] / sizes[group]);
        let outside = means.fold(f64::INFINITY, f64::min);
        let widest = inside.max(outside);
        if widest > 0.0 && widest.is_finite() { (outside - inside) / widest } else { 0.0 }
    };
    let all: f64 = grouping.group.iter().enumerate().map(of).sum();
    Some(all / grouping.group.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_a_line(at: &[f64]) -> Distances {
        Distances::new(at.len(), |a, b| (at[a] - at[b]).abs())
    }

    fn loss(distances: &Distances, medoids: &[usize]) -> f64 {
        nearest(distances, medoids).iter().map(|near| near.distance).sum()
    }

    /// Points without any order: the fractional parts of multiples of two square roots.
    fn scattered(points: usize) -> Distances {
        let at = |point: usize| {
            [2.0_f64, 3.0].map(|root| ((point + 1) as f64 * root.sqrt()).fract() + (point % 3) as f64 * 0.4)
        };
        Distances::new(points, |a, b| {
            let ([x, y], [u, v]) = (at(a), at(b));
            (x - u).hypot(y - v)
        })
    }

    #[test]
    fn three_heaps_are_found_with_their_middles() {
        let distances = on_a_line(&[0.0, 1.0, 2.0, 10.0, 11.0, 12.5, 50.0, 51.0, 53.0, 51.5]);
        let found = k_medoids(&distances, 3);
        assert_eq!(found.group[0], found.group[2]);
        let mut medoids = found.medoids.clone();
        medoids.sort_unstable();
        assert_eq!(medoids, [1, 4, 7], "the middle of each heap");
    }

    /// All choices of up to four of twenty points: the best where one or two are chosen, and else no single swap away from it, at most 5 %
    /// above; without the swaps, the start would be further.
    #[test]
    fn the_loss_is_near_that_of_the_best_choice() {
        let distances = scattered(20);
        let mut gained = false;
        for groups in 1..=4 {
            let mut best = f64::INFINITY;
            for choice in 0_u32..1 << 20 {
                if choice.count_ones() as usize == groups {
                    let medoids: Vec<usize> = (0..20).filter(|point| choice >> point & 1 == 1).collect();
                    best = best.min(loss(&distances, &medoids));
                }
            }
            let found = loss(&distances, &k_medoids(&distances, groups).medoids);
            let most = if groups <= 2 { best + 1e-12 } else { 1.05 * best };
            assert!(found <= most && found >= best - 1e-12, "{groups}: {found}, best {best}");
            gained |= found < loss(&distances, &build(&distances, groups)) - 1e-9;
        }
        assert!(gained, "swaps never helped: the start alone would do");
    }

    #[test]
    fn no_single_swap_is_better() {
        let distances = scattered(60);
        let found = k_medoids(&distances, 4);
        let reached = loss(&distances, &found.medoids);
        for place in 0..4 {
            for point in 0..60 {
                let mut other = found.medoids.clone();
                other[place] = point;
                assert!(loss(&distances, &other) >= reached - 1e-9, "{place} {point}");
            }
        }
    }

    #[test]
    fn points_at_the_same_place_and_too_few_points_are_no_trouble() {
        assert_eq!(k_medoids(&on_a_line(&[3.0; 5]), 3).medoids.len(), 3);
        assert_eq!(k_medoids(&on_a_line(&[3.0]), 4), Grouping { medoids: vec![0], group: vec![0] });
        let same = on_a_line(&[3.0; 5]);
        assert_eq!(silhouette(&same, &k_medoids(&same, 2)), Some(0.0));
    }

    /// By hand: points 0, 1 and 10, 12. Of 0: (11 - 1)/11; of 1: (10 - 1)/10; of 10: (9.5 - 2)/9.5; of 12: (11.5 - 2)/11.5.
    #[test]
    fn the_silhouette_is_that_of_the_definition() {
        let distances = on_a_line(&[0.0, 1.0, 10.0, 12.0]);
        let found = silhouette(&distances, &k_medoids(&distances, 2)).unwrap();
        let expected = (10.0 / 11.0 + 0.9 + 7.5 / 9.5 + 9.5 / 11.5) / 4.0;
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}
