//! What stands around every chart: title, subtitle and footer, and the space left for the plot between them.

use super::drawing::Drawing;
use super::font::{Weight, width};
use super::geometry::{Area, Point};
use super::look::Look;
use super::style::{ACCENT, FOOTER, GRID, GRID_LINE, INK, MARGIN, SUBTITLE, TEXT, TITLE};
use super::text::{Align, Text};
use crate::answers::{Answers, Provenance};
use crate::error::is_mark;
use crate::wording::{count, month};

/// A page with title, subtitle and footer, and where its plot goes. Below the plot is room for one line of ticks.
pub(super) fn frame(answers: &Answers, look: &Look, title: &str, subtitle: &str) -> (Drawing, Area) {
    page(&answers.provenance, look, title, subtitle)
}

/// The same for any answer.
pub(super) fn page(of: &Provenance, look: &Look, title: &str, subtitle: &str) -> (Drawing, Area) {
    framed(of, look, &of.scenario.title, title, subtitle)
}

/// The same under another name of what was simulated.
pub(super) fn framed(of: &Provenance, look: &Look, name: &str, title: &str, subtitle: &str) -> (Drawing, Area) {
    let title = look.title.as_deref().map_or_else(|| title.to_owned(), cleaned);
    let (title, (width, height)) = (title.as_str(), look.size.page());
    let right = width - MARGIN;
    let (size, description) = (look.size, subtitle.to_owned());
    let mut drawing = Drawing { title: title.to_owned(), description, size, ..Drawing::default() };
    drawing.fill(Area { left: MARGIN, top: 0.0, right: MARGIN + 84.0, bottom: 12.0 }, ACCENT);
    let mut y = 36.0;
    for line in balanced(title, TITLE, Weight::Bold, right - MARGIN, 3) {
        y += 1.16 * TITLE;
        drawing.text(Text::new(line, (MARGIN, y), TITLE, INK).bold());
    }
    y += 8.0;
    for line in balanced(subtitle, SUBTITLE, Weight::Regular, right - MARGIN, if look.is_narrow() { 4 } else { 2 }) {
        y += 1.26 * SUBTITLE;
        drawing.text(Text::new(line, (MARGIN, y), SUBTITLE, TEXT));
    }
    let footer = height - 32.0;
    foot(&mut drawing, of, name, (right, footer));
    (drawing, Area { left: MARGIN, top: y + 56.0, right, bottom: footer - 112.0 })
}

/// The scenario at the left, how it was simulated at the right.
fn foot(drawing: &mut Drawing, of: &Provenance, name: &str, (edge, y): Point) {
    drawing.line(vec![(MARGIN, y - 42.0), (edge, y - 42.0)], GRID_LINE, GRID);
    let given = of.given.as_ref().map(|given| format!("  ·  as of {}", month(given.until))).unwrap_or_default();
    let how = format!("{} runs{given}  ·  seed {}  ·  {}", count(of.runs), of.seed, of.program);
    let how = clipped(&cleaned(&how), FOOTER, Weight::Regular, 700.0);
    let how = Text::new(how, (edge, y), FOOTER, TEXT).aligned(Align::Right);
    let mut right = how.bounds().left - 28.0;
    drawing.text(how);
    if !of.complete {
        let mark = Text::new("Incomplete: interrupted after", (right + 20.0, y), FOOTER, INK).bold();
        let mark = mark.aligned(Align::Right);
        right = mark.bounds().left - 28.0;
        drawing.text(mark);
    }
    let scenario = clipped(&cleaned(name), FOOTER, Weight::Bold, right - MARGIN);
    drawing.text(Text::new(scenario, (MARGIN, y), FOOTER, TEXT).bold());
}

/// A user's text on one line: no control characters, no marks that change how it is read.
pub(super) fn cleaned(text: &str) -> String {
    text.chars().take(1000).map(|c| if c.is_control() || is_mark(c) { ' ' } else { c }).collect()
}

/// The text, or as much of its beginning as fits with an ellipsis.
pub(super) fn clipped(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size, weight) + width("…", size, weight) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// The text broken into lines, narrower than the room where the last line would be left almost empty.
fn balanced(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let lines = wrapped(text, size, weight, room, most);
    if lines.len() < 2 {
        return lines;
    }
    let mut best = lines.clone();
    for share in 1..10 {
        let narrower = wrapped(text, size, weight, room * (1.0 - 0.05 * f64::from(share)), most);
        let full = best.last().is_some_and(|last| width(last, size, weight) > 0.3 * room);
        if full || narrower.len() != lines.len() || narrower.concat().len() != lines.concat().len() {
            break;
        }
        best = narrower;
    }
    best
}

/// The text broken at spaces into lines that fit, at most so many; what is left over is clipped.
pub(super) fn wrapped(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let last = lines.len() == most;
        match lines.last_mut() {
            Some(line) if last || width(&format!("{line} {word}"), size, weight) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(|line| clipped(&line, size, weight, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Weight, clipped, width, wrapped};

    #[test]
    fn long_titles_wrap_and_end_in_an_ellipsis() {
        let lines = wrapped(&"many words ".repeat(60), 46.0, Weight::Bold, 1472.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…') && lines.iter().all(|line| width(line, 46.0, Weight::Bold) <= 1472.0));
    }

    #[test]
    fn a_word_without_end_is_clipped() {
        let text = clipped(&"漢字".repeat(500), 23.0, Weight::Bold, 300.0);
        assert!(text.ends_with('…') && width(&text, 23.0, Weight::Bold) <= 300.0);
    }

    #[test]
    fn short_titles_are_left_alone() {
        assert_eq!(wrapped("Short", 46.0, Weight::Bold, 1472.0, 2), ["Short"]);
    }
}
