//! What every chart shares: the page, the colours, the sizes of type. One accent, and greys.
//!
//! The accent and its tints differ from the greys in lightness too, so the charts survive any kind of
//! colour blindness and a black-and-white printer. Everything is in pixels of the page.

use plotters::style::RGBAColor;

/// A colour.
pub(super) type Ink = RGBAColor;

/// White space left and right.
pub(super) const MARGIN: f64 = 64.0;

/// Titles and what must be read.
pub(super) const INK: Ink = RGBAColor(0x16, 0x1d, 0x24, 1.0);
/// Subtitles, ticks and the footer.
pub(super) const TEXT: Ink = RGBAColor(0x51, 0x5c, 0x67, 1.0);
/// The zero line.
pub(super) const AXIS: Ink = RGBAColor(0x51, 0x5c, 0x67, 1.0);
/// Lines of lesser weight: single runs, leaders.
pub(super) const THIN: Ink = RGBAColor(0x8b, 0x96, 0xa1, 1.0);
/// What stands aside: the bar after the horizon.
pub(super) const ASIDE: Ink = RGBAColor(0xa9, 0xb3, 0xbd, 1.0);
/// The quiet companion behind a bar.
pub(super) const QUIET: Ink = RGBAColor(0xe9, 0xec, 0xf0, 1.0);
/// Its outline.
pub(super) const QUIET_LINE: Ink = RGBAColor(0xa9, 0xb3, 0xbd, 1.0);
/// Grid lines.
pub(super) const GRID: Ink = RGBAColor(0xdf, 0xe3, 0xe8, 1.0);
/// The page.
pub(super) const PAPER: Ink = RGBAColor(0xff, 0xff, 0xff, 1.0);
/// The page where it lies over something, as the ground of a label.
pub(super) const VEIL: Ink = RGBAColor(0xff, 0xff, 0xff, 0.82);
/// The one accent.
pub(super) const ACCENT: Ink = RGBAColor(0x0b, 0x5c, 0x9e, 1.0);
/// The accent's lesser relative.
pub(super) const ACCENT_SOFT: Ink = RGBAColor(0x72, 0xa9, 0xd2, 1.0);
/// The inner band of a fan.
pub(super) const BAND_INNER: Ink = RGBAColor(0xa3, 0xc7, 0xe2, 1.0);
/// The outer band of a fan.
pub(super) const BAND_OUTER: Ink = RGBAColor(0xd8, 0xe7, 0xf2, 1.0);

/// Size of titles.
pub(super) const TITLE: f64 = 46.0;
/// Size of subtitles.
pub(super) const SUBTITLE: f64 = 29.0;
/// Size of labels in the plot.
pub(super) const LABEL: f64 = 28.0;
/// Size of ticks, and of labels where there are many.
pub(super) const TICK: f64 = 26.0;
/// Size of the footer.
pub(super) const FOOTER: f64 = 23.0;

/// Weight of a chart's main line.
pub(super) const MAIN_LINE: f64 = 5.0;
/// Weight of the grid.
pub(super) const GRID_LINE: f64 = 1.5;
