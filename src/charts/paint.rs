//! Puts a drawing on a backend of plotters: PNG or SVG, as bytes.
//!
//! A PNG is drawn three times as large and averaged down, for plotters smooths few of the edges it draws. An SVG
//! is drawn ten times as large and scaled back by its view box, for plotters knows whole pixels only.

use super::drawing::{Drawing, Primitive};
use super::geometry::Point;
use super::look::PictureSize;
use super::style::{Ink, PAPER};
use super::text_style::{TOP_TO_BASELINE, TextStyle};
use crate::error::{Error, Result};
use plotters::prelude::{BitMapBackend, SVGBackend};
use plotters::style::{Color, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};
use png::{ColorType, Compression, Encoder, EncodingError, Filter};
use std::fmt::Display;

/// Pixels drawn for one pixel of a PNG, along each side.
const FINER: u32 = 3;
/// Units of an SVG's view box for one pixel.
const SVG_UNITS: u32 = 10;
/// Red, green, blue.
const CHANNELS: usize = 3;

/// The drawing as a PNG; `chart` names it in errors.
pub(super) fn png(drawing: &Drawing, chart: &str) -> Result<Vec<u8>> {
    let size = drawing.size;
    let (width, height) = (size.width() * FINER, size.height() * FINER);
    let mut pixels = vec![0; (width * height) as usize * CHANNELS];
    let backend = BitMapBackend::with_buffer(&mut pixels, (width, height));
    let page = Canvas { backend, scale: f64::from(FINER) * size.scale(), page: size.page(), joined: false };
    page.paint(drawing).map_err(|error| refused(chart, &error))?;
    encoded(&averaged(&pixels, size), size).map_err(|error| refused(chart, &error))
}

/// The file of a page's pixels.
fn encoded(pixels: &[u8], size: PictureSize) -> std::result::Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size.width(), size.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Sub);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// The drawing as an SVG; `chart` names it in errors.
pub(super) fn svg(drawing: &Drawing, chart: &str) -> Result<Vec<u8>> {
    let size = drawing.size;
    let (width, height) = (size.width() * SVG_UNITS, size.height() * SVG_UNITS);
    let mut text = String::new();
    let scale = f64::from(SVG_UNITS) * size.scale();
    let backend = SVGBackend::with_string(&mut text, (width, height));
    let page = Canvas { backend, scale, page: size.page(), joined: true };
    page.paint(drawing).map_err(|error| refused(chart, &error))?;
    let large = format!("width=\"{width}\" height=\"{height}\"");
    let name = chart.trim_end_matches(".svg");
    let named = format!(
        "id=\"runout-{name}\" role=\"img\" aria-labelledby=\"runout-{name}-title\" width=\"{}\" height=\"{}\"",
        size.width(),
        size.height()
    );
    let text = widths_kept(&text.replacen(&large, &named, 1), drawing, scale);
    let words = format!(
        ">\n<title id=\"runout-{name}-title\">{}</title>\n<desc>{}</desc>\n",
        escaped(&drawing.title),
        escaped(&drawing.description)
    );
    Ok(text.replacen(">\n", &words, 1).into_bytes())
}

/// The SVG with the width of each of its texts, so that it keeps its room where the font is another one.
fn widths_kept(svg: &str, drawing: &Drawing, scale: f64) -> String {
    let texts = drawing.shapes.iter().filter_map(|shape| match shape {
        Primitive::Text(text) => Some(text),
        _ => None,
    });
    let mut parts = svg.split("<text ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for (part, text) in parts.zip(texts) {
        let width = scale * text.width();
        kept += &format!("<text textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\" {part}");
    }
    kept
}

/// Text as XML holds it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The error of a chart that could not be drawn.
fn refused(chart: &str, reason: &dyn Display) -> Error {
    Error::Chart { chart: chart.to_owned(), reason: reason.to_string() }
}

/// Each pixel of the page as the average of the finer ones that it covers.
fn averaged(fine: &[u8], size: PictureSize) -> Vec<u8> {
    let (width, finer) = (size.width() as usize, FINER as usize);
    let row = width * finer * CHANNELS;
    let mut sums = vec![0_u16; width * CHANNELS];
    let mut page = Vec::with_capacity(width * size.height() as usize * CHANNELS);
    for rows in fine.chunks_exact(row * finer) {
        sums.fill(0);
        for line in rows.chunks_exact(row) {
            for (sum, pixels) in sums.chunks_exact_mut(CHANNELS).zip(line.chunks_exact(finer * CHANNELS)) {
                for pixel in pixels.chunks_exact(CHANNELS) {
                    for (sum, &value) in sum.iter_mut().zip(pixel) {
                        *sum += u16::from(value);
                    }
                }
            }
        }
        let share = u16::try_from(finer * finer).unwrap_or(u16::MAX);
        page.extend(sums.iter().map(|sum| u8::try_from((sum + share / 2) / share).unwrap_or(u8::MAX)));
    }
    page
}

/// A backend and the number of its pixels to one of the page.
struct Canvas<B> {
    backend: B,
    scale: f64,
    /// Width and height of the page.
    page: Point,
    /// Whether the backend draws a line of many points well itself.
    joined: bool,
}

impl<B: DrawingBackend> Canvas<B> {
    /// Paints every shape in order.
    fn paint(mut self, drawing: &Drawing) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        let (width, height) = self.backend.get_size();
        let corner = (i32::try_from(width).unwrap_or(i32::MAX), i32::try_from(height).unwrap_or(i32::MAX));
        self.backend.draw_rect((0, 0), corner, &filled(PAPER), true)?;
        for shape in &drawing.shapes {
            self.shape(shape)?;
        }
        self.backend.present()
    }

    fn shape(&mut self, shape: &Primitive) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        match shape {
            Primitive::Line { points, width, ink } => self.line(points, *width, *ink),
            Primitive::Filled { points, ink } => {
                let points: Vec<_> = points.iter().map(|&point| self.place(point)).collect();
                self.backend.fill_polygon(points, &filled(*ink))
            }
            Primitive::Box { area, ink } => {
                let (from, to) = (self.place((area.left, area.top)), self.place((area.right, area.bottom)));
                self.backend.draw_rect(from, to, &filled(*ink), true)
            }
            Primitive::Dot { at, radius, ink } => {
                let (at, radius) = (self.place(*at), self.length(*radius));
                self.backend.draw_circle(at, radius, &filled(*ink), true)
            }
            Primitive::Text(text) => {
                let style = TextStyle { text, scale: self.scale };
                let at = self.place((text.at.0, text.at.1 - TOP_TO_BASELINE * text.size));
                self.backend.draw_text(&text.text, &style, at)
            }
        }
    }

    /// A line; where the backend joins badly, its parts one by one, with round joints if it is heavy.
    fn line(
        &mut self,
        points: &[Point],
        width: f64,
        ink: Ink,
    ) -> std::result::Result<(), DrawingErrorKind<B::ErrorType>> {
        let style = filled(ink).stroke_width(self.length(width));
        let places: Vec<_> = points.iter().map(|&point| self.place(point)).collect();
        if self.joined {
            return self.backend.draw_path(places, &style);
        }
        for part in places.windows(2) {
            self.backend.draw_line(part[0], part[1], &style)?;
        }
        if style.stroke_width > 2 * FINER {
            for &joint in places.iter().take(places.len() - 1).skip(1) {
                self.backend.draw_circle(joint, style.stroke_width / 2, &style, true)?;
            }
        }
        Ok(())
    }

    /// Where a place of the page is on the backend.
    fn place(&self, (x, y): Point) -> BackendCoord {
        // What is far off the page stays just off it: the rasteriser walks every pixel of a shape.
        let within = |value: f64, size: f64| (value.clamp(-100.0, size + 100.0) * self.scale).round();
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the page just above")]
        (within(x, self.page.0) as i32, within(y, self.page.1) as i32)
    }

    /// A length of the page on the backend, never nothing.
    fn length(&self, length: f64) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels")]
        ((length * self.scale).round().max(1.0) as u32)
    }
}

/// Filled with an ink.
fn filled(ink: Ink) -> ShapeStyle {
    ink.filled()
}
