//! The progress bar on standard error, shown only where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use runout::answers;
use std::fmt::Write;

/// Shows how far the runs have come. It can be updated from any thread, as often as one likes.
#[derive(Debug, Clone)]
pub(super) struct ProgressLine {
    bar: ProgressBar,
    /// How far intervals may reach, if that ends the simulation.
    target: Option<f64>,
}

/// Redraws a second.
const REDRAWS: u8 = 10;

impl ProgressLine {
    /// A bar to the last run, or with a `target` to the next interim look; nothing at all if `quiet` or if standard error is not a
    /// terminal.
    pub(super) fn new(target: Option<f64>, quiet: bool) -> Self {
        let shown_on = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(REDRAWS) };
        let template = if target.is_some() { TO_THE_NEXT_LOOK } else { TO_THE_LAST_RUN };
        Self { bar: ProgressBar::with_draw_target(Some(0), shown_on).with_style(style(template)), target }
    }

    /// Shows how far the simulation has come; fewer runs than before are ignored, because threads may report out of order.
    pub(super) fn show(&self, progress: answers::Progress) {
        if let (Some(target), Some(half_width)) = (self.target, progress.half_width) {
            let (points, wanted) = (100.0 * half_width, 100.0 * target);
            self.bar.set_message(format!("± {points:.3} percentage points at the last look, {wanted:.3} wanted"));
        }
        self.bar.update(|state| {
            state.set_len(state.len().unwrap_or(0).max(progress.until));
            state.set_pos(state.pos().max(progress.runs));
        });
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

const TO_THE_LAST_RUN: &str = "{bar:30} {percent:>3} %  {human_pos} of {human_len} runs  {rate}  {eta} left";
const TO_THE_NEXT_LOOK: &str = "{bar:20} {human_pos} of {human_len} runs to the next look  {rate}  {msg}";

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("rate", rate)
}

fn rate(state: &ProgressState, out: &mut dyn Write) {
    // The drawing thread cannot report a failure to write into its own buffer.
    let _ = match state.per_sec() {
        rate if rate >= 1e6 => write!(out, "{:.2} million runs/s", rate / 1e6),
        rate => write!(out, "{rate:.0} runs/s"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        for template in [TO_THE_LAST_RUN, TO_THE_NEXT_LOOK] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }

    #[test]
    fn never_goes_back() {
        let progress = ProgressLine::new(Some(0.001), true);
        for runs in [60, 40] {
            progress.show(answers::Progress { runs, until: 100, half_width: None });
        }
        assert_eq!((progress.bar.position(), progress.bar.length()), (60, Some(100)));
        progress.show(answers::Progress { runs: 70, until: 200, half_width: Some(0.002_346) });
        assert_eq!((progress.bar.position(), progress.bar.length()), (70, Some(200)));
        assert_eq!(progress.bar.message(), "± 0.235 percentage points at the last look, 0.100 wanted");
    }
}
