//! How charts are to look: the size of the picture, and a title of one's own.

use std::str::FromStr;

/// The size of a picture.
///
/// # Units
/// Pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    width: u32,
    height: u32,
}

/// The page on which charts are laid out as they are by default.
const USUAL: (f64, f64) = (1_600.0, 1_000.0);
/// A page is laid out no smaller, or texts would find no place: smaller pictures show it reduced.
const SMALLEST_PAGE: (f64, f64) = (1_000.0, 800.0);
/// Pages narrower than this have less beside each other.
const NARROW: f64 = 1_300.0;

impl PictureSize {
    /// The least and the most pixels along a side.
    pub const SIDE: (u32, u32) = (200, 4_000);
    /// The most pixels of a picture, because it is drawn three times as large along each side.
    pub const MOST_PIXELS: u32 = 8_000_000;
    /// As a phone shows it.
    pub const SQUARE: Self = Self { width: 1_080, height: 1_080 };

    /// `None` if a side has fewer or more pixels than it may have, or the picture has too many.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Option<Self> {
        let is_side = |side: u32| (Self::SIDE.0..=Self::SIDE.1).contains(&side);
        (is_side(width) && is_side(height) && width * height <= Self::MOST_PIXELS).then_some(Self { width, height })
    }

    /// Its width.
    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    /// Its height.
    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }

    /// Pixels of the picture for one of the page.
    pub(super) fn scale(self) -> f64 {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let enlarged = (width / USUAL.0).min(height / USUAL.1);
        let reduced = (width / SMALLEST_PAGE.0).min(height / SMALLEST_PAGE.1);
        if enlarged > 1.0 { enlarged } else { reduced.min(1.0) }
    }

    /// Width and height of the page on which a chart is laid out.
    pub(super) fn page(self) -> (f64, f64) {
        let scale = self.scale();
        (f64::from(self.width) / scale, f64::from(self.height) / scale)
    }
}

impl Default for PictureSize {
    fn default() -> Self {
        Self { width: 1_600, height: 1_000 }
    }
}

/// `square`, or width and height as in `1200x630`.
impl FromStr for PictureSize {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        if written == "square" {
            return Ok(Self::SQUARE);
        }
        let sides = written.split_once(['x', '×', 'X']);
        let sides = sides.and_then(|(width, height)| Some((width.trim().parse().ok()?, height.trim().parse().ok()?)));
        sides.and_then(|(width, height)| Self::new(width, height)).ok_or_else(|| {
            format!(
                "write `square`, or width and height such as 1200x630: {} to {} pixels each, at most {} million in all",
                Self::SIDE.0,
                Self::SIDE.1,
                Self::MOST_PIXELS / 1_000_000
            )
        })
    }
}

/// How charts are to look.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// What stands at the top in place of the finding.
    pub title: Option<String>,
    /// The size of every picture.
    pub size: PictureSize,
}

impl Look {
    /// Whether there is less room beside each other than on the usual page.
    pub(super) fn is_narrow(&self) -> bool {
        self.size.page().0 < NARROW
    }
}

#[cfg(test)]
mod tests {
    use super::PictureSize;

    #[test]
    fn sizes_are_written_as_people_write_them() {
        let size = |written: &str| written.parse::<PictureSize>().map(|size| (size.width(), size.height()));
        assert_eq!(size("1200x630"), Ok((1_200, 630)));
        assert_eq!(size("390 × 844"), Ok((390, 844)));
        assert_eq!(size("square"), Ok((1_080, 1_080)));
        for wrong in ["", "1200", "0x0", "100x630", "4000x4000", "-5x630", "1e3x630", "99999999999x1", "Square"] {
            assert!(size(wrong).unwrap_err().contains("such as 1200x630"), "{wrong}");
        }
    }

    #[test]
    fn small_pictures_show_a_page_with_room_and_large_ones_more_pixels() {
        for (size, page, scale) in [
            ((1_600, 1_000), (1_600.0, 1_000.0), 1.0),
            ((3_200, 2_000), (1_600.0, 1_000.0), 2.0),
            ((1_080, 1_080), (1_080.0, 1_080.0), 1.0),
            ((390, 390), (1_000.0, 1_000.0), 0.39),
        ] {
            let of = PictureSize::new(size.0, size.1).unwrap();
            assert_eq!((of.page(), of.scale()), (page, scale), "{size:?}");
        }
    }
}
