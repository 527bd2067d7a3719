//! What holds for every chart, checked with every example: texts apart and on the page, nothing drawn at infinity, titles as the answer has
//! them.

use super::drawing::{Drawing, Primitive};
use super::text::Text;
use super::{Charted, Look, deadline, draw, examples, explanation_examples, file_names, frontier, solution, update};
use crate::answers::sensitivity::example;
use crate::answers::{Compared, Comparison};
use crate::engine::{Plan, Simulator};
use crate::model::load;
use crate::sampling::Sampling;
use serde::Serialize;
use serde_json::Value;

/// Pictures as people send them on: as it comes, in a feed, on a telephone, and as it is held.
const SIZES: [&str; 4] = ["1600x1000", "1200x630", "square", "390x844"];

/// The texts of a drawing.
pub(super) fn texts(drawing: &Drawing) -> Vec<&Text> {
    let shapes = drawing.shapes.iter();
    shapes.filter_map(|shape| if let Primitive::Text(text) = shape { Some(text) } else { None }).collect()
}

/// The texts that are beyond the frame or over another.
fn illegible(drawing: &Drawing, of: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (texts, (width, height)) = (texts(drawing), drawing.size.page());
    for (index, text) in texts.iter().enumerate() {
        let bounds = text.bounds();
        let inside =
            bounds.left >= 20.0 && bounds.right <= width - 10.0 && bounds.top >= 20.0 && bounds.bottom <= height - 5.0;
        if !inside {
            found.push(format!("{of}: {text:?} is outside"));
        }
        let over = texts[..index].iter().filter(|other| bounds.overlaps(&other.bounds()));
        found.extend(over.map(|other| format!("{of}: {:?} over {:?}", text.text, other.text)));
    }
    found
}

/// Every number of a JSON value.
fn numbers(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Number(number) => found.extend(number.as_f64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(members) => members.values().for_each(|member| numbers(member, found)),
        _ => {}
    }
}

/// Fails unless every percentage of the title is a share that the JSON has, or the rest of one, to the digits that are written.
fn says_what_the_json_says(drawing: &Drawing, json: &Value, of: &str) {
    let mut known = Vec::new();
    numbers(json, &mut known);
    for part in drawing.title.split("\u{a0}%").collect::<Vec<_>>().split_last().map_or(&[][..], |(_, before)| before) {
        let written = part.rsplit(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
        let (percent, decimals) = (written.parse::<f64>().unwrap(), written.split_once('.').map_or(0, |of| of.1.len()));
        let is_rounded = part.ends_with(&format!("nder {written}")) || part.ends_with(&format!("ver {written}"));
        let off = if is_rounded { 1.0 } else { 0.501 } * 0.1_f64.powi(i32::try_from(decimals).unwrap());
        let is_it =
            |share: &f64| (100.0 * share - percent).abs() <= off || (100.0 - 100.0 * share - percent).abs() <= off;
        assert!(known.iter().any(is_it), "{of}: {percent} % is not in the JSON: {}", drawing.title);
    }
}

fn hold<T: Charted + Serialize>(found: &[(&str, T)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, answer) in found {
        let json = serde_json::to_value(answer).unwrap();
        for (chart, drawing) in T::CHARTS.iter().filter(|(chart, _)| answer.has(chart)) {
            for size in SIZES {
                let look = Look { size: size.parse().unwrap(), ..Look::default() };
                let (drawing, of) = (drawing(answer, &look), format!("{name}, {chart}, {size}"));
                wrong.extend(illegible(&drawing, &of));
                says_what_the_json_says(&drawing, &json, &of);
            }
        }
        let files = draw(answer, &Look::default(), true).unwrap().files;
        let expected = file_names::<T>(true).into_iter().filter(|file| {
            let chart = file.split('.').next().unwrap_or_default();
            answer.has(chart)
        });
        assert_eq!(
            files.iter().map(|(file, _)| file.clone()).collect::<Vec<_>>(),
            expected.collect::<Vec<_>>(),
            "{name}"
        );
        for (file, bytes) in files.iter().filter(|(file, _)| file.ends_with(".svg")) {
            let svg = String::from_utf8_lossy(bytes);
            assert_eq!(svg.matches("<title ").count(), 1, "{name} {file}");
            assert!(!svg.contains("NaN") && !svg.contains("inf,"), "{name} {file}");
            assert!(svg.contains("Source Sans 3") && svg.contains("sans-serif"), "{name} {file}");
        }
    }
    wrong
}

/// Two companies, and three.
fn comparisons() -> Vec<(&'static str, Comparison)> {
    let changes: [&[&str]; 3] = [&[], &["cash.opening=700"], &["burn[1].annual=240"]];
    let loaded = changes.map(|changes| {
        let overrides: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
        (load("startup", &overrides).unwrap(), overrides)
    });
    let compared = loaded.each_ref().map(|(loaded, overrides)| Compared {
        model: &loaded.model,
        name: format!("startup {}", overrides.join(" ")),
        title: format!("{} {}", loaded.model.title, overrides.join(" ")),
        overrides: overrides.clone(),
    });
    let plan = Plan { runs: 1_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
    let of = |many: usize| Simulator::new(plan.clone()).unwrap().compare(&compared[..many]).unwrap();
    vec![("two", of(2)), ("three", of(3))]
}

#[test]
fn every_chart_is_legible_and_says_what_the_json_says() {
    let wrong = [
        hold(&examples::all()),
        hold(&comparisons()),
        hold(&explanation_examples::all()),
        hold(&example::examples()),
        hold(&solution::examples()),
        hold(&frontier::examples()),
        hold(&deadline::examples()),
        hold(&update::examples()),
    ]
    .concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
