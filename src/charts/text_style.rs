//! How a backend of plotters paints a line of text: its glyphs as pixels.
//!
//! plotters places glyphs at whole pixels and drops their side bearings, which shows at the size of a title;
//! so a text brings its own style to the backend and places them itself.

use super::font::{Weight, em, width};
use super::text::{Align, Text};
use ab_glyph::{Font, ScaleFont, point};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontStyle};
use std::convert::Infallible;

/// The font families that an SVG names: the bundled one where it is installed, else the reader's own sans-serif.
const FAMILY: &str = "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif";
/// plotters measures type by its line, an SVG by its em: this many ems.
const LINE: f64 = 1.24;
/// From a text's top, as the SVG backend sets it, to its baseline, in ems.
pub(super) const TOP_TO_BASELINE: f64 = 0.76;

/// A text's style at the scale of a backend.
pub(super) struct TextStyle<'a> {
    pub(super) text: &'a Text,
    pub(super) scale: f64,
}

impl BackendTextStyle for TextStyle<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        let ink = self.text.ink;
        BackendColor { alpha: ink.3, rgb: (ink.0, ink.1, ink.2) }
    }

    fn size(&self) -> f64 {
        self.text.size * self.scale * LINE
    }

    fn style(&self) -> FontStyle {
        match self.text.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> Pos {
        let horizontal = match self.text.align {
            Align::Left => HPos::Left,
            Align::Middle => HPos::Center,
            Align::Right => HPos::Right,
        };
        Pos::new(horizontal, VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let size = self.text.size * self.scale;
        #[expect(clippy::cast_possible_truncation, reason = "a line of text is some thousand pixels long")]
        let (width, height) = (width(text, size, self.text.weight).round() as i32, size.round() as i32);
        Ok(((0, 0), (width, height)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        at: BackendCoord,
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, Infallible> {
        let size = self.text.size * self.scale;
        #[expect(clippy::cast_possible_truncation, reason = "a size of type is a small number")]
        let baseline = (size * TOP_TO_BASELINE) as f32;
        let (mut x, color, mut drawn) = (0.0, self.color(), Ok(()));
        for c in text.chars() {
            let Some(face) = self.text.weight.face_with(c) else { continue };
            let scaled = face.as_scaled(em(face, size));
            let id = scaled.glyph_id(c);
            let glyph = id.with_scale_and_position(scaled.scale, point(x, baseline));
            x += scaled.h_advance(id);
            let Some(outline) = face.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            #[expect(clippy::cast_possible_truncation, reason = "a place on the page")]
            let corner = (at.0 + corner.x as i32, at.1 + corner.y as i32);
            outline.draw(|dx, dy, cover| {
                if drawn.is_ok() && cover > 0.0 {
                    let alpha = color.alpha * f64::from(cover.min(1.0));
                    let (dx, dy) = (i32::try_from(dx).unwrap_or(0), i32::try_from(dy).unwrap_or(0));
                    drawn = draw(corner.0 + dx, corner.1 + dy, BackendColor { alpha, ..color });
                }
            });
        }
        Ok(drawn)
    }
}
