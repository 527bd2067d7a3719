//! A line of text on the page: its place, size, weight and colour, and the space that it takes.
//!
//! How it is painted is in `text_style`.

use super::font::{self, Weight};
use super::geometry::{Area, Point};
use super::style::Ink;

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
