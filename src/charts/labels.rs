//! Labels beside what they name, and never over each other.

use super::drawing::Drawing;
use super::geometry::{Area, Point};
use super::style::{GRID, GRID_LINE, Ink, LABEL, TEXT, THIN, TICK};
use super::text::{Align, Text};

/// The end of a line or band at the right edge of a plot, and its label.
pub(super) struct End {
    /// Where it ends.
    pub(super) y: f64,
    /// What it is called, in bold if it is a main line.
    pub(super) text: String,
    /// A second, quieter line of text.
    pub(super) note: Option<String>,
    /// Colour of the text.
    pub(super) ink: Ink,
    /// Whether it names a main line.
    pub(super) bold: bool,
}

/// Height of a line of a label.
const LINE: f64 = 33.0;

impl End {
    fn texts(&self) -> Vec<Text> {
        let text = Text::new(self.text.as_str(), (0.0, 0.0), if self.bold { LABEL } else { TICK }, self.ink);
        let note = self.note.as_deref().map(|note| Text::new(note, (0.0, 0.0), TICK, TEXT));
        [Some(if self.bold { text.bold() } else { text }), note].into_iter().flatten().collect()
    }

    pub(super) fn height(&self) -> f64 {
        LINE * if self.note.is_some() { 2.0 } else { 1.0 } + 4.0
    }
}

/// The room that labels need to the right of a plot.
pub(super) fn room(ends: &[End]) -> f64 {
    ends.iter().flat_map(End::texts).map(|text| text.width()).fold(0.0, f64::max) + 44.0
}

/// Writes labels to the right of a plot, moved apart where they would touch, tied to their ends where moved.
pub(super) fn at_the_right(drawing: &mut Drawing, plot: &Area, ends: &[End]) {
    let wanted: Vec<(f64, f64)> = ends.iter().map(|end| (end.y, end.height())).collect();
    for (end, y) in ends.iter().zip(apart(&wanted, plot.top - 20.0, plot.bottom + 20.0)) {
        if (y - end.y).abs() > 5.0 {
            drawing.line(vec![(plot.right + 6.0, end.y), (plot.right + 28.0, y)], GRID_LINE, THIN);
        }
        let mut baseline = y - end.height() / 2.0 + 2.0 + 0.72 * LINE;
        for text in end.texts() {
            drawing.text(Text { at: (plot.right + 36.0, baseline), ..text });
            baseline += LINE;
        }
    }
}

/// Centres near the wanted ones, such that things of these heights do not overlap and stay between two bounds if they can.
fn apart(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    let mut groups: Vec<LabelGroup> = Vec::new();
    for index in order {
        let mut group = LabelGroup::of(index, wanted[index], top, bottom);
        while let Some(above) = groups.pop_if(|above| above.bottom() > group.top) {
            group = above.with(group, wanted, top, bottom);
        }
        groups.push(group);
    }
    let mut centres = vec![0.0; wanted.len()];
    for group in groups {
        let mut y = group.top;
        for index in group.members {
            centres[index] = y + wanted[index].1 / 2.0;
            y += wanted[index].1;
        }
    }
    centres
}

/// Labels that touch, from top to bottom.
struct LabelGroup {
    members: Vec<usize>,
    top: f64,
    height: f64,
}

impl LabelGroup {
    fn of(index: usize, (y, height): (f64, f64), top: f64, bottom: f64) -> Self {
        Self { members: vec![index], top: within(y - height / 2.0, height, top, bottom), height }
    }

    fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The two as one, with the least move on the average of their members.
    fn with(mut self, below: Self, wanted: &[(f64, f64)], top: f64, bottom: f64) -> Self {
        self.members.extend(below.members);
        self.height += below.height;
        let (mut offset, mut sum, mut count) = (0.0, 0.0, 0.0);
        for &index in &self.members {
            let (y, height) = wanted[index];
            sum += y - offset - height / 2.0;
            offset += height;
            count += 1.0;
        }
        self.top = within(sum / count, self.height, top, bottom);
        self
    }
}

/// A top such that the height stays between two bounds; the upper one wins.
fn within(y: f64, height: f64, top: f64, bottom: f64) -> f64 {
    y.min(bottom - height).max(top)
}

/// Writes values below a plot, with a mark above each, none over another and none beyond the plot by more than a little.
pub(super) fn spread_ticks(drawing: &mut Drawing, plot: &Area, ticks: impl IntoIterator<Item = (f64, String)>) {
    let mut taken = f64::NEG_INFINITY;
    for (x, label) in ticks {
        let text = Text::new(label, (x, plot.bottom + 8.0 + LABEL), TICK - 2.0, TEXT).aligned(Align::Middle);
        let Area { left, right, .. } = text.bounds();
        if left < plot.left - 16.0 || right > plot.right + 16.0 || left < taken + 14.0 {
            continue;
        }
        taken = right;
        drawing.line(vec![(x, plot.bottom), (x, plot.bottom + 7.0)], GRID_LINE, GRID);
        drawing.text(text);
    }
}

/// Texts that find a place among things already there.
#[derive(Default)]
pub(super) struct LabelPlaces {
    taken: Vec<Area>,
}

impl LabelPlaces {
    /// Keeps a place free of texts.
    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Keeps a line free of texts.
    pub(super) fn take_line(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            for part in 0..16 {
                let share = (f64::from(part) + 0.5) / 16.0;
                let (x, y) = (x0 + share * (x1 - x0), y0 + share * (y1 - y0));
                let (half, high) = ((x1 - x0).abs() / 32.0, (y1 - y0).abs() / 32.0);
                self.take(Area { left: x - half, top: y - high, right: x + half, bottom: y + high }.grown(3.0));
            }
        }
    }

    /// Whether a text could stand where it is, within the bounds of the page left and right.
    pub(super) fn fits(&self, text: &Text, left: f64, right: f64) -> bool {
        let bounds = text.bounds();
        bounds.left >= left && bounds.right <= right && !self.covers(&bounds)
    }

    /// Whether something already stands in an area.
    pub(super) fn covers(&self, area: &Area) -> bool {
        self.taken.iter().any(|taken| taken.overlaps(area))
    }

    /// Writes a text and takes its place.
    pub(super) fn write(&mut self, drawing: &mut Drawing, text: Text) {
        self.take(text.bounds().grown(3.0));
        drawing.text(text);
    }
}

/// Text beside a place at the right or at the left, whichever has room.
pub(super) fn beside(text: Text, x: f64, gap: f64, right: f64) -> Text {
    if x + gap + text.width() <= right {
        return Text { at: (x + gap, text.at.1), ..text }.aligned(Align::Left);
    }
    Text { at: (x - gap, text.at.1), ..text }.aligned(Align::Right)
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn labels_never_overlap_and_stay_in_order() {
        let wanted = [(100.0, 30.0), (101.0, 66.0), (99.0, 30.0), (400.0, 30.0), (390.0, 30.0), (0.0, 30.0)];
        let centres = apart(&wanted, 0.0, 420.0);
        let mut placed: Vec<(f64, f64)> = centres.iter().zip(&wanted).map(|(&y, &(_, height))| (y, height)).collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in placed.windows(2) {
            assert!(pair[1].0 - pair[1].1 / 2.0 >= pair[0].0 + pair[0].1 / 2.0 - 1e-9, "{placed:?}");
        }
        assert!(placed[0].0 >= 15.0 && placed[5].0 <= 405.0, "{placed:?}");
    }

    #[test]
    fn labels_with_room_stay_where_they_are_wanted() {
        assert_eq!(apart(&[(200.0, 30.0), (100.0, 30.0)], 0.0, 400.0), [200.0, 100.0]);
    }
}
