//! The charts of all answers, as PNG and SVG. At the river's end: they read what `answers` says and compute no statistic.
//!
//! Each chart turns the answers into a [`Drawing`], a list of shapes on a page that a [`Look`] sizes;
//! `paint` puts a drawing on a backend of plotters. Nothing here writes a file: the caller gets names and bytes.

mod axis;
mod bars;
mod blame;
mod capital;
mod cash;
mod clocks;
mod comparison;
mod course;
mod deadline;
mod densities;
mod drawing;
mod exhaustion;
mod fan;
mod font;
mod frame;
mod frontier;
mod geometry;
mod labels;
mod lever_axis;
mod look;
mod paint;
mod panels;
mod paths;
mod profitability;
mod revenue;
mod sensitivity;
mod solution;
mod style;
mod text;
mod text_style;
mod trajectory;
mod update;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod explanation_examples;
#[cfg(test)]
mod testing;

use crate::answers::{Answers, Comparison, Deadlines, Explanation, Frontier, Sensitivity, Solution, Update};
use crate::error::Result;
pub use drawing::Drawing;
pub use font::use_font;
pub use look::{Look, PictureSize};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A chart's name and how it is drawn.
pub type Chart<T> = (&'static str, fn(&T, &Look) -> Drawing);

/// An answer that has charts.
pub trait Charted: Sync + Sized + 'static {
    /// The charts, in the order in which a reader asks.
    const CHARTS: &'static [Chart<Self>];

    /// Whether there is anything to draw in one of them.
    fn has(&self, _chart: &str) -> bool {
        true
    }
}

impl Charted for Answers {
    const CHARTS: &'static [Chart<Self>] = &[
        ("exhaustion", exhaustion::drawing),
        ("profitability", profitability::drawing),
        ("clocks", clocks::drawing),
        ("cash", cash::drawing),
        ("revenue", revenue::drawing),
        ("capital", capital::drawing),
    ];

    fn has(&self, chart: &str) -> bool {
        match chart {
            "profitability" => self.profitability.asked,
            "capital" => self.capital_needed.p99.estimate > 0.0,
            "revenue" => self.by_year.values().any(|year| year.revenue.p95 > 0.0),
            _ => true,
        }
    }
}

impl Charted for Comparison {
    const CHARTS: &'static [Chart<Self>] =
        &[("comparison", comparison::clocks), ("difference", comparison::difference)];
}

impl Charted for Deadlines {
    const CHARTS: &'static [Chart<Self>] = &[("deadline", deadline::drawing)];
}

impl Charted for Explanation {
    const CHARTS: &'static [Chart<Self>] =
        &[("densities", densities::drawing), ("paths", paths::drawing), ("blame", blame::drawing)];

    fn has(&self, chart: &str) -> bool {
        match chart {
            "densities" => !self.densities.is_empty(),
            "paths" => self.typical.is_some(),
            _ => self.blame.as_ref().is_some_and(|blame| !blame.drivers.is_empty()),
        }
    }
}

impl Charted for Frontier {
    const CHARTS: &'static [Chart<Self>] = &[("frontier", frontier::drawing)];
}

impl Charted for Sensitivity {
    const CHARTS: &'static [Chart<Self>] = &[("tornado", sensitivity::tornado), ("indices", sensitivity::indices)];
}

impl Charted for Solution {
    const CHARTS: &'static [Chart<Self>] = &[("solve", solution::drawing)];
}

impl Charted for Update {
    const CHARTS: &'static [Chart<Self>] = &[("update", update::clocks), ("surprise", update::surprise)];
}

/// The names of the files that [`draw`] may make, in its order, so that they can be opened before the first run.
#[must_use]
pub fn file_names<T: Charted>(svg: bool) -> Vec<String> {
    let endings: &[&str] = if svg { &["png", "svg"] } else { &["png"] };
    T::CHARTS.iter().flat_map(|(name, _)| endings.iter().map(move |ending| format!("{name}.{ending}"))).collect()
}

/// Charts as files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Pictures {
    /// Their names and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Letters in them that no font has, each once, in the order of their numbers: in their place stands an empty box.
    pub missing: BTreeSet<char>,
}

/// Draws every chart that there is anything to draw in as a PNG, with an SVG beside each if `svg`.
///
/// # Errors
/// - [`Error::Chart`](crate::error::Error::Chart) if the drawing library refuses.
///
/// # Reproducibility
/// The same answers give the same bytes, on a machine with or without fonts.
pub fn draw<T: Charted>(answers: &T, look: &Look, svg: bool) -> Result<Pictures> {
    // A pool of our own, because rayon's panics where threads cannot be made; without one the charts are drawn one by one.
    let charts: Vec<&Chart<T>> = T::CHARTS.iter().filter(|(name, _)| answers.has(name)).collect();
    let drawn: Result<Vec<Pictures>> = match rayon::ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(|| charts.par_iter().map(|chart| files(chart, answers, look, svg)).collect()),
        Err(_) => charts.iter().map(|chart| files(chart, answers, look, svg)).collect(),
    };
    let mut pictures = Pictures::default();
    for chart in drawn? {
        pictures.files.extend(chart.files);
        pictures.missing.extend(chart.missing);
    }
    Ok(pictures)
}

/// The files of one chart.
fn files<T>((name, chart): &Chart<T>, answers: &T, look: &Look, svg: bool) -> Result<Pictures> {
    let drawing = chart(answers, look);
    let png = format!("{name}.png");
    let mut files = vec![(png.clone(), paint::png(&drawing, &png)?)];
    if svg {
        let name = format!("{name}.svg");
        files.push((name.clone(), paint::svg(&drawing, &name)?));
    }
    Ok(Pictures { files, missing: drawing.letters().filter(|&letter| font::lacks(letter)).collect() })
}

#[cfg(test)]
mod tests {
    use super::{Look, draw, examples, file_names};
    use crate::answers::Answers;

    #[test]
    fn charts_are_pngs_of_1600_by_1000_under_the_promised_names() {
        let charts = draw(&examples::openai(), &Look::default(), true).unwrap().files;
        assert_eq!(charts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), file_names::<Answers>(true));
        for (name, bytes) in charts.iter().filter(|(name, _)| name.ends_with(".png")) {
            let mut page = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
            assert_eq!(page.info().size(), (1600, 1000), "{name}");
            let mut pixels = vec![0; page.output_buffer_size().unwrap()];
            page.next_frame(&mut pixels).unwrap();
            let (pixels, _) = pixels.as_chunks::<3>();
            assert!(pixels.contains(&[0x0b, 0x5c, 0x9e]), "{name} has nothing in the accent");
        }
    }

    #[test]
    fn the_same_answers_give_the_same_bytes() {
        let answers = examples::startup();
        let drawn = || draw(&answers, &Look::default(), true).unwrap();
        assert!(drawn() == drawn());
    }

    #[test]
    fn svgs_hold_the_finding() {
        let charts = draw(&examples::openai(), &Look::default(), true).unwrap().files;
        let svg = charts.into_iter().find(|(chart, _)| chart == "exhaustion.svg").map(|(_, bytes)| bytes).unwrap();
        assert!(
            String::from_utf8(svg).unwrap().contains("88\u{a0}% chance that the cash runs out by the end of\u{a0}2035")
        );
    }
}
