//! The bundled font: how wide a text is, and its glyphs as pixels.
//!
//! plotters places glyphs at whole pixels and drops their side bearings, which shows at the size of a title;
//! so a text brings its own style to the backend and places them itself.

use super::drawing::{Align, Text};
use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontStyle};
use std::convert::Infallible;
use std::sync::LazyLock;

/// What an SVG asks for: the bundled family where it is installed, else the reader's own sans-serif.
const FAMILY: &str = "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif";
/// plotters measures type by its line, an SVG by its em: this many ems.
const LINE: f64 = 1.24;
/// From a text's top, as the SVG backend sets it, to its baseline, in ems.
pub(super) const TOP_TO_BASELINE: f64 = 0.76;

static REGULAR: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("fonts/SourceSans3-Regular.ttf")).ok());
static BOLD: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("fonts/SourceSans3-Bold.ttf")).ok());

/// The weights that are bundled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    fn face(self) -> Option<&'static FontRef<'static>> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
        }
    }
}

/// The scale at which an em of the face has `size` pixels.
fn em(face: &FontRef<'_>, size: f64) -> PxScale {
    let per_em = face.units_per_em().unwrap_or(1000.0);
    #[expect(clippy::cast_possible_truncation, reason = "a size of type is a small number")]
    PxScale::from(size as f32 * face.height_unscaled() / per_em)
}

/// The width of a text in pixels, with `size` pixels to the em.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    weight.face().map_or(0.0, |face| {
        let scaled = face.as_scaled(em(face, size));
        text.chars().map(|c| f64::from(scaled.h_advance(scaled.glyph_id(c)))).sum()
    })
}

/// A text's style at the scale of a backend.
pub(super) struct Style<'a> {
    pub(super) text: &'a Text,
    pub(super) scale: f64,
}

impl BackendTextStyle for Style<'_> {
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
        let Some(face) = self.text.weight.face() else { return Ok(Ok(())) };
        let size = self.text.size * self.scale;
        let scaled = face.as_scaled(em(face, size));
        #[expect(clippy::cast_possible_truncation, reason = "a size of type is a small number")]
        let baseline = (size * TOP_TO_BASELINE) as f32;
        let (mut x, color, mut drawn) = (0.0, self.color(), Ok(()));
        for c in text.chars() {
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
