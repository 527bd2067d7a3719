//! The bundled font: its faces, and how wide a text is.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont};
use std::sync::LazyLock;

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
    pub(super) fn face(self) -> Option<&'static FontRef<'static>> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
        }
    }
}

/// The scale at which an em of the face has `size` pixels.
pub(super) fn em(face: &FontRef<'_>, size: f64) -> PxScale {
    let per_em = face.units_per_em().unwrap_or(1000.0);
    #[expect(clippy::cast_possible_truncation, reason = "a size of type is a small number")]
    PxScale::from(size as f32 * face.height_unscaled() / per_em)
}

/// The width of a text with `size` pixels to the em.
///
/// # Units
/// Pixels.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    weight.face().map_or(0.0, |face| {
        let scaled = face.as_scaled(em(face, size));
        text.chars().map(|c| f64::from(scaled.h_advance(scaled.glyph_id(c)))).sum()
    })
}
