//! Fans: the median of an amount with the bands of half and of nine tenths of all futures, labelled at their end.

use super::axis::Scale;
use super::drawing::{Area, Drawing, Point};
use super::labels::End;
use super::style::{ACCENT, BAND_INNER, BAND_OUTER, MAIN_LINE, TEXT};
use super::words::Money;
use crate::answers::Fan;

/// What a fan's bands mean, for subtitles.
pub(super) const BANDS: &str = "Line: median. Dark band: half of all futures. Light band: nine in ten";

/// A fan's quantiles over time: x in pixels.
pub(super) type Fans = Vec<(f64, Fan)>;

/// The least and greatest amount in the fans, if any.
pub(super) fn range(fans: &[Fan]) -> (f64, f64) {
    fans.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), fan| (low.min(fan.p05), high.max(fan.p95)))
}

/// The bands of a fan; those of a single time as bars.
pub(super) fn bands(drawing: &mut Drawing, fans: &Fans, scale: &Scale) {
    let pairs: [(fn(&Fan) -> f64, fn(&Fan) -> f64, _, f64); 2] =
        [(|fan| fan.p05, |fan| fan.p95, BAND_OUTER, 46.0), (|fan| fan.p25, |fan| fan.p75, BAND_INNER, 46.0)];
    for (low, high, ink, half) in pairs {
        let line =
            |value: fn(&Fan) -> f64| -> Vec<Point> { fans.iter().map(|(x, fan)| (*x, scale.at(value(fan)))).collect() };
        drawing.band(&line(low), &line(high), ink);
        if let [(x, fan)] = fans.as_slice() {
            let (top, bottom) = (scale.at(high(fan)), scale.at(low(fan)));
            drawing.fill(Area { left: x - half, top, right: *x, bottom }, ink);
        }
    }
}

/// The median of a fan.
pub(super) fn median(drawing: &mut Drawing, fans: &Fans, scale: &Scale) {
    let points: Vec<Point> = fans.iter().map(|(x, fan)| (*x, scale.at(fan.p50))).collect();
    if let [(x, y)] = points[..] {
        drawing.line(vec![(x - 46.0, y), (x, y)], MAIN_LINE, ACCENT);
    }
    drawing.line(points, MAIN_LINE, ACCENT);
}

/// What the end of a fan says: five quantiles, or one amount if they are all the same.
pub(super) fn ends(fan: &Fan, scale: &Scale, money: &Money) -> Vec<End> {
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
