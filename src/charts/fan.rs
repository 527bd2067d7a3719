//! Fans: the median of an amount with the bands of half and of nine tenths of all futures, labelled at their end.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::geometry::{Area, Point};
use super::labels::End;
use super::style::{ACCENT, BAND_INNER, BAND_OUTER, MAIN_LINE, TEXT};
use crate::answers::Fan;
use crate::wording::chart_labels::Money;

/// What a fan's bands mean, for subtitles.
pub(super) const BANDS: &str = "Line: median. Bands: half and nine in ten of futures";

/// Width of the bars of a fan at a single time.
pub(super) const SINGLE: f64 = 46.0;

/// A fan's quantiles over time: x in pixels.
pub(super) type Fans = Vec<(f64, Fan)>;

/// The least and greatest amount in the fans, if any.
pub(super) fn range(fans: &[Fan]) -> (f64, f64) {
    fans.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), fan| (low.min(fan.p05), high.max(fan.p95)))
}

/// The bands of a fan; those of a single time as bars.
pub(super) fn bands(drawing: &mut Drawing, fans: &Fans, scale: &AxisScale) {
    let outer: Vec<_> = fans.iter().map(|(x, fan)| (*x, fan.p05, fan.p95)).collect();
    let inner: Vec<_> = fans.iter().map(|(x, fan)| (*x, fan.p25, fan.p75)).collect();
    for (band, ink) in [(outer, BAND_OUTER), (inner, BAND_INNER)] {
        let low: Vec<Point> = band.iter().map(|&(x, low, _)| (x, scale.at(low))).collect();
        let high: Vec<Point> = band.iter().map(|&(x, _, high)| (x, scale.at(high))).collect();
        drawing.band(&low, &high, ink);
        if let ([(right, bottom)], [(_, top)]) = (low.as_slice(), high.as_slice()) {
            drawing.fill(Area { left: right - SINGLE, top: *top, right: *right, bottom: *bottom }, ink);
        }
    }
}

/// The median of a fan.
pub(super) fn median(drawing: &mut Drawing, fans: &Fans, scale: &AxisScale) {
    let points: Vec<Point> = fans.iter().map(|(x, fan)| (*x, scale.at(fan.p50))).collect();
    if let [(x, y)] = points[..] {
        drawing.line(vec![(x - SINGLE, y), (x, y)], MAIN_LINE, ACCENT);
    }
    drawing.line(points, MAIN_LINE, ACCENT);
}

/// What the end of a fan says: five quantiles, or one amount if they are all the same.
pub(super) fn ends(fan: &Fan, scale: &AxisScale, money: &Money) -> Vec<End> {
    let end = |value: f64, words: &str, bold: bool| End {
        y: scale.at(value),
        text: format!("{words}{}", money.bare(value)),
        note: None,
        ink: if bold { ACCENT } else { TEXT },
        bold,
    };
    if (scale.at(fan.p05) - scale.at(fan.p95)).abs() < 2.0 {
        return vec![end(fan.p50, "", true)];
    }
    vec![
        end(fan.p95, "1 in 20 above ", false),
        end(fan.p75, "1 in 4 above ", false),
        end(fan.p50, "median ", true),
        end(fan.p25, "1 in 4 below ", false),
        end(fan.p05, "1 in 20 below ", false),
    ]
}
