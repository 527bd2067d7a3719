//! Curves of equal probability on a grid: between which points of it they pass, and how they are connected.
//!
//! # Source
//! Marching squares: Lorensen and Cline, "Marching cubes", SIGGRAPH 1987, in the plane; at a saddle the mean of the corners decides.

use std::collections::BTreeMap;

/// An edge of the grid: from the point in this column and row to the next one to the right, or upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) is_upwards: bool,
}

impl Edge {
    /// The other end, as column and row.
    pub(super) fn end(self) -> (usize, usize) {
        if self.is_upwards { (self.column, self.row + 1) } else { (self.column + 1, self.row) }
    }
}

/// The curves that part the points of a grid of heights, `[row][column]`, that are at least `level` from the others: the edges that each
/// crosses, in order. A closed curve ends where it starts.
pub(super) fn curves(heights: &[Vec<f64>], level: f64) -> Vec<Vec<Edge>> {
    let mut beside: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    let (rows, columns) = (heights.len(), heights.first().map_or(0, Vec::len));
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            for [one, other] in segments(heights, level, column, row) {
                beside.entry(one).or_default().push(other);
                beside.entry(other).or_default().push(one);
            }
        }
    }
    let ends: Vec<Edge> = beside.iter().filter(|(_, next)| next.len() == 1).map(|(&edge, _)| edge).collect();
    let all: Vec<Edge> = beside.keys().copied().collect();
    let mut curves = Vec::new();
    for start in ends.into_iter().chain(all) {
        let curve = walk(&mut beside, start);
        if curve.len() > 1 {
            curves.push(curve);
        }
    }
    curves
}

/// Follows a curve from an edge as far as it goes, and takes it away.
fn walk(beside: &mut BTreeMap<Edge, Vec<Edge>>, start: Edge) -> Vec<Edge> {
    let (mut curve, mut at) = (vec![start], start);
    while let Some(next) = beside.get_mut(&at).and_then(Vec::pop) {
        if let Some(back) = beside.get_mut(&next)
            && let Some(place) = back.iter().position(|edge| *edge == at)
        {
            back.remove(place);
        }
        curve.push(next);
        at = next;
    }
    curve
}

/// How curves cross the cell above and to the right of a point.
fn segments(heights: &[Vec<f64>], level: f64, column: usize, row: usize) -> Vec<[Edge; 2]> {
    let edge = |column, row, is_upwards| Edge { column, row, is_upwards };
    // Below, at the right, above, at the left.
    let sides =
        [edge(column, row, false), edge(column + 1, row, true), edge(column, row + 1, false), edge(column, row, true)];
    let is_high = |(column, row): (usize, usize)| heights[row][column] >= level;
    let crossed: Vec<Edge> =
        sides.into_iter().filter(|edge| is_high((edge.column, edge.row)) != is_high(edge.end())).collect();
    match crossed.as_slice() {
        [one, other] => vec![[*one, *other]],
        [below, right, above, left] => {
            let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, up)| heights[row + up][column + right]);
            let middle_is_high = corners.iter().sum::<f64>() / 4.0 >= level;
            if middle_is_high == is_high((column, row)) {
                vec![[*below, *right], [*above, *left]]
            } else {
                vec![[*below, *left], [*above, *right]]
            }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(height: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
        (0..9).map(|row| (0..9).map(|column| height(f64::from(column), f64::from(row))).collect()).collect()
    }

    #[test]
    fn a_slope_has_one_curve_from_side_to_side() {
        let curves = curves(&grid(|x, y| x + 2.0 * y), 9.5);
        assert_eq!(curves.len(), 1);
        let ends = [curves[0][0], *curves[0].last().unwrap()].map(|edge| (edge.column, edge.row, edge.is_upwards));
        assert_eq!(ends, [(0, 4, true), (8, 0, true)]);
        // On x + 2 y = 9.5 lie 8 columns' upward edges from 0 to 8 (one each) and the rows' 1 to 4, twice crossed by none.
        assert_eq!(curves[0].iter().filter(|edge| edge.is_upwards).count(), 9);
        assert_eq!(curves[0].iter().filter(|edge| !edge.is_upwards).count(), 4);
    }

    #[test]
    fn a_hill_has_a_closed_curve() {
        let curves = curves(&grid(|x, y| -(x - 4.0).powi(2) - (y - 4.0).powi(2)), -5.0);
        assert_eq!(curves.len(), 1);
        assert_eq!(curves[0][0], *curves[0].last().unwrap());
    }

    #[test]
    fn a_saddle_has_two_curves_that_do_not_touch() {
        for level in [0.5, -0.5] {
            let curves = curves(&grid(|x, y| (x - 3.5) * (y - 3.5)), level);
            assert_eq!(curves.len(), 2, "{level}");
            assert!(curves[0].iter().all(|edge| !curves[1].contains(edge)));
        }
    }

    #[test]
    fn a_plain_has_none() {
        assert!(curves(&grid(|_, _| 1.0), 0.5).is_empty());
    }
}
