//! The fonts: the bundled one, one of the user's own for letters that it lacks, and how wide a text is.

use crate::error::{Error, Result};
use ab_glyph::{Font, FontArc, PxScale, ScaleFont};
use std::sync::{LazyLock, OnceLock};

static REGULAR: LazyLock<Option<FontArc>> =
    LazyLock::new(|| FontArc::try_from_slice(include_bytes!("fonts/SourceSans3-Regular.ttf")).ok());
static BOLD: LazyLock<Option<FontArc>> =
    LazyLock::new(|| FontArc::try_from_slice(include_bytes!("fonts/SourceSans3-Bold.ttf")).ok());
/// For letters that the bundled font lacks.
static OTHER: OnceLock<FontArc> = OnceLock::new();

/// The weights that are bundled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    fn face(self) -> Option<&'static FontArc> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
        }
    }

    /// The face that has a letter: the bundled one, or the user's own; the bundled one if neither has.
    pub(super) fn face_with(self, letter: char) -> Option<&'static FontArc> {
        let own = self.face();
        let has = |face: &&FontArc| face.glyph_id(letter).0 != 0;
        own.filter(has).or_else(|| OTHER.get().filter(has)).or(own)
    }
}

/// Takes letters that the bundled font lacks from another: the bytes of a TTF or OTF file. It is taken once, for all charts of the process.
///
/// # Errors
/// - [`Error::Chart`] if the bytes are no font, or a font was taken before.
pub fn use_font(bytes: Vec<u8>) -> Result<()> {
    let refused = |reason: &str| Error::Chart { chart: "the font".to_owned(), reason: reason.to_owned() };
    let font =
        FontArc::try_from_vec(bytes).map_err(|_| refused("it is no font that can be read: take a TTF or OTF file"))?;
    OTHER.set(font).map_err(|_| refused("another was taken before"))
}

/// Whether no font has a letter.
pub(super) fn lacks(letter: char) -> bool {
    let is_drawn = !letter.is_whitespace() && !letter.is_control();
    is_drawn && Weight::Regular.face_with(letter).is_none_or(|face| face.glyph_id(letter).0 == 0)
}

/// The scale at which an em of the face has `size` pixels.
pub(super) fn em(face: &FontArc, size: f64) -> PxScale {
    let per_em = face.units_per_em().unwrap_or(1000.0);
    #[expect(clippy::cast_possible_truncation, reason = "a size of type is a small number")]
    PxScale::from(size as f32 * face.height_unscaled() / per_em)
}

/// The width of a text with `size` pixels to the em.
///
/// # Units
/// Pixels.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let letters = text.chars().filter_map(|letter| {
        let face = weight.face_with(letter)?;
        let scaled = face.as_scaled(em(face, size));
        Some(f64::from(scaled.h_advance(scaled.glyph_id(letter))))
    });
    letters.sum()
}

#[cfg(test)]
mod tests {
    use super::{lacks, use_font};

    #[test]
    fn letters_that_the_font_lacks_are_known() {
        assert!("Größe, Łódź, Термо, αβγ, 12 % → ×".chars().all(|letter| !lacks(letter)));
        assert!("核ไทعم".chars().all(lacks));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(use_font(b"no font".to_vec()).unwrap_err().to_string().contains("no font that can be read"));
    }
}
