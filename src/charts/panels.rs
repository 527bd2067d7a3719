//! Small multiples: panels of equal size in rows.

use super::geometry::Area;

/// Between panels.
pub(super) const GAP: f64 = 56.0;

/// So many panels, in rows of at most `columns`, with `head` above and `foot` below what each shows.
pub(super) fn panels(plot: &Area, count: usize, columns: usize, (head, foot): (f64, f64)) -> Vec<Area> {
    let across = count.clamp(1, columns.max(1));
    let down = count.div_ceil(across).max(1);
    let (wide, high) = ((plot.width() + GAP) / across as f64, (plot.bottom - plot.top) / down as f64);
    let panel = |place: usize| {
        let left = plot.left + wide * (place % across) as f64;
        let top = plot.top + high * (place / across) as f64;
        Area { left, top: top + head, right: left + wide - GAP, bottom: top + high - foot }
    };
    (0..count).map(panel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_fill_the_plot_and_keep_apart() {
        let plot = Area { left: 64.0, top: 200.0, right: 1_536.0, bottom: 900.0 };
        let found = panels(&plot, 5, 3, (60.0, 40.0));
        assert_eq!(found.len(), 5);
        assert!((found[2].right - plot.right).abs() < 1e-9 && (found[4].bottom - plot.bottom + 40.0).abs() < 1e-9);
        for (place, panel) in found.iter().enumerate() {
            assert!(found[..place].iter().all(|other| !other.overlaps(panel)), "{place}");
        }
    }
}
