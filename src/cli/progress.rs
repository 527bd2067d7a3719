//! The progress bar on standard error, shown only where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;

/// How far the runs have come. Can be told so from any thread, as often as one likes.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    bar: ProgressBar,
}

/// Redraws a second.
const REDRAWS: u8 = 10;

impl Progress {
    /// A bar for so many runs, nothing at all if `quiet` or if standard error is not a terminal.
    pub(super) fn new(total_runs: u64, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(REDRAWS) };
        Self { bar: ProgressBar::with_draw_target(Some(total_runs), target).with_style(style()) }
    }

    /// So many runs are done; a number lower than before is ignored, because threads may report out of order.
    pub(super) fn advance_to(&self, runs_done: u64) {
        self.bar.update(|state| state.set_pos(state.pos().max(runs_done)));
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} of {human_len} runs  {rate}  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
}

fn rate(state: &ProgressState, out: &mut dyn Write) {
    // The drawing thread has nobody to tell of a failure to write into its own buffer.
    let _ = match state.per_sec() {
        rate if rate >= 1e6 => write!(out, "{:.2} million runs/s", rate / 1e6),
        rate => write!(out, "{rate:.0} runs/s"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_sound() {
        assert!(ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} of {human_len} runs").is_ok());
    }

    #[test]
    fn never_goes_back() {
        let progress = Progress::new(100, true);
        progress.advance_to(60);
        progress.advance_to(40);
        assert_eq!(progress.bar.position(), 60);
    }
}
