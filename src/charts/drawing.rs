//! A chart as a list of shapes on the page, before any backend sees it.
//!
//! Coordinates are pixels of the page from its upper left corner; fractions of a pixel count.

use super::geometry::{Area, Point};
use super::look::PictureSize;
use super::style::Ink;
use super::text::Text;

/// What a drawing is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Primitive {
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
    /// What is shown; an SVG says it too.
    pub(super) description: String,
    /// The size of its picture.
    pub(super) size: PictureSize,
    /// What is on it.
    pub(super) shapes: Vec<Primitive>,
}

impl Drawing {
    /// The letters of its texts.
    pub(super) fn letters(&self) -> impl Iterator<Item = char> {
        let texts = self.shapes.iter().filter_map(|shape| match shape {
            Primitive::Text(text) => Some(text.text.chars()),
            _ => None,
        });
        texts.flatten()
    }

    /// Adds a line; one point is no line.
    pub(super) fn line(&mut self, points: Vec<Point>, width: f64, ink: Ink) {
        if points.len() > 1 {
            self.shapes.push(Primitive::Line { points, width, ink });
        }
    }

    /// Adds the band between two lines of equally many points.
    pub(super) fn band(&mut self, lower: &[Point], upper: &[Point], ink: Ink) {
        if lower.len() > 1 {
            let points = upper.iter().chain(lower.iter().rev()).copied().collect();
            self.shapes.push(Primitive::Filled { points, ink });
        }
    }

    /// Adds a filled rectangle.
    pub(super) fn fill(&mut self, area: Area, ink: Ink) {
        self.shapes.push(Primitive::Box { area, ink });
    }

    /// Adds the outline of a rectangle, drawn inside it.
    pub(super) fn outline(&mut self, area: Area, width: f64, ink: Ink) {
        let Area { left, top, right, bottom } = area.grown(-width / 2.0);
        self.line(vec![(left, area.bottom), (left, top), (right, top), (right, bottom)], width, ink);
    }

    /// Adds a dot.
    pub(super) fn dot(&mut self, at: Point, radius: f64, ink: Ink) {
        self.shapes.push(Primitive::Dot { at, radius, ink });
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: Text) {
        self.shapes.push(Primitive::Text(text));
    }
}
