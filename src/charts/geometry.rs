//! Places and rectangles on the page.
//!
//! Coordinates are pixels of the page from its upper left corner; fractions of a pixel count.

/// A place on the page: x to the right, y downwards.
pub(super) type Point = (f64, f64);

/// A rectangle on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Its width.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Whether the two share more than an edge.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The same with `by` more on every side.
    pub(super) fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }
}
