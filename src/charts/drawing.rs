//! A chart as a list of shapes on the page, before any backend sees it.
//!
//! Coordinates are pixels of the page from its upper left corner; fractions of a pixel count.

use super::font::{self, Weight};
use super::style::Ink;

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

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) text: String,
    /// Its aligned end, on the baseline.
    pub(super) at: Point,
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) align: Align,
    pub(super) ink: Ink,
}

impl Text {
    /// A text of regular weight that begins at a place.
    pub(super) fn new(text: impl Into<String>, at: Point, size: f64, ink: Ink) -> Self {
        Self { text: text.into(), at, size, weight: Weight::Regular, align: Align::Left, ink }
    }

    /// The same in bold.
    pub(super) fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same with another end at its place.
    pub(super) fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// Its width.
    pub(super) fn width(&self) -> f64 {
        font::width(&self.text, self.size, self.weight)
    }

    /// The space that it takes, from the height of capitals to the descenders.
    pub(super) fn bounds(&self) -> Area {
        let width = self.width();
        let left = match self.align {
            Align::Left => self.at.0,
            Align::Middle => self.at.0 - width / 2.0,
            Align::Right => self.at.0 - width,
        };
        let (top, bottom) = (self.at.1 - 0.72 * self.size, self.at.1 + 0.22 * self.size);
        Area { left, top, right: left + width, bottom }
    }
}

/// What a drawing is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A line through points.
    Line { points: Vec<Point>, width: f64, ink: Ink },
    /// A filled outline.
    Filled { points: Vec<Point>, ink: Ink },
    /// A filled rectangle.
    Box { area: Area, ink: Ink },
    /// A filled circle.
    Dot { at: Point, radius: f64, ink: Ink },
    /// A line of text.
    Text(Text),
}

/// A page: later shapes lie over earlier ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// The finding; an SVG says it to readers who cannot see the page.
    pub(super) title: String,
    /// What is on it.
    pub(super) shapes: Vec<Shape>,
}

impl Drawing {
    /// Adds a line; one point is no line.
    pub(super) fn line(&mut self, points: Vec<Point>, width: f64, ink: Ink) {
        if points.len() > 1 {
            self.shapes.push(Shape::Line { points, width, ink });
        }
    }

    /// Adds the band between two lines of equally many points.
    pub(super) fn band(&mut self, lower: &[Point], upper: &[Point], ink: Ink) {
        if lower.len() > 1 {
            let points = upper.iter().chain(lower.iter().rev()).copied().collect();
            self.shapes.push(Shape::Filled { points, ink });
        }
    }

    /// Adds a filled rectangle.
    pub(super) fn fill(&mut self, area: Area, ink: Ink) {
        self.shapes.push(Shape::Box { area, ink });
    }

    /// Adds the outline of a rectangle, drawn inside it.
    pub(super) fn outline(&mut self, area: Area, width: f64, ink: Ink) {
        let Area { left, top, right, bottom } = area.grown(-width / 2.0);
        self.line(vec![(left, area.bottom), (left, top), (right, top), (right, bottom)], width, ink);
    }

    /// Adds a dot.
    pub(super) fn dot(&mut self, at: Point, radius: f64, ink: Ink) {
        self.shapes.push(Shape::Dot { at, radius, ink });
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: Text) {
        self.shapes.push(Shape::Text(text));
    }
}
